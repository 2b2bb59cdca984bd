import { Type } from '@sinclair/typebox'

/**
 * An HTTP handler of the AWS SDK: a `NodeHttpHandler`, a `FetchHttpHandler`, or your own. Only the members
 * that the plugin uses.
 */
export interface RequestHandler {
  /** Sends a request and resolves with its response. */
  handle(request: any, options?: any): Promise<{ response: any }>
}

/**
 * The values that clients of the AWS SDK accept as `requestHandler`: a handler, or options of the default
 * one, such as `{ httpsAgent }`.
 */
export const RequestHandlerSchema = Type.Unsafe<RequestHandler | Readonly<Record<string, unknown>>>(
  Type.Object(
    {},
    {
      expects: 'an HTTP handler of the AWS SDK, or options for one such as { httpsAgent }'
    }
  )
)

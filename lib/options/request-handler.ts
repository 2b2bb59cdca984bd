import { Type } from '@sinclair/typebox'

/**
 * An HTTP handler of the AWS SDK, as far as it is used here: a `NodeHttpHandler`, a `FetchHttpHandler`, or
 * your own.
 */
export interface RequestHandler {
  /** Sends a request and resolves with its response. */
  handle(request: any, options?: any): Promise<{ response: any }>
}

/**
 * What the AWS SDK's clients take as `requestHandler`: a handler, or options of their own one, such as `{
 * httpsAgent }`.
 */
export const RequestHandlerSchema = Type.Unsafe<RequestHandler | Readonly<Record<string, unknown>>>(
  Type.Object(
    {},
    {
      expects: 'an HTTP handler of the AWS SDK, or options for it such as { httpsAgent }'
    }
  )
)

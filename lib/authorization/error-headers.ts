import type { FastifyReply } from 'fastify'
import type { CognitoErrorCode } from '../errors.js'

/** The `Retry-After` of responses during an outage, in seconds. */
const RETRY_AFTER = '5'

const BEARER = 'Bearer realm="cognito"'

/** The `error` of RFC 6750 3.1, by error code. Without credentials, it is omitted. */
const BEARER_ERRORS: { readonly [code in CognitoErrorCode]?: string } = {
  FST_COGNITO_INVALID_TOKEN: 'invalid_token',
  FST_COGNITO_MALFORMED_CREDENTIALS: 'invalid_request',
  FST_COGNITO_INSUFFICIENT_SCOPE: 'insufficient_scope',
  // RFC 9470 3: the client signs the user in again and repeats the request.
  FST_COGNITO_SIGN_IN_TOO_OLD: 'insufficient_user_authentication'
}

/** The requirements of a guard that a challenge includes. */
export interface ChallengeParameters {
  readonly scopes?: readonly string[]
  /** The maximum age of the sign-in, in seconds. */
  readonly maxAge?: number | undefined
}

/** Returns the headers of an error response. */
export function headersFor (
  error: unknown,
  parameters: ChallengeParameters = {}
): Readonly<Record<string, string>> {
  const { code, statusCode } = error as { code?: CognitoErrorCode, statusCode?: number }
  const bearerError = code === undefined ? undefined : BEARER_ERRORS[code]
  if (bearerError !== undefined) {
    return {
      'www-authenticate': `${BEARER}, error="${bearerError}"${challengeParameters(bearerError, parameters)}`
    }
  }
  if (statusCode === 401) return { 'www-authenticate': BEARER }
  if (statusCode === 503 || statusCode === 429) return { 'retry-after': RETRY_AFTER }
  return {}
}

/**
 * Adds the headers to an error, for code without a reply: Fastify's default error handler sends them.
 */
export function withHeaders (error: unknown): Error {
  const { headers } = error as { headers?: object }
  return Object.assign(error as Error, { headers: { ...headersFor(error), ...headers } })
}

function challengeParameters (bearerError: string, { scopes = [], maxAge }: ChallengeParameters): string {
  if (bearerError === 'insufficient_scope' && scopes.length > 0) return `, scope="${scopes.join(' ')}"`
  if (bearerError === 'insufficient_user_authentication' && maxAge !== undefined) return `, max_age=${maxAge}`
  return ''
}

/**
 * Sets the headers of an error on the reply, since an application's own error handler may ignore those of the
 * error.
 *
 * If the error is then ignored because another strategy of `@fastify/auth` succeeds, the headers are removed
 * again, unless the response has the same status. This is done by wrapping the reply's `send`, for failed
 * requests only.
 */
export function setErrorHeaders (reply: FastifyReply, error: unknown, parameters: ChallengeParameters): void {
  const headers = headersFor(error, parameters)
  reply.headers(headers)
  const send = reply.send
  reply.send = function (this: FastifyReply, payload?: unknown) {
    reply.send = send
    if (statusOf(payload, this) !== statusOf(error, this)) {
      for (const name of Object.keys(headers)) this.removeHeader(name)
    }
    return send.call(this, payload)
  } as typeof reply.send
}

/** Returns the status that Fastify will respond with. */
function statusOf (payload: unknown, reply: FastifyReply): number {
  return payload instanceof Error
    ? ((payload as { statusCode?: number }).statusCode ?? reply.statusCode)
    : reply.statusCode
}

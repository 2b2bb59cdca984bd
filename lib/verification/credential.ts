import type { FastifyRequest } from 'fastify'
import { errors } from '../errors.js'

/**
 * Returns the token of a request from elsewhere than the `Authorization` header. Null or undefined if the
 * request has none.
 *
 * @example
 * ```ts
 * import type { ExtractToken } from 'fastify-cognito-auth'
 *
 * // Reads the token from a header of the application.
 * const extractToken: ExtractToken = request => {
 *   const token = request.headers['x-access-token']
 *   return typeof token === 'string' ? token : null
 * }
 * ```
 */
export type ExtractToken = (request: FastifyRequest) => string | null | undefined

/**
 * RFC 9110 11.1: the scheme, case-insensitive, followed by one or more spaces. With a tab or nothing after
 * it, the header is malformed.
 */
const SCHEME = /^Bearer(?: +|(?=\t)|$)/i
/**
 * Characters that a token cannot contain (RFC 6750 2.1): with one of them, the header has more than a token.
 */
const SEPARATORS = [' ', ',', ';', '"', '\t']

/**
 * Returns the text after the scheme in the `Authorization` header of a request, in any form: see
 * `isBearerForm`. Null if the request has no credentials of that scheme.
 *
 * @throws FST_COGNITO_MALFORMED_CREDENTIALS for more than one `Authorization` header
 */
export function bearerToken (request: FastifyRequest): string | null {
  const { authorization } = request.headers
  if (authorization === undefined) return null
  // Node.js keeps the first of several headers and drops the others, while a proxy may have checked another
  // one. `injectWS` of @fastify/websocket creates requests without raw headers.
  if (countAuthorization((request.raw as Partial<typeof request.raw>).rawHeaders ?? []) > 1) {
    throw new errors.FST_COGNITO_MALFORMED_CREDENTIALS()
  }
  // The usual spelling.
  if (authorization.startsWith('Bearer ') && authorization[7] !== ' ') return authorization.slice(7)
  const scheme = SCHEME.exec(authorization)
  return scheme === null ? null : authorization.slice(scheme[0].length)
}

/**
 * Returns whether a header has the form of a bearer token, and not two tokens, parameters, quotes or nothing.
 * Only checked for rejected tokens, since a verified token always has it.
 */
export function isBearerForm (token: string): boolean {
  return token !== '' && !SEPARATORS.some(separator => token.includes(separator))
}

/**
 * Returns the token from the application's own function. The value comes from the caller, so it may not be a
 * string.
 */
export function callExtractor (request: FastifyRequest, extract: ExtractToken): string | null {
  const token: unknown = extract(request)
  if (token === null || token === undefined) return null
  if (typeof token !== 'string' || token === '') throw new errors.FST_COGNITO_MALFORMED_CREDENTIALS()
  return token
}

function countAuthorization (rawHeaders: readonly string[]): number {
  let count = 0
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string
    if (name.length === 13 && name.toLowerCase() === 'authorization') count++
  }
  return count
}

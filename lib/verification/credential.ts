import type { FastifyRequest } from 'fastify'
import { errors } from '../errors.js'

/**
 * Takes a token from a request, where it does not stand in the `Authorization` header. Null or undefined:
 * there is none.
 */
export type ExtractToken = (request: FastifyRequest) => string | null | undefined

/**
 * RFC 9110 11.1: the scheme in any case. Then one or more spaces; what has a tab there, or nothing, meant the
 * scheme and has not its form.
 */
const SCHEME = /^Bearer(?: +|(?=\t)|$)/i
/** None stands in a token (RFC 6750 2.1); where one does, there is more in the header than a token. */
const SEPARATORS = [' ', ',', ';', '"', '\t']

/**
 * What stands in a request's `Authorization` header after the scheme, of whatever form: see `isBearerForm`.
 * Null where the request has no credentials of that scheme.
 *
 * @throws FST_COGNITO_MALFORMED_CREDENTIALS for more than one `Authorization` header
 */
export function bearerToken (request: FastifyRequest): string | null {
  const { authorization } = request.headers
  if (authorization === undefined) return null
  // Node keeps the first of several in `headers` and drops the rest; which one a proxy in front looked at,
  // nobody knows. `injectWS` of @fastify/websocket makes requests without raw headers.
  if (countAuthorization((request.raw as Partial<typeof request.raw>).rawHeaders ?? []) > 1) {
    throw new errors.FST_COGNITO_MALFORMED_CREDENTIALS()
  }
  // As nearly everybody writes it.
  if (authorization.startsWith('Bearer ') && authorization[7] !== ' ') return authorization.slice(7)
  const scheme = SCHEME.exec(authorization)
  return scheme === null ? null : authorization.slice(scheme[0].length)
}

/**
 * Tells a token that is not good from a header that has not its form: two tokens, parameters, quotes,
 * nothing. No verified token is like that, so only those that are refused need be looked at.
 */
export function isBearerForm (token: string): boolean {
  return token !== '' && !SEPARATORS.some(separator => token.includes(separator))
}

/**
 * The token that an application's own function takes from a request: what it gives is a caller's, so it is
 * not trusted to be text.
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

import type { FastifyRequest } from 'fastify'
import { errors } from '../errors.js'

/** Takes a token from a request, where it does not stand in the `Authorization` header. Null or undefined: there is none. */
export type ExtractToken = (request: FastifyRequest) => string | null | undefined

/** RFC 6750 2.1, the scheme in any case (RFC 9110 11.1), one or more spaces. */
const BEARER = /^[Bb][Ee][Aa][Rr][Ee][Rr] +([A-Za-z0-9\-._~+/]+=*)$/
const BEARER_SCHEME = /^Bearer(?:[ \t]|$)/i

/**
 * The bearer token of a request, or null where it has no credentials of that scheme.
 *
 * @throws FST_COGNITO_MALFORMED_CREDENTIALS for more than one `Authorization` header, or one that says Bearer and is not of its form
 */
export function bearerToken (request: FastifyRequest): string | null {
  const { authorization } = request.headers
  if (authorization === undefined) return null
  // Node keeps the first of several in `headers` and drops the rest; which one a proxy in front looked at, nobody knows.
  if (countAuthorization(request.raw.rawHeaders) > 1) throw new errors.FST_COGNITO_MALFORMED_CREDENTIALS()
  const match = BEARER.exec(authorization)
  if (match !== null) return match[1] as string
  if (BEARER_SCHEME.test(authorization)) throw new errors.FST_COGNITO_MALFORMED_CREDENTIALS()
  return null
}

/** The token that an application's own function takes from a request: what it gives is a caller's, so it is not trusted to be text. */
export function extractedToken (request: FastifyRequest, extract: ExtractToken): string | null {
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

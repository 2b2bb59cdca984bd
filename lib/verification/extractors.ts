import type { FastifyRequest } from 'fastify'
import { errors } from '../errors.js'
import { cookieValue } from './cookie-value.js'
import { bearerToken, isBearerForm, type ExtractToken } from './credential.js'

/**
 * Returns an extractor that reads the token from the `Authorization: Bearer` header, as the plugin does by
 * default. For use in a list, together with a cookie or another header.
 *
 * The extractor throws FST_COGNITO_MALFORMED_CREDENTIALS if there is more than one `Authorization` header, or
 * if the header is not of the form `Bearer <token>`.
 *
 * @example
 * ```ts
 * import cognitoAuth, { fromCookie, fromHeader } from 'fastify-cognito-auth'
 *
 * await app.register(cognitoAuth, {
 *   userPoolId: 'eu-west-1_AbC123xyz',
 *   clientId: '1h57kf5cpq17m0eml12example',
 *   extractToken: [fromHeader(), fromCookie('token')]
 * })
 * ```
 */
export function fromHeader (): ExtractToken {
  return request => {
    const token = bearerToken(request)
    if (token !== null && !isBearerForm(token)) throw new errors.FST_COGNITO_MALFORMED_CREDENTIALS()
    return token
  }
}

/** RFC 6265 4.1.1: the characters of a cookie's name. */
const COOKIE_NAME = /^[!#$%&'*+\-.^_`|~\w]+$/

/**
 * Returns an extractor of the token in a cookie. Of several cookies with the name, the first is used. A
 * signed or encrypted cookie needs an extractor of your own, with `request.unsignCookie`.
 *
 * With a cookie, unsafe requests from other sites are rejected: see `trustedOrigins`.
 *
 * @example
 * ```ts
 * import cognitoAuth, { fromCookie } from 'fastify-cognito-auth'
 *
 * await app.register(cognitoAuth, {
 *   userPoolId: 'eu-west-1_AbC123xyz',
 *   clientId: '1h57kf5cpq17m0eml12example',
 *   extractToken: fromCookie('token'),
 *   trustedOrigins: ['https://app.example.com']
 * })
 * ```
 *
 * @param name - the name of the cookie
 * @throws FST_COGNITO_INVALID_OPTIONS for a name that no cookie can have
 */
export function fromCookie (name: string): ExtractToken {
  if (typeof name !== 'string' || !COOKIE_NAME.test(name)) {
    const problem = "- fromCookie: name must be the name of a cookie, such as 'token'"
    throw new errors.FST_COGNITO_INVALID_OPTIONS(problem)
  }
  return ({ headers: { cookie } }) => (cookie === undefined ? null : cookieValue(cookie, name))
}

/** Combines a list of extractors: the first that returns a token is used. */
export function firstOf (extractors: readonly ExtractToken[]): ExtractToken {
  return (request: FastifyRequest) => {
    for (const extract of extractors) {
      const token = extract(request)
      if (token !== null && token !== undefined) return token
    }
    return null
  }
}

import type { FastifyRequest } from 'fastify'
import { errors } from '../errors.js'
import { hasSubscribers, publish, requestInfo } from '../events.js'
import { bearerToken, callExtractor, isBearerForm, type ExtractToken } from '../verification/credential.js'
import { bounded, rejectionDetails } from '../verification/token-rejection.js'
import type { Verifier } from '../verification/verifier.js'
import { isForgeable } from './cross-site.js'
import { RequestAuth, type Caller } from './request-auth.js'

const ANONYMOUS: Caller = Object.freeze({ user: null, token: null })

interface Dependencies {
  readonly verifier: Verifier
  readonly extractToken: ExtractToken | undefined
  /** Origins besides the application's own that may send unsafe requests with a token in a cookie. */
  readonly trustedOrigins: ReadonlySet<string>
}

/**
 * Authenticates requests. Each request is authenticated once, for all of its guards: the token is extracted
 * once, and the verified token is used from then on.
 */
export class Authentication {
  readonly #verifier: Verifier
  readonly #extract: ExtractToken | undefined
  readonly #trustedOrigins: ReadonlySet<string>
  #hasWarnedAboutPreflight = false

  constructor ({ verifier, extractToken, trustedOrigins }: Dependencies) {
    this.#verifier = verifier
    this.#extract = extractToken
    this.#trustedOrigins = trustedOrigins
  }

  /**
   * Returns the caller, or a promise of it if the token's key is not loaded.
   *
   * @throws the error to respond with, or rejects with it
   */
  authenticate (request: FastifyRequest): Caller | Promise<Caller> {
    const auth = RequestAuth.of(request)
    const known = auth.resultOf(this)
    if (known !== undefined) return known
    const caller = this.#verifyToken(request)
    auth.addResult(this, caller)
    return caller
  }

  #verifyToken (request: FastifyRequest): Caller | Promise<Caller> {
    const token =
      this.#extract === undefined ? bearerToken(request) : this.#extractToken(request, this.#extract)
    if (token === null) return ANONYMOUS
    const user = this.#verifier.verify(token)
    return user instanceof Promise ? user.then(user => ({ user, token })) : { user, token }
  }

  #extractToken (request: FastifyRequest, extract: ExtractToken): string | null {
    const token = callExtractor(request, extract)
    if (token === null || !isForgeable(request, token, this.#trustedOrigins)) return token
    const { origin, 'sec-fetch-site': site } = request.headers
    const details = { origin: origin && bounded(origin), secFetchSite: site && bounded(String(site)) }
    request.log.info(details, 'cross-site request rejected')
    throw new errors.FST_COGNITO_CROSS_SITE_REQUEST()
  }

  /**
   * Browsers send no token with a preflight, so a guard before `@fastify/cors` rejects them all. Logged once.
   */
  #warnAboutPreflight ({ method, headers, log }: FastifyRequest): void {
    if (
      this.#hasWarnedAboutPreflight ||
      method !== 'OPTIONS' ||
      headers['access-control-request-method'] === undefined
    ) {
      return
    }
    this.#hasWarnedAboutPreflight = true
    log.warn('CORS preflight rejected')
  }

  /** Returns the error to respond with. The reason is logged and not sent to the caller. */
  responseError (request: FastifyRequest, error: unknown): unknown {
    const details = rejectionDetails(error)
    if (error instanceof errors.FST_COGNITO_NO_CREDENTIALS) this.#warnAboutPreflight(request)
    if (details === undefined) return error
    if (this.#extract === undefined && !isBearerForm(bearerToken(request) as string)) {
      return new errors.FST_COGNITO_MALFORMED_CREDENTIALS()
    }
    request.log.info(details, 'token rejected')
    if (hasSubscribers('fastify-cognito-auth:token-rejected')) {
      publish('fastify-cognito-auth:token-rejected', {
        reason: details.reason,
        request: requestInfo(request)
      })
    }
    return error
  }
}

import type { FastifyReply, FastifyRequest } from 'fastify'
import { errors } from '../errors.js'
import { hasSubscribers, publish, requestInfo } from '../events.js'
import type { CookieSessions } from '../sessions/cookie-sessions.js'
import { bearerToken, callExtractor, isBearerForm, type ExtractToken } from '../verification/credential.js'
import { rejectionDetails } from '../verification/token-rejection.js'
import type { Verifier } from '../verification/verifier.js'
import { crossSiteRequest, isForgeable } from './cross-site.js'
import type { LoadBalancers } from './load-balancer.js'
import { ANONYMOUS, RequestAuth, SIGNED_OUT, type Caller } from './request-auth.js'

interface Dependencies {
  readonly verifier: Verifier
  readonly extractToken: ExtractToken | undefined
  /** Origins besides the application's own that may send unsafe requests with a token in a cookie. */
  readonly trustedOrigins: ReadonlySet<string>
  /** Null without the option `alb`. */
  readonly loadBalancers: LoadBalancers | null
  /** Null without the option `session`. */
  readonly sessions: CookieSessions | null
}

/**
 * Authenticates requests. Each request is authenticated once, for all of its guards: the token is extracted
 * once, and the verified token is used from then on.
 */
export class Authentication {
  readonly #verifier: Verifier
  readonly #extract: ExtractToken | undefined
  readonly #trustedOrigins: ReadonlySet<string>
  readonly #loadBalancers: LoadBalancers | null
  readonly #sessions: CookieSessions | null
  #hasWarnedAboutPreflight = false

  constructor ({ verifier, extractToken, trustedOrigins, loadBalancers, sessions }: Dependencies) {
    this.#verifier = verifier
    this.#extract = extractToken
    this.#trustedOrigins = trustedOrigins
    this.#loadBalancers = loadBalancers
    this.#sessions = sessions
  }

  /**
   * Returns the caller, or a promise of it if the token's key or the session is not loaded. A token in the
   * request comes first, then that of a load balancer, then the cookie of a session.
   *
   * @throws the error to respond with, or rejects with it
   */
  authenticate (request: FastifyRequest, reply: FastifyReply): Caller | Promise<Caller> {
    const auth = RequestAuth.of(request)
    const known = auth.resultOf(this)
    if (known !== undefined) return known
    const caller = this.#findCaller(request, reply)
    auth.addResult(this, caller)
    return caller
  }

  #findCaller (request: FastifyRequest, reply: FastifyReply): Caller | Promise<Caller> {
    const token =
      this.#extract === undefined ? bearerToken(request) : this.#extractToken(request, this.#extract)
    if (token === null) {
      const caller = this.#loadBalancers?.callerOf(request, reply)
      if (caller !== undefined) return caller
      return this.#sessions === null ? ANONYMOUS : callerOfSession(this.#sessions, request, reply)
    }
    const user = this.#verifier.verify(token)
    return user instanceof Promise ? user.then(user => ({ user, token })) : { user, token }
  }

  #extractToken (request: FastifyRequest, extract: ExtractToken): string | null {
    const token = callExtractor(request, extract)
    if (token === null || !isForgeable(request, token, this.#trustedOrigins)) return token
    throw crossSiteRequest(request)
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
    const token = this.#extract === undefined ? bearerToken(request) : null
    if (token !== null && !isBearerForm(token)) return new errors.FST_COGNITO_MALFORMED_CREDENTIALS()
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

function callerOfSession (
  sessions: CookieSessions,
  request: FastifyRequest,
  reply: FastifyReply
): Caller | Promise<Caller> {
  const caller = sessions.callerOf(request, reply)
  if (caller instanceof Promise) return caller.then(caller => caller ?? SIGNED_OUT)
  return caller === undefined ? ANONYMOUS : (caller ?? SIGNED_OUT)
}

import type { FastifyReply, FastifyRequest } from 'fastify'
import { describeError } from '../describe-error.js'
import { errors } from '../errors.js'
import { sessionIdOf } from '../revocation/entries.js'
import type { CurrentUser } from '../user/current-user.js'
import { cookieValue } from '../verification/cookie-value.js'
import type { Verifier } from '../verification/verifier.js'
import { addVary, forbidCaching } from './caching.js'
import { isCookieForm, newCookie, SessionCookie } from './cookie.js'
import { SessionRefresh, type SessionTokensApi } from './refresh.js'
import { isForgeableWithSession } from './same-origin.js'
import type { KnownSession, SessionCache } from './session-cache.js'
import type { SessionSettings } from './settings.js'
import type { Sessions, StoredSession } from './store.js'
import { activeSession, ActiveSession, encryptTokens, openSession, type SessionTokens } from './tokens.js'

/** The user of a session, with the access token that was verified. */
export interface SessionCaller {
  readonly user: CurrentUser
  readonly token: string
  readonly session: ActiveSession
}

/** Tokens that a sign-in returned. */
export type NewTokens = Omit<SessionTokens, 'expiresAt'>

interface Dependencies {
  readonly settings: SessionSettings
  readonly sessions: Sessions
  /** Null with `tokenCache: false`. */
  readonly cache: SessionCache | null
  readonly verifier: Pick<Verifier, 'verify'>
  readonly api: SessionTokensApi<FastifyRequest>
  readonly clock: () => number
  /** How long a call to Cognito may take, in milliseconds. */
  readonly timeout: number
}

/** An access token is refreshed this long before it expires, in milliseconds. */
const LEAD_TIME = 60_000

/** How often the use of a session is written to the store, at most, in milliseconds. */
const TOUCH_INTERVAL = 60_000

/** The cookie of a request, with its session if this process has cached it. */
interface RequestCookie {
  readonly cookie: SessionCookie
  readonly known: KnownSession | undefined
}

/** The sessions of browsers, each identified by a cookie. */
export class CookieSessions {
  readonly settings: SessionSettings
  readonly #dependencies: Dependencies
  readonly #refresh: SessionRefresh<FastifyRequest>

  constructor (dependencies: Dependencies) {
    this.settings = dependencies.settings
    this.#dependencies = dependencies
    this.#refresh = new SessionRefresh(dependencies)
  }

  /**
   * Starts a session for tokens that Cognito has just issued, and ends the one of the request's cookie.
   * Returns the value of the new cookie.
   *
   * @throws FST_COGNITO_INVALID_TOKEN if Cognito returned a token of another pool or app client
   */
  async start (
    tokens: NewTokens,
    request: FastifyRequest
  ): Promise<{ cookie: string, caller: SessionCaller }> {
    const { sessions, verifier, clock, settings } = this.#dependencies
    const user = await verifier.verify(tokens.accessToken)
    const now = clock()
    const cookie = newCookie()
    const own = { ...tokens, expiresAt: user.expiresAt }
    const endsAt = now + settings.absolute
    const stored: StoredSession = {
      pool: user.pool,
      user: user.id,
      session: sessionIdOf(user),
      tokens: encryptTokens(own, cookie),
      createdAt: now,
      expiresAt: Math.min(now + settings.idle, endsAt),
      endsAt,
      refreshingUntil: 0,
      version: 0
    }
    await sessions.create(cookie.id, stored)
    await this.#endPrevious(request)
    const session = activeSession(cookie, stored, own)
    return { cookie: cookie.value, caller: { user, token: own.accessToken, session } }
  }

  /** Ends the session of the request's cookie. The response does not wait for Cognito. */
  async #endPrevious (request: FastifyRequest): Promise<void> {
    const previous = await this.#sessionOf(request)
    if (previous === null) return
    const { sessions, api } = this.#dependencies
    await sessions.delete(previous.cookie.id)
    api.revoke(previous, request).catch(() => {})
  }

  /** Null without a session, or if the key in the cookie does not match: it identifies no user then. */
  async #sessionOf (request: FastifyRequest): Promise<ActiveSession | null> {
    const found = this.#cookieOf(request)
    if (found == null) return null
    const stored = await this.#read(found)
    return stored === null ? null : this.#open(found, stored)
  }

  /**
   * Returns the caller of a session, and extends the session. Undefined if the request has no session cookie,
   * and null if its session has ended. Synchronous if the store is.
   *
   * @throws FST_COGNITO_CROSS_SITE_REQUEST, FST_COGNITO_SESSIONS_UNAVAILABLE, FST_COGNITO_UNAVAILABLE
   */
  callerOf (
    request: FastifyRequest,
    reply: FastifyReply,
    { extend = true }: { extend?: boolean } = {}
  ): SessionCaller | null | undefined | Promise<SessionCaller | null> {
    const found = this.#cookieOf(request)
    addVary(reply)
    if (found === undefined) return undefined
    forbidCaching(reply)
    this.assertOwnOrigin(request)
    if (found === null) return null
    const stored = this.#read(found)
    return stored instanceof Promise
      ? stored.then(stored => this.#callerOf(found, stored, request, extend))
      : this.#callerOf(found, stored, request, extend)
  }

  /**
   * Returns an access token with at least a minute of its lifetime left, unless Cognito is unavailable.
   *
   * @throws FST_COGNITO_SESSION_ENDED, FST_COGNITO_SESSIONS_UNAVAILABLE, FST_COGNITO_UNAVAILABLE
   */
  async accessToken (session: ActiveSession, request: FastifyRequest): Promise<string> {
    const { accessToken, expiresAt } = session.access
    if (expiresAt - this.#dependencies.clock() > LEAD_TIME) return accessToken
    const refreshed = await this.#refresh.refresh(session, request)
    if (refreshed === null) throw new errors.FST_COGNITO_SESSION_ENDED()
    return refreshed.access.accessToken
  }

  /**
   * Returns the session of the request's cookie, without extending or refreshing it. Null without the cookie,
   * or if its session has ended.
   *
   * @throws FST_COGNITO_SESSIONS_UNAVAILABLE
   */
  async find (request: FastifyRequest): Promise<ActiveSession | null> {
    const session = await this.#sessionOf(request)
    return session === null || hasEnded(session.stored, this.#dependencies.clock()) ? null : session
  }

  /**
   * Ends the session of the request's cookie: in the store, then at Cognito. Returns it, null if it had ended
   * before, and undefined without the cookie.
   *
   * @throws FST_COGNITO_CROSS_SITE_REQUEST, FST_COGNITO_SESSIONS_UNAVAILABLE
   */
  async end (request: FastifyRequest): Promise<ActiveSession | null | undefined> {
    if (this.#cookieOf(request) === undefined) return undefined
    this.assertOwnOrigin(request)
    const session = await this.#sessionOf(request)
    if (session === null) return null
    const { sessions, api } = this.#dependencies
    await sessions.delete(session.cookie.id)
    await api.revoke(session, request)
    return session
  }

  /**
   * Checks that a page of the application has sent the request.
   *
   * @throws FST_COGNITO_CROSS_SITE_REQUEST if a page of another origin may have sent the request
   */
  assertOwnOrigin (request: FastifyRequest): void {
    if (!isForgeableWithSession(request, this.settings.origin)) return
    request.log.info({ reason: 'not from the origin of the session' }, 'cross-site request rejected')
    throw new errors.FST_COGNITO_CROSS_SITE_REQUEST()
  }

  #callerOf (
    found: RequestCookie,
    stored: StoredSession | null,
    request: FastifyRequest,
    extend: boolean
  ): SessionCaller | null | Promise<SessionCaller | null> {
    const now = this.#dependencies.clock()
    if (stored === null || hasEnded(stored, now)) return null
    const session = this.#open(found, stored)
    if (session === null) return null
    if (extend) this.#touch(session, now, request)
    if (session.access.expiresAt - now <= LEAD_TIME) return this.#refreshed(session, request)
    try {
      const user = this.#dependencies.verifier.verify(session.access.accessToken)
      return user instanceof Promise
        ? user.then(
          user => callerOf(user, session),
          error => this.#afterRejection(error, session, request)
        )
        : callerOf(user, session)
    } catch (error) {
      return this.#afterRejection(error, session, request)
    }
  }

  /**
   * A token can become invalid before it expires: it is revoked, or its key has left the key set. Cognito
   * decides whether the session continues.
   */
  async #afterRejection (
    error: unknown,
    session: ActiveSession,
    request: FastifyRequest
  ): Promise<SessionCaller | null> {
    if (!(error instanceof errors.FST_COGNITO_INVALID_TOKEN)) throw error
    return this.#refreshed(session, request)
  }

  async #refreshed (session: ActiveSession, request: FastifyRequest): Promise<SessionCaller | null> {
    const { sessions, verifier } = this.#dependencies
    const refreshed = await this.#refresh.refresh(session, request)
    if (refreshed === null) return null
    try {
      return callerOf(await verifier.verify(refreshed.access.accessToken), refreshed)
    } catch (error) {
      if (!(error instanceof errors.FST_COGNITO_INVALID_TOKEN)) throw error
      // Cognito was unavailable: it has not decided yet.
      if (refreshed.access.accessToken === session.access.accessToken) {
        throw new errors.FST_COGNITO_UNAVAILABLE()
      }
      await sessions.delete(session.cookie.id)
      return null
    }
  }

  /** Extends the session in the store, at most once a minute. The request does not wait for it. */
  #touch ({ cookie, stored }: ActiveSession, now: number, request: FastifyRequest): void {
    const { idle } = this.settings
    const expiresAt = Math.min(now + idle, stored.endsAt)
    if (expiresAt - stored.expiresAt < Math.min(TOUCH_INTERVAL, idle / 10)) return
    this.#dependencies.sessions.touch(cookie.id, expiresAt).catch((error: unknown) => {
      request.log.warn({ cause: describeError((error as Error).cause) }, 'session not extended')
    })
  }

  #read ({ cookie, known }: RequestCookie): StoredSession | null | Promise<StoredSession | null> {
    return this.#dependencies.sessions.read(cookie.id, known?.stored)
  }

  /** Null if the key in the cookie does not match. Decrypts the tokens unless they are cached. */
  #open ({ cookie, known }: RequestCookie, stored: StoredSession): ActiveSession | null {
    if (known?.stored.tokens === stored.tokens) return new ActiveSession(cookie, stored, known.access)
    const session = openSession(cookie, stored)
    if (session !== null) this.#dependencies.cache?.add(session)
    return session
  }

  /** Undefined without the cookie, null if its value is malformed. */
  #cookieOf ({ headers: { cookie } }: FastifyRequest): RequestCookie | null | undefined {
    const value = cookie === undefined ? null : cookieValue(cookie, this.settings.cookie.name)
    if (value === null) return undefined
    if (!isCookieForm(value)) return null
    const known = this.#dependencies.cache?.get(value)
    return { cookie: new SessionCookie(value, known?.id), known }
  }
}

function hasEnded ({ expiresAt, endsAt }: StoredSession, now: number): boolean {
  return Math.min(expiresAt, endsAt) <= now
}

function callerOf (user: CurrentUser, session: ActiveSession): SessionCaller {
  return { user, token: session.access.accessToken, session }
}

import type { FastifyRequest } from 'fastify'
import { errors } from '../errors.js'
import type { ActiveSession } from '../sessions/tokens.js'
import type { VerifiedToken } from '../sources/source.js'
import type { AccessTokenClaims, CognitoClaims } from '../user/claims.js'
import type { CurrentUser } from '../user/current-user.js'
import { checkTimes } from '../verification/claim-checks.js'
import { assertAccessToken, claimsOf } from './accepted-tokens.js'

/** The user and token of a request. Both are null without credentials. */
export type Caller = AuthenticatedCaller | { readonly user: null, readonly token: null }

/** The caller of a request without credentials. */
export const ANONYMOUS: Caller = Object.freeze({ user: null, token: null })

/** The caller of a request with the cookie of a session that has ended. */
export const SIGNED_OUT: Caller = Object.freeze({ user: null, token: null })

/** A user, with the token that was verified. */
export interface AuthenticatedCaller {
  readonly user: CurrentUser
  /** Null if a load balancer did not send the user's access token. */
  readonly token: string | null
  /** The session of the request's cookie, if the token is not in the request itself. */
  readonly session?: ActiveSession
}

/**
 * The caller that one registration of the plugin found. Registrations do not share results: each has its own
 * pools.
 */
interface AuthResult {
  readonly by: object
  readonly caller: Caller | Promise<Caller>
  readonly previous: AuthResult | null
}

/** A guard that the request has passed. */
interface PassedGuard {
  readonly guard: object
  readonly caller: Caller
  readonly previous: PassedGuard | null
}

/** The property of a request that holds its `RequestAuth`. Decorated when the plugin is registered. */
export const kRequestAuth = Symbol('fastify-cognito-auth.request-auth')

type WithAuth = FastifyRequest & { [kRequestAuth]?: RequestAuth | null }

/** The members of a request that are read here, of any route and server. */
export type AnyRequest = Pick<FastifyRequest, 'currentUser'> &
  Partial<Pick<FastifyRequest, 'log' | 'routeOptions'>>

/** The authentication state of one request. Lists are linked lists, since most requests have one entry. */
export class RequestAuth {
  #results: AuthResult | null = null
  #passes: PassedGuard | null = null
  /**
   * The caller whose groups or permissions guards are loading at the moment, and the number of those guards.
   */
  #checking: AuthenticatedCaller | null = null
  #checks = 0
  /** The last user whose token a guard accepted, even if the guard then denied access. */
  acceptedUser: CurrentUser | null = null

  /** Returns the state of a request. Created by the first call. */
  static of (request: AnyRequest): RequestAuth {
    const holder = request as WithAuth
    holder[kRequestAuth] ??= new RequestAuth()
    return holder[kRequestAuth]
  }

  /** Returns whether a value is a request of an application with the plugin. */
  static isRequest (value: unknown): value is FastifyRequest {
    return typeof value === 'object' && value !== null && kRequestAuth in value
  }

  /** Returns the state of a request, or null if no guard has run. */
  static peek (request: AnyRequest): RequestAuth | null {
    return (request as WithAuth)[kRequestAuth] ?? null
  }

  /** Returns the caller that a registration has authenticated. Undefined if it has not yet. */
  resultOf (by: object): Caller | Promise<Caller> | undefined {
    for (let result = this.#results; result !== null; result = result.previous) {
      if (result.by === by) return result.caller
    }
    return undefined
  }

  addResult (by: object, caller: Caller | Promise<Caller>): void {
    this.#results = { by, caller, previous: this.#results }
  }

  /** Records that every check of a guard has passed. */
  addPassedGuard (guard: object, caller: Caller): void {
    this.#passes = { guard, caller, previous: this.#passes }
  }

  hasPassed (guard: object): boolean {
    for (let pass = this.#passes; pass !== null; pass = pass.previous) {
      if (pass.guard === guard) return true
    }
    return false
  }

  /** The caller whose groups or permissions a guard is loading at the moment. */
  get checking (): AuthenticatedCaller | null {
    return this.#checking
  }

  /** Returns the user and token that a guard accepted. Null for a user that no guard has set. */
  callerOf (user: CurrentUser): AuthenticatedCaller | null {
    for (let pass = this.#passes; pass !== null; pass = pass.previous) {
      if (pass.caller.user === user) return pass.caller
    }
    return null
  }

  /**
   * Authorizes a caller, which may call a source. In the meantime, `request.groups()`, `permissions()`,
   * `allows()` and `loadProfile()` use this caller, so that a source can call them. `currentUser` is set only
   * after the guard has allowed the request.
   */
  whileChecking (
    caller: AuthenticatedCaller,
    authorize: () => Promise<void> | void
  ): Promise<void> | undefined {
    this.#checking = caller
    this.#checks++
    let pending: Promise<void> | undefined
    try {
      pending = authorize() ?? undefined
    } finally {
      if (pending === undefined) this.#endCheck()
    }
    return pending?.finally(() => {
      this.#endCheck()
    })
  }

  #endCheck (): void {
    this.#checks--
    if (this.#checks === 0) this.#checking = null
  }
}

/**
 * Returns the user of a request: `currentUser`, or within a source the user that it is called for. Null
 * without a user.
 */
export function actingUser (request: AnyRequest): CurrentUser | null {
  return request.currentUser ?? RequestAuth.peek(request)?.checking?.user ?? null
}

/**
 * Returns the user that a request acts for, with the token that was verified. No token is extracted again.
 *
 * @throws FST_COGNITO_NO_CREDENTIALS if no guard has allowed the request
 */
export function actingCaller (request: AnyRequest): AuthenticatedCaller {
  const { currentUser } = request
  const auth = RequestAuth.peek(request)
  const caller = currentUser === null ? auth?.checking : auth?.callerOf(currentUser)
  if (caller === undefined || caller === null) throw new errors.FST_COGNITO_NO_CREDENTIALS()
  return caller
}

/**
 * Logs a warning if a request has no user because no guard has run, which is a mistake in the application.
 */
export function warnIfUnguarded (request: AnyRequest, api: string): void {
  if (RequestAuth.peek(request) !== null) return
  const { method, url } = request.routeOptions ?? {}
  request.log?.warn({ api, route: `${String(method)} ${String(url)}` }, 'route has no guard')
}

/**
 * Returns the verified token of a request.
 *
 * @throws FST_COGNITO_NO_CREDENTIALS if no guard has allowed the request, FST_COGNITO_INVALID_TOKEN if a load
 * balancer did not send the user's access token
 */
export function verifiedToken (request: AnyRequest): string {
  return tokenOf(actingCaller(request))
}

/**
 * Returns the access token of a caller.
 *
 * @throws FST_COGNITO_INVALID_TOKEN if a load balancer did not send the user's access token
 */
export function tokenOf ({ user, token }: AuthenticatedCaller): string {
  assertAccessToken(user)
  return token as string
}

/**
 * Returns the token of Cognito that was verified for a user of a request, for a service that verifies it
 * too.
 *
 * @param now - in milliseconds since the epoch
 * @throws FST_COGNITO_INVALID_TOKEN if it has expired, as with the option `clockTolerance` or in a long
 * request, or if a load balancer did not send it; FST_COGNITO_NO_CREDENTIALS if no guard has accepted the
 * user
 */
export function tokenToForward (user: CurrentUser, request: AnyRequest, now: number): VerifiedToken {
  const auth = RequestAuth.peek(request)
  const caller = auth?.checking?.user === user ? auth.checking : auth?.callerOf(user)
  if (caller === undefined || caller === null) throw new errors.FST_COGNITO_NO_CREDENTIALS()
  const value = tokenOf(caller)
  // Without the tolerance of the plugin, which other services do not have.
  checkTimes(claimsOf(user) as AccessTokenClaims | CognitoClaims, 0, Math.floor(now / 1000))
  return { value, use: user.tokenUse === 'id' ? 'id' : 'access' }
}

/** Returns the user whose token was accepted, even if access was then denied. For logs, not for decisions. */
export function acceptedUser (request: AnyRequest): CurrentUser | null {
  return request.currentUser ?? RequestAuth.peek(request)?.acceptedUser ?? null
}

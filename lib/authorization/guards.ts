import type { FastifyReply, FastifyRequest, RawServerBase, RouteGenericInterface } from 'fastify'
import { errors } from '../errors.js'
import { hasSubscribers, publish, requestInfo } from '../events.js'
import { describeValue } from '../options/describe-value.js'
import { isPermitted } from '../sources/permission.js'
import type { CurrentUser } from '../user/current-user.js'
import type { Authentication } from './authentication.js'
import { setErrorHeaders, withHeaders } from './error-headers.js'
import {
  restrictTokens,
  rejectionError,
  acceptsOnlyIdTokens,
  rejectionReason,
  type AcceptedTokens,
  type TokenRestriction
} from './token-restriction.js'
import type { Entitlements } from './entitlements.js'
import { RequestAuth, warnIfUnguarded, type Caller } from './request-auth.js'
import {
  normalizeRequirement,
  meets,
  normalizePermissions,
  normalizeScopes,
  type NormalizedRequirement,
  type Requirement
} from './requirement.js'

/**
 * The requirements of a guard. The plugin adds them to the `config.cognito` of the route, for tools that
 * document or list routes.
 */
export interface RouteRequirements {
  /** `optional`: requests without credentials are allowed, requests with invalid credentials are denied. */
  readonly user: 'required' | 'optional'
  /** The groups that the user must be in. */
  readonly groups?: NormalizedRequirement
  /** The scopes that the access token must have. */
  readonly scopes?: NormalizedRequirement
  /** The permissions that the user must have. */
  readonly permissions?: NormalizedRequirement
  /** Whether only users or only machines are allowed. */
  readonly kind?: 'user' | 'machine'
  /** How long ago the user may have signed in, in seconds. */
  readonly recentSignIn?: number
}

const kGuard = Symbol('fastify-cognito-auth.guard')

/** A hook of any server: HTTP, HTTPS or HTTP/2. */
type Hook = (
  request: FastifyRequest<RouteGenericInterface, RawServerBase>,
  reply: FastifyReply<RouteGenericInterface, RawServerBase>
) => Promise<void>

/**
 * A hook that allows a request or throws. It can be used wherever Fastify accepts an async hook: as
 * `preHandler` or `onRequest`, alone or in a list.
 */
export interface Guard extends Hook {
  /** Marks guards, so that the plugin finds them in the options of a route. */
  readonly [kGuard]: GuardMeta
}

export interface GuardMeta {
  readonly requirements: RouteRequirements
  /** Identifies the guard among those that have allowed a request. */
  readonly token: object
  /** The part of the guard that authenticates but does not authorize. It runs before the body is parsed. */
  readonly authenticate: Hook
}

/** Returns the metadata of a hook if it is a guard. */
export function guardMeta (hook: unknown): GuardMeta | undefined {
  return typeof hook === 'function' ? (hook as Partial<Guard>)[kGuard] : undefined
}

interface Dependencies {
  readonly authentication: Authentication
  readonly accepted: AcceptedTokens
  readonly entitlements: Entitlements
  readonly clock: () => number
}

/** Example calls of the functions that return guards, for messages. */
export const EXAMPLE_CALLS = {
  requireUser: 'requireUser()',
  optionalUser: 'optionalUser()',
  requireGroups: "requireGroups(['admin'])",
  requirePermissions: "requirePermissions(['orders:read'])",
  requireScopes: "requireScopes(['orders/read'])",
  requireMachine: 'requireMachine()',
  requireRecentSignIn: 'requireRecentSignIn(300)'
} as const

type FactoryName = keyof typeof EXAMPLE_CALLS

const factoryNames = new WeakMap<object, FactoryName>()

/** Returns the name of a function that returns guards, or undefined for any other function. */
export function factoryName (hook: unknown): FactoryName | undefined {
  return typeof hook === 'function' ? factoryNames.get(hook) : undefined
}

/** Marks a function that returns guards, so that using the function itself as a hook is detected. */
function guardFactory<Args extends unknown[]> (
  name: FactoryName,
  create: (...args: Args) => Guard
): (...args: Args) => Guard {
  const checked = (...args: Args): Guard => {
    if (!RequestAuth.isRequest(args[0])) return create(...args)
    const problem =
      'must be called where the hook is declared, since it returns a guard and is not one: ' +
      `app.${EXAMPLE_CALLS[name]}`
    throw new errors.FST_COGNITO_INVALID_REQUIREMENT(name, problem)
  }
  factoryNames.set(checked, name)
  return checked
}

/** The guards of one registration. */
export class Guards {
  readonly #authentication: Authentication
  readonly #accepted: AcceptedTokens
  readonly #dependencies: Dependencies

  constructor (parts: Dependencies) {
    this.#dependencies = parts
    this.#authentication = parts.authentication
    this.#accepted = parts.accepted
  }

  /** Returns guards that accept other tokens than the options of the plugin. */
  accepting (accepted: AcceptedTokens): Guards {
    return new Guards({ ...this.#dependencies, accepted })
  }

  readonly requireUser = guardFactory('requireUser', (restriction?: TokenRestriction): Guard => {
    return this.#guard({ user: 'required' }, restrictTokens('requireUser', this.#accepted, restriction))
  })

  readonly optionalUser = guardFactory('optionalUser', (restriction?: TokenRestriction): Guard => {
    return this.#guard({ user: 'optional' }, restrictTokens('optionalUser', this.#accepted, restriction))
  })

  readonly requireGroups = guardFactory(
    'requireGroups',
    (requirement: Requirement, restriction?: TokenRestriction): Guard => {
      const groups = normalizeRequirement('requireGroups', requirement)
      const accepted = restrictTokens('requireGroups', this.#accepted, restriction)
      return this.#guard({ user: 'required', groups }, accepted, this.#inGroups(groups))
    }
  )

  /** As `requireGroups`, for users only: a machine is denied whatever groups its token has. */
  userInGroups (names: readonly string[]): Guard {
    const groups = normalizeRequirement('requireGroups', names)
    const inGroups = this.#inGroups(groups)
    const assertUser = ({ kind }: CurrentUser) => {
      if (kind === 'machine') throw new errors.FST_COGNITO_USER_REQUIRED()
    }
    return this.#guard({ user: 'required', groups, kind: 'user' }, this.#accepted, (user, request) => {
      const pending = inGroups(user, request)
      return pending === undefined
        ? assertUser(user)
        : pending.then(() => {
          assertUser(user)
        })
    })
  }

  #inGroups (groups: NormalizedRequirement): Authorize {
    const { entitlements } = this.#dependencies
    const check = (held: readonly string[]) => {
      if (!meets(groups, held)) throw new errors.FST_COGNITO_INSUFFICIENT_GROUPS()
    }
    return entitlements.areGroupsInToken
      ? user => {
        check(user.groups)
      }
      : async (user, request) => {
        check(await entitlements.groupsOf(user, request))
      }
  }

  readonly requirePermissions = guardFactory(
    'requirePermissions',
    (requirement: Requirement, restriction?: TokenRestriction): Guard => {
      const permissions = normalizePermissions('requirePermissions', requirement)
      const { entitlements } = this.#dependencies
      if (!entitlements.hasPermissions) {
        throw new errors.FST_COGNITO_INVALID_REQUIREMENT(
          'requirePermissions',
          'requires the option permissions'
        )
      }
      return this.#guard(
        { user: 'required', permissions },
        restrictTokens('requirePermissions', this.#accepted, restriction),
        async (user, request) => {
          if (!meets(permissions, await entitlements.permissionsOf(user, request), isPermitted)) {
            throw new errors.FST_COGNITO_INSUFFICIENT_PERMISSIONS()
          }
        }
      )
    }
  )

  readonly requireScopes = guardFactory(
    'requireScopes',
    (requirement: Requirement, restriction?: TokenRestriction): Guard => {
      const scopes = normalizeScopes('requireScopes', requirement)
      const accepted = restrictTokens('requireScopes', this.#accepted, restriction)
      assertAccessTokens('requireScopes', accepted, 'ID tokens have no scopes')
      return this.#guard({ user: 'required', scopes }, accepted, user => {
        if (!meets(scopes, user.scopes)) throw new errors.FST_COGNITO_INSUFFICIENT_SCOPE()
      })
    }
  )

  readonly requireMachine = guardFactory('requireMachine', (restriction?: TokenRestriction): Guard => {
    const accepted = restrictTokens('requireMachine', this.#accepted, restriction)
    assertAccessTokens('requireMachine', accepted, 'machines have no ID tokens')
    return this.#guard({ user: 'required', kind: 'machine' }, accepted, user => {
      if (user.kind !== 'machine') throw new errors.FST_COGNITO_MACHINE_REQUIRED()
    })
  })

  readonly requireRecentSignIn = guardFactory(
    'requireRecentSignIn',
    (seconds: number, restriction?: TokenRestriction): Guard => {
      if (!Number.isInteger(seconds) || seconds < 1) {
        throw new errors.FST_COGNITO_INVALID_REQUIREMENT(
          'requireRecentSignIn',
          `seconds must be a whole number of at least 1; got ${describeValue([], seconds)}`
        )
      }
      return this.#guard(
        { user: 'required', recentSignIn: seconds },
        restrictTokens('requireRecentSignIn', this.#accepted, restriction),
        user => {
          if (
            user.authenticatedAt === null ||
            this.#dependencies.clock() - user.authenticatedAt > seconds * 1000
          ) {
            throw new errors.FST_COGNITO_SIGN_IN_TOO_OLD()
          }
        }
      )
    }
  )

  #guard (requirements: RouteRequirements, accepted: AcceptedTokens, authorize?: Authorize): Guard {
    const token = {}
    const guard = this.#hook({ requirements, accepted, authorize, token })
    const authenticate = authorize === undefined ? guard : this.#hook({ requirements, accepted, token: null })
    const meta: GuardMeta = { requirements, authenticate, token }
    return Object.defineProperty(guard, kGuard, { value: meta }) as Guard
  }

  /**
   * Returns a hook that completes synchronously if the token is in the cache, which spares Fastify a promise.
   * Without a callback, the hook always returns a promise.
   */
  #hook (check: Check): Hook {
    const hook = (
      request: FastifyRequest,
      reply: FastifyReply,
      ...rest: unknown[]
    ): Promise<void> | undefined => {
      // In a `preParsing` hook, the payload comes before the callback.
      const done = endHook(rest.at(-1))
      try {
        const caller = this.#authentication.authenticate(request)
        if (caller instanceof Promise) return this.#evaluateLater(caller, request, reply, check)
        const pending = evaluate(request, caller, check)
        if (pending !== undefined) return this.#authorizeLater(pending, request, reply, check)
      } catch (error) {
        return done(this.#deny(request, reply, error, check))
      }
      return done()
    }
    return hook as unknown as Hook
  }

  async #evaluateLater (
    authenticating: Promise<Caller>,
    request: FastifyRequest,
    reply: FastifyReply,
    check: Check
  ): Promise<void> {
    try {
      await evaluate(request, await authenticating, check)
    } catch (error) {
      throw this.#deny(request, reply, error, check)
    }
  }

  async #authorizeLater (
    pending: Promise<void>,
    request: FastifyRequest,
    reply: FastifyReply,
    check: Check
  ): Promise<void> {
    try {
      await pending
    } catch (error) {
      throw this.#deny(request, reply, error, check)
    }
  }

  #deny (
    request: FastifyRequest,
    reply: FastifyReply,
    error: unknown,
    { requirements: { scopes, recentSignIn } }: Check
  ): unknown {
    const responseError = this.#authentication.responseError(request, error)
    publishDenied(responseError, request)
    setErrorHeaders(reply, responseError, {
      scopes: scopes === undefined ? [] : [...scopes.all, ...scopes.any],
      maxAge: recentSignIn
    })
    return responseError
  }
}

/**
 * Rejected tokens have an event of their own. Server errors and errors of the application's `extractToken`
 * are not published.
 */
function publishDenied (responseError: unknown, request: FastifyRequest): void {
  if (!hasSubscribers('fastify-cognito-auth:request-denied')) return
  const { code, statusCode } = responseError as { code: string, statusCode: number }
  if (
    !Object.hasOwn(errors, code) ||
    statusCode >= 500 ||
    responseError instanceof errors.FST_COGNITO_INVALID_TOKEN
  ) {
    return
  }
  publish('fastify-cognito-auth:request-denied', { code, statusCode, request: requestInfo(request) })
}

/** Completes a hook, with an error if the request is denied. */
type EndHook = (error?: unknown) => Promise<void> | undefined

function endHook (value: unknown): EndHook {
  return typeof value === 'function' ? (value as EndHook) : endAsync
}

async function endAsync (error?: unknown): Promise<void> {
  if (error !== undefined) throw error
}

/** Authorizes a user whose token is accepted. Throws or rejects if the request is denied. */
type Authorize = (user: CurrentUser, request: FastifyRequest) => Promise<void> | void

/** The checks of one hook of a guard. */
interface Check {
  readonly requirements: RouteRequirements
  readonly accepted: AcceptedTokens
  /** The authorization beyond an accepted token. */
  readonly authorize?: Authorize | undefined
  /** Identifies the guard. Null for the part that only authenticates. */
  readonly token: object | null
}

/** Throws or rejects if a check fails. `currentUser` is not set until all checks of a guard have passed. */
function evaluate (request: FastifyRequest, caller: Caller, check: Check): Promise<void> | void {
  const { user } = caller
  if (user === null) {
    if (check.requirements.user !== 'optional') throw new errors.FST_COGNITO_NO_CREDENTIALS()
    return recordPass(request, caller, check)
  }
  const reason = rejectionReason(user, check.accepted)
  if (reason !== null) throw rejectionError(reason, user, check.accepted)
  const auth = RequestAuth.of(request)
  auth.acceptedUser = user
  const { authorize } = check
  if (authorize === undefined) return recordPass(request, caller, check)
  const pending = auth.whileChecking(caller, () => authorize(user, request))
  return pending === undefined
    ? recordPass(request, caller, check)
    : pending.then(() => {
      recordPass(request, caller, check)
    })
}

function recordPass (request: FastifyRequest, caller: Caller, { token }: Check): void {
  if (token === null) return
  RequestAuth.of(request).addPassedGuard(token, caller)
  if (caller.user !== null) request.currentUser = caller.user
}

function assertAccessTokens (guard: string, accepted: AcceptedTokens, reason: string): void {
  if (acceptsOnlyIdTokens(accepted)) {
    throw new errors.FST_COGNITO_INVALID_REQUIREMENT(guard, `no token can be accepted: ${reason}`)
  }
}

/**
 * Returns the current user, for handlers of guarded routes. Unlike `request.currentUser`, it is never null.
 *
 * @throws FST_COGNITO_NO_CREDENTIALS if no guard has allowed the request
 */
export function getCurrentUser (request: Pick<FastifyRequest, 'currentUser'>): CurrentUser {
  if (request.currentUser === null) {
    warnIfUnguarded(request, 'getCurrentUser')
    throw withHeaders(new errors.FST_COGNITO_NO_CREDENTIALS())
  }
  return request.currentUser
}

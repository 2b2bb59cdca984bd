import type { FastifyReply, FastifyRequest, RawServerBase, RouteGenericInterface } from 'fastify'
import { errors } from '../errors.js'
import { hasSubscribers, publish, requestInfo } from '../events.js'
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
 * What a route asks of its caller, as it stands in the route's `config.cognito` for whoever documents or
 * lists routes.
 */
export interface RouteRequirements {
  /** `optional`: no credentials will do, bad ones will not. */
  readonly user: 'required' | 'optional'
  /** The groups that the user must be in. */
  readonly groups?: NormalizedRequirement
  /** The scopes that the access token must have. */
  readonly scopes?: NormalizedRequirement
  /** The permissions that the user must have. */
  readonly permissions?: NormalizedRequirement
  /** Only callers of this kind. */
  readonly kind?: 'user' | 'machine'
  /** A sign-in no longer ago than this, in seconds. */
  readonly recentSignIn?: number
}

const kGuard = Symbol('fastify-cognito-auth.guard')

/** Of any server: plain, TLS, HTTP/2. */
type Hook = (
  request: FastifyRequest<RouteGenericInterface, RawServerBase>,
  reply: FastifyReply<RouteGenericInterface, RawServerBase>
) => Promise<void>

/**
 * A hook that lets a request through or throws. It stands wherever Fastify takes an async hook: `preHandler`,
 * `onRequest`, alone or in a list.
 */
export interface Guard extends Hook {
  /** Present on guards only; by it the plugin finds them in a route's options. */
  readonly [kGuard]: GuardMeta
}

export interface GuardMeta {
  readonly requirements: RouteRequirements
  /** Identifies the guard among those that a request has passed. */
  readonly token: object
  /** Only authenticates, and does not yet authorize: this much runs before the body is read. */
  readonly authenticate: Hook
}

/** What stands behind a hook, where it is a guard. */
export function guardMeta (hook: unknown): GuardMeta | undefined {
  return typeof hook === 'function' ? (hook as Partial<Guard>)[kGuard] : undefined
}

interface Dependencies {
  readonly authentication: Authentication
  readonly accepted: AcceptedTokens
  readonly entitlements: Entitlements
  readonly clock: () => number
}

/** How each function that makes a guard is called, for messages. */
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

/** The name of a function that makes guards; undefined for any other function. */
export function factoryName (hook: unknown): FactoryName | undefined {
  return typeof hook === 'function' ? factoryNames.get(hook) : undefined
}

/** Marks a function that makes guards. As a hook itself it would be given requests. */
function guardFactory<Args extends unknown[]> (
  name: FactoryName,
  create: (...args: Args) => Guard
): (...args: Args) => Guard {
  const checked = (...args: Args): Guard => {
    if (!RequestAuth.isRequest(args[0])) return create(...args)
    const problem =
      'it was given a request: it makes a guard and is none itself. Call it where the hook ' +
      `is declared: app.${EXAMPLE_CALLS[name]}`
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

  /** Guards of the same callers, for other tokens than the registration takes. */
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
          'nobody has any: say where they come from, with the option permissions'
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
      assertAccessTokens('requireScopes', accepted, 'ID tokens carry no scopes')
      return this.#guard({ user: 'required', scopes }, accepted, user => {
        if (!meets(scopes, user.scopes)) throw new errors.FST_COGNITO_INSUFFICIENT_SCOPE()
      })
    }
  )

  readonly requireMachine = guardFactory('requireMachine', (restriction?: TokenRestriction): Guard => {
    const accepted = restrictTokens('requireMachine', this.#accepted, restriction)
    assertAccessTokens('requireMachine', accepted, 'machines have access tokens only')
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
          'how long ago the sign-in may be is a whole number of seconds, 1 or more'
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
   * A hook that ends at once where the caller is known at once: then Fastify goes on without a promise in
   * between. Whoever calls it without a callback, as one awaits it, gets a promise always.
   */
  #hook (check: Check): Hook {
    const hook = (
      request: FastifyRequest,
      reply: FastifyReply,
      ...rest: unknown[]
    ): Promise<void> | undefined => {
      // Before the body is parsed, the payload stands before the callback.
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
 * Of a token that was refused it is told already; a failure of ours turns nobody down, nor does what the
 * application's own extractToken throws.
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

/** Ends a hook, with an error where the request is refused. */
type EndHook = (error?: unknown) => Promise<void> | undefined

function endHook (value: unknown): EndHook {
  return typeof value === 'function' ? (value as EndHook) : endAsync
}

async function endAsync (error?: unknown): Promise<void> {
  if (error !== undefined) throw error
}

/** What a guard asks beyond a token that is taken. Throws, or rejects, where it is not met. */
type Authorize = (user: CurrentUser, request: FastifyRequest) => Promise<void> | void

/** What one hook of a guard checks. */
interface Check {
  readonly requirements: RouteRequirements
  readonly accepted: AcceptedTokens
  /** What is asked beyond a token that is accepted. */
  readonly authorize?: Authorize | undefined
  /** Identifies the guard whose every check this is; null for the part that only authenticates. */
  readonly token: object | null
}

/**
 * Throws, or rejects, where a check is not met. Nobody is `currentUser` before all of a guard's checks have
 * passed.
 */
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
    throw new errors.FST_COGNITO_INVALID_REQUIREMENT(guard, `no token could ever pass: ${reason}`)
  }
}

/**
 * The caller, where a guard has let them in. For handlers that have one before them: never null.
 *
 * @throws FST_COGNITO_NO_CREDENTIALS where nobody was let in
 */
export function getCurrentUser (request: Pick<FastifyRequest, 'currentUser'>): CurrentUser {
  if (request.currentUser === null) {
    warnIfUnguarded(request, 'getCurrentUser')
    throw withHeaders(new errors.FST_COGNITO_NO_CREDENTIALS())
  }
  return request.currentUser
}

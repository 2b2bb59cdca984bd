import type { FastifyReply, FastifyRequest, RawServerBase, RouteGenericInterface } from 'fastify'
import { errors } from '../errors.js'
import { isHeard, tell, told } from '../events.js'
import { isPermitted } from '../sources/permission.js'
import type { CurrentUser } from '../user/current-user.js'
import type { Authentication } from './authentication.js'
import { setErrorHeaders, withHeaders } from './challenge.js'
import { narrow, notAdmitted, takesOnlyIdTokens, whyNotAdmitted, type Admitted, type TokenRestriction } from './narrowing.js'
import type { Entitlements } from './entitlements.js'
import { RequestAuth, warnIfUnguarded, type Caller } from './request-auth.js'
import { fullRequirement, meets, permissionRequirement, scopeRequirement, type NormalizedRequirement, type Requirement } from './requirement.js'

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
  readonly [kGuard]: GuardParts
}

export interface GuardParts {
  readonly demand: RouteRequirements
  /** Identifies the guard among those that a request has passed. */
  readonly token: object
  /** Only authenticates, and does not yet authorize: this much runs before the body is read. */
  readonly authenticate: Hook
}

/** What stands behind a hook, where it is a guard. */
export function guardParts (hook: unknown): GuardParts | undefined {
  return typeof hook === 'function' ? (hook as Partial<Guard>)[kGuard] : undefined
}

interface GuardsParts {
  readonly authentication: Authentication
  readonly admitted: Admitted
  readonly entitlements: Entitlements
  readonly clock: () => number
}

/** How each function that makes a guard is called, for messages. */
export const HOW_TO_CALL = {
  requireUser: 'requireUser()',
  optionalUser: 'optionalUser()',
  requireGroups: "requireGroups(['admin'])",
  requirePermissions: "requirePermissions(['orders:read'])",
  requireScopes: "requireScopes(['orders/read'])",
  requireMachine: 'requireMachine()',
  requireRecentSignIn: 'requireRecentSignIn(300)'
} as const

type FactoryName = keyof typeof HOW_TO_CALL

const factories = new WeakMap<object, FactoryName>()

/** The name of a function that makes guards; undefined for any other function. */
export function factoryName (hook: unknown): FactoryName | undefined {
  return typeof hook === 'function' ? factories.get(hook) : undefined
}

/** Marks a function that makes guards. As a hook itself it would be given requests. */
function factory<Args extends unknown[]> (name: FactoryName, make: (...args: Args) => Guard): (...args: Args) => Guard {
  const checked = (...args: Args): Guard => {
    if (!RequestAuth.isRequest(args[0])) return make(...args)
    const problem = `it was given a request: it makes a guard and is none itself. Call it where the hook is declared: app.${HOW_TO_CALL[name]}`
    throw new errors.FST_COGNITO_INVALID_REQUIREMENT(name, problem)
  }
  factories.set(checked, name)
  return checked
}

/** The guards of one registration. */
export class Guards {
  readonly #authentication: Authentication
  readonly #admitted: Admitted
  readonly #parts: GuardsParts

  constructor (parts: GuardsParts) {
    this.#parts = parts
    this.#authentication = parts.authentication
    this.#admitted = parts.admitted
  }

  /** Guards of the same callers, for other tokens than the registration takes. */
  admitting (admitted: Admitted): Guards {
    return new Guards({ ...this.#parts, admitted })
  }

  readonly requireUser = factory('requireUser', (narrowing?: TokenRestriction): Guard => {
    return this.#guard({ user: 'required' }, narrow('requireUser', this.#admitted, narrowing))
  })

  readonly optionalUser = factory('optionalUser', (narrowing?: TokenRestriction): Guard => {
    return this.#guard({ user: 'optional' }, narrow('optionalUser', this.#admitted, narrowing))
  })

  readonly requireGroups = factory('requireGroups', (requirement: Requirement, narrowing?: TokenRestriction): Guard => {
    const groups = fullRequirement('requireGroups', requirement)
    const accepted = narrow('requireGroups', this.#admitted, narrowing)
    return this.#guard({ user: 'required', groups }, accepted, this.#inGroups(groups))
  })

  /** As `requireGroups`, for users only: a machine is denied whatever groups its token has. */
  userInGroups (names: readonly string[]): Guard {
    const groups = fullRequirement('requireGroups', names)
    const inGroups = this.#inGroups(groups)
    const assertPerson = ({ kind }: CurrentUser) => {
      if (kind === 'machine') throw new errors.FST_COGNITO_USER_REQUIRED()
    }
    return this.#guard({ user: 'required', groups, kind: 'user' }, this.#admitted, (user, request) => {
      const pending = inGroups(user, request)
      return pending === undefined ? assertPerson(user) : pending.then(() => { assertPerson(user) })
    })
  }

  #inGroups (groups: NormalizedRequirement): Authorize {
    const { entitlements } = this.#parts
    const check = (held: readonly string[]) => {
      if (!meets(groups, held)) throw new errors.FST_COGNITO_INSUFFICIENT_GROUPS()
    }
    return entitlements.areGroupsClaimed
      ? user => { check(user.groups) }
      : async (user, request) => { check(await entitlements.groupsOf(user, request)) }
  }

  readonly requirePermissions = factory('requirePermissions', (requirement: Requirement, narrowing?: TokenRestriction): Guard => {
    const permissions = permissionRequirement('requirePermissions', requirement)
    const { entitlements } = this.#parts
    if (!entitlements.hasPermissions) throw new errors.FST_COGNITO_INVALID_REQUIREMENT('requirePermissions', 'nobody has any: say where they come from, with the option permissions')
    return this.#guard({ user: 'required', permissions }, narrow('requirePermissions', this.#admitted, narrowing), async (user, request) => {
      if (!meets(permissions, await entitlements.permissionsOf(user, request), isPermitted)) throw new errors.FST_COGNITO_INSUFFICIENT_PERMISSIONS()
    })
  })

  readonly requireScopes = factory('requireScopes', (requirement: Requirement, narrowing?: TokenRestriction): Guard => {
    const scopes = scopeRequirement('requireScopes', requirement)
    const admitted = narrow('requireScopes', this.#admitted, narrowing)
    assertAccessTokens('requireScopes', admitted, 'ID tokens carry no scopes')
    return this.#guard({ user: 'required', scopes }, admitted, user => {
      if (!meets(scopes, user.scopes)) throw new errors.FST_COGNITO_INSUFFICIENT_SCOPE()
    })
  })

  readonly requireMachine = factory('requireMachine', (narrowing?: TokenRestriction): Guard => {
    const admitted = narrow('requireMachine', this.#admitted, narrowing)
    assertAccessTokens('requireMachine', admitted, 'machines have access tokens only')
    return this.#guard({ user: 'required', kind: 'machine' }, admitted, user => {
      if (user.kind !== 'machine') throw new errors.FST_COGNITO_MACHINE_REQUIRED()
    })
  })

  readonly requireRecentSignIn = factory('requireRecentSignIn', (seconds: number, narrowing?: TokenRestriction): Guard => {
    if (!Number.isInteger(seconds) || seconds < 1) {
      throw new errors.FST_COGNITO_INVALID_REQUIREMENT('requireRecentSignIn', 'how long ago the sign-in may be is a whole number of seconds, 1 or more')
    }
    return this.#guard({ user: 'required', recentSignIn: seconds }, narrow('requireRecentSignIn', this.#admitted, narrowing), user => {
      if (user.authenticatedAt === null || this.#parts.clock() - user.authenticatedAt > seconds * 1000) throw new errors.FST_COGNITO_SIGN_IN_TOO_OLD()
    })
  })

  #guard (demand: RouteRequirements, admitted: Admitted, authorize?: Authorize): Guard {
    const token = {}
    const guard = this.#hook({ demand, admitted, authorize, token })
    const authenticate = authorize === undefined ? guard : this.#hook({ demand, admitted, token: null })
    const parts: GuardParts = { demand, authenticate, token }
    return Object.defineProperty(guard, kGuard, { value: parts }) as Guard
  }

  /**
   * A hook that ends at once where the caller is known at once: then Fastify goes on without a promise in
   * between. Whoever calls it without a callback, as one awaits it, gets a promise always.
   */
  #hook (check: Check): Hook {
    const hook = (request: FastifyRequest, reply: FastifyReply, ...rest: unknown[]): Promise<void> | undefined => {
      // Before the body is parsed, the payload stands before the callback.
      const done = callback(rest.at(-1))
      try {
        const caller = this.#authentication.of(request)
        if (caller instanceof Promise) return this.#later(caller, request, reply, check)
        const pending = evaluate(request, caller, check)
        if (pending !== undefined) return this.#authorized(pending, request, reply, check)
      } catch (error) {
        return done(this.#refuse(request, reply, error, check))
      }
      return done()
    }
    return hook as unknown as Hook
  }

  async #later (finding: Promise<Caller>, request: FastifyRequest, reply: FastifyReply, check: Check): Promise<void> {
    try {
      await evaluate(request, await finding, check)
    } catch (error) {
      throw this.#refuse(request, reply, error, check)
    }
  }

  async #authorized (pending: Promise<void>, request: FastifyRequest, reply: FastifyReply, check: Check): Promise<void> {
    try {
      await pending
    } catch (error) {
      throw this.#refuse(request, reply, error, check)
    }
  }

  #refuse (request: FastifyRequest, reply: FastifyReply, error: unknown, { demand: { scopes, recentSignIn } }: Check): unknown {
    const answer = this.#authentication.answer(request, error)
    tellRefused(answer, request)
    setErrorHeaders(reply, answer, { scopes: scopes === undefined ? [] : [...scopes.all, ...scopes.any], maxAge: recentSignIn })
    return answer
  }
}

/**
 * Of a token that was refused it is told already; a failure of ours turns nobody down, nor does what the
 * application's own extractToken throws.
 */
function tellRefused (answer: unknown, request: FastifyRequest): void {
  if (!isHeard('fastify-cognito-auth:request-denied')) return
  const { code, statusCode } = answer as { code: string, statusCode: number }
  if (!Object.hasOwn(errors, code) || statusCode >= 500 || answer instanceof errors.FST_COGNITO_INVALID_TOKEN) return
  tell('fastify-cognito-auth:request-denied', { code, statusCode, request: told(request) })
}

/** Ends a hook, with an error where the request is refused. */
type Done = (error?: unknown) => Promise<void> | undefined

function callback (given: unknown): Done {
  return typeof given === 'function' ? given as Done : settled
}

async function settled (error?: unknown): Promise<void> {
  if (error !== undefined) throw error
}

/** What a guard asks beyond a token that is taken. Throws, or rejects, where it is not met. */
type Authorize = (user: CurrentUser, request: FastifyRequest) => Promise<void> | void

/** What one hook of a guard checks. */
interface Check {
  readonly demand: RouteRequirements
  readonly admitted: Admitted
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
    if (check.demand.user !== 'optional') throw new errors.FST_COGNITO_NO_CREDENTIALS()
    return passed(request, caller, check)
  }
  const reason = whyNotAdmitted(user, check.admitted)
  if (reason !== null) throw notAdmitted(reason, user, check.admitted)
  const auth = RequestAuth.of(request)
  auth.acceptedUser = user
  const { authorize } = check
  if (authorize === undefined) return passed(request, caller, check)
  const pending = auth.whileChecking(caller, () => authorize(user, request))
  return pending === undefined ? passed(request, caller, check) : pending.then(() => { passed(request, caller, check) })
}

function passed (request: FastifyRequest, caller: Caller, { token }: Check): void {
  if (token === null) return
  RequestAuth.of(request).addPass(token, caller)
  if (caller.user !== null) request.currentUser = caller.user
}

function assertAccessTokens (guard: string, admitted: Admitted, why: string): void {
  if (takesOnlyIdTokens(admitted)) {
    throw new errors.FST_COGNITO_INVALID_REQUIREMENT(guard, `no token could ever pass: ${why}`)
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

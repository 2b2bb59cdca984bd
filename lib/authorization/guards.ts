import type { FastifyReply, FastifyRequest, RawServerBase, RouteGenericInterface } from 'fastify'
import { errors } from '../errors.js'
import { isHeard, tell, told } from '../events.js'
import { isPermitted } from '../sources/permission.js'
import type { CurrentUser } from '../user/current-user.js'
import { refusal } from '../verification/refusal.js'
import type { Authentication, Caller } from './authentication.js'
import { setErrorHeaders, withHeaders } from './challenge.js'
import { narrow, whyNotAdmitted, type Admitted, type Narrowing } from './narrowing.js'
import type { Entitlements } from './entitlements.js'
import { fullRequirement, meets, permissionRequirement, scopeRequirement, type FullRequirement, type Requirement } from './requirement.js'

/** What a route asks of its caller, as it stands in the route's `config.cognito` for whoever documents or lists routes. */
export interface Demand {
  /** `optional`: no credentials will do, bad ones will not. */
  readonly user: 'required' | 'optional'
  readonly groups?: FullRequirement
  readonly scopes?: FullRequirement
  readonly permissions?: FullRequirement
  /** Only callers of this kind. */
  readonly kind?: 'machine'
  /** A sign-in no longer ago than this, in seconds. */
  readonly recentSignIn?: number
}

const kGuard = Symbol('fastify-cognito-auth.guard')

/** Of any server: plain, TLS, HTTP/2. */
type Hook = (
  request: FastifyRequest<RouteGenericInterface, RawServerBase>,
  reply: FastifyReply<RouteGenericInterface, RawServerBase>
) => Promise<void>

/** A hook that lets a request through or throws. It stands wherever Fastify takes an async hook: `preHandler`, `onRequest`, alone or in a list. */
export interface Guard extends Hook {
  /** Present on guards only; by it the plugin finds them in a route's options. */
  readonly [kGuard]: GuardParts
}

interface GuardParts {
  readonly demand: Demand
  /** Only who it is, not yet what they may do: this much runs before the body is read. */
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

  readonly requireUser = (narrowing?: Narrowing): Guard => {
    return this.#guard({ user: 'required' }, narrow('requireUser', this.#admitted, narrowing))
  }

  readonly optionalUser = (narrowing?: Narrowing): Guard => {
    return this.#guard({ user: 'optional' }, narrow('optionalUser', this.#admitted, narrowing))
  }

  readonly requireGroups = (requirement: Requirement, narrowing?: Narrowing): Guard => {
    const groups = fullRequirement('requireGroups', requirement)
    const { entitlements } = this.#parts
    const check = (held: readonly string[]) => {
      if (!meets(groups, held)) throw new errors.FST_COGNITO_INSUFFICIENT_GROUPS()
    }
    return this.#guard({ user: 'required', groups }, narrow('requireGroups', this.#admitted, narrowing), entitlements.areGroupsClaimed
      ? user => { check(user.groups) }
      : async (user, request) => { check(await entitlements.groupsOf(user, request)) })
  }

  readonly requirePermissions = (requirement: Requirement, narrowing?: Narrowing): Guard => {
    const permissions = permissionRequirement('requirePermissions', requirement)
    const { entitlements } = this.#parts
    if (!entitlements.hasPermissions) throw new errors.FST_COGNITO_INVALID_REQUIREMENT('requirePermissions', 'nobody has any: say where they come from, with the option permissions')
    return this.#guard({ user: 'required', permissions }, narrow('requirePermissions', this.#admitted, narrowing), async (user, request) => {
      if (!meets(permissions, await entitlements.permissionsOf(user, request), isPermitted)) throw new errors.FST_COGNITO_INSUFFICIENT_PERMISSIONS()
    })
  }

  readonly requireScopes = (requirement: Requirement, narrowing?: Narrowing): Guard => {
    const scopes = scopeRequirement('requireScopes', requirement)
    const admitted = narrow('requireScopes', this.#admitted, narrowing)
    assertAccessTokens('requireScopes', admitted, 'ID tokens carry no scopes')
    return this.#guard({ user: 'required', scopes }, admitted, user => {
      if (!meets(scopes, user.scopes)) throw new errors.FST_COGNITO_INSUFFICIENT_SCOPE()
    })
  }

  readonly requireMachine = (narrowing?: Narrowing): Guard => {
    const admitted = narrow('requireMachine', this.#admitted, narrowing)
    assertAccessTokens('requireMachine', admitted, 'machines have access tokens only')
    return this.#guard({ user: 'required', kind: 'machine' }, admitted, user => {
      if (user.kind !== 'machine') throw new errors.FST_COGNITO_MACHINE_REQUIRED()
    })
  }

  readonly requireRecentSignIn = (seconds: number, narrowing?: Narrowing): Guard => {
    if (!Number.isInteger(seconds) || seconds < 1) {
      throw new errors.FST_COGNITO_INVALID_REQUIREMENT('requireRecentSignIn', 'how long ago the sign-in may be is a whole number of seconds, 1 or more')
    }
    return this.#guard({ user: 'required', recentSignIn: seconds }, narrow('requireRecentSignIn', this.#admitted, narrowing), user => {
      if (user.authenticatedAt === null || this.#parts.clock() - user.authenticatedAt > seconds * 1000) throw new errors.FST_COGNITO_SIGN_IN_TOO_OLD()
    })
  }

  #guard (demand: Demand, admitted: Admitted, authorize?: Authorize): Guard {
    const authenticate = this.#hook(demand, admitted, undefined)
    const guard = authorize === undefined ? authenticate : this.#hook(demand, admitted, authorize)
    const parts: GuardParts = { demand, authenticate }
    return Object.defineProperty(guard, kGuard, { value: parts }) as Guard
  }

  /**
   * A hook that ends at once where the caller is known at once: then Fastify goes on without a promise in between.
   * Whoever calls it without a callback, as one awaits it, gets a promise always.
   */
  #hook (demand: Demand, admitted: Admitted, authorize: Authorize | undefined): Hook {
    const hook = (request: FastifyRequest, reply: FastifyReply, ...rest: unknown[]): Promise<void> | undefined => {
      // Before the body is parsed, the payload stands before the callback.
      const done = callback(rest.at(-1))
      try {
        const caller = this.#authentication.of(request)
        if (caller instanceof Promise) return this.#later(caller, request, reply, demand, admitted, authorize)
        const asking = admit(request, caller, demand, admitted, authorize)
        if (asking !== undefined) return this.#authorized(asking, request, reply, demand)
      } catch (error) {
        return done(this.#refuse(request, reply, error, demand))
      }
      return done()
    }
    return hook as unknown as Hook
  }

  async #later (finding: Promise<Caller>, request: FastifyRequest, reply: FastifyReply, demand: Demand, admitted: Admitted, authorize: Authorize | undefined): Promise<void> {
    try {
      await admit(request, await finding, demand, admitted, authorize)
    } catch (error) {
      throw this.#refuse(request, reply, error, demand)
    }
  }

  async #authorized (asking: Promise<void>, request: FastifyRequest, reply: FastifyReply, demand: Demand): Promise<void> {
    try {
      await asking
    } catch (error) {
      throw this.#refuse(request, reply, error, demand)
    }
  }

  #refuse (request: FastifyRequest, reply: FastifyReply, error: unknown, { scopes, recentSignIn }: Demand): unknown {
    const answer = this.#authentication.answer(request, error)
    tellRefused(answer, request)
    setErrorHeaders(reply, answer, { scopes: scopes === undefined ? [] : [...scopes.all, ...scopes.any], maxAge: recentSignIn })
    return answer
  }
}

/** Of a token that was refused it is told already; a failure of ours turns nobody down, nor does what the application's own extractToken throws. */
function tellRefused (answer: unknown, request: FastifyRequest): void {
  if (!isHeard('fastify-cognito-auth:guard-refused')) return
  const { code, statusCode } = answer as { code: string, statusCode: number }
  if (!Object.hasOwn(errors, code) || statusCode >= 500 || answer instanceof errors.FST_COGNITO_INVALID_TOKEN) return
  tell('fastify-cognito-auth:guard-refused', { code, statusCode, request: told(request) })
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

function admit (request: FastifyRequest, { user }: Caller, demand: Demand, admitted: Admitted, authorize: Authorize | undefined): Promise<void> | void {
  if (user === null) {
    if (demand.user === 'optional') return
    throw new errors.FST_COGNITO_NO_CREDENTIALS()
  }
  const reason = whyNotAdmitted(user, admitted)
  if (reason !== null) throw refusal(reason)
  request.currentUser = user
  return authorize?.(user, request)
}

function assertAccessTokens (guard: string, admitted: Admitted, why: string): void {
  if ([...admitted.values()].every(({ tokenUse }) => tokenUse === 'id')) {
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
    throw withHeaders(new errors.FST_COGNITO_NO_CREDENTIALS())
  }
  return request.currentUser
}

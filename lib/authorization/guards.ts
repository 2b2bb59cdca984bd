import type { FastifyReply, FastifyRequest, RawServerBase, RouteGenericInterface } from 'fastify'
import { errors } from '../errors.js'
import type { CurrentUser } from '../user/current-user.js'
import { assertAdmitted, type Authentication } from './authentication.js'
import { headersFor, setErrorHeaders } from './challenge.js'
import { narrow, type Admitted, type Narrowing } from './narrowing.js'
import { fullRequirement, meets, scopeRequirement, type FullRequirement, type Requirement } from './requirement.js'

/** What a route asks of its caller, as it stands in the route's `config.cognito` for whoever documents or lists routes. */
export interface Demand {
  /** `optional`: no credentials will do, bad ones will not. */
  readonly user: 'required' | 'optional'
  readonly groups?: FullRequirement
  readonly scopes?: FullRequirement
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

/** The guards of one registration. */
export class Guards {
  readonly #authentication: Authentication
  readonly #admitted: Admitted

  constructor (authentication: Authentication, admitted: Admitted) {
    this.#authentication = authentication
    this.#admitted = admitted
  }

  /** Guards of the same callers, for other tokens than the registration takes. */
  admitting (admitted: Partial<Admitted>): Guards {
    return new Guards(this.#authentication, { ...this.#admitted, ...admitted })
  }

  readonly requireUser = (narrowing?: Narrowing): Guard => {
    return this.#guard({ user: 'required' }, narrow('requireUser', this.#admitted, narrowing))
  }

  readonly optionalUser = (narrowing?: Narrowing): Guard => {
    return this.#guard({ user: 'optional' }, narrow('optionalUser', this.#admitted, narrowing))
  }

  readonly requireGroups = (requirement: Requirement, narrowing?: Narrowing): Guard => {
    const groups = fullRequirement('requireGroups', requirement)
    return this.#guard({ user: 'required', groups }, narrow('requireGroups', this.#admitted, narrowing), user => {
      if (!meets(groups, user.groups)) throw new errors.FST_COGNITO_INSUFFICIENT_GROUPS()
    })
  }

  readonly requireScopes = (requirement: Requirement, narrowing?: Narrowing): Guard => {
    const scopes = scopeRequirement('requireScopes', requirement)
    const admitted = narrow('requireScopes', this.#admitted, narrowing)
    if (admitted.tokenUse === 'id') {
      throw new errors.FST_COGNITO_INVALID_REQUIREMENT('requireScopes', 'no token could ever pass: ID tokens carry no scopes')
    }
    return this.#guard({ user: 'required', scopes }, admitted, user => {
      if (!meets(scopes, user.scopes)) throw new errors.FST_COGNITO_INSUFFICIENT_SCOPE()
    })
  }

  #guard (demand: Demand, admitted: Admitted, authorize?: (user: CurrentUser) => void): Guard {
    const hook = (check?: (user: CurrentUser) => void): Hook => (request, reply) => {
      return this.#run(request as FastifyRequest, reply as FastifyReply, demand, admitted, check)
    }
    const authenticate = hook()
    const guard = authorize === undefined ? authenticate : hook(authorize)
    const parts: GuardParts = { demand, authenticate }
    return Object.defineProperty(guard, kGuard, { value: parts }) as Guard
  }

  async #run (request: FastifyRequest, reply: FastifyReply, demand: Demand, admitted: Admitted, authorize?: (user: CurrentUser) => void): Promise<void> {
    try {
      const authenticated = await this.#authentication.of(request)
      if (authenticated === null) {
        if (demand.user === 'optional') return
        throw new errors.FST_COGNITO_NO_CREDENTIALS()
      }
      assertAdmitted(request, authenticated.user, admitted)
      request.currentUser = authenticated.user
      authorize?.(authenticated.user)
    } catch (error) {
      const { any = [], all = [] } = demand.scopes ?? {}
      setErrorHeaders(reply, error, [...all, ...any])
      throw error
    }
  }
}

/**
 * The caller, where a guard has let them in. For handlers that have one before them: never null.
 *
 * @throws FST_COGNITO_NO_CREDENTIALS where nobody was let in
 */
export function getCurrentUser (request: Pick<FastifyRequest, 'currentUser'>): CurrentUser {
  if (request.currentUser === null) {
    const error = new errors.FST_COGNITO_NO_CREDENTIALS()
    throw Object.assign(error, { headers: headersFor(error) })
  }
  return request.currentUser
}

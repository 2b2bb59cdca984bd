import type { FastifyRequest } from 'fastify'
import { errors } from '../errors.js'
import { describeError } from '../foreign-error.js'
import { isPermitted, permissionsIn, type PermissionMap } from '../sources/permission.js'
import { isRejection, Source, type Tools } from '../sources/source.js'
import type { CurrentUser } from '../user/current-user.js'
import { withHeaders } from './challenge.js'
import { isNarrowingKey, narrow, whyNotAdmitted, type Admitted, type TokenRestriction } from './narrowing.js'
import { actingUser, warnIfUnguarded } from './request-auth.js'
import { fullRequirement, meets, permissionRequirement, scopeRequirement, type NormalizedRequirement, type Requirement } from './requirement.js'

type Names = readonly string[]

/** What `request.allows` checks: requirements as guards take them, for the tokens that `pool`, `clientId` and `tokenUse` restrict it to. */
export interface Condition extends TokenRestriction {
  /** Groups, as `requireGroups` takes them. */
  readonly groups?: Requirement
  /** Scopes, as `requireScopes` takes them. */
  readonly scopes?: Requirement
  /** Permissions, as `requirePermissions` takes them. */
  readonly permissions?: Requirement
}

/** What a request has found out of somebody, and by which registration. */
interface Held {
  readonly by: Entitlements
  readonly user: CurrentUser
  groups?: Promise<Names>
  permissions?: Promise<Names>
}

/** Where a request keeps it. */
const kHeld = Symbol('fastify-cognito-auth.held')

type WithHeld = FastifyRequest & { [kHeld]: Held | null }

interface Parts {
  /** Null: the claim of the token. */
  readonly groups: Source | null
  readonly permissions: readonly (Source | PermissionMap)[]
  readonly tools: Tools
  /** The tokens that the registration accepts. */
  readonly admitted: Admitted
}

/** What groups and permissions people have, from where the application says. Asked when it is needed, once for each request. */
export class Entitlements {
  /** The request's slot, decorated where the plugin is registered. */
  static readonly slot = kHeld

  readonly #parts: Parts

  constructor (parts: Parts) {
    this.#parts = parts
  }

  /** Whether tokens themselves say which groups somebody is in. */
  get areGroupsClaimed (): boolean {
    return this.#parts.groups === null
  }

  /** Whether anything is said of permissions. */
  get hasPermissions (): boolean {
    return this.#parts.permissions.length > 0
  }

  groupsOf (user: CurrentUser, request: FastifyRequest): Promise<Names> {
    const held = this.#heldBy(user, request)
    held.groups ??= this.#logged('groups', request, async () => this.#parts.groups === null ? user.groups : this.#parts.groups.get(user, request, this.#parts.tools))
    return held.groups
  }

  permissionsOf (user: CurrentUser, request: FastifyRequest): Promise<Names> {
    const held = this.#heldBy(user, request)
    held.permissions ??= this.#logged('permissions', request, async () => {
      const all = await Promise.all(this.#parts.permissions.map(async part => isSource(part)
        ? part.get(user, request, this.#parts.tools)
        : permissionsIn(part, await this.groupsOf(user, request))))
      return Object.freeze([...new Set(all.flat())])
    })
    return held.permissions
  }

  /** Whether a user meets every part of a condition; false for no user. */
  async allows (user: CurrentUser | null, condition: Condition, request: FastifyRequest): Promise<boolean> {
    const { accepted, scopes, groups, permissions } = fullCondition(condition, this.#parts.admitted)
    if (user === null) return false
    if (accepted !== null && whyNotAdmitted(user, accepted) !== null) return false
    if (scopes !== null && !meets(scopes, user.scopes)) return false
    if (groups !== null && !meets(groups, await this.groupsOf(user, request))) return false
    return permissions === null || meets(permissions, await this.permissionsOf(user, request), isPermitted)
  }

  #heldBy (user: CurrentUser, request: FastifyRequest): Held {
    const slot = request as WithHeld
    if (slot[kHeld]?.by === this && slot[kHeld].user === user) return slot[kHeld]
    const held: Held = { by: this, user }
    slot[kHeld] = held
    return held
  }

  /** Why there is no answer stands in the log: the caller only learns that it is none of their doing. */
  async #logged (what: string, request: FastifyRequest, work: () => Promise<Names>): Promise<Names> {
    try {
      return await work()
    } catch (error) {
      if (isRejection(error)) throw error
      request.log.error({ source: what, err: describeError((error as Error).cause ?? error) }, 'source failed')
      throw error
    }
  }
}

function isSource (part: Source | PermissionMap): part is Source {
  return part instanceof Source
}

const PARTS = { groups: fullRequirement, scopes: scopeRequirement, permissions: permissionRequirement } as const

const NAME = 'request.allows'
const EXPECTED = "expects { groups, scopes, permissions }, such as { groups: ['admin'] }, and { pool, clientId, tokenUse } beside them"
const KNOWN = 'groups, scopes and permissions, or of pool, clientId and tokenUse'

interface FullCondition extends Readonly<Record<keyof typeof PARTS, NormalizedRequirement | null>> {
  /** The tokens that the condition is restricted to; null where it is not restricted. */
  readonly accepted: Admitted | null
}

function fullCondition (condition: Condition, admitted: Admitted): FullCondition {
  const given: unknown = condition
  if (typeof given !== 'object' || given === null) throw new errors.FST_COGNITO_INVALID_REQUIREMENT(NAME, EXPECTED)
  const entries = Object.entries(given)
  const unknown = entries.find(([key]) => !Object.hasOwn(PARTS, key) && !isNarrowingKey(key))
  if (unknown !== undefined) throw new errors.FST_COGNITO_INVALID_REQUIREMENT(NAME, `'${unknown[0]}' is not one of ${KNOWN}`)
  if (entries.length === 0) {
    throw new errors.FST_COGNITO_INVALID_REQUIREMENT(NAME, `asks for nothing: name at least one of ${KNOWN}`)
  }
  // One that is there and undefined is refused, as guards do: a setting that is missing must not be taken for no condition.
  const part = (key: keyof typeof PARTS) => key in given ? PARTS[key](NAME, condition[key] as Requirement) : null
  const restrictions = entries.filter(([key]) => isNarrowingKey(key))
  const accepted = restrictions.length === 0 ? null : narrow(NAME, admitted, Object.fromEntries(restrictions))
  return { accepted, groups: part('groups'), scopes: part('scopes'), permissions: part('permissions') }
}

/** The methods of a request. Errors that they throw have their headers with them: no guard puts those on the reply. */
export function requestMethods (entitlements: Entitlements) {
  return {
    async groups (this: FastifyRequest): Promise<Names> {
      return entitlements.groupsOf(userOf(this, 'request.groups'), this).catch(failed)
    },
    async permissions (this: FastifyRequest): Promise<Names> {
      return entitlements.permissionsOf(userOf(this, 'request.permissions'), this).catch(failed)
    },
    async allows (this: FastifyRequest, condition: Condition): Promise<boolean> {
      const user = actingUser(this)
      if (user === null) warnIfUnguarded(this, NAME)
      return entitlements.allows(user, condition, this).catch(failed)
    }
  }
}

function userOf (request: FastifyRequest, used: string): CurrentUser {
  const user = actingUser(request)
  if (user !== null) return user
  warnIfUnguarded(request, used)
  throw withHeaders(new errors.FST_COGNITO_NO_CREDENTIALS())
}

function failed (error: unknown): never {
  throw withHeaders(error)
}

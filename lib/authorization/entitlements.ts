import type { FastifyRequest } from 'fastify'
import { errors } from '../errors.js'
import { describeError } from '../foreign-error.js'
import { isPermitted, permissionsIn, type PermissionMap } from '../sources/permission.js'
import { isRejection, Source, type Tools } from '../sources/source.js'
import type { CurrentUser } from '../user/current-user.js'
import { withHeaders } from './challenge.js'
import { getCurrentUser } from './guards.js'
import { actingUser } from './request-auth.js'
import { fullRequirement, meets, permissionRequirement, scopeRequirement, type FullRequirement, type Requirement } from './requirement.js'

type Names = readonly string[]

/** What is asked of somebody, besides being somebody. */
export interface Condition {
  readonly groups?: Requirement
  readonly scopes?: Requirement
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

  /** Whether somebody meets all of a condition; nobody, who is null, meets none. */
  async allows (user: CurrentUser | null, condition: Condition, request: FastifyRequest): Promise<boolean> {
    const asked = fullCondition(condition)
    if (user === null) return false
    if (asked.scopes !== null && !meets(asked.scopes, user.scopes)) return false
    if (asked.groups !== null && !meets(asked.groups, await this.groupsOf(user, request))) return false
    return asked.permissions === null || meets(asked.permissions, await this.permissionsOf(user, request), isPermitted)
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

type FullCondition = Readonly<Record<keyof typeof PARTS, FullRequirement | null>>

function fullCondition (condition: Condition): FullCondition {
  const given: unknown = condition
  if (typeof given !== 'object' || given === null) throw new errors.FST_COGNITO_INVALID_REQUIREMENT('request.allows', "expects { groups, scopes, permissions }, such as { groups: ['admin'] }")
  const stranger = Object.keys(given).find(key => !Object.hasOwn(PARTS, key))
  if (stranger !== undefined) throw new errors.FST_COGNITO_INVALID_REQUIREMENT('request.allows', `'${stranger}' is not one of groups, scopes and permissions`)
  // One that is there and undefined is refused, as guards do: a setting that is missing must not be taken for no condition.
  const part = (key: keyof typeof PARTS) => key in given ? PARTS[key]('request.allows', condition[key] as Requirement) : null
  const asked = { groups: part('groups'), scopes: part('scopes'), permissions: part('permissions') }
  if (Object.values(asked).every(part => part === null)) throw new errors.FST_COGNITO_INVALID_REQUIREMENT('request.allows', 'asks for nothing: name at least one of groups, scopes and permissions')
  return asked
}

/** What a request is given to ask with. What it throws has its headers with it: no guard puts them on the reply. */
export function requestMethods (entitlements: Entitlements) {
  return {
    async groups (this: FastifyRequest): Promise<Names> {
      return entitlements.groupsOf(actingUser(this) ?? getCurrentUser(this), this).catch(failed)
    },
    async permissions (this: FastifyRequest): Promise<Names> {
      return entitlements.permissionsOf(actingUser(this) ?? getCurrentUser(this), this).catch(failed)
    },
    async allows (this: FastifyRequest, condition: Condition): Promise<boolean> {
      return entitlements.allows(actingUser(this), condition, this).catch(failed)
    }
  }
}

function failed (error: unknown): never {
  throw withHeaders(error)
}

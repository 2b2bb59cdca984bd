import type { FastifyRequest } from 'fastify'
import { errors } from '../errors.js'
import { describeError } from '../describe-error.js'
import { describeValue } from '../options/describe-value.js'
import { isPermitted, permissionsIn, type PermissionMap } from '../sources/permission.js'
import { isTokenRejection, Source, type SourceTools } from '../sources/source.js'
import type { CurrentUser } from '../user/current-user.js'
import { withHeaders } from './error-headers.js'
import {
  isRestrictionKey,
  restrictTokens,
  rejectionReason,
  type AcceptedTokens,
  type TokenRestriction
} from './token-restriction.js'
import { actingUser, warnIfUnguarded } from './request-auth.js'
import {
  normalizeRequirement,
  meets,
  normalizePermissions,
  normalizeScopes,
  type NormalizedRequirement,
  type Requirement
} from './requirement.js'

type Names = readonly string[]

/**
 * The condition that `request.allows` checks: the requirements of guards, and a restriction to tokens by
 * `pool`, `clientId` and `tokenUse`.
 */
export interface Condition extends TokenRestriction {
  /** Groups, as in `requireGroups`. */
  readonly groups?: Requirement
  /** Scopes, as in `requireScopes`. */
  readonly scopes?: Requirement
  /** Permissions, as in `requirePermissions`. */
  readonly permissions?: Requirement
}

/** The groups and permissions that a request has loaded, and the registration that loaded them. */
interface RequestEntitlements {
  readonly by: Entitlements
  readonly user: CurrentUser
  groups?: Promise<Names>
  permissions?: Promise<Names>
}

/** The property of the request that holds them. */
const kRequestEntitlements = Symbol('fastify-cognito-auth.entitlements')

type WithEntitlements = FastifyRequest & { [kRequestEntitlements]: RequestEntitlements | null }

interface Dependencies {
  /** Null if groups come from the token. */
  readonly groups: Source | null
  readonly permissions: readonly (Source | PermissionMap)[]
  readonly tools: SourceTools
  /** The tokens that the registration accepts. */
  readonly acceptedTokens: AcceptedTokens
}

/**
 * Loads the groups and permissions of users from the configured sources, when they are first needed and once
 * for each request.
 */
export class Entitlements {
  /** The property of requests, decorated when the plugin is registered. */
  static readonly slot = kRequestEntitlements

  readonly #dependencies: Dependencies

  constructor (dependencies: Dependencies) {
    this.#dependencies = dependencies
  }

  /** Whether groups come from the token. */
  get areGroupsInToken (): boolean {
    return this.#dependencies.groups === null
  }

  /** Whether the option `permissions` is set. */
  get hasPermissions (): boolean {
    return this.#dependencies.permissions.length > 0
  }

  groupsOf (user: CurrentUser, request: FastifyRequest): Promise<Names> {
    const entitlements = this.#entitlementsOf(user, request)
    entitlements.groups ??= this.#logFailures('groups', request, async () =>
      this.#dependencies.groups === null
        ? user.groups
        : this.#dependencies.groups.get(user, request, this.#dependencies.tools)
    )
    return entitlements.groups
  }

  permissionsOf (user: CurrentUser, request: FastifyRequest): Promise<Names> {
    const entitlements = this.#entitlementsOf(user, request)
    entitlements.permissions ??= this.#logFailures('permissions', request, async () => {
      const all = await Promise.all(
        this.#dependencies.permissions.map(async part =>
          isSource(part)
            ? part.get(user, request, this.#dependencies.tools)
            : permissionsIn(part, await this.groupsOf(user, request))
        )
      )
      return Object.freeze([...new Set(all.flat())])
    })
    return entitlements.permissions
  }

  /** Returns whether a user meets all parts of a condition. False without a user. */
  async allows (user: CurrentUser | null, condition: Condition, request: FastifyRequest): Promise<boolean> {
    const { accepted, scopes, groups, permissions } = normalizeCondition(
      condition,
      this.#dependencies.acceptedTokens
    )
    if (user === null) return false
    if (accepted !== null && rejectionReason(user, accepted) !== null) return false
    if (scopes !== null && !meets(scopes, user.scopes)) return false
    if (groups !== null && !meets(groups, await this.groupsOf(user, request))) return false
    return permissions === null || meets(permissions, await this.permissionsOf(user, request), isPermitted)
  }

  #entitlementsOf (user: CurrentUser, request: FastifyRequest): RequestEntitlements {
    const slot = request as WithEntitlements
    if (slot[kRequestEntitlements]?.by === this && slot[kRequestEntitlements].user === user) {
      return slot[kRequestEntitlements]
    }
    const entitlements: RequestEntitlements = { by: this, user }
    slot[kRequestEntitlements] = entitlements
    return entitlements
  }

  /** The cause is logged. The caller only receives an error that does not mention it. */
  async #logFailures (what: string, request: FastifyRequest, work: () => Promise<Names>): Promise<Names> {
    try {
      return await work()
    } catch (error) {
      if (isTokenRejection(error)) throw error
      request.log.error(
        { source: what, err: describeError((error as Error).cause ?? error) },
        'source failed'
      )
      throw error
    }
  }
}

function isSource (part: Source | PermissionMap): part is Source {
  return part instanceof Source
}

const NORMALIZERS = {
  groups: normalizeRequirement,
  scopes: normalizeScopes,
  permissions: normalizePermissions
} as const

const METHOD = 'request.allows'
const KNOWN_KEYS = 'groups, scopes, permissions, pool, clientId or tokenUse'

interface NormalizedCondition extends Readonly<
  Record<keyof typeof NORMALIZERS, NormalizedRequirement | null>
> {
  /** The tokens that the condition is restricted to. Null without a restriction. */
  readonly accepted: AcceptedTokens | null
}

function normalizeCondition (condition: Condition, acceptedTokens: AcceptedTokens): NormalizedCondition {
  const input: unknown = condition
  if (typeof input !== 'object' || input === null) {
    throw new errors.FST_COGNITO_INVALID_REQUIREMENT(
      METHOD,
      `the condition must be an object such as { groups: ['admin'] }; got ${describeValue([], input)}`
    )
  }
  const entries = Object.entries(input)
  const unknown = entries.find(([key]) => !Object.hasOwn(NORMALIZERS, key) && !isRestrictionKey(key))
  if (unknown !== undefined) {
    throw new errors.FST_COGNITO_INVALID_REQUIREMENT(
      METHOD,
      `the condition must have ${KNOWN_KEYS}; got '${unknown[0]}'`
    )
  }
  if (entries.length === 0) {
    throw new errors.FST_COGNITO_INVALID_REQUIREMENT(
      METHOD,
      `the condition must have ${KNOWN_KEYS}; got an empty object`
    )
  }
  // A key with the value undefined is an error, as in guards: a missing setting must not be treated as no
  // condition.
  const part = (key: keyof typeof NORMALIZERS) =>
    key in input ? NORMALIZERS[key](METHOD, condition[key] as Requirement) : null
  const restrictions = entries.filter(([key]) => isRestrictionKey(key))
  const accepted =
    restrictions.length === 0
      ? null
      : restrictTokens(METHOD, acceptedTokens, Object.fromEntries(restrictions))
  return { accepted, groups: part('groups'), scopes: part('scopes'), permissions: part('permissions') }
}

/**
 * The methods of a request. The errors that they throw include their headers, since no guard sets those on
 * the reply.
 */
export function requestMethods (entitlements: Entitlements) {
  return {
    async groups (this: FastifyRequest): Promise<Names> {
      return entitlements.groupsOf(requireActingUser(this, 'request.groups'), this).catch(throwWithHeaders)
    },
    async permissions (this: FastifyRequest): Promise<Names> {
      return entitlements
        .permissionsOf(requireActingUser(this, 'request.permissions'), this)
        .catch(throwWithHeaders)
    },
    async allows (this: FastifyRequest, condition: Condition): Promise<boolean> {
      const user = actingUser(this)
      if (user === null) warnIfUnguarded(this, METHOD)
      return entitlements.allows(user, condition, this).catch(throwWithHeaders)
    }
  }
}

function requireActingUser (request: FastifyRequest, api: string): CurrentUser {
  const user = actingUser(request)
  if (user !== null) return user
  warnIfUnguarded(request, api)
  throw withHeaders(new errors.FST_COGNITO_NO_CREDENTIALS())
}

function throwWithHeaders (error: unknown): never {
  throw withHeaders(error)
}

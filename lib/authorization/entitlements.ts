import type { FastifyRequest } from 'fastify'
import { describeError } from '../describe-error.js'
import { isPermitted, permissionsIn, type PermissionMap } from '../sources/permission.js'
import { isTokenRejection, Source, type SourceTools } from '../sources/source.js'
import type { CurrentUser } from '../user/current-user.js'
import { assertAccessToken, rejectionReason, type AcceptedTokens } from './accepted-tokens.js'
import { normalizeCondition, type Condition } from './condition.js'
import { meets } from './requirement.js'

type Names = readonly string[]

/** The groups and permissions that a request has loaded, and the registration that loaded them. */
interface RequestEntitlements {
  readonly by: Entitlements
  readonly user: CurrentUser
  groups?: Promise<Names>
  permissions?: Promise<Names>
}

/** The property of a request that holds them. Decorated when the plugin is registered. */
export const kRequestEntitlements = Symbol('fastify-cognito-auth.entitlements')

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

  /**
   * Loads the dependencies of the sources, so that a missing one fails at startup and not in a request.
   *
   * @throws FST_COGNITO_MISSING_DEPENDENCY, FST_COGNITO_INVALID_OPTIONS
   */
  async prepareSources (): Promise<void> {
    const { groups, permissions } = this.#dependencies
    for (const part of [groups, ...permissions]) if (part instanceof Source) await part.prepare()
  }

  /** Returns the groups of a user. Loaded once for each request. */
  groupsOf (user: CurrentUser, request: FastifyRequest): Promise<Names> {
    const entitlements = this.#entitlementsOf(user, request)
    entitlements.groups ??= this.#logFailures('groups', request, async () => {
      const { groups, tools } = this.#dependencies
      if (groups !== null) return groups.get(user, request, tools)
      assertAccessToken(user)
      return user.groups
    })
    return entitlements.groups
  }

  /** Returns the permissions of a user from all sources. Loaded once for each request. */
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
    if (scopes !== null) {
      assertAccessToken(user)
      if (!meets(scopes, user.scopes)) return false
    }
    if (groups !== null && !meets(groups, await this.groupsOf(user, request))) return false
    return permissions === null || meets(permissions, await this.permissionsOf(user, request), isPermitted)
  }

  #entitlementsOf (user: CurrentUser, request: FastifyRequest): RequestEntitlements {
    const holder = request as WithEntitlements
    const known = holder[kRequestEntitlements]
    if (known?.by === this && known.user === user) return known
    const entitlements: RequestEntitlements = { by: this, user }
    holder[kRequestEntitlements] = entitlements
    return entitlements
  }

  /** Logs the cause of a failure, which the error does not include. */
  async #logFailures (source: string, request: FastifyRequest, work: () => Promise<Names>): Promise<Names> {
    try {
      return await work()
    } catch (error) {
      if (isTokenRejection(error)) throw error
      request.log.error(
        { source, err: describeError((error as Error).cause ?? error) },
        'source failed'
      )
      throw error
    }
  }
}

function isSource (part: Source | PermissionMap): part is Source {
  return part instanceof Source
}

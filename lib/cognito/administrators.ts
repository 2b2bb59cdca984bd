import type { GroupType, UserType } from '@aws-sdk/client-cognito-identity-provider'
import { errors } from '../errors.js'
import type { Caller, CognitoApi } from './api.js'
import type { ErrorContext } from './exceptions.js'
import { findUser } from './find-user.js'
import { paginate } from './paginate.js'
import { decodeUnverified } from './unverified-claims.js'

/**
 * The shortest time that a user pool can set for a temporary password (TemporaryPasswordValidityDays), in
 * milliseconds.
 */
const TEMPORARY_PASSWORD_VALIDITY = 86_400_000

/** The options of administration. */
export interface AdministratorSettings {
  /** The groups that `routes.admin` names. */
  readonly administrators: ReadonlySet<string>
  readonly clock: () => number
}

/**
 * The members of the groups of `routes.admin`. It prevents the removal of the last member of a group that can
 * sign in. The check precedes the removal: two administrators who remove each other at the same moment are
 * not prevented.
 */
export class Administrators {
  readonly #api: CognitoApi
  readonly #groups: ReadonlySet<string>
  readonly #clock: () => number

  constructor (api: CognitoApi, { administrators, clock }: AdministratorSettings) {
    this.#api = api
    this.#groups = administrators
    this.#clock = clock
  }

  /**
   * Checks that a group is not one of administrators.
   *
   * @throws FST_COGNITO_LAST_ADMINISTRATOR for a group of administrators
   */
  assertNotAdministrators (group: string): void {
    if (this.#groups.has(group)) throw new errors.FST_COGNITO_LAST_ADMINISTRATOR()
  }

  /**
   * Resolves a name to the username in the pool of a user who is in no group of administrators.
   *
   * @throws FST_COGNITO_INSUFFICIENT_GROUPS for an administrator, FST_COGNITO_NOT_FOUND
   */
  async resolveNonAdministrator (name: string, caller: Caller): Promise<string> {
    const { username } = await findUser(this.#api, name, caller)
    for await (const { GroupName = '' } of this.groupsOf(username, caller)) {
      if (this.#groups.has(GroupName)) throw new errors.FST_COGNITO_INSUFFICIENT_GROUPS()
    }
    return username
  }

  /**
   * Checks that a user is not the last administrator.
   *
   * @param username - the username in the pool
   * @throws FST_COGNITO_LAST_ADMINISTRATOR if a group of administrators would have no other member that can
   * sign in
   */
  async assertOtherAdministrators (
    username: string,
    caller: Caller | undefined,
    errorContext?: ErrorContext
  ): Promise<void> {
    if (this.#groups.size === 0) return
    for await (const { GroupName = '' } of this.groupsOf(username, caller, errorContext)) {
      await this.assertOtherMembers(GroupName, username, caller)
    }
  }

  /**
   * Checks that a group of administrators has another member who can sign in.
   *
   * @throws FST_COGNITO_LAST_ADMINISTRATOR
   */
  async assertOtherMembers (group: string, username: string, caller: Caller | undefined): Promise<void> {
    if (!this.#groups.has(group)) return
    let isMember = false
    try {
      for await (const user of this.#membersOf(group, caller)) {
        if (user.Username === username) isMember = true
        else if (canSignIn(user, this.#clock())) return
      }
    } catch (error) {
      // The group may have been deleted in the meantime.
      if (error instanceof errors.FST_COGNITO_NOT_FOUND) return
      throw error
    }
    // The removal of a user who is not in the group changes nothing.
    if (isMember) throw new errors.FST_COGNITO_LAST_ADMINISTRATOR()
  }

  /**
   * Checks that the user of an access token is not the last administrator. Without AWS credentials, it throws
   * only for users whose token has a group of administrators.
   *
   * @throws FST_COGNITO_LAST_ADMINISTRATOR, FST_COGNITO_INVALID_TOKEN
   */
  async assertOtherAdministratorsThanOwner (accessToken: string, caller: Caller | undefined): Promise<void> {
    if (this.#groups.size === 0) return
    const { Username = '' } = await this.#api.call('GetUser', { AccessToken: accessToken }, caller)
    try {
      await this.assertOtherAdministrators(Username, caller, 'CurrentUser')
    } catch (error) {
      const { 'cognito:groups': groups = [] } = decodeUnverified(accessToken)
      if (
        !(error instanceof errors.FST_COGNITO_NO_AWS_CREDENTIALS) ||
        groups.some(group => this.#groups.has(group))
      ) {
        throw error
      }
    }
  }

  /**
   * The groups of a user.
   *
   * @internal
   */
  groupsOf (
    username: string,
    caller: Caller | undefined,
    errorContext?: ErrorContext
  ): AsyncGenerator<GroupType> {
    return paginate(async next => {
      const { Groups = [], NextToken } = await this.#api.call(
        'AdminListGroupsForUser',
        {
          UserPoolId: this.#api.userPoolId,
          Username: username,
          NextToken: next
        },
        caller,
        errorContext
      )
      return { items: Groups, next: NextToken }
    })
  }

  #membersOf (group: string, caller: Caller | undefined): AsyncGenerator<UserType> {
    return paginate(async next => {
      const { Users = [], NextToken } = await this.#api.call(
        'ListUsersInGroup',
        {
          UserPoolId: this.#api.userPoolId,
          GroupName: group,
          NextToken: next
        },
        caller
      )
      return { items: Users, next: NextToken }
    })
  }
}

const SIGN_IN_STATUSES = new Set<string | undefined>(['CONFIRMED', 'EXTERNAL_PROVIDER'])

/**
 * Returns whether a user can probably sign in: the user is enabled and confirmed, or was invited recently, so
 * that the temporary password is still valid. Cognito does not report when a password was last set.
 */
function canSignIn ({ Enabled, UserStatus, UserCreateDate }: UserType, now: number): boolean {
  if (Enabled !== true) return false
  if (UserStatus !== 'FORCE_CHANGE_PASSWORD') return SIGN_IN_STATUSES.has(UserStatus)
  return UserCreateDate !== undefined && now - UserCreateDate.getTime() < TEMPORARY_PASSWORD_VALIDITY
}

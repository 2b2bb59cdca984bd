import type { GroupType, UserType } from '@aws-sdk/client-cognito-identity-provider'
import { errors } from '../errors.js'
import type { Caller, CognitoApi } from './api.js'
import type { Situation } from './exceptions.js'
import { everyItem } from './pages.js'

/**
 * Keeps the last administrator in: by mistake nobody takes away whoever could mend it. It looks, and then acts: two who take
 * each other away at the same moment get past it.
 */
export class Administrators {
  readonly #api: CognitoApi
  readonly #groups: ReadonlySet<string>

  /** @param groups - of those who may administer */
  constructor (api: CognitoApi, groups: ReadonlySet<string>) {
    this.#api = api
    this.#groups = groups
  }

  /** @throws FST_COGNITO_LAST_ADMINISTRATOR for a group of administrators */
  assertNone (group: string): void {
    if (this.#groups.has(group)) throw new errors.FST_COGNITO_LAST_ADMINISTRATOR()
  }

  /**
   * @param username - the name in the pool
   * @throws FST_COGNITO_LAST_ADMINISTRATOR where, of a group of administrators, only they are left who can sign in
   */
  async assertOthersThan (username: string, caller: Caller | undefined): Promise<void> {
    if (this.#groups.size === 0) return
    for await (const { GroupName = '' } of this.groupsOf(username, caller)) await this.assertOthersIn(GroupName, username, caller)
  }

  /** The same for one group. */
  async assertOthersIn (group: string, username: string, caller: Caller | undefined): Promise<void> {
    if (!this.#groups.has(group)) return
    let isMember = false
    for await (const { Username, Enabled } of this.#membersOf(group, caller)) {
      if (Username === username) isMember = true
      else if (Enabled === true) return
    }
    // Who is in no such group leaves none behind.
    if (isMember) throw new errors.FST_COGNITO_LAST_ADMINISTRATOR()
  }

  /**
   * The groups of a user.
   *
   * @internal
   */
  groupsOf (username: string, caller: Caller | undefined, situation?: Situation): AsyncGenerator<GroupType> {
    return everyItem(async next => {
      const { Groups = [], NextToken } = await this.#api.call('AdminListGroupsForUser', {
        UserPoolId: this.#api.userPoolId, Username: username, NextToken: next
      }, caller, situation)
      return { items: Groups, next: NextToken }
    })
  }

  #membersOf (group: string, caller: Caller | undefined): AsyncGenerator<UserType> {
    return everyItem(async next => {
      const { Users = [], NextToken } = await this.#api.call('ListUsersInGroup', {
        UserPoolId: this.#api.userPoolId, GroupName: group, NextToken: next
      }, caller)
      return { items: Users, next: NextToken }
    })
  }
}

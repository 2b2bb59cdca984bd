import type { GroupType } from '@aws-sdk/client-cognito-identity-provider'
import { errors } from '../errors.js'
import type {
  CreateGroupBody,
  Group,
  Groups as Page,
  GroupsQuery,
  UpdateGroupBody
} from '../schemas/group.js'
import type { Users as UserPage } from '../schemas/user.js'
import { isoTime, userFromList } from './accounts.js'
import type { Administrators } from './administrators.js'
import type { Caller, CognitoApi } from './api.js'
import { findUser } from './find-user.js'

/** A group and a user to add to it or remove from it. */
export interface Membership {
  readonly group: string
  /** The username, or an email address, phone number or `sub` that identifies the user. */
  readonly username: string
}

/** The groups of a user pool, for administrators. Uses the AWS credentials of the server. */
export class Groups {
  readonly #api: CognitoApi
  readonly #administrators: Administrators

  constructor (api: CognitoApi, administrators: Administrators) {
    this.#api = api
    this.#administrators = administrators
  }

  async listGroups ({ limit, next }: GroupsQuery, caller?: Caller): Promise<Page> {
    const { Groups = [], NextToken } = await this.#api.call(
      'ListGroups',
      { ...this.#poolInput(), Limit: limit, NextToken: next },
      caller
    )
    return { groups: Groups.map(groupFrom), ...(NextToken !== undefined && { next: NextToken }) }
  }

  async createGroup ({ name, description, precedence }: CreateGroupBody, caller?: Caller): Promise<Group> {
    const { Group } = await this.#api.call(
      'CreateGroup',
      { ...this.#groupInput(name), Description: description, Precedence: precedence },
      caller
    )
    return groupFrom(Group ?? {})
  }

  /** Changes the given values. All others stay the same, the IAM role of the group too. */
  async updateGroup (
    { group, description, precedence }: UpdateGroupBody & { group: string },
    caller?: Caller
  ): Promise<Group> {
    // UpdateGroup may clear values that are omitted: its documentation does not say.
    const { Group: current = {} } = await this.#api.call('GetGroup', this.#groupInput(group), caller)
    const { Group } = await this.#api.call(
      'UpdateGroup',
      {
        ...this.#groupInput(group),
        RoleArn: current.RoleArn,
        Description: description ?? current.Description,
        Precedence: precedence ?? current.Precedence
      },
      caller
    )
    return groupFrom(Group ?? {})
  }

  /**
   * Deletes a group.
   *
   * @throws FST_COGNITO_LAST_ADMINISTRATOR for a group of administrators, unless forced
   */
  async deleteGroup (
    { group, force = false }: { group: string, force?: boolean },
    caller?: Caller
  ): Promise<void> {
    if (!force) this.#administrators.assertNotAdministrators(group)
    await this.#api.call('DeleteGroup', this.#groupInput(group), caller)
  }

  async listUsersInGroup (
    { group, limit, next }: GroupsQuery & { group: string },
    caller?: Caller
  ): Promise<UserPage> {
    const { Users = [], NextToken } = await this.#api.call(
      'ListUsersInGroup',
      { ...this.#groupInput(group), Limit: limit, NextToken: next },
      caller
    )
    return { users: Users.map(userFromList), ...(NextToken !== undefined && { next: NextToken }) }
  }

  /** Adds a user to a group. The user's tokens include the group after the next refresh. */
  async addUserToGroup ({ group, username }: Membership, caller?: Caller): Promise<void> {
    await this.#api.call('AdminAddUserToGroup', { ...this.#groupInput(group), Username: username }, caller)
  }

  /**
   * Removes a user from a group. Tokens that were already issued include the group until they expire.
   *
   * @throws FST_COGNITO_LAST_ADMINISTRATOR if the user is the last member of a group of administrators,
   * without `force`
   */
  async removeUserFromGroup (
    { group, username, force = false }: Membership & { force?: boolean },
    caller?: Caller
  ): Promise<void> {
    const { username: name } = await findUser(this.#api, username, caller)
    if (!force) await this.#administrators.assertOtherMembers(group, name, caller)
    await this.#api.call('AdminRemoveUserFromGroup', { ...this.#groupInput(group), Username: name }, caller)
  }

  #poolInput () {
    return { UserPoolId: this.#api.userPoolId }
  }

  #groupInput (GroupName: string) {
    return { ...this.#poolInput(), GroupName }
  }
}

/**
 * Converts a group that Cognito returns.
 *
 * @internal
 * @throws FST_COGNITO_UNEXPECTED_RESPONSE for a group without a name
 */
export function groupFrom ({
  GroupName: name,
  Description,
  Precedence,
  CreationDate,
  LastModifiedDate
}: GroupType): Group {
  if (name === undefined) throw new errors.FST_COGNITO_UNEXPECTED_RESPONSE()
  return {
    name,
    description: Description ?? null,
    precedence: Precedence ?? null,
    createdAt: isoTime(CreationDate),
    updatedAt: isoTime(LastModifiedDate)
  }
}

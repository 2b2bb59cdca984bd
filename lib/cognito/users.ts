import { errors } from '../errors.js'
import { publish } from '../events.js'
import type { WithClientMetadata } from '../schemas/client-metadata.js'
import type { Group } from '../schemas/group.js'
import type { SetUserPasswordBody, User, UserDetails, Users as Page, UsersQuery } from '../schemas/user.js'
import { userFrom, userFromList } from './accounts.js'
import type { AccountChanges } from './account-changes.js'
import type { Administrators } from './administrators.js'
import type { Caller, CognitoApi } from './api.js'
import { clientMetadata as metadata } from './client-metadata.js'
import { findUser, userInput, type UserRef } from './find-user.js'
import { groupFrom } from './groups.js'
import { mfaPreferencesFrom } from './mfa.js'
import type { Revoker } from './revoker.js'

/** Whether to continue even if it removes the last administrator. */
export interface ForceOption {
  readonly force?: boolean
}

/** The users of a user pool, for administrators. Uses the AWS credentials of the server. */
export class Users {
  readonly #api: CognitoApi
  readonly #administrators: Administrators
  readonly #revoker: Revoker
  readonly #changes: AccountChanges

  constructor (
    api: CognitoApi,
    {
      administrators,
      revoker,
      changes
    }: { administrators: Administrators, revoker: Revoker, changes: AccountChanges }
  ) {
    this.#api = api
    this.#administrators = administrators
    this.#revoker = revoker
    this.#changes = changes
  }

  /** Returns a page of users, of all or of those that match a search. */
  async listUsers ({ limit, next, ...search }: UsersQuery, caller?: Caller): Promise<Page> {
    const { Users = [], PaginationToken } = await this.#api.call(
      'ListUsers',
      {
        UserPoolId: this.#api.userPoolId,
        Limit: limit,
        PaginationToken: next,
        Filter: userFilter(search)
      },
      caller
    )
    return { users: Users.map(userFromList), ...(PaginationToken !== undefined && { next: PaginationToken }) }
  }

  /** Returns a user, with MFA factors and groups. */
  async getUser ({ username }: UserRef, caller?: Caller): Promise<UserDetails> {
    const account = await this.#api.call('AdminGetUser', userInput(this.#api, username), caller)
    const user = userFrom(account)
    return {
      ...user,
      factors: mfaPreferencesFrom(account),
      groups: await this.#groupsOf(user.username, caller)
    }
  }

  /** Enables a user. */
  async enableUser ({ username }: UserRef, caller?: Caller): Promise<void> {
    await this.#api.call('AdminEnableUser', userInput(this.#api, username), caller)
  }

  /** Disables a user and signs out the user's sessions. */
  async disableUser ({ username, force = false }: UserRef & ForceOption, caller?: Caller): Promise<void> {
    await this.#disableOrDelete('AdminDisableUser', { username, force }, caller)
  }

  /** Confirms the sign-up of a user without a code. */
  async confirmUser (
    { username, clientMetadata }: UserRef & WithClientMetadata,
    caller?: Caller
  ): Promise<void> {
    const input = { ...userInput(this.#api, username), ...metadata(clientMetadata) }
    await this.#api.call('AdminConfirmSignUp', input, caller)
  }

  /**
   * Sets a user's password and signs out the user's sessions. Unless `permanent` is true, the user has to
   * change the password at the next sign-in.
   */
  async setUserPassword (
    { username, password, permanent = false }: SetUserPasswordBody & UserRef,
    caller?: Caller
  ): Promise<void> {
    const user = await findUser(this.#api, username, caller)
    await this.#api.call(
      'AdminSetUserPassword',
      { ...userInput(this.#api, user.username), Password: password, Permanent: permanent },
      caller
    )
    await this.#endSessions(user, caller)
    publish('fastify-cognito-auth:password-changed', { pool: this.#api.pool, user: user.id })
  }

  /** Removes the authenticator app of a user and signs out the user's sessions. */
  async removeUserTotp ({ username }: UserRef, caller?: Caller): Promise<void> {
    const user = await findUser(this.#api, username, caller)
    await this.#api.call(
      'AdminSetUserMFAPreference',
      {
        ...userInput(this.#api, user.username),
        SoftwareTokenMfaSettings: { Enabled: false, PreferredMfa: false }
      },
      caller
    )
    await this.#endSessions(user, caller)
    publish('fastify-cognito-auth:mfa-changed', { pool: this.#api.pool, user: user.id })
  }

  /** Resets a user's password and sends a code to set a new one. */
  async resetUserPassword (
    { username, force = false, clientMetadata }: UserRef & ForceOption & WithClientMetadata,
    caller?: Caller
  ): Promise<void> {
    const forTriggers = metadata(clientMetadata)
    const user = await findUser(this.#api, username, caller)
    if (!force) await this.#administrators.assertOtherAdministrators(user.username, caller)
    const input = { ...userInput(this.#api, user.username), ...forTriggers }
    await this.#api.call('AdminResetUserPassword', input, caller)
    await this.#changes.signOutAll(user.username, caller)
  }

  /** Signs out all sessions of a user. */
  async signOutUser ({ username }: UserRef, caller?: Caller): Promise<void> {
    await this.#endSessions(await findUser(this.#api, username, caller), caller)
  }

  /** Deletes a user and signs out the user's sessions. */
  async deleteUser ({ username, force = false }: UserRef & ForceOption, caller?: Caller): Promise<void> {
    await this.#disableOrDelete('AdminDeleteUser', { username, force }, caller)
  }

  async #disableOrDelete (
    operation: 'AdminDisableUser' | 'AdminDeleteUser',
    { username, force }: UserRef & Required<ForceOption>,
    caller: Caller | undefined
  ): Promise<void> {
    // From here on by username, since an alias could move to another user in the meantime.
    const { id, username: name } = await findUser(this.#api, username, caller)
    if (!force) await this.#administrators.assertOtherAdministrators(name, caller)
    await this.#api.call(operation, userInput(this.#api, name), caller)
    await this.#revoker.revokeUser(id)
  }

  async #endSessions ({ id, username }: User, caller: Caller | undefined): Promise<void> {
    await this.#api.call('AdminUserGlobalSignOut', userInput(this.#api, username), caller)
    await this.#revoker.revokeUser(id)
  }

  async #groupsOf (username: string, caller: Caller | undefined): Promise<Group[]> {
    const groups: Group[] = []
    for await (const group of this.#administrators.groupsOf(username, caller)) groups.push(groupFrom(group))
    return groups
  }
}

/** Returns the filter of ListUsers for a search. A quotation mark in the value is escaped. */
function userFilter ({
  attribute,
  equals,
  startsWith
}: Pick<UsersQuery, 'attribute' | 'equals' | 'startsWith'>): string | undefined {
  const value = equals ?? startsWith
  if (
    (attribute === undefined) !== (value === undefined) ||
    (equals !== undefined && startsWith !== undefined)
  ) {
    throw new errors.FST_COGNITO_INVALID_INPUT(
      'A search requires attribute, and either equals or startsWith.'
    )
  }
  if (attribute === undefined || value === undefined) return undefined
  return `${attribute} ${equals === undefined ? '^=' : '='} "${value.replace(/["\\]/g, '\\$&')}"`
}

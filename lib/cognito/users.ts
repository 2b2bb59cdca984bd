import { errors } from '../errors.js'
import { tell } from '../events.js'
import type { ClientMetadata, WithClientMetadata } from '../schemas/client-metadata.js'
import type { Group } from '../schemas/group.js'
import type { InviteUserBody, SetUserPasswordBody, UpdateUserBody, User, UserDetails, Users as Page, UsersQuery } from '../schemas/user.js'
import { userFrom, userFromList } from './accounts.js'
import { ADDRESSES } from './addresses.js'
import type { Administrators } from './administrators.js'
import type { AccountChanges } from './account-changes.js'
import type { Caller, CognitoApi } from './api.js'
import { assertChange, attributeChange, attributeList, named } from './attribute-list.js'
import { clientMetadata as metadata } from './client-metadata.js'
import { factorsFrom } from './factors.js'
import { groupFrom } from './groups.js'
import type { Revoker } from './revoker.js'

/** Whom an operation is about. */
export interface Whom {
  /** The username, or an email address, phone number or `sub` that stands for it. */
  readonly username: string
}

/** Whether to go on where it takes the last administrator away. */
export interface Forcible {
  readonly force?: boolean
}

/** What AdminUpdateUserAttributes is asked to write. */
interface AttributesWritten {
  readonly UserAttributes: ReturnType<typeof attributeList>
  readonly ClientMetadata?: ClientMetadata
}

/** The people of a user pool, for administrators. Asks Cognito with the server's own AWS credentials. */
export class Users {
  readonly #api: CognitoApi
  readonly #administrators: Administrators
  readonly #revoker: Revoker
  readonly #changes: AccountChanges

  constructor (api: CognitoApi, { administrators, revoker, changes }: { administrators: Administrators, revoker: Revoker, changes: AccountChanges }) {
    this.#api = api
    this.#administrators = administrators
    this.#revoker = revoker
    this.#changes = changes
  }

  async listUsers ({ limit, next, ...search }: UsersQuery, caller?: Caller): Promise<Page> {
    const { Users = [], PaginationToken } = await this.#api.call('ListUsers', {
      ...this.#pool(), Limit: limit, PaginationToken: next, Filter: filterFrom(search)
    }, caller)
    return { users: Users.map(userFromList), ...(PaginationToken !== undefined && { next: PaginationToken }) }
  }

  async getUser ({ username }: Whom, caller?: Caller): Promise<UserDetails> {
    const account = await this.#api.call('AdminGetUser', this.#account(username), caller)
    const user = userFrom(account)
    return { ...user, factors: factorsFrom(account), groups: await this.#groupsOf(user.username, caller) }
  }

  /** Makes an account, and sends its owner a password for the first sign-in. */
  async inviteUser (invitation: InviteUserBody & WithClientMetadata, caller?: Caller): Promise<User> {
    const { temporaryPassword, delivery, clientMetadata } = invitation
    const { name, attributes } = named(invitation)
    const mediums = delivery ?? mediumsFor(attributes)
    const { User } = await this.#api.call('AdminCreateUser', {
      ...this.#account(name),
      TemporaryPassword: temporaryPassword,
      UserAttributes: attributeList({
        ...attributes,
        ...verified(invitation)
      }),
      ...(mediums.length > 0
        ? { DesiredDeliveryMediums: [...mediums] }
        : { MessageAction: 'SUPPRESS' as const }),
      ...metadata(clientMetadata)
    }, caller)
    return userFromList(User ?? {})
  }

  /** Sends the invitation again, with another temporary password. */
  async resendInvitation (
    { username, clientMetadata }: Whom & WithClientMetadata, caller?: Caller
  ): Promise<User> {
    const forTriggers = metadata(clientMetadata)
    const user = await this.#find(username, caller)
    const { attributes } = user
    const { User } = await this.#api.call('AdminCreateUser', {
      ...this.#account(invitedAs(user)),
      MessageAction: 'RESEND',
      DesiredDeliveryMediums: mediumsFor(attributes),
      ...forTriggers
    }, caller)
    return userFromList(User ?? {})
  }

  async enableUser ({ username }: Whom, caller?: Caller): Promise<void> {
    await this.#api.call('AdminEnableUser', this.#account(username), caller)
  }

  /** Keeps somebody from signing in, and ends their sessions. */
  async disableUser ({ username, force = false }: Whom & Forcible, caller?: Caller): Promise<void> {
    await this.#take('AdminDisableUser', { username, force }, caller)
  }

  /**
   * Sets attributes, then removes those that are null or an empty text. Where the removal fails, what was set
   * before stays set. Returns the user as they are then.
   *
   * @throws FST_COGNITO_USERNAME_EXISTS where another user has the email address or phone number,
   * FST_COGNITO_INVALID_INPUT where nothing is to change
   */
  async updateUser (
    { username, attributes = {}, clientMetadata, ...flags }: UpdateUserBody & Whom & WithClientMetadata,
    caller?: Caller
  ): Promise<User> {
    const forTriggers = metadata(clientMetadata)
    const { written, removed } = assertChange(attributeChange({ ...attributes, ...verified(flags) }))
    assertNotVerified(removed, flags)
    const account = await this.#find(username, caller)
    const user = Object.keys(written).length === 0
      ? account
      : await this.#write(account, { UserAttributes: attributeList(written), ...forTriggers }, caller)
    return removed.length === 0 ? user : this.#remove(user, removed, caller)
  }

  async #write (
    { username }: User, change: AttributesWritten,
    caller: Caller | undefined
  ): Promise<User> {
    await this.#api.call('AdminUpdateUserAttributes', { ...this.#account(username), ...change }, caller)
    const user = await this.#find(username, caller)
    const names = change.UserAttributes.map(({ Name }) => Name)
    for (const attribute of ADDRESSES.filter(name => names.includes(name))) {
      this.#tell(user, { attribute, verified: user.attributes[`${attribute}_verified`] === 'true' })
    }
    return user
  }

  async #remove ({ username }: User, names: readonly string[], caller: Caller | undefined): Promise<User> {
    await this.#api.call('AdminDeleteUserAttributes', {
      ...this.#account(username), UserAttributeNames: [...names]
    }, caller)
    const user = await this.#find(username, caller)
    for (const attribute of ADDRESSES.filter(name => names.includes(name))) {
      this.#tell(user, { attribute, verified: false, removed: true })
    }
    return user
  }

  #tell ({ id: user }: User, change: { attribute: string, verified: boolean, removed?: true }): void {
    tell('fastify-cognito-auth:contact-changed', { pool: this.#api.pool, user, ...change })
  }

  /** Confirms the sign-up of a user without a code. */
  async confirmUser (
    { username, clientMetadata }: Whom & WithClientMetadata, caller?: Caller
  ): Promise<void> {
    const input = { ...this.#account(username), ...metadata(clientMetadata) }
    await this.#api.call('AdminConfirmSignUp', input, caller)
  }

  /**
   * Sets a password, and ends the user's sessions. A temporary one, unless `permanent`, is changed at the
   * next sign-in.
   */
  async setUserPassword ({ username, password, permanent = false }: SetUserPasswordBody & Whom, caller?: Caller): Promise<void> {
    const user = await this.#find(username, caller)
    await this.#api.call('AdminSetUserPassword', { ...this.#account(user.username), Password: password, Permanent: permanent }, caller)
    await this.#endSessions(user, caller)
    tell('fastify-cognito-auth:password-changed', { pool: this.#api.pool, user: user.id })
  }

  /** Removes the authenticator of a user who has lost it, and ends the user's sessions. */
  async removeUserTotp ({ username }: Whom, caller?: Caller): Promise<void> {
    const user = await this.#find(username, caller)
    await this.#api.call('AdminSetUserMFAPreference', {
      ...this.#account(user.username), SoftwareTokenMfaSettings: { Enabled: false, PreferredMfa: false }
    }, caller)
    await this.#endSessions(user, caller)
    tell('fastify-cognito-auth:mfa-changed', { pool: this.#api.pool, user: user.id })
  }

  /** Takes the password away, and sends a code to set another with. */
  async resetUserPassword (
    { username, force = false, clientMetadata }: Whom & Forcible & WithClientMetadata, caller?: Caller
  ): Promise<void> {
    const forTriggers = metadata(clientMetadata)
    const user = await this.#find(username, caller)
    if (!force) await this.#administrators.assertOthersThan(user.username, caller)
    const input = { ...this.#account(user.username), ...forTriggers }
    await this.#api.call('AdminResetUserPassword', input, caller)
    await this.#changes.signOutAll(user.username, caller)
  }

  /** Ends every session of a user. */
  async signOutUser ({ username }: Whom, caller?: Caller): Promise<void> {
    await this.#endSessions(await this.#find(username, caller), caller)
  }

  /** Deletes the account, and ends its sessions. */
  async deleteUser ({ username, force = false }: Whom & Forcible, caller?: Caller): Promise<void> {
    await this.#take('AdminDeleteUser', { username, force }, caller)
  }

  async #take (operation: 'AdminDisableUser' | 'AdminDeleteUser', { username, force }: Whom & Required<Forcible>, caller: Caller | undefined): Promise<void> {
    // By the name in the pool from here on: an address could come to stand for somebody else in between.
    const { id, username: name } = await this.#find(username, caller)
    if (!force) await this.#administrators.assertOthersThan(name, caller)
    await this.#api.call(operation, this.#account(name), caller)
    await this.#revoker.user(id)
  }

  async #find (username: string, caller: Caller | undefined): Promise<User> {
    return userFrom(await this.#api.call('AdminGetUser', this.#account(username), caller))
  }

  async #endSessions ({ id, username }: User, caller: Caller | undefined): Promise<void> {
    await this.#api.call('AdminUserGlobalSignOut', this.#account(username), caller)
    await this.#revoker.user(id)
  }

  async #groupsOf (username: string, caller: Caller | undefined): Promise<Group[]> {
    const groups: Group[] = []
    for await (const group of this.#administrators.groupsOf(username, caller)) groups.push(groupFrom(group))
    return groups
  }

  #pool () {
    return { UserPoolId: this.#api.userPoolId }
  }

  #account (username: string) {
    return { ...this.#pool(), Username: username }
  }
}

/** Attributes that say whether addresses are verified, as far as that is given. */
function verified ({ emailVerified, phoneNumberVerified }: { emailVerified?: boolean | undefined, phoneNumberVerified?: boolean | undefined }) {
  return {
    ...(emailVerified !== undefined && { email_verified: emailVerified }),
    ...(phoneNumberVerified !== undefined && { phone_number_verified: phoneNumberVerified })
  }
}

/** @throws FST_COGNITO_INVALID_INPUT for an address that is to be removed and verified at once */
function assertNotVerified (removed: readonly string[], flags: UpdateUserBody): void {
  const verified = { email: flags.emailVerified, phone_number: flags.phoneNumberVerified }
  for (const name of removed) {
    if (verified[name as keyof typeof verified] === true) {
      throw new errors.FST_COGNITO_INVALID_INPUT(`${name} is removed, so it cannot be verified.`)
    }
  }
}

/**
 * Where people sign in by an address, Cognito makes up the name in the pool, and takes it for no name of an
 * invitation.
 */
function invitedAs ({ id, username, attributes }: User): string {
  return username === id ? attributes['email'] ?? attributes['phone_number'] ?? username : username
}

/** An invitation goes by email where there is an address: Cognito would send an SMS. */
function mediumsFor (attributes: Readonly<Record<string, unknown>>): ('EMAIL' | 'SMS')[] {
  if (attributes['email'] !== undefined) return ['EMAIL']
  return attributes['phone_number'] !== undefined ? ['SMS'] : []
}

/** Cognito's own language for it, in which a quotation mark would end the value. */
function filterFrom ({ attribute, equals, startsWith }: Pick<UsersQuery, 'attribute' | 'equals' | 'startsWith'>): string | undefined {
  const value = equals ?? startsWith
  if ((attribute === undefined) !== (value === undefined) || (equals !== undefined && startsWith !== undefined)) {
    throw new errors.FST_COGNITO_INVALID_INPUT('A search takes attribute, and one of equals and startsWith.')
  }
  if (attribute === undefined || value === undefined) return undefined
  return `${attribute} ${equals === undefined ? '^=' : '='} "${value.replace(/["\\]/g, '\\$&')}"`
}

import { errors } from '../errors.js'
import { publish } from '../events.js'
import type { ClientMetadata, WithClientMetadata } from '../schemas/client-metadata.js'
import type { Group } from '../schemas/group.js'
import type {
  InviteUserBody,
  SetUserPasswordBody,
  UpdateUserBody,
  User,
  UserDetails,
  Users as Page,
  UsersQuery
} from '../schemas/user.js'
import { userFrom, userFromList } from './accounts.js'
import { CONTACT_ATTRIBUTES } from './contact-attributes.js'
import type { Administrators } from './administrators.js'
import type { AccountChanges } from './account-changes.js'
import type { Caller, CognitoApi } from './api.js'
import { assertChange, attributeChange, attributeList, accountInput } from './attribute-list.js'
import { clientMetadata as metadata } from './client-metadata.js'
import { mfaPreferencesFrom } from './mfa.js'
import { groupFrom } from './groups.js'
import type { Revoker } from './revoker.js'

/** Identifies a user. */
export interface UserRef {
  /** The username, or an email address, phone number or `sub` that identifies the user. */
  readonly username: string
}

/** Whether to continue even if it removes the last administrator. */
export interface ForceOption {
  readonly force?: boolean
}

/** The input of AdminUpdateUserAttributes. */
interface AttributeUpdate {
  readonly UserAttributes: ReturnType<typeof attributeList>
  readonly ClientMetadata?: ClientMetadata
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

  async listUsers ({ limit, next, ...search }: UsersQuery, caller?: Caller): Promise<Page> {
    const { Users = [], PaginationToken } = await this.#api.call(
      'ListUsers',
      {
        ...this.#poolInput(),
        Limit: limit,
        PaginationToken: next,
        Filter: userFilter(search)
      },
      caller
    )
    return { users: Users.map(userFromList), ...(PaginationToken !== undefined && { next: PaginationToken }) }
  }

  async getUser ({ username }: UserRef, caller?: Caller): Promise<UserDetails> {
    const account = await this.#api.call('AdminGetUser', this.#userInput(username), caller)
    const user = userFrom(account)
    return {
      ...user,
      factors: mfaPreferencesFrom(account),
      groups: await this.#groupsOf(user.username, caller)
    }
  }

  /** Creates a user and sends a temporary password for the first sign-in. */
  async inviteUser (invitation: InviteUserBody & WithClientMetadata, caller?: Caller): Promise<User> {
    const { temporaryPassword, delivery, clientMetadata } = invitation
    const { name, attributes } = accountInput(invitation)
    const mediums = delivery ?? deliveryMediumsFor(attributes)
    const { User } = await this.#api.call(
      'AdminCreateUser',
      {
        ...this.#userInput(name),
        TemporaryPassword: temporaryPassword,
        UserAttributes: attributeList({
          ...attributes,
          ...verifiedAttributes(invitation)
        }),
        ...(mediums.length > 0
          ? { DesiredDeliveryMediums: [...mediums] }
          : { MessageAction: 'SUPPRESS' as const }),
        ...metadata(clientMetadata)
      },
      caller
    )
    return userFromList(User ?? {})
  }

  /** Sends the invitation again, with another temporary password. */
  async resendInvitation (
    { username, clientMetadata }: UserRef & WithClientMetadata,
    caller?: Caller
  ): Promise<User> {
    const forTriggers = metadata(clientMetadata)
    const user = await this.#findUser(username, caller)
    const { attributes } = user
    const { User } = await this.#api.call(
      'AdminCreateUser',
      {
        ...this.#userInput(invitationUsername(user)),
        MessageAction: 'RESEND',
        DesiredDeliveryMediums: deliveryMediumsFor(attributes),
        ...forTriggers
      },
      caller
    )
    return userFromList(User ?? {})
  }

  async enableUser ({ username }: UserRef, caller?: Caller): Promise<void> {
    await this.#api.call('AdminEnableUser', this.#userInput(username), caller)
  }

  /** Disables a user and signs out the user's sessions. */
  async disableUser ({ username, force = false }: UserRef & ForceOption, caller?: Caller): Promise<void> {
    await this.#disableOrDelete('AdminDisableUser', { username, force }, caller)
  }

  /**
   * Sets attributes, then removes those that are null or an empty string, and returns the user. If the
   * removal fails, the attributes that were set stay set.
   *
   * @throws FST_COGNITO_USERNAME_EXISTS if another user has the email address or phone number,
   * FST_COGNITO_INVALID_INPUT without attributes
   */
  async updateUser (
    { username, attributes = {}, clientMetadata, ...flags }: UpdateUserBody & UserRef & WithClientMetadata,
    caller?: Caller
  ): Promise<User> {
    const forTriggers = metadata(clientMetadata)
    const { set, removed } = assertChange(attributeChange({ ...attributes, ...verifiedAttributes(flags) }))
    assertNotVerified(removed, flags)
    const account = await this.#findUser(username, caller)
    const user =
      Object.keys(set).length === 0
        ? account
        : await this.#setAttributes(account, { UserAttributes: attributeList(set), ...forTriggers }, caller)
    return removed.length === 0 ? user : this.#removeAttributes(user, removed, caller)
  }

  async #setAttributes (
    { username }: User,
    change: AttributeUpdate,
    caller: Caller | undefined
  ): Promise<User> {
    await this.#api.call('AdminUpdateUserAttributes', { ...this.#userInput(username), ...change }, caller)
    const user = await this.#findUser(username, caller)
    const names = change.UserAttributes.map(({ Name }) => Name)
    for (const attribute of CONTACT_ATTRIBUTES.filter(name => names.includes(name))) {
      this.#publishContactChanged(user, {
        attribute,
        verified: user.attributes[`${attribute}_verified`] === 'true'
      })
    }
    return user
  }

  async #removeAttributes (
    { username }: User,
    names: readonly string[],
    caller: Caller | undefined
  ): Promise<User> {
    await this.#api.call(
      'AdminDeleteUserAttributes',
      {
        ...this.#userInput(username),
        UserAttributeNames: [...names]
      },
      caller
    )
    const user = await this.#findUser(username, caller)
    for (const attribute of CONTACT_ATTRIBUTES.filter(name => names.includes(name))) {
      this.#publishContactChanged(user, { attribute, verified: false, removed: true })
    }
    return user
  }

  #publishContactChanged (
    { id: user }: User,
    change: { attribute: string, verified: boolean, removed?: true }
  ): void {
    publish('fastify-cognito-auth:contact-changed', { pool: this.#api.pool, user, ...change })
  }

  /** Confirms the sign-up of a user without a code. */
  async confirmUser (
    { username, clientMetadata }: UserRef & WithClientMetadata,
    caller?: Caller
  ): Promise<void> {
    const input = { ...this.#userInput(username), ...metadata(clientMetadata) }
    await this.#api.call('AdminConfirmSignUp', input, caller)
  }

  /**
   * Sets a password, and ends the user's sessions. A temporary one, unless `permanent`, is changed at the
   * next sign-in.
   */
  async setUserPassword (
    { username, password, permanent = false }: SetUserPasswordBody & UserRef,
    caller?: Caller
  ): Promise<void> {
    const user = await this.#findUser(username, caller)
    await this.#api.call(
      'AdminSetUserPassword',
      { ...this.#userInput(user.username), Password: password, Permanent: permanent },
      caller
    )
    await this.#endSessions(user, caller)
    publish('fastify-cognito-auth:password-changed', { pool: this.#api.pool, user: user.id })
  }

  /** Removes the authenticator of a user who has lost it, and ends the user's sessions. */
  async removeUserTotp ({ username }: UserRef, caller?: Caller): Promise<void> {
    const user = await this.#findUser(username, caller)
    await this.#api.call(
      'AdminSetUserMFAPreference',
      {
        ...this.#userInput(user.username),
        SoftwareTokenMfaSettings: { Enabled: false, PreferredMfa: false }
      },
      caller
    )
    await this.#endSessions(user, caller)
    publish('fastify-cognito-auth:mfa-changed', { pool: this.#api.pool, user: user.id })
  }

  /** Takes the password away, and sends a code to set another with. */
  async resetUserPassword (
    { username, force = false, clientMetadata }: UserRef & ForceOption & WithClientMetadata,
    caller?: Caller
  ): Promise<void> {
    const forTriggers = metadata(clientMetadata)
    const user = await this.#findUser(username, caller)
    if (!force) await this.#administrators.assertOtherAdministrators(user.username, caller)
    const input = { ...this.#userInput(user.username), ...forTriggers }
    await this.#api.call('AdminResetUserPassword', input, caller)
    await this.#changes.signOutAll(user.username, caller)
  }

  /** Ends every session of a user. */
  async signOutUser ({ username }: UserRef, caller?: Caller): Promise<void> {
    await this.#endSessions(await this.#findUser(username, caller), caller)
  }

  /** Deletes the account, and ends its sessions. */
  async deleteUser ({ username, force = false }: UserRef & ForceOption, caller?: Caller): Promise<void> {
    await this.#disableOrDelete('AdminDeleteUser', { username, force }, caller)
  }

  async #disableOrDelete (
    operation: 'AdminDisableUser' | 'AdminDeleteUser',
    { username, force }: UserRef & Required<ForceOption>,
    caller: Caller | undefined
  ): Promise<void> {
    // From here on by username, since an alias could move to another user in the meantime.
    const { id, username: name } = await this.#findUser(username, caller)
    if (!force) await this.#administrators.assertOtherAdministrators(name, caller)
    await this.#api.call(operation, this.#userInput(name), caller)
    await this.#revoker.user(id)
  }

  async #findUser (username: string, caller: Caller | undefined): Promise<User> {
    return userFrom(await this.#api.call('AdminGetUser', this.#userInput(username), caller))
  }

  async #endSessions ({ id, username }: User, caller: Caller | undefined): Promise<void> {
    await this.#api.call('AdminUserGlobalSignOut', this.#userInput(username), caller)
    await this.#revoker.user(id)
  }

  async #groupsOf (username: string, caller: Caller | undefined): Promise<Group[]> {
    const groups: Group[] = []
    for await (const group of this.#administrators.groupsOf(username, caller)) groups.push(groupFrom(group))
    return groups
  }

  #poolInput () {
    return { UserPoolId: this.#api.userPoolId }
  }

  #userInput (username: string) {
    return { ...this.#poolInput(), Username: username }
  }
}

/** Returns the attributes that mark email address and phone number as verified, if given. */
function verifiedAttributes ({
  emailVerified,
  phoneNumberVerified
}: {
  emailVerified?: boolean | undefined
  phoneNumberVerified?: boolean | undefined
}) {
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
      throw new errors.FST_COGNITO_INVALID_INPUT(`${name} must not be both removed and verified.`)
    }
  }
}

/**
 * If users sign in with an email address or phone number, Cognito generates the username, and does not accept
 * it for an invitation.
 */
function invitationUsername ({ id, username, attributes }: User): string {
  return username === id ? (attributes['email'] ?? attributes['phone_number'] ?? username) : username
}

/** Invitations are sent by email if there is an email address: the default of Cognito is SMS. */
function deliveryMediumsFor (attributes: Readonly<Record<string, unknown>>): ('EMAIL' | 'SMS')[] {
  if (attributes['email'] !== undefined) return ['EMAIL']
  return attributes['phone_number'] !== undefined ? ['SMS'] : []
}

/** Cognito's own language for it, in which a quotation mark would end the value. */
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

import { errors } from '../errors.js'
import { publish } from '../events.js'
import type { ClientMetadata, WithClientMetadata } from '../schemas/client-metadata.js'
import type { UpdateUserBody, User } from '../schemas/user.js'
import type { Caller, CognitoApi } from './api.js'
import { assertChange, attributeChange, attributeList } from './attribute-list.js'
import { clientMetadata as metadata } from './client-metadata.js'
import { CONTACT_ATTRIBUTES } from './contact-attributes.js'
import { findUser, userInput, type UserRef } from './find-user.js'

/** The input of AdminUpdateUserAttributes. */
interface AttributeUpdate {
  readonly UserAttributes: ReturnType<typeof attributeList>
  readonly ClientMetadata?: ClientMetadata
}

/** Changes the attributes of users. Uses the AWS credentials of the server. */
export class UserAttributes {
  readonly #api: CognitoApi

  constructor (api: CognitoApi) {
    this.#api = api
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
    const account = await findUser(this.#api, username, caller)
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
    const input = { ...userInput(this.#api, username), ...change }
    await this.#api.call('AdminUpdateUserAttributes', input, caller)
    const user = await findUser(this.#api, username, caller)
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
    const input = { ...userInput(this.#api, username), UserAttributeNames: [...names] }
    await this.#api.call('AdminDeleteUserAttributes', input, caller)
    const user = await findUser(this.#api, username, caller)
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
}

/** Returns the attributes that mark email address and phone number as verified, if given. */
export function verifiedAttributes ({
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

/**
 * Checks that no removed attribute is marked as verified.
 *
 * @throws FST_COGNITO_INVALID_INPUT for an attribute that is removed and marked as verified at once
 */
function assertNotVerified (removed: readonly string[], flags: UpdateUserBody): void {
  const verified = { email: flags.emailVerified, phone_number: flags.phoneNumberVerified }
  for (const name of removed) {
    if (verified[name as keyof typeof verified] === true) {
      throw new errors.FST_COGNITO_INVALID_INPUT(`${name} must not be both removed and verified.`)
    }
  }
}

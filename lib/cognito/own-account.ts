import type { CodeDeliveryDetailsType } from '@aws-sdk/client-cognito-identity-provider'
import { errors } from '../errors.js'
import type { WithClientMetadata } from '../schemas/client-metadata.js'
import type {
  SendAttributeCodeResult,
  UpdateProfileResult,
  VerifiableAttribute,
  VerifyAttributeResult
} from '../schemas/profile.js'
import type { AccountChanges } from './account-changes.js'
import { CONTACT_ATTRIBUTES } from './contact-attributes.js'
import type { Administrators } from './administrators.js'
import type { Caller, CognitoApi } from './api.js'
import { assertChange, attributeChange, attributeList } from './attribute-list.js'
import { clientMetadata as metadata } from './client-metadata.js'
import type { Profiles } from './profiles.js'
import type { Revoker } from './revoker.js'
import { deliveryOf } from './sign-up.js'

/** A change of the attributes of the user of an access token. */
export interface ProfileChange extends WithClientMetadata {
  readonly accessToken: string
  readonly attributes: Readonly<Record<string, unknown>>
}

/** A request for a code that verifies an email address or phone number. */
export interface AttributeCode extends WithClientMetadata {
  readonly accessToken: string
  readonly name: VerifiableAttribute
}

interface Dependencies {
  readonly administrators: Administrators
  readonly profiles: Profiles
  readonly revoker: Revoker
  readonly changes: AccountChanges
}

/** The operations of users on their own account, with their access token. */
export class OwnAccount {
  readonly #api: CognitoApi
  readonly #administrators: Administrators
  readonly #profiles: Profiles
  readonly #changes: AccountChanges
  readonly #revoker: Revoker

  constructor (api: CognitoApi, { administrators, profiles, revoker, changes }: Dependencies) {
    this.#api = api
    this.#administrators = administrators
    this.#profiles = profiles
    this.#changes = changes
    this.#revoker = revoker
  }

  /**
   * Sets attributes, then removes those that are null or an empty string. If the removal fails, the
   * attributes that were set stay set.
   *
   * @throws FST_COGNITO_INVALID_INPUT without attributes, FST_COGNITO_INVALID_PARAMETER if the user pool
   * requires an attribute that would be removed
   */
  async updateProfile (
    { accessToken, attributes, clientMetadata }: ProfileChange,
    caller?: Caller
  ): Promise<UpdateProfileResult> {
    const { set, removed } = assertChange(attributeChange(attributes))
    const forTriggers = metadata(clientMetadata)
    let deliveries: UpdateProfileResult['deliveries'] = []
    if (Object.keys(set).length > 0) {
      const { CodeDeliveryDetailsList } = await this.#api.call(
        'UpdateUserAttributes',
        {
          AccessToken: accessToken,
          UserAttributes: attributeList(set),
          ...forTriggers
        },
        caller
      )
      deliveries = deliveriesOf(CodeDeliveryDetailsList)
      this.#recordChange(accessToken, Object.keys(set))
    }
    if (removed.length > 0) {
      await this.#api.call(
        'DeleteUserAttributes',
        {
          AccessToken: accessToken,
          UserAttributeNames: [...removed]
        },
        caller
      )
      this.#recordChange(accessToken, removed, { removed: true })
    }
    return { deliveries }
  }

  #recordChange (accessToken: string, names: readonly string[], change: { removed?: true } = {}): void {
    this.#profiles.forget(accessToken)
    for (const attribute of CONTACT_ATTRIBUTES.filter(name => names.includes(name))) {
      this.#changes.contactChanged(accessToken, { attribute, verified: false, ...change })
    }
  }

  async sendAttributeCode (
    { accessToken, name, clientMetadata }: AttributeCode,
    caller?: Caller
  ): Promise<SendAttributeCodeResult> {
    const { CodeDeliveryDetails } = await this.#api.call(
      'GetUserAttributeVerificationCode',
      {
        AccessToken: accessToken,
        AttributeName: name,
        ...metadata(clientMetadata)
      },
      caller
    )
    const delivery = deliveryOf(CodeDeliveryDetails)
    if (delivery === null) throw new errors.FST_COGNITO_UNEXPECTED_RESPONSE()
    return { delivery }
  }

  async verifyAttribute (
    { accessToken, name, code }: { accessToken: string, name: VerifiableAttribute, code: string },
    caller?: Caller
  ): Promise<VerifyAttributeResult> {
    await this.#api.call(
      'VerifyUserAttribute',
      { AccessToken: accessToken, AttributeName: name, Code: code },
      caller
    )
    this.#profiles.forget(accessToken)
    this.#changes.contactChanged(accessToken, { attribute: name, verified: true })
    return { verified: true }
  }

  /**
   * Deletes the account of the user of an access token.
   *
   * @throws FST_COGNITO_LAST_ADMINISTRATOR if the user is the last administrator, without `force`
   */
  async deleteAccount (
    { accessToken, force = false }: { accessToken: string, force?: boolean },
    caller?: Caller
  ): Promise<void> {
    if (!force) await this.#administrators.assertOtherAdministratorsThanOwner(accessToken, caller)
    await this.#api.call('DeleteUser', { AccessToken: accessToken }, caller)
    await this.#revoker.revokeUserOf(accessToken)
  }
}

function deliveriesOf (list: readonly CodeDeliveryDetailsType[] = []): UpdateProfileResult['deliveries'] {
  return list.flatMap(details => {
    const delivery = deliveryOf(details)
    return delivery === null || details.AttributeName === undefined
      ? []
      : [{ attribute: details.AttributeName, ...delivery }]
  })
}

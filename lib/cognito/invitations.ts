import type { WithClientMetadata } from '../schemas/client-metadata.js'
import type { InviteUserBody, User } from '../schemas/user.js'
import { userFromList } from './accounts.js'
import type { Caller, CognitoApi } from './api.js'
import { accountInput, attributeList } from './attribute-list.js'
import { clientMetadata as metadata } from './client-metadata.js'
import { findUser, userInput, type UserRef } from './find-user.js'
import { verifiedAttributes } from './user-attributes.js'

/** Creates users and sends them temporary passwords. Uses the AWS credentials of the server. */
export class Invitations {
  readonly #api: CognitoApi

  constructor (api: CognitoApi) {
    this.#api = api
  }

  /** Creates a user and sends a temporary password for the first sign-in. */
  async inviteUser (invitation: InviteUserBody & WithClientMetadata, caller?: Caller): Promise<User> {
    const { temporaryPassword, delivery, clientMetadata } = invitation
    const { name, attributes } = accountInput(invitation)
    const mediums = delivery ?? deliveryMediumsFor(attributes)
    const { User } = await this.#api.call(
      'AdminCreateUser',
      {
        ...userInput(this.#api, name),
        TemporaryPassword: temporaryPassword,
        UserAttributes: attributeList({ ...attributes, ...verifiedAttributes(invitation) }),
        ...(mediums.length > 0
          ? { DesiredDeliveryMediums: [...mediums] }
          : { MessageAction: 'SUPPRESS' as const }),
        ...metadata(clientMetadata)
      },
      caller
    )
    return userFromList(User ?? {})
  }

  /** Sends the invitation again, with a new temporary password. */
  async resendInvitation (
    { username, clientMetadata }: UserRef & WithClientMetadata,
    caller?: Caller
  ): Promise<User> {
    const forTriggers = metadata(clientMetadata)
    const user = await findUser(this.#api, username, caller)
    const { User } = await this.#api.call(
      'AdminCreateUser',
      {
        ...userInput(this.#api, invitationUsername(user)),
        MessageAction: 'RESEND',
        DesiredDeliveryMediums: deliveryMediumsFor(user.attributes),
        ...forTriggers
      },
      caller
    )
    return userFromList(User ?? {})
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

import { errors } from '../errors.js'
import type { LinkIdentityBody } from '../schemas/identity.js'
import type { User } from '../schemas/user.js'
import type { Caller, CognitoApi } from './api.js'
import { findUser, userInput, type UserRef } from './find-user.js'
import type { Revoker } from './revoker.js'

/** The provider name of the user pool itself, and the attribute with the ID of an account at a provider. */
const USER_POOL = 'Cognito'
const SUBJECT = 'Cognito_Subject'

/** Links accounts at identity providers to users. Uses the AWS credentials of the server. */
export class Identities {
  readonly #api: CognitoApi
  readonly #revoker: Revoker

  constructor (api: CognitoApi, revoker: Revoker) {
    this.#api = api
    this.#revoker = revoker
  }

  /**
   * Links an account at an identity provider to a user.
   *
   * @throws FST_COGNITO_INVALID_PARAMETER if the account is linked, or has signed in as a user of its own
   */
  async linkIdentity (
    { username, provider, userId }: LinkIdentityBody & UserRef,
    caller?: Caller
  ): Promise<void> {
    const user = await findUser(this.#api, username, caller)
    await this.#api.call(
      'AdminLinkProviderForUser',
      {
        UserPoolId: this.#api.userPoolId,
        DestinationUser: destinationOf(user),
        SourceUser: {
          ProviderName: provider,
          ProviderAttributeName: SUBJECT,
          ProviderAttributeValue: userId
        }
      },
      caller
    )
  }

  /**
   * Removes the link of an account at an identity provider from a user.
   *
   * @throws FST_COGNITO_NOT_FOUND if the account is not linked to this user
   */
  async unlinkIdentity (
    { username, provider, userId }: LinkIdentityBody & UserRef,
    caller?: Caller
  ): Promise<void> {
    const user = await findUser(this.#api, username, caller)
    const { identities = [] } = user
    // Cognito unlinks an account from whichever user it is linked to.
    if (!identities.some(link => link.provider === provider && link.userId === userId)) {
      throw new errors.FST_COGNITO_NOT_FOUND()
    }
    await this.#api.call(
      'AdminDisableProviderForUser',
      {
        UserPoolId: this.#api.userPoolId,
        User: { ProviderName: provider, ProviderAttributeName: SUBJECT, ProviderAttributeValue: userId }
      },
      caller
    )
    await this.#api.call('AdminUserGlobalSignOut', userInput(this.#api, user.username), caller)
    await this.#revoker.revokeUser(user.id)
  }
}

/** A user that was created by a sign-in with a provider is identified by the account there. */
function destinationOf ({ username, status, identities = [] }: User) {
  const own = status === 'EXTERNAL_PROVIDER' ? identities.find(({ primary }) => primary) : undefined
  return own === undefined
    ? { ProviderName: USER_POOL, ProviderAttributeValue: username }
    : { ProviderName: own.provider, ProviderAttributeValue: own.userId }
}

import { errors } from '../errors.js'
import type {
  CompletePasskeyRegistrationBody,
  CompletePasskeyRegistrationResult,
  PasskeyRegistrationOptions,
  Passkeys as Page,
  PasskeysQuery
} from '../schemas/passkey.js'
import { isoTime } from './accounts.js'
import type { AccountChanges } from './account-changes.js'
import type { Caller, CognitoApi } from './api.js'

/** The passkeys of the user of an access token. */
export class Passkeys {
  readonly #api: CognitoApi
  readonly #changes: AccountChanges

  constructor (api: CognitoApi, changes: AccountChanges) {
    this.#api = api
    this.#changes = changes
  }

  async startPasskeyRegistration (
    { accessToken }: { accessToken: string },
    caller?: Caller
  ): Promise<PasskeyRegistrationOptions> {
    const { CredentialCreationOptions: options } = await this.#api.call(
      'StartWebAuthnRegistration',
      { AccessToken: accessToken },
      caller
    )
    if (options === undefined) throw new errors.FST_COGNITO_UNEXPECTED_RESPONSE()
    return { options: options as Record<string, unknown> }
  }

  async completePasskeyRegistration (
    { accessToken, credential }: CompletePasskeyRegistrationBody & { accessToken: string },
    caller?: Caller
  ): Promise<CompletePasskeyRegistrationResult> {
    await this.#api.call(
      'CompleteWebAuthnRegistration',
      { AccessToken: accessToken, Credential: credential as never },
      caller
    )
    await this.#changes.factorsChanged('passkey-registered', accessToken, caller)
    return { created: true }
  }

  async listPasskeys (
    { accessToken, limit, next }: PasskeysQuery & { accessToken: string },
    caller?: Caller
  ): Promise<Page> {
    const { Credentials = [], NextToken } = await this.#api.call(
      'ListWebAuthnCredentials',
      {
        AccessToken: accessToken,
        MaxResults: limit,
        NextToken: next
      },
      caller
    )
    return {
      passkeys: Credentials.map(({ CredentialId, FriendlyCredentialName, RelyingPartyId, CreatedAt }) => ({
        id: CredentialId as string,
        name: FriendlyCredentialName ?? null,
        relyingParty: RelyingPartyId as string,
        createdAt: isoTime(CreatedAt)
      })),
      ...(NextToken !== undefined && { next: NextToken })
    }
  }

  async deletePasskey (
    { accessToken, id }: { accessToken: string, id: string },
    caller?: Caller
  ): Promise<void> {
    await this.#api.call('DeleteWebAuthnCredential', { AccessToken: accessToken, CredentialId: id }, caller)
    await this.#changes.factorsChanged('passkey-deleted', accessToken, caller)
  }
}

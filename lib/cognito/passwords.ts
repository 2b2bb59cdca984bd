import type { WithClientMetadata } from '../schemas/client-metadata.js'
import type {
  ChangePasswordBody,
  ForgotPasswordBody,
  ForgotPasswordResult,
  ResetPasswordBody,
  ResetPasswordResult
} from '../schemas/password.js'
import type { AccountChanges } from './account-changes.js'
import type { Caller, CognitoApi } from './api.js'
import { clientMetadata as metadata } from './client-metadata.js'

/** Resets and changes passwords. */
export class Passwords {
  readonly #api: CognitoApi
  readonly #changes: AccountChanges

  constructor (api: CognitoApi, changes: AccountChanges) {
    this.#api = api
    this.#changes = changes
  }

  /** The result is the same whether the account exists or not, and for every status of the account. */
  async forgotPassword (
    { username, clientMetadata }: ForgotPasswordBody & WithClientMetadata,
    caller?: Caller
  ): Promise<ForgotPasswordResult> {
    const input = { ...this.#api.accountInput(username, caller), ...metadata(clientMetadata) }
    await this.#api.callWithoutDisclosure('ForgotPassword', input, caller)
    return { accepted: true }
  }

  async resetPassword (
    { username, code, newPassword, clientMetadata }: ResetPasswordBody & WithClientMetadata,
    caller?: Caller
  ): Promise<ResetPasswordResult> {
    await this.#api.call(
      'ConfirmForgotPassword',
      {
        ...this.#api.accountInput(username, caller),
        ConfirmationCode: code,
        Password: newPassword,
        ...metadata(clientMetadata)
      },
      caller
    )
    await this.#changes.passwordReset(username, caller)
    return { reset: true }
  }

  async changePassword (
    { accessToken, password, newPassword }: ChangePasswordBody & { accessToken: string },
    caller?: Caller
  ): Promise<void> {
    await this.#api.call(
      'ChangePassword',
      { AccessToken: accessToken, PreviousPassword: password, ProposedPassword: newPassword },
      caller
    )
    await this.#changes.passwordChanged(accessToken, caller)
  }
}

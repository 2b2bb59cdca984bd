import { errors } from '../errors.js'
import type { ConfirmSignUpBody, ConfirmSignUpResult, ResendCodeBody, ResendCodeResult, SignUpBody, SignUpResult } from '../schemas/sign-up.js'
import type { Caller, CognitoApi } from './api.js'

/** Making accounts: sign up, confirm, send the code again. */
export class SignUp {
  readonly #api: CognitoApi

  constructor (api: CognitoApi) {
    this.#api = api
  }

  async signUp ({ username, email, password, attributes = {} }: SignUpBody, caller?: Caller): Promise<SignUpResult> {
    const name = username ?? email
    if (name === undefined) throw new errors.FST_COGNITO_INVALID_INPUT('Send an email, or a username where people sign in by name.')
    const { clientId: ClientId } = this.#api
    const { UserSub: sub, UserConfirmed: confirmed, CodeDeliveryDetails = {} } = await this.#api.call('SignUp', (client, options) => client.signUp({
      ClientId,
      Username: name,
      Password: password,
      UserAttributes: attributeList({ ...(email !== undefined && { email }), ...attributes }),
      SecretHash: this.#api.secretHash(name)
    }, options), caller)
    if (sub === undefined || confirmed === undefined) throw new errors.FST_COGNITO_UPSTREAM()
    const { DeliveryMedium: medium, Destination: destination } = CodeDeliveryDetails
    return { sub, confirmed, delivery: medium !== undefined && destination !== undefined ? { medium, destination } : null }
  }

  async confirmSignUp ({ username, code }: ConfirmSignUpBody, caller?: Caller): Promise<ConfirmSignUpResult> {
    const { clientId: ClientId } = this.#api
    await this.#api.call('ConfirmSignUp', (client, options) => client.confirmSignUp({
      ClientId,
      Username: username,
      ConfirmationCode: code,
      SecretHash: this.#api.secretHash(username)
    }, options), caller)
    return { confirmed: true }
  }

  /** Answers the same whether or not there is such an account, and whatever state it is in. */
  async resendCode ({ username }: ResendCodeBody, caller?: Caller): Promise<ResendCodeResult> {
    const { clientId: ClientId } = this.#api
    await this.#api.callQuietly('ResendConfirmationCode', (client, options) => client.resendConfirmationCode({
      ClientId,
      Username: username,
      SecretHash: this.#api.secretHash(username)
    }, options), caller)
    return { accepted: true }
  }
}

/** Cognito takes text only; what an application's own schema lets through as a number or a boolean is written out. */
function attributeList (attributes: Readonly<Record<string, unknown>>) {
  return Object.entries(attributes).map(([Name, value]) => ({ Name, Value: String(value) }))
}

import { errors } from '../errors.js'
import { tell } from '../events.js'
import type { Delivery } from '../schemas/delivery.js'
import type { ConfirmSignUpBody, ConfirmSignUpResult, HiddenSignUpResult, ResendCodeBody, ResendCodeResult, SignUpBody, SignUpResult } from '../schemas/sign-up.js'
import type { Tokens } from '../schemas/tokens.js'
import type { Caller, CognitoApi } from './api.js'
import { attributeList, named } from './attribute-list.js'
import type { SignIn } from './sign-in.js'

/** What somebody who has an account already learns of it, and somebody who is new to it. */
const HIDDEN: HiddenSignUpResult = { confirmed: false, delivery: null }

/** Making accounts: sign up, confirm, send the code again. */
export class SignUp {
  readonly #api: CognitoApi
  readonly #signIn: SignIn
  readonly #hideExistingUsers: boolean
  readonly #givesSession: boolean

  /** @param givesSession - whether the application lets people sign in by USER_AUTH: the session of a sign-up is of use for nothing else */
  constructor (api: CognitoApi, { signIn, hideExistingUsers, givesSession }: { signIn: SignIn, hideExistingUsers: boolean, givesSession: boolean }) {
    this.#api = api
    this.#signIn = signIn
    this.#hideExistingUsers = hideExistingUsers
    this.#givesSession = givesSession
  }

  async signUp ({ password, ...whom }: SignUpBody, caller?: Caller): Promise<SignUpResult | HiddenSignUpResult> {
    const { name, attributes } = named(whom)
    const input = {
      ...this.#api.account(name, caller),
      Password: password,
      UserAttributes: attributeList(attributes)
    }
    if (this.#hideExistingUsers) {
      if (await this.#api.callQuietly('SignUp', input, caller) !== undefined) this.#tell(null)
      return HIDDEN
    }
    const { UserSub: sub, UserConfirmed: confirmed, CodeDeliveryDetails, Session: session } = await this.#api.call('SignUp', input, caller)
    if (sub === undefined || confirmed === undefined) throw new errors.FST_COGNITO_UPSTREAM()
    this.#tell(sub)
    return { sub, confirmed, delivery: deliveryOf(CodeDeliveryDetails), ...(this.#givesSession && session !== undefined && { session }) }
  }

  #tell (user: string | null): void {
    tell('fastify-cognito-auth:signed-up', { pool: this.#api.pool, user })
  }

  /** Signs in straight after, where `session` is given and the pool is set up for it. */
  async confirmSignUp ({ username, code, session }: ConfirmSignUpBody, caller?: Caller): Promise<ConfirmSignUpResult> {
    const { Session } = await this.#api.call('ConfirmSignUp', {
      ...this.#api.account(username, caller),
      ConfirmationCode: code,
      Session: session
    }, caller)
    const tokens = session === undefined || Session === undefined ? undefined : await this.#signedIn(username, Session, caller)
    return { confirmed: true, ...(tokens !== undefined && { tokens }) }
  }

  /** The account is confirmed, and the code used up, whatever becomes of this: who gets no tokens signs in as always. */
  async #signedIn (username: string, session: string, caller: Caller | undefined): Promise<Tokens | undefined> {
    try {
      return await this.#signIn.afterConfirming(username, session, caller)
    } catch {
      // The log has it already.
      return undefined
    }
  }

  /** Answers the same whether or not there is such an account, and whatever state it is in. */
  async resendCode ({ username }: ResendCodeBody, caller?: Caller): Promise<ResendCodeResult> {
    await this.#api.callQuietly('ResendConfirmationCode', this.#api.account(username, caller), caller)
    return { accepted: true }
  }
}

/** Where a code was sent; null where none was. */
export function deliveryOf ({ DeliveryMedium: medium, Destination: destination }: { DeliveryMedium?: string | undefined, Destination?: string | undefined } = {}): Delivery | null {
  return medium !== undefined && destination !== undefined ? { medium, destination } : null
}

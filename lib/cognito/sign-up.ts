import { errors } from '../errors.js'
import { publish } from '../events.js'
import type { WithClientMetadata } from '../schemas/client-metadata.js'
import type { Delivery } from '../schemas/delivery.js'
import type { Flow } from '../schemas/sign-in.js'
import type {
  ConfirmSignUpBody,
  ConfirmSignUpResult,
  HiddenSignUpResult,
  ResendConfirmationCodeBody,
  ResendConfirmationCodeResult,
  SignUpBody,
  SignUpResult
} from '../schemas/sign-up.js'
import type { Tokens } from '../schemas/tokens.js'
import type { Caller, CognitoApi } from './api.js'
import { attributeList, accountInput } from './attribute-list.js'
import { clientMetadata as metadata } from './client-metadata.js'
import type { ConfirmedSignUp, SignIn } from './sign-in.js'

/** The response to a sign-up, which may be the same for new and existing accounts. */
const HIDDEN_RESULT: HiddenSignUpResult = { confirmed: false, delivery: null }

interface SignUpSettings {
  readonly signIn: SignIn
  readonly hideExistingUsers: boolean
  /** The flows that users may sign in with. The session of a sign-up is for a sign-in with `USER_AUTH`. */
  readonly flows: readonly Flow[]
}

/** Signs users up: creates accounts, confirms them and resends codes. */
export class SignUp {
  readonly #api: CognitoApi
  readonly #signIn: SignIn
  readonly #hideExistingUsers: boolean
  readonly #canSignIn: boolean

  constructor (api: CognitoApi, { signIn, hideExistingUsers, flows }: SignUpSettings) {
    this.#api = api
    this.#signIn = signIn
    this.#hideExistingUsers = hideExistingUsers
    this.#canSignIn = flows.includes('USER_AUTH')
  }

  async signUp (
    { password, clientMetadata, ...body }: SignUpBody & WithClientMetadata,
    caller?: Caller
  ): Promise<SignUpResult | HiddenSignUpResult> {
    if (password === undefined && !this.#canSignIn) {
      throw new errors.FST_COGNITO_INVALID_INPUT("password is required, except with the flow 'USER_AUTH'.")
    }
    const { name, attributes } = accountInput(body)
    const input = {
      ...this.#api.accountInput(name, caller),
      Password: password,
      UserAttributes: attributeList(attributes),
      ...metadata(clientMetadata)
    }
    if (this.#hideExistingUsers) {
      if ((await this.#api.callWithoutDisclosure('SignUp', input, caller)) !== undefined) {
        this.#publishSignedUp(null)
      }
      return HIDDEN_RESULT
    }
    const {
      UserSub: sub,
      UserConfirmed: confirmed,
      CodeDeliveryDetails,
      Session: session
    } = await this.#api.call('SignUp', input, caller)
    if (sub === undefined || confirmed === undefined) throw new errors.FST_COGNITO_UNEXPECTED_RESPONSE()
    this.#publishSignedUp(sub)
    const signInSession = this.#canSignIn && session !== undefined ? { session } : {}
    return { sub, confirmed, delivery: deliveryOf(CodeDeliveryDetails), ...signInSession }
  }

  #publishSignedUp (user: string | null): void {
    publish('fastify-cognito-auth:signed-up', { pool: this.#api.pool, user })
  }

  /** Also signs the user in, if `session` is given and the user pool allows it. */
  async confirmSignUp (
    { username, code, session, clientMetadata }: ConfirmSignUpBody & WithClientMetadata,
    caller?: Caller
  ): Promise<ConfirmSignUpResult> {
    if (session !== undefined && !this.#canSignIn) {
      throw new errors.FST_COGNITO_INVALID_INPUT("session is allowed only with the flow 'USER_AUTH'.")
    }
    const { Session } = await this.#api.call(
      'ConfirmSignUp',
      {
        ...this.#api.accountInput(username, caller),
        ConfirmationCode: code,
        Session: session,
        ...metadata(clientMetadata)
      },
      caller
    )
    const tokens =
      session === undefined || Session === undefined
        ? undefined
        : await this.#signedIn({ username, session: Session, clientMetadata }, caller)
    return { confirmed: true, ...(tokens !== undefined && { tokens }) }
  }

  /**
   * The account is confirmed and the code is used, even if the sign-in fails: then the user signs in as
   * usual.
   */
  async #signedIn (confirmed: ConfirmedSignUp, caller: Caller | undefined): Promise<Tokens | undefined> {
    try {
      return await this.#signIn.signInAfterConfirmation(confirmed, caller)
    } catch {
      // The API has logged the failure.
      return undefined
    }
  }

  /** The result is the same whether the account exists or not, and for every status of the account. */
  async resendConfirmationCode (
    { username, clientMetadata }: ResendConfirmationCodeBody & WithClientMetadata,
    caller?: Caller
  ): Promise<ResendConfirmationCodeResult> {
    const input = { ...this.#api.accountInput(username, caller), ...metadata(clientMetadata) }
    await this.#api.callWithoutDisclosure('ResendConfirmationCode', input, caller)
    return { accepted: true }
  }
}

/** Returns the destination of a code. Null if none was sent. */
export function deliveryOf ({
  DeliveryMedium: medium,
  Destination: destination
}: { DeliveryMedium?: string | undefined, Destination?: string | undefined } = {}): Delivery | null {
  return medium !== undefined && destination !== undefined ? { medium, destination } : null
}

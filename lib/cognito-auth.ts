import type { Admitted, Narrowing } from './authorization/narrowing.js'
import { narrow, whyNotAdmitted } from './authorization/narrowing.js'
import type { Sessions } from './cognito/sessions.js'
import type { SignUp } from './cognito/sign-up.js'
import type { CurrentUser } from './user/current-user.js'
import type { SigningKey } from './verification/jwk.js'
import type { KeySet, KeySetHealth } from './verification/key-set.js'
import { refusal } from './verification/refusal.js'
import type { Verifier } from './verification/verifier.js'

interface Parts {
  readonly verifier: Verifier
  readonly admitted: Admitted
  readonly keySets: ReadonlyMap<string, KeySet>
  readonly signUp: SignUp
  readonly sessions: Sessions
}

/**
 * `fastify.cognito`: what the plugin's guards and routes do, for code of the application's own.
 *
 * The operations take the bodies of their routes and give their answers. Their last argument is the request they are
 * called for, so that their log lines are the request's; it may be left out. They load the AWS SDK at the first call.
 */
export class CognitoAuth {
  readonly #parts: Parts

  constructor (parts: Parts) {
    this.#parts = parts
  }

  /**
   * Who a token speaks for.
   *
   * @param narrowing - takes fewer tokens than the registration does
   * @throws FST_COGNITO_INVALID_TOKEN, FST_COGNITO_KEYS_UNAVAILABLE
   */
  async verify (token: string, narrowing?: Narrowing): Promise<CurrentUser> {
    const { admitted, verifier } = this.#parts
    const taken = narrow('cognito.verify', admitted, narrowing)
    // Whatever an application takes from a body is not sure to be text.
    if (typeof token !== 'string') throw refusal('malformed')
    const user = await verifier.verify(token)
    const reason = whyNotAdmitted(user, taken)
    if (reason !== null) throw refusal(reason)
    return user
  }

  /** The public keys in hand that tokens are judged by, of all pools. */
  keys (): readonly SigningKey[] {
    return [...this.#parts.keySets.values()].flatMap(keySet => keySet.keys())
  }

  /** The state of each pool's keys, by the pool's name. For a health route. */
  health (): Readonly<Record<string, KeySetHealth>> {
    return Object.fromEntries([...this.#parts.keySets].map(([pool, keySet]) => [pool, keySet.health()]))
  }

  /** Makes an account. Errors: see `POST /signup` in docs/errors.md. */
  signUp (...args: Parameters<SignUp['signUp']>): ReturnType<SignUp['signUp']> {
    return this.#parts.signUp.signUp(...args)
  }

  /** Confirms an account with the code that was sent. */
  confirmSignUp (...args: Parameters<SignUp['confirmSignUp']>): ReturnType<SignUp['confirmSignUp']> {
    return this.#parts.signUp.confirmSignUp(...args)
  }

  /** Sends the code again; answers every account alike, and none. */
  resendCode (...args: Parameters<SignUp['resendCode']>): ReturnType<SignUp['resendCode']> {
    return this.#parts.signUp.resendCode(...args)
  }

  /** Signs a person in by password: tokens, or the challenge to answer next. */
  signIn (...args: Parameters<Sessions['signIn']>): ReturnType<Sessions['signIn']> {
    return this.#parts.sessions.signIn(...args)
  }

  /** New tokens for a refresh token; where a new refresh token comes back, the old one may not work again. */
  refresh (...args: Parameters<Sessions['refresh']>): ReturnType<Sessions['refresh']> {
    return this.#parts.sessions.refresh(...args)
  }

  /** Ends the session of a refresh token. */
  signOut (...args: Parameters<Sessions['signOut']>): ReturnType<Sessions['signOut']> {
    return this.#parts.sessions.signOut(...args)
  }

  /** Ends every session of the person whom an access token belongs to. */
  signOutEverywhere (...args: Parameters<Sessions['signOutEverywhere']>): ReturnType<Sessions['signOutEverywhere']> {
    return this.#parts.sessions.signOutEverywhere(...args)
  }
}

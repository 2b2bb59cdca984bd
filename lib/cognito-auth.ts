import { withHeaders } from './authorization/challenge.js'
import type { Admitted, Narrowing } from './authorization/narrowing.js'
import { narrow, whyNotAdmitted } from './authorization/narrowing.js'
import type { Operations } from './cognito/operations.js'
import type { CurrentUser } from './user/current-user.js'
import type { SigningKey } from './verification/jwk.js'
import type { KeySet, KeySetHealth } from './verification/key-set.js'
import { refusal } from './verification/refusal.js'
import type { Verifier } from './verification/verifier.js'

interface Parts {
  readonly verifier: Verifier
  readonly admitted: Admitted
  readonly keySets: ReadonlyMap<string, KeySet>
}

/** What tells tokens good from bad, for code of the application's own. */
class Verification {
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
}

/**
 * `fastify.cognito`: what the plugin's guards and routes do, for code of the application's own.
 *
 * The operations take the bodies of their routes and give their answers. Their last argument is the request they are
 * called for, so that their log lines are the request's; it may be left out. They load the AWS SDK at the first call.
 */
export type CognitoAuth = Verification & Operations

/** Every operation, none of which is loaded yet. */
const OPERATIONS: Readonly<Record<keyof Operations, true>> = {
  signUp: true,
  confirmSignUp: true,
  resendCode: true,
  signIn: true,
  answerChallenge: true,
  refresh: true,
  signOut: true,
  signOutEverywhere: true,
  forgotPassword: true,
  resetPassword: true,
  changePassword: true,
  updateProfile: true,
  sendAttributeCode: true,
  verifyAttribute: true,
  deleteAccount: true
}

/** @param operations - loads what the operations are made of */
export function createCognitoAuth (parts: Parts, operations: () => Promise<Operations>): CognitoAuth {
  const later = (name: keyof Operations) => async (...args: readonly unknown[]) => {
    const operation = (await operations())[name] as (...args: readonly unknown[]) => Promise<unknown>
    try {
      return await operation(...args)
    } catch (error) {
      throw withHeaders(error)
    }
  }
  const names = Object.keys(OPERATIONS) as readonly (keyof Operations)[]
  return Object.assign(new Verification(parts), Object.fromEntries(names.map(name => [name, later(name)])) as unknown as Operations)
}

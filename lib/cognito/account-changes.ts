import { setTimeout } from 'node:timers/promises'
import { tell, type Events } from '../events.js'
import { describeError } from '../foreign-error.js'
import { userFrom } from './accounts.js'
import type { Caller, CognitoApi } from './api.js'
import type { Revoker } from './revoker.js'

/**
 * What follows a change of a user's password, addresses or factors: an event, and with the option
 * `routes.signOutOthersOnPasswordChange` the sign-out of the user's other sessions.
 *
 * The change is made by then, so a failure here is logged and the change is answered as usual.
 */
export class AccountChanges {
  readonly #api: CognitoApi
  readonly #revoker: Revoker
  readonly #isOn: boolean

  /** @param isOn - `routes.signOutOthersOnPasswordChange` */
  constructor (api: CognitoApi, revoker: Revoker, isOn: boolean) {
    this.#api = api
    this.#revoker = revoker
    this.#isOn = isOn
  }

  /**
   * @param accessToken - of the user, that Cognito has just issued or accepted; its session stays signed in
   */
  async password (accessToken: string, caller: Caller | undefined): Promise<void> {
    await this.#signOutOthers(accessToken, caller)
    tell('fastify-cognito-auth:password-changed', this.#userOf(accessToken))
  }

  /** By a code: no session stays. */
  async passwordReset (username: string, caller: Caller | undefined): Promise<void> {
    const user = await this.signOutAll(username, caller)
    // Tokens tell a sign-in by the second: one that follows at once must not be taken for one from before.
    if (user !== null) await setTimeout(1000 - Date.now() % 1000)
    tell('fastify-cognito-auth:password-changed', { pool: this.#api.pool, user })
  }

  async factors (
    change: 'mfa-changed' | 'passkey-registered' | 'passkey-deleted',
    accessToken: string,
    caller: Caller | undefined
  ): Promise<void> {
    await this.#signOutOthers(accessToken, caller)
    tell(`fastify-cognito-auth:${change}`, this.#userOf(accessToken))
  }

  /**
   * Publishes that an address was changed, verified or removed. Sessions stay: an address opens an account by
   * a code only.
   */
  address (accessToken: string, change: { attribute: string, verified: boolean, removed?: true }): void {
    tell('fastify-cognito-auth:contact-changed', { ...this.#userOf(accessToken), ...change })
  }

  async #signOutOthers (accessToken: string, caller: Caller | undefined): Promise<void> {
    if (this.#isOn) await this.#logged(caller, () => this.#revoker.othersThan(accessToken))
  }

  #userOf (accessToken: string): Events['fastify-cognito-auth:password-changed'] {
    return { pool: this.#api.pool, user: this.#revoker.userIn(accessToken) }
  }

  /**
   * Ends every session of a user, at Cognito too. Asks with AWS credentials.
   *
   * @returns the user's `sub`; null where it could not be found out, or the option is off
   */
  async signOutAll (username: string, caller: Caller | undefined): Promise<string | null> {
    if (!this.#isOn) return null
    let sub: string | null = null
    await this.#logged(caller, async () => {
      const account = await this.#api.call('AdminGetUser', this.#account(username), caller)
      const { id, username: name } = userFrom(account)
      sub = id
      // Here first: it does not depend on another answer of Cognito's.
      await this.#revoker.user(id)
      await this.#api.call('AdminUserGlobalSignOut', this.#account(name), caller)
    })
    return sub
  }

  async #logged (caller: Caller | undefined, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      const line = { err: describeError(error) }
      this.#api.logOf(caller).error(line, 'other sessions could not be signed out after a change of password or factors')
    }
  }

  #account (username: string) {
    return { UserPoolId: this.#api.userPoolId, Username: username }
  }
}

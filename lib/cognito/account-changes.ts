import { setTimeout } from 'node:timers/promises'
import { publish, type Events } from '../events.js'
import { describeError } from '../describe-error.js'
import type { Caller, CognitoApi } from './api.js'
import { findUser, userInput } from './find-user.js'
import type { Revoker } from './revoker.js'

/**
 * Handles changes of a user's password, contact attributes or MFA factors: publishes an event, and with the
 * option `routes.signOutOthersOnPasswordChange` signs out the user's other sessions.
 *
 * The change itself has succeeded, so a failure is logged and the response is as usual.
 */
export class AccountChanges {
  readonly #api: CognitoApi
  readonly #revoker: Revoker
  readonly #isEnabled: boolean

  /** @param isEnabled - `routes.signOutOthersOnPasswordChange` */
  constructor (api: CognitoApi, revoker: Revoker, isEnabled: boolean) {
    this.#api = api
    this.#revoker = revoker
    this.#isEnabled = isEnabled
  }

  /**
   * @param accessToken - of the user, that Cognito has just issued or accepted; its session stays signed in
   */
  async passwordChanged (accessToken: string, caller: Caller | undefined): Promise<void> {
    await this.#signOutOthers(accessToken, caller)
    publish('fastify-cognito-auth:password-changed', this.#userOf(accessToken))
  }

  /** Signs out all sessions after a password reset with a code. */
  async passwordReset (username: string, caller: Caller | undefined): Promise<void> {
    const user = await this.signOutAll(username, caller)
    // Tokens have the time of the sign-in in whole seconds: a sign-in that follows immediately must not count
    // as an earlier one.
    if (user !== null) await setTimeout(1000 - (Date.now() % 1000))
    publish('fastify-cognito-auth:password-changed', { pool: this.#api.pool, user })
  }

  async factorsChanged (
    change: 'mfa-changed' | 'passkey-registered' | 'passkey-deleted',
    accessToken: string,
    caller: Caller | undefined
  ): Promise<void> {
    await this.#signOutOthers(accessToken, caller)
    publish(`fastify-cognito-auth:${change}`, this.#userOf(accessToken))
  }

  /**
   * Publishes that an email address or phone number was changed, verified or removed. No session is signed
   * out.
   */
  contactChanged (
    accessToken: string,
    change: { attribute: string, verified: boolean, removed?: true }
  ): void {
    publish('fastify-cognito-auth:contact-changed', { ...this.#userOf(accessToken), ...change })
  }

  async #signOutOthers (accessToken: string, caller: Caller | undefined): Promise<void> {
    if (this.#isEnabled) await this.#logFailures(caller, () => this.#revoker.revokeOtherSessions(accessToken))
  }

  #userOf (accessToken: string): Events['fastify-cognito-auth:password-changed'] {
    return { pool: this.#api.pool, user: this.#revoker.userIdIn(accessToken) }
  }

  /**
   * Signs out all sessions of a user, at Cognito too. Uses AWS credentials.
   *
   * @returns the user's `sub`. Null if it is unknown, or if the option is off
   */
  async signOutAll (username: string, caller: Caller | undefined): Promise<string | null> {
    if (!this.#isEnabled) return null
    let sub: string | null = null
    await this.#logFailures(caller, async () => {
      const { id, username: name } = await findUser(this.#api, username, caller)
      sub = id
      // Revoked first: that does not depend on another response of Cognito.
      await this.#revoker.revokeUser(id)
      await this.#api.call('AdminUserGlobalSignOut', userInput(this.#api, name), caller)
    })
    return sub
  }

  async #logFailures (caller: Caller | undefined, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.#api.loggerFor(caller).error({ err: describeError(error) }, 'sign-out of other sessions failed')
    }
  }
}

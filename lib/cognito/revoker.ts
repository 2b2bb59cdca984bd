import type { Revoke } from '../revocation/revocations.js'
import { claimsOf } from './told-claims.js'

/** Revokes here what Cognito has ended: its access tokens would go on verifying. */
export class Revoker {
  readonly #revoke: (what: Revoke) => Promise<void>
  readonly #issuers: readonly string[]
  /** Whether the option `revocation` is given. */
  readonly isOn: boolean

  /**
   * @param revoke - null without the option `revocation`
   * @param issuers - the pool's own
   */
  constructor (revoke: ((what: Revoke) => Promise<void>) | null, issuers: readonly string[]) {
    this.#revoke = revoke ?? (async () => {})
    this.#issuers = issuers
    this.isOn = revoke !== null
  }

  async session (session: string): Promise<void> {
    await this.#revoke({ session })
  }

  async user (user: string): Promise<void> {
    await this.#revoke({ user })
  }

  /**
   * Revokes the session of an access token.
   *
   * @param accessToken - that Cognito has just issued or accepted: its signature is not checked here
   */
  async sessionOf (accessToken: string): Promise<void> {
    const { origin_jti: session, jti } = this.#claimsOf(accessToken)
    const id = session ?? jti
    if (id !== undefined) await this.session(id)
  }

  /** Revokes everything that the user of an access token has. */
  async userOf (accessToken: string): Promise<void> {
    const { sub } = this.#claimsOf(accessToken)
    if (sub !== undefined) await this.user(sub)
  }

  /** Some operations take a token of any pool of the Region: Cognito accepting it does not make it this pool's. */
  #claimsOf (accessToken: string): ReturnType<typeof claimsOf> {
    const claims = claimsOf(accessToken)
    return claims.iss !== undefined && this.#issuers.includes(claims.iss) ? claims : {}
  }
}

import type { Revoke } from '../revocation/revocations.js'
import { claimsOf } from './told-claims.js'

/** Ends sessions here, where Cognito has ended them there: its access tokens would verify on. */
export class Revoker {
  readonly #revoke: (what: Revoke) => Promise<void>
  /** Whether anybody listens: what it would take to find out a session is not done for nobody. */
  readonly isOn: boolean

  /** @param revoke - null where nothing is revoked */
  constructor (revoke: ((what: Revoke) => Promise<void>) | null) {
    this.#revoke = revoke ?? (async () => {})
    this.isOn = revoke !== null
  }

  async session (session: string): Promise<void> {
    await this.#revoke({ session })
  }

  async user (user: string): Promise<void> {
    await this.#revoke({ user })
  }

  /** @param accessToken - that Cognito itself has just given or taken: nothing else says that it is good */
  async sessionOf (accessToken: string): Promise<void> {
    const { origin_jti: session, jti } = claimsOf(accessToken)
    const id = session ?? jti
    if (id !== undefined) await this.session(id)
  }

  /** The same for everything that its person has. */
  async userOf (accessToken: string): Promise<void> {
    const { sub } = claimsOf(accessToken)
    if (sub !== undefined) await this.user(sub)
  }
}

import type { Revocations, RevocationTarget } from '../revocation/revocations.js'
import type { CognitoClaims } from '../user/claims.js'
import { userFromClaims, type CurrentUser } from '../user/current-user.js'
import { decodeUnverified } from './unverified-claims.js'

/**
 * Revokes the access tokens of sessions that were signed out at Cognito, which would otherwise be accepted
 * until they expire.
 */
export class Revoker {
  readonly #revoke: (target: RevocationTarget) => Promise<void>
  readonly #isRevoked: (user: CurrentUser) => boolean
  readonly #issuers: readonly string[]
  /** Whether the option `revocation` is set. */
  readonly isEnabled: boolean

  /**
   * @param revocation - null without the option
   * @param issuers - the issuers of the pool's tokens
   */
  constructor (revocation: Pick<Revocations, 'revoke' | 'isRevoked'> | null, issuers: readonly string[]) {
    this.#revoke = async target => revocation?.revoke(target)
    this.#isRevoked = user => revocation?.isRevoked(user) ?? false
    this.#issuers = issuers
    this.isEnabled = revocation !== null
  }

  async revokeSession (session: string): Promise<void> {
    await this.#revoke({ session })
  }

  async revokeUser (user: string): Promise<void> {
    await this.#revoke({ user })
  }

  /**
   * Revokes the session of an access token.
   *
   * @param accessToken - a token that Cognito has just issued or accepted: its signature is not verified
   */
  async revokeSessionOf (accessToken: string): Promise<void> {
    const { origin_jti: session, jti } = this.#claimsOf(accessToken)
    const id = session ?? jti
    if (id !== undefined) await this.revokeSession(id)
  }

  /** Revokes all tokens of the user of an access token. */
  async revokeUserOf (accessToken: string): Promise<void> {
    const { sub } = this.#claimsOf(accessToken)
    if (sub !== undefined) await this.revokeUser(sub)
  }

  /** Returns the user of an access token. Null if it has none, or is of another pool. */
  userIdIn (accessToken: string): string | null {
    return this.#claimsOf(accessToken).sub ?? null
  }

  /** Revokes every session of the user of an access token but the token's own. */
  async revokeOtherSessions (accessToken: string): Promise<void> {
    const { sub: user, origin_jti: session, jti } = this.#claimsOf(accessToken)
    const except = session ?? jti
    if (user !== undefined && except !== undefined) await this.#revoke({ user, except })
  }

  /**
   * Returns whether a token that Cognito has just issued is revoked. False if that is unknown at the moment.
   */
  isRevoked (accessToken: string): boolean {
    const claims = this.#claimsOf(accessToken)
    try {
      if (claims.sub === undefined) return false
      return this.#isRevoked(userFromClaims(claims as unknown as CognitoClaims, ''))
    } catch {
      return false
    }
  }

  /** Some operations accept tokens of any pool in the Region, so an accepted token may be of another pool. */
  #claimsOf (accessToken: string): ReturnType<typeof decodeUnverified> {
    const claims = decodeUnverified(accessToken)
    return claims.iss !== undefined && this.#issuers.includes(claims.iss) ? claims : {}
  }
}

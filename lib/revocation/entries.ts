import type { CurrentUser } from '../user/current-user.js'
import type { Revoke } from './revocations.js'

/**
 * How long a revocation is kept, in milliseconds: as long as a token that it is about can live. Cognito's access and ID tokens last
 * a day at most; the rest is for `clockTolerance`.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html
 */
export const LIFETIME = 86_400_000 + 300_000

/** The sessions and people that are revoked, in memory. */
export class RevokedEntries {
  // When each was revoked, in milliseconds, in that order: so the first are the first to go.
  readonly #sessions = new Map<string, number>()
  readonly #users = new Map<string, number>()

  get size (): number {
    return this.#sessions.size + this.#users.size
  }

  /** @param at - when it was revoked, in milliseconds */
  add (what: Revoke, at: number): void {
    const [entries, id] = 'session' in what ? [this.#sessions, what.session] : [this.#users, what.user]
    // Of two, the later one says more.
    const known = entries.get(id)
    if (known !== undefined && known >= at) return
    entries.delete(id)
    entries.set(id, at)
  }

  /** What is revoked, each with when. */
  * [Symbol.iterator] (): Generator<readonly [Revoke, number]> {
    for (const [session, at] of this.#sessions) yield [{ session }, at]
    for (const [user, at] of this.#users) yield [{ user }, at]
  }

  /** Forgets what no token can be of any more. */
  prune (now: number): void {
    for (const entries of [this.#sessions, this.#users]) {
      for (const [id, at] of entries) {
        if (at + LIFETIME > now) break
        entries.delete(id)
      }
    }
  }

  isRevoked (user: CurrentUser): boolean {
    return (this.#sessions.size > 0 && this.#sessions.has(sessionOf(user))) || (this.#users.size > 0 && this.#isOut(user))
  }

  /**
   * Sign-ins up to the moment of the revocation. Tokens tell it by the second: somebody who signs in again within the same second has
   * to do so once more.
   */
  #isOut ({ id, authenticatedAt, claims }: CurrentUser): boolean {
    const at = this.#users.get(id)
    return at !== undefined && (authenticatedAt ?? claims.iat * 1000) <= at
  }
}

/** What a session is known by: `origin_jti`, or the token's own `jti` where the pool writes none. */
function sessionOf ({ sessionId, claims }: CurrentUser): string {
  return sessionId ?? claims.jti ?? ''
}

import type { CurrentUser } from '../user/current-user.js'
import type { RevocationTarget } from './revocations.js'

/**
 * How long a revocation is kept, in milliseconds: as long as a token that it revokes can be valid. Cognito's
 * access and ID tokens last a day at most; the rest is for `clockTolerance`.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html
 */
export const LIFETIME = 86_400_000 + 300_000

/** Returns whether a revocation has expired: no token that it revokes can still be valid. */
export function isExpired (at: number, now: number): boolean {
  return at + LIFETIME <= now
}

interface OtherSessions {
  readonly at: number
  readonly except: string
}

/** The sessions and users that are revoked, in memory. */
export class RevokedEntries {
  /** When each was revoked, in milliseconds, in the order in which it became known. */
  readonly #sessions = new Map<string, number>()
  readonly #users = new Map<string, number>()
  /** By user: when all but one session were revoked, and which one was not. */
  readonly #others = new Map<string, OtherSessions>()
  /** No entry is older than this: until it expires, there is nothing to look for. */
  #oldest = Infinity

  get size (): number {
    return this.#sessions.size + this.#users.size + this.#others.size
  }

  /** @param at - when it was revoked, in milliseconds */
  add (target: RevocationTarget, at: number): void {
    this.#oldest = Math.min(this.#oldest, at)
    if ('user' in target && target.except !== undefined) {
      return this.#addOthers(target.user, { at, except: target.except })
    }
    const [entries, id] = 'session' in target ? [this.#sessions, target.session] : [this.#users, target.user]
    // Of two revocations, the later one is kept.
    const known = entries.get(id)
    if (known !== undefined && known >= at) return
    entries.set(id, at)
  }

  /** Of two, the later one applies: it revokes the session that the earlier one left. */
  #addOthers (user: string, others: OtherSessions): void {
    const known = this.#others.get(user)
    if (known === undefined || isLater(others, known)) this.#others.set(user, others)
  }

  /** Returns all revocations with their times. */
  * [Symbol.iterator] (): Generator<readonly [RevocationTarget, number]> {
    for (const [session, at] of this.#sessions) yield [{ session }, at]
    for (const [user, at] of this.#users) yield [{ user }, at]
    for (const [user, { at, except }] of this.#others) yield [{ user, except }, at]
  }

  /** Removes expired entries. */
  prune (now: number): void {
    if (!isExpired(this.#oldest, now)) return
    this.#oldest = Infinity
    for (const entries of [this.#sessions, this.#users]) {
      for (const [id, at] of entries) {
        if (isExpired(at, now)) entries.delete(id)
        else this.#oldest = Math.min(this.#oldest, at)
      }
    }
    for (const [user, { at }] of this.#others) {
      if (isExpired(at, now)) this.#others.delete(user)
      else this.#oldest = Math.min(this.#oldest, at)
    }
  }

  isRevoked (user: CurrentUser): boolean {
    return (
      (this.#sessions.size > 0 && this.#sessions.has(sessionIdOf(user))) ||
      (this.#users.size > 0 && this.#isUserRevoked(user)) ||
      (this.#others.size > 0 && this.#isOtherSessionRevoked(user))
    )
  }

  #isOtherSessionRevoked (user: CurrentUser): boolean {
    const others = this.#others.get(user.id)
    return (
      others !== undefined &&
      signedInAt(user) <= others.at &&
      sessionIdOf(user) !== others.except
    )
  }

  /**
   * Revokes sign-ins up to the time of the revocation. Tokens have that time in whole seconds: a user who
   * signs in again within the same second has to sign in once more.
   */
  #isUserRevoked (user: CurrentUser): boolean {
    const at = this.#users.get(user.id)
    return at !== undefined && signedInAt(user) <= at
  }
}

/**
 * Returns when a user signed in, in milliseconds. 0 if it is unknown, as for the token of a load balancer
 * without the access token: any revocation of the user is later.
 */
function signedInAt ({ authenticatedAt, claims }: CurrentUser): number {
  return authenticatedAt ?? (claims.iat ?? 0) * 1000
}

/** If two processes revoke in the same millisecond, all processes keep the same entry. */
function isLater (one: OtherSessions, other: OtherSessions): boolean {
  return one.at > other.at || (one.at === other.at && one.except > other.except)
}

/** Returns the ID of a session: `origin_jti`, or the `jti` of the token if the pool does not write it. */
export function sessionIdOf ({ sessionId, claims }: CurrentUser): string {
  return sessionId ?? claims.jti ?? ''
}

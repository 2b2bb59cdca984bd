import { randomUUID } from 'node:crypto'
import type { Table } from '../store/table.js'
import { digest } from './compare.js'
import { createRefreshToken } from './ids.js'
import type { Session, User } from './records.js'

type NewSession = Pick<Session, 'clientId' | 'sub' | 'scope'> &
  Partial<
    Pick<
      Session,
      'deviceKey' | 'deviceGroupKey' | 'nonce' | 'resource' | 'managedLogin' | 'eventId' | 'authTime'
    >
  >

/** The sessions of a pool's users. */
export class Sessions {
  readonly #table: Table<Session>
  readonly #now: () => number
  /** Session IDs by the digest of each refresh token, and by user. */
  readonly #byToken = new Map<string, string>()
  readonly #bySub = new Map<string, Set<string>>()

  constructor (table: Table<Session>, now: () => number) {
    this.#table = table
    this.#now = now
    for (const session of table.values()) this.#index(session)
  }

  /** Opens a session with a lifetime in milliseconds, and returns its first refresh token. */
  open (given: NewSession, lifetime: number): { session: Session, refreshToken: string } {
    const now = this.#now()
    const refreshToken = createRefreshToken()
    const session: Session = {
      id: randomUUID(),
      eventId: randomUUID(),
      authTime: Math.floor(now / 1000),
      ...given,
      activeAt: now,
      expiresAt: now + lifetime,
      revoked: false,
      refreshTokens: { [digest(refreshToken)]: null }
    }
    this.#deleteExpired(given.sub, now)
    this.#save(session)
    return { session, refreshToken }
  }

  get (id: string): Session | undefined {
    return this.#table.get(id)
  }

  /** Returns the session of a refresh token, and when that token was exchanged for a newer one. */
  find (refreshToken: string): { session: Session, usedAt: number | null } | undefined {
    const hash = digest(refreshToken)
    const session = this.#table.get(this.#byToken.get(hash) ?? '')
    return session === undefined ? undefined : { session, usedAt: session.refreshTokens[hash] ?? null }
  }

  ofUser (sub: string): Session[] {
    return Array.from(this.#bySub.get(sub) ?? [], id => this.#table.get(id) as Session)
  }

  /** Exchanges a refresh token for a new one. */
  rotate (session: Session, refreshToken: string): string {
    const next = createRefreshToken()
    session.refreshTokens[digest(refreshToken)] ??= this.#now()
    session.refreshTokens[digest(next)] = null
    this.#save(session)
    return next
  }

  /** Records that tokens were issued. */
  touch (session: Session): void {
    session.activeAt = this.#now()
    this.#save(session)
  }

  revoke (session: Session): void {
    session.revoked = true
    this.#save(session)
  }

  /** Revokes every session of a user. */
  revokeAll ({ sub }: Pick<User, 'sub'>): void {
    for (const session of this.ofUser(sub)) this.revoke(session)
  }

  #save (session: Session): void {
    this.#table.put(session.id, session)
    this.#index(session)
  }

  #index ({ id, sub, refreshTokens }: Session): void {
    for (const hash of Object.keys(refreshTokens)) this.#byToken.set(hash, id)
    const ids = this.#bySub.get(sub) ?? new Set()
    this.#bySub.set(sub, ids.add(id))
  }

  /**
   * Deletes expired sessions of a user, from the oldest to the first that has not expired. Reading all would
   * make each sign-in of a user with many sessions slower than the one before.
   */
  #deleteExpired (sub: string, now: number): void {
    for (const id of this.#bySub.get(sub) ?? []) {
      const session = this.#table.get(id) as Session
      if (session.expiresAt > now) return
      this.#delete(session)
    }
  }

  #delete ({ id, sub, refreshTokens }: Session): void {
    for (const hash of Object.keys(refreshTokens)) this.#byToken.delete(hash)
    this.#bySub.get(sub)?.delete(id)
    this.#table.delete(id)
  }
}

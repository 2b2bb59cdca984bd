import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { context } from './emulator.js'
import { attributeOf, type AppClient, type User } from './records.js'
import { seconds } from './validity.js'
import type { JsonStore } from './store.js'

/** One sign-in, and every token that came of it. */
export interface Session {
  originJti: string
  userPoolId: string
  clientId: string
  username: string
  sub: string
  /** Seconds since 1970: of the sign-in, whatever was refreshed since. */
  authTime: number
  /** Milliseconds since 1970. */
  expiresAt: number
  revoked: boolean
  refreshTokens: RefreshToken[]
}

interface RefreshToken {
  /** SHA-256, in base64url. */
  hash: string
  /** When it was exchanged for a newer one, in milliseconds since 1970. */
  usedAt?: number
}

const digest = (token: string) => createHash('sha256').update(token).digest('base64url')

/** The sign-ins of every pool, kept in a store so that refresh tokens outlive a restart. */
export class Sessions {
  readonly #store: JsonStore
  readonly #now: () => number

  constructor (store: JsonStore, now: () => number) {
    this.#store = store
    this.#now = now
  }

  async open (user: User, client: AppClient): Promise<{ session: Session, refreshToken: string }> {
    const now = this.#now()
    const refreshToken = createRefreshToken()
    const session: Session = {
      originJti: randomUUID(),
      userPoolId: client.UserPoolId,
      clientId: client.ClientId,
      username: user.Username,
      sub: attributeOf(user, 'sub') as string,
      authTime: Math.floor(now / 1000),
      expiresAt: now + seconds(client.RefreshTokenValidity, client.TokenValidityUnits.RefreshToken, 30 * 24 * 3600) * 1000,
      revoked: false,
      refreshTokens: [{ hash: digest(refreshToken) }]
    }
    const living = this.#all().filter(other => other.expiresAt > now)
    await this.#saveAll([...living, session])
    return { session, refreshToken }
  }

  /** The session of a refresh token, and when that token was exchanged, if it was. */
  find (refreshToken: string): { session: Session, usedAt?: number } | undefined {
    const hash = digest(refreshToken)
    for (const session of this.#all()) {
      const token = session.refreshTokens.find(one => one.hash === hash)
      if (token !== undefined) return { session, ...token }
    }
    return undefined
  }

  /** Give the session a new refresh token; the one it was got with is used up. */
  async rotate (session: Session, refreshToken: string): Promise<string> {
    const hash = digest(refreshToken)
    const next = createRefreshToken()
    const refreshTokens = session.refreshTokens.map(one => one.hash === hash ? { usedAt: this.#now(), ...one } : one)
    await this.#save({ ...session, refreshTokens: [...refreshTokens, { hash: digest(next) }] })
    return next
  }

  async revoke (session: Session): Promise<void> {
    await this.#save({ ...session, revoked: true })
  }

  /** End every session of a user. */
  async revokeUser (user: User): Promise<void> {
    const sub = attributeOf(user, 'sub')
    await this.#saveAll(this.#all().map(session => session.sub === sub ? { ...session, revoked: true } : session))
  }

  isRevoked (originJti: unknown): boolean {
    return this.#store.read<Session>(['Sessions', String(originJti)])?.revoked !== false
  }

  #all (): Session[] {
    return Object.values(this.#store.read<Record<string, Session>>('Sessions') ?? {})
  }

  async #saveAll (sessions: readonly Session[]): Promise<void> {
    await this.#store.set(context, 'Sessions', Object.fromEntries(sessions.map(session => [session.originJti, session])))
  }

  async #save (session: Session): Promise<void> {
    await this.#store.set(context, ['Sessions', session.originJti], session)
  }
}

function createRefreshToken (): string {
  return randomBytes(256).toString('base64url')
}

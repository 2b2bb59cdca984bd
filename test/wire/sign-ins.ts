import { randomBytes, randomUUID } from 'node:crypto'
import type { NewDevice } from './devices.js'
import { LIFETIME, type Settings } from './options.js'
import { notAuthorized, Refusal } from './refusal.js'
import type { Person } from './users.js'

/** One sign-in, and all the tokens that came of it. */
export interface SignIn {
  readonly originJti: string
  readonly person: Person
  readonly clientId: string
  readonly device: NewDevice | undefined
  /** Seconds since the epoch: of the sign-in, whatever is refreshed later. */
  readonly authTime: number
  readonly expiresAt: number
  revoked: boolean
  /** When each was exchanged for a newer one, or null. */
  readonly refreshTokens: Map<string, number | null>
}

export class SignIns {
  readonly #all: SignIn[] = []
  readonly #settings: Settings
  readonly #now: () => number

  constructor (settings: Settings, now: () => number) {
    this.#settings = settings
    this.#now = now
  }

  open (person: Person, clientId: string, device: NewDevice | undefined): { signIn: SignIn, refreshToken: string } {
    const now = this.#now()
    const refreshToken = newRefreshToken()
    const signIn: SignIn = {
      originJti: randomUUID(),
      person,
      clientId,
      device,
      authTime: Math.floor(now / 1000),
      expiresAt: now + LIFETIME.refreshToken,
      revoked: false,
      refreshTokens: new Map([[refreshToken, null]])
    }
    this.#all.push(signIn)
    return { signIn, refreshToken }
  }

  find (refreshToken: string): SignIn | undefined {
    return this.#all.find(({ refreshTokens }) => refreshTokens.has(refreshToken))
  }

  ofTokens (originJti: unknown): SignIn | undefined {
    return this.#all.find(signIn => signIn.originJti === originJti)
  }

  revokeAllOf (person: Person): void {
    for (const signIn of this.#all) if (signIn.person === person) signIn.revoked = true
  }

  /** The sign-in that a refresh token is good for. One that came from a device is renewed by that device only. */
  check (refreshToken: string, clientId: string, deviceKey: string | undefined): SignIn {
    const signIn = this.find(refreshToken)
    if (signIn === undefined || signIn.clientId !== clientId) throw notAuthorized('Invalid Refresh Token')
    if (signIn.device !== undefined && signIn.device.key !== deviceKey) throw notAuthorized('Invalid Refresh Token')
    if (signIn.revoked) throw notAuthorized('Refresh Token has been revoked')
    if (signIn.expiresAt <= this.#now()) throw notAuthorized('Refresh Token has expired')
    return signIn
  }

  /**
   * A new refresh token for this one, where the client rotates them. One that was replaced works on for the grace
   * period; after it somebody has stolen it, and everything that came of the sign-in ends.
   */
  rotate (signIn: SignIn, refreshToken: string): string | undefined {
    const { rotation } = this.#settings
    if (rotation === undefined) return undefined
    const now = this.#now()
    const usedAt = signIn.refreshTokens.get(refreshToken) ?? now
    if (now - usedAt > rotation.gracePeriod * 1000) {
      signIn.revoked = true
      throw new Refusal('RefreshTokenReuseException', 'Refresh token reuse detected')
    }
    const next = newRefreshToken()
    signIn.refreshTokens.set(refreshToken, usedAt).set(next, null)
    return next
  }
}

/** Five parts, as the encrypted token of AWS's has them; nobody but Cognito can read it. */
function newRefreshToken (): string {
  const parts = [384, 16, 900, 22].map(size => randomBytes(size).toString('base64url'))
  return ['eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiUlNBLU9BRVAifQ', ...parts].join('.')
}

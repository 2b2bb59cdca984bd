import { decrypt, encrypt } from './encryption.js'
import type { SessionCookie } from './cookie.js'
import type { StoredSession } from './store.js'

/** The tokens of a session, which are encrypted in the store. */
export interface SessionTokens {
  readonly accessToken: string
  readonly idToken: string
  /** The refresh token, if the app client issues one. */
  readonly refreshToken?: string
  /** The key of a remembered device, which a refresh requires. */
  readonly deviceKey?: string
  /** Whether managed login issued the tokens, so that the user is also signed in there. */
  readonly managedLogin?: boolean
  /** When the access token expires, in milliseconds since the epoch. */
  readonly expiresAt: number
}

/** The access token of a session. */
export type AccessToken = Pick<SessionTokens, 'accessToken' | 'expiresAt'>

/** A session with its tokens, for one request. */
export class ActiveSession {
  readonly cookie: SessionCookie
  readonly stored: StoredSession
  readonly access: AccessToken
  #tokens: SessionTokens | null

  /**
   * @param access - the access token, already decrypted with the key in the cookie
   * @param tokens - all tokens, if they are decrypted
   */
  constructor (
    cookie: SessionCookie,
    stored: StoredSession,
    access: AccessToken,
    tokens: SessionTokens | null = null
  ) {
    this.cookie = cookie
    this.stored = stored
    this.access = access
    this.#tokens = tokens
  }

  /** All tokens. Most requests need the access token only, so they are decrypted when they are first read. */
  get tokens (): SessionTokens {
    this.#tokens ??= decryptTokens(this.cookie, this.stored) as SessionTokens
    return this.#tokens
  }
}

/**
 * Encrypts tokens with the key in the cookie. The session's ID is authenticated with them, so that they
 * cannot be copied to another session of the store.
 */
export function encryptTokens (tokens: SessionTokens, { id, key }: SessionCookie): string {
  return encrypt(JSON.stringify(tokens), key, id)
}

/** Returns the session of a cookie. Null if the key in the cookie does not decrypt its tokens. */
export function openSession (cookie: SessionCookie, stored: StoredSession): ActiveSession | null {
  const tokens = decryptTokens(cookie, stored)
  if (tokens === null) return null
  return activeSession(cookie, stored, tokens)
}

/** Returns a session with its decrypted tokens. */
export function activeSession (
  cookie: SessionCookie,
  stored: StoredSession,
  tokens: SessionTokens
): ActiveSession {
  const { accessToken, expiresAt } = tokens
  return new ActiveSession(cookie, stored, { accessToken, expiresAt }, tokens)
}

function decryptTokens ({ id, key }: SessionCookie, stored: StoredSession): SessionTokens | null {
  const text = decrypt(stored.tokens, key, id)
  return text === null ? null : (JSON.parse(text) as SessionTokens)
}

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
  /** Whether managed login issued the tokens: the user is signed in there, too. */
  readonly managedLogin?: boolean
  /** When the access token expires, in milliseconds since the epoch. */
  readonly expiresAt: number
}

/** A session with its tokens, for one request. */
export interface ActiveSession {
  readonly cookie: SessionCookie
  readonly stored: StoredSession
  readonly tokens: SessionTokens
}

/** Encrypts tokens with the key in the cookie. They cannot be moved to another session of the store. */
export function encryptTokens (tokens: SessionTokens, { id, key }: SessionCookie): string {
  return encrypt(JSON.stringify(tokens), key, id)
}

/** Returns the session of a cookie. Null if the key in the cookie is another one. */
export function openSession (cookie: SessionCookie, stored: StoredSession): ActiveSession | null {
  const text = decrypt(stored.tokens, cookie.key, cookie.id)
  return text === null ? null : { cookie, stored, tokens: JSON.parse(text) as SessionTokens }
}

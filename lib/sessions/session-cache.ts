import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { StoredSession } from './store.js'
import type { AccessToken, ActiveSession } from './tokens.js'

/** A session whose tokens this process has decrypted. */
export interface KnownSession {
  /** The ID of the session in the store. */
  readonly id: string
  /** The session as it was read last. */
  readonly stored: StoredSession
  readonly access: AccessToken
}

/**
 * The number of characters that the cache may hold for each session, on average. It limits the memory if the
 * tokens of many sessions are long.
 */
const CHARACTERS_PER_SESSION = 8192

/**
 * The access tokens of recently used sessions, so that a request decrypts nothing. Sessions are found by a
 * hash of the whole cookie: the key of the tokens is not kept, and neither are ID tokens and refresh tokens.
 * The store decides whether a session exists: each request reads it from there.
 */
export class SessionCache {
  readonly #sessions: LRUCache<string, KnownSession>

  /** @param max - the maximum number of sessions */
  constructor ({ max }: { max: number }) {
    this.#sessions = new LRUCache({
      max,
      maxSize: max * CHARACTERS_PER_SESSION,
      sizeCalculation: ({ stored, access }) => stored.tokens.length + access.accessToken.length
    })
  }

  get (cookie: string): KnownSession | undefined {
    return this.#sessions.get(digest(cookie))
  }

  add ({ cookie, stored, access }: ActiveSession): void {
    this.#sessions.set(digest(cookie.value), { id: cookie.id, stored, access })
  }
}

function digest (cookie: string): string {
  return hash('sha256', cookie, 'base64url')
}

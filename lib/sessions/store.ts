import type { FastifyBaseLogger } from 'fastify'
import type { RevocationTarget } from '../revocation/revocations.js'

/**
 * A session as a store keeps it. All of it is readable in the store, except the tokens: they are encrypted
 * with a key that only the user's cookie has.
 */
export interface StoredSession {
  /** The name of the user pool, as in `currentUser.pool`. */
  readonly pool: string
  /** The `sub` of the user. */
  readonly user: string
  /** The session at Cognito, as in `currentUser.sessionId`. */
  readonly session: string
  /** The encrypted tokens. */
  readonly tokens: string
  /** When the user signed in, in milliseconds since the epoch. */
  readonly createdAt: number
  /**
   * When the session expires unless it is used before, in milliseconds since the epoch. A store may remove it
   * from then on.
   */
  readonly expiresAt: number
  /** When the session ends even if it is used, in milliseconds since the epoch. */
  readonly endsAt: number
  /** The time until which another process may be refreshing the tokens, in milliseconds since the epoch. */
  readonly refreshingUntil: number
  /** The number of times that the session was replaced. */
  readonly version: number
}

/**
 * The sessions of an application. Only `create` may add a session: a request that ends after a sign-out must
 * not sign the user in again.
 *
 * Every operation may reject, for example if a database is unreachable. The response is then 503, and no user
 * is signed out.
 */
export interface Sessions {
  /** Adds a session. `id` is new: the plugin creates it from random bytes, and passes its SHA-256 hash. */
  create(id: string, session: StoredSession): Promise<void>
  /**
   * Returns a session, or null if there is none. Called for each request with a cookie.
   *
   * @param known - the session as this process read it before. A store may use it to transfer less: if
   * `version` is still the same, nothing but `expiresAt` has changed.
   */
  read(id: string, known?: StoredSession): StoredSession | null | Promise<StoredSession | null>
  /**
   * Replaces a session if the version in the store is the one before `session.version`, atomically
   * (compare-and-set). Returns false without a change otherwise, or if there is no such session. `expiresAt`
   * stays as it is in the store: only `touch` changes it.
   */
  replace(id: string, session: StoredSession): Promise<boolean>
  /** Sets `expiresAt` of a session and nothing else. Without such a session, it does nothing. */
  touch(id: string, expiresAt: number): Promise<void>
  /** Deletes a session. */
  delete(id: string): Promise<void>
  /**
   * Deletes the sessions of a user, or of a session at Cognito. With `except`, the session with this value of
   * `session` stays.
   */
  deleteAll(target: RevocationTarget): Promise<void>
  /** Closes the store. Called once, when the application closes. */
  close(): Promise<void>
}

/**
 * The option `session.store`: where sessions are kept.
 *
 * @example
 * ```ts
 * import { memorySessions, type SessionStore } from 'fastify-cognito-auth'
 *
 * const store: SessionStore = {
 *   open: async context => {
 *     context.log.info('sessions are kept in memory')
 *     return await memorySessions().open(context)
 *   }
 * }
 * ```
 */
export interface SessionStore {
  /** Opens the store. Called by the plugin, once for each registration. */
  open(context: { readonly log: FastifyBaseLogger, readonly clock: () => number }): Promise<Sessions>
}

import { LRUCache } from 'lru-cache'
import type { RevocationTarget } from '../revocation/revocations.js'
import { errors } from '../errors.js'
import type { Sessions, SessionStore, StoredSession } from './store.js'

/** The options of `memorySessions()`. */
export interface MemorySessionsOptions {
  /**
   * The maximum number of sessions, from 1 to 10,000,000. Beyond it, the session that has not been used for
   * the longest time is deleted. Defaults to 100,000.
   */
  readonly max?: number
}

/**
 * Returns a store that keeps sessions in the memory of this process, for applications that run as a single
 * process. All users are signed out when the process ends.
 *
 * @example
 * ```ts
 * import cognitoAuth, { memorySessions } from 'fastify-cognito-auth'
 *
 * await app.register(cognitoAuth, {
 *   userPoolId: 'eu-west-1_AbC123xyz',
 *   clientId: '1h57kf5cpq17m0eml12example',
 *   routes: { prefix: '/auth' },
 *   session: { origin: 'https://app.example.com', store: memorySessions({ max: 50_000 }) }
 * })
 * ```
 *
 * @throws FST_COGNITO_INVALID_OPTIONS
 */
export function memorySessions ({ max = 100_000 }: MemorySessionsOptions = {}): SessionStore {
  if (!Number.isInteger(max) || max < 1 || max > 10_000_000) {
    throw new errors.FST_COGNITO_INVALID_OPTIONS(
      '- memorySessions: max must be a whole number from 1 to 10000000'
    )
  }
  return { open: async ({ clock }) => new MemorySessions(max, clock) }
}

class MemorySessions implements Sessions {
  readonly #sessions: LRUCache<string, StoredSession>
  /** The IDs of the sessions of each user, and of each session at Cognito. */
  readonly #byUser = new Index()
  readonly #bySession = new Index()
  readonly #clock: () => number
  #nextSweep = 0

  constructor (max: number, clock: () => number) {
    this.#clock = clock
    this.#sessions = new LRUCache({
      max,
      // A replaced session has the same user.
      noDisposeOnSet: true,
      dispose: ({ user, session }, id) => {
        this.#byUser.delete(user, id)
        this.#bySession.delete(session, id)
      }
    })
  }

  async create (id: string, session: StoredSession): Promise<void> {
    this.#sweep()
    this.#sessions.set(id, session)
    this.#byUser.add(session.user, id)
    this.#bySession.add(session.session, id)
  }

  /** Synchronous, so that a guard completes without a promise. */
  read (id: string): StoredSession | null {
    return this.#sessions.get(id) ?? null
  }

  async replace (id: string, session: StoredSession): Promise<boolean> {
    const known = this.#sessions.peek(id)
    if (known?.version !== session.version - 1) return false
    this.#sessions.set(id, { ...session, expiresAt: known.expiresAt })
    return true
  }

  async touch (id: string, expiresAt: number): Promise<void> {
    const session = this.#sessions.get(id)
    if (session !== undefined) this.#sessions.set(id, { ...session, expiresAt })
  }

  async delete (id: string): Promise<void> {
    this.#sessions.delete(id)
  }

  async deleteAll (target: RevocationTarget): Promise<void> {
    const ids = 'session' in target ? this.#bySession.of(target.session) : this.#byUser.of(target.user)
    const except = 'session' in target ? undefined : target.except
    for (const id of ids) if (this.#sessions.peek(id)?.session !== except) this.#sessions.delete(id)
  }

  async close (): Promise<void> {
    this.#sessions.clear()
  }

  /** Deletes expired sessions, at most once a minute. */
  #sweep (): void {
    const now = this.#clock()
    if (now < this.#nextSweep) return
    this.#nextSweep = now + 60_000
    for (const [id, { expiresAt }] of this.#sessions) if (expiresAt <= now) this.#sessions.delete(id)
  }
}

/** The IDs of sessions by a value that several sessions may have. */
class Index {
  readonly #ids = new Map<string, Set<string>>()

  of (value: string): readonly string[] {
    return [...(this.#ids.get(value) ?? [])]
  }

  add (value: string, id: string): void {
    const ids = this.#ids.get(value)
    if (ids === undefined) this.#ids.set(value, new Set([id]))
    else ids.add(id)
  }

  delete (value: string, id: string): void {
    const ids = this.#ids.get(value)
    ids?.delete(id)
    if (ids?.size === 0) this.#ids.delete(value)
  }
}

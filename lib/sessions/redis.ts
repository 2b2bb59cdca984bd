import { errors } from '../errors.js'
import type { RedisConnection } from '../revocation/redis-connection.js'
import type { RevocationTarget } from '../revocation/revocations.js'
import { RedisReads } from './redis-reads.js'
import { SCRIPTS, type SessionScripts } from './redis-scripts.js'
import type { Sessions, SessionStore, StoredSession } from './store.js'

/** The options of `redisSessions()`. */
export interface RedisSessionsOptions {
  /**
   * A connection of `ioredis`. The plugin duplicates it and closes the duplicate with the application; the
   * connection itself is not closed.
   */
  readonly redis: RedisConnection
  /**
   * The prefix of keys in Redis. Applications with the same prefix share their sessions. Defaults to
   * `fastify-cognito-auth`.
   */
  readonly prefix?: string
}

/** How long Redis may take to connect or respond, in milliseconds. */
const TIMEOUT = 1000

/** The longest delay before the plugin connects again, in milliseconds. */
const MAX_RETRY_DELAY = 1000

/** The plugin's own connection. */
interface Connection extends SessionScripts {
  on(event: 'error', listener: () => void): unknown
  defineCommand(name: string, definition: { lua: string, numberOfKeys?: number }): unknown
  connect(): Promise<void>
  disconnect(): void
}

/**
 * Returns a store that shares sessions between processes through Redis 6.2 or later. Each request with a
 * cookie reads its session in one round trip. While Redis is unreachable, the response to such requests is
 * 503, and no user is signed out.
 *
 * A copy of the data in Redis cannot sign a user in: it contains neither the cookies nor the keys of the
 * tokens.
 *
 * @example
 * ```ts
 * import cognitoAuth, { redisSessions } from 'fastify-cognito-auth'
 * import { Redis } from 'ioredis'
 *
 * await app.register(cognitoAuth, {
 *   userPoolId: 'eu-west-1_AbC123xyz',
 *   clientId: '1h57kf5cpq17m0eml12example',
 *   routes: { prefix: '/auth' },
 *   session: { origin: 'https://app.example.com', store: redisSessions({ redis: new Redis() }) }
 * })
 * ```
 *
 * @throws FST_COGNITO_INVALID_OPTIONS
 */
export function redisSessions ({
  redis,
  prefix = 'fastify-cognito-auth'
}: RedisSessionsOptions): SessionStore {
  validateOptions({ redis, prefix })
  return {
    open: async ({ clock }) => {
      const connection = redis.duplicate({
        lazyConnect: true,
        enableOfflineQueue: false,
        connectTimeout: TIMEOUT,
        commandTimeout: TIMEOUT,
        maxRetriesPerRequest: 0,
        retryStrategy: (attempt: number) => Math.min(attempt * 50, MAX_RETRY_DELAY)
      }) as Connection
      // Commands reject with the error.
      connection.on('error', () => {})
      for (const [name, script] of Object.entries(SCRIPTS)) connection.defineCommand(name, script)
      // The application also starts without Redis: requests with a cookie then get 503 until it is reachable.
      await connection.connect().catch(() => {})
      return new RedisSessions(connection, prefix, clock)
    }
  }
}

class RedisSessions implements Sessions {
  readonly #connection: Connection
  readonly #reads: RedisReads
  readonly #prefix: string
  readonly #clock: () => number

  constructor (connection: Connection, prefix: string, clock: () => number) {
    this.#connection = connection
    this.#reads = new RedisReads(connection)
    this.#prefix = prefix
    this.#clock = clock
  }

  async create (id: string, session: StoredSession): Promise<void> {
    const { user, session: cognitoSession, endsAt, expiresAt } = session
    await this.#connection.createCognitoSession(
      this.#key(id),
      this.#userKey(user),
      this.#sessionKey(cognitoSession),
      id,
      user,
      cognitoSession,
      JSON.stringify(session),
      expiresAt,
      endsAt,
      this.#clock()
    )
  }

  read (id: string, known?: StoredSession): Promise<StoredSession | null> {
    return this.#reads.read(this.#key(id), known)
  }

  async replace (id: string, session: StoredSession): Promise<boolean> {
    const replaced = await this.#connection.replaceCognitoSession(
      this.#key(id),
      JSON.stringify(session),
      session.version
    )
    return replaced === 1
  }

  async touch (id: string, expiresAt: number): Promise<void> {
    await this.#connection.touchCognitoSession(this.#key(id), expiresAt, this.#clock())
  }

  async delete (id: string): Promise<void> {
    await this.#connection.deleteCognitoSession(this.#key(''), this.#userKey(''), this.#sessionKey(''), id)
  }

  async deleteAll (target: RevocationTarget): Promise<void> {
    const [index, except] =
      'session' in target
        ? [this.#sessionKey(target.session), '']
        : [this.#userKey(target.user), target.except ?? '']
    await this.#connection.deleteCognitoSessions(
      this.#key(''),
      this.#userKey(''),
      this.#sessionKey(''),
      index,
      except
    )
  }

  async close (): Promise<void> {
    this.#connection.disconnect()
  }

  #key (id: string): string {
    return `${this.#prefix}:session:${id}`
  }

  #userKey (user: string): string {
    return `${this.#prefix}:sessions-of-user:${user}`
  }

  #sessionKey (session: string): string {
    return `${this.#prefix}:sessions-of-session:${session}`
  }
}

function validateOptions ({ redis, prefix }: Required<RedisSessionsOptions>): void {
  const problems = [
    ...(typeof (redis as Partial<RedisConnection> | undefined)?.duplicate !== 'function' ||
    (redis as { isCluster?: boolean }).isCluster === true
      ? ['- redisSessions: options.redis must be a connection of ioredis, new Redis(...), not a cluster']
      : []),
    ...(typeof prefix !== 'string' || prefix === ''
      ? ['- redisSessions: options.prefix must be a non-empty string']
      : [])
  ]
  if (problems.length > 0) throw new errors.FST_COGNITO_INVALID_OPTIONS(problems.join('\n'))
}

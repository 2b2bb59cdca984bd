import { errors } from '../errors.js'
import { RevokedEntries } from './entries.js'
import type { RedisConnection } from './redis-connection.js'
import { openRevocationSync } from './redis-sync.js'
import type { Revocations, RevocationStore } from './revocations.js'

/** The options of `redisRevocations()`. */
export interface RedisRevocationsOptions {
  /**
   * A connection of `ioredis`. The plugin duplicates it twice and closes the duplicates with the application;
   * the connection itself is not closed.
   */
  readonly redis: RedisConnection
  /**
   * The prefix of keys and channels in Redis. Applications with the same prefix share their revocations.
   * Defaults to `fastify-cognito-auth`.
   */
  readonly prefix?: string
  /**
   * What happens to requests while Redis is unreachable, when revocations by other processes are not
   * received. `'deny'` responds with 503; `'allow'` uses the revocations received so far. There is no
   * default: `'deny'` makes the application unavailable, `'allow'` accepts tokens that may be revoked.
   */
  readonly onUnreachable: 'allow' | 'deny'
}

/**
 * Returns a store that shares revocations between processes through Redis 6.2 or later: a token that one
 * process revokes is rejected by all. Each process keeps a copy in memory, so requests do not wait for Redis.
 *
 * @example
 * ```ts
 * import cognitoAuth, { redisRevocations } from 'fastify-cognito-auth'
 * import { Redis } from 'ioredis'
 *
 * await app.register(cognitoAuth, {
 *   userPoolId: 'eu-west-1_AbC123xyz',
 *   clientId: '1h57kf5cpq17m0eml12example',
 *   revocation: redisRevocations({ redis: new Redis(), onUnreachable: 'deny' })
 * })
 * ```
 *
 * @throws FST_COGNITO_INVALID_OPTIONS
 */
export function redisRevocations ({
  redis,
  prefix = 'fastify-cognito-auth',
  onUnreachable
}: RedisRevocationsOptions): RevocationStore {
  validateOptions({ redis, prefix, onUnreachable })
  return {
    open: async ({ log, clock }): Promise<Revocations> => {
      const entries = new RevokedEntries()
      const sync = await openRevocationSync({ redis, prefix, entries, clock, log, onUnreachable })
      const denies = onUnreachable === 'deny'
      return {
        isRevoked: user => {
          if (entries.isRevoked(user)) return true
          if (denies && !sync.isConnected()) throw new errors.FST_COGNITO_REVOCATIONS_UNAVAILABLE()
          return false
        },
        revoke: async target => {
          const at = clock()
          entries.prune(at)
          entries.add(target, at)
          const written = await sync.write(target, at)
          // The revocation is in effect in this process, and is written as soon as Redis is reachable again.
          // Until then it is not in effect everywhere.
          if (!written && denies) throw new errors.FST_COGNITO_REVOCATIONS_UNAVAILABLE()
        },
        health: () => ({ status: sync.isConnected() ? 'synced' : 'disconnected', entries: entries.size }),
        close: async () => {
          sync.close()
        }
      }
    }
  }
}

function validateOptions ({ redis, prefix, onUnreachable }: Required<RedisRevocationsOptions>): void {
  const problems = [
    ...(typeof (redis as Partial<RedisConnection> | undefined)?.duplicate !== 'function' ||
    (redis as { isCluster?: boolean }).isCluster === true
      ? ['- redisRevocations: options.redis must be a connection of ioredis, new Redis(...), not a cluster']
      : []),
    ...(typeof prefix !== 'string' || prefix === ''
      ? ['- redisRevocations: options.prefix must be a non-empty string']
      : []),
    ...(onUnreachable !== 'allow' && onUnreachable !== 'deny'
      ? [
          "- redisRevocations: options.onUnreachable must be 'deny', to respond with 503 while Redis is " +
            "unreachable, or 'allow', to allow requests whose revocation is unknown"
        ]
      : [])
  ]
  if (problems.length > 0) throw new errors.FST_COGNITO_INVALID_OPTIONS(problems.join('\n'))
}

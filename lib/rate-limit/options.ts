import { Kind, Type, TypeRegistry } from '@sinclair/typebox'

/**
 * A connection of `ioredis`. Only the members that the plugin uses. The plugin neither opens nor closes it.
 */
export interface RedisConnection {
  /** Adds a command that runs a script on the Redis server. */
  defineCommand(name: string, definition: { lua: string, numberOfKeys?: number }): unknown
}

const REDIS = 'FastifyCognitoAuthRedis'

// Not as an object with a property: TypeBox looks at own properties, and a connection's commands are its
// class's.
TypeRegistry.Set(
  REDIS,
  (_schema, value) =>
    typeof (value as Partial<RedisConnection> | null | undefined)?.defineCommand === 'function'
)

/** The number of accepted attempts, and the window that they are counted in. */
export interface LimitOptions {
  /** The number of accepted attempts, from 1 to 1,000,000. */
  readonly max?: number
  /** The time in which they are counted, from the first, in milliseconds, from 1,000 to 86,400,000. */
  readonly timeWindow?: number
}

/**
 * The rate limits of the auth API. Each kind of attempt, such as signing in, is counted by itself.
 *
 * @example
 * ```ts
 * import type { RateLimitOptions } from 'fastify-cognito-auth'
 * import { Redis } from 'ioredis'
 *
 * const rateLimit: RateLimitOptions = {
 *   accountAndIp: { max: 5, timeWindow: 60_000 },
 *   ip: { max: 50 },
 *   redis: new Redis()
 * }
 * ```
 */
export interface RateLimitOptions {
  /**
   * Attempts on one account from one IP address. Defaults to `{ max: 10, timeWindow: 900_000 }` (15 minutes).
   */
  readonly accountAndIp?: LimitOptions
  /** Attempts from one IP address, on any account. Defaults to `{ max: 300, timeWindow: 900_000 }`. */
  readonly ip?: LimitOptions
  /**
   * Attempts from one IPv6 network (/48), on any account. Defaults to three times the `max` of `ip`, in
   * the same `timeWindow`.
   */
  readonly network?: LimitOptions
  /** Attempts on one account, from any IP address. Defaults to `{ max: 100, timeWindow: 900_000 }`. */
  readonly account?: LimitOptions
  /**
   * A connection of `ioredis`, to count for several processes together. Defaults to the memory of each
   * process.
   */
  readonly redis?: RedisConnection
  /**
   * The prefix of the keys in Redis. Defaults to `fastify-cognito-auth-`, the ID of the user pool, and a
   * hyphen.
   */
  readonly nameSpace?: string
}

const limit = Type.Object(
  {
    max: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1_000_000, expects: 'a whole number from 1 to 1000000' })
    ),
    timeWindow: Type.Optional(
      Type.Integer({
        minimum: 1000,
        maximum: 86_400_000,
        expects: 'a whole number of milliseconds from 1000 to 86400000'
      })
    )
  },
  { additionalProperties: false, expects: 'an object { max, timeWindow }' }
)

/** The schema of `RateLimitOptions`. */
export const RateLimitSchema = Type.Object(
  {
    accountAndIp: Type.Optional(limit),
    ip: Type.Optional(limit),
    network: Type.Optional(limit),
    account: Type.Optional(limit),
    redis: Type.Optional(Type.Unsafe<RedisConnection>({ [Kind]: REDIS, expects: 'a connection of ioredis' })),
    nameSpace: Type.Optional(
      Type.String({ minLength: 1, maxLength: 200, expects: 'a string of 1 to 200 characters' })
    )
  },
  {
    additionalProperties: false,
    expects: 'an object { accountAndIp, ip, network, account, redis, nameSpace }'
  }
)

import { Kind, Type, TypeRegistry, type Static } from '@sinclair/typebox'

/** A connection of `ioredis`, as far as it is used here. It is neither opened nor closed here. */
export interface RedisConnection {
  defineCommand (name: string, definition: { lua: string, numberOfKeys?: number }): unknown
}

const REDIS = 'FastifyCognitoAuthRedis'

// Not as an object with a property: TypeBox looks at own properties, and a connection's commands are its class's.
TypeRegistry.Set(REDIS, (_schema, value) => typeof (value as Partial<RedisConnection> | null | undefined)?.defineCommand === 'function')

const limit = Type.Object({
  /** How many tries, from 1 to 1,000,000. */
  max: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, expects: 'a whole number from 1 to 1000000' })),
  /** In how long, in milliseconds, counted from the first try. From a second to a day. */
  timeWindow: Type.Optional(Type.Integer({ minimum: 1000, maximum: 86_400_000, expects: 'whole milliseconds from 1000 to 86400000' }))
}, { additionalProperties: false, expects: 'an object { max, timeWindow }' })

/** How many tries the auth API's routes take. Each kind of try, such as signing in, is counted by itself. */
export const RateLimitOptions = Type.Object({
  /** Tries on one account from one address. Default `{ max: 10, timeWindow: 900_000 }` (15 minutes). */
  accountAndAddress: Type.Optional(limit),

  /** Tries from one address, whatever the account. Default `{ max: 300, timeWindow: 900_000 }`. */
  address: Type.Optional(limit),

  /**
   * Attempts from one IPv6 network (/48), whatever the account. Default: three times the `max` of `address`,
   * in the same `timeWindow`.
   */
  network: Type.Optional(limit),

  /** Tries on one account, wherever they come from. Default `{ max: 100, timeWindow: 900_000 }`. */
  account: Type.Optional(limit),

  /** A connection of `ioredis`, to count in Redis for several processes together. Default: each process counts in its memory. */
  redis: Type.Optional(Type.Unsafe<RedisConnection>({ [Kind]: REDIS, expects: 'a connection of ioredis' })),

  /** What the keys in Redis start with. Default: `fastify-cognito-auth-`, the id of the user pool, and a hyphen. */
  nameSpace: Type.Optional(Type.String({ minLength: 1, maxLength: 200, expects: 'a string of 1 to 200 characters' }))
}, {
  additionalProperties: false,
  expects: 'an object { accountAndAddress, address, network, account, redis, nameSpace }'
})

export type RateLimitOptions = Static<typeof RateLimitOptions>

import rateLimit from '@fastify/rate-limit'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest } from 'fastify'
import { Fallback } from './fallback.js'
import type { Limit } from './limits.js'
import { MemoryStore } from './memory-store.js'
import type { RateLimitOptions } from './options.js'

const NAME_SPACE = 'fastify-cognito-auth-'

/** The state of one key's window. */
export interface Count {
  readonly max: number
  readonly remaining: number
  /** The time until the window ends, in seconds. */
  readonly ttlInSeconds: number
  readonly isExceeded: boolean
}

/** Counts an attempt under a key, or with `increment: false` reads its count. */
export type Counter = (key: string, options?: { increment: boolean }) => Promise<Count>

/** Creates counters, in memory or in Redis. */
export interface Counters {
  create(limit: Limit): Counter
  close(): Promise<void>
}

/** The object that is passed to `@fastify/rate-limit` in place of a request. */
interface Attempt extends Limit {
  readonly key: string
  /** The application may configure the same plugin for its own routes. */
  readonly routeOptions: object
}

/**
 * Opens counters of `@fastify/rate-limit`, on separate Fastify instances: the application may register the
 * same plugin.
 */
export async function openCounters (
  { redis, nameSpace = NAME_SPACE }: RateLimitOptions,
  log: FastifyBaseLogger
): Promise<Counters> {
  const memory = await openLimiter({ store: MemoryStore })
  const inMemory: Counters = {
    create: limit => counterFor(memory.createRateLimit(limit), limit),
    async close () {
      await memory.close()
    }
  }
  if (redis === undefined) return inMemory

  const shared = await openLimiter({ redis, nameSpace })
  // One limiter for all limits: with separate options, it would add the route to the keys in Redis.
  const count = shared.createRateLimit()
  const fallback = new Fallback(log)
  return {
    create (limit) {
      const [inRedis, local] = [counterFor(count, limit), inMemory.create(limit)]
      return async (key, options) =>
        fallback.run(
          () => inRedis(key, options),
          () => local(key, options)
        )
    },
    async close () {
      await Promise.all([shared.close(), inMemory.close()])
    }
  }
}

type Store = Pick<RateLimitOptions, 'redis' | 'nameSpace'> | { store: typeof MemoryStore }

async function openLimiter (store: Store): Promise<FastifyInstance> {
  const instance = Fastify()
  await instance.register(rateLimit, {
    global: false,
    keyGenerator: request => toAttempt(request).key,
    max: request => toAttempt(request).max,
    timeWindow: request => toAttempt(request).timeWindow,
    ...store
  })
  return instance
}

function toAttempt (request: FastifyRequest): Attempt {
  return request as unknown as Attempt
}

function counterFor (
  count: ReturnType<FastifyInstance['createRateLimit']>,
  { max, timeWindow }: Limit
): Counter {
  return async (key, options) => {
    const attempt: Attempt = { key, max, timeWindow, routeOptions: {} }
    // Without an allowList, every result is a count.
    return (await count(attempt as unknown as FastifyRequest, options)) as Count
  }
}

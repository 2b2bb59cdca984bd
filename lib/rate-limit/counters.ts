import rateLimit from '@fastify/rate-limit'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest } from 'fastify'
import { Fallback } from './fallback.js'
import type { Limit } from './limits.js'
import type { RateLimitOptions } from './options.js'

/** How many keys one counter remembers in memory: some 4 MB. The one unused for longest goes first. */
const REMEMBERED = 20_000

const NAME_SPACE = 'fastify-cognito-auth-'

/** Where a count stands. */
export interface Count {
  readonly max: number
  readonly remaining: number
  /** Until the window ends. */
  readonly ttlInSeconds: number
  readonly isExceeded: boolean
}

/** Counts a request, or with `increment: false` looks at the count only. */
export type Counter = (request: FastifyRequest, how?: { increment: boolean }) => Promise<Count>

/** What a request is counted under. */
type KeyOf = (request: FastifyRequest) => string

/** Makes counters, in memory or in Redis. */
export interface Counters {
  create (limit: Limit, keyOf: KeyOf): Counter
  close (): Promise<void>
}

/** `@fastify/rate-limit` on instances of our own: the application may have its own, whose decorators and hooks are its. */
export async function openCounters ({ redis, nameSpace = NAME_SPACE }: RateLimitOptions, log: FastifyBaseLogger): Promise<Counters> {
  const memory = await openLimiter({})
  const inMemory: Counters = {
    create: (limit, keyOf) => oneByOne(createCounter(memory, limit, keyOf)),
    async close () { await memory.close() }
  }
  if (redis === undefined) return inMemory

  const shared = await openLimiter({ redis, nameSpace })
  const fallback = new Fallback(log)
  return {
    create (limit, keyOf) {
      const [first, second] = [createCounter(shared, limit, keyOf), inMemory.create(limit, keyOf)]
      return async (request, how) => fallback.ask(() => first(request, how), () => second(request, how))
    },
    async close () { await Promise.all([shared.close(), inMemory.close()]) }
  }
}

async function openLimiter (store: Pick<RateLimitOptions, 'redis' | 'nameSpace'>): Promise<FastifyInstance> {
  const instance = Fastify()
  await instance.register(rateLimit, { global: false, ...store })
  return instance
}

function createCounter (limiter: FastifyInstance, limit: Limit, keyGenerator: KeyOf): Counter {
  const options = { ...limit, keyGenerator, cache: REMEMBERED }
  // Without an allowList every answer is a count.
  return limiter.createRateLimit(options) as Counter
}

/**
 * The store in memory hands out the very object that it counts in: requests that came at the same moment would all read the last
 * one's count, and all be refused where some may pass.
 */
function oneByOne (counter: Counter): Counter {
  let last: Promise<unknown> = Promise.resolve()
  return async (request, how) => {
    const counted = last.then(async () => counter(request, how))
    last = Promise.allSettled([counted])
    return counted
  }
}

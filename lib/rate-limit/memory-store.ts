import type { FastifyRateLimitStore } from '@fastify/rate-limit'

/** The maximum number of keys in one store, about 4 MB. */
const CAPACITY = 20_000

/** How many keys are dropped at once when the store is full. */
const EVICTED_AT_ONCE = CAPACITY / 4

interface Entry {
  count: number
  readonly endsAt: number
}

type Callback = Parameters<FastifyRateLimitStore['incr']>[1]

/**
 * A bounded store in memory for `@fastify/rate-limit`, for one limit.
 *
 * When it is full, it drops the lowest counts, so that many random keys do not reset a key that is near its
 * limit. A key that is not in the store then starts with the highest count that was dropped, since it may be
 * that one: counts may be too high, but not too low. A new key always has one attempt left.
 */
export class MemoryStore implements FastifyRateLimitStore {
  /** In the order in which their windows end. */
  readonly #entries = new Map<string, Entry>()
  #evicted: Entry = { count: 0, endsAt: 0 }

  incr (key: string, done: Callback, timeWindow: number, max: number): void {
    const now = Date.now()
    const entry = this.#currentEntry(key, now) ?? this.#add(key, now, timeWindow, max)
    // Not higher, so that rejected attempts do not raise a key above others.
    entry.count = Math.min(entry.count + 1, max + 1)
    done(null, { current: entry.count, ttl: entry.endsAt - now })
  }

  /** Reads a count without changing it. */
  read (key: string, done: Callback): void {
    const now = Date.now()
    const { count, endsAt } = this.#currentEntry(key, now) ?? { count: 0, endsAt: now }
    done(null, { current: count, ttl: endsAt - now })
  }

  /** Returns a store for another limit. */
  child (): MemoryStore {
    return new MemoryStore()
  }

  #currentEntry (key: string, now: number): Entry | undefined {
    const entry = this.#entries.get(key)
    return entry !== undefined && entry.endsAt > now ? entry : undefined
  }

  #add (key: string, now: number, timeWindow: number, max: number): Entry {
    // Deleted first, so that it is added at the end of the order.
    this.#entries.delete(key)
    if (this.#entries.size >= CAPACITY) this.#evict(now, timeWindow)
    const entry = { count: Math.min(this.#evictedCount(now), max - 1), endsAt: now + timeWindow }
    this.#entries.set(key, entry)
    return entry
  }

  #evictedCount (now: number): number {
    return this.#evicted.endsAt > now ? this.#evicted.count : 0
  }

  #evict (now: number, timeWindow: number): void {
    for (const [key, { endsAt }] of this.#entries) {
      if (endsAt > now) break
      this.#entries.delete(key)
    }
    let surplus = this.#entries.size - (CAPACITY - EVICTED_AT_ONCE)
    if (surplus <= 0) return
    const lowest = Uint32Array.from(this.#entries.values(), ({ count }) => count).sort()
    const count = lowest[surplus - 1] as number
    for (const [key, entry] of this.#entries) {
      if (entry.count > count) continue
      this.#entries.delete(key)
      if (--surplus === 0) break
    }
    this.#evicted = { count: Math.max(count, this.#evictedCount(now)), endsAt: now + timeWindow }
  }
}

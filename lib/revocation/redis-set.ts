import { LIFETIME } from './entries.js'
import type { OwnConnection } from './redis-connection.js'

/** A revocation in Redis: the encoded session or user, and when it was revoked, in milliseconds. */
export type Entry = readonly [member: string, at: number]

/** How many entries are written or read at once, so that each command completes in time on a slow network. */
export const BATCH_SIZE = 1000

/** The sorted set of all revocations in Redis, by time. */
export class RedisSet {
  readonly #commands: OwnConnection
  readonly #key: string

  constructor (commands: OwnConnection, key: string) {
    this.#commands = commands
    this.#key = key
  }

  /** Adds entries. Returns the number of those that were not in the set, or with an earlier time. */
  async add (entries: readonly Entry[]): Promise<number> {
    // Of two times, the later one is kept.
    const changed = await this.#commands.zadd(
      this.#key,
      'GT',
      'CH',
      ...entries.flatMap(([member, at]) => [at, member])
    )
    await this.#commands.pexpire(this.#key, LIFETIME)
    return changed
  }

  /** Returns the entries after a time, the latest first. */
  async * after (time: number): AsyncGenerator<Entry, void, undefined> {
    let page: readonly string[]
    let first = 0
    do {
      // In descending order: revocations that are added during the read come first, so that some are read
      // twice and none is missed.
      page = await this.#commands.zrange(this.#key, first, first + BATCH_SIZE - 1, 'REV', 'WITHSCORES')
      for (let index = 0; index < page.length; index += 2) {
        const at = Number(page[index + 1])
        if (at <= time) return
        yield [page[index] as string, at]
      }
      first += BATCH_SIZE
    } while (page.length === BATCH_SIZE * 2)
  }

  /** Returns the number of entries after a time. */
  countAfter (time: number): Promise<number> {
    return this.#commands.zcount(this.#key, `(${time}`, '+inf')
  }

  /** Removes the entries up to a time. */
  async removeUntil (time: number): Promise<void> {
    await this.#commands.zremrangebyscore(this.#key, '-inf', time)
  }
}

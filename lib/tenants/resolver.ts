import type { FastifyBaseLogger } from 'fastify'
import { LRUCache } from 'lru-cache'
import { errors } from '../errors.js'
import { describeError } from '../foreign-error.js'

/** What an application returns for an issuer: the options of its pool, or that there is none. Nothing about it is checked here. */
export type Resolve = (issuer: string) => unknown

/** After a question that was not answered the issuer is not asked about for this long, in milliseconds. */
const RETRY = 1000
/** After so many of them in a row, nothing is. */
const MANY = 20
/** How many of those issuers are remembered. */
const REMEMBERED = 1000

/** The application's own function, which may throw, hang, or be down. */
export class Resolver {
  readonly #resolve: Resolve
  readonly #timeout: number
  readonly #log: FastifyBaseLogger
  readonly #unanswered = new LRUCache<string, true>({ max: REMEMBERED, ttl: RETRY })
  #failures = 0
  #pausedUntil = 0

  /** @param parts.timeout - how long one answer may take, in milliseconds */
  constructor ({ resolve, timeout, log }: { resolve: Resolve, timeout: number, log: FastifyBaseLogger }) {
    this.#resolve = resolve
    this.#timeout = timeout
    this.#log = log
  }

  /**
   * Returns what the application returns; null where it returns nothing.
   *
   * @throws FST_COGNITO_POOLS_UNAVAILABLE where it throws or takes too long, or has just done so
   */
  async ask (issuer: string): Promise<unknown> {
    if (this.#unanswered.has(issuer) || Date.now() < this.#pausedUntil) throw new errors.FST_COGNITO_POOLS_UNAVAILABLE()
    try {
      const given = await this.#inTime(issuer)
      this.#failures = 0
      return given ?? null
    } catch (error) {
      this.#log.error({ issuer, err: describeError(error) }, 'userPools.resolve failed')
      this.#unanswered.set(issuer, true)
      if (++this.#failures >= MANY) this.#pausedUntil = Date.now() + RETRY
      throw new errors.FST_COGNITO_POOLS_UNAVAILABLE()
    }
  }

  async #inTime (issuer: string): Promise<unknown> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => { reject(new Error(`no answer within ${this.#timeout} ms`)) }, this.#timeout)
    })
    try {
      return await Promise.race([(async () => this.#resolve(issuer))(), late])
    } finally {
      clearTimeout(timer)
    }
  }
}

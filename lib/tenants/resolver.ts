import type { FastifyBaseLogger } from 'fastify'
import { LRUCache } from 'lru-cache'
import { errors } from '../errors.js'
import { describeError } from '../describe-error.js'
import { withTimeout } from '../with-timeout.js'

/** The function `userPools.resolve`. Its result is not validated here. */
export type Resolve = (issuer: string) => unknown

/** The time before `resolve` is called again for an issuer after a failure, in milliseconds. */
const RETRY_DELAY = 1000
/** The number of failures in a row after which `resolve` is not called for any issuer for that time. */
const MAX_FAILURES = 20
/** The number of failed issuers that are remembered. */
const MAX_FAILED_ISSUERS = 1000

/** Calls `userPools.resolve` with a timeout, and pauses after failures. */
export class Resolver {
  readonly #resolve: Resolve
  readonly #timeout: number
  readonly #log: FastifyBaseLogger
  readonly #failed = new LRUCache<string, true>({ max: MAX_FAILED_ISSUERS, ttl: RETRY_DELAY })
  #failures = 0
  #pausedUntil = 0

  /** @param options.timeout - how long one call may take, in milliseconds */
  constructor ({ resolve, timeout, log }: { resolve: Resolve, timeout: number, log: FastifyBaseLogger }) {
    this.#resolve = resolve
    this.#timeout = timeout
    this.#log = log
  }

  /**
   * Returns the result of `resolve`, or null for undefined.
   *
   * @throws FST_COGNITO_POOLS_UNAVAILABLE if it throws or takes too long, or has just done so
   */
  async resolve (issuer: string): Promise<unknown> {
    if (this.#failed.has(issuer) || Date.now() < this.#pausedUntil) {
      throw new errors.FST_COGNITO_POOLS_UNAVAILABLE()
    }
    try {
      const options = await withTimeout(
        this.#timeout,
        async () => this.#resolve(issuer),
        () => new Error(`no result within ${this.#timeout} ms`)
      )
      this.#failures = 0
      return options ?? null
    } catch (error) {
      this.#log.error({ issuer, err: describeError(error) }, 'userPools.resolve failed')
      this.#failed.set(issuer, true)
      if (++this.#failures >= MAX_FAILURES) this.#pausedUntil = Date.now() + RETRY_DELAY
      throw new errors.FST_COGNITO_POOLS_UNAVAILABLE()
    }
  }
}

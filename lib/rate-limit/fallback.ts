import type { FastifyBaseLogger } from 'fastify'
import { describeError } from '../describe-error.js'
import { withTimeout } from '../with-timeout.js'

/**
 * How long Redis may take to respond, in milliseconds. A disconnected client queues commands for much longer.
 */
const REDIS_TIMEOUT = 1000

/** How long Redis is not called after a failure, in milliseconds. */
const RETRY_DELAY = 5000

/**
 * Counts in the memory of this process while Redis fails, so that limits still apply, in each process
 * separately.
 */
export class Fallback {
  readonly #log: FastifyBaseLogger
  #failing = false
  #retryAt = 0

  constructor (log: FastifyBaseLogger) {
    this.#log = log
  }

  async run<T>(redis: () => Promise<T>, memory: () => Promise<T>): Promise<T> {
    if (this.#failing) {
      if (Date.now() < this.#retryAt) return memory()
      // One request tries Redis again; the others do not wait for it.
      this.#retryAt = Date.now() + RETRY_DELAY
    }
    try {
      const result = await withTimeout(REDIS_TIMEOUT, redis, timeoutError)
      this.#succeeded()
      return result
    } catch (error) {
      this.#failed(error)
      return memory()
    }
  }

  #failed (error: unknown): void {
    this.#retryAt = Date.now() + RETRY_DELAY
    if (this.#failing) return
    this.#failing = true
    this.#log.warn({ err: describeError(error) }, 'rate limit store failed')
  }

  #succeeded (): void {
    if (!this.#failing) return
    this.#failing = false
    this.#log.info('rate limit store recovered')
  }
}

const timeoutError = () => new Error(`no response within ${REDIS_TIMEOUT} ms`)

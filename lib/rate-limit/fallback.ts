import type { FastifyBaseLogger } from 'fastify'
import { describeError } from '../foreign-error.js'

/** How long Redis may take for an answer, in milliseconds. A connection that is down holds what it is asked back for much longer. */
const PATIENCE = 1000

/** For how long it is then left alone, in milliseconds. */
const PAUSE = 5000

/** Goes on in the memory of this process while Redis fails: the limits hold on, in each process by itself. */
export class Fallback {
  readonly #log: FastifyBaseLogger
  #failing = false
  #nextTry = 0

  constructor (log: FastifyBaseLogger) {
    this.#log = log
  }

  async ask<T> (redis: () => Promise<T>, memory: () => Promise<T>): Promise<T> {
    if (this.#failing) {
      if (Date.now() < this.#nextTry) return memory()
      // One request looks whether Redis is back, the others do not wait for it.
      this.#nextTry = Date.now() + PAUSE
    }
    try {
      const answer = await inTime(redis())
      this.#succeeded()
      return answer
    } catch (error) {
      this.#failed(error)
      return memory()
    }
  }

  #failed (error: unknown): void {
    this.#nextTry = Date.now() + PAUSE
    if (this.#failing) return
    this.#failing = true
    this.#log.warn(
      { err: describeError(error) },
      'Redis does not answer: rate limits are counted in the memory of this process'
    )
  }

  #succeeded (): void {
    if (!this.#failing) return
    this.#failing = false
    this.#log.info('Redis answers again: rate limits are counted there')
  }
}

async function inTime<T> (answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => { reject(new Error(`No answer within ${PATIENCE} ms`)) }, PATIENCE)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}

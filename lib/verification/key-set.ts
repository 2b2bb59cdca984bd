import type { FastifyBaseLogger } from 'fastify'
import { errors } from '../errors.js'
import { publish } from '../events.js'
import { rootCause, safeText } from '../describe-error.js'
import type { CheckSignature, CompiledKeys } from './compile-keys.js'
import type { SigningKey } from './jwk.js'

/** How long keys are kept and how often they are asked for, all in milliseconds. */
export interface KeySetTimes {
  /** A key taken out of a healthy set stops working within this time. */
  readonly maxAge: number
  /** How long beyond `maxAge` the last good set serves while the key host fails. */
  readonly staleFor: number
  /** At least this long between two fetches that unknown key ids ask for. */
  readonly cooldown: number
  /** How long one fetch may take. */
  readonly timeout: number
}

/** The state of a pool's keys, for a health route. */
export interface KeySetHealth {
  /**
   * `fresh`: within `maxAge`. `stale`: the key host fails, the last good set serves on. `empty`: no token can
   * be judged.
   */
  readonly status: 'fresh' | 'stale' | 'empty'
  /** The number of keys in the set. */
  readonly keys: number
  /** Since the set was fetched, in milliseconds; null where there is none. */
  readonly age: number | null
  /** What the last fetch failed with; null where it succeeded. */
  readonly lastError: string | null
}

/** The keys of one pool. */
export interface KeySet {
  /** The check for a key id in hand. Never waits. */
  get(kid: string): CheckSignature | undefined
  /**
   * The same, asking the key host where that can help.
   * @throws FST_COGNITO_KEYS_UNAVAILABLE where there is no set to judge by
   */
  find(kid: string): Promise<CheckSignature | undefined>
  /**
   * Asks for the keys ahead of the first token. Never rejects: `health` tells whether it came to something.
   */
  warmUp(): Promise<void>
  keys(): readonly SigningKey[]
  health(): KeySetHealth
  /** Ends a fetch that is under way, and begins no other. */
  close(): void
}

/** Refresh this far into `maxAge`: ahead of its end by more than a fetch takes. */
const REFRESH_AT = 0.75
/** An empty set is tried again after this long, doubling to the next. In milliseconds. */
const FIRST_RETRY = 250
const LAST_RETRY = 5000
/** A set in hand that could not be refreshed is tried again after this long at the most, in milliseconds. */
const STALE_RETRY = 30_000

/** Fetches a set and makes its verifiers, those of keys that were there before excepted. */
export type LoadKeys = (previous: CompiledKeys, signal: AbortSignal) => Promise<CompiledKeys>

export const NO_KEYS: CompiledKeys = new Map()

/**
 * The keys of a pool, fetched from its key host, kept fresh off the request's path, and kept through its
 * outages.
 */
export class RemoteKeySet implements KeySet {
  readonly #load: LoadKeys
  readonly #times: KeySetTimes
  readonly #log: FastifyBaseLogger
  readonly #pool: string
  #keys = NO_KEYS
  #loadedAt = -Infinity
  #attemptedAt = -Infinity
  #failures = 0
  #lastError: string | null = null
  #loading: Promise<void> | null = null
  #timer: NodeJS.Timeout | undefined
  readonly #closing = new AbortController()

  /** @param pool - its name, for who listens */
  constructor ({
    load,
    times,
    log,
    pool
  }: {
    load: LoadKeys
    times: KeySetTimes
    log: FastifyBaseLogger
    pool: string
  }) {
    this.#load = load
    this.#times = times
    this.#log = log
    this.#pool = pool
  }

  async warmUp (): Promise<void> {
    if (!this.#isUsable()) await this.#refresh()
  }

  get (kid: string): CheckSignature | undefined {
    return this.#isUsable() ? this.#keys.get(kid)?.check : undefined
  }

  async find (kid: string): Promise<CheckSignature | undefined> {
    if (!this.#isUsable()) await this.#fetchFirst()
    else if (!this.#keys.has(kid)) await this.#refreshForUnknownKey()
    return this.get(kid)
  }

  keys (): readonly SigningKey[] {
    return this.#isUsable() ? Array.from(this.#keys.values(), ({ key }) => key) : []
  }

  health (): KeySetHealth {
    const usable = this.#isUsable()
    const age = Date.now() - this.#loadedAt
    return {
      status: !usable ? 'empty' : age <= this.#times.maxAge ? 'fresh' : 'stale',
      keys: usable ? this.#keys.size : 0,
      age: usable ? age : null,
      lastError: this.#lastError
    }
  }

  close (): void {
    this.#closing.abort()
    clearTimeout(this.#timer)
  }

  #isUsable (): boolean {
    const age = Date.now() - this.#loadedAt
    const { maxAge, staleFor } = this.#times
    if (age <= maxAge) return true
    // Beyond it only for want of an answer: the host failed, or is being asked since before. A process that
    // slept asks first.
    const isRefreshPending =
      this.#failures > 0 || (this.#loading !== null && this.#attemptedAt <= this.#loadedAt + maxAge)
    return isRefreshPending && age <= maxAge + staleFor
  }

  /**
   * Nothing to judge by: whoever asks waits for the one fetch under way, or learns at once that it is too
   * early for another.
   */
  async #fetchFirst (): Promise<void> {
    const retryAt = this.#attemptedAt + Math.min(FIRST_RETRY * 2 ** (this.#failures - 1), LAST_RETRY)
    if (this.#loading !== null || this.#failures === 0 || Date.now() >= retryAt) await this.#refresh()
    if (!this.#isUsable()) throw new errors.FST_COGNITO_KEYS_UNAVAILABLE()
  }

  /**
   * A key id that is not in the set: new since the fetch, or made up. One fetch per cooldown settles it for
   * all who ask.
   */
  async #refreshForUnknownKey (): Promise<void> {
    if (this.#loading !== null || Date.now() >= this.#attemptedAt + this.#times.cooldown) {
      await this.#refresh()
    }
  }

  /** One fetch at a time. Never rejects: what went wrong stands in the state and, at a change, in the log. */
  #refresh (): Promise<void> {
    this.#loading ??= this.#fetch().finally(() => {
      this.#loading = null
    })
    return this.#loading
  }

  async #fetch (): Promise<void> {
    this.#attemptedAt = Date.now()
    try {
      const keys = await this.#load(this.#keys, this.#closing.signal)
      if (keys.size === 0) throw new Error('no key of the set is fit to be used')
      this.#succeeded(keys)
    } catch (error) {
      this.#failed(error)
    }
  }

  #succeeded (keys: CompiledKeys): void {
    if (this.#failures > 0) this.#log.info({ keys: keys.size }, 'cognito key set is back')
    publish('fastify-cognito-auth:keys-fetched', { pool: this.#pool, keys: keys.size })
    this.#keys = keys
    this.#loadedAt = Date.now()
    this.#failures = 0
    this.#lastError = null
    this.#schedule(this.#times.maxAge * REFRESH_AT)
  }

  #failed (error: unknown): void {
    if (this.#closing.signal.aborted) return
    this.#lastError = safeText(reasonOf(error))
    publish('fastify-cognito-auth:keys-fetch-failed', { pool: this.#pool, reason: this.#lastError })
    if (++this.#failures === 1) {
      this.#log.warn(
        { reason: this.#lastError, usable: this.#isUsable() },
        'cognito key set cannot be fetched'
      )
    }
    if (this.#isUsable()) this.#schedule(Math.min(this.#times.cooldown, STALE_RETRY))
  }

  #schedule (delay: number): void {
    clearTimeout(this.#timer)
    if (this.#closing.signal.aborted) return
    this.#timer = setTimeout(() => {
      this.#refresh()
    }, delay)
    this.#timer.unref()
  }
}

/** A key set in hand, from the options: no network, no end. */
export class FixedKeySet implements KeySet {
  readonly #keys: CompiledKeys

  constructor (keys: CompiledKeys) {
    this.#keys = keys
  }

  get (kid: string): CheckSignature | undefined {
    return this.#keys.get(kid)?.check
  }

  async find (kid: string): Promise<CheckSignature | undefined> {
    return this.get(kid)
  }

  async warmUp (): Promise<void> {}

  keys (): readonly SigningKey[] {
    return Array.from(this.#keys.values(), ({ key }) => key)
  }

  health (): KeySetHealth {
    return { status: 'fresh', keys: this.#keys.size, age: 0, lastError: null }
  }

  close (): void {}
}

/**
 * undici says "fetch failed" and keeps why in the causes; that of a host with several addresses has a code
 * and no message.
 */
function reasonOf (error: unknown): string {
  const { message, code } = rootCause(error as Error) as NodeJS.ErrnoException
  return message || String(code)
}

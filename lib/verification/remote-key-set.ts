import type { FastifyBaseLogger } from 'fastify'
import { errors } from '../errors.js'
import { publish } from '../events.js'
import { reasonOf, safeText } from '../describe-error.js'
import { NO_KEYS, type CheckSignature, type CompiledKeys } from './compiled-keys.js'
import type { SigningKey } from './jwk.js'
import type { KeySet, KeySetHealth, KeySetTimes } from './key-set.js'

/** The part of `maxAge` after which the key set is refreshed in the background. */
const REFRESH_AT = 0.75
/** The delay before a failed first fetch is retried, which doubles up to the maximum. In milliseconds. */
const FIRST_RETRY = 250
const LAST_RETRY = 5000
/** The maximum delay before a failed refresh is retried, in milliseconds. */
const STALE_RETRY = 30_000

/** Fetches a key set and creates verifiers for its new keys. */
export type LoadKeys = (previous: CompiledKeys, signal: AbortSignal) => Promise<CompiledKeys>

/** A key set that is fetched from the JWKS endpoint, refreshed in the background, and kept during outages. */
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

  /** @param pool - the name of the pool, for events */
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
    // After `maxAge`, the key set is used only while the endpoint fails or a fetch is pending. A process that
    // was suspended fetches first.
    const isRefreshPending =
      this.#failures > 0 || (this.#loading !== null && this.#attemptedAt <= this.#loadedAt + maxAge)
    return isRefreshPending && age <= maxAge + staleFor
  }

  /**
   * Without a key set, callers wait for the pending fetch, or fail at once if it is too early for another.
   */
  async #fetchFirst (): Promise<void> {
    const retryAt = this.#attemptedAt + Math.min(FIRST_RETRY * 2 ** (this.#failures - 1), LAST_RETRY)
    if (this.#loading !== null || this.#failures === 0 || Date.now() >= retryAt) await this.#refresh()
    if (!this.#isUsable()) throw new errors.FST_COGNITO_KEYS_UNAVAILABLE()
  }

  /**
   * A key ID that is not in the key set is either new or invalid. One fetch per cooldown decides for all
   * callers.
   */
  async #refreshForUnknownKey (): Promise<void> {
    if (this.#loading !== null || Date.now() >= this.#attemptedAt + this.#times.cooldown) {
      await this.#refresh()
    }
  }

  /**
   * Fetches once at a time. Never rejects: an error is in the state and, when the state changes, in the log.
   */
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
      if (keys.size === 0) throw new Error('the key set has no usable key')
      this.#succeeded(keys)
    } catch (error) {
      this.#failed(error)
    }
  }

  #succeeded (keys: CompiledKeys): void {
    if (this.#failures > 0) this.#log.info({ keys: keys.size }, 'JWKS refresh recovered')
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
      this.#log.warn({ reason: this.#lastError, usable: this.#isUsable() }, 'JWKS refresh failed')
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

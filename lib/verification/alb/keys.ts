import { createPublicKey, type KeyObject } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import type { FastifyBaseLogger } from 'fastify'
import { LRUCache } from 'lru-cache'
import { reasonOf, safeText } from '../../describe-error.js'
import { errors } from '../../errors.js'
import { publish } from '../../events.js'
import { fetchText, StatusError } from '../fetch-text.js'
import type { KeySetTimes } from '../key-set.js'
import { KeyBudget } from './key-budget.js'

/** A load balancer uses a few keys at a time. */
const MAX_KEYS = 16
/** The number of key IDs without a key that are remembered. */
const MAX_UNKNOWN = 100
/** The key of P-256 has 178 characters in PEM. */
const MAX_BYTES = 1024

/** The delay before a failed fetch is retried, which doubles up to the maximum. In milliseconds. */
const FIRST_RETRY = 250
const LAST_RETRY = 5000

const PEM = /^\s*-----BEGIN PUBLIC KEY-----[\s\w+/=]+-----END PUBLIC KEY-----\s*$/

/** A key that has not verified a token yet. */
interface Candidate {
  readonly key: KeyObject
  /** The user whose budget it was fetched from. */
  readonly user: string | null
}

/** Identifies a key. */
export interface KeyLocation {
  readonly url: string
  /** The name of the pool, for events. */
  readonly pool: string
}

/** The public keys of load balancers, fetched by key ID. */
export class AlbKeys {
  readonly #times: KeySetTimes
  readonly #log: FastifyBaseLogger
  readonly #budget: KeyBudget
  /** Keys that have verified a token. */
  readonly #keys: LRUCache<string, KeyObject>
  /**
   * The key endpoint has the keys of every load balancer of a Region, of every customer. So a key is not
   * necessarily one of the configured load balancers, and must not replace those that are.
   */
  readonly #candidates = new LRUCache<string, Candidate>({ max: MAX_KEYS })
  readonly #unknown: LRUCache<string, true>
  /** The pending fetches, by URL. */
  readonly #loading = new Map<string, Promise<KeyObject | undefined>>()
  readonly #closing = new AbortController()
  #failures = 0
  #retryAt = 0

  constructor (times: KeySetTimes, log: FastifyBaseLogger) {
    this.#times = times
    this.#log = log
    this.#budget = new KeyBudget(times.cooldown)
    // The maximum time that a key set is used, so that a key that AWS has removed does not verify forever.
    this.#keys = new LRUCache({ max: MAX_KEYS, ttl: times.maxAge + times.staleFor })
    this.#unknown = new LRUCache({ max: MAX_UNKNOWN, ttl: times.cooldown })
    // The budget limits the number of fetches.
    setMaxListeners(0, this.#closing.signal)
  }

  /**
   * Returns a key, which is fetched if it is not loaded. Undefined if there is no such key, or if too many
   * unknown keys were requested.
   *
   * @param user - the ID of the user of the verified access token. Null without one
   * @throws FST_COGNITO_KEYS_UNAVAILABLE if the key cannot be fetched
   */
  async find (location: KeyLocation, user: string | null): Promise<KeyObject | undefined> {
    const { url } = location
    const known = this.#keys.get(url) ?? this.#candidates.get(url)?.key
    if (known !== undefined || this.#unknown.has(url)) return known
    const pending = this.#loading.get(url)
    if (pending !== undefined) return pending
    if (this.#failures > 0) this.#assertRetry()
    if (!this.#budget.take(user)) return undefined
    const loading = this.#load(location, user).finally(() => {
      this.#loading.delete(url)
    })
    this.#loading.set(url, loading)
    return loading
  }

  /** Keeps a key that has verified a token of a configured load balancer. */
  confirm (url: string): void {
    const candidate = this.#candidates.get(url)
    if (candidate === undefined) return
    this.#candidates.delete(url)
    this.#keys.set(url, candidate.key)
    this.#budget.giveBack(candidate.user)
  }

  /** Aborts pending fetches and starts no other. */
  close (): void {
    this.#closing.abort()
  }

  /** While fetches fail, only one is tried at a time, for any key. */
  #assertRetry (): void {
    if (Date.now() < this.#retryAt) throw new errors.FST_COGNITO_KEYS_UNAVAILABLE()
    this.#delayRetry()
  }

  #delayRetry (): void {
    this.#retryAt = Date.now() + Math.min(FIRST_RETRY * 2 ** this.#failures, LAST_RETRY)
  }

  async #load ({ url, pool }: KeyLocation, user: string | null): Promise<KeyObject | undefined> {
    try {
      const key = await this.#fetch(url)
      if (this.#failures > 0) this.#log.info({ pool }, 'load balancer keys recovered')
      this.#failures = 0
      if (key === undefined) this.#unknown.set(url, true)
      else this.#candidates.set(url, { key, user })
      return key
    } catch (error) {
      this.#budget.giveBack(user)
      this.#failed(error, pool)
      throw new errors.FST_COGNITO_KEYS_UNAVAILABLE()
    }
  }

  #failed (error: unknown, pool: string): void {
    if (this.#closing.signal.aborted) return
    const reason = safeText(reasonOf(error))
    publish('fastify-cognito-auth:keys-fetch-failed', { pool, reason })
    if (this.#failures === 0) this.#log.warn({ pool, reason }, 'load balancer keys unavailable')
    this.#delayRetry()
    this.#failures++
  }

  async #fetch (url: string): Promise<KeyObject | undefined> {
    let pem: string
    try {
      pem = await fetchText(url, {
        timeout: this.#times.timeout,
        signal: this.#closing.signal,
        accept: '*/*',
        maxBytes: MAX_BYTES,
        endpoint: 'the key endpoint',
        document: 'the key'
      })
    } catch (error) {
      if (isMissing(error)) return undefined
      throw error
    }
    return publicKey(pem)
  }
}

/** S3, which has the keys in GovCloud, responds with 403 for an object that does not exist. */
function isMissing (error: unknown): boolean {
  return error instanceof StatusError && [400, 403, 404, 410].includes(error.status)
}

function publicKey (pem: string): KeyObject {
  if (!PEM.test(pem)) throw new Error('the key endpoint did not return a public key')
  const key = createPublicKey(pem)
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw new Error('the key is not of P-256')
  return key
}

import type { CheckSignature } from './compiled-keys.js'
import type { SigningKey } from './jwk.js'

/** How long key sets are cached and how often they are fetched. All times are in milliseconds. */
export interface KeySetTimes {
  /** How long a key set is used before it is fetched again. A removed key is rejected within this time. */
  readonly maxAge: number
  /** How long the last key set is used beyond `maxAge` while the JWKS endpoint fails. */
  readonly staleFor: number
  /** The shortest time between two fetches for unknown key IDs. */
  readonly cooldown: number
  /** How long one fetch may take. */
  readonly timeout: number
}

/** The state of a pool's key set, for a health check. */
export interface KeySetHealth {
  /**
   * `fresh`: fetched within `maxAge`. `stale`: the JWKS endpoint fails, and the last key set is used.
   * `empty`: there is no key set, so no token can be verified.
   */
  readonly status: 'fresh' | 'stale' | 'empty'
  /** The number of keys in the set. */
  readonly keys: number
  /** The time since the key set was fetched, in milliseconds. Null if there is none. */
  readonly age: number | null
  /** The error of the last fetch. Null if it succeeded. */
  readonly lastError: string | null
}

/** The key set of one pool. */
export interface KeySet {
  /** Returns the verifier of a key ID if it is loaded. Never waits. */
  get(kid: string): CheckSignature | undefined
  /**
   * Returns the verifier of a key ID, and fetches the key set if necessary.
   *
   * @throws FST_COGNITO_KEYS_UNAVAILABLE if there is no key set
   */
  find(kid: string): Promise<CheckSignature | undefined>
  /** Fetches the key set before the first token. Never rejects: for the result see `health`. */
  warmUp(): Promise<void>
  keys(): readonly SigningKey[]
  health(): KeySetHealth
  /** Aborts a pending fetch and starts no other. */
  close(): void
}

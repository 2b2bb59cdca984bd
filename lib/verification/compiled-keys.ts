import type { SigningKey } from './jwk.js'

/**
 * Verifies the format, algorithm and signature of a token with one key. Returns the payload, or throws the
 * error of the library.
 */
export type CheckSignature = (token: string) => unknown

/** A key, with its verifier. */
export interface CompiledKey {
  readonly key: SigningKey
  readonly check: CheckSignature
}

/** The entries of a key set that are skipped, by index or key ID, with the reason. */
export interface SkippedKey {
  readonly index?: number
  readonly kid?: string
  readonly reason: string
}

/** The keys of a key set, by key ID. Never changed: a new key set replaces the whole map. */
export type CompiledKeys = ReadonlyMap<string, CompiledKey>

export const NO_KEYS: CompiledKeys = new Map()

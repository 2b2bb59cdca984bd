import type { CheckSignature, CompiledKeys } from './compiled-keys.js'
import type { SigningKey } from './jwk.js'
import type { KeySet, KeySetHealth } from './key-set.js'

/** A key set from the options. It uses no network and does not expire. */
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

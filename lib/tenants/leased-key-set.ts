import type { CheckSignature } from '../verification/compiled-keys.js'
import type { SigningKey } from '../verification/jwk.js'
import type { KeySet, KeySetHealth } from '../verification/key-set.js'
import type { Lease } from './lease.js'

/**
 * The key set of a pool while its lease is current. Afterwards it has no keys, so cached tokens are rejected
 * too.
 */
export class LeasedKeySet implements Omit<KeySet, 'warmUp'> {
  readonly #keySet: KeySet
  readonly #lease: Lease

  constructor (keySet: KeySet, lease: Lease) {
    this.#keySet = keySet
    this.#lease = lease
  }

  get (kid: string): CheckSignature | undefined {
    return this.#lease.isCurrent ? this.#keySet.get(kid) : undefined
  }

  find (kid: string): Promise<CheckSignature | undefined> {
    return this.#keySet.find(kid)
  }

  keys (): readonly SigningKey[] {
    return this.#keySet.keys()
  }

  health (): KeySetHealth {
    return this.#keySet.health()
  }

  close (): void {
    this.#keySet.close()
  }
}

import type { KeyMakers, PublishedKey, SigningKey } from './keys.js'

interface SigningPair {
  readonly access: SigningKey
  readonly id: SigningKey
}

/** The keys of a test pool: two signing keys, as on AWS, and the published key set. */
export class KeyRing {
  readonly #make: KeyMakers
  #signing: SigningPair
  #published: readonly SigningKey[]

  constructor (make: KeyMakers) {
    this.#make = make
    this.#signing = pairOf(make)
    this.#published = Object.values(this.#signing)
  }

  /** The published key set. The current signing keys are first. */
  get jwks (): { keys: PublishedKey[] } {
    return { keys: this.#published.map(({ jwk }) => jwk) }
  }

  /** Returns the key that signs tokens of this use. */
  signer (tokenUse: unknown): SigningKey {
    return tokenUse === 'id' ? this.#signing.id : this.#signing.access
  }

  rotate (): void {
    this.#signing = pairOf(this.#make)
    this.#published = [...Object.values(this.#signing), ...this.#published]
  }

  /** Removes a key from the key set, or without `kid` all keys that no longer sign. */
  remove (kid: string | undefined): void {
    const signing: readonly SigningKey[] = Object.values(this.#signing)
    const left = this.#published.filter(key => (kid === undefined ? signing.includes(key) : key.kid !== kid))
    if (left.length === this.#published.length) {
      throw new Error(
        kid === undefined
          ? 'removeKey() requires a rotated key; call rotateKeys() first, or pass the ID of a key in ' +
              'pool.jwks'
          : 'removeKey(kid): kid must be the ID of a key in pool.jwks'
      )
    }
    this.#published = left
  }
}

function pairOf (make: KeyMakers): SigningPair {
  return { access: make.access(), id: make.id() }
}

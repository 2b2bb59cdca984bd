import type { KeyMakers, PublishedKey, SigningKey } from './keys.js'

interface SigningPair {
  readonly access: SigningKey
  readonly id: SigningKey
}

/** The keys of a pool: two that sign, as AWS has them, and those that it publishes. */
export class KeyRing {
  readonly #make: KeyMakers
  #signing: SigningPair
  #published: readonly SigningKey[]

  constructor (make: KeyMakers) {
    this.#make = make
    this.#signing = pairOf(make)
    this.#published = Object.values(this.#signing)
  }

  /** The published set; those that sign now come first. */
  get jwks (): { keys: PublishedKey[] } {
    return { keys: this.#published.map(({ jwk }) => jwk) }
  }

  /** The key that signs tokens of this use. */
  signer (tokenUse: unknown): SigningKey {
    return tokenUse === 'id' ? this.#signing.id : this.#signing.access
  }

  rotate (): void {
    this.#signing = pairOf(this.#make)
    this.#published = [...Object.values(this.#signing), ...this.#published]
  }

  /** Takes one key out of the set, or all that do not sign any more. */
  remove (kid: string | undefined): void {
    const signing: readonly SigningKey[] = Object.values(this.#signing)
    const left = this.#published.filter(key => (kid === undefined ? signing.includes(key) : key.kid !== kid))
    if (left.length === this.#published.length) {
      throw new Error(
        kid === undefined
          ? 'removeKey() takes out the keys that were replaced, and none was: call rotateKeys() first, or ' +
              'name a key id of pool.jwks'
          : 'removeKey(kid): the pool publishes no key of this id; those of pool.jwks can be taken out'
      )
    }
    this.#published = left
  }
}

function pairOf (make: KeyMakers): SigningPair {
  return { access: make.access(), id: make.id() }
}

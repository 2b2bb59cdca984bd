/** The slots for each token that the cache may hold, before rounding up to a power of two. */
const SLOTS_PER_TOKEN = 4
/** The characters of a signature that are hashed: 72 random bits. The last character has fewer bits. */
const FIRST = -13
const LAST = -1

/** FNV-1a, in 32 bits. */
const OFFSET_BASIS = 0x811c9dc5
const PRIME = 0x01000193

/**
 * Remembers for verified tokens that they were seen, in four bytes each. A later token takes the slot of an
 * earlier one, so that the size is fixed.
 *
 * Two tokens may have the same hash: use this for decisions about memory only.
 */
export class SeenTokens {
  readonly #hashes: Uint32Array

  /** @param max - the number of tokens of which most are remembered */
  constructor (max: number) {
    this.#hashes = new Uint32Array(2 ** Math.ceil(Math.log2(max * SLOTS_PER_TOKEN)))
  }

  /** Returns whether the token was seen before, as far as it is remembered, and remembers it. */
  see (token: string): boolean {
    const hash = hashOf(token)
    const slot = hash & (this.#hashes.length - 1)
    if (this.#hashes[slot] === hash) return true
    this.#hashes[slot] = hash
    return false
  }
}

function hashOf (token: string): number {
  let hash = OFFSET_BASIS
  for (let index = token.length + FIRST; index < token.length + LAST; index++) {
    hash = Math.imul(hash ^ token.charCodeAt(index), PRIME)
  }
  return hash >>> 0
}

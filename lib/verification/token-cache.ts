import { LRUCache } from 'lru-cache'
import type { CurrentUser } from '../user/current-user.js'
import type { Expectations } from './claim-checks.js'
import type { CheckSignature } from './compiled-keys.js'
import type { KeySet } from './key-set.js'
import { SeenTokens } from './seen-tokens.js'

/** A verified token, with its key and expiry. */
export interface CachedToken {
  readonly token: string
  readonly user: CurrentUser
  readonly kid: string
  readonly check: CheckSignature
  readonly keySet: Pick<KeySet, 'get'>
  readonly pool: Pick<Expectations, 'clock' | 'clockTolerance'>
}

/**
 * V8 hashes the whole string that it looks up, which for a token costs more than the rest of the request's
 * authentication. So tokens are found by their last 43 characters, 256 bits of the signature, and then
 * compared in full.
 */
const TAIL = -43

/**
 * The number of characters that the cache may hold for each token, on average. It limits the memory if many
 * tokens are long.
 */
const CHARACTERS_PER_TOKEN = 8192
/** The maximum length of a token: a token of this length fits into a cache of any size. */
const MAX_LENGTH = 65_536

/**
 * A cache of verified tokens, by their exact text. An entry is valid until the token expires or its key is
 * removed. The least recently used entry is evicted first. Only verified tokens are added, so invalid tokens
 * evict nothing.
 *
 * A token is added when it is verified for the second time. Many applications see most tokens once, and
 * keeping what was verified costs about half as much as verifying it: V8 moves it to the part of the heap
 * whose collection is expensive.
 */
export class TokenCache {
  readonly #tokens: LRUCache<string, CachedToken>
  readonly #seen: SeenTokens

  /** @param max - the maximum number of tokens */
  constructor ({ max }: { max: number }) {
    this.#tokens = new LRUCache({
      max,
      maxSize: Math.max(max * CHARACTERS_PER_TOKEN, MAX_LENGTH),
      sizeCalculation: ({ token }) => token.length
    })
    this.#seen = new SeenTokens(max)
  }

  get (token: string): CurrentUser | undefined {
    const tail = token.slice(TAIL)
    const entry = this.#tokens.get(tail)
    // Compared in full: a caller can put the signature of another token under a forged one.
    if (entry === undefined || entry.token !== token) return undefined
    if (isValid(entry)) return entry.user
    this.#tokens.delete(tail)
    return undefined
  }

  /** Adds a token if it was verified before. */
  add (entry: CachedToken): void {
    if (this.#seen.see(entry.token)) this.#tokens.set(entry.token.slice(TAIL), entry)
  }
}

/**
 * Returns whether a token has not expired and its key is still in the key set. A key keeps its verifier from
 * one fetch to the next.
 */
function isValid ({ user, kid, check, keySet, pool }: CachedToken): boolean {
  return pool.clock() < user.expiresAt + pool.clockTolerance * 1000 && keySet.get(kid) === check
}

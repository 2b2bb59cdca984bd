import { LRUCache } from 'lru-cache'
import type { CurrentUser } from '../user/current-user.js'
import type { Expectations } from './claim-checks.js'
import type { CheckSignature } from './compile-keys.js'
import type { KeySet } from './key-set.js'

/** A verified token, and what its verdict rests on. */
export interface CachedToken {
  readonly token: string
  readonly user: CurrentUser
  readonly kid: string
  readonly check: CheckSignature
  readonly keySet: Pick<KeySet, 'get'>
  readonly pool: Pick<Expectations, 'clock' | 'clockTolerance'>
}

/**
 * V8 hashes the whole of a text that it looks up, which for a token costs more than all else on the path of
 * one that is known. So tokens are found by their last 43 characters, 256 bits of a signature, and then
 * compared whole.
 */
const TAIL = -43

/**
 * How many characters of tokens are kept at most, for each token that the cache may have: the few that are
 * long do not count, but a flood of long ones must not take more memory than was meant.
 */
const CHARACTERS_PER_TOKEN = 8192
/** What one token may have at the most: it is kept whatever the cache's size. */
const LONGEST = 65_536

/**
 * Tokens that were verified, by their exact text. A verdict stands as long as the token has not expired and
 * its key is in the set; the least recently used goes first. Only verified tokens enter, so junk pushes
 * nothing out.
 */
export class TokenCache {
  readonly #tokens: LRUCache<string, CachedToken>

  /** @param max - how many tokens are kept */
  constructor ({ max }: { max: number }) {
    this.#tokens = new LRUCache({
      max,
      maxSize: Math.max(max * CHARACTERS_PER_TOKEN, LONGEST),
      sizeCalculation: ({ token }) => token.length
    })
  }

  get (token: string): CurrentUser | undefined {
    const tail = token.slice(TAIL)
    const entry = this.#tokens.get(tail)
    // Another token's signature is anybody's to put under a token of their own.
    if (entry === undefined || entry.token !== token) return undefined
    if (isValid(entry)) return entry.user
    this.#tokens.delete(tail)
    return undefined
  }

  add (entry: CachedToken): void {
    this.#tokens.set(entry.token.slice(TAIL), entry)
  }
}

/** A key that is still in the set keeps its check from one fetch to the next. */
function isValid ({ user, kid, check, keySet, pool }: CachedToken): boolean {
  return pool.clock() < user.expiresAt + pool.clockTolerance * 1000 && keySet.get(kid) === check
}

import { LRUCache } from 'lru-cache'
import type { CurrentUser } from '../user/current-user.js'
import type { Expectations } from './claim-checks.js'
import type { CheckSignature } from './compile-keys.js'
import type { KeySet } from './key-set.js'

/** A verified token, and what its verdict rests on. */
export interface Verdict {
  readonly user: CurrentUser
  readonly kid: string
  readonly check: CheckSignature
  readonly keySet: KeySet
  readonly pool: Pick<Expectations, 'clock' | 'clockTolerance'>
}

/**
 * Tokens that were verified, by their exact text. A verdict stands as long as the token has not expired and its key is
 * in the set; the least recently used goes first. Only verified tokens enter, so junk pushes nothing out.
 */
export class TokenCache {
  readonly #verdicts: LRUCache<string, Verdict>

  /** @param max - how many tokens are kept */
  constructor ({ max }: { max: number }) {
    this.#verdicts = new LRUCache({ max })
  }

  get (token: string): CurrentUser | undefined {
    const verdict = this.#verdicts.get(token)
    if (verdict === undefined) return undefined
    if (stands(verdict)) return verdict.user
    this.#verdicts.delete(token)
    return undefined
  }

  set (token: string, verdict: Verdict): void {
    this.#verdicts.set(token, verdict)
  }
}

/** A key that is still in the set keeps its check from one fetch to the next. */
function stands ({ user, kid, check, keySet, pool }: Verdict): boolean {
  return pool.clock() < user.expiresAt + pool.clockTolerance * 1000 && keySet.get(kid) === check
}

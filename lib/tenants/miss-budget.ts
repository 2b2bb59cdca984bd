/** The number of unknown issuers that `resolve` is called for within one cooldown, and at once. */
const CAPACITY = 20

/**
 * Limits how often `resolve` is called for issuers that have no pool. Calls for issuers that have one are
 * given back, so only unknown issuers are limited, for any number of pools.
 */
export class MissBudget {
  readonly #cooldown: number
  #left = CAPACITY
  #refilledAt = Date.now()

  /** @param cooldown - the time in which the whole budget is restored, in milliseconds */
  constructor (cooldown: number) {
    this.#cooldown = cooldown
  }

  /** Takes one call from the budget. Returns false if none is left. */
  take (): boolean {
    const now = Date.now()
    this.#left = Math.min(CAPACITY, this.#left + ((now - this.#refilledAt) / this.#cooldown) * CAPACITY)
    this.#refilledAt = now
    if (this.#left < 1) return false
    this.#left--
    return true
  }

  /** Gives one call back: the issuer has a pool, or `resolve` failed. */
  giveBack (): void {
    this.#left = Math.min(CAPACITY, this.#left + 1)
  }
}

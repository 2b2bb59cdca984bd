/** How many issuers may turn out unknown within one cooldown, and at once. */
const CAPACITY = 20

/**
 * Limits how often an application is asked about issuers that it does not know. An issuer that is known costs nothing in the end,
 * so however many pools there are, a flood of made-up issuers is all that is held back.
 */
export class MissBudget {
  readonly #cooldown: number
  #left = CAPACITY
  #refilledAt = Date.now()

  /** @param cooldown - in which a whole budget comes back, in milliseconds */
  constructor (cooldown: number) {
    this.#cooldown = cooldown
  }

  /** Takes one, where there is one. */
  take (): boolean {
    const now = Date.now()
    this.#left = Math.min(CAPACITY, this.#left + (now - this.#refilledAt) / this.#cooldown * CAPACITY)
    this.#refilledAt = now
    if (this.#left < 1) return false
    this.#left--
    return true
  }

  /** Gives one back: the issuer was known, or nobody could say. */
  giveBack (): void {
    this.#left = Math.min(CAPACITY, this.#left + 1)
  }
}

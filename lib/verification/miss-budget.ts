/**
 * Limits how often something unknown is looked up, such as an issuer. Lookups that find something are given
 * back, so only those that find nothing are limited.
 */
export class MissBudget {
  readonly #cooldown: number
  readonly #capacity: number
  #left: number
  #refilledAt = Date.now()

  /**
   * @param cooldown - the time in which the whole budget is restored, in milliseconds
   * @param capacity - the number of lookups within one cooldown that may find nothing
   */
  constructor (cooldown: number, capacity: number) {
    this.#cooldown = cooldown
    this.#capacity = capacity
    this.#left = capacity
  }

  /** Takes one lookup from the budget. Returns false if none is left. */
  take (): boolean {
    const now = Date.now()
    const restored = ((now - this.#refilledAt) / this.#cooldown) * this.#capacity
    this.#left = Math.min(this.#capacity, this.#left + restored)
    this.#refilledAt = now
    if (this.#left < 1) return false
    this.#left--
    return true
  }

  /** Gives one lookup back: it has found something, or failed. */
  giveBack (): void {
    this.#left = Math.min(this.#capacity, this.#left + 1)
  }
}

/** The time of a local Cognito, which can be advanced. */
export class Clock {
  readonly #source: () => number
  #ahead = 0

  constructor (source: () => number = Date.now) {
    this.#source = source
  }

  /** Returns the time in milliseconds since the epoch. */
  readonly now = (): number => this.#source() + this.#ahead

  /** Sets the clock forward. */
  advance (milliseconds: number): void {
    this.#ahead += milliseconds
  }
}

/** How long a pool is used. All times are in milliseconds. */
export interface LeaseTimes {
  /** The time until its options are requested again. */
  readonly ttl: number
  /** The time beyond `ttl` while `resolve` fails. */
  readonly staleFor: number
  /** The time between two failed calls of `resolve`. */
  readonly retry: number
}

/** The part of `ttl` after which the options are requested again, in the background. */
const REFRESH_AT = 0.75

/** The time for which a pool may be used. */
export class Lease {
  readonly #times: LeaseTimes
  readonly #onDue: () => void
  #since = 0
  #dueAt = 0
  #endsAt = 0
  #hasEnded = false

  /**
   * @param onDue - called once when the options of the pool must be requested again; then call `renew` or
   * `extend`
   */
  constructor (times: LeaseTimes, onDue: () => void) {
    this.#times = times
    this.#onDue = onDue
    this.renew()
  }

  /** Whether the pool may be used now. Checked for every cached token, so it only reads the clock. */
  get isCurrent (): boolean {
    if (this.#hasEnded) return false
    const now = Date.now()
    if (now >= this.#dueAt) {
      this.#dueAt = Infinity
      this.#onDue()
    }
    return now < this.#endsAt
  }

  /** Starts the time anew: `resolve` has returned the pool again. */
  renew (): void {
    const { ttl } = this.#times
    this.#since = Date.now()
    this.#dueAt = this.#since + ttl * REFRESH_AT
    this.#endsAt = this.#since + ttl
  }

  /** Extends the time by `staleFor`: `resolve` has failed. */
  extend (): void {
    const { ttl, staleFor, retry } = this.#times
    this.#dueAt = Date.now() + retry
    this.#endsAt = this.#since + ttl + staleFor
  }

  /** Ends the lease when the pool is removed. A later result does not renew it. */
  end (): void {
    this.#hasEnded = true
  }
}

/** How long a pool is used, all in milliseconds. */
export interface Terms {
  /** Until its options are asked for again. */
  readonly ttl: number
  /** Beyond that, while no answer comes. */
  readonly staleFor: number
  /** Between two questions that were not answered. */
  readonly retry: number
}

/** Options are asked for again this far into `ttl`, in the background. */
const REFRESH_AT = 0.75

/** How long a pool may be used. */
export class Lease {
  readonly #terms: Terms
  readonly #onDue: () => void
  #since = 0
  #dueAt = 0
  #endsAt = 0

  /** @param onDue - called once when it is time to ask for the pool's options again: to be answered by `renew` or `extend` */
  constructor (terms: Terms, onDue: () => void) {
    this.#terms = terms
    this.#onDue = onDue
    this.renew()
  }

  /** Checked for every token that is verified already, so it costs a look at the time. */
  get isCurrent (): boolean {
    const now = Date.now()
    if (now >= this.#dueAt) {
      this.#dueAt = Infinity
      this.#onDue()
    }
    return now < this.#endsAt
  }

  /** The pool was confirmed. */
  renew (): void {
    const { ttl } = this.#terms
    this.#since = Date.now()
    this.#dueAt = this.#since + ttl * REFRESH_AT
    this.#endsAt = this.#since + ttl
  }

  /** The question was not answered: the pool is used for longer. */
  extend (): void {
    const { ttl, staleFor, retry } = this.#terms
    this.#dueAt = Date.now() + retry
    this.#endsAt = this.#since + ttl + staleFor
  }

  end (): void {
    this.#dueAt = Infinity
    this.#endsAt = 0
  }
}

/**
 * The clock of a test pool: the system clock, or a clock that stays at a whole second until a test changes
 * it.
 */
export class TestClock {
  #fixed: number | null

  constructor ({ fixed }: { fixed: boolean }) {
    this.#fixed = fixed ? Math.floor(Date.now() / 1000) * 1000 : null
  }

  get isFixed (): boolean {
    return this.#fixed !== null
  }

  /** Milliseconds since the epoch. */
  readonly now = (): number => this.#fixed ?? Date.now()

  advance (seconds: number): void {
    this.#move('advance(seconds): seconds must be a number', fixed => fixed + seconds * 1000)
  }

  set (time: Date | number): void {
    this.#move('setTime(time): time must be a Date, or a number of milliseconds since the epoch', () =>
      Number(time)
    )
  }

  #move (problem: string, to: (fixed: number) => number): void {
    if (this.#fixed === null) {
      throw new Error(
        'the pool uses the system clock; create it with createTestPool({ clock: true }) to set the time'
      )
    }
    const time = to(this.#fixed)
    if (!Number.isFinite(time)) throw new TypeError(problem)
    this.#fixed = time
  }
}

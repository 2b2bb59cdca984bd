/**
 * The time of a test pool. Real, or one that stands still at a whole second until a test moves it: so a test
 * is exact to the second.
 */
export class TestClock {
  #standing: number | null

  constructor ({ standing }: { standing: boolean }) {
    this.#standing = standing ? Math.floor(Date.now() / 1000) * 1000 : null
  }

  get isFixed (): boolean {
    return this.#standing !== null
  }

  /** Milliseconds since the epoch. */
  readonly now = (): number => this.#standing ?? Date.now()

  advance (seconds: number): void {
    this.#move('advance() takes a number of seconds', standing => standing + seconds * 1000)
  }

  set (time: Date | number): void {
    this.#move('setTime() takes a Date, or milliseconds since the epoch', () => Number(time))
  }

  #move (takes: string, to: (standing: number) => number): void {
    if (this.#standing === null) {
      throw new Error(
        'the pool goes by the real time; createTestPool({ clock: true }) has a clock that can be moved'
      )
    }
    const time = to(this.#standing)
    if (!Number.isFinite(time)) throw new TypeError(takes)
    this.#standing = time
  }
}

/** What is made when it is first asked for, once. */
export class Lazy<T> {
  readonly #make: () => Promise<T>
  #made: Promise<T> | null = null

  constructor (make: () => Promise<T>) {
    this.#make = make
  }

  get (): Promise<T> {
    this.#made ??= this.#make()
    return this.#made
  }

  /** What was made, where it was asked for; else null. */
  get made (): Promise<T> | null {
    return this.#made
  }
}

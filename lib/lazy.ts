/** What is made when it is first asked for, once; again where that failed. */
export class Lazy<T> {
  readonly #make: () => Promise<T>
  #made: Promise<T> | null = null

  constructor (make: () => Promise<T>) {
    this.#make = make
  }

  get (): Promise<T> {
    this.#made ??= this.#make().catch((error: unknown) => {
      this.#made = null
      throw error
    })
    return this.#made
  }

  /** What was made, where it was asked for and could be; else null. */
  async made (): Promise<T | null> {
    return await this.#made?.catch(() => null) ?? null
  }
}

/** Closes what was made, if anything was. */
export async function closeMade (lazy: Lazy<{ close: () => Promise<void> } | null>): Promise<void> {
  await (await lazy.made())?.close()
}

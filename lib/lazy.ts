/** What is made when it is first asked for, once; again where that failed. */
export class Lazy<T> {
  readonly #factory: () => Promise<T>
  #value: Promise<T> | null = null

  constructor (factory: () => Promise<T>) {
    this.#factory = factory
  }

  get (): Promise<T> {
    this.#value ??= this.#factory().catch((error: unknown) => {
      this.#value = null
      throw error
    })
    return this.#value
  }

  /** What was made, where it was asked for and could be; else null. */
  async peek (): Promise<T | null> {
    return (await this.#value?.catch(() => null)) ?? null
  }
}

/** Closes what was made, if anything was. */
export async function closeIfLoaded (lazy: Lazy<{ close: () => Promise<void> } | null>): Promise<void> {
  await (await lazy.peek())?.close()
}

/**
 * A value that is created when it is first needed. If the creation fails, it is tried again at the next use.
 */
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

  /** Returns the value if it was created, else null. */
  async peek (): Promise<T | null> {
    return (await this.#value?.catch(() => null)) ?? null
  }
}

/** Closes the value if it was created. */
export async function closeIfLoaded (lazy: Lazy<{ close: () => Promise<void> } | null>): Promise<void> {
  await (await lazy.peek())?.close()
}

import { randomBytes } from 'node:crypto'

/** The maximum number of values; the oldest are removed first. */
const MAX_SIZE = 10_000

/** Values that are kept for a time, in memory, by a random ID. */
export class TemporaryValues<Value> {
  readonly #values = new Map<string, { value: Value, expiresAt: number }>()
  readonly #now: () => number

  constructor (now: () => number) {
    this.#now = now
  }

  /** Keeps a value for a lifetime in milliseconds, and returns its ID. */
  add (value: Value, lifetime: number): string {
    const now = this.#now()
    for (const [id, { expiresAt }] of this.#values) if (expiresAt <= now) this.#values.delete(id)
    for (const id of this.#values.keys()) if (this.#values.size >= MAX_SIZE) this.#values.delete(id)
    const id = randomBytes(32).toString('base64url')
    this.#values.set(id, { value, expiresAt: now + lifetime })
    return id
  }

  get (id: string): Value | undefined {
    const known = this.#values.get(id)
    return known !== undefined && known.expiresAt > this.#now() ? known.value : undefined
  }

  /** Returns a value and removes it. */
  take (id: string): Value | undefined {
    const value = this.get(id)
    this.#values.delete(id)
    return value
  }
}

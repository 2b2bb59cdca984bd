/** Records a change: the record's new value, or none if it was deleted. */
export type OnChange = (table: string, key: string, value?: unknown) => void

/** The records of one kind by their keys, in the order in which they were added. */
export class Table<Value> {
  readonly #records = new Map<string, Value>()
  readonly #name: string
  readonly #onChange: OnChange

  constructor (name: string, onChange: OnChange) {
    this.#name = name
    this.#onChange = onChange
  }

  get size (): number {
    return this.#records.size
  }

  get (key: string): Value | undefined {
    return this.#records.get(key)
  }

  has (key: string): boolean {
    return this.#records.has(key)
  }

  /** Adds a record, or saves one that was changed. */
  put (key: string, value: Value): Value {
    this.#records.set(key, value)
    this.#onChange(this.#name, key, value)
    return value
  }

  delete (key: string): void {
    if (this.#records.delete(key)) this.#onChange(this.#name, key)
  }

  values (): Value[] {
    return [...this.#records.values()]
  }

  entries (): IterableIterator<[string, Value]> {
    return this.#records.entries()
  }

  /** Adds a record that was read from the folder. */
  load (key: string, value: Value | undefined): void {
    if (value === undefined) this.#records.delete(key)
    else this.#records.set(key, value)
  }
}

import { join } from 'node:path'
import { Journal, type Change } from './journal.js'
import { lockFolder } from './lock.js'
import { Table } from './table.js'

/** The data of a local Cognito: tables of records, in memory and, if it has a folder, in a journal. */
export class Store {
  readonly #tables = new Map<string, Table<unknown>>()
  readonly #changed = new Map<string, Change>()
  readonly #journal: Journal | undefined
  readonly #unlock: (() => Promise<void>) | undefined
  #writing: Promise<void> = Promise.resolve()

  constructor (journal?: Journal, unlock?: () => Promise<void>) {
    this.#journal = journal
    this.#unlock = unlock
  }

  table<Value>(name: string): Table<Value> {
    let table = this.#tables.get(name)
    if (table === undefined) {
      table = new Table<unknown>(name, (...change) => this.#record(change))
      this.#tables.set(name, table)
    }
    return table as Table<Value>
  }

  /** Deletes every table whose name starts with a prefix. */
  drop (prefix: string): void {
    for (const [name, table] of this.#tables) {
      if (!name.startsWith(prefix)) continue
      for (const [key] of table.entries()) table.delete(key)
      this.#tables.delete(name)
    }
  }

  /** Resolves when every change until now is in the folder. Changes that cannot be written are kept. */
  async saved (): Promise<void> {
    if (this.#changed.size > 0) this.#writing = this.#write()
    await this.#writing
  }

  async #write (): Promise<void> {
    const changes = [...this.#changed.values()]
    this.#changed.clear()
    try {
      await this.#journal?.append(changes)
    } catch (error) {
      // The next write has them, with the values of then: later changes may have been written since.
      for (const [name, key] of changes) {
        const value = this.table(name).get(key)
        this.#record(value === undefined ? [name, key] : [name, key, value])
      }
      throw error
    }
  }

  /** Reads the journal. If most of its changes are superseded by later ones, it is rewritten without them. */
  async load (): Promise<void> {
    const journal = this.#journal as Journal
    const changes = await journal.open(([name, key, value]) => this.table(name).load(key, value))
    let records = 0
    for (const { size } of this.#tables.values()) records += size
    if (changes > 2 * records) await journal.replace(this.#all())
  }

  async close (): Promise<void> {
    await this.saved()
    await this.#journal?.close()
    await this.#unlock?.()
  }

  #record (change: Change): void {
    if (this.#journal !== undefined) this.#changed.set(JSON.stringify(change.slice(0, 2)), change)
  }

  #all (): Change[] {
    return [...this.#tables].flatMap(([name, table]) =>
      Array.from(table.entries(), ([key, value]): Change => [name, key, value])
    )
  }
}

/**
 * Opens the store of a folder, or one in memory.
 *
 * @throws FST_COGNITO_LOCAL_COGNITO if the folder cannot be read or another process uses it
 */
export async function openStore (folder?: string): Promise<Store> {
  if (folder === undefined) return new Store()
  const unlock = await lockFolder(folder)
  const journal = new Journal(join(folder, 'cognito.jsonl'))
  const store = new Store(journal, unlock)
  try {
    await store.load()
    return store
  } catch (error) {
    await journal.close()
    await unlock()
    throw error
  }
}

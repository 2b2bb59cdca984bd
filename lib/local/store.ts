import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errors } from '../errors.js'

type Node = Record<string, unknown>
type Path = string | readonly string[]

/**
 * A JSON file behind what cognito-local uses of its DataStore interface. Its own looks keys up
 * along the prototype chain, so that a client id of "constructor" is found; and
 * two writes at once can mix.
 */
export class JsonStore {
  readonly #file: string
  readonly #data: Node
  #dirty = false
  #saving: Promise<void> | undefined

  constructor (file: string, data: Node) {
    this.#file = file
    this.#data = data
  }

  async get<T> (_ctx: unknown, path: Path, byDefault?: T): Promise<T | null> {
    return this.read<T>(path) ?? byDefault ?? null
  }

  async set (_ctx: unknown, path: Path, value: unknown): Promise<void> {
    const { parent, key } = this.#locate(path)
    // Not parent[key] = value: a key of "__proto__" is data too.
    Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true })
    await this.save()
  }

  async delete (_ctx: unknown, path: Path): Promise<void> {
    const { parent, key } = this.#locate(path)
    Reflect.deleteProperty(parent, key)
    await this.save()
  }

  read<T> (path: Path): T | undefined {
    let value: unknown = this.#data
    for (const key of [path].flat() as string[]) value = own(value, key)
    return value as T | undefined
  }

  #locate (path: Path): { parent: Node, key: string } {
    const keys = [path].flat() as string[]
    const key = keys.pop() as string
    let parent = this.#data
    for (const step of keys) parent = (own(parent, step) ?? (parent[step] = {})) as Node
    return { parent, key }
  }

  async save (): Promise<void> {
    this.#dirty = true
    this.#saving ??= this.#write().finally(() => { this.#saving = undefined })
    await this.#saving
  }

  async #write (): Promise<void> {
    while (this.#dirty) {
      this.#dirty = false
      // Written beside and renamed, so that a crash leaves the old file whole.
      await writeFile(`${this.#file}.new`, JSON.stringify(this.#data, null, 2), { mode: 0o600 })
      await rename(`${this.#file}.new`, this.#file)
    }
  }
}

function own (value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Node)[key] : undefined
}

/** Opens the JSON files of one folder. */
export class JsonStoreFactory {
  readonly #folder: string

  constructor (folder: string) {
    this.#folder = folder
  }

  /** Throws FST_COGNITO_LOCAL_COGNITO where the file is there and is not JSON. */
  async create (_ctx: unknown, name: string, defaults: object): Promise<JsonStore> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    const file = join(this.#folder, `${name}.json`)
    const store = new JsonStore(file, { ...defaults, ...await load(file) })
    await store.save()
    return store
  }
}

async function load (file: string): Promise<Node> {
  try {
    return JSON.parse(await readFile(file, 'utf8'), revive) as Node
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return {}
    const error = new errors.FST_COGNITO_LOCAL_COGNITO(`${file} cannot be read; delete its folder to start afresh.`)
    error.cause = cause
    throw error
  }
}

// cognito-local keeps its dates in fields named so.
function revive (key: string, value: unknown): unknown {
  return key.endsWith('Date') && typeof value === 'string' ? new Date(value) : value
}

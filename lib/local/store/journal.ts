import { constants, open, rename, writeFile, type FileHandle } from 'node:fs/promises'
import { localCognitoError } from '../error.js'

/** A change of a record: its table, its key, and its new value unless it was deleted. */
export type Change = [table: string, key: string, value?: unknown]

const LINE_FEED = 0x0a

/**
 * A file of changes, to which others are appended. Each line is a JSON array of the changes that were made
 * together, so that a crash in the middle of a write loses that write and nothing else.
 */
export class Journal {
  readonly #path: string
  #file: FileHandle | undefined
  /** The size of the complete lines in bytes. */
  #size = 0
  #written: Promise<void> = Promise.resolve()

  constructor (path: string) {
    this.#path = path
  }

  /**
   * Opens the file, calls a function with each change, the oldest first, and returns how many there are. A
   * last line without an end is an incomplete write, which the next one overwrites.
   */
  async open (load: (change: Change) => void): Promise<number> {
    try {
      this.#file = await openFile(this.#path)
      const content = await this.#file.readFile()
      this.#size = content.lastIndexOf(LINE_FEED) + 1
      let count = 0
      for (const line of linesOf(content)) {
        const changes = JSON.parse(line) as Change[]
        changes.forEach(load)
        count += changes.length
      }
      return count
    } catch (cause) {
      throw localCognitoError(`${this.#path} cannot be read; delete its folder to start afresh.`, cause)
    }
  }

  /** Replaces the file with one that has only these changes. */
  async replace (changes: readonly Change[]): Promise<void> {
    const next = `${this.#path}.new`
    const content = Buffer.from(changes.map(change => `${JSON.stringify([change])}\n`).join(''))
    await writeFile(next, content, { mode: 0o600, flush: true })
    await this.close()
    await rename(next, this.#path)
    this.#file = await openFile(this.#path)
    this.#size = content.length
  }

  /** Appends changes. Resolves when they are in the file, and rejects if they cannot be written. */
  append (changes: readonly Change[]): Promise<void> {
    const line = Buffer.from(`${JSON.stringify(changes)}\n`)
    const written = this.#written.then(async () => await this.#write(line))
    this.#written = written.catch(() => {})
    return written
  }

  async close (): Promise<void> {
    await this.#written
    await this.#file?.close()
    this.#file = undefined
  }

  /** Writes a line after the complete ones. If that fails, a part of it that was written is removed. */
  async #write (line: Buffer): Promise<void> {
    const file = this.#file
    if (file === undefined) return
    try {
      for (let done = 0; done < line.length;) {
        const { bytesWritten } = await file.write(line, done, line.length - done, this.#size + done)
        done += bytesWritten
      }
    } catch (error) {
      await file.truncate(this.#size)
      throw error
    }
    this.#size += line.length
  }
}

/** Opens a file to read it and to write at any position. Creates it if it is missing. */
async function openFile (path: string): Promise<FileHandle> {
  return await open(path, constants.O_RDWR | constants.O_CREAT, 0o600)
}

/** Returns the lines that have an end. Converting one after another takes less memory than all at once. */
function * linesOf (content: Buffer): Generator<string> {
  for (let start = 0, end; (end = content.indexOf(LINE_FEED, start)) !== -1; start = end + 1) {
    yield content.toString('utf8', start, end)
  }
}

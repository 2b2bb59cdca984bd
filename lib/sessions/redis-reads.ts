import type { SessionScripts } from './redis-scripts.js'
import type { StoredSession } from './store.js'

/** A session to read. */
interface Read {
  readonly key: string
  /** The session as this process read it before. */
  readonly known: StoredSession | undefined
  resolve(session: StoredSession | null): void
  reject(error: unknown): void
}

/** A session of the script: null if there is none, and only `expiresAt` if the session is known. */
type Result = null | string | readonly [session: string, expiresAt: string]

/** The maximum number of sessions in one command, so that it does not block Redis for long. */
const BATCH = 100

/**
 * Reads sessions from Redis. Sessions that are requested in the same turn of the event loop are read by one
 * command, which spares most of the cost of a round trip on a busy server.
 */
export class RedisReads {
  readonly #connection: Pick<SessionScripts, 'readCognitoSessions'>
  #waiting: Read[] = []

  constructor (connection: Pick<SessionScripts, 'readCognitoSessions'>) {
    this.#connection = connection
  }

  read (key: string, known: StoredSession | undefined): Promise<StoredSession | null> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ key, known, resolve, reject })
      if (this.#waiting.length === 1) setImmediate(() => { this.#sendAll() })
    })
  }

  #sendAll (): void {
    const reads = this.#waiting
    this.#waiting = []
    for (let first = 0; first < reads.length; first += BATCH) this.#send(reads.slice(first, first + BATCH))
  }

  #send (reads: readonly Read[]): void {
    this.#connection
      .readCognitoSessions(
        reads.length,
        ...reads.map(({ key }) => key),
        ...reads.map(({ known }) => known?.version ?? '')
      )
      .then(results => {
        for (const [index, { known, resolve }] of reads.entries()) {
          resolve(sessionOf((results as readonly Result[])[index] as Result, known))
        }
      })
      .catch((error: unknown) => {
        for (const { reject } of reads) reject(error)
      })
  }
}

function sessionOf (result: Result, known: StoredSession | undefined): StoredSession | null {
  if (result === null) return null
  if (typeof result === 'string') return { ...(known as StoredSession), expiresAt: Number(result) }
  const [session, expiresAt] = result
  return { ...(JSON.parse(session) as StoredSession), expiresAt: Number(expiresAt) }
}

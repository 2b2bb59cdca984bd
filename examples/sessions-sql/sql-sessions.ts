import { setTimeout as sleep } from 'node:timers/promises'
import type { RevocationTarget, Sessions, SessionStore, StoredSession } from 'fastify-cognito-auth'
import sqlite, { type Database } from 'node-sqlite3-wasm'

// The version and the expiry are columns of their own, so that each operation is one statement. `data` has
// the session as JSON; the tokens in it are encrypted. IDs are case-sensitive, which is not the default of
// MySQL. For PostgreSQL, the times are of type bigint.
const TABLE = `
  create table if not exists sessions (
    id text primary key,
    user_id text not null,
    cognito_session text not null,
    version integer not null,
    expires_at integer not null,
    data text not null
  );
  create index if not exists sessions_user on sessions (user_id);
  create index if not exists sessions_cognito_session on sessions (cognito_session);
  create index if not exists sessions_expires_at on sessions (expires_at);
`

/** How often expired sessions are deleted, at most. In milliseconds. */
const SWEEP_INTERVAL = 60_000

/** How long an operation waits for other processes. In milliseconds. */
const TIMEOUT = 1000

/**
 * Returns a store that keeps sessions in a SQLite file, which several processes may use. If one of them is
 * killed while it writes, node-sqlite3-wasm leaves the folder `<path>.lock`, which has to be removed. A
 * database server, and `node:sqlite` of newer versions of Node.js, have no such folder.
 */
export function sqlSessions ({ path }: { path: string }): SessionStore {
  return {
    open: async ({ clock }) => {
      const database = new sqlite.Database(path)
      await whenUnlocked(() => database.exec(TABLE))
      return new SqlSessions(database, clock)
    }
  }
}

class SqlSessions implements Sessions {
  readonly #database: Database
  readonly #clock: () => number
  #nextSweep = 0

  constructor (database: Database, clock: () => number) {
    this.#database = database
    this.#clock = clock
  }

  async create (id: string, session: StoredSession): Promise<void> {
    await this.#sweep()
    const { user, session: cognitoSession, version, expiresAt } = session
    await this.#run(
      `insert into sessions (id, user_id, cognito_session, version, expires_at, data)
       values (?, ?, ?, ?, ?, ?)`,
      [id, user, cognitoSession, version, expiresAt, JSON.stringify(session)]
    )
  }

  async read (id: string): Promise<StoredSession | null> {
    const row = await whenUnlocked(() =>
      this.#database.get('select data, expires_at from sessions where id = ?', [id])
    )
    if (row == null) return null
    const session: StoredSession = JSON.parse(String(row['data']))
    return { ...session, expiresAt: Number(row['expires_at']) }
  }

  /** One statement compares the version and replaces the session, so only one of several processes does. */
  async replace (id: string, session: StoredSession): Promise<boolean> {
    const count = await this.#run('update sessions set data = ?, version = ? where id = ? and version = ?', [
      JSON.stringify(session),
      session.version,
      id,
      session.version - 1
    ])
    return count === 1
  }

  async touch (id: string, expiresAt: number): Promise<void> {
    await this.#run('update sessions set expires_at = ? where id = ?', [expiresAt, id])
  }

  async delete (id: string): Promise<void> {
    await this.#run('delete from sessions where id = ?', [id])
  }

  async deleteAll (target: RevocationTarget): Promise<void> {
    if ('session' in target) {
      await this.#run('delete from sessions where cognito_session = ?', [target.session])
    } else {
      await this.#run('delete from sessions where user_id = ? and cognito_session <> ?', [
        target.user,
        target.except ?? ''
      ])
    }
  }

  async close (): Promise<void> {
    this.#database.close()
  }

  /** Deletes expired sessions. */
  async #sweep (): Promise<void> {
    const now = this.#clock()
    if (now < this.#nextSweep) return
    this.#nextSweep = now + SWEEP_INTERVAL
    await this.#run('delete from sessions where expires_at <= ?', [now])
  }

  /** Runs a statement, and returns how many rows it changed. */
  async #run (sql: string, values: (string | number)[]): Promise<number> {
    const { changes } = await whenUnlocked(() => this.#database.run(sql, values))
    return changes
  }
}

/** Runs an operation, again if another process uses the file. A database server waits by itself. */
async function whenUnlocked<Result> (operation: () => Result): Promise<Result> {
  const end = Date.now() + TIMEOUT
  for (;;) {
    try {
      return operation()
    } catch (error) {
      const isLocked = error instanceof sqlite.SQLite3Error && error.message === 'database is locked'
      if (!isLocked || Date.now() > end) throw error
    }
    await sleep(1 + Math.random() * 5)
  }
}

import type { FastifyBaseLogger } from 'fastify'
import type { Sessions, SessionStore } from '../sessions/store.js'
import { CHECKS, SHARED_CHECKS, type Check } from './session-store-checks.js'

/** A test of a store of sessions. */
export interface SessionStoreTest {
  /** The behavior that is tested. */
  readonly name: string
  /** Runs the test. Rejects with an `AssertionError` if the store does not have the behavior. */
  readonly run: () => Promise<void>
}

/** The options of `sessionStoreTests()`. */
export interface SessionStoreTestsOptions {
  /**
   * Whether several processes share the sessions. `false` leaves out the tests of that, for a store in the
   * memory of one process. Defaults to `true`.
   */
  readonly shared?: boolean
}

/**
 * Returns the tests that every store for the option `session.store` must pass, for any test runner. They take
 * a few seconds, of which two are waiting.
 *
 * The tests use new IDs and users, so the database need not be empty. Some of their sessions remain in it.
 *
 * @example
 * ```ts
 * import { test } from 'node:test'
 * import { memorySessions } from 'fastify-cognito-auth'
 * import { sessionStoreTests } from 'fastify-cognito-auth/testing'
 *
 * for (const { name, run } of sessionStoreTests(() => memorySessions(), { shared: false })) test(name, run)
 * ```
 *
 * @param createStore - returns a store, as `session.store` does in each process: it is called several times,
 * and the stores have one database. The tests open each store once, and close it
 */
export function sessionStoreTests (
  createStore: () => SessionStore | Promise<SessionStore>,
  { shared = true }: SessionStoreTestsOptions = {}
): readonly SessionStoreTest[] {
  return Object.entries({ ...CHECKS, ...(shared && SHARED_CHECKS) }).map(([name, check]) => ({
    name,
    run: () => runCheck(check, createStore)
  }))
}

async function runCheck (
  check: Check,
  createStore: () => SessionStore | Promise<SessionStore>
): Promise<void> {
  const opened = new Set<Sessions>()
  const close = async (sessions: Sessions): Promise<void> => {
    opened.delete(sessions)
    await sessions.close()
  }
  const open = async (clock: () => number = Date.now): Promise<Sessions> => {
    const sessions = await (await createStore()).open({ log: SILENT, clock })
    opened.add(sessions)
    return sessions
  }
  try {
    await check({ open, close })
  } finally {
    await Promise.all([...opened].map(close))
  }
}

const ignore = (): void => {}

const SILENT: FastifyBaseLogger = {
  level: 'silent',
  fatal: ignore,
  error: ignore,
  warn: ignore,
  info: ignore,
  debug: ignore,
  trace: ignore,
  silent: ignore,
  child: () => SILENT
}

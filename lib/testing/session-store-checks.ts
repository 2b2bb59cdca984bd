import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Sessions, StoredSession } from '../sessions/store.js'

/** Opens stores for one check, and closes them after it. */
export interface OpenStores {
  /** Opens a store, as a process of the application does. Defaults to the system clock. */
  open(clock?: () => number): Promise<Sessions>
  /** Closes an open store before the check ends. */
  close(sessions: Sessions): Promise<void>
}

/** A check of a store. It throws an `AssertionError` if the store does not conform. */
export type Check = (stores: OpenStores) => Promise<void>

const MINUTE = 60_000
const DAY = 1440 * MINUTE

/** How often a race is repeated, and how many operations take part in it. */
const ROUNDS = 20
const CONCURRENT = 20

/** More sessions than the page of a query or the batch of a write usually has. */
const MANY = 120

/** A lifetime that is longer than any request to the store takes, in milliseconds. */
const SHORT_LIFETIME = 1500

/** Returns an ID as the plugin does: the base64url of a SHA-256 hash. */
function newId (): string {
  return randomBytes(32).toString('base64url')
}

function newSession (changes: Partial<StoredSession> = {}): StoredSession {
  const now = Date.now()
  return {
    pool: 'default',
    user: randomUUID(),
    session: randomUUID(),
    tokens: randomBytes(48).toString('base64'),
    createdAt: now,
    expiresAt: now + 30 * MINUTE,
    endsAt: now + DAY,
    refreshingUntil: 0,
    version: 0,
    ...changes
  }
}

async function create (
  sessions: Sessions,
  changes: Partial<StoredSession> = {}
): Promise<{ id: string, session: StoredSession }> {
  const created = { id: newId(), session: newSession(changes) }
  await sessions.create(created.id, created.session)
  return created
}

/** Returns the session after a refresh. */
function refreshed (session: StoredSession, changes: Partial<StoredSession> = {}): StoredSession {
  return { ...session, tokens: randomBytes(48).toString('base64'), version: session.version + 1, ...changes }
}

/** Tries to replace a session many times at once, and compares the result with the one that succeeded. */
async function replaceAtOnce (stores: readonly [Sessions, ...Sessions[]]): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const { id, session } = await create(stores[0])
    const attempts = Array.from({ length: CONCURRENT }, () => refreshed(session))
    const results = await Promise.all(
      attempts.map((next, index) => (stores[index % stores.length] as Sessions).replace(id, next))
    )
    const succeeded = attempts.filter((_, index) => results[index])
    assert.equal(succeeded.length, 1, `${succeeded.length} of ${CONCURRENT} replacements succeeded, not 1`)
    for (const sessions of stores) {
      assert.deepEqual(await sessions.read(id), succeeded[0], 'read returns the replacement that succeeded')
    }
  }
}

/** The checks of every store, by name. */
export const CHECKS: Readonly<Record<string, Check>> = {
  'read returns the session that was created': async ({ open }) => {
    const sessions = await open()
    const now = Date.now()
    const { id, session } = await create(sessions, {
      pool: 'pool of straße 🦉',
      // Tokens with many groups and custom claims.
      tokens: randomBytes(12_000).toString('base64'),
      expiresAt: now + 365 * DAY,
      endsAt: now + 3650 * DAY
    })
    assert.deepEqual(await sessions.read(id), session)
    // Timers of more than 24.8 days end at once.
    await sleep(20)
    assert.deepEqual(await sessions.read(id), session, 'the second read returns the same')
  },

  'read returns null without a session': async ({ open }) => {
    const sessions = await open()
    await create(sessions)
    assert.equal(await sessions.read(newId()), null)
  },

  'read returns changes of a session that is known': async ({ open }) => {
    const sessions = await open()
    const { id, session } = await create(sessions)
    assert.deepEqual(await sessions.read(id, session), session)
    await sessions.touch(id, session.endsAt)
    assert.deepEqual(await sessions.read(id, session), { ...session, expiresAt: session.endsAt })
    const next = refreshed(session, { expiresAt: session.endsAt })
    await sessions.replace(id, next)
    assert.deepEqual(await sessions.read(id, session), next, 'the session was replaced')
    assert.deepEqual(await sessions.read(id, next), next)
    await sessions.delete(id)
    assert.equal(await sessions.read(id, next), null, 'the session was deleted')
  },

  'operations return promises': async ({ open }) => {
    const sessions = await open()
    const id = newId()
    const session = newSession()
    const operations = {
      create: sessions.create(id, session),
      replace: sessions.replace(id, refreshed(session)),
      touch: sessions.touch(id, session.endsAt),
      delete: sessions.delete(id),
      deleteAll: sessions.deleteAll({ user: session.user })
    }
    await Promise.all(Object.values(operations))
    for (const [name, result] of Object.entries(operations)) {
      assert.ok((result as unknown) instanceof Promise, `${name} returns a Promise`)
    }
    const read: unknown = sessions.read(id)
    const isThenable = typeof (read as PromiseLike<unknown> | null)?.then === 'function'
    assert.ok(!isThenable || read instanceof Promise, 'read returns a Promise, or no promise at all')
    await read
  },

  'sessions with similar IDs are separate': async ({ open }) => {
    const sessions = await open()
    const rest = newId().slice(2)
    const ids = [`aB${rest}`, `ab${rest}`, `AB${rest}`, `_B${rest}`, `-B${rest}`]
    for (const id of ids) await sessions.create(id, newSession({ pool: id }))
    for (const id of ids) assert.equal((await sessions.read(id))?.pool, id)
    await sessions.delete(`_B${rest}`)
    for (const id of ids) assert.equal((await sessions.read(id))?.pool, id[0] === '_' ? undefined : id)
  },

  'replace replaces the version before': async ({ open }) => {
    const sessions = await open()
    const { id, session } = await create(sessions)
    const other = await create(sessions, { user: session.user, session: session.session })
    let next = session
    for (const refreshingUntil of [Date.now() + MINUTE, 0]) {
      next = refreshed(next, { refreshingUntil })
      assert.equal(await sessions.replace(id, next), true)
      assert.deepEqual(await sessions.read(id), next)
    }
    assert.deepEqual(await sessions.read(other.id), other.session, 'another session is unchanged')
  },

  'replace does not replace another version': async ({ open }) => {
    const sessions = await open()
    const { id, session } = await create(sessions)
    const current = refreshed(session)
    await sessions.replace(id, current)
    for (const version of [0, 1, 3]) {
      assert.equal(
        await sessions.replace(id, refreshed(session, { version })),
        false,
        `replace returns false for version ${version} if the version in the store is 1`
      )
      assert.deepEqual(await sessions.read(id), current)
    }
  },

  'one of several concurrent replacements succeeds': async ({ open }) => replaceAtOnce([await open()]),

  'replace does not change expiresAt': async ({ open }) => {
    const sessions = await open()
    const { id, session } = await create(sessions)
    const expiresAt = session.expiresAt + MINUTE
    await sessions.touch(id, expiresAt)
    const next = refreshed(session, { expiresAt: session.expiresAt + 2 * MINUTE })
    assert.equal(await sessions.replace(id, next), true)
    assert.deepEqual(await sessions.read(id), { ...next, expiresAt })
  },

  'touch changes expiresAt and nothing else': async ({ open }) => {
    const sessions = await open()
    const { id, session } = await create(sessions)
    const other = await create(sessions, { user: session.user, session: session.session })
    await sessions.touch(id, session.endsAt)
    assert.deepEqual(await sessions.read(id), { ...session, expiresAt: session.endsAt })
    assert.deepEqual(await sessions.read(other.id), other.session, 'another session is unchanged')
  },

  'touch and replace take effect at the same time': async ({ open }) => {
    const sessions = await open()
    for (let round = 0; round < ROUNDS; round++) {
      const { id, session } = await create(sessions)
      const next = refreshed(session)
      const operations = [
        async () => sessions.touch(id, session.endsAt),
        async () => assert.equal(await sessions.replace(id, next), true)
      ]
      if (round % 2 === 1) operations.reverse()
      await Promise.all(operations.map(operation => operation()))
      assert.deepEqual(await sessions.read(id), { ...next, expiresAt: session.endsAt })
    }
  },

  'replace and touch do not create a session': async ({ open }) => {
    const sessions = await open()
    const deleted = await create(sessions)
    await sessions.delete(deleted.id)
    for (const { id, session } of [deleted, { id: newId(), session: newSession() }]) {
      assert.equal(await sessions.replace(id, refreshed(session)), false)
      assert.equal(await sessions.replace(id, session), false)
      assert.equal(await sessions.read(id), null)
      await sessions.touch(id, session.endsAt)
      assert.equal(await sessions.read(id), null)
    }
  },

  'a session that is deleted during replace and touch is deleted': async ({ open }) => {
    const sessions = await open()
    for (let round = 0; round < ROUNDS; round++) {
      const { id, session } = await create(sessions)
      const { user } = session
      const operations: (() => Promise<unknown>)[] = [
        () => sessions.touch(id, session.endsAt),
        () => (round % 4 < 2 ? sessions.delete(id) : sessions.deleteAll({ user })),
        () => sessions.replace(id, refreshed(session))
      ]
      if (round % 2 === 1) operations.reverse()
      await Promise.all(operations.map(operation => operation()))
      assert.equal(await sessions.read(id), null)
    }
  },

  'delete deletes one session': async ({ open }) => {
    const sessions = await open()
    const { id, session } = await create(sessions)
    const other = await create(sessions, { user: session.user, session: session.session })
    await sessions.delete(id)
    assert.equal(await sessions.read(id), null)
    await sessions.delete(id)
    await sessions.delete(newId())
    assert.deepEqual(await sessions.read(other.id), other.session, 'another session is unchanged')
  },

  'deleteAll deletes the sessions of a user': async ({ open }) => {
    const sessions = await open()
    const user = randomUUID()
    const own = await Promise.all(Array.from({ length: MANY }, () => create(sessions, { user })))
    const other = await create(sessions)
    await sessions.deleteAll({ user: randomUUID() })
    for (const { id } of own) assert.notEqual(await sessions.read(id), null)
    await sessions.deleteAll({ user })
    for (const { id } of own) assert.equal(await sessions.read(id), null)
    assert.deepEqual(await sessions.read(other.id), other.session, 'the session of another user is unchanged')
  },

  'deleteAll deletes the sessions of a user except one': async ({ open }) => {
    const sessions = await open()
    const user = randomUUID()
    const [current, before, oldest] = [
      await create(sessions, { user }),
      await create(sessions, { user }),
      await create(sessions, { user })
    ]
    // A replaced session belongs to the same user.
    const next = refreshed(current.session)
    await sessions.replace(current.id, next)
    await sessions.replace(before.id, refreshed(before.session))
    await sessions.deleteAll({ user, except: current.session.session })
    assert.deepEqual(await sessions.read(current.id), next)
    assert.equal(await sessions.read(before.id), null)
    assert.equal(await sessions.read(oldest.id), null)
    await sessions.deleteAll({ user, except: randomUUID() })
    assert.equal(await sessions.read(current.id), null)
  },

  'deleteAll deletes the sessions of a session at Cognito': async ({ open }) => {
    const sessions = await open()
    const { user, session } = newSession()
    const own = [await create(sessions, { user, session }), await create(sessions, { user, session })]
    const other = await create(sessions, { user })
    await sessions.deleteAll({ session: randomUUID() })
    for (const { id } of own) assert.notEqual(await sessions.read(id), null)
    await sessions.deleteAll({ session })
    for (const { id } of own) assert.equal(await sessions.read(id), null)
    assert.deepEqual(await sessions.read(other.id), other.session, 'another session is unchanged')
    await sessions.deleteAll({ user })
    assert.equal(await sessions.read(other.id), null)
  },

  'a session lasts until expiresAt, by the clock of the plugin': async ({ open }) => {
    let now = Date.now()
    const sessions = await open(() => now)
    const lasting = await create(sessions, { expiresAt: now + 5 * MINUTE })
    const expired = await create(sessions, { expiresAt: now + 5 * MINUTE })
    await sessions.touch(lasting.id, now + 15 * MINUTE)
    now += 10 * MINUTE
    // A store may delete expired sessions at these times.
    await create(sessions, { expiresAt: now + MINUTE })
    await sessions.delete(newId())
    assert.equal((await sessions.read(lasting.id))?.expiresAt, lasting.session.expiresAt + 10 * MINUTE)
    const { expiresAt } = (await sessions.read(expired.id)) ?? expired.session
    assert.equal(expiresAt, expired.session.expiresAt, 'a session that has expired is not extended')
  },

  'a session lasts until expiresAt, in real time': async ({ open }) => {
    const sessions = await open()
    const { id, session } = await create(sessions, { expiresAt: Date.now() + SHORT_LIFETIME })
    await sessions.touch(id, session.endsAt)
    const next = refreshed(session)
    await sessions.replace(id, next)
    await sleep(SHORT_LIFETIME + 200)
    assert.deepEqual(await sessions.read(id), { ...next, expiresAt: session.endsAt })
  }
}

/** The checks of a store that several processes share, by name. */
export const SHARED_CHECKS: Readonly<Record<string, Check>> = {
  'processes share their sessions': async ({ open }) => {
    const [one, two] = [await open(), await open()]
    const { id, session } = await create(one)
    assert.deepEqual(await two.read(id), session)
    const next = refreshed(session)
    assert.equal(await two.replace(id, next), true)
    await two.touch(id, session.endsAt)
    assert.deepEqual(await one.read(id), { ...next, expiresAt: session.endsAt })
    await one.delete(id)
    assert.equal(await two.read(id), null)
    assert.equal(await two.replace(id, refreshed(next)), false)
    const other = await create(two)
    await one.deleteAll({ user: other.session.user })
    assert.equal(await two.read(other.id), null)
  },

  'one of several concurrent replacements by several processes succeeds': async ({ open }) =>
    replaceAtOnce([await open(), await open(), await open()]),

  'sessions continue if a process closes': async ({ open, close }) => {
    const [one, two] = [await open(), await open()]
    const { id, session } = await create(one)
    await close(one)
    assert.deepEqual(await two.read(id), session)
    assert.deepEqual(await (await open()).read(id), session, 'also for a process that starts')
  }
}

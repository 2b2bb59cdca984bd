import { AssertionError } from 'node:assert'
import { setImmediate as tick } from 'node:timers/promises'
import t from 'tap'
import type { Sessions, SessionStore, StoredSession } from '../../dist/index.js'
import { sessionStoreTests } from '../../dist/testing/index.js'

type Rows = Map<string, StoredSession>
type Context = Parameters<SessionStore['open']>[0]

/** A store that conforms. As with a database, each operation takes effect later, in one step. */
function operations (rows: Rows): Sessions {
  const remove = (matches: (session: StoredSession) => boolean) => {
    for (const [id, row] of rows) if (matches(row)) rows.delete(id)
  }
  return {
    create: async (id, session) => {
      await tick()
      rows.set(id, session)
    },
    read: async id => {
      await tick()
      return rows.get(id) ?? null
    },
    replace: async (id, session) => {
      await tick()
      const row = rows.get(id)
      if (row?.version !== session.version - 1) return false
      rows.set(id, { ...session, expiresAt: row.expiresAt })
      return true
    },
    touch: async (id, expiresAt) => {
      await tick()
      const row = rows.get(id)
      if (row !== undefined) rows.set(id, { ...row, expiresAt })
    },
    delete: async id => {
      await tick()
      rows.delete(id)
    },
    deleteAll: async target => {
      await tick()
      remove(({ user, session }) =>
        'session' in target
          ? session === target.session
          : user === target.user && session !== target.except
      )
    },
    close: async () => {}
  }
}

/** Changes some operations of the store of one process. */
type Change = (rows: Rows, sessions: Sessions, context: Context) => Partial<Sessions>

async function failures (change: Change, options?: { shared: boolean }): Promise<string[]> {
  const rows: Rows = new Map()
  const createStore = (): SessionStore => ({
    open: async context => {
      const sessions = operations(rows)
      return { ...sessions, ...change(rows, sessions, context) }
    }
  })
  const results = await Promise.all(
    sessionStoreTests(createStore, options).map(async ({ name, run }) => {
      try {
        await run()
        return null
      } catch (error) {
        // Errors of a store remain what they are.
        return error instanceof AssertionError ? name : `${name}: ${(error as Error).message}`
      }
    })
  )
  return results.filter(result => result !== null)
}

t.test('a store that conforms passes every test', async t => {
  t.strictSame(await failures(() => ({})), [])
})

t.test('names are unique, and runners with a callback parameter can call the tests', async t => {
  const tests = sessionStoreTests(() => ({ open: async () => operations(new Map()) }))
  t.equal(new Set(tests.map(({ name }) => name)).size, tests.length)
  t.ok(tests.every(({ run }) => run.length === 0))
})

t.test('stores can log', async t => {
  const change: Change = (_rows, _sessions, { log }) => {
    log.child({}).info('opened')
    return {}
  }
  t.strictSame(await failures(change), [])
})

t.test('every store is closed, also if a test fails', async t => {
  let [opened, closed] = [0, 0]
  await failures(() => {
    opened++
    return {
      read: () => null,
      close: async () => {
        closed++
      }
    }
  })
  t.ok(opened > 20)
  t.equal(closed, opened)
})

/** Faults of stores, and the tests that find them. */
const FAULTS: Record<string, { change: Change, fails: string[] }> = {
  'columns are too short': {
    change: (_rows, { create }) => ({
      create: (id, session) => create(id, { ...session, tokens: session.tokens.slice(0, 4096) })
    }),
    fails: ['read returns the session that was created']
  },
  'times are integers of 32 bits': {
    change: (_rows, { create }) => ({
      create: (id, session) => create(id, { ...session, endsAt: session.endsAt | 0 })
    }),
    fails: ['read returns the session that was created', 'deleteAll deletes the sessions of a user']
  },
  'numbers are returned as text': {
    change: (rows, { read }) => ({
      read: async id => {
        const session = await read(id)
        return session && { ...session, createdAt: String(session.createdAt) as never }
      }
    }),
    fails: ['read returns the session that was created']
  },
  'expiry is a timer of more than 24.8 days': {
    change: (rows, { create }) => ({
      create: async (id, session) => {
        await create(id, session)
        const wait = session.expiresAt - Date.now()
        setTimeout(() => rows.delete(id), wait > 2 ** 31 - 1 ? 1 : wait).unref()
      }
    }),
    fails: ['read returns the session that was created', 'a session lasts until expiresAt, in real time']
  },
  'read returns undefined': {
    change: rows => ({ read: async id => rows.get(id) as never }),
    fails: ['read returns null without a session', 'replace and touch do not create a session']
  },
  'IDs are not case-sensitive': {
    change: (rows, { create, read, delete: remove }) => ({
      create: (id, session) => create(id.toLowerCase(), session),
      read: id => read(id.toLowerCase()),
      delete: id => remove(id.toLowerCase())
    }),
    fails: ['sessions with similar IDs are separate']
  },
  'the ID of delete is a pattern': {
    change: rows => ({
      delete: async id => {
        const pattern = new RegExp(`^${id.replaceAll('_', '.')}$`)
        for (const other of rows.keys()) if (pattern.test(other)) rows.delete(other)
      }
    }),
    fails: ['sessions with similar IDs are separate']
  },
  'operations are not async': {
    change: rows => ({
      touch: ((id: string, expiresAt: number) => {
        const row = rows.get(id)
        if (row !== undefined) rows.set(id, { ...row, expiresAt })
      }) as never
    }),
    fails: ['operations return promises']
  },
  'read returns an object with then': {
    change: (rows, { read }) => ({
      read: ((id: string) => ({
        then: (resolve: (session: unknown) => void) => {
          Promise.resolve(read(id)).then(resolve)
        }
      })) as never
    }),
    fails: ['operations return promises']
  },
  'replace compares nothing': {
    change: rows => ({
      replace: async (id, session) => {
        const row = rows.get(id)
        if (row === undefined) return false
        rows.set(id, { ...session, expiresAt: row.expiresAt })
        return true
      }
    }),
    fails: [
      'replace does not replace another version',
      'one of several concurrent replacements succeeds',
      'one of several concurrent replacements by several processes succeeds'
    ]
  },
  'replace accepts later versions': {
    change: (rows, { replace }) => ({
      replace: async (id, session) => {
        const row = rows.get(id)
        return row !== undefined && row.version < session.version
          ? replace(id, { ...session, version: row.version + 1 })
          : false
      }
    }),
    fails: ['replace does not replace another version']
  },
  'replace reads, then writes': {
    change: rows => ({
      replace: async (id, session) => {
        const row = rows.get(id)
        if (row?.version !== session.version - 1) return false
        await tick()
        rows.set(id, { ...session, expiresAt: row.expiresAt })
        return true
      }
    }),
    fails: [
      'one of several concurrent replacements succeeds',
      'touch and replace take effect at the same time',
      'a session that is deleted during replace and touch is deleted',
      'one of several concurrent replacements by several processes succeeds'
    ]
  },
  'replacements are serialized within a process only': {
    change: rows => {
      let last: Promise<unknown> = Promise.resolve()
      return {
        replace: (id, session) => {
          const result = last.then(async () => {
            const row = rows.get(id)
            if (row?.version !== session.version - 1) return false
            await tick()
            const { expiresAt = null } = rows.get(id) ?? {}
            if (expiresAt === null) return false
            rows.set(id, { ...session, expiresAt })
            return true
          })
          last = result
          return result
        }
      }
    },
    fails: ['one of several concurrent replacements by several processes succeeds']
  },
  'replace inserts': {
    change: rows => ({
      replace: async (id, session) => {
        await tick()
        const row = rows.get(id)
        if (row !== undefined && row.version !== session.version - 1) return false
        rows.set(id, { ...session, expiresAt: row?.expiresAt ?? session.expiresAt })
        return true
      }
    }),
    fails: [
      'replace and touch do not create a session',
      'a session that is deleted during replace and touch is deleted',
      'processes share their sessions'
    ]
  },
  'replace sets expiresAt': {
    change: rows => ({
      replace: async (id, session) => {
        await tick()
        if (rows.get(id)?.version !== session.version - 1) return false
        rows.set(id, session)
        return true
      }
    }),
    fails: [
      'replace does not change expiresAt',
      'touch and replace take effect at the same time',
      'a session lasts until expiresAt, in real time'
    ]
  },
  'replace returns nothing': {
    change: (rows, { replace }) => ({
      replace: async (...args) => {
        await replace(...args)
        return undefined as never
      }
    }),
    fails: [
      'replace replaces the version before',
      'replace does not replace another version',
      'one of several concurrent replacements succeeds'
    ]
  },
  'touch inserts': {
    change: (rows, { read }) => {
      const known = new Map<string, StoredSession>()
      return {
        read: async id => {
          const session = await read(id)
          if (session !== null) known.set(id, session)
          return session
        },
        touch: async (id, expiresAt) => {
          const session = rows.get(id) ?? known.get(id) ?? ({ user: '', version: 0 } as StoredSession)
          rows.set(id, { ...session, expiresAt })
        }
      }
    },
    fails: ['replace and touch do not create a session']
  },
  'touch reads, then writes': {
    change: rows => ({
      touch: async (id, expiresAt) => {
        const row = rows.get(id)
        await tick()
        await tick()
        if (row !== undefined) rows.set(id, { ...row, expiresAt })
      }
    }),
    fails: [
      'touch and replace take effect at the same time',
      'a session that is deleted during replace and touch is deleted'
    ]
  },
  'touch changes the version': {
    change: rows => ({
      touch: async (id, expiresAt) => {
        const row = rows.get(id)
        if (row !== undefined) rows.set(id, { ...row, expiresAt, version: row.version + 1 })
      }
    }),
    fails: ['touch changes expiresAt and nothing else', 'replace does not change expiresAt']
  },
  'touch does nothing': {
    change: () => ({ touch: async () => {} }),
    fails: [
      'touch changes expiresAt and nothing else',
      'touch and replace take effect at the same time',
      'a session lasts until expiresAt, by the clock of the plugin'
    ]
  },
  'read extends the session': {
    change: rows => ({
      read: async id => {
        const row = rows.get(id)
        if (row === undefined) return null
        rows.set(id, { ...row, expiresAt: row.expiresAt + 1 })
        return row
      }
    }),
    fails: ['read returns the session that was created']
  },
  'delete does nothing': {
    change: () => ({ delete: async () => {} }),
    fails: ['delete deletes one session', 'a session that is deleted during replace and touch is deleted']
  },
  'delete deletes all sessions of the user': {
    change: (rows, { deleteAll }) => ({
      delete: async id => deleteAll({ user: rows.get(id)?.user ?? '' })
    }),
    fails: ['delete deletes one session']
  },
  'delete rejects without a session': {
    change: (rows, { delete: remove }) => ({
      delete: async id => {
        if (!rows.has(id)) throw new Error('not found')
        return remove(id)
      }
    }),
    fails: ['delete deletes one session: not found']
  },
  'deleteAll deletes one page': {
    change: rows => ({
      deleteAll: async target => {
        let count = 0
        for (const [id, { user, session }] of rows) {
          const matches = 'session' in target ? session === target.session : user === target.user
          if (matches && count++ < 100) rows.delete(id)
        }
      }
    }),
    fails: ['deleteAll deletes the sessions of a user']
  },
  'deleteAll ignores except': {
    change: (rows, { deleteAll }) => ({
      deleteAll: target => deleteAll('session' in target ? target : { user: target.user })
    }),
    fails: ['deleteAll deletes the sessions of a user except one']
  },
  'deleteAll keeps all if except is unknown': {
    change: (rows, { deleteAll }) => ({
      deleteAll: async target => {
        const known = [...rows.values()].map(({ session }) => session)
        if ('session' in target || target.except === undefined || known.includes(target.except)) {
          await deleteAll(target)
        }
      }
    }),
    fails: ['deleteAll deletes the sessions of a user except one']
  },
  'deleteAll deletes all sessions of the user for one session': {
    change: (rows, { deleteAll }) => ({
      deleteAll: async target => {
        if (!('session' in target)) return deleteAll(target)
        const row = [...rows.values()].find(({ session }) => session === target.session)
        if (row !== undefined) await deleteAll({ user: row.user })
      }
    }),
    fails: ['deleteAll deletes the sessions of a session at Cognito']
  },
  'deleteAll ignores sessions at Cognito': {
    change: (rows, { deleteAll }) => ({
      deleteAll: async target => ('session' in target ? undefined : deleteAll(target))
    }),
    fails: ['deleteAll deletes the sessions of a session at Cognito']
  },
  'deleteAll deletes everything': {
    change: rows => ({ deleteAll: async () => rows.clear() }),
    fails: ['deleteAll deletes the sessions of a user']
  },
  'a session ends at its first expiresAt': {
    change: (rows, { create }, { clock }) => {
      const ends = new Map<string, number>()
      return {
        create: async (id, session) => {
          for (const [id, end] of ends) if (end <= clock()) rows.delete(id)
          ends.set(id, session.expiresAt)
          await create(id, session)
        }
      }
    },
    fails: ['a session lasts until expiresAt, by the clock of the plugin']
  },
  'an expired session is extended': {
    change: (rows, { create }, { clock }) => ({
      create: async (id, session) => {
        for (const [id, row] of rows) {
          if (row.expiresAt <= clock()) rows.set(id, { ...row, expiresAt: row.endsAt })
        }
        await create(id, session)
      }
    }),
    fails: ['a session lasts until expiresAt, by the clock of the plugin']
  },
  'close deletes the sessions': {
    change: rows => ({ close: async () => rows.clear() }),
    fails: ['sessions continue if a process closes']
  },
  'an operation rejects': {
    change: () => ({ create: () => Promise.reject(new Error('no such table')) }),
    fails: ['read returns the session that was created: no such table']
  }
}

t.test('the tests find the faults of a store', async t => {
  await Promise.all(
    Object.entries(FAULTS).map(async ([fault, { change, fails }]) => {
      const found = await failures(change)
      t.strictSame(
        fails.filter(name => !found.includes(name)),
        [],
        fault
      )
    })
  )
})

t.test('a store in the memory of a process is not tested for others', async t => {
  const inMemory: Change = () => operations(new Map())
  t.strictSame(await failures(inMemory, { shared: false }), [])
  t.strictSame(await failures(inMemory), [
    'processes share their sessions',
    'one of several concurrent replacements by several processes succeeds',
    'sessions continue if a process closes'
  ])
})

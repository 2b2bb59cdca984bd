import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import cognitoAuth, {
  cognitoGroups,
  source,
  type CognitoAuthOptions,
  type SinglePoolOptions,
  type CurrentUser
} from '../../dist/index.js'
import { createTestPool } from '../../dist/testing/index.js'
import { emptyApp, bearer, build, asUser, pool, statuses } from '../authorization/app.js'
import { logLines } from '../log.js'
import { logged } from '../verification/app.js'

/** A source that records its calls. */
function counted (grants: (user: CurrentUser) => unknown = () => ['admin']) {
  const calls: unknown[][] = []
  const loadGroups = async (...args: unknown[]): Promise<never> => {
    calls.push(args)
    return grants(args[0] as CurrentUser) as never
  }
  return { loadGroups, calls, ids: () => calls.map(([user]) => (user as CurrentUser).id) }
}

/**
 * An application with a route that requires a group and returns everything it can read, one that reads groups
 * later, and some that need none.
 */
async function start (t: Test, options: Partial<SinglePoolOptions>): Promise<FastifyInstance> {
  const app = await build(t, options)
  app.get('/admin', { preHandler: app.requireGroups(['admin']) }, async request => request.groups())
  app.get('/told', { preHandler: app.requireUser() }, async request => request.groups())
  return app
}

const groupsOf = async (app: FastifyInstance, headers: Record<string, string>) =>
  (await app.inject({ url: '/told', headers })).json() as unknown

t.test('a function receives the user and the request, and nothing else', async t => {
  for (const wrap of [
    (loadGroups: never) => loadGroups,
    (loadGroups: never) => source(loadGroups),
    (loadGroups: never) => source(loadGroups, { timeout: 1000 })
  ]) {
    const { loadGroups, calls } = counted()
    const app = await start(t, { groups: wrap(loadGroups as never) })
    app.get(
      '/seen',
      { preHandler: app.requireGroups(['admin']) },
      async request => request.currentUser === calls[0]?.[0] && request === calls[0]?.[1]
    )
    t.equal((await app.inject({ url: '/seen', headers: asUser() })).body, 'true')
    t.equal(calls[0]?.length, 2)
  }
})

t.test('a synchronous function is accepted', async t => {
  const app = await start(t, { groups: user => (user.id === 'jane' ? ['admin'] : []) })
  t.strictSame(await statuses(app, '/admin', [asUser({ sub: 'jane' }), asUser()]), [200, 403])
})

t.test('it is called once per request, however often it is needed', async t => {
  const { loadGroups, calls } = counted()
  const app = await build(t, {
    groups: loadGroups,
    permissions: [{ admin: ['orders:*'] }, { admin: ['shop:*'] }]
  })
  app.addHook('onRequest', app.requireGroups(['admin']))
  app.get(
    '/',
    {
      onRequest: app.requireGroups(['admin']),
      preHandler: [app.requireGroups(['admin']), app.requirePermissions(['orders:read'])]
    },
    async request => {
      await Promise.all([
        request.groups(),
        request.groups(),
        request.allows({ groups: ['admin'], permissions: ['shop:open'] }),
        request.permissions()
      ])
      return 'in'
    }
  )
  t.equal((await app.inject({ url: '/', headers: asUser() })).statusCode, 200)
  t.equal(calls.length, 1)
  await app.inject({ url: '/', headers: asUser() })
  t.equal(calls.length, 2)
})

t.test('it is not called on a route that does not need it, nor without a token', async t => {
  const groups = counted()
  const permissions = counted()
  const app = await build(t, {
    groups: groups.loadGroups,
    permissions: permissions.loadGroups,
    tokenUse: null
  })
  app.get('/open', async () => 'in')
  app.get('/user', { preHandler: app.requireUser() }, async request => request.currentUser)
  app.get('/optional', { preHandler: app.optionalUser() }, async request => ({
    allowed: await request.allows({ scopes: ['orders/read'] })
  }))
  app.get('/scopes', { preHandler: app.requireScopes(['orders/read']) }, async () => 'in')
  app.get('/machine', { preHandler: app.requireMachine() }, async () => 'in')
  app.get('/recent', { preHandler: app.requireRecentSignIn(300) }, async () => 'in')
  app.get('/groups', { preHandler: app.requireGroups(['admin']) }, async () => 'in')
  app.get('/permissions', { preHandler: app.requirePermissions(['orders:read']) }, async () => 'in')
  for (const url of ['/open', '/user', '/optional', '/scopes', '/recent']) {
    t.equal((await app.inject({ url, headers: asUser({ scopes: ['orders/read'] }) })).statusCode, 200, url)
  }
  t.equal((await app.inject({ url: '/machine', headers: bearer(pool.machine()) })).statusCode, 200)
  for (const url of ['/groups', '/permissions']) {
    t.strictSame(await statuses(app, url, [{}, bearer('x.y.z'), bearer(pool.expired())]), [401, 401, 401])
  }
  t.strictSame([groups.calls.length, permissions.calls.length], [0, 0])
  await app.inject({ url: '/permissions', headers: asUser() })
  t.strictSame(
    [groups.calls.length, permissions.calls.length],
    [0, 1],
    'permissions do not need groups unless they are a map'
  )
})

t.test('a cached value belongs to one user, whatever token and request it is used with', async t => {
  const { loadGroups, ids } = counted(({ id }) => (id === 'jane' ? ['admin'] : []))
  const app = await start(t, { groups: source(loadGroups as never, { ttl: 60_000 }) })
  for (let i = 0; i < 3; i++) {
    t.strictSame(await statuses(app, '/admin', [asUser({ sub: 'jane' }), asUser({ sub: 'joe' })]), [200, 403])
  }
  t.strictSame(ids(), ['jane', 'joe'], 'an empty one is cached too')
})

t.test('a machine and a user with the same ID are distinct', async t => {
  const { loadGroups, calls } = counted(({ kind }) => (kind === 'machine' ? ['admin'] : []))
  const app = await start(t, { groups: source(loadGroups as never, { ttl: 60_000 }) })
  t.strictSame(
    await statuses(app, '/admin', [bearer(pool.machine()), asUser({ sub: pool.clientId })]),
    [200, 403]
  )
  t.equal(calls.length, 2)
})

t.test('a cached source receives the user only: its value cannot depend on a request', async t => {
  const { loadGroups, calls } = counted()
  const app = await start(t, { groups: source(loadGroups as never, { ttl: 60_000 }) })
  await groupsOf(app, asUser({ sub: 'jane' }))
  t.equal(calls[0]?.length, 1)
})

t.test('a value is cached for its ttl, and then loaded again', async t => {
  let groups = ['admin']
  const { loadGroups, calls } = counted(() => groups)
  const app = await start(t, { groups: source(loadGroups as never, { ttl: 1000 }) })
  const jane = asUser({ sub: 'jane' })
  t.strictSame(await statuses(app, '/admin', [jane]), [200])
  groups = []
  t.strictSame(await statuses(app, '/admin', [jane, jane]), [200, 200])
  t.equal(calls.length, 1)
  await pause(1050)
  t.strictSame(await statuses(app, '/admin', [jane, jane]), [403, 403])
  t.equal(calls.length, 2)
})

t.test('ttl: 0 caches nothing', async t => {
  const { loadGroups, calls } = counted()
  const app = await start(t, { groups: source(loadGroups as never, { ttl: 0 }) })
  const jane = asUser({ sub: 'jane' })
  t.strictSame(await statuses(app, '/admin', [jane, jane]), [200, 200])
  t.equal(calls.length, 2)
})

t.test('concurrent requests of one user share one call; without ttl each request has its own', async t => {
  for (const [options, times] of [
    [{ ttl: 60_000 }, 1],
    [{}, 20]
  ] as const) {
    const { loadGroups, calls } = counted(async () => {
      await pause(50)
      return ['admin']
    })
    const app = await start(t, { groups: source(loadGroups as never, options as never) })
    const responses = await Promise.all(
      Array.from({ length: 20 }, async () => app.inject({ url: '/admin', headers: asUser({ sub: 'jane' }) }))
    )
    t.strictSame(new Set(responses.map(({ statusCode }) => statusCode)), new Set([200]))
    t.equal(calls.length, times)
  }
})

t.test('a failure is not cached, and all waiting requests get it', async t => {
  let fails = true
  const { loadGroups, calls } = counted(async () => {
    await pause(20)
    if (fails) throw new Error('down')
    return ['admin']
  })
  const app = await start(t, { groups: source(loadGroups as never, { ttl: 60_000 }) })
  const jane = asUser({ sub: 'jane' })
  const responses = await Promise.all([1, 2, 3].map(async () => app.inject({ url: '/admin', headers: jane })))
  t.strictSame(
    responses.map(({ statusCode }) => statusCode),
    [503, 503, 503]
  )
  t.equal(calls.length, 1)
  fails = false
  t.strictSame(await statuses(app, '/admin', [jane, jane]), [200, 200])
  t.equal(calls.length, 2)
})

t.test('at most max values are cached: the least recently used one is evicted', async t => {
  const { loadGroups, ids } = counted()
  const app = await start(t, { groups: source(loadGroups as never, { ttl: 60_000, max: 2 }) })
  for (const sub of ['a', 'b', 'a', 'c', 'a', 'b']) await groupsOf(app, asUser({ sub }))
  t.strictSame(ids(), ['a', 'b', 'c', 'b'])
})

t.test('the default is 10,000', async t => {
  const { loadGroups, calls } = counted()
  const kept = source(loadGroups as never, { ttl: 60_000 })
  const get = async (id: number) =>
    kept.get(
      { id: String(id), kind: 'user', claims: { iss: 'https://issuer.example' } } as CurrentUser,
      {} as never,
      {} as never
    )
  for (let id = 0; id < 10_000; id++) await get(id)
  await get(0)
  t.equal(calls.length, 10_000)
  await get(10_000)
  await get(0)
  t.equal(calls.length, 10_001)
  await get(1)
  t.equal(calls.length, 10_002)
})

const customers = await createTestPool({ userPoolId: 'eu-west-1_Customers' })
const staff = await createTestPool({ userPoolId: 'eu-west-1_Staff' })

t.test('values of two pools are cached separately', async t => {
  const { loadGroups, calls } = counted(({ pool }) => (pool === 'staff' ? ['admin'] : []))
  const app = emptyApp(t)
  await app.register(cognitoAuth, {
    userPools: { customers: customers.options, staff: staff.options },
    groups: source(loadGroups as never, { ttl: 60_000 })
  })
  app.get('/admin', { preHandler: app.requireGroups(['admin']) }, async () => 'in')
  const [one, other] = [staff.authorization({ sub: 'jane' }), customers.authorization({ sub: 'jane' })]
  t.strictSame(await statuses(app, '/admin', [one, other, one, other]), [200, 403, 200, 403])
  t.equal(calls.length, 2)
})

t.test('values of two registrations that share a source are cached separately', async t => {
  const { loadGroups, calls } = counted(({ clientId }) => (clientId === staff.clientId ? ['admin'] : []))
  const groups = source(loadGroups as never, { ttl: 60_000 })
  const app = emptyApp(t)
  for (const [prefix, { options }] of [
    ['/staff', staff],
    ['/customers', customers]
  ] as const) {
    await app.register(
      async scope => {
        await scope.register(cognitoAuth, { ...options, groups })
        scope.get('/', { preHandler: scope.requireGroups(['admin']) }, async () => 'in')
      },
      { prefix }
    )
  }
  t.strictSame(await statuses(app, '/staff', [staff.authorization({ sub: 'jane' })]), [200])
  t.strictSame(await statuses(app, '/customers', [customers.authorization({ sub: 'jane' })]), [403])
  t.equal(calls.length, 2)
})

/** An application with a log, with this groups function. */
async function startLogged (t: Test, groups: NonNullable<CognitoAuthOptions['groups']>) {
  const { lines, logger } = logLines()
  const app = emptyApp(t, { logger })
  await app.register(cognitoAuth, { ...pool.options, groups })
  app.get('/', { preHandler: app.requireGroups({ none: ['suspended'] }) }, async () => 'in')
  app.get('/later', { preHandler: app.requireUser() }, async request => request.groups())
  return { app, lines }
}

t.test(
  'a source that throws is a 503, never "no groups": no request is allowed, and the log has the reason',
  async t => {
    const failures = [
      async () => {
        throw new Error('ECONNREFUSED 10.0.0.7')
      },
      () => {
        throw new Error('ECONNREFUSED 10.0.0.7')
      },
      source(
        async () => {
          throw new Error('ECONNREFUSED 10.0.0.7')
        },
        { ttl: 1000 }
      )
    ]
    for (const groups of failures) {
      const { app, lines } = await startLogged(t, groups)
      for (const url of ['/', '/later']) {
        lines.length = 0
        const response = await app.inject({ url, headers: asUser() })
        t.strictSame(response.json(), {
          statusCode: 503,
          code: 'FST_COGNITO_SOURCE_UNAVAILABLE',
          error: 'Service Unavailable',
          message: 'Permissions are temporarily unavailable. Try again later.'
        })
        t.equal(response.headers['retry-after'], '5', url)
        const records = logged(lines, 'source failed')
        t.equal(records.length, 1)
        t.match(records[0], { level: 50, source: 'groups', reqId: String })
        t.equal((records[0]?.['err'] as Error).message, 'ECONNREFUSED 10.0.0.7', 'as it was thrown')
      }
    }
  }
)

t.test('a source that times out is a 503 too, and its late result is ignored', async t => {
  let late: (() => void) | undefined
  const endings = [
    async () =>
      new Promise<string[]>(resolve => {
        late = () => {
          resolve([])
        }
      }),
    async () =>
      new Promise<string[]>((_resolve, reject) => {
        late = () => {
          reject(new Error('at last'))
        }
      })
  ]
  for (const loadGroups of endings) {
    const { app, lines } = await startLogged(t, source(loadGroups, { timeout: 100 }))
    const before = performance.now()
    const { statusCode } = await app.inject({ url: '/', headers: asUser() })
    const took = performance.now() - before
    t.equal(statusCode, 503)
    t.ok(took > 90 && took < 1000, `${took} ms`)
    t.match(logged(lines, 'source failed'), [{ err: { message: 'no result within 100 ms' } }])
    late?.()
    await pause(10)
  }
})

t.test('a result in time leaves no timer that would keep the process alive', async t => {
  const timers = () => process.getActiveResourcesInfo().filter(resource => resource === 'Timeout').length
  const { app } = await startLogged(
    t,
    source(async () => ['admin'], { timeout: 60_000 })
  )
  await app.ready()
  const before = timers()
  for (let i = 0; i < 5; i++) t.equal((await app.inject({ url: '/', headers: asUser() })).statusCode, 200)
  await pause(10)
  t.ok(timers() <= before, `${timers()} timers, ${before} before`)
})

t.test('the default timeout is two seconds', async t => {
  const { app, lines } = await startLogged(t, async () => new Promise(() => {}))
  const before = performance.now()
  t.equal((await app.inject({ url: '/', headers: asUser() })).statusCode, 503)
  const took = performance.now() - before
  t.ok(took > 1900 && took < 4000, `${took} ms`)
  t.match(logged(lines, 'source failed'), [{ err: { message: 'no result within 2000 ms' } }])
})

t.test('a result that is not a list of names denies the request with a 500', async t => {
  const holed: string[] = []
  holed[1] = 'admin'
  const invalid = [
    undefined,
    null,
    true,
    'admin',
    1,
    {},
    { length: 1, 0: 'admin' },
    new Set(['admin']),
    [1],
    ['admin', null],
    ['admin', undefined],
    [['admin']],
    [Object('admin')],
    holed,
    { groups: ['admin'] }
  ]
  for (const result of invalid) {
    for (const groups of [
      async () => result as never,
      source(async () => result as never, { ttl: 60_000 })
    ]) {
      const { app, lines } = await startLogged(t, groups)
      for (const url of ['/', '/later']) {
        lines.length = 0
        const response = await app.inject({ url, headers: asUser() })
        t.strictSame(
          response.json(),
          {
            statusCode: 500,
            code: 'FST_COGNITO_INVALID_SOURCE_RESULT',
            error: 'Internal Server Error',
            message: 'The server is not configured correctly. Its log has the cause.'
          },
          String(result)
        )
        t.match(logged(lines, 'source failed'), [
          { level: 50, source: 'groups', err: { code: 'FST_COGNITO_INVALID_SOURCE_RESULT' } }
        ])
      }
    }
  }
})

t.test('a list is copied and frozen: neither the source nor a request can change it later', async t => {
  const list = ['admin']
  const app = await build(t, { groups: source(async () => list, { ttl: 60_000 }) })
  app.get('/', { preHandler: app.requireUser() }, async request => {
    const groups = await request.groups()
    try {
      ;(groups as string[]).push('root')
    } catch {}
    return groups
  })
  const jane = asUser({ sub: 'jane' })
  await app.inject({ url: '/', headers: jane })
  list.push('root')
  t.strictSame((await app.inject({ url: '/', headers: jane })).json(), ['admin'])
})

t.test('concurrent requests have their own results', async t => {
  const app = await start(t, {
    groups: async user => {
      await pause(user.id === 'slow' ? 60 : 5)
      return [user.id]
    }
  })
  const subs = ['slow', 'a', 'b', 'slow', 'c']
  const responses = await Promise.all(subs.map(async sub => groupsOf(app, asUser({ sub }))))
  t.strictSame(
    responses,
    subs.map(sub => [sub])
  )
})

t.test('invalid options throw when the source is created', async t => {
  const loadGroups = async () => []
  const rejected: [() => unknown, string][] = [
    [
      () => source('admin' as never),
      '- source: the first argument must be a function of the user that returns a list of names'
    ],
    [
      () => source(undefined as never, { ttl: 1000 }),
      '- source: the first argument must be a function of the user that returns a list of names'
    ],
    [
      () => source(loadGroups, { ttl: NaN }),
      '- source: options.ttl must be a whole number of milliseconds from 0 to 86400000; got NaN'
    ],
    [
      () => source(loadGroups, { ttl: Infinity }),
      '- source: options.ttl must be a whole number of milliseconds from 0 to 86400000; got Infinity'
    ],
    [
      () => source(loadGroups, { ttl: -1 }),
      '- source: options.ttl must be a whole number of milliseconds from 0 to 86400000; got -1'
    ],
    [
      () => source(loadGroups, { ttl: 86_400_001 }),
      '- source: options.ttl must be a whole number of milliseconds from 0 to 86400000; got 86400001'
    ],
    [
      () => source(loadGroups, { ttl: '30s' as never }),
      '- source: options.ttl must be a whole number of milliseconds from 0 to 86400000; got 30s'
    ],
    [
      () => source(loadGroups, { ttl: null as never }),
      '- source: options.ttl must be a whole number of milliseconds from 0 to 86400000; got null'
    ],
    [
      () => source(loadGroups, { timeout: 0 }),
      '- source: options.timeout must be a whole number of milliseconds from 1 to 60000; got 0'
    ],
    [
      () => source(loadGroups, { timeout: NaN }),
      '- source: options.timeout must be a whole number of milliseconds from 1 to 60000; got NaN'
    ],
    [
      () => source(loadGroups, { timeout: 60_001 }),
      '- source: options.timeout must be a whole number of milliseconds from 1 to 60000; got 60001'
    ],
    [
      () => source(loadGroups, { ttl: 1, max: 0 }),
      '- source: options.max must be a whole number from 1 to 1000000; got 0'
    ],
    [
      () => source(loadGroups, { ttl: 1, max: 1.5 }),
      '- source: options.max must be a whole number from 1 to 1000000; got 1.5'
    ],
    [
      () => source(loadGroups, { tll: 1000 } as never),
      '- source: options.tll is not an option; the options are ttl, timeout, max'
    ],
    [
      () => source(null as never),
      '- source: the first argument must be a function of the user that returns a list of names'
    ],
    [
      () => cognitoGroups({ ttl: NaN }),
      '- source: options.ttl must be a whole number of milliseconds from 0 to 86400000; got NaN'
    ],
    [
      () => cognitoGroups({ refresh: 1 } as never),
      '- source: options.refresh is not an option; the options are ttl, timeout, max'
    ]
  ]
  for (const [make, line] of rejected) {
    t.throws(
      make,
      {
        code: 'FST_COGNITO_INVALID_OPTIONS',
        message: `Invalid options of fastify-cognito-auth:\n${line}`
      },
      line
    )
  }
  t.throws(() => source(loadGroups, { ttl: NaN, max: 0 }), {
    message: /- source: options\.ttl .*\n- source: options\.max /
  })
  for (const options of [
    { ttl: 86_400_000, max: 1_000_000, timeout: 60_000 },
    { ttl: 1, max: 1, timeout: 1 }
  ]) {
    t.doesNotThrow(() => source(loadGroups, options))
  }
})

import t, { type Test } from 'tap'
import cognitoAuth, { source, type SinglePoolOptions, type CurrentUser } from '../../dist/index.js'
import { emptyApp, bearer, build, asUser, pool, statuses } from './app.js'

/** Groups from the application's own table. */
const TABLE: Record<string, string[]> = { jane: ['admin'], joe: ['clerk'] }
const groups = async ({ id }: CurrentUser) => TABLE[id] ?? []

const jane = (more = {}) => asUser({ sub: 'jane', ...more })

async function start (t: Test, options: Partial<SinglePoolOptions> = {}) {
  const app = await build(t, { groups, ...options })
  app.get('/admin', { preHandler: app.requireGroups(['admin']) }, async () => 'in')
  app.get('/none', { preHandler: app.requireGroups({ none: ['admin'] }) }, async () => 'in')
  app.get('/user', { preHandler: app.requireUser() }, async request => request.currentUser)
  app.get('/groups', { preHandler: app.requireUser() }, async request => request.groups())
  app.get('/claim', { preHandler: app.requireUser() }, async request => request.currentUser?.groups)
  app.get('/open', async request => request.groups())
  return app
}

t.test('guards use the groups of the source and ignore the groups claim', async t => {
  const app = await start(t)
  t.strictSame(
    await statuses(app, '/admin', [
      jane(),
      jane({ groups: ['clerk'] }),
      asUser({ groups: ['admin'] }),
      asUser({ sub: 'joe', groups: ['admin'] })
    ]),
    [200, 200, 403, 403]
  )
  t.strictSame(
    await statuses(app, '/none', [jane(), jane({ groups: ['clerk'] }), asUser({ groups: ['admin'] })]),
    [403, 403, 200]
  )
  t.strictSame((await app.inject({ url: '/groups', headers: jane({ groups: ['clerk'] }) })).json(), ['admin'])
})

t.test('the response is the same as for groups from the claim', async t => {
  const [app, claimed] = [await start(t), await build(t)]
  claimed.get('/admin', { preHandler: claimed.requireGroups(['admin']) }, async () => 'in')
  const [one, other] = [
    await app.inject({ url: '/admin', headers: asUser() }),
    await claimed.inject({ url: '/admin', headers: asUser() })
  ]
  t.strictSame(one.json(), {
    statusCode: 403,
    code: 'FST_COGNITO_INSUFFICIENT_GROUPS',
    error: 'Forbidden',
    message: 'You are not allowed to do this.'
  })
  const { date: _date, ...headers } = one.headers
  const { date: _other, ...others } = other.headers
  t.strictSame([one.body, headers], [other.body, others])
})

t.test('reading currentUser.groups throws, and the error names the alternatives', async t => {
  const app = await start(t)
  const response = await app.inject({ url: '/claim', headers: jane({ groups: ['admin'] }) })
  t.strictSame([response.statusCode, response.json().code], [500, 'FST_COGNITO_GROUPS_NOT_IN_TOKEN'])
  const user = await app.cognito.verify(pool.signIn({ groups: ['admin'] }))
  t.throws(() => user.groups, {
    code: 'FST_COGNITO_GROUPS_NOT_IN_TOKEN',
    message: /request\.groups\(\).*request\.allows/
  })
  const machine = await app.cognito.verify(pool.machine())
  t.throws(() => machine.groups, { code: 'FST_COGNITO_GROUPS_NOT_IN_TOKEN' })
})

t.test('currentUser can still be serialized, spread and copied, without groups', async t => {
  const app = await start(t)
  const token = pool.signIn({ sub: 'jane', groups: ['clerk'] })
  const user = await app.cognito.verify(token)
  const { groups: _groups, ...rest } = await (await build(t)).cognito.verify(token)
  const plain = JSON.parse(JSON.stringify(rest))
  t.strictSame((await app.inject({ url: '/user', headers: bearer(token) })).json(), plain)
  t.strictSame(JSON.parse(JSON.stringify({ ...user })), plain)
  t.strictSame(structuredClone(user), structuredClone(rest))
  t.strictSame(Object.keys(user), Object.keys(rest))
  t.throws(() => {
    Object.defineProperty(user, 'groups', { value: ['admin'] })
  }, TypeError)
})

t.test('without a source, currentUser and request.groups() have the groups of the claim', async t => {
  const app = await start(t, { groups: undefined } as never)
  for (const [label, expected] of [
    [asUser({ groups: ['a', 'b'] }), ['a', 'b']],
    [asUser(), []],
    [bearer(pool.machine()), []]
  ] as const) {
    t.strictSame((await app.inject({ url: '/groups', headers: label })).json(), expected)
    t.strictSame((await app.inject({ url: '/claim', headers: label })).json(), expected)
  }
})

t.test('request.groups returns 401 when no guard allowed the request', async t => {
  for (const app of [await start(t), await start(t, { groups: undefined } as never)]) {
    const response = await app.inject({ url: '/open', headers: jane() })
    t.strictSame(
      [response.statusCode, response.json().code, response.headers['www-authenticate']],
      [401, 'FST_COGNITO_NO_CREDENTIALS', 'Bearer realm="cognito"']
    )
  }
})

t.test('a permission map uses the groups of the source', async t => {
  const app = await start(t, { permissions: { admin: ['orders:*'], clerk: ['orders:read'] } })
  app.get('/delete', { preHandler: app.requirePermissions(['orders:delete']) }, async () => 'in')
  t.strictSame(
    await statuses(app, '/delete', [
      jane(),
      asUser({ sub: 'joe', groups: ['admin'] }),
      asUser({ groups: ['admin'] })
    ]),
    [200, 403, 403]
  )
})

t.test('when groups are unavailable, the permissions of a map are unavailable too', async t => {
  const app = await start(t, {
    groups: async () => {
      throw new Error('down')
    },
    permissions: { admin: ['orders:*'] }
  })
  app.get('/read', { preHandler: app.requirePermissions({ none: ['orders:frozen'] }) }, async () => 'in')
  for (const url of ['/admin', '/none', '/read', '/groups']) {
    const response = await app.inject({ url, headers: jane({ groups: ['admin'] }) })
    t.strictSame(
      [response.statusCode, response.json().code, response.headers['retry-after']],
      [503, 'FST_COGNITO_SOURCE_UNAVAILABLE', '5'],
      url
    )
  }
  t.equal((await app.inject({ url: '/user', headers: jane() })).statusCode, 200, 'needs no groups')
})

t.test('cognito.verify does not call a source', async t => {
  let calls = 0
  const app = await build(t, {
    groups: async () => [String(calls++)],
    permissions: async () => [String(calls++)]
  })
  t.match(await app.cognito.verify(pool.signIn({ sub: 'jane' })), { id: 'jane' })
  await t.rejects(app.cognito.verify(pool.expired()), { code: 'FST_COGNITO_INVALID_TOKEN' })
  t.equal(calls, 0)
})

t.test('toUser and sources do not receive the groups claim either', async t => {
  const seen: unknown[] = []
  const look = (user: CurrentUser) => {
    try {
      return user.groups
    } catch (error) {
      return (error as { code: string }).code
    }
  }
  const app = await build(t, {
    groups: async user => {
      seen.push(look(user))
      return ['admin']
    },
    permissions: source(
      async user => {
        seen.push(look(user))
        return ['orders:read']
      },
      { ttl: 1000 }
    ),
    toUser: user => {
      seen.push(look(user))
      return {}
    }
  })
  app.get(
    '/',
    { preHandler: [app.requireGroups(['admin']), app.requirePermissions(['orders:read'])] },
    async () => 'in'
  )
  t.strictSame(await statuses(app, '/', [jane({ groups: ['clerk'] })]), [200])
  t.strictSame(seen, Array(3).fill('FST_COGNITO_GROUPS_NOT_IN_TOKEN'))
})

t.test('the routes of administrators use the groups of the source', async t => {
  const app = await build(t, {
    groups,
    endpoint: 'http://127.0.0.1:1',
    cognito: { timeout: 500 },
    routes: { prefix: '/auth', rateLimit: false, admin: { groups: { groups: ['admin'] } } }
  })
  t.strictSame(
    await statuses(app, '/auth/admin/groups', [
      asUser({ sub: 'joe', groups: ['admin'] }),
      asUser({ groups: ['admin'] })
    ]),
    [403, 403]
  )
  t.strictSame(
    await statuses(app, '/auth/admin/groups', [jane()]),
    [503],
    'allowed; Cognito is unreachable'
  )
})

t.test('sibling scopes can use different groups: a source in one, the claim in the other', async t => {
  const app = emptyApp(t)
  await app.register(
    async scope => {
      await scope.register(cognitoAuth, { ...pool.options, groups })
      scope.get('/', { preHandler: scope.requireGroups(['admin']) }, async request => request.groups())
    },
    { prefix: '/table' }
  )
  await app.register(
    async scope => {
      await scope.register(cognitoAuth, pool.options)
      scope.get('/', { preHandler: scope.requireGroups(['admin']) }, async request => [
        await request.groups(),
        request.currentUser?.groups
      ])
    },
    { prefix: '/claim' }
  )
  const claims = asUser({ groups: ['admin'] })
  t.strictSame(await statuses(app, '/table', [jane(), claims]), [200, 403])
  t.strictSame(await statuses(app, '/claim', [jane(), claims]), [403, 200])
})

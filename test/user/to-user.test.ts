import t, { type Test } from 'tap'
import cognitoAuth, { type SinglePoolOptions, type CurrentUser } from '../../dist/index.js'
import { createTestPool } from '../../dist/testing/index.js'
import { emptyApp, bearer, build, asUser, pool, statuses } from '../authorization/app.js'
import { logLines } from '../log.js'

/** Accepts any function, whatever its type. */
type AnyToUser = (user: CurrentUser) => unknown

async function start (t: Test, toUser: AnyToUser, options: Partial<SinglePoolOptions> = {}) {
  const app = await build(t, { tokenUse: null, ...options, toUser: toUser as never })
  app.get('/', { preHandler: app.requireUser() }, async request => request.currentUser)
  return app
}

/** Returns the cause of the error for a token. */
async function causeOf (t: Test, toUser: AnyToUser): Promise<Error> {
  const app = await start(t, toUser)
  const error = await app.cognito.verify(pool.signIn()).then(
    () => {
      throw new Error('it was taken')
    },
    (error: unknown) => error as Error & { code: string }
  )
  t.equal(error.code, 'FST_COGNITO_INVALID_TO_USER')
  return error.cause as Error
}

t.test('adds fields, for users and machines, with either token', async t => {
  const app = await start(t, ({ kind, claims }) => ({
    tenant: claims['custom:tenant'] ?? kind,
    roles: [{ name: 'a' }]
  }))
  const userOf = async (token: string) => (await app.inject({ url: '/', headers: bearer(token) })).json()
  t.match(await userOf(pool.signIn({ sub: 'jane', claims: { 'custom:tenant': 'acme' } })), {
    id: 'jane',
    kind: 'user',
    tenant: 'acme',
    roles: [{ name: 'a' }]
  })
  t.match(await userOf(pool.idToken()), { tenant: 'user', tokenUse: 'id' })
  t.match(await userOf(pool.machine()), { tenant: 'machine', kind: 'machine' })
  t.match(await app.cognito.verify(pool.machine()), { tenant: 'machine' })
})

t.test('receives the user of the token, with all its fields', async t => {
  let seen: CurrentUser | undefined
  const app = await start(t, user => {
    seen = structuredClone(user)
    return {}
  })
  const token = pool.signIn({ groups: ['admin'] })
  const user = await app.cognito.verify(token)
  t.strictSame(seen, structuredClone(user))
})

t.test(
  'is called each time that a token is verified, and not for others',
  async t => {
    const calls: string[] = []
    const app = await start(t, ({ id }) => ({ nth: calls.push(id) }))
    const [jane, joe] = [pool.signIn({ sub: 'jane' }), pool.signIn({ sub: 'joe' })]
    for (const token of [jane, joe, jane, jane]) await app.inject({ url: '/', headers: bearer(token) })
    await app.cognito.verify(jane)
    t.strictSame(calls, ['jane', 'joe', 'jane'], 'a token that is verified twice is in the cache')
    t.strictSame(await statuses(app, '/', [bearer(pool.expired()), bearer('x.y.z'), {}]), [401, 401, 401])
    t.equal(calls.length, 3)
    await app.cognito.verify(pool.signIn({ sub: 'jane' }))
    t.equal(calls.length, 4, 'another token of the same user is distinct')
  }
)

t.test('cannot replace an existing field, null or not', async t => {
  const names = [
    'kind',
    'username',
    'email',
    'name',
    'authenticatedAt',
    'id',
    'groups',
    'scopes',
    'clientId',
    'pool',
    'tokenUse',
    'sessionId',
    'expiresAt',
    'claims',
    'toString',
    'constructor',
    'hasOwnProperty'
  ]
  for (const name of names) {
    t.match(await causeOf(t, () => ({ mine: 1, [name]: 'x' })), {
      message: `toUser must not return ${name}, which currentUser already has`
    })
  }
  t.match(await causeOf(t, () => JSON.parse('{"__proto__":{"kind":"machine"}}')), {
    message: 'toUser must not return __proto__, which currentUser already has'
  })
  const app = await start(t, () => ({ toJSON: 'text' }))
  t.equal(
    (await app.inject({ url: '/', headers: asUser({ sub: 'jane' }) })).json().id,
    'jane',
    'and a toJSON that is not a function has no effect'
  )
})

t.test('cannot replace groups that come from a source', async t => {
  const app = await start(t, () => ({ groups: ['admin'] }), { groups: async () => [] })
  await t.rejects(app.cognito.verify(pool.signIn()), {
    code: 'FST_COGNITO_INVALID_TO_USER',
    cause: { message: 'toUser must not return groups, which currentUser already has' }
  })
})

t.test('the result is deeply frozen, and a copy: no request can change it for a later one', async t => {
  const shared = { tenant: { name: 'acme', tags: ['a'] } }
  const app = await start(t, () => shared)
  const token = pool.signIn()
  await app.cognito.verify(token)
  const user = (await app.cognito.verify(token)) as CurrentUser & typeof shared
  t.throws(() => {
    user.tenant = { name: 'other', tags: [] }
  }, TypeError)
  t.throws(() => {
    user.tenant.name = 'other'
  }, TypeError)
  t.throws(() => {
    user.tenant.tags.push('b')
  }, TypeError)
  shared.tenant.name = 'other'
  shared.tenant.tags.push('b')
  t.same((await app.inject({ url: '/', headers: bearer(token) })).json().tenant, {
    name: 'acme',
    tags: ['a']
  })
  t.notOk(Object.isFrozen(shared.tenant), 'the returned object is not modified')
})

class Tenant {
  readonly title = 'acme'
  get upper () {
    return this.title.toUpperCase()
  }
}

t.test(
  'plain data is accepted: nothing, null and undefined, circular references, fields of a class',
  async t => {
    const loop: Record<string, unknown> = { name: 'a' }
    loop['self'] = loop
    const given: [AnyToUser, object][] = [
      [() => ({}), {}],
      [() => ({ tenant: null, more: undefined, big: 10n }), { tenant: null, more: undefined, big: 10n }],
      [() => ({ loop }), { loop }],
      [() => new Tenant(), { title: 'acme' }],
      [() => ({ tenant: new Tenant() }), { tenant: { title: 'acme' } }],
      [() => Object.assign(Object.create(null), { tenant: 'acme' }), { tenant: 'acme' }]
    ]
    const token = pool.signIn()
    const before = await (await start(t, () => ({}))).cognito.verify(token)
    for (const [toUser, added] of given) {
      const user = await (await start(t, toUser)).cognito.verify(token)
      t.same(user, { ...before, ...added })
      t.notOk('upper' in user)
    }
  }
)

t.test('other values are rejected: they could not be frozen', async t => {
  const invalid: Record<string, unknown> = {
    'a Map': { seen: new Map() },
    'a Set': { seen: new Set() },
    'a Date': { since: new Date() },
    'a Date in a list': { since: [{ at: new Date() }] },
    'a RegExp': { pattern: /a/ },
    'an error': { error: new Error('x') },
    bytes: { bytes: new Uint8Array(4) },
    'a buffer of bytes': { bytes: new ArrayBuffer(4) },
    'a Map itself': new Map([['tenant', 'acme']]),
    'a Date itself': new Date()
  }
  for (const [label, given] of Object.entries(invalid)) {
    t.ok((await causeOf(t, () => given)) instanceof TypeError, label)
  }
  for (const [label, given] of Object.entries({
    'a function': { can: () => true },
    'a symbol': { mark: Symbol('a') },
    'a promise in it': { later: Promise.resolve(1) }
  })) {
    t.equal((await causeOf(t, () => given)).name, 'DataCloneError', label)
  }
})

t.test('values that are not objects are rejected, including promises', async t => {
  for (const toUser of [
    () => undefined,
    () => null,
    () => 'acme',
    () => 7,
    () => true,
    () => [],
    () => ['a'],
    () => () => ({}),
    () => Promise.resolve({ tenant: 'acme' }),
    () => Promise.reject(new Error('down'))
  ]) {
    t.match(await causeOf(t, toUser), {
      name: 'TypeError',
      message: 'toUser must return an object synchronously'
    })
  }
})

t.test(
  'an error in toUser is a generic 500, with the cause for the log and the error handler',
  async t => {
    const { lines, logger } = logLines()
    const app = emptyApp(t, { logger })
    await app.register(cognitoAuth, {
      ...pool.options,
      toUser: () => {
        throw new Error('no tenant for jane')
      }
    })
    app.get('/', { preHandler: app.requireUser() }, async () => 'in')
    app.get('/open', async () => 'in')
    const response = await app.inject({ url: '/', headers: asUser() })
    t.strictSame(response.json(), {
      statusCode: 500,
      code: 'FST_COGNITO_INVALID_TO_USER',
      error: 'Internal Server Error',
      message:
        'toUser failed; it must synchronously return an object of plain data, without fields of currentUser.'
    })
    t.ok(lines.some(line => line.includes('no tenant for jane')))
    t.strictSame(await statuses(app, '/open', [asUser()]), [200])
  }
)

t.test('a failure is not cached: the same token is tried again', async t => {
  let fails = true
  const app = await start(t, () => {
    if (fails) throw new Error('not yet')
    return { tenant: 'acme' }
  })
  const jane = asUser()
  t.strictSame(await statuses(app, '/', [jane]), [500])
  fails = false
  t.strictSame(await statuses(app, '/', [jane]), [200])
})

t.test('each scope has its own toUser, or none', async t => {
  const app = emptyApp(t)
  for (const [prefix, toUser] of [
    ['/a', () => ({ of: 'a' })],
    ['/b', () => ({ of: 'b' })],
    ['/none', undefined]
  ] as const) {
    await app.register(
      async scope => {
        await scope.register(cognitoAuth, { ...pool.options, ...(toUser !== undefined && { toUser }) })
        scope.get('/', { preHandler: scope.requireUser() }, async request => ({
          of: null,
          ...request.currentUser
        }))
      },
      { prefix }
    )
  }
  const token = asUser()
  for (const [url, of] of [
    ['/a', 'a'],
    ['/b', 'b'],
    ['/none', null],
    ['/a', 'a']
  ] as const) {
    t.equal((await app.inject({ url, headers: token })).json().of, of)
  }
})

t.test("with several pools, it receives the name of the user's pool", async t => {
  const [customers, staff] = [
    await createTestPool({ userPoolId: 'eu-west-1_Customers' }),
    await createTestPool({ userPoolId: 'eu-west-1_Staff' })
  ]
  const app = emptyApp(t)
  await app.register(cognitoAuth, {
    userPools: { customers: customers.options, staff: staff.options },
    toUser: ({ pool }) => ({ isStaff: pool === 'staff' })
  })
  for (const [pool, isStaff] of [
    [customers, false],
    [staff, true]
  ] as const) {
    t.match(await app.cognito.verify(pool.signIn()), { isStaff })
  }
})

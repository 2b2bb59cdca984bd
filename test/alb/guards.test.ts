import type { FastifyRequest } from 'fastify'
import t from 'tap'
import { memoryRevocations, memorySessions } from '../../dist/index.js'
import { createTestPool } from '../../dist/testing/index.js'
import { behindLoadBalancer } from './app.js'

const WITHOUT = { reason: 'token-use', received: 'alb', expected: /x-amzn-oidc-accesstoken/ }

t.test('guards, with the access token and without it', async t => {
  const { alb, app, pool, get, log } = await behindLoadBalancer(t, {
    permissions: { admin: ['orders:read'] }
  })
  const none = { none: ['banned'] }
  const guards = {
    user: [app.requireUser(), 200, 200],
    optional: [app.optionalUser(), 200, 200],
    alb: [app.requireUser({ tokenUse: 'alb' }), 200, 200],
    access: [app.requireUser({ tokenUse: 'access' }), 200, 401],
    client: [app.requireUser({ clientId: pool.clientId }), 200, 200],
    groups: [app.requireGroups(['admin']), 200, 401],
    'other-groups': [app.requireGroups(['staff']), 403, 401],
    'no-groups': [app.requireGroups(none), 200, 401],
    scopes: [app.requireScopes(['orders/read']), 200, 401],
    'other-scopes': [app.requireScopes(['orders/write']), 403, 401],
    'no-scopes': [app.requireScopes(none), 200, 401],
    permissions: [app.requirePermissions(['orders:read']), 200, 401],
    'no-permissions': [app.requirePermissions({ none: ['orders:write'] }), 200, 401],
    machine: [app.requireMachine(), 403, 403],
    recent: [app.requireRecentSignIn(300), 200, 401]
  } as const
  for (const [name, [guard]] of Object.entries(guards)) {
    app.get(`/${name}`, { preHandler: guard }, async () => 'in')
  }
  const user = { groups: ['admin'], scopes: ['orders/read'] }
  for (const [name, [, status, without]] of Object.entries(guards)) {
    t.equal((await get(alb.headers(user), `/${name}`)).statusCode, status, name)
    t.equal((await get(alb.headers(user, { accessToken: false }), `/${name}`)).statusCode, without, name)
  }
  t.equal((await get(alb.headers({ claims: { auth_time: 1 } }), '/recent')).json().code,
    'FST_COGNITO_SIGN_IN_TOO_OLD')
  t.equal((await get(alb.headers(user, { accessToken: false }), '/recent')).json().code,
    'FST_COGNITO_SIGN_IN_TOO_OLD')
  const rejected = log('token rejected')
  t.equal(rejected.length, Object.values(guards).filter(([, , status]) => status === 401).length - 1)
  for (const line of rejected) t.match(line, WITHOUT)
})

t.test('guards that no token of a load balancer, or nothing else, can pass', async t => {
  const { alb, app, pool, get } = await behindLoadBalancer(t, { tokenUse: 'id' })
  const problem = (declare: () => unknown, message: RegExp) =>
    t.throws(declare, { code: 'FST_COGNITO_INVALID_REQUIREMENT', message })
  problem(() => app.requireMachine(), /machines have no ID tokens/)
  problem(() => app.requireMachine({ tokenUse: 'alb' }), /machines do not sign in at a load balancer/)
  problem(() => app.requireScopes(['a'], { tokenUse: 'id' }), /ID tokens have no scopes/)
  problem(() => app.requireUser({ tokenUse: 'refresh' as never }), /must be 'access', 'id' or 'alb'/)
  app.get('/id', { preHandler: app.requireUser({ tokenUse: 'id' }) }, async () => 'in')
  app.get('/alb', { preHandler: app.requireUser({ tokenUse: 'alb' }) }, async () => 'in')
  app.get('/scopes', { preHandler: app.requireScopes(['a']) }, async () => 'in')
  t.equal((await get(alb.headers(), '/id')).statusCode, 401)
  t.equal((await get(alb.headers(), '/alb')).statusCode, 200)
  t.equal((await get(alb.headers({ scopes: ['a'] }), '/scopes')).statusCode, 200)
  t.equal((await get(pool.authorization(pool.idToken()), '/id')).statusCode, 200)
  t.equal((await get(pool.authorization(pool.idToken()), '/alb')).statusCode, 401, 'no other token')
})

t.test("tokenUse 'alb' requires the option", async t => {
  const pool = await createTestPool()
  const { app } = await behindLoadBalancer(t, {}, { pool })
  const { app: without } = await behindLoadBalancer(t, { alb: undefined as never }, { pool })
  t.ok(app.requireUser({ tokenUse: 'alb' }))
  t.throws(() => without.requireUser({ tokenUse: 'alb' }), { message: /requires the option alb of a pool/ })
  await t.rejects(without.cognito.verify('x', { tokenUse: 'alb' }), { message: /requires the option alb/ })
})

t.test('the methods of a request need the access token', async t => {
  const { alb, app, get } = await behindLoadBalancer(t)
  const methods = {
    token: async request => request.accessToken(),
    groups: async request => request.groups(),
    profile: async request => request.loadProfile(),
    allows: async request => request.allows({ groups: { none: ['banned'] } }),
    scopes: async request => request.allows({ scopes: { none: ['banned'] } }),
    alb: async request => request.allows({ tokenUse: 'alb' }),
    access: async request => request.allows({ tokenUse: 'access' })
  } satisfies Record<string, (request: FastifyRequest) => Promise<unknown>>
  for (const [name, method] of Object.entries(methods)) {
    app.get(`/${name}`, { preHandler: app.requireUser() }, async request => ({ result: await method(request) }))
  }
  const headers = alb.headers({ groups: ['admin'] })
  const result = async (name: string) => (await get(headers, `/${name}`)).json().result
  t.equal(await result('token'), headers['x-amzn-oidc-accesstoken'])
  t.strictSame(await result('groups'), ['admin'])
  for (const name of ['allows', 'scopes', 'alb', 'access']) t.equal(await result(name), true, name)
  const without = alb.headers({}, { accessToken: false })
  for (const name of ['token', 'groups', 'profile', 'allows', 'scopes']) {
    const response = await get(without, `/${name}`)
    t.match(response.json(), { code: 'FST_COGNITO_INVALID_TOKEN' }, name)
    t.match(response.headers['www-authenticate'], /invalid_token/)
  }
  t.strictSame((await get(without, '/alb')).json(), { result: true })
  t.strictSame((await get(without, '/access')).json(), { result: false })
})

t.test('groups from a source do not need the access token', async t => {
  const { alb, app, get } = await behindLoadBalancer(t, { groups: async ({ id }) => [`of-${id}`] })
  app.get('/groups', { preHandler: app.requireGroups(['of-ada']) }, async () => 'in')
  t.equal((await get(alb.headers({ sub: 'ada' }, { accessToken: false }), '/groups')).statusCode, 200)
  t.equal((await get(alb.headers({ sub: 'bob' }), '/groups')).statusCode, 403)
})

t.test('toUser adds its fields', async t => {
  const { alb, get } = await behindLoadBalancer(t, {
    toUser: ({ tokenUse, email }) => ({ label: `${tokenUse} ${email}` })
  })
  t.match((await get(alb.headers({ email: 'ada@example.com' }))).json(), { label: 'alb ada@example.com' })
})

t.test('revocation by user and by session', async t => {
  const { alb, app, get } = await behindLoadBalancer(t, { revocation: memoryRevocations() })
  const headers = alb.headers({ sub: 'ada' })
  const { sessionId } = (await get(headers)).json() as { sessionId: string }
  await app.cognito.revoke({ session: sessionId })
  t.equal((await get(headers)).statusCode, 401, 'the session')
  t.equal((await get(alb.headers({ sub: 'ada' }))).statusCode, 200, 'another session')
  await app.cognito.revoke({ user: 'ada' })
  t.equal((await get(alb.headers({ sub: 'ada' }, { accessToken: false }))).statusCode, 401, 'of unknown age')
  t.equal((await get(alb.headers({ sub: 'bob' }, { accessToken: false }))).statusCode, 200)
  await app.cognito.revoke({ user: 'bob', except: 'a session' })
  t.equal((await get(alb.headers({ sub: 'bob' }, { accessToken: false }))).statusCode, 401)
})

t.test('the token of a load balancer comes before the cookie of a session', async t => {
  const pool = await createTestPool()
  const { alb, app, get } = await behindLoadBalancer(
    t,
    {
      endpoint: 'http://127.0.0.1:9',
      routes: { prefix: '/auth' },
      session: { origin: 'https://app.example.com', store: memorySessions() }
    },
    { pool }
  )
  app.register(async scope => {
    scope.addHook('onRequest', async (_request, reply) => {
      reply.header('vary', 'origin')
    })
    scope.get('/vary', { preHandler: scope.requireUser() }, async () => 'in')
  })
  const cookie = { cookie: '__Host-Http-session=x' }
  t.match((await get({ ...alb.headers({ sub: 'ada' }), ...cookie })).json(), { id: 'ada', tokenUse: 'alb' })
  const ended = await get(cookie)
  t.equal(ended.json().code, 'FST_COGNITO_SESSION_ENDED')
  t.equal(ended.headers['vary'], 'cookie')
  t.equal((await get(alb.headers(), '/vary')).headers['vary'], 'origin, cookie')
})

t.test('the events of a request', async t => {
  const { subscribe, unsubscribe } = await import('node:diagnostics_channel')
  const { alb, get } = await behindLoadBalancer(t)
  const events: unknown[] = []
  const names = ['token-verified', 'token-rejected', 'keys-fetch-failed'] as const
  for (const name of names) {
    const listener = (message: unknown) => events.push([name, message])
    subscribe(`fastify-cognito-auth:${name}`, listener)
    t.teardown(() => unsubscribe(`fastify-cognito-auth:${name}`, listener))
  }
  await get(alb.headers({ sub: 'ada' }))
  t.match(events.splice(0), [
    ['token-verified', { user: { id: 'ada', tokenUse: 'access' }, cached: false }],
    ['token-verified', { user: { id: 'ada', tokenUse: 'alb' }, cached: false }]
  ])
  await get(alb.headers({ sub: 'ada' }, { header: { client: 'x' } }))
  t.match(events.splice(0), [['token-rejected', { reason: 'client', request: { route: '/me' } }]])
  alb.rotateKey()
  await alb.outage('error')
  await get(alb.headers({ sub: 'ada' }))
  t.match(events.slice(1), [['keys-fetch-failed', { pool: 'default', reason: /responded with 500/ }]])
})

t.test('the user is frozen, with all claims', async t => {
  const { alb, app, get } = await behindLoadBalancer(t)
  app.get('/frozen', { preHandler: app.requireUser() }, async ({ currentUser }) => {
    const user = currentUser as NonNullable<typeof currentUser>
    return [user, user.claims, user.groups, user.scopes].every(Object.isFrozen)
  })
  t.equal((await get(alb.headers({ groups: ['a'] }), '/frozen')).body, 'true')
  t.equal((await get(alb.headers({}, { accessToken: false }), '/frozen')).body, 'true')
})

t.test('the audience is that of the access token', async t => {
  const audience = 'https://orders.example.com'
  const { alb, app, get, log } = await behindLoadBalancer(t, {
    audience: [audience, 'https://stock.example.com']
  })
  app.get('/orders', { preHandler: app.requireUser({ audience }) }, async () => 'in')
  const statuses = async (headers: Record<string, string>) => [
    (await get(headers)).statusCode,
    (await get(headers, '/orders')).statusCode
  ]
  t.strictSame(await statuses(alb.headers({ claims: { aud: audience } })), [200, 200])
  t.strictSame(await statuses(alb.headers({ claims: { aud: 'https://stock.example.com' } })), [200, 401])
  t.match(log('token rejected').at(-1), { reason: 'audience', received: 'https://stock.example.com' })
  t.strictSame(await statuses(alb.headers()), [401, 401], 'an access token without one')
  t.strictSame(await statuses(alb.headers({}, { accessToken: false })), [401, 401])
  t.match(log('token rejected').at(-1), WITHOUT)
})

import t from 'tap'
import { getCurrentUser, type CurrentUser } from '../../dist/index.js'
import { createTestPool } from '../../dist/testing/index.js'
import { buildApp } from '../verification/app.js'

const pool = await createTestPool()
const { app, send } = await buildApp(t, { ...pool.options, tokenUse: null })
const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString())

t.test('the access token of a user', async t => {
  const token = pool.signIn({
    sub: 'c7f2',
    username: 'jane',
    groups: ['admin', 'user'],
    scopes: ['openid', 'orders/read']
  })
  const claims = claimsOf(token)
  t.same((await send(token)).json(), {
    id: 'c7f2',
    kind: 'user',
    username: 'jane',
    email: null,
    name: null,
    groups: ['admin', 'user'],
    scopes: ['openid', 'orders/read'],
    clientId: 'testclient1example',
    pool: 'default',
    tokenUse: 'access',
    sessionId: claims.origin_jti,
    authenticatedAt: claims.auth_time * 1000,
    expiresAt: claims.exp * 1000,
    claims
  })
})

t.test('an ID token', async t => {
  const token = pool.idToken({
    sub: 'c7f2',
    username: 'jane',
    groups: ['user'],
    email: 'jane@example.com',
    name: 'Jane Doe'
  })
  const claims = claimsOf(token)
  t.same((await send(token)).json(), {
    id: 'c7f2',
    kind: 'user',
    username: 'jane',
    email: 'jane@example.com',
    name: 'Jane Doe',
    groups: ['user'],
    scopes: [],
    clientId: 'testclient1example',
    pool: 'default',
    tokenUse: 'id',
    sessionId: claims.origin_jti,
    authenticatedAt: claims.auth_time * 1000,
    expiresAt: claims.exp * 1000,
    claims
  })
})

t.test('the token of a machine', async t => {
  const token = pool.machine({ scopes: ['orders/read'] })
  const claims = claimsOf(token)
  t.same((await send(token)).json(), {
    id: 'testclient1example',
    kind: 'machine',
    username: null,
    email: null,
    name: null,
    groups: [],
    scopes: ['orders/read'],
    clientId: 'testclient1example',
    pool: 'default',
    tokenUse: 'access',
    sessionId: null,
    authenticatedAt: null,
    expiresAt: claims.exp * 1000,
    claims
  })
})

t.test('a user with scopes and a client ID is not a machine', async t => {
  t.equal((await send(pool.signIn({ scopes: ['orders/read'] }))).json().kind, 'user')
})

t.test('absent claims are empty or null', async t => {
  const missing = {
    'cognito:groups': undefined,
    scope: undefined,
    origin_jti: undefined,
    auth_time: undefined
  }
  t.match((await send(pool.signIn({ claims: missing }))).json(), {
    groups: [],
    scopes: [],
    sessionId: null,
    authenticatedAt: null
  })
  t.match(
    (
      await send(pool.idToken({ claims: { email: undefined, name: undefined, origin_jti: undefined } }))
    ).json(),
    { groups: [], email: null, name: null, sessionId: null }
  )
})

t.test('custom claims are in claims, and nowhere else', async t => {
  const user = (
    await send(pool.idToken({ claims: { 'custom:role': 'admin', kind: 'machine', groups: ['admin'] } }))
  ).json()
  t.match(user, { kind: 'user', groups: [], claims: { 'custom:role': 'admin' } })
})

t.test('the user is deeply frozen', async t => {
  const user = await app.cognito.verify(
    pool.signIn({ groups: ['user'], claims: { address: { lines: ['Main Street'] } } })
  )
  const open: string[] = []
  const walk = (value: unknown, path: string) => {
    if (typeof value !== 'object' || value === null) return
    if (!Object.isFrozen(value)) open.push(path)
    for (const [key, part] of Object.entries(value)) walk(part, `${path}.${key}`)
  }
  walk(user, 'user')
  t.same(open, [])
  t.throws(() => {
    ;(user.groups as string[]).push('admin')
  }, TypeError)
  t.throws(() => {
    ;(user.claims['address'] as { lines: string[] }).lines.push('1')
  }, TypeError)
  t.throws(() => {
    ;(user as { id: string }).id = 'other'
  }, TypeError)
})

t.test('getCurrentUser', async t => {
  const { app } = await buildApp(t, pool.options)
  const seen: unknown[] = []
  app.get('/guarded', { preHandler: app.requireUser() }, async request => {
    seen.push(request.currentUser)
    return getCurrentUser(request) satisfies CurrentUser
  })
  app.get('/open', async request => getCurrentUser(request))

  t.test('returns the user that a guard allowed', async t => {
    const response = await app.inject({ url: '/guarded', headers: pool.authorization({ sub: 'jane' }) })
    t.equal(response.json().id, 'jane')
    t.match(seen, [{ id: 'jane' }])
  })

  t.test('throws a 401 when no guard ran, whatever the headers', async t => {
    const response = await app.inject({ url: '/open', headers: pool.authorization() })
    t.equal(response.statusCode, 401)
    t.equal(response.json().code, 'FST_COGNITO_NO_CREDENTIALS')
    t.equal(response.headers['www-authenticate'], 'Bearer realm="cognito"')
  })
})

t.test('currentUser is null on a route without a guard', async t => {
  const { app } = await buildApp(t, pool.options)
  app.get('/open', async request => ({ user: request.currentUser }))
  t.same((await app.inject({ url: '/open', headers: pool.authorization() })).json(), { user: null })
})

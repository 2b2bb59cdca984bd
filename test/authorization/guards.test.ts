import t from 'tap'
import cognitoAuth, { getCurrentUser, type Guard } from '../../dist/index.js'
import { emptyApp, bearer, build, buildWithoutKeys, asUser, pool, expired } from './app.js'

const NO_CREDENTIALS = {
  statusCode: 401,
  code: 'FST_COGNITO_NO_CREDENTIALS',
  error: 'Unauthorized',
  message: 'Authentication is required.'
}

t.test('requireUser allows any valid token and sets the user', async t => {
  const app = await build(t)
  app.get('/', { preHandler: app.requireUser() }, async request => request.currentUser)
  const { statusCode, body } = await app.inject({
    url: '/',
    headers: asUser({ sub: 'jane', groups: ['admin'] })
  })
  t.equal(statusCode, 200)
  t.match(JSON.parse(body), { id: 'jane', groups: ['admin'], kind: 'user' })
})

t.test(
  "missing credentials, or another scheme, return 401 with a challenge in Fastify's error format",
  async t => {
    const app = await build(t)
    app.get('/', { preHandler: app.requireUser() }, async () => 'in')
    for (const headers of [{}, { authorization: 'Basic amFuZTpzZWNyZXQ=' }]) {
      const response = await app.inject({ url: '/', headers })
      t.strictSame(response.json(), NO_CREDENTIALS)
      t.equal(response.headers['www-authenticate'], 'Bearer realm="cognito"')
    }
  }
)

t.test('an invalid token returns 401 without the reason', async t => {
  const app = await build(t)
  app.get('/', { preHandler: app.requireUser() }, async () => 'in')
  for (const headers of [expired(), bearer('x.y.z'), bearer(pool.idToken())]) {
    const response = await app.inject({ url: '/', headers })
    t.strictSame(response.json(), {
      statusCode: 401,
      code: 'FST_COGNITO_INVALID_TOKEN',
      error: 'Unauthorized',
      message: 'The token is invalid or expired.'
    })
    t.equal(response.headers['www-authenticate'], 'Bearer realm="cognito", error="invalid_token"')
  }
})

t.test('a malformed header returns 400 and describes the format', async t => {
  const app = await build(t)
  app.get('/', { preHandler: app.requireUser() }, async () => 'in')
  const response = await app.inject({ url: '/', headers: { authorization: 'Bearer a b' } })
  t.strictSame(response.json(), {
    statusCode: 400,
    code: 'FST_COGNITO_MALFORMED_CREDENTIALS',
    error: 'Bad Request',
    message: 'Send one Authorization header, of the form "Bearer <token>".'
  })
  t.equal(response.headers['www-authenticate'], 'Bearer realm="cognito", error="invalid_request"')
})

t.test('without keys the response is 503 with Retry-After', async t => {
  const app = await buildWithoutKeys(t)
  app.get('/', { preHandler: app.requireUser() }, async () => 'in')
  const response = await app.inject({ url: '/', headers: asUser() })
  t.match(response.json(), { statusCode: 503, code: 'FST_COGNITO_KEYS_UNAVAILABLE' })
  t.equal(response.headers['retry-after'], '5')
  t.notOk(response.headers['www-authenticate'])
})

t.test('a missing group returns 403 without naming the groups', async t => {
  const app = await build(t)
  app.get('/', { preHandler: app.requireGroups(['treasurers']) }, async () => 'in')
  const response = await app.inject({ url: '/', headers: asUser({ groups: ['members'] }) })
  t.strictSame(response.json(), {
    statusCode: 403,
    code: 'FST_COGNITO_INSUFFICIENT_GROUPS',
    error: 'Forbidden',
    message: 'You are not allowed to do this.'
  })
  t.notMatch(JSON.stringify([response.body, response.headers]), /treasurers|members/)
  t.notOk(response.headers['www-authenticate'])
})

t.test('a missing scope returns 403 and names the scopes, as in RFC 6750', async t => {
  const app = await build(t)
  app.get(
    '/',
    {
      preHandler: app.requireScopes({
        all: ['orders/read'],
        any: ['orders/write', 'orders/admin'],
        none: ['orders/frozen']
      })
    },
    async () => 'in'
  )
  const response = await app.inject({ url: '/', headers: asUser({ scopes: ['orders/read'] }) })
  t.strictSame(response.json(), {
    statusCode: 403,
    code: 'FST_COGNITO_INSUFFICIENT_SCOPE',
    error: 'Forbidden',
    message: 'The token lacks a required scope.'
  })
  t.equal(
    response.headers['www-authenticate'],
    'Bearer realm="cognito", error="insufficient_scope", scope="orders/read orders/write orders/admin"'
  )
})

t.test('a machine is allowed by its scopes', async t => {
  const app = await build(t)
  app.get('/', { preHandler: app.requireScopes(['orders/read']) }, async request => request.currentUser?.kind)
  const { body } = await app.inject({ url: '/', headers: bearer(pool.machine({ scopes: ['orders/read'] })) })
  t.equal(body, 'machine')
})

t.test('optionalUser: no token sets null, an invalid one is a 401, a valid one sets the user', async t => {
  const app = await build(t)
  app.get('/', { preHandler: app.optionalUser() }, async request => ({ id: request.currentUser?.id ?? null }))
  t.strictSame((await app.inject('/')).json(), { id: null })
  t.match((await app.inject({ url: '/', headers: expired() })).json(), {
    statusCode: 401,
    code: 'FST_COGNITO_INVALID_TOKEN'
  })
  t.strictSame((await app.inject({ url: '/', headers: asUser({ sub: 'jane' }) })).json(), { id: 'jane' })
})

t.test('optionalUser as a global hook sets the user of each request', async t => {
  const app = await build(t)
  app.addHook('onRequest', app.optionalUser())
  app.get('/', async request => ({ id: request.currentUser?.id ?? null }))
  t.strictSame((await app.inject('/')).json(), { id: null })
  t.equal((await app.inject({ url: '/', headers: expired() })).statusCode, 401)
  t.strictSame((await app.inject({ url: '/', headers: asUser({ sub: 'jane' }) })).json(), { id: 'jane' })
})

t.test('a route without a guard ignores invalid tokens and outages', async t => {
  for (const app of [await build(t), await buildWithoutKeys(t)]) {
    app.get('/', async request => ({ id: request.currentUser?.id ?? null }))
    for (const headers of [{}, expired(), bearer('x.y.z'), { authorization: 'Bearer a b' }, asUser()]) {
      const response = await app.inject({ url: '/', headers })
      t.equal(response.statusCode, 200)
      t.strictSame(response.json(), { id: null })
    }
  }
})

t.test('getCurrentUser returns the user, and throws a 401 when no guard allowed the request', async t => {
  const app = await build(t)
  app.get('/guarded', { preHandler: app.requireUser() }, async request => getCurrentUser(request).id)
  app.get('/', async request => getCurrentUser(request).id)
  t.equal((await app.inject({ url: '/guarded', headers: asUser({ sub: 'jane' }) })).body, 'jane')
  const response = await app.inject({ url: '/', headers: asUser() })
  t.strictSame(response.json(), NO_CREDENTIALS)
  t.equal(response.headers['www-authenticate'], 'Bearer realm="cognito"')
})

t.test('loadProfile requires a user that a guard allowed', async t => {
  const app = await build(t)
  app.get('/guarded', { preHandler: app.requireUser() }, async request => request.loadProfile())
  app.get('/', async request => request.loadProfile({ fresh: true }))
  t.strictSame((await app.inject({ url: '/', headers: asUser() })).json(), NO_CREDENTIALS)
  const response = await app.inject({ url: '/guarded', headers: bearer(pool.machine()) })
  t.match(response.json(), { statusCode: 403, code: 'FST_COGNITO_USER_REQUIRED' })
})

t.test('loadProfile uses the token that the guard verified', async t => {
  const app = await build(t, { tokenUse: 'id' })
  app.get('/', { preHandler: app.requireUser() }, async request => request.loadProfile())
  const response = await app.inject({
    url: '/',
    headers: bearer(pool.idToken({ sub: 'jane', email: 'jane@example.com' }))
  })
  t.match(response.json(), { id: 'jane', email: 'jane@example.com' })
})

t.test(
  'loadProfile reads email_verified of an ID token as a boolean or as text',
  async t => {
    const app = await build(t, { tokenUse: 'id' })
    app.get(
      '/',
      { preHandler: app.requireUser() },
      async request => (await request.loadProfile()).emailVerified
    )
    const verified = async (claims: Record<string, unknown>) =>
      (
        await app.inject({ url: '/', headers: bearer(pool.idToken({ email: 'jane@example.com', claims })) })
      ).json()
    t.strictSame(
      await Promise.all(
        [true, 'true', false, 'false', null].map(value => verified({ email_verified: value }))
      ),
      [true, true, false, false, false]
    )
    t.equal(
      await verified({ email: null, email_verified: true }),
      false,
      'without an email address nothing is verified'
    )
  }
)

t.test('an error that extractToken throws is returned as it is', async t => {
  const app = await build(t, {
    extractToken: () => {
      throw Object.assign(new Error('Short and stout.'), { statusCode: 418 })
    }
  })
  app.get('/', { preHandler: app.requireUser() }, async () => 'in')
  const response = await app.inject('/')
  t.match(response.json(), { statusCode: 418, message: 'Short and stout.' })
  t.notOk('www-authenticate' in response.headers)
})

t.test('a token is verified once per request, however many guards run', async t => {
  let calls = 0
  const app = await build(t, {
    extractToken: request => {
      calls++
      return request.headers.authorization?.slice('Bearer '.length)
    }
  })
  app.addHook('onRequest', app.optionalUser())
  app.addHook('preHandler', app.requireUser())
  app.get(
    '/',
    {
      onRequest: [app.requireUser(), app.optionalUser()],
      preHandler: [app.requireUser(), app.requireGroups(['admin']), app.requireScopes(['orders/read'])]
    },
    async () => 'in'
  )
  t.equal(
    (await app.inject({ url: '/', headers: asUser({ groups: ['admin'], scopes: ['orders/read'] }) }))
      .statusCode,
    200
  )
  t.equal(calls, 1)
  t.equal((await app.inject('/')).statusCode, 401)
  t.equal(calls, 2)
})

t.test('guards of two registrations on one route each verify the token themselves', async t => {
  const app = emptyApp(t)
  let theirs: Guard | undefined
  await app.register(async scope => {
    await scope.register(cognitoAuth, {
      ...pool.options,
      extractToken: request => request.headers['x-token'] as string | undefined
    })
    theirs = scope.requireGroups(['admin'])
  })
  await app.register(async scope => {
    await scope.register(cognitoAuth, pool.options)
    scope.get('/', { preHandler: [scope.requireUser(), theirs as Guard] }, async () => 'in')
  })
  const status = async (headers: Record<string, string>) =>
    (await app.inject({ url: '/', headers })).statusCode
  const admin = pool.signIn({ groups: ['admin'] })
  t.equal(await status({ ...asUser(), 'x-token': admin }), 200)
  t.equal(await status({ ...bearer(admin), 'x-token': pool.signIn() }), 403)
  t.equal(await status(bearer(admin)), 401)
  t.equal(await status({ 'x-token': admin }), 401)
})

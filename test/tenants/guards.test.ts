import Fastify from 'fastify'
import t from 'tap'
import cognitoAuth, { type CognitoAuthOptions } from '../../dist/index.js'
import { acme, both, build, globex } from './app.js'

t.test('guards are restricted to a pool by the name that resolve returns', async t => {
  const { app, status, log } = await build(t, { known: both() })
  app.get('/acme', { preHandler: app.requireUser({ pool: 'acme' }) }, async () => 'in')
  app.get('/admin', { preHandler: app.requireGroups(['admin'], { pool: 'acme' }) }, async () => 'in')
  t.equal(await status(acme.signIn(), '/acme'), 200)
  t.equal(await status(globex.signIn(), '/acme'), 401)
  t.match(log('token rejected'), [{ reason: 'pool', expected: 'acme', received: 'eu-west-1_Globex' }])
  t.equal(await status(acme.signIn({ groups: ['admin'] }), '/admin'), 200)
  t.equal(await status(acme.signIn(), '/admin'), 403)
  t.equal(await status(globex.signIn({ groups: ['admin'] }), '/admin'), 401)
})

t.test('a name that no pool has yet is not an error, and allows nothing', async t => {
  const { app, status } = await build(t, { known: both() })
  app.get('/later', { preHandler: app.requireUser({ pool: 'later' }) }, async () => 'in')
  t.equal(await status(acme.signIn(), '/later'), 401)
})

t.test('guards are restricted to app clients and a token use', async t => {
  const known = new Map([[acme.issuer, { name: 'acme', ...acme.options, clientId: null, tokenUse: null }]])
  const { app, status, log } = await build(t, { known })
  app.get('/web', { preHandler: app.requireUser({ clientId: 'web' }) }, async () => 'in')
  app.get(
    '/either',
    { preHandler: app.requireUser({ clientId: ['web', 'mobile'], tokenUse: 'access' }) },
    async () => 'in'
  )
  app.get('/id', { preHandler: app.requireUser({ tokenUse: 'id' }) }, async () => 'in')
  t.equal(await status(acme.signIn({ clientId: 'web' }), '/web'), 200)
  t.equal(await status(acme.signIn({ clientId: 'other' }), '/web'), 401)
  t.equal(await status(acme.signIn({ clientId: 'mobile' }), '/either'), 200)
  t.equal(await status(acme.idToken({ clientId: 'mobile' }), '/either'), 401)
  t.equal(await status(acme.idToken(), '/id'), 200)
  t.equal(await status(acme.signIn(), '/id'), 401)
  t.match(log('token rejected'), [
    { reason: 'client', expected: 'web', received: 'other' },
    { reason: 'token-use', expected: 'access', received: 'id' },
    { reason: 'token-use', expected: 'id', received: 'access' }
  ])
})

t.test('guards are restricted to audiences that the options of the pool accept', async t => {
  const [orders, stock] = ['https://orders.example.com', 'https://stock.example.com']
  const known = new Map([
    [acme.issuer, { name: 'acme', ...acme.options, audience: [orders, stock] }],
    [globex.issuer, globex.options as object]
  ])
  const { app, status, log } = await build(t, { known })
  app.get('/orders', { preHandler: app.requireUser({ audience: orders }) }, async () => 'in')
  t.equal(await status(acme.signIn({ audience: orders })), 200)
  t.equal(await status(acme.signIn()), 401)
  t.equal(await status(acme.signIn({ audience: acme.clientId })), 401)
  t.equal(await status(globex.signIn()), 200)
  t.equal(await status(globex.signIn({ audience: orders })), 401)
  t.equal(await status(acme.signIn({ audience: orders }), '/orders'), 200)
  t.equal(await status(acme.signIn({ audience: stock }), '/orders'), 401)
  t.equal(await status(globex.signIn(), '/orders'), 401)
  t.match(log('token rejected'), [
    { reason: 'audience', expected: `${orders}, ${stock}`, received: 'nothing' },
    { reason: 'audience', received: acme.clientId },
    { reason: 'audience', expected: globex.clientId, received: orders },
    { reason: 'audience', expected: orders, received: stock },
    { reason: 'audience', expected: orders, received: 'nothing' }
  ])
})

t.test('a restriction that no token could meet still throws', async t => {
  const { app } = await build(t)
  const mistakes: [make: () => unknown, message: RegExp][] = [
    [() => app.requireUser({ pool: '' }), /pool must be the name of a pool; got an empty string/],
    [() => app.requireUser({ pool: 7 as never }), /pool must be the name of a pool; got 7/],
    [() => app.requireUser({ clientId: [] }), /clientId must be the ID of an app client/],
    [() => app.requireUser({ tokenUse: 'refresh' as never }), /tokenUse must be 'access', 'id' or 'alb'/],
    [() => app.requireUser({ tokenUse: 'alb' }), /tokenUse 'alb' requires the option alb of a pool/],
    [
      () => app.requireUser({ pools: 'acme' } as never),
      /must have pool, clientId, tokenUse or audience; got 'pools'/
    ],
    [() => app.requireUser({ audience: [] }), /audience must be the URL of an API, or a list of URLs/],
    [() => app.requireScopes(['a'], { tokenUse: 'id' }), /ID tokens have no scopes/],
    [() => app.requireMachine({ tokenUse: 'id' }), /machines have no ID tokens/]
  ]
  for (const [make, message] of mistakes) t.throws(make, { code: 'FST_COGNITO_INVALID_REQUIREMENT', message })
  t.doesNotThrow(() => app.requireScopes(['a'], { tokenUse: 'access' }))
})

t.test('cognito.verify is restricted in the same way', async t => {
  const { app } = await build(t, { known: both() })
  t.match(await app.cognito.verify(acme.signIn(), { pool: 'acme' }), { pool: 'acme' })
  await t.rejects(app.cognito.verify(globex.signIn(), { pool: 'acme' }), {
    code: 'FST_COGNITO_INVALID_TOKEN'
  })
})

t.test('operations of the API need a known pool, and the error says what to do', async t => {
  const { app } = await build(t, { known: both() })
  await t.rejects(app.cognito.signIn({ username: 'jane', password: 'x' }), {
    code: 'FST_COGNITO_INVALID_OPTIONS',
    message: /register the plugin again in another scope/
  })
})

const mistakes: Record<string, [options: object, message: RegExp]> = {
  'a resolve that is a string': [
    { userPools: { resolve: 'https://tenants.example' } },
    /\n- options\.userPools\.resolve must be a function of an issuer that returns the options of its pool, or null; got "https:\/\/tenants\.example"/
  ],
  'resolve that is null': [
    { userPools: { resolve: null } },
    /\n- options\.userPools\.resolve must be a pool/
  ],
  'a resolve that is null': [{ userPools: { resolve: null } }, /\n- options\.userPools\.resolve must be a pool/],
  'an unknown field': [
    { userPools: { resolve: () => null, tll: 1 } },
    /\n- options\.userPools\.tll is not an option; did you mean ttl\?/
  ],
  'a pool beside resolve': [
    { userPools: { resolve: () => null, staff: { userPoolId: 'eu-west-1_A', clientId: 'a' } } },
    /\n- options\.userPools\.staff is not an option; the options are resolve, max, ttl, timeout/
  ],
  'a max of 0': [
    { userPools: { resolve: () => null, max: 0 } },
    /\n- options\.userPools\.max must be a whole number of pools from 1 to 100000/
  ],
  'a ttl in seconds': [
    { userPools: { resolve: () => null, ttl: 60 } },
    /\n- options\.userPools\.ttl must be a whole number of milliseconds from 1000 to 86400000/
  ],
  'a timeout that is a string': [
    { userPools: { resolve: () => null, timeout: '1s' } },
    /\n- options\.userPools\.timeout must be a whole number of milliseconds from 50 to 60000/
  ],
  routes: [
    { userPools: { resolve: () => null }, routes: { prefix: '/auth' } },
    /\n- options\.routes cannot be combined with userPools\.resolve; register the plugin again in another scope/
  ],
  "warmUp: 'required'": [
    { userPools: { resolve: () => null }, warmUp: 'required' },
    /\n- options\.warmUp must be 'lazy' or omitted with userPools\.resolve; got "required"/
  ],
  'userPools: null': [{ userPools: null }, /\n- options\.userPools must be an object of pools by name/]
}

for (const [label, [options, message]] of Object.entries(mistakes)) {
  t.test(`startup rejects ${label}`, async t => {
    const app = Fastify()
    t.teardown(() => app.close())
    await t.rejects(async () => app.register(cognitoAuth, options as CognitoAuthOptions), {
      code: 'FST_COGNITO_INVALID_OPTIONS',
      message
    })
  })
}

t.test('among named pools, one may be called resolve', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(cognitoAuth, { userPools: { resolve: acme.options, max: globex.options } })
  t.match(await app.cognito.verify(acme.signIn()), { pool: 'resolve' })
  t.match(await app.cognito.verify(globex.signIn()), { pool: 'max' })
})

t.test('the auth API of one pool can be served in its own scope beside it', async t => {
  const parent = Fastify()
  t.teardown(() => parent.close())
  await parent.register(async scope => {
    await scope.register(cognitoAuth, { userPools: { resolve: async issuer => both().get(issuer) as never } })
    scope.get('/orders', { preHandler: scope.requireUser() }, async () => 'in')
  })
  await parent.register(async scope => {
    await scope.register(cognitoAuth, {
      userPoolId: 'eu-west-1_Staff',
      clientId: 'desk',
      jwks: acme.jwks,
      endpoint: 'http://127.0.0.1:9',
      routes: { prefix: '/auth' }
    })
  })
  t.equal((await parent.inject({ url: '/orders', headers: acme.authorization() })).statusCode, 200)
  t.equal((await parent.inject({ url: '/auth/me', headers: acme.authorization() })).statusCode, 401)
})

t.test('operations of fastify.cognito have no pool to use, rate-limited or not', async t => {
  const { app } = await build(t, { known: both() })
  const body = { flow: 'USER_PASSWORD_AUTH', username: 'jane', password: 'Correct-horse-7' } as const
  const none = {
    code: 'FST_COGNITO_INVALID_OPTIONS',
    message: /options\.userPools\.resolve cannot be combined with operations of fastify\.cognito/
  }
  await t.rejects(app.cognito.signIn(body), none)
  app.post('/signin', async (request, reply) => app.cognito.rateLimited(request, reply).signIn(body))
  t.match((await app.inject({ method: 'POST', url: '/signin' })).json(), none)
})

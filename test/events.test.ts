import { spawnSync } from 'node:child_process'
import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel'
import { inspect } from 'node:util'
import fastifyAuth from '@fastify/auth'
import t, { type Test } from 'tap'
import cognitoAuth, { memoryRevocations, type SinglePoolOptions, type Events } from '../dist/index.js'
import { createTestPool } from '../dist/testing/index.js'
import { buildApi, newUser, PASSWORD, post, signIn, startCognito, USER } from './api.js'
import { emptyApp, bearer, build, asUser, pool, statuses } from './authorization/app.js'
import { freePort } from './examples/process.js'
import { startScripted } from './scripted.js'

type Name = keyof Events

/** Every channel, by its short name. */
const NAMES: readonly Name[] = Object.keys({
  'fastify-cognito-auth:token-verified': true,
  'fastify-cognito-auth:token-rejected': true,
  'fastify-cognito-auth:request-denied': true,
  'fastify-cognito-auth:keys-fetched': true,
  'fastify-cognito-auth:keys-fetch-failed': true,
  'fastify-cognito-auth:signed-up': true,
  'fastify-cognito-auth:signed-in': true,
  'fastify-cognito-auth:signed-out': true,
  'fastify-cognito-auth:password-changed': true,
  'fastify-cognito-auth:contact-changed': true,
  'fastify-cognito-auth:mfa-changed': true,
  'fastify-cognito-auth:passkey-registered': true,
  'fastify-cognito-auth:passkey-deleted': true,
  'fastify-cognito-auth:revoked': true
} satisfies Record<Name, true>) as Name[]

/** Account changes: test/revocation/account-changes.test.ts. */
const CHANGES = [
  'password-changed',
  'contact-changed',
  'mfa-changed',
  'passkey-registered',
  'passkey-deleted'
]

const short = (name: Name) => name.slice('fastify-cognito-auth:'.length)

/** Records the published messages until the test ends. */
function listen (t: Pick<Test, 'teardown'>, names = NAMES) {
  const received: [event: string, message: object][] = []
  const listeners = names.map(
    name =>
      [
        name,
        (message: unknown) => {
          received.push([short(name), message as object])
        }
      ] as const
  )
  for (const [name, listener] of listeners) subscribe(name, listener)
  const stop = () => {
    for (const [name, listener] of listeners) unsubscribe(name, listener)
  }
  t.teardown(stop)
  /** Returns the messages since the last call. */
  return { received: () => received.splice(0), stop }
}

async function start (t: Test, options: Partial<SinglePoolOptions> = {}) {
  const app = await build(t, { permissions: { clerk: ['orders:read'] }, ...options })
  await app.register(fastifyAuth)
  app.get('/user/:id', { preHandler: app.requireUser() }, async () => 'in')
  app.get('/groups', { preHandler: app.requireGroups(['admin']) }, async () => 'in')
  app.get('/scopes', { preHandler: app.requireScopes(['orders/read']) }, async () => 'in')
  app.delete('/orders/:id', { preHandler: app.requirePermissions(['orders:delete']) }, async () => 'in')
  app.get('/recent', { preHandler: app.requireRecentSignIn(1) }, async () => 'in')
  app.get('/machine', { preHandler: app.requireMachine() }, async () => 'in')
  app.get('/open', async () => 'in')
  return app
}

t.test('a verified token is published, with whether it was cached', async t => {
  const app = await start(t)
  const { received } = listen(t)
  const token = pool.signIn({ sub: 'jane' })
  const user = await app.cognito.verify(token)
  t.strictSame(received(), [['token-verified', { user, cached: false }]])
  const again = await app.cognito.verify(token)
  t.strictSame(received(), [['token-verified', { user: again, cached: false }]])
  await app.inject({ url: '/user/1', headers: bearer(token) })
  const [[event, message] = []] = received() as [string, { user: unknown, cached: boolean }][]
  t.strictSame([event, message?.cached, message?.user === again], ['token-verified', true, true])
  await app.inject({ url: '/open', headers: bearer(token) })
  t.strictSame(received(), [], 'a route without a guard verifies no token')
})

t.test('a token that waits for keys is published once it is verified', async t => {
  const keyed = await createTestPool({ keyHost: true, userPoolId: 'eu-west-1_Keyed' })
  t.teardown(keyed.close)
  const app = emptyApp(t)
  await app.register(cognitoAuth, { userPools: { staff: keyed.options } })
  const { received } = listen(t)
  await app.cognito.verify(keyed.signIn({ sub: 'jane' }))
  t.match(received(), [
    ['keys-fetched', { pool: 'staff', keys: 2 }],
    ['token-verified', { user: { id: 'jane' }, cached: false }]
  ])
})

t.test('a failed JWKS fetch is published', async t => {
  const app = emptyApp(t)
  const { userPoolId, clientId } = pool.options
  const { received } = listen(t)
  await app.register(cognitoAuth, {
    userPoolId,
    clientId,
    jwksUri: `http://127.0.0.1:${await freePort()}/jwks.json`
  })
  app.get('/', { preHandler: app.requireUser() }, async () => 'in')
  t.strictSame(await statuses(app, '/', [asUser()]), [503])
  t.match(received(), [['keys-fetch-failed', { pool: 'default', reason: /ECONNREFUSED/ }]])
})

t.test('a rejected token is published with the reason and the request', async t => {
  const app = await start(t)
  const { received } = listen(
    t,
    NAMES.filter(name => !name.endsWith(':token-verified'))
  )
  const refused = [
    [pool.expired(), 'expired'],
    ['x.y.z', 'malformed'],
    [pool.idToken(), 'token-use'],
    [pool.signIn({ clientId: 'other' }), 'client']
  ] as const
  for (const [token, reason] of refused) {
    await app.inject({ url: '/user/7?q=secret', headers: bearer(token) })
    const [[event, message] = [], ...more] = received() as [
      string,
      Events['fastify-cognito-auth:token-rejected']
    ][]
    t.strictSame([event, more], ['token-rejected', []])
    t.match(message, { reason, request: { id: /^req-/, method: 'GET', route: '/user/:id' } })
    t.strictSame(
      [Object.keys(message ?? {}), Object.keys(message?.request ?? {})],
      [
        ['reason', 'request'],
        ['id', 'method', 'route']
      ]
    )
  }
  await app.inject({ url: '/groups', headers: bearer(pool.expired()) })
  t.match(
    received(),
    [['token-rejected', { reason: 'expired', request: { route: '/groups' } }]],
    'once, and not as a denied request too'
  )
  await t.rejects(app.cognito.verify('x.y.z'))
  t.strictSame(received(), [], 'the message identifies a request')
})

t.test('a denied request is published with the code and status of the error', async t => {
  const app = await start(t, { clock: () => Date.now() + 60_000 })
  const { received } = listen(t, [
    'fastify-cognito-auth:request-denied',
    'fastify-cognito-auth:token-rejected'
  ])
  const cases = [
    ['GET', '/user/7', {}, 'FST_COGNITO_NO_CREDENTIALS', 401, '/user/:id'],
    [
      'GET',
      '/user/7',
      { authorization: 'Bearer a b' },
      'FST_COGNITO_MALFORMED_CREDENTIALS',
      400,
      '/user/:id'
    ],
    ['GET', '/groups', asUser(), 'FST_COGNITO_INSUFFICIENT_GROUPS', 403, '/groups'],
    ['GET', '/scopes', asUser(), 'FST_COGNITO_INSUFFICIENT_SCOPE', 403, '/scopes'],
    [
      'DELETE',
      '/orders/7',
      asUser({ groups: ['clerk'] }),
      'FST_COGNITO_INSUFFICIENT_PERMISSIONS',
      403,
      '/orders/:id'
    ],
    ['GET', '/recent', asUser(), 'FST_COGNITO_SIGN_IN_TOO_OLD', 401, '/recent'],
    ['GET', '/machine', asUser(), 'FST_COGNITO_MACHINE_REQUIRED', 403, '/machine']
  ] as const
  for (const [method, url, headers, code, statusCode, route] of cases) {
    t.equal((await app.inject({ method, url, headers })).statusCode, statusCode)
    const found = received()
    t.match(found, [['request-denied', { code, statusCode, request: { id: /^req-/, method, route } }]], code)
    t.strictSame(
      found.map(([, message]) => Object.keys(message)),
      [['code', 'statusCode', 'request']]
    )
  }
  await app.inject({ url: '/open' })
  await app.inject({ url: '/groups', headers: asUser({ groups: ['admin'] }) })
  t.strictSame(received(), [], 'no request was denied')
})

t.test('server failures and errors of extractToken are not published as denied requests', async t => {
  const failing = [
    {
      permissions: async () => {
        throw new Error('down')
      }
    },
    { permissions: async () => 'no list' as never },
    {
      toUser: () => {
        throw new Error('down')
      }
    },
    {
      extractToken: () => {
        throw Object.assign(new Error('Short and stout.'), { statusCode: 418 })
      }
    },
    {
      extractToken: () => {
        throw Object.assign(new Error('Mine.'), { statusCode: 403, code: 'MINE' })
      }
    }
  ]
  for (const [i, options] of failing.entries()) {
    const app = await start(t, options)
    const { received, stop } = listen(t, [
      'fastify-cognito-auth:request-denied',
      'fastify-cognito-auth:token-rejected'
    ])
    t.equal(
      (await app.inject({ method: 'DELETE', url: '/orders/7', headers: asUser() })).statusCode,
      [503, 500, 500, 418, 403][i]
    )
    t.strictSame(received(), [])
    stop()
  }
})

t.test('with two alternative guards, each denial is published', async t => {
  const app = await start(t)
  app.get(
    '/',
    { preHandler: app.auth([app.requireGroups(['admin']), app.requireScopes(['orders/read'])]) },
    async () => 'in'
  )
  const { received } = listen(t, ['fastify-cognito-auth:request-denied'])
  t.equal((await app.inject({ url: '/', headers: asUser({ scopes: ['orders/read'] }) })).statusCode, 200)
  t.match(received(), [['request-denied', { code: 'FST_COGNITO_INSUFFICIENT_GROUPS' }]])
})

t.test('sign-ups, sign-ins, sign-outs and revocations are published', async t => {
  const cognito = await startCognito(t)
  const app = await buildApi(t, cognito, { revocation: memoryRevocations() })
  const { received } = listen(
    t,
    NAMES.filter(name => !/verified|keys/.test(name))
  )
  const { sub } = (await post(app, '/auth/signup', newUser('jane@example.com'))).json()
  t.strictSame(received(), [['signed-up', { pool: 'default', user: sub }]])
  await post(app, '/auth/signup/confirm', {
    username: 'jane@example.com',
    code: cognito.mailbox.last('jane@example.com')?.code
  })
  const tokens = await signIn(app, { email: 'jane@example.com', password: PASSWORD })
  t.strictSame(received(), [['signed-in', { pool: 'default', user: sub }]])
  const session = (await app.cognito.verify(tokens.accessToken)).sessionId
  await post(app, '/auth/signin', { username: 'jane@example.com', password: 'Wrong-horse-7' })
  await post(app, '/auth/refresh', { refreshToken: tokens.refreshToken })
  await post(app, '/auth/signup', newUser('jane@example.com'))
  t.strictSame(received(), [], 'a failure is not published, and a refresh is not a sign-in')
  await post(app, '/auth/signout', { refreshToken: tokens.refreshToken }, bearer(tokens.accessToken))
  t.strictSame(received(), [
    ['revoked', { session }],
    ['signed-out', { pool: 'default', everywhere: false }]
  ])
  const again = await signIn(app, { email: 'jane@example.com', password: PASSWORD })
  received()
  await post(app, '/auth/signout', { everywhere: true }, bearer(again.accessToken))
  t.strictSame(received(), [
    ['revoked', { user: sub }],
    ['signed-out', { pool: 'default', everywhere: true }]
  ])
  await app.cognito.revoke({ session: 'abc' })
  t.strictSame(received(), [['revoked', { session: 'abc' }]])
  await app.inject({ url: '/admin', headers: bearer(tokens.accessToken) })
  t.match(received(), [['token-rejected', { reason: 'revoked' }]])
})

t.test('a hidden sign-up of an existing user is not published', async t => {
  const app = await buildApi(t, await startCognito(t), {
    routes: { prefix: '/auth', rateLimit: false, signUp: { hideExistingUsers: true } }
  })
  const { received } = listen(t, ['fastify-cognito-auth:signed-up'])
  await post(app, '/auth/signup', newUser('jane@example.com'))
  t.strictSame(received(), [['signed-up', { pool: 'default', user: null }]])
  await post(app, '/auth/signup', newUser('jane@example.com'))
  t.strictSame(received(), [], 'there was no sign-up')
})

/** Everything reachable from a message. */
const everything = (message: object) =>
  inspect(message, {
    depth: Infinity,
    showHidden: true,
    getters: true,
    maxArrayLength: Infinity,
    maxStringLength: Infinity
  })

t.test('no token, password, code or secret is reachable from a message', async t => {
  const cognito = await startCognito(t, { pool: { clientSecret: true } })
  const { received } = listen(t)
  const app = emptyApp(t)
  await app.register(cognitoAuth, {
    ...cognito.options,
    routes: { prefix: '/auth', rateLimit: false },
    revocation: memoryRevocations(),
    permissions: { admin: ['orders:*'] }
  })
  app.get('/profile', { preHandler: app.requireUser() }, async request => request.loadProfile())
  app.post('/orders', { preHandler: app.requirePermissions(['orders:write']) }, async () => 'in')
  app.post('/late', { preHandler: app.requireGroups(['admin']) }, async () => 'in')
  const secrets = [
    PASSWORD,
    USER.password,
    'Wrong-horse-7',
    cognito.options.clientSecret as string,
    'canary-body',
    'canary-query',
    'canary-cookie'
  ]
  const remember = ({
    accessToken,
    idToken,
    refreshToken = ''
  }: {
    accessToken: string
    idToken: string
    refreshToken?: string
  }) => {
    secrets.push(
      ...[accessToken, idToken, refreshToken]
        .flatMap(token => token.split('.'))
        .filter(part => part.length > 10)
    )
    return { accessToken, refreshToken }
  }
  await post(app, '/auth/signup', newUser('jane@example.com'))
  const code = cognito.mailbox.last('jane@example.com')?.code as string
  secrets.push(code)
  await post(app, '/auth/signup/confirm', { username: 'jane@example.com', code: '000000' })
  await post(app, '/auth/signup/confirm', { username: 'jane@example.com', code })
  await post(app, '/auth/signin', { username: 'jane@example.com', password: 'Wrong-horse-7' })
  const jane = remember(await signIn(app, { email: 'jane@example.com', password: PASSWORD }))
  const uli = remember(await signIn(app, USER))
  const body = { password: 'canary-body' }
  const cookie = { cookie: 'session=canary-cookie' }
  for (const url of ['/orders', '/late?token=canary-query']) {
    await post(app, url, body, { ...bearer(uli.accessToken), ...cookie })
  }
  await app.inject({ url: '/profile', headers: bearer(uli.accessToken) })
  await post(app, '/orders?token=canary-query', body, { ...bearer(`${jane.accessToken}x`), ...cookie })
  await post(app, '/orders?token=canary-query', body, cookie)
  remember((await post(app, '/auth/refresh', { refreshToken: uli.refreshToken })).json())
  await post(app, '/auth/signout', { refreshToken: uli.refreshToken }, bearer(uli.accessToken))
  await post(app, '/auth/signout', { everywhere: true }, bearer(jane.accessToken))
  await post(app, '/orders', body, bearer(jane.accessToken))
  const found = received()
  t.strictSame(
    new Set(found.map(([event]) => event)),
    new Set(NAMES.map(short).filter(name => !['keys-fetch-failed', ...CHANGES].includes(name))),
    'there were messages'
  )
  for (const [event, message] of found) {
    const text = everything(message)
    t.strictSame(
      secrets.filter(secret => text.includes(secret)),
      [],
      `${event}: ${text.slice(0, 100)}`
    )
  }
})

t.test('without a subscriber no message is created', async t => {
  const app = await start(t)
  const looks: string[] = []
  app.addHook('onRequest', async request => {
    for (const name of ['id', 'method', 'routeOptions'] as const) {
      const value = request[name]
      Object.defineProperty(request, name, {
        get () {
          looks.push(name)
          return value
        }
      })
    }
  })
  const published: string[] = []
  const channels = NAMES.map(name => channel(name))
  for (const channel of channels) {
    channel.publish = () => {
      published.push(String(channel.name))
    }
  }
  t.teardown(() => {
    for (const channel of channels) delete (channel as Partial<typeof channel>).publish
  })
  const source = async () => {
    looks.length = 0
    published.length = 0
    app.log.level = 'silent'
    await app.inject({ url: '/user/1', headers: asUser() })
    await app.inject({ url: '/user/1', headers: bearer(pool.expired()) })
    await app.inject({ url: '/groups', headers: asUser() })
    return published.length
  }
  t.equal(await source(), 0)
  const without = looks.length
  for (const channel of channels) delete (channel as Partial<typeof channel>).publish
  const { received } = listen(t)
  await source()
  t.equal(received().length, 4)
  t.equal(looks.length, without + 6, 'ID, method and route of the two denied requests')
})

t.test('after unsubscribing no message is received', async t => {
  const app = await start(t)
  const { received, stop } = listen(t)
  await app.inject({ url: '/user/1', headers: asUser() })
  t.equal(received().length, 1)
  stop()
  await app.inject({ url: '/user/1', headers: asUser() })
  t.strictSame(received(), [])
})

t.test('subscribers are called synchronously, in the context of the request', async t => {
  const { AsyncLocalStorage } = await import('node:async_hooks')
  const store = new AsyncLocalStorage<string>()
  const app = await start(t)
  const seen: unknown[] = []
  const listener = () => {
    seen.push(store.getStore())
  }
  subscribe('fastify-cognito-auth:token-verified', listener)
  t.teardown(() => {
    unsubscribe('fastify-cognito-auth:token-verified', listener)
  })
  for (const name of ['a', 'b']) {
    await store.run(name, async () => app.inject({ url: '/user/1', headers: asUser() }))
  }
  t.strictSame(seen, ['a', 'b'])
})

t.test('an error thrown by a subscriber does not affect the request: Node.js reports it', async t => {
  const program = `
    import { subscribe } from 'node:diagnostics_channel'
    import Fastify from 'fastify'
    import cognitoAuth from 'fastify-cognito-auth'
    import { createTestPool } from 'fastify-cognito-auth/testing'
    const uncaught = []
    process.on('uncaughtException', error => { uncaught.push(error.message) })
    for (const name of ${JSON.stringify(NAMES)}) subscribe(name, () => { throw new Error('mine') })
    const pool = await createTestPool()
    const app = Fastify()
    await app.register(cognitoAuth, pool.options)
    app.get('/', { preHandler: app.requireGroups(['admin']) }, async () => 'in')
    const statuses = []
    for (const headers of [pool.authorization({ groups: ['admin'] }), pool.authorization(), {}]) statuses.push((await app.inject({ url: '/', headers })).statusCode)
    console.log(JSON.stringify({ statuses, uncaught }))`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'test' }
  })
  t.strictSame(stderr === '' ? JSON.parse(stdout) : stderr, {
    statuses: [200, 403, 401],
    uncaught: Array(4).fill('mine')
  })
})

t.test('a sign-in whose token cannot be decoded is published with user null', async t => {
  const { endpoint } = await startScripted(t, () => ({
    body: { AuthenticationResult: { AccessToken: 'a', IdToken: 'b', ExpiresIn: 3600 } }
  }))
  const app = await buildApi(t, { options: { ...pool.options, endpoint } })
  const { received } = listen(t, ['fastify-cognito-auth:signed-in'])
  t.equal((await post(app, '/auth/signin', { username: 'jane', password: PASSWORD })).statusCode, 200)
  t.strictSame(received(), [['signed-in', { pool: 'default', user: null }]])
})

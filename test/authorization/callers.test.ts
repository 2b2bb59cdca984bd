import Fastify from 'fastify'
import t from 'tap'
import cognitoAuth from '../../dist/index.js'
import { bearer, build, asUser, pool, statuses } from './app.js'

const machine = () => bearer(pool.machine({ scopes: ['orders/read'] }))

t.test(
  'requireMachine allows machines, and no user, however similar the token',
  async t => {
    const app = await build(t, { tokenUse: null })
    app.get('/', { preHandler: app.requireMachine() }, async request => request.currentUser?.kind)
    const alike = asUser({ sub: 'testclient1example', scopes: ['orders/read'] })
    t.strictSame(
      await statuses(app, '/', [{}, machine(), asUser(), alike, bearer(pool.idToken())]),
      [401, 200, 403, 403, 403]
    )
    t.equal((await app.inject({ url: '/', headers: asUser() })).json().code, 'FST_COGNITO_MACHINE_REQUIRED')
  }
)

t.test('requireMachine throws when the plugin accepts no machine tokens', async t => {
  const app = await build(t, { tokenUse: 'id' })
  t.throws(() => app.requireMachine(), {
    code: 'FST_COGNITO_INVALID_REQUIREMENT',
    message: 'requireMachine: no token can be accepted: machines have no ID tokens'
  })
})

t.test('requireRecentSignIn requires a recent sign-in, with the challenge of RFC 9470', async t => {
  let now = Date.now()
  const app = Fastify()
  t.teardown(async () => {
    await app.close()
  })
  await app.register(cognitoAuth, { ...pool.options, clock: () => now })
  app.get('/', { preHandler: app.requireRecentSignIn(300) }, async () => 'in')
  const [old, none] = [
    asUser({ claims: { auth_time: Math.floor(now / 1000) - 299 } }),
    asUser({ claims: { auth_time: undefined } })
  ]
  t.strictSame(await statuses(app, '/', [{}, old, none, machine()]), [401, 200, 401, 401])
  now += 10_000
  const response = await app.inject({ url: '/', headers: old })
  t.equal(response.statusCode, 401)
  t.equal(response.json().code, 'FST_COGNITO_SIGN_IN_TOO_OLD')
  t.equal(
    response.headers['www-authenticate'],
    'Bearer realm="cognito", error="insufficient_user_authentication", max_age=300'
  )
})

t.test('a sign-in is recent until its last millisecond', async t => {
  const signedIn = Math.floor(Date.now() / 1000)
  let now = signedIn * 1000
  const app = await build(t, { clock: () => now })
  app.get('/', { preHandler: app.requireRecentSignIn(300) }, async () => 'in')
  const headers = asUser({ claims: { auth_time: signedIn } })
  now += 300_000
  t.strictSame(await statuses(app, '/', [headers]), [200])
  now += 1
  t.strictSame(await statuses(app, '/', [headers]), [401])
})

t.test('the error of a restriction names the guard', async t => {
  const app = await build(t)
  const restriction = { tokenUse: 'refresh' } as never
  t.throws(() => app.requireMachine(restriction), { message: /^requireMachine: / })
  t.throws(() => app.requireRecentSignIn(300, restriction), { message: /^requireRecentSignIn: / })
  t.throws(() => app.requireMachine({ tokenUse: 'id' }), { message: /^requireMachine: / })
})

t.test('requireRecentSignIn accepts whole seconds only', async t => {
  const app = await build(t)
  const rejected = new Map<unknown, string>([
    [0, '0'],
    [-1, '-1'],
    [1.5, '1.5'],
    [NaN, 'NaN'],
    ['300', '"300"'],
    [undefined, 'nothing']
  ])
  for (const [seconds, received] of rejected) {
    t.throws(() => app.requireRecentSignIn(seconds as number), {
      code: 'FST_COGNITO_INVALID_REQUIREMENT',
      message: `requireRecentSignIn: seconds must be a whole number of at least 1; got ${received}`
    })
  }
})

t.test('a guard that is called as a function can be awaited', async t => {
  const app = await build(t)
  const guard = app.requireUser()
  app.get('/', async (request, reply) => {
    await guard(request, reply)
    return request.currentUser?.kind
  })
  t.strictSame(await statuses(app, '/', [{}, asUser()]), [401, 200])
  t.equal((await app.inject({ url: '/', headers: asUser() })).body, 'user')
})

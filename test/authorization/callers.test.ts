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
    message: /machines have no ID tokens/
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

t.test('requireRecentSignIn accepts whole seconds only', async t => {
  const app = await build(t)
  for (const seconds of [0, -1, 1.5, NaN, '300', undefined]) {
    t.throws(() => app.requireRecentSignIn(seconds as number), {
      code: 'FST_COGNITO_INVALID_REQUIREMENT',
      message: /seconds must be a whole number of at least 1; got /
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

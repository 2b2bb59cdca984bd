import t from 'tap'
import Fastify, { type FastifyInstance } from 'fastify'
import cognitoAuth from '../../dist/index.js'
import { createTestPool, type TestPool } from '../../dist/testing/index.js'
import { buildApp, logged } from './app.js'
import { json, optionsAt, startKeyHost } from './key-host.js'

const pool = await createTestPool()
const other = await createTestPool()

t.test('verify', async t => {
  const { app } = await buildApp(t, {
    ...pool.options,
    clientId: ['testclient1example', 'mobile'],
    tokenUse: null
  })
  const { cognito } = app

  t.test('returns the user of a token', async t => {
    t.match(await cognito.verify(pool.signIn({ sub: 'jane', groups: ['admin'] })), {
      id: 'jane',
      groups: ['admin'],
      tokenUse: 'access'
    })
  })

  t.test('rejects invalid tokens, and values that are not tokens', async t => {
    for (const bad of [
      pool.expired(),
      other.signIn(),
      'nonsense',
      '',
      undefined,
      null,
      7,
      {},
      [pool.signIn()],
      { toString: 1, valueOf: 1 }
    ]) {
      await t.rejects(cognito.verify(bad as string), { code: 'FST_COGNITO_INVALID_TOKEN', statusCode: 401 })
    }
  })

  t.test('an error contains neither the reason nor the token', async t => {
    const token = pool.expired()
    const error = await cognito.verify(token).catch((error: unknown) => error)
    t.equal(
      JSON.stringify({ ...(error as object), message: (error as Error).message }).includes(token),
      false
    )
    t.equal((error as Error).message, 'The token is invalid or expired.')
  })

  t.test('restricts to a token use', async t => {
    t.equal((await cognito.verify(pool.idToken(), { tokenUse: 'id' })).tokenUse, 'id')
    await t.rejects(cognito.verify(pool.idToken(), { tokenUse: 'access' }), {
      code: 'FST_COGNITO_INVALID_TOKEN'
    })
  })

  t.test('restricts to an app client', async t => {
    const mobile = pool.signIn({ claims: { client_id: 'mobile' } })
    t.equal((await cognito.verify(mobile, { clientId: 'mobile' })).clientId, 'mobile')
    t.equal((await cognito.verify(mobile, { clientId: ['testclient1example', 'mobile'] })).clientId, 'mobile')
    await t.rejects(cognito.verify(pool.signIn(), { clientId: 'mobile' }), {
      code: 'FST_COGNITO_INVALID_TOKEN'
    })
  })

  t.test('restricts to a pool', async t => {
    t.equal((await cognito.verify(pool.signIn(), { pool: 'default' })).pool, 'default')
  })

  t.test('a restriction that no token could meet is a mistake, not an invalid token', async t => {
    for (const narrowing of [
      { clientId: 'stranger' },
      { clientId: [] },
      { pool: 'staff' },
      { clientid: 'mobile' },
      { tokenUse: 'refresh' }
    ]) {
      await t.rejects(cognito.verify(pool.signIn(), narrowing as object), {
        code: 'FST_COGNITO_INVALID_REQUIREMENT',
        message: /cognito\.verify/
      })
    }
  })
})

t.test('verify accepts what the registration accepts, unless restricted', async t => {
  const { app } = await buildApp(t, pool.options)
  await t.rejects(app.cognito.verify(pool.idToken()), { code: 'FST_COGNITO_INVALID_TOKEN' })
})

t.test('keys and health report the state of the key set', async t => {
  const host = await startKeyHost(t, json(pool.jwks))
  const { cognito } = (await buildApp(t, optionsAt(host, pool))).app
  t.same(cognito.keys(), [])
  t.same(cognito.health(), { default: { status: 'empty', keys: 0, age: null, lastError: null } })
  await cognito.verify(pool.signIn())
  t.same(
    cognito.keys().map(({ kid }) => kid),
    pool.jwks.keys.map(({ kid }) => kid)
  )
  t.match(cognito.health(), { default: { status: 'fresh', keys: 2, age: Number, lastError: null } })
})

t.test('verify reports that keys are unavailable', async t => {
  const host = await startKeyHost(t, response => {
    response.destroy()
  })
  const { app } = await buildApp(t, optionsAt(host, pool))
  await t.rejects(app.cognito.verify(pool.signIn()), {
    code: 'FST_COGNITO_KEYS_UNAVAILABLE',
    statusCode: 503
  })
})

const me = async (scope: FastifyInstance, pool: TestPool) => {
  await scope.register(cognitoAuth, pool.options)
  scope.get('/me', { preHandler: scope.requireUser() }, async request => request.currentUser?.id)
}

t.test('registering twice in one scope throws', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(cognitoAuth, pool.options)
  await t.rejects(async () => app.register(cognitoAuth, other.options), {
    code: 'FST_COGNITO_ALREADY_REGISTERED'
  })
})

t.test('registering again in a child scope throws', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(cognitoAuth, pool.options)
  await t.rejects(
    async () =>
      app.register(async child => {
        await child.register(cognitoAuth, other.options)
      }),
    { code: 'FST_COGNITO_ALREADY_REGISTERED' }
  )
})

t.test('sibling scopes each have a pool, and reject tokens of the other', async t => {
  const lines: string[] = []
  const app = Fastify({
    logger: {
      stream: {
        write: (line: string) => {
          lines.push(line)
        }
      }
    }
  })
  t.teardown(() => app.close())
  app.register(async scope => me(scope, pool), { prefix: '/customers' })
  app.register(async scope => me(scope, other), { prefix: '/staff' })
  const statusOf = async (url: string, from: TestPool) =>
    (await app.inject({ url, headers: from.authorization() })).statusCode
  t.equal(await statusOf('/customers/me', pool), 200)
  t.equal(await statusOf('/staff/me', other), 200)
  t.equal(await statusOf('/customers/me', other), 401)
  t.equal(await statusOf('/staff/me', pool), 401)
  t.same(
    logged(lines, 'token rejected').map(({ reason }) => reason),
    ['unknown-key', 'unknown-key']
  )
})

t.test('a child scope is guarded, a sibling is not affected', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  app.register(async scope => {
    await scope.register(cognitoAuth, pool.options)
    scope.register(async beneath => {
      beneath.get('/beneath', { preHandler: beneath.requireUser() }, async request => request.currentUser?.id)
    })
  })
  app.register(async sibling => {
    sibling.get('/sibling', async request => [
      'currentUser' in request,
      'loadProfile' in request,
      'requireUser' in sibling,
      'cognito' in sibling
    ])
  })
  const headers = pool.authorization({ sub: 'jane' })
  t.equal((await app.inject({ url: '/beneath', headers })).body, 'jane')
  t.same((await app.inject({ url: '/sibling', headers })).json(), [false, false, false, false])
})

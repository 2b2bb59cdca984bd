import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { SinglePoolOptions } from 'fastify-cognito-auth'
import { createTestPool, type TestPoolOptions } from 'fastify-cognito-auth/testing'
import { buildApp } from './app.js'

// The JWKS endpoint of a test pool is at http://127.0.0.1, which the plugin only accepts in this environment.
process.env['NODE_ENV'] = 'test'

/** Starts a pool and an application that trusts it, and closes both after the test. */
async function start (
  t: TestContext,
  poolOptions: TestPoolOptions = {},
  more: Partial<SinglePoolOptions> = {}
) {
  const pool = await createTestPool(poolOptions)
  const app = await buildApp({ ...pool.options, ...more })
  t.after(async () => {
    await app.close()
    await pool.close()
  })
  const statusOf = async (url: string, headers = {}) => (await app.inject({ url, headers })).statusCode
  return { pool, app, statusOf }
}

test('requests without a token only reach public routes', async t => {
  const { statusOf } = await start(t)
  assert.equal(await statusOf('/'), 200)
  assert.equal(await statusOf('/profile'), 401)
})

test('users see their profile', async t => {
  const { pool, app } = await start(t)
  const headers = pool.authorization({ sub: 'jane', groups: ['user'] })
  const response = await app.inject({ url: '/profile', headers })
  assert.deepEqual(response.json(), { id: 'jane', groups: ['user'] })
})

test('administrators only', async t => {
  const { pool, statusOf } = await start(t)
  assert.equal(await statusOf('/admin', pool.authorization({ groups: ['admin'] })), 200)
  assert.equal(await statusOf('/admin', pool.authorization({ groups: ['user'] })), 403)
  assert.equal(await statusOf('/admin'), 401)
})

test('a machine needs the scope', async t => {
  const { pool, statusOf } = await start(t)
  assert.equal(await statusOf('/orders', pool.authorization(pool.machine({ scopes: ['orders/read'] }))), 200)
  assert.equal(await statusOf('/orders', pool.authorization(pool.machine())), 403)
})

test('expired tokens, ID tokens and tokens of another pool are rejected', async t => {
  const { pool, statusOf } = await start(t)
  const stranger = await createTestPool({ userPoolId: 'eu-west-1_Other' })
  for (const token of [pool.expired(), pool.idToken(), stranger.signIn()]) {
    assert.equal(await statusOf('/profile', pool.authorization(token)), 401)
  }
})

test('a token is valid for an hour', async t => {
  const { pool, statusOf } = await start(t, { clock: true })
  const headers = pool.authorization()
  pool.advance(3599)
  assert.equal(await statusOf('/profile', headers), 200)
  pool.advance(1)
  assert.equal(await statusOf('/profile', headers), 401)
})

test('new keys are accepted, and old ones still are', async t => {
  const { pool, statusOf } = await start(t, { keyHost: true }, { jwksCache: { cooldown: 100 } })
  const before = pool.authorization()
  assert.equal(await statusOf('/profile', before), 200)
  pool.rotateKeys()
  await pause(150)
  assert.equal(await statusOf('/profile', pool.authorization()), 200)
  assert.equal(await statusOf('/profile', before), 200)
})

test('the JWKS endpoint is unreachable', async t => {
  const { pool, statusOf } = await start(t, { keyHost: true })
  await pool.outage('refused')
  assert.equal(await statusOf('/profile', pool.authorization()), 503)
  assert.equal(await statusOf('/'), 200)
  await pool.restore()
  await pause(300)
  assert.equal(await statusOf('/profile', pool.authorization()), 200)
})

import Fastify from 'fastify'
import t, { type Test } from 'tap'
import cognitoAuth, { type SinglePoolOptions } from '../../dist/index.js'
import { createTestPool } from '../../dist/testing/index.js'
import { matchesAudience } from '../../dist/verification/audience.js'
import { assertRefused, buildApp } from './app.js'

/** The claim `aud` of access tokens: RFC 7519 4.1.3, RFC 8707. */

const ORDERS = 'https://orders.example.com'
const STOCK = 'https://stock.example.com'
const pool = await createTestPool()
const withAud = (aud: unknown) => pool.signIn({ claims: { aud } })

t.test('without the option audience, a token for an API is rejected', async t => {
  const app = await buildApp(t, pool.options)
  t.equal((await app.send(pool.signIn())).statusCode, 200)
  t.match(await assertRefused(t, app, pool.signIn({ audience: ORDERS }), 'audience'), {
    expected: pool.clientId,
    received: ORDERS
  })
  await assertRefused(t, app, withAud([ORDERS, STOCK]), 'audience')
  await assertRefused(t, app, withAud([]), 'audience')
})

t.test('a token for its app client, which a trigger can write, is accepted', async t => {
  const app = await buildApp(t, pool.options)
  t.equal((await app.send(withAud(pool.clientId))).statusCode, 200)
  t.equal((await app.send(withAud([pool.clientId, ORDERS]))).statusCode, 200)
  const other = { clientId: 'another', claims: { aud: pool.clientId } }
  const any = await buildApp(t, { ...pool.options, clientId: null })
  await assertRefused(t, any, pool.signIn(other), 'audience')
})

t.test('with the option audience, only tokens for this API are accepted', async t => {
  const app = await buildApp(t, { ...pool.options, audience: ORDERS })
  const response = await app.send(pool.signIn({ audience: ORDERS }))
  t.match(response.json(), { kind: 'user', claims: { aud: ORDERS } })
  t.equal((await app.send(withAud([STOCK, ORDERS]))).statusCode, 200, 'a list that has it')
  t.match(await assertRefused(t, app, pool.signIn(), 'audience'), { expected: ORDERS, received: 'nothing' })
  t.match(await assertRefused(t, app, withAud([STOCK, 'https://a.example']), 'audience'), {
    received: `${STOCK}, https://a.example`
  })
  for (const aud of [STOCK, `${ORDERS}/`, ORDERS.toUpperCase(), 'https://orders.example.com.evil.example', []]) {
    await assertRefused(t, app, withAud(aud), 'audience')
  }
  await assertRefused(t, app, withAud(pool.clientId), 'audience')
  await assertRefused(t, app, pool.machine(), 'audience')
})

t.test('an audience that is neither a string nor a list of strings is rejected', async t => {
  const app = await buildApp(t, { ...pool.options, audience: [ORDERS, null] })
  for (const aud of [null, 7, true, '', {}, { 0: ORDERS, length: 1 }, [7], [null], [[ORDERS]], [ORDERS, 7]]) {
    t.match(await assertRefused(t, app, withAud(aud), 'claims'), {
      claim: '/aud',
      expected: 'a string or a list of strings'
    })
  }
})

t.test('null in a list accepts tokens without an audience too', async t => {
  const { app, send, log } = await buildApp(t, { ...pool.options, audience: [ORDERS, STOCK, null] })
  app.get('/orders', { preHandler: app.requireUser({ audience: ORDERS }) }, async () => 'in')
  app.get('/jobs', { preHandler: app.requireMachine({ audience: [null] }) }, async () => 'in')
  const status = async (url: string, token: string) =>
    (await app.inject({ url, headers: { authorization: `Bearer ${token}` } })).statusCode
  for (const token of [pool.signIn(), pool.signIn({ audience: ORDERS }), pool.machine()]) {
    t.equal((await send(token)).statusCode, 200)
  }
  t.equal(await status('/orders', pool.signIn({ audience: ORDERS })), 200)
  t.equal(await status('/orders', pool.signIn({ audience: STOCK })), 401)
  t.equal(await status('/orders', pool.signIn()), 401)
  t.equal(await status('/jobs', pool.machine()), 200)
  t.equal(await status('/jobs', pool.machine({ claims: { aud: ORDERS } })), 401)
  t.match(log('token rejected'), [
    { reason: 'audience', expected: ORDERS, received: STOCK },
    { reason: 'audience', expected: ORDERS, received: 'nothing' },
    { reason: 'audience', expected: 'no aud', received: ORDERS }
  ])
})

t.test('cognito.verify and request.allows know audiences', async t => {
  const { app } = await buildApp(t, { ...pool.options, audience: [ORDERS, STOCK] })
  const token = pool.signIn({ audience: ORDERS })
  t.match(await app.cognito.verify(token), { kind: 'user' })
  t.match(await app.cognito.verify(token, { audience: [STOCK, ORDERS] }), { kind: 'user' })
  await t.rejects(app.cognito.verify(token, { audience: STOCK }), { code: 'FST_COGNITO_INVALID_TOKEN' })
  await t.rejects(app.cognito.verify(pool.signIn()), { code: 'FST_COGNITO_INVALID_TOKEN' })
  app.get('/allows', { preHandler: app.requireUser() }, async request => [
    await request.allows({ audience: ORDERS }),
    await request.allows({ audience: STOCK })
  ])
  const headers = { authorization: `Bearer ${token}` }
  t.strictSame((await app.inject({ url: '/allows', headers })).json(), [true, false])
})

t.test('a restriction to an audience that the options do not accept throws', async t => {
  const guardsOf = async (t: Test, options: Partial<SinglePoolOptions>) => {
    const app = Fastify()
    t.teardown(() => app.close())
    await app.register(cognitoAuth, { ...pool.options, ...options })
    return app
  }
  const none = await guardsOf(t, {})
  const one = await guardsOf(t, { audience: ORDERS })
  const throws = (make: () => unknown, message: RegExp) =>
    t.throws(make, { code: 'FST_COGNITO_INVALID_REQUIREMENT', message })
  const unknown = /no token can be accepted: audience must be one of the audiences in the options; got "https:\/\/orders/
  throws(() => none.requireUser({ audience: ORDERS }), unknown)
  throws(() => one.requireUser({ audience: STOCK }), /got "https:\/\/stock\.example\.com"$/)
  throws(() => one.requireUser({ audience: [ORDERS, null] }), /got null$/)
  throws(() => one.requireUser({ audience: [] }), /must be the URL of an API, or a list of URLs; got an empty/)
  throws(() => one.requireUser({ audience: null as never }), /or a list of URLs; got null/)
  throws(() => one.requireUser({ audience: undefined as never }), /audience must not be undefined/)
})

t.test('an ID token is not an access token for an audience', async t => {
  t.equal(matchesAudience(new Set([ORDERS]), { token_use: 'id', aud: ORDERS } as never), false)
  t.equal(matchesAudience(new Set([ORDERS]), { token_use: 'access', aud: ORDERS } as never), true)
})

t.test('of several pools, a guard with an audience accepts those that have it', async t => {
  const other = await createTestPool({ userPoolId: 'eu-west-1_Other1234' })
  const { app } = await buildApp(t, {
    userPools: {
      customers: { ...pool.options, audience: [ORDERS, STOCK] },
      staff: { ...other.options, audience: STOCK },
      partners: (await createTestPool({ userPoolId: 'eu-west-1_Partners1' })).options
    }
  })
  app.get('/stock', { preHandler: app.requireUser({ audience: [ORDERS, STOCK] }) }, async () => 'in')
  const status = async (token: string) =>
    (await app.inject({ url: '/stock', headers: { authorization: `Bearer ${token}` } })).statusCode
  t.equal(await status(pool.signIn({ audience: ORDERS })), 200)
  t.equal(await status(other.signIn({ audience: STOCK })), 200)
  t.equal(await status(other.signIn({ audience: ORDERS })), 401)
})

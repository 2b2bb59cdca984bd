import type { Redis } from 'ioredis'
import t from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { buildApi } from '../api.js'
import { logLines } from '../log.js'
import { noRedis, startRedis } from '../redis.js'
import { startScripted } from '../scripted.js'
import { attempt, buildLimited, limitHeaders, statuses, type Test } from './app.js'

const pause = (milliseconds: number) =>
  new Promise<void>(resolve => {
    setTimeout(resolve, milliseconds)
  })

t.test('two processes that share a Redis count together', { skip: noRedis }, async t => {
  const { connect } = await startRedis(t)
  const options = { accountAndIp: { max: 3 }, ip: { max: 5 }, account: { max: 7 } }
  const [here, there] = [
    await buildLimited(t, { ...options, redis: connect() }),
    await buildLimited(t, { ...options, redis: connect() })
  ]
  t.strictSame(await statuses(here, 2), [200, 200])
  t.strictSame(await statuses(there, 2), [200, 429])
  t.match(limitHeaders(await attempt(here)), {
    'x-ratelimit-limit': '3',
    'x-ratelimit-remaining': '0',
    'retry-after': /^(900|899)$/
  })

  t.equal((await attempt(there, { url: '/forgot' })).statusCode, 200, 'operations are counted separately')

  t.strictSame(await statuses(there, 3, { username: 'joe' }), [200, 200, 429], 'the limit of the IP address')
  t.strictSame(await statuses(here, 1, { username: 'jim' }), [429])
  t.equal((await attempt(here, { url: '/forgot', username: 'jim' })).statusCode, 200)

  t.strictSame(
    await statuses(there, 5, index => ({ from: `198.51.100.${index}` })),
    [200, 200, 200, 200, 429],
    'the limit of the account'
  )
  t.equal((await attempt(here, { from: '198.51.100.9' })).statusCode, 429)
  t.equal((await attempt(here, { url: '/forgot', from: '198.51.100.9' })).statusCode, 200)
})

t.test('name spaces count separately, and every key expires', { skip: noRedis }, async t => {
  const { connect } = await startRedis(t)
  const redis = connect()
  const options = { accountAndIp: { max: 1 }, redis }
  const [customers, staff] = [
    await buildLimited(t, { ...options, nameSpace: 'customers:' }),
    await buildLimited(t, { ...options, nameSpace: 'staff:' })
  ]
  t.strictSame(await statuses(customers, 2), [200, 429])
  t.strictSame(await statuses(staff, 2), [200, 429])

  const keys = await redis.keys('*')
  t.equal(keys.length, 6)
  for (const key of keys) {
    t.ok((await redis.pttl(key)) > 0, key)
    t.match(key, /^(customers|staff):signIn:(accountAndIp|ip|account):[\w-]{43}$/)
  }
})

t.test('by default keys start with the user pool ID', { skip: noRedis }, async t => {
  const { connect } = await startRedis(t)
  const redis = connect()
  const pool = await createTestPool()
  const { endpoint } = await startScripted(t, () => ({ body: {} }))
  const app = await buildApi(t, pool, { endpoint, routes: { rateLimit: { redis } } })
  const from = '2001:db8:1:2::1'
  await app.inject({
    method: 'POST',
    url: '/signin',
    payload: { username: 'jane', password: 'wrong' },
    remoteAddress: from
  })
  await app.inject({
    method: 'POST',
    url: '/password/forgot',
    payload: { username: 'jane' },
    remoteAddress: from
  })
  const prefix = `fastify-cognito-auth-${pool.options.userPoolId}-`
  t.strictSame(
    (await redis.keys('*')).map(key => key.slice(0, -43)).sort(),
    [
      'forgotPassword:ip:',
      'forgotPassword:network:',
      'message:account:',
      'message:accountAndIp:',
      'signIn:account:',
      'signIn:accountAndIp:',
      'signIn:ip:',
      'signIn:network:'
    ].map(key => prefix + key)
  )
})

t.test('a window in Redis ends', { skip: noRedis }, async t => {
  const { connect } = await startRedis(t)
  const app = await buildLimited(t, { accountAndIp: { max: 1, timeWindow: 300 }, redis: connect() })
  await attempt(app)
  let last = await attempt(app)
  for (; last.statusCode === 429; last = await attempt(app)) {
    t.equal(last.headers['retry-after'], '1')
    await pause(20)
  }
  t.equal(last.statusCode, 200)
})

t.test("closing keeps the application's connection open", { skip: noRedis }, async t => {
  const { connect } = await startRedis(t)
  const redis = connect()
  const app = await buildLimited(t, { redis })
  await attempt(app)
  await app.close()
  t.equal(await redis.ping(), 'PONG')
})

t.test(
  'if Redis dies, each process counts alone; once it is back, they count together again',
  { skip: noRedis },
  async t => {
    const { connect, kill, restart } = await startRedis(t)
    const [here, there] = [await buildLogging(t, connect()), await buildLogging(t, connect())]
    t.strictSame(await statuses(here.app, 2), [200, 200])
    t.equal((await attempt(there.app)).statusCode, 429)

    await kill()
    for (const { app, logged } of [here, there]) {
      t.strictSame(
        await statuses(app, 5),
        [200, 200, 429, 429, 429],
        'valid attempts pass, and the limit holds'
      )
      t.equal(logged('rate limit store failed'), 1)
    }

    restart()
    for (const { app, logged } of [here, there]) {
      for (let index = 0; logged('rate limit store recovered') === 0; index++) {
        await attempt(app, { username: `passing by ${index}` })
        await pause(50)
      }
      t.equal(logged('rate limit store failed'), 1, 'a line for each change, none per request')
    }
    t.strictSame(await statuses(here.app, 2, { username: 'joe' }), [200, 200])
    t.equal((await attempt(there.app, { username: 'joe' })).statusCode, 429)
  }
)

t.test('a Redis that hangs does not delay requests for long', { skip: noRedis }, async t => {
  const { connect, freeze } = await startRedis(t)
  const { app, logged } = await buildLogging(t, connect())
  t.strictSame(await statuses(app, 2), [200, 200])
  freeze()
  const startedAt = Date.now()
  t.strictSame(await statuses(app, 3), [200, 200, 429])
  t.ok(Date.now() - startedAt < 10_000)
  t.equal(logged('no response within 1000 ms'), 1)
})

async function buildLogging (t: Test, redis: Redis) {
  const { lines, logger } = logLines()
  const app = await buildLimited(t, { accountAndIp: { max: 2 }, redis }, { logger })
  return { app, logged: (words: string) => lines.filter(line => line.includes(words)).length }
}

import Fastify, { type FastifyRequest } from 'fastify'
import t from 'tap'
import { openCounters } from '../../dist/rate-limit/counters.js'
import { attempt, buildLimited, statuses } from './app.js'

t.test('what is remembered is bounded, and what is tried again is not forgotten', async t => {
  const counters = await openCounters({}, Fastify().log)
  t.teardown(async () => { await counters.close() })
  const count = counters.create({ max: 10, timeWindow: 900_000 }, request => request.id)
  const once = async (id: string) => (await count({ id, routeOptions: {} } as FastifyRequest)).remaining
  await once('idle')
  await once('busy')
  for (let index = 0; index < 20_000; index++) {
    await once(`made up ${index}`)
    if (index === 10_000) t.equal(await once('busy'), 8)
  }
  t.equal(await once('idle'), 9, 'the oldest made room')
  t.equal(await once('busy'), 7)
})

t.test('to be over the limit of an address leaves no trace', async t => {
  const { redis, keys } = countingRedis()
  const app = await buildLimited(t, { address: { max: 3 }, redis })
  await statuses(app, 50, index => ({ username: `user-${index}` }))
  t.equal(keys.filter(key => key.includes(':both:')).length, 3)
  t.equal(keys.filter(key => key.includes(':account:')).length, 3)
  t.equal(keys.length, 7)
})

t.test('no name and no address stands in a key, and keys are bounded', async t => {
  const { redis, keys } = countingRedis()
  const app = await buildLimited(t, { redis, nameSpace: 'shop:' })
  await attempt(app, { username: 'jane@example.com', from: '203.0.113.1' })
  await attempt(app, { username: 'j'.repeat(5000) })
  t.equal(keys.length, 5)
  for (const key of keys) t.match(key, /^shop:\w*-signIn:(both|address|account):[\w-]{43}$/)
})

/** As much of Redis as counts, and the keys it was given. */
function countingRedis () {
  const counts = new Map<string, number>()
  const keys: string[] = []
  type Callback = (error: Error | null, result: [number, number]) => void
  const redis = {
    defineCommand () {},
    rateLimit (key: string, timeWindow: number, _max: number, _continue: boolean, _backoff: boolean, callback: Callback) {
      if (!counts.has(key)) keys.push(key)
      counts.set(key, (counts.get(key) ?? 0) + 1)
      callback(null, [counts.get(key) as number, timeWindow])
    },
    rateLimitRead (key: string, callback: Callback) { callback(null, [counts.get(key) ?? 0, 1000]) }
  }
  return { redis, keys }
}

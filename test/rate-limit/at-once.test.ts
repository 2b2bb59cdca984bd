import type { FastifyRequest } from 'fastify'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { openCounters } from '../../dist/rate-limit/counters.js'
import { openRateLimiter } from '../../dist/rate-limit/rate-limiter.js'
import { bare, buildLimited } from './app.js'

t.test('of many at the same moment, as many pass as may', async t => {
  const app = bare(t)
  const limiter = await openRateLimiter({ accountAndAddress: { max: 3 }, address: { max: 4 } }, app.log)
  app.get('/', { preHandler: limiter.limit('look', () => 'jane') }, async () => 'in')
  app.get('/refresh', { preHandler: limiter.limit('refresh', () => null) }, async () => 'in')
  await app.ready()
  const passed = async (url: string) => {
    const answers = await Promise.all(Array.from(Array(8), async () => app.inject(url)))
    return answers.filter(({ statusCode }) => statusCode === 200).length
  }
  t.equal(await passed('/'), 3)
  t.equal(await passed('/refresh'), 4)
})

t.test('one that fails to be counted holds no other up', async t => {
  const counters = await openCounters({}, bare(t).log)
  t.teardown(async () => { await counters.close() })
  const count = counters.create({ max: 3, timeWindow: 60_000 }, request => {
    if (request.id === 'bad') throw new Error('no key')
    return request.id
  })
  const as = async (id: string) => count({ id, routeOptions: {} } as FastifyRequest)
  const [bad, good] = await Promise.allSettled([as('bad'), as('good')])
  t.match(bad, { status: 'rejected', reason: { message: 'no key' } })
  t.match(good, { status: 'fulfilled', value: { remaining: 2 } })
})

t.test('over HTTP, many at once: as many pass as may', async t => {
  const app = await buildLimited(t, { accountAndAddress: { max: 3 } })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const answers = await Promise.all(Array.from(Array(8), async () => {
    const response = await fetch(`http://127.0.0.1:${port}/signin`, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"username":"jane"}'
    })
    return { status: response.status, retryAfter: response.headers.get('retry-after'), text: await response.text() }
  }))
  t.strictSame(answers.map(({ status }) => status).sort(), [200, 200, 200, 429, 429, 429, 429, 429])
  const [refused] = answers.filter(({ status }) => status === 429)
  t.match(refused, { retryAfter: /^(900|899)$/, text: /FST_COGNITO_TOO_MANY_TRIES/ })
})

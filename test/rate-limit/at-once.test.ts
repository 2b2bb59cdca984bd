import type { AddressInfo } from 'node:net'
import t from 'tap'
import { openRateLimiter } from '../../dist/rate-limit/rate-limiter.js'
import { emptyApp, buildLimited } from './app.js'

t.test('of many concurrent attempts, exactly as many as the limit pass', async t => {
  const app = emptyApp(t)
  const limiter = await openRateLimiter({ accountAndIp: { max: 3 }, ip: { max: 4 } }, app.log)
  app.get('/', { preHandler: limiter.limit('look', () => 'jane') }, async () => 'in')
  app.get('/refresh', { preHandler: limiter.limit('refresh', () => null) }, async () => 'in')
  await app.ready()
  const passed = async (url: string) => {
    const responses = await Promise.all(Array.from(Array(8), async () => app.inject(url)))
    return responses.filter(({ statusCode }) => statusCode === 200).length
  }
  t.equal(await passed('/'), 3)
  t.equal(await passed('/refresh'), 4)
})

t.test('over HTTP, of many concurrent attempts, exactly as many as the limit pass', async t => {
  const app = await buildLimited(t, { accountAndIp: { max: 3 } })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const responses = await Promise.all(
    Array.from(Array(8), async () => {
      const response = await fetch(`http://127.0.0.1:${port}/signin`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"username":"jane"}'
      })
      return {
        status: response.status,
        retryAfter: response.headers.get('retry-after'),
        text: await response.text()
      }
    })
  )
  t.strictSame(responses.map(({ status }) => status).sort(), [200, 200, 200, 429, 429, 429, 429, 429])
  const [rejected] = responses.filter(({ status }) => status === 429)
  t.match(rejected, { retryAfter: /^(900|899)$/, text: /FST_COGNITO_TOO_MANY_ATTEMPTS/ })
})

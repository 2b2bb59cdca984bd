import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { addRoutes, attempt, emptyApp, buildLimited, limitHeaders, statuses, type Test } from './app.js'

async function buildBeside (t: Test, theirs: object, first: 'theirs' | 'ours'): Promise<FastifyInstance> {
  const app = emptyApp(t)
  const register = {
    theirs: async () => {
      await app.register(rateLimit, { max: 5, timeWindow: 60_000, ...theirs })
    },
    ours: () => addRoutes(app, { accountAndIp: { max: 2 } })
  }
  for (const which of first === 'theirs' ? (['theirs', 'ours'] as const) : (['ours', 'theirs'] as const)) {
    await register[which]()
  }
  app.get('/theirs', async () => 'hello')
  return app
}

t.test("an application's own limiter, registered before: each counts separately", async t => {
  const app = await buildBeside(t, {}, 'theirs')
  const [first, , third] = [await attempt(app), await attempt(app), await attempt(app)]
  t.strictSame(
    limitHeaders(first),
    { 'x-ratelimit-limit': '5', 'x-ratelimit-remaining': '4', 'x-ratelimit-reset': '60' },
    "an allowed request has the headers of the application's limiter"
  )
  t.match(third, { statusCode: 429 })
  t.match(
    limitHeaders(third),
    { 'x-ratelimit-limit': '2', 'x-ratelimit-remaining': '0', 'retry-after': /^(900|899)$/ },
    'a rejected request has those of the auth API'
  )

  t.strictSame(await statuses(app, 3, { username: 'joe' }), [200, 200, 429])
  const sixth = await attempt(app, { username: 'jim' })
  t.match(
    sixth.json(),
    { statusCode: 429, message: /Rate limit exceeded/ },
    "rejected by the application's limiter"
  )
  t.match(limitHeaders(sixth), { 'x-ratelimit-limit': '5', 'retry-after': '60' })
  t.equal((await app.inject({ url: '/theirs', remoteAddress: '203.0.113.1' })).statusCode, 429)
  t.equal(
    (await app.inject({ url: '/theirs', remoteAddress: '203.0.113.2' })).headers['x-ratelimit-remaining'],
    '4'
  )
})

t.test("an application's own limiter, registered after", async t => {
  const app = await buildBeside(t, {}, 'ours')
  t.strictSame(await statuses(app, 3), [200, 200, 429])
  t.equal((await attempt(app, { username: 'joe' })).headers['x-ratelimit-limit'], '2')
  for (const status of [200, 200, 200, 200, 200, 429]) {
    t.equal((await app.inject('/theirs')).statusCode, status)
  }
})

t.test("an application's own limiter with the draft headers, or in a later hook", async t => {
  const draft = await attempt(await buildBeside(t, { enableDraftSpec: true }, 'theirs'))
  t.match(limitHeaders(draft), {
    'ratelimit-limit': '5',
    'ratelimit-remaining': '4',
    'x-ratelimit-limit': '2',
    'x-ratelimit-remaining': '1'
  })

  const late = await buildBeside(t, { hook: 'preHandler' }, 'theirs')
  t.match(limitHeaders(await attempt(late)), { 'x-ratelimit-limit': '5', 'x-ratelimit-remaining': '4' })
  t.strictSame(await statuses(late, 2), [200, 429])
})

t.test('the limiter adds nothing to the application', async t => {
  const app = await buildLimited(t)
  t.notOk(app.hasDecorator('rateLimit'))
  t.notOk(app.hasDecorator('createRateLimit'))
})

t.test('limiters in two scopes count separately', async t => {
  const app = emptyApp(t)
  for (const prefix of ['/customers', '/staff']) {
    await app.register(async scope => addRoutes(scope, { accountAndIp: { max: 1 } }), { prefix })
  }
  t.strictSame(await statuses(app, 2, { url: '/customers/signin' }), [200, 429])
  t.strictSame(await statuses(app, 2, { url: '/staff/signin' }), [200, 429])
})

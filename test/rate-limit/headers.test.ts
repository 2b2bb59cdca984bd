import t from 'tap'
import { attempt, buildLimited, ELSEWHERE, limitHeaders, freezeClock, statuses } from './app.js'

const headers = (limit: number, remaining: number, reset: number) => ({
  'x-ratelimit-limit': String(limit),
  'x-ratelimit-remaining': String(remaining),
  'x-ratelimit-reset': String(reset)
})

t.test('a response has the remaining attempts of the limit with the fewest', async t => {
  const { forward } = freezeClock(t)
  const app = await buildLimited(t, {
    accountAndIp: { max: 3, timeWindow: 60_000 },
    ip: { max: 4, timeWindow: 90_000 }
  })
  t.strictSame(limitHeaders(await attempt(app)), headers(3, 2, 60))
  forward(20_001)
  t.strictSame(limitHeaders(await attempt(app)), headers(3, 1, 40), 'seconds are rounded up')
  t.strictSame(
    limitHeaders(await attempt(app, { username: 'joe' })),
    headers(4, 1, 70),
    'of the IP address, if it has fewer'
  )
  t.strictSame(limitHeaders(await attempt(app, { url: '/refresh' })), headers(4, 3, 90))
})

t.test('a rejection says when to retry', async t => {
  const { forward } = freezeClock(t)
  const app = await buildLimited(t, {
    accountAndIp: { max: 1, timeWindow: 60_000 },
    ip: { max: 3, timeWindow: 90_000 },
    account: { max: 2, timeWindow: 120_000 }
  })
  await attempt(app)
  t.strictSame(
    limitHeaders(await attempt(app)),
    { ...headers(1, 0, 60), 'retry-after': '60' },
    'for the account from this IP address'
  )

  await statuses(app, 2, index => ({ username: `user-${index}` }))
  t.strictSame(
    limitHeaders(await attempt(app, { username: 'user-3' })),
    { ...headers(3, 0, 90), 'retry-after': '90' },
    'for the IP address'
  )

  await attempt(app, { from: ELSEWHERE })
  t.strictSame(
    limitHeaders(await attempt(app, { from: '192.0.2.3' })),
    { ...headers(2, 0, 120), 'retry-after': '120' },
    'for the account'
  )

  forward(59_999)
  t.match(
    limitHeaders(await attempt(app, { from: ELSEWHERE })),
    { 'retry-after': '1' },
    'in at least one second'
  )
})

t.test('headers do not reveal the attempts of other clients on the account', async t => {
  const app = await buildLimited(t, { accountAndIp: { max: 5 }, account: { max: 6 } })
  await statuses(app, 5, { username: 'tried-by-others', from: ELSEWHERE })
  const [tried, untried] = [
    await attempt(app, { username: 'tried-by-others' }),
    await attempt(app, { username: 'untried' })
  ]
  t.strictSame(limitHeaders(tried), limitHeaders(untried))
  t.equal((await attempt(app, { username: 'tried-by-others' })).statusCode, 429, 'even if few are left')
})

t.test('in the last millisecond of a window in Redis, the headers are also valid', async t => {
  const redis = {
    defineCommand () {},
    rateLimit (
      _key: string,
      _timeWindow: number,
      _max: number,
      _continue: boolean,
      _backoff: boolean,
      callback: (error: null, result: [number, number]) => void
    ) {
      callback(null, [2, 0])
    },
    rateLimitRead (_key: string, callback: (error: null, result: [number, number]) => void) {
      callback(null, [0, 0])
    }
  }
  const app = await buildLimited(t, { accountAndIp: { max: 1 }, redis })
  t.strictSame(limitHeaders(await attempt(app)), { ...headers(1, 0, 1), 'retry-after': '1' })
})

import t from 'tap'
import { attempt, buildLimited, ELSEWHERE, HERE, freezeClock, statuses } from './app.js'

const MINUTE = 60_000

t.test('limits attempts on one account from one IP address', async t => {
  const app = await buildLimited(t, { accountAndIp: { max: 2 } })
  t.strictSame(await statuses(app, 4), [200, 200, 429, 429])
  t.match((await attempt(app)).json(), { statusCode: 429, code: 'FST_COGNITO_TOO_MANY_ATTEMPTS' })

  t.strictSame(
    await statuses(app, 3, { username: 'joe' }),
    [200, 200, 429],
    'another account is not affected'
  )
  t.strictSame(await statuses(app, 3, { from: ELSEWHERE }), [200, 200, 429], 'nor is another IP address')
  t.strictSame(await statuses(app, 3, { url: '/forgot' }), [200, 200, 429], 'nor is another operation')
})

t.test('all spellings of an account count as one', async t => {
  const app = await buildLimited(t, { accountAndIp: { max: 4 } })
  const spellings = [
    'Jané@Example.com',
    ' jané@example.com ',
    'JANE\u0301@EXAMPLE.COM',
    'ｊané@example.com',
    'jané@example.com'
  ]
  t.strictSame(
    await statuses(app, 5, index => ({ username: spellings[index] as string })),
    [200, 200, 200, 200, 429]
  )
})

t.test('limits attempts from one IP address, whatever the account', async t => {
  const app = await buildLimited(t, { ip: { max: 3 } })
  t.strictSame(await statuses(app, 5, index => ({ username: `user-${index}` })), [200, 200, 200, 429, 429])
  t.equal((await attempt(app, { from: ELSEWHERE })).statusCode, 200)
  t.equal((await attempt(app, { url: '/forgot' })).statusCode, 200)
})

t.test('limits attempts on one account, from any IP address', async t => {
  const app = await buildLimited(t, { accountAndIp: { max: 2 }, account: { max: 5 } })
  t.strictSame(
    await statuses(app, 7, index => ({ from: `198.51.100.${index}` })),
    [200, 200, 200, 200, 200, 429, 429]
  )
  t.equal((await attempt(app, { username: 'joe' })).statusCode, 200)
  t.equal((await attempt(app, { url: '/forgot' })).statusCode, 200)
})

t.test('an operation without an account is limited by IP address only', async t => {
  const app = await buildLimited(t, { accountAndIp: { max: 1 }, account: { max: 2 }, ip: { max: 4 } })
  t.strictSame(await statuses(app, 5, { url: '/refresh' }), [200, 200, 200, 200, 429])
  t.equal((await attempt(app, { url: '/refresh', from: ELSEWHERE })).statusCode, 200)
})

t.test('attempts rejected for one account do not count for the IP address', async t => {
  const app = await buildLimited(t, { accountAndIp: { max: 2 }, ip: { max: 6 } })
  await statuses(app, 50)
  t.strictSame(
    await statuses(app, 5, index => ({ username: `colleague-${index}` })),
    [200, 200, 200, 200, 429],
    'only the two attempts that passed were counted'
  )
})

t.test('attempts rejected for the IP address do not count for the account', async t => {
  const app = await buildLimited(t, { accountAndIp: { max: 9 }, ip: { max: 3 }, account: { max: 5 } })
  await statuses(app, 50)
  t.strictSame(await statuses(app, 3, { from: ELSEWHERE }), [200, 200, 429], 'three were counted here')
})

t.test('with the defaults, one IP address cannot lock an account', async t => {
  const { forward } = freezeClock(t)
  const app = await buildLimited(t)
  const attack = async (times: number) =>
    (await statuses(app, times, { from: ELSEWHERE })).filter(status => status === 200).length
  const signInCorrectly = () => attempt(app, { from: HERE })

  t.equal((await signInCorrectly()).statusCode, 200)
  t.equal(await attack(1), 1)
  forward(14 * MINUTE)
  t.equal(await attack(50), 9, 'at the end of one window')
  t.equal((await signInCorrectly()).statusCode, 200)
  forward(MINUTE - 1)
  t.equal(await attack(50), 0)
  forward(1)
  t.equal(await attack(50), 10, 'and at the beginning of the next')
  t.strictSame(await statuses(app, 10), Array(10).fill(200), 'the user has all attempts left')
})

t.test('the count ends with its window', async t => {
  const { forward } = freezeClock(t)
  const app = await buildLimited(t, {
    accountAndIp: { max: 2, timeWindow: MINUTE },
    ip: { max: 3, timeWindow: 2 * MINUTE },
    account: { max: 100 }
  })
  t.strictSame(await statuses(app, 3), [200, 200, 429])
  forward(MINUTE - 1)
  t.equal((await attempt(app)).statusCode, 429, 'rejected attempts do not extend the window')
  forward(1)
  t.strictSame(await statuses(app, 2), [200, 429])
  forward(MINUTE)
  t.equal((await attempt(app)).statusCode, 200)
})

t.test('a window also ends by the real clock', async t => {
  const app = await buildLimited(t, { accountAndIp: { max: 1, timeWindow: 300 } })
  await attempt(app)
  const rejected = Date.now()
  while ((await attempt(app)).statusCode === 429) {
    await new Promise(resolve => {
      setTimeout(resolve, 20)
    })
  }
  t.ok(Date.now() - rejected < 60_000)
})

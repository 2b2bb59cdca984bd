import t from 'tap'
import { attempt, buildLimited, ELSEWHERE, HERE, standStill, statuses } from './app.js'

const MINUTE = 60_000

t.test('tries on one account from one address', async t => {
  const app = await buildLimited(t, { accountAndIp: { max: 2 } })
  t.strictSame(await statuses(app, 4), [200, 200, 429, 429])
  t.match((await attempt(app)).json(), { statusCode: 429, code: 'FST_COGNITO_TOO_MANY_ATTEMPTS' })

  t.strictSame(
    await statuses(app, 3, { username: 'joe' }),
    [200, 200, 429],
    'take nothing from another account'
  )
  t.strictSame(await statuses(app, 3, { from: ELSEWHERE }), [200, 200, 429], 'nor from another address')
  t.strictSame(await statuses(app, 3, { url: '/forgot' }), [200, 200, 429], 'nor from another operation')
})

t.test('an account is one however it is spelled', async t => {
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

t.test('tries from one address, whatever the account', async t => {
  const app = await buildLimited(t, { ip: { max: 3 } })
  t.strictSame(await statuses(app, 5, index => ({ username: `user-${index}` })), [200, 200, 200, 429, 429])
  t.equal((await attempt(app, { from: ELSEWHERE })).statusCode, 200)
  t.equal((await attempt(app, { url: '/forgot' })).statusCode, 200)
})

t.test('tries on one account, wherever they come from', async t => {
  const app = await buildLimited(t, { accountAndIp: { max: 2 }, account: { max: 5 } })
  t.strictSame(
    await statuses(app, 7, index => ({ from: `198.51.100.${index}` })),
    [200, 200, 200, 200, 200, 429, 429]
  )
  t.equal((await attempt(app, { username: 'joe' })).statusCode, 200)
  t.equal((await attempt(app, { url: '/forgot' })).statusCode, 200)
})

t.test('what is about no account counts by address alone', async t => {
  const app = await buildLimited(t, { accountAndIp: { max: 1 }, account: { max: 2 }, ip: { max: 4 } })
  t.strictSame(await statuses(app, 5, { url: '/refresh' }), [200, 200, 200, 200, 429])
  t.equal((await attempt(app, { url: '/refresh', from: ELSEWHERE })).statusCode, 200)
})

t.test('one who hammers at one account uses up nothing of those who share the address', async t => {
  const app = await buildLimited(t, { accountAndIp: { max: 2 }, ip: { max: 6 } })
  await statuses(app, 50)
  t.strictSame(
    await statuses(app, 5, index => ({ username: `colleague-${index}` })),
    [200, 200, 200, 200, 429],
    'the two tries that passed are all that counted'
  )
})

t.test('tries that the address is refused do not count for the account', async t => {
  const app = await buildLimited(t, { accountAndIp: { max: 9 }, ip: { max: 3 }, account: { max: 5 } })
  await statuses(app, 50)
  t.strictSame(await statuses(app, 3, { from: ELSEWHERE }), [200, 200, 429], 'three were spent here')
})

t.test('with the defaults, nobody is locked out from one address', async t => {
  const { forward } = standStill(t)
  const app = await buildLimited(t)
  const attack = async (times: number) =>
    (await statuses(app, times, { from: ELSEWHERE })).filter(status => status === 200).length
  const inRight = () => attempt(app, { from: HERE })

  t.equal((await inRight()).statusCode, 200)
  t.equal(await attack(1), 1)
  forward(14 * MINUTE)
  t.equal(await attack(50), 9, 'at the end of one window')
  t.equal((await inRight()).statusCode, 200)
  forward(MINUTE - 1)
  t.equal(await attack(50), 0)
  forward(1)
  t.equal(await attack(50), 10, 'and at the beginning of the next')
  t.strictSame(await statuses(app, 10), Array(10).fill(200), 'the person has every try of theirs')
})

t.test('a window that ends takes its count along', async t => {
  const { forward } = standStill(t)
  const app = await buildLimited(t, {
    accountAndIp: { max: 2, timeWindow: MINUTE },
    ip: { max: 3, timeWindow: 2 * MINUTE },
    account: { max: 100 }
  })
  t.strictSame(await statuses(app, 3), [200, 200, 429])
  forward(MINUTE - 1)
  t.equal((await attempt(app)).statusCode, 429, 'refusals do not put off the end')
  forward(1)
  t.strictSame(await statuses(app, 2), [200, 429])
  forward(MINUTE)
  t.equal((await attempt(app)).statusCode, 200)
})

t.test('a window ends by the real clock too', async t => {
  const app = await buildLimited(t, { accountAndIp: { max: 1, timeWindow: 300 } })
  await attempt(app)
  const refused = Date.now()
  while ((await attempt(app)).statusCode === 429) {
    await new Promise(resolve => {
      setTimeout(resolve, 20)
    })
  }
  t.ok(Date.now() - refused < 60_000)
})

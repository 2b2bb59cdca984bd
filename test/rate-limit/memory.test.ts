import t from 'tap'
import { MemoryStore } from '../../dist/rate-limit/memory-store.js'
import { openRateLimiter } from '../../dist/rate-limit/rate-limiter.js'
import { attempt, emptyApp, buildLimited, statuses, type Test } from './app.js'

const WINDOW = 900_000

/** Opens a store as `@fastify/rate-limit` calls it. */
function openStore (max: number) {
  const store = new MemoryStore()
  const count = (key: string): { current: number, ttl: number } => {
    let counted = {}
    store.incr(
      key,
      (_error, result) => {
        counted = result as object
      },
      WINDOW,
      max
    )
    return counted as { current: number, ttl: number }
  }
  const read = (key: string) => {
    let current = -1
    store.read(key, (_error, result) => {
      current = result?.current as number
    })
    return current
  }
  return {
    count,
    read,
    flood (keys: number, name: string) {
      for (let i = 0; i < keys; i++) count(`${name} ${i}`)
    }
  }
}

/** Instead of `standStill`, which records every call. */
function setClock (t: Pick<Test, 'teardown'>): (milliseconds: number) => void {
  const real = Date.now
  let now = real()
  Date.now = () => now
  t.teardown(() => {
    Date.now = real
  })
  return milliseconds => {
    now += milliseconds
  }
}

t.test('a flood of random keys does not reset a higher count', async t => {
  const { count, read, flood } = openStore(100)
  for (let i = 0; i < 3; i++) count('attacked')
  flood(10_000, 'first')
  for (let i = 0; i < 5; i++) count('late')
  flood(25_000, 'second')
  t.equal(read('attacked'), 3)
  t.equal(read('late'), 5)
  t.equal(count('attacked').current, 4)
  t.equal(read('first 0'), 0, 'the lowest and oldest were evicted: memory is bounded')
})

t.test(
  'an evicted count does not restart at zero: a new key starts at the highest evicted count',
  async t => {
    const forward = setClock(t)
    const { count, flood } = openStore(4)
    count('quiet')
    flood(45_000, 'first')
    t.equal(count('quiet').current, 3)
    flood(60_000, 'second')
    t.equal(count('new').current, 4, 'a new key has one attempt left, whatever was evicted')
    t.equal(count('new').current, 5)
    forward(WINDOW)
    t.equal(count('new').current, 1, 'until the window ends')
    flood(20_000, 'later')
    t.equal(count('another').current, 2, 'counts evicted in an earlier window are ignored')
  }
)

t.test('keys whose window has ended are evicted first', async t => {
  const forward = setClock(t)
  const { count, read, flood } = openStore(10)
  flood(15_000, 'old')
  forward(WINDOW / 2)
  flood(5000, 'young')
  forward(WINDOW / 2)
  t.equal(count('new').current, 1)
  t.equal(count('old 1').current, 1)
  t.equal(read('young 0'), 1)
})

t.test('rejected attempts do not raise a count above the others', async t => {
  const { count } = openStore(10)
  for (let i = 0; i < 50; i++) count('hammered')
  t.equal(count('hammered').current, 11)
})

t.test('20,000 random names from 67 IPv6 subnets do not change the counts of an account', async t => {
  const { log } = emptyApp(t)
  const limiter = await openRateLimiter({}, log)
  t.teardown(async () => limiter.close())
  const passes = async (account: string, ip: string) =>
    limiter.count('signIn', { account }, { ip }).then(
      () => true,
      () => false
    )
  const guesses = async (from: number, to: number) => {
    let passed = 0
    for (let i = from; i < to; i++) if (await passes('jane', `198.51.100.${i}`)) passed++
    return passed
  }
  t.equal(await guesses(0, 90), 90)
  let flooded = 0
  for (let i = 0; i < 20_100; i++) if (await passes(`made-up-${i}`, `2001:db8:${i % 67}:1::1`)) flooded++
  t.equal(flooded, 20_100)
  t.equal(await guesses(100, 130), 10, 'a hundred in total')
})

t.test('an attempt over the limit of an IP address leaves no trace', async t => {
  const { redis, keys } = countingRedis()
  const app = await buildLimited(t, { ip: { max: 3 }, redis })
  await statuses(app, 50, index => ({ username: `user-${index}` }))
  t.equal(keys.filter(key => key.includes(':accountAndIp:')).length, 3)
  t.equal(keys.filter(key => key.includes(':account:')).length, 3)
  t.equal(keys.length, 7)
})

t.test('keys contain no username and no IP address, and are bounded', async t => {
  const { redis, keys } = countingRedis()
  const app = await buildLimited(t, { redis, nameSpace: 'shop:' })
  await attempt(app, { username: 'jane@example.com', from: '203.0.113.1' })
  await attempt(app, { username: 'j'.repeat(5000) })
  t.equal(keys.length, 5)
  for (const key of keys) t.match(key, /^shop:signIn:(accountAndIp|ip|network|account):[\w-]{43}$/)
})

/** A minimal Redis that counts, and records its keys. */
function countingRedis () {
  const counts = new Map<string, number>()
  const keys: string[] = []
  type Callback = (error: Error | null, result: [number, number]) => void
  const redis = {
    defineCommand () {},
    rateLimit (
      key: string,
      timeWindow: number,
      _max: number,
      _continue: boolean,
      _backoff: boolean,
      callback: Callback
    ) {
      if (!counts.has(key)) keys.push(key)
      counts.set(key, (counts.get(key) ?? 0) + 1)
      callback(null, [counts.get(key) as number, timeWindow])
    },
    rateLimitRead (key: string, callback: Callback) {
      callback(null, [counts.get(key) ?? 0, 1000])
    }
  }
  return { redis, keys }
}

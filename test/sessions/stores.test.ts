import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { memorySessions } from '../../dist/sessions/memory.js'
import { redisSessions } from '../../dist/sessions/redis.js'
import type { Sessions, SessionStore, StoredSession } from '../../dist/sessions/store.js'
import { sessionStoreTests } from '../../dist/testing/index.js'
import { noRedis, startRedis } from '../redis.js'

const context = (clock = Date.now) => ({ log: {} as never, clock })

const session = (changes: Partial<StoredSession> = {}): StoredSession => ({
  pool: 'default',
  user: 'jane',
  session: 'jane-1',
  tokens: 'sealed',
  createdAt: Date.now(),
  expiresAt: Date.now() + 60_000,
  endsAt: Date.now() + 120_000,
  refreshingUntil: 0,
  version: 0,
  ...changes
})

const open = async (t: Test, store: SessionStore, clock?: () => number): Promise<Sessions> => {
  const sessions = await store.open(context(clock))
  t.teardown(() => sessions.close())
  return sessions
}

const STORES: [
  string,
  { skip: string | false, shared: boolean },
  (t: Test) => Promise<SessionStore>
][] = [
  ['memorySessions', { skip: false, shared: false }, async () => memorySessions()],
  [
    'redisSessions',
    { skip: noRedis, shared: true },
    async t => {
      const redis = (await startRedis(t)).connect({ keyPrefix: 'app:' })
      await redis.ping()
      return redisSessions({ redis })
    }
  ]
]

for (const [name, { skip, shared }, create] of STORES) {
  t.test(`${name} conforms`, { skip }, async t => {
    const store = await create(t)
    const tests = sessionStoreTests(() => store, { shared })
    t.ok(tests.length > 15)
    await Promise.all(tests.map(({ name, run }) => t.test(name, run)))
  })

  t.test(`${name} deletes nothing of a session that was deleted before`, { skip }, async t => {
    const sessions = await open(t, await create(t))
    await sessions.create('a', session({ user: 'rosa', session: 'rosa-1' }))
    await sessions.deleteAll({ user: 'rosa' })
    await sessions.create('a', session({ user: 'mia', session: 'mia-1' }))
    await sessions.deleteAll({ user: 'rosa' })
    await sessions.deleteAll({ session: 'rosa-1' })
    t.match(await sessions.read('a'), { user: 'mia' })
  })
}

t.test('memorySessions', async t => {
  t.test('deletes expired sessions', async t => {
    let now = Date.now()
    const sessions = await open(t, memorySessions(), () => now)
    await sessions.create('old', session({ expiresAt: now + 60_000 }))
    now += 60_000
    await sessions.create('new', session({ expiresAt: now + 1 }))
    t.equal(sessions.read('old'), null)
    await sessions.create('later', session({ expiresAt: now + 60_000 }))
    now += 1000
    await sessions.create('last', session({ expiresAt: now + 60_000 }))
    t.not(sessions.read('new'), null, 'at most once a minute')
  })

  t.test('deletes the session that was not used for the longest time if there are too many', async t => {
    const sessions = await open(t, memorySessions({ max: 2 }))
    await sessions.create('a', session())
    await sessions.create('b', session())
    await sessions.read('a')
    await sessions.create('c', session())
    t.strictSame(
      ['a', 'b', 'c'].filter(id => sessions.read(id) !== null),
      ['a', 'c']
    )
    await sessions.deleteAll({ user: 'jane' })
    t.equal(sessions.read('a'), null)
  })

  t.test('is empty once it is closed', async t => {
    const sessions = await open(t, memorySessions())
    await sessions.create('a', session())
    await sessions.close()
    t.equal(sessions.read('a'), null)
  })

  t.test('rejects an invalid maximum', async t => {
    for (const max of [0, 1.5, NaN, 10_000_001, '5' as never]) {
      t.throws(() => memorySessions({ max }), {
        code: 'FST_COGNITO_INVALID_OPTIONS',
        message: /memorySessions: max must be a whole number from 1 to 10000000/
      })
    }
    for (const max of [1, 10_000_000]) t.ok(memorySessions({ max }))
  })
})

t.test('redisSessions', { skip: noRedis }, async t => {
  t.test('expires sessions in Redis, with all that belongs to them', async t => {
    const redis = await startRedis(t)
    const client = redis.connect()
    await client.ping()
    const sessions = await open(t, redisSessions({ redis: client, prefix: 'shop' }))
    const now = Date.now()
    await sessions.create('a', session({ expiresAt: now + 60_000, endsAt: now + 120_000 }))
    await sessions.create('b', session({ expiresAt: now + 60_000, endsAt: now + 90_000 }))
    const lifetime = async (key: string) => Math.round((await client.pttl(`shop:${key}`)) / 10_000)
    t.equal(await lifetime('session:a'), 6)
    t.equal(await lifetime('sessions-of-user:jane'), 12, 'as long as the session that lives longest')
    t.equal(await lifetime('sessions-of-session:jane-1'), 12)
    await sessions.touch('a', now + 100_000)
    t.equal(await lifetime('session:a'), 10)
    await sessions.replace('a', session({ version: 1 }))
    t.equal(await lifetime('session:a'), 10)
    await sessions.deleteAll({ user: 'jane' })
    t.strictSame(await client.keys('*'), [])
    await sessions.create('c', session({ expiresAt: now - 5, endsAt: now - 5 }))
    await sleep(20)
    t.equal(await sessions.read('c'), null)
    t.strictSame(await client.keys('*'), [])
  })

  t.test('reads all sessions of one turn of the event loop by one command', async t => {
    const client = (await startRedis(t)).connect()
    await client.ping()
    const sessions = await open(t, redisSessions({ redis: client }))
    const created = session()
    await sessions.create('a', created)
    const commands = async () => {
      const stats = await client.info('commandstats')
      const calls = [...stats.matchAll(/cmdstat_eval(?:sha)?:calls=(\d+)/g)].map(([, calls]) => Number(calls))
      return calls.reduce((sum, calls) => sum + calls, 0)
    }
    const before = await commands()
    const ids = Array.from({ length: 250 }, (_, index) => (index % 2 === 0 ? 'a' : `b${index}`))
    const read = await Promise.all(ids.map(async id => sessions.read(id)))
    t.equal((await commands()) - before, 3, 'of at most 100 sessions')
    t.strictSame(read, ids.map(id => (id === 'a' ? created : null)))
  })

  t.test('transfers a known session again only if it has changed', async t => {
    const client = (await startRedis(t)).connect()
    await client.ping()
    const sessions = await open(t, redisSessions({ redis: client }))
    const known = session({ tokens: 'x'.repeat(100_000) })
    await sessions.create('a', known)
    const sent = async () => Number(/total_net_output_bytes:(\d+)/.exec(await client.info('stats'))?.[1])
    const bytes = async (read: () => unknown) => {
      const before = await sent()
      await read()
      return (await sent()) - before
    }
    t.ok(await bytes(() => sessions.read('a', known)) < 50_000)
    t.ok(await bytes(() => sessions.read('a')) > 100_000)
    await sessions.replace('a', { ...known, version: 1 })
    t.ok(await bytes(() => sessions.read('a', known)) > 100_000)
  })

  t.test('writes nothing for a session that was deleted', async t => {
    const redis = await startRedis(t)
    const client = redis.connect()
    await client.ping()
    const sessions = await open(t, redisSessions({ redis: client }))
    const created = session()
    await sessions.create('a', created)
    await sessions.delete('a')
    await sessions.touch('a', created.endsAt)
    t.equal(await sessions.replace('a', { ...created, version: 1 }), false)
    t.strictSame(await client.keys('*'), [])
  })

  t.test('forgets the IDs of sessions that have ended', async t => {
    let now = Date.now()
    const redis = await startRedis(t)
    const client = redis.connect()
    await client.ping()
    const sessions = await open(t, redisSessions({ redis: client }), () => now)
    await sessions.create('a', session({ endsAt: now + 60_000 }))
    now += 60_000
    await sessions.create('b', session({ expiresAt: now + 60_000, endsAt: now + 60_000 }))
    t.strictSame(await client.zrange('fastify-cognito-auth:sessions-of-user:jane', '0', '-1'), ['b'])
  })

  t.test('starts without Redis, and works once it is there', async t => {
    const redis = await startRedis(t)
    const client = redis.connect()
    await client.ping()
    await redis.kill()
    const sessions = await open(t, redisSessions({ redis: client }))
    await t.rejects(sessions.create('a', session()))
    redis.restart()
    while (
      !(await sessions.create('a', session()).then(
        () => true,
        () => false
      ))
    ) {
      await sleep(20)
    }
    t.not(await sessions.read('a'), null)
  })

  t.test('rejects invalid options', async t => {
    t.throws(() => redisSessions({ redis: {} as never, prefix: '' }), {
      code: 'FST_COGNITO_INVALID_OPTIONS',
      message: /options\.redis must be a connection of ioredis.*\n- .*options\.prefix must be a non-empty/
    })
    t.throws(() => redisSessions({ redis: { isCluster: true, duplicate () {} } as never }), /not a cluster/)
    t.throws(() => redisSessions({ redis: undefined as never, prefix: 5 as never }), /non-empty string/)
  })
})

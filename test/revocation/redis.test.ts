import { setTimeout as pause } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import { LIFETIME, RevokedEntries } from '../../dist/revocation/entries.js'
import { openRevocationSync } from '../../dist/revocation/redis-sync.js'
import { redisRevocations } from '../../dist/revocation/redis.js'
import { noRedis } from '../redis.js'
import { logTo, met, userOf, setUp, UNAVAILABLE, until } from './store.js'

const JANE = userOf('jane', 'session-of-jane')
const ULI = userOf('uli', 'session-of-uli')
const KEY = 'fastify-cognito-auth:revocations'

t.test('Redis', { skip: noRedis }, async t => {
  await t.test('a revocation in one process is effective in all within a second', async t => {
    const { open } = await setUp(t)
    const all = await Promise.all(Array.from({ length: 4 }, () => open()))
    const [first] = all as [(typeof all)[number]]
    await first.revocations.revoke({ session: 'session-of-jane' })
    t.equal(met(first.revocations, JANE), true, 'immediately in the process that revoked it')
    t.ok((await until(() => all.every(({ revocations }) => met(revocations, JANE) === true))) < 1000)
    for (const { revocations } of all) t.equal(met(revocations, ULI), false, 'and for no other user')
    await first.revocations.revoke({ user: 'uli' })
    await until(() => all.every(({ revocations }) => met(revocations, ULI) === true))
    for (const { revocations } of all) {
      t.equal(
        met(revocations, userOf('uli', 'a-later-session', Date.now() + 1000)),
        false,
        'a later sign-in is not revoked'
      )
    }
  })

  await t.test('a process that starts later loads the revocations', async t => {
    const { redis, open } = await setUp(t)
    const { revocations } = await open()
    await revocations.revoke({ session: 'session-of-jane' })
    await revocations.revoke({ user: 'uli' })
    // Every token that it revoked has expired.
    await redis.connect().zadd(KEY, String(Date.now() - LIFETIME - 1000), 's:session-of-long-ago')
    const late = await open()
    t.equal(met(late.revocations, JANE), true)
    t.equal(met(late.revocations, ULI), true)
    t.strictSame(late.revocations.health(), { status: 'synced', entries: 2 })
    t.strictSame(late.lines, [], 'nothing to load')
  })

  await t.test(
    'applications with another prefix are separate; a keyPrefix of the connection is kept',
    async t => {
      const { open } = await setUp(t)
      const [own, other] = [
        await open('deny', { keyPrefix: 'app:' }),
        await open('deny', { keyPrefix: 'app:', prefix: 'another' })
      ]
      const beside = await open('deny', { keyPrefix: 'app:' })
      await own.revocations.revoke({ session: 'session-of-jane' })
      await until(() => met(beside.revocations, JANE) === true)
      await pause(100)
      t.equal(met(other.revocations, JANE), false)
    }
  )

  await t.test('frozen: unreachable after a second, and recovers by itself', async t => {
    const { redis, open } = await setUp(t)
    const [strict, lenient] = [await open('deny'), await open('allow')]
    await strict.revocations.revoke({ session: 'session-of-jane' })
    await until(() => met(lenient.revocations, JANE) === true)
    redis.freeze()
    const after = await until(() => met(strict.revocations, ULI) === UNAVAILABLE)
    t.ok(after < 1500, `a half-open connection denies after ${after} ms`)
    await until(() => lenient.revocations.health().status === 'disconnected')
    t.equal(met(lenient.revocations, ULI), false, 'allowed, as configured')
    t.equal(met(strict.revocations, JANE), true, 'known revocations stay effective')
    t.equal(met(lenient.revocations, JANE), true)
    await until(() => strict.lines.length === 1 && lenient.lines.length === 1)
    redis.thaw()
    await until(() => met(strict.revocations, ULI) === false)
    for (const { lines } of [strict, lenient]) {
      await until(() => lines.length === 2)
      t.strictSame(
        lines,
        [
          { level: 'warn', message: 'revocation sync disconnected' },
          { level: 'info', message: 'revocation sync recovered' }
        ],
        'one line for each change'
      )
    }
  })

  await t.test('stays connected as long as Redis responds', async t => {
    const { open } = await setUp(t)
    const { revocations } = await open()
    let count = 0
    for (let i = 0; i < 16; i++) {
      await pause(250)
      if (revocations.health().status === 'synced') count++
    }
    // On a busy machine, a heartbeat may be late. Without heartbeats, it would be connected for a second.
    t.ok(count > 8, `synced ${count} of 16 times`)
  })

  await t.test('frozen for long: connections are re-created', async t => {
    const { redis, open } = await setUp(t)
    const { revocations } = await open()
    const connection = redis.connect()
    const clients = async () => {
      const list = String(await connection.client('LIST'))
      const own = String(await connection.client('ID'))
      return [...list.matchAll(/^id=(\d+)/gm)].map(([, id]) => id).filter(id => id !== own)
    }
    // Two are those of the store. It leaves that of the application as it is, which may connect later.
    let before = await clients()
    while (before.length < 3) before = await clients()
    redis.freeze()
    await pause(6000)
    redis.thaw()
    await until(() => met(revocations, JANE) === false)
    let kept = before
    // Redis may see later that the others have ended.
    for (let i = 0; i < 200 && kept.length > 1; i++) {
      await pause(50)
      const now = await clients()
      kept = before.filter(id => now.includes(id))
    }
    t.equal(kept.length, 1)
    await revocations.revoke({ session: 'session-of-jane' })
    t.equal(met((await open()).revocations, JANE), true)
  })

  await t.test(
    'killed and restarted empty: known revocations stay effective, and are written back',
    async t => {
      const { redis, open } = await setUp(t)
      const [one, two] = [await open('deny'), await open('deny')]
      await one.revocations.revoke({ session: 'session-of-jane' })
      await until(() => met(two.revocations, JANE) === true)
      await redis.kill()
      await until(() => met(two.revocations, ULI) === UNAVAILABLE)
      t.equal(met(two.revocations, JANE), true)
      redis.restart()
      await until(() => met(one.revocations, ULI) === false && met(two.revocations, ULI) === false)
      t.equal(met(one.revocations, JANE), true)
      const late = await open('deny')
      t.equal(met(late.revocations, JANE), true, 'Redis has it again')
    }
  )

  await t.test(
    'a revocation while Redis is down rejects the token here, reports a failure, and is shared later',
    async t => {
      const { redis, open } = await setUp(t)
      const [strict, lenient, other] = [await open('deny'), await open('allow'), await open('deny')]
      await redis.kill()
      await until(() => met(other.revocations, JANE) === UNAVAILABLE)
      await t.rejects(strict.revocations.revoke({ session: 'session-of-jane' }), { code: UNAVAILABLE })
      await t.resolves(
        lenient.revocations.revoke({ user: 'uli' }),
        "with onUnreachable: 'allow', signing out succeeds"
      )
      t.equal(met(strict.revocations, JANE), true)
      redis.restart()
      await until(() => met(other.revocations, JANE) === true && met(other.revocations, ULI) === true)
    }
  )

  await t.test('unreachable at startup: handled as configured, and synced once reachable', async t => {
    const { redis, open } = await setUp(t)
    await redis.kill()
    const [strict, lenient] = await Promise.all([open('deny'), open('allow')])
    t.equal(met(strict.revocations, JANE), UNAVAILABLE)
    t.equal(met(lenient.revocations, JANE), false)
    t.strictSame(lenient.revocations.health(), { status: 'disconnected', entries: 0 })
    redis.restart()
    await until(() => met(strict.revocations, JANE) === false)
    t.equal(strict.revocations.health().status, 'synced')
  })

  await t.test('a sync that fails is tried again, without a new connection', async t => {
    const { redis } = await setUp(t)
    const connection = redis.connect()
    await connection.set(KEY, 'not a sorted set')
    const entries = new RevokedEntries()
    const logged: unknown[][] = []
    const log = {
      warn: (...line: unknown[]) => logged.push(['warn', ...line]),
      info: (...line: unknown[]) => logged.push(['info', ...line])
    }
    const link = await openRevocationSync({
      redis: redis.connect(),
      prefix: 'fastify-cognito-auth',
      entries,
      clock: Date.now,
      log: log as never,
      onUnreachable: 'allow'
    })
    t.teardown(() => {
      link.close()
    })
    t.equal(link.isConnected(), false)
    // At once: a sync between the two would find no revocation, and succeed.
    await connection.multi().del(KEY).zadd(KEY, String(Date.now()), 's:session-of-jane').exec()
    await until(() => link.isConnected())
    t.equal(entries.isRevoked(JANE), true)
    t.strictSame(logged, [
      ['warn', { onUnreachable: 'allow' }, 'revocation sync disconnected'],
      ['info', 'revocation sync recovered']
    ])
  })

  await t.test('recovers from a missed message and from an emptied Redis', async t => {
    const { redis } = await setUp(t)
    const entries = new RevokedEntries()
    const link = await openRevocationSync({
      redis: redis.connect(),
      prefix: 'fastify-cognito-auth',
      entries,
      clock: Date.now,
      log: logTo([]),
      onUnreachable: 'deny',
      reconcileEvery: 300
    })
    t.teardown(() => {
      link.close()
    })
    const connection = redis.connect()
    // Written, but not published.
    await connection.zadd(KEY, String(Date.now()), 's:session-of-jane')
    t.equal(entries.isRevoked(JANE), false)
    await until(() => entries.isRevoked(JANE))
    await connection.flushall()
    t.equal(await connection.zcard(KEY), 0)
    let members: string[] = []
    await until(() => {
      connection.zrange(KEY, '0', '-1').then(
        list => {
          members = list
        },
        () => {}
      )
      return members.length === 1
    })
    t.strictSame(members, ['s:session-of-jane'])
    await redis.kill()
    await until(() => !link.isConnected())
    await pause(700)
    redis.restart()
    await until(() => link.isConnected())
    t.equal(entries.isRevoked(JANE), true, 'reading while it is down is harmless')
  })

  await t.test('entries and messages of others are validated', async t => {
    const { redis, open } = await setUp(t)
    const { revocations } = await open()
    const connection = redis.connect()
    for (const message of [
      '',
      'x',
      `${Date.now()} `,
      `${Date.now()} s:`,
      `${Date.now()} x:jane`,
      'NaN u:jane',
      `${Date.now() + 86_400_000} u:jane`,
      `${'9'.repeat(30)} u:jane`
    ]) {
      await connection.publish('fastify-cognito-auth:revoked', message)
    }
    await connection.publish('fastify-cognito-auth:revoked', `${Date.now()} u:uli`)
    await until(() => met(revocations, ULI) === true)
    t.equal(met(revocations, JANE), false)
    t.equal(revocations.health().entries, 1)
  })

  await t.test('entries live as long as a token can, in Redis too', async t => {
    const clock = { now: Date.now() }
    const { redis, open } = await setUp(t)
    const { revocations } = await open('deny', { clock: () => clock.now })
    const connection = redis.connect()
    await revocations.revoke({ session: 'session-of-jane' })
    t.ok((await connection.pttl(KEY)) > 86_400_000)
    clock.now += 86_400_000 + 300_001
    await revocations.revoke({ session: 'session-of-uli' })
    t.strictSame(await connection.zrange(KEY, '0', '-1'), ['s:session-of-uli'])
    t.strictSame(revocations.health(), { status: 'synced', entries: 1 })
  })

  await t.test('expired entries are dropped: not counted and not written again, in any order', async t => {
    const HOUR = 3_600_000
    const clock = { now: Date.now() - 44 * HOUR }
    const { redis } = await setUp(t)
    const connection = redis.connect()
    const start = async (entries: RevokedEntries) => {
      const link = await openRevocationSync({
        redis: redis.connect(),
        prefix: 'fastify-cognito-auth',
        entries,
        clock: () => clock.now,
        log: logTo([]),
        onUnreachable: 'deny',
        reconcileEvery: 50
      })
      t.teardown(() => {
        link.close()
      })
      return link
    }
    const published: string[] = []
    const listener = redis.connect()
    await listener.subscribe('fastify-cognito-auth:revoked')
    listener.on('message', (_channel: string, message: string) => {
      published.push(message)
    })

    const history: string[] = []
    for (let i = 0; i < 24 * 40; i++) history.push(String(clock.now + (i * HOUR) / 40), `s:before-${i}`)
    await connection.zadd(KEY, ...history)
    clock.now += 24 * HOUR
    const [own, other] = [new RevokedEntries(), new RevokedEntries()]
    const link = await start(own)
    await start(other)
    t.equal(own.size, 960, 'read at startup')
    for (let hour = 0; hour < 20; hour++) {
      for (let i = 0; i < 40; i++) {
        clock.now += HOUR / 40
        own.add({ session: `${hour}-${i}` }, clock.now)
        t.ok(await link.write({ session: `${hour}-${i}` }, clock.now))
      }
    }
    const living = (LIFETIME / HOUR) * 40
    await until(() => own.size <= living && other.size <= living)
    await pause(300)
    t.equal(own.size, other.size)
    t.ok(own.size > living - 2, String(own.size))
    t.equal(await connection.zcard(KEY), own.size)
    t.equal(published.length, 800, 'each of the new ones once, and none of the others')
    clock.now += LIFETIME
    await until(() => own.size === 0 && other.size === 0)
    await connection.publish('fastify-cognito-auth:revoked', `${clock.now - LIFETIME} s:late`)
    await pause(200)
    t.strictSame(
      [own.size, other.size, published.length],
      [0, 0, 801],
      'nor is an entry accepted from a message after it has expired'
    )
  })

  await t.test('of several processes that restore an emptied Redis, one publishes', async t => {
    const { redis } = await setUp(t)
    const connection = redis.connect()
    const listener = redis.connect()
    const published: string[] = []
    await listener.subscribe('fastify-cognito-auth:revoked')
    listener.on('message', (_channel: string, message: string) => {
      published.push(message)
    })
    const all = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const entries = new RevokedEntries()
        const link = await openRevocationSync({
          redis: redis.connect(),
          prefix: 'fastify-cognito-auth',
          entries,
          clock: Date.now,
          log: logTo([]),
          onUnreachable: 'deny',
          reconcileEvery: 100
        })
        t.teardown(() => {
          link.close()
        })
        return { entries, link }
      })
    )
    const [first] = all as [(typeof all)[number]]
    for (let i = 0; i < 50; i++) {
      first.entries.add({ session: `session-${i}` }, Date.now())
      await first.link.write({ session: `session-${i}` }, Date.now())
    }
    await until(() => all.every(({ entries }) => entries.size === 50))
    published.length = 0
    await connection.flushall()
    let count = 0
    await until(() => {
      connection.zcard(KEY).then(
        size => {
          count = size
        },
        () => {}
      )
      return count === 50
    })
    await pause(500)
    t.ok(published.length >= 50, 'for processes that were started since then')
    t.ok(published.length <= 100, `${published.length} messages for 50 entries of 4 processes`)
  })

  await t.test('a newer time that Redis did not accept is written later', async t => {
    const { redis } = await setUp(t)
    const connection = redis.connect()
    const entries = new RevokedEntries()
    const link = await openRevocationSync({
      redis: redis.connect(),
      prefix: 'fastify-cognito-auth',
      entries,
      clock: Date.now,
      log: logTo([]),
      onUnreachable: 'deny',
      reconcileEvery: 100
    })
    t.teardown(() => {
      link.close()
    })
    const revoke = async (at: number) => {
      entries.add({ user: 'jane' }, at)
      return link.write({ user: 'jane' }, at)
    }
    const at = Date.now() - 5000
    t.ok(await revoke(at))
    // As a read-only replica responds, or a Redis that is out of memory: the connection stays.
    await connection.acl('SETUSER', 'default', '-zadd')
    t.notOk(await revoke(at + 1000))
    await connection.acl('SETUSER', 'default', '+zadd')
    let score = ''
    await until(() => {
      connection.zscore(KEY, 'u:jane').then(
        found => {
          score = String(found)
        },
        () => {}
      )
      return score === String(at + 1000)
    })
  })

  await t.test('all sessions of a user but one are revoked in all processes', async t => {
    const { redis, open } = await setUp(t)
    const [one, two] = [await open(), await open()]
    await one.revocations.revoke({ user: 'jane', except: 'session-of-jane' })
    await until(() => met(two.revocations, userOf('jane', 'another')) === true)
    await redis.connect().publish('fastify-cognito-auth:revoked', `${Date.now()} o:abc`)
    const late = await open()
    for (const { revocations } of [one, two, late]) {
      t.strictSame(
        [met(revocations, JANE), met(revocations, userOf('jane', 'another')), met(revocations, ULI)],
        [false, true, false]
      )
      t.equal(revocations.health().entries, 1)
    }
  })

  await t.test("closing ends its own connections and keeps the application's", async t => {
    const { redis } = await setUp(t)
    const connection = redis.connect()
    const count = async () => ((await connection.client('LIST')) as string).trim().split('\n').length
    const before = await count()
    const revocations = await redisRevocations({ redis: connection, onUnreachable: 'allow' }).open({
      log: logTo([]),
      clock: Date.now
    })
    t.equal(await count(), before + 2)
    await revocations.close()
    await pause(50)
    t.equal(await count(), before)
    t.equal(await connection.ping(), 'PONG')
  })

  await t.test(
    'a hundred thousand entries take less than 30 MB, and are restored to an emptied Redis',
    async t => {
      const { redis, open } = await setUp(t)
      const connection = redis.connect()
      for (let from = 0; from < 100_000; from += 5000) {
        await connection.zadd(
          KEY,
          ...Array.from({ length: 5000 }, (_, i) => [
            String(Date.now()),
            `s:${String(from + i).padStart(36, '0')}`
          ]).flat()
        )
      }
      setFlagsFromString('--expose-gc')
      const collect = runInNewContext('gc') as () => void
      collect()
      const before = process.memoryUsage().heapUsed
      const { revocations } = await open()
      await until(() => revocations.health().status === 'synced')
      t.equal(revocations.health().entries, 100_000)
      collect()
      const grown = process.memoryUsage().heapUsed - before
      t.ok(grown < 30 * 1024 * 1024, `they take ${Math.round(grown / 1024 / 1024)} MB`)
      t.equal(met(revocations, userOf('x', '0'.repeat(36))), true)
      await redis.kill()
      redis.restart()
      await until(() => revocations.health().status === 'disconnected')
      await until(() => revocations.health().status === 'synced')
      t.equal(await connection.zcard(KEY), 100_000)
    }
  )
})

t.test('Redis with a slow connection', { skip: noRedis }, async t => {
  const { redis } = await setUp(t)
  const connection = redis.connect()
  await connection.zadd(
    KEY,
    ...Array.from({ length: 20_000 }, (_, i) => [
      String(Date.now()),
      `s:${String(i).padStart(36, '0')}`
    ]).flat()
  )
  const store = redisRevocations({
    redis: await redis.connectSlowly({ bytesPerSecond: 300_000 }),
    onUnreachable: 'deny'
  })
  const revocations = await store.open({ log: logTo([]), clock: Date.now })
  t.teardown(() => revocations.close())
  t.equal(met(revocations, JANE), UNAVAILABLE, 'no request is allowed before all entries are loaded')
  await until(() => revocations.health().status === 'synced')
  t.equal(revocations.health().entries, 20_000, 'however long that takes')
  t.equal(met(revocations, userOf('x', '0'.repeat(36))), true)
  t.equal(met(revocations, JANE), false)
})

t.test('invalid options are named, each with its remedy', async t => {
  t.throws(() => redisRevocations({} as never), {
    code: 'FST_COGNITO_INVALID_OPTIONS',
    message:
      /options\.redis must be a connection of ioredis.*\n- .*options\.onUnreachable must be 'deny', .* or 'allow'/
  })
  const redis = { duplicate () {} }
  for (const prefix of ['', 5 as never]) {
    t.throws(() => redisRevocations({ redis, onUnreachable: 'deny', prefix }), {
      message: /options\.prefix must be a non-empty string/
    })
  }
  t.throws(() => redisRevocations({ redis: { ...redis, isCluster: true } as never, onUnreachable: 'deny' }), {
    message: /not a cluster/
  })
})

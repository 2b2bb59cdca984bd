import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { FastifyBaseLogger } from 'fastify'
import t, { type Test } from 'tap'
import type { CompiledKeys } from '../../dist/verification/compiled-keys.js'
import { RemoteKeySet } from '../../dist/verification/remote-key-set.js'

/** The state of a key set over time, with a clock and fetches that the tests control. */

const MINUTE = 60_000
const TIMES = { maxAge: 60 * MINUTE, staleFor: 30 * MINUTE, cooldown: 5 * MINUTE, timeout: 1000 }

function open (t: Test, times: Partial<typeof TIMES> = {}) {
  const clock = { now: 1_800_000_000_000 }
  t.intercept(Date, 'now', { value: () => clock.now })
  const loads: { signal: AbortSignal, succeed: (kids?: string[]) => void, fail: () => void }[] = []
  const lines: [level: string, fields: object, message: string][] = []
  const log = (level: string) => (fields: object, message: string) => lines.push([level, fields, message])
  const keySet = new RemoteKeySet({
    load: (_previous, signal) =>
      new Promise<CompiledKeys>((resolve, reject) => {
        const succeed = (kids = ['known']) => resolve(keysOf(kids))
        loads.push({ signal, succeed, fail: () => reject(new Error('unreachable')) })
      }),
    times: { ...TIMES, ...times },
    log: { info: log('info'), warn: log('warn') } as unknown as FastifyBaseLogger,
    pool: 'default'
  })
  t.teardown(() => keySet.close())
  const last = () => loads.at(-1) as (typeof loads)[number]
  const settled = () => new Promise(resolve => setImmediate(resolve))
  return { keySet, clock, loads, last, lines, settled }
}

/** A key set that was fetched at this moment. */
async function loaded (t: Test, times?: Partial<typeof TIMES>) {
  const opened = open(t, times)
  const warm = opened.keySet.warmUp()
  opened.last().succeed()
  await warm
  return { ...opened, start: opened.clock.now }
}

const keysOf = (kids: readonly string[]): CompiledKeys =>
  new Map(kids.map(kid => [kid, { key: { kty: 'RSA', kid, n: 'n', e: 'e' }, check: () => kid }]))

t.test('before the first fetch there are no keys', async t => {
  const { keySet, loads } = open(t)
  t.equal(keySet.get('known'), undefined)
  t.strictSame(keySet.keys(), [])
  t.strictSame(keySet.health(), { status: 'empty', keys: 0, age: null, lastError: null })
  t.equal(loads.length, 0)
})

t.test('keys are used until maxAge, and no longer if no fetch has failed', async t => {
  const { keySet, clock, start } = await loaded(t)
  clock.now = start + TIMES.maxAge
  t.type(keySet.get('known'), 'function')
  t.strictSame(keySet.health(), { status: 'fresh', keys: 1, age: TIMES.maxAge, lastError: null })
  t.strictSame(keySet.keys(), [{ kty: 'RSA', kid: 'known', n: 'n', e: 'e' }])
  clock.now++
  t.equal(keySet.get('known'), undefined, 'the process was suspended: the key may have been removed')
  t.strictSame(keySet.health(), { status: 'empty', keys: 0, age: null, lastError: null })
  t.strictSame(keySet.keys(), [])
})

t.test('while a fetch is pending that started before maxAge, keys are used until staleFor', async t => {
  for (const at of [TIMES.cooldown, TIMES.maxAge]) {
    const { keySet, clock, start, loads, last } = await loaded(t)
    clock.now = start + at
    const found = keySet.find('new')
    t.equal(loads.length, 2)
    clock.now = start + TIMES.maxAge + 1
    t.type(keySet.get('known'), 'function')
    t.match(keySet.health(), { status: 'stale', keys: 1 })
    clock.now = start + TIMES.maxAge + TIMES.staleFor
    t.type(keySet.get('known'), 'function')
    clock.now++
    t.equal(keySet.get('known'), undefined)
    last().succeed(['new'])
    t.type(await found, 'function')
  }
})

t.test('a fetch that starts after maxAge does not make the old keys usable', async t => {
  const { keySet, clock, start, last } = await loaded(t)
  clock.now = start + TIMES.maxAge + 1
  const found = keySet.find('known')
  t.equal(keySet.get('known'), undefined)
  last().succeed(['other'])
  t.equal(await found, undefined, 'the key was removed')
})

t.test('after a failed fetch, keys are used until staleFor', async t => {
  const { keySet, clock, start, last } = await loaded(t)
  clock.now = start + TIMES.cooldown
  const found = keySet.find('new')
  last().fail()
  t.equal(await found, undefined)
  clock.now = start + TIMES.maxAge + 1
  t.type(keySet.get('known'), 'function')
  t.match(keySet.health(), { status: 'stale', lastError: 'unreachable' })
  clock.now = start + TIMES.maxAge + TIMES.staleFor + 1
  t.equal(keySet.get('known'), undefined)
})

t.test('known keys cause no fetch', async t => {
  const { keySet, clock, start, loads } = await loaded(t)
  clock.now = start + 2 * TIMES.cooldown
  await keySet.warmUp()
  t.type(await keySet.find('known'), 'function')
  t.equal(loads.length, 1)
})

t.test('an unknown key causes one fetch per cooldown, which concurrent requests share', async t => {
  const { keySet, clock, start, loads, last } = await loaded(t)
  clock.now = start + TIMES.cooldown - 1
  t.equal(await keySet.find('new'), undefined)
  t.equal(loads.length, 1)
  clock.now = start + TIMES.cooldown
  const first = keySet.find('new')
  const second = keySet.find('new')
  t.equal(loads.length, 2)
  last().succeed(['known', 'new'])
  t.type(await first, 'function')
  t.type(await second, 'function')
})

t.test('a failed first fetch is retried with delays that double from 250 ms to 5 s', async t => {
  const { keySet, clock, loads, last, lines } = open(t)
  const unavailable = { code: 'FST_COGNITO_KEYS_UNAVAILABLE' }
  const fails = async () => {
    const found = keySet.find('known')
    last().fail()
    await t.rejects(found, unavailable)
  }
  await fails()
  for (const [index, delay] of [250, 500, 1000, 2000, 4000, 5000, 5000].entries()) {
    clock.now += delay - 1
    await t.rejects(keySet.find('known'), unavailable)
    t.equal(loads.length, index + 1, `no fetch before ${delay} ms`)
    clock.now++
    await fails()
    t.equal(loads.length, index + 2, `a fetch after ${delay} ms`)
  }
  t.strictSame(lines, [['warn', { reason: 'unreachable', usable: false }, 'JWKS refresh failed']])
  clock.now += 5000
  const found = keySet.find('known')
  const waiting = keySet.find('known')
  last().succeed()
  t.type(await found, 'function')
  t.type(await waiting, 'function', 'requests wait for a pending fetch')
  t.strictSame(lines.slice(1), [['info', { keys: 1 }, 'JWKS refresh recovered']])
})

t.test('keys are refreshed after three quarters of maxAge, and after a failure at the cooldown', async t => {
  const timers: { run: () => void, delay: number }[] = []
  for (const [cooldown, retry] of [
    [5000, 5000],
    [5 * MINUTE, 30_000]
  ] as const) {
    const { keySet, loads, last, lines, settled } = open(t, { cooldown })
    const { restore } = t.intercept(globalThis, 'setTimeout', {
      value: (run: () => void, delay: number) => {
        timers.push({ run, delay })
        return { unref: () => {} }
      }
    })
    const warm = keySet.warmUp()
    last().succeed()
    await warm
    t.equal(timers.at(-1)?.delay, 45 * MINUTE)
    timers.at(-1)?.run()
    t.equal(loads.length, 2)
    last().fail()
    await settled()
    t.equal(timers.at(-1)?.delay, retry)
    t.strictSame(lines, [['warn', { reason: 'unreachable', usable: true }, 'JWKS refresh failed']])
    timers.at(-1)?.run()
    last().succeed()
    await settled()
    t.equal(timers.at(-1)?.delay, 45 * MINUTE)
    restore()
  }
  t.equal(timers.length, 6)
})

t.test('without keys, nothing is fetched in the background', async t => {
  const { keySet, last } = open(t)
  const delays: number[] = []
  const { restore } = t.intercept(globalThis, 'setTimeout', {
    value: (_run: () => void, delay: number) => {
      delays.push(delay)
      return { unref: () => {} }
    }
  })
  const warm = keySet.warmUp()
  last().fail()
  await warm
  restore()
  t.strictSame(delays, [])
})

t.test('events report each fetch', async t => {
  const events: unknown[] = []
  const listener = (message: unknown, name: unknown) => events.push([name, message])
  for (const name of ['fastify-cognito-auth:keys-fetched', 'fastify-cognito-auth:keys-fetch-failed']) {
    subscribe(name, listener)
    t.teardown(() => unsubscribe(name, listener))
  }
  const { keySet, last, clock } = await loaded(t)
  clock.now += TIMES.cooldown
  const found = keySet.find('new')
  last().fail()
  await found
  t.strictSame(events, [
    ['fastify-cognito-auth:keys-fetched', { pool: 'default', keys: 1 }],
    ['fastify-cognito-auth:keys-fetch-failed', { pool: 'default', reason: 'unreachable' }]
  ])
})

t.test('close aborts a pending fetch, starts no other, and its failure is not reported', async t => {
  const { keySet, last, lines } = await loaded(t)
  const { keySet: closing, last: pending } = open(t)
  const found = closing.find('known')
  closing.close()
  t.ok(pending().signal.aborted)
  pending().fail()
  await t.rejects(found, { code: 'FST_COGNITO_KEYS_UNAVAILABLE' })
  t.equal(closing.health().lastError, null)
  t.notOk(last().signal.aborted, 'of this key set only')
  keySet.close()
  t.strictSame(lines, [])
})

t.test('a key set without keys is a failed fetch', async t => {
  const { keySet, last } = open(t)
  const warm = keySet.warmUp()
  last().succeed([])
  await warm
  t.match(keySet.health(), { status: 'empty', lastError: 'the key set has no usable key' })
})

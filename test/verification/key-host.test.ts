import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { compileKeys } from '../../dist/verification/compile-keys.js'
import { NO_KEYS } from '../../dist/verification/compiled-keys.js'
import { RemoteKeySet } from '../../dist/verification/remote-key-set.js'
import { buildApp, type TestApp } from './app.js'
import { json, optionsAt, pause, startKeyHost, status, until, type Respond } from './key-host.js'

const pool = await createTestPool()
const serving = json(pool.jwks)
const health = ({ app }: TestApp) => app.cognito.health()['default']
const works = async ({ send }: TestApp) => (await send(pool.signIn())).statusCode === 200

t.test('many concurrent requests at a cold start, with both keys, cause one fetch', async t => {
  const host = await startKeyHost(t, response => {
    setTimeout(serving, 50, response)
  })
  const { send } = await buildApp(t, optionsAt(host, pool, { tokenUse: null }))
  const responses = await Promise.all(
    Array.from({ length: 50 }, (_, i) => send(i % 2 === 0 ? pool.signIn() : pool.idToken()))
  )
  t.same(new Set(responses.map(({ statusCode }) => statusCode)), new Set([200]))
  t.equal(host.requests, 1)
})

t.test('nothing is fetched before a token needs it', async t => {
  const host = await startKeyHost(t, serving)
  const { app } = await buildApp(t, optionsAt(host, pool))
  await app.inject('/me')
  await app.inject({ url: '/me', headers: { authorization: 'Bearer nonsense' } })
  t.equal(host.requests, 0)
})

const failures: Record<string, [respond: Respond, reason: RegExp]> = {
  'responds with 500': [status(500, JSON.stringify(pool.jwks)), /responded with 500/],
  'responds with 304': [status(304), /responded with 304/],
  'responds without a body': [status(204), /did not return JSON/],
  'responds with HTML': [status(200, '<html>captive portal</html>'), /did not return JSON/],
  'responds with JSON that is not a key set': [json({ jwks: pool.jwks }), /did not return a key set/],
  'responds with null': [json(null), /did not return a key set/],
  'responds with text': [json('keys'), /did not return a key set/],
  'responds with an object of keys': [json({ keys: { 0: pool.jwks.keys[0] } }), /did not return a key set/],
  'responds with an empty set': [json({ keys: [] }), /empty/],
  'responds without a usable key': [json({ keys: [{ kty: 'EC', kid: 'a' }] }), /has no usable key/],
  'redirects to a valid set': [
    response => {
      response.writeHead(302, { location: '/elsewhere' }).end()
    },
    /redirect/
  ],
  'responds with more than 50 KiB': [json({ ...pool.jwks, filler: 'x'.repeat(60_000) }), /larger than/],
  'closes the connection': [
    response => {
      response.writeHead(200, { 'content-length': 5000 }).write('{"keys":[')
      response.destroy()
    },
    /./
  ],
  'never responds': [() => {}, /timeout/],
  'stops halfway': [
    response => {
      response.writeHead(200).write('{"keys":[')
    },
    /timeout/
  ]
}

for (const [label, [respond, reason]] of Object.entries(failures)) {
  t.test(`503 if the JWKS endpoint ${label}`, async t => {
    const host = await startKeyHost(t, respond)
    const built = await buildApp(t, optionsAt(host, pool, { jwksCache: { timeout: 1000 } }))
    const response = await built.send(pool.signIn())
    t.equal(response.statusCode, 503)
    t.equal(response.json().code, 'FST_COGNITO_KEYS_UNAVAILABLE')
    t.equal(response.headers['retry-after'], '5')
    t.equal(response.headers['www-authenticate'], undefined, 'another token would not help')
    t.match(health(built), { status: 'empty', keys: 0, age: null, lastError: reason })
    const [line] = built.log('JWKS refresh failed')
    t.match(line, { reason, pool: 'default', usable: false, jwksUri: host.url })
    t.equal(host.requests, 1)
  })
}

t.test('an endpoint that is down: 503, the reason in the log, and recovery once it is back', async t => {
  const host = await startKeyHost(t, serving)
  await host.down()
  const built = await buildApp(t, optionsAt(host, pool))
  t.equal((await built.send(pool.signIn())).statusCode, 503)
  t.match(health(built), { lastError: /ECONNREFUSED/ })
  await host.up()
  await until(() => works(built))
  t.match(health(built), { status: 'fresh', keys: 2, lastError: null })
  t.equal(built.log('JWKS refresh failed').length, 1)
  t.equal(built.log('JWKS refresh recovered').length, 1)
})

t.test('for an endpoint with several IP addresses the reason is logged too', async t => {
  const { app, log } = await buildApp(t, pool.options)
  // What undici throws if no address is reachable: an AggregateError without a message.
  const cause = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' })
  const keySet = new RemoteKeySet({
    load: async () => {
      throw new TypeError('fetch failed', { cause })
    },
    times: { maxAge: 1000, staleFor: 0, cooldown: 100, timeout: 100 },
    log: app.log,
    pool: 'default'
  })
  await t.rejects(keySet.find('any'), { code: 'FST_COGNITO_KEYS_UNAVAILABLE' })
  t.equal(keySet.health().lastError, 'ECONNREFUSED')
  t.match(log('JWKS refresh failed'), [{ reason: 'ECONNREFUSED' }])
})

t.test('a set that is received while the application closes is not refreshed', async t => {
  const { app } = await buildApp(t, pool.options)
  let loads = 0
  const keySet = new RemoteKeySet({
    load: async () => {
      loads++
      await pause(50)
      return compileKeys(pool.jwks.keys, { previous: NO_KEYS, onSkipped: () => {} })
    },
    times: { maxAge: 100, staleFor: 0, cooldown: 100, timeout: 100 },
    log: app.log,
    pool: 'default'
  })
  const found = keySet.find(pool.jwks.keys[0]?.['kid'] as string)
  keySet.close()
  t.type(await found, 'function', 'waiting requests get it')
  await pause(200)
  t.equal(loads, 1)
})

t.test('a failing endpoint is requested with increasing delays, under any load', async t => {
  const host = await startKeyHost(t, status(500))
  const { send } = await buildApp(t, optionsAt(host, pool))
  const end = Date.now() + 1200
  while (Date.now() < end) {
    t.equal((await send(pool.signIn())).statusCode, 503)
    await pause(10)
  }
  // Immediately, after 250 ms, and after 500 ms more.
  t.ok(host.requests > 1 && host.requests <= 3, `${host.requests} requests`)
})

t.test('cached keys remain valid while the endpoint fails, with one log line per change', async t => {
  const host = await startKeyHost(t, serving)
  const built = await buildApp(t, optionsAt(host, pool, { jwksCache: { maxAge: 1000, cooldown: 100 } }))
  t.equal(await works(built), true)
  host.respond = status(500)
  await until(() => health(built)?.status === 'stale' && host.requests > 4)
  t.equal(await works(built), true)
  t.match(health(built), { keys: 2, lastError: /responded with 500/ })
  host.respond = serving
  await until(() => health(built)?.status === 'fresh')
  t.match(built.log('JWKS refresh failed'), [{ usable: true }])
  t.equal(built.log('JWKS refresh failed').length, 1)
  t.equal(built.log('JWKS refresh recovered').length, 1)
})

t.test('with a cached set and a failing endpoint, an unknown key is 401, not 503', async t => {
  const host = await startKeyHost(t, serving)
  const { send } = await buildApp(t, optionsAt(host, pool, { jwksCache: { cooldown: 100 } }))
  await send(pool.signIn())
  host.respond = status(500)
  await pause(120)
  t.equal((await send((await createTestPool()).signIn())).statusCode, 401)
  t.equal(host.requests, 2, 'the endpoint was requested')
})

t.test('beyond staleFor the old keys are no longer used', async t => {
  const host = await startKeyHost(t, serving)
  const built = await buildApp(
    t,
    optionsAt(host, pool, { jwksCache: { maxAge: 1000, staleFor: 0, cooldown: 100 } })
  )
  t.equal(await works(built), true)
  host.respond = status(500)
  await until(() => health(built)?.status === 'empty')
  t.equal((await built.send(pool.signIn())).statusCode, 503)
  t.same(built.app.cognito.keys(), [])
})

t.test('a skipped key is logged once, however often it is fetched', async t => {
  const host = await startKeyHost(t, json({ keys: [null, ...pool.jwks.keys] }))
  const built = await buildApp(t, optionsAt(host, pool, { jwksCache: { maxAge: 1000 } }))
  t.equal(await works(built), true)
  await until(() => host.requests >= 3)
  t.equal(built.log('JWKS keys skipped').length, 1)
})

t.test(
  'a hanging fetch is aborted at the timeout, even if garbage is collected meanwhile',
  async t => {
    setFlagsFromString('--expose-gc')
    const collectGarbage = runInNewContext('gc') as () => void
    for (const respond of [
      () => {},
      response => {
        response.writeHead(200).write('{"keys":[')
      }
    ] satisfies Respond[]) {
      const host = await startKeyHost(t, respond)
      const built = await buildApp(t, optionsAt(host, pool, { jwksCache: { timeout: 500 } }))
      const collecting = setInterval(collectGarbage, 50)
      t.equal((await built.send(pool.signIn())).statusCode, 503)
      clearInterval(collecting)
      t.match(health(built), { status: 'empty', lastError: /timeout/ })
    }
  }
)

t.test('closing aborts a hanging fetch', async t => {
  const host = await startKeyHost(t, () => {})
  const built = await buildApp(t, optionsAt(host, pool, { jwksCache: { timeout: 60_000 } }))
  const waiting = built.app.cognito.verify(pool.signIn())
  await until(() => host.requests === 1)
  await built.app.close()
  await t.rejects(waiting, { code: 'FST_COGNITO_KEYS_UNAVAILABLE' })
  t.equal(built.log('JWKS refresh failed').length, 0, 'which is not logged as a failure')
})

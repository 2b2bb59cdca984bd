import t from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { buildApp, seconds } from './app.js'
import { json, optionsAt, pause, startKeyHost, until } from './key-host.js'

const pool = await createTestPool()
/** The same pool after a key rotation. */
const rotated = await createTestPool()
const both = { keys: [...pool.jwks.keys, ...rotated.jwks.keys] }
const unknownKeyToken = (i: number) => pool.sign({ exp: seconds() + 60 }, { kid: `made-up-${i}` })

t.test('a removed key stops verifying within maxAge, and the others still work', async t => {
  const host = await startKeyHost(t, json(both))
  const { send } = await buildApp(t, optionsAt(host, pool, { jwksCache: { maxAge: 1000 } }))
  t.equal((await send(pool.signIn())).statusCode, 200)
  host.respond = json(rotated.jwks)
  const removed = Date.now()
  await until(async () => (await send(pool.signIn())).statusCode === 401)
  t.ok(Date.now() - removed < 5000, 'with a margin for a slow machine')
  t.equal((await send(rotated.signIn())).statusCode, 200)
})

t.test('a process that was suspended beyond maxAge fetches the keys before it verifies a token', async t => {
  const host = await startKeyHost(t, json(both))
  const { send } = await buildApp(t, optionsAt(host, pool, { jwksCache: { maxAge: 1000 } }))
  t.equal((await send(pool.signIn())).statusCode, 200)
  host.respond = json(rotated.jwks)
  const requests = host.requests
  suspend(1200)
  t.equal((await send(pool.signIn())).statusCode, 401, 'the key was removed meanwhile')
  t.equal(host.requests, requests + 1)
  t.equal((await send(rotated.signIn())).statusCode, 200)
})

/** Blocks this process, as if it were suspended. In milliseconds. */
function suspend (duration: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, duration)
}

t.test('a key in use is refreshed before it expires, without a request', async t => {
  const host = await startKeyHost(t, json(pool.jwks))
  const { app, send } = await buildApp(t, optionsAt(host, pool, { jwksCache: { maxAge: 1000, staleFor: 0 } }))
  await send(pool.signIn())
  await until(() => host.requests >= 3)
  t.match(app.cognito.health(), { default: { keys: 2, lastError: null } })
})

t.test('a refresh that finds no key keeps the cached ones', async t => {
  const host = await startKeyHost(t, json(pool.jwks))
  const { send } = await buildApp(t, optionsAt(host, pool, { jwksCache: { maxAge: 1000 } }))
  await send(pool.signIn())
  host.respond = json({ keys: [] })
  await until(() => host.requests >= 2)
  await pause(50)
  t.equal((await send(pool.signIn())).statusCode, 200)
})

t.test('within the cooldown random key IDs cause no fetch', async t => {
  const host = await startKeyHost(t, json(pool.jwks))
  const { send } = await buildApp(t, optionsAt(host, pool))
  await send(pool.signIn())
  const responses = await Promise.all(Array.from({ length: 200 }, (_, i) => send(unknownKeyToken(i))))
  t.same(new Set(responses.map(({ statusCode }) => statusCode)), new Set([401]))
  t.equal((await send(pool.signIn())).statusCode, 200, 'valid keys are not evicted')
  t.equal(host.requests, 1)
})

t.test('after the cooldown they cause one fetch in total', async t => {
  const host = await startKeyHost(t, json(pool.jwks))
  const { app } = await buildApp(t, optionsAt(host, pool, { jwksCache: { cooldown: 100 } }))
  await app.cognito.verify(pool.signIn())
  await pause(120)
  const verified = await Promise.allSettled(
    Array.from({ length: 200 }, (_, i) => unknownKeyToken(i)).map(token => app.cognito.verify(token))
  )
  t.same(new Set(verified.map(({ status }) => status)), new Set(['rejected']))
  t.equal(host.requests, 2)
})

t.test('at a cold start a random key ID is a 401 after one fetch', async t => {
  const host = await startKeyHost(t, json(pool.jwks))
  const { send } = await buildApp(t, optionsAt(host, pool))
  t.equal((await send(unknownKeyToken(1))).statusCode, 401)
  t.equal(host.requests, 1)
})

t.test('a new key is found by the first request after the cooldown', async t => {
  const host = await startKeyHost(t, json(pool.jwks))
  const { send } = await buildApp(t, optionsAt(host, pool, { jwksCache: { cooldown: 100 } }))
  await send(pool.signIn())
  host.respond = json(both)
  await pause(120)
  t.equal((await send(rotated.signIn())).statusCode, 200)
  t.equal(host.requests, 2)
})

t.test('requests that wait for a new key share one fetch', async t => {
  const host = await startKeyHost(t, json(pool.jwks))
  const { send } = await buildApp(t, optionsAt(host, pool, { tokenUse: null, jwksCache: { cooldown: 100 } }))
  await send(pool.signIn())
  host.respond = response => {
    setTimeout(json(both), 200, response)
  }
  await pause(120)
  const first = send(rotated.signIn())
  // The cooldown ends while the fetch is still running.
  await pause(120)
  const responses = await Promise.all([first, send(rotated.signIn()), send(rotated.idToken())])
  t.same(
    responses.map(({ statusCode }) => statusCode),
    [200, 200, 200]
  )
  t.equal(host.requests, 2)
})

t.test('a flood of random key IDs cannot block a new key', async t => {
  const host = await startKeyHost(t, json(pool.jwks))
  const { send } = await buildApp(t, optionsAt(host, pool, { jwksCache: { cooldown: 100 } }))
  await send(pool.signIn())
  host.respond = json(both)
  await until(async () => {
    const [found] = await Promise.all([
      send(rotated.signIn()),
      ...Array.from({ length: 50 }, (_, i) => send(unknownKeyToken(i)))
    ])
    return found?.statusCode === 200
  })
  t.equal((await send(pool.signIn())).statusCode, 200)
})

t.test('closing the application ends the refreshing', async t => {
  const host = await startKeyHost(t, json(pool.jwks))
  const { app, send } = await buildApp(t, optionsAt(host, pool, { jwksCache: { maxAge: 1000 } }))
  await send(pool.signIn())
  await app.close()
  await pause(1000)
  t.equal(host.requests, 1)
})

t.test('a configured key set causes no request, not even for an unknown key', async t => {
  const host = await startKeyHost(t, json(rotated.jwks))
  const issuer = new URL(host.url).origin
  const { send, app } = await buildApp(t, { ...pool.options, issuer, jwksCache: { cooldown: 100 } })
  await pause(120)
  t.equal((await send(pool.signIn({ claims: { iss: issuer } }))).statusCode, 200)
  t.equal((await send(rotated.signIn({ claims: { iss: issuer } }))).statusCode, 401)
  t.same(app.cognito.health(), { default: { status: 'fresh', keys: 2, age: 0, lastError: null } })
  t.equal(host.requests, 0)
})

t.test('without jwksUri the key set is fetched from the issuer', async t => {
  let path: string | undefined
  const host = await startKeyHost(t, response => {
    path = response.req.url
    json(pool.jwks)(response)
  })
  const issuer = `${new URL(host.url).origin}/eu-west-1_TestPool1`
  const { userPoolId, clientId } = pool.options
  const { send } = await buildApp(t, { userPoolId, clientId, issuer })
  t.equal((await send(pool.signIn({ claims: { iss: issuer } }))).statusCode, 200)
  t.equal(path, '/eu-west-1_TestPool1/.well-known/jwks.json')
})

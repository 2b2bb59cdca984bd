import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import type { CognitoAuthOptions, SinglePoolOptions } from '../../dist/index.js'
import { createTestPool } from '../../dist/testing/index.js'
import { compileKeys } from '../../dist/verification/compile-keys.js'
import { NO_KEYS } from '../../dist/verification/compiled-keys.js'
import { FixedKeySet } from '../../dist/verification/fixed-key-set.js'
import { TokenCache } from '../../dist/verification/token-cache.js'
import { Verifier } from '../../dist/verification/verifier.js'
import { buildApp, tokenOfLength } from './app.js'
import { json, optionsAt, startKeyHost, until } from './key-host.js'

const pool = await createTestPool()
const { issuers, clientIds } = {
  issuers: ['https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_TestPool1'],
  clientIds: new Set(['testclient1example'])
}

/** A verifier, and the number of signatures it has checked. */
async function counting (max: number | null, limits: { maxTokenLength?: number } = {}) {
  const compiled = await compileKeys(pool.jwks.keys, { previous: NO_KEYS, onSkipped: () => {} })
  const counter = { checks: 0, now: Date.now() }
  const keys = new Map(
    [...compiled].map(([kid, { key, check }]) => [
      kid,
      {
        key,
        check: (token: string) => {
          counter.checks++
          return check(token)
        }
      }
    ])
  )
  const verifier = new Verifier(
    [
      {
        name: 'default',
        issuers,
        clientIds,
        clockTolerance: 0,
        clock: () => counter.now,
        keySet: new FixedKeySet(keys)
      }
    ],
    { cache: max === null ? null : new TokenCache({ max }), revocations: null, ...limits }
  )
  return { verifier, counter }
}

/** Verifies a token twice: the second time it is added to the cache. */
function addToCache (verifier: Verifier, token: string) {
  verifier.verify(token)
  return verifier.verify(token)
}

t.test('a token is cached when it is verified for the second time', async t => {
  const { verifier, counter } = await counting(10)
  const token = pool.signIn()
  t.not(verifier.verify(token), verifier.verify(token))
  t.equal(counter.checks, 2)
  const user = verifier.verify(token)
  t.equal(verifier.verify(token), user, 'the same user object, frozen')
  t.equal(counter.checks, 2)
})

t.test('tokens that are verified once evict none', async t => {
  const { verifier, counter } = await counting(4)
  const token = pool.signIn()
  addToCache(verifier, token)
  for (let i = 0; i < 20; i++) verifier.verify(pool.signIn())
  t.equal(counter.checks, 22)
  verifier.verify(token)
  t.equal(counter.checks, 22)
})

t.test('another token with the signature of a cached one is not accepted', async t => {
  const { verifier, counter } = await counting(10)
  const token = pool.signIn({ groups: ['clerks'] })
  addToCache(verifier, token)
  const [header, , signature] = token.split('.')
  const [, payload] = pool.signIn({ groups: ['admin'] }).split('.')
  t.throws(() => verifier.verify([header, payload, signature].join('.')), {
    code: 'FST_COGNITO_INVALID_TOKEN'
  })
  t.equal(counter.checks, 3, 'its signature was checked')
})

t.test('the cache is bounded in characters too: a long token evicts several', async t => {
  const { verifier, counter } = await counting(10)
  const tokens = Array.from({ length: 10 }, () => pool.signIn({ claims: { filler: 'x'.repeat(11_000) } }))
  for (const token of tokens) addToCache(verifier, token)
  for (const token of tokens.slice(-5)) verifier.verify(token)
  t.equal(counter.checks, 20, '81,920 characters: five of these')
  verifier.verify(tokens[0] as string)
  t.equal(counter.checks, 21)
})

t.test('the smallest cache can hold the longest token', async t => {
  const { verifier, counter } = await counting(1, { maxTokenLength: 65_536 })
  const token = tokenOfLength(pool, 65_536)
  addToCache(verifier, token)
  verifier.verify(token)
  t.equal(counter.checks, 2)
})

t.test('without a cache every token is verified each time', async t => {
  const { verifier, counter } = await counting(null)
  const token = pool.signIn()
  for (let i = 0; i < 3; i++) verifier.verify(token)
  t.equal(counter.checks, 3)
})

t.test('a cached token expires', async t => {
  const { verifier, counter } = await counting(10)
  const token = pool.signIn()
  addToCache(verifier, token)
  counter.now += 3_599_000
  t.ok(verifier.verify(token))
  counter.now += 2_000
  t.throws(() => verifier.verify(token), { code: 'FST_COGNITO_INVALID_TOKEN' })
})

t.test('only verified tokens are cached: invalid ones evict none', async t => {
  const { verifier, counter } = await counting(2)
  const good = pool.signIn()
  addToCache(verifier, good)
  for (let i = 0; i < 20; i++) t.throws(() => verifier.verify(`${pool.signIn().slice(0, -6)}AAAAAA`))
  const checks = counter.checks
  verifier.verify(good)
  t.equal(counter.checks, checks)
})

t.test('the least recently used token is evicted first', async t => {
  const { verifier, counter } = await counting(2)
  const [first, second, third] = [pool.signIn(), pool.signIn(), pool.signIn()]
  for (const token of [first, second]) addToCache(verifier, token)
  verifier.verify(first)
  addToCache(verifier, third)
  t.equal(counter.checks, 6)
  verifier.verify(first)
  t.equal(counter.checks, 6, 'used in between, so kept')
  verifier.verify(second)
  t.equal(counter.checks, 7)
})

t.test('another spelling of a cached token is rejected', async t => {
  const { verifier } = await counting(10)
  const token = pool.signIn()
  addToCache(verifier, token)
  for (const other of [` ${token}`, `${token}=`, `${token}.`, token.toUpperCase()]) {
    t.throws(() => verifier.verify(other), { code: 'FST_COGNITO_INVALID_TOKEN' })
  }
})

async function cachedApp (t: Test, more: Partial<SinglePoolOptions> = {}) {
  const rotated = await createTestPool()
  const host = await startKeyHost(t, json(pool.jwks))
  const built = await buildApp(
    t,
    optionsAt(host, pool, { jwksCache: { maxAge: 1000, cooldown: 100 }, ...more })
  )
  return { host, rotated, ...built }
}

t.test('a cached token is rejected once its key is removed', async t => {
  const { host, rotated, send } = await cachedApp(t)
  const token = pool.signIn()
  for (let i = 0; i < 2; i++) t.equal((await send(token)).statusCode, 200)
  host.respond = json(rotated.jwks)
  await until(() => host.requests >= 2)
  await until(async () => (await send(token)).statusCode === 401)
  t.pass('rejected once the key is removed')
})

t.test('a cached token survives refreshes that keep its key', async t => {
  const { host, send, app } = await cachedApp(t)
  const token = pool.signIn()
  for (let i = 0; i < 2; i++) await send(token)
  const before = await app.cognito.verify(token)
  await until(() => host.requests >= 3)
  t.equal(await app.cognito.verify(token), before)
})

t.test('another key with the same kid does not validate old tokens', async t => {
  const { host, rotated, send } = await cachedApp(t)
  const token = pool.signIn()
  for (let i = 0; i < 2; i++) await send(token)
  const [first] = pool.jwks.keys
  const [other] = rotated.jwks.keys
  host.respond = json({ keys: [{ ...other, kid: first?.['kid'] }] })
  await until(() => host.requests >= 2)
  await until(async () => (await send(token)).statusCode === 401)
  t.pass('refused')
})

t.test('beyond staleFor cached tokens are rejected too', async t => {
  const { host, send } = await cachedApp(t, { jwksCache: { maxAge: 1000, staleFor: 0, cooldown: 100 } })
  const token = pool.signIn({ sub: randomUUID() })
  for (let i = 0; i < 2; i++) await send(token)
  await host.down()
  await until(async () => (await send(token)).statusCode === 503)
  t.pass('503')
})

t.test('the option sets how many are cached, or none', async t => {
  const token = pool.signIn()
  const same = async (more: Partial<SinglePoolOptions>) => {
    const { app } = await buildApp(t, { ...pool.options, ...more } as CognitoAuthOptions)
    await app.cognito.verify(token)
    const [second, third] = [await app.cognito.verify(token), await app.cognito.verify(token)]
    return second === third
  }
  t.equal(await same({}), true)
  t.equal(await same({ tokenCache: { max: 1 } }), true)
  t.equal(await same({ tokenCache: false }), false)
})

import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import t from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import type { CurrentUser } from '../../dist/user/current-user.js'
import { compileKeys } from '../../dist/verification/compile-keys.js'
import { NO_KEYS } from '../../dist/verification/compiled-keys.js'
import { FixedKeySet } from '../../dist/verification/fixed-key-set.js'
import { TokenCache, type CachedToken } from '../../dist/verification/token-cache.js'
import { rejectionDetails, tokenRejection, truncate } from '../../dist/verification/token-rejection.js'
import { Verifier, type VerifierPool } from '../../dist/verification/verifier.js'
import { base64url } from './app.js'

/** The verifier and its cache, without an application. */

const pool = await createTestPool()
const other = await createTestPool({ userPoolId: 'eu-west-1_Other' })
const keySetOf = async ({ jwks }: typeof pool) =>
  new FixedKeySet(await compileKeys(jwks.keys, { previous: NO_KEYS, onSkipped: () => {} }))

const poolOf = (name: string, { issuer }: typeof pool, keySet: FixedKeySet | null): VerifierPool => ({
  name,
  issuers: [issuer],
  clientIds: null,
  clockTolerance: 0,
  clock: Date.now,
  keySet
})
const first = poolOf('first', pool, await keySetOf(pool))
const second = poolOf('second', other, await keySetOf(other))
const none = { cache: null, revocations: null }

const [header = '', payload = '', signature = ''] = pool.signIn({ sub: 'jane' }).split('.')
const token = [header, payload, signature].join('.')
const forged = [header, payload, signature.replace(/^./, first => (first === 'A' ? 'B' : 'A'))].join('.')

async function reasonOf (verify: () => unknown) {
  try {
    await verify()
  } catch (error) {
    return rejectionDetails(error)
  }
  return undefined
}

t.test('signatures are verified, unless a pool has no key set', async t => {
  const verifier = new Verifier([first], none)
  t.match(verifier.verify(token), { id: 'jane', pool: 'first' }, 'synchronously: the key is loaded')
  t.match(await reasonOf(() => verifier.verify(forged)), { reason: 'signature', kid: /./ })
  for (const pools of [[{ ...first, keySet: null }], [first, { ...second, keySet: null }]]) {
    t.match(new Verifier(pools, none).verify(forged), { id: 'jane' })
  }
  const checking = new Verifier([first], { ...none, checksSignatures: false })
  t.match(checking.verify(forged), { id: 'jane' })
})

t.test('of several pools, the issuer decides', async t => {
  const verifier = new Verifier([first, second], none)
  t.match(verifier.verify(token), { pool: 'first' })
  t.match(verifier.verify(other.signIn()), { pool: 'second' })
  const expected = `${pool.issuer}, ${other.issuer}`
  const strange = pool.signIn({ claims: { iss: 'https://issuer.example' } })
  t.match(await reasonOf(() => verifier.verify(strange)), {
    reason: 'issuer',
    iss: 'https://issuer.example',
    expected,
    received: 'https://issuer.example'
  })
  for (const claims of ['null', '{}', '{"iss":7}']) {
    const unsigned = [header, base64url(claims), signature].join('.')
    t.match(await reasonOf(() => verifier.verify(unsigned)), { reason: 'issuer', expected })
  }
})

t.test('an unknown key: the details have the issuer of another pool only', async t => {
  const verifier = new Verifier([first], none)
  const keyless = (claims: object) => {
    const all = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), ...claims }
    return pool.sign(all, { kid: 'unknown' })
  }
  for (const claims of [{}, { iss: undefined }]) {
    t.strictSame(await reasonOf(async () => verifier.verify(keyless(claims))), {
      reason: 'unknown-key',
      kid: 'unknown'
    })
  }
  t.match(await reasonOf(async () => verifier.verify(keyless({ iss: 'https://issuer.example' }))), {
    received: 'https://issuer.example'
  })
})

t.test('an event reports whether a token was cached', async t => {
  const events: unknown[] = []
  const listener = (message: unknown) => events.push(message)
  subscribe('fastify-cognito-auth:token-verified', listener)
  t.teardown(() => unsubscribe('fastify-cognito-auth:token-verified', listener))
  const verifier = new Verifier([first], { ...none, cache: new TokenCache({ max: 10 }) })
  const users = [verifier.verify(token), verifier.verify(token), verifier.verify(token)]
  t.equal(users[2], users[1], 'the same object')
  t.strictSame(events, [
    { user: users[0], cached: false },
    { user: users[1], cached: false },
    { user: users[2], cached: true }
  ])
  const keySet = await keySetOf(pool)
  const loading = { ...first, keySet: { get: () => undefined, find: async (kid: string) => keySet.get(kid) } }
  await new Verifier([loading], none).verify(token)
  t.match(events[3], { cached: false })
})

t.test('a revoked token is rejected, cached or not', async t => {
  let revoked = false
  const revocations = { isRevoked: () => revoked }
  const verifier = new Verifier([first], { cache: new TokenCache({ max: 10 }), revocations })
  t.match(verifier.verify(token), { id: 'jane' })
  revoked = true
  t.match(await reasonOf(() => verifier.verify(token)), { reason: 'revoked' })
  t.match(await reasonOf(() => verifier.verify(pool.signIn())), { reason: 'revoked' })
  const failing = {
    isRevoked: () => {
      throw new Error('down')
    }
  }
  t.throws(() => new Verifier([first], { cache: null, revocations: failing }).verify(token), {
    code: 'FST_COGNITO_REVOCATIONS_UNAVAILABLE'
  })
})

const entryOf = (token: string, more: Partial<CachedToken> = {}): CachedToken => ({
  token,
  user: { id: token, expiresAt: 1000 } as unknown as CurrentUser,
  kid: 'a',
  check,
  keySet: { get: () => check },
  pool: { clock: () => 0, clockTolerance: 0 },
  ...more
})
const check = () => ({})

t.test('the cache returns a token until it expires, with the clock tolerance', async t => {
  const cache = new TokenCache({ max: 10 })
  let now = 0
  for (const [clockTolerance, last] of [
    [0, 999],
    [5, 5999]
  ] as const) {
    const { user } = entryOf('token')
    const entry = entryOf('token', { user, pool: { clock: () => now, clockTolerance } })
    for (let i = 0; i < 2; i++) cache.add(entry)
    now = last
    t.equal(cache.get('token'), user)
    t.equal(cache.get('other'), undefined)
    now++
    t.equal(cache.get('token'), undefined)
  }
})

t.test('the cache compares the whole token, and its key', async t => {
  const cache = new TokenCache({ max: 10 })
  const tail = 's'.repeat(43)
  const entry = entryOf(`a.${tail}`)
  cache.add(entry)
  t.equal(cache.get(`a.${tail}`), undefined, 'verified once')
  cache.add(entry)
  t.equal(cache.get(`b.${tail}`), undefined)
  t.match(cache.get(`a.${tail}`), { id: `a.${tail}` })
  const removed = entryOf('removed', { keySet: { get: () => undefined } })
  for (let i = 0; i < 2; i++) cache.add(removed)
  t.equal(cache.get('removed'), undefined)
})

t.test('the cache has room for 8,192 characters of each token, and for the longest token', async t => {
  const kept = (max: number, count: number, length: number) => {
    const cache = new TokenCache({ max })
    const tokens = Array.from({ length: count }, (_, index) => `${'x'.repeat(length - 2)}${10 + index}`)
    for (const token of [...tokens, ...tokens]) cache.add(entryOf(token))
    return tokens.filter(token => cache.get(token) !== undefined).length
  }
  t.equal(kept(10, 12, 1000), 10)
  t.equal(kept(10, 12, 11_000), 7)
  t.equal(kept(1, 1, 65_536), 1)
})

t.test('the details of a rejection are truncated', async t => {
  const five = ['a', 'b', 'c', 'd', 'e']
  const details = (expected: string[]) => rejectionDetails(tokenRejection('client', { expected }))
  t.strictSame(details(five), { reason: 'client', expected: 'a, b, c, d, e' })
  t.strictSame(details([...five, 'f']), { reason: 'client', expected: 'a, b, c, d, e and 1 more' })
  t.equal(truncate('x'.repeat(64)), 'x'.repeat(64))
  t.equal(truncate('x'.repeat(65)), `${'x'.repeat(64)}...`)
})

t.test('the class of a rejection is named as the errors of Fastify are', async t => {
  t.equal(tokenRejection('claims').constructor.name, 'FastifyError')
})

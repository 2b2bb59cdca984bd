// In a process of its own: the first pool of a process is tested.
import { createPublicKey, createVerify, type JsonWebKey } from 'node:crypto'
import t from 'tap'
import { decodeProtectedHeader } from 'jose'
import { createTestPool, type PublishedKey } from '../../dist/testing/index.js'
import { keyMakers } from '../../dist/testing/keys.js'
import { assertRefused, buildApp } from '../verification/app.js'

const pool = await createTestPool()
const kidOf = (token: string) => decodeProtectedHeader(token).kid

t.test('a pool publishes two public keys: one signs access tokens, the other ID tokens', async t => {
  const [access, id] = pool.jwks.keys
  t.equal(pool.jwks.keys.length, 2)
  t.equal(kidOf(pool.signIn()), access?.['kid'])
  t.equal(kidOf(pool.machine()), access?.['kid'])
  t.equal(kidOf(pool.idToken()), id?.['kid'])
  for (const key of pool.jwks.keys) {
    t.strictSame(Object.keys(key).sort(), ['alg', 'e', 'kid', 'kty', 'n', 'use'], 'no private part')
    t.match(key, { kty: 'RSA', alg: 'RS256', use: 'sig' })
    t.equal(
      createPublicKey({ format: 'jwk', key: key as JsonWebKey }).asymmetricKeyDetails?.modulusLength,
      2048
    )
  }
})

t.test('the first pool of a process has the exponent of AWS keys', async t => {
  t.same(
    pool.jwks.keys.map(({ e }) => e),
    ['AQAB', 'AQAB']
  )
})

t.test('two pools share no part of their keys', async t => {
  const other = await createTestPool()
  const app = await buildApp(t, pool.options)
  await assertRefused(t, app, other.signIn(), 'unknown-key')
  const kid = kidOf(pool.signIn())
  const claims = JSON.parse(Buffer.from(pool.signIn().split('.')[1] as string, 'base64url').toString())
  t.equal((await app.send(pool.sign(claims, { kid }))).statusCode, 200)
  await assertRefused(t, app, other.sign(claims, { kid }), 'signature')
})

t.test('the two keys of a pool are not interchangeable', async t => {
  const app = await buildApp(t, { ...pool.options, tokenUse: null })
  const [access, id] = [pool.signIn(), pool.idToken()]
  const claims = JSON.parse(Buffer.from(access.split('.')[1] as string, 'base64url').toString())
  await assertRefused(t, app, pool.sign(claims, { kid: kidOf(id) }), 'signature')
})

t.test('each key verifies its own signatures only', async t => {
  const { access, id } = await keyMakers()
  const keys = Array.from({ length: 30 }, () => [access(), id()]).flat()
  t.equal(new Set(keys.map(({ kid }) => kid)).size, 60)
  const holds = (jwk: PublishedKey, signature: string) =>
    createVerify('RSA-SHA256')
      .update('input')
      .verify(createPublicKey({ format: 'jwk', key: jwk as JsonWebKey }), signature, 'base64url')
  for (const [index, { sign }] of keys.entries()) {
    const signature = sign('input')
    t.same(
      keys.flatMap(({ jwk }, other) => (holds(jwk, signature) ? [other] : [])),
      [index]
    )
  }
})

t.test('after the first, creating a pool takes milliseconds', async t => {
  const start = process.cpuUsage()
  for (let i = 0; i < 20; i++) await createTestPool()
  const { user, system } = process.cpuUsage(start)
  t.ok((user + system) / 20 < 50_000)
})

t.test('keys passed as jwks cannot change, and the error says which can', async t => {
  const before = pool.jwks
  for (const method of ['rotateKeys', 'removeKey', 'outage', 'restore'] as const) {
    const change = async () => {
      await pool[method]('hung')
    }
    await t.rejects(change, {
      message: new RegExp(`^${method}\\(\\) requires createTestPool\\(\\{ keyHost: true \\}\\)`)
    })
  }
  t.same(pool.jwks, before)
})

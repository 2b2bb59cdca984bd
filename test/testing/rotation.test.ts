import t, { type Test } from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { buildApp } from '../verification/app.js'
import { until } from '../verification/key-host.js'

async function rotating (t: Test) {
  const pool = await createTestPool({ keyHost: true })
  t.teardown(pool.close)
  const { send } = await buildApp(t, {
    ...pool.options,
    tokenUse: null,
    jwksCache: { maxAge: 1000, cooldown: 100 }
  })
  const statusOf = async (token: string) => (await send(token)).statusCode
  return { pool, statusOf }
}

t.test('new keys sign, the old ones stay in the set', async t => {
  const { pool, statusOf } = await rotating(t)
  const old = [pool.signIn(), pool.idToken()]
  for (const token of old) t.equal(await statusOf(token), 200)
  const before = pool.jwks.keys
  pool.rotateKeys()
  t.equal(pool.jwks.keys.length, 4)
  t.same(pool.jwks.keys.slice(2), before)
  const rotated = [pool.signIn(), pool.idToken()]
  await until(async () => (await statusOf(rotated[0] as string)) === 200)
  for (const token of [...old, ...rotated]) t.equal(await statusOf(token), 200)
})

t.test('tokens of a removed key are rejected, and no others', async t => {
  const { pool, statusOf } = await rotating(t)
  const old = [pool.signIn(), pool.idToken()] as const
  for (const token of old) t.equal(await statusOf(token), 200)
  pool.rotateKeys()
  pool.removeKey()
  t.equal(pool.jwks.keys.length, 2)
  await until(async () => (await statusOf(old[0])) === 401)
  t.equal(await statusOf(old[1]), 401)
  t.equal(await statusOf(pool.signIn()), 200)
  t.equal(await statusOf(pool.idToken()), 200)
})

t.test('a key can be removed by its ID while it signs', async t => {
  const { pool, statusOf } = await rotating(t)
  const [access, id] = [pool.signIn(), pool.idToken()] as const
  for (const token of [access, id]) t.equal(await statusOf(token), 200)
  pool.removeKey(pool.jwks.keys[0]?.['kid'] as string)
  await until(async () => (await statusOf(access)) === 401)
  t.equal(await statusOf(pool.signIn()), 401, 'it still signs with the removed key')
  t.equal(await statusOf(id), 200)
})

t.test('removing an unknown key throws', async t => {
  const { pool } = await rotating(t)
  t.throws(() => {
    pool.removeKey()
  }, /call rotateKeys\(\) first/)
  t.throws(() => {
    pool.removeKey('a')
  }, /kid must be the ID of a key in pool\.jwks/)
  pool.rotateKeys()
  const old = pool.jwks.keys[3]?.['kid'] as string
  pool.removeKey(old)
  t.throws(() => {
    pool.removeKey(old)
  }, /kid must be the ID of a key in pool\.jwks/)
  t.equal(pool.jwks.keys.length, 3)
  pool.removeKey()
  t.equal(pool.jwks.keys.length, 2)
})

t.test('an application created after a rotation has the new set', async t => {
  const { pool } = await rotating(t)
  pool.rotateKeys()
  const { send } = await buildApp(t, pool.options)
  t.equal((await send(pool.signIn())).statusCode, 200)
  t.equal(pool.requests, 1)
})

import t from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { compileKeys } from '../../dist/verification/compile-keys.js'
import { NO_KEYS, type CompiledKeys } from '../../dist/verification/compiled-keys.js'
import { FixedKeySet } from '../../dist/verification/fixed-key-set.js'
import { base64url, createSigner } from './app.js'

const pool = await createTestPool()
const [accessKey, idKey] = pool.jwks.keys as [Record<string, unknown>, Record<string, unknown>]
const compile = (entries: readonly unknown[], previous: CompiledKeys = NO_KEYS) =>
  compileKeys(entries, { previous, onSkipped: () => {} })

t.test('the verifier of an unchanged key is reused, and that of a changed key is not', async t => {
  const kid = 'same'
  const keys = await compile([{ ...accessKey, kid }])
  t.equal((await compile([{ ...accessKey, kid, use: 'sig' }], keys)).get(kid), keys.get(kid))
  for (const changed of [idKey, { ...accessKey, e: 'Aw' }, { ...accessKey, n: idKey['n'] }]) {
    t.not((await compile([{ ...changed, kid }], keys)).get(kid), keys.get(kid))
  }
})

t.test('a set of many keys has verifiers for all', async t => {
  const entries = Array.from({ length: 310 }, (_, i) => ({ ...accessKey, kid: `key-${i}` }))
  t.equal((await compile(entries)).size, 310)
})

t.test('a verifier accepts the algorithm RS256 only', async t => {
  const signer = createSigner()
  const check = (await compile([signer.jwk])).get(signer.kid)?.check
  const claims = JSON.stringify({ sub: 'jane' })
  t.strictSame(check?.(signer.sign(signer.header, claims)), { sub: 'jane' })
  const rs384 = JSON.stringify({ alg: 'RS384', kid: signer.kid })
  t.throws(() => check?.(signer.signAs('RSA-SHA384', rs384, claims)))
  t.throws(() => check?.(signer.signWithPublicPem(JSON.stringify({ alg: 'HS256' }), claims)))
  t.throws(() => check?.(`${base64url('{"alg":"none"}')}.${base64url(claims)}.`))
})

t.test('a fixed key set finds its keys, and no others', async t => {
  const keySet = new FixedKeySet(await compile(pool.jwks.keys))
  const kid = accessKey['kid'] as string
  t.type(keySet.get(kid), 'function')
  t.equal(await keySet.find(kid), keySet.get(kid))
  t.equal(await keySet.find('other'), undefined)
  t.strictSame(keySet.health(), { status: 'fresh', keys: 2, age: 0, lastError: null })
})

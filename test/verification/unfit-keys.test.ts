import t from 'tap'
import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto'
import cognitoAuth from '../../dist/index.js'
import { createTestPool } from '../../dist/testing/index.js'
import { openKeySet } from '../../dist/verification/open-key-set.js'
import Fastify from 'fastify'
import { base64url, buildApp, seconds } from './app.js'
import { json, optionsAt, startKeyHost, status, until } from './key-host.js'
import { PUBLISHED_KEY } from './published-key.js'

type Jwk = Record<string, unknown>

const pool = await createTestPool()
const [accessKey, idKey] = pool.jwks.keys as [Jwk, Jwk]
const { n, e } = idKey as { n: string, e: string }

const { kty, n: modulus, e: publicExponent, kid, alg, use } = PUBLISHED_KEY
const localKey: Jwk = { kty, n: modulus, e: publicExponent, kid, alg, use }
const padded = (number: string) =>
  Buffer.concat([Buffer.alloc(3), Buffer.from(number, 'base64url')]).toString('base64url')
const exponent = (...bytes: number[]) => Buffer.from(bytes).toString('base64url')

const weak = generateKeyPairSync('rsa', { modulusLength: 1024 })
const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const own = generateKeyPairSync('rsa', { modulusLength: 2048 })
const exported = (key: KeyObject): Jwk => ({ ...key.export({ format: 'jwk' }), kid: 'odd' })

/** Each by its defect, beside a valid key, with the reason in the log. */
const unfit: Record<string, [entry: unknown, why: RegExp]> = {
  'the key that cognito-local publishes': [localKey, /published/],
  'the same under another kid, without use and alg': [
    { kty: 'RSA', n: localKey['n'], e: localKey['e'], kid: 'innocent' },
    /published/
  ],
  'the same with leading zeros in its numbers': [
    { ...localKey, n: padded(localKey['n'] as string), e: padded(localKey['e'] as string) },
    /published/
  ],
  'the same with padding after its numbers': [
    { ...localKey, n: `${localKey['n']}==`, e: `${localKey['e']}==` },
    /published/
  ],
  'RSA of 1024 bits': [exported(weak.publicKey), /2048/],
  'RSA of 1024 bits, longer by leading zeros': [
    { ...exported(weak.publicKey), n: padded(exported(weak.publicKey)['n'] as string) },
    /2048/
  ],
  'the exponent 1': [{ ...idKey, e: exponent(1) }, /exponent/],
  'an even exponent': [{ ...idKey, e: exponent(1, 0, 0) }, /exponent/],
  'the exponent 0': [{ ...idKey, e: exponent(0) }, /exponent/],
  'use enc': [{ ...idKey, use: 'enc' }, /use/],
  'key_ops without verify': [{ ...idKey, key_ops: ['encrypt', 'wrapKey'] }, /key_ops/],
  'key_ops that is a string': [{ ...idKey, key_ops: 'verify' }, /key_ops/],
  'alg RS512': [{ ...idKey, alg: 'RS512' }, /alg/],
  'private parts': [exported(own.privateKey), /private/],
  ...Object.fromEntries(
    ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'].map(part => [
      `the private part ${part} alone`,
      [{ ...idKey, [part]: '' }, /private/]
    ])
  ),
  'an EC key': [exported(curve.publicKey), /kty/],
  'a symmetric key': [{ kty: 'oct', k: 'c2VjcmV0', kid: 'odd' }, /kty/],
  'no kty': [{ ...idKey, kty: undefined }, /kty/],
  'no kid': [{ ...idKey, kid: undefined }, /kid/],
  'a kid that is not a string': [{ ...idKey, kid: 7 }, /kid/],
  'an empty kid': [{ ...idKey, kid: '' }, /kid/],
  'a kid with a line break': [{ ...idKey, kid: 'a\nb' }, /kid/],
  'a kid of 300 characters': [{ ...idKey, kid: 'k'.repeat(300) }, /kid/],
  'n that is not a string': [{ ...idKey, n: [n] }, /n or e/],
  'no e': [{ ...idKey, e: undefined }, /n or e/],
  'an empty n': [{ ...idKey, n: '' }, /./],
  null: [null, /not an object/],
  text: ['key', /not an object/]
}

for (const [label, [entry, why]] of Object.entries(unfit)) {
  t.test(`skips ${label} beside a valid key, with one warning`, async t => {
    const built = await buildApp(t, { ...pool.options, jwks: { keys: [entry, accessKey] } })
    t.same(
      built.app.cognito.keys().map(({ kid }) => kid),
      [accessKey['kid']]
    )
    t.match(built.log('JWKS keys skipped'), [
      { level: 40, pool: 'default', skipped: [{ index: 0, reason: why }] }
    ])
    t.equal(built.log('JWKS keys skipped').length, 1)
    t.equal((await built.send(pool.signIn())).statusCode, 200)
  })
}

t.test('a token signed with the published key of cognito-local is rejected', async t => {
  const { send } = await buildApp(t, { ...pool.options, jwks: { keys: [localKey, accessKey] } })
  const claims = pool.signIn().split('.')[1] as string
  const input = `${base64url(JSON.stringify({ alg: 'RS256', kid: localKey['kid'] }))}.${claims}`
  const token = `${input}.${createSign('RSA-SHA256').update(input).sign({ key: PUBLISHED_KEY, format: 'jwk' }, 'base64url')}`
  t.equal((await send(token)).statusCode, 401)
})

t.test('of two keys with one kid neither is used', async t => {
  const { app, log } = await buildApp(t, {
    ...pool.options,
    jwks: { keys: [accessKey, { ...exported(own.publicKey), kid: 'twice' }, { ...idKey, kid: 'twice' }] }
  })
  t.same(
    app.cognito.keys().map(({ kid }) => kid),
    [accessKey['kid']]
  )
  t.match(log('JWKS keys skipped'), [{ skipped: [{ kid: 'twice', reason: /two keys/ }] }])
})

t.test('accepts a key with use sig, alg RS256 and key_ops verify, and one without them', async t => {
  const keys = [
    { ...accessKey, key_ops: ['verify'] },
    { kty: 'RSA', n, e, kid: 'bare', 'x-more': true }
  ]
  const { app, log } = await buildApp(t, { ...pool.options, jwks: { keys } })
  t.same(app.cognito.keys(), [
    { kty: 'RSA', kid: accessKey['kid'], n: accessKey['n'], e: accessKey['e'] },
    { kty: 'RSA', kid: 'bare', n, e }
  ])
  t.equal(log('JWKS keys skipped').length, 0)
})

t.test('accepts the exponent 3', async t => {
  const { app } = await buildApp(t, { ...pool.options, jwks: { keys: [{ ...accessKey, e: exponent(3) }] } })
  t.match(app.cognito.keys(), [{ e: exponent(3) }])
})

t.test('warns again if other keys are skipped, and not if none is', async t => {
  const host = await startKeyHost(t, json({ keys: [null, accessKey] }))
  const { app, log } = await buildApp(t, pool.options)
  const keySet = await openKeySet({
    jwks: null,
    jwksUri: `${host.url}?key=secret`,
    times: { maxAge: 60_000, staleFor: 0, cooldown: 0, timeout: 20_000 },
    log: app.log,
    pool: 'default'
  })
  t.teardown(() => keySet.close())
  await keySet.warmUp()
  for (const [keys, warnings] of [
    [[null, accessKey], 1],
    [[accessKey, null], 2],
    [[accessKey], 2],
    [[accessKey, null], 3]
  ] as const) {
    host.respond = json({ keys })
    await keySet.find('unknown')
    t.equal(log('JWKS keys skipped').length, warnings)
  }
  host.respond = status(500)
  await keySet.find('unknown')
  t.match(log('JWKS refresh failed'), [{ jwksUri: host.url }])
  t.notMatch(JSON.stringify(log('JWKS refresh failed')), 'secret')
})

t.test('accepts any kid of printable characters', async t => {
  const kid = '__proto__'
  const { app } = await buildApp(t, { ...pool.options, jwks: { keys: [{ ...accessKey, kid }] } })
  const token = pool.sign(
    {
      iss: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_TestPool1',
      sub: 'a',
      username: 'a',
      exp: seconds() + 60,
      iat: 0,
      token_use: 'access',
      client_id: 'testclient1example'
    },
    { kid }
  )
  t.equal((await app.cognito.verify(token)).id, 'a')
})

t.test('a configured key set without a usable key fails startup', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  await t.rejects(
    async () =>
      app.register(cognitoAuth, { ...pool.options, jwks: { keys: [{ ...accessKey, use: 'enc' }] } }),
    {
      code: 'FST_COGNITO_INVALID_OPTIONS',
      message: /options\.jwks must have a usable key/
    }
  )
})

t.test('a key that is marked unusable stops verifying after the next fetch', async t => {
  const host = await startKeyHost(t, json(pool.jwks))
  const { send, app } = await buildApp(
    t,
    optionsAt(host, pool, { tokenUse: null, jwksCache: { maxAge: 1000 } })
  )
  t.equal((await send(pool.idToken())).statusCode, 200)
  host.respond = json({ keys: [accessKey, { ...idKey, use: 'enc' }] })
  await until(() => app.cognito.keys().length === 1)
  host.respond = status(500)
  t.equal((await send(pool.idToken())).statusCode, 401)
  t.equal((await send(pool.signIn())).statusCode, 200)
})

import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FastifyHttpOptions } from 'fastify'
import t from 'tap'
import type { CognitoAuthOptions, SinglePoolOptions } from '../../dist/index.js'
import { createTestPool } from '../../dist/testing/index.js'
import { assertRefused, base64url, buildApp, createSigner, tokenOfLength } from './app.js'
import { json, startKeyHost } from './key-host.js'

const pool = await createTestPool()
const signer = createSigner()
const app = await buildApp(t, { ...pool.options, jwks: { keys: [...pool.jwks.keys, signer.jwk] } })

const good = pool.signIn()
const [head, payload, signature] = good.split('.') as [string, string, string]
const claims = Buffer.from(payload, 'base64url').toString()
const kid = pool.jwks.keys[0]?.['kid'] as string

/** A well-signed token with changes in its header; `undefined` omits a parameter. */
const withHeader = (header: Record<string, unknown>) => pool.sign(JSON.parse(claims), header)
/** A well-signed token whose payload is not claims. */
const withPayload = (text: string) => signer.sign(signer.header, text)

const plainBase64 = (text: string) => Buffer.from(text).toString('base64').replaceAll('=', '')

const OTHER_LAST: Readonly<Record<string, string>> = { A: 'B', Q: 'R', g: 'h', w: 'x' }

/** The claims and one more, nested this deep. */
const nested = (levels: number) => claims.replace(/}$/, `,"deep":${'['.repeat(levels)}${']'.repeat(levels)}}`)

const rejected: Record<string, [token: string, reason: string]> = {
  'alg none with a signature': [withHeader({ alg: 'none' }), 'algorithm'],
  'alg none with an empty signature': [
    `${base64url(JSON.stringify({ alg: 'none', kid }))}.${payload}.`,
    'malformed'
  ],
  'alg None': [withHeader({ alg: 'None' }), 'algorithm'],
  'alg NONE': [withHeader({ alg: 'NONE' }), 'algorithm'],
  'alg nOnE': [withHeader({ alg: 'nOnE' }), 'algorithm'],
  'an empty alg': [withHeader({ alg: '' }), 'algorithm'],
  'no alg': [withHeader({ alg: undefined }), 'algorithm'],
  'alg in a list': [withHeader({ alg: ['RS256'] }), 'algorithm'],
  'alg in lower case': [withHeader({ alg: 'rs256' }), 'algorithm'],
  'HS256 keyed with the public PEM': [
    signer.signWithPublicPem(JSON.stringify({ alg: 'HS256', kid: signer.kid }), claims),
    'algorithm'
  ],
  'HS256 keyed with the public PEM, labelled RS256': [
    signer.signWithPublicPem(signer.header, claims),
    'signature'
  ],
  'RS384, well signed': [
    signer.signAs('RSA-SHA384', JSON.stringify({ alg: 'RS384', kid: signer.kid }), claims),
    'algorithm'
  ],
  'SHA-384, labelled RS256': [signer.signAs('RSA-SHA384', signer.header, claims), 'signature'],

  'a changed payload': [
    `${head}.${base64url(claims.replace('"access"', '"access" '))}.${signature}`,
    'signature'
  ],
  'a changed header': [
    `${base64url(JSON.stringify({ alg: 'RS256', kid, typ: 'JWT' }))}.${payload}.${signature}`,
    'signature'
  ],
  'a changed signature': [
    `${head}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
    'signature'
  ],
  'the signature of another token': [`${head}.${payload}.${pool.signIn().split('.')[2]}`, 'signature'],
  'a signature cut short': [`${head}.${payload}.${signature.slice(0, 100)}`, 'signature'],
  'the signature of another key': [signer.sign(JSON.stringify({ alg: 'RS256', kid }), claims), 'signature'],

  'crit that names a parameter': [withHeader({ crit: ['exp'] }), 'header'],
  'crit null': [withHeader({ crit: null }), 'header'],
  'crit false': [withHeader({ crit: false }), 'header'],
  'an empty crit': [withHeader({ crit: [] }), 'header'],
  'b64 false': [withHeader({ b64: false }), 'header'],
  'b64 true': [withHeader({ b64: true }), 'header'],
  zip: [withHeader({ zip: 'DEF' }), 'header'],
  enc: [withHeader({ enc: 'A256GCM' }), 'header'],
  'typ of another kind of token': [withHeader({ typ: 'dpop+jwt' }), 'header'],
  'typ null': [withHeader({ typ: null }), 'header'],
  'typ that is not a string': [withHeader({ typ: ['JWT'] }), 'header'],
  'no kid': [withHeader({ kid: undefined }), 'header'],
  'kid null': [withHeader({ kid: null }), 'header'],
  'kid in a list': [withHeader({ kid: [kid] }), 'header'],
  'a number as kid': [withHeader({ kid: 7 }), 'header'],
  'an unknown kid': [withHeader({ kid: 'unknown' }), 'unknown-key'],
  'a kid from Object.prototype': [withHeader({ kid: '__proto__' }), 'unknown-key'],
  'the key in its own header': [
    signer.sign(JSON.stringify({ alg: 'RS256', kid, jwk: signer.jwk }), claims),
    'signature'
  ],

  'one segment': ['token', 'malformed'],
  'two segments': [`${head}.${payload}`, 'malformed'],
  'four segments': [`${good}.${signature}`, 'malformed'],
  'five segments': [`${good}.AAAA.AAAA`, 'malformed'],
  'an empty segment': [`${head}..${signature}`, 'malformed'],
  'only dots': ['..', 'malformed'],
  'padding at the end': [`${good}==`, 'signature'],
  'the plain base64 alphabet': [`${head}.${payload}.${'+/'.repeat(171)}`, 'malformed'],
  'an impossible length': [`${head}.${payload}.${signature}AAA`, 'malformed'],
  'another encoding of the last character': [
    `${good.slice(0, -1)}${OTHER_LAST[good.at(-1) as string]}`,
    'malformed'
  ],
  'another encoding of the last character, of two': [`${head}.${payload}.AE`, 'malformed'],
  'another encoding of the last character, of three': [
    `${base64url('{}')}.${base64url('ab').replace(/.$/, 'J')}.AAAA`,
    'malformed'
  ],
  'more than 16 KiB': [pool.signIn({ claims: { filler: 'x'.repeat(12_000) } }), 'too-long'],

  'a header in the plain base64 alphabet': [
    signer.signInput(`${plainBase64(signer.header.replace(/}$/, ',"x":"????"}'))}.${payload}`),
    'malformed'
  ],
  'a header with a space before it': [signer.sign(` ${signer.header}`, claims), 'malformed'],
  'a header that is not JSON': [`${base64url('{alg')}.${payload}.${signature}`, 'malformed'],
  'a list as the header': [`${base64url('[]')}.${payload}.${signature}`, 'malformed'],
  'null as the header': [`${base64url('null')}.${payload}.${signature}`, 'malformed'],
  'a string as the header': [`${base64url('"RS256"')}.${payload}.${signature}`, 'malformed'],
  'a header nested 3,000 levels deep': [
    `${base64url(`{"a":${'['.repeat(3000)}${']'.repeat(3000)}}`)}.e30.AAAA`,
    'algorithm'
  ],
  'a payload nested 2,500 levels deep': [withPayload(nested(2500)), 'claims'],
  'a payload that is not JSON': [withPayload('{"sub"'), 'malformed'],
  'null as the payload': [withPayload('null'), 'malformed'],
  'a list as the payload': [withPayload('[]'), 'malformed'],
  'a string as the payload': [withPayload('"sub"'), 'malformed'],
  'a payload without claims': [withPayload('{}'), 'claims'],
  'two algs, the last of them none': [
    signer.sign(`{"alg":"RS256","kid":"${signer.kid}","alg":"none"}`, claims),
    'algorithm'
  ],
  'two client ids, the last of them unknown': [
    withPayload(claims.replace(/}$/, ',"client_id":"stranger"}')),
    'client'
  ],
  'claims below __proto__': [withPayload(`{"__proto__":${claims}}`), 'claims']
}

for (const [label, [token, reason]] of Object.entries(rejected)) {
  t.test(`rejects ${label}`, async t => {
    await assertRefused(t, app, token, reason)
  })
}

const accepted: Record<string, string> = {
  'a token as Cognito signs it': good,
  'typ JWT': withHeader({ typ: 'JWT' }),
  'typ at+jwt, in any letter case': withHeader({ typ: 'AT+jwt' }),
  'typ application/at+jwt': withHeader({ typ: 'application/at+jwt' }),
  'unknown header parameters': withHeader({ x5t: 'abc', cty: 'JWT' }),
  'claims nested twenty levels deep': withPayload(nested(20)),
  'almost 16 KiB': pool.signIn({ claims: { filler: 'x'.repeat(11_000) } })
}

for (const [label, token] of Object.entries(accepted)) {
  t.test(`accepts ${label}, and logs no part of it`, async t => {
    app.lines.length = 0
    t.equal((await app.send(token)).statusCode, 200)
    t.ok(app.lines.length > 0)
    for (const segment of token.split('.')) t.notOk(app.lines.some(line => line.includes(segment)))
  })
}

t.test('the log names claims that are nested too deep', async t => {
  t.match(await assertRefused(t, app, withPayload(nested(40)), 'claims'), { claim: 'nested too deep' })
})

t.test('no header parameter causes a key to be fetched', async t => {
  const host = await startKeyHost(t, json({ keys: [signer.jwk] }))
  const header = JSON.stringify({
    alg: 'RS256',
    kid: 'theirs',
    jku: host.url,
    x5u: host.url,
    jwk: { ...signer.jwk, kid: 'theirs' }
  })
  await assertRefused(t, app, signer.sign(header, claims), 'unknown-key')
  t.equal(host.requests, 0)
})

t.test('the kid in the log is truncated and without control characters', async t => {
  const { kid } = await assertRefused(
    t,
    app,
    withHeader({ kid: `line\r\n\u001b[31m${'k'.repeat(500)}` }),
    'unknown-key'
  )
  t.equal(kid, `line???[31m${'k'.repeat(53)}...`)
})

t.test('the issuer in the log is truncated and without control characters', async t => {
  const { iss } = await assertRefused(
    t,
    app,
    pool.signIn({ claims: { iss: `https://evil.example/\n${'i'.repeat(500)}` } }),
    'issuer'
  )
  t.equal(iss, `https://evil.example/?${'i'.repeat(42)}...`)
})

t.test('the log has the expected value of a rejected header parameter', async t => {
  const lines: [token: string, reason: string, expected: string, received: string][] = [
    [withHeader({ alg: 'none' }), 'algorithm', 'RS256', 'none'],
    [withHeader({ alg: undefined }), 'algorithm', 'RS256', 'nothing'],
    [withHeader({ kid: 7 }), 'header', 'a kid', '7'],
    [withHeader({ typ: 'dpop+jwt' }), 'header', 'no typ, JWT or at+jwt', 'dpop+jwt'],
    [withHeader({ zip: 'DEF' }), 'header', 'none of crit, b64, zip, enc', 'zip']
  ]
  for (const [token, reason, expected, received] of lines) {
    t.match(await assertRefused(t, app, token, reason), { expected, received })
  }
})

t.test('an unknown key of another pool: the log has both issuers', async t => {
  const other = await createTestPool({ userPoolId: 'eu-west-1_Other' })
  const line = await assertRefused(
    t,
    app,
    other.sign(JSON.parse(claims.replace('TestPool1', 'Other')), { kid: 'unknown' }),
    'unknown-key'
  )
  t.match(line, {
    kid: 'unknown',
    iss: other.issuer,
    received: other.issuer,
    expected: /eu-west-1_TestPool1/
  })
  t.notOk('received' in (await assertRefused(t, app, withHeader({ kid: 'unknown' }), 'unknown-key')))
})

t.test('maxTokenLength limits a token, by default and configured', async t => {
  for (const maxTokenLength of [undefined, 2048, 8192, 65_536]) {
    const app = await buildApp(t, {
      ...pool.options,
      ...(maxTokenLength !== undefined && { maxTokenLength })
    })
    const limit = maxTokenLength ?? 16_384
    t.equal((await app.send(tokenOfLength(pool, limit))).statusCode, 200, String(limit))
    const line = await assertRefused(t, app, tokenOfLength(pool, limit + 1), 'too-long')
    t.match(line, { length: limit + 1, limit, expected: `at most ${limit} characters (maxTokenLength)` })
  }
})

t.test('without signature verification, the payload must also be base64url', async t => {
  const app = await buildApp(t, { ...pool.options, verification: 'disabled-for-development' })
  t.equal((await app.send(good)).statusCode, 200)
  const plain = plainBase64(claims.replace(/}$/, ',"x":"??????"}'))
  t.match(plain, '/')
  for (const text of [plain, `.${payload}`, `=${payload}`, `${payload}=`]) {
    await assertRefused(t, app, `${head}.${text}.${signature}`, 'malformed')
  }
})

t.test('it applies without signature verification too', async t => {
  const app = await buildApp(t, {
    ...pool.options,
    verification: 'disabled-for-development',
    maxTokenLength: 2048
  })
  await assertRefused(t, app, tokenOfLength(pool, 2049), 'too-long')
})

t.test(
  'a token with a hundred groups and hundreds of permissions passes with a larger maxHeaderSize',
  async t => {
    const { app, log } = await buildApp(
      t,
      { ...pool.options, maxTokenLength: 65_536 },
      { http: { maxHeaderSize: 70_000 } }
    )
    const groups = Array.from({ length: 100 }, (_, i) => `a-group-with-a-name-of-its-own-${i}`)
    const scopes = Array.from({ length: 400 }, (_, i) => `orders.example/region-${i}.write-and-read-and-list`)
    await app.listen({ port: 0 })
    const { port } = app.server.address() as AddressInfo
    const token = pool.signIn({ groups, scopes })
    t.ok(token.length > 20_000)
    const response = await fetch(`http://127.0.0.1:${port}/me`, {
      headers: { authorization: `Bearer ${token}` }
    })
    t.match(await response.json(), { groups, scopes })
    t.strictSame(log(HEADERS), [])
  }
)

const HEADERS = 'maxTokenLength exceeds maxHeaderSize'

t.test('startup warns of a maxHeaderSize that is smaller than maxTokenLength', async t => {
  const warnings = async (options: Partial<SinglePoolOptions>, server: FastifyHttpOptions<Server> = {}) => {
    const { log } = await buildApp(t, { ...pool.options, ...options } as CognitoAuthOptions, server)
    return log(HEADERS)
  }
  t.match(await warnings({ maxTokenLength: 20_000 }), [{ maxTokenLength: 20_000, maxHeaderSize: 16_384 }])
  t.match(await warnings({}, { http: { maxHeaderSize: 8192 } }), [
    { maxTokenLength: 16_384, maxHeaderSize: 8192 }
  ])
  t.strictSame(await warnings({}), [])
  t.strictSame(await warnings({ maxTokenLength: 20_000 }, { http: { maxHeaderSize: 32_768 } }), [])
  t.strictSame(
    await warnings({ maxTokenLength: 20_000 }, { http2: true } as object),
    [],
    'HTTP/2 has its own limits'
  )
})

import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { base64url, createSigner } from '../app.js'
import { accessClaims, holds, signer, startSubject } from './subject.js'
import { changes, objectText, valueText } from './json-text.js'

const { verdict } = await startSubject(t)
const claims = JSON.stringify(accessClaims)
const stranger = createSigner()

const algorithms = [
  'none',
  'HS256',
  'HS384',
  'HS512',
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'ES256',
  'ES256K',
  'EdDSA',
  'RSA1_5',
  'dir',
  'RS1'
]
/** In every letter case, and with characters that a lenient comparison might ignore. */
const spelling = fc
  .tuple(
    fc.constantFrom(...algorithms),
    fc.nat(),
    fc.constantFrom('', '', '', ' ', '\0', '\n', '\u200b', '\u0301')
  )
  .map(([alg, mask, after]) => {
    return JSON.stringify(
      Array.from(alg, (letter, i) => ((mask >> (i % 31)) % 2 === 1 ? swapCase(letter) : letter)).join('') +
        after
    )
  })
const swapCase = (letter: string) =>
  letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase()

const names = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom(
      'alg',
      'alg',
      'kid',
      'kid',
      'crit',
      'b64',
      'zip',
      'enc',
      'typ',
      'cty',
      'jwk',
      'jku',
      'x5u',
      'x5c',
      'x5t',
      'x5t#S256',
      'epk',
      'p2c',
      'iv',
      'tag'
    )
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', 'ALG', 'Kid')
  },
  { weight: 1, arbitrary: fc.string() }
)
const plausible = fc
  .constantFrom<unknown[]>(
    signer.kid,
    [signer.kid],
    `${signer.kid} `,
    signer.kid.toUpperCase(),
    { toString: signer.kid },
    '__proto__',
    '../../../dev/null',
    "' OR 1=1 --",
    '',
    0,
    ['exp'],
    ['b64'],
    ['alg'],
    [],
    true,
    false,
    'DEF',
    'JWT',
    'jwt',
    'at+jwt',
    'application/at+jwt',
    'application/jwt',
    'dpop+jwt',
    'JOSE',
    signer.jwk,
    { keys: [signer.jwk] },
    stranger.jwk,
    'http://127.0.0.1:1/keys',
    ['MIIB']
  )
  .map(value => JSON.stringify(value))

/** How a token is signed, whatever its header says. */
const signatures: Record<string, (header: string) => string> = {
  'RS256 with a foreign key': header => stranger.sign(header, claims),
  RS384: header => signer.signAs('RSA-SHA384', header, claims),
  RS512: header => signer.signAs('RSA-SHA512', header, claims),
  'HS256 with the public key': header => signer.signWithPublicPem(header, claims),
  nothing: header => `${base64url(header)}.${base64url(claims)}.`,
  junk: header => `${base64url(header)}.${base64url(claims)}.AAAA`
}

const headers = fc
  .tuple(changes(names, fc.oneof(spelling, plausible, valueText)), fc.boolean())
  .map(([changed, type]) =>
    objectText({ alg: 'RS256', kid: signer.kid, ...(type && { typ: 'JWT' }) }, changed)
  )

t.test('no well-signed header is accepted that a strict oracle rejects', async t => {
  let accepted = 0
  await holds(headers, 500, async header => {
    if ((await verdict(signer.sign(header, claims))) !== null) accepted++
  })
  t.ok(accepted > 50, `${accepted} were accepted: the oracle was used`)
})

t.test('no header makes a token valid that the pool has not signed with RS256', async () => {
  const header = fc.oneof(
    headers,
    spelling.map(alg => `{"alg":${alg},"kid":"${signer.kid}"}`)
  )
  await holds(
    fc.tuple(header, fc.constantFrom(...Object.values(signatures))),
    400,
    async ([header, signed]) => {
      assert.equal(await verdict(signed(header)), null)
    }
  )
})

t.test('a header of random text is rejected', async () => {
  await holds(fc.oneof(fc.json(), valueText, fc.string({ unit: 'binary' })), 150, async header => {
    assert.equal(await verdict(signer.sign(header, claims)), null)
  })
})

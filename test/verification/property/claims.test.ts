import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { accessClaims, CLIENT, holds, idClaims, ISSUER, SECONDS, signer, startSubject } from './subject.js'
import { changes, objectText, valueText } from './json-text.js'

const { verdict } = await startSubject(t)

const known = [
  ...new Set([
    ...Object.keys(accessClaims),
    ...Object.keys(idClaims),
    'nbf',
    'jti',
    'origin_jti',
    'name',
    'event_id',
    'version'
  ])
]
const names = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...known) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '__proto__',
      'constructor',
      'toString',
      'toJSON',
      'then',
      'length',
      'groups',
      'id',
      'kind',
      'custom:role'
    )
  },
  { weight: 1, arbitrary: fc.string() }
)

/** Valid for some claim, so that changes can cancel out or almost match. */
const plausible = fc
  .constantFrom<unknown[]>(
    'access',
    'id',
    'refresh',
    'Access',
    ['access'],
    CLIENT,
    [CLIENT],
    `${CLIENT} `,
    ISSUER,
    `${ISSUER}/`,
    [ISSUER],
    ISSUER.replace('eu-west-1.', 'eu-west-2.'),
    'admin',
    ['admin'],
    ['Admin'],
    ['administrators', ' admin', 'admin '],
    ['user', ['admin']],
    ['__proto__', 'constructor'],
    { 0: 'admin', length: 1 },
    'orders/read',
    'orders/read ',
    'openid  orders/read',
    'openid\torders/read',
    ['orders/read'],
    'orders/read,openid',
    'ORDERS/READ',
    SECONDS,
    SECONDS + 1,
    SECONDS - 1,
    SECONDS + 0.5,
    String(SECONDS + 60),
    -SECONDS
  )
  .map(value => JSON.stringify(value))

const claims = fc.constantFrom(accessClaims, idClaims)
const payloads = fc
  .tuple(claims, changes(names, fc.oneof(valueText, plausible)))
  .map(([claims, changed]) => objectText(claims, changed))

t.test('no claims are accepted that a strict oracle rejects', async t => {
  let accepted = 0
  await holds(payloads, 500, async payload => {
    if ((await verdict(signer.sign(signer.header, payload))) !== null) accepted++
  })
  t.ok(accepted > 50, `${accepted} were accepted: the oracle was used`)
})

t.test('a token is valid from its nbf until the second before its exp, and at no other time', async () => {
  const near = fc.integer({ min: -3, max: 3 }).map(away => SECONDS + away)
  await holds(
    fc.tuple(claims, near, fc.option(near, { nil: undefined }), near),
    150,
    async ([claims, exp, nbf, iat]) => {
      const user = await verdict(signer.sign(signer.header, JSON.stringify({ ...claims, exp, nbf, iat })))
      assert.equal(user !== null, exp > SECONDS && (nbf ?? 0) <= SECONDS)
    }
  )
})

t.test('claims with a changed byte are accepted only if the oracle accepts them', async () => {
  const text = fc.tuple(claims, fc.nat(), fc.nat({ max: 255 })).map(([claims, at, byte]) => {
    const bytes = Buffer.from(JSON.stringify(claims))
    bytes[at % bytes.length] = byte
    return bytes
  })
  await holds(text, 300, async bytes => {
    await verdict(signer.sign(signer.header, bytes))
  })
})

t.test('claims with text around them are accepted only if the oracle accepts them', async () => {
  const around = fc.oneof(
    fc.constant(''),
    fc.constantFrom(' ', '\t\r\n', '\ufeff', '\u00a0', '\0', ',', '{', '}', '[', 'null', '//', '{}'),
    fc.string({ unit: 'binary', maxLength: 3 })
  )
  await holds(fc.tuple(around, claims, around), 150, async ([before, claims, after]) => {
    await verdict(signer.sign(signer.header, `${before}${JSON.stringify(claims)}${after}`))
  })
})

t.test('a payload that is not an object is rejected', async () => {
  await holds(fc.oneof(fc.json(), valueText, fc.string({ unit: 'binary' })), 150, async payload => {
    assert.equal(await verdict(signer.sign(signer.header, payload)), null)
  })
})

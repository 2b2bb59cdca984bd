import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { accessClaims, CLIENT, holds, idClaims, ISSUER, SECONDS, signer, startSubject } from './subject.js'

const { verdict } = await startSubject(t)

/** Every name of an Object.prototype property is a valid group name. */
const prototypeNames = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'length',
  'admin',
  'Admin',
  'null',
  'undefined',
  '0'
]
const name = fc.oneof(
  fc.constantFrom(...prototypeNames),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
)
const groups = fc.option(fc.array(name, { maxLength: 20 }), { nil: undefined })

/** RFC 6749 section 3.3. */
const scopeCharacter = fc
  .integer({ min: 0x21, max: 0x7e })
  .filter(code => code !== 0x22 && code !== 0x5c)
  .map(code => String.fromCharCode(code))
const scope = fc.oneof(
  fc.constantFrom('orders/read', 'openid', 'aws.cognito.signin.user.admin', '__proto__'),
  fc.string({ unit: scopeCharacter, minLength: 1, maxLength: 30 })
)
const scopes = fc.option(fc.array(scope, { minLength: 1, maxLength: 10 }), { nil: undefined })

const known = new Set([
  ...Object.keys(accessClaims),
  ...Object.keys(idClaims),
  'nbf',
  'jti',
  'origin_jti',
  'name'
])
const custom = fc.dictionary(
  fc
    .oneof(
      fc.string({ minLength: 1, maxLength: 20 }).map(name => `custom:${name}`),
      fc.constantFrom('__proto__', 'constructor', 'toJSON', 'event_id', 'id', 'groups', 'kind'),
      fc.string()
    )
    .filter(name => !known.has(name)),
  fc.jsonValue({ maxDepth: 3 }),
  { maxKeys: 5, noNullPrototype: true }
)

const common = {
  iss: fc.constantFrom(ISSUER, ISSUER.replace('//', '//issuer-')),
  iat: fc.integer({ min: 0, max: SECONDS }),
  exp: fc.integer({ min: SECONDS + 1, max: SECONDS + 86_400 }),
  nbf: fc.option(fc.integer({ min: 0, max: SECONDS }), { nil: undefined }),
  sessionId: fc.option(fc.uuid(), { nil: undefined }),
  sub: fc.uuid(),
  authTime: fc.integer({ min: 0, max: SECONDS }),
  groups,
  custom
}

/** As JSON.parse returns it: a name such as `__proto__` is an own property. */
const claimsOf = (custom: Record<string, unknown>, own: Record<string, unknown>) =>
  JSON.stringify(Object.fromEntries([...Object.entries(custom), ...Object.entries(own)]))
const fits = (payload: string) => Buffer.byteLength(payload) < 5000

t.test('every valid access token of a user is accepted, and currentUser matches it', async () => {
  await holds(
    fc.record({ ...common, username: name, scopes }),
    500,
    async ({ custom, groups, scopes, username, sessionId, authTime, ...same }) => {
      const payload = claimsOf(custom, {
        ...same,
        'cognito:groups': groups,
        scope: scopes?.join(' '),
        username,
        origin_jti: sessionId,
        auth_time: authTime,
        token_use: 'access',
        client_id: CLIENT
      })
      fc.pre(fits(payload))
      const { claims, ...user } =
        (await verdict(signer.sign(signer.header, payload))) ?? assert.fail('refused')
      assert.deepEqual(user, {
        id: same.sub,
        kind: 'user',
        username,
        email: null,
        name: null,
        groups: groups ?? [],
        scopes: scopes ?? [],
        clientId: CLIENT,
        pool: 'default',
        tokenUse: 'access',
        sessionId: sessionId ?? null,
        authenticatedAt: authTime * 1000,
        expiresAt: same.exp * 1000
      })
      assert.deepEqual(claims, JSON.parse(payload))
    }
  )
})

t.test('every valid ID token of a user is accepted, and currentUser matches it', async () => {
  const text = fc.option(fc.string({ unit: 'grapheme', maxLength: 40 }), { nil: undefined })
  await holds(
    fc.record({ ...common, username: name, email: text, name: text }),
    300,
    async ({ custom, groups, username, sessionId, authTime, ...same }) => {
      const payload = claimsOf(custom, {
        ...same,
        'cognito:groups': groups,
        'cognito:username': username,
        origin_jti: sessionId,
        auth_time: authTime,
        token_use: 'id',
        aud: CLIENT
      })
      fc.pre(fits(payload))
      const { claims, ...user } =
        (await verdict(signer.sign(signer.header, payload))) ?? assert.fail('refused')
      assert.deepEqual(user, {
        id: same.sub,
        kind: 'user',
        username,
        email: same.email ?? null,
        name: same.name ?? null,
        groups: groups ?? [],
        scopes: [],
        clientId: CLIENT,
        pool: 'default',
        tokenUse: 'id',
        sessionId: sessionId ?? null,
        authenticatedAt: authTime * 1000,
        expiresAt: same.exp * 1000
      })
      assert.deepEqual(claims, JSON.parse(payload))
    }
  )
})

t.test("every valid token of a machine is accepted, and is not a user's", async () => {
  await holds(fc.record({ scopes, exp: common.exp, iat: common.iat }), 200, async ({ scopes, ...same }) => {
    const payload = JSON.stringify({
      ...same,
      iss: ISSUER,
      sub: CLIENT,
      token_use: 'access',
      client_id: CLIENT,
      scope: scopes?.join(' '),
      version: 2
    })
    const user = (await verdict(signer.sign(signer.header, payload))) ?? assert.fail('refused')
    assert.deepEqual(
      [user.kind, user.username, user.groups, user.scopes],
      ['machine', null, [], scopes ?? []]
    )
  })
})

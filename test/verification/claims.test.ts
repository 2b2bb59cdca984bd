import t from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { checkClaims } from '../../dist/verification/claim-checks.js'
import { rejectionDetails } from '../../dist/verification/token-rejection.js'
import { assertRefused, buildApp, createSigner, seconds } from './app.js'

const pool = await createTestPool()
const signer = createSigner()
const jwks = { keys: [...pool.jwks.keys, signer.jwk] }
const access = await buildApp(t, { ...pool.options, jwks })
const either = await buildApp(t, { ...pool.options, jwks, tokenUse: null })
const id = await buildApp(t, { ...pool.options, tokenUse: 'id' })
const now = seconds()

const withClaims = (claims: Record<string, unknown>) => pool.signIn({ claims })
/** Signs valid claims after replacing a part of their text: for JSON that JSON.stringify does not write. */
function withText (replaced: RegExp, by: string): string {
  const [, payload = ''] = pool.signIn().split('.')
  return signer.sign(signer.header, Buffer.from(payload, 'base64url').toString().replace(replaced, by))
}

const refusedAccess: Record<string, [token: string, reason: string, claim?: string]> = {
  'an expired token': [pool.expired(), 'expired'],
  'a token that expires this second': [withClaims({ exp: seconds() }), 'expired'],
  'nbf in the future': [withClaims({ nbf: now + 60 }), 'not-yet-valid'],
  'nbf that is a string': [withClaims({ nbf: '0' }), 'claims', '/nbf'],
  'nbf 1e300': [withClaims({ nbf: 1e300 }), 'claims', '/nbf'],
  'no exp': [withClaims({ exp: undefined }), 'claims', '/exp'],
  'exp null': [withClaims({ exp: null }), 'claims', '/exp'],
  'exp that is a string': [withClaims({ exp: String(now + 60) }), 'claims', '/exp'],
  'exp 1e300': [withClaims({ exp: 1e300 }), 'claims', '/exp'],
  'exp 1e400, which JSON parses as infinity': [withText(/"exp":\d+/, '"exp":1e400'), 'claims', '/exp'],
  'a negative exp': [withClaims({ exp: -1 }), 'claims', '/exp'],
  'exp -1e300': [withClaims({ exp: -1e300 }), 'claims', '/exp'],
  'exp with a fraction': [withClaims({ exp: now + 60.5 }), 'claims', '/exp'],
  'no iat': [withClaims({ iat: undefined }), 'claims', '/iat'],
  'no iss': [withClaims({ iss: undefined }), 'claims', '/iss'],
  'the iss of another pool': [
    withClaims({ iss: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Other' }),
    'issuer'
  ],
  'the iss of the pool with a suffix': [
    withClaims({ iss: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_TestPool1/' }),
    'issuer'
  ],
  'iss in a list': [
    withClaims({ iss: ['https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_TestPool1'] }),
    'claims',
    '/iss'
  ],
  'an unknown client_id': [withClaims({ client_id: 'another' }), 'client'],
  'no client_id': [withClaims({ client_id: undefined }), 'claims', '/client_id'],
  'client_id in a list': [withClaims({ client_id: ['testclient1example'] }), 'claims', '/client_id'],
  'aud instead of client_id': [
    withClaims({ client_id: undefined, aud: 'testclient1example' }),
    'claims',
    '/client_id'
  ],
  'no token_use': [withClaims({ token_use: undefined }), 'claims', '/token_use'],
  'an unknown token_use': [withClaims({ token_use: 'refresh' }), 'claims', '/token_use'],
  'token_use in a list': [withClaims({ token_use: ['access'] }), 'claims', '/token_use'],
  'no sub': [withClaims({ sub: undefined }), 'claims', '/sub'],
  'an empty sub': [withClaims({ sub: '' }), 'claims', '/sub'],
  'a number as sub': [withClaims({ sub: 7 }), 'claims', '/sub'],
  'an object as sub': [withClaims({ sub: { $ne: null } }), 'claims', '/sub'],
  'an empty username': [withClaims({ username: '' }), 'claims', '/username'],
  'a user without a username': [withClaims({ username: undefined }), 'claims', '/username'],
  'origin_jti that is not a string': [withClaims({ origin_jti: 7 }), 'claims', '/origin_jti'],
  'an ID token': [pool.idToken(), 'token-use']
}

for (const [label, [token, reason, claim]] of Object.entries(refusedAccess)) {
  t.test(`with access tokens configured, rejects ${label}`, async t => {
    t.equal((await assertRefused(t, access, token, reason))['claim'], claim, 'the log names the claim')
  })
}

const GOOGLE = {
  userId: '110169484474386276334',
  providerName: 'Google',
  providerType: 'Google',
  issuer: null,
  primary: 'true',
  dateCreated: '1642699117273'
}

const withIdentities = (identities: unknown) => pool.idToken({ claims: { identities } })
const withIdentity = (fields: Record<string, unknown>) => withIdentities([GOOGLE, { ...GOOGLE, ...fields }])

const refusedId: Record<string, [token: string, reason: string, claim?: string]> = {
  'an access token': [pool.signIn(), 'token-use'],
  'an unknown aud': [pool.idToken({ claims: { aud: 'another' } }), 'client'],
  'no aud': [pool.idToken({ claims: { aud: undefined } }), 'claims', '/aud'],
  'aud in a list': [pool.idToken({ claims: { aud: ['testclient1example'] } }), 'claims', '/aud'],
  'client_id instead of aud': [
    pool.idToken({ claims: { aud: undefined, client_id: 'testclient1example' } }),
    'claims',
    '/aud'
  ],
  'no username': [pool.idToken({ claims: { 'cognito:username': undefined } }), 'claims', '/cognito:username'],
  'identities that are not a list': [withIdentities(JSON.stringify([GOOGLE])), 'claims', '/identities'],
  'identities null': [withIdentities(null), 'claims', '/identities'],
  'an identity that is not an object': [withIdentities(['Google']), 'claims', '/identities'],
  'an identity null': [withIdentities([null]), 'claims', '/identities'],
  'an identity without a userId': [withIdentity({ userId: undefined }), 'claims', '/identities'],
  'an identity with a number as userId': [withIdentity({ userId: 7 }), 'claims', '/identities'],
  'an identity without a providerName': [
    withIdentity({ providerName: undefined }),
    'claims',
    '/identities'
  ],
  'an identity with a providerType in a list': [
    withIdentity({ providerType: ['SAML'] }),
    'claims',
    '/identities'
  ],
  'an identity with a number as issuer': [withIdentity({ issuer: 7 }), 'claims', '/identities'],
  'an identity with a number as primary': [withIdentity({ primary: 1 }), 'claims', '/identities'],
  'an identity with an object as dateCreated': [
    withIdentity({ dateCreated: {} }),
    'claims',
    '/identities'
  ],
  'an expired token': [pool.idToken({ claims: { exp: now - 60 } }), 'expired']
}

for (const [label, [token, reason, claim]] of Object.entries(refusedId)) {
  t.test(`with ID tokens configured, rejects ${label}`, async t => {
    t.equal((await assertRefused(t, id, token, reason))['claim'], claim, 'the log names the claim')
  })
}

/** Claims that a trigger can write, and the resulting fields of the user; `claims` has the original. */
const written: [claims: Record<string, unknown>, fields: Record<string, unknown>][] = [
  ...[
    'administrators',
    '',
    7,
    true,
    null,
    {},
    { length: 1, 0: 'admin' },
    ['admin', 7],
    [['admin']],
    [null],
    [{ name: 'admin' }]
  ].map(
    groups =>
      [{ 'cognito:groups': groups }, { groups: [] }] as [Record<string, unknown>, Record<string, unknown>]
  ),
  ...[
    '',
    ' ',
    'a\tb',
    'a  b',
    ' a',
    'a ',
    'a"b',
    'a\\b',
    'a\u00e9',
    ['a'],
    ['orders/read'],
    7,
    true,
    null,
    {},
    { a: true }
  ].map(scope => [{ scope }, { scopes: [] }] as [Record<string, unknown>, Record<string, unknown>]),
  ...['1', '', -1, 1.5, 1e300, true, null, [1], { seconds: 1 }, undefined].map(
    time =>
      [{ auth_time: time }, { authenticatedAt: null }] as [Record<string, unknown>, Record<string, unknown>]
  ),
  [{ 'cognito:groups': [] }, { groups: [] }],
  [
    { 'cognito:groups': Array.from({ length: 600 }, (_, i) => `g${i}`) },
    { groups: Array.from({ length: 600 }, (_, i) => `g${i}`) }
  ],
  [
    {
      email: { address: 'jane@example.com' },
      name: { first: 'Jane' },
      address: null,
      'custom:tenant': { id: 7 }
    },
    { email: null, name: null }
  ]
]

t.test(
  'an access token is valid whatever a trigger writes into the claims that it may change',
  async t => {
    for (const [claims, fields] of written) {
      const response = await access.send(withClaims(claims))
      t.match(
        { status: response.statusCode, user: response.json() },
        { status: 200, user: fields },
        JSON.stringify(claims).slice(0, 60)
      )
      t.match(response.json().claims, JSON.parse(JSON.stringify(claims)))
    }
  }
)

t.test('an ID token with claims that a trigger wrote is accepted', async t => {
  const odd: unknown[] = [null, 7, true, [], ['jane@example.com'], {}, { first: 'Jane' }]
  const texts = odd.map(
    value =>
      [
        { email: value, name: value },
        { email: null, name: null }
      ] as (typeof written)[number]
  )
  for (const [claims, fields] of [
    ...written.filter(([claims]) => !('scope' in claims)),
    ...texts,
    [
      { email: '', name: '' },
      { email: '', name: '' }
    ] as (typeof written)[number]
  ]) {
    const response = await id.send(pool.idToken({ claims }))
    t.match(
      { status: response.statusCode, user: response.json() },
      { status: 200, user: fields },
      JSON.stringify(claims).slice(0, 60)
    )
    t.match(response.json().claims, JSON.parse(JSON.stringify(claims)))
  }
})

t.test('the identities of an ID token are unchanged in claims', async t => {
  for (const identities of [
    [],
    [GOOGLE],
    [GOOGLE, { ...GOOGLE, providerName: 'Okta', providerType: 'SAML', issuer: 'https://okta.example' }],
    [{ ...GOOGLE, primary: true, dateCreated: 1_642_699_117_273 }],
    [{ userId: '1', providerName: 'Google', further: { a: 1 } }]
  ]) {
    const response = await id.send(withIdentities(identities))
    t.equal(response.statusCode, 200)
    t.strictSame(response.json().claims.identities, identities)
  }
})

t.test('the log says what identities must be', async t => {
  t.match(await assertRefused(t, id, withIdentity({ userId: 7 }), 'claims'), {
    expected: 'a list of objects with userId and providerName',
    received: 'a list of 2'
  })
})

t.test('malformed groups, scopes and times grant nothing', async t => {
  const { app } = await buildApp(t, { ...pool.options, tokenUse: null })
  app.get('/admin', { preHandler: app.requireGroups(['admin']) }, async () => 'in')
  app.get('/orders', { preHandler: app.requireScopes(['orders/read']) }, async () => 'in')
  app.get('/recent', { preHandler: app.requireRecentSignIn(300) }, async () => 'in')
  const status = async (url: string, claims: Record<string, unknown>) =>
    (await app.inject({ url, headers: pool.authorization({ claims }) })).statusCode
  for (const groups of ['admin', ['admin', null], { 0: 'admin', length: 1 }, [['admin']], { admin: true }]) {
    t.equal(await status('/admin', { 'cognito:groups': groups }), 403, JSON.stringify(groups))
  }
  for (const scope of ['orders/read  b', ' orders/read', ['orders/read'], { 'orders/read': true }]) {
    t.equal(await status('/orders', { scope }), 403, JSON.stringify(scope))
  }
  for (const time of [undefined, null, String(now), now + 0.5, 1e300, [now], true]) {
    t.equal(await status('/recent', { auth_time: time }), 401, JSON.stringify(time))
  }
  t.equal(await status('/recent', {}), 200)
})

t.test('the log has the expected and the received value', async t => {
  const aws = ['cognito-idp', 'issuer-cognito-idp']
    .map(host => `https://${host}.eu-west-1.amazonaws.com/eu-west-1_TestPool1`)
    .join(', ')
  const app = await buildApp(t, {
    ...pool.options,
    clientId: ['web', 'mobile'],
    clock: () => 1_800_000_000_500
  })
  const forWeb = (claims: Record<string, unknown>) =>
    pool.signIn({ claims: { exp: 1_800_003_600, client_id: 'web', ...claims } })
  const TIME = 'a whole number of seconds since the epoch'
  const TEXT = 'a string of 1 to 2048 characters'
  const lines: [token: string, reason: string, expected: string, received: string][] = [
    [forWeb({ client_id: 'abc' }), 'client', 'web, mobile', 'abc'],
    [forWeb({ client_id: `a\n${'b'.repeat(500)}` }), 'client', 'web, mobile', `a?${'b'.repeat(126)}...`],
    [pool.idToken({ claims: { exp: 1_800_003_600, aud: 'web' } }), 'token-use', 'access', 'id'],
    [forWeb({ iss: 'https://issuer.example' }), 'issuer', aws, 'https://issuer.example'],
    [
      forWeb({ exp: 1_800_000_000 }),
      'expired',
      'exp after 2027-01-15T08:00:00.500Z',
      '2027-01-15T08:00:00.000Z'
    ],
    [
      forWeb({ nbf: 1_800_000_060 }),
      'not-yet-valid',
      'nbf of 2027-01-15T08:00:00.500Z or before',
      '2027-01-15T08:01:00.000Z'
    ],
    [
      forWeb({ nbf: Number.MAX_SAFE_INTEGER }),
      'not-yet-valid',
      'nbf of 2027-01-15T08:00:00.500Z or before',
      '9007199254740991'
    ],
    [forWeb({ exp: null }), 'claims', TIME, 'null'],
    [forWeb({ exp: 1.5 }), 'claims', TIME, '1.5'],
    [forWeb({ exp: 'soon' }), 'claims', TIME, 'a string of 4 characters'],
    [forWeb({ sub: '' }), 'claims', TEXT, 'an empty string'],
    [forWeb({ sub: { of: 'jane' } }), 'claims', TEXT, 'an object'],
    [forWeb({ iss: ['https://issuer.example'] }), 'claims', TEXT, 'a list of 1'],
    [forWeb({ client_id: undefined }), 'claims', TEXT, 'nothing'],
    [forWeb({ username: undefined }), 'claims', 'a username, or sub to be the client_id', 'nothing']
  ]
  for (const [token, reason, expected, received] of lines) {
    const line = await assertRefused(t, app, token, reason)
    t.strictSame([line['expected'], line['received']], [expected, received])
  }
})

t.test('the log includes the clock tolerance in the expected times', async t => {
  const clock = () => 1_800_000_000_000
  const app = await buildApp(t, { ...pool.options, clockTolerance: 60, clock })
  t.match(await assertRefused(t, app, withClaims({ exp: 1_799_999_000 }), 'expired'), {
    expected: 'exp after 2027-01-15T07:59:00.000Z'
  })
  const token = withClaims({ exp: 1_800_003_600, nbf: 1_800_000_600 })
  t.match(await assertRefused(t, app, token, 'not-yet-valid'), {
    expected: 'nbf of 2027-01-15T08:01:00.000Z or before'
  })
})

t.test('the log has at most five of the accepted app clients', async t => {
  const clientId = Array.from({ length: 100 }, (_, i) => `client${i}`)
  const app = await buildApp(t, { ...pool.options, clientId })
  t.equal(
    (await assertRefused(t, app, pool.signIn(), 'client'))['expected'],
    'client0, client1, client2, client3, client4 and 95 more'
  )
})

t.test('the token use and the app client of claims are checked, before any guard', async t => {
  const [, segment = ''] = pool.signIn().split('.')
  const payload = JSON.parse(Buffer.from(segment, 'base64url').toString())
  const expected = { issuers: [payload.iss], clientIds: null, clockTolerance: 0, clock: Date.now }
  t.equal(checkClaims(payload, segment, { ...expected, tokenUse: 'access' }), payload)
  const reasonOf = (other: object) => {
    const error = t.throws(() => checkClaims(payload, segment, { ...expected, ...other }))
    return rejectionDetails(error)?.reason
  }
  t.equal(reasonOf({ tokenUse: 'id' }), 'token-use')
  t.equal(reasonOf({ clientIds: new Set(['another']) }), 'client')
})

t.test("tokenUse: 'id' accepts ID tokens", async t => {
  t.equal((await id.send(pool.idToken())).json().tokenUse, 'id')
})

t.test('tokenUse: null accepts both', async t => {
  t.equal((await either.send(pool.idToken())).json().tokenUse, 'id')
  t.equal((await either.send(pool.signIn())).json().tokenUse, 'access')
})

t.test('tokenUse: null rejects other tokens', async t => {
  await assertRefused(t, either, withClaims({ token_use: 'refresh' }), 'claims')
})

t.test('accepts a token from either of the two issuers of AWS', async t => {
  for (const host of ['cognito-idp', 'issuer-cognito-idp']) {
    const token = withClaims({ iss: `https://${host}.eu-west-1.amazonaws.com/eu-west-1_TestPool1` })
    t.equal((await access.send(token)).statusCode, 200)
  }
})

t.test('a configured issuer replaces both', async t => {
  const app = await buildApp(t, { ...pool.options, issuer: 'https://cognito.example' })
  t.equal((await app.send(withClaims({ iss: 'https://cognito.example' }))).statusCode, 200)
  await assertRefused(t, app, pool.signIn(), 'issuer')
})

t.test('accepts every app client of a list, and no other', async t => {
  const app = await buildApp(t, { ...pool.options, clientId: ['web', 'mobile'] })
  t.equal((await app.send(withClaims({ client_id: 'mobile' }))).json().clientId, 'mobile')
  await assertRefused(t, app, withClaims({ client_id: 'admin' }), 'client')
})

t.test('clientId: null accepts any app client of the pool', async t => {
  const app = await buildApp(t, { ...pool.options, clientId: null })
  t.equal((await app.send(withClaims({ client_id: 'whichever' }))).json().clientId, 'whichever')
})

t.test('clockTolerance is in seconds, for exp and nbf', async t => {
  const app = await buildApp(t, { ...pool.options, clockTolerance: 60 })
  t.equal((await app.send(withClaims({ exp: seconds() - 30 }))).statusCode, 200)
  t.equal((await app.send(withClaims({ nbf: seconds() + 30 }))).statusCode, 200)
  await assertRefused(t, app, withClaims({ exp: seconds() - 90 }), 'expired')
  await assertRefused(t, app, withClaims({ nbf: seconds() + 90 }), 'not-yet-valid')
})

t.test('a token is valid from the second of nbf, and no longer at the second of exp', async t => {
  const [nbf, exp] = [1_900_000_000, 1_900_000_600]
  const clock = { now: 0 }
  for (const clockTolerance of [0, 60]) {
    const app = await buildApp(t, { ...pool.options, clockTolerance, clock: () => clock.now })
    const [cached, other] = [withClaims({ nbf, exp }), withClaims({ nbf, exp })]
    const statusAt = async (milliseconds: number, token: string) => {
      clock.now = milliseconds
      return (await app.send(token)).statusCode
    }
    const [start, end] = [(nbf - clockTolerance) * 1000, (exp + clockTolerance) * 1000]
    t.equal(await statusAt(start - 1, cached), 401)
    t.equal(await statusAt(start, cached), 200)
    t.equal(await statusAt(end - 1, cached), 200)
    t.equal(await statusAt(end, cached), 401, 'a cached token expires, too')
    t.equal(await statusAt(end, other), 401)
  }
})

import t, { type Test } from 'tap'
import { memoryRevocations } from '../../dist/index.js'
import { createTestPool } from '../../dist/testing/index.js'
import { bearer, buildApi, signIn } from '../api.js'
import { startPool } from '../local-pool.js'
import { startScripted } from '../scripted.js'
import { ACCOUNT, ATTRIBUTES } from './answers.js'
import { ADMINISTRATION, REQUESTS, type RouteRequest } from './bodies.js'

/** Accounts at identity providers: linked by administrators, and shown in profiles. */

const password = 'Correct-horse-7'
const ADA = { email: 'ada@example.com', password, groups: ['admin'] }
const BOB = { email: 'bob@example.com', password }
const EVE = { email: 'eve@example.com', password }
const routes = { prefix: '/auth', rateLimit: false, admin: ADMINISTRATION } as const
const OF_BOB = '/auth/admin/users/bob@example.com/identities'

async function build (t: Test) {
  const cognito = await startPool(t, { users: [ADA, BOB, EVE] })
  const app = await buildApi(t, cognito, { clock: cognito.clock, routes, revocation: memoryRevocations() })
  const ada = await signIn(app, ADA)
  const send = (request: RouteRequest, { accessToken } = ada) =>
    app.inject({ ...request, headers: bearer(accessToken) })
  const link = (payload: object, url = OF_BOB) =>
    send({ method: 'POST', url, payload: payload as Record<string, unknown> })
  const unlink = (path: string, url = OF_BOB) => send({ method: 'DELETE', url: `${url}/${path}` })
  return { app, cognito, send, link, unlink }
}

const GOOGLE = { provider: 'Google', userId: '110169484474386276334' }

t.test('an account is linked to a user, shown in the profile, and unlinked', async t => {
  const { app, cognito, send, link, unlink } = await build(t)
  const bob = await signIn(app, BOB)
  const profile = async () => (await send({ method: 'GET', url: '/auth/me' }, bob)).json()
  t.notOk('identities' in (await profile()))
  const response = await link(GOOGLE)
  t.strictSame([response.statusCode, response.body], [204, ''])
  const linked = [
    { ...GOOGLE, type: 'Google', primary: false, linkedAt: new Date(cognito.clock()).toISOString() }
  ]
  t.strictSame((await profile()).identities, linked)
  const admin = await send({ method: 'GET', url: '/auth/admin/users/bob@example.com' })
  t.strictSame(admin.json().identities, linked)
  t.equal((await unlink('Google/110169484474386276334')).statusCode, 204)
  t.strictSame(cognito.user(BOB.email).identities, [])
  await t.rejects(app.cognito.verify(bob.accessToken), { code: 'FST_COGNITO_INVALID_TOKEN' })
})

t.test('an account is only unlinked from the user that has it', async t => {
  const { cognito, link, unlink } = await build(t)
  t.equal((await link(GOOGLE)).statusCode, 204)
  for (const [path, url] of [
    ['Google/110169484474386276334', '/auth/admin/users/eve@example.com/identities'],
    ['Google/1', OF_BOB],
    ['Facebook/110169484474386276334', OF_BOB]
  ] as const) {
    t.match((await unlink(path, url)).json(), { statusCode: 404, code: 'FST_COGNITO_NOT_FOUND' })
  }
  t.equal(cognito.user(BOB.email).identities.length, 1)
})

t.test('the user pool itself is not a provider: a user would be disabled', async t => {
  const { cognito, link, unlink } = await build(t)
  t.equal((await link({ provider: 'Cognito', userId: 'bob@example.com' })).statusCode, 400)
  t.equal((await unlink('Cognito/bob@example.com')).statusCode, 400)
  t.ok(cognito.user(BOB.email).enabled)
})

t.test('an account that is linked already is a 400, an unknown user a 404', async t => {
  const { link } = await build(t)
  await link(GOOGLE)
  t.match((await link(GOOGLE, '/auth/admin/users/eve@example.com/identities')).json(), {
    statusCode: 400,
    code: 'FST_COGNITO_INVALID_PARAMETER'
  })
  t.match((await link(GOOGLE, '/auth/admin/users/nobody/identities')).json(), { statusCode: 404 })
  for (const invalid of [{}, { provider: 'Google' }, { ...GOOGLE, userId: '' }, { ...GOOGLE, more: 1 }]) {
    t.equal((await link(invalid)).statusCode, 400, JSON.stringify(invalid))
  }
})

const pool = await createTestPool()

t.test('a user created by a provider has the username of the account there', async t => {
  const identities = [
    { userId: 'x', providerName: 'Okta', primary: false },
    { userId: '42', providerName: 'Okta', primary: true }
  ]
  const attributes = (value: string) => [
    ...ATTRIBUTES.filter(({ Name }) => Name !== 'identities'),
    { Name: 'identities', Value: value }
  ]
  for (const [value, destination] of [
    [JSON.stringify(identities), { ProviderName: 'Okta', ProviderAttributeValue: '42' }],
    ['[]', { ProviderName: 'Cognito', ProviderAttributeValue: 'jane' }]
  ] as const) {
    const { endpoint, calls } = await startScripted(t, () => ({
      body: { ...ACCOUNT, UserStatus: 'EXTERNAL_PROVIDER', UserAttributes: attributes(value) }
    }))
    const app = await buildApi(t, pool, { endpoint, routes })
    const headers = bearer(pool.signIn({ groups: ['admin'] }))
    t.equal((await app.inject({ ...REQUESTS.linkIdentity, headers })).statusCode, 204)
    t.match(calls.at(-1)?.body, { DestinationUser: destination })
  }
})

t.test('identities in another form are left out', async t => {
  const google = { userId: '1', providerName: 'Google' }
  const shown = { provider: 'Google', userId: '1', type: null, primary: false, linkedAt: null }
  const forms: [unknown, unknown][] = [
    ['{', undefined],
    ['{}', undefined],
    ['null', undefined],
    [JSON.stringify([null, 1, 'x', { userId: 1, providerName: 'Google' }, { userId: '1' }]), undefined],
    [JSON.stringify([google]), [shown]],
    [JSON.stringify([{ ...google, dateCreated: 'x' }, { ...google, dateCreated: 1e300 }]), [shown, shown]],
    [
      JSON.stringify([{ ...google, providerType: 'Google', primary: 'true', dateCreated: '1767225600000' }]),
      [{ ...shown, type: 'Google', primary: true, linkedAt: '2026-01-01T00:00:00.000Z' }]
    ]
  ]
  for (const [value, expected] of forms) {
    const { endpoint } = await startScripted(t, () => ({
      body: { Username: 'jane', UserAttributes: [{ Name: 'identities', Value: value }] }
    }))
    const app = await buildApi(t, pool, { endpoint, routes })
    const response = await app.inject({ ...REQUESTS.getProfile, headers: bearer(pool.signIn()) })
    t.equal(response.statusCode, 200)
    t.strictSame(response.json().identities, expected, String(value))
  }
})

t.test('the profile of an ID token has the identities of its claim', async t => {
  const app = await buildApi(t, pool, { endpoint: 'https://cognito.invalid', tokenUse: 'id', routes })
  const claim = [
    { userId: '1', providerName: 'Google', primary: 'false', dateCreated: '1767225600000' }
  ]
  const token = pool.idToken({ claims: { identities: claim } })
  t.match((await app.inject({ url: '/profile', headers: bearer(token) })).json(), {
    identities: [{ provider: 'Google', userId: '1', primary: false, linkedAt: '2026-01-01T00:00:00.000Z' }]
  })
})

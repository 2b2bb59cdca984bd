import t, { type Test } from 'tap'
import { memorySessions, type CognitoAuthOptions } from '../../dist/index.js'
import { settingsFrom } from '../../dist/options/settings.js'

process.env['NODE_ENV'] = 'test'

const ORDERS = 'https://orders.example.com'
const pool = { userPoolId: 'eu-west-1_AbC123xyz', clientId: '1h57kf5cpq17m0eml12example' }
const signIn = {
  routes: { prefix: '/auth' },
  session: { origin: 'https://app.example.com', store: memorySessions() }
}
const managedLogin = { domain: 'https://auth.example.com' }
const settings = (options: object) => settingsFrom({ ...pool, ...options } as CognitoAuthOptions)
const rejects = async (t: Test, options: object, message: RegExp) =>
  await t.rejects(settings(options), { code: 'FST_COGNITO_INVALID_OPTIONS', message })

t.test('one audience, several, and none', async t => {
  t.equal((await settings({})).pools[0]?.audiences, null)
  t.strictSame((await settings({ audience: ORDERS })).pools[0]?.audiences, new Set([ORDERS]))
  t.strictSame((await settings({ audience: [ORDERS, null] })).pools[0]?.audiences, new Set([ORDERS, null]))
})

t.test('ID tokens have no audience but their app client', async t => {
  t.ok(await settings({ audience: ORDERS, tokenUse: 'access' }))
  const message = /options\.tokenUse must be 'access' or omitted with audience, since .*; got /
  await rejects(t, { audience: ORDERS, tokenUse: 'id' }, message)
  await rejects(t, { audience: ORDERS, tokenUse: null }, message)
})

t.test('the resource of managed login is one that Cognito accepts', async t => {
  const withResource = (resource: unknown, audience: unknown = resource) => ({
    ...signIn,
    audience,
    managedLogin: { ...managedLogin, resource }
  })
  for (const resource of [ORDERS, `${ORDERS}/v1?a=b`, 'http://localhost:3000', 'myapp://orders']) {
    t.equal((await settings(withResource(resource))).managedLogins[0]?.resource, resource)
  }
  for (const resource of [
    'orders',
    'http://orders.example.com',
    'http://localhost.example.com',
    `${ORDERS}#a`,
    `${ORDERS}#`,
    'mailto:a',
    'https://'
  ]) {
    rejects(
      t,
      withResource(resource),
      /options\.managedLogin\.resource must be a URL without a fragment that starts with https:\/\/, /
    )
  }
  await rejects(t, withResource(['https://a.example'], ORDERS), /resource must be the URL of an API, such as/)
  const secret = withResource('https://user:hush@orders.example.com/#a')
  await rejects(t, secret, /; got "https:\/\/orders\.example\.com\/"$/)
})

t.test('the resource is one of the audiences that guards accept', async t => {
  const message = /managedLogin\.resource must be one of audience, since guards check the access tokens of/
  await rejects(t, { ...signIn, managedLogin: { ...managedLogin, resource: ORDERS } }, message)
  const other = { ...signIn, audience: 'https://stock.example.com' }
  await rejects(t, { ...other, managedLogin: { ...managedLogin, resource: ORDERS } }, message)
})

t.test('sessions whose tokens no guard would accept', async t => {
  const noAudience = /starts sessions whose access tokens have no audience, which guards would reject/
  await rejects(t, { ...signIn, audience: ORDERS }, /options\.session starts .*; set managedLogin\.resource, or/)
  await rejects(t, { ...signIn, audience: ORDERS, managedLogin }, noAudience)
  const bound = { ...signIn, audience: ORDERS, managedLogin: { ...managedLogin, resource: ORDERS } }
  t.ok(await settings(bound))
  await rejects(t, { ...bound, signInPage: true }, /options\.signInPage starts sessions .*; add null to audience to/)
  t.ok(await settings({ ...bound, audience: [ORDERS, null], signInPage: true }))
  t.ok(await settings({ ...signIn, audience: [ORDERS, null] }))
  t.ok(await settings({ ...signIn, audience: [ORDERS, pool.clientId] }), 'a trigger writes the app client')
  const several = { ...signIn, clientId: ['one', 'two'], audience: [ORDERS, 'two'] }
  t.ok(await settings({ ...several, routes: { clientId: 'two' } }))
  await rejects(t, { ...several, routes: { clientId: 'one' } }, noAudience)
  t.ok(await settings({ routes: { prefix: '/auth' }, audience: ORDERS }), 'without sessions')
})

t.test('of several pools, those that start sessions', async t => {
  const withStaff = (staff: object) =>
    settingsFrom({
      ...signIn,
      routes: { pool: 'customers' },
      userPools: { customers: pool, staff: { ...pool, userPoolId: 'eu-west-1_Staff1234', ...staff } }
    })
  t.ok(await withStaff({ audience: ORDERS }))
  t.ok(await withStaff({ audience: ORDERS, managedLogin: { ...managedLogin, resource: ORDERS } }))
  await t.rejects(withStaff({ audience: ORDERS, managedLogin }), {
    message: /options\.userPools\.staff\.managedLogin starts .*, or add null to userPools\.staff\.audience/
  })
})

import { decodeJwt } from 'jose'
import t from 'tap'
import { startLocalCognito, type LocalPoolOptions } from '../../../dist/local/index.js'
import { start, user } from '../local.js'
import { Browser, returned } from './browser.js'
import { ADA, CALLBACK, SIGNED_OUT, title } from './managed.js'

process.env['NODE_ENV'] = 'test'

const users = [user(ADA)]
const pool: LocalPoolOptions = { callbackURLs: [CALLBACK], logoutURLs: [SIGNED_OUT] }

const query = (clientId: string, more = {}) =>
  new URLSearchParams({
    client_id: clientId,
    redirect_uri: CALLBACK,
    response_type: 'code',
    ...more
  }).toString()

t.test('with callbackURLs, managed login works for the app client of the pool', async t => {
  const { local, api } = await start(t, { users, pool })
  const { UserPoolClient } = await api.describeUserPoolClient({
    UserPoolId: local.userPoolId,
    ClientId: local.clientId
  })
  t.match(UserPoolClient, {
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthFlows: ['code'],
    AllowedOAuthScopes: ['openid', 'email', 'profile', 'aws.cognito.signin.user.admin'],
    CallbackURLs: [CALLBACK],
    LogoutURLs: [SIGNED_OUT],
    SupportedIdentityProviders: ['COGNITO'],
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_ADMIN_USER_PASSWORD_AUTH', String, String]
  })
  const browser = new Browser(local.endpoint)
  const page = await browser.open(`/oauth2/authorize?${query(local.clientId)}`)
  const back = await browser.submit(page, { username: ADA, password: 'Passw0rd!' })
  t.ok(returned(back)['code'])
  const out = await browser.open(`/logout?client_id=${local.clientId}&logout_uri=${SIGNED_OUT}`)
  t.equal(out.location, SIGNED_OUT)
})

t.test('without callbackURLs, the app client is for the API alone', async t => {
  const { local } = await start(t, { users })
  const { url } = await new Browser(local.endpoint).open(`/oauth2/authorize?${query(local.clientId)}`)
  t.match(url, '/error?error=redirect_mismatch')
})

t.test('a pretend Google, and scopes of the resource server', async t => {
  const { local, api } = await start(t, {
    pool: {
      ...pool,
      identityProviders: ['Google', 'Okta'],
      allowedOAuthFlows: ['code', 'implicit'],
      allowedOAuthScopes: ['openid', 'orders/read']
    }
  })
  const UserPoolId = local.userPoolId
  const { Providers } = await api.listIdentityProviders({ UserPoolId })
  t.match(Providers, [
    { ProviderName: 'Google', ProviderType: 'Google' },
    { ProviderName: 'Okta', ProviderType: 'OIDC' }
  ])
  const browser = new Browser(local.endpoint)
  const page = await browser.open(
    `/oauth2/authorize?${query(local.clientId, { response_type: 'token', scope: 'openid orders/read' })}`
  )
  const google = await browser.follow(page, 'Continue with Google')
  t.equal(title(google), 'Sign in with Google')
  const back = await browser.submit(google, {
    sub: '1',
    email: 'jo@example.com',
    name: 'Jo',
    phone_number: '+15550100',
    email_verified: 'true'
  })
  const { access_token: access = '', id_token: id = '' } = returned(back)
  t.equal(decodeJwt(access)['scope'], 'openid orders/read')
  t.match(decodeJwt(id), { 'cognito:username': 'Google_1', email: 'jo@example.com', email_verified: true })
})

t.test('a folder changes with the options, and keeps its providers', async t => {
  const folder = t.testdir()
  const first = await startLocalCognito({ folder, pool: { ...pool, identityProviders: ['Google'] } })
  await first.close()
  const { local, api } = await start(t, { folder, pool: { ...pool, identityProviders: ['Google', 'Okta'] } })
  t.equal(local.clientId, first.clientId)
  const { UserPoolClient } = await api.describeUserPoolClient({
    UserPoolId: local.userPoolId,
    ClientId: local.clientId
  })
  t.same(UserPoolClient?.SupportedIdentityProviders, ['COGNITO', 'Google', 'Okta'])
  t.ok(UserPoolClient?.ExplicitAuthFlows?.includes('ALLOW_USER_SRP_AUTH'), 'SRP stays allowed')
})

t.test('mistakes in the options are named', async t => {
  const wrong: [LocalPoolOptions, string | RegExp][] = [
    [{ callbackURLs: ['http://example.com/callback'] }, 'pool.callbackURLs.0 must be a URL with https'],
    [{ callbackURLs: [`${CALLBACK}#a`] }, 'pool.callbackURLs.0 must be'],
    [{ callbackURLs: ['http://localhost.example.com/'] }, 'pool.callbackURLs.0 must be'],
    [
      { logoutURLs: [SIGNED_OUT] },
      'options.pool.logoutURLs is for managed login; configure options.pool.callbackURLs too'
    ],
    [{ identityProviders: ['Google'] }, 'options.pool.identityProviders is for'],
    [{ ...pool, identityProviders: ['COGNITO'] }, 'pool.identityProviders.0 must be a name'],
    [{ ...pool, allowedOAuthFlows: [] }, 'pool.allowedOAuthFlows must be'],
    [{ ...pool, allowedOAuthScopes: ['a b'] }, 'pool.allowedOAuthScopes.0 must be'],
    [{ ...pool, allowedOAuthScopes: ['unknown'] }, 'Invalid scope requested: unknown']
  ]
  for (const [pool, message] of wrong) {
    const expected = { message: new RegExp(String(message)) }
    await t.rejects(startLocalCognito({ pool }), expected, JSON.stringify(pool))
  }
  for (const url of ['http://localhost/', 'http://127.0.0.1:3000/a?b=c', 'http://[::1]:3000/', 'myapp://a']) {
    const local = await startLocalCognito({ pool: { callbackURLs: [url] } })
    await local.close()
  }
})

t.test('the API refuses callbacks and providers that Cognito refuses', async t => {
  const { local, api } = await start(t)
  const create = async (settings: object) =>
    await api.createUserPoolClient({ UserPoolId: local.userPoolId, ClientName: 'app', ...settings })
  const wrong: [object, RegExp][] = [
    [{ CallbackURLs: ['http://example.com/'] }, /^http:\/\/example.com\/ cannot use the HTTP protocol/],
    [{ CallbackURLs: ['https://example.com/#a'] }, /Invalid redirect URL/],
    [{ LogoutURLs: ['example'] }, /Invalid redirect URL/],
    [{ SupportedIdentityProviders: ['COGNITO', 'Google'] }, /^The provider Google does not exist for User/]
  ]
  for (const [settings, message] of wrong) {
    await t.rejects(create(settings), { name: 'InvalidParameterException', message })
  }
  t.ok(await create({ CallbackURLs: ['myapp://callback'], LogoutURLs: ['http://localhost:3000'] }))
})

import t from 'tap'
import { memorySessions, type CognitoAuthOptions } from '../../dist/index.js'
import { settingsFrom } from '../../dist/options/settings.js'

process.env['NODE_ENV'] = 'test'

const session = { origin: 'https://app.example.com', store: memorySessions() }
const right = {
  userPoolId: 'eu-west-1_AbC123xyz',
  clientId: '1h57kf5cpq17m0eml12example',
  routes: { prefix: '/auth' },
  session,
  managedLogin: { domain: 'https://auth.example.com' }
}

const settings = (options: object) => settingsFrom(options as CognitoAuthOptions)
const withManagedLogin = (managedLogin: object) => ({
  ...right,
  managedLogin: { ...right.managedLogin, ...managedLogin }
})

t.test('the defaults of managed login', async t => {
  const { managedLogins, session } = await settings(right)
  t.strictSame(managedLogins, [
    {
      pool: 'default',
      issuers: [
        'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC123xyz',
        'https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC123xyz'
      ],
      clientId: '1h57kf5cpq17m0eml12example',
      clientSecrets: [],
      domain: 'https://auth.example.com',
      providers: ['COGNITO'],
      scopes: ['openid', 'email', 'profile', 'aws.cognito.signin.user.admin'],
      resource: null,
      callbackUrl: 'https://app.example.com/auth/callback',
      loginPath: '/auth/login',
      errorPath: null,
      signedOutPath: '/',
      signedOutUrl: 'https://app.example.com/'
    }
  ])
  t.equal(session?.signInPath, '/auth/login')
  t.strictSame((await settings({ ...right, managedLogin: undefined })).managedLogins, [])
})

t.test('the options replace the defaults', async t => {
  const options = withManagedLogin({
    domain: 'https://auth.example.com/',
    providers: ['Google', 'Okta'],
    scopes: ['openid', 'orders/read'],
    errorPath: '/failed',
    signedOutPath: '/goodbye'
  })
  t.match((await settings({ ...options, routes: {} })).managedLogins, [
    {
      domain: 'https://auth.example.com',
      providers: ['COGNITO', 'Google', 'Okta'],
      scopes: ['openid', 'orders/read'],
      callbackUrl: 'https://app.example.com/callback',
      loginPath: '/login',
      errorPath: '/failed',
      signedOutUrl: 'https://app.example.com/goodbye'
    }
  ])
  const own = { ...right, session: { ...session, signInPath: '/welcome' } }
  t.equal((await settings(own)).session?.signInPath, '/welcome')
  const many = { ...right, clientId: ['one', 'two'], routes: { clientId: 'two' } }
  t.match((await settings(many)).managedLogins, [{ clientId: 'two' }])
})

t.test('pools by name', async t => {
  const { managedLogin, userPoolId, clientId, ...shared } = right
  const pool = { userPoolId, clientId, managedLogin }
  const options = {
    ...shared,
    userPools: {
      customers: pool,
      staff: { ...pool, userPoolId: 'eu-west-1_Staff1234' },
      machines: { userPoolId: 'eu-west-1_Machines1', clientId }
    }
  }
  const { managedLogins } = await settings({ ...options, routes: { pool: 'staff', prefix: '/auth' } })
  t.strictSame(
    managedLogins.map(({ pool, loginPath, callbackUrl }) => [pool, loginPath, callbackUrl]),
    [
      ['staff', '/auth/login', 'https://app.example.com/auth/callback'],
      ['customers', '/auth/login/customers', 'https://app.example.com/auth/callback/customers']
    ]
  )
  const { session } = await settings({ ...options, routes: { pool: 'machines', prefix: '/auth' } })
  t.equal(session?.signInPath, null)
})

t.test('mistakes are named', async t => {
  const wrong: [string, object, RegExp][] = [
    ['no domain', withManagedLogin({ domain: undefined }), /managedLogin\.domain must be the URL of the user/],
    ['a path', withManagedLogin({ domain: 'https://a.example/x' }), /managedLogin\.domain must be a URL without/],
    ['plain http', withManagedLogin({ domain: 'http://a.example.com' }), /got "http:\/\/a\.example\.com"/],
    ['a host', withManagedLogin({ domain: 'auth.example.com' }), /managedLogin\.domain must be a URL/],
    ['no openid', withManagedLogin({ scopes: ['email'] }), /managedLogin\.scopes must include 'openid'/],
    ['a spaced scope', withManagedLogin({ scopes: ['openid email'] }), /managedLogin\.scopes\.0 must be a scope/],
    ['a provider', withManagedLogin({ providers: ['a b'] }), /managedLogin\.providers\.0 must be the name/],
    ['an error page', withManagedLogin({ errorPath: 'https://a.example' }), /errorPath must be a path/],
    ['a page after', withManagedLogin({ signedOutPath: '//a' }), /signedOutPath must be a path/],
    ['another option', withManagedLogin({ callbackPath: '/x' }), /managedLogin\.callbackPath is not an option/],
    ['no session', { ...right, session: undefined }, /managedLogin requires the option session/],
    ['every app client', { ...right, clientId: null }, /clientId must be the ID of one app client with managed/],
    ['two app clients', { ...right, clientId: ['one', 'two'] }, /one app client with managedLogin, unless routes\.clientId is set; got /]
  ]
  for (const [name, options, message] of wrong) {
    await t.rejects(settings(options), { code: 'FST_COGNITO_INVALID_OPTIONS', message }, name)
  }
})

t.test('a domain in plain http is for development', async t => {
  const options = withManagedLogin({ domain: 'http://127.0.0.1:9229' })
  t.match((await settings(options)).developmentOnly, ['Plain http (managedLogin.domain)'])
  process.env['NODE_ENV'] = 'production'
  await t.rejects(settings(options), { code: 'FST_COGNITO_DEVELOPMENT_ONLY' })
  process.env['NODE_ENV'] = 'test'
})

import type { CreateUserPoolClientCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import { decodeJwt } from 'jose'
import t from 'tap'
import { addClient, addUser, startSignIn, createClock, PASSWORD, signIn, start, tokens } from './local.js'

const { clock, forward } = createClock()
const started = await start(t, { clock })
const { local, api } = started
const UserPoolId = local.userPoolId

const invalid = (message: string) => ({ name: 'InvalidParameterException', message })

const REJECTED: Record<string, [Partial<CreateUserPoolClientCommandInput>, string]> = {
  'access tokens for less than 5 minutes': [
    { AccessTokenValidity: 299, TokenValidityUnits: { AccessToken: 'seconds' } },
    'Invalid range for token validity. AccessToken must be valid for 300 to 86400 seconds.'
  ],
  'ID tokens for more than a day': [
    { IdTokenValidity: 25 },
    'Invalid range for token validity. IdToken must be valid for 300 to 86400 seconds.'
  ],
  'refresh tokens for less than an hour': [
    { RefreshTokenValidity: 59, TokenValidityUnits: { RefreshToken: 'minutes' } },
    'Invalid range for token validity. RefreshToken must be valid for 3600 to 315360000 seconds.'
  ],
  'client credentials and another flow': [
    { AllowedOAuthFlows: ['client_credentials', 'code'], AllowedOAuthScopes: ['openid'] },
    'client_credentials flow can not be selected along with code flow or implicit flow.'
  ],
  'a default redirect URI that is not a callback URL': [
    { CallbackURLs: ['https://example.com/a'], DefaultRedirectURI: 'https://example.com/b' },
    'DefaultRedirectURI must be in the list of CallbackURLs.'
  ],
  'an unknown identity provider': [
    { SupportedIdentityProviders: ['COGNITO', 'Google'] },
    `The provider Google does not exist for User Pool ${UserPoolId}`
  ],
  'a callback that is no URL': [{ CallbackURLs: ['callback'] }, 'Invalid redirect URL: callback'],
  'a callback with a fragment': [
    { CallbackURLs: ['https://example.com/#a'] },
    'Invalid redirect URL: https://example.com/#a'
  ],
  'a logout URL with http': [
    { LogoutURLs: ['http://example.com/'] },
    'http://example.com/ cannot use the HTTP protocol.'
  ],
  'write attributes that the pool does not have': [
    { WriteAttributes: ['email', 'custom:none'] },
    'Invalid write attributes specified while creating a client'
  ],
  'refresh token rotation and the older refresh flow': [
    { RefreshTokenRotation: { Feature: 'ENABLED' }, ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'] },
    'ALLOW_REFRESH_TOKEN_AUTH is not allowed when refresh token rotation is enabled'
  ]
}

for (const [label, [settings, message]] of Object.entries(REJECTED)) {
  t.test(`rejects ${label}`, async t => {
    await t.rejects(addClient(started, settings), invalid(message))
  })
}

t.test('callback URLs with http on this machine, and with the scheme of an app', async t => {
  const CallbackURLs = ['http://localhost:3000/a', 'http://127.0.0.1/', 'http://[::1]:8080/', 'myapp://a']
  const [DefaultRedirectURI] = CallbackURLs
  const { ClientId } = await addClient(started, { CallbackURLs, DefaultRedirectURI })
  const { UserPoolClient } = await api.describeUserPoolClient({ UserPoolId, ClientId })
  t.match(UserPoolClient, { CallbackURLs, DefaultRedirectURI })
})

t.test('the shortest and the longest validities', async t => {
  const shortest = {
    AccessTokenValidity: 300,
    IdTokenValidity: 5,
    RefreshTokenValidity: 1,
    TokenValidityUnits: { AccessToken: 'seconds', IdToken: 'minutes', RefreshToken: 'hours' }
  } as const
  const { ClientId } = await addClient(started, shortest)
  const email = await addUser(started)
  const { access, id, RefreshToken } = await signIn(started, email, ClientId)
  const now = Math.floor(clock() / 1000)
  t.strictSame([access.exp, id.exp], [now + 300, now + 300])
  forward(3599)
  t.ok((await api.getTokensFromRefreshToken({ ClientId, RefreshToken })).AuthenticationResult)
  forward(1)
  await t.rejects(api.getTokensFromRefreshToken({ ClientId, RefreshToken }), {
    name: 'NotAuthorizedException',
    message: 'Refresh Token has expired'
  })
  await addClient(started, { AccessTokenValidity: 24, IdTokenValidity: 24, RefreshTokenValidity: 3650 })
})

t.test('a refresh token validity of 0 is the default', async t => {
  const { ClientId } = await addClient(started, { RefreshTokenValidity: 0 })
  const { access, id, RefreshToken } = await signIn(started, await addUser(started), ClientId)
  const now = Math.floor(clock() / 1000)
  t.strictSame([access.exp, id.exp], [now + 3600, now + 3600])
  forward(30 * 86400 - 1)
  t.ok((await api.getTokensFromRefreshToken({ ClientId, RefreshToken })).AuthenticationResult)
  forward(1)
  await t.rejects(api.getTokensFromRefreshToken({ ClientId, RefreshToken }), {
    name: 'NotAuthorizedException'
  })
})

t.test('CUSTOM_AUTH_FLOW_ONLY allows custom authentication and refreshing alone', async t => {
  const { ClientId } = await addClient(started, { ExplicitAuthFlows: ['CUSTOM_AUTH_FLOW_ONLY'] })
  const AuthParameters = { USERNAME: await addUser(started), PASSWORD, SRP_A: 'a', REFRESH_TOKEN: 'none' }
  const flow = async (AuthFlow: 'USER_PASSWORD_AUTH' | 'USER_SRP_AUTH' | 'REFRESH_TOKEN_AUTH') =>
    await api.initiateAuth({ ClientId, AuthFlow, AuthParameters })
  await t.rejects(flow('USER_PASSWORD_AUTH'), invalid('USER_PASSWORD_AUTH flow not enabled for this client'))
  await t.rejects(flow('USER_SRP_AUTH'), invalid('USER_SRP_AUTH flow not enabled for this client'))
  await t.rejects(flow('REFRESH_TOKEN_AUTH'), {
    name: 'NotAuthorizedException',
    message: 'Invalid Refresh Token'
  })
})

t.test('REFRESH_TOKEN_AUTH without parameters', async t => {
  await t.rejects(
    api.initiateAuth({ ClientId: local.clientId, AuthFlow: 'REFRESH_TOKEN_AUTH' }),
    invalid('Missing required parameter REFRESH_TOKEN')
  )
})

t.test('without token revocation, tokens have no origin_jti, and RevokeToken is not supported', async t => {
  const client = { EnableTokenRevocation: false, AuthSessionValidity: 15 }
  const { ClientId } = await addClient(started, client)
  const Username = await addUser(started)
  const { AccessToken, RefreshToken, access, id } = await signIn(started, Username, ClientId)
  t.notOk('origin_jti' in access || 'origin_jti' in id)
  await t.rejects(api.revokeToken({ ClientId, Token: RefreshToken }), {
    name: 'UnsupportedOperationException',
    message: 'Token revocation is not enabled for this client.'
  })
  t.equal((await api.getUser({ AccessToken })).Username, access.sub)
  await api.adminUserGlobalSignOut({ UserPoolId, Username })
  await t.rejects(api.getUser({ AccessToken }), {
    name: 'NotAuthorizedException',
    message: 'Access Token has been revoked'
  })
})

t.test('an access token whose payload is not an object is invalid', async t => {
  for (const payload of ['1', 'null', '"a"', '{']) {
    const AccessToken = `a.${Buffer.from(payload).toString('base64url')}.c`
    await t.rejects(api.getUser({ AccessToken }), {
      name: 'NotAuthorizedException',
      message: 'Invalid Access Token'
    })
  }
})

t.test('a secret of the caller is not returned when it is added', async t => {
  const { ClientId } = await addClient(started, { GenerateSecret: true })
  const ClientSecret = 'addedsecret0123456789abcdef'
  const { ClientSecretDescriptor } = await api.addUserPoolClientSecret({ UserPoolId, ClientId, ClientSecret })
  t.strictSame(Object.keys(ClientSecretDescriptor ?? {}).sort(), ['ClientSecretCreateDate', 'ClientSecretId'])
  await t.rejects(api.deleteUserPoolClientSecret({ UserPoolId, ClientId, ClientSecretId: 'none' }), {
    name: 'ResourceNotFoundException',
    message: 'Client secret does not exist.'
  })
  const without = await addClient(started)
  await t.rejects(
    api.addUserPoolClientSecret({ UserPoolId, ClientId: without.ClientId }),
    invalid('The app client has no secret.')
  )
})

t.test('a token of an app client', async t => {
  const Scopes = ['orders/read', 'orders/write']
  const client = await addClient(started, {
    GenerateSecret: true,
    ExplicitAuthFlows: ['ALLOW_CLIENT_TOKEN_AUTH' as 'ALLOW_USER_AUTH'],
    AllowedOAuthScopes: Scopes
  })
  const named = { ClientId: client.ClientId, Secret: client.ClientSecret }
  const { ClientAuthenticationResult } = await api.getClientToken(named)
  t.match(ClientAuthenticationResult, { ExpiresIn: 3600, TokenType: 'Bearer' })
  t.match(decodeJwt(ClientAuthenticationResult?.AccessToken ?? ''), {
    sub: client.ClientId,
    client_id: client.ClientId,
    token_use: 'access',
    scope: 'orders/read orders/write'
  })
  const one = await api.getClientToken({ ...named, Scopes: ['orders/read'] })
  t.equal(decodeJwt(one.ClientAuthenticationResult?.AccessToken ?? '')['scope'], 'orders/read')
  await t.rejects(
    api.getClientToken({ ...named, Scopes: ['openid'] }),
    invalid('Invalid scope requested: openid')
  )
  await t.rejects(api.getClientToken({ ...named, Secret: 'wrongsecret0123456789abcdef' }), {
    name: 'NotAuthorizedException'
  })
  const other = await addClient(started, { GenerateSecret: true })
  await t.rejects(
    api.getClientToken({ ClientId: other.ClientId, Secret: other.ClientSecret }),
    invalid('CLIENT_TOKEN_AUTH flow not enabled for this client')
  )
  const flow = 'ALLOW_CLIENT_TOKEN_AUTH' as 'ALLOW_USER_AUTH'
  await t.rejects(
    addClient(started, { ExplicitAuthFlows: [flow, 'ALLOW_USER_SRP_AUTH'] }),
    invalid('ALLOW_CLIENT_TOKEN_AUTH can not be selected along with other auth flows.')
  )
  const unscoped = await addClient(started, { GenerateSecret: true, ExplicitAuthFlows: [flow] })
  const none = await api.getClientToken({ ClientId: unscoped.ClientId, Secret: unscoped.ClientSecret })
  t.equal(decodeJwt(none.ClientAuthenticationResult?.AccessToken ?? '')['scope'], '')
})

t.test('a refresh token that was exchanged, after rotation is switched off', async t => {
  const { ClientId } = await addClient(started, {
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
    RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 60 }
  })
  const { RefreshToken } = tokens(await startSignIn(started, await addUser(started), PASSWORD, ClientId))
  await api.getTokensFromRefreshToken({ ClientId, RefreshToken })
  t.ok(tokens(await api.getTokensFromRefreshToken({ ClientId, RefreshToken })).AccessToken)
  await api.updateUserPoolClient({ UserPoolId, ClientId, ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] })
  await t.rejects(api.getTokensFromRefreshToken({ ClientId, RefreshToken }), {
    name: 'RefreshTokenReuseException',
    message: 'Refresh token reuse detected'
  })
})

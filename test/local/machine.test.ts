import t from 'tap'
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import { addClient, raw, rotating, signIn, start, user } from './local.js'

const started = await start(t, { users: [user('ada@example.com')] })
const { local, api } = started
const { clientId, clientSecret } = local.machine

async function token (form: Record<string, string>, authorization?: string) {
  const response = await fetch(`${local.endpoint}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers: { ...(authorization !== undefined && { authorization }) }
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}
const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
const credentials = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }

t.test('client credentials return an access token', async t => {
  const { status, body } = await token(credentials)
  t.equal(status, 200)
  t.match(body, { access_token: String, expires_in: 3600, token_type: 'Bearer' })
  const { payload } = await jwtVerify(
    body['access_token'] as string,
    createRemoteJWKSet(new URL(local.jwksUri)),
    { issuer: local.issuer }
  )
  t.match(payload, {
    sub: clientId,
    client_id: clientId,
    token_use: 'access',
    scope: 'orders/read orders/write',
    version: 2,
    iat: Number,
    auth_time: payload.iat,
    exp: Number(payload.iat) + 3600,
    jti: String
  })
  for (const claim of ['username', 'cognito:groups', 'origin_jti', 'aud']) t.notOk(claim in payload, claim)
})

t.test('HTTP Basic authentication is accepted', async t => {
  const { status } = await token({ grant_type: 'client_credentials' }, basic(clientId, clientSecret))
  t.equal(status, 200)
  const encoded = basic(
    clientId.replace(/^./, first => `%${first.charCodeAt(0).toString(16)}`),
    clientSecret
  )
  t.equal((await token({ grant_type: 'client_credentials' }, encoded)).status, 200, 'form-encoded within')
})

t.test('a requested scope is the only one granted', async t => {
  const { body } = await token({ ...credentials, scope: 'orders/read' })
  t.equal(decodeJwt(body['access_token'] as string)['scope'], 'orders/read')
})

t.test('errors have the codes of RFC 6749', async t => {
  const forUsers = await addClient(started, { GenerateSecret: true })
  const noScopes = await addClient(started, {
    GenerateSecret: true,
    AllowedOAuthFlows: ['client_credentials'],
    AllowedOAuthFlowsUserPoolClient: true
  })
  const codeOnly = await addClient(started, {
    GenerateSecret: true,
    AllowedOAuthFlows: ['code'],
    CallbackURLs: ['https://app.example.com/callback'],
    AllowedOAuthFlowsUserPoolClient: true
  })
  const notOAuth = await addClient(started, {
    GenerateSecret: true,
    AllowedOAuthFlows: ['client_credentials'],
    AllowedOAuthScopes: ['orders/read']
  })
  const as = (client: { ClientId: string, ClientSecret: string }) => ({
    ...credentials,
    client_id: client.ClientId,
    client_secret: client.ClientSecret
  })
  const wrong: [Record<string, string>, string, string?][] = [
    [{}, 'invalid_request'],
    [{ grant_type: 'password' }, 'unsupported_grant_type'],
    [{ ...credentials, client_secret: 'wrong' }, 'invalid_client'],
    [{ grant_type: 'client_credentials', client_id: clientId }, 'invalid_client'],
    [{ grant_type: 'client_credentials', client_id: 'unknown', client_secret: 'x' }, 'invalid_client'],
    [{ grant_type: 'client_credentials', client_id: '__proto__', client_secret: 'x' }, 'invalid_client'],
    [{ grant_type: 'client_credentials' }, 'invalid_client'],
    [{ grant_type: 'client_credentials' }, 'invalid_client', basic(clientId, 'wrong')],
    [{ grant_type: 'client_credentials' }, 'invalid_client', 'Basic'],
    [
      { grant_type: 'client_credentials' },
      'invalid_client',
      `Basic ${Buffer.from(clientId).toString('base64')}`
    ],
    [{ ...credentials, client_id: local.clientId, client_secret: '' }, 'invalid_client'],
    [as(forUsers), 'unauthorized_client'],
    [as(codeOnly), 'unauthorized_client'],
    [as(notOAuth), 'unauthorized_client'],
    [as(noScopes), 'invalid_scope'],
    [{ ...credentials, scope: 'orders/delete' }, 'invalid_scope'],
    [{ ...credentials, scope: 'orders/read openid' }, 'invalid_scope'],
    [{ ...credentials, scope: ' ' }, 'invalid_scope']
  ]
  for (const [form, error, authorization] of wrong) {
    t.same(
      await token(form, authorization),
      { status: 400, body: { error } },
      `${error} ${JSON.stringify(form)}`
    )
  }
})

t.test('the body size is limited', async t => {
  const { status } = await token({ ...credentials, scope: 'x'.repeat(1024 * 1024) })
  t.equal(status, 400)
})

t.test('a token of client credentials has no user', async t => {
  const { body } = await token(credentials)
  await t.rejects(api.getUser({ AccessToken: body['access_token'] as string }), {
    name: 'NotAuthorizedException',
    message: 'Access Token does not have required scopes'
  })
})

t.test('resource servers and machine clients are created with the SDK', async t => {
  const UserPoolId = local.userPoolId
  const Scopes = [{ ScopeName: 'see', ScopeDescription: 'See' }]
  const created = await api.createResourceServer({ UserPoolId, Identifier: 'stock', Name: 'Stock', Scopes })
  t.same(created.ResourceServer, { UserPoolId, Identifier: 'stock', Name: 'Stock', Scopes })
  t.same(
    (await api.describeResourceServer({ UserPoolId, Identifier: 'stock' })).ResourceServer,
    created.ResourceServer
  )
  await t.rejects(api.createResourceServer({ UserPoolId, Identifier: 'stock', Name: 'Stock', Scopes }), {
    name: 'InvalidParameterException'
  })
  await t.resolves(api.createResourceServer({ UserPoolId, Identifier: 'bare', Name: 'Bare' }))
  await t.rejects(
    api.createResourceServer({ UserPoolId, Identifier: 'odd', Name: 'Odd', Scopes: 'x' as never }),
    { name: 'SerializationException' }
  )
  await t.rejects(api.describeResourceServer({ UserPoolId, Identifier: 'none' }), {
    name: 'ResourceNotFoundException'
  })
  const client = await addClient(started, {
    GenerateSecret: true,
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthFlows: ['client_credentials'],
    AllowedOAuthScopes: ['stock/see'],
    AccessTokenValidity: 5,
    TokenValidityUnits: { AccessToken: 'minutes' }
  })
  const { body } = await token({
    ...credentials,
    client_id: client.ClientId,
    client_secret: client.ClientSecret
  })
  t.equal(body['expires_in'], 300)
  t.equal(decodeJwt(body['access_token'] as string)['scope'], 'stock/see')
})

t.test('an app client rotates refresh tokens until an update leaves the setting out', async t => {
  const UserPoolId = local.userPoolId
  const { UserPoolClient } = await api.createUserPoolClient({ UserPoolId, ClientName: 'x', ...rotating(30) })
  const ClientId = UserPoolClient?.ClientId
  const described = async () => (await api.describeUserPoolClient({ UserPoolId, ClientId })).UserPoolClient
  t.same(UserPoolClient?.RefreshTokenRotation, { Feature: 'ENABLED', RetryGracePeriodSeconds: 30 })
  t.same((await described())?.RefreshTokenRotation, { Feature: 'ENABLED', RetryGracePeriodSeconds: 30 })
  await api.updateUserPoolClient({ UserPoolId, ClientId, ClientName: 'y' })
  t.match(await described(), { ClientName: 'y', RefreshTokenRotation: undefined })
  await api.updateUserPoolClient({ UserPoolId, ClientId, RefreshTokenRotation: { Feature: 'DISABLED' } })
  t.same((await described())?.RefreshTokenRotation, { Feature: 'DISABLED', RetryGracePeriodSeconds: 0 })
  const plain = await addClient(started)
  t.notOk(
    (await api.describeUserPoolClient({ UserPoolId, ClientId: plain.ClientId })).UserPoolClient
      ?.RefreshTokenRotation
  )
  t.ok(await signIn(started, 'ada@example.com'))
})

t.test('settings that AWS rejects are rejected', async t => {
  const refused: Record<string, unknown>[] = [
    { RefreshTokenRotation: { Feature: 'ENABLED' }, ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'] },
    { RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 61 }, ExplicitAuthFlows: [] },
    { RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: -1 }, ExplicitAuthFlows: [] },
    { RefreshTokenRotation: { Feature: 'MAYBE' } },
    { TokenValidityUnits: { AccessToken: 'years' } },
    { AccessTokenValidity: 0 }
  ]
  for (const settings of refused) {
    const { status, body } = await raw(local, 'CreateUserPoolClient', {
      UserPoolId: local.userPoolId,
      ClientName: 'x',
      ...settings
    })
    t.match(
      { status, body },
      { status: 400, body: { __type: 'InvalidParameterException' } },
      JSON.stringify(settings)
    )
  }
})

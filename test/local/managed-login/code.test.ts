import { decodeJwt } from 'jose'
import t from 'tap'
import { signIn as apiSignIn } from '../local.js'
import { returned } from './browser.js'
import {
  ADA,
  addOAuthClient,
  CALLBACK,
  CHALLENGE,
  exchange,
  post,
  startManaged,
  VERIFIER
} from './managed.js'

const managed = await startManaged(t)
const { local, api, ClientId, signIn } = managed
const PKCE = { code_challenge: CHALLENGE, code_challenge_method: 'S256' }

t.test('a code with PKCE returns tokens', async t => {
  const { page } = await signIn({ ...PKCE, state: 'a&b', nonce: 'n1', scope: 'openid email' })
  t.ok(page.location?.startsWith(`${CALLBACK}?`))
  const { code, state } = returned(page)
  t.equal(state, 'a&b')
  const { status, body, headers } = await exchange(managed, code, { code_verifier: VERIFIER })
  t.equal(status, 200)
  t.equal(headers.get('cache-control'), 'no-store')
  t.match(body, { token_type: 'Bearer', expires_in: 3600, refresh_token: String })
  const id = decodeJwt(body['id_token'])
  const access = decodeJwt(body['access_token'])
  t.match(id, { iss: local.issuer, aud: ClientId, nonce: 'n1', email: ADA, token_use: 'id', at_hash: String })
  t.notOk('name' in id, 'the scope email allows no name')
  t.match(access, { client_id: ClientId, scope: 'openid email', version: 2, auth_time: id['auth_time'] })
  t.notOk('aud' in access)
})

t.test('a code is good once, for five minutes, and where it was requested', async t => {
  const codeOf = async (more = {}) => returned((await signIn(more)).page)['code']
  const used = await codeOf()
  t.equal((await exchange(managed, used)).status, 200)
  t.same((await exchange(managed, used)).body, { error: 'invalid_grant' }, 'at once')
  const other = await addOAuthClient(managed)
  const late = await codeOf()
  local.advance(5 * 60 * 1000)
  const wrong: [string | undefined, Record<string, string>?][] = [
    [used],
    [late],
    ['unknown'],
    [await codeOf(), { client_id: other.ClientId }],
    [await codeOf(), { redirect_uri: `${CALLBACK}/` }],
    [await codeOf(), { code_verifier: VERIFIER }],
    [await codeOf(PKCE)],
    [await codeOf(PKCE), { code_verifier: 'w'.repeat(43) }]
  ]
  for (const [code, more = {}] of wrong) {
    const { status, body } = await exchange(managed, code, more)
    t.same({ status, body }, { status: 400, body: { error: 'invalid_grant' } })
  }
  const missing = await post(managed, '/oauth2/token', {
    grant_type: 'authorization_code',
    client_id: ClientId
  })
  t.same(missing.body, { error: 'invalid_request' })
})

t.test('a disabled user, or a trigger that refuses, ends in invalid_grant', async t => {
  const { page } = await signIn()
  const named = { UserPoolId: local.userPoolId, Username: ADA }
  await api.adminDisableUser(named)
  t.same((await exchange(managed, returned(page)['code'])).body, { error: 'invalid_grant' })
  await api.adminEnableUser(named)
})

t.test('refresh tokens of managed login are accepted here and by the API', async t => {
  const { page } = await signIn({ scope: 'openid' })
  const { body } = await exchange(managed, returned(page)['code'])
  const form = { grant_type: 'refresh_token', client_id: ClientId, refresh_token: body['refresh_token'] }
  const refreshed = await post(managed, '/oauth2/token', form)
  t.equal(refreshed.status, 200)
  t.notOk('refresh_token' in refreshed.body, 'without rotation there is no new one')
  t.equal(decodeJwt(refreshed.body['access_token'])['scope'], 'openid')
  t.equal(decodeJwt(refreshed.body['id_token'])['auth_time'], decodeJwt(body['id_token'])['auth_time'])
  const byApi = await api.getTokensFromRefreshToken({ ClientId, RefreshToken: body['refresh_token'] })
  t.equal(decodeJwt(byApi.AuthenticationResult?.AccessToken as string)['scope'], 'openid')
})

t.test('a resource is the audience of access tokens, also after a refresh', async t => {
  const resource = 'https://orders.example.com'
  const { page } = await signIn({ resource })
  const { body } = await exchange(managed, returned(page)['code'])
  t.equal(decodeJwt(body['access_token']).aud, resource)
  t.equal(decodeJwt(body['id_token']).aud, ClientId)
  const form = { grant_type: 'refresh_token', client_id: ClientId, refresh_token: body['refresh_token'] }
  const refreshed = await post(managed, '/oauth2/token', form)
  t.equal(decodeJwt(refreshed.body['access_token']).aud, resource)
  const byApi = await api.getTokensFromRefreshToken({ ClientId, RefreshToken: body['refresh_token'] })
  t.equal(decodeJwt(byApi.AuthenticationResult?.AccessToken as string).aud, resource)
  t.ok(await api.getUser({ AccessToken: body['access_token'] }), 'the API accepts it')
  for (const url of ['http://localhost:8080/api', 'myapp://api']) {
    t.ok(returned((await signIn({ resource: url })).page)['code'], url)
  }
})

t.test('refresh tokens of the API are refused here', async t => {
  const { RefreshToken } = await apiSignIn(managed, ADA, ClientId)
  const form = { grant_type: 'refresh_token', client_id: ClientId, refresh_token: RefreshToken }
  t.same((await post(managed, '/oauth2/token', form)).body, { error: 'invalid_grant' })
  const { refresh_token: _token, ...without } = form
  t.same((await post(managed, '/oauth2/token', without)).body, { error: 'invalid_request' })
})

t.test('an app client that rotates gets a new refresh token, and one use of each', async t => {
  const rotating = await addOAuthClient(managed, {
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
    RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 }
  })
  const { page } = await signIn({ client_id: rotating.ClientId })
  const { body } = await exchange(managed, returned(page)['code'], { client_id: rotating.ClientId })
  const form = {
    grant_type: 'refresh_token',
    client_id: rotating.ClientId,
    refresh_token: body['refresh_token']
  }
  t.not((await post(managed, '/oauth2/token', form)).body['refresh_token'], body['refresh_token'])
  t.same((await post(managed, '/oauth2/token', form)).body, { error: 'invalid_grant' })
})

t.test('without openid there is no ID token', async t => {
  const { page } = await signIn({ scope: 'aws.cognito.signin.user.admin' })
  const { body } = await exchange(managed, returned(page)['code'])
  t.notOk('id_token' in body)
  t.equal(
    (await api.getUser({ AccessToken: body['access_token'] })).Username,
    decodeJwt(body['access_token'])['username']
  )
})

t.test('the implicit grant returns tokens in the fragment', async t => {
  const implicit = await addOAuthClient(managed, { AllowedOAuthFlows: ['implicit'] })
  const { page } = await signIn({ client_id: implicit.ClientId, response_type: 'token', state: 's' })
  t.ok(page.location?.startsWith(`${CALLBACK}#`))
  const tokens = returned(page)
  t.match(tokens, {
    access_token: String,
    id_token: String,
    token_type: 'Bearer',
    expires_in: '3600',
    state: 's'
  })
  t.notOk('refresh_token' in tokens)
})

t.test('a client with a secret proves itself', async t => {
  const secret = await addOAuthClient(managed, { GenerateSecret: true })
  const { page } = await signIn({ client_id: secret.ClientId })
  const named = { client_id: secret.ClientId }
  const code = returned(page)['code']
  t.same((await exchange(managed, code, named)).body, { error: 'invalid_client' })
  t.equal((await exchange(managed, code, { ...named, client_secret: secret.ClientSecret })).status, 200)
})

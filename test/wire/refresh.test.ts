import t from 'tap'
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify, SignJWT } from 'jose'
import { ADA, BOB, refusal, start } from './client.js'
import { keys } from './keys.js'

const INVALID = refusal('NotAuthorizedException', 'Invalid Refresh Token')

async function signedIn (t: Parameters<typeof start>[0], options: Parameters<typeof start>[1] = {}) {
  const started = await start(t, options)
  const tokens = (await started.signIn(ADA)).AuthenticationResult as Record<'AccessToken' | 'IdToken' | 'RefreshToken', string>
  return { ...started, ...tokens }
}

t.test('tokens verify by the key set, and say what Cognito says', async t => {
  const { wire, AccessToken, IdToken, RefreshToken } = await signedIn(t, { users: [{ ...ADA, groups: ['admin'], attributes: { 'custom:level': '3' } }] })
  const { issuer, jwksUri, clientId } = wire.options
  const jwks = createRemoteJWKSet(new URL(jwksUri))
  const access = await jwtVerify(AccessToken, jwks, { issuer })
  const id = await jwtVerify(IdToken, jwks, { issuer, audience: clientId })
  t.strictSame(Object.keys(access.payload).sort(), [
    'auth_time', 'client_id', 'cognito:groups', 'event_id', 'exp', 'iat', 'iss', 'jti', 'origin_jti', 'scope', 'sub', 'token_use', 'username'
  ])
  t.match(access.payload, { sub: ADA.sub, username: ADA.sub, client_id: clientId, token_use: 'access', scope: 'aws.cognito.signin.user.admin', 'cognito:groups': ['admin'] })
  t.match(id.payload, { sub: ADA.sub, 'cognito:username': ADA.sub, token_use: 'id', email: ADA.email, email_verified: true, 'custom:level': '3' })
  t.equal(access.payload['origin_jti'], id.payload['origin_jti'])
  t.strictSame(Object.keys(decodeProtectedHeader(AccessToken)).sort(), ['alg', 'kid'])
  t.not(decodeProtectedHeader(AccessToken).kid, decodeProtectedHeader(IdToken).kid)
  t.match(RefreshToken.split('.'), { length: 5 })
})

t.test('refreshed without rotation: the same refresh token goes on', async t => {
  const { wire, api, ClientId, initiate, AccessToken, RefreshToken } = await signedIn(t)
  wire.advance(60_000)
  const results = [
    (await api.getTokensFromRefreshToken({ ClientId, RefreshToken })).AuthenticationResult,
    (await initiate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: RefreshToken })).AuthenticationResult
  ]
  const before = decodeJwt(AccessToken)
  for (const result of results) {
    t.equal(result?.RefreshToken, undefined)
    const after = decodeJwt(result?.AccessToken as string)
    t.strictSame([after['auth_time'], after['origin_jti']], [before['auth_time'], before['origin_jti']])
    t.not(after.jti, before.jti)
    t.equal(after.iat, before.iat as number + 60)
  }
})

t.test('with rotation: a new one, and the old one for the grace period', async t => {
  const { wire, api, ClientId, initiate, RefreshToken: first } = await signedIn(t, { rotation: { gracePeriod: 10 } })
  const refresh = async (RefreshToken: string) => (await api.getTokensFromRefreshToken({ ClientId, RefreshToken })).AuthenticationResult?.RefreshToken as string
  await t.rejects(initiate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: first }), refusal('InvalidParameterException'))
  const second = await refresh(first)
  t.not(second, first)
  wire.advance(10_000)
  t.type(await refresh(first), 'string')
  wire.advance(1)
  await t.rejects(refresh(first), refusal('RefreshTokenReuseException'))
  await t.rejects(refresh(second), refusal('NotAuthorizedException', 'Refresh Token has been revoked'), 'and nothing of the sign-in works')
})

t.test('a refresh token that is not good', async t => {
  const { wire, api, ClientId, AccessToken, RefreshToken } = await signedIn(t, { otherClientId: 'otherclient2' })
  await t.rejects(api.getTokensFromRefreshToken({ ClientId, RefreshToken: 'abc' }), INVALID)
  await t.rejects(api.getTokensFromRefreshToken({ ClientId: 'otherclient2', RefreshToken }), INVALID)
  await t.rejects(api.getTokensFromRefreshToken({ ClientId, RefreshToken: AccessToken }), INVALID)
  wire.person(ADA.email).disabled = true
  await t.rejects(api.getTokensFromRefreshToken({ ClientId, RefreshToken }), refusal('NotAuthorizedException', 'User is disabled.'))
  wire.person(ADA.email).disabled = false
  wire.advance(30 * 24 * 3_600_000)
  await t.rejects(api.getTokensFromRefreshToken({ ClientId, RefreshToken }), refusal('NotAuthorizedException', 'Refresh Token has expired'))
})

t.test('revoked: that sign-in ends, others go on', async t => {
  const { api, ClientId, signIn, AccessToken, RefreshToken } = await signedIn(t, { otherClientId: 'otherclient2' })
  const other = (await signIn(ADA)).AuthenticationResult
  await t.rejects(api.revokeToken({ ClientId, Token: AccessToken }), refusal('UnsupportedTokenTypeException'))
  await t.rejects(api.revokeToken({ ClientId: 'otherclient2', Token: RefreshToken }), refusal('UnauthorizedException'))
  await t.rejects(api.revokeToken({ ClientId: 'nobody', Token: RefreshToken }), refusal('UnauthorizedException'))
  await api.revokeToken({ ClientId, Token: RefreshToken })
  await api.revokeToken({ ClientId, Token: RefreshToken })
  await api.revokeToken({ ClientId, Token: 'abc' })
  await t.rejects(api.getTokensFromRefreshToken({ ClientId, RefreshToken }), refusal('NotAuthorizedException', 'Refresh Token has been revoked'))
  await t.rejects(api.getUser({ AccessToken }), refusal('NotAuthorizedException', 'Access Token has been revoked'))
  t.equal((await api.getUser({ AccessToken: other?.AccessToken })).Username, ADA.sub)
})

t.test('signed out everywhere', async t => {
  const { api, ClientId, signIn, AccessToken } = await signedIn(t)
  const other = (await signIn(ADA)).AuthenticationResult
  const bob = (await signIn(BOB)).AuthenticationResult
  await api.globalSignOut({ AccessToken })
  for (const token of [AccessToken, other?.AccessToken]) await t.rejects(api.getUser({ AccessToken: token }), refusal('NotAuthorizedException', /revoked/))
  await t.rejects(api.globalSignOut({ AccessToken }), refusal('NotAuthorizedException', /revoked/))
  await t.rejects(api.getTokensFromRefreshToken({ ClientId, RefreshToken: other?.RefreshToken }), refusal('NotAuthorizedException'))
  t.ok(await api.getUser({ AccessToken: bob?.AccessToken }))
})

t.test('an access token that is not good', async t => {
  const { wire, api, AccessToken, IdToken } = await signedIn(t)
  const { access } = await keys()
  const sign = (claims: object) => new SignJWT({ ...decodeJwt(AccessToken), ...claims }).setProtectedHeader({ kid: access.kid, alg: 'RS256' }).sign(access.privateKey)
  const getUser = (AccessToken: string) => api.getUser({ AccessToken })
  const INVALID = refusal('NotAuthorizedException', 'Invalid Access Token')
  await t.rejects(getUser('abc'), INVALID)
  await t.rejects(getUser(IdToken), INVALID)
  await t.rejects(getUser(AccessToken.slice(0, -8) + 'AAAAAAAA'), INVALID)
  await t.rejects(getUser(await sign({ iss: 'https://elsewhere.example.com' })), INVALID)
  await t.rejects(getUser(await sign({ scope: 'openid' })), refusal('NotAuthorizedException', 'Access Token does not have required scopes'))
  await t.rejects(getUser(await sign({ origin_jti: 'other' })), refusal('NotAuthorizedException', 'Access Token has been revoked'))
  wire.advance(3_600_000)
  await t.rejects(getUser(AccessToken), refusal('NotAuthorizedException', 'Access Token has expired'))
})

t.test('an account that is gone, or not as it was', async t => {
  const { wire, api, AccessToken } = await signedIn(t)
  wire.person(ADA.email).status = 'RESET_REQUIRED'
  await t.rejects(api.getUser({ AccessToken }), refusal('PasswordResetRequiredException'))
  await t.rejects(api.associateSoftwareToken({ AccessToken }), refusal('NotAuthorizedException'), 'where the operation does not declare that')
  wire.person(ADA.email).status = 'CONFIRMED'
  await api.deleteUser({ AccessToken })
  await t.rejects(api.getUser({ AccessToken }), refusal('UserNotFoundException'))
  await t.rejects(api.globalSignOut({ AccessToken }), refusal('NotAuthorizedException'))
})

import t from 'tap'
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { ADA, BOB, refusal, start } from './client.js'

const INVALID = refusal('NotAuthorizedException', 'Invalid Refresh Token')

async function signedIn (t: Parameters<typeof start>[0], options: Parameters<typeof start>[1] = {}) {
  const started = await start(t, options)
  const tokens = (await started.signIn(ADA)).AuthenticationResult as Record<
    'AccessToken' | 'IdToken' | 'RefreshToken',
    string
  >
  return { ...started, ...tokens }
}

t.test('tokens are verified with the key set and have the claims of Cognito', async t => {
  const { cognito, AccessToken, IdToken, RefreshToken } = await signedIn(t, {
    users: [{ ...ADA, groups: ['admin'], attributes: { 'custom:level': '3' } }],
    customAttributes: ['custom:level'],
    readAttributes: ['email', 'email_verified', 'custom:level']
  })
  const { issuer, jwksUri, clientId } = cognito.options
  const jwks = createRemoteJWKSet(new URL(jwksUri))
  const access = await jwtVerify(AccessToken, jwks, { issuer })
  const id = await jwtVerify(IdToken, jwks, { issuer, audience: clientId })
  t.strictSame(Object.keys(access.payload).sort(), [
    'auth_time',
    'client_id',
    'cognito:groups',
    'event_id',
    'exp',
    'iat',
    'iss',
    'jti',
    'origin_jti',
    'scope',
    'sub',
    'token_use',
    'username'
  ])
  t.match(access.payload, {
    sub: ADA.sub,
    username: ADA.sub,
    client_id: clientId,
    token_use: 'access',
    scope: 'aws.cognito.signin.user.admin',
    'cognito:groups': ['admin']
  })
  t.match(id.payload, {
    sub: ADA.sub,
    'cognito:username': ADA.sub,
    token_use: 'id',
    email: ADA.email,
    email_verified: true,
    'custom:level': '3'
  })
  t.equal(access.payload['origin_jti'], id.payload['origin_jti'])
  t.strictSame(Object.keys(decodeProtectedHeader(AccessToken)).sort(), ['alg', 'kid'])
  t.not(decodeProtectedHeader(AccessToken).kid, decodeProtectedHeader(IdToken).kid)
  t.match(RefreshToken.split('.'), { length: 5 })
})

t.test('without rotation, the refresh token stays valid', async t => {
  const { cognito, api, ClientId, initiate, AccessToken, RefreshToken } = await signedIn(t)
  cognito.advance(60_000)
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
    t.equal(after.iat, (before.iat as number) + 60)
  }
})

t.test('with rotation, the old refresh token is valid for the grace period', async t => {
  const {
    cognito,
    api,
    ClientId,
    initiate,
    RefreshToken: first
  } = await signedIn(t, { rotation: { gracePeriod: 10 } })
  const refresh = async (RefreshToken: string) =>
    (await api.getTokensFromRefreshToken({ ClientId, RefreshToken })).AuthenticationResult
      ?.RefreshToken as string
  await t.rejects(
    initiate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: first }),
    refusal('InvalidParameterException')
  )
  const second = await refresh(first)
  t.not(second, first)
  cognito.advance(9_999)
  t.type(await refresh(first), 'string')
  cognito.advance(1)
  await t.rejects(refresh(first), refusal('RefreshTokenReuseException'))
  await t.rejects(
    refresh(second),
    refusal('NotAuthorizedException', 'Refresh Token has been revoked'),
    'and nothing of the sign-in works'
  )
})

t.test('invalid refresh tokens are rejected', async t => {
  const { cognito, api, ClientId, createOther, AccessToken, RefreshToken } = await signedIn(t)
  await t.rejects(api.getTokensFromRefreshToken({ ClientId, RefreshToken: 'abc' }), INVALID)
  await t.rejects(api.getTokensFromRefreshToken({ ClientId: await createOther(), RefreshToken }), INVALID)
  await t.rejects(api.getTokensFromRefreshToken({ ClientId, RefreshToken: AccessToken }), INVALID)
  cognito.liveUser(ADA.email).disabled = true
  await t.rejects(
    api.getTokensFromRefreshToken({ ClientId, RefreshToken }),
    refusal('NotAuthorizedException', 'User is disabled.')
  )
  cognito.liveUser(ADA.email).disabled = false
  cognito.advance(30 * 24 * 3_600_000)
  await t.rejects(
    api.getTokensFromRefreshToken({ ClientId, RefreshToken }),
    refusal('NotAuthorizedException', 'Refresh Token has expired')
  )
})

t.test('RevokeToken ends one session only', async t => {
  const { api, ClientId, createOther, signIn, AccessToken, RefreshToken } = await signedIn(t)
  const other = (await signIn(ADA)).AuthenticationResult
  await t.rejects(api.revokeToken({ ClientId, Token: AccessToken }), refusal('UnsupportedTokenTypeException'))
  await t.rejects(
    api.revokeToken({ ClientId: await createOther(), Token: RefreshToken }),
    refusal('UnauthorizedException')
  )
  await t.rejects(
    api.revokeToken({ ClientId: 'nobody', Token: RefreshToken }),
    refusal('UnauthorizedException')
  )
  await api.revokeToken({ ClientId, Token: RefreshToken })
  await api.revokeToken({ ClientId, Token: RefreshToken })
  await api.revokeToken({ ClientId, Token: 'abc' })
  await t.rejects(
    api.getTokensFromRefreshToken({ ClientId, RefreshToken }),
    refusal('NotAuthorizedException', 'Refresh Token has been revoked')
  )
  await t.rejects(
    api.getUser({ AccessToken }),
    refusal('NotAuthorizedException', 'Access Token has been revoked')
  )
  t.equal((await api.getUser({ AccessToken: other?.AccessToken })).Username, ADA.sub)
})

t.test('GlobalSignOut ends every session', async t => {
  const { api, ClientId, signIn, AccessToken } = await signedIn(t)
  const other = (await signIn(ADA)).AuthenticationResult
  const bob = (await signIn(BOB)).AuthenticationResult
  await api.globalSignOut({ AccessToken })
  for (const token of [AccessToken, other?.AccessToken]) {
    await t.rejects(api.getUser({ AccessToken: token }), refusal('NotAuthorizedException', /revoked/))
  }
  await t.rejects(api.globalSignOut({ AccessToken }), refusal('NotAuthorizedException', /revoked/))
  await t.rejects(
    api.getTokensFromRefreshToken({ ClientId, RefreshToken: other?.RefreshToken }),
    refusal('NotAuthorizedException')
  )
  t.ok(await api.getUser({ AccessToken: bob?.AccessToken }))
})

t.test('invalid access tokens are rejected', async t => {
  const { cognito, api, AccessToken, IdToken } = await signedIn(t)
  const getUser = (AccessToken: string) => api.getUser({ AccessToken })
  const INVALID = refusal('NotAuthorizedException', 'Invalid Access Token')
  await t.rejects(getUser('abc'), INVALID)
  await t.rejects(getUser(IdToken), INVALID)
  await t.rejects(getUser(AccessToken.slice(0, -8) + 'AAAAAAAA'), INVALID)
  cognito.advance(3_600_000)
  await t.rejects(getUser(AccessToken), refusal('NotAuthorizedException', 'Access Token has expired'))
})

t.test('access tokens are rejected after a password reset, and after the user is deleted', async t => {
  const { cognito, api, AccessToken } = await signedIn(t)
  cognito.liveUser(ADA.email).status = 'RESET_REQUIRED'
  await t.rejects(api.getUser({ AccessToken }), refusal('PasswordResetRequiredException'))
  await t.rejects(
    api.associateSoftwareToken({ AccessToken }),
    refusal('NotAuthorizedException'),
    'where the operation does not declare that'
  )
  cognito.liveUser(ADA.email).status = 'CONFIRMED'
  await api.deleteUser({ AccessToken })
  await t.rejects(api.getUser({ AccessToken }), refusal('UserNotFoundException'))
  await t.rejects(api.globalSignOut({ AccessToken }), refusal('NotAuthorizedException'))
})

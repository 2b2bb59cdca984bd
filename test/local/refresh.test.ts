import t from 'tap'
import {
  addClient,
  createClock,
  newEmail,
  rotating,
  secretHash,
  signIn,
  start,
  tokens,
  user
} from './local.js'

const { clock, forward } = createClock()
const started = await start(t, { clock, users: [user('ada@example.com', { groups: ['user'] })] })
const { local, api } = started
const ClientId = local.clientId
const UserPoolId = local.userPoolId

const refresh = async (RefreshToken: string, client: string = ClientId, ClientSecret?: string) =>
  tokens(await api.getTokensFromRefreshToken({ ClientId: client, RefreshToken, ClientSecret }))
const refreshTokenAuth = async (REFRESH_TOKEN: string, more = {}, client = ClientId) =>
  tokens(
    await api.initiateAuth({
      ClientId: client,
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      AuthParameters: { REFRESH_TOKEN, ...more }
    })
  )
const expired = { name: 'NotAuthorizedException', message: 'Refresh Token has expired' }
const revoked = { name: 'NotAuthorizedException', message: 'Refresh Token has been revoked' }
const invalid = { name: 'NotAuthorizedException', message: 'Invalid Refresh Token' }

/** A user of one test's own, as they may not exist or be enabled at its end. */
async function signInAsNew () {
  const email = newEmail()
  await api.adminCreateUser({ UserPoolId, Username: email, MessageAction: 'SUPPRESS' })
  await api.adminSetUserPassword({ UserPoolId, Username: email, Password: 'Passw0rd!', Permanent: true })
  return { email, ...(await signIn(started, email)) }
}

t.test('a refresh keeps auth_time and origin_jti, and has the current groups', async t => {
  const first = await signIn(started, 'ada@example.com')
  forward(100)
  await api.adminAddUserToGroup({ UserPoolId, Username: 'ada@example.com', GroupName: 'admin' })
  for (const again of [await refresh(first.RefreshToken), await refreshTokenAuth(first.RefreshToken)]) {
    t.equal(again.RefreshToken, '', 'without rotation there is no new refresh token')
    for (const claim of ['sub', 'auth_time', 'origin_jti', 'username', 'client_id']) {
      t.equal(again.access[claim], first.access[claim], claim)
    }
    t.equal(again.access.iat, Number(first.access.iat) + 100)
    t.not(again.access.jti, first.access.jti)
    t.same(again.access['cognito:groups'], ['admin', 'user'])
    t.equal(again.id['auth_time'], first.access['auth_time'])
  }
})

t.test('invalid refresh tokens are rejected', async t => {
  const { RefreshToken, AccessToken } = await signIn(started, 'ada@example.com')
  const other = await addClient(started)
  await t.rejects(refresh(AccessToken), invalid)
  await t.rejects(refresh('unknown'), invalid)
  await t.rejects(refreshTokenAuth('unknown'), invalid)
  await t.rejects(refresh(RefreshToken, other.ClientId), invalid)
  await t.rejects(api.initiateAuth({ ClientId, AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters: {} }), {
    name: 'InvalidParameterException'
  })
  const none = await addClient(started, { ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] })
  await t.rejects(refreshTokenAuth(RefreshToken, {}, none.ClientId), {
    name: 'InvalidParameterException',
    message: 'REFRESH_TOKEN_AUTH flow not enabled for this client'
  })
})

t.test('a refresh token expires after 30 days, or as the app client sets', async t => {
  const usual = await signIn(started, 'ada@example.com')
  forward(30 * 24 * 3600 - 1)
  await t.resolves(refresh(usual.RefreshToken))
  forward(1)
  await t.rejects(refresh(usual.RefreshToken), expired)
  const client = await addClient(started, {
    RefreshTokenValidity: 2,
    TokenValidityUnits: { RefreshToken: 'hours' }
  })
  const short = await signIn(started, 'ada@example.com', client.ClientId)
  t.ok(await refresh(short.RefreshToken, client.ClientId))
  forward(2 * 3600)
  await t.rejects(refresh(short.RefreshToken, client.ClientId), expired)
})

t.test('a client without validities has one hour and 30 days', async t => {
  const client = await addClient(started)
  const { access, id, RefreshToken } = await signIn(started, 'ada@example.com', client.ClientId)
  t.equal(Number(access.exp) - Number(access.iat), 3600)
  t.equal(Number(id.exp) - Number(id.iat), 3600)
  forward(29 * 24 * 3600)
  t.ok(await refresh(RefreshToken, client.ClientId))
  const hours = await addClient(started, { AccessTokenValidity: 2, IdTokenValidity: 3 })
  const longer = await signIn(started, 'ada@example.com', hours.ClientId)
  t.equal(
    Number(longer.access.exp) - Number(longer.access.iat),
    2 * 3600,
    'a validity without a unit is in hours'
  )
  t.equal(Number(longer.id.exp) - Number(longer.id.iat), 3 * 3600)
})

t.test('rotation returns a new refresh token of the same session', async t => {
  const client = await addClient(started, rotating(0))
  const first = await signIn(started, 'ada@example.com', client.ClientId)
  const second = await refresh(first.RefreshToken, client.ClientId)
  t.match(second.RefreshToken, /^[\w.-]{300,}$/)
  const third = await refresh(second.RefreshToken, client.ClientId)
  t.equal(new Set([first, second, third].map(one => one.RefreshToken)).size, 3)
  t.equal(third.access['origin_jti'], first.access['origin_jti'])
})

t.test('rotation does not extend a session', async t => {
  const client = await addClient(started, rotating(0))
  const first = await signIn(started, 'ada@example.com', client.ClientId)
  forward(29 * 24 * 3600)
  const second = await refresh(first.RefreshToken, client.ClientId)
  forward(24 * 3600)
  await t.rejects(refresh(second.RefreshToken, client.ClientId), expired)
})

t.test('reuse of a refresh token ends the session', async t => {
  const client = await addClient(started, rotating(0))
  const first = await signIn(started, 'ada@example.com', client.ClientId)
  const second = await refresh(first.RefreshToken, client.ClientId)
  await t.rejects(refresh(first.RefreshToken, client.ClientId), {
    name: 'RefreshTokenReuseException',
    message: 'Refresh token reuse detected'
  })
  await t.rejects(refresh(second.RefreshToken, client.ClientId), revoked)
  await t.rejects(api.getUser({ AccessToken: second.AccessToken }), {
    name: 'NotAuthorizedException',
    message: 'Access Token has been revoked'
  })
})

t.test('within the grace period a used refresh token is accepted', async t => {
  const client = await addClient(started, rotating(10))
  const first = await signIn(started, 'ada@example.com', client.ClientId)
  const second = await refresh(first.RefreshToken, client.ClientId)
  forward(9)
  const retried = await refresh(first.RefreshToken, client.ClientId)
  t.ok(retried.RefreshToken)
  t.ok(
    await refresh(second.RefreshToken, client.ClientId),
    'the refresh token of the lost response is accepted too'
  )
  t.ok(await refresh(retried.RefreshToken, client.ClientId))
  forward(1)
  await t.rejects(
    refresh(first.RefreshToken, client.ClientId),
    { name: 'RefreshTokenReuseException' },
    'counted from its first use'
  )
})

t.test('of two concurrent requests with one refresh token, one succeeds', async t => {
  const client = await addClient(started, rotating(0))
  const { RefreshToken } = await signIn(started, 'ada@example.com', client.ClientId)
  const results = await Promise.allSettled([
    refresh(RefreshToken, client.ClientId),
    refresh(RefreshToken, client.ClientId)
  ])
  t.same(results.map(result => result.status).sort(), ['fulfilled', 'rejected'])
})

t.test('a used token stays used after rotation is disabled', async t => {
  const client = await addClient(started, rotating(30))
  const { RefreshToken } = await signIn(started, 'ada@example.com', client.ClientId)
  const second = await refresh(RefreshToken, client.ClientId)
  await api.updateUserPoolClient({
    UserPoolId,
    ClientId: client.ClientId,
    RefreshTokenRotation: { Feature: 'DISABLED' }
  })
  t.equal((await refresh(second.RefreshToken, client.ClientId)).RefreshToken, '')
  await t.rejects(refresh(RefreshToken, client.ClientId), { name: 'RefreshTokenReuseException' })
})

t.test('the client secret is checked', async t => {
  const client = await addClient(started, { GenerateSecret: true })
  const { AuthenticationResult } = await api.initiateAuth({
    ClientId: client.ClientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: {
      USERNAME: 'ada@example.com',
      PASSWORD: 'Passw0rd!',
      SECRET_HASH: secretHash(client, 'ada@example.com')
    }
  })
  const { RefreshToken, access } = tokens({ AuthenticationResult })
  t.ok(await refresh(RefreshToken, client.ClientId, client.ClientSecret))
  await t.rejects(refresh(RefreshToken, client.ClientId), {
    name: 'NotAuthorizedException',
    message: /configured with secret/
  })
  await t.rejects(refresh(RefreshToken, client.ClientId, 'wrongwrongwrongwrongwrong'), {
    name: 'NotAuthorizedException',
    message: /^Secret does not match/
  })
  const mine = await signIn(started, 'ada@example.com')
  await t.rejects(refresh(mine.RefreshToken, ClientId, 'unaskedunaskedunaskedunasked'), {
    name: 'NotAuthorizedException',
    message: /configured without secret/
  })

  const SECRET_HASH = secretHash(client, String(access['username']))
  t.ok(await refreshTokenAuth(RefreshToken, { SECRET_HASH }, client.ClientId))
  await t.rejects(refreshTokenAuth(RefreshToken, {}, client.ClientId), {
    name: 'NotAuthorizedException',
    message: /SECRET_HASH was not received/
  })
  const byEmail = { SECRET_HASH: secretHash(client, 'ada@example.com') }
  await t.rejects(
    refreshTokenAuth(RefreshToken, byEmail, client.ClientId),
    { name: 'NotAuthorizedException', message: /does not match/ },
    'here the name in the pool is hashed, not the email'
  )
})

t.test('a disabled user cannot refresh, and stays signed out when enabled again', async t => {
  const { email, RefreshToken } = await signInAsNew()
  await api.adminDisableUser({ UserPoolId, Username: email })
  await t.rejects(refresh(RefreshToken), { name: 'NotAuthorizedException', message: 'User is disabled.' })
  await api.adminEnableUser({ UserPoolId, Username: email })
  await t.rejects(refresh(RefreshToken), revoked)
})

t.test('a deleted user cannot refresh, nor can a new user with the same username', async t => {
  const { email, RefreshToken } = await signInAsNew()
  await api.adminDeleteUser({ UserPoolId, Username: email })
  await t.rejects(refresh(RefreshToken), invalid)

  const { UserPool } = await api.createUserPool({ PoolName: 'names' })
  const pool = UserPool?.Id as string
  const client = await addClient(started, { UserPoolId: pool })
  const add = async () => {
    await api.adminCreateUser({ UserPoolId: pool, Username: 'bob', MessageAction: 'SUPPRESS' })
    await api.adminSetUserPassword({
      UserPoolId: pool,
      Username: 'bob',
      Password: 'Passw0rd!',
      Permanent: true
    })
  }
  await add()
  const bob = await signIn(started, 'bob', client.ClientId)
  t.ok(await refresh(bob.RefreshToken, client.ClientId))
  await api.adminDeleteUser({ UserPoolId: pool, Username: 'bob' })
  await add()
  await t.rejects(refresh(bob.RefreshToken, client.ClientId), invalid)
})

import t from 'tap'
import {
  PASSWORD,
  addClient,
  attributes,
  createClock,
  newEmail,
  raw,
  secretHash,
  signIn,
  start,
  tokens,
  user
} from './local.js'

const { clock, forward } = createClock()
const started = await start(t, {
  clock,
  users: [user('ada@example.com', { groups: ['admin'] }), user('bob@example.com')]
})
const { local, api } = started
const ClientId = local.clientId
const UserPoolId = local.userPoolId

t.test('an access token has the user, the app client and its lifetime', async t => {
  const { access } = await signIn(started, 'ada@example.com')
  const now = Math.floor(clock() / 1000)
  t.match(access, {
    'cognito:groups': ['admin'],
    iss: local.issuer,
    client_id: ClientId,
    token_use: 'access',
    scope: 'aws.cognito.signin.user.admin',
    auth_time: now,
    iat: now,
    exp: now + 3600,
    sub: String,
    username: access.sub
  })
  for (const claim of ['jti', 'origin_jti', 'event_id']) t.type(access[claim], 'string')
  t.notOk('aud' in access)
})

t.test('an ID token has the attributes that the app client can read', async t => {
  await api.adminUpdateUserAttributes({
    UserPoolId,
    Username: 'ada@example.com',
    UserAttributes: [
      { Name: 'custom:role', Value: 'owner' },
      { Name: 'nickname', Value: 'al' }
    ]
  })
  const { id, access } = await signIn(started, 'ada@example.com')
  t.match(id, {
    aud: ClientId,
    token_use: 'id',
    iss: local.issuer,
    sub: access.sub,
    'cognito:username': access.sub,
    'cognito:groups': ['admin'],
    email: 'ada@example.com',
    email_verified: true,
    name: 'Ada',
    phone_number: '+15555550100',
    'custom:role': 'owner',
    origin_jti: access['origin_jti']
  })
  t.notOk('client_id' in id || 'scope' in id || 'nickname' in id)
  const unlisted = await signIn(started, 'ada@example.com', (await addClient(started)).ClientId)
  t.match(
    unlisted.id,
    { nickname: 'al', 'custom:role': undefined },
    'without a list: the standard attributes'
  )
})

t.test('a user without groups has no groups claim', async t => {
  const { access, id } = await signIn(started, 'bob@example.com')
  t.notOk('cognito:groups' in access || 'cognito:groups' in id)
})

t.test('GetUser returns the attributes that the app client can read', async t => {
  const { AccessToken } = await signIn(started, 'ada@example.com')
  const { UserAttributes } = await api.getUser({ AccessToken })
  t.same(UserAttributes?.map(({ Name }) => Name).sort(), [
    'custom:role',
    'email',
    'email_verified',
    'name',
    'phone_number',
    'sub'
  ])
})

t.test('every operation with an access token verifies it', async t => {
  const { AccessToken, IdToken } = await signIn(started, 'bob@example.com')
  const [header, payload = '', signature = ''] = AccessToken.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
  const forged = Buffer.from(
    JSON.stringify({ ...claims, sub: (await signIn(started, 'ada@example.com')).access.sub })
  ).toString('base64url')
  const unsigned = Buffer.from('{"alg":"none"}').toString('base64url')
  const bad = [
    'rubbish',
    '..',
    IdToken,
    `${header}.${forged}.${signature}`,
    `${AccessToken}.x`,
    `${header}.${payload}`,
    `${unsigned}.${payload}.`,
    `${header}.${payload}.${signature.slice(0, -4)}`
  ]
  const more: Record<string, object> = {
    GetUser: {},
    ChangePassword: { PreviousPassword: PASSWORD, ProposedPassword: PASSWORD },
    UpdateUserAttributes: { UserAttributes: [{ Name: 'name', Value: 'Mallory' }] },
    DeleteUserAttributes: { UserAttributeNames: ['name'] },
    DeleteUser: {},
    GlobalSignOut: {},
    GetUserAttributeVerificationCode: { AttributeName: 'email' },
    VerifyUserAttribute: { AttributeName: 'email', Code: '1' },
    AssociateSoftwareToken: {},
    VerifySoftwareToken: { UserCode: '123456' },
    SetUserMFAPreference: {}
  }
  for (const [operation, fields] of Object.entries(more)) {
    for (const token of bad) {
      const { status, body } = await raw(local, operation, { AccessToken: token, ...fields })
      t.same(
        [status, body['__type'], body['message']],
        [400, 'NotAuthorizedException', 'Invalid Access Token'],
        `${operation} ${bad.indexOf(token)}`
      )
    }
    t.match(
      (await raw(local, operation, fields)).body,
      { __type: 'InvalidParameterException' },
      `${operation} without a token`
    )
  }
  t.ok(await api.getUser({ AccessToken }), 'no user was signed out or deleted')
})

t.test('a token of a deleted app client is rejected', async t => {
  const client = await addClient(started)
  const { AccessToken } = await signIn(started, 'bob@example.com', client.ClientId)
  await api.deleteUserPoolClient({ UserPoolId, ClientId: client.ClientId })
  await t.rejects(api.getUser({ AccessToken }), {
    name: 'NotAuthorizedException',
    message: 'Invalid Access Token'
  })
})

t.test('an access token expires', async t => {
  const { AccessToken } = await signIn(started, 'bob@example.com')
  forward(3599)
  t.ok(await api.getUser({ AccessToken }))
  forward(1)
  await t.rejects(api.getUser({ AccessToken }), {
    name: 'NotAuthorizedException',
    message: 'Access Token has expired'
  })
})

t.test('GlobalSignOut ends every session of the user, and no other', async t => {
  const [one, other, ada] = [
    await signIn(started, 'bob@example.com'),
    await signIn(started, 'bob@example.com'),
    await signIn(started, 'ada@example.com')
  ]
  await api.globalSignOut({ AccessToken: one.AccessToken })
  for (const { AccessToken, RefreshToken } of [one, other]) {
    await t.rejects(api.getUser({ AccessToken }), {
      name: 'NotAuthorizedException',
      message: 'Access Token has been revoked'
    })
    await t.rejects(api.getTokensFromRefreshToken({ ClientId, RefreshToken }), {
      name: 'NotAuthorizedException',
      message: 'Refresh Token has been revoked'
    })
  }
  t.ok(await api.getUser({ AccessToken: ada.AccessToken }))
  const again = await signIn(started, 'bob@example.com')
  t.ok(await api.getUser({ AccessToken: again.AccessToken }), 'and they can sign in again')

  await api.adminUserGlobalSignOut({ UserPoolId, Username: 'bob@example.com' })
  await t.rejects(api.getUser({ AccessToken: again.AccessToken }), {
    message: 'Access Token has been revoked'
  })
  await t.rejects(api.adminUserGlobalSignOut({ UserPoolId, Username: 'nobody@example.com' }), {
    name: 'UserNotFoundException'
  })
})

t.test('RevokeToken ends one session only', async t => {
  const [one, other] = [await signIn(started, 'bob@example.com'), await signIn(started, 'bob@example.com')]
  const refreshed = tokens(await api.getTokensFromRefreshToken({ ClientId, RefreshToken: one.RefreshToken }))
  await api.revokeToken({ ClientId, Token: one.RefreshToken })
  for (const AccessToken of [one.AccessToken, refreshed.AccessToken]) {
    await t.rejects(api.getUser({ AccessToken }), {
      name: 'NotAuthorizedException',
      message: 'Access Token has been revoked'
    })
  }
  await t.rejects(api.getTokensFromRefreshToken({ ClientId, RefreshToken: one.RefreshToken }), {
    name: 'NotAuthorizedException'
  })
  t.ok(await api.getUser({ AccessToken: other.AccessToken }))
  await t.resolves(api.revokeToken({ ClientId, Token: one.RefreshToken }), 'twice is no error')
  await t.resolves(api.revokeToken({ ClientId, Token: 'unknown' }), 'an unknown token is not an error')
})

t.test('RevokeToken accepts tokens of the app client only, and checks its secret', async t => {
  const client = await addClient(started, { GenerateSecret: true })
  const { AuthenticationResult } = await api.initiateAuth({
    ClientId: client.ClientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: {
      USERNAME: 'bob@example.com',
      PASSWORD,
      SECRET_HASH: secretHash(client, 'bob@example.com')
    }
  })
  const { RefreshToken: Token, AccessToken } = tokens({ AuthenticationResult })
  await t.rejects(api.revokeToken({ ClientId, Token }), { name: 'UnauthorizedException' })
  await t.rejects(api.revokeToken({ ClientId: client.ClientId, Token }), { name: 'UnauthorizedException' })
  t.ok(await api.getUser({ AccessToken }))
  await api.revokeToken({ ...client, Token })
  await t.rejects(api.getUser({ AccessToken }), { message: 'Access Token has been revoked' })
})

t.test('access tokens of deleted and disabled users are rejected', async t => {
  const email = newEmail()
  await api.adminCreateUser({ UserPoolId, Username: email, MessageAction: 'SUPPRESS' })
  await api.adminSetUserPassword({ UserPoolId, Username: email, Password: PASSWORD, Permanent: true })
  const { AccessToken } = await signIn(started, email)
  await api.adminDisableUser({ UserPoolId, Username: email })
  await t.rejects(api.getUser({ AccessToken }), {
    name: 'NotAuthorizedException',
    message: 'User is disabled.'
  })
  await api.adminEnableUser({ UserPoolId, Username: email })
  const again = await signIn(started, email)
  await api.deleteUser({ AccessToken: again.AccessToken })
  await t.rejects(api.getUser({ AccessToken: again.AccessToken }), {
    name: 'UserNotFoundException',
    message: 'User does not exist.'
  })
})

t.test('a user updates the attributes that the app client can write', async t => {
  const { AccessToken } = await signIn(started, 'bob@example.com')
  const update = async (...UserAttributes: { Name: string, Value: string }[]) =>
    await api.updateUserAttributes({ AccessToken, UserAttributes })
  t.same((await update({ Name: 'name', Value: 'Robert' })).CodeDeliveryDetailsList, [])
  t.equal((await signIn(started, 'bob@example.com')).id['name'], 'Robert')
  for (const Name of ['custom:role', 'email_verified', 'sub']) {
    await t.rejects(
      update({ Name, Value: 'true' }),
      { name: 'NotAuthorizedException', message: 'A client attempted to write unauthorized attribute' },
      Name
    )
  }
  await t.rejects(update({ Name: 'phone_number', Value: '12' }), { name: 'InvalidParameterException' })
  await t.rejects(api.deleteUserAttributes({ AccessToken, UserAttributeNames: ['custom:role'] }), {
    name: 'NotAuthorizedException'
  })
  await t.rejects(api.deleteUserAttributes({ AccessToken, UserAttributeNames: ['nothing'] }), {
    name: 'InvalidParameterException'
  })
  await t.rejects(api.deleteUserAttributes({ AccessToken, UserAttributeNames: ['phone_number'] }), {
    name: 'InvalidParameterException',
    message: 'Attributes did not conform to the schema: phone_number: The attribute phone_number is required'
  })
  await t.rejects(api.deleteUserAttributes({ AccessToken, UserAttributeNames: undefined }), {
    name: 'InvalidParameterException'
  })
  t.ok('phone_number' in (await signIn(started, 'bob@example.com')).id)
})

t.test('a changed email address must be verified and unique', async t => {
  const email = newEmail()
  await api.signUp({ ClientId, Username: email, Password: PASSWORD, UserAttributes: attributes() })
  await api.confirmSignUp({ ClientId, Username: email, ConfirmationCode: local.mailbox.last(email)?.code })
  const { AccessToken } = await signIn(started, email)
  const change = async (Value: string) =>
    await api.updateUserAttributes({ AccessToken, UserAttributes: [{ Name: 'email', Value }] })
  await t.rejects(change('Ada@example.com'), {
    name: 'AliasExistsException',
    message: 'An account with the given email already exists.'
  })
  t.ok(await change(email), "one's own is no other's")
  const next = newEmail()
  const { CodeDeliveryDetailsList } = await change(next)
  t.same(CodeDeliveryDetailsList, [
    { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: `${next.charAt(0)}***@e***` }
  ])
  await t.rejects(signIn(started, next), { name: 'NotAuthorizedException' }, 'not until it is verified')
  t.match((await signIn(started, email)).id, { email, email_verified: true })
  await t.rejects(api.verifyUserAttribute({ AccessToken, AttributeName: 'email', Code: 'wrong' }), {
    name: 'CodeMismatchException'
  })
  t.match((await raw(local, 'VerifyUserAttribute', { AccessToken, AttributeName: 'email' })).body, {
    __type: 'InvalidParameterException'
  })
  await api.verifyUserAttribute({ AccessToken, AttributeName: 'email', Code: local.mailbox.last(next)?.code })
  t.match((await signIn(started, next)).id, { email: next, email_verified: true })
  await t.rejects(signIn(started, email), { name: 'NotAuthorizedException' })
})

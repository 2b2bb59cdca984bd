import t from 'tap'
import { addUser, startSignIn, signIn, start } from './local.js'

const started = await start(t)
const { local, api } = started
const UserPoolId = local.userPoolId
const refresh = async (RefreshToken: string) =>
  await api.getTokensFromRefreshToken({ ClientId: local.clientId, RefreshToken })
const notFound = { name: 'UserNotFoundException', message: 'User does not exist.' }

/** Signs a user in, and returns the email address, the sub and the tokens. */
async function signedInUser () {
  const email = await addUser(started)
  const { Username: sub = '' } = await api.adminGetUser({ UserPoolId, Username: email })
  return { email, sub, ...(await signIn(started, email)) }
}

t.test('a disabled user cannot sign in until enabled, and the sessions stay revoked', async t => {
  for (const by of ['email', 'sub'] as const) {
    const { [by]: Username, email, AccessToken, RefreshToken } = await signedInUser()
    await api.adminDisableUser({ UserPoolId, Username })
    t.equal((await api.adminGetUser({ UserPoolId, Username })).Enabled, false)
    await t.rejects(startSignIn(started, email), {
      name: 'NotAuthorizedException',
      message: 'User is disabled.'
    })
    await t.rejects(api.getUser({ AccessToken }), { name: 'NotAuthorizedException' })
    await t.rejects(refresh(RefreshToken), { name: 'NotAuthorizedException' })

    await api.adminEnableUser({ UserPoolId, Username })
    t.equal((await api.adminGetUser({ UserPoolId, Username })).Enabled, true)
    t.ok((await signIn(started, email)).AccessToken)
    await t.rejects(
      api.getUser({ AccessToken }),
      { name: 'NotAuthorizedException', message: 'Access Token has been revoked' },
      'the sessions stay revoked'
    )
    await t.rejects(refresh(RefreshToken), {
      name: 'NotAuthorizedException',
      message: 'Refresh Token has been revoked'
    })
  }
})

t.test('a user who is signed out everywhere can sign in again', async t => {
  for (const by of ['email', 'sub'] as const) {
    const { [by]: Username, email, AccessToken, RefreshToken } = await signedInUser()
    await api.adminUserGlobalSignOut({ UserPoolId, Username })
    await t.rejects(api.getUser({ AccessToken }), {
      name: 'NotAuthorizedException',
      message: 'Access Token has been revoked'
    })
    await t.rejects(refresh(RefreshToken), { name: 'NotAuthorizedException' })
    t.ok((await signIn(started, email)).AccessToken)
  }
})

t.test('a deleted user has no account, sessions or groups', async t => {
  for (const by of ['email', 'sub'] as const) {
    const { [by]: Username, email, sub, AccessToken, RefreshToken } = await signedInUser()
    await api.adminAddUserToGroup({ UserPoolId, GroupName: 'admin', Username })
    await api.adminDeleteUser({ UserPoolId, Username })
    for (const name of [email, sub]) {
      await t.rejects(api.adminGetUser({ UserPoolId, Username: name }), notFound)
    }
    t.same((await api.listUsersInGroup({ UserPoolId, GroupName: 'admin' })).Users, [])
    await t.rejects(api.getUser({ AccessToken }), notFound)
    await t.rejects(refresh(RefreshToken), {
      name: 'NotAuthorizedException',
      message: 'Invalid Refresh Token'
    })
  }
})

t.test('a new user with the username of a deleted one does not inherit sessions or groups', async t => {
  const { UserPool } = await api.createUserPool({ PoolName: 'names' })
  const UserPoolId = UserPool?.Id as string
  const { UserPoolClient } = await api.createUserPoolClient({
    UserPoolId,
    ClientName: 'x',
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH']
  })
  const ClientId = UserPoolClient?.ClientId as string
  const make = async () => {
    await api.adminCreateUser({ UserPoolId, Username: 'ada', MessageAction: 'SUPPRESS' })
    await api.adminSetUserPassword({ UserPoolId, Username: 'ada', Password: 'Passw0rd!', Permanent: true })
  }
  await make()
  await api.createGroup({ UserPoolId, GroupName: 'admin' })
  await api.adminAddUserToGroup({ UserPoolId, GroupName: 'admin', Username: 'ada' })
  const { AccessToken, RefreshToken } = await signIn(started, 'ada', ClientId)
  await api.adminDeleteUser({ UserPoolId, Username: 'ada' })
  await make()
  await t.rejects(api.getUser({ AccessToken }), notFound)
  await t.rejects(api.getTokensFromRefreshToken({ ClientId, RefreshToken }), {
    name: 'NotAuthorizedException'
  })
  t.same((await api.adminListGroupsForUser({ UserPoolId, Username: 'ada' })).Groups, [])
})

t.test('a missing user is not found by any operation', async t => {
  for (const Username of ['nobody@example.com', 'constructor']) {
    const user = { UserPoolId, Username }
    await t.rejects(api.adminGetUser(user), notFound)
    await t.rejects(api.adminEnableUser(user), notFound)
    await t.rejects(api.adminDisableUser(user), notFound)
    await t.rejects(api.adminDeleteUser(user), notFound)
    await t.rejects(api.adminUserGlobalSignOut(user), notFound)
    await t.rejects(api.adminResetUserPassword(user), notFound)
    await t.rejects(api.adminConfirmSignUp(user), notFound)
    await t.rejects(api.adminDeleteUserAttributes({ ...user, UserAttributeNames: ['name'] }), notFound)
  }
})

t.test('AdminGetUser returns the MFA factors of a user', async t => {
  const { email: Username, AccessToken } = await signedInUser()
  t.match(await api.adminGetUser({ UserPoolId, Username }), {
    UserMFASettingList: undefined,
    PreferredMfaSetting: undefined
  })
  await api.setUserPoolMfaConfig({
    UserPoolId,
    MfaConfiguration: 'OPTIONAL',
    SmsMfaConfiguration: { SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::1:role/sms' } }
  })
  await api.setUserMFAPreference({ AccessToken, SMSMfaSettings: { Enabled: true, PreferredMfa: true } })
  t.match(await api.adminGetUser({ UserPoolId, Username }), {
    UserMFASettingList: ['SMS_MFA'],
    PreferredMfaSetting: 'SMS_MFA'
  })
})

import t from 'tap'
import { addUser, begin, signIn, start } from './local.js'

const started = await start(t)
const { local, api } = started
const UserPoolId = local.userPoolId
const refresh = async (RefreshToken: string) =>
  await api.getTokensFromRefreshToken({ ClientId: local.clientId, RefreshToken })
const nobody = { name: 'UserNotFoundException', message: 'User does not exist.' }

/** Somebody signed in, and the names they go by. */
async function person () {
  const email = await addUser(started)
  const { Username: sub = '' } = await api.adminGetUser({ UserPoolId, Username: email })
  return { email, sub, ...(await signIn(started, email)) }
}

t.test('who is disabled is out at once, and in again once enabled', async t => {
  for (const by of ['email', 'sub'] as const) {
    const { [by]: Username, email, AccessToken, RefreshToken } = await person()
    await api.adminDisableUser({ UserPoolId, Username })
    t.equal((await api.adminGetUser({ UserPoolId, Username })).Enabled, false)
    await t.rejects(begin(started, email), { name: 'NotAuthorizedException', message: 'User is disabled.' })
    await t.rejects(api.getUser({ AccessToken }), { name: 'NotAuthorizedException' })
    await t.rejects(refresh(RefreshToken), { name: 'NotAuthorizedException' })

    await api.adminEnableUser({ UserPoolId, Username })
    t.equal((await api.adminGetUser({ UserPoolId, Username })).Enabled, true)
    t.ok((await signIn(started, email)).AccessToken)
    await t.rejects(
      api.getUser({ AccessToken }),
      { name: 'NotAuthorizedException', message: 'Access Token has been revoked' },
      'the sessions that ended stay so'
    )
    await t.rejects(refresh(RefreshToken), {
      name: 'NotAuthorizedException',
      message: 'Invalid Refresh Token'
    })
  }
})

t.test('who is signed out everywhere can sign in again', async t => {
  for (const by of ['email', 'sub'] as const) {
    const { [by]: Username, email, AccessToken, RefreshToken } = await person()
    await api.adminUserGlobalSignOut({ UserPoolId, Username })
    await t.rejects(api.getUser({ AccessToken }), {
      name: 'NotAuthorizedException',
      message: 'Access Token has been revoked'
    })
    await t.rejects(refresh(RefreshToken), { name: 'NotAuthorizedException' })
    t.ok((await signIn(started, email)).AccessToken)
  }
})

t.test('who is deleted is gone: the account, the sessions, and the place in groups', async t => {
  for (const by of ['email', 'sub'] as const) {
    const { [by]: Username, email, sub, AccessToken, RefreshToken } = await person()
    await api.adminAddUserToGroup({ UserPoolId, GroupName: 'admin', Username })
    await api.adminDeleteUser({ UserPoolId, Username })
    for (const name of [email, sub]) await t.rejects(api.adminGetUser({ UserPoolId, Username: name }), nobody)
    t.same((await api.listUsersInGroup({ UserPoolId, GroupName: 'admin' })).Users, [])
    await t.rejects(api.getUser({ AccessToken }), nobody)
    await t.rejects(refresh(RefreshToken), {
      name: 'NotAuthorizedException',
      message: 'Invalid Refresh Token'
    })
  }
})

t.test('who takes a deleted name is somebody else', async t => {
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
  await t.rejects(api.getUser({ AccessToken }), nobody)
  await t.rejects(api.getTokensFromRefreshToken({ ClientId, RefreshToken }), {
    name: 'NotAuthorizedException'
  })
  t.same((await api.adminListGroupsForUser({ UserPoolId, Username: 'ada' })).Groups, [])
})

t.test('nobody is nobody to every operation', async t => {
  for (const Username of ['nobody@example.com', 'constructor']) {
    const whom = { UserPoolId, Username }
    await t.rejects(api.adminGetUser(whom), nobody)
    await t.rejects(api.adminEnableUser(whom), nobody)
    await t.rejects(api.adminDisableUser(whom), nobody)
    await t.rejects(api.adminDeleteUser(whom), nobody)
    await t.rejects(api.adminUserGlobalSignOut(whom), nobody)
    await t.rejects(api.adminResetUserPassword(whom), nobody)
    await t.rejects(api.adminConfirmSignUp(whom), nobody)
    await t.rejects(api.adminDeleteUserAttributes({ ...whom, UserAttributeNames: ['name'] }), nobody)
  }
})

t.test('an administrator sees which second factors somebody uses', async t => {
  const { email: Username, AccessToken } = await person()
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

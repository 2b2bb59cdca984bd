import t, { type Test } from 'tap'
import type { PoolOptions } from './client.js'
import { ADA, BOB, refusal, start } from './client.js'

const NOBODY = refusal('UserNotFoundException', 'User does not exist.')

async function pool (t: Test, options: PoolOptions = {}) {
  const started = await start(t, options)
  const ada = { UserPoolId: started.cognito.options.userPoolId, Username: ADA.email }
  return { ...started, ada }
}

t.test('AdminGetUser finds a user by email address or sub', async t => {
  const { cognito, api, ada } = await pool(t, {
    users: [
      { ...ADA, mfa: ['SMS_MFA', 'EMAIL_OTP'], preferredMfa: 'EMAIL_OTP' },
      { ...BOB, status: 'UNCONFIRMED', disabled: true }
    ]
  })
  const now = new Date(cognito.clock()).toISOString()
  for (const Username of [ADA.email, ADA.sub]) {
    t.match(await api.adminGetUser({ ...ada, Username }), {
      Username: ADA.sub,
      Enabled: true,
      UserStatus: 'CONFIRMED',
      UserCreateDate: now,
      UserLastModifiedDate: now,
      UserAttributes: [
        { Name: 'sub', Value: ADA.sub },
        { Name: 'email', Value: ADA.email }
      ],
      UserMFASettingList: ['SMS_MFA', 'EMAIL_OTP'],
      PreferredMfaSetting: 'EMAIL_OTP'
    })
  }
  const bob = await api.adminGetUser({ ...ada, Username: BOB.email })
  t.match(bob, { Enabled: false, UserStatus: 'UNCONFIRMED' })
  t.strictSame([bob.UserMFASettingList, bob.PreferredMfaSetting], [undefined, undefined])
})

t.test('a missing user and a missing user pool are not found, by every operation', async t => {
  const { api, ada } = await pool(t, { preventUserExistenceErrors: true })
  const missing = { ...ada, Username: 'nobody@example.com' }
  const elsewhere = { ...ada, UserPoolId: 'eu-west-1_Other' }
  for (const [named, refused] of [
    [missing, NOBODY],
    [elsewhere, refusal('ResourceNotFoundException', 'User pool eu-west-1_Other does not exist.')]
  ] as const) {
    await t.rejects(api.adminGetUser(named), refused)
    await t.rejects(api.adminEnableUser(named), refused)
    await t.rejects(api.adminDisableUser(named), refused)
    await t.rejects(api.adminResetUserPassword(named), refused)
    await t.rejects(api.adminUserGlobalSignOut(named), refused)
    await t.rejects(api.adminDeleteUser(named), refused)
    await t.rejects(api.adminSetUserPassword({ ...named, Password: ADA.password }), refused)
    await t.rejects(api.adminUpdateUserAttributes({ ...named, UserAttributes: [] }), refused)
  }
})

t.test('a disabled user cannot sign in; sessions end and stay revoked after the user is enabled', async t => {
  const { cognito, api, ClientId, signIn, ada } = await pool(t)
  const { AccessToken, RefreshToken } = (await signIn(ADA)).AuthenticationResult ?? {}
  cognito.advance(1000)
  await api.adminDisableUser(ada)
  t.match(await api.adminGetUser(ada), {
    Enabled: false,
    UserLastModifiedDate: new Date(cognito.clock()).toISOString()
  })
  await t.rejects(signIn(ADA), refusal('NotAuthorizedException', 'User is disabled.'))
  await t.rejects(api.getUser({ AccessToken }), refusal('NotAuthorizedException'))
  await t.rejects(
    api.getTokensFromRefreshToken({ ClientId, RefreshToken }),
    refusal('NotAuthorizedException')
  )
  await api.adminEnableUser(ada)
  t.match(await api.adminGetUser(ada), { Enabled: true })
  t.ok((await signIn(ADA)).AuthenticationResult)
  await t.rejects(api.getUser({ AccessToken }), refusal('NotAuthorizedException', /revoked/))
  await t.rejects(
    api.getTokensFromRefreshToken({ ClientId, RefreshToken }),
    refusal('NotAuthorizedException', /revoked/)
  )
})

t.test('a user who is signed out everywhere can sign in again', async t => {
  const { api, ClientId, signIn, ada } = await pool(t)
  const { AccessToken, RefreshToken } = (await signIn(ADA)).AuthenticationResult ?? {}
  const bob = (await signIn(BOB)).AuthenticationResult?.AccessToken
  await api.adminUserGlobalSignOut(ada)
  await t.rejects(api.getUser({ AccessToken }), refusal('NotAuthorizedException', /revoked/))
  await t.rejects(
    api.getTokensFromRefreshToken({ ClientId, RefreshToken }),
    refusal('NotAuthorizedException', /revoked/)
  )
  t.ok((await signIn(ADA)).AuthenticationResult)
  t.ok(await api.getUser({ AccessToken: bob }))
})

t.test('AdminDeleteUser deletes a user', async t => {
  const { api, signIn, ada } = await pool(t)
  const AccessToken = (await signIn(ADA)).AuthenticationResult?.AccessToken
  await api.adminDeleteUser(ada)
  await t.rejects(api.adminGetUser(ada), NOBODY)
  await t.rejects(api.getUser({ AccessToken }), refusal('UserNotFoundException'))
  await t.rejects(signIn(ADA), refusal('UserNotFoundException'))
})

t.test('AdminSetUserPassword sets a permanent or a temporary password', async t => {
  const { api, signIn, ada } = await pool(t)
  const password = 'Another-horse-9'
  await t.rejects(
    api.adminSetUserPassword({ ...ada, Password: 'weak', Permanent: true }),
    refusal('InvalidPasswordException', 'Password does not conform to policy: Password not long enough')
  )
  await api.adminSetUserPassword({ ...ada, Password: password })
  t.equal((await api.adminGetUser(ada)).UserStatus, 'FORCE_CHANGE_PASSWORD')
  t.equal((await signIn({ ...ADA, password })).ChallengeName, 'NEW_PASSWORD_REQUIRED')
  await api.adminSetUserPassword({ ...ada, Password: `${password}9`, Permanent: true })
  t.equal((await api.adminGetUser(ada)).UserStatus, 'CONFIRMED')
  t.ok((await signIn({ ...ADA, password: `${password}9` })).AuthenticationResult)
})

t.test('AdminResetUserPassword invalidates the password and sends a code that sets a new one', async t => {
  const { cognito, api, ClientId, signIn, ada } = await pool(t)
  await api.adminResetUserPassword(ada)
  t.equal((await api.adminGetUser(ada)).UserStatus, 'RESET_REQUIRED')
  await t.rejects(signIn(ADA), refusal('PasswordResetRequiredException'))
  const { code: ConfirmationCode } = cognito.mailbox.last(ADA.email)
  await api.confirmForgotPassword({
    ClientId,
    Username: ADA.email,
    ConfirmationCode,
    Password: 'Another-horse-9'
  })
  t.ok((await signIn({ ...ADA, password: 'Another-horse-9' })).AuthenticationResult)
})

t.test('users whose password cannot be reset', async t => {
  const { cognito, api, ada } = await pool(t, {
    users: [
      { ...ADA, emailVerified: false, phone: '' },
      { ...BOB, status: 'FORCE_CHANGE_PASSWORD' }
    ]
  })
  await t.rejects(
    api.adminResetUserPassword(ada),
    refusal('InvalidParameterException', /no registered\/verified email/)
  )
  await t.rejects(
    api.adminResetUserPassword({ ...ada, Username: BOB.email }),
    refusal('NotAuthorizedException', 'User password cannot be reset in the current state.')
  )
  t.strictSame([cognito.liveUser(ADA.email).status, cognito.mailbox.messages.length], ['CONFIRMED', 0])
})

t.test('an administrator sets attributes that the user cannot', async t => {
  const { cognito, api, ada } = await pool(t, {
    customAttributes: ['custom:role'],
    writeAttributes: ['name']
  })
  const write = (Name: string, Value: string) =>
    api.adminUpdateUserAttributes({ ...ada, UserAttributes: [{ Name, Value }] })
  cognito.advance(1000)
  await write('custom:role', 'editor')
  await write('email_verified', 'false')
  t.match(cognito.liveUser(ADA.email).attributes, { 'custom:role': 'editor', email_verified: 'false' })
  t.match(await api.adminGetUser(ada), { UserLastModifiedDate: new Date(cognito.clock()).toISOString() })
  await t.rejects(write('sub', 'x'), refusal('InvalidParameterException'))
  await t.rejects(write('custom:other', 'x'), refusal('InvalidParameterException', /custom:other/))
  await t.rejects(write('email', 'x'), refusal('InvalidParameterException', 'Invalid email address format.'))
  await t.rejects(write('email', BOB.email), refusal('AliasExistsException'))
})

t.test('a changed email address or phone number is sent a code, unless it is set as verified', async t => {
  const { cognito, api, ada } = await pool(t, { autoVerified: ['email', 'phone_number'] })
  await api.adminUpdateUserAttributes({
    ...ada,
    UserAttributes: [
      { Name: 'email', Value: 'ada@elsewhere.example' },
      { Name: 'email_verified', Value: 'true' }
    ]
  })
  t.strictSame(
    [cognito.liveUser(ADA.sub).attributes['email_verified'], cognito.mailbox.messages.length],
    ['true', 0]
  )
  await api.adminUpdateUserAttributes({
    ...ada,
    Username: ADA.sub,
    UserAttributes: [{ Name: 'phone_number', Value: '+491700000000' }]
  })
  t.equal(cognito.liveUser(ADA.sub).attributes['phone_number_verified'], 'false')
  t.match(cognito.mailbox.last('+491700000000').code, /^\d{6}$/)
})

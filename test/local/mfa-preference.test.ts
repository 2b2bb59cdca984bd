import t from 'tap'
import { addUser, startSignIn, createClock, raw, signIn, start } from './local.js'
import { totp } from './totp.js'

const { clock, forward } = createClock()
const started = await start(t, { clock })
const { local, api } = started
const UserPoolId = local.userPoolId
await api.setUserPoolMfaConfig({
  UserPoolId,
  MfaConfiguration: 'OPTIONAL',
  SoftwareTokenMfaConfiguration: { Enabled: true },
  SmsMfaConfiguration: { SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::1:role/sms' } }
})

/** Somebody with an authenticator that is not switched on, and a phone number. */
async function signedInUser () {
  const email = await addUser(started)
  const { AccessToken } = await signIn(started, email)
  const { SecretCode = '' } = await api.associateSoftwareToken({ AccessToken })
  await api.verifySoftwareToken({ AccessToken, UserCode: totp(SecretCode, clock()) })
  const now = async () => {
    const { UserMFASettingList = [], PreferredMfaSetting } = await api.getUser({ AccessToken })
    return [UserMFASettingList, PreferredMfaSetting]
  }
  return {
    email,
    AccessToken,
    now,
    prefer: async (settings: object) => await api.setUserMFAPreference({ AccessToken, ...settings })
  }
}

t.test('factors are enabled and disabled, and one is preferred', async t => {
  const { now, prefer } = await signedInUser()
  t.same(await now(), [[], undefined])
  await prefer({ SMSMfaSettings: { Enabled: true } })
  await prefer({ SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } })
  t.same(await now(), [['SMS_MFA', 'SOFTWARE_TOKEN_MFA'], 'SOFTWARE_TOKEN_MFA'])
  await prefer({ SMSMfaSettings: { Enabled: false } })
  t.same(
    await now(),
    [['SOFTWARE_TOKEN_MFA'], 'SOFTWARE_TOKEN_MFA'],
    'factors that are left out do not change'
  )
  await prefer({ SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: false } })
  t.same(await now(), [['SOFTWARE_TOKEN_MFA'], undefined])
  await prefer({ SoftwareTokenMfaSettings: { Enabled: false } })
  t.same(await now(), [[], undefined])
  await prefer({ SoftwareTokenMfaSettings: { Enabled: true } })
  t.same(await now(), [['SOFTWARE_TOKEN_MFA'], undefined], 'the authenticator is not forgotten')
})

t.test('only factors that the user has can be enabled', async t => {
  const email = await addUser(started)
  const { AccessToken } = await signIn(started, email)
  const unfit = (factor: string) => ({
    name: 'InvalidParameterException',
    message: `User does not have delivery config set to turn on ${factor}`
  })
  const on = { Enabled: true }
  await t.rejects(api.setUserMFAPreference({ AccessToken, SoftwareTokenMfaSettings: on }), {
    name: 'InvalidParameterException',
    message: 'User has not verified software token mfa'
  })
  await t.rejects(
    api.setUserMFAPreference({ AccessToken, EmailMfaSettings: on }),
    unfit('EMAIL_OTP'),
    'the pool has no email factor'
  )
  local.users.change(email, ({ attributes }) => {
    delete attributes['phone_number']
  })
  await t.rejects(api.setUserMFAPreference({ AccessToken, SMSMfaSettings: on }), unfit('SMS_MFA'))
})

t.test('at most one factor is preferred, and it must be enabled', async t => {
  const { prefer, now } = await signedInUser()
  const refused = {
    name: 'InvalidParameterException',
    message: 'Only one method can be preferred, and it has to be enabled.'
  }
  const preferred = { Enabled: true, PreferredMfa: true }
  await t.rejects(prefer({ SMSMfaSettings: preferred, SoftwareTokenMfaSettings: preferred }), refused)
  await t.rejects(prefer({ SMSMfaSettings: { Enabled: false, PreferredMfa: true } }), refused)
  t.same(await now(), [[], undefined])
})

t.test('malformed settings are rejected', async t => {
  const { AccessToken } = await signedInUser()
  t.match(await raw(local, 'SetUserMFAPreference', { AccessToken, SMSMfaSettings: 'on' }), {
    status: 400,
    body: { __type: 'SerializationException' }
  })
  t.match(await raw(local, 'SetUserMFAPreference', { AccessToken, SMSMfaSettings: null }), { status: 200 })
})

t.test('an administrator sets the preference, and removes an authenticator', async t => {
  const { email, prefer } = await signedInUser()
  await prefer({ SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } })
  forward(30)
  t.equal((await startSignIn(started, email)).ChallengeName, 'SOFTWARE_TOKEN_MFA')
  await api.adminSetUserMFAPreference({
    UserPoolId,
    Username: email,
    SMSMfaSettings: { Enabled: true, PreferredMfa: true }
  })
  t.equal((await startSignIn(started, email)).ChallengeName, 'SMS_MFA')
  await api.adminSetUserMFAPreference({
    UserPoolId,
    Username: email,
    SMSMfaSettings: { Enabled: false },
    SoftwareTokenMfaSettings: { Enabled: false }
  })
  t.equal((await api.adminGetUser({ UserPoolId, Username: email })).UserMFASettingList, undefined)
  await t.rejects(prefer({ SoftwareTokenMfaSettings: { Enabled: true } }), {
    name: 'InvalidParameterException'
  })
  await t.rejects(api.adminSetUserMFAPreference({ UserPoolId, Username: 'nobody@example.com' }), {
    name: 'UserNotFoundException'
  })
})

t.test('the older operations enable and disable SMS', async t => {
  const { email, AccessToken, now, prefer } = await signedInUser()
  const named = { UserPoolId, Username: email }
  const MFAOptions = [{ DeliveryMedium: 'SMS' as const, AttributeName: 'phone_number' }]
  await prefer({ SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } })
  await api.setUserSettings({ AccessToken, MFAOptions })
  t.same(await now(), [['SOFTWARE_TOKEN_MFA', 'SMS_MFA'], 'SOFTWARE_TOKEN_MFA'])
  await api.setUserSettings({ AccessToken, MFAOptions: [] })
  t.same(await now(), [['SOFTWARE_TOKEN_MFA'], 'SOFTWARE_TOKEN_MFA'])
  await api.adminSetUserSettings({ ...named, MFAOptions })
  t.same(await now(), [['SOFTWARE_TOKEN_MFA', 'SMS_MFA'], 'SOFTWARE_TOKEN_MFA'])
  await api.adminSetUserSettings({ ...named, MFAOptions: [] })
  t.same(await now(), [['SOFTWARE_TOKEN_MFA'], 'SOFTWARE_TOKEN_MFA'])
})

t.test('an administrator reads the factors of a user, and deletes an authenticator', async t => {
  const { email, prefer } = await signedInUser()
  const named = { UserPoolId, Username: email }
  await prefer({
    SMSMfaSettings: { Enabled: true },
    SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true }
  })
  const factors = async () => {
    const { $metadata: _metadata, ...factors } = await api.adminGetUserAuthFactors(named)
    return factors
  }
  const { sub: Username } = local.users.find(email) ?? {}
  const password = { Username, ConfiguredUserAuthFactors: ['PASSWORD'] }
  t.strictSame(await factors(), {
    ...password,
    UserMFASettingList: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'],
    PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA'
  })
  await api.adminDeleteSoftwareToken(named)
  t.strictSame(await factors(), { ...password, UserMFASettingList: ['SMS_MFA'] })
  await t.rejects(prefer({ SoftwareTokenMfaSettings: { Enabled: true } }), {
    name: 'InvalidParameterException',
    message: 'User has not verified software token mfa'
  })
  await prefer({ SMSMfaSettings: { Enabled: true, PreferredMfa: true } })
  await api.adminDeleteSoftwareToken(named)
  t.equal((await factors()).PreferredMfaSetting, 'SMS_MFA', 'another preferred factor stays')
})

t.test('with required MFA, users cannot disable factors', async t => {
  const { email, prefer } = await signedInUser()
  await prefer({ SoftwareTokenMfaSettings: { Enabled: true } })
  await api.setUserPoolMfaConfig({ UserPoolId, MfaConfiguration: 'ON' })
  await t.rejects(prefer({ SoftwareTokenMfaSettings: { Enabled: false } }), {
    name: 'InvalidParameterException'
  })
  await prefer({
    SMSMfaSettings: { Enabled: false },
    SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true }
  })
  await api.adminSetUserMFAPreference({
    UserPoolId,
    Username: email,
    SoftwareTokenMfaSettings: { Enabled: false }
  })
  t.equal(
    (await api.adminGetUser({ UserPoolId, Username: email })).UserMFASettingList,
    undefined,
    'but an administrator does'
  )
})

t.test('MFA by passkey requires a pool with it, and a passkey', async t => {
  const own = await start(t)
  const { AccessToken } = await signIn(own, await addUser(own))
  const settings = { AccessToken, WebAuthnMfaSettings: { Enabled: true } }
  await t.rejects(own.api.setUserMFAPreference(settings), {
    name: 'InvalidParameterException',
    message: 'WebAuthn MFA is not enabled for the user pool.'
  })
  await own.api.setUserPoolMfaConfig({
    UserPoolId: own.local.userPoolId,
    MfaConfiguration: 'OPTIONAL',
    SoftwareTokenMfaConfiguration: { Enabled: true },
    WebAuthnConfiguration: {
      RelyingPartyId: 'localhost',
      FactorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION'
    }
  })
  await t.rejects(own.api.setUserMFAPreference(settings), {
    name: 'InvalidParameterException',
    message: 'User does not have applicable WebAuthn credentials to enable WebAuthn MFA.'
  })
})

import t from 'tap'
import { addUser, begin, createClock, raw, signIn, start } from './local.js'
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
async function person () {
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

t.test('factors are switched on and off, one by one, and one is preferred', async t => {
  const { now, prefer } = await person()
  t.same(await now(), [[], undefined])
  await prefer({ SMSMfaSettings: { Enabled: true } })
  await prefer({ SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } })
  t.same(await now(), [['SMS_MFA', 'SOFTWARE_TOKEN_MFA'], 'SOFTWARE_TOKEN_MFA'])
  await prefer({ SMSMfaSettings: { Enabled: false } })
  t.same(await now(), [['SOFTWARE_TOKEN_MFA'], 'SOFTWARE_TOKEN_MFA'], 'what is not named stays')
  await prefer({ SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: false } })
  t.same(await now(), [['SOFTWARE_TOKEN_MFA'], undefined])
  await prefer({ SoftwareTokenMfaSettings: { Enabled: false } })
  t.same(await now(), [[], undefined])
  await prefer({ SoftwareTokenMfaSettings: { Enabled: true } })
  t.same(await now(), [['SOFTWARE_TOKEN_MFA'], undefined], 'the authenticator is not forgotten')
})

t.test('only what the user could answer with can be switched on', async t => {
  const email = await addUser(started)
  const { AccessToken } = await signIn(started, email)
  const unfit = (factor: string) => ({
    name: 'InvalidParameterException',
    message: `User does not have delivery config set to turn on ${factor}`
  })
  const on = { Enabled: true }
  await t.rejects(
    api.setUserMFAPreference({ AccessToken, SoftwareTokenMfaSettings: on }),
    unfit('SOFTWARE_TOKEN_MFA')
  )
  await t.rejects(
    api.setUserMFAPreference({ AccessToken, EmailMfaSettings: on }),
    unfit('EMAIL_OTP'),
    'the pool has no email factor'
  )
  await api.deleteUserAttributes({ AccessToken, UserAttributeNames: ['phone_number'] })
  await t.rejects(api.setUserMFAPreference({ AccessToken, SMSMfaSettings: on }), unfit('SMS_MFA'))
})

t.test('one factor is preferred at most, and it is on', async t => {
  const { prefer, now } = await person()
  const refused = {
    name: 'InvalidParameterException',
    message: 'Only one method can be preferred, and it has to be enabled.'
  }
  const preferred = { Enabled: true, PreferredMfa: true }
  await t.rejects(prefer({ SMSMfaSettings: preferred, SoftwareTokenMfaSettings: preferred }), refused)
  await t.rejects(prefer({ SMSMfaSettings: { Enabled: false, PreferredMfa: true } }), refused)
  t.same(await now(), [[], undefined])
})

t.test('settings of the wrong form are refused', async t => {
  const { AccessToken } = await person()
  t.match(await raw(local, 'SetUserMFAPreference', { AccessToken, SMSMfaSettings: 'on' }), {
    status: 400,
    body: { __type: 'SerializationException' }
  })
  t.match(await raw(local, 'SetUserMFAPreference', { AccessToken, SMSMfaSettings: null }), { status: 200 })
})

t.test('an administrator sets them too, and takes a lost authenticator away', async t => {
  const { email, prefer } = await person()
  await prefer({ SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } })
  forward(30)
  t.equal((await begin(started, email)).ChallengeName, 'SOFTWARE_TOKEN_MFA')
  await api.adminSetUserMFAPreference({
    UserPoolId,
    Username: email,
    SMSMfaSettings: { Enabled: true, PreferredMfa: true }
  })
  t.equal((await begin(started, email)).ChallengeName, 'SMS_MFA')
  await api.adminSetUserMFAPreference({
    UserPoolId,
    Username: email,
    SMSMfaSettings: { Enabled: false },
    SoftwareTokenMfaSettings: { Enabled: false }
  })
  t.same((await api.adminGetUser({ UserPoolId, Username: email })).UserMFASettingList, [])
  await t.rejects(prefer({ SoftwareTokenMfaSettings: { Enabled: true } }), {
    name: 'InvalidParameterException'
  })
  await t.rejects(api.adminSetUserMFAPreference({ UserPoolId, Username: 'nobody@example.com' }), {
    name: 'UserNotFoundException'
  })
})

t.test('where MFA is required, people switch nothing off', async t => {
  const { email, prefer } = await person()
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
  t.same(
    (await api.adminGetUser({ UserPoolId, Username: email })).UserMFASettingList,
    [],
    'but an administrator does'
  )
})

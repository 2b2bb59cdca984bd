import t from 'tap'
import {
  PASSWORD,
  addClient,
  addUser,
  answer,
  attributes,
  begin,
  createClock,
  newEmail,
  otherThan,
  signIn,
  start,
  tokens
} from './local.js'
import { totp } from './totp.js'

const { clock, forward } = createClock()
const started = await start(t, { clock })
const { local, api } = started

const SMS = { SmsMfaConfiguration: { SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::1:role/sms' } } }
const EMAIL = { EmailMfaConfiguration: { Subject: 'Your code' } }
const TOTP = { SoftwareTokenMfaConfiguration: { Enabled: true } }
const wrong = { name: 'CodeMismatchException', message: 'Invalid code or auth state for the user.' }
let number = 0

/** A pool whose passwords are reset by email first, or as is said; and somebody in it. */
async function pool (
  MfaConfiguration: 'ON' | 'OPTIONAL',
  config: object,
  recovery: 'verified_email' | 'verified_phone_number' = 'verified_email'
) {
  const other = recovery === 'verified_email' ? 'verified_phone_number' : 'verified_email'
  const RecoveryMechanisms = [
    { Name: recovery, Priority: 1 },
    { Name: other, Priority: 2 }
  ] as const
  const { UserPool } = await api.createUserPool({
    PoolName: 'mfa',
    UsernameAttributes: ['email'],
    AutoVerifiedAttributes: ['email'],
    AccountRecoverySetting: { RecoveryMechanisms: [...RecoveryMechanisms] }
  })
  const UserPoolId = UserPool?.Id as string
  const { ClientId } = await addClient(started, { UserPoolId })
  const phone = `+1555${String(++number).padStart(7, '0')}`
  const email = await addUser(started, { phone_number: phone }, UserPoolId)
  const { AccessToken } = await signIn(started, email, ClientId)
  await api.setUserPoolMfaConfig({ UserPoolId, MfaConfiguration, ...config })
  return {
    email,
    phone,
    ClientId,
    UserPoolId,
    AccessToken,
    begin: async (email: string) => await begin(started, email, PASSWORD, ClientId),
    answer: async (
      name: Parameters<typeof answer>[1],
      Session: string | undefined,
      responses: Record<string, string>
    ) => await answer(started, name, Session, email, responses, ClientId),
    verified: async () =>
      (await api.adminGetUser({ UserPoolId, Username: email })).UserAttributes?.filter(
        ({ Name, Value }) => Name?.endsWith('_verified') && Value === 'true'
      )
        .map(({ Name }) => Name)
        .sort()
  }
}

t.test('a code by SMS, to a number that is masked', async t => {
  const { email, phone, begin, answer, verified } = await pool('ON', SMS)
  const { ChallengeName, ChallengeParameters, Session } = await begin(email)
  t.equal(ChallengeName, 'SMS_MFA')
  t.match(ChallengeParameters, {
    CODE_DELIVERY_DELIVERY_MEDIUM: 'SMS',
    CODE_DELIVERY_DESTINATION: `+*******${phone.slice(-4)}`,
    USER_ID_FOR_SRP: String
  })
  const code = local.mailbox.last(phone)?.code as string
  t.match(code, /^\d{6}$/)
  await t.rejects(answer('SMS_MFA', Session, {}), {
    name: 'InvalidParameterException',
    message: 'Missing required parameter SMS_MFA_CODE'
  })
  await t.rejects(answer('SMS_MFA', Session, { SMS_MFA_CODE: otherThan(code) }), wrong)
  t.same(await verified(), ['email_verified'])
  t.ok(tokens(await answer('SMS_MFA', Session, { SMS_MFA_CODE: code })).AccessToken)
  t.same(await verified(), ['email_verified', 'phone_number_verified'], 'who has the code has the number')
})

t.test('a code by email, of eight digits, good for three minutes and three tries', async t => {
  const { email, begin, answer } = await pool('ON', EMAIL, 'verified_phone_number')
  const { ChallengeName, ChallengeParameters, Session } = await begin(email)
  t.equal(ChallengeName, 'EMAIL_OTP')
  t.match(ChallengeParameters, {
    CODE_DELIVERY_DELIVERY_MEDIUM: 'EMAIL',
    CODE_DELIVERY_DESTINATION: `${email.charAt(0)}***@e***`
  })
  const code = local.mailbox.last(email)?.code as string
  t.match(code, /^\d{8}$/)
  forward(179)
  t.ok(tokens(await answer('EMAIL_OTP', Session, { EMAIL_OTP_CODE: code })).AccessToken)
  await t.rejects(
    answer('EMAIL_OTP', Session, { EMAIL_OTP_CODE: code }),
    { message: 'Invalid session for the user.' },
    'once'
  )

  const late = await begin(email)
  forward(180)
  await t.rejects(
    answer('EMAIL_OTP', late.Session, { EMAIL_OTP_CODE: local.mailbox.last(email)?.code as string }),
    { message: 'Invalid session for the user, session is expired.' }
  )
  const tried = await begin(email)
  const right = local.mailbox.last(email)?.code as string
  for (let n = 0; n < 3; n++) {
    await t.rejects(answer('EMAIL_OTP', tried.Session, { EMAIL_OTP_CODE: otherThan(right) }), wrong)
  }
  await t.rejects(answer('EMAIL_OTP', tried.Session, { EMAIL_OTP_CODE: right }), {
    message: 'Invalid session for the user.'
  })
})

t.test('a code is of the sign-in that it was sent for', async t => {
  const { email, begin, answer } = await pool('ON', EMAIL, 'verified_phone_number')
  const one = await begin(email)
  const first = local.mailbox.last(email)?.code as string
  const other = await begin(email)
  await t.rejects(answer('EMAIL_OTP', other.Session, { EMAIL_OTP_CODE: first }), wrong)
  t.ok(await answer('EMAIL_OTP', one.Session, { EMAIL_OTP_CODE: first }))
})

t.test('where there are several and none is preferred, one is chosen', async t => {
  const { email, AccessToken, begin, answer, UserPoolId } = await pool('OPTIONAL', {
    ...SMS,
    ...EMAIL,
    ...TOTP
  })
  const { SecretCode = '' } = await api.associateSoftwareToken({ AccessToken })
  await api.verifySoftwareToken({ AccessToken, UserCode: totp(SecretCode, clock()) })
  const on = { Enabled: true }
  await api.setUserMFAPreference({
    AccessToken,
    SMSMfaSettings: on,
    EmailMfaSettings: on,
    SoftwareTokenMfaSettings: on
  })
  const { ChallengeName, ChallengeParameters, Session } = await begin(email)
  t.equal(ChallengeName, 'SELECT_MFA_TYPE')
  t.equal(ChallengeParameters?.['MFAS_CAN_CHOOSE'], '["SMS_MFA","SOFTWARE_TOKEN_MFA","EMAIL_OTP"]')
  await t.rejects(answer('SELECT_MFA_TYPE', Session, { ANSWER: 'WEB_AUTHN' }), {
    name: 'MFAMethodNotFoundException'
  })
  const chosen = await answer('SELECT_MFA_TYPE', Session, { ANSWER: 'EMAIL_OTP' })
  t.equal(chosen.ChallengeName, 'EMAIL_OTP')
  t.ok(
    await answer('EMAIL_OTP', chosen.Session, { EMAIL_OTP_CODE: local.mailbox.last(email)?.code as string })
  )
  forward(30)
  const totpChosen = await answer('SELECT_MFA_TYPE', (await begin(email)).Session, {
    ANSWER: 'SOFTWARE_TOKEN_MFA'
  })
  t.ok(
    await answer('SOFTWARE_TOKEN_MFA', totpChosen.Session, {
      SOFTWARE_TOKEN_MFA_CODE: totp(SecretCode, clock())
    })
  )

  await api.adminSetUserMFAPreference({
    UserPoolId,
    Username: email,
    SMSMfaSettings: { Enabled: true, PreferredMfa: true }
  })
  t.equal((await begin(email)).ChallengeName, 'SMS_MFA', 'and one that is preferred is asked for at once')
})

t.test('where MFA is required, an address will do that no password is reset by', async t => {
  const both = await pool('ON', { ...SMS, ...EMAIL })
  t.equal((await both.begin(both.email)).ChallengeName, 'SMS_MFA')
  const other = await pool('ON', { ...SMS, ...EMAIL }, 'verified_phone_number')
  t.equal((await other.begin(other.email)).ChallengeName, 'EMAIL_OTP')

  const { begin, UserPoolId } = await pool('ON', { ...SMS, ...EMAIL, ...TOTP })
  const email = newEmail()
  await api.adminCreateUser({ UserPoolId, Username: email, MessageAction: 'SUPPRESS' })
  await api.adminSetUserPassword({ UserPoolId, Username: email, Password: PASSWORD, Permanent: true })
  t.equal((await begin(email)).ChallengeName, 'MFA_SETUP', 'without one, an authenticator is set up')
  await api.setUserPoolMfaConfig({
    UserPoolId,
    MfaConfiguration: 'ON',
    SoftwareTokenMfaConfiguration: { Enabled: false }
  })
  await t.rejects(begin(email), {
    name: 'InvalidParameterException',
    message: 'User has no attribute that codes for MFA can be sent to'
  })
})

t.test('where MFA is required, an authenticator that is there may be chosen beside an address', async t => {
  const { email, AccessToken, begin } = await pool('ON', { ...SMS, ...TOTP })
  const { SecretCode = '' } = await api.associateSoftwareToken({ AccessToken })
  await api.verifySoftwareToken({ AccessToken, UserCode: totp(SecretCode, clock()) })
  t.equal((await begin(email)).ChallengeParameters?.['MFAS_CAN_CHOOSE'], '["SMS_MFA","SOFTWARE_TOKEN_MFA"]')
})

t.test("an email that is somebody else's by now proves nothing", async t => {
  const RecoveryMechanisms = [{ Name: 'verified_phone_number' as const, Priority: 1 }]
  const { UserPool } = await api.createUserPool({
    PoolName: 'aliases',
    AliasAttributes: ['email'],
    AccountRecoverySetting: { RecoveryMechanisms }
  })
  const UserPoolId = UserPool?.Id as string
  const { ClientId } = await addClient(started, { UserPoolId })
  await api.setUserPoolMfaConfig({ UserPoolId, MfaConfiguration: 'ON', ...EMAIL })
  const email = newEmail()
  const add = async (Username: string, verified: string) => {
    await api.adminCreateUser({
      UserPoolId,
      Username,
      MessageAction: 'SUPPRESS',
      UserAttributes: attributes({ email, email_verified: verified })
    })
    await api.adminSetUserPassword({ UserPoolId, Username, Password: PASSWORD, Permanent: true })
  }
  await add('ada', 'false')
  const { Session } = await begin(started, 'ada', PASSWORD, ClientId)
  await add('bob', 'true')
  await t.rejects(
    answer(
      started,
      'EMAIL_OTP',
      Session,
      'ada',
      { EMAIL_OTP_CODE: local.mailbox.last(email)?.code as string },
      ClientId
    ),
    { name: 'AliasExistsException' }
  )
})

t.test('a password is not reset by what is a second factor', async t => {
  const { email, phone, AccessToken, ClientId, UserPoolId } = await pool('OPTIONAL', { ...SMS, ...EMAIL })
  await api.setUserMFAPreference({ AccessToken, EmailMfaSettings: { Enabled: true, PreferredMfa: true } })
  await t.rejects(api.forgotPassword({ ClientId, Username: email }), { name: 'InvalidParameterException' })
  await api.adminUpdateUserAttributes({
    UserPoolId,
    Username: email,
    UserAttributes: [
      { Name: 'phone_number', Value: phone },
      { Name: 'phone_number_verified', Value: 'true' }
    ]
  })
  const { CodeDeliveryDetails } = await api.forgotPassword({ ClientId, Username: email })
  t.equal(CodeDeliveryDetails?.DeliveryMedium, 'SMS')
})

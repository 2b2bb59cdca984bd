import t from 'tap'
import {
  PASSWORD,
  addClient,
  addUser,
  respondToChallenge,
  attributes,
  startSignIn,
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

/** Creates a pool with these factors and this recovery mechanism, and a user in it. */
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
    startSignIn: async (email: string) => await startSignIn(started, email, PASSWORD, ClientId),
    respond: async (
      name: Parameters<typeof respondToChallenge>[1],
      Session: string | undefined,
      responses: Record<string, string>
    ) => await respondToChallenge(started, name, Session, email, responses, ClientId),
    verified: async () =>
      (await api.adminGetUser({ UserPoolId, Username: email })).UserAttributes?.filter(
        ({ Name, Value }) => Name?.endsWith('_verified') && Value === 'true'
      )
        .map(({ Name }) => Name)
        .sort()
  }
}

t.test('SMS_MFA sends a code to a masked number', async t => {
  const { email, phone, startSignIn, respond, verified } = await pool('ON', SMS)
  const { ChallengeName, ChallengeParameters, Session } = await startSignIn(email)
  t.equal(ChallengeName, 'SMS_MFA')
  t.match(ChallengeParameters, {
    CODE_DELIVERY_DELIVERY_MEDIUM: 'SMS',
    CODE_DELIVERY_DESTINATION: `+*******${phone.slice(-4)}`,
    USER_ID_FOR_SRP: String
  })
  const code = local.mailbox.last(phone)?.code as string
  t.match(code, /^\d{6}$/)
  await t.rejects(respond('SMS_MFA', Session, {}), {
    name: 'InvalidParameterException',
    message: 'Missing required parameter SMS_MFA_CODE'
  })
  await t.rejects(respond('SMS_MFA', Session, { SMS_MFA_CODE: otherThan(code) }), wrong)
  t.same(await verified(), ['email_verified'])
  t.ok(tokens(await respond('SMS_MFA', Session, { SMS_MFA_CODE: code })).AccessToken)
  t.same(await verified(), ['email_verified', 'phone_number_verified'], 'the code verifies the phone number')
})

t.test('EMAIL_OTP accepts a code of eight digits, for three minutes and three attempts', async t => {
  const { email, startSignIn, respond } = await pool('ON', EMAIL, 'verified_phone_number')
  const { ChallengeName, ChallengeParameters, Session } = await startSignIn(email)
  t.equal(ChallengeName, 'EMAIL_OTP')
  t.match(ChallengeParameters, {
    CODE_DELIVERY_DELIVERY_MEDIUM: 'EMAIL',
    CODE_DELIVERY_DESTINATION: `${email.charAt(0)}***@e***`
  })
  const code = local.mailbox.last(email)?.code as string
  t.match(code, /^\d{8}$/)
  forward(179)
  t.ok(tokens(await respond('EMAIL_OTP', Session, { EMAIL_OTP_CODE: code })).AccessToken)
  await t.rejects(
    respond('EMAIL_OTP', Session, { EMAIL_OTP_CODE: code }),
    { message: 'Invalid session for the user.' },
    'once'
  )

  const late = await startSignIn(email)
  forward(180)
  await t.rejects(
    respond('EMAIL_OTP', late.Session, { EMAIL_OTP_CODE: local.mailbox.last(email)?.code as string }),
    { message: 'Invalid session for the user, session is expired.' }
  )
  const tried = await startSignIn(email)
  const right = local.mailbox.last(email)?.code as string
  for (let n = 0; n < 3; n++) {
    await t.rejects(respond('EMAIL_OTP', tried.Session, { EMAIL_OTP_CODE: otherThan(right) }), wrong)
  }
  await t.rejects(respond('EMAIL_OTP', tried.Session, { EMAIL_OTP_CODE: right }), {
    message: 'Invalid session for the user.'
  })
})

t.test('a code belongs to the sign-in that it was sent for', async t => {
  const { email, startSignIn, respond } = await pool('ON', EMAIL, 'verified_phone_number')
  const one = await startSignIn(email)
  const first = local.mailbox.last(email)?.code as string
  const other = await startSignIn(email)
  await t.rejects(respond('EMAIL_OTP', other.Session, { EMAIL_OTP_CODE: first }), wrong)
  t.ok(await respond('EMAIL_OTP', one.Session, { EMAIL_OTP_CODE: first }))
})

t.test('with several MFA factors and no preference, the user selects one', async t => {
  const { email, AccessToken, startSignIn, respond, UserPoolId } = await pool('OPTIONAL', {
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
  const { ChallengeName, ChallengeParameters, Session } = await startSignIn(email)
  t.equal(ChallengeName, 'SELECT_MFA_TYPE')
  t.equal(ChallengeParameters?.['MFAS_CAN_CHOOSE'], '["SMS_MFA","SOFTWARE_TOKEN_MFA","EMAIL_OTP"]')
  await t.rejects(respond('SELECT_MFA_TYPE', Session, { ANSWER: 'WEB_AUTHN' }), {
    name: 'MFAMethodNotFoundException'
  })
  const chosen = await respond('SELECT_MFA_TYPE', Session, { ANSWER: 'EMAIL_OTP' })
  t.equal(chosen.ChallengeName, 'EMAIL_OTP')
  t.ok(
    await respond('EMAIL_OTP', chosen.Session, { EMAIL_OTP_CODE: local.mailbox.last(email)?.code as string })
  )
  forward(30)
  const totpChosen = await respond('SELECT_MFA_TYPE', (await startSignIn(email)).Session, {
    ANSWER: 'SOFTWARE_TOKEN_MFA'
  })
  t.ok(
    await respond('SOFTWARE_TOKEN_MFA', totpChosen.Session, {
      SOFTWARE_TOKEN_MFA_CODE: totp(SecretCode, clock())
    })
  )

  await api.adminSetUserMFAPreference({
    UserPoolId,
    Username: email,
    SMSMfaSettings: { Enabled: true, PreferredMfa: true }
  })
  t.equal(
    (await startSignIn(email)).ChallengeName,
    'SMS_MFA',
    'the preferred factor is challenged immediately'
  )
})

t.test('with required MFA, codes go to an address that does not reset the password', async t => {
  const both = await pool('ON', { ...SMS, ...EMAIL })
  t.equal((await both.startSignIn(both.email)).ChallengeName, 'SMS_MFA')
  const other = await pool('ON', { ...SMS, ...EMAIL }, 'verified_phone_number')
  t.equal((await other.startSignIn(other.email)).ChallengeName, 'EMAIL_OTP')

  const { startSignIn, UserPoolId } = await pool('ON', { ...SMS, ...EMAIL, ...TOTP })
  const email = newEmail()
  await api.adminCreateUser({ UserPoolId, Username: email, MessageAction: 'SUPPRESS' })
  await api.adminSetUserPassword({ UserPoolId, Username: email, Password: PASSWORD, Permanent: true })
  t.equal(
    (await startSignIn(email)).ChallengeName,
    'MFA_SETUP',
    'without an address, an authenticator is set up'
  )
  await api.setUserPoolMfaConfig({
    UserPoolId,
    MfaConfiguration: 'ON',
    SoftwareTokenMfaConfiguration: { Enabled: false }
  })
  t.match(await startSignIn(email), {
    ChallengeName: 'MFA_SETUP',
    ChallengeParameters: { MFAS_CAN_SETUP: '["SMS_MFA"]' }
  })
})

t.test('with required MFA, a user with an authenticator can select it or an address', async t => {
  const { email, AccessToken, startSignIn } = await pool('ON', { ...SMS, ...TOTP })
  const { SecretCode = '' } = await api.associateSoftwareToken({ AccessToken })
  await api.verifySoftwareToken({ AccessToken, UserCode: totp(SecretCode, clock()) })
  t.equal(
    (await startSignIn(email)).ChallengeParameters?.['MFAS_CAN_CHOOSE'],
    '["SMS_MFA","SOFTWARE_TOKEN_MFA"]'
  )
})

t.test('a code for an email address that another user has taken is rejected', async t => {
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
  const { Session } = await startSignIn(started, 'ada', PASSWORD, ClientId)
  await add('bob', 'true')
  await t.rejects(
    respondToChallenge(
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

t.test('an address that is an MFA factor does not reset the password', async t => {
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

t.test('codes for MFA are not sent to the address that resets the password', async t => {
  const { email, startSignIn } = await pool('ON', SMS, 'verified_phone_number')
  await t.rejects(startSignIn(email), {
    name: 'InvalidParameterException',
    message: 'User has no attribute that codes for MFA can be sent to'
  })
})

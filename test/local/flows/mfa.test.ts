import t from 'tap'
import type { PoolUser } from './client.js'
import { ADA, refusal, start } from './client.js'
import { totp } from './totp.js'

const HALF_A_MINUTE = 30_000

t.test('SMS_MFA and EMAIL_OTP accept the code that was sent', async t => {
  for (const [mfa, destination] of [
    ['SMS_MFA', ADA.phone as string],
    ['EMAIL_OTP', ADA.email]
  ] as const) {
    const { cognito, signIn, respond } = await start(t, { users: [{ ...ADA, mfa: [mfa] }] })
    const challenge = await signIn(ADA)
    t.match(challenge, {
      ChallengeName: mfa,
      ChallengeParameters: { USER_ID_FOR_SRP: ADA.sub, CODE_DELIVERY_DESTINATION: /\*/ }
    })
    const { code } = cognito.mailbox.last(destination)
    t.match(code, mfa === 'SMS_MFA' ? /^\d{6}$/ : /^\d{8}$/)
    t.ok((await respond(mfa, challenge, ADA.sub, { [`${mfa}_CODE`]: code })).AuthenticationResult)
  }
})

t.test('SOFTWARE_TOKEN_MFA accepts each code once', async t => {
  const { cognito, signIn, respond } = await start(t, { users: [{ ...ADA, mfa: ['SOFTWARE_TOKEN_MFA'] }] })
  const respondWith = async (SOFTWARE_TOKEN_MFA_CODE: string) =>
    respond('SOFTWARE_TOKEN_MFA', await signIn(ADA), ADA.sub, { SOFTWARE_TOKEN_MFA_CODE })
  const code = cognito.totp(ADA.email)
  await t.rejects(respondWith(code === '000000' ? '000001' : '000000'), refusal('CodeMismatchException'))
  t.ok((await respondWith(code)).AuthenticationResult)
  await t.rejects(
    respondWith(code),
    refusal('ExpiredCodeException', 'Your software token has already been used once.')
  )
  cognito.advance(HALF_A_MINUTE)
  t.ok((await respondWith(cognito.totp(ADA.email))).AuthenticationResult)
})

t.test('with several MFA factors, the user selects one unless one is preferred', async t => {
  const user: PoolUser = { ...ADA, mfa: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'] }
  const { cognito, signIn, respond } = await start(t, { users: [user] })
  const challenge = await signIn(ADA)
  t.match(challenge, {
    ChallengeName: 'SELECT_MFA_TYPE',
    ChallengeParameters: { MFAS_CAN_CHOOSE: '["SMS_MFA","SOFTWARE_TOKEN_MFA","EMAIL_OTP"]' }
  })
  await t.rejects(
    respond('SELECT_MFA_TYPE', challenge, ADA.sub, { ANSWER: 'WEB_AUTHN' }),
    refusal('MFAMethodNotFoundException')
  )
  const chosen = await respond('SELECT_MFA_TYPE', challenge, ADA.sub, { ANSWER: 'SOFTWARE_TOKEN_MFA' })
  t.equal(chosen.ChallengeName, 'SOFTWARE_TOKEN_MFA')
  t.ok(
    (
      await respond('SOFTWARE_TOKEN_MFA', chosen, ADA.sub, {
        SOFTWARE_TOKEN_MFA_CODE: cognito.totp(ADA.email)
      })
    ).AuthenticationResult
  )
  t.equal(
    (await respond('SELECT_MFA_TYPE', await signIn(ADA), ADA.sub, { ANSWER: 'EMAIL_MFA' })).ChallengeName,
    'EMAIL_OTP'
  )
  cognito.liveUser(ADA.email).preferredMfa = 'SMS_MFA'
  t.equal((await signIn(ADA)).ChallengeName, 'SMS_MFA')
})

t.test('an invited user sets a new password and an authenticator', async t => {
  const users: PoolUser[] = [{ ...ADA, status: 'FORCE_CHANGE_PASSWORD', mustSetUpMfa: true }]
  const { cognito, api, signIn, respond } = await start(t, { users, requiredAttributes: ['name'] })
  const invited = await signIn(ADA)
  t.match(invited, {
    ChallengeName: 'NEW_PASSWORD_REQUIRED',
    ChallengeParameters: { requiredAttributes: '["userAttributes.name"]', USER_ID_FOR_SRP: ADA.sub }
  })
  const change = (responses: Record<string, string>) =>
    respond('NEW_PASSWORD_REQUIRED', invited, ADA.sub, responses)
  const NEW_PASSWORD = 'Another-horse-9'
  await t.rejects(change({}), refusal('InvalidParameterException', 'Missing required parameter NEW_PASSWORD'))
  await t.rejects(
    change({ NEW_PASSWORD }),
    refusal('InvalidParameterException', 'Invalid attributes given, name is missing')
  )
  await t.rejects(
    change({ NEW_PASSWORD: 'weak', 'userAttributes.name': 'Ada' }),
    refusal('InvalidPasswordException', 'Password does not conform to policy: Password not long enough')
  )

  const setUp = await change({ NEW_PASSWORD, 'userAttributes.name': 'Ada' })
  t.match(setUp, {
    ChallengeName: 'MFA_SETUP',
    ChallengeParameters: { MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA"]' }
  })
  await t.rejects(
    respond('MFA_SETUP', setUp, ADA.sub),
    refusal('NotAuthorizedException', 'Invalid session for the user.'),
    'before it is set up'
  )

  const { Session, SecretCode } = await api.associateSoftwareToken({ Session: setUp.Session })
  await t.rejects(
    api.associateSoftwareToken({ Session: setUp.Session }),
    refusal('NotAuthorizedException'),
    'a Session works once here too'
  )
  const codeNow = totp(SecretCode as string, cognito.clock())
  await t.rejects(
    api.verifySoftwareToken({ Session, UserCode: codeNow === '000000' ? '000001' : '000000' }),
    refusal('EnableSoftwareTokenMFAException')
  )
  const verified = await api.verifySoftwareToken({ Session, UserCode: codeNow })
  t.equal(verified.Status, 'SUCCESS')

  t.ok((await respond('MFA_SETUP', verified, ADA.sub)).AuthenticationResult)
  const { status, password, attributes } = cognito.liveUser(ADA.email)
  t.match(
    { status, password, attributes },
    { status: 'CONFIRMED', password: NEW_PASSWORD, attributes: { name: 'Ada' } }
  )
})

t.test('after MFA_SETUP the user is signed in', async t => {
  const { cognito, api, signIn, respond } = await start(t, { users: [{ ...ADA, mustSetUpMfa: true }] })
  const { Session, SecretCode } = await api.associateSoftwareToken({ Session: (await signIn(ADA)).Session })
  const verified = await api.verifySoftwareToken({
    Session,
    UserCode: totp(SecretCode as string, cognito.clock())
  })
  t.ok((await respond('MFA_SETUP', verified, ADA.sub)).AuthenticationResult)
  t.equal((await signIn(ADA)).ChallengeName, 'SOFTWARE_TOKEN_MFA')
})

t.test('NEW_PASSWORD_REQUIRED cannot change an attribute that has a value', async t => {
  const { signIn, respond } = await start(t, {
    users: [{ ...ADA, status: 'FORCE_CHANGE_PASSWORD', attributes: { name: 'Ada' } }],
    requiredAttributes: ['name']
  })
  await t.rejects(
    respond('NEW_PASSWORD_REQUIRED', await signIn(ADA), ADA.sub, {
      NEW_PASSWORD: 'Another-horse-9',
      'userAttributes.name': 'Eve'
    }),
    refusal('NotAuthorizedException', 'Cannot modify an already provided name')
  )
})

t.test('an access token associates, verifies and prefers an authenticator', async t => {
  const { cognito, api, signIn } = await start(t)
  const AccessToken = (await signIn(ADA)).AuthenticationResult?.AccessToken
  await t.rejects(
    api.verifySoftwareToken({ AccessToken, UserCode: '123456' }),
    refusal('InvalidParameterException', 'User has not associated a software token')
  )
  const preference = { AccessToken, SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } }
  await t.rejects(
    api.setUserMFAPreference(preference),
    refusal('InvalidParameterException', 'User has not verified software token mfa')
  )
  const { SecretCode, Session } = await api.associateSoftwareToken({ AccessToken })
  t.equal(Session, undefined)
  await api.verifySoftwareToken({ AccessToken, UserCode: totp(SecretCode as string, cognito.clock()) })
  t.ok((await signIn(ADA)).AuthenticationResult, 'the factor is not required yet')
  await api.setUserMFAPreference({ ...preference, EmailMfaSettings: { Enabled: true } })
  t.match(await api.getUser({ AccessToken }), {
    PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA',
    UserMFASettingList: ['SOFTWARE_TOKEN_MFA', 'EMAIL_OTP']
  })
  t.equal((await signIn(ADA)).ChallengeName, 'SOFTWARE_TOKEN_MFA')
  await api.setUserMFAPreference({ AccessToken, SoftwareTokenMfaSettings: { Enabled: false } })
  t.equal((await signIn(ADA)).ChallengeName, 'EMAIL_OTP')
  await t.rejects(api.associateSoftwareToken({}), refusal('InvalidParameterException'))
})

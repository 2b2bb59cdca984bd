import t from 'tap'
import type { WireUser } from './options.js'
import { ADA, refusal, start } from './client.js'
import { totp } from './totp.js'

const HALF_A_MINUTE = 30_000

t.test('a code by SMS or by email', async t => {
  for (const [mfa, destination] of [['SMS_MFA', ADA.phone as string], ['EMAIL_OTP', ADA.email]] as const) {
    const { wire, signIn, respond } = await start(t, { users: [{ ...ADA, mfa: [mfa] }] })
    const asked = await signIn(ADA)
    t.match(asked, { ChallengeName: mfa, ChallengeParameters: { USER_ID_FOR_SRP: ADA.sub, CODE_DELIVERY_DESTINATION: /\*/ } })
    const { code } = wire.mailbox.last(destination)
    t.match(code, /^\d{6}$/)
    t.ok((await respond(mfa, asked, ADA.sub, { [`${mfa}_CODE`]: code })).AuthenticationResult)
  }
})

t.test('a code of an authenticator, once', async t => {
  const { wire, signIn, respond } = await start(t, { users: [{ ...ADA, mfa: ['SOFTWARE_TOKEN_MFA'] }] })
  const answer = async (SOFTWARE_TOKEN_MFA_CODE: string) => respond('SOFTWARE_TOKEN_MFA', await signIn(ADA), ADA.sub, { SOFTWARE_TOKEN_MFA_CODE })
  const code = wire.totp(ADA.email)
  await t.rejects(answer(code === '000000' ? '000001' : '000000'), refusal('CodeMismatchException'))
  t.ok((await answer(code)).AuthenticationResult)
  await t.rejects(answer(code), refusal('ExpiredCodeException', 'Your software token has already been used once.'))
  wire.advance(HALF_A_MINUTE)
  t.ok((await answer(wire.totp(ADA.email))).AuthenticationResult)
})

t.test('of several, the person chooses, or has preferred one', async t => {
  const person: WireUser = { ...ADA, mfa: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'] }
  const { wire, signIn, respond } = await start(t, { users: [person] })
  const asked = await signIn(ADA)
  t.match(asked, { ChallengeName: 'SELECT_MFA_TYPE', ChallengeParameters: { MFAS_CAN_CHOOSE: '["SMS_MFA","SOFTWARE_TOKEN_MFA","EMAIL_OTP"]' } })
  await t.rejects(respond('SELECT_MFA_TYPE', asked, ADA.sub, { ANSWER: 'WEB_AUTHN' }), refusal('InvalidParameterException'))
  const chosen = await respond('SELECT_MFA_TYPE', asked, ADA.sub, { ANSWER: 'SOFTWARE_TOKEN_MFA' })
  t.equal(chosen.ChallengeName, 'SOFTWARE_TOKEN_MFA')
  t.ok((await respond('SOFTWARE_TOKEN_MFA', chosen, ADA.sub, { SOFTWARE_TOKEN_MFA_CODE: wire.totp(ADA.email) })).AuthenticationResult)
  t.equal((await respond('SELECT_MFA_TYPE', await signIn(ADA), ADA.sub, { ANSWER: 'EMAIL_MFA' })).ChallengeName, 'EMAIL_OTP')
  wire.person(ADA.email).preferredMfa = 'SMS_MFA'
  t.equal((await signIn(ADA)).ChallengeName, 'SMS_MFA')
})

t.test('an invited person: a new password, an authenticator, and it is asked for', async t => {
  const users: WireUser[] = [{ ...ADA, status: 'FORCE_CHANGE_PASSWORD', mustSetUpMfa: true }]
  const { wire, api, signIn, respond } = await start(t, { users, challengesAfterSetup: true, requiredAttributes: ['name'] })
  const invited = await signIn(ADA)
  t.match(invited, { ChallengeName: 'NEW_PASSWORD_REQUIRED', ChallengeParameters: { requiredAttributes: '["userAttributes.name"]', USER_ID_FOR_SRP: ADA.sub } })
  const change = (responses: Record<string, string>) => respond('NEW_PASSWORD_REQUIRED', invited, ADA.sub, responses)
  const NEW_PASSWORD = 'Another-horse-9'
  await t.rejects(change({}), refusal('InvalidParameterException', 'Missing required parameter NEW_PASSWORD'))
  await t.rejects(change({ NEW_PASSWORD }), refusal('InvalidParameterException', 'Invalid attributes given, name is missing'))
  await t.rejects(change({ NEW_PASSWORD: 'weak', 'userAttributes.name': 'Ada' }), refusal('InvalidPasswordException', 'Password does not conform to policy: Password not long enough'))

  const setUp = await change({ NEW_PASSWORD, 'userAttributes.name': 'Ada' })
  t.match(setUp, { ChallengeName: 'MFA_SETUP', ChallengeParameters: { MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA"]' } })
  await t.rejects(respond('MFA_SETUP', setUp, ADA.sub), refusal('NotAuthorizedException', 'Invalid session for the user.'), 'before it is set up')

  const { Session, SecretCode } = await api.associateSoftwareToken({ Session: setUp.Session })
  await t.rejects(api.associateSoftwareToken({ Session: setUp.Session }), refusal('NotAuthorizedException'), 'a Session works once here too')
  const codeNow = totp(SecretCode as string, wire.clock())
  await t.rejects(api.verifySoftwareToken({ Session, UserCode: codeNow === '000000' ? '000001' : '000000' }), refusal('EnableSoftwareTokenMFAException'))
  const verified = await api.verifySoftwareToken({ Session, UserCode: codeNow })
  t.equal(verified.Status, 'SUCCESS')

  const asked = await respond('MFA_SETUP', verified, ADA.sub)
  t.equal(asked.ChallengeName, 'SOFTWARE_TOKEN_MFA')
  wire.advance(HALF_A_MINUTE)
  t.ok((await respond('SOFTWARE_TOKEN_MFA', asked, ADA.sub, { SOFTWARE_TOKEN_MFA_CODE: wire.totp(ADA.email) })).AuthenticationResult)
  t.match(wire.person(ADA.email), { status: 'CONFIRMED', password: NEW_PASSWORD, attributes: { name: 'Ada' }, mfa: ['SOFTWARE_TOKEN_MFA'] })
})

t.test('without more, the set-up signs in', async t => {
  const { wire, api, signIn, respond } = await start(t, { users: [{ ...ADA, mustSetUpMfa: true }] })
  const { Session, SecretCode } = await api.associateSoftwareToken({ Session: (await signIn(ADA)).Session })
  const verified = await api.verifySoftwareToken({ Session, UserCode: totp(SecretCode as string, wire.clock()) })
  t.ok((await respond('MFA_SETUP', verified, ADA.sub)).AuthenticationResult)
  t.equal((await signIn(ADA)).ChallengeName, 'SOFTWARE_TOKEN_MFA')
})

t.test('an attribute that somebody has already cannot be set at the invitation', async t => {
  const { signIn, respond } = await start(t, { users: [{ ...ADA, status: 'FORCE_CHANGE_PASSWORD', attributes: { name: 'Ada' } }] })
  await t.rejects(respond('NEW_PASSWORD_REQUIRED', await signIn(ADA), ADA.sub, { NEW_PASSWORD: 'Another-horse-9', 'userAttributes.name': 'Eve' }),
    refusal('NotAuthorizedException', 'Cannot modify an already provided name'))
})

t.test('by an access token: associate, verify, prefer', async t => {
  const { wire, api, signIn } = await start(t)
  const AccessToken = (await signIn(ADA)).AuthenticationResult?.AccessToken
  await t.rejects(api.verifySoftwareToken({ AccessToken, UserCode: '123456' }), refusal('SoftwareTokenMFANotFoundException'))
  const preference = { AccessToken, SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } }
  await t.rejects(api.setUserMFAPreference(preference), refusal('InvalidParameterException', 'User has not verified software token mfa'))
  const { SecretCode, Session } = await api.associateSoftwareToken({ AccessToken })
  t.equal(Session, undefined)
  await api.verifySoftwareToken({ AccessToken, UserCode: totp(SecretCode as string, wire.clock()) })
  t.ok((await signIn(ADA)).AuthenticationResult, 'it is not asked for yet')
  await api.setUserMFAPreference({ ...preference, EmailMfaSettings: { Enabled: true } })
  t.match(await api.getUser({ AccessToken }), { PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA', UserMFASettingList: ['SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'] })
  t.equal((await signIn(ADA)).ChallengeName, 'SOFTWARE_TOKEN_MFA')
  await api.setUserMFAPreference({ AccessToken, SoftwareTokenMfaSettings: { Enabled: false } })
  t.equal((await signIn(ADA)).ChallengeName, 'EMAIL_OTP')
  await t.rejects(api.associateSoftwareToken({}), refusal('InvalidParameterException'))
})

import t, { type Test } from 'tap'
import { buildApi, post } from '../api.js'
import { ADA, SECRET, startPool, type Factor } from '../local-pool.js'

/** A user who must set up email or SMS MFA: the response to MFA_SETUP is the address. */

async function startSetup (t: Test, mfaToSetUp: Factor[]) {
  const { phone, ...user } = ADA
  const users = [{ ...user, mustSetUpMfa: true }]
  const cognito = await startPool(t, { users, mfaToSetUp, clientSecret: SECRET })
  cognito.users.change(ADA.email, ({ attributes }) => {
    delete attributes['email']
  })
  const app = await buildApi(t, cognito)
  const question = (await post(app, '/auth/signin', { username: ADA.sub, password: ADA.password })).json()
  const response = async (challenge: string, session: string, responses: object) =>
    (await post(app, '/auth/signin/challenge', { challenge, session, username: ADA.sub, responses })).json()
  return { cognito, question, response }
}

t.test('an email address is passed on, and the code sent there signs in', async t => {
  const { cognito, question, response } = await startSetup(t, ['EMAIL_OTP'])
  t.match(question, { challenge: 'MFA_SETUP', parameters: { MFAS_CAN_SETUP: '["EMAIL_OTP"]' } })
  t.notOk('totp' in question)
  const EMAIL = 'ada.lovelace@example.com'
  const next = await response('MFA_SETUP', question.session, { EMAIL })
  t.equal(next.challenge, 'EMAIL_OTP')
  t.match(cognito.requests.at(-1)?.input, {
    ChallengeResponses: { EMAIL, USERNAME: ADA.sub, SECRET_HASH: String }
  })
  const code = cognito.mailbox.last(EMAIL)?.code
  t.match(await response('EMAIL_OTP', next.session, { EMAIL_OTP_CODE: code }), { tokenType: 'Bearer' })
  t.notOk(cognito.requests.some(({ operation }) => operation === 'VerifySoftwareToken'))
})

t.test('a phone number is passed on, and the code sent there signs in', async t => {
  const { cognito, question, response } = await startSetup(t, ['SMS_MFA'])
  const next = await response('MFA_SETUP', question.session, { PHONE_NUMBER: '+491719999999' })
  t.equal(next.challenge, 'SMS_MFA')
  const code = cognito.mailbox.last('+491719999999')?.code
  t.match(await response('SMS_MFA', next.session, { SMS_MFA_CODE: code }), { tokenType: 'Bearer' })
})

t.test('exactly one of the three is sent, in its form', async t => {
  const { cognito, question, response } = await startSetup(t, ['EMAIL_OTP'])
  cognito.requests.length = 0
  for (const responses of [
    {},
    { EMAIL: 'ada' },
    { EMAIL: null },
    { PHONE_NUMBER: '0171' },
    { FRIENDLY_DEVICE_NAME: 'phone' },
    { EMAIL: ADA.email, PHONE_NUMBER: '+491711234567' },
    { EMAIL: ADA.email, USERNAME: 'bob' },
    { EMAIL: ADA.email, SOFTWARE_TOKEN_MFA_CODE: '123456' }
  ]) {
    const rejected = await response('MFA_SETUP', question.session, responses)
    const invalid = { statusCode: 400, code: 'FST_COGNITO_INVALID_INPUT', message: 'body/responses' }
    t.match(rejected, invalid, JSON.stringify(responses))
  }
  t.strictSame(cognito.requests, [])
})

t.test('an address for a pool that requires an authenticator is left for Cognito to reject', async t => {
  const { question, response } = await startSetup(t, ['SOFTWARE_TOKEN_MFA'])
  t.ok(question.totp.secret)
  t.match(await response('MFA_SETUP', question.session, { EMAIL: ADA.email }), { statusCode: 400 })
})

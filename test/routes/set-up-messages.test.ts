import t, { type Test } from 'tap'
import { buildApi, post } from '../api.js'
import { ADA, SECRET } from '../wire/client.js'
import type { Mfa } from '../wire/options.js'
import { startWireCognito } from '../wire/server.js'

/** A user who must set up email or SMS MFA: the response to MFA_SETUP is the address. */

async function asked (t: Test, mfaToSetUp: Mfa[]) {
  const users = [{ ...ADA, mustSetUpMfa: true }]
  const wire = await startWireCognito(t, { users, mfaToSetUp, clientSecret: SECRET })
  const app = await buildApi(t, wire)
  const question = (await post(app, '/auth/signin', { username: ADA.email, password: ADA.password })).json()
  const response = async (challenge: string, session: string, responses: object) =>
    (await post(app, '/auth/signin/challenge', { challenge, session, username: ADA.email, responses })).json()
  return { wire, question, response }
}

t.test('an email address is passed on, and the code sent there signs in', async t => {
  const { wire, question, response } = await asked(t, ['EMAIL_OTP'])
  t.match(question, { challenge: 'MFA_SETUP', parameters: { MFAS_CAN_SETUP: '["EMAIL_OTP"]' } })
  t.notOk('totp' in question)
  const EMAIL = 'ada.lovelace@example.com'
  const next = await response('MFA_SETUP', question.session, { EMAIL })
  t.equal(next.challenge, 'EMAIL_OTP')
  t.match(wire.calls.at(-1)?.body, { ChallengeResponses: { EMAIL, USERNAME: ADA.sub, SECRET_HASH: String } })
  const { code } = wire.mailbox.last(EMAIL)
  t.match(await response('EMAIL_OTP', next.session, { EMAIL_OTP_CODE: code }), { tokenType: 'Bearer' })
  t.notOk(wire.calls.some(({ operation }) => operation === 'VerifySoftwareToken'))
})

t.test('so is a phone number', async t => {
  const { wire, question, response } = await asked(t, ['SMS_MFA'])
  const next = await response('MFA_SETUP', question.session, { PHONE_NUMBER: '+491719999999' })
  t.equal(next.challenge, 'SMS_MFA')
  const { code } = wire.mailbox.last('+491719999999')
  t.match(await response('SMS_MFA', next.session, { SMS_MFA_CODE: code }), { tokenType: 'Bearer' })
})

t.test('exactly one of the three is sent, in its form', async t => {
  const { wire, question, response } = await asked(t, ['EMAIL_OTP'])
  wire.calls.length = 0
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
  t.strictSame(wire.calls, [])
})

t.test('an address for a pool that requires an authenticator is left for Cognito to reject', async t => {
  const { question, response } = await asked(t, ['SOFTWARE_TOKEN_MFA'])
  t.ok(question.totp.secret)
  t.match(await response('MFA_SETUP', question.session, { EMAIL: ADA.email }), { statusCode: 401 })
})

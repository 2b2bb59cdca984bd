import t from 'tap'
import { ADA, BOB, refusal, start } from './client.js'

const MAX = { ...ADA, mfa: ['SMS_MFA' as const] }
const INVALID = refusal('NotAuthorizedException', 'Invalid session for the user.')

async function asked (t: Parameters<typeof start>[0]) {
  const started = await start(t, { users: [MAX, BOB], otherClientId: 'otherclient2' })
  const challenge = await started.signIn(MAX)
  return { ...started, challenge, code: { SMS_MFA_CODE: started.wire.mailbox.last(ADA.phone as string).code } }
}

t.test('a Session is as long as AWS makes them', async t => {
  const { challenge } = await asked(t)
  t.match(challenge.Session, /^AYABe[\w-]+$/)
  t.ok((challenge.Session as string).length > 1000 && (challenge.Session as string).length <= 2048)
})

t.test('it works once', async t => {
  const { respond, challenge, code } = await asked(t)
  const answers = await Promise.allSettled([respond('SMS_MFA', challenge, MAX.sub, code), respond('SMS_MFA', challenge, MAX.sub, code)])
  t.strictSame(answers.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  await t.rejects(respond('SMS_MFA', challenge, MAX.sub, code), INVALID)
})

t.test('a code that is wrong leaves it open', async t => {
  const { respond, challenge, code } = await asked(t)
  const wrong = { SMS_MFA_CODE: code.SMS_MFA_CODE === '000000' ? '000001' : '000000' }
  await t.rejects(respond('SMS_MFA', challenge, MAX.sub, wrong), refusal('CodeMismatchException'))
  await t.rejects(respond('SMS_MFA', challenge, MAX.sub), refusal('InvalidParameterException', 'Missing required parameter SMS_MFA_CODE'))
  t.type((await respond('SMS_MFA', challenge, MAX.sub, code)).AuthenticationResult?.AccessToken, 'string')
})

t.test('it is of one person, one client, one challenge', async t => {
  const { api, respond, challenge, code } = await asked(t)
  await t.rejects(respond('SMS_MFA', challenge, BOB.email, code), INVALID, 'of another person')
  await t.rejects(respond('SMS_MFA', challenge, 'nobody@example.com', code), INVALID, 'of nobody')
  await t.rejects(respond('EMAIL_OTP', challenge, MAX.sub, { EMAIL_OTP_CODE: code.SMS_MFA_CODE }), INVALID, 'of another challenge')
  await t.rejects(api.respondToAuthChallenge({
    ChallengeName: 'SMS_MFA', ClientId: 'otherclient2', Session: challenge.Session, ChallengeResponses: { USERNAME: MAX.sub, ...code }
  }), INVALID, 'of another client')
  await t.rejects(respond('SMS_MFA', { Session: `${challenge.Session as string}A` }, MAX.sub, code), INVALID, 'of none')
  await t.rejects(respond('SMS_MFA', {}, MAX.sub, code), refusal('InvalidParameterException', 'Missing required parameter Session'))
  t.type((await respond('SMS_MFA', challenge, MAX.email, code)).AuthenticationResult?.AccessToken, 'string', 'the email names the person too')
})

t.test('it lives three minutes', async t => {
  const { wire, respond, challenge, code } = await asked(t)
  wire.advance(180_000)
  await t.rejects(respond('SMS_MFA', challenge, MAX.sub, code), refusal('NotAuthorizedException', 'Invalid session for the user, session is expired.'))
})

t.test('it ends with the account', async t => {
  const { wire, respond, challenge, code } = await asked(t)
  wire.person(MAX.email).disabled = true
  await t.rejects(respond('SMS_MFA', challenge, MAX.sub, code), refusal('NotAuthorizedException', 'User is disabled.'))
})

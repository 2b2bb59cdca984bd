import t from 'tap'
import { ADA, BOB, refusal, start } from './client.js'

const MAX = { ...ADA, mfa: ['SMS_MFA' as const] }
const INVALID = refusal('NotAuthorizedException', 'Invalid session for the user.')

async function startSignIn (t: Parameters<typeof start>[0]) {
  const started = await start(t, { users: [MAX, BOB] })
  const challenge = await started.signIn(MAX)
  return {
    ...started,
    challenge,
    code: { SMS_MFA_CODE: started.cognito.mailbox.last(ADA.phone as string).code }
  }
}

t.test('a Session has the length of one from AWS', async t => {
  const { challenge } = await startSignIn(t)
  t.match(challenge.Session, /^AYABe[\w-]+$/)
  t.ok((challenge.Session as string).length > 1000 && (challenge.Session as string).length <= 2048)
})

t.test('a Session can be used once', async t => {
  const { respond, challenge, code } = await startSignIn(t)
  const responses = await Promise.allSettled([
    respond('SMS_MFA', challenge, MAX.sub, code),
    respond('SMS_MFA', challenge, MAX.sub, code)
  ])
  t.strictSame(responses.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  await t.rejects(respond('SMS_MFA', challenge, MAX.sub, code), INVALID)
})

t.test('a wrong code leaves the Session valid', async t => {
  const { respond, challenge, code } = await startSignIn(t)
  const wrong = { SMS_MFA_CODE: code.SMS_MFA_CODE === '000000' ? '000001' : '000000' }
  await t.rejects(respond('SMS_MFA', challenge, MAX.sub, wrong), refusal('CodeMismatchException'))
  await t.rejects(
    respond('SMS_MFA', challenge, MAX.sub),
    refusal('InvalidParameterException', 'Missing required parameter SMS_MFA_CODE')
  )
  t.type((await respond('SMS_MFA', challenge, MAX.sub, code)).AuthenticationResult?.AccessToken, 'string')
})

t.test('a Session belongs to one user, one app client and one challenge', async t => {
  const { cognito, api, respond, challenge, code } = await startSignIn(t)
  const { UserPoolClient } = await api.createUserPoolClient({
    UserPoolId: cognito.options.userPoolId,
    ClientName: 'other'
  })
  await t.rejects(respond('SMS_MFA', challenge, BOB.email, code), INVALID, 'of another user')
  await t.rejects(respond('SMS_MFA', challenge, 'nobody@example.com', code), INVALID, 'of a missing user')
  await t.rejects(
    respond('EMAIL_OTP', challenge, MAX.sub, { EMAIL_OTP_CODE: code.SMS_MFA_CODE }),
    INVALID,
    'of another challenge'
  )
  await t.rejects(
    api.respondToAuthChallenge({
      ChallengeName: 'SMS_MFA',
      ClientId: UserPoolClient?.ClientId,
      Session: challenge.Session,
      ChallengeResponses: { USERNAME: MAX.sub, ...code }
    }),
    INVALID,
    'of another client'
  )
  await t.rejects(
    respond('SMS_MFA', { Session: `${challenge.Session as string}A` }, MAX.sub, code),
    INVALID,
    'of none'
  )
  await t.rejects(
    respond('SMS_MFA', {}, MAX.sub, code),
    refusal('InvalidParameterException', 'Missing required parameter Session')
  )
  t.type(
    (await respond('SMS_MFA', challenge, MAX.email, code)).AuthenticationResult?.AccessToken,
    'string',
    'the email address identifies the user too'
  )
})

t.test('a Session expires after three minutes', async t => {
  const { cognito, respond, challenge, code } = await startSignIn(t)
  cognito.advance(180_000)
  await t.rejects(
    respond('SMS_MFA', challenge, MAX.sub, code),
    refusal('NotAuthorizedException', 'Invalid session for the user, session is expired.')
  )
})

t.test('a Session ends when the user is deleted', async t => {
  const { cognito, respond, challenge, code } = await startSignIn(t)
  cognito.liveUser(MAX.email).disabled = true
  await t.rejects(
    respond('SMS_MFA', challenge, MAX.sub, code),
    refusal('NotAuthorizedException', 'User is disabled.')
  )
})

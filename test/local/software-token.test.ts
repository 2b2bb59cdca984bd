import t from 'tap'
import {
  addUser,
  respondToChallenge,
  startSignIn,
  createClock,
  otherThan,
  signIn,
  start,
  tokens
} from './local.js'
import { totp } from './totp.js'

const { clock, forward } = createClock()
const started = await start(t, { clock })
const { local, api } = started
const UserPoolId = local.userPoolId
await api.setUserPoolMfaConfig({
  UserPoolId,
  MfaConfiguration: 'OPTIONAL',
  SoftwareTokenMfaConfiguration: { Enabled: true }
})

const respond = async (email: string, Session: string | undefined, SOFTWARE_TOKEN_MFA_CODE: string) =>
  await respondToChallenge(started, 'SOFTWARE_TOKEN_MFA', Session, email, { SOFTWARE_TOKEN_MFA_CODE })
const wrong = { name: 'CodeMismatchException', message: 'Invalid code received for user' }
const used = { name: 'ExpiredCodeException', message: 'Your software token has already been used once.' }

/** Creates a user with an authenticator, and sets the clock forward. */
async function withAuthenticator () {
  const email = await addUser(started)
  const { AccessToken } = await signIn(started, email)
  const secret = (await api.associateSoftwareToken({ AccessToken })).SecretCode as string
  await api.verifySoftwareToken({ AccessToken, UserCode: totp(secret, clock()) })
  await api.setUserMFAPreference({
    AccessToken,
    SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true }
  })
  forward(60)
  return { email, AccessToken, secret, code: (seconds = 0) => totp(secret, clock() + seconds * 1000) }
}

t.test('an authenticator is set up with an access token, and required once it is enabled', async t => {
  const email = await addUser(started)
  const { AccessToken } = await signIn(started, email)
  const associated = await api.associateSoftwareToken({ AccessToken })
  t.same(
    Object.keys(associated).filter(key => key !== '$metadata'),
    ['SecretCode']
  )
  const UserCode = totp(associated.SecretCode as string, clock())
  await t.rejects(api.verifySoftwareToken({ AccessToken, UserCode: otherThan(UserCode) }), {
    name: 'EnableSoftwareTokenMFAException',
    message: 'Code mismatch and fail enable Software Token MFA'
  })
  const verified = await api.verifySoftwareToken({ AccessToken, UserCode })
  t.same([verified.Status, verified.Session], ['SUCCESS', undefined])
  await t.rejects(
    api.verifySoftwareToken({ AccessToken, UserCode }),
    { name: 'InvalidParameterException' },
    'no authenticator is left to verify'
  )
  t.ok(tokens(await startSignIn(started, email)).AccessToken, 'verified is not switched on')
  await api.setUserMFAPreference({ AccessToken, SoftwareTokenMfaSettings: { Enabled: true } })
  t.equal((await startSignIn(started, email)).ChallengeName, 'SOFTWARE_TOKEN_MFA')
})

t.test('the right code returns tokens, which refresh', async t => {
  const { email, code } = await withAuthenticator()
  const { Session } = await startSignIn(started, email)
  const { RefreshToken } = tokens(await respond(email, Session, code()))
  t.ok(tokens(await api.getTokensFromRefreshToken({ ClientId: local.clientId, RefreshToken })).AccessToken)
})

t.test('a Session accepts three attempts', async t => {
  const { email, code } = await withAuthenticator()
  const { Session } = await startSignIn(started, email)
  await t.rejects(respondToChallenge(started, 'SOFTWARE_TOKEN_MFA', Session, email), {
    name: 'InvalidParameterException',
    message: 'Missing required parameter SOFTWARE_TOKEN_MFA_CODE'
  })
  for (const bad of [otherThan(code()), 'abc']) await t.rejects(respond(email, Session, bad), wrong)
  t.ok(tokens(await respond(email, Session, code())).AccessToken)

  const other = await startSignIn(started, email)
  forward(30)
  for (let tries = 0; tries < 3; tries++) {
    await t.rejects(respond(email, other.Session, otherThan(code())), wrong)
  }
  await t.rejects(respond(email, other.Session, code()), {
    name: 'NotAuthorizedException',
    message: 'Invalid session for the user.'
  })
})

t.test('a code is accepted once, in any Session', async t => {
  const { email, code } = await withAuthenticator()
  const [one, other] = [await startSignIn(started, email), await startSignIn(started, email)]
  const earlier = code(-30)
  await respond(email, one.Session, code())
  await t.rejects(respond(email, other.Session, code()), used)
  await t.rejects(respond(email, other.Session, earlier), used, 'an earlier code is rejected too')
  t.ok(await respond(email, other.Session, code(30)))
})

t.test('clocks may differ by at most 30 seconds', async t => {
  for (const [seconds, accepted] of [
    [-60, false],
    [60, false],
    [-30, true],
    [30, true]
  ] as const) {
    const { email, code } = await withAuthenticator()
    forward(60)
    const result = respond(email, (await startSignIn(started, email)).Session, code(seconds))
    await (accepted ? t.resolves(result) : t.rejects(result, wrong))
  }
})

t.test('a new authenticator replaces the old one when its code is verified', async t => {
  const { email, AccessToken, code } = await withAuthenticator()
  const { SecretCode = '' } = await api.associateSoftwareToken({ AccessToken })
  t.ok(
    await respond(email, (await startSignIn(started, email)).Session, code()),
    'until then the old one is valid'
  )
  forward(30)
  await api.verifySoftwareToken({ AccessToken, UserCode: totp(SecretCode, clock()) })
  forward(30)
  const { Session } = await startSignIn(started, email)
  await t.rejects(respond(email, Session, code()), wrong)
  t.ok(await respond(email, Session, totp(SecretCode, clock())))
})

t.test('an authenticator that is removed during a sign-in is not found', async t => {
  const { email, code } = await withAuthenticator()
  const { Session } = await startSignIn(started, email)
  await api.adminSetUserMFAPreference({
    UserPoolId,
    Username: email,
    SoftwareTokenMfaSettings: { Enabled: false, PreferredMfa: false }
  })
  await t.rejects(respond(email, Session, code()), { name: 'SoftwareTokenMFANotFoundException' })
  t.ok(tokens(await startSignIn(started, email)).AccessToken, 'it is not challenged')
})

t.test('a password reset during a sign-in is reported', async t => {
  const { email, code } = await withAuthenticator()
  const { Session } = await startSignIn(started, email)
  await api.adminResetUserPassword({ UserPoolId, Username: email })
  await t.rejects(respond(email, Session, code()), { name: 'PasswordResetRequiredException' })
})

t.test('existing authenticators stay valid when the pool disables them', async t => {
  const { email, AccessToken, code } = await withAuthenticator()
  await api.setUserPoolMfaConfig({
    UserPoolId,
    MfaConfiguration: 'OPTIONAL',
    SoftwareTokenMfaConfiguration: { Enabled: false },
    SmsMfaConfiguration: { SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::1:role/sms' } }
  })
  await t.rejects(api.associateSoftwareToken({ AccessToken }), {
    name: 'SoftwareTokenMFANotFoundException',
    message: 'Software Token MFA has not been enabled by the userPool'
  })
  t.ok(await respond(email, (await startSignIn(started, email)).Session, code()))
  await api.setUserPoolMfaConfig({ UserPoolId, MfaConfiguration: 'OFF' })
  t.ok(tokens(await startSignIn(started, email)).AccessToken, 'without MFA, it is not challenged')
})

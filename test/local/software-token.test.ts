import t from 'tap'
import { addUser, answer, begin, createClock, otherThan, signIn, start, tokens } from './local.js'
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
  await answer(started, 'SOFTWARE_TOKEN_MFA', Session, email, { SOFTWARE_TOKEN_MFA_CODE })
const wrong = { name: 'CodeMismatchException', message: 'Invalid code received for user' }
const used = { name: 'ExpiredCodeException', message: 'Your software token has already been used once.' }

/** Somebody who set an authenticator up while signed in, and a moment after that. */
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

t.test('an authenticator is set up with an access token, and asked for once it is switched on', async t => {
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
    'there is nothing left to verify'
  )
  t.ok(tokens(await begin(started, email)).AccessToken, 'verified is not switched on')
  await api.setUserMFAPreference({ AccessToken, SoftwareTokenMfaSettings: { Enabled: true } })
  t.equal((await begin(started, email)).ChallengeName, 'SOFTWARE_TOKEN_MFA')
})

t.test('the right code gives tokens, which refresh', async t => {
  const { email, code } = await withAuthenticator()
  const { Session } = await begin(started, email)
  const { RefreshToken } = tokens(await respond(email, Session, code()))
  t.ok(tokens(await api.getTokensFromRefreshToken({ ClientId: local.clientId, RefreshToken })).AccessToken)
})

t.test('a Session takes three wrong codes, and the right one until then', async t => {
  const { email, code } = await withAuthenticator()
  const { Session } = await begin(started, email)
  await t.rejects(answer(started, 'SOFTWARE_TOKEN_MFA', Session, email), {
    name: 'InvalidParameterException',
    message: 'Missing required parameter SOFTWARE_TOKEN_MFA_CODE'
  })
  for (const bad of [otherThan(code()), 'abc']) await t.rejects(respond(email, Session, bad), wrong)
  t.ok(tokens(await respond(email, Session, code())).AccessToken)

  const other = await begin(started, email)
  forward(30)
  for (let tries = 0; tries < 3; tries++) {
    await t.rejects(respond(email, other.Session, otherThan(code())), wrong)
  }
  await t.rejects(respond(email, other.Session, code()), {
    name: 'NotAuthorizedException',
    message: 'Invalid session for the user.'
  })
})

t.test('a code is good once, in the Session it was used in and in any other', async t => {
  const { email, code } = await withAuthenticator()
  const [one, other] = [await begin(started, email), await begin(started, email)]
  const earlier = code(-30)
  await respond(email, one.Session, code())
  await t.rejects(respond(email, other.Session, code()), used)
  await t.rejects(respond(email, other.Session, earlier), used, 'nor one from before it')
  t.ok(await respond(email, other.Session, code(30)))
})

t.test('clocks may differ by thirty seconds, and no more', async t => {
  for (const [seconds, taken] of [
    [-60, false],
    [60, false],
    [-30, true],
    [30, true]
  ] as const) {
    const { email, code } = await withAuthenticator()
    forward(60)
    const answered = respond(email, (await begin(started, email)).Session, code(seconds))
    await (taken ? t.resolves(answered) : t.rejects(answered, wrong))
  }
})

t.test('a new authenticator takes the place of the old one when it has shown a code', async t => {
  const { email, AccessToken, code } = await withAuthenticator()
  const { SecretCode = '' } = await api.associateSoftwareToken({ AccessToken })
  t.ok(
    await respond(email, (await begin(started, email)).Session, code()),
    'until then the old one is asked for'
  )
  forward(30)
  await api.verifySoftwareToken({ AccessToken, UserCode: totp(SecretCode, clock()) })
  forward(30)
  const { Session } = await begin(started, email)
  await t.rejects(respond(email, Session, code()), wrong)
  t.ok(await respond(email, Session, totp(SecretCode, clock())))
})

t.test('an authenticator that was taken away meanwhile is not found', async t => {
  const { email, code } = await withAuthenticator()
  const { Session } = await begin(started, email)
  await api.adminSetUserMFAPreference({
    UserPoolId,
    Username: email,
    SoftwareTokenMfaSettings: { Enabled: false, PreferredMfa: false }
  })
  await t.rejects(respond(email, Session, code()), { name: 'SoftwareTokenMFANotFoundException' })
  t.ok(tokens(await begin(started, email)).AccessToken, 'and not asked for')
})

t.test('who is told to reset their password in between is told so', async t => {
  const { email, code } = await withAuthenticator()
  const { Session } = await begin(started, email)
  await api.adminResetUserPassword({ UserPoolId, Username: email })
  await t.rejects(respond(email, Session, code()), { name: 'PasswordResetRequiredException' })
})

t.test('where the pool takes no more of them, those that are there work on', async t => {
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
  t.ok(await respond(email, (await begin(started, email)).Session, code()))
  await api.setUserPoolMfaConfig({ UserPoolId, MfaConfiguration: 'OFF' })
  t.ok(tokens(await begin(started, email)).AccessToken, 'and where MFA is off, nothing is asked for')
})

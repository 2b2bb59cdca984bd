import { decodeJwt } from 'jose'
import t, { type Test } from 'tap'
import { addUser, signIn as signInLocal, start as startLocal } from '../local.js'
import { ADA, BOB, start, type PoolUser } from './client.js'

const { email: USERNAME, password: PASSWORD } = BOB
const WRONG = 'Wrong-horse-9'

/** A pool that keeps the history of its users, and the history of one of them. */
async function startWithHistory (t: Test, user: PoolUser = BOB) {
  const pool = await start(t, { users: [ADA, user], threatProtection: true })
  const UserPoolId = pool.cognito.options.userPoolId
  const events = async (Username = user.email) => {
    const { AuthEvents = [] } = await pool.api.adminListUserAuthEvents({ UserPoolId, Username })
    return AuthEvents
  }
  /** The response of each event, the newest first, with its results such as `Password Success`. */
  const history = async (Username?: string) =>
    (await events(Username)).map(({ EventType, EventResponse, ChallengeResponses = [] }) => [
      EventType,
      EventResponse,
      ...ChallengeResponses.map(one => `${one.ChallengeName} ${one.ChallengeResponse}`)
    ])
  return { ...pool, events, history }
}

t.test('a right and a wrong password', async t => {
  const { signIn, events, history } = await startWithHistory(t)
  await t.rejects(signIn({ ...BOB, password: WRONG }), { name: 'NotAuthorizedException' })
  t.strictSame(await history(), [['SignIn', 'Fail', 'Password Failure']])
  const { AuthenticationResult } = await signIn(BOB)
  t.strictSame(await history(), [
    ['SignIn', 'Pass', 'Password Success'],
    ['SignIn', 'Fail', 'Password Failure']
  ])
  const [{ EventId } = {}] = await events()
  t.equal(decodeJwt(AuthenticationResult?.AccessToken ?? '')['event_id'], EventId)
  t.strictSame(await history(ADA.email), [])
})

t.test('a sign-in of a locked user fails, with the right password too', async t => {
  const { cognito, signIn, history } = await startWithHistory(t)
  cognito.liveUser(USERNAME).lockedUntil = cognito.clock() + 1000
  await t.rejects(signIn(BOB), { message: 'Password attempts exceeded' })
  t.strictSame(await history(), [['SignIn', 'Fail', 'Password Failure']])
})

t.test('a proof of the password by SRP', async t => {
  const { cognito, initiate, respond, history, srp } = await startWithHistory(t)
  const { username } = cognito.user(USERNAME)
  const prove = async (password: string) => {
    const secret = srp(username, password)
    const started = await initiate('USER_SRP_AUTH', { USERNAME, SRP_A: secret.A })
    t.equal(started.ChallengeName, 'PASSWORD_VERIFIER')
    const proof = secret.proof(started.ChallengeParameters ?? {})
    return await respond('PASSWORD_VERIFIER', started, username, proof)
  }
  await t.rejects(prove(WRONG), { name: 'NotAuthorizedException' })
  t.strictSame(await history(), [['SignIn', 'Fail', 'Password Failure']])
  await prove(PASSWORD)
  t.strictSame((await history())[0], ['SignIn', 'Pass', 'Password Success'])
})

t.test('the code of an authenticator is part of the event of the password', async t => {
  const user: PoolUser = { ...BOB, mfa: ['SOFTWARE_TOKEN_MFA'] }
  const { cognito, signIn, respond, events, history } = await startWithHistory(t, user)
  const respondWith = async (Session: string | undefined, SOFTWARE_TOKEN_MFA_CODE: string) =>
    await respond('SOFTWARE_TOKEN_MFA', { Session }, USERNAME, { SOFTWARE_TOKEN_MFA_CODE })
  const { Session } = await signIn(BOB)
  t.strictSame(await history(), [['SignIn', 'InProgress', 'Password Success']])
  const [first] = await events()
  cognito.advance(1000)

  const code = cognito.totp(USERNAME)
  const wrong = code === '000000' ? '000001' : '000000'
  await t.rejects(respondWith(Session, wrong), { name: 'CodeMismatchException' })
  t.strictSame(await history(), [['SignIn', 'Fail', 'Password Success', 'Mfa Failure']])

  await respondWith(Session, code)
  t.strictSame(await history(), [['SignIn', 'Pass', 'Password Success', 'Mfa Success']])
  const [last] = await events()
  t.strictSame([last?.EventId, last?.CreationDate], [first?.EventId, first?.CreationDate])

  const again = await signIn(BOB)
  await t.rejects(respondWith(again.Session, code), { name: 'ExpiredCodeException' })
  t.strictSame(await history(), [
    ['SignIn', 'Fail', 'Password Success', 'Mfa Failure'],
    ['SignIn', 'Pass', 'Password Success', 'Mfa Success']
  ])
})

t.test('a code by email as the MFA factor', async t => {
  const { cognito, signIn, respond, history } = await startWithHistory(t, { ...BOB, mfa: ['EMAIL_OTP'] })
  const { Session } = await signIn(BOB)
  const respondWith = async (EMAIL_OTP_CODE: string) =>
    await respond('EMAIL_OTP', { Session }, USERNAME, { EMAIL_OTP_CODE })
  const { code } = cognito.mailbox.last(USERNAME)
  await t.rejects(respondWith(code === '00000000' ? '11111111' : '00000000'), {
    name: 'CodeMismatchException'
  })
  t.strictSame(await history(), [['SignIn', 'Fail', 'Password Success', 'Mfa Failure']])
  await respondWith(code)
  t.strictSame(await history(), [['SignIn', 'Pass', 'Password Success', 'Mfa Success']])
})

t.test('a code by email as the first factor is neither a password nor MFA', async t => {
  const { cognito, initiate, respond, history } = await startWithHistory(t)
  const { Session } = await initiate('USER_AUTH', { USERNAME, PREFERRED_CHALLENGE: 'EMAIL_OTP' })
  const respondWith = async (EMAIL_OTP_CODE: string) =>
    await respond('EMAIL_OTP', { Session }, USERNAME, { EMAIL_OTP_CODE })
  const { code } = cognito.mailbox.last(USERNAME)
  await t.rejects(respondWith(code === '00000000' ? '11111111' : '00000000'), {
    name: 'CodeMismatchException'
  })
  t.strictSame(await history(), [['SignIn', 'Fail']])
  await respondWith(code)
  t.strictSame((await history())[0], ['SignIn', 'Pass'])
})

t.test('a disabled user with the right password', async t => {
  const { signIn, history } = await startWithHistory(t, { ...BOB, disabled: true })
  await t.rejects(signIn(BOB), { message: 'User is disabled.' })
  t.strictSame(await history(), [['SignIn', 'Fail', 'Password Success']])
})

t.test('a user that is not confirmed', async t => {
  const { signIn, history } = await startWithHistory(t, { ...BOB, status: 'UNCONFIRMED' })
  await t.rejects(signIn(BOB), { name: 'UserNotConfirmedException' })
  t.strictSame(await history(), [['SignIn', 'Fail']])
})

t.test('a request that is rejected is not a failed sign-in', async t => {
  const { api, cognito, signIn, respond, history } = await startWithHistory(t)
  await api.adminSetUserPassword({
    UserPoolId: cognito.options.userPoolId,
    Username: USERNAME,
    Password: PASSWORD,
    Permanent: false
  })
  const { Session } = await signIn(BOB)
  const respondWith = async (NEW_PASSWORD: string) =>
    await respond('NEW_PASSWORD_REQUIRED', { Session }, USERNAME, { NEW_PASSWORD })
  await t.rejects(respondWith('short'), { name: 'InvalidPasswordException' })
  t.strictSame(await history(), [['SignIn', 'InProgress', 'Password Success']])
  await respondWith('Brand-new-horse-3')
  t.strictSame(await history(), [['SignIn', 'Pass', 'Password Success']])
})

t.test('custom challenges that fail', async t => {
  const { initiate, respond, history } = await startWithHistory(t, { ...BOB, customAnswer: 'blue' })
  let step = await initiate('CUSTOM_AUTH', { USERNAME })
  for (let round = 0; round < 2; round++) {
    step = await respond('CUSTOM_CHALLENGE', step, USERNAME, { ANSWER: 'red' })
  }
  t.strictSame(await history(), [])
  await t.rejects(respond('CUSTOM_CHALLENGE', step, USERNAME, { ANSWER: 'red' }), {
    name: 'NotAuthorizedException'
  })
  t.strictSame(await history(), [['SignIn', 'Fail']])
})

t.test('feedback on a sign-in in progress is kept until its end', async t => {
  const user: PoolUser = { ...BOB, mfa: ['SOFTWARE_TOKEN_MFA'] }
  const { api, cognito, signIn, respond, events } = await startWithHistory(t, user)
  const { Session } = await signIn(BOB)
  const [{ EventId } = {}] = await events()
  const UserPoolId = cognito.options.userPoolId
  await api.adminUpdateAuthEventFeedback({ UserPoolId, Username: USERNAME, EventId, FeedbackValue: 'Valid' })
  const SOFTWARE_TOKEN_MFA_CODE = cognito.totp(USERNAME)
  await respond('SOFTWARE_TOKEN_MFA', { Session }, USERNAME, { SOFTWARE_TOKEN_MFA_CODE })
  t.match(await events(), [{ EventResponse: 'Pass', EventFeedback: { FeedbackValue: 'Valid' } }])
})

t.test('the last 50 events of a user are kept', async t => {
  const { signIn, history } = await startWithHistory(t, { ...BOB, mfa: ['SOFTWARE_TOKEN_MFA'] })
  for (let count = 0; count < 51; count++) await signIn(BOB)
  t.equal((await history()).length, 50)
  t.strictSame(await history(ADA.email), [])
})

t.test('a pre-authentication trigger that rejects the sign-in', async t => {
  const preAuthentication = () => {
    throw new Error('No sign-in today.')
  }
  const pool = await startLocal(t, { triggers: { preAuthentication } })
  const named = { UserPoolId: pool.local.userPoolId, Username: await addUser(pool) }
  const UserPoolAddOns = { AdvancedSecurityMode: 'AUDIT' as const }
  await pool.api.updateUserPool({ UserPoolId: named.UserPoolId, UserPoolAddOns })
  await t.rejects(signInLocal(pool, named.Username), { name: 'UserLambdaValidationException' })
  const { AuthEvents } = await pool.api.adminListUserAuthEvents(named)
  t.match(AuthEvents, [{ EventType: 'SignIn', EventResponse: 'Fail', ChallengeResponses: [] }])
})

t.test('without threat protection there are no events', async t => {
  const { cognito, signIn } = await start(t)
  await t.rejects(signIn({ ...BOB, password: WRONG }), { name: 'NotAuthorizedException' })
  await signIn(BOB)
  t.strictSame(cognito.user(USERNAME).events, [])
})

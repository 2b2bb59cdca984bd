import t from 'tap'
import {
  PASSWORD,
  addClient,
  addUser,
  respondToChallenge,
  startSignIn,
  createClock,
  otherThan,
  raw,
  start,
  tokens
} from './local.js'
import { totp } from './totp.js'

const { clock, forward } = createClock()
const started = await start(t, { clock })
const { local, api } = started
await api.setUserPoolMfaConfig({
  UserPoolId: local.userPoolId,
  MfaConfiguration: 'ON',
  SoftwareTokenMfaConfiguration: { Enabled: true }
})
const invalid = { name: 'NotAuthorizedException', message: 'Invalid session for the user.' }
const mismatch = {
  name: 'EnableSoftwareTokenMFAException',
  message: 'Code mismatch and fail enable Software Token MFA',
  $metadata: { httpStatusCode: 400 }
}

const now = (secret = '') => totp(secret, clock())

/** Signs in with a password, and sets up and verifies an authenticator. */
async function enrol (email: string) {
  const { Session } = await startSignIn(started, email)
  const { SecretCode = '', Session: associated } = await api.associateSoftwareToken({ Session })
  const { Session: verified } = await api.verifySoftwareToken({
    Session: associated,
    UserCode: now(SecretCode),
    FriendlyDeviceName: 'phone'
  })
  return { SecretCode, verified }
}

t.test('with required MFA, a user without a factor sets one up during the sign-in', async t => {
  const email = await addUser(started)
  const { ChallengeName, ChallengeParameters, Session, AuthenticationResult } = await startSignIn(
    started,
    email
  )
  const { Username } = await api.adminGetUser({ UserPoolId: local.userPoolId, Username: email })
  t.equal(ChallengeName, 'MFA_SETUP')
  t.strictSame(ChallengeParameters, { MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA"]', USER_ID_FOR_SRP: Username })
  t.equal(AuthenticationResult, undefined)

  const { SecretCode = '', Session: associated } = await api.associateSoftwareToken({ Session })
  t.match(SecretCode, /^[A-Z2-7]{52}$/)
  t.ok(associated)
  t.not(associated, Session)
  const { Status, Session: verified } = await api.verifySoftwareToken({
    Session: associated,
    UserCode: now(SecretCode)
  })
  t.equal(Status, 'SUCCESS')
  t.not(verified, associated)
  const response = await respondToChallenge(started, 'MFA_SETUP', verified, email)
  t.equal(tokens(response).access['username'], Username)

  const { UserMFASettingList, PreferredMfaSetting } = await api.getUser({
    AccessToken: tokens(response).AccessToken
  })
  t.same([UserMFASettingList, PreferredMfaSetting], [['SOFTWARE_TOKEN_MFA'], 'SOFTWARE_TOKEN_MFA'])
  forward(30)
  const again = await startSignIn(started, email)
  t.equal(again.ChallengeName, 'SOFTWARE_TOKEN_MFA')
  t.ok(
    tokens(
      await respondToChallenge(started, 'SOFTWARE_TOKEN_MFA', again.Session, email, {
        SOFTWARE_TOKEN_MFA_CODE: now(SecretCode)
      })
    ).AccessToken
  )
})

t.test('the code that sets up an authenticator does not sign in', async t => {
  const email = await addUser(started)
  const { SecretCode, verified } = await enrol(email)
  await respondToChallenge(started, 'MFA_SETUP', verified, email)
  const { Session, ChallengeParameters } = await startSignIn(started, email)
  t.equal(ChallengeParameters?.['FRIENDLY_DEVICE_NAME'], 'phone')
  await t.rejects(
    respondToChallenge(started, 'SOFTWARE_TOKEN_MFA', Session, email, {
      SOFTWARE_TOKEN_MFA_CODE: now(SecretCode)
    }),
    {
      name: 'ExpiredCodeException',
      message: 'Your software token has already been used once.'
    }
  )
  forward(30)
  t.ok(
    await respondToChallenge(started, 'SOFTWARE_TOKEN_MFA', Session, email, {
      SOFTWARE_TOKEN_MFA_CODE: now(SecretCode)
    }),
    'the Session accepts the next one'
  )
})

t.test('a wrong code can be retried three times', async t => {
  const email = await addUser(started)
  const { Session } = await api.associateSoftwareToken({
    Session: (await startSignIn(started, email)).Session
  })
  for (let tries = 0; tries < 3; tries++) {
    await t.rejects(api.verifySoftwareToken({ Session, UserCode: '000000' }), mismatch)
  }
  await t.rejects(api.verifySoftwareToken({ Session, UserCode: '000000' }), invalid)

  const next = await api.associateSoftwareToken({ Session: (await startSignIn(started, email)).Session })
  const code = now(next.SecretCode)
  await t.rejects(api.verifySoftwareToken({ Session: next.Session, UserCode: otherThan(code) }), mismatch)
  t.match(await raw(local, 'VerifySoftwareToken', { Session: next.Session }), {
    status: 400,
    body: { __type: 'InvalidParameterException' }
  })
  t.equal((await api.verifySoftwareToken({ Session: next.Session, UserCode: code })).Status, 'SUCCESS')
})

t.test('each step needs the Session of the previous one, once', async t => {
  const email = await addUser(started)
  const { Session } = await startSignIn(started, email)
  await t.rejects(respondToChallenge(started, 'MFA_SETUP', Session, email), invalid, 'no authenticator yet')
  await t.rejects(api.verifySoftwareToken({ Session, UserCode: '123456' }), {
    name: 'InvalidParameterException',
    message: 'User has not associated a software token'
  })
  const { SecretCode, Session: associated } = await api.associateSoftwareToken({ Session })
  await t.rejects(api.associateSoftwareToken({ Session }), invalid)
  await t.rejects(respondToChallenge(started, 'MFA_SETUP', associated, email), invalid, 'no code yet')
  const { Session: verified } = await api.verifySoftwareToken({
    Session: associated,
    UserCode: now(SecretCode)
  })
  await t.rejects(api.verifySoftwareToken({ Session: associated, UserCode: now(SecretCode) }), invalid)
  await t.rejects(
    api.associateSoftwareToken({ Session: verified }),
    invalid,
    'the authenticator is not replaced by the same way in'
  )
  await respondToChallenge(started, 'MFA_SETUP', verified, email)
  await t.rejects(respondToChallenge(started, 'MFA_SETUP', verified, email), invalid)
  for (const Session of ['made-up-session-of-some-length', (await startSignIn(started, email)).Session]) {
    await t.rejects(api.associateSoftwareToken({ Session }), invalid)
  }
})

t.test('each step expires after three minutes', async t => {
  const email = await addUser(started)
  const expired = {
    name: 'NotAuthorizedException',
    message: 'Invalid session for the user, session is expired.'
  }
  const { Session } = await startSignIn(started, email)
  forward(179)
  const { SecretCode, Session: associated } = await api.associateSoftwareToken({ Session })
  forward(179)
  const { Session: verified } = await api.verifySoftwareToken({
    Session: associated,
    UserCode: now(SecretCode)
  })
  forward(180)
  await t.rejects(respondToChallenge(started, 'MFA_SETUP', verified, email), expired)
  await t.rejects(api.associateSoftwareToken({ Session: verified }), expired)
})

t.test('a user with a verified authenticator who did not finish is challenged for its code', async t => {
  const email = await addUser(started)
  const { SecretCode } = await enrol(email)
  forward(30)
  const { ChallengeName, Session } = await startSignIn(started, email)
  t.equal(ChallengeName, 'SOFTWARE_TOKEN_MFA')
  t.ok(
    tokens(
      await respondToChallenge(started, 'SOFTWARE_TOKEN_MFA', Session, email, {
        SOFTWARE_TOKEN_MFA_CODE: now(SecretCode)
      })
    ).AccessToken
  )
})

t.test('of two sign-ins that set up an authenticator, the second cannot replace the first one', async t => {
  const email = await addUser(started)
  const { Session } = await startSignIn(started, email)
  const waiting = await api.associateSoftwareToken({ Session: (await startSignIn(started, email)).Session })
  const { verified } = await enrol(email)
  await t.rejects(api.associateSoftwareToken({ Session }), invalid)
  await t.rejects(
    api.verifySoftwareToken({ Session: waiting.Session, UserCode: now(waiting.SecretCode) }),
    invalid
  )
  t.ok(tokens(await respondToChallenge(started, 'MFA_SETUP', verified, email)).AccessToken)
})

t.test('an authenticator that an administrator removes during the setup cannot finish it', async t => {
  const email = await addUser(started)
  const { verified } = await enrol(email)
  await api.adminSetUserMFAPreference({
    UserPoolId: local.userPoolId,
    Username: email,
    SoftwareTokenMfaSettings: { Enabled: false }
  })
  await t.rejects(respondToChallenge(started, 'MFA_SETUP', verified, email), invalid)
  t.equal((await startSignIn(started, email)).ChallengeName, 'MFA_SETUP')
})

t.test('a disabled or deleted user, or a deleted app client, ends the setup', async t => {
  const email = await addUser(started)
  const client = await addClient(started)
  const { Session } = await startSignIn(started, email)
  const other = await startSignIn(started, email, PASSWORD, client.ClientId)
  await api.deleteUserPoolClient({ UserPoolId: local.userPoolId, ClientId: client.ClientId })
  await t.rejects(api.associateSoftwareToken({ Session: other.Session }), invalid)
  await api.adminDisableUser({ UserPoolId: local.userPoolId, Username: email })
  await t.rejects(api.associateSoftwareToken({ Session }), {
    name: 'NotAuthorizedException',
    message: 'User is disabled.'
  })
  await api.adminDeleteUser({ UserPoolId: local.userPoolId, Username: email })
  await t.rejects(api.associateSoftwareToken({ Session }), invalid)
})

t.test('a Session together with an access token is rejected', async t => {
  for (const operation of ['AssociateSoftwareToken', 'VerifySoftwareToken']) {
    t.match(
      await raw(local, operation, { Session: 'x', AccessToken: 'y', UserCode: '123456' }),
      { status: 400, body: { __type: 'InvalidParameterException' } },
      operation
    )
  }
})

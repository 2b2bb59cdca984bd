import t from 'tap'
import {
  PASSWORD,
  addClient,
  respondToChallenge,
  attributes,
  startSignIn,
  createClock,
  invite,
  newEmail,
  start,
  tokens
} from './local.js'
import { totp } from './totp.js'

const { clock, forward } = createClock()
const started = await start(t, { clock })
const { local, api } = started
const UserPoolId = local.userPoolId
const NEW_PASSWORD = 'N3wPassword!'
const DAY = 24 * 3600

const respond = async (email: string, Session: string | undefined, more: Record<string, string> = {}) =>
  await respondToChallenge(started, 'NEW_PASSWORD_REQUIRED', Session, email, { NEW_PASSWORD, ...more })
const expired = {
  name: 'NotAuthorizedException',
  message: 'Temporary password has expired and must be reset by an administrator.'
}

t.test('a new password replaces the temporary one', async t => {
  const email = await invite(started)
  t.ok(tokens(await respond(email, (await startSignIn(started, email)).Session)).AccessToken)
  await t.rejects(startSignIn(started, email), { name: 'NotAuthorizedException' })
  t.ok(tokens(await startSignIn(started, email, NEW_PASSWORD)).AccessToken)
  t.equal((await api.adminGetUser({ UserPoolId, Username: email })).UserStatus, 'CONFIRMED')
})

t.test('a temporary password expires after seven days', async t => {
  const email = await invite(started)
  forward(7 * DAY - 1)
  t.equal((await startSignIn(started, email)).ChallengeName, 'NEW_PASSWORD_REQUIRED')
  forward(1)
  await t.rejects(
    startSignIn(started, email, 'wrong'),
    { message: 'Incorrect username or password.' },
    'only the right password reveals that it has expired'
  )
  await t.rejects(startSignIn(started, email), expired)
})

t.test('the pool sets the validity of temporary passwords; 0 is the default', async t => {
  for (const [TemporaryPasswordValidityDays, days] of [
    [1, 1],
    [0, 7],
    [30, 30]
  ] as const) {
    const { UserPool } = await api.createUserPool({
      PoolName: 'brief',
      UsernameAttributes: ['email'],
      Policies: { PasswordPolicy: { TemporaryPasswordValidityDays } }
    })
    const { ClientId } = await addClient(started, { UserPoolId: UserPool?.Id })
    const email = await invite(started, [], UserPool?.Id)
    forward(days * DAY - 1)
    t.equal((await startSignIn(started, email, PASSWORD, ClientId)).ChallengeName, 'NEW_PASSWORD_REQUIRED')
    forward(1)
    await t.rejects(startSignIn(started, email, PASSWORD, ClientId), expired)
  }
  await api.updateUserPool({
    UserPoolId: local.userPoolId,
    AutoVerifiedAttributes: ['email'],
    AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] }
  })
  const email = await invite(started)
  forward(7 * DAY - 1)
  t.equal(
    (await startSignIn(started, email)).ChallengeName,
    'NEW_PASSWORD_REQUIRED',
    'a pool without a policy also has seven days'
  )
})

t.test('an administrator sets or sends a new temporary password', async t => {
  const email = await invite(started)
  forward(7 * DAY)
  await api.adminSetUserPassword({ UserPoolId, Username: email, Password: PASSWORD, Permanent: false })
  t.equal((await startSignIn(started, email)).ChallengeName, 'NEW_PASSWORD_REQUIRED')

  forward(7 * DAY)
  await t.rejects(startSignIn(started, email), expired)
  const resend = async (more = {}) =>
    await api.adminCreateUser({ UserPoolId, Username: email, MessageAction: 'RESEND', ...more })
  const { User } = await resend({ DesiredDeliveryMediums: ['EMAIL'] })
  t.match(User, {
    Username: String,
    UserStatus: 'FORCE_CHANGE_PASSWORD',
    Enabled: true,
    UserCreateDate: Date
  })
  const code = local.mailbox.last(email)?.code as string
  t.equal((await startSignIn(started, email, code)).ChallengeName, 'NEW_PASSWORD_REQUIRED')
  await resend()
  t.not(local.mailbox.last('+15550100')?.code, code, 'by SMS where nothing else is said')

  await respond(email, (await startSignIn(started, email, local.mailbox.last('+15550100')?.code)).Session)
  await t.rejects(
    resend(),
    { name: 'UnsupportedUserStateException' },
    'a user with a password is not invited again'
  )
  await t.rejects(api.adminCreateUser({ UserPoolId, Username: newEmail(), MessageAction: 'RESEND' }), {
    name: 'UserNotFoundException'
  })
})

t.test('required attributes that have a value cannot be changed', async t => {
  const email = await invite(started, attributes({ nickname: 'al' }))
  const { ClientId } = await addClient(started)
  const { Session } = await startSignIn(started, email, PASSWORD, ClientId)
  const send = async (more: Record<string, string>) =>
    await respondToChallenge(
      started,
      'NEW_PASSWORD_REQUIRED',
      Session,
      email,
      { NEW_PASSWORD, ...more },
      ClientId
    )
  await t.rejects(send({ 'userAttributes.email': email }), {
    name: 'NotAuthorizedException',
    message: 'Cannot modify an already provided email'
  })
  await t.rejects(send({ 'userAttributes.custom:role': 'admin' }), {
    name: 'NotAuthorizedException',
    message: 'A client attempted to write unauthorized attribute'
  })
  const { id } = tokens(await send({ 'userAttributes.nickname': 'bo' }))
  t.equal(id['nickname'], 'bo', 'attributes that are not required can be changed')
})

t.test('NEW_PASSWORD_REQUIRED is followed by MFA', async t => {
  await api.setUserPoolMfaConfig({
    UserPoolId,
    MfaConfiguration: 'ON',
    SoftwareTokenMfaConfiguration: { Enabled: true }
  })
  const email = await invite(started)
  const first = await startSignIn(started, email)
  t.equal(first.ChallengeName, 'NEW_PASSWORD_REQUIRED')
  const second = await respond(email, first.Session)
  t.same([second.ChallengeName, second.AuthenticationResult], ['MFA_SETUP', undefined])
  const { SecretCode = '', Session } = await api.associateSoftwareToken({ Session: second.Session })
  const verified = await api.verifySoftwareToken({ Session, UserCode: totp(SecretCode, clock()) })
  t.ok(tokens(await respondToChallenge(started, 'MFA_SETUP', verified.Session, email)).AccessToken)

  await api.adminSetUserPassword({ UserPoolId, Username: email, Password: PASSWORD, Permanent: false })
  forward(30)
  const third = await respond(email, (await startSignIn(started, email)).Session)
  t.equal(third.ChallengeName, 'SOFTWARE_TOKEN_MFA', 'an existing authenticator is challenged')
  t.ok(
    tokens(
      await respondToChallenge(started, 'SOFTWARE_TOKEN_MFA', third.Session, email, {
        SOFTWARE_TOKEN_MFA_CODE: totp(SecretCode, clock())
      })
    ).AccessToken
  )
})

t.test('AdminRespondToAuthChallenge accepts app clients of the pool only', async t => {
  await api.setUserPoolMfaConfig({ UserPoolId, MfaConfiguration: 'OFF' })
  const email = await invite(started)
  const ClientId = local.clientId
  const { Session } = await api.adminInitiateAuth({
    UserPoolId,
    ClientId,
    AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: email, PASSWORD }
  })
  const input = {
    UserPoolId,
    ClientId,
    Session,
    ChallengeName: 'NEW_PASSWORD_REQUIRED' as const,
    ChallengeResponses: { USERNAME: email, NEW_PASSWORD }
  }
  await t.rejects(api.adminRespondToAuthChallenge({ ...input, UserPoolId: 'local_other' }), {
    name: 'ResourceNotFoundException'
  })
  t.equal(tokens(await api.adminRespondToAuthChallenge(input)).access['client_id'], ClientId)
})

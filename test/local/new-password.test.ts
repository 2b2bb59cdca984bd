import t from 'tap'
import {
  PASSWORD,
  addClient,
  answer,
  attributes,
  begin,
  createClock,
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

/** Someone an administrator made, who has to choose a password. */
async function invite (UserAttributes = attributes(), pool = UserPoolId): Promise<string> {
  const Username = newEmail()
  await api.adminCreateUser({
    UserPoolId: pool,
    Username,
    TemporaryPassword: PASSWORD,
    MessageAction: 'SUPPRESS',
    UserAttributes
  })
  return Username
}

const respond = async (email: string, Session: string | undefined, more: Record<string, string> = {}) =>
  await answer(started, 'NEW_PASSWORD_REQUIRED', Session, email, { NEW_PASSWORD, ...more })
const expired = {
  name: 'NotAuthorizedException',
  message: 'Temporary password has expired and must be reset by an administrator.'
}

t.test('a new password is the password from then on', async t => {
  const email = await invite()
  t.ok(tokens(await respond(email, (await begin(started, email)).Session)).AccessToken)
  await t.rejects(begin(started, email), { name: 'NotAuthorizedException' })
  t.ok(tokens(await begin(started, email, NEW_PASSWORD)).AccessToken)
  t.equal((await api.adminGetUser({ UserPoolId, Username: email })).UserStatus, 'CONFIRMED')
})

t.test('a temporary password is good for seven days', async t => {
  const email = await invite()
  forward(7 * DAY - 1)
  t.equal((await begin(started, email)).ChallengeName, 'NEW_PASSWORD_REQUIRED')
  forward(1)
  await t.rejects(
    begin(started, email, 'wrong'),
    { message: 'Incorrect username or password.' },
    'and that it is over is told to who has it'
  )
  await t.rejects(begin(started, email), expired)
})

t.test('or for as long as the pool says; 0 says nothing', async t => {
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
    const email = await invite([], UserPool?.Id)
    forward(days * DAY - 1)
    t.equal((await begin(started, email, PASSWORD, ClientId)).ChallengeName, 'NEW_PASSWORD_REQUIRED')
    forward(1)
    await t.rejects(begin(started, email, PASSWORD, ClientId), expired)
  }
  await api.updateUserPool({
    UserPoolId: local.userPoolId,
    AutoVerifiedAttributes: ['email'],
    AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] }
  })
  const email = await invite()
  forward(7 * DAY - 1)
  t.equal(
    (await begin(started, email)).ChallengeName,
    'NEW_PASSWORD_REQUIRED',
    'a pool without a policy has seven as well'
  )
})

t.test('an administrator gives a temporary password again, or sends a new one', async t => {
  const email = await invite()
  forward(7 * DAY)
  await api.adminSetUserPassword({ UserPoolId, Username: email, Password: PASSWORD, Permanent: false })
  t.equal((await begin(started, email)).ChallengeName, 'NEW_PASSWORD_REQUIRED')

  forward(7 * DAY)
  await t.rejects(begin(started, email), expired)
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
  t.equal((await begin(started, email, code)).ChallengeName, 'NEW_PASSWORD_REQUIRED')
  await resend()
  t.not(local.mailbox.last('+15550100')?.code, code, 'by SMS where nothing else is said')

  await respond(email, (await begin(started, email, local.mailbox.last('+15550100')?.code)).Session)
  await t.rejects(
    resend(),
    { name: 'UnsupportedUserStateException' },
    'who has chosen a password is not invited again'
  )
  await t.rejects(api.adminCreateUser({ UserPoolId, Username: newEmail(), MessageAction: 'RESEND' }), {
    name: 'UserNotFoundException'
  })
})

t.test('what the profile has already is not changed on the way', async t => {
  const email = await invite(attributes({ nickname: 'al' }))
  const { ClientId } = await addClient(started)
  const { Session } = await begin(started, email, PASSWORD, ClientId)
  const send = async (more: Record<string, string>) =>
    await answer(started, 'NEW_PASSWORD_REQUIRED', Session, email, { NEW_PASSWORD, ...more }, ClientId)
  await t.rejects(send({ 'userAttributes.email': email }), {
    name: 'NotAuthorizedException',
    message: 'Cannot modify an already provided email'
  })
  await t.rejects(send({ 'userAttributes.custom:role': 'admin' }), {
    name: 'NotAuthorizedException',
    message: 'A client attempted to write unauthorized attribute'
  })
  const { id } = tokens(await send({ 'userAttributes.nickname': 'bo' }))
  t.equal(id['nickname'], 'bo', 'but for what is not required')
})

t.test('then comes the second factor', async t => {
  await api.setUserPoolMfaConfig({
    UserPoolId,
    MfaConfiguration: 'ON',
    SoftwareTokenMfaConfiguration: { Enabled: true }
  })
  const email = await invite()
  const first = await begin(started, email)
  t.equal(first.ChallengeName, 'NEW_PASSWORD_REQUIRED')
  const second = await respond(email, first.Session)
  t.same([second.ChallengeName, second.AuthenticationResult], ['MFA_SETUP', undefined])
  const { SecretCode = '', Session } = await api.associateSoftwareToken({ Session: second.Session })
  const verified = await api.verifySoftwareToken({ Session, UserCode: totp(SecretCode, clock()) })
  t.ok(tokens(await answer(started, 'MFA_SETUP', verified.Session, email)).AccessToken)

  await api.adminSetUserPassword({ UserPoolId, Username: email, Password: PASSWORD, Permanent: false })
  forward(30)
  const third = await respond(email, (await begin(started, email)).Session)
  t.equal(third.ChallengeName, 'SOFTWARE_TOKEN_MFA', 'one that is there is asked for')
  t.ok(
    tokens(
      await answer(started, 'SOFTWARE_TOKEN_MFA', third.Session, email, {
        SOFTWARE_TOKEN_MFA_CODE: totp(SecretCode, clock())
      })
    ).AccessToken
  )
})

t.test("an administrator's server answers challenges too, in the client's own pool", async t => {
  await api.setUserPoolMfaConfig({ UserPoolId, MfaConfiguration: 'OFF' })
  const email = await invite()
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

import t from 'tap'
import {
  PASSWORD,
  addClient,
  addUser,
  respondToChallenge,
  attributes,
  startSignIn,
  createClock,
  invite,
  newEmail,
  signIn,
  start,
  tokens
} from './local.js'

const { clock, forward } = createClock()
const started = await start(t, { clock })
const { local, api } = started
const UserPoolId = local.userPoolId
const ClientId = local.clientId

const reset = async (Username: string) => await api.adminResetUserPassword({ UserPoolId, Username })
const confirm = async (Username: string, Password = 'An0therOne!') =>
  await api.confirmForgotPassword({
    ClientId,
    Username,
    ConfirmationCode: local.mailbox.last(Username)?.code,
    Password
  })
const required = { name: 'PasswordResetRequiredException', message: 'Password reset required for the user' }

t.test('after a reset, a user cannot sign in until a code sets a new password', async t => {
  const email = await addUser(started)
  const { AccessToken } = await signIn(started, email)
  await reset(email)
  t.equal((await api.adminGetUser({ UserPoolId, Username: email })).UserStatus, 'RESET_REQUIRED')
  await t.rejects(startSignIn(started, email), required)
  await t.rejects(startSignIn(started, email, 'wrong'), required)
  await t.rejects(api.getUser({ AccessToken }), required)
  await confirm(email)
  await t.rejects(startSignIn(started, email), { name: 'NotAuthorizedException' })
  t.ok(tokens(await startSignIn(started, email, 'An0therOne!')).AccessToken)
})

t.test('a code of ForgotPassword also ends the reset', async t => {
  const email = await addUser(started)
  await reset(email)
  forward(3600)
  await t.rejects(confirm(email), { name: 'ExpiredCodeException' }, 'the first code expires after an hour')
  await api.forgotPassword({ ClientId, Username: email })
  await confirm(email)
  t.ok(tokens(await startSignIn(started, email, 'An0therOne!')).AccessToken)
})

t.test('a user who cannot be sent a code cannot be reset', async t => {
  const invited = newEmail()
  await api.adminCreateUser({
    UserPoolId,
    Username: invited,
    MessageAction: 'SUPPRESS',
    UserAttributes: attributes()
  })
  await t.rejects(reset(invited), {
    name: 'NotAuthorizedException',
    message: 'User password cannot be reset in the current state.'
  })
  await t.rejects(reset(await addUser(started, { email_verified: 'false' })), {
    name: 'InvalidParameterException',
    message: /no registered\/verified email or phone_number/
  })
  await t.rejects(reset('nobody@example.com'), { name: 'UserNotFoundException' })
})

t.test('the recovery settings of the pool decide where codes are sent', async t => {
  const phone = { phone_number: '+15550199', phone_number_verified: 'true' }
  const priorities = [
    [undefined, '+15550199'],
    [
      [
        { Name: 'verified_email', Priority: 2 },
        { Name: 'verified_phone_number', Priority: 1 }
      ],
      '+15550199'
    ],
    [
      [
        { Name: 'verified_email', Priority: 1 },
        { Name: 'verified_phone_number', Priority: 2 }
      ],
      'email'
    ]
  ] as const
  for (const [RecoveryMechanisms, to] of priorities) {
    const { UserPool } = await api.createUserPool({
      PoolName: 'x',
      UsernameAttributes: ['email'],
      ...(RecoveryMechanisms && { AccountRecoverySetting: { RecoveryMechanisms: [...RecoveryMechanisms] } })
    })
    const client = await addClient(started, { UserPoolId: UserPool?.Id })
    const email = await addUser(started, phone, UserPool?.Id)
    await api.forgotPassword({ ClientId: client.ClientId, Username: email })
    t.equal(local.mailbox.messages.at(-1)?.destination, to === 'email' ? email : to)
  }
  const { UserPool } = await api.createUserPool({
    PoolName: 'x',
    UsernameAttributes: ['email'],
    AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'admin_only', Priority: 1 }] }
  })
  const client = await addClient(started, { UserPoolId: UserPool?.Id })
  await t.rejects(
    api.forgotPassword({ ClientId: client.ClientId, Username: await addUser(started, phone, UserPool?.Id) }),
    { name: 'NotAuthorizedException', message: 'Contact administrator to reset password.' }
  )
})

t.test('a reset ends a sign-in that has started', async t => {
  const email = await invite(started, attributes({ email_verified: 'true' }))
  const { Session } = await startSignIn(started, email)
  await api.adminSetUserPassword({ UserPoolId, Username: email, Password: PASSWORD, Permanent: true })
  await reset(email)
  await t.rejects(
    respondToChallenge(started, 'NEW_PASSWORD_REQUIRED', Session, email, { NEW_PASSWORD: 'N3wPassword!' }),
    required
  )
})

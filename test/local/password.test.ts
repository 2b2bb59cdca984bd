import t from 'tap'
import { PASSWORD, addClient, attributes, createClock, newEmail, signIn, start, user } from './local.js'

const { clock, forward } = createClock()
const started = await start(t, {
  clock,
  users: [user('ada@example.com'), user('bob@example.com'), user('off@example.com')]
})
const { local, api } = started
const ClientId = local.clientId
const UserPoolId = local.userPoolId

const forgot = async (Username: string, client = ClientId) =>
  await api.forgotPassword({ ClientId: client, Username })
const reset = async (
  Username: string,
  ConfirmationCode: string | undefined,
  Password = PASSWORD,
  client = ClientId
) => await api.confirmForgotPassword({ ClientId: client, Username, ConfirmationCode, Password })
const wrongCode = {
  name: 'CodeMismatchException',
  message: 'Invalid verification code provided, please try again.'
}

t.test('a code resets a forgotten password, once', async t => {
  const { CodeDeliveryDetails } = await forgot('Ada@example.com')
  t.same(CodeDeliveryDetails, { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'a***@e***' })
  const code = local.mailbox.last('ada@example.com')?.code as string
  await t.rejects(reset('ada@example.com', code === '000000' ? '000001' : '000000'), wrongCode)
  await t.rejects(reset('ada@example.com', code, 'weak'), { name: 'InvalidPasswordException' })
  await reset('ada@example.com', code, 'An0therOne!')
  await t.rejects(signIn(started, 'ada@example.com'), { name: 'NotAuthorizedException' })
  await forgot('ada@example.com')
  await reset('ada@example.com', local.mailbox.last('ada@example.com')?.code)
  t.ok(await signIn(started, 'ada@example.com'))
  await t.rejects(reset('ada@example.com', code), {
    name: 'ExpiredCodeException',
    message: 'Invalid code provided, please request a code again.'
  })
})

t.test('a code that resets a password expires', async t => {
  await forgot('ada@example.com')
  forward(24 * 3600)
  await t.rejects(reset('ada@example.com', local.mailbox.last('ada@example.com')?.code), {
    name: 'ExpiredCodeException'
  })
})

t.test('a code for another purpose is rejected', async t => {
  const email = newEmail()
  await api.signUp({ ClientId, Username: email, Password: PASSWORD, UserAttributes: attributes() })
  await t.rejects(reset(email, local.mailbox.last(email)?.code), {
    name: 'UserNotConfirmedException'
  })
})

t.test('ForgotPassword does not reveal users who cannot be sent a code', async t => {
  const unconfirmed = newEmail()
  await api.signUp({ ClientId, Username: unconfirmed, Password: PASSWORD, UserAttributes: attributes() })
  const invited = newEmail()
  await api.adminCreateUser({ UserPoolId, Username: invited, MessageAction: 'SUPPRESS' })
  await api.adminDisableUser({ UserPoolId, Username: 'off@example.com' })
  const sent = local.mailbox.messages.length
  for (const email of ['nobody@example.com', 'off@example.com', unconfirmed, invited]) {
    const { CodeDeliveryDetails } = await forgot(email)
    t.same(CodeDeliveryDetails, {
      AttributeName: 'email',
      DeliveryMedium: 'EMAIL',
      Destination: `${email.charAt(0)}***@e***`
    })
  }
  t.equal(local.mailbox.messages.length, sent)
  await t.rejects(reset('nobody@example.com', '123456'), wrongCode)

  const legacy = await addClient(started, { PreventUserExistenceErrors: 'LEGACY' })
  const unknown = { name: 'UserNotFoundException' }
  await t.rejects(forgot('nobody@example.com', legacy.ClientId), unknown)
  await t.rejects(reset('nobody@example.com', '123456', PASSWORD, legacy.ClientId), unknown)
  await t.rejects(forgot('off@example.com', legacy.ClientId), {
    name: 'NotAuthorizedException',
    message: 'User is disabled.'
  })
  await t.rejects(forgot(invited, legacy.ClientId), {
    name: 'NotAuthorizedException',
    message: 'User password cannot be reset in the current state.'
  })
  await t.rejects(forgot(unconfirmed, legacy.ClientId), {
    name: 'InvalidParameterException',
    message: 'Cannot reset password for the user as there is no registered/verified email or phone_number'
  })
})

t.test('ChangePassword verifies the previous password', async t => {
  const { AccessToken } = await signIn(started, 'bob@example.com')
  const change = async (PreviousPassword: string, ProposedPassword: string) =>
    await api.changePassword({ AccessToken, PreviousPassword, ProposedPassword })
  await t.rejects(change('wrong', 'An0therOne!'), {
    name: 'NotAuthorizedException',
    message: 'Incorrect username or password.'
  })
  await t.rejects(change(PASSWORD, 'weak'), {
    name: 'InvalidPasswordException',
    message: 'Password does not conform to policy: Password not long enough'
  })
  await change(PASSWORD, 'An0therOne!')
  await t.rejects(signIn(started, 'bob@example.com'), { name: 'NotAuthorizedException' })
  await change('An0therOne!', PASSWORD)
  t.ok(await signIn(started, 'bob@example.com'))
})

t.test('passwords that an administrator sets must conform to the policy', async t => {
  const Username = newEmail()
  const weak = { name: 'InvalidPasswordException' }
  await t.rejects(
    api.adminCreateUser({ UserPoolId, Username, TemporaryPassword: 'weak', MessageAction: 'SUPPRESS' }),
    weak
  )
  await api.adminCreateUser({ UserPoolId, Username, MessageAction: 'SUPPRESS' })
  await t.rejects(api.adminSetUserPassword({ UserPoolId, Username, Password: 'weak', Permanent: true }), weak)
  await api.adminSetUserPassword({ UserPoolId, Username, Password: PASSWORD, Permanent: true })
  t.ok(await signIn(started, Username))
})

t.test('the policy of the pool applies', async t => {
  const { UserPool } = await api.createUserPool({
    PoolName: 'short',
    Policies: {
      PasswordPolicy: {
        MinimumLength: 20,
        RequireUppercase: false,
        RequireLowercase: false,
        RequireNumbers: false,
        RequireSymbols: false
      }
    }
  })
  const pool = UserPool?.Id
  const { ClientId } = await addClient(started, { UserPoolId: pool })
  await t.rejects(api.signUp({ ClientId, Username: 'ada', Password: PASSWORD }), {
    message: /not long enough/
  })
  await t.resolves(api.signUp({ ClientId, Username: 'ada', Password: 'x'.repeat(20) }))
  await t.resolves(
    api.adminCreateUser({ UserPoolId: pool, Username: 'bob', MessageAction: 'SUPPRESS' }),
    'a generated password conforms to it'
  )

  await api.updateUserPool({ UserPoolId: pool })
  await t.rejects(
    api.signUp({ ClientId, Username: 'eve', Password: 'x'.repeat(7) }),
    { message: /not long enough/ },
    'without a policy, eight characters'
  )
  await t.resolves(api.signUp({ ClientId, Username: 'eve', Password: `Aa1!${'x'.repeat(4)}` }))
  await t.resolves(api.adminCreateUser({ UserPoolId: pool, Username: 'dan', MessageAction: 'SUPPRESS' }))
})

import t from 'tap'
import { PASSWORD, addClient, attributes, createClock, newEmail, signIn, start } from './local.js'

const { clock, forward } = createClock()
const started = await start(t, { clock })
const { local, api } = started
const ClientId = local.clientId

const signUp = async (Username: string, more: Record<string, unknown> = {}) =>
  await api.signUp({
    ClientId,
    Username,
    Password: PASSWORD,
    UserAttributes: attributes(),
    ...more
  })
const confirm = async (Username: string, ConfirmationCode = local.mailbox.last(Username)?.code) =>
  await api.confirmSignUp({ ClientId, Username, ConfirmationCode })

t.test('a user signs up, confirms and signs in', async t => {
  const { UserConfirmed, UserSub, CodeDeliveryDetails } = await signUp('Bob@Example.com')
  t.equal(UserConfirmed, false)
  t.same(CodeDeliveryDetails, { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'b***@e***' })
  t.equal(
    local.mailbox.last('Bob@Example.com')?.destination,
    'Bob@Example.com',
    'the mailbox sees where it really went'
  )
  await t.rejects(signIn(started, 'bob@example.com'), {
    name: 'UserNotConfirmedException',
    message: 'User is not confirmed.'
  })
  await confirm('bob@example.com')
  const { access, id } = await signIn(started, 'BOB@example.com')
  t.equal(access.sub, UserSub)
  t.equal(id['email_verified'], true)
})

t.test('an email address signs up once, in any case', async t => {
  const email = newEmail()
  await signUp(email)
  await t.rejects(signUp(email.toUpperCase()), {
    name: 'UsernameExistsException',
    message: 'User already exists'
  })
})

t.test('the password policy is enforced', async t => {
  const weak: [string, string][] = [
    ['Aa1!', 'Password not long enough'],
    ['passw0rd!', 'Password must have uppercase characters'],
    ['PASSW0RD!', 'Password must have lowercase characters'],
    ['Password!', 'Password must have numeric characters'],
    ['Passw0rds', 'Password must have symbol characters']
  ]
  await t.rejects(signUp(newEmail(), { Password: `Aa1!${'x'.repeat(253)}` }), {
    name: 'InvalidParameterException'
  })
  for (const [Password, message] of weak) {
    await t.rejects(signUp(newEmail(), { Password }), {
      name: 'InvalidPasswordException',
      message: `Password did not conform with policy: ${message}`
    })
  }
})

t.test('required attributes are required', async t => {
  await t.rejects(signUp(newEmail(), { UserAttributes: [] }), {
    name: 'InvalidParameterException',
    message:
      'Attributes did not conform to the schema: name: The attribute name is required\nphone_number: The ' +
      'attribute phone_number is required'
  })
  await t.rejects(signUp(newEmail(), { UserAttributes: undefined }), { name: 'InvalidParameterException' })
  await t.rejects(signUp(newEmail(), { UserAttributes: attributes({ name: '' }) }), {
    message: /The attribute name is required/
  })
})

t.test('attributes that the client cannot write are rejected', async t => {
  for (const name of ['custom:role', 'sub', 'email_verified', 'phone_number_verified', 'nickname']) {
    await t.rejects(
      signUp(newEmail(), { UserAttributes: attributes({ [name]: 'true' }) }),
      {
        name: 'NotAuthorizedException',
        message: 'A client attempted to write unauthorized attribute'
      },
      name
    )
  }
  await t.rejects(signUp(newEmail(), { UserAttributes: attributes({ 'custom:none': 'x' }) }), {
    name: 'InvalidParameterException',
    message:
      'Attributes did not conform to the schema: Type for attribute {custom:none} could not be determined'
  })
})

t.test('a client without WriteAttributes writes the standard attributes, and no custom ones', async t => {
  const { ClientId } = await addClient(started)
  await signUp(newEmail(), { ClientId, UserAttributes: attributes({ nickname: 'al' }) })
  for (const name of ['custom:role', 'sub', 'email_verified', 'phone_number_verified']) {
    await t.rejects(
      signUp(newEmail(), { ClientId, UserAttributes: attributes({ [name]: 'true' }) }),
      { name: 'NotAuthorizedException' },
      name
    )
  }
})

t.test('a client that lists a custom attribute can write it', async t => {
  const { ClientId } = await addClient(started, {
    WriteAttributes: ['email', 'name', 'phone_number', 'custom:role'],
    ReadAttributes: ['custom:role']
  })
  const email = newEmail()
  await signUp(email, { ClientId, UserAttributes: attributes({ 'custom:role': 'boss' }) })
  await confirm(email)
  const { id } = await signIn(started, email, ClientId)
  t.equal(id['custom:role'], 'boss')
  t.notOk('name' in id, 'the client reads the listed attributes only')
})

t.test('an email address and a phone number must be well-formed', async t => {
  await t.rejects(signUp(newEmail(), { UserAttributes: attributes({ phone_number: '0123456789' }) }), {
    name: 'InvalidParameterException',
    message: 'Invalid phone number format.'
  })
  await t.rejects(signUp('a@b@example.com'), {
    name: 'InvalidParameterException',
    message: 'Invalid email address format.'
  })
  await t.rejects(signUp('ada'), {
    name: 'InvalidParameterException',
    message: 'Username should be an email.'
  })
})

t.test('the email attribute must be the username', async t => {
  const email = newEmail()
  await signUp(email, { UserAttributes: attributes({ email: 'victim@example.com' }) })
  t.ok(local.mailbox.last(email))
  t.notOk(local.mailbox.last('victim@example.com'))
})

t.test('an attribute value has at most 2,048 characters', async t => {
  await t.rejects(signUp(newEmail(), { UserAttributes: attributes({ name: 'x'.repeat(2049) }) }), {
    name: 'InvalidParameterException',
    message: /less than or equal to 2048/
  })
  await signUp(newEmail(), { UserAttributes: [...attributes({ name: 'x'.repeat(2048) }), { Name: 'email' }] })
})

t.test('wrong, replaced and used codes are rejected', async t => {
  const email = newEmail()
  await signUp(email)
  const code = local.mailbox.last(email)?.code as string
  await t.rejects(confirm(email, code === '000000' ? '000001' : '000000'), {
    name: 'CodeMismatchException',
    message: 'Invalid verification code provided, please try again.'
  })
  forward(24 * 3600)
  await t.rejects(confirm(email, code), {
    name: 'ExpiredCodeException',
    message: 'Invalid code provided, please request a code again.'
  })
  await api.resendConfirmationCode({ ClientId, Username: email })
  await confirm(email)
  await t.rejects(confirm(email), {
    name: 'NotAuthorizedException',
    message: 'User cannot be confirmed. Current status is CONFIRMED'
  })
})

t.test('a code expires just under 24 hours', async t => {
  const email = newEmail()
  await signUp(email)
  forward(24 * 3600 - 1)
  await t.resolves(confirm(email))
})

t.test('ResendConfirmationCode sends a new code and invalidates the old one', async t => {
  const email = newEmail()
  await signUp(email)
  const old = local.mailbox.last(email)?.code as string
  let newer = old
  while (newer === old) {
    const { CodeDeliveryDetails } = await api.resendConfirmationCode({ ClientId, Username: email })
    t.match(CodeDeliveryDetails, { DeliveryMedium: 'EMAIL', Destination: `${email.charAt(0)}***@e***` })
    newer = local.mailbox.last(email)?.code as string
  }
  await t.rejects(confirm(email, old), { name: 'CodeMismatchException' })
  await confirm(email, newer)
  await t.rejects(api.resendConfirmationCode({ ClientId, Username: email }), {
    name: 'InvalidParameterException',
    message: 'User is already confirmed.'
  })
})

t.test('with PreventUserExistenceErrors, responses do not reveal whether a user exists', async t => {
  const Username = 'Nobody@example.com'
  await t.rejects(confirm(Username, '123456'), { name: 'ExpiredCodeException' })
  const { CodeDeliveryDetails } = await api.resendConfirmationCode({ ClientId, Username })
  t.same(CodeDeliveryDetails, { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'n***@e***' })
  t.notOk(local.mailbox.last(Username))

  const legacy = await addClient(started, { PreventUserExistenceErrors: 'LEGACY' })
  const unknown = {
    name: 'UserNotFoundException',
    message: 'Username/client id combination not found.'
  }
  await t.rejects(
    api.confirmSignUp({ ClientId: legacy.ClientId, Username, ConfirmationCode: '123456' }),
    unknown
  )
  await t.rejects(api.resendConfirmationCode({ ClientId: legacy.ClientId, Username }), unknown)
})

t.test('codes are sent by SMS if the pool verifies phone numbers', async t => {
  const { UserPool } = await api.createUserPool({
    PoolName: 'phones',
    AutoVerifiedAttributes: ['phone_number', 'email']
  })
  const UserPoolId = UserPool?.Id as string
  const { UserPoolClient } = await api.createUserPoolClient({ UserPoolId, ClientName: 'x' })
  const ClientId = UserPoolClient?.ClientId
  const { CodeDeliveryDetails } = await api.signUp({
    ClientId,
    Username: 'ada',
    Password: PASSWORD,
    UserAttributes: attributes()
  })
  t.same(CodeDeliveryDetails, {
    AttributeName: 'phone_number',
    DeliveryMedium: 'SMS',
    Destination: '+****0100'
  })
  await api.confirmSignUp({
    ClientId,
    Username: 'ada',
    ConfirmationCode: local.mailbox.last('+15550100')?.code
  })
  const { UserAttributes } = await api.adminGetUser({ UserPoolId, Username: 'ada' })
  t.ok(UserAttributes?.some(({ Name, Value }) => Name === 'phone_number_verified' && Value === 'true'))
  const unreachable = await api.signUp({ ClientId, Username: 'bob', Password: PASSWORD })
  t.notOk(unreachable.CodeDeliveryDetails)
})

t.test('a pool without verified attributes sends no code', async t => {
  const { UserPool } = await api.createUserPool({ PoolName: 'plain' })
  const { UserPoolClient } = await api.createUserPoolClient({ UserPoolId: UserPool?.Id, ClientName: 'x' })
  const ClientId = UserPoolClient?.ClientId
  const response = await api.signUp({ ClientId, Username: 'ada', Password: PASSWORD })
  t.notOk(response.CodeDeliveryDetails)
  await t.rejects(api.confirmSignUp({ ClientId, Username: 'ada', ConfirmationCode: '123456' }), {
    name: 'ExpiredCodeException'
  })
  await t.rejects(api.resendConfirmationCode({ ClientId, Username: 'ada' }), {
    name: 'InvalidParameterException'
  })
})

t.test('a pool for administrators only rejects a sign-up', async t => {
  const { UserPool } = await api.createUserPool({
    PoolName: 'staff',
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: true }
  })
  const { UserPoolClient } = await api.createUserPoolClient({ UserPoolId: UserPool?.Id, ClientName: 'x' })
  await t.rejects(api.signUp({ ClientId: UserPoolClient?.ClientId, Username: 'ada', Password: PASSWORD }), {
    name: 'NotAuthorizedException',
    message: 'SignUp is not permitted for this user pool'
  })
})

t.test('an administrator confirms a user without a code, which verifies no email address', async t => {
  const Username = newEmail()
  await signUp(Username)
  await api.adminConfirmSignUp({ UserPoolId: local.userPoolId, Username })
  t.notOk((await signIn(started, Username)).id['email_verified'])
})

import t from 'tap'
import { addClient, PASSWORD, signIn, start } from './local.js'

/** Pools whose users have usernames, aliases or phone numbers, as AWS's own examples have them. */

const started = await start(t)
const { local, api } = started
const OLD_FLOWS = ['ADMIN_NO_SRP_AUTH', 'USER_PASSWORD_AUTH'] as const

async function pool (settings: Partial<Parameters<typeof api.createUserPool>[0]> = {}) {
  const { Id: UserPoolId = '' } = (await api.createUserPool({ PoolName: 'x', ...settings })).UserPool ?? {}
  const { ClientId } = await addClient(started, { UserPoolId, ExplicitAuthFlows: [...OLD_FLOWS] })
  return { UserPoolId, ClientId }
}

t.test('users are created without an email address or phone number', async t => {
  const { UserPoolId } = await pool()
  const sent = local.mailbox.messages.length
  const { User } = await api.adminCreateUser({ UserPoolId, Username: 'ada' })
  t.match(User, { Username: 'ada', UserStatus: 'FORCE_CHANGE_PASSWORD' })
  await api.adminCreateUser({ UserPoolId, Username: 'ada', MessageAction: 'RESEND' })
  t.equal(local.mailbox.messages.length, sent)
  await t.rejects(api.adminCreateUser({ UserPoolId, Username: 'bob', DesiredDeliveryMediums: ['EMAIL'] }), {
    name: 'InvalidParameterException',
    message: 'No email provided but desired delivery medium was Email'
  })
})

t.test('flows by their names without ALLOW_', async t => {
  const { UserPoolId, ClientId } = await pool()
  const Username = 'ada'
  await api.adminCreateUser({ UserPoolId, Username, TemporaryPassword: PASSWORD })
  const AuthParameters = { USERNAME: Username, PASSWORD }
  for (const AuthFlow of ['ADMIN_NO_SRP_AUTH', 'ADMIN_USER_PASSWORD_AUTH'] as const) {
    const challenge = await api.adminInitiateAuth({ UserPoolId, ClientId, AuthFlow, AuthParameters })
    t.equal(challenge.ChallengeName, 'NEW_PASSWORD_REQUIRED')
  }
  const challenge = await api.initiateAuth({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters })
  const ChallengeResponses = { USERNAME: Username, NEW_PASSWORD: 'An0ther-one!' }
  const { AuthenticationResult } = await api.respondToAuthChallenge({
    ClientId,
    ChallengeName: 'NEW_PASSWORD_REQUIRED',
    Session: challenge.Session,
    ChallengeResponses
  })
  const refreshed = await api.initiateAuth({
    ClientId,
    AuthFlow: 'REFRESH_TOKEN',
    AuthParameters: { REFRESH_TOKEN: AuthenticationResult?.RefreshToken ?? '' }
  })
  t.ok(refreshed.AuthenticationResult?.AccessToken)
})

t.test('flows that an operation does not have', async t => {
  const { UserPoolId, ClientId } = await pool()
  const AuthParameters = { USERNAME: 'ada', PASSWORD }
  const unsupported = { name: 'InvalidParameterException', message: 'Initiate Auth method not supported.' }
  await t.rejects(
    api.initiateAuth({ ClientId, AuthFlow: 'ADMIN_USER_PASSWORD_AUTH', AuthParameters }),
    unsupported
  )
  await t.rejects(
    api.adminInitiateAuth({ UserPoolId, ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters }),
    unsupported
  )
  await t.rejects(api.initiateAuth({ ClientId, AuthFlow: 'NO_SUCH_FLOW' as 'USER_AUTH', AuthParameters }), {
    name: 'InvalidParameterException',
    message: /'NO_SUCH_FLOW' at 'authFlow'.+enum value set/
  })
})

t.test('aliases: a verified email address and a verified phone number', async t => {
  const { UserPoolId, ClientId } = await pool({ AliasAttributes: ['email', 'phone_number'] })
  const Username = 'ada'
  const contacts = { email: 'ada@example.com', phone_number: '+15550123' }
  const UserAttributes = Object.entries(contacts).flatMap(([Name, Value]) => [
    { Name, Value },
    { Name: `${Name}_verified`, Value: 'true' }
  ])
  await api.adminCreateUser({ UserPoolId, Username, UserAttributes, MessageAction: 'SUPPRESS' })
  await api.adminSetUserPassword({ UserPoolId, Username, Password: PASSWORD, Permanent: true })
  for (const USERNAME of [Username, ...Object.values(contacts)]) {
    t.equal((await api.adminGetUser({ UserPoolId, Username: USERNAME })).Username, Username)
    const AuthParameters = { USERNAME, PASSWORD }
    const signedIn = await api.initiateAuth({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters })
    t.ok(signedIn.AuthenticationResult)
  }
  await t.rejects(
    api.adminCreateUser({ UserPoolId, Username: 'bob', UserAttributes, MessageAction: 'SUPPRESS' }),
    { name: 'AliasExistsException' }
  )
})

t.test('an alias of another user is moved only with ForceAliasCreation', async t => {
  const { UserPoolId, ClientId } = await pool({
    AliasAttributes: ['email'],
    AutoVerifiedAttributes: ['email']
  })
  const email = 'ada@example.com'
  const UserAttributes = [{ Name: 'email', Value: email }]
  const owner = async () => (await api.adminGetUser({ UserPoolId, Username: email })).Username
  const isVerified = async (Username: string) => {
    const { UserAttributes = [] } = await api.adminGetUser({ UserPoolId, Username })
    return UserAttributes.find(({ Name }) => Name === 'email_verified')?.Value
  }
  const signUp = async (Username: string) => {
    await api.signUp({ ClientId, Username, Password: PASSWORD, UserAttributes })
    return { ClientId, Username, ConfirmationCode: local.mailbox.last(email)?.code }
  }
  await api.confirmSignUp(await signUp('ada'))
  t.equal(await owner(), 'ada')
  const refused = {
    name: 'AliasExistsException',
    message: 'An account with the given email already exists.'
  }
  await t.rejects(api.confirmSignUp(await signUp('bob')), refused)
  t.equal(await owner(), 'ada')
  await api.confirmSignUp({ ...(await signUp('carol')), ForceAliasCreation: true })
  t.equal(await owner(), 'carol')
  t.strictSame([await isVerified('ada'), await isVerified('carol')], ['false', 'true'])

  const verified = [...UserAttributes, { Name: 'email_verified', Value: 'true' }]
  const dan = { UserPoolId, Username: 'dan', MessageAction: 'SUPPRESS', UserAttributes: verified } as const
  await t.rejects(api.adminCreateUser(dan), refused)
  await api.adminCreateUser({ ...dan, ForceAliasCreation: true })
  t.equal(await owner(), 'dan')
  t.equal(await isVerified('carol'), 'false')
})

t.test('a name that a user no longer has is free', async t => {
  const { UserPoolId } = await pool({ AliasAttributes: ['email', 'preferred_username'] })
  const change = async (Username: string, values: Record<string, string>) =>
    await api.adminUpdateUserAttributes({
      UserPoolId,
      Username,
      UserAttributes: Object.entries(values).map(([Name, Value]) => ({ Name, Value }))
    })
  const usernameOf = async (Username: string) =>
    (await api.adminGetUser({ UserPoolId, Username }).catch((error: Error) => ({ Username: error.name })))
      .Username
  const email = 'former@example.com'
  for (const Username of ['ada', 'bob']) await api.adminCreateUser({ UserPoolId, Username })
  await change('ada', { email, email_verified: 'true', preferred_username: 'countess' })
  t.equal(await usernameOf(email), 'ada')
  t.equal(await usernameOf('countess'), 'ada')

  await change('ada', { email: 'other@example.com', email_verified: 'true', preferred_username: '' })
  t.equal(await usernameOf(email), 'UserNotFoundException')
  t.equal(await usernameOf('countess'), 'UserNotFoundException')
  await change('ada', { email, email_verified: 'true' })
  t.equal(await usernameOf(email), 'ada', 'the user may have it again')
  await change('ada', { email_verified: 'false' })
  await change('bob', { email, email_verified: 'true' })
  t.equal(await usernameOf(email), 'bob')
  await change('ada', { email_verified: 'true' })
  t.equal(await usernameOf(email), 'bob', 'the user that had it first of those that have it')

  await api.adminDeleteUser({ UserPoolId, Username: 'bob' })
  t.equal(await usernameOf(email), 'UserNotFoundException')
  t.equal(await usernameOf('bob'), 'UserNotFoundException')
  await change('ada', { name: 'Ada' })
  t.equal(await usernameOf(email), 'ada')
  await api.adminCreateUser({ UserPoolId, Username: 'bob' })
  t.equal(await usernameOf('bob'), 'bob')
})

t.test('email_verified without an email address is not an alias', async t => {
  const { UserPoolId } = await pool({ AliasAttributes: ['email'] })
  const UserAttributes = [{ Name: 'email_verified', Value: 'true' }]
  for (const Username of ['ada', 'bob']) await api.adminCreateUser({ UserPoolId, Username, UserAttributes })
  t.equal((await api.listUsers({ UserPoolId })).Users?.length, 2)
})

t.test('email addresses and phone numbers as usernames', async t => {
  const { UserPoolId, ClientId } = await pool({ UsernameAttributes: ['email', 'phone_number'] })
  for (const Username of ['ada@example.com', '+15550123']) {
    const { UserSub } = await api.signUp({ ClientId, Username, Password: PASSWORD })
    const { UserAttributes } = await api.adminGetUser({ UserPoolId, Username })
    const Name = Username.includes('@') ? 'email' : 'phone_number'
    t.strictSame(UserAttributes, [
      { Name: 'sub', Value: UserSub },
      { Name, Value: Username }
    ])
  }
  const either = 'Username should be either an email or a phone number.'
  await t.rejects(api.signUp({ ClientId, Username: 'ada', Password: PASSWORD }), { message: either })
  const byEmail = await pool({ UsernameAttributes: ['email'] })
  await t.rejects(api.adminCreateUser({ UserPoolId: byEmail.UserPoolId, Username: 'ada' }), {
    message: 'Username should be an email.'
  })
  const byPhone = await pool({ UsernameAttributes: ['phone_number'] })
  await t.rejects(api.adminCreateUser({ UserPoolId: byPhone.UserPoolId, Username: 'ada@example.com' }), {
    message: 'Username should be a phone number.'
  })
})

t.test('usernames are case-sensitive unless the pool says otherwise', async t => {
  for (const CaseSensitive of [true, false]) {
    const { UserPoolId } = await pool({ UsernameConfiguration: { CaseSensitive } })
    await api.adminCreateUser({ UserPoolId, Username: 'Ada' })
    const response = api.adminGetUser({ UserPoolId, Username: 'ada' })
    if (CaseSensitive) await t.rejects(response, { name: 'UserNotFoundException' })
    else t.equal((await response).Username, 'Ada')
  }
})

t.test('a sign-up without the address that the pool verifies', async t => {
  const { UserPoolId, ClientId } = await pool({ AutoVerifiedAttributes: ['email'] })
  const { CodeDeliveryDetails, UserConfirmed } = await api.signUp({
    ClientId,
    Username: 'ada',
    Password: PASSWORD
  })
  t.strictSame([CodeDeliveryDetails, UserConfirmed], [undefined, false])
  t.match(await api.adminGetUser({ UserPoolId, Username: 'ada' }), { UserStatus: 'UNCONFIRMED' })
})

t.test('email_verified in any case', async t => {
  const { UserPoolId, ClientId } = await pool()
  const Username = 'ada'
  const UserAttributes = [
    { Name: 'email', Value: 'ada@example.com' },
    { Name: 'email_verified', Value: 'True' }
  ]
  await api.adminCreateUser({ UserPoolId, Username, UserAttributes })
  await api.adminSetUserPassword({ UserPoolId, Username, Password: PASSWORD, Permanent: true })
  const { CodeDeliveryDetails } = await api.forgotPassword({ ClientId, Username })
  t.match(CodeDeliveryDetails, { DeliveryMedium: 'EMAIL', AttributeName: 'email', Destination: 'a***@e***' })
})

t.test('values that the schema does not allow', async t => {
  const { UserPoolId } = await pool({
    Schema: [
      {
        Name: 'age',
        AttributeDataType: 'Number',
        NumberAttributeConstraints: { MinValue: '18', MaxValue: '150' }
      },
      { Name: 'points', AttributeDataType: 'Number' },
      {
        Name: 'team',
        AttributeDataType: 'String',
        StringAttributeConstraints: { MinLength: '2', MaxLength: '4' }
      },
      { Name: 'active', AttributeDataType: 'Boolean' },
      { Name: 'joined', AttributeDataType: 'DateTime' }
    ]
  })
  const Username = 'ada'
  await api.adminCreateUser({ UserPoolId, Username })
  const set = async (Name: string, Value: string) =>
    await api.adminUpdateUserAttributes({ UserPoolId, Username, UserAttributes: [{ Name, Value }] })
  const violations = 'Attributes did not conform to the schema'
  for (const [name, wrong, right, reason] of [
    ['custom:age', 'abc', '42', 'The attribute value must be a number'],
    ['custom:age', '151', '150', 'The attribute value must not be greater than 150'],
    ['custom:age', '17', '18', 'The attribute value must not be less than 18'],
    ['custom:points', '1.5', '-1', 'The attribute value must be a number'],
    ['custom:team', 'abcde', 'abcd', 'String must be no longer than 4 characters'],
    ['custom:team', 'a', 'ab', 'String must be at least 2 characters long'],
    ['custom:active', 'perhaps', 'true', 'The attribute value must be true or false'],
    ['custom:joined', 'yesterday', '2026-01-31', 'The attribute value must be a date and time']
  ] as const) {
    const message = `${violations}: ${name}: ${reason}`
    await t.rejects(set(name, wrong), { name: 'InvalidParameterException', message }, wrong)
    await t.resolves(set(name, right))
  }
  for (const [name, wrong, right] of [
    ['birthdate', '1 May', '2000-05-01'],
    ['phone_number', '555', '+15550123']
  ] as const) {
    await t.rejects(set(name, wrong), { name: 'InvalidParameterException' }, `${name}: ${wrong}`)
    await t.resolves(set(name, right))
  }
  await t.rejects(
    api.adminDeleteUserAttributes({ UserPoolId, Username, UserAttributeNames: ['custom:none'] }),
    {
      name: 'InvalidParameterException',
      message: 'Invalid user attributes: user.custom:none: Attribute does not exist in the schema.\n'
    }
  )
})

t.test('an empty value removes an address and its verification', async t => {
  const { UserPoolId } = await pool()
  const Username = 'ada'
  const email = { Name: 'email', Value: 'ada@example.com' }
  const UserAttributes = [email, { Name: 'email_verified', Value: 'true' }]
  const { User } = await api.adminCreateUser({ UserPoolId, Username, UserAttributes })
  await api.adminUpdateUserAttributes({ UserPoolId, Username, UserAttributes: [{ ...email, Value: '' }] })
  t.strictSame((await api.adminGetUser({ UserPoolId, Username })).UserAttributes, [
    { Name: 'sub', Value: User?.Attributes?.find(({ Name }) => Name === 'sub')?.Value }
  ])
})

t.test('an attribute for developers only is neither read nor written through an app client', async t => {
  const { UserPoolId, ClientId } = await pool({
    Schema: [{ Name: 'team', AttributeDataType: 'String', DeveloperOnlyAttribute: true }]
  })
  const team = { Name: 'dev:custom:team', Value: 'a' }
  const Username = 'ada'
  await api.adminCreateUser({ UserPoolId, Username, UserAttributes: [team] })
  await api.adminSetUserPassword({ UserPoolId, Username, Password: PASSWORD, Permanent: true })
  const { AccessToken } = await signIn(started, Username, ClientId)
  t.notOk((await api.getUser({ AccessToken })).UserAttributes?.some(({ Name }) => Name === team.Name))
  await t.rejects(api.updateUserAttributes({ AccessToken, UserAttributes: [team] }), {
    name: 'NotAuthorizedException',
    message: 'A client attempted to write unauthorized attribute'
  })
  t.match(
    (await api.adminGetUser({ UserPoolId, Username })).UserAttributes?.find(({ Name }) => Name === team.Name),
    team
  )
})

t.test('an empty recovery setting resets passwords by phone before email', async t => {
  const { UserPoolId, ClientId } = await pool({ AccountRecoverySetting: {} })
  const Username = 'ada'
  const phone = { phone_number: '+15550123', phone_number_verified: 'true' }
  const email = { email: 'ada@example.com', email_verified: 'true' }
  const list = (values: object) => Object.entries(values).map(([Name, Value]) => ({ Name, Value }))
  await api.adminCreateUser({ UserPoolId, Username, UserAttributes: list({ ...phone, ...email }) })
  await api.adminSetUserPassword({ UserPoolId, Username, Password: PASSWORD, Permanent: true })
  const medium = async () =>
    (await api.forgotPassword({ ClientId, Username })).CodeDeliveryDetails?.DeliveryMedium
  t.equal(await medium(), 'SMS')
  await api.adminDeleteUserAttributes({ UserPoolId, Username, UserAttributeNames: ['phone_number'] })
  await api.adminUpdateUserAttributes({
    UserPoolId,
    Username,
    UserAttributes: list({ phone_number_verified: 'false' })
  })
  t.equal(await medium(), 'EMAIL')
})

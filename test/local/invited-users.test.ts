import t from 'tap'
import { PASSWORD, USER_MEMBERS, attributes, startSignIn, newEmail, raw, start } from './local.js'

const started = await start(t)
const { local, api } = started
const UserPoolId = local.userPoolId

const invite = async (Username: string, more: object = {}) =>
  await api.adminCreateUser({ UserPoolId, Username, ...more })
const messages = () => local.mailbox.messages.length
const notFound = { name: 'UserNotFoundException', message: 'User does not exist.' }
const values = (list: { Name?: string | undefined, Value?: string | undefined }[] = []) =>
  Object.fromEntries(list.map(({ Name, Value }) => [Name, Value]))

t.test('AdminCreateUser returns the user as AWS does', async t => {
  const Username = newEmail()
  const { User = {} } = await invite(Username, {
    MessageAction: 'SUPPRESS',
    UserAttributes: attributes({ email_verified: 'true', 'custom:role': 'editor' })
  })
  t.same(Object.keys(User).sort(), USER_MEMBERS)
  t.match(User, {
    Enabled: true,
    UserStatus: 'FORCE_CHANGE_PASSWORD',
    UserCreateDate: Date,
    UserLastModifiedDate: Date
  })
  t.same(values(User.Attributes), {
    sub: User.Username,
    name: 'Ada',
    phone_number: '+15550100',
    email: Username,
    email_verified: 'true',
    'custom:role': 'editor'
  })
  const {
    Username: name,
    UserAttributes,
    UserStatus,
    Enabled
  } = await api.adminGetUser({ UserPoolId, Username })
  t.same(
    [name, values(UserAttributes), UserStatus, Enabled],
    [User.Username, values(User.Attributes), 'FORCE_CHANGE_PASSWORD', true]
  )
})

t.test('an email address is verified only if the invitation says so', async t => {
  const Username = newEmail()
  const { User } = await invite(Username, {
    MessageAction: 'SUPPRESS',
    UserAttributes: attributes({ email_verified: 'false' })
  })
  t.equal(values(User?.Attributes)['email_verified'], 'false')
  const { User: other } = await invite(newEmail(), { MessageAction: 'SUPPRESS' })
  t.notOk('email_verified' in values(other?.Attributes))
})

t.test('SUPPRESS sends nothing', async t => {
  const before = messages()
  await invite(newEmail(), {
    MessageAction: 'SUPPRESS',
    UserAttributes: attributes(),
    DesiredDeliveryMediums: ['EMAIL', 'SMS']
  })
  t.equal(messages(), before)
})

t.test('an invitation is sent by SMS, by email, or by both', async t => {
  const sent = async (DesiredDeliveryMediums?: string[]) => {
    const Username = newEmail()
    const before = messages()
    await invite(Username, {
      TemporaryPassword: PASSWORD,
      UserAttributes: attributes(),
      DesiredDeliveryMediums
    })
    return local.mailbox.messages
      .slice(before)
      .map(({ medium, destination, code }) => [
        medium,
        destination === Username ? 'email' : destination,
        code
      ])
  }
  t.same(await sent(), [['SMS', '+15550100', PASSWORD]])
  t.same(await sent(['EMAIL']), [['EMAIL', 'email', PASSWORD]])
  t.same(await sent(['EMAIL', 'SMS']), [
    ['EMAIL', 'email', PASSWORD],
    ['SMS', '+15550100', PASSWORD]
  ])
})

t.test('an invitation without a phone number is not sent', async t => {
  const Username = newEmail()
  const before = messages()
  await invite(Username)
  await invite(Username, { MessageAction: 'RESEND' })
  t.equal(messages(), before)
})

t.test('an existing user is not created again, in any case', async t => {
  const Username = newEmail()
  await invite(Username, { MessageAction: 'SUPPRESS' })
  const before = messages()
  for (const name of [Username, Username.toUpperCase()]) {
    await t.rejects(invite(name, { UserAttributes: attributes() }), {
      name: 'UsernameExistsException',
      message: 'User account already exists'
    })
  }
  t.equal(messages(), before, 'no message was sent')
})

t.test('the username must be an email address', async t => {
  const Username = newEmail()
  await t.rejects(invite('ada', { MessageAction: 'SUPPRESS' }), {
    name: 'InvalidParameterException',
    message: 'Username should be an email.'
  })
  await t.rejects(invite('ada@', { MessageAction: 'SUPPRESS' }), {
    name: 'InvalidParameterException',
    message: 'Invalid email address format.'
  })
  await t.rejects(
    invite(Username, { MessageAction: 'SUPPRESS', UserAttributes: attributes({ email: newEmail() }) }),
    {
      name: 'InvalidParameterException',
      message: 'User email should be empty or same as username, since username attribute is email'
    }
  )
  await t.resolves(
    invite(Username, {
      MessageAction: 'SUPPRESS',
      UserAttributes: attributes({ email: Username.toUpperCase() })
    })
  )
})

t.test('in a pool with usernames, the email address is an attribute', async t => {
  const { UserPool } = await api.createUserPool({ PoolName: 'named' })
  const UserPoolId = UserPool?.Id
  const email = newEmail()
  const { User } = await api.adminCreateUser({
    UserPoolId,
    Username: 'ada',
    MessageAction: 'SUPPRESS',
    UserAttributes: attributes({ email })
  })
  t.equal(User?.Username, 'ada')
  const { sub } = values(User?.Attributes)
  t.not(sub, 'ada')
  t.equal((await api.adminGetUser({ UserPoolId, Username: sub })).Username, 'ada')
  await t.rejects(api.adminGetUser({ UserPoolId, Username: email }), notFound)
  await t.rejects(api.adminCreateUser({ UserPoolId, Username: 'ada', MessageAction: 'SUPPRESS' }), {
    name: 'UsernameExistsException'
  })
})

t.test('MessageAction is RESEND or SUPPRESS', async t => {
  t.match(await raw(local, 'AdminCreateUser', { UserPoolId, Username: newEmail(), MessageAction: 'SHOUT' }), {
    status: 400,
    body: { __type: 'InvalidParameterException', message: /at 'messageAction'.*\[RESEND, SUPPRESS\]/ }
  })
})

t.test('RESEND by sub changes the password only', async t => {
  const Username = newEmail()
  const { User } = await invite(Username, {
    TemporaryPassword: PASSWORD,
    MessageAction: 'SUPPRESS',
    UserAttributes: attributes()
  })
  const { User: again } = await invite(User?.Username as string, {
    MessageAction: 'RESEND',
    DesiredDeliveryMediums: ['EMAIL']
  })
  t.equal(again?.Username, User?.Username)
  await t.rejects(startSignIn(started, Username), { name: 'NotAuthorizedException' })
  t.equal(
    (await startSignIn(started, Username, local.mailbox.last(Username)?.code)).ChallengeName,
    'NEW_PASSWORD_REQUIRED'
  )
})

t.test('in a pool with codes by email, RESEND keeps the temporary password', async t => {
  const { UserPool } = await api.createUserPool({
    PoolName: 'codes',
    Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } }
  })
  const Username = 'ada'
  const email = newEmail()
  const invitation = {
    UserPoolId: UserPool?.Id,
    Username,
    UserAttributes: [{ Name: 'email', Value: email }],
    DesiredDeliveryMediums: ['EMAIL' as const]
  }
  await api.adminCreateUser({ ...invitation, TemporaryPassword: PASSWORD })
  const sent = messages()
  await api.adminCreateUser({ ...invitation, MessageAction: 'RESEND' })
  t.equal(messages(), sent + 1)
  t.match(local.mailbox.last(email), { purpose: 'invitation', code: PASSWORD })
})

import t from 'tap'
import { PASSWORD, attributes, begin, newEmail, raw, start } from './local.js'

const started = await start(t)
const { local, api } = started
const UserPoolId = local.userPoolId

const invite = async (Username: string, more: object = {}) =>
  await api.adminCreateUser({ UserPoolId, Username, ...more })
const messages = () => local.mailbox.messages.length
const nobody = { name: 'UserNotFoundException', message: 'User does not exist.' }
const values = (list: { Name?: string | undefined, Value?: string | undefined }[] = []) =>
  Object.fromEntries(list.map(({ Name, Value }) => [Name, Value]))

t.test('an invited user, as AWS describes them', async t => {
  const Username = newEmail()
  const { User = {} } = await invite(Username, {
    MessageAction: 'SUPPRESS',
    UserAttributes: attributes({ email_verified: 'true', 'custom:role': 'editor' })
  })
  t.same(Object.keys(User).sort(), [
    'Attributes',
    'Enabled',
    'UserCreateDate',
    'UserLastModifiedDate',
    'UserStatus',
    'Username'
  ])
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

t.test('an email is verified only where the invitation says so', async t => {
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

t.test('an invitation goes by SMS, by email, or by both', async t => {
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

t.test("who can't be reached is not made", async t => {
  const Username = newEmail()
  const unreachable = {
    name: 'InvalidParameterException',
    message: 'User has no attribute matching desired delivery mediums'
  }
  await t.rejects(invite(Username), unreachable)
  await t.rejects(api.adminGetUser({ UserPoolId, Username }), nobody)
  await invite(Username, { MessageAction: 'SUPPRESS' })
  await t.rejects(invite(Username, { MessageAction: 'RESEND' }), unreachable)
})

t.test('nobody is made twice, whatever the case', async t => {
  const Username = newEmail()
  await invite(Username, { MessageAction: 'SUPPRESS' })
  const before = messages()
  for (const name of [Username, Username.toUpperCase()]) {
    await t.rejects(invite(name, { UserAttributes: attributes() }), {
      name: 'UsernameExistsException',
      message: 'User account already exists'
    })
  }
  t.equal(messages(), before, 'nor told anything')
})

t.test('the email is the one to sign in by', async t => {
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

t.test('where people have names, the name stays, and an email is no more than that', async t => {
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
  await t.rejects(api.adminGetUser({ UserPoolId, Username: email }), nobody)
  await t.rejects(api.adminCreateUser({ UserPoolId, Username: 'ada', MessageAction: 'SUPPRESS' }), {
    name: 'UsernameExistsException'
  })
})

t.test('only RESEND and SUPPRESS are actions', async t => {
  t.match(await raw(local, 'AdminCreateUser', { UserPoolId, Username: newEmail(), MessageAction: 'SHOUT' }), {
    status: 400,
    body: { __type: 'InvalidParameterException', message: 'MessageAction must be RESEND or SUPPRESS' }
  })
})

t.test('who is invited by sub again has the new password only', async t => {
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
  await t.rejects(begin(started, Username), { name: 'NotAuthorizedException' })
  t.equal(
    (await begin(started, Username, local.mailbox.last(Username)?.code)).ChallengeName,
    'NEW_PASSWORD_REQUIRED'
  )
})

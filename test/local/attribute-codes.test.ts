import type { UserAttributeUpdateSettingsType } from '@aws-sdk/client-cognito-identity-provider'
import t from 'tap'
import {
  PASSWORD,
  addClient,
  addUser,
  createClock,
  newEmail,
  otherThan,
  raw,
  signIn,
  start,
  tokens
} from './local.js'

const { clock, forward } = createClock()
const started = await start(t, { clock })
const { local, api } = started
const UserPoolId = local.userPoolId

const code = (address: string) => local.mailbox.last(address)?.code
const masked = (email: string) => ({
  AttributeName: 'email',
  DeliveryMedium: 'EMAIL',
  Destination: `${email.charAt(0)}***@e***`
})
const wrong = {
  name: 'CodeMismatchException',
  message: 'Invalid verification code provided, please try again.'
}
const expired = {
  name: 'ExpiredCodeException',
  message: 'Invalid code provided, please request a code again.'
}

/** Signs a user in, and returns functions that change and verify its attributes. */
async function signedInUser (
  more: Record<string, string> = {},
  UserPoolId = local.userPoolId,
  ClientId = local.clientId
) {
  const email = await addUser(started, more, UserPoolId)
  const { AccessToken } = await signIn(started, email, ClientId)
  return {
    email,
    AccessToken,
    update: async (...UserAttributes: { Name: string, Value: string }[]) =>
      (await api.updateUserAttributes({ AccessToken, UserAttributes })).CodeDeliveryDetailsList,
    send: async (AttributeName = 'email') =>
      (await api.getUserAttributeVerificationCode({ AccessToken, AttributeName })).CodeDeliveryDetails,
    verify: async (Code: string | undefined, AttributeName = 'email') =>
      await api.verifyUserAttribute({ AccessToken, AttributeName, Code }),
    now: async () => {
      const { UserAttributes } = await api
        .adminGetUser({ UserPoolId, Username: email })
        .catch(async () => await api.getUser({ AccessToken }))
      return Object.fromEntries(UserAttributes?.map(({ Name, Value }) => [Name, Value]) ?? [])
    }
  }
}

t.test('a requested code verifies the email address that it was sent to', async t => {
  const { email, send, verify, now } = await signedInUser({ email_verified: 'false' })
  t.strictSame(await send(), masked(email))
  await t.rejects(verify(otherThan(code(email))), wrong)
  await verify(code(email))
  t.equal((await now())['email_verified'], 'true')
  await t.rejects(verify(code(email)), expired, 'once')
})

t.test('GetUserAttributeVerificationCode sends a code to a phone number', async t => {
  const { email, send, verify, now } = await signedInUser()
  t.strictSame(await send('phone_number'), {
    AttributeName: 'phone_number',
    DeliveryMedium: 'SMS',
    Destination: '+****0100'
  })
  await send()
  await t.rejects(verify(code(email), 'phone_number'), { name: 'CodeMismatchException' })
  await verify(code('+15550100'), 'phone_number')
  await verify(code(email))
  t.match(await now(), { email_verified: 'true', phone_number_verified: 'true' })
})

t.test('a changed email address takes effect when its code is confirmed', async t => {
  const { email, update, verify, now } = await signedInUser({ email_verified: 'true' })
  const next = newEmail()
  t.strictSame(await update({ Name: 'email', Value: next }, { Name: 'name', Value: 'Eve' }), [masked(next)])
  t.match(await now(), { email, email_verified: 'true', name: 'Eve' })
  await t.rejects(signIn(started, next), { name: 'NotAuthorizedException' })
  await verify(code(next))
  t.match(await now(), { email: next, email_verified: 'true' })
  t.ok((await signIn(started, next)).AccessToken)
})

t.test('without the setting, a changed email address takes effect immediately, unverified', async t => {
  const { update, verify, now } = await signedInUser({}, ...(await newPool()))
  const next = newEmail()
  t.strictSame(await update({ Name: 'email', Value: next }, { Name: 'name', Value: 'Eve' }), [masked(next)])
  t.match(await now(), { email: next, email_verified: 'false', name: 'Eve' })
  await verify(code(next))
  t.equal((await now())['email_verified'], 'true')
})

t.test(
  'a changed phone number is unverified, and no code is sent if the pool does not verify phone numbers',
  async t => {
    const { update, now } = await signedInUser({ phone_number_verified: 'true' })
    const sent = local.mailbox.messages.length
    t.strictSame(await update({ Name: 'phone_number', Value: '+15550111' }), [])
    t.match(await now(), { phone_number: '+15550111', phone_number_verified: 'false' })
    t.equal(local.mailbox.messages.length, sent)
  }
)

t.test('codes are sent to both if the pool verifies both', async t => {
  const { UserPool } = await api.createUserPool({
    PoolName: 'both',
    UsernameAttributes: ['email'],
    AutoVerifiedAttributes: ['email', 'phone_number']
  })
  const client = await addClient(started, { UserPoolId: UserPool?.Id })
  const { update, verify, now } = await signedInUser({}, UserPool?.Id, client.ClientId)
  const email = newEmail()
  const deliveries = await update(
    { Name: 'phone_number', Value: '+15550122' },
    { Name: 'email', Value: email }
  )
  t.same(
    deliveries?.map(({ AttributeName }) => AttributeName),
    ['phone_number', 'email']
  )
  await verify(code('+15550122'), 'phone_number')
  await verify(code(email))
  t.match(await now(), { email_verified: 'true', phone_number_verified: 'true' })
})

t.test('codes expire after 24 hours', async t => {
  const client = await addClient(started, { AccessTokenValidity: 24 })
  const { email, send, verify } = await signedInUser({}, UserPoolId, client.ClientId)
  await send()
  forward(24 * 3600 - 1)
  await t.resolves(verify(code(email)))
  const next = await signedInUser({}, UserPoolId, client.ClientId)
  await next.send()
  forward(24 * 3600)
  const { AccessToken } = await signIn(started, next.email)
  const late = { AccessToken, AttributeName: 'email', Code: code(next.email) }
  await t.rejects(api.verifyUserAttribute(late), expired)
})

t.test('a code can be sent only to an attribute that the user has', async t => {
  const { AccessToken, email, send, verify } = await signedInUser()
  await t.rejects(send('name'), { name: 'InvalidParameterException' })
  await t.rejects(verify('123456', 'name'), { name: 'InvalidParameterException' })
  local.users.change(email, ({ attributes }) => {
    delete attributes['phone_number']
  })
  await t.rejects(send('phone_number'), {
    name: 'InvalidParameterException',
    message: 'User has no phone_number'
  })
  for (const operation of ['GetUserAttributeVerificationCode', 'VerifyUserAttribute']) {
    t.match(await raw(local, operation, { AccessToken }), {
      status: 400,
      body: { __type: 'InvalidParameterException' }
    })
  }
})

/** Creates a pool without further settings, and returns its IDs. */
async function newPool (UserAttributeUpdateSettings?: UserAttributeUpdateSettingsType) {
  const { UserPool } = await api.createUserPool({
    PoolName: 'other',
    UsernameAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: false },
    AutoVerifiedAttributes: ['email'],
    UserAttributeUpdateSettings
  })
  const { ClientId } = await addClient(started, { UserPoolId: UserPool?.Id })
  return [UserPool?.Id, ClientId] as const
}

/** Creates a pool in which an email address changes when it is verified, and returns its IDs. */
async function verifyingPool () {
  return await newPool({ AttributesRequireVerificationBeforeUpdate: ['email'] })
}

t.test('an email address that another user has taken is not verified', async t => {
  const pool = await verifyingPool()
  const [one, other] = [await signedInUser({}, ...pool), await signedInUser({}, ...pool)]
  const wanted = newEmail()
  await one.update({ Name: 'email', Value: wanted })
  const first = code(wanted)
  await other.update({ Name: 'email', Value: wanted.toUpperCase() })
  await other.verify(code(wanted))
  const exists = { name: 'AliasExistsException', message: 'An account with the given email already exists.' }
  await t.rejects(one.verify(first), exists)
  await t.rejects(one.update({ Name: 'email', Value: wanted }), exists, 'no other user can have it')
})

t.test('with verification before update, the code replaces the old email address', async t => {
  const { email, update, send, verify, now } = await signedInUser({}, ...(await verifyingPool()))
  const next = newEmail()
  t.strictSame(await update({ Name: 'email', Value: next }), [masked(next)])
  t.match(await now(), { email, email_verified: 'true' })
  t.strictSame(await send(), masked(next), 'a further code goes to the new one too')
  await verify(code(next))
  t.match(await now(), { email: next, email_verified: 'true' })
})

t.test('in a pool with usernames, two users can have the same email address', async t => {
  const { UserPool } = await api.createUserPool({ PoolName: 'names', AutoVerifiedAttributes: ['email'] })
  const { ClientId } = await addClient(started, { UserPoolId: UserPool?.Id })
  const email = newEmail()
  for (const Username of ['ada', 'bob']) {
    await api.signUp({
      ClientId,
      Username,
      Password: PASSWORD,
      UserAttributes: [{ Name: 'email', Value: email }]
    })
    await t.resolves(api.confirmSignUp({ ClientId, Username, ConfirmationCode: code(email) }))
  }
})

t.test('in a pool with aliases, only one user can verify an email address', async t => {
  const { UserPool } = await api.createUserPool({
    PoolName: 'aliases',
    AutoVerifiedAttributes: ['email'],
    AliasAttributes: ['email']
  })
  const { ClientId } = await addClient(started, { UserPoolId: UserPool?.Id })
  const email = newEmail()
  const signUp = async (Username: string) =>
    await api.signUp({
      ClientId,
      Username,
      Password: PASSWORD,
      UserAttributes: [{ Name: 'email', Value: email }]
    })
  const confirm = async (Username: string) =>
    await api.confirmSignUp({ ClientId, Username, ConfirmationCode: code(email) })
  await signUp('eve')
  await signUp('ada')
  await t.resolves(confirm('ada'), 'whoever else gave it and never showed it')
  await signUp('bob')
  await t.rejects(confirm('bob'), { name: 'AliasExistsException' })
})

t.test('an administrator updates attributes and can set them as verified', async t => {
  const { email, now, verify } = await signedInUser({ phone_number_verified: 'true' })
  const change = async (Username: string, ...UserAttributes: { Name: string, Value: string }[]) =>
    await api.adminUpdateUserAttributes({ UserPoolId, Username, UserAttributes })
  const next = newEmail()
  const sent = local.mailbox.messages.length
  await change(
    email,
    { Name: 'email', Value: next },
    { Name: 'email_verified', Value: 'true' },
    { Name: 'custom:role', Value: 'boss' }
  )
  const { UserAttributes } = await api.adminGetUser({ UserPoolId, Username: next })
  t.ok(UserAttributes?.some(({ Name, Value }) => Name === 'email_verified' && Value === 'true'))
  t.equal(local.mailbox.messages.length, sent)
  await change(next, { Name: 'email', Value: email })
  t.match(await now(), { email: next, email_verified: 'true', 'custom:role': 'boss' })
  await verify(code(email))
  t.match(await now(), { email, email_verified: 'true' }, 'otherwise a code is sent')
  await change(email, { Name: 'custom:role', Value: '' })
  t.notOk('custom:role' in (await now()), 'an empty value takes an attribute away')

  await t.rejects(change('nobody@example.com'), { name: 'UserNotFoundException' })
  await t.rejects(change(email, { Name: 'custom:none', Value: 'x' }), { name: 'InvalidParameterException' })
  await t.rejects(change(email, { Name: 'phone_number', Value: '12' }), { name: 'InvalidParameterException' })
  await t.rejects(change(email, { Name: 'sub', Value: 'mine' }), {
    name: 'InvalidParameterException',
    message: 'user.sub: Attribute cannot be updated. (changing an immutable attribute)'
  })
  t.ok(
    tokens(
      await api.initiateAuth({
        ClientId: local.clientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: email, PASSWORD }
      })
    ).AccessToken
  )
})

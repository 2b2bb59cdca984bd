import t, { type Test } from 'tap'
import type { AdminCreateUserRequest } from '@aws-sdk/client-cognito-identity-provider'
import type { PoolOptions } from './client.js'
import { ADA, refusal, start } from './client.js'

const Username = 'eve@example.com'
const PASSWORDS: PoolOptions = { firstFactors: ['PASSWORD'] }

async function pool (t: Test, options: PoolOptions = PASSWORDS) {
  const started = await start(t, options)
  const { userPoolId: UserPoolId } = started.cognito.options
  return {
    ...started,
    create: (request: Partial<AdminCreateUserRequest> = {}) =>
      started.api.adminCreateUser({ UserPoolId, Username, DesiredDeliveryMediums: ['EMAIL'], ...request })
  }
}

t.test('an invited user receives a temporary password and sets a new one at the first sign-in', async t => {
  const { cognito, signIn, respond, create } = await pool(t)
  const { User } = await create({
    UserAttributes: [
      { Name: 'name', Value: 'Eve' },
      { Name: 'email_verified', Value: 'true' }
    ]
  })
  const now = new Date(cognito.clock()).toISOString()
  t.match(User, {
    Username: /^[0-9a-f-]{36}$/,
    Enabled: true,
    UserStatus: 'FORCE_CHANGE_PASSWORD',
    UserCreateDate: now,
    UserLastModifiedDate: now
  })
  t.strictSame(Object.fromEntries(User?.Attributes?.map(({ Name, Value }) => [Name, Value]) ?? []), {
    sub: User?.Username,
    email: Username,
    email_verified: 'true',
    name: 'Eve'
  })
  const { code: password, medium } = cognito.mailbox.last(Username)
  t.equal(medium, 'EMAIL')
  const challenge = await signIn({ email: Username, password })
  t.equal(challenge.ChallengeName, 'NEW_PASSWORD_REQUIRED')
  t.ok(
    (await respond('NEW_PASSWORD_REQUIRED', challenge, Username, { NEW_PASSWORD: 'Another-horse-9' }))
      .AuthenticationResult
  )
})

t.test('a generated password conforms to the policy', async t => {
  const { cognito, create } = await pool(t, { ...PASSWORDS, minimumLength: 40 })
  await create()
  t.match(cognito.mailbox.last(Username).code, /^(?=.*[A-Z])(?=.*[a-z])(?=.*\d)(?=.*!)\S{40,}$/)
})

t.test('the invitation can set the temporary password', async t => {
  const { cognito, signIn, create } = await pool(t)
  await t.rejects(
    create({ TemporaryPassword: 'weak' }),
    refusal('InvalidPasswordException', /Password not long enough/)
  )
  await create({ TemporaryPassword: 'Welcome-horse-1' })
  t.equal(cognito.mailbox.last(Username).code, 'Welcome-horse-1')
  t.equal(
    (await signIn({ email: Username, password: 'Welcome-horse-1' })).ChallengeName,
    'NEW_PASSWORD_REQUIRED'
  )
})

t.test('an email address is unverified unless the invitation says otherwise', async t => {
  const { cognito, create } = await pool(t)
  await create()
  t.not(cognito.liveUser(Username).attributes['email_verified'], 'true')
})

t.test('an existing user cannot be invited', async t => {
  const { cognito, create } = await pool(t)
  await t.rejects(
    create({ Username: 'ADA@example.com' }),
    refusal('UsernameExistsException', 'User account already exists')
  )
  await t.rejects(
    create({ Username: 'eve' }),
    refusal('InvalidParameterException', 'Username should be an email.')
  )
  await t.rejects(
    create({ UserAttributes: [{ Name: 'sub', Value: 'x' }] }),
    refusal('InvalidParameterException')
  )
  await t.rejects(create({ UserPoolId: 'eu-west-1_Other' }), refusal('ResourceNotFoundException'))
  t.equal(cognito.mailbox.messages.length, 0)
})

t.test('RESEND sends a new temporary password', async t => {
  const { cognito, signIn, create } = await pool(t)
  await create()
  const { code: first } = cognito.mailbox.last(Username)
  await t.rejects(create(), refusal('UsernameExistsException'))
  t.equal((await create({ MessageAction: 'RESEND' })).User?.UserStatus, 'FORCE_CHANGE_PASSWORD')
  const { code: second } = cognito.mailbox.last(Username)
  t.not(second, first)
  await t.rejects(signIn({ email: Username, password: first }), refusal('NotAuthorizedException'))
  t.equal((await signIn({ email: Username, password: second })).ChallengeName, 'NEW_PASSWORD_REQUIRED')
})

t.test('RESEND fails for a confirmed or missing user', async t => {
  const { create } = await pool(t)
  await t.rejects(
    create({ Username: ADA.email, MessageAction: 'RESEND' }),
    refusal('UnsupportedUserStateException', /Resend not possible/)
  )
  await t.rejects(create({ MessageAction: 'RESEND' }), refusal('UserNotFoundException'))
})

t.test('SUPPRESS sends no message', async t => {
  const { cognito, create } = await pool(t)
  t.equal(
    (await create({ MessageAction: 'SUPPRESS', DesiredDeliveryMediums: ['SMS'] })).User?.UserStatus,
    'FORCE_CHANGE_PASSWORD'
  )
  t.equal(cognito.mailbox.messages.length, 0)
})

t.test('an invitation goes to the phone number unless another medium is requested', async t => {
  const phone = { Name: 'phone_number', Value: '+491700000000' }
  const { cognito, api, create } = await pool(t)
  await create({ UserAttributes: [phone], DesiredDeliveryMediums: undefined })
  t.strictSame([cognito.mailbox.count(phone.Value), cognito.mailbox.count(Username)], [1, 0])
  await api.adminDeleteUser({ UserPoolId: cognito.options.userPoolId, Username })
  await create({ UserAttributes: [phone], DesiredDeliveryMediums: ['SMS', 'EMAIL'] })
  t.strictSame([cognito.mailbox.count(phone.Value), cognito.mailbox.count(Username)], [2, 1])
  t.ok(
    await create({ Username: 'dan@example.com', DesiredDeliveryMediums: ['SMS'] }),
    'without a phone number, no message is sent'
  )
  t.equal(cognito.mailbox.messages.length, 3)
})

t.test('with codes as first factor, an invitation without a temporary password sets none', async t => {
  const { cognito, initiate, create } = await pool(t, { firstFactors: ['PASSWORD', 'EMAIL_OTP'] })
  t.equal(
    (await create({ UserAttributes: [{ Name: 'email_verified', Value: 'true' }] })).User?.UserStatus,
    'CONFIRMED'
  )
  t.equal(cognito.mailbox.last(Username).code, '')
  t.equal((await initiate('USER_AUTH', { USERNAME: Username })).ChallengeName, 'EMAIL_OTP')
  t.equal(
    (await create({ Username: 'dan@example.com', TemporaryPassword: 'Welcome-horse-1' })).User?.UserStatus,
    'FORCE_CHANGE_PASSWORD'
  )
})

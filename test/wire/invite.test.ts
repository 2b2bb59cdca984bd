import t, { type Test } from 'tap'
import type { AdminCreateUserRequest } from '@aws-sdk/client-cognito-identity-provider'
import type { WireOptions } from './options.js'
import { ADA, refusal, start } from './client.js'

const Username = 'eve@example.com'
const PASSWORDS: WireOptions = { firstFactors: ['PASSWORD'] }

async function pool (t: Test, options: WireOptions = PASSWORDS) {
  const started = await start(t, options)
  const { userPoolId: UserPoolId } = started.wire.options
  return { ...started, create: (request: Partial<AdminCreateUserRequest> = {}) => started.api.adminCreateUser({ UserPoolId, Username, ...request }) }
}

t.test('who is invited is sent a password, and chooses another at the first sign-in', async t => {
  const { wire, signIn, respond, create } = await pool(t)
  const { User } = await create({ UserAttributes: [{ Name: 'name', Value: 'Eve' }, { Name: 'email_verified', Value: 'true' }] })
  const now = new Date(wire.clock()).toISOString()
  t.match(User, { Username: /^[0-9a-f-]{36}$/, Enabled: true, UserStatus: 'FORCE_CHANGE_PASSWORD', UserCreateDate: now, UserLastModifiedDate: now })
  t.strictSame(Object.fromEntries(User?.Attributes?.map(({ Name, Value }) => [Name, Value]) ?? []), { sub: User?.Username, email: Username, email_verified: 'true', name: 'Eve' })
  const { code: password, medium, purpose } = wire.mailbox.last(Username)
  t.strictSame([medium, purpose], ['EMAIL', 'invitation'])
  const asked = await signIn({ email: Username, password })
  t.equal(asked.ChallengeName, 'NEW_PASSWORD_REQUIRED')
  t.ok((await respond('NEW_PASSWORD_REQUIRED', asked, Username, { NEW_PASSWORD: 'Another-horse-9' })).AuthenticationResult)
})

t.test('a password that is made is as the policy wants it', async t => {
  const { wire, create } = await pool(t, { ...PASSWORDS, minimumLength: 40 })
  await create()
  t.match(wire.mailbox.last(Username).code, /^(?=.*[A-Z])(?=.*[a-z])(?=.*\d)(?=.*!)\S{40,}$/)
})

t.test('or it is given', async t => {
  const { wire, signIn, create } = await pool(t)
  await t.rejects(create({ TemporaryPassword: 'weak' }), refusal('InvalidPasswordException', /Password not long enough/))
  await create({ TemporaryPassword: 'Welcome-horse-1' })
  t.equal(wire.mailbox.last(Username).code, 'Welcome-horse-1')
  t.equal((await signIn({ email: Username, password: 'Welcome-horse-1' })).ChallengeName, 'NEW_PASSWORD_REQUIRED')
})

t.test('an address is not verified unless that is said', async t => {
  const { wire, create } = await pool(t)
  await create()
  t.equal(wire.person(Username).attributes['email_verified'], 'false')
})

t.test('who is there already is not invited', async t => {
  const { wire, create } = await pool(t)
  await t.rejects(create({ Username: 'ADA@example.com' }), refusal('UsernameExistsException', 'User account already exists'))
  await t.rejects(create({ Username: 'eve' }), refusal('InvalidParameterException', 'Username should be an email.'))
  await t.rejects(create({ UserAttributes: [{ Name: 'sub', Value: 'x' }] }), refusal('InvalidParameterException'))
  await t.rejects(create({ UserPoolId: 'eu-west-1_Other' }), refusal('ResourceNotFoundException'))
  t.equal(wire.mailbox.messages.length, 0)
})

t.test('an invitation is sent again, with another password', async t => {
  const { wire, signIn, create } = await pool(t)
  await create()
  const { code: first } = wire.mailbox.last(Username)
  await t.rejects(create(), refusal('UsernameExistsException'))
  t.equal((await create({ MessageAction: 'RESEND' })).User?.UserStatus, 'FORCE_CHANGE_PASSWORD')
  const { code: second } = wire.mailbox.last(Username)
  t.not(second, first)
  await t.rejects(signIn({ email: Username, password: first }), refusal('NotAuthorizedException'))
  t.equal((await signIn({ email: Username, password: second })).ChallengeName, 'NEW_PASSWORD_REQUIRED')
})

t.test('but not to somebody who has come already, or who is not there', async t => {
  const { create } = await pool(t)
  await t.rejects(create({ Username: ADA.email, MessageAction: 'RESEND' }), refusal('UnsupportedUserStateException', /Resend not possible/))
  await t.rejects(create({ MessageAction: 'RESEND' }), refusal('UserNotFoundException'))
})

t.test('nothing is sent where nothing is to be', async t => {
  const { wire, create } = await pool(t)
  t.equal((await create({ MessageAction: 'SUPPRESS', DesiredDeliveryMediums: ['SMS'] })).User?.UserStatus, 'FORCE_CHANGE_PASSWORD')
  t.equal(wire.mailbox.messages.length, 0)
})

t.test('it goes where it is to go: to the phone first', async t => {
  const phone = { Name: 'phone_number', Value: '+491700000000' }
  const { wire, api, create } = await pool(t)
  await create({ UserAttributes: [phone] })
  t.strictSame([wire.mailbox.count(phone.Value), wire.mailbox.count(Username)], [1, 0])
  await api.adminDeleteUser({ UserPoolId: wire.options.userPoolId, Username })
  await create({ UserAttributes: [phone], DesiredDeliveryMediums: ['SMS', 'EMAIL'] })
  t.strictSame([wire.mailbox.count(phone.Value), wire.mailbox.count(Username)], [2, 1])
  await t.rejects(create({ Username: 'dan@example.com', DesiredDeliveryMediums: ['SMS'] }), refusal('InvalidParameterException'))
  await t.rejects(api.adminGetUser({ UserPoolId: wire.options.userPoolId, Username: 'dan@example.com' }), refusal('UserNotFoundException'), 'and nobody was made')
})

t.test('where codes sign in, nobody is given a password, unless one is said', async t => {
  const { wire, initiate, create } = await pool(t, { firstFactors: ['PASSWORD', 'EMAIL_OTP'] })
  t.equal((await create({ UserAttributes: [{ Name: 'email_verified', Value: 'true' }] })).User?.UserStatus, 'CONFIRMED')
  t.equal(wire.mailbox.last(Username).code, '')
  t.equal((await initiate('USER_AUTH', { USERNAME: Username })).ChallengeName, 'EMAIL_OTP')
  t.equal((await create({ Username: 'dan@example.com', TemporaryPassword: 'Welcome-horse-1' })).User?.UserStatus, 'FORCE_CHANGE_PASSWORD')
})

import t from 'tap'
import { ADA, refusal, start } from './client.js'

const Username = ADA.email
const Password = 'Another-horse-9'

t.test('forgotten, and set anew', async t => {
  const { wire, api, ClientId, signIn } = await start(t)
  const sent = await api.forgotPassword({ ClientId, Username })
  t.match(sent.CodeDeliveryDetails, { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'a***@e***' })
  const { code: ConfirmationCode, purpose } = wire.mailbox.last(Username)
  t.equal(purpose, 'password')
  const confirm = (change: object) => api.confirmForgotPassword({ ClientId, Username, ConfirmationCode, Password, ...change })
  await t.rejects(confirm({ Password: 'weak' }), refusal('InvalidPasswordException', 'Password does not conform to policy: Password not long enough'))
  await t.rejects(confirm({ ConfirmationCode: `${ConfirmationCode}0` }), refusal('CodeMismatchException'))
  await confirm({})
  await t.rejects(signIn(ADA), refusal('NotAuthorizedException'))
  t.ok((await signIn({ ...ADA, password: Password })).AuthenticationResult)
  await t.rejects(confirm({}), refusal('ExpiredCodeException'), 'once')
})

t.test('a code lives an hour', async t => {
  const { wire, api, ClientId } = await start(t)
  await api.forgotPassword({ ClientId, Username })
  wire.advance(3_600_000)
  await t.rejects(api.confirmForgotPassword({ ClientId, Username, ConfirmationCode: wire.mailbox.last(Username).code, Password }), refusal('ExpiredCodeException'))
})

t.test('a reset that was called for lets in again, and unlocks', async t => {
  const { wire, api, ClientId, signIn } = await start(t, { users: [{ ...ADA, status: 'RESET_REQUIRED' }] })
  wire.person(Username).lockedUntil = Infinity
  await api.forgotPassword({ ClientId, Username })
  await api.confirmForgotPassword({ ClientId, Username, ConfirmationCode: wire.mailbox.last(Username).code, Password })
  t.ok((await signIn({ ...ADA, password: Password })).AuthenticationResult)
})

t.test('who cannot reset a password', async t => {
  const { wire, api, ClientId } = await start(t)
  const forget = async (change: object) => {
    Object.assign(wire.person(Username), change)
    return await api.forgotPassword({ ClientId, Username })
  }
  await t.rejects(forget({ disabled: true }), refusal('NotAuthorizedException', 'User is disabled.'))
  await t.rejects(forget({ disabled: false, status: 'FORCE_CHANGE_PASSWORD' }), refusal('NotAuthorizedException', 'User password cannot be reset in the current state.'))
  wire.person(Username).attributes['email_verified'] = 'false'
  await t.rejects(forget({ status: 'UNCONFIRMED' }), refusal('InvalidParameterException', /no registered\/verified email/))
  await t.rejects(api.confirmForgotPassword({ ClientId, Username, ConfirmationCode: '1', Password }), refusal('UserNotConfirmedException'))
})

t.test('changed by its owner', async t => {
  const { wire, api, signIn } = await start(t, { passwordHistory: 2 })
  const AccessToken = (await signIn(ADA)).AuthenticationResult?.AccessToken
  const change = (PreviousPassword: string | undefined, ProposedPassword: string) => api.changePassword({ AccessToken, PreviousPassword, ProposedPassword })
  await t.rejects(change('Wrong-passw0rd', Password), refusal('NotAuthorizedException', 'Incorrect username or password.'))
  await t.rejects(change(undefined, Password), refusal('NotAuthorizedException'))
  await t.rejects(change(ADA.password, 'weak'), refusal('InvalidPasswordException'))
  await t.rejects(change(ADA.password, ADA.password), refusal('PasswordHistoryPolicyViolationException'))
  await change(ADA.password, Password)
  await t.rejects(change(Password, ADA.password), refusal('PasswordHistoryPolicyViolationException'))
  await change(Password, 'A-third-horse-1')
  await change('A-third-horse-1', ADA.password)
  t.equal(wire.person(Username).password, ADA.password)
})

t.test('set by somebody who had none', async t => {
  const { wire, api, initiate, respond } = await start(t, { users: [{ email: Username }] })
  const asked = await initiate('USER_AUTH', { USERNAME: Username })
  const { AuthenticationResult } = await respond('EMAIL_OTP', asked, Username, { EMAIL_OTP_CODE: wire.mailbox.last(Username).code })
  await api.changePassword({ AccessToken: AuthenticationResult?.AccessToken, ProposedPassword: Password })
  t.equal(wire.person(Username).password, Password)
})

import t from 'tap'
import { ADA, refusal, start } from './client.js'

const Username = ADA.email
const Password = 'Another-horse-9'

t.test('ForgotPassword sends a code that sets a new password', async t => {
  const { cognito, api, ClientId, signIn } = await start(t)
  const sent = await api.forgotPassword({ ClientId, Username })
  t.match(sent.CodeDeliveryDetails, {
    AttributeName: 'email',
    DeliveryMedium: 'EMAIL',
    Destination: 'a***@e***'
  })
  const { code: ConfirmationCode } = cognito.mailbox.last(Username)
  const confirm = (change: object) =>
    api.confirmForgotPassword({ ClientId, Username, ConfirmationCode, Password, ...change })
  await t.rejects(
    confirm({ Password: 'weak' }),
    refusal('InvalidPasswordException', 'Password does not conform to policy: Password not long enough')
  )
  await t.rejects(confirm({ ConfirmationCode: `${ConfirmationCode}0` }), refusal('CodeMismatchException'))
  await confirm({})
  await t.rejects(signIn(ADA), refusal('NotAuthorizedException'))
  t.ok((await signIn({ ...ADA, password: Password })).AuthenticationResult)
  await t.rejects(confirm({}), refusal('ExpiredCodeException'), 'once')
})

t.test('a code expires after an hour', async t => {
  const { cognito, api, ClientId } = await start(t)
  await api.forgotPassword({ ClientId, Username })
  cognito.advance(3_600_000)
  await t.rejects(
    api.confirmForgotPassword({
      ClientId,
      Username,
      ConfirmationCode: cognito.mailbox.last(Username).code,
      Password
    }),
    refusal('ExpiredCodeException')
  )
})

t.test('a requested reset unlocks the user', async t => {
  const { cognito, api, ClientId, signIn } = await start(t, { users: [{ ...ADA, status: 'RESET_REQUIRED' }] })
  cognito.liveUser(Username).lockedUntil = Infinity
  await api.forgotPassword({ ClientId, Username })
  await api.confirmForgotPassword({
    ClientId,
    Username,
    ConfirmationCode: cognito.mailbox.last(Username).code,
    Password
  })
  t.ok((await signIn({ ...ADA, password: Password })).AuthenticationResult)
})

t.test('users whose password cannot be reset', async t => {
  const { cognito, api, ClientId } = await start(t, { users: [{ ...ADA, phone: '' }] })
  const forget = async (change: object) => {
    Object.assign(cognito.liveUser(Username), change)
    return await api.forgotPassword({ ClientId, Username })
  }
  await t.rejects(forget({ disabled: true }), refusal('NotAuthorizedException', 'User is disabled.'))
  await t.rejects(
    forget({ disabled: false, status: 'FORCE_CHANGE_PASSWORD' }),
    refusal('NotAuthorizedException', 'User password cannot be reset in the current state.')
  )
  cognito.liveUser(Username).attributes['email_verified'] = 'false'
  await t.rejects(
    forget({ status: 'UNCONFIRMED' }),
    refusal('InvalidParameterException', /no registered\/verified email/)
  )
  await t.rejects(
    api.confirmForgotPassword({ ClientId, Username, ConfirmationCode: '1', Password }),
    refusal('UserNotConfirmedException')
  )
})

t.test('ChangePassword verifies the previous password, the policy and the history', async t => {
  const { cognito, api, signIn } = await start(t, { passwordHistory: 2 })
  const AccessToken = (await signIn(ADA)).AuthenticationResult?.AccessToken
  const change = (PreviousPassword: string | undefined, ProposedPassword: string) =>
    api.changePassword({ AccessToken, PreviousPassword, ProposedPassword })
  await t.rejects(
    change('Wrong-passw0rd', Password),
    refusal('NotAuthorizedException', 'Incorrect username or password.')
  )
  await t.rejects(change(undefined, Password), refusal('NotAuthorizedException'))
  await t.rejects(change(ADA.password, 'weak'), refusal('InvalidPasswordException'))
  await t.rejects(change(ADA.password, ADA.password), refusal('PasswordHistoryPolicyViolationException'))
  await change(ADA.password, Password)
  await t.rejects(change(Password, ADA.password), refusal('PasswordHistoryPolicyViolationException'))
  await change(Password, 'A-third-horse-1')
  await change('A-third-horse-1', ADA.password)
  t.equal(cognito.liveUser(Username).password, ADA.password)
})

t.test('ChangePassword sets a first password', async t => {
  const { cognito, api, initiate, respond } = await start(t, { users: [{ email: Username }] })
  const challenge = await initiate('USER_AUTH', { USERNAME: Username })
  const { AuthenticationResult } = await respond('EMAIL_OTP', challenge, Username, {
    EMAIL_OTP_CODE: cognito.mailbox.last(Username).code
  })
  await api.changePassword({ AccessToken: AuthenticationResult?.AccessToken, ProposedPassword: Password })
  t.equal(cognito.liveUser(Username).password, Password)
})

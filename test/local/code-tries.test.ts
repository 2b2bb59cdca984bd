import t from 'tap'
import { PASSWORD, addUser, attributes, newEmail, otherThan, signIn, start } from './local.js'

const started = await start(t)
const { local, api } = started
const ClientId = local.clientId

const sent = (email: string) => local.mailbox.last(email)?.code as string
const mismatch = { name: 'CodeMismatchException' }
const tooMany = { name: 'TooManyFailedAttemptsException' }

t.test('a code that confirms a sign-up accepts five attempts', async t => {
  const Username = newEmail()
  const confirm = async (ConfirmationCode: string) =>
    await api.confirmSignUp({ ClientId, Username, ConfirmationCode })
  await api.signUp({ ClientId, Username, Password: PASSWORD, UserAttributes: attributes() })
  for (let n = 0; n < 5; n++) await t.rejects(confirm(otherThan(sent(Username))), mismatch)
  await t.rejects(confirm(sent(Username)), tooMany)
  await t.rejects(confirm(otherThan(sent(Username))), tooMany)
  await api.resendConfirmationCode({ ClientId, Username })
  await t.rejects(confirm(otherThan(sent(Username))), mismatch)
  await t.resolves(confirm(sent(Username)), 'a new code resets the attempts')
})

const resetOf = (Username: string) => async (ConfirmationCode: string) =>
  await api.confirmForgotPassword({ ClientId, Username, ConfirmationCode, Password: PASSWORD })

t.test('a code that resets a password accepts five attempts', async t => {
  const Username = await addUser(started)
  const confirm = resetOf(Username)
  await api.forgotPassword({ ClientId, Username })
  for (let n = 0; n < 5; n++) await t.rejects(confirm(otherThan(sent(Username))), mismatch)
  await t.rejects(confirm(sent(Username)), tooMany)
  await api.forgotPassword({ ClientId, Username })
  await t.resolves(confirm(sent(Username)))
})

t.test('a code is accepted after four wrong attempts', async t => {
  const Username = await addUser(started)
  const confirm = resetOf(Username)
  await api.forgotPassword({ ClientId, Username })
  for (let n = 0; n < 4; n++) await t.rejects(confirm(otherThan(sent(Username))), mismatch)
  await t.resolves(confirm(sent(Username)))
})

t.test('a code that verifies an address accepts five attempts', async t => {
  const email = await addUser(started)
  const { AccessToken } = await signIn(started, email)
  const verify = async (Code: string) =>
    await api.verifyUserAttribute({ AccessToken, AttributeName: 'email', Code })
  await api.getUserAttributeVerificationCode({ AccessToken, AttributeName: 'email' })
  for (let n = 0; n < 5; n++) await t.rejects(verify(otherThan(sent(email))), mismatch)
  await t.rejects(verify(sent(email)), { name: 'LimitExceededException' })
})

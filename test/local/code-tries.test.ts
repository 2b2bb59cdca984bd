import t from 'tap'
import { PASSWORD, addUser, attributes, newEmail, otherThan, signIn, start } from './local.js'

const started = await start(t)
const { local, api } = started
const ClientId = local.clientId

const sent = (email: string) => local.mailbox.last(email)?.code as string
const mismatch = { name: 'CodeMismatchException' }
const tooMany = { name: 'TooManyFailedAttemptsException' }

t.test('a code to confirm a sign-up with takes five wrong ones', async t => {
  const Username = newEmail()
  const confirm = async (ConfirmationCode: string) =>
    await api.confirmSignUp({ ClientId, Username, ConfirmationCode })
  await api.signUp({ ClientId, Username, Password: PASSWORD, UserAttributes: attributes() })
  for (let n = 0; n < 5; n++) await t.rejects(confirm(otherThan(sent(Username))), mismatch)
  await t.rejects(confirm(sent(Username)), tooMany)
  await t.rejects(confirm(otherThan(sent(Username))), tooMany)
  await api.resendConfirmationCode({ ClientId, Username })
  await t.rejects(confirm(otherThan(sent(Username))), mismatch)
  await t.resolves(confirm(sent(Username)), 'a new one is a new start')
})

t.test('so does a code to reset a password with', async t => {
  const Username = await addUser(started)
  const confirm = async (ConfirmationCode: string) =>
    await api.confirmForgotPassword({ ClientId, Username, ConfirmationCode, Password: PASSWORD })
  await api.forgotPassword({ ClientId, Username })
  for (let n = 0; n < 5; n++) await t.rejects(confirm(otherThan(sent(Username))), mismatch)
  await t.rejects(confirm(sent(Username)), tooMany)
  await api.forgotPassword({ ClientId, Username })
  await t.resolves(confirm(sent(Username)))
})

t.test('four wrong ones are not too many', async t => {
  const Username = await addUser(started)
  const confirm = async (ConfirmationCode: string) =>
    await api.confirmForgotPassword({ ClientId, Username, ConfirmationCode, Password: PASSWORD })
  await api.forgotPassword({ ClientId, Username })
  for (let n = 0; n < 4; n++) await t.rejects(confirm(otherThan(sent(Username))), mismatch)
  await t.resolves(confirm(sent(Username)))
})

t.test('and a code to verify an address with, by the name that operation has for it', async t => {
  const email = await addUser(started)
  const { AccessToken } = await signIn(started, email)
  const verify = async (Code: string) =>
    await api.verifyUserAttribute({ AccessToken, AttributeName: 'email', Code })
  await api.getUserAttributeVerificationCode({ AccessToken, AttributeName: 'email' })
  for (let n = 0; n < 5; n++) await t.rejects(verify(otherThan(sent(email))), mismatch)
  await t.rejects(verify(sent(email)), { name: 'LimitExceededException' })
})

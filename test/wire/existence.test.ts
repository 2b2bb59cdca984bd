import t from 'tap'
import { ADA, BOB, refusal, start } from './client.js'
import { srpProof } from './srp.js'

const USERNAME = 'nobody@example.com'
const Password = 'Correct-horse-7'
const WRONG = refusal('NotAuthorizedException', 'Incorrect username or password.')
const TIMESTAMP = 'Tue Mar 5 09:07:01 UTC 2024'

t.test('LEGACY: it is said that there is no such person', async t => {
  const { api, ClientId, initiate } = await start(t)
  const NOT_FOUND = refusal('UserNotFoundException')
  await t.rejects(initiate('USER_PASSWORD_AUTH', { USERNAME, PASSWORD: Password }), NOT_FOUND)
  await t.rejects(initiate('USER_SRP_AUTH', { USERNAME, SRP_A: 'ab12' }), NOT_FOUND)
  await t.rejects(initiate('CUSTOM_AUTH', { USERNAME }), NOT_FOUND)
  await t.rejects(api.confirmSignUp({ ClientId, Username: USERNAME, ConfirmationCode: '1' }), NOT_FOUND)
  await t.rejects(api.resendConfirmationCode({ ClientId, Username: USERNAME }), NOT_FOUND)
  await t.rejects(api.forgotPassword({ ClientId, Username: USERNAME }), NOT_FOUND)
  await t.rejects(api.confirmForgotPassword({ ClientId, Username: USERNAME, ConfirmationCode: '1', Password }), NOT_FOUND)
})

t.test('ENABLED: it is not', async t => {
  const { wire, api, ClientId, initiate, respond } = await start(t, { preventUserExistenceErrors: true })
  const delivery = { CodeDeliveryDetails: { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'n***@e***' } }
  await t.rejects(initiate('USER_PASSWORD_AUTH', { USERNAME, PASSWORD: Password }), WRONG)
  t.match(await api.resendConfirmationCode({ ClientId, Username: USERNAME }), delivery)
  t.match(await api.forgotPassword({ ClientId, Username: USERNAME }), delivery)
  await t.rejects(api.confirmForgotPassword({ ClientId, Username: USERNAME, ConfirmationCode: '1', Password }), refusal('CodeMismatchException'))
  await t.rejects(api.confirmSignUp({ ClientId, Username: USERNAME, ConfirmationCode: '1' }), refusal('ExpiredCodeException'))

  const srp = await initiate('USER_SRP_AUTH', { USERNAME, SRP_A: 'ab12' })
  const { USER_ID_FOR_SRP: username = '', SECRET_BLOCK: secretBlock = '' } = srp.ChallengeParameters ?? {}
  t.equal((await initiate('USER_SRP_AUTH', { USERNAME, SRP_A: 'ab12' })).ChallengeParameters?.['USER_ID_FOR_SRP'], username, 'the same id each time')
  await t.rejects(respond('PASSWORD_VERIFIER', srp, username, {
    PASSWORD_CLAIM_SIGNATURE: srpProof({ password: Password, secretBlock, timestamp: TIMESTAMP }), PASSWORD_CLAIM_SECRET_BLOCK: secretBlock, TIMESTAMP
  }), WRONG)

  let custom = await initiate('CUSTOM_AUTH', { USERNAME })
  for (const ANSWER of ['red', 'green']) custom = await respond('CUSTOM_CHALLENGE', custom, USERNAME, { ANSWER })
  await t.rejects(respond('CUSTOM_CHALLENGE', custom, USERNAME, { ANSWER: 'blue' }), WRONG)

  t.equal(wire.mailbox.messages.length, 0, 'nothing was sent')
})

t.test('what leaks all the same', async t => {
  const { api, ClientId, signIn } = await start(t, {
    preventUserExistenceErrors: true, users: [ADA, { ...BOB, status: 'UNCONFIRMED' }, { ...BOB, email: 'dan@example.com', status: 'RESET_REQUIRED' }]
  })
  await t.rejects(api.signUp({ ClientId, Username: ADA.email, Password }), refusal('UsernameExistsException'))
  await t.rejects(signIn(BOB), refusal('UserNotConfirmedException'))
  await t.rejects(signIn({ ...BOB, email: 'dan@example.com' }), refusal('PasswordResetRequiredException'))
  t.ok(await api.forgotPassword({ ClientId, Username: BOB.email }), 'but not that a person cannot be sent a code')
})

t.test('a sign-in by choice never tells', async t => {
  for (const preventUserExistenceErrors of [true, false]) {
    const { wire, initiate, respond } = await start(t, { preventUserExistenceErrors })
    const asked = await initiate('USER_AUTH', { USERNAME })
    t.equal(asked.ChallengeName, 'SELECT_CHALLENGE')
    t.strictSame(asked.AvailableChallenges, (await initiate('USER_AUTH', { USERNAME: BOB.email })).AvailableChallenges)
    const sent = await respond('SELECT_CHALLENGE', asked, USERNAME, { ANSWER: 'EMAIL_OTP' })
    t.match(sent, { ChallengeName: 'EMAIL_OTP', ChallengeParameters: { CODE_DELIVERY_DELIVERY_MEDIUM: 'EMAIL' } })
    await t.rejects(respond('EMAIL_OTP', sent, USERNAME, { EMAIL_OTP_CODE: '12345678' }), refusal('CodeMismatchException', 'Invalid code or auth state for the user.'))
    await t.rejects(initiate('USER_AUTH', { USERNAME, PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: Password }), WRONG)
    t.equal(wire.mailbox.messages.length, 0)
  }
})

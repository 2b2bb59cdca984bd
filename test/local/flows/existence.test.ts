import t from 'tap'
import { ADA, BOB, refusal, start } from './client.js'

const USERNAME = 'nobody@example.com'
const Password = 'Correct-horse-7'
const WRONG = refusal('NotAuthorizedException', 'Incorrect username or password.')
const TIMESTAMP = 'Tue Mar 5 09:07:01 UTC 2024'

t.test('LEGACY: responses reveal that a user does not exist', async t => {
  const { api, ClientId, initiate } = await start(t)
  const NOT_FOUND = refusal('UserNotFoundException')
  await t.rejects(initiate('USER_PASSWORD_AUTH', { USERNAME, PASSWORD: Password }), NOT_FOUND)
  await t.rejects(initiate('USER_SRP_AUTH', { USERNAME, SRP_A: 'ab12' }), NOT_FOUND)
  await t.rejects(initiate('CUSTOM_AUTH', { USERNAME }), NOT_FOUND)
  await t.rejects(initiate('USER_AUTH', { USERNAME }), NOT_FOUND)
  await t.rejects(api.confirmSignUp({ ClientId, Username: USERNAME, ConfirmationCode: '1' }), NOT_FOUND)
  await t.rejects(api.resendConfirmationCode({ ClientId, Username: USERNAME }), NOT_FOUND)
  await t.rejects(api.forgotPassword({ ClientId, Username: USERNAME }), NOT_FOUND)
  await t.rejects(
    api.confirmForgotPassword({ ClientId, Username: USERNAME, ConfirmationCode: '1', Password }),
    NOT_FOUND
  )
})

t.test('ENABLED: responses do not reveal that a user does not exist', async t => {
  const { cognito, api, ClientId, initiate, respond, srp } = await start(t, {
    preventUserExistenceErrors: true
  })
  const delivery = {
    CodeDeliveryDetails: { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'n***@e***' }
  }
  await t.rejects(initiate('USER_PASSWORD_AUTH', { USERNAME, PASSWORD: Password }), WRONG)
  t.match(await api.resendConfirmationCode({ ClientId, Username: USERNAME }), delivery)
  t.match(await api.forgotPassword({ ClientId, Username: USERNAME }), delivery)
  await t.rejects(
    api.confirmForgotPassword({ ClientId, Username: USERNAME, ConfirmationCode: '1', Password }),
    refusal('CodeMismatchException')
  )
  await t.rejects(
    api.confirmSignUp({ ClientId, Username: USERNAME, ConfirmationCode: '1' }),
    refusal('ExpiredCodeException')
  )

  const secret = srp(USERNAME, Password)
  const challenge = await initiate('USER_SRP_AUTH', { USERNAME, SRP_A: secret.A })
  const { USER_ID_FOR_SRP: username = '' } = challenge.ChallengeParameters ?? {}
  t.equal(
    (await initiate('USER_SRP_AUTH', { USERNAME, SRP_A: 'ab12' })).ChallengeParameters?.['USER_ID_FOR_SRP'],
    username,
    'the same id each time'
  )
  await t.rejects(
    respond(
      'PASSWORD_VERIFIER',
      challenge,
      username,
      secret.proof(challenge.ChallengeParameters ?? {}, TIMESTAMP)
    ),
    WRONG
  )

  let custom = await initiate('CUSTOM_AUTH', { USERNAME })
  for (const ANSWER of ['red', 'green']) {
    custom = await respond('CUSTOM_CHALLENGE', custom, USERNAME, { ANSWER })
  }
  await t.rejects(respond('CUSTOM_CHALLENGE', custom, USERNAME, { ANSWER: 'blue' }), WRONG)

  t.equal(cognito.mailbox.messages.length, 0, 'nothing was sent')
})

t.test('ENABLED: these responses reveal the user as on AWS', async t => {
  const { api, ClientId, signIn } = await start(t, {
    preventUserExistenceErrors: true,
    users: [
      ADA,
      { ...BOB, status: 'UNCONFIRMED' },
      { ...BOB, email: 'dan@example.com', status: 'RESET_REQUIRED' }
    ]
  })
  await t.rejects(api.signUp({ ClientId, Username: ADA.email, Password }), refusal('UsernameExistsException'))
  await t.rejects(signIn(BOB), refusal('UserNotConfirmedException'))
  await t.rejects(signIn({ ...BOB, email: 'dan@example.com' }), refusal('PasswordResetRequiredException'))
  t.ok(
    await api.forgotPassword({ ClientId, Username: BOB.email }),
    'but not that a user cannot be sent a code'
  )
})

t.test('ENABLED: a sign-in with USER_AUTH does not reveal it', async t => {
  const { cognito, initiate, respond } = await start(t, { preventUserExistenceErrors: true })
  const challenge = await initiate('USER_AUTH', { USERNAME })
  t.equal(challenge.ChallengeName, 'SELECT_CHALLENGE')
  t.strictSame(
    challenge.AvailableChallenges,
    (await initiate('USER_AUTH', { USERNAME: BOB.email })).AvailableChallenges
  )
  const sent = await respond('SELECT_CHALLENGE', challenge, USERNAME, { ANSWER: 'EMAIL_OTP' })
  t.match(sent, {
    ChallengeName: 'EMAIL_OTP',
    ChallengeParameters: { CODE_DELIVERY_DELIVERY_MEDIUM: 'EMAIL' }
  })
  await t.rejects(
    respond('EMAIL_OTP', sent, USERNAME, { EMAIL_OTP_CODE: '12345678' }),
    refusal('CodeMismatchException', 'Invalid code or auth state for the user.')
  )
  await t.rejects(
    initiate('USER_AUTH', { USERNAME, PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: Password }),
    WRONG
  )
  t.equal(cognito.mailbox.messages.length, 0)
})

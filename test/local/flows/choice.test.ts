import t from 'tap'
import { ADA, BOB, refusal, start } from './client.js'
import { SoftwareAuthenticator } from '../../protocol/software-authenticator.js'

const EVA = { ...ADA, passkeys: [new SoftwareAuthenticator()] }
const USERNAME = EVA.email

t.test('a sign-in offers the first factors of the user', async t => {
  const { initiate } = await start(t, { users: [EVA, BOB, { email: 'dan@example.com' }] })
  const challenge = await initiate('USER_AUTH', { USERNAME })
  t.match(challenge, { ChallengeName: 'SELECT_CHALLENGE', Session: String, ChallengeParameters: {} })
  t.strictSame(challenge.AvailableChallenges, [
    'PASSWORD_SRP',
    'PASSWORD',
    'EMAIL_OTP',
    'SMS_OTP',
    'WEB_AUTHN'
  ])
  t.strictSame((await initiate('USER_AUTH', { USERNAME: BOB.email })).AvailableChallenges, [
    'PASSWORD_SRP',
    'PASSWORD',
    'EMAIL_OTP'
  ])
  t.match(
    await initiate('USER_AUTH', { USERNAME: 'dan@example.com' }),
    { ChallengeName: 'EMAIL_OTP', AvailableChallenges: ['EMAIL_OTP'] },
    'a single factor starts immediately'
  )
})

t.test('a sign-in offers the first factors that the pool allows', async t => {
  const { initiate } = await start(t, { users: [EVA], firstFactors: ['PASSWORD', 'WEB_AUTHN'] })
  t.strictSame((await initiate('USER_AUTH', { USERNAME })).AvailableChallenges, [
    'PASSWORD_SRP',
    'PASSWORD',
    'WEB_AUTHN'
  ])
})

t.test('a selected code is sent and has eight digits', async t => {
  const { cognito, initiate, respond } = await start(t)
  const channels = {
    EMAIL_OTP: [ADA.email, 'EMAIL', 'a***@e***'],
    SMS_OTP: [ADA.phone as string, 'SMS', '+********4567']
  } as const
  for (const [factor, [destination, medium, masked]] of Object.entries(channels) as [
    'EMAIL_OTP',
    (typeof channels)['EMAIL_OTP']
  ][]) {
    const challenge = await respond('SELECT_CHALLENGE', await initiate('USER_AUTH', { USERNAME }), USERNAME, {
      ANSWER: factor
    })
    t.match(challenge, {
      ChallengeName: factor,
      ChallengeParameters: { CODE_DELIVERY_DELIVERY_MEDIUM: medium, CODE_DELIVERY_DESTINATION: masked }
    })
    const { code } = cognito.mailbox.last(destination)
    t.match(code, /^\d{8}$/)
    await t.rejects(
      respond(factor, challenge, USERNAME, { [`${factor}_CODE`]: '1234' }),
      refusal('CodeMismatchException', 'Invalid code or auth state for the user.')
    )
    t.ok((await respond(factor, challenge, USERNAME, { [`${factor}_CODE`]: code })).AuthenticationResult)
  }
})

t.test('the preferred challenge starts immediately', async t => {
  const { cognito, initiate, respond } = await start(t)
  const challenge = await initiate('USER_AUTH', { USERNAME, PREFERRED_CHALLENGE: 'EMAIL_OTP' })
  t.equal(challenge.ChallengeName, 'EMAIL_OTP')
  t.ok(
    (
      await respond('EMAIL_OTP', challenge, USERNAME, {
        EMAIL_OTP_CODE: cognito.mailbox.last(ADA.email).code
      })
    ).AuthenticationResult
  )
  t.ok(
    (await initiate('USER_AUTH', { USERNAME, PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: ADA.password }))
      .AuthenticationResult
  )
  t.equal(
    (await initiate('USER_AUTH', { USERNAME, PREFERRED_CHALLENGE: 'WEB_AUTHN' })).ChallengeName,
    'SELECT_CHALLENGE',
    'a factor that the user does not have is not offered'
  )
})

t.test('a password can be sent with the selection or after it', async t => {
  const { initiate, respond } = await start(t)
  const offered = async () => await initiate('USER_AUTH', { USERNAME })
  t.ok(
    (
      await respond('SELECT_CHALLENGE', await offered(), USERNAME, {
        ANSWER: 'PASSWORD',
        PASSWORD: ADA.password
      })
    ).AuthenticationResult
  )
  const challenge = await respond('SELECT_CHALLENGE', await offered(), USERNAME, { ANSWER: 'PASSWORD' })
  t.equal(challenge.ChallengeName, 'PASSWORD')
  t.ok((await respond('PASSWORD', challenge, USERNAME, { PASSWORD: ADA.password })).AuthenticationResult)
  await t.rejects(
    respond('SELECT_CHALLENGE', await offered(), USERNAME, {
      ANSWER: 'PASSWORD',
      PASSWORD: 'Wrong-passw0rd'
    }),
    refusal('NotAuthorizedException')
  )
  await t.rejects(
    respond('SELECT_CHALLENGE', await offered(), USERNAME, { ANSWER: 'WEB_AUTHN' }),
    refusal('InvalidParameterException')
  )
  await t.rejects(
    respond('SELECT_CHALLENGE', await offered(), USERNAME),
    refusal('InvalidParameterException', 'Missing required parameter ANSWER')
  )
})

t.test('SRP_A can be sent with the selection or after it', async t => {
  const { initiate, respond, srp } = await start(t)
  const chosen = await respond('SELECT_CHALLENGE', await initiate('USER_AUTH', { USERNAME }), USERNAME, {
    ANSWER: 'PASSWORD_SRP'
  })
  t.equal(chosen.ChallengeName, 'PASSWORD_SRP')
  const secret = srp(ADA.sub, ADA.password)
  const challenge = await respond('PASSWORD_SRP', chosen, USERNAME, { SRP_A: secret.A })
  const TIMESTAMP = 'Tue Mar 5 09:07:01 UTC 2024'
  t.ok(
    (
      await respond(
        'PASSWORD_VERIFIER',
        challenge,
        ADA.sub,
        secret.proof(challenge.ChallengeParameters ?? {}, TIMESTAMP)
      )
    ).AuthenticationResult
  )
})

t.test('a selected password is followed by MFA', async t => {
  const { initiate } = await start(t, { users: [{ ...ADA, mfa: ['EMAIL_OTP'] }] })
  t.equal(
    (await initiate('USER_AUTH', { USERNAME, PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: ADA.password }))
      .ChallengeName,
    'EMAIL_OTP'
  )
})

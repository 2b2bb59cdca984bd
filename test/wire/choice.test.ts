import t from 'tap'
import { ADA, BOB, refusal, start } from './client.js'
import { SoftwareAuthenticator } from './software-authenticator.js'
import { srpProof } from './srp.js'

const EVA = { ...ADA, passkeys: [new SoftwareAuthenticator()] }
const USERNAME = EVA.email

t.test('a sign-in offers what the person has', async t => {
  const { initiate } = await start(t, { users: [EVA, BOB, { email: 'dan@example.com' }] })
  const asked = await initiate('USER_AUTH', { USERNAME })
  t.match(asked, { ChallengeName: 'SELECT_CHALLENGE', Session: String, ChallengeParameters: {} })
  t.strictSame(asked.AvailableChallenges, ['PASSWORD_SRP', 'PASSWORD', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN'])
  t.strictSame((await initiate('USER_AUTH', { USERNAME: BOB.email })).AvailableChallenges, ['PASSWORD_SRP', 'PASSWORD', 'EMAIL_OTP'])
  t.match(await initiate('USER_AUTH', { USERNAME: 'dan@example.com' }), { ChallengeName: 'EMAIL_OTP', AvailableChallenges: ['EMAIL_OTP'] }, 'one thing is no choice')
})

t.test('and what the pool does', async t => {
  const { initiate } = await start(t, { users: [EVA], firstFactors: ['PASSWORD', 'WEB_AUTHN'] })
  t.strictSame((await initiate('USER_AUTH', { USERNAME })).AvailableChallenges, ['PASSWORD_SRP', 'PASSWORD', 'WEB_AUTHN'])
})

t.test('a code that is chosen is sent, and has eight digits', async t => {
  const { wire, initiate, respond } = await start(t)
  const channels = { EMAIL_OTP: [ADA.email, 'EMAIL', 'a***@e***'], SMS_OTP: [ADA.phone as string, 'SMS', '+********4567'] } as const
  for (const [factor, [destination, medium, masked]] of Object.entries(channels) as ['EMAIL_OTP', typeof channels['EMAIL_OTP']][]) {
    const asked = await respond('SELECT_CHALLENGE', await initiate('USER_AUTH', { USERNAME }), USERNAME, { ANSWER: factor })
    t.match(asked, { ChallengeName: factor, ChallengeParameters: { CODE_DELIVERY_DELIVERY_MEDIUM: medium, CODE_DELIVERY_DESTINATION: masked } })
    const { code } = wire.mailbox.last(destination)
    t.match(code, /^\d{8}$/)
    await t.rejects(respond(factor, asked, USERNAME, { [`${factor}_CODE`]: '1234' }), refusal('CodeMismatchException', 'Invalid code or auth state for the user.'))
    t.ok((await respond(factor, asked, USERNAME, { [`${factor}_CODE`]: code })).AuthenticationResult)
  }
})

t.test('what is preferred is put at once', async t => {
  const { wire, initiate, respond } = await start(t)
  const asked = await initiate('USER_AUTH', { USERNAME, PREFERRED_CHALLENGE: 'EMAIL_OTP' })
  t.equal(asked.ChallengeName, 'EMAIL_OTP')
  t.ok((await respond('EMAIL_OTP', asked, USERNAME, { EMAIL_OTP_CODE: wire.mailbox.last(ADA.email).code })).AuthenticationResult)
  t.ok((await initiate('USER_AUTH', { USERNAME, PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: ADA.password })).AuthenticationResult)
  t.equal((await initiate('USER_AUTH', { USERNAME, PREFERRED_CHALLENGE: 'WEB_AUTHN' })).ChallengeName, 'SELECT_CHALLENGE', 'what the person does not have is not')
})

t.test('a password may come with the choice, or after it', async t => {
  const { initiate, respond } = await start(t)
  const offered = async () => await initiate('USER_AUTH', { USERNAME })
  t.ok((await respond('SELECT_CHALLENGE', await offered(), USERNAME, { ANSWER: 'PASSWORD', PASSWORD: ADA.password })).AuthenticationResult)
  const asked = await respond('SELECT_CHALLENGE', await offered(), USERNAME, { ANSWER: 'PASSWORD' })
  t.equal(asked.ChallengeName, 'PASSWORD')
  t.ok((await respond('PASSWORD', asked, USERNAME, { PASSWORD: ADA.password })).AuthenticationResult)
  await t.rejects(respond('SELECT_CHALLENGE', await offered(), USERNAME, { ANSWER: 'PASSWORD', PASSWORD: 'Wrong-passw0rd' }), refusal('NotAuthorizedException'))
  await t.rejects(respond('SELECT_CHALLENGE', await offered(), USERNAME, { ANSWER: 'WEB_AUTHN' }), refusal('InvalidParameterException'))
  await t.rejects(respond('SELECT_CHALLENGE', await offered(), USERNAME), refusal('InvalidParameterException', 'Missing required parameter ANSWER'))
})

t.test('so may the first value of SRP', async t => {
  const { initiate, respond } = await start(t)
  const chosen = await respond('SELECT_CHALLENGE', await initiate('USER_AUTH', { USERNAME }), USERNAME, { ANSWER: 'PASSWORD_SRP' })
  t.equal(chosen.ChallengeName, 'PASSWORD_SRP')
  const asked = await respond('PASSWORD_SRP', chosen, USERNAME, { SRP_A: 'ab12' })
  const secretBlock = asked.ChallengeParameters?.['SECRET_BLOCK'] as string
  const TIMESTAMP = 'Tue Mar 5 09:07:01 UTC 2024'
  t.ok((await respond('PASSWORD_VERIFIER', asked, ADA.sub, {
    PASSWORD_CLAIM_SIGNATURE: srpProof({ password: ADA.password, secretBlock, timestamp: TIMESTAMP }), PASSWORD_CLAIM_SECRET_BLOCK: secretBlock, TIMESTAMP
  })).AuthenticationResult)
})

t.test('a password that was chosen is followed by what follows a password', async t => {
  const { initiate } = await start(t, { users: [{ ...ADA, mfa: ['EMAIL_OTP'] }] })
  t.equal((await initiate('USER_AUTH', { USERNAME, PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD: ADA.password })).ChallengeName, 'EMAIL_OTP')
})

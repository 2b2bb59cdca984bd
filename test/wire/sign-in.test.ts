import t from 'tap'
import { ADA, BOB, refusal, start } from './client.js'
import { srpProof } from './srp.js'

const WRONG = refusal('NotAuthorizedException', 'Incorrect username or password.')

t.test('by password: tokens', async t => {
  const { signIn } = await start(t)
  const { AuthenticationResult, ChallengeName, Session } = await signIn(ADA)
  t.match(AuthenticationResult, { AccessToken: /^ey.*\..*\..*$/, IdToken: String, RefreshToken: /^[\w.-]+$/, ExpiresIn: 3600, TokenType: 'Bearer' })
  t.strictSame([ChallengeName, Session], [undefined, undefined])
})

t.test('by an email in other letters, and by sub', async t => {
  const { initiate } = await start(t)
  for (const USERNAME of ['ADA@Example.com', ADA.sub]) {
    t.ok((await initiate('USER_PASSWORD_AUTH', { USERNAME, PASSWORD: ADA.password })).AuthenticationResult)
  }
})

t.test('what is missing is named, what is not enabled too', async t => {
  const { api, initiate, ClientId } = await start(t, { flows: ['USER_PASSWORD_AUTH'] })
  await t.rejects(initiate('USER_PASSWORD_AUTH', { PASSWORD: 'a' }), refusal('InvalidParameterException', 'Missing required parameter USERNAME'))
  await t.rejects(initiate('USER_PASSWORD_AUTH', { USERNAME: ADA.email }), refusal('InvalidParameterException', 'Missing required parameter PASSWORD'))
  await t.rejects(initiate('USER_SRP_AUTH', { USERNAME: ADA.email }), refusal('InvalidParameterException', 'USER_SRP_AUTH flow not enabled for this client'))
  await t.rejects(initiate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: 'a' }), refusal('InvalidParameterException', /not enabled/))
  await t.rejects(initiate('ADMIN_USER_PASSWORD_AUTH', {}), refusal('InvalidParameterException', /not supported/))
  await t.rejects(api.initiateAuth({ AuthFlow: 'USER_PASSWORD_AUTH', ClientId: `${ClientId}2` }), refusal('ResourceNotFoundException', 'User pool client wireclient1example2 does not exist.'))
})

t.test('the state of an account is said before the password is looked at', async t => {
  const states = { UNCONFIRMED: 'UserNotConfirmedException', RESET_REQUIRED: 'PasswordResetRequiredException' }
  const { wire, signIn } = await start(t)
  for (const [status, exception] of Object.entries(states)) {
    wire.person(ADA.email).status = status as 'UNCONFIRMED'
    for (const password of [ADA.password, 'Wrong-passw0rd']) await t.rejects(signIn({ ...ADA, password }), refusal(exception))
  }
  Object.assign(wire.person(ADA.email), { status: 'CONFIRMED', disabled: true })
  await t.rejects(signIn(ADA), refusal('NotAuthorizedException', 'User is disabled.'))
})

t.test('five wrong passwords lock out, for twice as long each time', async t => {
  const { wire, signIn } = await start(t)
  const wrong = { ...ADA, password: 'Wrong-passw0rd' }
  const LOCKED = refusal('NotAuthorizedException', 'Password attempts exceeded')
  for (let attempt = 0; attempt < 5; attempt++) await t.rejects(signIn(wrong), WRONG)
  await t.rejects(signIn(ADA), LOCKED, 'the right one too')
  t.ok(await signIn(BOB), 'and nobody else')
  wire.advance(1000)
  await t.rejects(signIn(wrong), WRONG)
  wire.advance(1999)
  await t.rejects(signIn(ADA), LOCKED)
  wire.advance(1)
  t.ok((await signIn(ADA)).AuthenticationResult)
  for (let attempt = 0; attempt < 4; attempt++) await t.rejects(signIn(wrong), WRONG)
  t.ok((await signIn(ADA)).AuthenticationResult, 'and it counts anew')
})

t.test('by SRP: every value passes through', async t => {
  const { initiate, respond } = await start(t)
  const begin = async () => {
    const asked = await initiate('USER_SRP_AUTH', { USERNAME: ADA.email, SRP_A: 'ab12' })
    t.match(asked, { ChallengeName: 'PASSWORD_VERIFIER', ChallengeParameters: { USER_ID_FOR_SRP: ADA.sub, USERNAME: ADA.sub, SALT: /^[0-9a-f]+$/, SRP_B: /^[0-9a-f]+$/ } })
    return { asked, secretBlock: asked.ChallengeParameters?.['SECRET_BLOCK'] as string }
  }
  const timestamp = 'Tue Mar 5 09:07:01 UTC 2024'
  const prove = async (password: string, { TIMESTAMP = timestamp, block = '' } = {}) => {
    const { asked, secretBlock } = await begin()
    return respond('PASSWORD_VERIFIER', asked, ADA.sub, {
      PASSWORD_CLAIM_SIGNATURE: srpProof({ password, secretBlock, timestamp }), PASSWORD_CLAIM_SECRET_BLOCK: secretBlock + block, TIMESTAMP
    })
  }
  t.ok((await prove(ADA.password)).AuthenticationResult)
  await t.rejects(prove('Wrong-passw0rd'), WRONG)
  await t.rejects(prove(ADA.password, { block: 'A' }), WRONG)
  await t.rejects(prove(ADA.password, { TIMESTAMP: 'Tue Mar 05 09:07:01 UTC 2024' }), refusal('InvalidParameterException', /TIMESTAMP format/))
  const { asked } = await begin()
  await t.rejects(respond('PASSWORD_VERIFIER', asked, ADA.sub), refusal('InvalidParameterException', 'Missing required parameter PASSWORD_CLAIM_SIGNATURE'))
  await t.rejects(initiate('USER_SRP_AUTH', { USERNAME: ADA.email }), refusal('InvalidParameterException', 'Missing required parameter SRP_A'))
})

t.test('by a custom challenge, with three tries', async t => {
  const { initiate, respond } = await start(t, { users: [{ ...ADA, customAnswer: 'blue' }], customParameters: { question: 'which colour?' } })
  let asked = await initiate('CUSTOM_AUTH', { USERNAME: ADA.email })
  t.match(asked, { ChallengeName: 'CUSTOM_CHALLENGE', ChallengeParameters: { question: 'which colour?', USERNAME: ADA.sub } })
  for (const answer of ['red', 'green']) {
    const again = await respond('CUSTOM_CHALLENGE', asked, ADA.sub, { ANSWER: answer })
    t.equal(again.ChallengeName, 'CUSTOM_CHALLENGE')
    t.not(again.Session, asked.Session)
    asked = again
  }
  await t.rejects(respond('CUSTOM_CHALLENGE', asked, ADA.sub, { ANSWER: 'grey' }), WRONG)
  const anew = await initiate('CUSTOM_AUTH', { USERNAME: ADA.email })
  t.ok((await respond('CUSTOM_CHALLENGE', anew, ADA.sub, { ANSWER: 'blue' })).AuthenticationResult)
})

t.test('by SRP, and then a custom challenge', async t => {
  const { initiate, respond } = await start(t, { users: [{ ...ADA, customAnswer: 'blue' }] })
  const asked = await initiate('CUSTOM_AUTH', { USERNAME: ADA.email, CHALLENGE_NAME: 'SRP_A', SRP_A: 'ab12' })
  const secretBlock = asked.ChallengeParameters?.['SECRET_BLOCK'] as string
  const TIMESTAMP = 'Sun Nov 30 23:59:59 UTC 2025'
  const next = await respond('PASSWORD_VERIFIER', asked, ADA.sub, {
    PASSWORD_CLAIM_SIGNATURE: srpProof({ password: ADA.password, secretBlock, timestamp: TIMESTAMP }), PASSWORD_CLAIM_SECRET_BLOCK: secretBlock, TIMESTAMP
  })
  t.equal(next.ChallengeName, 'CUSTOM_CHALLENGE')
  t.ok((await respond('CUSTOM_CHALLENGE', next, ADA.sub, { ANSWER: 'blue' })).AuthenticationResult)
})

t.test('by an administrator, whose requests are signed', async t => {
  const { wire, api, ClientId } = await start(t, { users: [{ ...ADA, mfa: ['SMS_MFA'] }] })
  const { userPoolId: UserPoolId } = wire.options
  const AuthParameters = { USERNAME: ADA.email, PASSWORD: ADA.password }
  const asked = await api.adminInitiateAuth({ UserPoolId, ClientId, AuthFlow: 'ADMIN_USER_PASSWORD_AUTH', AuthParameters })
  t.equal(asked.ChallengeName, 'SMS_MFA')
  const answered = await api.adminRespondToAuthChallenge({
    UserPoolId, ClientId, ChallengeName: 'SMS_MFA', Session: asked.Session, ChallengeResponses: { USERNAME: ADA.sub, SMS_MFA_CODE: wire.mailbox.last(ADA.phone as string).code }
  })
  t.ok(answered.AuthenticationResult)
  await t.rejects(api.adminInitiateAuth({ UserPoolId: 'eu-west-1_Other1', ClientId, AuthFlow: 'ADMIN_USER_PASSWORD_AUTH', AuthParameters }), refusal('ResourceNotFoundException'))
  await t.rejects(api.adminInitiateAuth({ UserPoolId, ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters }), refusal('InvalidParameterException'))
})

t.test('every call is recorded, with what was sent', async t => {
  const { wire, signIn } = await start(t)
  await signIn(ADA)
  t.match(wire.calls, [{
    operation: 'InitiateAuth',
    body: { AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME: ADA.email, PASSWORD: ADA.password } },
    headers: { 'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth' }
  }])
  t.equal(wire.calls.length, 1)
})

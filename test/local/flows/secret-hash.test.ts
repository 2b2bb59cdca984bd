import t from 'tap'
import { ADA, BOB, hashOf, refusal, SECRET, start } from './client.js'

const MISSING = refusal(
  'NotAuthorizedException',
  /^Client \w{26} is configured with secret but SECRET_HASH was not received$/
)
const WRONG = refusal('NotAuthorizedException', /^SecretHash does not match for the client: \w{26}$/)
const MAX: typeof ADA = {
  ...ADA,
  email: 'max@example.com',
  sub: '7d2f5c1a-0f0e-4c53-9a55-0d6f6f6f0002',
  mfa: ['SMS_MFA'],
  customAnswer: 'blue'
}

/** `printf janeclient1 | openssl dgst -sha256 -hmac secret0123456789012345 -binary | base64` */
t.test('the hash is the same as by openssl', t => {
  t.equal(hashOf('secret0123456789012345', 'jane', 'client1'), 'wG+tNcGSEgImdeWVqtjWA5uVOSmZrB5SOXchqmvoXnc=')
  t.end()
})

t.test('SecretHash as a member of the request', async t => {
  const { api, ClientId } = await start(t, { clientSecret: SECRET })
  const hash = (name: string) => hashOf(SECRET, name, ClientId)
  const operations: Record<string, (SecretHash?: string) => Promise<unknown>> = {
    SignUp: SecretHash =>
      api.signUp({ ClientId, Username: 'eve@example.com', Password: ADA.password, SecretHash }),
    ConfirmSignUp: SecretHash =>
      api.confirmSignUp({ ClientId, Username: 'eve@example.com', ConfirmationCode: '1', SecretHash }),
    ResendConfirmationCode: SecretHash =>
      api.resendConfirmationCode({ ClientId, Username: 'eve@example.com', SecretHash }),
    ForgotPassword: SecretHash => api.forgotPassword({ ClientId, Username: 'eve@example.com', SecretHash }),
    ConfirmForgotPassword: SecretHash =>
      api.confirmForgotPassword({
        ClientId,
        Username: 'eve@example.com',
        ConfirmationCode: '1',
        Password: ADA.password,
        SecretHash
      })
  }
  for (const [operation, call] of Object.entries(operations)) {
    await t.rejects(call(), MISSING, operation)
    await t.rejects(call(hash('EVE@example.com')), WRONG, `${operation}: the username as it is sent`)
    const refused = await call(hash('eve@example.com')).then(
      () => ({ name: '', message: '' }),
      error => error
    )
    t.notMatch(refused.message, /SECRET_HASH|SecretHash/, operation)
  }
})

t.test('at sign-in, the hash is computed with the username of the request', async t => {
  const { initiate, hash, signIn } = await start(t, { clientSecret: SECRET })
  const password = { USERNAME: ADA.email, PASSWORD: ADA.password }
  await t.rejects(initiate('USER_PASSWORD_AUTH', password), MISSING)
  await t.rejects(initiate('USER_PASSWORD_AUTH', { ...password, ...hash(BOB.email) }), WRONG)
  t.type((await signIn(ADA)).AuthenticationResult?.AccessToken, 'string')
})

t.test('at a challenge, the hash is computed with the internal username', async t => {
  const { cognito, respond, hash, signIn } = await start(t, { clientSecret: SECRET, users: [MAX] })
  const challenge = await signIn(MAX)
  t.equal(challenge.ChallengeParameters?.['USER_ID_FOR_SRP'], MAX.sub)
  const SMS_MFA_CODE = cognito.mailbox.last(MAX.phone as string).code
  await t.rejects(respond('SMS_MFA', challenge, MAX.email, { SMS_MFA_CODE }), MISSING)
  await t.rejects(respond('SMS_MFA', challenge, MAX.email, { SMS_MFA_CODE, ...hash(MAX.email) }), WRONG)
  t.type(
    (await respond('SMS_MFA', challenge, MAX.email, { SMS_MFA_CODE, ...hash(MAX.sub) })).AuthenticationResult
      ?.AccessToken,
    'string'
  )
})

t.test('at SELECT_CHALLENGE, the hash is computed with the username of the sign-in', async t => {
  const { cognito, initiate, respond, hash } = await start(t, { clientSecret: SECRET })
  const challenge = await initiate('USER_AUTH', { USERNAME: ADA.email, ...hash(ADA.email) })
  t.strictSame(challenge.ChallengeParameters, {})
  const sent = await respond('SELECT_CHALLENGE', challenge, ADA.email, {
    ANSWER: 'EMAIL_OTP',
    ...hash(ADA.email)
  })
  const EMAIL_OTP_CODE = cognito.mailbox.last(ADA.email).code
  t.equal(sent.ChallengeParameters?.['USERNAME'], ADA.sub)
  await t.rejects(
    respond('EMAIL_OTP', sent, ADA.email, { EMAIL_OTP_CODE, ...hash(ADA.email) }),
    WRONG,
    'the challenge has returned the internal username'
  )
  t.type(
    (await respond('EMAIL_OTP', sent, ADA.sub, { EMAIL_OTP_CODE, ...hash(ADA.sub) })).AuthenticationResult
      ?.AccessToken,
    'string'
  )
})

t.test('a refresh accepts a hash with the internal username, or the secret itself', async t => {
  const { api, ClientId, initiate, hash, signIn } = await start(t, { clientSecret: SECRET })
  const RefreshToken = (await signIn(ADA)).AuthenticationResult?.RefreshToken as string
  await t.rejects(initiate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: RefreshToken, ...hash(ADA.email) }), WRONG)
  t.type(
    (await initiate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: RefreshToken, ...hash(ADA.sub) }))
      .AuthenticationResult?.AccessToken,
    'string'
  )
  await t.rejects(
    api.getTokensFromRefreshToken({ ClientId, RefreshToken }),
    refusal('NotAuthorizedException', /secret/i)
  )
  await t.rejects(
    api.getTokensFromRefreshToken({ ClientId, RefreshToken, ClientSecret: `${SECRET}0` }),
    refusal('NotAuthorizedException', /secret/i)
  )
  t.type(
    (await api.getTokensFromRefreshToken({ ClientId, RefreshToken, ClientSecret: SECRET }))
      .AuthenticationResult?.AccessToken,
    'string'
  )
  await t.rejects(api.revokeToken({ ClientId, Token: RefreshToken }), refusal('UnauthorizedException'))
  await api.revokeToken({ ClientId, Token: RefreshToken, ClientSecret: SECRET })
})

t.test('a hash for a client without a secret is rejected', async t => {
  const { initiate } = await start(t)
  const SECRET_HASH = hashOf(SECRET, ADA.email, 'otherclient1example')
  await t.rejects(
    initiate('USER_PASSWORD_AUTH', { USERNAME: ADA.email, PASSWORD: ADA.password, SECRET_HASH }),
    refusal('NotAuthorizedException', /without secret/)
  )
})

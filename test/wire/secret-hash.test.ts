import t from 'tap'
import { ADA, refusal, SECRET, start } from './client.js'
import { hashOf } from './secret-hash.js'

const MISSING = refusal('NotAuthorizedException', 'Client wireclient1example is configured with secret but SECRET_HASH was not received')
const WRONG = refusal('NotAuthorizedException', 'SecretHash does not match for the client: wireclient1example')
const MAX: typeof ADA = { ...ADA, email: 'max@example.com', sub: '7d2f5c1a-0f0e-4c53-9a55-0d6f6f6f0002', mfa: ['SMS_MFA'], customAnswer: 'blue' }

/** `printf janeclient1 | openssl dgst -sha256 -hmac secret0123456789012345 -binary | base64` */
t.test('a hash is what openssl makes of it', t => {
  t.equal(hashOf('secret0123456789012345', 'jane', 'client1'), 'wG+tNcGSEgImdeWVqtjWA5uVOSmZrB5SOXchqmvoXnc=')
  t.end()
})

t.test('where the hash is a member of its own', async t => {
  const { api, ClientId } = await start(t, { clientSecret: SECRET })
  const hash = (name: string) => hashOf(SECRET, name, ClientId)
  const operations: Record<string, (SecretHash?: string) => Promise<unknown>> = {
    SignUp: SecretHash => api.signUp({ ClientId, Username: 'eve@example.com', Password: ADA.password, SecretHash }),
    ConfirmSignUp: SecretHash => api.confirmSignUp({ ClientId, Username: 'eve@example.com', ConfirmationCode: '1', SecretHash }),
    ResendConfirmationCode: SecretHash => api.resendConfirmationCode({ ClientId, Username: 'eve@example.com', SecretHash }),
    ForgotPassword: SecretHash => api.forgotPassword({ ClientId, Username: 'eve@example.com', SecretHash }),
    ConfirmForgotPassword: SecretHash => api.confirmForgotPassword({ ClientId, Username: 'eve@example.com', ConfirmationCode: '1', Password: ADA.password, SecretHash })
  }
  for (const [operation, ask] of Object.entries(operations)) {
    await t.rejects(ask(), MISSING, operation)
    await t.rejects(ask(hash('EVE@example.com')), WRONG, `${operation}: the name as it is sent`)
    const refused = await ask(hash('eve@example.com')).then(() => ({ name: '', message: '' }), error => error)
    t.notMatch(refused.message, /SECRET_HASH|SecretHash/, operation)
  }
})

t.test('at the sign-in over the name that is sent', async t => {
  const { initiate, hash, signIn } = await start(t, { clientSecret: SECRET })
  const password = { USERNAME: ADA.email, PASSWORD: ADA.password }
  await t.rejects(initiate('USER_PASSWORD_AUTH', password), MISSING)
  await t.rejects(initiate('USER_PASSWORD_AUTH', { ...password, ...hash(ADA.sub) }), WRONG)
  t.type((await signIn(ADA)).AuthenticationResult?.AccessToken, 'string')
})

t.test('at a challenge over the real username', async t => {
  const { wire, respond, hash, signIn } = await start(t, { clientSecret: SECRET, users: [MAX] })
  const asked = await signIn(MAX)
  t.equal(asked.ChallengeParameters?.['USER_ID_FOR_SRP'], MAX.sub)
  const SMS_MFA_CODE = wire.mailbox.last(MAX.phone as string).code
  await t.rejects(respond('SMS_MFA', asked, MAX.email, { SMS_MFA_CODE }), MISSING)
  await t.rejects(respond('SMS_MFA', asked, MAX.email, { SMS_MFA_CODE, ...hash(MAX.email) }), WRONG)
  t.type((await respond('SMS_MFA', asked, MAX.email, { SMS_MFA_CODE, ...hash(MAX.sub) })).AuthenticationResult?.AccessToken, 'string')
})

t.test('at a choice over the name that was signed in with: no other was told', async t => {
  const { wire, initiate, respond, hash } = await start(t, { clientSecret: SECRET })
  const asked = await initiate('USER_AUTH', { USERNAME: ADA.email, ...hash(ADA.email) })
  t.strictSame(asked.ChallengeParameters, {})
  const sent = await respond('SELECT_CHALLENGE', asked, ADA.email, { ANSWER: 'EMAIL_OTP', ...hash(ADA.email) })
  const EMAIL_OTP_CODE = wire.mailbox.last(ADA.email).code
  t.equal(sent.ChallengeParameters?.['USERNAME'], ADA.sub)
  await t.rejects(respond('EMAIL_OTP', sent, ADA.email, { EMAIL_OTP_CODE, ...hash(ADA.email) }), WRONG, 'it was told in between')
  t.type((await respond('EMAIL_OTP', sent, ADA.sub, { EMAIL_OTP_CODE, ...hash(ADA.sub) })).AuthenticationResult?.AccessToken, 'string')
})

t.test('at a refresh over the real username, or by the secret itself', async t => {
  const { api, ClientId, initiate, hash, signIn } = await start(t, { clientSecret: SECRET })
  const RefreshToken = (await signIn(ADA)).AuthenticationResult?.RefreshToken as string
  await t.rejects(initiate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: RefreshToken, ...hash(ADA.email) }), WRONG)
  t.type((await initiate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: RefreshToken, ...hash(ADA.sub) })).AuthenticationResult?.AccessToken, 'string')
  await t.rejects(api.getTokensFromRefreshToken({ ClientId, RefreshToken }), refusal('NotAuthorizedException', /secret/))
  await t.rejects(api.getTokensFromRefreshToken({ ClientId, RefreshToken, ClientSecret: `${SECRET}0` }), refusal('NotAuthorizedException', /secret/))
  t.type((await api.getTokensFromRefreshToken({ ClientId, RefreshToken, ClientSecret: SECRET })).AuthenticationResult?.AccessToken, 'string')
  await t.rejects(api.revokeToken({ ClientId, Token: RefreshToken }), refusal('UnauthorizedException'))
  await api.revokeToken({ ClientId, Token: RefreshToken, ClientSecret: SECRET })
})

t.test('a client without a secret proves none', async t => {
  const { initiate } = await start(t)
  const SECRET_HASH = hashOf(SECRET, ADA.email, 'wireclient1example')
  await t.rejects(initiate('USER_PASSWORD_AUTH', { USERNAME: ADA.email, PASSWORD: ADA.password, SECRET_HASH }), refusal('NotAuthorizedException', /without secret/))
})

import t from 'tap'
import { ADA, refusal, start, type PoolUser } from './client.js'
import { SoftwareAuthenticator } from '../../protocol/software-authenticator.js'

const INVALID_SESSION = refusal('NotAuthorizedException', 'Invalid session for the user.')
const WRONG = refusal('NotAuthorizedException', 'Incorrect username or password.')

t.test('a challenge name without a response is rejected', async t => {
  const { signIn, respond } = await start(t, { users: [{ ...ADA, mfa: ['SMS_MFA'] }] })
  const challenge = await signIn(ADA)
  await t.rejects(
    respond('ADMIN_NO_SRP_AUTH', challenge, ADA.sub, { PASSWORD: ADA.password }),
    refusal('InvalidParameterException', 'The challenge ADMIN_NO_SRP_AUTH accepts no response.')
  )
})

t.test('SRP without a Session needs a secret block that was sent', async t => {
  const { initiate, respond, srp } = await start(t)
  const { A: SRP_A } = srp(ADA.sub, ADA.password)
  const { ChallengeParameters = {} } = await initiate('USER_SRP_AUTH', { USERNAME: ADA.email, SRP_A })
  const proof = srp(ADA.sub, ADA.password).proof(ChallengeParameters as { SRP_B: string })
  await t.rejects(
    respond('PASSWORD_VERIFIER', {}, ADA.sub, { ...proof, PASSWORD_CLAIM_SECRET_BLOCK: 'YWJj' }),
    INVALID_SESSION
  )
})

t.test('a challenge that was not offered cannot be selected', async t => {
  const { password: _password, ...account } = ADA
  const { initiate, respond } = await start(t, { users: [account] })
  const challenge = await initiate('USER_AUTH', { USERNAME: ADA.email })
  t.strictSame(challenge.AvailableChallenges, ['EMAIL_OTP', 'SMS_OTP'])
  const unavailable = refusal(
    'InvalidParameterException',
    'The selected challenge is not available to the user'
  )
  await t.rejects(respond('PASSWORD', challenge, ADA.sub, { PASSWORD: ADA.password }), unavailable)
  await t.rejects(respond('SELECT_CHALLENGE', challenge, ADA.sub, { ANSWER: 'PASSWORD' }), unavailable)
})

t.test('SRP can be chosen before it is started', async t => {
  const { initiate, respond, srp } = await start(t)
  const challenge = await initiate('USER_AUTH', { USERNAME: ADA.email })
  const chosen = await respond('SELECT_CHALLENGE', challenge, ADA.email, { ANSWER: 'PASSWORD_SRP' })
  t.equal(chosen.ChallengeName, 'PASSWORD_SRP')
  const secret = srp(ADA.sub, ADA.password)
  const started = await respond('PASSWORD_SRP', chosen, ADA.email, { SRP_A: secret.A })
  t.equal(started.ChallengeName, 'PASSWORD_VERIFIER')
  const proof = secret.proof(started.ChallengeParameters as Parameters<typeof secret.proof>[0])
  t.ok((await respond('PASSWORD_VERIFIER', started, ADA.sub, proof)).AuthenticationResult)
  const preferred = await initiate('USER_AUTH', {
    USERNAME: ADA.email,
    PREFERRED_CHALLENGE: 'PASSWORD_SRP',
    SRP_A: secret.A
  })
  t.equal(preferred.ChallengeName, 'PASSWORD_VERIFIER')
})

t.test('a user who is deleted during a sign-in is not found', async t => {
  const authenticator = new SoftwareAuthenticator('http://localhost:3000')
  const { cognito, api, initiate, signIn, respond } = await start(t, {
    users: [
      { ...ADA, mfa: ['SMS_MFA'] },
      { email: 'bob@example.com', passkeys: [authenticator] }
    ]
  })
  const UserPoolId = cognito.options.userPoolId
  const challenge = await signIn(ADA)
  await api.adminDeleteUser({ UserPoolId, Username: ADA.email })
  const { code } = cognito.mailbox.last(ADA.phone as string)
  await t.rejects(respond('SMS_MFA', challenge, ADA.sub, { SMS_MFA_CODE: code }), INVALID_SESSION)

  const passkey = await initiate('USER_AUTH', {
    USERNAME: 'bob@example.com',
    PREFERRED_CHALLENGE: 'WEB_AUTHN'
  })
  t.equal(passkey.ChallengeName, 'WEB_AUTHN')
  const { USERNAME = '' } = passkey.ChallengeParameters ?? {}
  await api.adminDeleteUser({ UserPoolId, Username: USERNAME })
  await t.rejects(respond('WEB_AUTHN', passkey, USERNAME, { CREDENTIAL: '{}' }), INVALID_SESSION)
})

t.test('a user of an identity provider has no password', async t => {
  const account: PoolUser = { ...ADA, status: 'EXTERNAL_PROVIDER' }
  const { initiate, signIn } = await start(t, { users: [account] })
  await t.rejects(signIn(ADA), WRONG)
  await t.rejects(initiate('USER_AUTH', { USERNAME: ADA.email }), WRONG)
})

t.test('in a pool with usernames, a challenge of a missing user has the requested username', async t => {
  const { api, srp } = await start(t)
  const { UserPool } = await api.createUserPool({ PoolName: 'names' })
  const { UserPoolClient } = await api.createUserPoolClient({
    UserPoolId: UserPool?.Id,
    ClientName: 'names',
    ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'],
    PreventUserExistenceErrors: 'ENABLED'
  })
  const { ChallengeName, ChallengeParameters } = await api.initiateAuth({
    ClientId: UserPoolClient?.ClientId,
    AuthFlow: 'USER_SRP_AUTH',
    AuthParameters: { USERNAME: 'nobody', SRP_A: srp('nobody', 'x').A }
  })
  t.equal(ChallengeName, 'PASSWORD_VERIFIER')
  t.match(ChallengeParameters, { USERNAME: 'nobody', USER_ID_FOR_SRP: 'nobody' })
})

t.test('a sign-in updates only the device it comes from', async t => {
  const { cognito, initiate } = await start(t, { users: [ADA], devices: {} })
  const device = {
    groupKey: '-group',
    verifier: '00',
    salt: '00',
    remembered: false,
    createdAt: 1,
    modifiedAt: 1,
    usedAt: 1
  }
  const keys = [1, 2].map(n => `eu-west-1_00000000-0000-4000-8000-00000000000${n}`)
  cognito.users.change(ADA.email, user => {
    user.devices = keys.map(key => ({ key, ...device }))
  })
  const { AuthenticationResult } = await initiate('USER_PASSWORD_AUTH', {
    USERNAME: ADA.email,
    PASSWORD: ADA.password,
    DEVICE_KEY: keys[1] as string
  })
  t.ok(AuthenticationResult?.AccessToken)
  t.equal(AuthenticationResult?.NewDeviceMetadata, undefined)
  t.strictSame(
    cognito.user(ADA.email).devices.map(({ usedAt }) => usedAt),
    [1, cognito.clock()]
  )
})

t.test('setting up MFA codes sets an address, which the code verifies', async t => {
  const { phone: _phone, ...account } = ADA
  const { cognito, signIn, respond } = await start(t, {
    users: [{ ...account, mustSetUpMfa: true }],
    mfaToSetUp: ['SMS_MFA', 'EMAIL_OTP']
  })
  const challenge = await signIn(ADA)
  t.match(challenge, { ChallengeName: 'MFA_SETUP', ChallengeParameters: { MFAS_CAN_SETUP: '["SMS_MFA"]' } })
  await t.rejects(
    respond('MFA_SETUP', challenge, ADA.sub, { EMAIL: 'other@example.com' }),
    refusal('InvalidParameterException', 'EMAIL_OTP cannot be set up'),
    'the user has an email address'
  )
  const PHONE_NUMBER = '+491711111111'
  const sent = await respond('MFA_SETUP', challenge, ADA.sub, { PHONE_NUMBER })
  t.match(sent, {
    ChallengeName: 'SMS_MFA',
    ChallengeParameters: { CODE_DELIVERY_DELIVERY_MEDIUM: 'SMS', CODE_DELIVERY_DESTINATION: '+********1111' }
  })
  const { code } = cognito.mailbox.last(PHONE_NUMBER)
  t.ok((await respond('SMS_MFA', sent, ADA.sub, { SMS_MFA_CODE: code })).AuthenticationResult)
  t.match(cognito.user(ADA.sub), {
    attributes: { phone_number: PHONE_NUMBER, phone_number_verified: 'true' },
    factors: ['SMS_MFA'],
    preferredFactor: 'SMS_MFA'
  })
})

t.test('a user without an email address sets up codes by email', async t => {
  const { cognito, signIn, respond } = await start(t, {
    users: [{ ...ADA, mustSetUpMfa: true }],
    mfaToSetUp: ['EMAIL_OTP']
  })
  cognito.users.change(ADA.email, ({ attributes }) => {
    delete attributes['email']
    delete attributes['email_verified']
  })
  const challenge = await signIn({ ...ADA, email: ADA.sub })
  t.match(challenge.ChallengeParameters, { MFAS_CAN_SETUP: '["EMAIL_OTP"]' })
  const sent = await respond('MFA_SETUP', challenge, ADA.sub, { EMAIL: 'new@example.com' })
  t.equal(sent.ChallengeName, 'EMAIL_OTP')
  const { code } = cognito.mailbox.last('new@example.com')
  t.ok((await respond('EMAIL_OTP', sent, ADA.sub, { EMAIL_OTP_CODE: code })).AuthenticationResult)
  t.match(cognito.user(ADA.sub).attributes, { email: 'new@example.com', email_verified: 'true' })
})

import t from 'tap'
import {
  PASSWORD,
  addClient,
  addUser,
  respondToChallenge,
  attributes,
  createClock,
  newEmail,
  otherThan,
  secretHash,
  signIn,
  start,
  tokens
} from './local.js'
import { totp } from './totp.js'

const { clock, forward } = createClock()
const started = await start(t, { clock })
const { local, api } = started

const { UserPool } = await api.createUserPool({
  PoolName: 'choice',
  UsernameAttributes: ['email'],
  AutoVerifiedAttributes: ['email'],
  Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } }
})
const UserPoolId = UserPool?.Id as string
const FLOWS = ['ALLOW_USER_AUTH', 'ALLOW_USER_PASSWORD_AUTH'] as const
const { ClientId } = await addClient(started, {
  UserPoolId,
  ExplicitAuthFlows: [...FLOWS],
  PreventUserExistenceErrors: 'ENABLED'
})
const legacy = await addClient(started, { UserPoolId, ExplicitAuthFlows: [...FLOWS] })

const userAuth = async (USERNAME: string, more: Record<string, string> = {}, client = ClientId) =>
  await api.initiateAuth({ ClientId: client, AuthFlow: 'USER_AUTH', AuthParameters: { USERNAME, ...more } })
const byEmail = async (email: string) => await userAuth(email, { PREFERRED_CHALLENGE: 'EMAIL_OTP' })
const respond = async (
  name: Parameters<typeof respondToChallenge>[1],
  Session: string | undefined,
  email: string,
  responses: Record<string, string>
) => await respondToChallenge(started, name, Session, email, responses, ClientId)
const code = (email: string) => local.mailbox.last(email)?.code as string
const newUser = async (more: Record<string, string> = {}) => await addUser(started, more, UserPoolId)
const wrongPassword = { name: 'NotAuthorizedException', message: 'Incorrect username or password.' }
const wrongCode = { name: 'CodeMismatchException', message: 'Invalid code or auth state for the user.' }

t.test('a code by email signs in without a password', async t => {
  const email = await newUser()
  const { ChallengeName, ChallengeParameters, Session } = await byEmail(email)
  t.equal(ChallengeName, 'EMAIL_OTP')
  t.strictSame(ChallengeParameters, {
    CODE_DELIVERY_DELIVERY_MEDIUM: 'EMAIL',
    CODE_DELIVERY_DESTINATION: `${email.charAt(0)}***@e***`,
    USERNAME: (await api.adminGetUser({ UserPoolId, Username: email })).Username
  })
  t.match(code(email), /^\d{8}$/)
  await t.rejects(respond('EMAIL_OTP', Session, email, { EMAIL_OTP_CODE: otherThan(code(email)) }), wrongCode)
  t.equal(
    tokens(await respond('EMAIL_OTP', Session, email, { EMAIL_OTP_CODE: code(email) })).id['email'],
    email
  )
})

t.test('a code is accepted for three minutes and three attempts', async t => {
  const email = await newUser()
  const { Session } = await byEmail(email)
  forward(180)
  await t.rejects(respond('EMAIL_OTP', Session, email, { EMAIL_OTP_CODE: code(email) }), {
    message: 'Invalid session for the user, session is expired.'
  })
  const next = await byEmail(email)
  for (let n = 0; n < 3; n++) {
    await t.rejects(
      respond('EMAIL_OTP', next.Session, email, { EMAIL_OTP_CODE: otherThan(code(email)) }),
      wrongCode
    )
  }
  await t.rejects(respond('EMAIL_OTP', next.Session, email, { EMAIL_OTP_CODE: code(email) }), {
    message: 'Invalid session for the user.'
  })
})

t.test('a password signs in by USER_AUTH', async t => {
  const email = await newUser()
  const withPassword = async (PASSWORD: string) =>
    await userAuth(email, { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD })
  t.ok(tokens(await withPassword(PASSWORD)).AccessToken)
  await t.rejects(withPassword('wrong'), wrongPassword)
  t.equal((await userAuth(email, { PREFERRED_CHALLENGE: 'PASSWORD' })).ChallengeName, 'PASSWORD')
})

t.test('without a preference the user selects a challenge', async t => {
  const email = await newUser()
  const { ChallengeName, AvailableChallenges, AuthenticationResult } = await userAuth(email)
  t.strictSame(
    [ChallengeName, AvailableChallenges, AuthenticationResult],
    ['SELECT_CHALLENGE', ['PASSWORD_SRP', 'PASSWORD', 'EMAIL_OTP'], undefined]
  )
  t.equal(local.mailbox.last(email), undefined, 'and nothing is sent yet')
  const choose = async (responses: Record<string, string>) =>
    await respond('SELECT_CHALLENGE', (await userAuth(email)).Session, email, responses)

  t.ok(tokens(await choose({ ANSWER: 'PASSWORD', PASSWORD })).AccessToken)
  await t.rejects(choose({ ANSWER: 'PASSWORD', PASSWORD: 'wrong' }), wrongPassword)
  t.equal((await choose({ ANSWER: 'PASSWORD' })).ChallengeName, 'PASSWORD')
  await t.rejects(choose({}), { message: 'Missing required parameter ANSWER' })
  await t.rejects(choose({ ANSWER: 'WEB_AUTHN' }), {
    name: 'InvalidParameterException',
    message: 'The selected challenge is not available to the user'
  })
  const chosen = await choose({ ANSWER: 'EMAIL_OTP' })
  t.equal(chosen.ChallengeName, 'EMAIL_OTP')
  t.ok(tokens(await respond('EMAIL_OTP', chosen.Session, email, { EMAIL_OTP_CODE: code(email) })).AccessToken)
  t.ok(
    tokens(await respond('PASSWORD', (await userAuth(email)).Session, email, { PASSWORD })).AccessToken,
    'a password may come at once'
  )
})

t.test('three wrong passwords end the sign-in', async t => {
  const email = await newUser()
  const { Session } = await userAuth(email)
  for (let n = 0; n < 3; n++) {
    await t.rejects(respond('PASSWORD', Session, email, { PASSWORD: 'wrong' }), wrongPassword)
  }
  await t.rejects(respond('PASSWORD', Session, email, { PASSWORD }), {
    message: 'Invalid session for the user.'
  })
})

t.test('a preferred challenge that the user does not have returns SELECT_CHALLENGE', async t => {
  for (const more of [{ email_verified: 'false' }, {}]) {
    const email = await newUser(more)
    const { ChallengeName, AvailableChallenges } = await userAuth(email, {
      PREFERRED_CHALLENGE: more.email_verified === 'false' ? 'EMAIL_OTP' : 'WEB_AUTHN'
    })
    t.equal(ChallengeName, 'SELECT_CHALLENGE')
    t.same(AvailableChallenges, [
      'PASSWORD_SRP',
      'PASSWORD',
      ...(more.email_verified === 'false' ? [] : ['EMAIL_OTP'])
    ])
  }
})

t.test('the client must allow the flow, and the pool the factor', async t => {
  const plain = await addClient(started, { UserPoolId })
  await t.rejects(userAuth(await newUser(), {}, plain.ClientId), {
    name: 'InvalidParameterException',
    message: 'USER_AUTH flow not enabled for this client'
  })
  const silent = await addClient(started, { ExplicitAuthFlows: [...FLOWS] })
  t.same(
    (await userAuth(await addUser(started), {}, silent.ClientId)).AvailableChallenges,
    ['PASSWORD_SRP', 'PASSWORD'],
    'a pool that does not say takes passwords'
  )
  const { UserPool } = await api.createUserPool({
    PoolName: 'codes',
    UsernameAttributes: ['email'],
    Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['EMAIL_OTP'] } }
  })
  const codes = await addClient(started, { UserPoolId: UserPool?.Id, ExplicitAuthFlows: [...FLOWS] })
  const email = await addUser(started, {}, UserPool?.Id)
  const { AvailableChallenges, Session } = await userAuth(
    email,
    { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD },
    codes.ClientId
  )
  t.same(AvailableChallenges, ['EMAIL_OTP'])
  await t.rejects(respondToChallenge(started, 'PASSWORD', Session, email, { PASSWORD }, codes.ClientId), {
    name: 'NotAuthorizedException'
  })
})

t.test('a missing user receives the same responses as one who makes mistakes', async t => {
  const missing = newEmail()
  const { AvailableChallenges } = await userAuth(missing)
  t.same(AvailableChallenges, ['PASSWORD_SRP', 'PASSWORD', 'EMAIL_OTP'])
  await t.rejects(userAuth(missing, { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD }), wrongPassword)
  await t.rejects(
    respond('SELECT_CHALLENGE', (await userAuth(missing)).Session, missing, { ANSWER: 'PASSWORD', PASSWORD }),
    wrongPassword
  )
  const chosen = await respond('SELECT_CHALLENGE', (await userAuth(missing)).Session, missing.toUpperCase(), {
    ANSWER: 'EMAIL_OTP'
  })
  for (const { ChallengeName, ChallengeParameters, Session } of [chosen, await byEmail(missing)]) {
    t.same(
      [ChallengeName, ChallengeParameters?.['CODE_DELIVERY_DESTINATION']],
      ['EMAIL_OTP', `${missing.charAt(0)}***@e***`]
    )
    for (let n = 0; n < 3; n++) {
      await t.rejects(respond('EMAIL_OTP', Session, missing, { EMAIL_OTP_CODE: '12345678' }), wrongCode)
    }
    await t.rejects(respond('EMAIL_OTP', Session, missing, { EMAIL_OTP_CODE: '12345678' }), {
      message: 'Invalid session for the user.'
    })
  }
  t.equal(local.mailbox.last(missing), undefined)
  await t.rejects(
    userAuth(missing, {}, legacy.ClientId),
    { name: 'UserNotFoundException' },
    'a LEGACY client reveals it'
  )
})

t.test('a Session for another username is rejected', async t => {
  const [one, other] = [newEmail(), newEmail()]
  const { Session } = await byEmail(one)
  await t.rejects(respond('EMAIL_OTP', Session, other, { EMAIL_OTP_CODE: '12345678' }), {
    message: 'Invalid session for the user.'
  })
  const { Session: choice } = await userAuth(await newUser())
  await t.rejects(respond('EMAIL_OTP', choice, one, { EMAIL_OTP_CODE: '12345678' }), {
    message: 'Invalid session for the user.'
  })
})

t.test('a disabled user receives the reason after the right code only', async t => {
  const email = await newUser()
  const { Session } = await byEmail(email)
  await api.adminDisableUser({ UserPoolId, Username: email })
  await t.rejects(respond('EMAIL_OTP', Session, email, { EMAIL_OTP_CODE: otherThan(code(email)) }), wrongCode)
  await t.rejects(respond('EMAIL_OTP', Session, email, { EMAIL_OTP_CODE: code(email) }), {
    name: 'NotAuthorizedException',
    message: 'User is disabled.'
  })
  await t.rejects(userAuth(email, { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD }), {
    message: 'User is disabled.'
  })
})

t.test('a user who must reset the password is rejected before any challenge', async t => {
  const email = await newUser()
  await api.adminResetUserPassword({ UserPoolId, Username: email })
  await t.rejects(byEmail(email), { name: 'PasswordResetRequiredException' })
})

t.test('an invited user starts with the temporary password', async t => {
  const Username = newEmail()
  await api.adminCreateUser({
    UserPoolId,
    Username,
    TemporaryPassword: PASSWORD,
    MessageAction: 'SUPPRESS',
    UserAttributes: attributes({ email: Username, email_verified: 'true' })
  })
  t.same((await byEmail(Username)).AvailableChallenges, ['PASSWORD_SRP', 'PASSWORD'])
  t.equal(
    (await userAuth(Username, { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD })).ChallengeName,
    'NEW_PASSWORD_REQUIRED'
  )
})

t.test('a user who is unconfirmed confirms and signs in by a code', async t => {
  const Username = newEmail()
  await api.signUp({ ClientId, Username, Password: PASSWORD, UserAttributes: attributes() })
  await t.rejects(userAuth(Username, { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD }), {
    name: 'UserNotConfirmedException'
  })
  const { Session } = await byEmail(Username)
  const { id } = tokens(await respond('EMAIL_OTP', Session, Username, { EMAIL_OTP_CODE: code(Username) }))
  t.equal(id['email_verified'], true)
  t.equal((await api.adminGetUser({ UserPoolId, Username })).UserStatus, 'CONFIRMED')
})

t.test('a user with MFA signs in with a password and the MFA factor', async t => {
  await api.setUserPoolMfaConfig({
    UserPoolId,
    MfaConfiguration: 'OPTIONAL',
    SoftwareTokenMfaConfiguration: { Enabled: true }
  })
  const email = await newUser()
  const challenge = await byEmail(email)
  const { AccessToken } = await signIn(started, email, ClientId)
  const { SecretCode = '' } = await api.associateSoftwareToken({ AccessToken })
  await api.verifySoftwareToken({ AccessToken, UserCode: totp(SecretCode, clock()) })
  await api.setUserMFAPreference({ AccessToken, SoftwareTokenMfaSettings: { Enabled: true } })
  forward(30)
  t.equal(
    (await respond('EMAIL_OTP', challenge.Session, email, { EMAIL_OTP_CODE: code(email) })).ChallengeName,
    'SOFTWARE_TOKEN_MFA',
    'be it that they got it in between'
  )
  t.same((await byEmail(email)).AvailableChallenges, ['PASSWORD_SRP', 'PASSWORD'])
  const { ChallengeName, Session } = await userAuth(email, { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD })
  t.equal(ChallengeName, 'SOFTWARE_TOKEN_MFA')
  t.ok(
    tokens(
      await respond('SOFTWARE_TOKEN_MFA', Session, email, {
        SOFTWARE_TOKEN_MFA_CODE: totp(SecretCode, clock())
      })
    ).AccessToken
  )
})

t.test('with required MFA, a password is the only first factor', async t => {
  const { UserPool } = await api.createUserPool({ PoolName: 'mfa', UsernameAttributes: ['email'] })
  const client = await addClient(started, { UserPoolId: UserPool?.Id, ExplicitAuthFlows: [...FLOWS] })
  const email = await addUser(started, {}, UserPool?.Id)
  await api.setUserPoolMfaConfig({
    UserPoolId: UserPool?.Id,
    MfaConfiguration: 'ON',
    SoftwareTokenMfaConfiguration: { Enabled: true }
  })
  t.same((await userAuth(email, { PREFERRED_CHALLENGE: 'EMAIL_OTP' }, client.ClientId)).AvailableChallenges, [
    'PASSWORD_SRP',
    'PASSWORD'
  ])
  t.equal(
    (await userAuth(email, { PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD }, client.ClientId)).ChallengeName,
    'MFA_SETUP'
  )
})

t.test('a client with a secret needs a hash at every step; AdminInitiateAuth has the flow too', async t => {
  const client = await addClient(started, {
    UserPoolId,
    ExplicitAuthFlows: [...FLOWS],
    GenerateSecret: true
  })
  const USERNAME = await newUser()
  const SECRET_HASH = secretHash(client, USERNAME)
  const AuthParameters = { USERNAME, PREFERRED_CHALLENGE: 'EMAIL_OTP' }
  const input = { UserPoolId, ClientId: client.ClientId, AuthFlow: 'USER_AUTH' as const }
  await t.rejects(api.adminInitiateAuth({ ...input, AuthParameters }), {
    message: /SECRET_HASH was not received/
  })
  const { Session, ChallengeParameters } = await api.adminInitiateAuth({
    ...input,
    AuthParameters: { ...AuthParameters, SECRET_HASH }
  })
  const last = { UserPoolId, ClientId: client.ClientId, ChallengeName: 'EMAIL_OTP' as const, Session }
  await t.rejects(
    api.adminRespondToAuthChallenge({
      ...last,
      ChallengeResponses: { USERNAME, EMAIL_OTP_CODE: code(USERNAME) }
    }),
    { message: /SECRET_HASH was not received/ }
  )
  t.ok(
    tokens(
      await api.adminRespondToAuthChallenge({
        ...last,
        ChallengeResponses: {
          USERNAME,
          EMAIL_OTP_CODE: code(USERNAME),
          SECRET_HASH: secretHash(client, ChallengeParameters?.['USERNAME'] ?? '')
        }
      })
    ).AccessToken
  )
})

t.test('a malformed Session is rejected', async t => {
  await t.rejects(
    respond('WEB_AUTHN', 'made-up-session-of-some-length', 'ada@example.com', { CREDENTIAL: '{}' }),
    { name: 'NotAuthorizedException' }
  )
})

import t from 'tap'
import { ADA, BOB, refusal, start } from './client.js'

const WRONG = refusal('NotAuthorizedException', 'Incorrect username or password.')

t.test('USER_PASSWORD_AUTH returns tokens', async t => {
  const { signIn } = await start(t)
  const { AuthenticationResult, ChallengeName, Session } = await signIn(ADA)
  t.match(AuthenticationResult, {
    AccessToken: /^ey.*\..*\..*$/,
    IdToken: String,
    RefreshToken: /^[\w.-]+$/,
    ExpiresIn: 3600,
    TokenType: 'Bearer'
  })
  t.strictSame([ChallengeName, Session], [undefined, undefined])
})

t.test('an email address in another case and a sub sign in', async t => {
  const { initiate } = await start(t)
  for (const USERNAME of ['ADA@Example.com', ADA.sub]) {
    t.ok((await initiate('USER_PASSWORD_AUTH', { USERNAME, PASSWORD: ADA.password })).AuthenticationResult)
  }
})

t.test('missing parameters and disabled flows are named in the exception', async t => {
  const { api, initiate, ClientId } = await start(t, { flows: ['USER_PASSWORD_AUTH'] })
  await t.rejects(
    initiate('USER_PASSWORD_AUTH', { PASSWORD: 'a' }),
    refusal('InvalidParameterException', 'Missing required parameter USERNAME')
  )
  await t.rejects(
    initiate('USER_PASSWORD_AUTH', { USERNAME: ADA.email }),
    refusal('InvalidParameterException', 'Missing required parameter PASSWORD')
  )
  await t.rejects(
    initiate('USER_SRP_AUTH', { USERNAME: ADA.email }),
    refusal('InvalidParameterException', 'USER_SRP_AUTH flow not enabled for this client')
  )
  await t.rejects(
    initiate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: 'a' }),
    refusal('InvalidParameterException', /not enabled/)
  )
  await t.rejects(
    initiate('ADMIN_USER_PASSWORD_AUTH', {}),
    refusal('InvalidParameterException', /not supported/)
  )
  await t.rejects(
    api.initiateAuth({ AuthFlow: 'USER_PASSWORD_AUTH', ClientId: `${ClientId}2` }),
    refusal('ResourceNotFoundException', `User pool client ${ClientId}2 does not exist.`)
  )
})

t.test('the status of the user is checked before the password', async t => {
  const states = {
    UNCONFIRMED: 'UserNotConfirmedException',
    RESET_REQUIRED: 'PasswordResetRequiredException'
  }
  const { cognito, signIn } = await start(t)
  for (const [status, exception] of Object.entries(states)) {
    cognito.liveUser(ADA.email).status = status as 'UNCONFIRMED'
    for (const password of [ADA.password, 'Wrong-passw0rd']) {
      await t.rejects(signIn({ ...ADA, password }), refusal(exception))
    }
  }
  Object.assign(cognito.liveUser(ADA.email), { status: 'CONFIRMED', disabled: true })
  await t.rejects(signIn(ADA), refusal('NotAuthorizedException', 'User is disabled.'))
})

t.test('five wrong passwords lock the user out, each time for twice as long', async t => {
  const { cognito, signIn } = await start(t)
  const wrong = { ...ADA, password: 'Wrong-passw0rd' }
  const LOCKED = refusal('NotAuthorizedException', 'Password attempts exceeded')
  for (let attempt = 0; attempt < 5; attempt++) await t.rejects(signIn(wrong), WRONG)
  await t.rejects(signIn(ADA), LOCKED, 'the right one too')
  t.ok(await signIn(BOB), 'other users are not locked out')
  cognito.advance(1000)
  await t.rejects(signIn(wrong), WRONG)
  cognito.advance(1999)
  await t.rejects(signIn(ADA), LOCKED)
  cognito.advance(1)
  t.ok((await signIn(ADA)).AuthenticationResult)
  for (let attempt = 0; attempt < 4; attempt++) await t.rejects(signIn(wrong), WRONG)
  t.ok((await signIn(ADA)).AuthenticationResult, 'and it counts anew')
})

t.test('USER_SRP_AUTH accepts values of every length', async t => {
  const { initiate, respond, srp } = await start(t)
  const startSrp = async ({ A } = srp(ADA.sub, ADA.password)) => {
    const challenge = await initiate('USER_SRP_AUTH', { USERNAME: ADA.email, SRP_A: A })
    t.match(challenge, {
      ChallengeName: 'PASSWORD_VERIFIER',
      ChallengeParameters: {
        USER_ID_FOR_SRP: ADA.sub,
        USERNAME: ADA.sub,
        SALT: /^[0-9a-f]+$/,
        SRP_B: /^[0-9a-f]+$/
      }
    })
    return { challenge, secretBlock: challenge.ChallengeParameters?.['SECRET_BLOCK'] as string }
  }
  const timestamp = 'Tue Mar 5 09:07:01 UTC 2024'
  const prove = async (password: string, { TIMESTAMP = timestamp, block = '' } = {}) => {
    const secret = srp(ADA.sub, password)
    const { challenge, secretBlock } = await startSrp(secret)
    return respond('PASSWORD_VERIFIER', challenge, ADA.sub, {
      ...secret.proof(challenge.ChallengeParameters ?? {}, timestamp),
      PASSWORD_CLAIM_SECRET_BLOCK: secretBlock + block,
      TIMESTAMP
    })
  }
  t.ok((await prove(ADA.password)).AuthenticationResult)
  await t.rejects(prove('Wrong-passw0rd'), WRONG)
  await t.rejects(prove(ADA.password, { block: 'A' }), WRONG)
  await t.rejects(
    prove(ADA.password, { TIMESTAMP: 'Tue Mar 05 09:07:01 UTC 2024' }),
    refusal('InvalidParameterException', /TIMESTAMP format/)
  )
  const { challenge } = await startSrp()
  await t.rejects(
    respond('PASSWORD_VERIFIER', challenge, ADA.sub),
    refusal('InvalidParameterException', 'Missing required parameter PASSWORD_CLAIM_SIGNATURE')
  )
  await t.rejects(
    initiate('USER_SRP_AUTH', { USERNAME: ADA.email }),
    refusal('InvalidParameterException', 'Missing required parameter SRP_A')
  )
})

t.test('CUSTOM_AUTH accepts three attempts', async t => {
  const { initiate, respond } = await start(t, {
    users: [{ ...ADA, customAnswer: 'blue' }],
    customParameters: { question: 'which colour?' }
  })
  let challenge = await initiate('CUSTOM_AUTH', { USERNAME: ADA.email })
  t.match(challenge, {
    ChallengeName: 'CUSTOM_CHALLENGE',
    ChallengeParameters: { question: 'which colour?', USERNAME: ADA.sub }
  })
  for (const response of ['red', 'green']) {
    const again = await respond('CUSTOM_CHALLENGE', challenge, ADA.sub, { ANSWER: response })
    t.equal(again.ChallengeName, 'CUSTOM_CHALLENGE')
    t.not(again.Session, challenge.Session)
    challenge = again
  }
  await t.rejects(respond('CUSTOM_CHALLENGE', challenge, ADA.sub, { ANSWER: 'grey' }), WRONG)
  const anew = await initiate('CUSTOM_AUTH', { USERNAME: ADA.email })
  t.ok((await respond('CUSTOM_CHALLENGE', anew, ADA.sub, { ANSWER: 'blue' })).AuthenticationResult)
})

t.test('CUSTOM_AUTH starts with SRP', async t => {
  const { initiate, respond, srp } = await start(t, { users: [{ ...ADA, customAnswer: 'blue' }] })
  const secret = srp(ADA.sub, ADA.password)
  const challenge = await initiate('CUSTOM_AUTH', {
    USERNAME: ADA.email,
    CHALLENGE_NAME: 'SRP_A',
    SRP_A: secret.A
  })
  const TIMESTAMP = 'Sun Nov 30 23:59:59 UTC 2025'
  const next = await respond(
    'PASSWORD_VERIFIER',
    challenge,
    ADA.sub,
    secret.proof(challenge.ChallengeParameters ?? {}, TIMESTAMP)
  )
  t.equal(next.ChallengeName, 'CUSTOM_CHALLENGE')
  t.ok((await respond('CUSTOM_CHALLENGE', next, ADA.sub, { ANSWER: 'blue' })).AuthenticationResult)
})

t.test('AdminInitiateAuth needs a signed request', async t => {
  const { cognito, api, ClientId } = await start(t, { users: [{ ...ADA, mfa: ['SMS_MFA'] }] })
  const { userPoolId: UserPoolId } = cognito.options
  const AuthParameters = { USERNAME: ADA.email, PASSWORD: ADA.password }
  const challenge = await api.adminInitiateAuth({
    UserPoolId,
    ClientId,
    AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
    AuthParameters
  })
  t.equal(challenge.ChallengeName, 'SMS_MFA')
  const adminResponse = await api.adminRespondToAuthChallenge({
    UserPoolId,
    ClientId,
    ChallengeName: 'SMS_MFA',
    Session: challenge.Session,
    ChallengeResponses: { USERNAME: ADA.sub, SMS_MFA_CODE: cognito.mailbox.last(ADA.phone as string).code }
  })
  t.ok(adminResponse.AuthenticationResult)
  await t.rejects(
    api.adminInitiateAuth({
      UserPoolId: 'eu-west-1_Other1',
      ClientId,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters
    }),
    refusal('ResourceNotFoundException')
  )
  await t.rejects(
    api.adminInitiateAuth({ UserPoolId, ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters }),
    refusal('InvalidParameterException')
  )
})

t.test('every call is recorded with its parameters', async t => {
  const { cognito, signIn } = await start(t)
  await signIn(ADA)
  t.match(cognito.local.requests.slice(-1), [
    {
      operation: 'InitiateAuth',
      input: {
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: ADA.email, PASSWORD: ADA.password }
      },
      headers: { 'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth' }
    }
  ])
})

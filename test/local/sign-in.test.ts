import t from 'tap'
import type { AuthFlowType } from '@aws-sdk/client-cognito-identity-provider'
import {
  PASSWORD,
  addClient,
  attributes,
  createClock,
  invite,
  newEmail,
  rotating,
  signIn,
  start,
  tokens,
  user
} from './local.js'

const { clock, forward } = createClock()
const started = await start(t, { clock, users: [user('ada@example.com'), user('off@example.com')] })
const { local, api } = started
const ClientId = local.clientId
const UserPoolId = local.userPoolId

const signInWith = async (USERNAME: string, PASSWORD: string, client = ClientId) =>
  await api.initiateAuth({
    ClientId: client,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME, PASSWORD }
  })

async function respond (
  USERNAME: string,
  Session: string | undefined,
  more: Record<string, string> = { NEW_PASSWORD: 'N3wPassword!' },
  client = ClientId
) {
  return await api.respondToAuthChallenge({
    ClientId: client,
    ChallengeName: 'NEW_PASSWORD_REQUIRED',
    Session,
    ChallengeResponses: { USERNAME, ...more }
  })
}

t.test('the right password returns tokens and their lifetime', async t => {
  const { AuthenticationResult } = await signInWith('ada@example.com', PASSWORD)
  t.match(AuthenticationResult, {
    ExpiresIn: 3600,
    TokenType: 'Bearer',
    AccessToken: String,
    IdToken: String,
    RefreshToken: /^[\w.-]{300,}$/
  })
})

t.test('ADMIN_USER_PASSWORD_AUTH returns tokens for app clients of the pool', async t => {
  const input = {
    UserPoolId,
    ClientId,
    AuthFlow: 'ADMIN_USER_PASSWORD_AUTH' as const,
    AuthParameters: { USERNAME: 'ada@example.com', PASSWORD }
  }
  t.match((await api.adminInitiateAuth(input)).AuthenticationResult, { ExpiresIn: 3600, TokenType: 'Bearer' })
  await t.rejects(
    api.adminInitiateAuth({ ...input, AuthParameters: { USERNAME: 'ada@example.com', PASSWORD: 'wrong' } }),
    { name: 'NotAuthorizedException' }
  )
  await t.rejects(api.adminInitiateAuth({ ...input, UserPoolId: 'local_other' }), {
    name: 'ResourceNotFoundException'
  })
})

t.test('a wrong password and a missing user have the same error', async t => {
  const refused = { name: 'NotAuthorizedException', message: 'Incorrect username or password.' }
  await t.rejects(signInWith('ada@example.com', 'wrong'), refused)
  await t.rejects(signInWith('nobody@example.com', PASSWORD), refused)
})

t.test('a LEGACY client reveals that the user does not exist', async t => {
  for (const PreventUserExistenceErrors of ['LEGACY', undefined] as const) {
    const legacy = await addClient(started, { PreventUserExistenceErrors })
    await t.rejects(signInWith('nobody@example.com', PASSWORD, legacy.ClientId), {
      name: 'UserNotFoundException',
      message: 'User does not exist.'
    })
  }
})

t.test('a disabled user is rejected, with the reason after the right password only', async t => {
  await api.adminDisableUser({ UserPoolId, Username: 'off@example.com' })
  await t.rejects(signInWith('off@example.com', 'wrong'), {
    name: 'NotAuthorizedException',
    message: 'Incorrect username or password.'
  })
  await t.rejects(signInWith('off@example.com', PASSWORD), {
    name: 'NotAuthorizedException',
    message: 'User is disabled.'
  })
  await t.rejects(api.adminDisableUser({ UserPoolId, Username: 'nobody@example.com' }), {
    name: 'UserNotFoundException'
  })
})

t.test('an unconfirmed user receives the reason with any password, as on AWS', async t => {
  const email = newEmail()
  await api.signUp({ ClientId, Username: email, Password: PASSWORD, UserAttributes: attributes() })
  await t.rejects(signInWith(email, 'wrong'), { name: 'UserNotConfirmedException' })
  await t.rejects(signInWith(email, PASSWORD), { name: 'UserNotConfirmedException' })
})

t.test('a flow that the client does not list is rejected', async t => {
  const { ClientId } = await addClient(started, { ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] })
  await t.rejects(signInWith('ada@example.com', PASSWORD, ClientId), {
    name: 'InvalidParameterException',
    message: 'USER_PASSWORD_AUTH flow not enabled for this client'
  })
  const silent = await addClient(started, { ExplicitAuthFlows: undefined })
  await t.rejects(signInWith('ada@example.com', PASSWORD, silent.ClientId), {
    message: 'USER_PASSWORD_AUTH flow not enabled for this client'
  })
})

t.test('a missing parameter is named in the exception', async t => {
  const send = async (AuthParameters?: Record<string, string>) =>
    await api.initiateAuth({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters })
  await t.rejects(send(), {
    name: 'InvalidParameterException',
    message: 'Missing required parameter USERNAME'
  })
  await t.rejects(send({ USERNAME: 'ada@example.com' }), {
    name: 'InvalidParameterException',
    message: 'Missing required parameter PASSWORD'
  })
  await t.rejects(signInWith('ada@example.com', PASSWORD, 'unknown'), {
    name: 'ResourceNotFoundException',
    message: 'User pool client unknown does not exist.'
  })
})

t.test('flows that the client or the operation does not have are rejected', async t => {
  for (const AuthFlow of ['CUSTOM_AUTH', 'ADMIN_USER_PASSWORD_AUTH', 'MAGIC'] as AuthFlowType[]) {
    await t.rejects(
      api.initiateAuth({ ClientId, AuthFlow, AuthParameters: { USERNAME: 'ada@example.com' } }),
      { name: 'InvalidParameterException' }
    )
  }
})

t.test('a temporary password leads to NEW_PASSWORD_REQUIRED, then to tokens that refresh', async t => {
  const email = await invite(started)
  await t.rejects(signInWith(email, 'wrong'), { name: 'NotAuthorizedException' })
  const { ChallengeName, ChallengeParameters, Session } = await signInWith(email, PASSWORD)
  t.equal(ChallengeName, 'NEW_PASSWORD_REQUIRED')
  t.equal(ChallengeParameters?.['requiredAttributes'], '[]')
  t.match(JSON.parse(ChallengeParameters?.['userAttributes'] ?? ''), { email, name: 'Ada', sub: undefined })
  const { RefreshToken, access } = tokens(await respond(email, Session))
  const again = await api.initiateAuth({
    ClientId,
    AuthFlow: 'REFRESH_TOKEN_AUTH',
    AuthParameters: { REFRESH_TOKEN: RefreshToken }
  })
  t.equal(tokens(again).access.sub, access.sub)
  t.ok(await signInWith(email, 'N3wPassword!'))
  await t.rejects(
    respond(email, Session),
    { name: 'NotAuthorizedException', message: 'Invalid session for the user.' },
    'a Session can be used once'
  )
})

t.test('a Session belongs to its user, challenge and client, and expires after three minutes', async t => {
  const [one, other] = [await invite(started), await invite(started)]
  const { Session } = await signInWith(one, PASSWORD)
  const refused = { name: 'NotAuthorizedException', message: 'Invalid session for the user.' }
  await t.rejects(respond(other, Session), refused)
  await t.rejects(respond(one, 'made-up-session-of-some-length'), refused)
  await t.rejects(respond('nobody@example.com', Session), refused)
  await t.rejects(respond(one, Session, undefined, (await addClient(started)).ClientId), refused)
  await t.rejects(
    api.respondToAuthChallenge({
      ClientId,
      ChallengeName: 'SMS_MFA',
      Session,
      ChallengeResponses: { USERNAME: one, SMS_MFA_CODE: '1' }
    }),
    refused
  )
  forward(180)
  await t.rejects(respond(one, Session), {
    name: 'NotAuthorizedException',
    message: 'Invalid session for the user, session is expired.'
  })
  await signInWith(one, PASSWORD)
  await t.rejects(respond(one, Session), refused, 'and is forgotten')
})

t.test('of two concurrent responses with one Session, one succeeds', async t => {
  const email = await invite(started)
  const { Session } = await signInWith(email, PASSWORD)
  const results = await Promise.allSettled([respond(email, Session), respond(email, Session)])
  t.same(results.map(result => result.status).sort(), ['fulfilled', 'rejected'])
})

t.test('a new password that is rejected leaves the Session valid', async t => {
  const email = await invite(started)
  const { Session } = await signInWith(email, PASSWORD)
  await t.rejects(respond(email, Session, { NEW_PASSWORD: 'weak' }), {
    name: 'InvalidPasswordException'
  })
  await t.rejects(respond(email, Session, {}), {
    name: 'InvalidParameterException',
    message: 'Missing required parameter NEW_PASSWORD'
  })
  t.ok(tokens(await respond(email, Session)).AccessToken)
})

t.test('missing required attributes are set with the new password', async t => {
  const email = await invite(started, [{ Name: 'phone_number', Value: '+15550100' }])
  const { ChallengeParameters, Session } = await signInWith(email, PASSWORD)
  t.equal(ChallengeParameters?.['requiredAttributes'], '["userAttributes.name"]')
  const NEW_PASSWORD = 'N3wPassword!'
  await t.rejects(respond(email, Session, { NEW_PASSWORD }), {
    name: 'InvalidParameterException',
    message: 'Invalid attributes given, name is missing'
  })
  await t.rejects(
    respond(email, Session, {
      NEW_PASSWORD,
      'userAttributes.name': 'Eve',
      'userAttributes.custom:role': 'admin'
    }),
    { name: 'NotAuthorizedException' }
  )
  t.match(tokens(await respond(email, Session, { NEW_PASSWORD, 'userAttributes.name': 'Eve' })).id, {
    name: 'Eve',
    email
  })
})

t.test('a user who is disabled during a sign-in cannot respond', async t => {
  const email = await invite(started)
  const { Session } = await signInWith(email, PASSWORD)
  await api.adminDisableUser({ UserPoolId, Username: email })
  await t.rejects(respond(email, Session), {
    name: 'NotAuthorizedException',
    message: 'User is disabled.'
  })
})

t.test('a client with rotation rejects REFRESH_TOKEN_AUTH', async t => {
  const { ExplicitAuthFlows, ...rotation } = rotating(0)
  for (const settings of [rotating(0), { ...rotation, ExplicitAuthFlows: undefined }]) {
    const { ClientId } = await addClient(started, settings)
    await t.rejects(
      api.initiateAuth({ ClientId, AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters: { REFRESH_TOKEN: 'x' } }),
      {
        name: 'InvalidParameterException',
        message: 'REFRESH_TOKEN_AUTH flow not enabled for this client'
      }
    )
  }
  t.ok(ExplicitAuthFlows)
  t.ok(await signIn(started, 'ada@example.com'))
})

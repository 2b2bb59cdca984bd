import { createHmac } from 'node:crypto'
import {
  AdminCreateUserCommand,
  CreateUserPoolClientCommand
} from '@aws-sdk/client-cognito-identity-provider'
import t, { type Test } from 'tap'
import { buildApi, PASSWORD, post, startCognito } from '../api.js'
import { exception, startScripted, type ScriptedResponse, type Call } from '../scripted.js'
import { administrator } from './accounts.js'
import { challenge, SESSION } from './bodies.js'

/**
 * The state that a sign-in needs between its steps travels with the client. A changed state leads to what
 * Cognito returns for it, and nothing else.
 */

const CLIENT = { userPoolId: 'eu-west-1_AbC123xyz', clientId: 'client1', clientSecret: 'shh1secret' }
const NAME = 'c7f2a1de-1c2b-4a3d-9e5f-0a1b2c3d4e5f'
const EMAIL = 'jane@example.com'

const hash = (name: string) =>
  createHmac('sha256', CLIENT.clientSecret)
    .update(name + CLIENT.clientId)
    .digest('base64')
const forged = (carried: unknown, session = SESSION) =>
  `next.${Buffer.from(typeof carried === 'string' ? carried : JSON.stringify(carried)).toString('base64url')}.${session}`
const rejected = exception('NotAuthorizedException', 'Invalid session for the user.')

type Flows = ('USER_PASSWORD_AUTH' | 'ADMIN_USER_PASSWORD_AUTH')[]

async function scripted (
  t: Test,
  response: (call: Call) => ScriptedResponse,
  { flows = ['USER_PASSWORD_AUTH'], limited = false }: { flows?: Flows, limited?: boolean } = {}
) {
  const { endpoint, calls } = await startScripted(t, response)
  const app = await buildApi(
    t,
    { options: { ...CLIENT, endpoint } },
    { routes: { prefix: '/auth', signIn: { flows }, ...(!limited && { rateLimit: false as const }) } }
  )
  const respond = (
    session: string,
    { body } = challenge('EMAIL_OTP', { EMAIL_OTP_CODE: '123456' }),
    username = EMAIL
  ) => post(app, '/auth/signin/challenge', { ...body, session, username })
  return { app, calls, respond }
}

t.test('every later step uses the internal username of the first', async t => {
  const steps: ScriptedResponse[] = [
    {
      body: {
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        Session: `${SESSION}1`,
        ChallengeParameters: { USER_ID_FOR_SRP: NAME }
      }
    },
    { body: { ChallengeName: 'SELECT_MFA_TYPE', Session: `${SESSION}2`, ChallengeParameters: {} } },
    { body: { ChallengeName: 'EMAIL_OTP', Session: `${SESSION}3` } },
    { body: { AuthenticationResult: { AccessToken: 'a', IdToken: 'b', ExpiresIn: 3600 } } }
  ]
  const { app, calls, respond } = await scripted(t, () => steps.shift() as ScriptedResponse)
  const responses = [await post(app, '/auth/signin', { username: EMAIL, password: PASSWORD })]
  for (const given of [
    challenge('NEW_PASSWORD_REQUIRED', { NEW_PASSWORD: PASSWORD }),
    challenge('SELECT_MFA_TYPE', { ANSWER: 'EMAIL_OTP' }),
    challenge('EMAIL_OTP', { EMAIL_OTP_CODE: '1' })
  ]) {
    responses.push(await respond(responses.at(-1)?.json().session, given))
  }
  t.equal(responses.at(-1)?.json().accessToken, 'a')
  t.match(
    calls.map(({ body }) => body['AuthParameters'] ?? body['ChallengeResponses']),
    [
      { USERNAME: EMAIL, SECRET_HASH: hash(EMAIL) },
      { USERNAME: NAME, SECRET_HASH: hash(NAME) },
      { USERNAME: NAME, SECRET_HASH: hash(NAME) },
      { USERNAME: NAME, SECRET_HASH: hash(NAME) }
    ]
  )
  t.strictSame(
    calls.slice(1).map(({ body }) => body['Session']),
    [`${SESSION}1`, `${SESSION}2`, `${SESSION}3`],
    'Cognito receives its own sessions only'
  )
  for (const { body } of responses) {
    t.notMatch(body, hash(NAME).slice(0, 20), 'the hash never leaves the ' + 'server')
  }
})

t.test('a tampered session is rejected by Cognito, and is not an internal error', async t => {
  const { calls, respond } = await scripted(t, () => rejected)
  const junk = [
    forged({ username: 'victim' }),
    forged({ username: '' }),
    forged({ username: 'x'.repeat(2500) }),
    forged({ username: 'a b\u0000\n' }),
    forged('{"username":"\\ud800"}'),
    forged({ username: 7 }),
    forged('null'),
    forged('{'),
    forged('[]'),
    forged('{"__proto__":{"admin":true}}'),
    forged({ admin: 'true' }),
    `next.${'%'.repeat(30)}`,
    `next.${'A'.repeat(30)}`,
    'next.'.repeat(20),
    `next.e30.next.e30.${SESSION}`,
    forged({ username: 'jane' }, 'x'),
    forged({ username: 'x' }, '\u00E9'.repeat(20))
  ]
  for (const session of junk) {
    calls.length = 0
    const response = await respond(session)
    t.match(response.json(), { statusCode: 401, code: 'FST_COGNITO_INVALID_SESSION' }, session.slice(0, 60))
    t.strictSame(
      calls.map(({ operation }) => operation),
      ['RespondToAuthChallenge']
    )
    t.notMatch(response.body, 'SECRET', 'nothing of the input to Cognito is returned')
  }
})

t.test('a session without its username is not reported as a misconfiguration', async t => {
  const unverified = exception('NotAuthorizedException', 'Unable to verify secret hash for client client1')
  const { app, respond } = await scripted(t, () => unverified)
  t.match((await respond(SESSION)).json(), { statusCode: 401, code: 'FST_COGNITO_INVALID_SESSION' })
  t.match((await respond(SESSION, challenge('PASSWORD', { PASSWORD }))).json(), {
    statusCode: 401,
    code: 'FST_COGNITO_WRONG_CREDENTIALS'
  })
  t.match(
    (await post(app, '/auth/signin', { username: EMAIL, password: PASSWORD })).json(),
    { statusCode: 500, code: 'FST_COGNITO_MISCONFIGURED' },
    'a wrong secret is: the first step shows it'
  )
})

t.test('a session that claims AWS credentials is rejected if the server uses none', async t => {
  const { calls, respond } = await scripted(t, () => rejected)
  for (const session of [forged({ admin: true }), forged({ admin: true, username: 'victim' })]) {
    t.match((await respond(session)).json(), { statusCode: 401, code: 'FST_COGNITO_INVALID_SESSION' })
  }
  t.strictSame(calls, [], 'Cognito is not called with them')
})

t.test("a session that claims AWS credentials is rejected in the application's own code", async t => {
  const { app, calls } = await scripted(t, () => rejected)
  const response = {
    challenge: 'EMAIL_OTP' as const,
    session: forged({ admin: true }),
    username: EMAIL,
    responses: { EMAIL_OTP_CODE: '123456' }
  }
  await t.rejects(app.cognito.respondToChallenge(response), { code: 'FST_COGNITO_INVALID_SESSION' })
  t.strictSame(calls, [])
  const { app: withFlow, calls: flowCalls } = await scripted(t, () => rejected, {
    flows: ['ADMIN_USER_PASSWORD_AUTH']
  })
  await t.rejects(withFlow.cognito.respondToChallenge(response), { code: 'FST_COGNITO_INVALID_SESSION' })
  t.match(
    flowCalls,
    [{ operation: 'AdminRespondToAuthChallenge' }],
    'if the flow is enabled, Cognito decides'
  )
})

t.test('with AWS credentials it continues with them, and Cognito decides', async t => {
  const steps = [
    {
      body: { ChallengeName: 'EMAIL_OTP', Session: SESSION, ChallengeParameters: { USER_ID_FOR_SRP: NAME } }
    },
    rejected
  ]
  const { app, calls, respond } = await scripted(t, () => steps.shift() ?? rejected, {
    flows: ['ADMIN_USER_PASSWORD_AUTH']
  })
  const { session } = (await post(app, '/auth/signin', { username: EMAIL, password: PASSWORD })).json()
  for (const given of [session, forged({ admin: true, username: 'victim' }), SESSION]) {
    t.equal((await respond(given)).statusCode, 401)
  }
  t.match(calls, [
    { operation: 'AdminInitiateAuth', body: { UserPoolId: CLIENT.userPoolId } },
    {
      operation: 'AdminRespondToAuthChallenge',
      body: { UserPoolId: CLIENT.userPoolId, ChallengeResponses: { USERNAME: NAME, SECRET_HASH: hash(NAME) } }
    },
    {
      operation: 'AdminRespondToAuthChallenge',
      body: { ChallengeResponses: { USERNAME: 'victim', SECRET_HASH: hash('victim') } }
    },
    { operation: 'RespondToAuthChallenge' }
  ])
})

t.test('attempts are counted for the username sent to Cognito, not for another one in the body', async t => {
  const { calls, respond } = await scripted(t, () => exception('CodeMismatchException'), { limited: true })
  const statuses: number[] = []
  for (let i = 0; i < 12; i++) {
    statuses.push(
      (await respond(forged({ username: NAME }), undefined, `made-up-${i}@example.com`)).statusCode
    )
  }
  t.strictSame(statuses, [...Array<number>(10).fill(400), 429, 429])
  t.equal(calls.length, 10)
})

t.test("with the local Cognito: another user's name does not take over a session", async t => {
  const cognito = await startCognito(t)
  const { userPoolId: UserPoolId, endpoint } = cognito
  const admin = administrator(t, endpoint)
  const { UserPoolClient } = await admin.send(
    new CreateUserPoolClientCommand({
      UserPoolId,
      ClientName: 'secret',
      GenerateSecret: true,
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH']
    })
  )
  const { ClientId: clientId = '', ClientSecret: clientSecret = '' } = UserPoolClient ?? {}
  const app = await buildApi(t, { options: { ...cognito.options, clientId, clientSecret } })
  const names: Record<string, string> = {}
  for (const Username of ['mallory@example.com', 'victim@example.com']) {
    const Value = (Name: string, Value: string) => ({ Name, Value })
    const { User } = await admin.send(
      new AdminCreateUserCommand({
        UserPoolId,
        Username,
        TemporaryPassword: PASSWORD,
        MessageAction: 'SUPPRESS',
        UserAttributes: [Value('email', Username), Value('name', 'X'), Value('phone_number', '+491711234567')]
      })
    )
    names[Username] = User?.Username as string
  }
  const startSignIn = async () =>
    (await post(app, '/auth/signin', { username: 'mallory@example.com', password: PASSWORD })).json()
      .session as string
  const finish = (session: string, username: string) =>
    post(app, '/auth/signin/challenge', {
      challenge: 'NEW_PASSWORD_REQUIRED',
      session,
      username,
      responses: { NEW_PASSWORD: 'Another-passw0rd' }
    })
  const stolen = (session: string, name: string) =>
    forged({ username: name }, session.split('.').at(-1) as string)

  for (const name of ['victim@example.com', names['victim@example.com'] as string]) {
    const response = await finish(stolen(await startSignIn(), name), name)
    t.match(response.json(), { statusCode: 401, code: 'FST_COGNITO_INVALID_SESSION' })
  }
  t.equal((await finish(await startSignIn(), 'mallory@example.com')).statusCode, 200, 'the session continues')
  t.equal(
    (await post(app, '/auth/signin', { username: 'victim@example.com', password: 'Another-passw0rd' }))
      .statusCode,
    401
  )
})

import {
  AdminDisableUserCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand
} from '@aws-sdk/client-cognito-identity-provider'
import t, { type Test } from 'tap'
import { createUserPool } from '../../dist/local/index.js'
import { buildApi, logLines, newUser, PASSWORD, post, signIn, startCognito, USER } from '../api.js'

const HOUR = 3_600_000

function administrator (t: Test, endpoint: string): CognitoIdentityProviderClient {
  const client = new CognitoIdentityProviderClient({
    region: 'local',
    endpoint,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' }
  })
  t.teardown(() => {
    client.destroy()
  })
  return client
}

t.test('a failed sign-in', async t => {
  const cognito = await startCognito(t)
  const app = await buildApi(t, cognito)
  await post(app, '/auth/signup', newUser('unconfirmed@example.com'))
  await post(app, '/auth/signup', newUser('disabled@example.com'))
  const { code } = cognito.mailbox.last('disabled@example.com') as { code: string }
  await post(app, '/auth/signup/confirm', { username: 'disabled@example.com', code })
  await administrator(t, cognito.endpoint).send(
    new AdminDisableUserCommand({ UserPoolId: cognito.userPoolId, Username: 'disabled@example.com' })
  )

  const attempts = {
    'a wrong password': { username: USER.email, password: 'Wrong-passw0rd' },
    'an unknown user': { username: 'nobody@example.com', password: PASSWORD },
    'an unconfirmed user': { username: 'unconfirmed@example.com', password: PASSWORD },
    'an unconfirmed user and a wrong password': {
      username: 'unconfirmed@example.com',
      password: 'Wrong-passw0rd'
    },
    'a disabled user': { username: 'disabled@example.com', password: PASSWORD }
  }
  const responses = await Promise.all(
    Object.entries(attempts).map(async ([label, body]) => {
      const {
        statusCode,
        body: text,
        headers: { date, ...headers }
      } = await post(app, '/auth/signin', body)
      t.equal(statusCode, 401, label)
      return JSON.stringify({ text, headers })
    })
  )
  t.equal(new Set(responses).size, 1, 'has the same response to the byte, whatever the reason')
  t.match(responses[0], /FST_COGNITO_WRONG_CREDENTIALS/)
})

t.test('a sign-up', async t => {
  const cognito = await startCognito(t)
  const app = await buildApi(t, cognito)

  t.test('with a weak password reports the missing requirement', async t => {
    const response = await post(app, '/auth/signup', { ...newUser('weak@example.com'), password: 'weak' })
    t.equal(response.statusCode, 400)
    t.match(response.json(), { code: 'FST_COGNITO_PASSWORD_POLICY', message: /Password not long enough/ })
  })

  t.test('with an existing username is a 409', async t => {
    const response = await post(app, '/auth/signup', newUser(USER.email))
    t.equal(response.statusCode, 409)
    t.equal(response.json().code, 'FST_COGNITO_USERNAME_EXISTS')
  })

  t.test('without an attribute that the pool requires is a 400', async t => {
    const response = await post(app, '/auth/signup', { email: 'bare@example.com', password: PASSWORD })
    t.equal(response.statusCode, 400)
    t.equal(response.json().code, 'FST_COGNITO_INVALID_PARAMETER')
  })

  t.test('with neither an email nor a username is a 400', async t => {
    const response = await post(app, '/auth/signup', { password: PASSWORD })
    t.equal(response.statusCode, 400)
    t.match(response.json(), { code: 'FST_COGNITO_INVALID_INPUT', message: /email/ })
  })

  t.test('is rejected with a reason if the pool does not allow it', async t => {
    const { userPoolId, clientId } = await createUserPool(administrator(t, cognito.endpoint), {
      selfSignUp: false
    })
    const issuer = `${cognito.endpoint}/${userPoolId}`
    const closed = await buildApi(t, {
      options: { userPoolId, clientId, issuer, endpoint: cognito.endpoint }
    })
    const response = await post(closed, '/auth/signup', newUser('stranger@example.com'))
    t.equal(response.statusCode, 403)
    t.equal(response.json().code, 'FST_COGNITO_SIGN_UP_DISABLED')
  })
})

t.test('a code', async t => {
  let now = Date.now()
  const cognito = await startCognito(t, { clock: () => now })
  const app = await buildApi(t, cognito)
  const confirm = (username: string, code: string) => post(app, '/auth/signup/confirm', { username, code })
  await post(app, '/auth/signup', newUser('late@example.com'))
  const { code } = cognito.mailbox.last('late@example.com') as { code: string }

  const wrong = await confirm('late@example.com', code === '000000' ? '111111' : '000000')
  const unknown = await confirm('nobody@example.com', '000000')
  const already = await confirm(USER.email, '000000')
  now += 25 * HOUR
  const expired = await confirm('late@example.com', code)
  for (const response of [wrong, unknown, already, expired]) {
    t.equal(response.statusCode, 400)
    t.equal(response.body, wrong.body, 'wrong, expired, of an unknown or a confirmed user: the same response')
  }
  t.equal(wrong.json().code, 'FST_COGNITO_INVALID_CODE')

  const resends = await Promise.all(
    ['late@example.com', 'nobody@example.com', USER.email].map(username =>
      post(app, '/auth/signup/resend', { username })
    )
  )
  for (const response of resends) {
    t.equal(response.statusCode, 202)
    t.equal(response.body, '{"accepted":true}')
  }
  const { code: newCode } = cognito.mailbox.last('late@example.com') as { code: string }
  t.equal((await confirm('late@example.com', newCode)).statusCode, 200, 'the resent code works')
})

t.test('reusing a rotated refresh token ends its session', async t => {
  let now = Date.now()
  const cognito = await startCognito(t, { clock: () => now })
  const { userPoolId, clientId } = await createUserPool(administrator(t, cognito.endpoint), {
    refreshTokenRotation: { gracePeriod: 10 }
  })
  const issuer = `${cognito.endpoint}/${userPoolId}`
  const app = await buildApi(t, { options: { userPoolId, clientId, issuer, endpoint: cognito.endpoint } })
  await post(app, '/auth/signup', newUser('jane@example.com'))
  await post(app, '/auth/signup/confirm', {
    username: 'jane@example.com',
    code: cognito.mailbox.last('jane@example.com')?.code
  })
  const { refreshToken: first } = await signIn(app, { email: 'jane@example.com', password: PASSWORD })

  const { refreshToken: second } = (await post(app, '/auth/refresh', { refreshToken: first })).json()
  t.type(second, 'string', 'the client receives a new token')
  t.equal(
    (await post(app, '/auth/refresh', { refreshToken: first })).statusCode,
    200,
    'the old one works within the grace period'
  )
  now += 11_000
  const reused = await post(app, '/auth/refresh', { refreshToken: first })
  t.match(reused.json(), { statusCode: 401, code: 'FST_COGNITO_REFRESH_TOKEN_REUSED' })
  t.equal(
    (await post(app, '/auth/refresh', { refreshToken: second })).statusCode,
    401,
    'then no token of the session does'
  )
})

t.test('a pool without the flow is reported to the client and in the log', async t => {
  const cognito = await startCognito(t)
  const { UserPoolClient } = await administrator(t, cognito.endpoint).send(
    new CreateUserPoolClientCommand({
      UserPoolId: cognito.userPoolId,
      ClientName: 'srp-only',
      ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH']
    })
  )
  const { lines, logger } = logLines()
  const app = await buildApi(t, cognito, { clientId: UserPoolClient?.ClientId as string, server: { logger } })
  const response = await post(app, '/auth/signin', { username: USER.email, password: USER.password })
  t.match(response.json(), { statusCode: 403, code: 'FST_COGNITO_NOT_ENABLED' })
  t.ok(lines.some(line => JSON.parse(line).level === 50 && line.includes('"operation":"InitiateAuth"')))
})

import t, { type Test } from 'tap'
import { buildApi, PASSWORD, post } from '../api.js'
import { CHALLENGES, SESSION, username } from './bodies.js'

/** A body with several forms is validated against the form that it names. */

const OPTIONS = { userPoolId: 'eu-west-1_AbC123xyz', clientId: 'client1', endpoint: 'http://127.0.0.1:9' }

const withFlows = (t: Test, ...flows: ('USER_PASSWORD_AUTH' | 'USER_SRP_AUTH' | 'USER_AUTH')[]) =>
  buildApi(t, { options: OPTIONS }, { routes: { prefix: '/auth', rateLimit: false, signIn: { flows } } })

type App = Awaited<ReturnType<typeof buildApi>>

async function messagesFor (t: Test, app: App, url: string, wrong: Record<string, unknown>): Promise<void> {
  for (const [message, body] of Object.entries(wrong)) {
    const response = await post(app, url, JSON.stringify(body), { 'content-type': 'application/json' })
    t.match(
      response.json(),
      { statusCode: 400, code: 'FST_COGNITO_INVALID_INPUT', message },
      JSON.stringify(body)
    )
  }
}

t.test('a sign-in by one of several flows', async t => {
  await messagesFor(
    t,
    await withFlows(t, 'USER_PASSWORD_AUTH', 'USER_SRP_AUTH', 'USER_AUTH'),
    '/auth/signin',
    {
      'body must be object': null,
      "body must have required property 'password'": { username },
      "body must have required property 'srpA'": { flow: 'USER_SRP_AUTH', username },
      "body must have required property 'username'": { flow: 'USER_AUTH' },
      'body/srpA must match pattern': { flow: 'USER_SRP_AUTH', username, srpA: 'xyz' },
      "body must not have 'password'": { flow: 'USER_SRP_AUTH', username, srpA: 'a1', password: PASSWORD },
      "body must not have 'preferredChallenge'": {
        username,
        password: PASSWORD,
        preferredChallenge: 'PASSWORD'
      },
      'body/preferredChallenge must be equal to constant': {
        flow: 'USER_AUTH',
        username,
        preferredChallenge: 'MAGIC'
      },
      'body/flow must be one of USER_PASSWORD_AUTH, USER_SRP_AUTH, USER_AUTH': {
        flow: 'CUSTOM_AUTH',
        username
      },
      'body/password must match pattern': { flow: 'USER_PASSWORD_AUTH', username, password: ' a' }
    }
  )
})

t.test('a flow that is none of them', async t => {
  const app = await withFlows(t, 'USER_PASSWORD_AUTH', 'USER_SRP_AUTH')
  for (const flow of [
    'ADMIN_USER_PASSWORD_AUTH',
    'REFRESH_TOKEN_AUTH',
    'user_password_auth',
    '',
    null,
    7,
    {},
    ['USER_PASSWORD_AUTH'],
    '__proto__',
    'constructor',
    'x'.repeat(5000)
  ]) {
    const response = await post(app, '/auth/signin', { flow, username, password: PASSWORD })
    t.match(response.json(), {
      statusCode: 400,
      message: 'body/flow must be one of USER_PASSWORD_AUTH, USER_SRP_AUTH'
    })
    t.ok(response.body.length < 300, 'the value is not repeated')
  }
})

t.test('with a single flow, it may be named, and no other', async t => {
  const app = await withFlows(t, 'USER_SRP_AUTH')
  await messagesFor(t, app, '/auth/signin', {
    "body must have required property 'srpA'": { username },
    'body/flow must be equal to constant': { flow: 'USER_PASSWORD_AUTH', username, srpA: 'a1' },
    "body must not have 'password'": { username, srpA: 'a1', password: PASSWORD }
  })
  for (const flow of [{}, { flow: 'USER_SRP_AUTH' }]) {
    t.equal(
      (await post(app, '/auth/signin', { ...flow, username, srpA: 'a1' })).statusCode,
      503,
      'Cognito is called'
    )
  }
})

t.test('a response to a challenge', async t => {
  const app = await withFlows(t, 'USER_PASSWORD_AUTH')
  const step = { session: SESSION, username }
  await messagesFor(t, app, '/auth/signin/challenge', {
    'body must be object': [],
    "body must have required property 'challenge'": { ...step, responses: {} },
    "body must have required property 'session'": {
      challenge: 'EMAIL_OTP',
      username,
      responses: { EMAIL_OTP_CODE: '1' }
    },
    "body must have required property 'username'": {
      challenge: 'EMAIL_OTP',
      session: SESSION,
      responses: { EMAIL_OTP_CODE: '1' }
    },
    "body must have required property 'responses'": { challenge: 'EMAIL_OTP', ...step },
    "body/responses must have required property 'EMAIL_OTP_CODE'": {
      challenge: 'EMAIL_OTP',
      ...step,
      responses: {}
    },
    'body/responses/EMAIL_OTP_CODE must match pattern': {
      challenge: 'EMAIL_OTP',
      ...step,
      responses: { EMAIL_OTP_CODE: '1 2' }
    },
    "body/responses must not have 'SMS_MFA_CODE'": {
      challenge: 'EMAIL_OTP',
      ...step,
      responses: { EMAIL_OTP_CODE: '1', SMS_MFA_CODE: '1' }
    },
    'body/responses/ANSWER must be equal to constant': {
      challenge: 'SELECT_MFA_TYPE',
      ...step,
      responses: { ANSWER: 'CARRIER_PIGEON' }
    },
    'body/responses must be object': { challenge: 'SOFTWARE_TOKEN_MFA', ...step, responses: '123456' },
    'body/challenge must match pattern': { challenge: 'lower case', ...step, responses: {} },
    'body/challenge must be string': { challenge: 7, ...step, responses: {} },
    'body/responses/ANYTHING must be string': {
      challenge: 'ONE_THAT_IS_NEW',
      ...step,
      responses: { ANYTHING: 7 }
    }
  })
})

t.test('a known challenge is not validated as an unknown one', async t => {
  const app = await withFlows(t, 'USER_PASSWORD_AUTH')
  for (const challenge of Object.keys(CHALLENGES).filter(name => name !== 'ONE_THAT_IS_NEW')) {
    const response = await post(app, '/auth/signin/challenge', {
      challenge,
      session: SESSION,
      username,
      responses: { ANYTHING: 'a' }
    })
    t.match(response.json(), { statusCode: 400, message: /^body\/responses must / }, challenge)
  }
})

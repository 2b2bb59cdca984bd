import t, { type Test } from 'tap'
import { buildApi, logLines, PASSWORD, post } from '../api.js'
import { ACCOUNTS, administrator, responseOf, NOT_READY, refusalOf, startAccounts } from './accounts.js'

/**
 * No response reveals whether an account exists, or its state: not by status, body or headers, nor by the
 * number of calls to Cognito.
 */

const WRONG = 'Wrong-passw0rd'

const tries = (body: (username: string) => object) =>
  Object.entries(ACCOUNTS).map(([state, username]) => ({ state, body: body(username) }))

/** Attempts on an account in each state. None of them has the right input. */
const ATTEMPTS = {
  'a sign-in': { url: '/auth/signin', tries: tries(username => ({ username, password: WRONG })) },
  'a sign-in by the server': {
    url: '/auth/signin',
    tries: tries(username => ({ flow: 'ADMIN_USER_PASSWORD_AUTH', username, password: WRONG }))
  },
  'a sign-in with the right password of an account that is not ready': {
    url: '/auth/signin',
    tries: [
      { state: 'unknown', body: { username: ACCOUNTS.unknown, password: PASSWORD } },
      ...NOT_READY.map(state => ({ state, body: { username: ACCOUNTS[state], password: PASSWORD } }))
    ]
  },
  'a forgotten password': { url: '/auth/password/forgot', tries: tries(username => ({ username })) },
  'a resent code': { url: '/auth/signup/resend', tries: tries(username => ({ username })) },
  'a sign-up code': {
    url: '/auth/signup/confirm',
    tries: tries(username => ({ username, code: '000000' }))
  },
  'a password reset code': {
    url: '/auth/password/reset',
    tries: tries(username => ({ username, code: '000000', newPassword: PASSWORD }))
  },
  'feedback on an event': {
    url: '/auth/auth-events/feedback',
    tries: tries(username => ({ username, eventId: 'event-1', feedbackToken: 'abc', valid: false }))
  }
}

const STATUSES: Record<keyof typeof ATTEMPTS, number> = {
  'a sign-in': 401,
  'a sign-in by the server': 401,
  'a sign-in with the right password of an account that is not ready': 401,
  'a forgotten password': 202,
  'a resent code': 202,
  'a sign-up code': 400,
  'a password reset code': 400,
  'feedback on an event': 400
}

async function buildOn (t: Test, hides: 'ENABLED' | 'LEGACY') {
  const { cognito, clientId } = await startAccounts(t, hides)
  const calls = cognito.requests
  calls.length = 0
  const options = { ...cognito.options, clientId }
  // With rate limits: a first attempt on any account leaves the same number.
  const routes = () => ({
    prefix: '/auth',
    signIn: { flows: ['USER_PASSWORD_AUTH' as const, 'ADMIN_USER_PASSWORD_AUTH' as const] }
  })
  return { build: () => buildApi(t, { options }, { routes: routes() }), calls }
}

t.test('Cognito itself distinguishes each of these states', async t => {
  const { cognito, clientId } = await startAccounts(t, 'LEGACY')
  const admin = administrator(t, cognito.endpoint)
  const states = ['unknown', ...NOT_READY] as const
  t.strictSame(
    await Promise.all(states.map(state => refusalOf(admin, clientId, ACCOUNTS[state], PASSWORD))),
    [
      'UserNotFoundException: User does not exist.',
      'UserNotConfirmedException: User is not confirmed.',
      'NotAuthorizedException: User is disabled.',
      'NotAuthorizedException: Password attempts exceeded',
      'PasswordResetRequiredException: Password reset required for the user'
    ]
  )
})

for (const hides of ['ENABLED', 'LEGACY'] as const) {
  t.test(`an app client with PreventUserExistenceErrors ${hides}`, async t => {
    const { build, calls } = await buildOn(t, hides)
    for (const [label, { url, tries }] of Object.entries(ATTEMPTS)) {
      const app = await build()
      const responses = []
      for (const { state, body } of tries) {
        calls.length = 0
        const response = await responseOf(post(app, url, body))
        responses.push({ state, ...response, operations: calls.map(({ operation }) => operation) })
      }
      const [{ state, ...first }, ...others] = responses as [(typeof responses)[number], ...typeof responses]
      t.equal(first.statusCode, STATUSES[label as keyof typeof ATTEMPTS], label)
      t.equal(first.operations.length, 1, `${label} is one call to Cognito`)
      t.ok('x-ratelimit-remaining' in first.headers)
      for (const { state, ...other } of others) t.strictSame(other, first, `${label}: ${state} looks unknown`)
    }
  })
}

t.test('choosing a first factor, with an app client that hides existing users', async t => {
  const { cognito, clientId } = await startAccounts(t, 'ENABLED')
  const calls = cognito.requests
  calls.length = 0
  const app = await buildApi(
    t,
    { options: { ...cognito.options, clientId } },
    { routes: { prefix: '/auth', rateLimit: false, signIn: { flows: ['USER_AUTH'] } } }
  )
  // For an account that requires a password reset, Cognito fails before it offers the choice: no response
  // could imitate one.
  const usernames = Object.values(ACCOUNTS).filter(username => username !== ACCOUNTS['reset required'])
  const responses = []
  for (const username of usernames) {
    calls.length = 0
    const started = await responseOf(post(app, '/auth/signin', { username }))
    const { session, ...choice } = JSON.parse(started.body)
    const rejected = await responseOf(
      post(app, '/auth/signin/challenge', {
        challenge: 'SELECT_CHALLENGE',
        session,
        username,
        responses: { ANSWER: 'PASSWORD', PASSWORD: WRONG }
      })
    )
    responses.push({
      started: { ...started, body: choice },
      length: session.length,
      rejected,
      operations: calls.map(({ operation }) => operation)
    })
  }
  t.match(responses[0], {
    started: { statusCode: 200, body: { challenge: 'SELECT_CHALLENGE' } },
    rejected: { statusCode: 401, body: /FST_COGNITO_WRONG_CREDENTIALS/ },
    operations: ['InitiateAuth', 'RespondToAuthChallenge']
  })
  for (const [index, response] of responses.entries()) {
    t.strictSame(response, responses[0], `${usernames[index]}`)
  }
})

t.test('flows that need PreventUserExistenceErrors cause a warning at startup', async t => {
  const warnings = async (
    ...flows: (
      'USER_PASSWORD_AUTH' | 'ADMIN_USER_PASSWORD_AUTH' | 'USER_SRP_AUTH' | 'CUSTOM_AUTH' | 'USER_AUTH'
    )[]
  ) => {
    const { lines, logger } = logLines()
    await buildApi(
      t,
      { options: { userPoolId: 'eu-west-1_AbC123xyz', clientId: 'client1' } },
      { server: { logger }, routes: { prefix: '/auth', signIn: { flows } } }
    )
    return lines
      .map(line => JSON.parse(line))
      .filter(({ level }) => level === 40)
      .map(({ msg, flows }) => [msg, flows])
  }
  const message = 'sign-in flows can reveal user existence'
  t.strictSame(await warnings('USER_PASSWORD_AUTH'), [])
  t.strictSame(await warnings('USER_PASSWORD_AUTH', 'ADMIN_USER_PASSWORD_AUTH'), [])
  for (const flow of ['USER_AUTH', 'CUSTOM_AUTH', 'USER_SRP_AUTH'] as const) {
    t.strictSame(await warnings('USER_PASSWORD_AUTH', flow), [[message, [flow]]])
  }
  t.strictSame(await warnings('USER_AUTH', 'USER_SRP_AUTH'), [
    [message, ['USER_AUTH', 'USER_SRP_AUTH']]
  ])
})

import t, { type Test } from 'tap'
import { buildApi, logLines, PASSWORD, post } from '../api.js'
import { exception, startScripted, type ScriptedResponse } from '../scripted.js'
import type { Flow } from '../../dist/schemas/index.js'
import { responseOf } from './accounts.js'

/**
 * The same for what the local Cognito lacks: each exception that AWS throws because of an account has the
 * common response.
 */

const OPTIONS = { userPoolId: 'eu-west-1_AbC123xyz', clientId: 'client1' }
const SESSION = 'session-of-20-characters'
const username = 'jane@example.com'

const notAuthorized = (message: string) => exception('NotAuthorizedException', message)

const OF_A_SIGN_IN = [
  notAuthorized('Incorrect username or password.'),
  notAuthorized('User does not exist.'),
  notAuthorized('User is disabled.'),
  notAuthorized('Password attempts exceeded'),
  notAuthorized('Temporary password has expired and must be reset by an administrator.'),
  exception('LimitExceededException', 'Attempt limit exceeded, please try after some time.'),
  exception('PasswordResetRequiredException'),
  exception('UserLambdaValidationException', 'PreAuthentication failed with error You are banned.'),
  exception('UserNotConfirmedException'),
  exception('UserNotFoundException')
]

const OF_A_CODE = [
  exception('CodeMismatchException', 'Invalid verification code provided, please try again.'),
  exception('ExpiredCodeException', 'Invalid code provided, please request a code again.'),
  exception('LimitExceededException', 'Attempt limit exceeded, please try after some time.'),
  notAuthorized('User cannot be confirmed. Current status is CONFIRMED'),
  notAuthorized('User is disabled.'),
  exception('TooManyFailedAttemptsException'),
  exception('UserNotConfirmedException'),
  exception('UserNotFoundException')
]

const OF_A_SENDING: ScriptedResponse[] = [
  { body: { CodeDeliveryDetails: { DeliveryMedium: 'EMAIL', Destination: 'j***@e***' } } },
  exception('CodeDeliveryFailureException'),
  exception('InvalidParameterException', 'User is already confirmed.'),
  exception(
    'InvalidParameterException',
    'Cannot reset password for the user as there is no registered/verified email or phone_number'
  ),
  exception('LimitExceededException', 'Attempt limit exceeded, please try after some time.'),
  notAuthorized('User is disabled.'),
  notAuthorized('User password cannot be reset in the current state.'),
  exception('UserLambdaValidationException', 'CustomMessage failed with error no.'),
  exception('UserNotFoundException')
]

interface Try {
  url: string
  body: object
  outcomes: ScriptedResponse[]
}

const TRIES: Record<string, Try> = {
  'a sign-in': { url: '/auth/signin', body: { username, password: PASSWORD }, outcomes: OF_A_SIGN_IN },
  'a sign-in by the server': {
    url: '/auth/signin',
    body: { flow: 'ADMIN_USER_PASSWORD_AUTH', username, password: PASSWORD },
    outcomes: OF_A_SIGN_IN
  },
  'the start of SRP': {
    url: '/auth/signin',
    body: { flow: 'USER_SRP_AUTH', username, srpA: 'a1' },
    outcomes: OF_A_SIGN_IN
  },
  'the end of SRP': {
    url: '/auth/signin/challenge',
    body: {
      challenge: 'PASSWORD_VERIFIER',
      session: SESSION,
      username,
      responses: { PASSWORD_CLAIM_SIGNATURE: 'a', PASSWORD_CLAIM_SECRET_BLOCK: 'b', TIMESTAMP: 'c' }
    },
    outcomes: OF_A_SIGN_IN
  },
  'a password chosen at sign-in': {
    url: '/auth/signin/challenge',
    body: { challenge: 'PASSWORD', session: SESSION, username, responses: { PASSWORD } },
    outcomes: OF_A_SIGN_IN
  },
  'a forgotten password': { url: '/auth/password/forgot', body: { username }, outcomes: OF_A_SENDING },
  'a resent code': { url: '/auth/signup/resend', body: { username }, outcomes: OF_A_SENDING },
  'a sign-up code': {
    url: '/auth/signup/confirm',
    body: { username, code: '123456' },
    outcomes: OF_A_CODE
  },
  'a sign-up code with a sign-in': {
    url: '/auth/signup/confirm',
    body: { username, code: '123456', session: SESSION },
    outcomes: OF_A_CODE
  },
  'a password reset code': {
    url: '/auth/password/reset',
    body: { username, code: '123456', newPassword: PASSWORD },
    outcomes: OF_A_CODE
  }
}

async function scripted (t: Test, response: () => ScriptedResponse) {
  const { endpoint, calls } = await startScripted(t, response)
  const { lines, logger } = logLines()
  const flows: Flow[] = ['USER_PASSWORD_AUTH', 'ADMIN_USER_PASSWORD_AUTH', 'USER_SRP_AUTH', 'USER_AUTH']
  const app = await buildApi(
    t,
    { options: { ...OPTIONS, endpoint } },
    { server: { logger }, routes: { prefix: '/auth', rateLimit: false, signIn: { flows } } }
  )
  return { app, calls, lines }
}

t.test('every result that depends on an account has the same response, after one call', async t => {
  let outcome: ScriptedResponse = {}
  const { app, calls } = await scripted(t, () => outcome)
  for (const [label, { url, body, outcomes }] of Object.entries(TRIES)) {
    const responses = []
    for (outcome of outcomes) {
      calls.length = 0
      responses.push({ ...(await responseOf(post(app, url, body))), operations: calls.length })
    }
    for (const [index, response] of responses.entries()) {
      t.strictSame(response, responses[0], `${label}: ${JSON.stringify(outcomes[index]?.body)}`)
      t.equal(response.operations, 1, 'no result is retried')
      t.notMatch(response.headers, { 'retry-after': String }, 'none has Retry-After')
    }
  }
})

t.test("throttling by Cognito is a 503, since a 429 is only the plugin's own limit", async t => {
  const { app } = await scripted(t, () => exception('TooManyRequestsException'))
  const random = Math.random
  t.teardown(() => {
    Math.random = random
  })
  // The SDK waits a random fraction of a second.
  Math.random = () => 0
  for (const [label, { url, body }] of Object.entries(TRIES)) {
    if (url === '/auth/signin/challenge') continue
    const response = await post(app, url, body)
    t.match(response.json(), { statusCode: 503, code: 'FST_COGNITO_UNAVAILABLE' }, label)
    t.equal(response.headers['retry-after'], '5')
  }
})

t.test('requesting codes for unknown users does not fill the log with errors', async t => {
  let outcome: ScriptedResponse = {}
  const { app, lines } = await scripted(t, () => outcome)
  lines.length = 0
  for (outcome of OF_A_SENDING) {
    await post(app, '/auth/password/forgot', { username })
    await post(app, '/auth/signup/resend', { username })
  }
  t.strictSame(
    lines.map(line => JSON.parse(line)).filter(({ level }) => level > 30),
    []
  )
  t.equal(
    lines.filter(line => line.includes('"exception":"UserNotFoundException"')).length,
    2,
    'though the debug log has it'
  )
})

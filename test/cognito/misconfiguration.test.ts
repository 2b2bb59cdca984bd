import t, { type Test } from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { bearer, buildApi, logLines, newUser, PASSWORD } from '../api.js'
import { SUCCESS } from '../routes/answers.js'
import { challenge, EVERY_ROUTE } from '../routes/bodies.js'
import { exception, startScripted, type ScriptedResponse } from '../scripted.js'
import {
  DAILY,
  NO_SECRET,
  NOT_ENABLED,
  REASONS,
  UNEXPECTED_SECRET,
  WRONG_SECRET
} from './misconfiguration-messages.js'

/** A misconfiguration is logged as an error that names it, and is never reported as the user's mistake. */

const pool = await createTestPool()
const token = pool.signIn({ groups: ['admin'] })
const username = 'jane@example.com'

const REQUESTS = {
  SignUp: ['/signup', newUser(username)],
  ConfirmSignUp: ['/signup/confirm', { username, code: '123456' }],
  ResendConfirmationCode: ['/signup/resend', { username }],
  InitiateAuth: ['/signin', { username, password: PASSWORD }],
  AdminInitiateAuth: ['/signin', { flow: 'ADMIN_USER_PASSWORD_AUTH', username, password: PASSWORD }],
  RespondToAuthChallenge: ['/signin/challenge', challenge('EMAIL_OTP', { EMAIL_OTP_CODE: '123456' }).body],
  ForgotPassword: ['/password/forgot', { username }],
  ConfirmForgotPassword: ['/password/reset', { username, code: '123456', newPassword: PASSWORD }],
  GetTokensFromRefreshToken: ['/refresh', { refreshToken: 'abc' }],
  RevokeToken: ['/signout', { refreshToken: 'abc' }],
  ChangePassword: ['/password/change', { password: PASSWORD, newPassword: PASSWORD }],
  AdminCreateUser: ['/admin/users', { email: username, temporaryPassword: PASSWORD }],
  AdminSetUserPassword: ['/admin/users/jane/password', { password: PASSWORD }, 'PUT'],
  AdminConfirmSignUp: ['/admin/users/jane/confirm', {}]
} as const

type Operation = keyof typeof REQUESTS

const MISCONFIGURED = { status: 500, code: 'FST_COGNITO_MISCONFIGURED' }
const NAMED = { userPoolId: 'eu-west-1_TestPool1', clientId: 'testclient1example' }
const WRONG = { status: 401, code: 'FST_COGNITO_WRONG_CREDENTIALS' }

const NEW_PASSWORD = challenge('NEW_PASSWORD_REQUIRED', { NEW_PASSWORD: PASSWORD }).body

async function api (t: Test, routes: object = {}) {
  let failing = ''
  let result: ScriptedResponse = {}
  const { endpoint } = await startScripted(t, ({ operation }) => (operation === failing ? result : SUCCESS))
  const { lines, logger } = logLines()
  const app = await buildApi(t, pool, { endpoint, routes: { ...EVERY_ROUTE, ...routes }, server: { logger } })
  const send = async (operation: Operation, given: ScriptedResponse, body?: object) => {
    failing = operation
    result = given
    lines.length = 0
    const [path, usual, method = 'POST'] = REQUESTS[operation] as readonly [string, object, ('POST' | 'PUT')?]
    const payload = body ?? usual
    const headers = bearer(token)
    const response = await app.inject({ method, url: `/auth${path}`, headers, payload })
    const { statusCode: status, body: text } = response
    const [line, ...more] = lines.map(each => JSON.parse(each)).filter(each => each.exception !== undefined)
    t.strictSame(more, [], 'one line per failure')
    const code = text === '' ? undefined : JSON.parse(text).code
    return { status, code, body: text, line, level: line.level }
  }
  return { send, lines }
}

const thrown = (operation: Operation, message: string) =>
  exception(operation === 'RevokeToken' ? 'UnauthorizedException' : 'NotAuthorizedException', message)

const BY_CLIENT = [
  'SignUp',
  'ConfirmSignUp',
  'ResendConfirmationCode',
  'InitiateAuth',
  'AdminInitiateAuth',
  'ForgotPassword',
  'ConfirmForgotPassword',
  'GetTokensFromRefreshToken',
  'RevokeToken'
] as const

t.test('a missing, unexpected or wrong client secret is a 500, and the log names the problem', async t => {
  const { send } = await api(t)
  const kinds: [readonly string[], string][] = [
    [NO_SECRET, 'the app client has a secret: set clientSecret'],
    [UNEXPECTED_SECRET, 'the app client has no secret: remove clientSecret'],
    [WRONG_SECRET, 'clientSecret is not the secret of the app client: correct it']
  ]
  for (const operation of BY_CLIENT) {
    for (const [messages, reason] of kinds) {
      for (const message of messages) {
        const { status, code, line } = await send(operation, thrown(operation, message))
        t.match({ status, code }, MISCONFIGURED, `${operation}: ${message}`)
        t.match(line, { level: 50, code, reason, operation, ...NAMED })
      }
    }
  }
})

t.test('at a later step of a sign-in, a missing secret hash is a 500 too', async t => {
  const { send } = await api(t)
  for (const message of [...NO_SECRET, ...UNEXPECTED_SECRET]) {
    const response = await send('RespondToAuthChallenge', exception('NotAuthorizedException', message))
    t.match(response, { ...MISCONFIGURED, level: 50 })
  }
})

t.test("a wrong hash there is the username's fault: no error is logged", async t => {
  const { send } = await api(t)
  for (const message of WRONG_SECRET) {
    const response = await send('RespondToAuthChallenge', exception('NotAuthorizedException', message))
    t.match(response, { status: 401, code: 'FST_COGNITO_INVALID_SESSION', level: 30 })
  }
})

t.test('a missing app client or user pool is a 500, and the log names it', async t => {
  const { send } = await api(t)
  for (const operation of BY_CLIENT) {
    const name = operation === 'RevokeToken' ? 'UnauthorizedException' : 'ResourceNotFoundException'
    for (const [message, reason] of [
      ['User pool client 1h57kf5cpq does not exist.', /the app client does not exist in the user pool: check clientId/],
      ['User pool eu-west-1_AbC123xyz does not exist.', /the user pool does not exist: check userPoolId/]
    ] as const) {
      const { status, code, line } = await send(operation, exception(name, message))
      t.match({ status, code }, MISCONFIGURED, `${operation}: ${message}`)
      t.match(line, { level: 50, reason })
    }
  }
  const { line } = await send('RevokeToken', exception('UnauthorizedException', 'invalid_client'))
  t.match(line, { level: 50, reason: /clientSecret/ })
})

t.test('each exception that a configuration causes is logged with its reason', async t => {
  const { send } = await api(t)
  for (const [name, status, reason] of REASONS) {
    const code = status === 500 ? 'FST_COGNITO_MISCONFIGURED' : 'FST_COGNITO_NOT_ENABLED'
    const given = await send('AdminInitiateAuth', exception(name))
    t.match(given, { status, code, level: 50, line: { reason } }, name)
  }
  const forgotten = await send('ForgotPassword', exception('FeatureUnavailableInTierException'))
  t.match(forgotten, { status: 403, level: 50 })
})

const OPERATIONS = [
  'InitiateAuth',
  'RespondToAuthChallenge',
  'SignUp',
  'ConfirmForgotPassword',
  'ChangePassword'
] as const

t.test('a feature that the user pool does not enable is a 403, and an error line names it', async t => {
  const { send } = await api(t)
  for (const message of NOT_ENABLED) {
    for (const name of ['InvalidParameterException', 'NotAuthorizedException']) {
      for (const operation of OPERATIONS) {
        const { status, code, line } = await send(operation, exception(name, message))
        t.match({ status, code }, { status: 403, code: 'FST_COGNITO_NOT_ENABLED' }, message)
        t.match(line, { level: 50, reason: /user pool|app client/ })
      }
    }
  }
  const message = 'Software Token MFA has not been enabled by the userPool'
  const none = await send('RespondToAuthChallenge', exception('SoftwareTokenMFANotFoundException', message))
  t.match(none, { status: 403, level: 50 }, 'not as a factor that the account lacks')
})

t.test('a pool without device tracking rejects the setting, and an error line names the reason', async t => {
  const { send } = await api(t)
  const none = exception('InvalidParameterException', 'Device tracking is not enabled for the user pool.')
  const rejected = await send('ChangePassword', none)
  t.match(rejected, {
    status: 400,
    code: 'FST_COGNITO_INVALID_PARAMETER',
    level: 50,
    line: { reason: /device/ }
  })
})

t.test('where a response would reveal an account, it stays the same, and the error is logged', async t => {
  const { send } = await api(t)
  for (const operation of ['ForgotPassword', 'ResendConfirmationCode'] as const) {
    for (const message of NOT_ENABLED) {
      const response = await send(operation, exception('InvalidParameterException', message))
      t.match(response, { status: 202, level: 50, line: { reason: String } }, message)
    }
    const response = await send(operation, exception('LimitExceededException', DAILY))
    t.match(response, { status: 202, level: 50, line: { reason: /Amazon SES/ } })
  }
})

t.test('a reached message limit is a 503, and an error is logged', async t => {
  const { send } = await api(t)
  for (const operation of ['SignUp', 'InitiateAuth', 'RespondToAuthChallenge', 'AdminCreateUser'] as const) {
    for (const message of [DAILY, 'Exceeded monthly SMS spend limit']) {
      const { status, code, line } = await send(operation, exception('LimitExceededException', message))
      t.match({ status, code }, { status: 503, code: 'FST_COGNITO_CODE_DELIVERY_FAILED' }, operation)
      t.match(line, { level: 50, reason: /limit of messages/ })
    }
  }
  const unverified = 'Email address is not verified. The following identities failed the check'
  const sandbox = await send('SignUp', exception('CodeDeliveryFailureException', unverified))
  t.match(sandbox, { status: 503, level: 50, line: { reason: /sandbox/ } })
  const attempts = exception('LimitExceededException', 'Attempt limit exceeded, please try after some time.')
  t.match(await send('InitiateAuth', attempts), { status: 401, level: 30, line: { reason: undefined } })
})

t.test('trigger messages and repeated input never cause such a response', async t => {
  const { send } = await api(t)
  for (const words of [...NO_SECRET, ...WRONG_SECRET, ...NOT_ENABLED, DAILY]) {
    const failed = exception('UserLambdaValidationException', `PreAuthentication failed with error ${words}`)
    t.match(
      await send('InitiateAuth', failed),
      { status: 401, level: 30, line: { reason: undefined } },
      words
    )
    for (const repeated of [
      `1 validation error detected: Value '${words}' at 'username' failed to satisfy: x`,
      `Value '${words}' at 'username' failed to satisfy constraint: x`
    ]) {
      const rejected = await send('SignUp', exception('InvalidParameterException', repeated))
      t.match(rejected, { status: 400, code: 'FST_COGNITO_INVALID_PARAMETER', level: 30 }, repeated)
    }
  }
})

const fault = (name: string, rule = 'have length greater than or equal to 6') =>
  exception(
    'InvalidParameterException',
    `1 validation error detected: Value at '${name}' failed to satisfy constraint: Member must ${rule}`
  )

t.test("a password that fails Cognito's validation is reported as a policy violation", async t => {
  const { send } = await api(t)
  const tries: [Operation, string, object?][] = [
    ['SignUp', 'password'],
    ['ConfirmForgotPassword', 'password'],
    ['ChangePassword', 'proposedPassword'],
    ['RespondToAuthChallenge', 'challengeResponses.NEW_PASSWORD', NEW_PASSWORD],
    ['RespondToAuthChallenge', 'newPassword', NEW_PASSWORD],
    ['AdminCreateUser', 'temporaryPassword'],
    ['AdminSetUserPassword', 'password']
  ]
  for (const [operation, name, body] of tries) {
    const short = await send(operation, fault(name), body)
    t.match(short, { status: 400, code: 'FST_COGNITO_PASSWORD_POLICY', level: 30 }, operation)
    t.match(short.body, 'Password not long enough')
  }
  for (const [rule, words] of [
    [
      'satisfy regular expression pattern: ^[\\S]+.*[\\S]+$',
      'Password must have at least 2 characters, and must not begin or end with space'
    ],
    ['have length less than or equal to 256', 'Password too long'],
    ['be better', 'choose another'],
    ["satisfy regular expression pattern: x; Value at 'password' failed: x", 'Password must have at least 2'],
    ["be x; Value at 'password' failed to satisfy: greater than or equal to 6", 'Password not long enough'],
    ["be x; Value at 'username' failed to satisfy: greater than or equal to 1", 'choose another']
  ] as const) {
    const { code, body } = await send('SignUp', fault("x', Value 'Canary-1' at 'password", rule))
    t.equal(code, 'FST_COGNITO_PASSWORD_POLICY')
    t.match(body, words)
    t.notMatch(body, 'Canary', 'the password is not repeated')
  }
})

t.test('a password that Cognito rejects in other words is also reported as a policy violation', async t => {
  const { send } = await api(t)
  const tries = [
    ['SignUp'],
    ['ConfirmForgotPassword'],
    ['ChangePassword'],
    ['RespondToAuthChallenge', NEW_PASSWORD]
  ] as const
  for (const [operation, body] of tries) {
    for (const name of ['InvalidParameterException', 'InvalidPasswordException']) {
      for (const message of [
        'Password not long enough',
        'Password does not conform to policy: Password not long enough'
      ]) {
        const rejected = await send(operation, exception(name, message), body)
        t.match(
          rejected,
          { status: 400, code: 'FST_COGNITO_PASSWORD_POLICY', level: 30, body: /: Password not long enough/ },
          operation
        )
      }
    }
  }
  const signIn = await send(
    'ForgotPassword',
    exception('InvalidParameterException', 'Password not long enough')
  )
  t.match(signIn, { status: 202, level: 30 }, 'other operations do not report a new password')
})

t.test('a previous or current password that fails validation is a wrong password', async t => {
  const { send } = await api(t)
  t.match(await send('ChangePassword', fault('previousPassword')), WRONG)
  t.match(await send('InitiateAuth', fault('authParameters.PASSWORD')), WRONG)
  const { body } = challenge('PASSWORD', { PASSWORD })
  t.match(await send('RespondToAuthChallenge', fault('password'), body), WRONG)
})

const FAILED: [string, string][] = [
  ['UserLambdaValidationException', 'PostConfirmation failed with error Cannot read properties.'],
  ['UnexpectedLambdaException', 'PostConfirmation invocation failed due to error AccessDeniedException.']
]

t.test('a failed PostConfirmation trigger does not undo the confirmation', async t => {
  const { send } = await api(t)
  for (const [name, message] of FAILED) {
    const line = { level: 40, exception: name, trigger: 'PostConfirmation' }
    const confirmed = await send('ConfirmSignUp', exception(name, message))
    t.match(confirmed, { status: 200, body: '{"confirmed":true}', line })
    const byAdministrator = await send('AdminConfirmSignUp', exception(name, message))
    t.match(byAdministrator, { status: 204, line })
    const reset = await send('ConfirmForgotPassword', exception(name, message))
    t.match(reset, { status: 200, body: '{"reset":true}', line })
    const made = await send('SignUp', exception(name, message))
    t.match(made, { status: 502, code: 'FST_COGNITO_UNEXPECTED_RESPONSE', level: 50 })
    t.match(made.line.reason, 'account was created')
  }
  const another = 'CustomMessage failed with error PostConfirmation failed with error.'
  t.match(await send('ConfirmSignUp', exception('UserLambdaValidationException', another)), { status: 403 })
})

t.test('a failed trigger does not reveal a new account when existing users are hidden', async t => {
  const { send } = await api(t, { signUp: { hideExistingUsers: true } })
  for (const [name, message] of FAILED) {
    const response = await send('SignUp', exception(name, message))
    t.match(response, { status: 201, body: '{"confirmed":false,"delivery":null}', level: 50 })
  }
  const limited = await send('SignUp', exception('LimitExceededException', DAILY))
  t.match(limited, { status: 201, level: 50, line: { reason: /Amazon SES/ } })
})

t.test('the log names the trigger that failed, without its message', async t => {
  const { send, lines } = await api(t)
  const fail = (name: string, message: string) => send('InitiateAuth', exception(name, message))
  for (const trigger of ['PreAuthentication', 'PostAuthentication', 'PreTokenGeneration']) {
    const rejected = await fail('UserLambdaValidationException', `${trigger} failed with error Canary.`)
    t.match(rejected, { status: 401, line: { trigger } })
    t.notMatch(lines.join(''), 'Canary')
    const failed = await fail('UnexpectedLambdaException', `${trigger} invocation failed due to Canary.`)
    t.match(failed, { status: 502, level: 50, line: { trigger } })
    t.notMatch(lines.join(''), 'Canary')
  }
  const unknown = await fail('UserLambdaValidationException', 'Canary failed with error Canary.')
  t.match(unknown, { line: { trigger: undefined } })
  t.notMatch(lines.join(''), 'Canary')
})

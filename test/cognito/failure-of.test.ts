import t from 'tap'
import type { ErrorContext } from '../../dist/cognito/exceptions.js'
import {
  errorOf,
  failureOf,
  hasSucceeded,
  isOperatorError,
  missingExport,
  missingOperation
} from '../../dist/cognito/failures.js'

/** Errors of Cognito, the SDK and the network, as failures. */

const failed = (context: ErrorContext, name: string, message = '', more = {}) =>
  failureOf(context, Object.assign(new Error(message), { name, ...more }))
const codeOf = (context: ErrorContext, name: string, message: string) => failed(context, name, message).code

t.test('an error that nothing is known about', async t => {
  t.strictSame(failureOf('GetUser', {}), {
    code: 'FST_COGNITO_UNEXPECTED_RESPONSE',
    exception: 'Error',
    requestId: null,
    reason: null,
    trigger: null
  })
  t.match(failed('GetUser', 'Odd', '', { code: 7 }), { exception: 'Odd', code: /UNEXPECTED_RESPONSE/ })
})

t.test('an unreachable Cognito, by the system error', async t => {
  for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_SOCKET']) {
    t.match(failed('GetUser', 'Error', '', { code }), { exception: code, code: 'FST_COGNITO_UNAVAILABLE' })
  }
  for (const code of ['XECONNREFUSED', 'ECONNREFUSED.', 'UND_ERR_x', 'UND_ERR_', 'E', 'EcONN', 7, null]) {
    t.equal(failed('GetUser', 'Error', '', { code }).code, 'FST_COGNITO_UNEXPECTED_RESPONSE', String(code))
  }
})

t.test('a failure of Cognito, by the status', async t => {
  for (const [httpStatusCode, code] of [
    [undefined, 'FST_COGNITO_UNEXPECTED_RESPONSE'],
    [400, 'FST_COGNITO_UNEXPECTED_RESPONSE'],
    [499, 'FST_COGNITO_UNEXPECTED_RESPONSE'],
    [500, 'FST_COGNITO_UNAVAILABLE'],
    [503, 'FST_COGNITO_UNAVAILABLE']
  ] as const) {
    const $metadata = { httpStatusCode, requestId: 'request-1' }
    t.match(failed('GetUser', 'NewException', '', { $metadata }), { code, requestId: 'request-1' })
  }
  t.equal(failed('GetUser', 'UserNotFoundException', '', { $metadata: {} }).requestId, null)
  const $metadata = { requestId: `1\n${'x'.repeat(200)}` }
  t.match(failed('GetUser', 'NewException', '', { $metadata }).requestId, /^1\?x+\.\.\.$/)
})

t.test('the Lambda trigger that failed', async t => {
  const triggers = [
    'PreSignUp',
    'PostConfirmation',
    'PreAuthentication',
    'PostAuthentication',
    'PreTokenGeneration',
    'DefineAuthChallenge',
    'CreateAuthChallenge',
    'VerifyAuthChallengeResponse',
    'UserMigration',
    'CustomMessage',
    'CustomEmailSender',
    'CustomSMSSender'
  ]
  const rejected = 'UserLambdaValidationException'
  for (const trigger of triggers) {
    t.equal(failed('InitiateAuth', rejected, `${trigger} failed with error x.`).trigger, trigger)
    const message = `${trigger} invocation failed due to error Timeout.`
    t.equal(failed('InitiateAuth', 'UnexpectedLambdaException', message).trigger, trigger)
    t.equal(failed('InitiateAuth', 'NotAuthorizedException', message).trigger, null, 'not of a trigger')
  }
  for (const message of ['Other failed with error x.', 'xPreSignUp failed', 'PreSignUp failedx']) {
    t.equal(failed('SignUp', rejected, message).trigger, null, message)
  }
})

t.test('a trigger that fails after the work is done', async t => {
  const message = 'PostConfirmation failed with error x.'
  const after = failed('SignUp', 'UserLambdaValidationException', message)
  t.match(after, {
    code: 'FST_COGNITO_UNEXPECTED_RESPONSE',
    reason: 'the account was created, but the PostConfirmation trigger failed after it'
  })
  t.match(failed('ConfirmSignUp', 'UserLambdaValidationException', message), { reason: null })
  const before = failed('SignUp', 'UserLambdaValidationException', 'PreSignUp failed with error x.')
  t.match(before, { code: 'FST_COGNITO_SIGN_UP_DENIED', reason: null })
  for (const operation of ['ConfirmSignUp', 'AdminConfirmSignUp', 'ConfirmForgotPassword'] as const) {
    t.ok(hasSucceeded(operation, after), operation)
    t.notOk(hasSucceeded(operation, before), operation)
  }
  for (const operation of ['SignUp', 'InitiateAuth', 'AdminCreateUser'] as const) {
    t.notOk(hasSucceeded(operation, after), operation)
  }
})

t.test('exceptions that only their message distinguishes', async t => {
  const denied = 'NotAuthorizedException'
  const attribute = 'A client attempted to write unauthorized attribute'
  const attempts = 'Password attempts exceeded'
  const password = 'Incorrect username or password.'
  const invalid = 'InvalidParameterException'
  const missing = 'ResourceNotFoundException'
  const unconfigured = 'User has not verified software token mfa'
  const noDelivery = 'User does not have delivery config set to turn on SMS_MFA'
  for (const [context, name, message, code] of [
    ['GetUser', denied, attribute, 'INVALID_PARAMETER'],
    ['SignUp', 'UserNotFoundException', attribute, 'UNEXPECTED_RESPONSE'],
    ['RespondToAuthChallenge', denied, attempts, 'INVALID_CODE'],
    ['AdminRespondToAuthChallenge', denied, attempts, 'INVALID_CODE'],
    ['PasswordChallenge', denied, attempts, 'WRONG_CREDENTIALS'],
    ['RespondToAuthChallenge', denied, 'Invalid session', 'INVALID_SESSION'],
    ['GetUser', denied, attempts, 'INVALID_TOKEN'],
    ['ChangePassword', denied, password, 'WRONG_CREDENTIALS'],
    ['ChangePassword', denied, 'Access Token has been revoked', 'INVALID_TOKEN'],
    ['GetUser', denied, password, 'INVALID_TOKEN'],
    ['SignUp', invalid, "Value at 'password' failed to satisfy constraint", 'PASSWORD_POLICY'],
    ['InitiateAuth', invalid, "Value at 'password' failed to satisfy constraint", 'WRONG_CREDENTIALS'],
    ['SignUp', 'CodeMismatchException', "Value at 'password' failed to satisfy", 'INVALID_CODE'],
    ['SetUserMFAPreference', invalid, 'WebAuthn MFA is not enabled', 'NOT_ENABLED'],
    ['SetUserMFAPreference', invalid, 'FactorConfiguration is required', 'NOT_ENABLED'],
    ['GetUser', invalid, 'FactorConfiguration is required', 'INVALID_PARAMETER'],
    ['SetUserMFAPreference', invalid, unconfigured, 'MFA_FACTOR_NOT_FOUND'],
    ['SetUserMFAPreference', invalid, noDelivery, 'MFA_FACTOR_NOT_FOUND'],
    ['SetUserMFAPreference', invalid, 'Two preferred factors', 'INVALID_PARAMETER'],
    ['SetUserMFAPreference', 'UserNotFoundException', unconfigured, 'INVALID_TOKEN'],
    ['GetUser', invalid, unconfigured, 'INVALID_PARAMETER'],
    ['AdminGetUser', missing, 'User pool eu-west-1_AbC123xyz does not exist.', 'MISCONFIGURED'],
    ['AdminGetUser', missing, 'Group not found.', 'NOT_FOUND'],
    ['AdminGetUser', 'UserNotFoundException', 'User pool', 'NOT_FOUND'],
    ['InitiateAuth', missing, 'Device does not exist.', 'WRONG_CREDENTIALS'],
    ['RespondToAuthChallenge', missing, 'Device does not exist.', 'INVALID_SESSION'],
    ['ForgetDevice', missing, 'Device does not exist.', 'NOT_FOUND'],
    ['InitiateAuth', missing, 'Something does not exist.', 'MISCONFIGURED']
  ] as const) {
    t.equal(codeOf(context, name, message), `FST_COGNITO_${code}`, `${context}: ${name}: ${message}`)
  }
})

t.test('the errors of failures have the codes', async t => {
  const error = new Error('Canary')
  for (const [context, name] of [['GetUser', 'UserNotFoundException'], ['SignUp', 'Odd']] as const) {
    const failure = failed(context, name)
    t.match(errorOf(failure, error), { code: failure.code })
    t.notMatch(errorOf(failure, error).message, 'Canary')
  }
})

t.test('the requirement of a password, in the words of Cognito', async t => {
  const reasonOf = (name: string, message: string) => {
    const error = Object.assign(new Error(message), { name })
    return /user pool: (.*)\.$/.exec(errorOf(failureOf('SignUp', error), error).message)?.[1]
  }
  const name = 'InvalidPasswordException'
  for (const requirement of [
    'Password not long enough',
    'Password must have symbol characters',
    'Password must not contain the username'
  ]) {
    t.equal(reasonOf(name, requirement), requirement)
    t.equal(reasonOf(name, `Password did not conform with policy: ${requirement}`), requirement)
    t.equal(reasonOf(name, `Password did not conform with password policy: ${requirement}`), requirement)
    t.equal(reasonOf(name, `Password does not conform to policy: ${requirement}`), requirement)
    for (const other of [`x${requirement}`, `${requirement} x7`, `Password policy: ${requirement}`]) {
      t.equal(reasonOf(name, other), 'choose another', other)
    }
  }
  t.equal(reasonOf(name, 'Password must have characters'), 'choose another')
  const history = 'PasswordHistoryPolicyViolationException'
  t.equal(reasonOf(history, 'Password not long enough'), 'it was used before')
})

t.test('the explanation of a sign-up that a trigger denies, bounded', async t => {
  const messageOf = (message: string) => {
    const error = Object.assign(new Error(message), { name: 'UserLambdaValidationException' })
    return errorOf(failureOf('SignUp', error), error).message
  }
  const prefix = 'The sign-up was denied: '
  t.equal(messageOf('PreSignUp failed with error Not from here.'), `${prefix}Not from here`)
  t.equal(messageOf('PreSignUp failed with error  a\nb\u202e. '), `${prefix}a b .`)
  t.equal(messageOf(`PreSignUp failed with error ${'x'.repeat(300)}`), prefix + 'x'.repeat(200))
  t.equal(messageOf('PreSignUp failed with error .'), `${prefix}no reason was given`)
  t.equal(messageOf('Denied.'), `${prefix}no reason was given`)
})

t.test('an operation that the AWS SDK does not have', async t => {
  const failure = {
    code: 'FST_COGNITO_SDK_TOO_OLD',
    exception: 'MissingOperation',
    requestId: null,
    trigger: null
  }
  const sdk = '@aws-sdk/client-cognito-identity-provider'
  t.strictSame(missingOperation('GetClientToken'), {
    ...failure,
    reason: `GetClientToken requires ${sdk} 3.1124.0 or newer`
  })
  t.strictSame(missingOperation('SignUp'), { ...failure, reason: `SignUp requires ${sdk} 3.800.0 or newer` })
  const missing = missingExport('A feature', '3.900.0')
  t.strictSame(missing, { ...failure, reason: `A feature requires ${sdk} 3.900.0 or newer` })
  t.match(errorOf(missing, undefined), { code: 'FST_COGNITO_SDK_TOO_OLD', statusCode: 501 })
})

t.test('failures that the operator has to act on', async t => {
  const failure = { exception: 'Odd', requestId: null, trigger: null, reason: null }
  for (const code of [
    'FST_COGNITO_MISCONFIGURED',
    'FST_COGNITO_NOT_ENABLED',
    'FST_COGNITO_NO_AWS_CREDENTIALS',
    'FST_COGNITO_UNAVAILABLE',
    'FST_COGNITO_UNEXPECTED_RESPONSE'
  ] as const) {
    t.ok(isOperatorError({ ...failure, code }), code)
  }
  const code = 'FST_COGNITO_WRONG_CREDENTIALS'
  t.notOk(isOperatorError({ ...failure, code }))
  t.ok(isOperatorError({ ...failure, code, reason: 'a setting is wrong' }))
})

import t, { type Test } from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { bearer, buildApi, logLines, PASSWORD, post } from '../api.js'
import { exception, startScripted, type ScriptedResponse } from '../scripted.js'

/** What the log says of failures of Cognito: levels, messages and fields. */

const pool = await createTestPool()
const JANE = 'jane@example.com'

/** Returns what is logged when Cognito sends a response to a request. */
async function logOf (t: Test, response: ScriptedResponse, url: string, body: object) {
  const { lines, logger } = logLines()
  const { endpoint } = await startScripted(t, () => response)
  const app = await buildApi(t, pool, { endpoint, server: { logger } })
  lines.length = 0
  const { statusCode } = await post(app, `/auth/${url}`, body, bearer(pool.signIn()))
  const logged = lines.map(line => JSON.parse(line)).filter(({ msg }) => /Cognito request/.test(msg))
  t.equal(logged.length, 1)
  const { level, msg, operation, exception: name, cognitoRequestId, ...rest } = logged[0]
  t.equal(cognitoRequestId, 'request-0001')
  const { reason, userPoolId, clientId, trigger, code } = rest
  return { statusCode, level, msg, operation, name, reason, userPoolId, clientId, trigger, code }
}

const SIGN_IN = { username: JANE, password: PASSWORD }
const NOTHING = { reason: undefined, userPoolId: undefined, clientId: undefined, trigger: undefined }

t.test('a rejected request is information', async t => {
  t.strictSame(await logOf(t, exception('UserNotFoundException'), 'signin', SIGN_IN), {
    statusCode: 401,
    level: 30,
    msg: 'Cognito request rejected',
    operation: 'InitiateAuth',
    name: 'UserNotFoundException',
    ...NOTHING,
    code: 'FST_COGNITO_WRONG_CREDENTIALS'
  })
})

t.test('a mistake in the configuration is an error, with its reason and where it is', async t => {
  const logged = await logOf(t, exception('ResourceNotFoundException'), 'signin', SIGN_IN)
  t.match(logged, {
    statusCode: 500,
    level: 50,
    msg: 'Cognito request failed',
    operation: 'InitiateAuth',
    name: 'ResourceNotFoundException',
    reason: String,
    userPoolId: pool.options.userPoolId,
    clientId: pool.options.clientId,
    code: 'FST_COGNITO_MISCONFIGURED'
  })
  t.equal(logged.trigger, undefined)
})

t.test('a failure that would reveal an account is information, without an error code', async t => {
  const logged = await logOf(t, exception('UserNotFoundException'), 'password/forgot', { username: JANE })
  t.strictSame(logged, {
    statusCode: 202,
    level: 30,
    msg: 'Cognito request rejected',
    operation: 'ForgotPassword',
    name: 'UserNotFoundException',
    ...NOTHING,
    code: undefined
  })
})

t.test('a trigger that fails after the work is done is a warning, and the request succeeds', async t => {
  const failed = exception('UserLambdaValidationException', 'PostConfirmation failed with error simulated.')
  const confirm = { username: JANE, code: '123456' }
  t.match(await logOf(t, failed, 'signup/confirm', confirm), {
    statusCode: 200,
    level: 40,
    msg: 'Lambda trigger failed after Cognito request',
    operation: 'ConfirmSignUp',
    name: 'UserLambdaValidationException',
    trigger: 'PostConfirmation'
  })
})

t.test('a trigger that rejects a request is named', async t => {
  const message = 'PreAuthentication failed with error simulated.'
  const rejected = exception('UserLambdaValidationException', message)
  t.match(await logOf(t, rejected, 'signin', SIGN_IN), {
    statusCode: 401,
    level: 30,
    msg: 'Cognito request rejected',
    trigger: 'PreAuthentication'
  })
})

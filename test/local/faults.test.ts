import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider'
import t from 'tap'
import { raw, start, user, type Started } from './local.js'

const EMAIL = 'ada@example.com'

/** The SDK tries once, so that every failure is seen. */
const startSignedUp = async (t: Parameters<typeof start>[0]): Promise<Started> => {
  const { local } = await start(t, { users: [user(EMAIL)] })
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const { endpoint } = local
  const api = new CognitoIdentityProvider({ region: 'eu-west-1', endpoint, credentials, maxAttempts: 1 })
  t.teardown(() => api.destroy())
  return { local, api }
}

const signIn = async ({ local, api }: Started, USERNAME = EMAIL) =>
  await api.initiateAuth({
    ClientId: local.clientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME, PASSWORD: 'Passw0rd!' }
  })

t.test('an exception, for a number of calls', async t => {
  const started = await startSignedUp(t)
  const { local } = started
  local.fail('InitiateAuth', 'TooManyRequestsException', { times: 2, message: 'Rate exceeded' })
  local.fail('InitiateAuth', 'ForbiddenException', { times: 1 })
  const throttled = { name: 'TooManyRequestsException', message: 'Rate exceeded' }
  await t.rejects(signIn(started), throttled)
  await t.rejects(signIn(started), throttled)
  await t.rejects(signIn(started), { name: 'ForbiddenException' })
  t.ok((await signIn(started)).AuthenticationResult)
  t.equal(local.requests.filter(({ operation }) => operation === 'InitiateAuth').length, 4)
})

t.test('an exception, until it is restored', async t => {
  const started = await startSignedUp(t)
  const { local } = started
  local.fail('InitiateAuth', 'InternalErrorException')
  local.fail('InitiateAuth', 'NotAuthorizedException')
  await t.rejects(signIn(started), { name: 'NotAuthorizedException' }, 'the newest')
  local.fail('InitiateAuth', 'ForbiddenException', { times: 1 })
  await t.rejects(signIn(started), { name: 'ForbiddenException' }, 'a number of calls comes first')
  await t.rejects(signIn(started), { name: 'NotAuthorizedException' })
  local.restore('SignUp')
  await t.rejects(signIn(started), { name: 'NotAuthorizedException' })
  local.restore('InitiateAuth')
  t.ok((await signIn(started)).AuthenticationResult)
  local.fail('InitiateAuth', 'NotAuthorizedException')
  local.restore()
  t.ok((await signIn(started)).AuthenticationResult)
})

t.test('the status of an exception is that of AWS', async t => {
  const { local } = await startSignedUp(t)
  for (const [name, status] of [
    ['InternalErrorException', 500],
    ['InternalFailure', 500],
    ['ServiceUnavailable', 503],
    ['ThrottlingException', 400],
    ['NotAuthorizedException', 400]
  ] as const) {
    local.fail('GetUser', name, { times: 1 })
    t.match(await raw(local, 'GetUser', { AccessToken: 'abc' }), { status, body: { __type: name } })
  }
})

t.test('only exceptions that AWS declares', async t => {
  const started = await startSignedUp(t)
  const { local } = started
  t.throws(() => local.fail('RevokeToken', 'NotAuthorizedException'), {
    name: 'TypeError',
    message: /^RevokeToken does not declare NotAuthorizedException/
  })
  t.throws(() => local.fail('SignIn', 'ForbiddenException'), /SignIn is not an operation/)
  t.throws(() => local.delay('SignIn', 1), /SignIn is not an operation/)
  local.fail('InitiateAuth', () => 'CodeMismatchException', { times: 1 })
  await t.rejects(signIn(started), { name: 'InternalErrorException', message: /does not declare/ })
})

t.test('any response', async t => {
  const started = await startSignedUp(t)
  const { local } = started
  const __type = 'SomethingNewException'
  local.fail('InitiateAuth', { status: 400, body: { __type, message: 'new' } }, { times: 1 })
  await t.rejects(signIn(started), { name: __type, message: 'new' })
  local.fail(
    'InitiateAuth',
    { status: 503, body: '<html>', headers: { 'x-amzn-requestid': 'r1' } },
    { times: 1 }
  )
  const error = await signIn(started).catch((thrown: unknown) => thrown)
  t.match(error, { $metadata: { httpStatusCode: 503, requestId: 'r1' } })
  local.fail('InitiateAuth', { body: { AuthenticationResult: {} } }, { times: 1 })
  t.strictSame((await signIn(started)).AuthenticationResult, {})
  local.fail('InitiateAuth', {}, { times: 1 })
  t.equal((await signIn(started)).AuthenticationResult, undefined)
})

t.test('no response', async t => {
  const started = await startSignedUp(t)
  const { local, api } = started
  local.fail('InitiateAuth', { connection: 'reset' }, { times: 1 })
  await t.rejects(signIn(started), { code: 'ECONNRESET' })
  local.fail('InitiateAuth', { connection: 'hang' }, { times: 1 })
  const input = { ClientId: local.clientId, AuthFlow: 'USER_AUTH' as const }
  await t.rejects(api.initiateAuth(input, { abortSignal: AbortSignal.timeout(100) }), {
    name: /AbortError|TimeoutError/
  })
  t.ok((await signIn(started)).AuthenticationResult)
})

t.test('as a function of the call decides', async t => {
  const started = await startSignedUp(t)
  started.local.fail(
    'InitiateAuth',
    ({ input, headers }) => {
      const { USERNAME } = input['AuthParameters'] as { USERNAME: string }
      t.match(headers['x-amz-target'], /InitiateAuth/)
      return USERNAME === 'bob@example.com' ? 'UserNotFoundException' : undefined
    },
    { times: 1 }
  )
  t.ok((await signIn(started)).AuthenticationResult, 'does not count')
  await t.rejects(signIn(started, 'bob@example.com'), { name: 'UserNotFoundException' })
})

t.test('a changed copy of the response of the operation', async t => {
  const started = await startSignedUp(t)
  started.local.fail(
    'InitiateAuth',
    async (_call, respond) => {
      const { status, body } = await respond()
      const result = body['AuthenticationResult'] as { TokenType: string }
      t.match([status, result.TokenType], [200, 'Bearer'])
      return { body: { ...body, AuthenticationResult: { ...result, TokenType: 'MAC' } } }
    },
    { times: 1 }
  )
  const { AuthenticationResult } = await signIn(started)
  t.equal(AuthenticationResult?.TokenType, 'MAC')
  t.ok(AuthenticationResult?.AccessToken)
})

t.test('a delay', async t => {
  const started = await startSignedUp(t)
  started.local.delay('InitiateAuth', 100, { times: 1 })
  const start = performance.now()
  t.ok((await signIn(started)).AuthenticationResult)
  t.ok(performance.now() - start >= 95)
})

t.test('an operation for administrators needs a signature', async t => {
  const { local } = await startSignedUp(t)
  const call = async (operation: string, input: object, authorization?: string) => {
    const response = await fetch(local.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
        ...(authorization !== undefined && { authorization })
      },
      body: JSON.stringify(input)
    })
    return { status: response.status, body: await response.json() }
  }
  const input = { UserPoolId: local.userPoolId }
  const missing = { status: 400, body: { __type: 'MissingAuthenticationTokenException' } }
  t.match(await call('ListUsers', input), missing)
  t.match(await call('ListUsers', input, 'Bearer abc'), missing)
  t.equal((await call('ListUsers', input, 'AWS4-HMAC-SHA256 Credential=any')).status, 200)
  t.match(await call('GetUser', { AccessToken: 'abc' }), { body: { __type: 'NotAuthorizedException' } })
})

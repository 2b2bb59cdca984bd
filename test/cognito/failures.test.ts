import t, { type Test } from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { bearer, buildApi, logLines, newcomer, PASSWORD, post, signIn, startCognito, USER } from '../api.js'
import { exception, startWire, type WireAnswer } from '../wire.js'

/** One request for each operation. */
const REQUESTS = {
  SignUp: ['/auth/signup', newcomer('jane@example.com')],
  ConfirmSignUp: ['/auth/signup/confirm', { username: 'jane@example.com', code: '123456' }],
  ResendConfirmationCode: ['/auth/signup/resend', { username: 'jane@example.com' }],
  InitiateAuth: ['/auth/signin', { username: 'jane@example.com', password: PASSWORD }],
  GetTokensFromRefreshToken: ['/auth/refresh', { refreshToken: 'abc' }],
  RevokeToken: ['/auth/signout', { refreshToken: 'abc' }],
  GlobalSignOut: ['/auth/signout', { everywhere: true }]
} as const

type Operation = keyof typeof REQUESTS

/** What each exception of each operation is answered with. */
const ANYWHERE: Record<string, [number, string]> = {
  ForbiddenException: [403, 'FST_COGNITO_FORBIDDEN'],
  InternalErrorException: [503, 'FST_COGNITO_UNAVAILABLE'],
  InvalidParameterException: [400, 'FST_COGNITO_PARAMETER_REFUSED'],
  ResourceNotFoundException: [500, 'FST_COGNITO_MISCONFIGURED'],
  TooManyRequestsException: [429, 'FST_COGNITO_TOO_MANY_REQUESTS'],
  UnexpectedLambdaException: [502, 'FST_COGNITO_UPSTREAM'],
  UserLambdaValidationException: [403, 'FST_COGNITO_FORBIDDEN'],
  SomethingNewException: [502, 'FST_COGNITO_UPSTREAM']
}

const INVALID_CODE: [number, string] = [400, 'FST_COGNITO_INVALID_CODE']
const WRONG: [number, string] = [401, 'FST_COGNITO_WRONG_CREDENTIALS']
const ACCEPTED: [number, undefined] = [202, undefined]

const EXPECTED: Record<Operation, Record<string, [number, string | undefined]>> = {
  SignUp: {
    ...ANYWHERE,
    CodeDeliveryFailureException: [503, 'FST_COGNITO_CODE_DELIVERY_FAILED'],
    InvalidPasswordException: [400, 'FST_COGNITO_PASSWORD_REFUSED'],
    LimitExceededException: [429, 'FST_COGNITO_TOO_MANY_REQUESTS'],
    NotAuthorizedException: [403, 'FST_COGNITO_SIGN_UP_DISABLED'],
    UsernameExistsException: [409, 'FST_COGNITO_USERNAME_EXISTS']
  },
  ConfirmSignUp: {
    ...ANYWHERE,
    AliasExistsException: [409, 'FST_COGNITO_USERNAME_EXISTS'],
    CodeMismatchException: INVALID_CODE,
    ExpiredCodeException: INVALID_CODE,
    LimitExceededException: INVALID_CODE,
    NotAuthorizedException: INVALID_CODE,
    TooManyFailedAttemptsException: INVALID_CODE,
    UserNotFoundException: INVALID_CODE
  },
  ResendConfirmationCode: {
    ...ANYWHERE,
    CodeDeliveryFailureException: ACCEPTED,
    InvalidParameterException: ACCEPTED,
    LimitExceededException: ACCEPTED,
    NotAuthorizedException: ACCEPTED,
    UserNotFoundException: ACCEPTED
  },
  InitiateAuth: {
    ...ANYWHERE,
    InvalidUserPoolConfigurationException: [500, 'FST_COGNITO_MISCONFIGURED'],
    LimitExceededException: WRONG,
    NotAuthorizedException: WRONG,
    PasswordResetRequiredException: WRONG,
    UnsupportedOperationException: [403, 'FST_COGNITO_NOT_ENABLED'],
    UserNotConfirmedException: WRONG,
    UserNotFoundException: WRONG
  },
  GetTokensFromRefreshToken: {
    ...ANYWHERE,
    NotAuthorizedException: [401, 'FST_COGNITO_INVALID_REFRESH_TOKEN'],
    RefreshTokenReuseException: [401, 'FST_COGNITO_REFRESH_TOKEN_REUSED'],
    UserNotFoundException: [401, 'FST_COGNITO_INVALID_REFRESH_TOKEN']
  },
  RevokeToken: {
    ...ANYWHERE,
    UnauthorizedException: [401, 'FST_COGNITO_INVALID_REFRESH_TOKEN'],
    UnsupportedOperationException: [403, 'FST_COGNITO_NOT_ENABLED'],
    UnsupportedTokenTypeException: [401, 'FST_COGNITO_INVALID_REFRESH_TOKEN']
  },
  GlobalSignOut: {
    ...ANYWHERE,
    NotAuthorizedException: [401, 'FST_COGNITO_INVALID_TOKEN'],
    PasswordResetRequiredException: [401, 'FST_COGNITO_INVALID_TOKEN'],
    UserNotConfirmedException: [401, 'FST_COGNITO_INVALID_TOKEN']
  }
}

const POOL = { userPoolId: 'eu-west-1_AbC123xyz', clientId: 'client1example' }

async function apiOnWire (t: Test, answer: () => WireAnswer) {
  const { endpoint, calls } = await startWire(t, answer)
  const { lines, logger } = logLines()
  return { app: await buildApi(t, { options: { ...POOL, endpoint } }, { server: { logger } }), calls, lines }
}

t.test('every exception of every operation has its answer', async t => {
  let answer: WireAnswer = {}
  const { app, lines } = await apiOnWire(t, () => answer)
  for (const [operation, exceptions] of Object.entries(EXPECTED) as [Operation, typeof EXPECTED[Operation]][]) {
    for (const [name, [statusCode, code]] of Object.entries(exceptions)) {
      answer = exception(name, 'Value at password failed: Canary-passw0rd', name === 'InternalErrorException' ? 500 : 400)
      const [url, body] = REQUESTS[operation]
      const given = await post(app, url, body, bearer('abc'))
      t.match({ statusCode: given.statusCode, code: given.json().code }, { statusCode, code }, `${operation}: ${name}`)
      t.equal('retry-after' in given.headers, statusCode === 429 || statusCode === 503, `${operation}: ${name} and Retry-After`)
      t.equal('www-authenticate' in given.headers, statusCode === 401, `${operation}: ${name} and WWW-Authenticate`)
      t.notMatch(given.body, 'Canary', 'what Cognito said in its own words stays here')
    }
  }
  t.notMatch(lines.join(''), 'Canary')
  t.ok(lines.some(line => line.includes('"exception":"SomethingNewException"') && line.includes('"cognitoRequestId":"request-0001"')), 'the log has what support at AWS asks for')
})

t.test('exceptions that only their message tells apart', async t => {
  let answer: WireAnswer = {}
  const { app } = await apiOnWire(t, () => answer)
  const ask = async (operation: Operation) => {
    const [url, body] = REQUESTS[operation]
    return (await post(app, url, body)).json()
  }

  answer = exception('NotAuthorizedException', 'A client attempted to write unauthorized attribute')
  t.match(await ask('SignUp'), { statusCode: 400, code: 'FST_COGNITO_PARAMETER_REFUSED' })
  answer = exception('NotAuthorizedException', 'Client 1 is configured with secret but SECRET_HASH was not received')
  t.match(await ask('InitiateAuth'), { statusCode: 500, code: 'FST_COGNITO_MISCONFIGURED' })
  answer = exception('InvalidParameterException', 'USER_PASSWORD_AUTH flow not enabled for this client')
  t.match(await ask('InitiateAuth'), { statusCode: 403, code: 'FST_COGNITO_NOT_ENABLED' })
  answer = exception('InvalidPasswordException', 'Password did not conform with policy: Password must have symbol characters')
  t.match(await ask('SignUp'), { message: 'The password does not meet the policy of the user pool: Password must have symbol characters.' })
  answer = exception('InvalidPasswordException', 'Provided password abc cannot be used')
  t.match(await ask('SignUp'), { message: 'The password does not meet the policy of the user pool: choose another.' }, 'no sentence that is not known')
})

t.test('Cognito out of reach', async t => {
  let answer: WireAnswer = { silence: 'reset' }
  const { app } = await apiOnWire(t, () => answer)
  const ask = async (t: Test) => {
    const given = await post(app, ...REQUESTS.InitiateAuth)
    t.match(given.json(), { statusCode: 503, code: 'FST_COGNITO_UNAVAILABLE' })
    t.equal(given.headers['retry-after'], '5')
  }
  await t.test('a connection that is cut is a 503', ask)
  answer = { silence: 'hang' }
  await t.test('no answer within the deadline is a 503', ask)
  await t.test('nobody listening is a 503', async t => {
    const closed = await buildApi(t, { options: { ...POOL, endpoint: 'http://127.0.0.1:9' } })
    t.match((await post(closed, ...REQUESTS.InitiateAuth)).json(), { statusCode: 503, code: 'FST_COGNITO_UNAVAILABLE' })
  })
})

t.test('answers that Cognito would not give are a 502', async t => {
  let answer: WireAnswer = {}
  const { app } = await apiOnWire(t, () => answer)
  for (const strange of [{ body: {} }, { body: { AuthenticationResult: { AccessToken: 'a' } } }, { body: '<html>' }, { status: 404, body: '<html>' }]) {
    answer = strange
    t.match((await post(app, ...REQUESTS.GetTokensFromRefreshToken)).json(), { statusCode: 502, code: 'FST_COGNITO_UPSTREAM' })
    t.match((await post(app, ...REQUESTS.SignUp)).json(), { statusCode: 502, code: 'FST_COGNITO_UPSTREAM' })
  }
})

t.test('a challenge is passed on, without what is only for the client', async t => {
  const session = 'session-of-20-characters'
  const { app } = await apiOnWire(t, () => ({
    body: { ChallengeName: 'SOFTWARE_TOKEN_MFA', Session: session, ChallengeParameters: { FRIENDLY_DEVICE_NAME: 'phone', USER_ID_FOR_SRP: 'c7f2a1de' } }
  }))
  const answer = await post(app, ...REQUESTS.InitiateAuth)
  t.equal(answer.statusCode, 200)
  t.strictSame(answer.json(), { challenge: 'SOFTWARE_TOKEN_MFA', session, parameters: { FRIENDLY_DEVICE_NAME: 'phone' } })
})

t.test('a challenge without a session or parameters', async t => {
  const { app } = await apiOnWire(t, () => ({ body: { ChallengeName: 'NEW_ONE' } }))
  t.strictSame((await post(app, ...REQUESTS.InitiateAuth)).json(), { challenge: 'NEW_ONE', parameters: {} })
})

t.test('a sign-up that is confirmed at once was sent no code', async t => {
  const { app } = await apiOnWire(t, () => ({ body: { UserConfirmed: true, UserSub: 'c7f2a1de' } }))
  t.strictSame((await post(app, ...REQUESTS.SignUp)).json(), { sub: 'c7f2a1de', confirmed: true, delivery: null })
})

t.test('a sign-up whose code went somewhere that is not told', async t => {
  const { app } = await apiOnWire(t, () => ({ body: { UserConfirmed: false, UserSub: 'c7f2a1de', CodeDeliveryDetails: { DeliveryMedium: 'EMAIL' } } }))
  t.strictSame((await post(app, ...REQUESTS.SignUp)).json(), { sub: 'c7f2a1de', confirmed: false, delivery: null })
})

t.test('a profile', async t => {
  const pool = await createTestPool()
  let answer: WireAnswer = {}
  const { endpoint, calls } = await startWire(t, () => answer)
  const app = await buildApi(t, pool, { endpoint })
  const me = (token: string) => app.inject({ url: '/auth/me', headers: bearer(token) })

  await t.test('of which Cognito tells little is filled up with nothing', async t => {
    answer = { body: { Username: 'jane', UserAttributes: [{ Name: 'nickname' }] } }
    t.strictSame((await me(pool.signIn({ sub: 'c7f2a1de' }))).json(), {
      id: 'c7f2a1de', username: 'jane', email: null, emailVerified: false, name: null, attributes: { nickname: '' }
    })
    answer = { body: { Username: 'jane' } }
    t.strictSame((await me(pool.signIn())).json().attributes, {})
  })

  await t.test('that is none is a 502', async t => {
    answer = { body: {} }
    t.match((await me(pool.signIn())).json(), { statusCode: 502, code: 'FST_COGNITO_UPSTREAM' })
  })

  await t.test('is not asked for with a token that cannot read it', async t => {
    calls.length = 0
    const machine = await me(pool.machine({ scopes: ['orders/read'] }))
    t.match(machine.json(), { statusCode: 403, code: 'FST_COGNITO_PERSON_REQUIRED' })
    const scoped = await me(pool.signIn({ scopes: ['openid'] }))
    t.match(scoped.json(), { statusCode: 403, code: 'FST_COGNITO_INSUFFICIENT_SCOPE' })
    t.equal(scoped.headers['www-authenticate'], 'Bearer realm="cognito", error="insufficient_scope"')
    t.strictSame(calls, [])
  })

  await t.test('of an ID token is made of its claims', async t => {
    const idApp = await buildApi(t, pool, { endpoint, tokenUse: 'id' })
    const profile = (token: string) => idApp.inject({ url: '/profile', headers: bearer(token) })
    t.match((await profile(pool.idToken({ sub: 'c7f2a1de', claims: { 'custom:seats': '7', address: { formatted: 'Here 1' } } }))).json(), {
      id: 'c7f2a1de', emailVerified: true, name: null, attributes: { 'custom:seats': '7', address: '{"formatted":"Here 1"}', email: 'jane@example.com' }
    })
  })
})

t.test('operations where nobody said which app client speaks', async t => {
  const cognito = await startCognito(t)
  const app = await buildApi(t, cognito)
  const { refreshToken } = await signIn(app, USER)
  const { routes, ...options } = { ...cognito.options, clientId: null, routes: undefined }
  const { default: Fastify } = await import('fastify')
  const { default: cognitoAuth } = await import('../../dist/index.js')
  const open = Fastify()
  t.teardown(async () => { await open.close() })
  await open.register(cognitoAuth, options)
  await t.rejects(open.cognito.refresh({ refreshToken }), { code: 'FST_COGNITO_INVALID_OPTIONS', message: /routes\.clientId/ })
})

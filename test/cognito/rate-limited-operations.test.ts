import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import cognitoAuth, { type SinglePoolOptions } from '../../dist/index.js'
import { createTestPool } from '../../dist/testing/index.js'
import { SUCCESS } from '../routes/answers.js'
import { FLOWS } from '../routes/bodies.js'
import { exception, startScripted, type ScriptedResponse } from '../scripted.js'

/**
 * `fastify.cognito.rateLimited(request)`: operations in an application's own routes, with the limits of the
 * auth API.
 */

process.env['NODE_ENV'] = 'test'

const pool = await createTestPool()
const ID = 'c7f2a1de-1c2b-4a3d-9e5f-0a1b2c3d4e5f'
const accessToken = pool.signIn({ sub: ID })
const whole = (): ScriptedResponse => ({
  body: {
    ...(SUCCESS.body as object),
    UserAttributes: [
      { Name: 'sub', Value: ID },
      { Name: 'email', Value: 'jane@example.com' }
    ]
  }
})

/** An application with its own routes: `/own/<operation>` takes the operation's input. */
async function build (
  t: Test,
  options: Partial<SinglePoolOptions> = {},
  { reply: passReply = true, responseOf = whole } = {}
) {
  const { endpoint, calls } = await startScripted(t, () => responseOf())
  const app = Fastify()
  t.teardown(async () => {
    await app.close()
  })
  await app.register(cognitoAuth, { ...pool.options, endpoint, ...options })
  app.post<{ Params: { name: 'signIn' } }>('/own/:name', async (request, reply) => {
    const limited = app.cognito.rateLimited(request, passReply ? reply : undefined)
    const result: unknown = await limited[request.params.name](request.body as never)
    return result ?? { done: true }
  })
  app.post('/bare', async request => app.cognito.signIn(request.body as never, request))
  return { app, calls }
}

const password = (username: unknown = 'jane') => ({ username, password: 'Correct-horse-7' })

async function send (app: FastifyInstance, url: string, payload: object = password(), from = '203.0.113.1') {
  return app.inject({ method: 'POST', url, payload, remoteAddress: from })
}

async function statuses (
  times: number,
  requestOf: (index: number) => ReturnType<typeof send>
): Promise<readonly number[]> {
  const responses: number[] = []
  for (let index = 0; index < times; index++) responses.push((await requestOf(index)).statusCode)
  return responses
}

t.test('the twelfth sign-in to one account is rejected, and without rateLimited() it is not', async t => {
  const { app, calls } = await build(t, {}, { responseOf: () => exception('NotAuthorizedException') })
  t.strictSame(await statuses(12, () => send(app, '/own/signIn')), [...Array(10).fill(401), 429, 429])
  t.equal(calls.length, 10)
  const rejected = await send(app, '/own/signIn')
  t.match(rejected.json(), { code: 'FST_COGNITO_TOO_MANY_ATTEMPTS' })
  t.match(rejected.headers, {
    'retry-after': /^[89]\d\d$/,
    'x-ratelimit-limit': '10',
    'x-ratelimit-remaining': '0'
  })
  t.strictSame(await statuses(12, () => send(app, '/bare')), Array(12).fill(401))
})

t.test('attempts count together with those of the routes', async t => {
  const { app } = await build(t, { routes: { prefix: '/auth', rateLimit: { accountAndIp: { max: 4 } } } })
  t.strictSame(await statuses(2, () => send(app, '/auth/signin')), [200, 200])
  t.strictSame(await statuses(3, () => send(app, '/own/signIn')), [200, 200, 429])
  t.equal((await send(app, '/auth/signin')).statusCode, 429)
})

t.test('each operation is limited as its route is', async t => {
  const code = '123456'
  const input: Record<string, object> = {
    signUp: { email: 'jane@example.com', password: 'Correct-horse-7' },
    confirmSignUp: { username: 'jane', code },
    resendConfirmationCode: { username: 'jane' },
    signIn: password(),
    respondToChallenge: {
      challenge: 'EMAIL_OTP',
      session: 'session-of-20-characters',
      username: 'jane',
      responses: { EMAIL_OTP_CODE: code }
    },
    forgotPassword: { username: 'jane' },
    resetPassword: { username: 'jane', code, newPassword: 'Correct-horse-7' },
    changePassword: { accessToken, password: 'a', newPassword: 'b' },
    updateProfile: { accessToken, attributes: { email: 'jane@example.com' } },
    sendAttributeCode: { accessToken, name: 'email' },
    verifyAttribute: { accessToken, name: 'email', code },
    verifyTotp: { accessToken, code },
    setAuthEventFeedbackByToken: { username: 'jane', eventId: 'event-1', feedbackToken: 'abc', valid: false }
  }
  for (const [name, body] of Object.entries(input)) {
    const { app, calls } = await build(t, {
      routes: { rateLimit: { accountAndIp: { max: 1 } }, signIn: { flows: [...FLOWS] } }
    })
    t.equal((await send(app, `/own/${name}`, body)).statusCode, 200, name)
    calls.length = 0
    t.equal((await send(app, `/own/${name}`, body)).statusCode, 429, name)
    t.strictSame(calls, [], name)
  }
})

t.test('operations whose routes are not limited are not limited', async t => {
  const { app } = await build(t, { routes: { rateLimit: { accountAndIp: { max: 1 }, ip: { max: 1 } } } })
  for (const [name, body] of [
    ['getMfaPreferences', { accessToken }],
    ['listDevices', { accessToken }],
    ['updateProfile', { accessToken, attributes: { name: 'Jane' } }]
  ] as const) {
    t.strictSame(await statuses(3, () => send(app, `/own/${name}`, body)), [200, 200, 200], name)
  }
})

t.test('refreshing is counted by IP address', async t => {
  const { app } = await build(t, { routes: { rateLimit: { ip: { max: 2 } } } })
  t.strictSame(await statuses(3, () => send(app, '/own/refresh', { refreshToken: 'abc' })), [200, 200, 429])
  t.equal((await send(app, '/own/refresh', { refreshToken: 'abc' }, '203.0.113.2')).statusCode, 200)
})

t.test('rateLimit: false disables it', async t => {
  const { app } = await build(t, { routes: { rateLimit: false } })
  t.strictSame(await statuses(12, () => send(app, '/own/signIn')), Array(12).fill(200))
})

t.test('without a reply the error has the Retry-After header', async t => {
  const { app } = await build(t, { routes: { rateLimit: { accountAndIp: { max: 1 } } } }, { reply: false })
  t.notOk('x-ratelimit-limit' in (await send(app, '/own/signIn')).headers)
  t.match((await send(app, '/own/signIn')).headers, { 'retry-after': /^[89]\d\d$/ })
})

t.test('a username that is not a string is rejected: it could bypass the count', async t => {
  const { app, calls } = await build(t)
  const invalid: [string, object, RegExp][] = [
    ['signIn', password(['jane']), /^username must be a string/],
    ['signIn', password({ toString: 1 }), /^username must be a string/],
    ['signUp', { username: 'jane', attributes: { email: ['jane@example.com'] } }, /^email must be a string/],
    ['respondToChallenge', { username: ['jane'], responses: {} }, /^username must be a string/],
    ['signUp', { username: 'jane', attributes: 'email' }, /^attributes must be an object/]
  ]
  for (const [name, body, message] of invalid) {
    t.match((await send(app, `/own/${name}`, body)).json(), {
      statusCode: 400,
      code: 'FST_COGNITO_INVALID_INPUT',
      message
    })
  }
  t.strictSame(calls, [])
  t.strictSame(
    await statuses(11, () => send(app, '/own/signIn', password(7))),
    [...Array(10).fill(200), 429],
    'a number counts like its text'
  )
})

t.test('a session counts for the username it carries, an invalid token for the IP address', async t => {
  const { app } = await build(t, { routes: { rateLimit: { accountAndIp: { max: 1 }, ip: { max: 3 } } } })
  const session = `next.${Buffer.from('{"username":"jane"}').toString('base64url')}.session-of-20-characters`
  const responseOf = (index: number) => ({
    challenge: 'EMAIL_OTP',
    session,
    username: `made-up-${index}`,
    responses: { EMAIL_OTP_CODE: '1' }
  })
  t.strictSame(
    await statuses(2, index => send(app, '/own/respondToChallenge', responseOf(index))),
    [200, 429]
  )
  t.strictSame(
    await statuses(4, () => send(app, '/own/verifyTotp', { accessToken: 'none', code: '123456' })),
    [200, 200, 200, 429],
    'by IP address only'
  )
  t.strictSame(
    await statuses(4, () => send(app, '/own/verifyTotp', { code: '123456' })),
    [429, 429, 429, 429]
  )
})

t.test('an administrator may change attributes that cause no code without a limit', async t => {
  const { app } = await build(t, { routes: { rateLimit: { account: { max: 3 }, accountAndIp: { max: 1 } } } })
  const change = (attributes: object) =>
    statuses(4, () => send(app, '/own/updateUser', { username: 'jane', attributes }))
  t.strictSame(await change({ name: 'Jane' }), [200, 200, 200, 200])
  t.strictSame(await change({ email: 'jane@example.com' }), [200, 200, 200, 429])
})

t.test('no code is sent for an invalid token', async t => {
  const { app, calls } = await build(t)
  const response = await send(app, '/own/sendAttributeCode', { accessToken: 'none', name: 'email' })
  t.match(response.json(), { statusCode: 401, code: 'FST_COGNITO_INVALID_TOKEN' })
  t.match(response.headers, { 'www-authenticate': /invalid_token/ })
  t.equal((await send(app, '/own/sendAttributeCode', {})).statusCode, 401)
  t.strictSame(calls, [])
})

t.test('no code is sent from the route when the email address is not readable', async t => {
  const { app, calls } = await build(
    t,
    { routes: {} },
    { responseOf: () => exception('NotAuthorizedException') }
  )
  const response = await app.inject({
    method: 'POST',
    url: '/me/attributes/email/code',
    headers: { authorization: `Bearer ${accessToken}` }
  })
  t.match(response.json(), { statusCode: 401, code: 'FST_COGNITO_INVALID_TOKEN' })
  t.strictSame(
    calls.map(({ operation }) => operation),
    ['GetUser']
  )
})

t.test("rate-limit settings in a route's config do not change the counts", async t => {
  const { app } = await build(t, { routes: { rateLimit: { accountAndIp: { max: 1 } } } })
  for (const groupId of ['a', 'b']) {
    app.post(`/${groupId}`, { config: { rateLimit: { groupId } } as object }, async request =>
      app.cognito.rateLimited(request).signIn(request.body as never)
    )
  }
  t.equal((await send(app, '/a')).statusCode, 200)
  t.equal((await send(app, '/b')).statusCode, 429)
})

t.test('rateLimited() without a request throws a clear error', async t => {
  const { app } = await build(t)
  t.throws(() => app.cognito.rateLimited(undefined as never), {
    code: 'FST_COGNITO_INVALID_REQUIREMENT',
    message: /cognito\.rateLimited: the first argument must be the request/
  })
})

t.test('the request identifies the caller', async t => {
  const { app, calls } = await build(t, { clientSecret: 'shh1secret' })
  await send(app, '/own/signIn')
  t.match(calls[0]?.body, { UserContextData: { IpAddress: '203.0.113.1' } })
})

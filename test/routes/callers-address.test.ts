import t, { type Test } from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { bearer, buildApi, PASSWORD } from '../api.js'
import { startWire } from '../wire.js'
import { BODIES, EVERY_ROUTE, SESSION, username } from './bodies.js'

/** Whom Cognito's threat protection is told a request comes from. */

const pool = await createTestPool()
const HERE = '203.0.113.7'

/** The operations that take the caller's address, by the routes that call them. */
const TAKE_IT: Readonly<Record<string, keyof typeof BODIES>> = {
  SignUp: 'signUp',
  ConfirmSignUp: 'confirmSignUp',
  ResendConfirmationCode: 'resendConfirmationCode',
  InitiateAuth: 'USER_PASSWORD_AUTH',
  RespondToAuthChallenge: 'the answer to EMAIL_OTP',
  ForgotPassword: 'forgotPassword',
  ConfirmForgotPassword: 'resetPassword'
}

async function onWire (t: Test, { secret = true, trustProxy = false as boolean | string } = {}) {
  const { endpoint, calls } = await startWire(t, ({ operation }) => ({
    body:
      operation === 'ConfirmSignUp'
        ? { Session: SESSION }
        : {
            Status: 'SUCCESS',
            Session: SESSION,
            AuthenticationResult: { AccessToken: 'a', IdToken: 'b', ExpiresIn: 3600 }
          }
  }))
  const app = await buildApi(t, pool, {
    endpoint,
    ...(secret && { clientSecret: 'shh1secret' }),
    server: { trustProxy },
    routes: EVERY_ROUTE
  })
  const send = (what: string, headers: Record<string, string> = {}, remoteAddress = HERE, query = '') => {
    const { method, url, body } = BODIES[what] as (typeof BODIES)[string]
    return app.inject({
      method,
      url: url + query,
      payload: body,
      remoteAddress,
      headers: { ...bearer(pool.signIn({ groups: ['admin'] })), ...headers }
    })
  }
  return { send, calls }
}

t.test('an app client with a secret tells the address with every operation that takes it', async t => {
  const { send, calls } = await onWire(t)
  for (const [operation, route] of Object.entries(TAKE_IT)) {
    calls.length = 0
    await send(route)
    t.match(calls[0], { operation, body: { UserContextData: { IpAddress: HERE } } })
    t.strictSame(
      Object.keys(calls[0]?.body['UserContextData'] as object),
      ['IpAddress'],
      'and nothing else that only a device knows'
    )
  }
  calls.length = 0
  await send('confirmSignUp')
  t.strictSame(
    calls.map(({ operation, body }) => [operation, body['UserContextData']]),
    [
      ['ConfirmSignUp', { IpAddress: HERE }],
      ['InitiateAuth', { IpAddress: HERE }]
    ],
    'a sign-in straight after too'
  )
})

t.test('an operation that does not take it is not told it', async t => {
  const { send, calls } = await onWire(t)
  for (const route of [
    'refresh',
    'signOut',
    'changePassword',
    'updateProfile',
    'verifyAttribute',
    'the answer to MFA_SETUP',
    'verifyTotp',
    'setMfaPreferences',
    'completePasskeyRegistration',
    'updateDevice',
    'inviteUser',
    'createGroup',
    'updateGroup'
  ]) {
    await send(route)
  }
  const told = calls
    .filter(({ body }) => JSON.stringify(body).includes(HERE))
    .map(({ operation }) => operation)
  t.strictSame(told, ['RespondToAuthChallenge'])
  t.ok(calls.length >= 14)
})

t.test('an app client without a secret tells none: anybody could make it up', async t => {
  const { send, calls } = await onWire(t, { secret: false })
  for (const route of Object.keys(BODIES).filter(name => name !== 'ADMIN_USER_PASSWORD_AUTH')) {
    await send(route)
  }
  t.ok(calls.length >= Object.keys(BODIES).length - 1)
  t.notMatch(JSON.stringify(calls), HERE)
  t.notMatch(JSON.stringify(calls), 'ContextData')
})

t.test('a sign-in by the server tells the whole context, with a secret and without', async t => {
  for (const secret of [true, false]) {
    const { send, calls } = await onWire(t, { secret })
    await send(
      'ADMIN_USER_PASSWORD_AUTH',
      { 'user-agent': 'Browser/1.0', host: 'app.example.com:8443', cookie: 'a=b' },
      HERE,
      '?redirect=secret'
    )
    t.match(calls[0], { operation: 'AdminInitiateAuth' })
    t.strictSame(calls[0]?.body['ContextData'], {
      IpAddress: HERE,
      ServerName: 'app.example.com',
      ServerPath: '/auth/signin',
      HttpHeaders: [{ headerName: 'User-Agent', headerValue: 'Browser/1.0' }]
    })
    t.notOk('UserContextData' in (calls[0]?.body as object))
    t.notMatch(JSON.stringify(calls), 'redirect', "a query is nobody else's")
  }
})

t.test('and so does the step after it', async t => {
  const session = `next.${Buffer.from('{"admin":true}').toString('base64url')}.${SESSION}`
  const { endpoint, calls } = await startWire(t, () => ({
    body: { AuthenticationResult: { AccessToken: 'a', IdToken: 'b', ExpiresIn: 3600 } }
  }))
  const app = await buildApi(t, pool, { endpoint, routes: EVERY_ROUTE })
  const payload = { challenge: 'EMAIL_OTP', session, username, responses: { EMAIL_OTP_CODE: '1' } }
  await app.inject({
    method: 'POST',
    url: '/auth/signin/challenge?x=1',
    payload,
    remoteAddress: HERE,
    headers: { 'user-agent': 'Browser/1.0', host: 'app.example.com' }
  })
  t.match(calls[0], { operation: 'AdminRespondToAuthChallenge' })
  t.strictSame(calls[0]?.body['ContextData'], {
    IpAddress: HERE,
    ServerName: 'app.example.com',
    ServerPath: '/auth/signin/challenge',
    HttpHeaders: [{ headerName: 'User-Agent', headerValue: 'Browser/1.0' }]
  })
})

t.test('a caller who names no browser tells of none', async t => {
  const { send, calls } = await onWire(t)
  await send('ADMIN_USER_PASSWORD_AUTH', { 'user-agent': undefined as unknown as string })
  t.strictSame((calls[0]?.body['ContextData'] as { HttpHeaders: unknown }).HttpHeaders, [])
})

t.test("where it is called for nobody's request, there is no address to tell", async t => {
  const { endpoint, calls } = await startWire(t, () => ({
    body: { AuthenticationResult: { AccessToken: 'a', IdToken: 'b', ExpiresIn: 3600 } }
  }))
  const app = await buildApi(t, pool, { endpoint, clientSecret: 'shh1secret' })
  await app.cognito.signIn({ username, password: PASSWORD })
  await app.cognito.signIn({ flow: 'ADMIN_USER_PASSWORD_AUTH', username, password: PASSWORD })
  t.notMatch(JSON.stringify(calls), 'ContextData')
})

t.test('the address is the one that the application trusts', async t => {
  const forwarded = { 'x-forwarded-for': '198.51.100.1', 'x-forwarded-host': 'evil.example.com' }
  const addressOf = async (t: Test, trustProxy: boolean | string, from: string) => {
    const { send, calls } = await onWire(t, { trustProxy })
    await send('USER_PASSWORD_AUTH', forwarded, from)
    await send('ADMIN_USER_PASSWORD_AUTH', forwarded, from)
    return [calls[0]?.body['UserContextData'], calls[1]?.body['ContextData']] as {
      IpAddress: string
      ServerName?: string
    }[]
  }
  t.match(
    await addressOf(t, false, HERE),
    [{ IpAddress: HERE }, { IpAddress: HERE, ServerName: 'localhost' }],
    'what a caller writes of themselves is not believed'
  )
  t.match(
    await addressOf(t, '10.0.0.0/8', HERE),
    [{ IpAddress: HERE }, { IpAddress: HERE, ServerName: 'localhost' }],
    'nor where somebody else is trusted'
  )
  t.match(
    await addressOf(t, '10.0.0.0/8', '10.0.0.1'),
    [{ IpAddress: '198.51.100.1' }, { IpAddress: '198.51.100.1' }],
    'what a trusted proxy writes is'
  )
  t.match(await addressOf(t, false, '2001:db8::1'), [
    { IpAddress: '2001:db8::1' },
    { IpAddress: '2001:db8::1' }
  ])
})

t.test('a port that a proxy wrote beside it is none of it', async t => {
  for (const [written, address] of [
    ['198.51.100.1:51234', '198.51.100.1'],
    ['[2001:db8::1]:51234', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['2001:db8::1', '2001:db8::1']
  ] as const) {
    const { send, calls } = await onWire(t, { trustProxy: '10.0.0.0/8' })
    for (const flow of ['USER_PASSWORD_AUTH', 'ADMIN_USER_PASSWORD_AUTH']) {
      await send(flow, { 'x-forwarded-for': written }, '10.0.0.1')
    }
    t.strictSame(
      calls
        .map(({ body }) => (body['UserContextData'] ?? body['ContextData']) as { IpAddress: string })
        .map(({ IpAddress }) => IpAddress),
      [address, address],
      written
    )
  }
})

import t, { type Test } from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { bearer, buildApi, PASSWORD } from '../api.js'
import { startScripted } from '../scripted.js'
import { BODIES, EVERY_ROUTE, SESSION, username } from './bodies.js'

/** The IP address that Cognito's threat protection receives. */

const pool = await createTestPool()
const HERE = '203.0.113.7'

/** The operations that accept the caller's IP address, by the routes that call them. */
const TAKE_IT: Readonly<Record<string, keyof typeof BODIES>> = {
  SignUp: 'signUp',
  ConfirmSignUp: 'confirmSignUp',
  ResendConfirmationCode: 'resendConfirmationCode',
  InitiateAuth: 'USER_PASSWORD_AUTH',
  RespondToAuthChallenge: 'the response to EMAIL_OTP',
  ForgotPassword: 'forgotPassword',
  ConfirmForgotPassword: 'resetPassword'
}

async function scripted (t: Test, { secret = true, trustProxy = false as boolean | string } = {}) {
  const { endpoint, calls } = await startScripted(t, ({ operation }) => ({
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
  const send = (target: string, headers: Record<string, string> = {}, remoteAddress = HERE, query = '') => {
    const { method, url, body } = BODIES[target] as (typeof BODIES)[string]
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

t.test('an app client with a secret sends the IP address with every operation that accepts it', async t => {
  const { send, calls } = await scripted(t)
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
    'so does a sign-in right after confirmation'
  )
})

t.test('an operation that does not accept the IP address does not receive it', async t => {
  const { send, calls } = await scripted(t)
  for (const route of [
    'refresh',
    'signOut',
    'changePassword',
    'updateProfile',
    'verifyAttribute',
    'the response to MFA_SETUP',
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
  const seenByCognito = calls
    .filter(({ body }) => JSON.stringify(body).includes(HERE))
    .map(({ operation }) => operation)
  t.strictSame(seenByCognito, ['RespondToAuthChallenge'])
  t.ok(calls.length >= 14)
})

t.test('an app client without a secret sends none: any client could forge it', async t => {
  const { send, calls } = await scripted(t, { secret: false })
  for (const route of Object.keys(BODIES).filter(name => name !== 'ADMIN_USER_PASSWORD_AUTH')) {
    await send(route)
  }
  t.ok(calls.length >= Object.keys(BODIES).length - 1)
  t.notMatch(JSON.stringify(calls), HERE)
  t.notMatch(JSON.stringify(calls), 'ContextData')
})

t.test('a server-side sign-in sends the whole context, with and without a secret', async t => {
  for (const secret of [true, false]) {
    const { send, calls } = await scripted(t, { secret })
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
    t.notMatch(JSON.stringify(calls), 'redirect', 'without the query string')
  }
})

t.test('the next step of a server-side sign-in also sends the whole context', async t => {
  const session = `next.${Buffer.from('{"admin":true}').toString('base64url')}.${SESSION}`
  const { endpoint, calls } = await startScripted(t, () => ({
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

t.test('a client without a User-Agent header sends none', async t => {
  const { send, calls } = await scripted(t)
  await send('ADMIN_USER_PASSWORD_AUTH', { 'user-agent': undefined as unknown as string })
  t.strictSame((calls[0]?.body['ContextData'] as { HttpHeaders: unknown }).HttpHeaders, [])
})

t.test('an operation outside of a request sends no IP address', async t => {
  const { endpoint, calls } = await startScripted(t, () => ({
    body: { AuthenticationResult: { AccessToken: 'a', IdToken: 'b', ExpiresIn: 3600 } }
  }))
  const app = await buildApi(t, pool, { endpoint, clientSecret: 'shh1secret' })
  await app.cognito.signIn({ username, password: PASSWORD })
  await app.cognito.signIn({ flow: 'ADMIN_USER_PASSWORD_AUTH', username, password: PASSWORD })
  t.notMatch(JSON.stringify(calls), 'ContextData')
})

t.test('the IP address is the one that the application trusts', async t => {
  const forwarded = { 'x-forwarded-for': '198.51.100.1', 'x-forwarded-host': 'evil.example.com' }
  const addressOf = async (t: Test, trustProxy: boolean | string, from: string) => {
    const { send, calls } = await scripted(t, { trustProxy })
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
    'headers of the client are ignored'
  )
  t.match(
    await addressOf(t, '10.0.0.0/8', HERE),
    [{ IpAddress: HERE }, { IpAddress: HERE, ServerName: 'localhost' }],
    'also if another proxy is trusted'
  )
  t.match(
    await addressOf(t, '10.0.0.0/8', '10.0.0.1'),
    [{ IpAddress: '198.51.100.1' }, { IpAddress: '198.51.100.1' }],
    'headers of a trusted proxy are used'
  )
  t.match(await addressOf(t, false, '2001:db8::1'), [
    { IpAddress: '2001:db8::1' },
    { IpAddress: '2001:db8::1' }
  ])
})

t.test('a port that a proxy added is removed', async t => {
  for (const [written, address] of [
    ['198.51.100.1:51234', '198.51.100.1'],
    ['[2001:db8::1]:51234', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['2001:db8::1', '2001:db8::1']
  ] as const) {
    const { send, calls } = await scripted(t, { trustProxy: '10.0.0.0/8' })
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

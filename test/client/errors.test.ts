import t from 'tap'
import { AuthClientError, createAuthClient } from '../../dist/client/index.js'
import { ADA } from '../local-pool.js'
import { startHttp, startServer } from './server.js'

const credentials = { username: ADA.email, password: ADA.password }

t.test('an error of the API has its code, status and message', async t => {
  const { sessionsClient } = await startServer(t)
  const auth = sessionsClient()
  const error = await auth
    .signIn({ ...credentials, password: 'Wrong-passw0rd' })
    .catch((error: unknown) => error)
  t.ok(error instanceof AuthClientError)
  t.match(error, {
    name: 'AuthClientError',
    code: 'FST_COGNITO_WRONG_CREDENTIALS',
    status: 401,
    retryAfter: null,
    message: /^The username or password is wrong/
  })
})

t.test('a rate limit says when to try again', async t => {
  const { sessionsClient } = await startServer(t, { routes: { rateLimit: {} } })
  const auth = sessionsClient()
  const wrong = { ...credentials, password: 'Wrong-passw0rd' }
  for (let attempts = 0; attempts < 20; attempts++) await auth.signIn(wrong).catch(() => {})
  const error = (await auth.signIn(wrong).catch((error: unknown) => error)) as AuthClientError
  t.match(error, { code: 'FST_COGNITO_TOO_MANY_ATTEMPTS', status: 429 })
  t.ok(Number(error.retryAfter) > 0)
})

t.test('a server that cannot be reached', async t => {
  const auth = createAuthClient({ prefix: '/auth', baseUrl: 'http://localhost:1', mode: 'tokens' })
  await t.rejects(auth.signIn(credentials), { code: 'NETWORK_ERROR', status: null, cause: TypeError })
  await t.rejects(auth.fetch('/'), { code: 'NETWORK_ERROR' })
})

t.test('a connection that ends within the response', async t => {
  const baseUrl = await startHttp(t, ({ url }, response) => {
    response.writeHead(url === '/orders' ? 401 : 200, { 'content-length': 100 })
    response.write('{')
    setTimeout(() => response.destroy(), 50)
  })
  const auth = createAuthClient({ prefix: '/auth', baseUrl })
  await t.rejects(auth.session(), { code: 'NETWORK_ERROR' })
  const response = await auth.fetch('/orders')
  t.equal(response.status, 401)
  await t.rejects(response.text())
})

t.test('a response of another server', async t => {
  let body = ''
  let status = 200
  const baseUrl = await startHttp(t, (_request, response) => {
    response.writeHead(status, { 'retry-after': '7' })
    response.end(body)
  })
  const auth = createAuthClient({ prefix: '/auth', baseUrl })
  for (const [code, text] of [
    [200, '<!doctype html>'],
    [502, '<h1>Bad gateway</h1>'],
    [503, '{"code":"OTHER","message":"secret details"}'],
    [500, 'null'],
    [500, '']
  ] as const) {
    body = text
    status = code
    const error = (await auth.session().catch((error: unknown) => error)) as AuthClientError
    t.match(error, { code: 'HTTP_ERROR', status, retryAfter: 7 })
    t.match(error.message, /^The response is not of the auth API, status \d+\.$/)
  }
})

t.test('a redirect is not followed with a password', async t => {
  let received = 0
  const elsewhere = await startHttp(t, (_request, response) => {
    received++
    response.end()
  })
  const baseUrl = await startHttp(t, (_request, response) => {
    response.writeHead(307, { location: elsewhere }).end()
  })
  const auth = createAuthClient({ prefix: '/auth', baseUrl })
  await t.rejects(auth.signIn(credentials), { code: 'NETWORK_ERROR' })
  t.equal(received, 0)
})

t.test('an aborted request rejects with the reason of the signal', async t => {
  const { sessionsClient, tokensClient } = await startServer(t)
  for (const auth of [sessionsClient(), tokensClient()]) {
    await t.rejects(auth.signIn(credentials, { signal: AbortSignal.abort() }), { name: 'AbortError' })
    const signal = AbortSignal.abort(new Error('navigated away'))
    await t.rejects(auth.fetch('/orders', { signal }), { message: 'navigated away' })
  }
})

t.test('no error has a password, a code or a token', async t => {
  const { tokensClient, pool } = await startServer(t)
  const auth = tokensClient()
  await auth.signIn(credentials)
  const token = (await auth.accessToken()) as string
  await auth.forgotPassword({ username: ADA.email })
  const code = pool.mailbox.last(ADA.email)?.code as string
  pool.advance(3_600_000)
  pool.local.fail('GetTokensFromRefreshToken', 'InternalErrorException', { times: 30 })
  const errors = await Promise.all(
    [
      auth.resetPassword({ username: ADA.email, code: `${code}0`, newPassword: 'Canary-passw0rd' }),
      auth.signIn({ username: ADA.email, password: 'Canary-passw0rd' }),
      auth.changePassword({ password: 'Canary-passw0rd', newPassword: 'Canary-passw0rd' })
    ].map(call => (call as Promise<unknown>).catch((error: AuthClientError) => error))
  )
  for (const error of errors) {
    t.ok(error instanceof AuthClientError)
    const { message, stack, code: errorCode, cause } = error as AuthClientError
    const text = [message, stack, errorCode, String(cause)].join()
    for (const secret of ['Canary', code, token]) t.notOk(text.includes(secret))
  }
})

import fastifyCookie from '@fastify/cookie'
import Fastify from 'fastify'
import t from 'tap'
import cognitoAuth, { memorySessions } from '../../dist/index.js'
import { newCookie } from '../../dist/sessions/cookie.js'
import {
  ADMIN,
  bearer,
  buildApi,
  logLines,
  newUser,
  PASSWORD,
  signIn,
  startCognito,
  USER
} from '../api.js'
import { startPool } from '../local-pool.js'
import { Browser, buildWithSessions, ORIGIN, startWithSessions } from './application.js'

t.test('a sign-in starts a session, whose cookie signs requests in', async t => {
  const { browser } = await startWithSessions(t)
  const jane = browser()
  const signedIn = await jane.signIn()
  t.equal(signedIn.statusCode, 200)
  const { user, expiresAt, ...others } = signedIn.json()
  t.strictSame(others, {}, 'the response has no tokens')
  t.match(user, { username: /./, email: USER.email, name: USER.name, groups: [] })
  t.ok(Number.isInteger(expiresAt))
  const [cookie] = signedIn.cookies
  t.strictSame(
    { ...cookie, value: '' },
    {
      name: '__Host-Http-session',
      value: '',
      maxAge: 2_592_000,
      path: '/',
      httpOnly: true,
      secure: true,
      sameSite: 'Lax'
    }
  )
  t.match(cookie?.value, /^[\w-]{64}$/)

  const profile = await jane.send('GET', '/profile')
  t.match(profile.json(), { email: USER.email })
  t.match(profile.headers, { 'cache-control': 'private, no-store', vary: 'cookie' })
  t.notOk('set-cookie' in profile.headers)
  const session = await jane.send('GET', '/auth/session')
  t.strictSame(session.json(), { user, expiresAt })
})

t.test('a sign-out ends the session', async t => {
  const { browser } = await startWithSessions(t)
  const jane = browser()
  await jane.signIn()
  const { cookie } = jane
  const signedOut = await jane.send('POST', '/auth/logout')
  t.equal(signedOut.statusCode, 204)
  t.match(signedOut.headers['set-cookie'], /^__Host-Http-session=; .*Expires=Thu, 01 Jan 1970/)
  t.strictSame((await jane.send('GET', '/auth/session')).json(), { user: null })
  t.match((await jane.send('GET', '/profile')).json(), {
    statusCode: 401,
    code: 'FST_COGNITO_NO_CREDENTIALS'
  })
  jane.cookie = cookie
  t.match((await jane.send('GET', '/profile')).json(), { statusCode: 401, code: 'FST_COGNITO_SESSION_ENDED' })
})

t.test('the audit log names the user who ends the session', async t => {
  const { app, lines, browser } = await startWithSessions(t)
  const jane = browser()
  const { user } = (await jane.signIn()).json() as { user: { id: string } }
  const { cookie } = jane
  const audits = () =>
    lines
      .map(line => JSON.parse(line))
      .filter(({ msg, action }) => msg === 'audit' && action === 'endSession')
  await jane.send('POST', '/auth/logout', { payload: { username: 'other', email: 'other@example.com' } })
  jane.cookie = cookie
  await jane.send('POST', '/auth/logout')
  jane.cookie = { name: '__Host-Http-session', value: newCookie().value }
  await jane.send('POST', '/auth/logout')
  await app.close()
  t.match(audits(), [{ actor: user.id, outcome: 'success' }, { actor: null }, { actor: null }])
  t.notMatch(audits()[0], { user: /./ }, 'users act on themselves')
})

t.test('a guard that requires an ID token accepts no session, and the log has the reason', async t => {
  const cognito = await startCognito(t)
  const { lines, logger } = logLines()
  const app = Fastify({ logger })
  t.teardown(() => app.close())
  await app.register(cognitoAuth, {
    ...cognito.options,
    tokenUse: null,
    cognito: { timeout: 60_000 },
    routes: { prefix: '/auth', rateLimit: false },
    session: { origin: ORIGIN, store: memorySessions() }
  })
  app.get('/id', { preHandler: app.requireUser({ tokenUse: 'id' }) }, async () => 'hello')
  app.get('/any', { preHandler: app.requireUser() }, async () => 'hello')
  const jane = new Browser(app)
  await jane.signIn()
  t.match((await jane.send('GET', '/id')).json(), {
    statusCode: 401,
    code: 'FST_COGNITO_INVALID_TOKEN',
    message: 'This route does not accept the session cookie. Send an ID token.'
  })
  const { accessToken } = await signIn(app, USER)
  const bearer = await app.inject({ url: '/id', headers: { authorization: `Bearer ${accessToken}` } })
  t.match(bearer.json(), { statusCode: 401, message: 'The token is invalid or expired.' })
  t.match(lines.join(''), /"reason":"token-use","expected":"id","received":"access"/)
  t.equal((await jane.send('GET', '/any')).statusCode, 200, 'the session continues')
})

t.test('without the header, or the option, a sign-in returns tokens', async t => {
  const { app, cognito } = await startWithSessions(t)
  const plain = await buildApi(t, cognito)
  const payload = { username: USER.email, password: USER.password }
  for (const [app_, headers] of [
    [app, {}],
    [app, { 'x-session': 'tokens' }],
    [plain, { 'x-session': 'cookie' }]
  ] as const) {
    const response = await app_.inject({ method: 'POST', url: '/auth/signin', headers, payload })
    t.match(response.json(), { accessToken: /^eyJ/, idToken: /^eyJ/, refreshToken: /./ })
    t.notOk('set-cookie' in response.headers)
  }
  t.equal((await plain.inject('/auth/session')).statusCode, 404)
  t.equal((await plain.inject({ method: 'POST', url: '/auth/logout' })).statusCode, 404)
})

t.test('the token of the request comes before the cookie', async t => {
  const { app, browser } = await startWithSessions(t)
  const jane = browser()
  await jane.signIn()
  const { accessToken } = await signIn(app, ADMIN as { email: string, password: string })
  const me = await jane.send('GET', '/profile', { headers: bearer(accessToken) })
  t.equal(me.json().email, ADMIN.email)
  t.equal(me.headers.vary, undefined)
  const invalid = await jane.send('GET', '/profile', { headers: bearer('a.b.c') })
  t.match(invalid.json(), { code: 'FST_COGNITO_INVALID_TOKEN' })
  const malformed = await jane.send('GET', '/profile', { headers: bearer('a b') })
  t.match(malformed.json(), { code: 'FST_COGNITO_MALFORMED_CREDENTIALS' })
})

t.test('challenges lead to a session', async t => {
  const { app, browser } = await startWithSessions(t, {
    routes: { prefix: '/auth', rateLimit: false, admin: { users: { groups: ['admin'] } } }
  })
  const { accessToken } = await signIn(app, ADMIN as { email: string, password: string })
  const temporary = 'Temporary-passw0rd'
  const { statusCode } = await app.inject({
    method: 'PUT',
    url: `/auth/admin/users/${USER.email}/password`,
    headers: bearer(accessToken),
    payload: { password: temporary }
  })
  t.equal(statusCode, 204)
  const jane = browser()
  const headers = { 'x-session': 'cookie' }
  const first = await jane.send('POST', '/auth/signin', {
    headers,
    payload: { username: USER.email, password: temporary }
  })
  const { challenge, session } = first.json()
  t.equal(challenge, 'NEW_PASSWORD_REQUIRED')
  t.equal(jane.cookie, null)
  const second = await jane.send('POST', '/auth/signin/challenge', {
    headers,
    payload: { challenge, session, username: USER.email, responses: { NEW_PASSWORD: PASSWORD } }
  })
  t.match(second.json(), { user: { email: USER.email } })
  t.equal((await jane.send('GET', '/profile')).statusCode, 200)
})

t.test('the confirmation of a sign-up with a session signs the user in', async t => {
  const cognito = await startPool(t, { firstFactors: ['PASSWORD', 'EMAIL_OTP'] })
  const { browser } = await buildWithSessions(t, cognito, {
    routes: { prefix: '/auth', rateLimit: false, signIn: { flows: ['USER_PASSWORD_AUTH', 'USER_AUTH'] } }
  })
  const confirm = async (email: string, headers: Record<string, string>) => {
    const jane = browser()
    const { session } = (await jane.send('POST', '/auth/signup', { payload: newUser(email) })).json()
    const code = cognito.mailbox.last(email)?.code
    const response = await jane.send('POST', '/auth/signup/confirm', {
      headers,
      payload: { username: email, code, session }
    })
    return { jane, response }
  }
  const { jane, response } = await confirm('joan@example.com', { 'x-session': 'cookie' })
  t.match(response.json(), { confirmed: true, session: { user: { email: 'joan@example.com' } } })
  t.notOk('tokens' in response.json())
  t.equal((await jane.send('GET', '/profile')).statusCode, 200)
  const other = await confirm('june@example.com', {})
  t.match(other.response.json(), { confirmed: true, tokens: { accessToken: /^eyJ/ } })
  t.equal(other.jane.cookie, null)
})

t.test('the cookie plugin of the application is used', async t => {
  const cognito = await startCognito(t)
  const { browser } = await buildWithSessions(t, cognito, {
    before: async app => {
      await app.register(fastifyCookie)
      app.addHook('onSend', async (_request, reply) => {
        reply.setCookie('theme', 'dark')
      })
    }
  })
  const response = await browser().signIn()
  t.strictSame(response.cookies.map(({ name }) => name).sort(), ['__Host-Http-session', 'theme'])
})

t.test('the headers of a route stay as they are', async t => {
  const cognito = await startCognito(t)
  const { browser } = await buildWithSessions(t, cognito, {
    before: app => {
      app.addHook('onRequest', async (_request, reply) => {
        reply.headers({ 'cache-control': 'private, max-age=60', vary: 'origin' })
      })
    }
  })
  const jane = browser()
  await jane.signIn()
  t.match((await jane.send('GET', '/profile')).headers, {
    'cache-control': 'private, max-age=60',
    vary: 'origin, cookie'
  })
})

t.test('request.accessToken()', async t => {
  const clock = { now: Date.now() }
  const cognito = await startCognito(t, { clock: () => clock.now })
  let wait = 0
  const { app, browser } = await buildWithSessions(t, cognito, {
    clock: () => clock.now,
    before: app => {
      app.addHook('onRoute', route => {
        if (route.url !== '/profile') return
        route.handler = async request => {
          clock.now += wait
          return { token: await request.accessToken() }
        }
      })
    }
  })
  const jane = browser()
  await jane.signIn()
  const token = async () => (await jane.send('GET', '/profile')).json()
  const first = await token()
  t.match(first.token, /^eyJ/)
  t.strictSame(await token(), first)
  wait = 3_570_000
  const second = await token()
  t.not(second.token, first.token, 'is refreshed if it has expired since the guard')
  cognito.fail('GetTokensFromRefreshToken', 'NotAuthorizedException')
  t.match(await token(), { statusCode: 401, code: 'FST_COGNITO_SESSION_ENDED' })
  wait = 0
  const { accessToken } = await signIn(app, USER as { email: string, password: string })
  const response = await app.inject({ url: '/profile', headers: bearer(accessToken) })
  t.strictSame(response.json(), { token: accessToken }, 'is the token of the request without a session')
})

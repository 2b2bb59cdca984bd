import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { build } from '../authorization/app.js'
import { signIn, startCognito, USER } from '../api.js'
import { buildWithSessions, ORIGIN, startWithSessions, storeWith } from './application.js'

const PAGE = { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }

/** Adds pages, one of them with a form. */
function addPages (app: FastifyInstance): void {
  const preHandler = app.requireSignIn()
  app.route({ method: ['GET', 'POST'], url: '/account', preHandler, handler: async () => 'in' })
  app.get('/', { preHandler: app.requireSignIn() }, async () => 'in')
  app.get('/security', { preHandler: app.requireSignIn({ maxAge: 300 }) }, async () => 'in')
}

async function start (t: Parameters<typeof startWithSessions>[0]) {
  const started = await startWithSessions(t, { session: { signInPath: '/login' }, after: addPages })
  return { ...started, browser: started.browser() }
}

t.test('the visitor of a page is redirected to sign in, and returns', async t => {
  const { browser } = await start(t)
  const response = await browser.send('GET', '/account?tab=2', { headers: PAGE })
  t.equal(response.statusCode, 302)
  t.equal(response.headers.location, '/login?returnTo=%2Faccount%3Ftab%3D2')
  t.equal(response.headers['cache-control'], 'private, no-store')
  t.equal(response.headers.vary, 'cookie')
  t.equal(response.headers['www-authenticate'], undefined)
  t.equal(response.body, '')
  t.equal((await browser.send('GET', '/', { headers: PAGE })).headers.location, '/login')

  await browser.signIn()
  const page = await browser.send('GET', '/account?tab=2', { headers: PAGE })
  t.equal(page.statusCode, 200)
  t.equal(page.body, 'in')
})

t.test('a session that has ended counts as none', async t => {
  const { browser } = await start(t)
  await browser.signIn()
  const { cookie } = browser
  await browser.send('POST', '/auth/logout')
  browser.cookie = cookie
  const response = await browser.send('GET', '/account', { headers: PAGE })
  t.equal(response.headers.location, '/login?returnTo=%2Faccount')
  const script = await browser.send('GET', '/account')
  t.equal(script.statusCode, 401)
  t.equal(script.json().code, 'FST_COGNITO_SESSION_ENDED')
})

t.test('with a store that is asynchronous, as Redis', async t => {
  const store = storeWith(sessions => ({ read: async id => sessions.read(id) }))
  let handled = 0
  const started = await startWithSessions(t, {
    session: { signInPath: '/login', store },
    after: app => {
      app.get('/account', { preHandler: app.requireSignIn() }, async () => {
        handled++
        return 'in'
      })
    }
  })
  const browser = started.browser()
  await browser.signIn()
  const { cookie } = browser
  t.equal((await browser.send('GET', '/account', { headers: PAGE })).body, 'in')
  await browser.send('POST', '/auth/logout')
  browser.cookie = cookie
  const response = await browser.send('GET', '/account', { headers: PAGE })
  t.equal(response.statusCode, 302)
  t.equal(response.headers.location, '/login?returnTo=%2Faccount')
  t.equal((await browser.send('GET', '/account')).json().code, 'FST_COGNITO_SESSION_ENDED')
  t.equal(handled, 1)
})

t.test('every request but the navigation to a page gets 401', async t => {
  const { browser } = await start(t)
  const requests: [string, Record<string, string | undefined>][] = [
    ['a script', { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', accept: 'text/html' }],
    ['an image', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }],
    ['a frame', { ...PAGE, 'sec-fetch-dest': 'iframe' }],
    ['a page ahead of time', { ...PAGE, 'sec-purpose': 'prefetch;prerender' }],
    ['a page ahead of time, by an older browser', { ...PAGE, purpose: 'prefetch' }],
    ['a WebSocket', { 'sec-fetch-mode': undefined, accept: 'text/html', upgrade: 'websocket' }],
    ['curl', { 'sec-fetch-mode': undefined, accept: '*/*' }],
    ['a client without accept', { 'sec-fetch-mode': undefined, accept: undefined }]
  ]
  for (const [name, headers] of requests) {
    const response = await browser.send('GET', '/account', { headers })
    t.equal(response.statusCode, 401, name)
    t.equal(response.json().code, 'FST_COGNITO_NO_CREDENTIALS')
    t.equal(response.headers['www-authenticate'], 'Bearer realm="cognito"')
  }
})

t.test('a browser without Fetch Metadata requests HTML', async t => {
  const { browser } = await start(t)
  const headers = { 'sec-fetch-site': undefined, 'sec-fetch-mode': undefined, accept: 'text/html,*/*;q=0.8' }
  t.equal((await browser.send('GET', '/account', { headers })).statusCode, 302)
  t.equal((await browser.send('HEAD', '/account', { headers })).statusCode, 302)
})

t.test('after a form, the user returns to the page that had it', async t => {
  const { browser } = await start(t)
  const post = (referer?: string) =>
    browser.send('POST', '/account', { headers: { ...PAGE, 'sec-fetch-site': 'same-origin', referer } })
  const response = await post(`${ORIGIN}/account/edit?x=1`)
  t.equal(response.statusCode, 303)
  t.equal(response.headers.location, '/login?returnTo=%2Faccount%2Fedit%3Fx%3D1')
  const sameLength = 'https://bad.example.com/account'
  t.equal(sameLength.indexOf('/account'), ORIGIN.length)
  const foreign = [sameLength, 'https://evil.example/a', `${ORIGIN}.evil.example/a`]
  for (const referer of [undefined, ORIGIN, ...foreign]) {
    t.equal((await post(referer)).headers.location, '/login', String(referer))
  }
})

t.test('the redirect keeps the cache-control of the application', async t => {
  const { browser } = await startWithSessions(t, {
    session: { signInPath: '/login' },
    before: app => {
      app.addHook('onRequest', async (_request, reply) => {
        reply.header('cache-control', 'no-store, max-age=0')
      })
    },
    after: addPages
  })
  const response = await browser().send('GET', '/account', { headers: PAGE })
  t.equal(response.statusCode, 302)
  t.equal(response.headers['cache-control'], 'no-store, max-age=0')
})

t.test('a path that could be a URL of another origin is left out', async t => {
  const { app } = await start(t)
  const response = await app.inject({ url: '/account?a=%0d%0a', headers: PAGE })
  t.equal(response.headers.location, '/login?returnTo=%2Faccount%3Fa%3D%250d%250a')
})

t.test('with maxAge, a user who signed in earlier signs in again', async t => {
  const clock = { now: Date.now() }
  const cognito = await startCognito(t, { clock: () => clock.now })
  const started = await buildWithSessions(t, cognito, {
    clock: () => clock.now,
    session: { signInPath: '/login' },
    after: addPages
  })
  const browser = started.browser()
  await browser.signIn()
  t.equal((await browser.send('GET', '/security', { headers: PAGE })).statusCode, 200)
  clock.now += 301_000
  const response = await browser.send('GET', '/security', { headers: PAGE })
  t.equal(response.headers.location, '/login?prompt=login&returnTo=%2Fsecurity')
  t.equal((await browser.send('GET', '/account', { headers: PAGE })).statusCode, 200)
  const script = await browser.send('GET', '/security')
  t.equal(script.statusCode, 401)
  t.equal(script.json().code, 'FST_COGNITO_SIGN_IN_TOO_OLD')
})

t.test('a bearer token is accepted, and an invalid one is not a reason to sign in', async t => {
  const { browser, app } = await start(t)
  const { accessToken } = await signIn(app, USER)
  const page = (token: string) =>
    browser.send('GET', '/account', { headers: { ...PAGE, authorization: `Bearer ${token}` } })
  t.equal((await page(accessToken)).statusCode, 200)
  t.equal((await page('a.b.c')).statusCode, 401)
})

t.test('a list of guards ends with the redirect', async t => {
  let handled = false
  const { browser } = await startWithSessions(t, {
    session: { signInPath: '/login' },
    after: app => {
      app.addHook('onSend', async (_request, _reply, payload) => payload)
      const preHandler = [app.requireSignIn(), app.requireGroups(['admin'])]
      app.get('/admin-page', { preHandler }, async () => {
        handled = true
        return 'in'
      })
    }
  })
  const response = await browser().send('GET', '/admin-page', { headers: PAGE })
  t.equal(response.statusCode, 302)
  t.equal(handled, false)
})

t.test('requireSignIn needs to know the page', async t => {
  const problem = /requireSignIn.*requires the option session, with signInPath/
  const { app } = await startWithSessions(t)
  t.throws(() => app.requireSignIn(), { code: 'FST_COGNITO_INVALID_REQUIREMENT', message: problem })
  const without = await build(t)
  t.throws(() => without.requireSignIn(), { code: 'FST_COGNITO_INVALID_REQUIREMENT', message: problem })
  const { cognito } = await start(t)
  const { app: other } = await buildWithSessions(t, cognito, { session: { signInPath: '/' } })
  for (const maxAge of [0, 1.5, '300']) {
    t.throws(() => other.requireSignIn({ maxAge: maxAge as number }), {
      message: /^requireSignIn: maxAge must be a whole number of at least 1; got/
    })
  }
})

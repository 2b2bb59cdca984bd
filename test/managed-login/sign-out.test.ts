import t from 'tap'
import { memoryRevocations, memorySessions } from '../../dist/index.js'
import { buildWithSessions, startWithSessions } from '../sessions/application.js'
import { ORIGIN, pathOf, startWithManagedLogin, type Visitor } from './application.js'

const FORM = {
  'sec-fetch-site': 'same-origin',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
  'content-type': 'application/x-www-form-urlencoded'
}
const SCRIPT = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }

const signOut = (browser: Visitor, headers: Record<string, string> = FORM, payload = '') =>
  browser.send({ method: 'POST', url: '/auth/logout', headers, payload })

t.test('a form signs out here, at Cognito, and at managed login', async t => {
  const { visitor, cognito } = await startWithManagedLogin(t)
  const browser = visitor()
  await browser.signIn()
  const { session } = browser
  const response = await signOut(browser, FORM, 'a=b')
  t.equal(response.statusCode, 303)
  const url = new URL(response.headers.location as string)
  t.equal(url.origin + url.pathname, `${cognito.endpoint}/logout`)
  t.strictSame(Object.fromEntries(url.searchParams), {
    client_id: cognito.options.clientId,
    logout_uri: `${ORIGIN}/`
  })
  t.equal(browser.session, undefined)
  t.equal(cognito.requests.filter(({ operation }) => operation === 'RevokeToken').length, 1)
  const back = await browser.cognito.open(pathOf(url.href))
  t.equal(back.location, `${ORIGIN}/`)
  t.match((await browser.start()).text, /name="password"/, 'managed login asks for the password again')
  t.ok(session)
})

t.test('a script gets the URL to navigate to', async t => {
  const { visitor, cognito } = await startWithManagedLogin(t)
  const browser = visitor()
  await browser.signIn()
  const response = await signOut(browser, SCRIPT)
  t.equal(response.statusCode, 200)
  t.match(response.json().location, `${cognito.endpoint}/logout?client_id=`)
  t.equal(browser.session, undefined)
})

t.test('a session of the API has nothing to sign out of at managed login', async t => {
  const { visitor } = await startWithManagedLogin(t)
  const signedIn = async () => {
    const browser = visitor()
    await browser.send({
      method: 'POST',
      url: '/auth/signin',
      headers: { ...SCRIPT, 'x-session': 'cookie' },
      payload: { username: 'user@example.com', password: 'User-passw0rd' }
    })
    t.ok(browser.session)
    return browser
  }
  t.equal((await signOut(await signedIn(), SCRIPT)).statusCode, 204)
  t.equal((await signOut(await signedIn())).headers.location, '/')
})

t.test('without a session, a form goes to the page after the sign-out', async t => {
  const { visitor } = await startWithManagedLogin(t, { managedLogin: { signedOutPath: '/goodbye' } })
  t.equal((await signOut(visitor())).headers.location, '/goodbye')
  t.equal((await signOut(visitor(), SCRIPT)).statusCode, 204)
})

t.test('a session that had ended: the user may still be signed in at managed login', async t => {
  const { visitor, cognito } = await startWithManagedLogin(t)
  const browser = visitor()
  await browser.signIn()
  const { cookies } = browser
  const copy = new Map(cookies)
  await signOut(browser)
  for (const [name, cookie] of copy) cookies.set(name, cookie)
  t.match((await signOut(browser)).headers.location, `${cognito.endpoint}/logout?`)
})

t.test('while Cognito is unavailable, the user is signed out here', async t => {
  const { visitor, cognito, find } = await startWithManagedLogin(t, { app: { cognito: { timeout: 300 } } })
  const browser = visitor()
  await browser.signIn()
  cognito.fail('RevokeToken', { connection: 'reset' })
  const response = await signOut(browser)
  t.equal(response.statusCode, 303)
  t.match(response.headers.location, '/logout?client_id=')
  t.equal((await browser.get('/account')).statusCode, 302)
  t.ok(find('session not signed out at Cognito'))
})

t.test('the access token of a session is revoked', async t => {
  const revocation = memoryRevocations()
  let token = ''
  const { visitor, app } = await startWithManagedLogin(t, {
    app: {
      revocation,
      after: app => {
        app.get('/token', { preHandler: app.requireUser() }, async request => {
          token = await request.accessToken()
        })
      }
    }
  })
  const browser = visitor()
  await browser.signIn()
  await browser.get('/token')
  const headers = { authorization: `Bearer ${token}` }
  t.equal((await app.inject({ url: '/token', headers })).statusCode, 200)
  await signOut(browser)
  t.equal((await app.inject({ url: '/token', headers })).statusCode, 401)
})

t.test('a sign-out by GET, or from another site, is rejected', async t => {
  const { visitor } = await startWithManagedLogin(t)
  const browser = visitor()
  await browser.signIn()
  t.equal((await browser.get('/auth/logout')).statusCode, 404)
  t.equal((await signOut(browser, { ...FORM, 'sec-fetch-site': 'cross-site' })).statusCode, 403)
  t.ok(browser.session)
})

t.test('a browser without Fetch Metadata, and a page that accepts HTML', async t => {
  const { visitor } = await startWithManagedLogin(t)
  const origin = { origin: ORIGIN }
  const browser = visitor()
  await browser.signIn()
  t.equal((await signOut(browser, { ...origin, accept: 'text/html' })).statusCode, 303)
  t.equal((await signOut(browser, { ...origin, accept: '*/*' })).statusCode, 204)
  t.equal((await signOut(browser, origin)).statusCode, 204)
})

t.test('an application without managed login returns a form to the root', async t => {
  const { app } = await startWithSessions(t)
  const { statusCode, headers } = await app.inject({ method: 'POST', url: '/auth/logout', headers: FORM })
  t.equal(statusCode, 303)
  t.equal(headers.location, '/')
})

t.test('an application that has managed login for another pool only', async t => {
  const opened = memorySessions().open({ log: { warn: () => {} }, clock: Date.now } as never)
  const store = { open: () => opened }
  const { visitor, cognito } = await startWithManagedLogin(t, { app: { session: { store } } })
  const { userPoolId, clientId, issuer, jwksUri } = cognito.options
  const pools = {
    default: { userPoolId, clientId, issuer, jwksUri, endpoint: cognito.endpoint },
    staff: {
      userPoolId: 'eu-west-1_Staff1234',
      clientId: 'staff',
      managedLogin: { domain: 'https://staff.example.com' }
    }
  }
  const other = await buildWithSessions(t, { options: {} } as never, {
    userPools: pools,
    routes: { prefix: '/auth', pool: 'default' },
    session: { store }
  } as never)
  const browser = visitor()
  await browser.signIn()
  const response = await other.app.inject({
    method: 'POST',
    url: '/auth/logout',
    headers: { ...FORM, cookie: `__Host-Http-session=${browser.session}` }
  })
  t.equal(response.headers.location, '/')
  t.equal((await browser.get('/account')).statusCode, 302)
})

t.test('an application with its own parser for forms', async t => {
  const { visitor } = await startWithManagedLogin(t, {
    app: {
      before: async app => {
        await app.register((await import('@fastify/formbody')).default)
      }
    }
  })
  const browser = visitor()
  await browser.signIn()
  t.equal((await signOut(browser, FORM, 'a=b')).statusCode, 303)
})

import t, { type Test } from 'tap'
import { guardMeta } from '../../dist/authorization/guard.js'
import { bearer, signIn, USER } from '../api.js'
import { startWithManagedLogin } from './application.js'

/** Access tokens for a resource (RFC 8707), requested at managed login. */

const ORDERS = 'https://orders.example.com'
const HOUR = 3_600_000

const start = (t: Test, audience: (string | null)[], more = {}) =>
  startWithManagedLogin(t, {
    managedLogin: { resource: ORDERS },
    app: {
      audience,
      ...more,
      after: async app => {
        const preHandler = app.requireUser({ audience: ORDERS })
        app.get('/orders', { preHandler }, async request => request.currentUser?.claims)
        app.get('/token', { preHandler }, async request => request.accessToken())
      }
    }
  })

const SCRIPT = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }

t.test('the session has tokens for the resource, also after a refresh', async t => {
  const clock = { now: Date.now() }
  const { visitor, cognito } = await start(t, [ORDERS], { clock: () => clock.now })
  const browser = visitor()
  const { headers } = await browser.get('/auth/login')
  t.equal(new URL(headers.location as string).searchParams.get('resource'), ORDERS)
  await browser.signIn()
  t.equal((await browser.get('/account')).statusCode, 200)
  t.equal((await browser.get('/orders', SCRIPT)).json().aud, ORDERS)
  const { body: before } = await browser.get('/token', SCRIPT)

  clock.now += HOUR
  cognito.advance(HOUR)
  t.equal((await browser.get('/orders', SCRIPT)).json().aud, ORDERS)
  const { body: after } = await browser.get('/token', SCRIPT)
  t.not(after, before, 'the token is a new one')
  t.equal((await browser.get('/auth/me', SCRIPT)).statusCode, 200, 'routes of the auth API accept it')
})

t.test('tokens of other sign-ins are accepted by the routes of the auth API only', async t => {
  const { app } = await start(t, [ORDERS])
  const { accessToken } = await signIn(app, USER)
  const get = (url: string) => app.inject({ url, headers: bearer(accessToken) })
  t.equal((await get('/auth/me')).statusCode, 200)
  t.match((await get('/orders')).json(), { code: 'FST_COGNITO_INVALID_TOKEN' })
  t.match((await get('/profile')).json(), { code: 'FST_COGNITO_INVALID_TOKEN' })
})

t.test('with null, guards accept them unless they are restricted', async t => {
  const { app } = await start(t, [ORDERS, null])
  const { accessToken } = await signIn(app, USER)
  const get = (url: string) => app.inject({ url, headers: bearer(accessToken) })
  t.equal((await get('/profile')).statusCode, 200)
  t.equal((await get('/orders')).statusCode, 401)
})

t.test('guards say whether they accept sessions', async t => {
  const stock = 'https://stock.example.com'
  const { app } = await startWithManagedLogin(t, {
    managedLogin: { resource: ORDERS },
    app: { audience: [ORDERS, stock, null] }
  })
  const accepts = (audience: string | (string | null)[]) => {
    const requirements = guardMeta(app.requireUser({ audience }))?.requirements
    return requirements?.session === true
  }
  t.ok(accepts(ORDERS))
  t.ok(accepts([null]), 'those of the auth API')
  t.notOk(accepts(stock))
})

import t from 'tap'
import { behindLoadBalancer } from './app.js'

const OWN = 'https://app.example.com'
const TRUSTED = 'https://admin.example.com'

/** By what sends it: the method, the headers, and the status. */
const REQUESTS: [string, 'GET' | 'POST', Record<string, string | undefined>, number][] = [
  ['a page of the application', 'POST', { 'sec-fetch-site': 'same-origin', origin: OWN }, 200],
  ['another site', 'POST', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, 403],
  ['another host', 'POST', { 'sec-fetch-site': 'same-site', origin: 'https://x.example.com' }, 403],
  ['a form of another site', 'POST', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }, 403],
  ['a reload of a form', 'POST', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }, 200],
  ['neither header', 'POST', {}, 403],
  ['an older browser, own origin', 'POST', { origin: OWN }, 200],
  ['an older browser, another origin', 'POST', { origin: 'https://evil.example' }, 403],
  ['an opaque origin', 'POST', { origin: 'null' }, 403],
  ['a trusted origin', 'POST', { 'sec-fetch-site': 'same-site', origin: TRUSTED }, 200],
  ['a trusted origin, older browser', 'POST', { origin: TRUSTED }, 200],
  ['a link of another site', 'GET', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }, 200],
  ['a script of another site', 'GET', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }, 403],
  ['a client that is no browser', 'GET', {}, 200],
  ['a WebSocket of another site', 'GET', { upgrade: 'websocket', origin: 'https://evil.example' }, 403],
  ['a WebSocket of the application', 'GET', { upgrade: 'websocket', origin: OWN }, 200]
]

t.test('requests from pages of other origins are rejected', async t => {
  const { alb, app, log } = await behindLoadBalancer(t, { trustedOrigins: [TRUSTED] })
  app.post('/orders', { preHandler: app.requireUser() }, async () => 'ordered')
  app.get('/orders', { preHandler: app.optionalUser() }, async () => 'orders')
  for (const [name, method, sent, status] of REQUESTS) {
    const { 'sec-fetch-site': _site, ...forwarded } = alb.headers({ sub: 'ada' })
    const headers = { ...forwarded, host: 'app.example.com', ...sent }
    const response = await app.inject({ url: '/orders', method, headers })
    t.equal(response.statusCode, status, name)
    if (status === 403) t.equal(response.json().code, 'FST_COGNITO_CROSS_SITE_REQUEST')
  }
  const rejected = REQUESTS.filter(([, , , status]) => status === 403)
  t.equal(log('cross-site request rejected').length, rejected.length)
  t.match(log('cross-site request rejected')[0], { origin: 'https://evil.example', secFetchSite: 'cross-site' })
})

t.test('a forged request with an invalid token is 403 as well, and fetches nothing', async t => {
  const { alb, app } = await behindLoadBalancer(t)
  app.post('/orders', { preHandler: app.requireUser() }, async () => 'ordered')
  const headers = { ...alb.headers(), 'sec-fetch-site': 'cross-site' }
  t.equal((await app.inject({ url: '/orders', method: 'POST', headers })).statusCode, 403)
  t.equal(alb.requests, 0)
})

t.test('bearer requests are not affected', async t => {
  const { alb, app, pool } = await behindLoadBalancer(t)
  app.post('/orders', { preHandler: app.requireUser() }, async () => 'ordered')
  const headers = { ...alb.headers(), 'sec-fetch-site': 'cross-site', ...pool.authorization() }
  t.equal((await app.inject({ url: '/orders', method: 'POST', headers })).statusCode, 200)
})

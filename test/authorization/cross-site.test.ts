import cookie from '@fastify/cookie'
import websocket from '@fastify/websocket'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import t, { type Test } from 'tap'
import { WebSocket } from 'ws'
import cognitoAuth, { fromCookie, fromHeader, type SinglePoolOptions } from '../../dist/index.js'
import { logLines } from '../log.js'
import { emptyApp, bearer, build, pool } from './app.js'

/** Cross-site requests that carry a user's cookies. */

const token = pool.signIn()
const COOKIE = { cookie: `theme=dark; token=${token}; lang=en` }
const CROSS_SITE = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }

type Headers = Record<string, string>

async function buildCookies (t: Test, options: Partial<SinglePoolOptions> = {}): Promise<FastifyInstance> {
  const app = await build(t, { extractToken: fromCookie('token'), ...options })
  const methods = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']
  app.route({ method: methods, url: '/', preHandler: app.requireUser(), handler: async () => 'in' })
  return app
}

const send = async (app: FastifyInstance, headers: Headers, method = 'POST') => {
  const { statusCode } = await app.inject({
    method: method as 'POST',
    url: '/',
    headers: { host: 'app.example', ...headers }
  })
  return statusCode
}

t.test('an unsafe request is rejected unless its headers show the same origin', async t => {
  const app = await buildCookies(t)
  const table: [label: string, headers: Headers, status: number][] = [
    ['cross-site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['another subdomain', { 'sec-fetch-site': 'same-site', origin: 'https://other.app.example' }, 403],
    [
      'same-site, with a matching Origin',
      { 'sec-fetch-site': 'same-site', origin: 'https://app.example' },
      403
    ],
    ['an unknown value', { 'sec-fetch-site': 'same-origin, cross-site' }, 403],
    ['an empty value', { 'sec-fetch-site': '' }, 403],
    ['same-origin', { 'sec-fetch-site': 'same-origin' }, 200],
    ['none (typed by the user)', { 'sec-fetch-site': 'none' }, 200],
    ['only Origin, same origin', { origin: 'https://app.example' }, 200],
    ['only Origin, plain http', { origin: 'http://app.example' }, 200],
    ['only Origin, another host', { origin: 'https://evil.example' }, 403],
    ['only Origin, another port', { origin: 'https://app.example:8443' }, 403],
    ['only Origin, host with a suffix', { origin: 'https://app.example.evil.example' }, 403],
    ['only Origin, opaque (null)', { origin: 'null' }, 403],
    ['only Origin, empty', { origin: '' }, 403],
    ['an invalid Host', { host: 'a b', origin: 'https://app.example' }, 403],
    ['the default port in Host', { host: 'app.example:443', origin: 'https://app.example' }, 200],
    ['neither header (not a browser)', {}, 200]
  ]
  for (const [label, headers, status] of table) {
    t.equal(await send(app, { ...COOKIE, ...headers }), status, label)
  }
})

t.test('the error is a 403 with a code, and the log names the option that allows an origin', async t => {
  const { lines, logger } = logLines()
  const app = emptyApp(t, { logger })
  await app.register(cognitoAuth, { ...pool.options, extractToken: fromCookie('token') })
  app.post('/', { preHandler: app.optionalUser() }, async () => 'in')
  const response = await app.inject({
    method: 'POST',
    url: '/',
    headers: { ...COOKIE, ...CROSS_SITE, origin: `https://evil.example/${'x'.repeat(200)}` }
  })
  t.match(response.json(), {
    statusCode: 403,
    code: 'FST_COGNITO_CROSS_SITE_REQUEST',
    message: 'Cross-site requests are not allowed.'
  })
  t.notOk('www-authenticate' in response.headers)
  const line = lines.find(line => line.includes('cross-site request rejected')) ?? ''
  t.match(JSON.parse(line), {
    level: 30,
    secFetchSite: 'cross-site',
    origin: /^https:\/\/evil\.example\/x{43}\.\.\.$/
  })
  t.notOk(lines.join('').includes(token))
  lines.length = 0
  await app.inject({ method: 'POST', url: '/', headers: { host: 'app.example', ...COOKIE, origin: 'null' } })
  t.match(JSON.parse(lines.find(line => line.includes('cross-site request rejected')) ?? ''), {
    origin: 'null',
    secFetchSite: undefined
  })
  lines.length = 0
  await app.inject({ method: 'POST', url: '/', headers: { ...COOKIE, 'sec-fetch-site': 'cross-site' } })
  t.notOk('origin' in JSON.parse(lines.find(line => line.includes('cross-site request rejected')) ?? ''))
})

t.test('every unsafe method is checked, no safe one is', async t => {
  const app = await buildCookies(t)
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    t.equal(await send(app, { ...COOKIE, ...CROSS_SITE }, method), 403, method)
  }
  for (const method of ['GET', 'HEAD', 'OPTIONS']) {
    t.equal(await send(app, { ...COOKIE, ...CROSS_SITE }, method), 200, method)
  }
})

t.test('trusted origins are accepted, with and without Sec-Fetch-Site', async t => {
  const app = await buildCookies(t, { trustedOrigins: ['https://spa.example', 'capacitor://localhost'] })
  for (const origin of ['https://spa.example', 'capacitor://localhost']) {
    t.equal(await send(app, { ...COOKIE, origin }), 200, origin)
    t.equal(await send(app, { ...COOKIE, origin, 'sec-fetch-site': 'cross-site' }), 200, origin)
  }
  for (const origin of ['http://spa.example', 'https://spa.example.evil', 'https://evil.example', 'null']) {
    t.equal(await send(app, { ...COOKIE, origin, 'sec-fetch-site': 'cross-site' }), 403, origin)
  }
})

t.test('behind a trusted proxy the host is the one that the browser requested', async t => {
  const app = emptyApp(t, { trustProxy: true })
  await app.register(cognitoAuth, { ...pool.options, extractToken: fromCookie('token') })
  app.post('/', { preHandler: app.requireUser() }, async () => 'in')
  const forwarded = { ...COOKIE, host: 'internal:3000', 'x-forwarded-host': 'app.example' }
  t.equal(await send(app, { ...forwarded, origin: 'https://app.example' }), 200)
  t.equal(await send(app, { ...forwarded, origin: 'https://internal:3000' }), 403)
})

t.test('a token in a header or in the URL is not checked, even when the request has cookies', async t => {
  const extractToken = [
    fromHeader(),
    ({ headers }: FastifyRequest) => headers['x-token'] as string | undefined,
    ({ query }: FastifyRequest) => (query as { token?: string }).token,
    fromCookie('token')
  ]
  const app = await buildCookies(t, { extractToken })
  for (const headers of [bearer(token), { 'x-token': token }, { ...bearer(token), ...COOKIE }]) {
    t.equal(await send(app, { cookie: 'theme=dark', ...headers, ...CROSS_SITE }), 200)
  }
  const { statusCode } = await app.inject({
    method: 'POST',
    url: `/?token=${token}`,
    headers: { cookie: 'theme=dark', ...CROSS_SITE }
  })
  t.equal(statusCode, 200)
  t.equal(await send(app, { ...COOKIE, ...CROSS_SITE }), 403)
})

t.test('a request without cookies is not checked, wherever its token comes from', async t => {
  const app = await buildCookies(t, { extractToken: () => token })
  t.equal(await send(app, CROSS_SITE), 200)
  t.equal(await send(app, { cookie: 'session=abc', ...CROSS_SITE }), 403)
})

t.test('without extractToken nothing is checked', async t => {
  const app = await build(t)
  app.post('/', { preHandler: app.requireUser() }, async () => 'in')
  t.equal(await send(app, { ...COOKIE, ...bearer(token), ...CROSS_SITE }), 200)
  t.equal(await send(app, { ...COOKIE, ...CROSS_SITE }), 401)
})

t.test("a token is recognized as a cookie's in any encoding", async t => {
  const sessions: Record<string, string> = { abc: token }
  const ways: Record<
    string,
    [cookie: string, extract: (request: FastifyRequest) => string | null | undefined]
  > = {
    'percent-encoded': [`token=${token.replaceAll('.', '%2E')}`, fromCookie('token')],
    quoted: [`token="${token}"`, fromCookie('token')],
    'by @fastify/cookie': [`token=${token}`, request => request.cookies['token']],
    'split over two cookies': [
      `token.0=${token.slice(0, 300)}; token.1=${token.slice(300)}`,
      ({ cookies }) => `${cookies['token.0']}${cookies['token.1']}`
    ],
    'as base64': [
      `token=${Buffer.from(token).toString('base64')}`,
      ({ cookies }) => Buffer.from(cookies['token'] ?? '', 'base64').toString()
    ],
    'as a session ID': ['sid=abc', ({ cookies }) => sessions[cookies['sid'] ?? '']]
  }
  for (const [label, [value, extractToken]] of Object.entries(ways)) {
    const app = emptyApp(t)
    await app.register(cookie)
    await app.register(cognitoAuth, { ...pool.options, extractToken })
    app.post('/', { onRequest: app.requireUser() }, async () => 'in')
    t.equal(await send(app, { cookie: value, 'sec-fetch-site': 'same-origin' }), 200, label)
    t.equal(await send(app, { cookie: value, ...CROSS_SITE }), 403, label)
  }
})

t.test('the routes of the auth API are protected', async t => {
  const admin = { users: { groups: ['admin'] } }
  const endpoint = 'http://127.0.0.1:1'
  const app = await build(t, {
    endpoint,
    extractToken: fromCookie('token'),
    routes: { prefix: '/auth', admin }
  })
  const headers = { cookie: `token=${pool.signIn({ groups: ['admin'] })}`, ...CROSS_SITE }
  for (const url of [
    '/auth/admin/users/jane/disable',
    '/auth/admin/users/jane/reset-password',
    '/auth/me/passkeys/options'
  ]) {
    const response = await app.inject({ method: 'POST', url, headers })
    t.match(response.json(), { statusCode: 403, code: 'FST_COGNITO_CROSS_SITE_REQUEST' }, url)
  }
})

t.test('a WebSocket can be opened only from a page of the same origin', async t => {
  const app = emptyApp(t)
  await app.register(websocket)
  await app.register(cognitoAuth, { ...pool.options, extractToken: fromCookie('token') })
  app.get('/live', { websocket: true, preHandler: app.requireUser() }, socket => {
    socket.send('hello')
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const address = `127.0.0.1:${(app.server.address() as AddressInfo).port}`
  const open = async (headers: Headers) =>
    new Promise(resolve => {
      const socket = new WebSocket(`ws://${address}/live`, { headers: { ...COOKIE, ...headers } })
      socket.on('message', data => {
        resolve(String(data))
        socket.close()
      })
      socket.on('unexpected-response', (_request, { statusCode }) => {
        resolve(statusCode)
        socket.terminate()
      })
      socket.on('error', () => {})
    })
  t.equal(await open({ origin: 'https://evil.example' }), 403)
  t.equal(await open({ origin: `http://${address}` }), 'hello')
  t.equal(await open({}), 'hello')
})

import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import t from 'tap'
import cognitoAuth, { memorySessions } from '../../dist/index.js'
import { startCognito, USER } from '../api.js'
import { buildWithSessions } from '../sessions/application.js'
import {
  CALLBACK,
  ORIGIN,
  PAGE,
  pathOf,
  startManagedCognito,
  startWithManagedLogin,
  Visitor
} from './application.js'

/** Two pools, each with managed login and a callback of its own. */
async function startTwoPools (t: Parameters<typeof startCognito>[0]) {
  const customers = await startManagedCognito(t)
  const staff = await startCognito(t, {
    pool: { callbackURLs: [`${CALLBACK}/staff`], logoutURLs: [`${ORIGIN}/`], clientSecret: true }
  })
  const poolOf = ({ options, endpoint }: typeof staff) => {
    const { userPoolId, clientId, clientSecret, issuer, jwksUri } = options
    return {
      userPoolId,
      clientId,
      ...(clientSecret !== undefined && { clientSecret }),
      issuer: issuer as string,
      jwksUri: jwksUri as string,
      endpoint,
      managedLogin: { domain: endpoint }
    }
  }
  const options = {
    userPools: { customers: poolOf(customers), staff: poolOf(staff) },
    routes: { prefix: '/auth', pool: 'customers' },
    after: (app: FastifyInstance) => {
      app.get('/pool', { preHandler: app.requireUser() }, async ({ currentUser }) => currentUser?.pool)
    }
  }
  const { app } = await buildWithSessions(t, { options: {} } as never, options as never)
  return { app, customers, staff }
}

t.test('each pool has its own paths', async t => {
  const { app, customers, staff } = await startTwoPools(t)
  const customer = new Visitor(app, customers)
  await customer.signIn()
  t.equal((await customer.get('/pool')).body, 'customers')

  const member = new Visitor(app, staff)
  const start = await member.get('/auth/login/staff?returnTo=/pool')
  const url = new URL(start.headers.location as string)
  t.equal(url.origin, staff.endpoint)
  t.equal(url.searchParams.get('redirect_uri'), `${CALLBACK}/staff`)
  const page = await member.cognito.open(pathOf(url.href))
  const callback = await member.enterPassword(page, USER)
  t.equal((await member.get(callback)).headers.location, '/pool')
  t.equal((await member.get('/pool')).body, 'staff')

  const signOut = await member.send({
    method: 'POST',
    url: '/auth/logout',
    headers: { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }
  })
  t.match(signOut.json().location, `${staff.endpoint}/logout?client_id=${staff.options.clientId}`)
  t.equal(staff.requests.filter(({ operation }) => operation === 'RevokeToken').length, 1)
})

t.test('a code of one pool at the callback of another is rejected', async t => {
  const { app, customers, staff } = await startTwoPools(t)
  const browser = new Visitor(app, customers)
  const callback = await browser.enterPassword(await browser.start())
  const response = await browser.get(callback.replace('/callback', '/callback/staff'))
  t.equal(response.statusCode, 400)
  t.equal(browser.session, undefined)
  t.ok(staff)
})

t.test('with SameSite=Strict, a page continues to the path', async t => {
  const { visitor } = await startWithManagedLogin(t, {
    app: { session: { cookie: { sameSite: 'strict' }, store: memorySessions() } }
  })
  const browser = visitor()
  const returnTo = '/account?a=1&b="><script>'
  const response = await browser.get(await browser.enterPassword(await browser.start({ returnTo })), {
    ...PAGE,
    'sec-fetch-site': 'cross-site'
  })
  t.equal(response.statusCode, 200)
  const path = '/account?a=1&amp;b=%22%3E%3Cscript%3E'
  t.match(response.body, `<meta http-equiv="refresh" content="0; url=${path}">`)
  t.match(response.body, `<a href="${path}">`)
  t.notMatch(response.body, '<script')
  t.match(response.headers['content-security-policy'], "default-src 'none'")
  const { session, flow } = Object.fromEntries(
    [...browser.cookies.values()].map(({ attributes: { name, sameSite } }) => [
      name === '__Host-Http-session' ? 'session' : 'flow',
      sameSite
    ])
  )
  t.equal(session, 'Strict')
  t.equal(flow, 'Lax')
})

t.test('a plugin in a scope with a prefix', async t => {
  const cognito = await startCognito(t, { pool: { callbackURLs: [`${ORIGIN}/v1/auth/callback`] } })
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(
    async scope => {
      await scope.register(cognitoAuth, {
        ...cognito.options,
        routes: { prefix: '/auth' },
        session: { origin: ORIGIN, store: memorySessions() },
        managedLogin: { domain: cognito.endpoint }
      })
      scope.get('/account', { preHandler: scope.requireSignIn() }, async () => 'in')
    },
    { prefix: '/v1' }
  )
  const browser = new Visitor(app, cognito)
  const guarded = await browser.get('/v1/account')
  t.equal(guarded.headers.location, '/v1/auth/login?returnTo=%2Fv1%2Faccount')
  const { headers } = await browser.get(guarded.headers.location as string)
  const page = await browser.cognito.open(pathOf(headers.location))
  t.equal((await browser.get(await browser.enterPassword(page))).headers.location, '/v1/account')
  t.equal((await browser.get('/v1/account')).body, 'in')
})

t.test('with plain http, the cookies have no prefix', async t => {
  const cognito = await startCognito(t, { pool: { callbackURLs: ['http://localhost:3000/auth/callback'] } })
  const { app } = await buildWithSessions(t, cognito, {
    session: { origin: 'http://localhost:3000' },
    managedLogin: { domain: cognito.endpoint }
  })
  const { cookies } = await app.inject({ url: '/auth/login', headers: PAGE })
  t.match(cookies, [{ name: /^login-[\w-]{10}$/, httpOnly: true, sameSite: 'Lax' }])
  t.equal(cookies[0]?.secure, undefined)
})

t.test('the log of the application has no code, even with its own serializers', async t => {
  const written: unknown[] = []
  const cognito = await startManagedCognito(t)
  const { app, lines } = await buildWithSessions(t, cognito, { managedLogin: { domain: cognito.endpoint } })
  await app.inject('/auth/callback?code=canary-code&state=again.x')
  t.match(lines.join(), '"url":"/auth/callback"')
  t.notMatch(lines.join(), 'canary-code')

  const own = {
    level: 'info',
    stream: { write: (line: string) => written.push(JSON.parse(line)) },
    serializers: {
      req: ({ raw, url, originalUrl, query, headers }: any) => ({
        raw: raw.url,
        url,
        originalUrl,
        query,
        host: headers.host
      })
    }
  }
  const other = await buildWithSessions(t, cognito, {
    server: { logger: own },
    managedLogin: { domain: cognito.endpoint }
  })
  await other.app.inject('/auth/callback?code=canary-code&state=again.x')
  t.match(written, [
    {},
    {
      req: { raw: '/auth/callback', url: '/auth/callback', originalUrl: '/auth/callback', query: {}, host: /:80/ }
    }
  ])
  t.notMatch(JSON.stringify(written), 'canary-code')
  await other.app.inject('/auth/session?code=kept')
  t.match(JSON.stringify(written), 'kept')
})

t.test('a logger other than pino', async t => {
  const written: unknown[] = []
  const logger = (serializers: { req?: (request: unknown) => unknown } = {}): FastifyBaseLogger => {
    const write = ({ req }: { req?: unknown }) => {
      if (req !== undefined) written.push(serializers.req?.(req))
    }
    const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'].map(name => [name, write])
    const child = (_bindings: object, options: { serializers?: typeof serializers } = {}) =>
      logger(options.serializers)
    return { ...Object.fromEntries(levels), child, level: 'info' }
  }
  const cognito = await startManagedCognito(t)
  const { app } = await buildWithSessions(t, cognito, {
    server: { logger: false, loggerInstance: logger() },
    managedLogin: { domain: cognito.endpoint }
  })
  await app.inject('/auth/callback?code=canary-code&state=again.x')
  t.match(written, [{ method: 'GET', url: '/auth/callback', host: /localhost/, remoteAddress: '127.0.0.1' }])
})

import cors from '@fastify/cors'
import fastifyAuth from '@fastify/auth'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import t, { type Test } from 'tap'
import cognitoAuth, { getCurrentUser, type SinglePoolOptions } from '../../dist/index.js'
import { logLines } from '../log.js'
import { emptyApp, asUser, pool } from './app.js'

/** Errors about misused guards explain the fix. */

async function buildLogged (t: Test, options: Partial<SinglePoolOptions> = {}) {
  const { lines, logger } = logLines()
  const app = emptyApp(t, { logger })
  await app.register(fastifyAuth)
  await app.register(cognitoAuth, { ...pool.options, permissions: { admin: ['orders:read'] }, ...options })
  const logged = (msg: RegExp) => lines.map(line => JSON.parse(line)).filter(line => msg.test(line.msg))
  return { app, logged }
}

const handler = async () => 'in'

/** How each guard factory is called. */
const CALLS = {
  requireUser: 'requireUser()',
  optionalUser: 'optionalUser()',
  requireGroups: "requireGroups(['admin'])",
  requirePermissions: "requirePermissions(['orders:read'])",
  requireScopes: "requireScopes(['orders/read'])",
  requireMachine: 'requireMachine()',
  requireRecentSignIn: 'requireRecentSignIn(300)',
  requireSignIn: 'requireSignIn()'
} as const

const NAMES = Object.keys(CALLS) as (keyof typeof CALLS)[]

t.test('a guard factory that was not called logs an error at startup and fails each request', async t => {
  for (const name of NAMES) {
    for (const hook of ['onRequest', 'preParsing', 'preValidation', 'preHandler']) {
      const { app, logged } = await buildLogged(t)
      app.get('/', { [hook]: [app[name]], exposeHeadRoute: false }, handler)
      const { statusCode, body } = await app.inject({ url: '/', headers: asUser() })
      t.equal(statusCode, 500)
      t.match(JSON.parse(body), {
        code: 'FST_COGNITO_INVALID_REQUIREMENT',
        message: `${name}: must be called where the hook is declared`
      })
      t.ok(
        body.includes(`it returns a guard and is not one: app.${CALLS[name].replaceAll('"', '\\"')}`),
        body
      )
      t.strictSame(
        logged(/guard factory/).map(({ level, msg, hook, expected }) => [level, msg, hook, expected]),
        [[50, 'guard factory not called', `GET /: ${hook}: app.${name}`, `app.${CALLS[name]}`]]
      )
    }
  }
})

t.test("unguardedRoutes: 'error' makes it a startup error", async t => {
  const { app } = await buildLogged(t, { unguardedRoutes: 'error' })
  app.get('/', { preHandler: app.requireUser as never }, handler)
  await t.rejects(async () => app.ready(), {
    code: 'FST_COGNITO_INVALID_REQUIREMENT',
    message:
      'unguardedRoutes: GET /: preHandler: app.requireUser must be called: app.requireUser(); HEAD /: ' +
      'preHandler'
  })
})

t.test(
  'the same holds in a hook of a scope and in @fastify/auth lists, on first use',
  async t => {
    for (const name of NAMES) {
      const ways: Record<string, (app: FastifyInstance) => void> = {
        scope: app => {
          app.addHook('onRequest', app[name] as never)
        },
        auth: app => {
          app.addHook('preHandler', app.auth([app[name] as never]))
        }
      }
      for (const [way, add] of Object.entries(ways)) {
        const { app } = await buildLogged(t)
        add(app)
        app.get('/', handler)
        const { statusCode, body } = await app.inject({ url: '/', headers: asUser() })
        t.equal(statusCode, 500, way)
        t.ok(JSON.parse(body).message.includes(`app.${CALLS[name]}`), body)
      }
    }
  }
)

t.test('functions that need a user report a route without a guard', async t => {
  const uses: Record<string, (request: FastifyRequest) => unknown> = {
    getCurrentUser,
    'request.groups': async request => request.groups(),
    'request.permissions': async request => request.permissions(),
    'request.loadProfile': async request => request.loadProfile(),
    'request.allows': async request => request.allows({ groups: ['admin'] })
  }
  for (const [name, use] of Object.entries(uses)) {
    const { app, logged } = await buildLogged(t)
    app.get('/open/:id', async request => use(request))
    app.get('/optional', { preHandler: app.optionalUser() }, async request => use(request))
    const { statusCode, body } = await app.inject({ url: '/open/7', headers: asUser() })
    if (name === 'request.allows') t.strictSame([statusCode, body], [200, 'false'])
    else t.match(JSON.parse(body), { statusCode: 401, code: 'FST_COGNITO_NO_CREDENTIALS' }, name)
    const expected = { level: 40, api: name, route: 'GET /open/:id', msg: 'route has no guard' }
    t.match(logged(/no guard/), [expected], name)
    await app.inject('/optional')
    t.equal(logged(/no guard/).length, 1, 'the guard has run, and there is no user')
  }
})

t.test('getCurrentUser of an incomplete request still throws', async t => {
  t.throws(() => getCurrentUser({ currentUser: null }), { code: 'FST_COGNITO_NO_CREDENTIALS' })
})

t.test('a guard that rejects a CORS preflight logs it once', async t => {
  const { app, logged } = await buildLogged(t)
  app.addHook('onRequest', app.requireUser())
  await app.register(cors)
  app.get('/', handler)
  app.options('/own', handler)
  const preflight = { origin: 'https://app.example.com', 'access-control-request-method': 'GET' }
  t.equal((await app.inject({ method: 'OPTIONS', url: '/own' })).statusCode, 401)
  t.equal((await app.inject({ url: '/', headers: preflight })).statusCode, 401)
  t.strictSame(logged(/preflight/), [], 'nor is a preflight')
  for (let i = 0; i < 2; i++) {
    t.equal((await app.inject({ method: 'OPTIONS', url: '/', headers: preflight })).statusCode, 401)
  }
  t.match(logged(/preflight/), [{ level: 40, msg: 'CORS preflight rejected' }])
  t.equal(logged(/preflight/).length, 1)
})

t.test('guards work with injectWS of @fastify/websocket', async t => {
  const { default: websocket } = await import('@fastify/websocket')
  const app = emptyApp(t)
  await app.register(websocket)
  await app.register(cognitoAuth, pool.options)
  app.get('/live', { websocket: true, preHandler: app.requireUser() }, socket => {
    socket.send('hello')
  })
  await app.ready()
  await t.rejects(async () => app.injectWS('/live'), /401/)
  const socket = await app.injectWS('/live', { headers: asUser() })
  socket.terminate()
})

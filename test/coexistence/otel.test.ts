import cors from '@fastify/cors'
import otel from '@fastify/otel'
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import cognitoAuth from '../../dist/index.js'
import { emptyApp, asUser, pool, expired, statuses } from '../authorization/app.js'

/** @fastify/otel wraps every hook and the handler of a route. */

type Order = 'before' | 'after' | 'registered by itself'

async function buildTraced (t: Test, order: Order, instrumentHooks = true): Promise<FastifyInstance> {
  const instrumentation = new otel.FastifyOtelInstrumentation({
    registerOnInitialization: order === 'registered by itself',
    instrumentHooks
  })
  const app = emptyApp(t)
  // Otherwise it would register itself with each application of the next tests.
  instrumentation.disable()
  if (order === 'before') await app.register(instrumentation.plugin())
  await app.register(cors)
  await app.register(rateLimit)
  await app.register(cognitoAuth, { ...pool.options, unguardedRoutes: 'error' })
  if (order === 'after') await app.register(instrumentation.plugin())
  return app
}

const handler = async () => 'in'
const CALLERS = () => [{}, expired(), asUser(), asUser({ groups: ['admin'] })]

t.test('guards work, and are found at startup, in either order of registration', async t => {
  for (const order of ['before', 'after', 'registered by itself'] as const) {
    for (const instrumentHooks of [true, false]) {
      const app = await buildTraced(t, order, instrumentHooks)
      app.get('/preHandler', { preHandler: app.requireGroups(['admin']) }, handler)
      app.get('/onRequest', { onRequest: [app.requireUser(), app.requireGroups(['admin'])] }, handler)
      app.get('/list', { preValidation: [async () => {}, app.requireUser()] }, handler)
      for (const url of ['/preHandler', '/onRequest']) {
        t.strictSame(
          await statuses(app, url, CALLERS()),
          [401, 401, 403, 200],
          `${url} ${order} ${String(instrumentHooks)}`
        )
      }
      t.strictSame(await statuses(app, '/list', CALLERS()), [401, 401, 200, 200], order)
    }
  }
})

t.test('no body is parsed without a token', async t => {
  for (const order of ['before', 'after', 'registered by itself'] as const) {
    const app = await buildTraced(t, order)
    app.post('/', { preHandler: app.requireUser() }, handler)
    const headers = { 'content-type': 'application/json' }
    t.equal((await app.inject({ method: 'POST', url: '/', headers, payload: '{' })).statusCode, 401, order)
    t.equal(
      (await app.inject({ method: 'POST', url: '/', headers: { ...headers, ...asUser() }, payload: '{' }))
        .statusCode,
      400
    )
  }
})

t.test('a plugin that removes the wrapped guards opens no route', async t => {
  for (const order of ['before', 'after', 'registered by itself'] as const) {
    const app = await buildTraced(t, order)
    app.addHook('onRoute', route => {
      if (route.url !== '/') return
      route.onRequest = async () => {}
      route.preHandler = async () => {}
    })
    app.get('/', { preHandler: app.requireUser() }, handler)
    const response = await app.inject({ url: '/', headers: asUser() })
    t.match(response.json(), { statusCode: 500, code: 'FST_COGNITO_GUARD_NOT_RUN' }, order)
  }
})

t.test('a route without a guard is still found', async t => {
  const app = await buildTraced(t, 'before')
  app.get('/forgotten', { preHandler: async () => {} }, handler)
  await t.rejects(async () => app.ready(), {
    code: 'FST_COGNITO_UNGUARDED_ROUTE',
    message: /GET \/forgotten/
  })
})

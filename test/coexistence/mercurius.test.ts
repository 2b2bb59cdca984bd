import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import websocket from '@fastify/websocket'
import mercurius, { type IResolvers } from 'mercurius'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import t from 'tap'
import WebSocket from 'ws'
import { errors, getCurrentUser } from '../../dist/index.js'
import { bearer, build, buildWithoutKeys, asUser, pool, expired, type Test } from '../authorization/app.js'

const schema = `
  type Query { me: String, orders: [String!], salaries: [Int!] }
  type Subscription { ticks: Int }
`

declare module 'mercurius' {
  interface MercuriusContext {
    request: FastifyRequest
  }
}

/** Requires nothing of the request: mercurius also calls it for rejected requests. */
const context = (request: FastifyRequest) => ({ request })

const resolvers: IResolvers = {
  Query: {
    me: (_root, _args, { request }) => getCurrentUser(request).username,
    orders: () => ['order 1'],
    salaries: async (_root, _args, { request }) => {
      if (!(await request.allows({ permissions: ['salaries:read'] }))) {
        throw new errors.FST_COGNITO_INSUFFICIENT_PERMISSIONS()
      }
      return [100]
    }
  }
}

/** Guarded as a whole: by a hook of its scope, or by a guard of its routes. */
const WAYS: Record<string, (app: FastifyInstance) => unknown> = {
  'a hook of the scope': app =>
    app.register(async scope => {
      // Before the guard: it closes rejected connections only if its own hook ran first.
      await scope.register(websocket)
      scope.addHook('onRequest', scope.requireUser())
      await scope.register(mercurius, { schema, resolvers, context, subscription: true })
    }),
  'a guard of the routes': app =>
    app.register(mercurius, {
      schema,
      resolvers,
      context,
      subscription: true,
      additionalRouteOptions: { preHandler: app.requireUser() }
    })
}

async function start (t: Test, declare: (app: FastifyInstance) => unknown) {
  const app = await build(t, { permissions: { payroll: ['salaries:read'] } })
  app.get('/', async () => 'public')
  await declare(app)
  const sendQuery = async (query: string, headers = {}) =>
    app.inject({ method: 'POST', url: '/graphql', headers, payload: { query } })
  return { app, sendQuery }
}

for (const [way, declare] of Object.entries(WAYS)) {
  t.test(`guarded by ${way}: queries without a token are rejected`, async t => {
    const { app, sendQuery } = await start(t, declare)
    for (const [headers, message] of [
      [{}, 'Authentication is required.'],
      [expired(), 'The token is invalid or expired.']
    ] as const) {
      const response = await sendQuery('{ orders }', headers)
      t.equal(response.statusCode, 401)
      t.match(response.headers['www-authenticate'], /^Bearer/)
      t.strictSame(response.json(), { data: null, errors: [{ message }] })
      t.equal(
        (await app.inject({ url: '/graphql', query: { query: '{ __schema { types { name } } }' }, headers }))
          .statusCode,
        401
      )
    }
    t.equal((await app.inject('/')).statusCode, 200)
  })

  t.test(`guarded by ${way}: no body is parsed without a token`, async t => {
    const { app } = await start(t, declare)
    const response = await app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'application/json' },
      payload: '{'
    })
    t.equal(response.statusCode, 401)
  })

  t.test(`guarded by ${way}: an outage is a 503`, async t => {
    const app = await buildWithoutKeys(t)
    await declare(app)
    const response = await app.inject({
      method: 'POST',
      url: '/graphql',
      headers: asUser(),
      payload: { query: '{ orders }' }
    })
    t.equal(response.statusCode, 503)
    t.equal(response.headers['retry-after'], '5')
  })

  t.test(`guarded by ${way}: resolvers get the user, and can check permissions`, async t => {
    const { sendQuery } = await start(t, declare)
    t.strictSame((await sendQuery('{ me orders }', asUser({ username: 'jane' }))).json(), {
      data: { me: 'jane', orders: ['order 1'] }
    })
    t.strictSame((await sendQuery('{ salaries }', asUser({ groups: ['payroll'] }))).json(), {
      data: { salaries: [100] }
    })
    const rejected = await sendQuery('{ me salaries }', asUser({ username: 'jane' }))
    t.equal(rejected.statusCode, 200, 'as a GraphQL error, with the rest of the data')
    t.match(rejected.json(), {
      data: { me: 'jane', salaries: null },
      errors: [{ message: 'You are not allowed to do this.', path: ['salaries'] }]
    })
  })

  t.test(`guarded by ${way}: subscriptions are guarded before the upgrade`, async t => {
    const { app } = await start(t, declare)
    await app.listen({ port: 0, host: '127.0.0.1' })
    const open = (headers = {}) => {
      const client = new WebSocket(
        `ws://127.0.0.1:${(app.server.address() as AddressInfo).port}/graphql`,
        'graphql-transport-ws',
        { headers }
      )
      t.teardown(() => {
        client.terminate()
      })
      return client.on('error', () => {})
    }
    const [, refusal] = await once(open(), 'unexpected-response')
    t.equal(refusal.statusCode, 401)
    if (!refusal.socket.closed) await once(refusal.socket, 'close')
    await once(open(bearer(pool.signIn())), 'open')
  })
}

t.test("unguardedRoutes: 'error' detects that mercurius replaced an onRequest guard", async t => {
  const app = await build(t, { unguardedRoutes: 'error' })
  await app.register(mercurius, {
    schema,
    resolvers,
    context,
    additionalRouteOptions: { onRequest: app.requireUser() }
  })
  await t.rejects(async () => app.ready(), { code: 'FST_COGNITO_UNGUARDED_ROUTE', message: /POST \/graphql/ })
})

t.test('a guard in preHandler is found', async t => {
  const app = await build(t, { unguardedRoutes: 'error' })
  await app.register(mercurius, {
    schema,
    resolvers,
    context,
    additionalRouteOptions: { preHandler: app.requireUser() }
  })
  await app.ready()
})

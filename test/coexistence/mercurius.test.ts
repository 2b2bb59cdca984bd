import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import websocket from '@fastify/websocket'
import mercurius, { type IResolvers } from 'mercurius'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import t from 'tap'
import WebSocket from 'ws'
import { errors, getCurrentUser } from '../../dist/index.js'
import { bearer, build, buildDark, person, pool, stale, type Test } from '../authorization/app.js'

const schema = `
  type Query { me: String, orders: [String!], salaries: [Int!] }
  type Subscription { ticks: Int }
`

declare module 'mercurius' {
  interface MercuriusContext {
    request: FastifyRequest
  }
}

/** Asks nothing of the request: mercurius calls it for those that were refused too. */
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

/** Guarded as a whole: by a hook of a scope of its own, or by a guard of its routes. */
const WAYS: Record<string, (app: FastifyInstance) => unknown> = {
  'a scope': app =>
    app.register(async scope => {
      // Before the guard: it ends the connections of who is refused, if its own hook went first.
      await scope.register(websocket)
      scope.addHook('onRequest', scope.requireUser())
      await scope.register(mercurius, { schema, resolvers, context, subscription: true })
    }),
  'its routes': app =>
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
  app.get('/', async () => 'for everybody')
  await declare(app)
  const ask = async (query: string, headers = {}) =>
    app.inject({ method: 'POST', url: '/graphql', headers, payload: { query } })
  return { app, ask }
}

for (const [way, declare] of Object.entries(WAYS)) {
  t.test(`guarded by ${way}: nobody without a token asks anything`, async t => {
    const { app, ask } = await start(t, declare)
    for (const [headers, message] of [
      [{}, 'Authentication is required.'],
      [stale(), 'The token is invalid or expired.']
    ] as const) {
      const answer = await ask('{ orders }', headers)
      t.equal(answer.statusCode, 401)
      t.match(answer.headers['www-authenticate'], /^Bearer/)
      t.strictSame(answer.json(), { data: null, errors: [{ message }] })
      t.equal(
        (await app.inject({ url: '/graphql', query: { query: '{ __schema { types { name } } }' }, headers }))
          .statusCode,
        401
      )
    }
    t.equal((await app.inject('/')).statusCode, 200)
  })

  t.test(`guarded by ${way}: nobody without a token has a body parsed`, async t => {
    const { app } = await start(t, declare)
    const answer = await app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'application/json' },
      payload: '{'
    })
    t.equal(answer.statusCode, 401)
  })

  t.test(`guarded by ${way}: an outage is a 503`, async t => {
    const app = await buildDark(t)
    await declare(app)
    const answer = await app.inject({
      method: 'POST',
      url: '/graphql',
      headers: person(),
      payload: { query: '{ orders }' }
    })
    t.equal(answer.statusCode, 503)
    t.equal(answer.headers['retry-after'], '5')
  })

  t.test(`guarded by ${way}: resolvers know the caller, and may ask what they may do`, async t => {
    const { ask } = await start(t, declare)
    t.strictSame((await ask('{ me orders }', person({ username: 'jane' }))).json(), {
      data: { me: 'jane', orders: ['order 1'] }
    })
    t.strictSame((await ask('{ salaries }', person({ groups: ['payroll'] }))).json(), {
      data: { salaries: [100] }
    })
    const refused = await ask('{ me salaries }', person({ username: 'jane' }))
    t.equal(refused.statusCode, 200, 'as GraphQL has it: the rest is answered')
    t.match(refused.json(), {
      data: { me: 'jane', salaries: null },
      errors: [{ message: 'You are not allowed to do this.', path: ['salaries'] }]
    })
  })

  t.test(`guarded by ${way}: so are subscriptions, before the upgrade`, async t => {
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

t.test("a guard in onRequest is lost to mercurius' own, and unguardedRoutes: 'error' finds it", async t => {
  const app = await build(t, { unguardedRoutes: 'error' })
  await app.register(mercurius, {
    schema,
    resolvers,
    context,
    additionalRouteOptions: { onRequest: app.requireUser() }
  })
  await t.rejects(async () => app.ready(), { code: 'FST_COGNITO_UNGUARDED_ROUTE', message: /POST \/graphql/ })
})

t.test('one in preHandler is seen', async t => {
  const app = await build(t, { unguardedRoutes: 'error' })
  await app.register(mercurius, {
    schema,
    resolvers,
    context,
    additionalRouteOptions: { preHandler: app.requireUser() }
  })
  await app.ready()
})

import { once } from 'node:events'
import { connect as http2 } from 'node:http2'
import { createRequire } from 'node:module'
import fastifyAuth from '@fastify/auth'
import websocket from '@fastify/websocket'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import cognitoAuth, { type Guard } from '../../dist/index.js'
import { build, asUser, pool, expired, statuses } from './app.js'

const handler = async () => 'in'

/**
 * Callers without credentials, with a bad token, with a valid token that lacks what the guard requires, and
 * with all of it.
 */
const CALLERS = [{}, expired(), asUser(), asUser({ groups: ['admin'], scopes: ['orders/read'] })]

/** The status codes that each guard returns to those callers. */
const GUARDS: Record<string, { make: (app: FastifyInstance) => Guard, responses: readonly number[] }> = {
  requireUser: { make: app => app.requireUser(), responses: [401, 401, 200, 200] },
  optionalUser: { make: app => app.optionalUser(), responses: [200, 401, 200, 200] },
  requireGroups: { make: app => app.requireGroups(['admin']), responses: [401, 401, 403, 200] },
  requireScopes: { make: app => app.requireScopes(['orders/read']), responses: [401, 401, 403, 200] }
}

const passing = async () => {}

/** Each way to add a guard to the route `/`. */
const WAYS: Record<string, (app: FastifyInstance, guard: Guard) => void> = {
  onRequest: (app, guard) => {
    app.get('/', { onRequest: guard }, handler)
  },
  preParsing: (app, guard) => {
    app.get('/', { preParsing: guard }, handler)
  },
  preValidation: (app, guard) => {
    app.get('/', { preValidation: guard }, handler)
  },
  preHandler: (app, guard) => {
    app.get('/', { preHandler: guard }, handler)
  },
  'in a list': (app, guard) => {
    app.get('/', { preHandler: [passing, guard, passing] }, handler)
  },
  'in a list of onRequest': (app, guard) => {
    app.get('/', { onRequest: [passing, guard] }, handler)
  },
  'a full route declaration': (app, guard) => {
    app.route({ method: 'GET', url: '/', preHandler: guard, handler })
  },
  'an onRequest hook of the scope': (app, guard) => {
    app.addHook('onRequest', guard).get('/', handler)
  },
  'a preHandler hook of the scope': (app, guard) => {
    app.addHook('preHandler', guard).get('/', handler)
  },
  '@fastify/auth': (app, guard) => {
    app.get('/', { preHandler: app.auth([guard]) }, handler)
  }
}

for (const [name, { make, responses }] of Object.entries(GUARDS)) {
  for (const [way, declare] of Object.entries(WAYS)) {
    t.test(`${name} as ${way} allows and denies the right callers`, async t => {
      const app = await build(t)
      await app.register(fastifyAuth)
      declare(app, make(app))
      t.strictSame(await statuses(app, '/', CALLERS), responses)
    })
  }
}

t.test('a list shared between routes guards each of them, and is not changed', async t => {
  const app = await build(t)
  const onRequest = [passing, app.requireUser()]
  const preHandler = [app.requireGroups(['admin']), passing]
  const shared = { onRequest, preHandler, config: { public: false } }
  const before = {
    ...shared,
    onRequest: [...onRequest],
    preHandler: [...preHandler],
    config: { ...shared.config }
  }
  for (const url of ['/a', '/b', '/c']) app.get(url, shared, handler)
  app.post('/a', { preHandler }, handler)
  app.get('/d', { preHandler: app.requireUser(), onRequest }, handler)
  await app.ready()
  t.strictSame(shared, before)
  t.strictSame(
    [...onRequest, ...preHandler].map((hook, i) => hook === [...before.onRequest, ...before.preHandler][i]),
    [true, true, true, true]
  )
  for (const url of ['/a', '/b', '/c']) t.strictSame(await statuses(app, url, CALLERS), [401, 401, 403, 200])
})

t.test('frozen route options are accepted', async t => {
  const app = await build(t)
  app.get(
    '/',
    Object.freeze({
      onRequest: Object.freeze([passing]) as never,
      preHandler: Object.freeze([app.requireGroups(['admin'])]) as never
    }),
    handler
  )
  t.strictSame(await statuses(app, '/', CALLERS), [401, 401, 403, 200])
})

t.test("a route's requirements are added to its config, next to the route's own keys", async t => {
  const app = await build(t)
  app.get(
    '/',
    {
      config: { public: false },
      onRequest: app.requireUser(),
      preHandler: [
        app.requireGroups({ any: ['admin'], none: ['suspended'] }),
        app.requireScopes(['orders/read'])
      ]
    },
    async request => request.routeOptions.config
  )
  const response = await app.inject({
    url: '/',
    headers: asUser({ groups: ['admin'], scopes: ['orders/read'] })
  })
  t.match(response.json(), { public: false, url: '/', method: 'GET' })
  t.strictSame(response.json().cognito, [
    { user: 'required' },
    { user: 'required', groups: { any: ['admin'], all: [], none: ['suspended'] } },
    { user: 'required', scopes: { any: ['orders/read'], all: [], none: [] } }
  ])
})

t.test('a route without a guard has no requirements, even if its config claims some', async t => {
  const app = await build(t)
  app.get('/', async request => request.routeOptions.config)
  app.get(
    '/claims',
    { config: { cognito: [{ user: 'required' }] } },
    async request => request.routeOptions.config
  )
  t.strictSame((await app.inject('/')).json(), { url: '/', method: 'GET' })
  t.strictSame((await app.inject('/claims')).json().cognito, [])
})

t.test('every method of a route is guarded, HEAD like GET', async t => {
  const app = await build(t)
  app.get('/', { preHandler: app.requireUser() }, handler)
  app.route({ method: ['PUT', 'DELETE', 'PATCH'], url: '/', preHandler: app.requireUser(), handler })
  app.all('/all', { preHandler: app.requireUser() }, handler)
  for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH'] as const) {
    for (const url of ['/', '/all']) {
      t.equal((await app.inject({ method, url })).statusCode, 401, `${method} ${url}`)
      t.equal((await app.inject({ method, url, headers: asUser() })).statusCode, 200, `${method} ${url}`)
    }
  }
})

t.test('routes of child plugins are guarded, with and without a trailing slash at the prefix', async t => {
  const app = await build(t)
  await app.register(
    async child => {
      child.get('/', { preHandler: child.requireUser() }, handler)
      await child.register(async grandchild => {
        grandchild.get('/deep', { preHandler: grandchild.requireGroups(['admin']) }, handler)
      })
    },
    { prefix: '/child' }
  )
  t.strictSame(await statuses(app, '/child', CALLERS), [401, 401, 200, 200])
  t.strictSame(await statuses(app, '/child/', CALLERS), [401, 401, 200, 200])
  t.strictSame(await statuses(app, '/child/deep', CALLERS), [401, 401, 403, 200])
})

t.test('a guard factory that was not called denies every request', async t => {
  const app = await build(t)
  app.get('/user', { preHandler: app.requireUser as never }, handler)
  app.get('/groups', { preHandler: app.requireGroups as never }, handler)
  t.strictSame(await statuses(app, '/user', CALLERS), [500, 500, 500, 500])
  t.strictSame(await statuses(app, '/groups', CALLERS), [500, 500, 500, 500])
})

t.test('an invalid hook is left to Fastify to reject', async t => {
  const app = await build(t)
  for (const preHandler of [[undefined], ['guard'], [app.requireUser(), null]]) {
    t.throws(() => app.get('/', { preHandler: preHandler as never }, handler), {
      code: 'FST_ERR_HOOK_INVALID_HANDLER'
    })
  }
})

t.test('HTTP/2 servers are guarded', async t => {
  const app = Fastify({ http2: true })
  t.teardown(() => app.close())
  await app.register(cognitoAuth, pool.options)
  app.get('/', { preHandler: app.requireGroups(['admin']) }, handler)
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  const client = http2(address)
  t.teardown(() => client.close())
  for (const [caller, status] of CALLERS.map((caller, i) => [caller, [401, 401, 403, 200][i]] as const)) {
    const [headers] = await once(client.request({ ':path': '/', ...caller }).resume(), 'response')
    t.equal(headers[':status'], status)
  }
})

t.test('a WebSocket is rejected before the upgrade, or opened for an allowed user', async t => {
  const app = await build(t)
  await app.register(websocket)
  app.get('/', { websocket: true, preHandler: app.requireGroups(['admin']) }, (socket, request) => {
    socket.send(String(request.currentUser?.id))
    socket.close()
  })
  const url = (await app.listen({ host: '127.0.0.1', port: 0 })).replace('http', 'ws')
  t.equal(await connect(url, {}), 401)
  t.equal(await connect(url, expired()), 401)
  t.equal(await connect(url, asUser()), 403)
  t.equal(await connect(url, asUser({ sub: 'jane', groups: ['admin'] })), 'jane')
})

/** Returns the first message of a WebSocket, or the status code that rejected it. */
function connect (url: string, headers: Record<string, string>): Promise<number | string> {
  const WebSocket = createRequire(createRequire(import.meta.url).resolve('@fastify/websocket'))('ws')
  return new Promise((resolve, reject) => {
    new WebSocket(url, { headers })
      .on('message', (data: Buffer) => resolve(data.toString()))
      .on(
        'unexpected-response',
        (_request: unknown, response: { statusCode: number, resume: () => void }) => {
          response.resume()
          resolve(response.statusCode)
        }
      )
      .on('error', reject)
  })
}

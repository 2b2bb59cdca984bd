import fastifyAuth from '@fastify/auth'
import websocket from '@fastify/websocket'
import Fastify, { type FastifyInstance, type RouteOptions } from 'fastify'
import t, { type Test } from 'tap'
import { prependOnRouteHook } from '../../dist/authorization/prepend-on-route.js'
import cognitoAuth, { type SinglePoolOptions, type Guard } from '../../dist/index.js'
import { logLines } from '../log.js'
import { emptyApp, build, asUser, pool } from './app.js'

/** Plugins whose onRoute hook replaces the hooks of a route. */

type OnRoute = (route: RouteOptions) => void

const other = async () => {}
const HOOKS = ['onRequest', 'preParsing', 'preValidation', 'preHandler'] as const

/**
 * Returns an application with a plugin that has this onRoute hook, registered before or after this plugin,
 * and a count of handler calls.
 */
async function buildWith (
  t: Test,
  onRoute: OnRoute,
  options: Partial<SinglePoolOptions> & { first?: boolean } = {}
) {
  const { first = false, ...ours } = options
  const { lines, logger } = logLines()
  const app = emptyApp(t, { logger })
  if (first) app.addHook('onRoute', onRoute)
  await app.register(cognitoAuth, { ...pool.options, ...ours })
  if (!first) app.addHook('onRoute', onRoute)
  const ran = { count: 0 }
  const handler = async () => {
    ran.count++
    return 'in'
  }
  return { app, handler, ran, lines }
}

/** Returns the result of a request: a startup error, or the response. */
async function outcome (app: FastifyInstance, url: string, headers = {}): Promise<string> {
  try {
    await app.ready()
  } catch (error) {
    return (error as { code: string }).code
  }
  const { statusCode, body } = await app.inject({ url, headers })
  return statusCode === 200 ? body : JSON.parse(body).code
}

const REMOVED = 'FST_COGNITO_GUARD_REMOVED'
const NOT_RUN = 'FST_COGNITO_GUARD_NOT_RUN'

/** Ways to remove a guard from a hook, each with the expected result. */
const WAYS: Record<
  string,
  [lose: (route: RouteOptions, hook: (typeof HOOKS)[number]) => void, right: string]
> = {
  'replaced by a function': [
    (route, hook) => {
      route[hook] = other as never
    },
    NOT_RUN
  ],
  'replaced by a list': [
    (route, hook) => {
      route[hook] = [other, other] as never
    },
    NOT_RUN
  ],
  'replaced by an empty list': [
    (route, hook) => {
      route[hook] = [] as never
    },
    REMOVED
  ],
  'set to undefined': [
    (route, hook) => {
      route[hook] = undefined as never
    },
    REMOVED
  ],
  deleted: [
    (route, hook) => {
      delete route[hook]
    },
    REMOVED
  ],
  'filtered out': [
    (route, hook) => {
      route[hook] = [route[hook]].flat().filter(fn => fn?.name === 'own') as never
    },
    REMOVED
  ]
}

t.test('a route whose guard was removed is never served, in any hook', async t => {
  for (const [label, [lose, right]] of Object.entries(WAYS)) {
    for (const hook of HOOKS) {
      for (const first of [false, true]) {
        const loseAll: OnRoute = route => {
          lose(route, hook)
          // The part that authenticates early.
          if (hook !== 'onRequest') delete route.onRequest
        }
        const { app, handler, ran } = await buildWith(t, loseAll, {
          first,
          unguardedRoutes: first ? 'allow' : 'error'
        })
        app.get('/', { [hook]: [async function own () {}, app.requireGroups(['admin'])] }, handler)
        const result = await outcome(app, '/', asUser({ groups: ['admin'] }))
        t.equal(result, right, `${label}, ${hook}, registered ${first ? 'before' : 'after'}`)
        t.equal(ran.count, 0)
      }
    }
  }
})

t.test('the startup error names every such route', async t => {
  const { app, handler } = await buildWith(t, route => {
    delete route.onRequest
  })
  app.get('/a', { onRequest: app.requireUser() }, handler)
  app.post('/b', { onRequest: [app.requireUser()] }, handler)
  app.get('/kept', { preHandler: app.requireUser() }, handler)
  app.get('/open', handler)
  await t.rejects(async () => app.ready(), {
    code: REMOVED,
    message:
      'The onRoute hook of another plugin removed the guards of these routes: GET /a, HEAD /a, POST /b. ' +
      'Make it keep the existing hooks of a route.'
  })
})

t.test(
  'a request to such a route returns a generic 500 and logs an error that names the route',
  async t => {
    const { app, handler, lines } = await buildWith(t, route => {
      route.preHandler = other
    })
    app.get('/orders/:id', { preHandler: app.requireScopes(['orders/read']) }, handler)
    const response = await app.inject({ url: '/orders/7', headers: asUser({ scopes: ['orders/read'] }) })
    t.strictSame(response.json(), {
      statusCode: 500,
      code: NOT_RUN,
      error: 'Internal Server Error',
      message: 'The server is not configured correctly. Its log has the cause.'
    })
    const line = lines.map(line => JSON.parse(line)).find(({ msg }) => msg === 'guard removed from route')
    t.match(line, { level: 50, route: 'GET /orders/:id' })
    t.equal(
      (await app.inject('/orders/7')).statusCode,
      401,
      'without a token the early authentication still responds'
    )
  }
)

t.test('a handler that was replaced together with the hooks does not run either', async t => {
  const { app, handler, ran } = await buildWith(t, route => {
    route.onRequest = other
    route.preHandler = other
    route.handler = async () => {
      ran.count++
      return 'replaced'
    }
  })
  app.get('/', { preHandler: app.requireUser() }, handler)
  t.equal(await outcome(app, '/'), NOT_RUN)
  t.equal(ran.count, 0)
  const { app: broken, handler: own } = await buildWith(t, route => {
    route.handler = undefined as never
  })
  t.throws(
    () => broken.get('/', { preHandler: broken.requireUser() }, own),
    TypeError,
    'an invalid handler is left to Fastify to reject'
  )
})

t.test('an alias route that copies the handler without the hooks is not served', async t => {
  const { app, handler } = await buildWith(t, ({ url, handler, method }) => {
    if (!url.startsWith('/v1')) {
      app.route({ method: method as 'GET', url: `/v1${url}`, handler, exposeHeadRoute: false })
    }
  })
  app.get('/', { preHandler: app.requireUser(), exposeHeadRoute: false }, handler)
  t.equal(await outcome(app, '/v1/', asUser()), NOT_RUN)
  t.equal(await outcome(app, '/', asUser()), 'in')
})

t.test('the routes of the auth API are not served without their guards', async t => {
  const endpoint = 'http://127.0.0.1:1'
  const app = emptyApp(t)
  await app.register(async scope => {
    scope.addHook('onRoute', route => {
      route.preHandler = other
    })
    await scope.register(cognitoAuth, {
      ...pool.options,
      endpoint,
      routes: { prefix: '/auth', admin: { users: { groups: ['admin'] } } }
    })
  })
  t.equal(await outcome(app, '/auth/admin/users', asUser({ groups: ['admin'] })), NOT_RUN)
})

t.test('each guard counts: losing one of two is detected', async t => {
  const { app, handler, ran } = await buildWith(t, route => {
    if (Array.isArray(route.preHandler)) route.preHandler = [route.preHandler[0] as never, other]
  })
  app.get('/', { preHandler: [app.requireGroups(['admin']), app.requireScopes(['orders/read'])] }, handler)
  t.equal(await outcome(app, '/', asUser({ groups: ['admin'], scopes: ['orders/read'] })), NOT_RUN)
  t.equal(ran.count, 0)
})

t.test('losing an optional guard is detected: without it an invalid token would pass', async t => {
  const { app, handler } = await buildWith(t, route => {
    route.onRequest = other
  })
  app.get('/', { onRequest: app.optionalUser() }, handler)
  t.equal(await outcome(app, '/'), NOT_RUN)
  const kept = await build(t)
  kept.get('/', { preHandler: kept.optionalUser() }, handler)
  t.equal(await outcome(kept, '/'), 'in')
  t.equal(await outcome(kept, '/', asUser()), 'in')
})

t.test('HEAD routes added by Fastify are covered', async t => {
  const { app, handler, ran } = await buildWith(t, route => {
    if (route.method === 'HEAD') route.onRequest = other
  })
  app.get('/', { onRequest: app.requireUser() }, handler)
  t.equal((await app.inject({ method: 'HEAD', url: '/', headers: asUser() })).statusCode, 500)
  t.equal(ran.count, 0)
  t.equal((await app.inject({ url: '/', headers: asUser() })).statusCode, 200)
})

t.test('both paths of a prefix, with and without a trailing slash, are covered', async t => {
  const { app, handler } = await buildWith(t, route => {
    route.onRequest = other
  })
  await app.register(
    async scope => {
      scope.get('/', { onRequest: scope.requireUser() }, handler)
    },
    { prefix: '/child' }
  )
  t.equal(await outcome(app, '/child', asUser()), NOT_RUN)
  t.equal(await outcome(app, '/child/', asUser()), NOT_RUN)
})

t.test('changing a hook list after the route was declared is not a removed guard', async t => {
  const { app, handler } = await buildWith(t, () => {})
  let declared: RouteOptions | undefined
  app.addHook('onRoute', route => {
    if (route.method === 'GET') declared = route
  })
  app.get('/', { onRequest: [app.requireUser()] }, handler)
  ;(declared?.onRequest as unknown[]).splice(0)
  t.equal(await outcome(app, '/', asUser()), REMOVED)
})

t.test('writing config.cognito neither opens nor closes a route', async t => {
  const { app, handler } = await buildWith(
    t,
    route => {
      route.config = { ...route.config, cognito: [{ user: 'required' }] }
    },
    { unguardedRoutes: 'error' }
  )
  app.get('/forgotten', handler)
  t.equal(await outcome(app, '/forgotten'), 'FST_COGNITO_UNGUARDED_ROUTE')
  const { app: guarded, handler: own } = await buildWith(
    t,
    route => {
      delete route.config
    },
    { unguardedRoutes: 'error' }
  )
  guarded.get('/', { preHandler: guarded.requireUser() }, own)
  t.equal(await outcome(guarded, '/'), 'FST_COGNITO_NO_CREDENTIALS')
  t.equal(await outcome(guarded, '/', asUser()), 'in')
})

t.test('a plugin that keeps the hooks of a route has no effect', async t => {
  const keeping: Record<string, OnRoute> = {
    'adds a hook before': route => {
      route.preHandler = [other, ...[route.preHandler ?? []].flat()]
    },
    'adds a hook after': route => {
      route.onRequest = [...[route.onRequest ?? []].flat(), other]
    },
    'moves the guard': route => {
      route.onRequest = [...[route.onRequest ?? []].flat(), ...[route.preHandler ?? []].flat()] as never
      delete route.preHandler
    },
    'wraps the handler': route => {
      const { handler } = route
      route.handler = function (request, reply) {
        return handler.call(this, request, reply)
      }
    },
    'wraps each hook': route => {
      for (const name of HOOKS) {
        const wrapped = [route[name] ?? []].flat().map(
          hook =>
            function (this: unknown, ...args: unknown[]) {
              return (hook as () => unknown).apply(this, args as [])
            }
        )
        if (wrapped.length > 0) route[name] = wrapped as never
      }
    }
  }
  for (const [label, onRoute] of Object.entries(keeping)) {
    for (const first of [false, true]) {
      const { app, handler } = await buildWith(t, onRoute, { first, unguardedRoutes: 'error' })
      app.get('/', { preHandler: app.requireGroups(['admin']) }, handler)
      const responses = [
        await outcome(app, '/'),
        await outcome(app, '/', asUser()),
        await outcome(app, '/', asUser({ groups: ['admin'] }))
      ]
      t.strictSame(
        responses,
        ['FST_COGNITO_NO_CREDENTIALS', 'FST_COGNITO_INSUFFICIENT_GROUPS', 'in'],
        `${label}, ${String(first)}`
      )
    }
  }
})

t.test(
  'guards added by an onRoute hook of the application are found, registered before or after',
  async t => {
    const before = emptyApp(t)
    before.addHook('onRoute', route => {
      route.preHandler = before.requireUser()
    })
    await before.register(cognitoAuth, { ...pool.options, unguardedRoutes: 'error' })
    before.get('/', async () => 'in')
    t.equal(await outcome(before, '/'), 'FST_COGNITO_NO_CREDENTIALS')
    t.equal(await outcome(before, '/', asUser()), 'in')
  }
)

t.test('guards of two registrations on one route both count', async t => {
  const twoPools = async (lose: boolean) => {
    const app = emptyApp(t)
    let staff: Guard | undefined
    await app.register(async scope => {
      await scope.register(cognitoAuth, pool.options)
      staff = scope.requireGroups(['staff'])
    })
    await app.register(async scope => {
      await scope.register(cognitoAuth, pool.options)
      const customers = scope.requireUser()
      if (lose) {
        scope.addHook('onRoute', route => {
          route.preHandler = [customers, other]
        })
      }
      scope.get('/', { preHandler: [staff as Guard, customers] }, async () => 'in')
    })
    return outcome(app, '/', asUser({ groups: ['staff'] }))
  }
  t.equal(await twoPools(false), 'in')
  t.equal(await twoPools(true), NOT_RUN)
})

t.test('a WebSocket handler is covered, whichever plugin is registered first', async t => {
  for (const first of [true, false]) {
    for (const lose of [true, false]) {
      const app = emptyApp(t)
      if (first) await app.register(websocket)
      await app.register(cognitoAuth, pool.options)
      if (!first) await app.register(websocket)
      if (lose) {
        app.addHook('onRoute', route => {
          route.onRequest = other
        })
      }
      app.get('/live', { websocket: true, onRequest: app.requireUser() }, socket => {
        socket.send('hello')
      })
      await app.ready()
      const opened = app.injectWS('/live', { headers: asUser() }).then(
        socket => {
          socket.terminate()
          return 'open'
        },
        (error: Error) => error.message
      )
      t.equal(
        await opened,
        lose ? 'Unexpected server response: 500' : 'open',
        `${String(first)} ${String(lose)}`
      )
    }
  }
})

t.test('@fastify/auth functions, which cannot be inspected, are not checked', async t => {
  const app = emptyApp(t)
  await app.register(fastifyAuth)
  await app.register(cognitoAuth, pool.options)
  app.get('/', { preHandler: app.auth([app.requireGroups(['admin']), other]) }, async () => 'in')
  t.equal(await outcome(app, '/'), 'in')
})

t.test('the onRoute hook runs first, and is not added when Fastify stores its hooks elsewhere', async t => {
  const app = Fastify()
  t.teardown(() => app.close())
  const order: string[] = []
  app.addHook('onRoute', () => {
    order.push('second')
  })
  prependOnRouteHook(app, () => {
    order.push('first')
  })
  app.get('/', { exposeHeadRoute: false }, async () => 'in')
  t.strictSame(order, ['first', 'second'])
  prependOnRouteHook({} as FastifyInstance, () => {})
})

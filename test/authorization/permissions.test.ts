import fastifyAuth from '@fastify/auth'
import swagger from '@fastify/swagger'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import t, { type Test } from 'tap'
import cognitoAuth, { openapi, source, type SinglePoolOptions, type Guard } from '../../dist/index.js'
import { emptyApp, bearer, build, buildWithoutKeys, asUser, pool, expired, statuses } from './app.js'

const handler = async () => 'in'

const MAP = { clerk: ['orders:read'], manager: ['orders:*'], keeper: ['stock:read', 'orders:read'] }

const clerk = () => asUser({ groups: ['clerk'] })
const manager = () => asUser({ groups: ['manager'] })

t.test('a map grants permissions to groups, and the guard allows users that have one', async t => {
  const app = await build(t, { permissions: MAP })
  app.get('/read', { preHandler: app.requirePermissions(['orders:read']) }, handler)
  app.get('/delete', { preHandler: app.requirePermissions(['orders:delete']) }, handler)
  app.get('/any', { preHandler: app.requirePermissions(['stock:read', 'orders:delete']) }, handler)
  app.get('/all', { preHandler: app.requirePermissions({ all: ['stock:read', 'orders:read'] }) }, handler)
  app.get(
    '/none',
    { preHandler: app.requirePermissions({ any: ['orders:read'], none: ['orders:delete'] }) },
    handler
  )
  const callers = [
    {},
    expired(),
    bearer(pool.machine({ scopes: ['orders:read'] })),
    asUser(),
    asUser({ groups: ['Clerk', 'orders:read'] }),
    clerk(),
    manager(),
    asUser({ groups: ['keeper'] }),
    asUser({ groups: ['keeper', 'manager'] })
  ]
  t.strictSame(await statuses(app, '/read', callers), [401, 401, 403, 403, 403, 200, 200, 200, 200])
  t.strictSame(await statuses(app, '/delete', callers), [401, 401, 403, 403, 403, 403, 200, 403, 200])
  t.strictSame(await statuses(app, '/any', callers), [401, 401, 403, 403, 403, 403, 200, 200, 200])
  t.strictSame(await statuses(app, '/all', callers), [401, 401, 403, 403, 403, 403, 403, 200, 200])
  t.strictSame(await statuses(app, '/none', callers), [401, 401, 403, 403, 403, 200, 403, 200, 403])
})

t.test('a function grants permissions by user, whatever the groups', async t => {
  const app = await build(t, {
    permissions: async ({ id }) => (id === 'jane' ? ['orders:*'] : ['orders:none'])
  })
  app.get('/', { preHandler: app.requirePermissions(['orders:read']) }, handler)
  t.strictSame(await statuses(app, '/', [asUser({ sub: 'jane' }), manager()]), [200, 403])
})

t.test('permissions of several sources are combined without duplicates', async t => {
  const app = await build(t, {
    permissions: [
      MAP,
      async ({ id }: { id: string }) => (id === 'jane' ? ['stock:read', 'orders:read'] : []),
      source(async ({ id }) => [`self:${id}`], { ttl: 1000 }),
      { clerk: ['till:open'] }
    ]
  })
  app.get('/', { preHandler: app.requireUser() }, async request => request.permissions())
  const held = async (sub: string, groups: string[]) =>
    (await app.inject({ url: '/', headers: asUser({ sub, groups }) })).json()
  t.strictSame(await held('jane', ['clerk']), ['orders:read', 'stock:read', 'self:jane', 'till:open'])
  t.strictSame(await held('joe', ['keeper']), ['stock:read', 'orders:read', 'self:joe'])
  t.strictSame(await held('joe', []), ['self:joe'])
})

t.test('if one of several sources fails, the request is denied', async t => {
  const app = await build(t, {
    permissions: [
      MAP,
      async () => {
        throw new Error('down')
      }
    ]
  })
  app.get('/', { preHandler: app.requirePermissions(['orders:read']) }, handler)
  app.get('/none', { preHandler: app.requirePermissions({ none: ['orders:frozen'] }) }, handler)
  t.strictSame(await statuses(app, '/', [clerk()]), [503])
  t.strictSame(await statuses(app, '/none', [clerk()]), [503])
})

t.test('a wildcard returned by a function works as in a map; a bare wildcard grants nothing', async t => {
  for (const [held, status] of [
    [['orders:*'], 200],
    [['*'], 403],
    [['*:*'], 403],
    [['orders:re*'], 403]
  ] as const) {
    const app = await build(t, { permissions: async () => held })
    app.get('/', { preHandler: app.requirePermissions(['orders:read']) }, handler)
    t.strictSame(await statuses(app, '/', [asUser()]), [status], held[0])
  }
})

t.test(
  'a group named like a property of Object.prototype has only the permissions that it was granted',
  async t => {
    const groups = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length', 'map', 'get']
    const empty = await build(t, { permissions: MAP })
    empty.get('/', { preHandler: empty.requireUser() }, async request => request.permissions())
    t.strictSame((await empty.inject({ url: '/', headers: asUser({ groups }) })).json(), [])
    const app = await build(t, {
      permissions: Object.fromEntries(groups.map(group => [group, [`of:${group}`]]))
    })
    app.get('/', { preHandler: app.requireUser() }, async request => request.permissions())
    t.strictSame(
      (await app.inject({ url: '/', headers: asUser({ groups: ['__proto__', 'get', 'valueOf'] }) })).json(),
      ['of:__proto__', 'of:get']
    )
  }
)

t.test('the option permissions is required, and a required permission has no wildcard', async t => {
  const none = await build(t)
  t.throws(() => none.requirePermissions(['orders:read']), {
    code: 'FST_COGNITO_INVALID_REQUIREMENT',
    message: 'requirePermissions: requires the option permissions'
  })
  const app = await build(t, { permissions: MAP })
  const rejected: [unknown, RegExp][] = [
    ['orders:read', /must be a list, \['orders:read'\]; got a string/],
    [[], /at least one name/],
    [{}, /must have any, all or none; got an empty object/],
    [{ some: ['a'] }, /must have any, all or none; got 'some'/],
    [undefined, /must be a list such as .*; got nothing/],
    [{ any: undefined }, /at least one name/],
    [[''], /only non-empty strings/]
  ]
  for (const [given, message] of rejected) {
    t.throws(
      () => app.requirePermissions(given as never),
      { code: 'FST_COGNITO_INVALID_REQUIREMENT', message },
      String(message)
    )
  }
  for (const name of [
    '*',
    'orders:*',
    'orders:',
    ':read',
    'orders::read',
    'orders read',
    'orders:read orders:write',
    ' orders:read',
    'orders:re*'
  ]) {
    for (const given of [[name], { all: ['orders:read', name] }, { none: [name] }]) {
      t.throws(() => app.requirePermissions(given), {
        code: 'FST_COGNITO_INVALID_REQUIREMENT',
        message:
          "requirePermissions: permissions must be written in full, as in ['orders:read'], without *; got " +
          `'${name}'`
      })
    }
  }
  t.throws(() => app.requirePermissions(['orders:read'], { tokenUse: 'id' }), {
    code: 'FST_COGNITO_INVALID_REQUIREMENT',
    message: /^requirePermissions: no token can be accepted/
  })
})

t.test('the guard can be restricted like every guard', async t => {
  const app = await build(t, { permissions: MAP, tokenUse: null })
  app.get('/', { preHandler: app.requirePermissions(['orders:read'], { tokenUse: 'access' }) }, handler)
  t.strictSame(await statuses(app, '/', [clerk(), bearer(pool.idToken({ groups: ['clerk'] }))]), [200, 401])
})

t.test('the error does not reveal permissions or groups, in body, headers or document', async t => {
  const app = emptyApp(t)
  await app.register(swagger, {
    openapi: { components: { securitySchemes: openapi.securitySchemes } },
    transform: openapi.transform
  })
  await app.register(cognitoAuth, { ...pool.options, permissions: { treasurers: ['vault:open'] } })
  app.get(
    '/',
    { preHandler: app.requirePermissions({ any: ['vault:open'], none: ['vault:frozen'] }) },
    handler
  )
  app.get(
    '/scopes',
    { preHandler: [app.requirePermissions(['vault:open']), app.requireScopes(['vault/open'])] },
    handler
  )
  app.get('/machine', { preHandler: app.requireMachine() }, handler)
  const response = await app.inject({ url: '/', headers: asUser({ groups: ['members'] }) })
  t.strictSame(response.json(), {
    statusCode: 403,
    code: 'FST_COGNITO_INSUFFICIENT_PERMISSIONS',
    error: 'Forbidden',
    message: 'You are not allowed to do this.'
  })
  t.notMatch(JSON.stringify([response.body, response.headers]), /vault|treasurers|members/)
  t.notOk('www-authenticate' in response.headers)
  const { paths } = app.swagger() as unknown as {
    paths: Record<string, { get: { responses: object, description?: string, security: object } }>
  }
  t.notMatch(JSON.stringify(paths), /vault:|treasurers/)
  for (const url of ['/', '/scopes', '/machine']) {
    t.strictSame(Object.keys(paths[url]?.get.responses ?? {}), ['200', '400', '401', '403', '503'], url)
  }
  t.equal(paths['/scopes']?.get.description, 'Scopes: vault/open.')
  t.strictSame(paths['/']?.get.security, [{ cognito: [] }])
})

t.test('the required permissions are in the config of the route', async t => {
  const app = await build(t, { permissions: MAP })
  app.get(
    '/',
    { preHandler: app.requirePermissions(['orders:read']) },
    async request => request.routeOptions.config.cognito
  )
  t.strictSame((await app.inject({ url: '/', headers: clerk() })).json(), [
    { user: 'required', permissions: { any: ['orders:read'], all: [], none: [] } }
  ])
})

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
  'one of a list': (app, guard) => {
    app.get('/', { preHandler: [passing, guard, passing] }, handler)
  },
  'an onRequest hook of the scope': (app, guard) => {
    app.addHook('onRequest', guard).get('/', handler)
  },
  'a preParsing hook of the scope': (app, guard) => {
    app.addHook('preParsing', guard).get('/', handler)
  },
  '@fastify/auth': (app, guard) => {
    app.get('/', { preHandler: app.auth([guard]) }, handler)
  },
  '@fastify/auth in a list': (app, guard) => {
    app.get('/', { preHandler: app.auth([[guard, app.requireUser()]]) }, handler)
  },
  'an awaited function': (app, guard) => {
    app.get('/', async (request, reply) => {
      await guard(request, reply)
      return 'in'
    })
  },
  'a hook called with a callback': (app, guard) => {
    app.get(
      '/',
      {
        // Like a callback-style hook that calls the guard: the guard must call back only once.
        preHandler: (request, reply, done) => {
          let ended = 0
          const end = (error?: Error) => {
            if (++ended > 1) throw new Error('ended twice')
            done(error)
          }
          const promise = (guard as unknown as (...args: unknown[]) => Promise<void> | undefined)(
            request,
            reply,
            end
          )
          promise?.then(() => {
            end()
          }, end)
        }
      },
      handler
    )
  }
}

/** With the key set at hand, and with a key that must be fetched: authentication is synchronous or not. */
const KEYS = [build, onHost]

const GUARDS: Record<string, [options: Partial<SinglePoolOptions>, make: (app: FastifyInstance) => Guard]> = {
  'permissions from a map': [{ permissions: MAP }, app => app.requirePermissions(['orders:delete'])],
  'permissions from a function': [
    {
      permissions: async ({ groups }: { groups: readonly string[] }) =>
        groups.includes('manager') ? ['orders:delete'] : []
    },
    app => app.requirePermissions(['orders:delete'])
  ],
  'groups from a function': [
    { groups: async ({ claims }) => (claims['cognito:groups'] as readonly string[]) ?? [] },
    app => app.requireGroups(['manager'])
  ],
  'groups from the claim': [{}, app => app.requireGroups(['manager'])]
}

for (const [label, [options, make]] of Object.entries(GUARDS)) {
  for (const [way, declare] of Object.entries(WAYS)) {
    t.test(`${label}, in ${way}`, async t => {
      for (const start of KEYS) {
        const app = await start(t, options)
        await app.register(fastifyAuth)
        declare(app, make(app))
        t.strictSame(
          await statuses(app, '/', [manager(), {}, expired(), clerk(), manager()]),
          [200, 401, 401, 403, 200]
        )
      }
    })
  }
}

/** The same pool, with a key set that is fetched on the first token. */
async function onHost (t: Test, options: Partial<SinglePoolOptions>): Promise<FastifyInstance> {
  const host = emptyApp(t)
  host.get('/jwks.json', async () => pool.jwks)
  const address = await host.listen({ host: '127.0.0.1', port: 0 })
  const app = emptyApp(t)
  const { userPoolId, clientId } = pool.options
  await app.register(cognitoAuth, { userPoolId, clientId, jwksUri: `${address}/jwks.json`, ...options })
  return app
}

t.test(
  'a body is parsed only with a valid token, and the handler runs only with the permission',
  async t => {
    const app = await build(t, { permissions: MAP })
    app.post('/', { preHandler: app.requirePermissions(['orders:delete']) }, handler)
    const send = async (headers: Record<string, string>, payload: string) =>
      (
        await app.inject({
          method: 'POST',
          url: '/',
          headers: { ...headers, 'content-type': 'application/json' },
          payload
        })
      ).statusCode
    t.equal(await send({}, '{'), 401)
    t.equal(await send(clerk(), '{}'), 403)
    t.equal(await send(manager(), '{'), 400)
    t.equal(await send(manager(), '{}'), 200)
  }
)

const apiKey = async ({ headers }: FastifyRequest) => {
  if (headers['x-api-key'] !== 'right') throw Object.assign(new Error('No key.'), { statusCode: 401 })
}

t.test('another @fastify/auth function that passes removes the headers that a failed source set', async t => {
  const app = await build(t, {
    permissions: async () => {
      throw new Error('down')
    }
  })
  await app.register(fastifyAuth)
  app.get('/', { preHandler: app.auth([app.requirePermissions(['orders:read']), apiKey]) }, handler)
  const open = await app.inject({ url: '/', headers: { ...asUser(), 'x-api-key': 'right' } })
  t.equal(open.statusCode, 200)
  t.notOk('retry-after' in open.headers)
  const last = await build(t, {
    permissions: async () => {
      throw new Error('down')
    }
  })
  await last.register(fastifyAuth)
  last.get('/', { preHandler: last.auth([apiKey, last.requirePermissions(['orders:read'])]) }, handler)
  const closed = await last.inject({ url: '/', headers: asUser() })
  t.equal(closed.statusCode, 503)
  t.equal(closed.headers['retry-after'], '5')
})

t.test(
  "the application's error handler gets the error, and the header is on the reply",
  async t => {
    const app = await build(t, {
      permissions: async () => {
        throw new Error('down')
      }
    })
    app.setErrorHandler((error: Error & { code: string, statusCode: number }, _request, reply) =>
      reply.code(error.statusCode).send({ mine: error.code, why: (error.cause as Error).message })
    )
    app.get('/', { preHandler: app.requirePermissions(['orders:read']) }, handler)
    const response = await app.inject({ url: '/', headers: asUser() })
    t.strictSame(
      [response.statusCode, response.json(), response.headers['retry-after']],
      [503, { mine: 'FST_COGNITO_SOURCE_UNAVAILABLE', why: 'down' }, '5']
    )
  }
)

t.test('without keys to verify the token, no source is called', async t => {
  const dark = await buildWithoutKeys(t)
  dark.get('/', { preHandler: dark.requireGroups(['admin']) }, handler)
  t.strictSame(await statuses(dark, '/', [clerk()]), [503])
  let calls = 0
  const app = emptyApp(t)
  const { userPoolId, clientId } = pool.options
  await app.register(cognitoAuth, {
    userPoolId,
    clientId,
    jwksUri: 'http://127.0.0.1:1/jwks.json',
    permissions: async () => [String(calls++)]
  })
  app.get('/', { preHandler: app.requirePermissions(['orders:read']) }, handler)
  t.strictSame(await statuses(app, '/', [clerk()]), [503])
  t.equal(calls, 0)
})

t.test('concurrent requests each have their own permissions', async t => {
  const app = await build(t, { permissions: MAP })
  app.get('/', { preHandler: app.requireUser() }, async request => {
    const before = await request.permissions()
    await new Promise(resolve => {
      setTimeout(resolve, Math.random() * 20)
    })
    return [before, await request.permissions()]
  })
  const callers = ['clerk', 'manager', 'none', 'clerk', 'keeper', 'manager']
  const responses = await Promise.all(
    callers.map(async group => (await app.inject({ url: '/', headers: asUser({ groups: [group] }) })).json())
  )
  t.strictSame(
    responses,
    callers.map(group => Array(2).fill((MAP as Record<string, string[]>)[group] ?? []))
  )
})

t.test('no request can change the permissions of a later one', async t => {
  const app = await build(t, { permissions: [MAP, source(async () => ['self:read'], { ttl: 60_000 })] })
  app.get('/', { preHandler: app.requireUser() }, async request => {
    const held = await request.permissions()
    t.throws(() => {
      ;(held as string[]).push('root')
    }, TypeError)
    return held
  })
  const jane = asUser({ sub: 'jane', groups: ['clerk'] })
  for (let i = 0; i < 2; i++) {
    t.strictSame((await app.inject({ url: '/', headers: jane })).json(), ['orders:read', 'self:read'])
  }
})

t.test('guards of two registrations on one route each use their own permissions', async t => {
  const app = emptyApp(t)
  let theirs: Guard | undefined
  await app.register(async scope => {
    await scope.register(cognitoAuth, { ...pool.options, permissions: { manager: ['orders:read'] } })
    theirs = scope.requirePermissions(['orders:read'])
  })
  await app.register(async scope => {
    await scope.register(cognitoAuth, { ...pool.options, permissions: { clerk: ['orders:read'] } })
    scope.get(
      '/both',
      {
        preHandler: [
          scope.requirePermissions(['orders:read']),
          theirs as Guard,
          scope.requirePermissions(['orders:read'])
        ]
      },
      handler
    )
    scope.get('/ours', { preHandler: scope.requirePermissions(['orders:read']) }, handler)
  })
  const callers = [clerk(), manager(), asUser({ groups: ['clerk', 'manager'] })]
  t.strictSame(await statuses(app, '/both', callers), [403, 403, 200])
  t.strictSame(await statuses(app, '/ours', callers), [200, 403, 200])
})

t.test(
  'permissions are not shared between registrations, nor between users of ' +
    'another',
  async t => {
    const app = emptyApp(t)
    let theirs: { user: Guard, permissions: Guard } | undefined
    await app.register(async scope => {
      await scope.register(cognitoAuth, { ...pool.options, permissions: { manager: ['orders:read'] } })
      theirs = { user: scope.requireUser(), permissions: scope.requirePermissions(['orders:read']) }
    })
    await app.register(async scope => {
      await scope.register(cognitoAuth, {
        ...pool.options,
        permissions: { manager: ['stock:read'] },
        extractToken: request => request.headers['x-token'] as string | undefined
      })
      const { user, permissions } = theirs as NonNullable<typeof theirs>
      scope.get('/asked', { preHandler: permissions }, async request => request.permissions())
      scope.get(
        '/crossed',
        {
          preHandler: [
            user,
            async request => {
              await request.permissions()
            },
            scope.requirePermissions(['stock:read'])
          ]
        },
        handler
      )
    })
    t.strictSame((await app.inject({ url: '/asked', headers: manager() })).json(), ['stock:read'])
    const [allowed, lacking] = [pool.signIn({ groups: ['manager'] }), pool.signIn()]
    t.strictSame(
      await statuses(app, '/crossed', [
        { ...bearer(allowed), 'x-token': lacking },
        { ...bearer(lacking), 'x-token': allowed }
      ]),
      [403, 200]
    )
  }
)

t.test(
  'request.permissions throws a 401 when no guard allowed the request, and is empty without permissions',
  async t => {
    const app = await build(t)
    app.get('/open', async request => request.permissions())
    app.get('/', { preHandler: app.requireUser() }, async request => request.permissions())
    const response = await app.inject({ url: '/open', headers: clerk() })
    t.match(response.json(), { statusCode: 401, code: 'FST_COGNITO_NO_CREDENTIALS' })
    t.equal(response.headers['www-authenticate'], 'Bearer realm="cognito"')
    t.strictSame((await app.inject({ url: '/', headers: clerk() })).json(), [])
  }
)

import swagger, { type SwaggerTransform } from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import t from 'tap'
import { z } from 'zod'
import cognitoAuth, { memorySessions, openapi, type SinglePoolOptions } from '../../dist/index.js'
import { createTestPool } from '../../dist/testing/index.js'
import { emptyApp, pool, type Test } from './app.js'

interface Operation {
  security?: object[]
  description?: string
  tags?: string[]
  responses: Record<
    string,
    { description: string, content?: Record<string, { schema: Record<string, unknown> }> }
  >
}

type Document = Record<string, Record<string, Operation>>

const withDomain = openapi.withDomain('https://auth.example.com', {
  scopes: { 'orders/read': 'Read orders', 'orders/write': 'Change orders' }
})

const session = { origin: 'https://app.example.com', store: memorySessions() }
const withSession = openapi.withSession(session)
const withLoadBalancer = openapi.withLoadBalancer()
const alb = {
  arn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/my-app/50dc6c495c0c9188',
  clientId: pool.clientId
}
const withApi = { endpoint: 'https://cognito.invalid', routes: { prefix: '/auth' } }

/** Returns the paths of an application's OpenAPI document. */
async function document (
  t: Test,
  declare: (app: FastifyInstance) => void,
  {
    transform = openapi.transform,
    ...options
  }: Partial<SinglePoolOptions> & { transform?: SwaggerTransform } = {}
): Promise<Document> {
  const app = emptyApp(t)
  await app.register(swagger, {
    openapi: {
      components: {
        securitySchemes: {
          ...withDomain.securitySchemes,
          ...withSession.securitySchemes,
          ...withLoadBalancer.securitySchemes,
          apiKey: { type: 'http', scheme: 'basic' }
        }
      }
    },
    transform
  })
  await app.register(cognitoAuth, { ...pool.options, ...options })
  declare(app)
  await app.ready()
  return app.swagger().paths as unknown as Document
}

const operation = (paths: Document, path: string, method = 'get') => paths[path]?.[method] as Operation

const statuses = ({ responses }: Operation) => Object.keys(responses)

const handler = async () => 'in'

t.test('the document has the security scheme that the routes refer to', async t => {
  const app = emptyApp(t)
  await app.register(swagger, { openapi: { components: { securitySchemes: openapi.securitySchemes } } })
  await app.ready()
  t.match(app.swagger(), {
    components: { securitySchemes: { cognito: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } }
  })
})

t.test('a route without a guard has its own schema only', async t => {
  const response = { 200: { description: 'The version.', type: 'string' } }
  const paths = await document(t, app => {
    app.get('/version', { schema: { tags: ['public'], response } }, handler)
    app.get('/plain', handler)
  })
  const version = operation(paths, '/version')
  t.strictSame(Object.keys(version), ['tags', 'responses'])
  t.strictSame(version.tags, ['public'])
  t.equal(version.responses['200']?.description, 'The version.')
  t.strictSame(Object.keys(operation(paths, '/plain')), ['responses'])
  t.strictSame(statuses(operation(paths, '/plain')), ['200'])
})

t.test('a guarded route has security and its error responses', async t => {
  const paths = await document(t, app => app.get('/', { preHandler: app.requireUser() }, handler))
  t.strictSame(operation(paths, '/').security, [{ cognito: [] }])
  t.strictSame(statuses(operation(paths, '/')), ['200', '400', '401', '503'])
  t.strictSame(operation(paths, '/').responses['200'], { description: 'Default Response' })
  const rejected = operation(paths, '/').responses['401']
  t.equal(rejected?.description, 'The token is missing, invalid or expired.')
  t.match(rejected?.content?.['application/json']?.schema, {
    required: ['statusCode', 'error', 'message'],
    properties: { code: { type: 'string' } }
  })
})

t.test('a route that requires groups or scopes documents 403, and names the scopes only', async t => {
  const paths = await document(t, app => {
    app.get('/groups', { preHandler: app.requireGroups(['treasurers']) }, handler)
    app.get(
      '/scopes',
      {
        schema: { description: 'Lists orders.' },
        preHandler: app.requireScopes({ all: ['orders/read'], any: ['a', 'b'] })
      },
      handler
    )
    app.get(
      '/plain',
      { preHandler: [app.requireScopes(['orders/read']), app.requireScopes(['orders/read'])] },
      handler
    )
  })
  t.strictSame(statuses(operation(paths, '/groups')), ['200', '400', '401', '403', '503'])
  t.notMatch(JSON.stringify(paths), /treasurers/)
  t.strictSame(statuses(operation(paths, '/scopes')), ['200', '400', '401', '403', '503'])
  t.equal(operation(paths, '/scopes').description, 'Lists orders.\n\nScopes: orders/read, a, b.')
  t.equal(operation(paths, '/plain').description, 'Scopes: orders/read.')
})

t.test('a route that requires permissions or machines documents 403, and names no permissions', async t => {
  const paths = await document(
    t,
    app => {
      app.get('/permissions', { preHandler: app.requirePermissions(['payroll:read']) }, handler)
      app.get('/machines', { preHandler: app.requireMachine() }, handler)
    },
    { permissions: { treasurers: ['payroll:read'] } }
  )
  t.strictSame(statuses(operation(paths, '/permissions')), ['200', '400', '401', '403', '503'])
  t.strictSame(statuses(operation(paths, '/machines')), ['200', '400', '401', '403', '503'])
  t.notMatch(JSON.stringify(paths), /payroll|treasurers/)
})

t.test('the error responses of a guarded route have descriptions; it has none itself', async t => {
  const paths = await document(t, app => {
    const guards = [app.optionalUser(), app.requireGroups(['treasurers'])]
    app.get('/', { preHandler: guards }, handler)
  })
  const { description, responses } = operation(paths, '/')
  t.equal(description, undefined)
  t.strictSame(
    Object.entries(responses).map(([status, { description }]) => [status, description]),
    [
      ['200', 'Default Response'],
      ['400', 'More than one credential, or a malformed one.'],
      ['401', 'The token is missing, invalid or expired.'],
      ['403', 'A valid token that does not allow this.'],
      ['503', 'Tokens cannot be verified at the moment.']
    ]
  )
})

t.test('an optional route accepts requests with and without a token', async t => {
  const paths = await document(t, app => {
    app.get('/optional', { preHandler: app.optionalUser() }, handler)
    app.get('/both', { onRequest: app.optionalUser(), preHandler: app.requireUser() }, handler)
  })
  t.strictSame(operation(paths, '/optional').security, [{}, { cognito: [] }])
  t.strictSame(statuses(operation(paths, '/optional')), ['200', '400', '401', '503'])
  t.strictSame(operation(paths, '/both').security, [{ cognito: [] }])
})

t.test('a route without a guard is documented unchanged', async t => {
  const schema = {
    description: 'Anybody.',
    response: { 200: { description: 'All is well.', type: 'string' } }
  }
  const paths = await document(t, app => app.get('/schema', { schema }, handler).get('/', handler))
  t.strictSame(paths, {
    '/schema': {
      get: {
        description: 'Anybody.',
        responses: {
          200: {
            description: 'All is well.',
            content: { 'application/json': { schema: { description: 'All is well.', type: 'string' } } }
          }
        }
      }
    },
    '/': { get: { responses: { 200: { description: 'Default Response' } } } }
  })
})

t.test("the route's own documentation is kept", async t => {
  const paths = await document(t, app =>
    app.get(
      '/',
      {
        schema: {
          security: [{ apiKey: [] }],
          tags: ['mine'],
          response: { 200: { type: 'string' }, 401: { description: 'My own.', type: 'string' } }
        },
        preHandler: app.requireUser()
      },
      handler
    )
  )
  t.strictSame(operation(paths, '/').security, [{ apiKey: [] }])
  t.strictSame(operation(paths, '/').tags, ['mine'])
  t.equal(operation(paths, '/').responses['401']?.description, 'My own.')
})

t.test('a hidden route stays hidden', async t => {
  const paths = await document(t, app =>
    app.get('/', { schema: { hide: true }, preHandler: app.requireUser() }, handler)
  )
  t.strictSame(paths, {})
})

t.test('only the document changes: the schemas of the routes are not modified', async t => {
  const schema = { response: { 200: { type: 'string' } } }
  let seen: unknown
  await document(t, app => {
    app.addHook('onRoute', route => {
      if (route.method === 'GET') seen = route.schema
    })
    app.get('/', { schema, preHandler: app.requireGroups(['admin']) }, handler)
  })
  t.equal(seen, schema)
  t.equal(JSON.stringify(schema), '{"response":{"200":{"type":"string"}}}')
})

t.test(
  'routes of the auth API have their error responses, and security if they need a token',
  async t => {
    const paths = await document(t, () => {}, {
      endpoint: 'https://cognito.invalid',
      routes: { prefix: '/auth' }
    })
    const signUp = operation(paths, '/auth/signup', 'post')
    t.strictSame(statuses(signUp), ['201', '400', '403', '409', '413', '415', '429', '502', '503'])
    t.equal(signUp.security, undefined)
    t.equal(signUp.responses['409']?.description, 'The account already exists.')
    const me = operation(paths, '/auth/me')
    t.strictSame(me.security, [{ cognito: [] }])
    t.strictSame(statuses(me), ['200', '400', '401', '403', '429', '502', '503'])
  }
)

t.test("the application's own transform and this one are both applied", async t => {
  const declare = (app: FastifyInstance) => {
    app.get('/', { preHandler: app.requireUser() }, handler)
    app.get('/open', handler)
  }
  const paths = await document(t, declare, {
    transform: openapi.transformAfter(({ schema, url }) => ({
      schema: { ...schema, tags: ['mine'] },
      url: `/v1${url}`
    }))
  })
  t.strictSame(operation(paths, '/v1/').tags, ['mine'])
  t.strictSame(operation(paths, '/v1/').security, [{ cognito: [] }])
  t.strictSame(operation(paths, '/v1/open').tags, ['mine'], 'a route without a guard')
})

t.test(
  'works after the transform of the Zod provider, for Zod schemas, routes without a schema and the auth API',
  async t => {
    const paths = await document(
      t,
      app => {
        app.setValidatorCompiler(validatorCompiler).setSerializerCompiler(serializerCompiler)
        app.post(
          '/zod',
          {
            schema: {
              body: z.object({ count: z.number() }),
              response: { 200: z.object({ sum: z.number() }) }
            },
            preHandler: app.requireUser()
          },
          async () => ({ sum: 1 })
        )
        app.get('/none', { preHandler: app.requireUser() }, handler)
      },
      {
        transform: openapi.transformAfter(jsonSchemaTransform),
        endpoint: 'https://cognito.invalid',
        routes: { prefix: '/auth' }
      }
    )
    const zod = operation(paths, '/zod', 'post')
    t.match(zod.responses['200']?.content?.['application/json']?.schema, {
      properties: { sum: { type: 'number' } }
    })
    t.match(zod, {
      requestBody: {
        content: { 'application/json': { schema: { properties: { count: { type: 'number' } } } } }
      }
    })
    t.strictSame(zod.security, [{ cognito: [] }])
    t.strictSame(statuses(operation(paths, '/none')), ['200', '400', '401', '503'])
    t.match(operation(paths, '/auth/signin', 'post'), {
      requestBody: { content: { 'application/json': { schema: { required: ['username', 'password'] } } } }
    })
  }
)

t.test('with a domain, the document has the URLs of managed login', async t => {
  t.strictSame(withDomain.securitySchemes, {
    ...openapi.securitySchemes,
    cognitoOAuth2: {
      type: 'oauth2',
      description: 'Signs users in at the user pool.',
      flows: {
        authorizationCode: {
          authorizationUrl: 'https://auth.example.com/oauth2/authorize',
          tokenUrl: 'https://auth.example.com/oauth2/token',
          refreshUrl: 'https://auth.example.com/oauth2/token',
          scopes: { 'orders/read': 'Read orders', 'orders/write': 'Change orders' }
        }
      }
    }
  })
  t.strictSame(
    openapi.withDomain('https://auth.example.com/').securitySchemes.cognitoOAuth2.flows.authorizationCode,
    {
      ...withDomain.securitySchemes.cognitoOAuth2.flows.authorizationCode,
      scopes: {}
    }
  )
})

t.test(
  'with a domain, each guarded route lists its scopes: one entry for each sufficient set',
  async t => {
    const paths = await document(
      t,
      app => {
        app.get('/user', { preHandler: app.requireUser() }, handler)
        app.get('/all', { preHandler: app.requireScopes({ all: ['orders/read', 'orders/write'] }) }, handler)
        app.get('/any', { preHandler: app.requireScopes(['orders/read', 'orders/write']) }, handler)
        app.get(
          '/none',
          { preHandler: app.requireScopes({ all: ['orders/read'], none: ['orders/write'] }) },
          handler
        )
        app.get(
          '/both',
          {
            preHandler: [
              app.requireScopes(['orders/read', 'a']),
              app.requireScopes({ all: ['orders/read'], any: ['b'] })
            ]
          },
          handler
        )
        app.get('/optional', { preHandler: app.optionalUser() }, handler)
        app.get('/open', handler)
      },
      { transform: withDomain.transform }
    )
    const oauth = (path: string) => operation(paths, path).security?.slice(1)
    t.strictSame(operation(paths, '/user').security, [{ cognito: [] }, { cognitoOAuth2: [] }])
    t.strictSame(oauth('/all'), [{ cognitoOAuth2: ['orders/read', 'orders/write'] }])
    t.strictSame(oauth('/any'), [{ cognitoOAuth2: ['orders/read'] }, { cognitoOAuth2: ['orders/write'] }])
    t.strictSame(oauth('/none'), [{ cognitoOAuth2: ['orders/read'] }])
    t.strictSame(oauth('/both'), [
      { cognitoOAuth2: ['orders/read', 'b'] },
      { cognitoOAuth2: ['a', 'orders/read', 'b'] }
    ])
    t.strictSame(operation(paths, '/optional').security, [{}, { cognito: [] }, { cognitoOAuth2: [] }])
    t.equal(operation(paths, '/open').security, undefined)
  }
)

t.test(
  'with a domain, groups and permissions are not documented, and routes for machines have no user sign-in',
  async t => {
    const paths = await document(
      t,
      app => {
        app.get(
          '/',
          {
            preHandler: [
              app.requireGroups(['treasurers']),
              app.requirePermissions(['payroll:read']),
              app.requireScopes(['orders/read'])
            ]
          },
          handler
        )
        app.get(
          '/machines',
          { preHandler: [app.requireMachine(), app.requireScopes(['orders/read'])] },
          handler
        )
      },
      { transform: withDomain.transform, permissions: { treasurers: ['payroll:read'] } }
    )
    t.notMatch(JSON.stringify(paths), /payroll|treasurers/)
    t.strictSame(operation(paths, '/').security, [{ cognito: [] }, { cognitoOAuth2: ['orders/read'] }])
    t.strictSame(operation(paths, '/machines').security, [{ cognito: [] }])
  }
)

t.test("with a domain, the application's own transform and the auth API work", async t => {
  const paths = await document(t, app => app.get('/', { preHandler: app.requireUser() }, handler), {
    transform: withDomain.transformAfter(({ schema, url }) => ({
      schema: { ...schema, tags: ['mine'] },
      url: `/v1${url}`
    })),
    endpoint: 'https://cognito.invalid',
    routes: { prefix: '/auth' }
  })
  t.strictSame(operation(paths, '/v1/').tags, ['mine'])
  t.strictSame(operation(paths, '/v1/').security, [{ cognito: [] }, { cognitoOAuth2: [] }])
  t.strictSame(operation(paths, '/auth/me').security, [{ cognito: [] }, { cognitoOAuth2: [] }])
  t.equal(operation(paths, '/auth/signup', 'post').security, undefined)
})

t.test('an invalid domain throws and is named', async t => {
  for (const domain of [
    'auth.example.com',
    'http://auth.example.com',
    'https://auth.example.com/login',
    'https://auth.example.com?a=1',
    'https://jane:secret@auth.example.com',
    'wss://a',
    '',
    undefined,
    null
  ]) {
    t.throws(
      () => openapi.withDomain(domain as string),
      {
        code: 'FST_COGNITO_INVALID_OPTIONS',
        message:
          'withDomain: domain must be the https URL of the domain of the user pool, such as ' +
          `https://auth.example.com; got ${JSON.stringify(domain)}`
      },
      String(domain)
    )
  }
})

t.test('with sessions, the document has the scheme of the cookie', async t => {
  const scheme = { type: 'apiKey', in: 'cookie', name: '__Host-Http-session' }
  t.match(withSession.securitySchemes, { ...openapi.securitySchemes, cognitoSession: scheme })
  for (const [name, options] of [
    ['session', { origin: 'http://localhost:3000' }],
    ['sid', { origin: session.origin, cookie: { name: 'sid' } }]
  ] as const) {
    t.equal(openapi.withSession(options).securitySchemes.cognitoSession.name, name)
  }
})

t.test('with sessions, guarded routes accept a token or the cookie', async t => {
  const paths = await document(
    t,
    app => {
      app.get('/user', { preHandler: app.requireUser() }, handler)
      app.get('/optional', { preHandler: app.optionalUser() }, handler)
      app.get('/groups', { preHandler: app.requireGroups(['admin']) }, handler)
      app.get('/open', handler)
    },
    { transform: withSession.transform, session, ...withApi }
  )
  const either = [{ cognito: [] }, { cognitoSession: [] }]
  t.strictSame(operation(paths, '/user').security, either)
  t.strictSame(operation(paths, '/optional').security, [{}, ...either])
  t.strictSame(operation(paths, '/auth/me').security, either)
  t.equal(operation(paths, '/open').security, undefined)
  t.equal(operation(paths, '/auth/signin', 'post').security, undefined)
  t.strictSame(operation(paths, '/auth/session').security, [{}, { cognitoSession: [] }])
  t.strictSame(operation(paths, '/auth/logout', 'post').security, [{}, { cognitoSession: [] }])
  t.match(operation(paths, '/user').responses, {
    401: { description: 'The token or session is missing, invalid or expired.' },
    403: { description: 'A request with the session cookie from a page of another origin.' },
    503: { description: 'Tokens or sessions cannot be verified at the moment.' }
  })
  t.match(operation(paths, '/groups').responses[403], { description: /^A valid token or session/ })
})

t.test('with sessions, routes that do not accept the cookie list the token only', async t => {
  const other = await createTestPool({ userPoolId: 'eu-west-1_Other' })
  const app = emptyApp(t)
  await app.register(swagger, {
    openapi: { components: { securitySchemes: withSession.securitySchemes } },
    transform: withSession.transform
  })
  await app.register(cognitoAuth, {
    userPools: {
      users: {
        ...pool.options,
        clientId: [pool.clientId, 'machines'],
        tokenUse: null,
        endpoint: 'https://cognito.invalid'
      },
      staff: other.options
    },
    routes: { prefix: '/auth', pool: 'users', clientId: pool.clientId },
    session
  })
  app.get('/any', { preHandler: app.requireUser() }, handler)
  app.get('/client', { preHandler: app.requireUser({ clientId: pool.clientId }) }, handler)
  app.get('/pool', { preHandler: app.requireUser({ pool: 'staff' }) }, handler)
  app.get('/other-client', { preHandler: app.requireUser({ clientId: 'machines' }) }, handler)
  app.get('/id', { preHandler: app.requireUser({ tokenUse: 'id' }) }, handler)
  app.get('/machine', { preHandler: app.requireMachine() }, handler)
  app.get(
    '/both',
    { preHandler: [app.requireUser(), app.requireUser({ tokenUse: 'id', pool: 'users' })] },
    handler
  )
  await app.ready()
  const paths = app.swagger().paths as unknown as Document
  for (const path of ['/any', '/client']) {
    t.strictSame(operation(paths, path).security, [{ cognito: [] }, { cognitoSession: [] }], path)
  }
  for (const path of ['/pool', '/other-client', '/id', '/machine', '/both']) {
    t.strictSame(operation(paths, path).security, [{ cognito: [] }], path)
  }
})

t.test('with sessions and a domain, routes list all alternatives', async t => {
  const { securitySchemes, transform } = withSession.withDomain('https://auth.example.com')
  t.strictSame(Object.keys(securitySchemes), ['cognito', 'cognitoSession', 'cognitoOAuth2'])
  const paths = await document(t, app => app.get('/', { preHandler: app.requireUser() }, handler), {
    transform,
    session,
    ...withApi
  })
  t.strictSame(operation(paths, '/').security, [
    { cognito: [] },
    { cognitoSession: [] },
    { cognitoOAuth2: [] }
  ])
  t.strictSame(operation(paths, '/auth/session').security, [{}, { cognitoSession: [] }])
})

t.test('without the scheme of the cookie, or without the option, no route lists it', async t => {
  const declare = (app: FastifyInstance) => app.get('/', { preHandler: app.requireUser() }, handler)
  for (const options of [
    { session, ...withApi },
    { transform: withSession.transform, ...withApi }
  ]) {
    const paths = await document(t, declare, options)
    t.strictSame(operation(paths, '/').security, [{ cognito: [] }])
    t.equal(operation(paths, '/auth/session')?.security, undefined)
  }
})

t.test('with a load balancer, the document has the scheme of its header', async t => {
  t.match(withLoadBalancer.securitySchemes, {
    ...openapi.securitySchemes,
    cognitoLoadBalancer: { type: 'apiKey', in: 'header', name: 'x-amzn-oidc-data' }
  })
})

t.test('with a load balancer, guarded routes accept a token or its header', async t => {
  const paths = await document(
    t,
    app => {
      app.get('/user', { preHandler: app.requireUser() }, handler)
      app.get('/optional', { preHandler: app.optionalUser() }, handler)
      app.get('/groups', { preHandler: app.requireGroups(['admin']) }, handler)
      app.get('/machine', { preHandler: app.requireMachine() }, handler)
      app.get('/id', { preHandler: app.requireUser({ tokenUse: 'id' }) }, handler)
      app.get('/both', { preHandler: [app.requireUser(), app.requireUser({ tokenUse: 'id' })] }, handler)
      app.get('/open', handler)
    },
    { transform: withLoadBalancer.transform, alb, tokenUse: null }
  )
  const either = [{ cognito: [] }, { cognitoLoadBalancer: [] }]
  t.strictSame(operation(paths, '/user').security, either)
  t.strictSame(operation(paths, '/optional').security, [{}, ...either])
  t.strictSame(operation(paths, '/groups').security, either)
  for (const path of ['/machine', '/id', '/both']) {
    t.strictSame(operation(paths, path).security, [{ cognito: [] }], path)
  }
  t.equal(operation(paths, '/open').security, undefined)
  const forgeable = 'request with the session of a load balancer from a page of another origin.'
  t.match(operation(paths, '/user').responses, {
    401: { description: 'The token is missing, invalid or expired.' },
    403: { description: `A ${forgeable}` },
    503: { description: 'Tokens cannot be verified at the moment.' }
  })
  t.equal(
    operation(paths, '/groups').responses[403]?.description,
    `A valid token that does not allow this, or a ${forgeable}`
  )
  t.strictSame(statuses(operation(paths, '/id')), ['200', '400', '401', '503'])
})

t.test('a load balancer, sessions and a domain are alternatives', async t => {
  const documented = withSession.withLoadBalancer().withDomain('https://auth.example.com')
  t.strictSame(Object.keys(documented.securitySchemes), [
    'cognito',
    'cognitoSession',
    'cognitoLoadBalancer',
    'cognitoOAuth2'
  ])
  const declare = (app: FastifyInstance) => app.get('/', { preHandler: app.requireUser() }, handler)
  const paths = await document(t, declare, { transform: documented.transform, alb, session, ...withApi })
  t.strictSame(operation(paths, '/').security, [
    { cognito: [] },
    { cognitoSession: [] },
    { cognitoLoadBalancer: [] },
    { cognitoOAuth2: [] }
  ])
  t.equal(
    operation(paths, '/').responses[403]?.description,
    'A request with the session cookie from a page of another origin, or a request with the session of a ' +
      'load balancer from a page of another origin.'
  )
  t.strictSame(operation(paths, '/auth/session').security, [{}, { cognitoSession: [] }])
})

t.test('without the scheme of the load balancer, or without the option, no route lists it', async t => {
  const declare = (app: FastifyInstance) => app.get('/', { preHandler: app.requireUser() }, handler)
  for (const options of [{ alb }, { transform: withLoadBalancer.transform }]) {
    const paths = await document(t, declare, options)
    t.strictSame(operation(paths, '/').security, [{ cognito: [] }])
  }
})

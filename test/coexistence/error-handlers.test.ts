import { Readable } from 'node:stream'
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import t from 'tap'
import { z } from 'zod'
import cognitoAuth from '../../dist/index.js'
import { createTestPool } from '../../dist/testing/index.js'
import { build, buildWithoutKeys, asUser, expired } from '../authorization/app.js'

interface Failure {
  code?: string
  statusCode?: number
}

/** Routes that fail in each way. */
function declare (app: FastifyInstance): void {
  app.get('/user', { preHandler: app.requireUser() }, async () => 'in')
  app.get('/early', { onRequest: app.requireUser() }, async () => 'in')
  app.get('/groups', { preHandler: app.requireGroups(['admin']) }, async () => 'in')
  app.get('/scopes', { preHandler: app.requireScopes(['orders/read']) }, async () => 'in')
}

const CASES = [
  {
    url: '/user',
    headers: {},
    status: 401,
    code: 'FST_COGNITO_NO_CREDENTIALS',
    challenge: 'Bearer realm="cognito"'
  },
  {
    url: '/early',
    headers: expired(),
    status: 401,
    code: 'FST_COGNITO_INVALID_TOKEN',
    challenge: 'Bearer realm="cognito", error="invalid_token"'
  },
  {
    url: '/user',
    headers: { authorization: 'Bearer a b' },
    status: 400,
    code: 'FST_COGNITO_MALFORMED_CREDENTIALS',
    challenge: 'Bearer realm="cognito", error="invalid_request"'
  },
  {
    url: '/groups',
    headers: asUser(),
    status: 403,
    code: 'FST_COGNITO_INSUFFICIENT_GROUPS',
    challenge: undefined
  },
  {
    url: '/scopes',
    headers: asUser(),
    status: 403,
    code: 'FST_COGNITO_INSUFFICIENT_SCOPE',
    challenge: 'Bearer realm="cognito", error="insufficient_scope", scope="orders/read"'
  }
]

t.test("the application's error handler gets the errors, and its reply has their headers", async t => {
  const app = await build(t)
  app.setErrorHandler((error: Failure, _request, reply) =>
    reply.code(error.statusCode ?? 500).send({ mine: error.code })
  )
  declare(app)
  for (const { url, headers, status, code, challenge } of CASES) {
    const response = await app.inject({ url, headers })
    t.equal(response.statusCode, status)
    t.strictSame(response.json(), { mine: code })
    t.equal(response.headers['www-authenticate'], challenge)
  }
})

t.test("in an outage the application's error response has Retry-After", async t => {
  const app = await buildWithoutKeys(t)
  app.setErrorHandler(async (error: Failure, _request, reply) => {
    reply.code(error.statusCode ?? 500)
    return { mine: error.code }
  })
  declare(app)
  const response = await app.inject({ url: '/user', headers: asUser() })
  t.equal(response.statusCode, 503)
  t.strictSame(response.json(), { mine: 'FST_COGNITO_KEYS_UNAVAILABLE' })
  t.equal(response.headers['retry-after'], '5')
})

t.test('the error handler of a scope handles errors of its own routes only', async t => {
  const app = await build(t)
  await app.register(
    async scope => {
      scope.setErrorHandler((error: Failure, _request, reply) =>
        reply.code(error.statusCode ?? 500).send({ scope: error.code })
      )
      declare(scope)
    },
    { prefix: '/scope' }
  )
  declare(app)
  for (const { url, headers, status, code, challenge } of CASES) {
    const inside = await app.inject({ url: `/scope${url}`, headers })
    t.strictSame(
      [inside.statusCode, inside.json(), inside.headers['www-authenticate']],
      [status, { scope: code }, challenge]
    )
    const outside = await app.inject({ url, headers })
    t.match(outside.json(), { statusCode: status, code })
    t.strictSame(Object.keys(outside.json()), ['statusCode', 'code', 'error', 'message'])
  }
})

t.test(
  'the auth API uses the error handler that is set before the plugin is registered',
  async t => {
    const { options } = await createTestPool()
    const handler = (error: Failure, _request: unknown, reply: FastifyReply) =>
      reply.code(error.statusCode ?? 500).send({ mine: error.code })
    const [before, after] = [Fastify(), Fastify()]
    t.teardown(async () => Promise.all([before.close(), after.close()]))
    before.setErrorHandler(handler)
    for (const app of [before, after]) {
      await app.register(cognitoAuth, {
        ...options,
        endpoint: 'https://cognito.invalid',
        routes: { prefix: '/auth' }
      })
    }
    after.setErrorHandler(handler)
    const expected = async (app: FastifyInstance) =>
      (await app.inject({ method: 'POST', url: '/auth/signin', payload: {} })).json()
    t.strictSame(await expected(before), { mine: 'FST_COGNITO_INVALID_INPUT' })
    t.match(await expected(after), { statusCode: 400, code: 'FST_COGNITO_INVALID_INPUT' })
  }
)

t.test('its response may have any shape and status', async t => {
  const shapes: ReadonlyArray<[string, (reply: FastifyReply) => unknown]> = [
    ['no', reply => reply.send('no')],
    ['no', reply => reply.send(Buffer.from('no'))],
    ['no', reply => reply.send(Readable.from(['no']))],
    ['["no"]', reply => reply.send(['no'])],
    ['', reply => reply.code(404).send()]
  ]
  for (const [body, expected] of shapes) {
    const app = await build(t)
    app.setErrorHandler((_error, _request, reply) => {
      expected(reply)
    })
    declare(app)
    const response = await app.inject({ url: '/user', headers: expired() })
    t.equal(response.body, body)
    t.equal(response.headers['www-authenticate'], 'Bearer realm="cognito", error="invalid_token"')
  }
})

t.test('an error handler that rethrows the error leaves the response as it is', async t => {
  const app = await build(t)
  app.setErrorHandler(error => {
    throw error
  })
  declare(app)
  const response = await app.inject({ url: '/user', headers: expired() })
  t.match(response.json(), { statusCode: 401, code: 'FST_COGNITO_INVALID_TOKEN' })
  t.equal(response.headers['www-authenticate'], 'Bearer realm="cognito", error="invalid_token"')
})

t.test("a response schema for the application's own error shape is applied", async t => {
  const app = await build(t)
  app.setErrorHandler((error: Failure, _request, reply) =>
    reply.code(error.statusCode ?? 500).send({ mine: error.code })
  )
  app.get(
    '/',
    {
      preHandler: app.requireUser(),
      schema: { response: { '4xx': { type: 'object', properties: { mine: { type: 'string' } } } } }
    },
    async () => 'in'
  )
  t.strictSame((await app.inject('/')).json(), { mine: 'FST_COGNITO_NO_CREDENTIALS' })
})

t.test('guarded routes respond as usual with Zod compilers', async t => {
  const app = (await build(t)).withTypeProvider<ZodTypeProvider>()
  app.setValidatorCompiler(validatorCompiler).setSerializerCompiler(serializerCompiler)
  app.post(
    '/',
    {
      schema: { body: z.object({ count: z.number() }), response: { 200: z.object({ next: z.number() }) } },
      preHandler: app.requireGroups(['admin'])
    },
    async request => ({ next: request.body.count + 1 })
  )
  const send = async (headers: Record<string, string>, payload: object) =>
    await app.inject({ method: 'POST', url: '/', headers, payload })
  t.match((await send({}, {})).json(), { statusCode: 401, code: 'FST_COGNITO_NO_CREDENTIALS' })
  t.match((await send(asUser(), { count: 1 })).json(), {
    statusCode: 403,
    code: 'FST_COGNITO_INSUFFICIENT_GROUPS'
  })
  t.match((await send(asUser({ groups: ['admin'] }), { count: 'one' })).json(), {
    statusCode: 400,
    code: 'FST_ERR_VALIDATION'
  })
  t.strictSame((await send(asUser({ groups: ['admin'] }), { count: 1 })).json(), { next: 2 })
})

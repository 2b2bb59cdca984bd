import cors from '@fastify/cors'
import fastifyJwt from '@fastify/jwt'
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import t from 'tap'
import cognitoAuth from '../../dist/index.js'
import { emptyApp, bearer, asUser, pool, expired, statuses, type Test } from '../authorization/app.js'

const handler = async () => 'in'

/** Plugins in the order that the README recommends. */
async function buildInOrder (t: Test): Promise<FastifyInstance> {
  const app = emptyApp(t)
  await app.register(cors, { origin: 'https://app.example.com', methods: ['GET', 'DELETE'] })
  await app.register(rateLimit, { max: 3, timeWindow: '1 minute' })
  await app.register(cognitoAuth, pool.options)
  app.get('/', { preHandler: app.requireUser() }, handler)
  app.delete('/', { preHandler: app.requireGroups(['admin']) }, handler)
  return app
}

t.test('a preflight request without a token passes', async t => {
  const app = await buildInOrder(t)
  const response = await app.inject({
    method: 'OPTIONS',
    url: '/',
    headers: {
      origin: 'https://app.example.com',
      'access-control-request-method': 'DELETE',
      'access-control-request-headers': 'authorization'
    }
  })
  t.equal(response.statusCode, 204)
  t.equal(response.headers['access-control-allow-origin'], 'https://app.example.com')
  t.match(response.headers['access-control-allow-methods'], /DELETE/)
})

t.test('a browser can read error responses: @fastify/cors runs before the guards', async t => {
  const app = await buildInOrder(t)
  const response = await app.inject({ url: '/', headers: { origin: 'https://app.example.com' } })
  t.equal(response.statusCode, 401)
  t.equal(response.headers['access-control-allow-origin'], 'https://app.example.com')
})

t.test('floods of anonymous requests and of invalid tokens are limited by @fastify/rate-limit', async t => {
  for (const headers of [{}, expired()]) {
    const app = await buildInOrder(t)
    t.strictSame(await statuses(app, '/', Array(5).fill(headers)), [401, 401, 401, 429, 429])
  }
})

t.test('floods of authenticated requests are limited by @fastify/rate-limit', async t => {
  const app = await buildInOrder(t)
  t.strictSame(await statuses(app, '/', Array(5).fill(asUser())), [200, 200, 200, 429, 429])
})

const SECRET = 'the secret of the application itself'

type JwtRequest = FastifyRequest & {
  jwtVerify: () => Promise<void>
  theirsJwtVerify: () => Promise<void>
  theirsUser: unknown
}

/** An application with its own JWTs, with or without a namespace, registered before or after the plugin. */
async function buildWithJwt (
  t: Test,
  { first, namespace }: { first: 'theirs' | 'ours', namespace: boolean }
): Promise<FastifyInstance> {
  const app = emptyApp(t)
  const theirs = async () => {
    await app.register(fastifyJwt, {
      secret: SECRET,
      ...(namespace && { namespace: 'theirs', decorateRequest: true, decoratorName: 'theirsUser' })
    })
  }
  const ours = async () => {
    await app.register(cognitoAuth, pool.options)
  }
  for (const register of first === 'theirs' ? [theirs, ours] : [ours, theirs]) await register()
  const verify = namespace
    ? async (request: FastifyRequest) => (request as JwtRequest).theirsJwtVerify()
    : async (request: FastifyRequest) => (request as JwtRequest).jwtVerify()
  app.get('/theirs', { onRequest: verify }, async request => ({
    user: namespace ? (request as JwtRequest).theirsUser : request.user,
    currentUser: request.currentUser
  }))
  app.get('/ours', { preHandler: app.requireUser() }, async request => ({
    user: (namespace ? (request as JwtRequest).theirsUser : request.user) ?? null,
    currentUser: request.currentUser?.id
  }))
  return app
}

/** A token signed by the application. */
function signTheirs (app: FastifyInstance, namespace: boolean): string {
  const { jwt } = app as unknown as {
    jwt: Record<'theirs', { sign: (claims: object) => string }> & { sign: (claims: object) => string }
  }
  return namespace ? jwt.theirs.sign({ name: 'theirs' }) : jwt.sign({ name: 'theirs' })
}

for (const first of ['theirs', 'ours'] as const) {
  for (const namespace of [false, true]) {
    t.test(
      `an application's own @fastify/jwt, ${namespace ? 'with a namespace' : 'without one'}, ${first} first: ` +
        'both work, and neither accepts the other\'s tokens',
      async t => {
        const app = await buildWithJwt(t, { first, namespace })
        await app.ready()
        const theirs = bearer(signTheirs(app, namespace))
        const ours = asUser({ sub: 'jane' })
        const atTheirs = await app.inject({ url: '/theirs', headers: theirs })
        t.match(atTheirs.json(), { user: { name: 'theirs' }, currentUser: null })
        const atOurs = await app.inject({ url: '/ours', headers: ours })
        t.strictSame(atOurs.json(), { user: null, currentUser: 'jane' })
        t.not((await app.inject({ url: '/theirs', headers: ours })).statusCode, 200)
        t.equal((await app.inject({ url: '/ours', headers: theirs })).statusCode, 401)
      }
    )
  }
}

t.test('without @fastify/jwt none of its decorators exist', async t => {
  const app = emptyApp(t)
  await app.register(cognitoAuth, pool.options)
  await app.ready()
  t.notOk(app.hasDecorator('jwt'))
  t.notOk(app.hasRequestDecorator('user'))
  t.notOk(app.hasRequestDecorator('jwtVerify'))
  t.notOk(app.hasReplyDecorator('jwtSign'))
})

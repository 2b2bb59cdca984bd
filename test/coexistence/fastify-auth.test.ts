import fastifyAuth from '@fastify/auth'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import t from 'tap'
import cognitoAuth, { type Guard } from '../../dist/index.js'
import { emptyApp, bearer, build, asUser, pool, expired, statuses, type Test } from '../authorization/app.js'

/** Another authentication function of the application. */
const apiKey = async ({ headers }: FastifyRequest) => {
  if (headers['x-api-key'] !== 'right') throw Object.assign(new Error('No key.'), { statusCode: 401 })
}

const KEY = { 'x-api-key': 'right' }

async function buildWithAuth (t: Test): Promise<FastifyInstance> {
  const app = await build(t)
  await app.register(fastifyAuth)
  return app
}

t.test(
  'if another function passes after the guard failed, the response has no trace of the failure',
  async t => {
    const app = await buildWithAuth(t)
    app.get('/', { preHandler: app.auth([app.requireUser(), apiKey]) }, async request => ({
      id: request.currentUser
    }))
    for (const headers of [KEY, { ...KEY, ...expired() }, { ...KEY, authorization: 'Bearer a b' }]) {
      const response = await app.inject({ url: '/', headers })
      t.equal(response.statusCode, 200)
      t.strictSame(response.json(), { id: null })
      t.notOk('www-authenticate' in response.headers)
    }
  }
)

t.test('an error response of the handler has no challenge: thrown, sent, or 404', async t => {
  const app = await buildWithAuth(t)
  const preHandler = app.auth([app.requireUser(), apiKey])
  app.get('/thrown', { preHandler }, async () => {
    throw Object.assign(new Error('Gone.'), { statusCode: 410 })
  })
  app.get('/crashed', { preHandler }, async () => {
    throw new Error('Broken.')
  })
  app.get('/sent', { preHandler }, async (_request, reply) => reply.code(409).send({ conflict: true }))
  app.get('/not-found', { preHandler }, (_request, reply) => reply.callNotFound())
  app.get('/redirected', { preHandler }, async (_request, reply) => reply.redirect('/elsewhere'))
  for (const [url, status] of [
    ['/thrown', 410],
    ['/crashed', 500],
    ['/sent', 409],
    ['/not-found', 404],
    ['/redirected', 302]
  ] as const) {
    const response = await app.inject({ url, headers: { ...KEY, ...expired() } })
    t.equal(response.statusCode, status)
    t.notOk('www-authenticate' in response.headers, url)
  }
})

t.test('if all functions fail, the response has a challenge, whichever failed last', async t => {
  const app = await buildWithAuth(t)
  app.get('/ours-first', { preHandler: app.auth([app.requireUser(), apiKey]) }, async () => 'in')
  app.get('/ours-last', { preHandler: app.auth([apiKey, app.requireUser()]) }, async () => 'in')
  for (const url of ['/ours-first', '/ours-last']) {
    const response = await app.inject({ url, headers: expired() })
    t.equal(response.statusCode, 401)
    t.equal(response.headers['www-authenticate'], 'Bearer realm="cognito", error="invalid_token"')
  }
})

t.test("an error with another status removes the guard's challenge", async t => {
  const app = await buildWithAuth(t)
  const teapot = async () => {
    throw Object.assign(new Error('Short and stout.'), { statusCode: 418 })
  }
  app.get('/', { preHandler: app.auth([app.requireUser(), teapot]) }, async () => 'in')
  const response = await app.inject('/')
  t.equal(response.statusCode, 418)
  t.notOk('www-authenticate' in response.headers)
})

t.test('a guard that passes after another function failed allows the request', async t => {
  const app = await buildWithAuth(t)
  app.get(
    '/',
    { preHandler: app.auth([apiKey, app.requireGroups(['admin'])]) },
    async request => request.currentUser?.id
  )
  const response = await app.inject({ url: '/', headers: asUser({ sub: 'jane', groups: ['admin'] }) })
  t.equal(response.body, 'jane')
  t.equal(response.statusCode, 200)
  t.equal((await app.inject({ url: '/', headers: asUser() })).statusCode, 403)
})

t.test('of two guards, one that passes is enough, and each decides by itself', async t => {
  const app = await buildWithAuth(t)
  app.get(
    '/',
    { preHandler: app.auth([app.requireScopes(['orders/read']), app.requireGroups(['admin'])]) },
    async () => 'in'
  )
  const response = await app.inject({ url: '/', headers: asUser({ groups: ['admin'] }) })
  t.equal(response.statusCode, 200)
  t.notOk('www-authenticate' in response.headers)
  const callers = [
    {},
    asUser(),
    asUser({ scopes: ['orders/read'] }),
    bearer(pool.machine({ scopes: ['orders/read'] }))
  ]
  t.strictSame(await statuses(app, '/', callers), [401, 403, 200, 200])
})

t.test('with the relation "and", every guard must pass', async t => {
  const app = await buildWithAuth(t)
  app.get(
    '/',
    { preHandler: app.auth([app.requireGroups(['admin']), apiKey], { relation: 'and' }) },
    async () => 'in'
  )
  app.get(
    '/all',
    { preHandler: app.auth([app.requireUser(), apiKey], { relation: 'and', run: 'all' }) },
    async () => 'in'
  )
  const admin = asUser({ groups: ['admin'] })
  t.strictSame(
    await statuses(app, '/', [{}, KEY, admin, { ...KEY, ...asUser() }, { ...KEY, ...admin }]),
    [401, 401, 401, 403, 200]
  )
  t.strictSame(await statuses(app, '/all', [{}, KEY, admin, { ...KEY, ...admin }]), [401, 401, 401, 200])
})

t.test('in onRequest it runs before the body is parsed', async t => {
  const app = await buildWithAuth(t)
  app.post('/', { onRequest: app.auth([app.requireUser(), apiKey]) }, async () => 'in')
  const send = async (headers: Record<string, string>) => {
    return (
      await app.inject({
        method: 'POST',
        url: '/',
        headers: { ...headers, 'content-type': 'application/json' },
        payload: '{'
      })
    ).statusCode
  }
  t.equal(await send({}), 401)
  t.equal(await send(KEY), 400)
})

t.test('the guards of two pools are alternatives', async t => {
  const app = emptyApp(t)
  await app.register(fastifyAuth)
  let staff: Guard | undefined
  await app.register(async scope => {
    await scope.register(cognitoAuth, { ...pool.options, clientId: 'staffclient' })
    staff = scope.requireUser()
  })
  await app.register(async scope => {
    await scope.register(cognitoAuth, pool.options)
    scope.get(
      '/',
      { preHandler: scope.auth([staff as Guard, scope.requireUser()]) },
      async request => request.currentUser?.clientId
    )
  })
  const response = await app.inject({ url: '/', headers: asUser() })
  t.equal(response.statusCode, 200)
  t.notOk('www-authenticate' in response.headers)
  t.equal(
    (await app.inject({ url: '/', headers: asUser({ claims: { client_id: 'staffclient' } }) })).body,
    'staffclient'
  )
  t.equal(
    (await app.inject({ url: '/', headers: asUser({ claims: { client_id: 'another' } }) })).statusCode,
    401
  )
})

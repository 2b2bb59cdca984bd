import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import cognitoAuth from '../../dist/index.js'
import { logLines } from '../log.js'
import { emptyApp, build, asUser, pool, statuses } from './app.js'

const handler = async () => 'in'

t.test('startup fails for routes without a guard and names each route and the remedy', async t => {
  const app = await build(t, { unguardedRoutes: 'error' })
  app.get('/guarded', { preHandler: app.requireUser() }, handler)
  app.post('/forgotten', handler)
  await app.register(
    async child => {
      child.route({ method: ['PUT', 'PATCH'], url: '/too', handler })
    },
    { prefix: '/child' }
  )
  await t.rejects(async () => app.ready(), {
    code: 'FST_COGNITO_UNGUARDED_ROUTE',
    message:
      /found routes without a guard: POST \/forgotten, PUT,PATCH \/child\/too\. Add a guard or config: \{ public: true \} to each/
  })
})

t.test('guarded routes start, with any guard in any hook', async t => {
  const app = await build(t, { unguardedRoutes: 'error' })
  app.get('/a', { onRequest: app.requireUser() }, handler)
  app.get('/b', { preHandler: [async () => {}, app.requireGroups(['admin'])] }, handler)
  app.get('/c', { preValidation: app.requireScopes(['orders/read']) }, handler)
  app.get('/d', { preParsing: app.optionalUser() }, handler)
  await t.resolves(async () => app.ready())
})

t.test('config.public decides either way; it does not open or close a route itself', async t => {
  const app = await build(t, { unguardedRoutes: 'error' })
  app.get('/public', { config: { public: true } }, handler)
  await app.register(async scope => {
    scope.addHook('onRequest', scope.requireUser())
    scope.get('/scope', { config: { public: false } }, handler)
  })
  app.get('/both', { config: { public: true }, preHandler: app.requireUser() }, handler)
  t.strictSame(await statuses(app, '/public', [{}, asUser()]), [200, 200])
  t.strictSame(await statuses(app, '/scope', [{}, asUser()]), [401, 200])
  t.strictSame(await statuses(app, '/both', [{}, asUser()]), [401, 200])
})

t.test('config.public must be true or false', async t => {
  for (const config of [{}, { public: 'true' }, { public: 1 }, { public: undefined }]) {
    const app = await build(t, { unguardedRoutes: 'error' })
    app.get('/', { config: config as object }, handler)
    await t.rejects(async () => app.ready(), { code: 'FST_COGNITO_UNGUARDED_ROUTE' }, JSON.stringify(config))
  }
})

t.test('requirements written into a config by hand are not a guard', async t => {
  const app = await build(t, { unguardedRoutes: 'error' })
  app.get('/', { config: { cognito: [{ user: 'required' }] } }, handler)
  await t.rejects(async () => app.ready(), { code: 'FST_COGNITO_UNGUARDED_ROUTE', message: /GET \// })
})

t.test('an application can mark routes of another plugin in its own onRoute hook', async t => {
  const app = await build(t, { unguardedRoutes: 'error' })
  app.addHook('onRoute', route => {
    if (route.url.startsWith('/health')) route.config = { ...route.config, public: true }
  })
  await app.register(async other => {
    other.get('/health', handler)
  })
  t.equal((await app.inject('/health')).statusCode, 200)
})

t.test('the routes of the auth API need no decision', async t => {
  const app = await build(t, {
    unguardedRoutes: 'error',
    endpoint: 'https://cognito.invalid',
    routes: { prefix: '/auth' }
  })
  await t.resolves(async () => app.ready())
  t.ok(app.hasRoute({ method: 'POST', url: '/auth/signin' }))
})

t.test('the preflight route of @fastify/cors, registered first, is ignored', async t => {
  const app = emptyApp(t)
  await app.register(cors, { origin: true })
  await app.register(cognitoAuth, { ...pool.options, unguardedRoutes: 'error' })
  await t.resolves(async () => app.ready())
})

t.test('without the option nothing is rejected', async t => {
  for (const options of [{}, { unguardedRoutes: 'allow' as const }]) {
    const app = await build(t, options)
    app.get('/', handler)
    t.equal((await app.inject('/')).statusCode, 200)
  }
})

t.test('routes declared before the plugin are not checked, and a warning says so', async t => {
  const warned = async (declare: (app: FastifyInstance) => unknown) => {
    const { lines, logger } = logLines()
    const app = emptyApp(t, { logger })
    await declare(app)
    await app.register(cognitoAuth, { ...pool.options, unguardedRoutes: 'error' })
    await app.ready()
    return lines
      .map(line => JSON.parse(line))
      .some(({ level, msg }) => level === 40 && msg === 'earlier routes not checked for guards')
  }
  t.equal(await warned(app => app.get('/early', handler)), true)
  t.equal(await warned(app => app.register(cors)), false, 'a preflight route needs no guard')
  t.equal(await warned(() => {}), false)
})

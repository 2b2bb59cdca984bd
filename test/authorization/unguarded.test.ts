import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import cognitoAuth from '../../dist/index.js'
import { logLines } from '../log.js'
import { bare, build, person, pool, statuses } from './app.js'

const handler = async () => 'in'

t.test('start-up fails for routes without a guard, naming each and the remedy', async t => {
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
      /found routes without a guard: POST \/forgotten, PUT,PATCH \/child\/too\. Give each a guard, or say config: \{ public: true \}/
  })
})

t.test('guarded routes start, whichever guard it is and wherever it stands', async t => {
  const app = await build(t, { unguardedRoutes: 'error' })
  app.get('/a', { onRequest: app.requireUser() }, handler)
  app.get('/b', { preHandler: [async () => {}, app.requireGroups(['admin'])] }, handler)
  app.get('/c', { preValidation: app.requireScopes(['orders/read']) }, handler)
  app.get('/d', { preParsing: app.optionalUser() }, handler)
  await t.resolves(async () => app.ready())
})

t.test('config.public decides, either way; it opens and closes nothing itself', async t => {
  const app = await build(t, { unguardedRoutes: 'error' })
  app.get('/public', { config: { public: true } }, handler)
  await app.register(async scope => {
    scope.addHook('onRequest', scope.requireUser())
    scope.get('/scope', { config: { public: false } }, handler)
  })
  app.get('/both', { config: { public: true }, preHandler: app.requireUser() }, handler)
  t.strictSame(await statuses(app, '/public', [{}, person()]), [200, 200])
  t.strictSame(await statuses(app, '/scope', [{}, person()]), [401, 200])
  t.strictSame(await statuses(app, '/both', [{}, person()]), [401, 200])
})

t.test('only true and false are a decision', async t => {
  for (const config of [{}, { public: 'true' }, { public: 1 }, { public: undefined }]) {
    const app = await build(t, { unguardedRoutes: 'error' })
    app.get('/', { config: config as object }, handler)
    await t.rejects(async () => app.ready(), { code: 'FST_COGNITO_UNGUARDED_ROUTE' }, JSON.stringify(config))
  }
})

t.test('demands written in a config by hand are no guard', async t => {
  const app = await build(t, { unguardedRoutes: 'error' })
  app.get('/', { config: { cognito: [{ user: 'required' }] } }, handler)
  await t.rejects(async () => app.ready(), { code: 'FST_COGNITO_UNGUARDED_ROUTE', message: /GET \// })
})

t.test('an application marks the routes of another plugin in an onRoute hook of its own', async t => {
  const app = await build(t, { unguardedRoutes: 'error' })
  app.addHook('onRoute', route => {
    if (route.url.startsWith('/health')) route.config = { ...route.config, public: true }
  })
  await app.register(async other => {
    other.get('/health', handler)
  })
  t.equal((await app.inject('/health')).statusCode, 200)
})

t.test('the routes of the auth API are decided already', async t => {
  const app = await build(t, {
    unguardedRoutes: 'error',
    endpoint: 'https://cognito.invalid',
    routes: { prefix: '/auth' }
  })
  await t.resolves(async () => app.ready())
  t.ok(app.hasRoute({ method: 'POST', url: '/auth/signin' }))
})

t.test('the preflight route of @fastify/cors, registered first, is none of its business', async t => {
  const app = bare(t)
  await app.register(cors, { origin: true })
  await app.register(cognitoAuth, { ...pool.options, unguardedRoutes: 'error' })
  await t.resolves(async () => app.ready())
})

t.test('what is not asked for is not refused', async t => {
  for (const options of [{}, { unguardedRoutes: 'allow' as const }]) {
    const app = await build(t, options)
    app.get('/', handler)
    t.equal((await app.inject('/')).statusCode, 200)
  }
})

t.test('routes that were declared before it are beyond its sight: a warning says so', async t => {
  const warned = async (declare: (app: FastifyInstance) => unknown) => {
    const { lines, logger } = logLines()
    const app = bare(t, { logger })
    await declare(app)
    await app.register(cognitoAuth, { ...pool.options, unguardedRoutes: 'error' })
    await app.ready()
    return lines.some(line => JSON.parse(line).level === 40 && line.includes('declared before'))
  }
  t.equal(await warned(app => app.get('/early', handler)), true)
  t.equal(await warned(app => app.register(cors)), false, 'a preflight is no route to guard')
  t.equal(await warned(() => {}), false)
})

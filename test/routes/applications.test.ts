import { spawnSync } from 'node:child_process'
import rateLimit from '@fastify/rate-limit'
import t, { type Test } from 'tap'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { buildApi, bearer, newcomer, PASSWORD, post, signIn, startCognito, USER } from '../api.js'

/** The routes are what their schemas say in whatever application they stand. */

const cognito = await startCognito(t)

async function works (t: Test, app: Awaited<ReturnType<typeof buildApi>>): Promise<void> {
  const { accessToken, refreshToken } = await signIn(app, USER)
  t.equal((await app.inject({ url: '/auth/me', headers: bearer(accessToken) })).statusCode, 200)
  t.equal((await post(app, '/auth/refresh', { refreshToken })).statusCode, 200)
  t.equal((await post(app, '/auth/signin', { username: USER.email, password: PASSWORD, extra: 1 })).statusCode, 400, 'unknown keys are refused')
  t.equal((await post(app, '/auth/signin', { username: USER.email, password: 12345678 })).statusCode, 400, 'nothing is coerced')
}

t.test('under Zod compilers', async t => {
  await works(t, await buildApi(t, cognito, {
    before: app => { app.setValidatorCompiler(validatorCompiler).setSerializerCompiler(serializerCompiler) }
  }))
})

t.test('under Ajv options that drop, coerce and fill in', async t => {
  await works(t, await buildApi(t, cognito, {
    server: { ajv: { customOptions: { removeAdditional: 'all', coerceTypes: 'array', useDefaults: true, allErrors: true } } }
  }))
})

t.test('under compilers that refuse everything', async t => {
  await works(t, await buildApi(t, cognito, {
    before: app => {
      app.setValidatorCompiler(() => () => ({ error: new Error('no') })).setSerializerCompiler(() => () => { throw new Error('no') })
    }
  }))
})

t.test('without the default content type parsers', async t => {
  await works(t, await buildApi(t, cognito, { before: app => { app.removeAllContentTypeParsers() } }))
})

t.test('with a JSON parser of the application\'s own', async t => {
  await works(t, await buildApi(t, cognito, {
    before: app => {
      app.removeContentTypeParser('application/json')
      app.addContentTypeParser('application/json', async () => { throw new Error('not for these') })
    }
  }))
})

t.test('the application\'s error handler writes the answers, headers and all', async t => {
  const app = await buildApi(t, cognito, {
    before: app => {
      app.setErrorHandler((error: { code: string }, _request, reply) => reply.code(418).send({ problem: error.code }))
    }
  })
  const wrong = await post(app, '/auth/signin', { username: USER.email, password: PASSWORD })
  t.equal(wrong.statusCode, 418)
  t.strictSame(wrong.json(), { problem: 'FST_COGNITO_WRONG_CREDENTIALS' })
  t.equal(wrong.headers['www-authenticate'], 'Bearer realm="cognito"')
  t.strictSame((await post(app, '/auth/signin', {})).json(), { problem: 'FST_COGNITO_INVALID_INPUT' })
  t.strictSame((await post(app, '/auth/signup', newcomer(USER.email))).json(), { problem: 'FST_COGNITO_USERNAME_EXISTS' })
  t.strictSame((await app.inject('/auth/me')).json(), { problem: 'FST_COGNITO_NO_CREDENTIALS' })
})

t.test('the application\'s own rate limit counts them', async t => {
  const app = await buildApi(t, cognito, { before: async app => { await app.register(rateLimit, { max: 2, timeWindow: 60_000 }) } })
  const statuses = []
  for (let i = 0; i < 3; i++) statuses.push((await post(app, '/auth/signin', { username: 'nobody@example.com', password: PASSWORD })).statusCode)
  t.strictSame(statuses, [401, 401, 429])
  const anonymous = await buildApi(t, cognito, { before: async app => { await app.register(rateLimit, { max: 2, timeWindow: 60_000 }) } })
  const floods = []
  for (let i = 0; i < 3; i++) floods.push((await anonymous.inject('/auth/me')).statusCode)
  t.strictSame(floods, [401, 401, 429], 'also those who have no token')
})

t.test('their paths start with the prefix, or with nothing', async t => {
  t.equal((await post(await buildApi(t, cognito, { routes: {} }), '/signin', {})).statusCode, 400)
  t.equal((await post(await buildApi(t, cognito, { routes: { prefix: '/api/v1/auth' } }), '/api/v1/auth/signin', {})).statusCode, 400)
})

t.test('without routes there are none, and the AWS SDK is not loaded', async t => {
  const loadedWith = (routes: string) => {
    const script = `
    import Fastify from 'fastify'
    import cognitoAuth from 'fastify-cognito-auth'
    import { createRequire } from 'node:module'
    const app = Fastify()
    await app.register(cognitoAuth, { userPoolId: 'eu-west-1_AbC123xyz', clientId: 'client1' ${routes} })
    await app.ready()
    const { statusCode } = await app.inject({ method: 'POST', url: '/signin', payload: {} })
    const loaded = Object.keys(createRequire(import.meta.url).cache).filter(file => file.includes('@aws-sdk'))
    console.log(JSON.stringify({ statusCode, sdk: loaded.length > 0 }))
    await app.close()`
    return JSON.parse(spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }).stdout)
  }
  t.strictSame(loadedWith(''), { statusCode: 404, sdk: false })
  t.strictSame(loadedWith(', routes: {}'), { statusCode: 400, sdk: true })
})

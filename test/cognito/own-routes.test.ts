import Fastify from 'fastify'
import t from 'tap'
import cognitoAuth from '../../dist/index.js'
import { createTestPool } from '../../dist/testing/index.js'
import { exception, startScripted } from '../scripted.js'

process.env['NODE_ENV'] = 'test'

t.test("a failed operation in an application's own route responds with its headers", async t => {
  const pool = await createTestPool()
  const { endpoint } = await startScripted(t, ({ operation }) =>
    operation === 'InitiateAuth' ? exception('NotAuthorizedException') : exception('ForbiddenException')
  )
  const app = Fastify()
  t.teardown(async () => {
    await app.close()
  })
  await app.register(cognitoAuth, { ...pool.options, endpoint })
  app.post('/signin', async request => app.cognito.signIn({ username: 'jane', password: 'wrong' }, request))
  app.post('/signup', async () =>
    app.cognito.signUp({ email: 'jane@example.com', password: 'Correct-horse-7' })
  )

  const rejected = await app.inject({ method: 'POST', url: '/signin' })
  t.match(rejected.json(), { statusCode: 401, code: 'FST_COGNITO_WRONG_CREDENTIALS' })
  t.equal(rejected.headers['www-authenticate'], 'Bearer realm="cognito"')

  const forbidden = await app.inject({ method: 'POST', url: '/signup' })
  t.match(forbidden.json(), { statusCode: 403, code: 'FST_COGNITO_FORBIDDEN' })
  t.notOk('www-authenticate' in forbidden.headers)
})

t.test('input that is nested too deeply to serialize is a 400', async t => {
  const pool = await createTestPool()
  const { endpoint, calls } = await startScripted(t, () => ({ body: {} }))
  const app = Fastify()
  t.teardown(async () => {
    await app.close()
  })
  await app.register(cognitoAuth, { ...pool.options, endpoint })
  app.post('/passkeys', async request =>
    app.cognito.completePasskeyRegistration({ accessToken: 'a', credential: request.body as never }, request)
  )
  app.post('/signup', async request => app.cognito.signUp(request.body as never, request))

  const deep = '['.repeat(6000) + ']'.repeat(6000)
  const headers = { 'content-type': 'application/json' }
  for (const [url, payload] of [
    ['/passkeys', `{"id":${deep}}`],
    ['/signup', `{"username":"jane","attributes":{"name":${deep}}}`]
  ] as const) {
    const response = await app.inject({ method: 'POST', url, payload, headers })
    t.match(response.json(), { statusCode: 400, code: 'FST_COGNITO_INVALID_INPUT', message: /32 levels/ }, url)
  }
  t.strictSame(calls, [])
})

import Fastify from 'fastify'
import t from 'tap'
import cognitoAuth from '../../dist/index.js'
import { createTestPool } from '../../dist/testing/index.js'
import { exception, startWire } from '../wire.js'

process.env['NODE_ENV'] = 'test'

t.test('an operation that fails in a route of one\'s own answers with its headers', async t => {
  const pool = await createTestPool()
  const { endpoint } = await startWire(t, ({ operation }) => operation === 'InitiateAuth' ? exception('NotAuthorizedException') : exception('ForbiddenException'))
  const app = Fastify()
  t.teardown(async () => { await app.close() })
  await app.register(cognitoAuth, { ...pool.options, endpoint })
  app.post('/signin', async request => app.cognito.signIn({ username: 'jane', password: 'wrong' }, request))
  app.post('/signup', async () => app.cognito.signUp({ email: 'jane@example.com', password: 'Correct-horse-7' }))

  const refused = await app.inject({ method: 'POST', url: '/signin' })
  t.match(refused.json(), { statusCode: 401, code: 'FST_COGNITO_WRONG_CREDENTIALS' })
  t.equal(refused.headers['www-authenticate'], 'Bearer realm="cognito"')

  const forbidden = await app.inject({ method: 'POST', url: '/signup' })
  t.match(forbidden.json(), { statusCode: 403, code: 'FST_COGNITO_FORBIDDEN' })
  t.notOk('www-authenticate' in forbidden.headers)
})

import Fastify from 'fastify'
import t from 'tap'
import cognitoAuth from '../../dist/index.js'
import { createTestPool } from '../../dist/testing/index.js'
import { buildApp } from './app.js'
import { json, optionsAt, startKeyHost, status, until } from './key-host.js'

const pool = await createTestPool()

t.test('eager: startup starts to fetch keys and does not wait', async t => {
  const host = await startKeyHost(t, response => {
    setTimeout(json(pool.jwks), 50, response)
  })
  const { app } = await buildApp(t, optionsAt(host, pool, { warmUp: 'eager' }))
  t.equal(app.cognito.health()['default']?.status, 'empty')
  await until(() => app.cognito.health()['default']?.status === 'fresh')
  t.equal(host.requests, 1)
})

t.test('eager: an endpoint that is down does not fail startup', async t => {
  const host = await startKeyHost(t, status(500))
  const { app } = await buildApp(t, optionsAt(host, pool, { warmUp: 'eager' }))
  await until(() => app.cognito.health()['default']?.lastError !== null)
  t.match(app.cognito.health(), { default: { status: 'empty', lastError: /500/ } })
})

t.test('required: startup waits for the keys', async t => {
  const host = await startKeyHost(t, json(pool.jwks))
  const { app, send } = await buildApp(t, optionsAt(host, pool, { warmUp: 'required' }))
  t.match(app.cognito.health(), { default: { status: 'fresh', keys: 2 } })
  t.equal((await send(pool.signIn())).statusCode, 200)
  t.equal(host.requests, 1)
})

t.test('required: startup fails without them', async t => {
  const host = await startKeyHost(t, status(500))
  const app = Fastify()
  t.teardown(async () => {
    await app.close()
  })
  await t.rejects(async () => app.register(cognitoAuth, optionsAt(host, pool, { warmUp: 'required' })), {
    code: 'FST_COGNITO_KEYS_UNAVAILABLE',
    message: `- pool default: ${host.url}: the JWKS endpoint responded with 500`
  })
})

t.test(
  'required: the error names every key set that could not be fetched, with the reason, without its query',
  async t => {
    const { url } = await startKeyHost(t, json(pool.jwks))
    const down = await startKeyHost(t, json(pool.jwks))
    await down.down()
    const { userPoolId, clientId } = pool.options
    const userPools = {
      good: { userPoolId, clientId, jwksUri: url },
      staff: { userPoolId: 'eu-west-1_Staff', clientId, jwksUri: `${down.url}?key=secret` },
      tests: { userPoolId: 'eu-west-1_Tests', clientId, jwksUri: down.url }
    }
    const app = Fastify()
    t.teardown(async () => {
      await app.close()
    })
    const error = await app.register(cognitoAuth, { userPools, warmUp: 'required' }).then(
      () => t.fail('it started'),
      error => error
    )
    t.match(error.message, /^warmUp: 'required'/)
    t.match(error.message, new RegExp(`\n- pool staff: ${down.url}: connect ECONNREFUSED [^\n]*\n- pool tests`))
    t.match(error.message, /\n- pool tests: [^\n]*$/)
    t.notMatch(error.message, /secret|pool good/)
  }
)

t.test('required: with a configured key set there is nothing to fetch', async t => {
  const { send } = await buildApp(t, { ...pool.options, warmUp: 'required' })
  t.equal((await send(pool.signIn())).statusCode, 200)
})

import { readFile } from 'node:fs/promises'
import { createLocalJWKSet, type JSONWebKeySet } from 'jose'
import t, { type Test } from 'tap'
import { createTestPool, type TestUser } from '../../dist/testing/index.js'
import { buildApp } from '../../examples/verified-permissions/app.js'
import { listenerFor, startEndpoint } from '../../examples/verified-permissions/local-endpoint.js'
import { startExample } from './process.js'

const pool = await createTestPool()
const policies = await readFile('examples/verified-permissions/policies.cedar', 'utf8')

async function start (t: Test) {
  const store = {
    policyStoreId: 'PSEXAMPLEabcdefg111111',
    policies: policies.replaceAll('eu-west-1_Example', pool.userPoolId),
    principalEntityType: 'Shop::User',
    groupEntityType: 'Shop::Group',
    userPool: {
      id: pool.userPoolId,
      issuer: pool.issuer,
      clientIds: [pool.clientId],
      keys: createLocalJWKSet(pool.jwks as JSONWebKeySet)
    }
  }
  const { endpoint, close } = await startEndpoint(listenerFor(store))
  const app = await buildApp(pool.options, { policyStoreId: store.policyStoreId, endpoint, ttl: 0 })
  t.teardown(async () => {
    await app.close()
    await close()
  })
  const send = async (method: 'GET' | 'POST' | 'DELETE', url: string, caller: TestUser | string) =>
    app.inject({ method, url, headers: pool.authorization(caller) })
  const statusOf = async (...args: Parameters<typeof send>) => (await send(...args)).statusCode
  return { app, endpoint, store, send, statusOf }
}

t.test('the policies allow staff to read and ship, managers everything', async t => {
  const { app, send, statusOf } = await start(t)
  const [staff, manager] = [{ groups: ['staff'] }, { groups: ['manager'] }]
  t.strictSame((await send('GET', '/orders', staff)).json(), { orders: [], canDelete: false })
  t.equal(await statusOf('POST', '/orders/1/shipment', staff), 204)
  t.equal(await statusOf('DELETE', '/orders/1', staff), 403)
  t.strictSame((await send('GET', '/orders', manager)).json(), { orders: [], canDelete: true })
  t.equal(await statusOf('DELETE', '/orders/1', manager), 204)
  t.equal(await statusOf('GET', '/orders', { groups: ['customers'] }), 403)
  t.equal((await app.inject('/orders')).statusCode, 401)
})

t.test('a trainee may not delete orders, also as a manager', async t => {
  const { send } = await start(t)
  t.strictSame((await send('GET', '/me', { groups: ['manager', 'trainee'] })).json(), {
    permissions: ['orders:read', 'orders:ship']
  })
})

t.test('machines read orders by their scope', async t => {
  const { statusOf } = await start(t)
  t.equal(await statusOf('GET', '/orders', pool.machine({ scopes: ['orders/read'] })), 200)
  t.equal(await statusOf('DELETE', '/orders/1', pool.machine({ scopes: ['orders/read'] })), 403)
  t.equal(await statusOf('GET', '/orders', pool.machine({ scopes: ['orders/write'] })), 403)
})

t.test('a change of a policy changes the permissions', async t => {
  const { store, statusOf } = await start(t)
  t.equal(await statusOf('GET', '/orders', { groups: ['night'] }), 403)
  store.policies = store.policies.replace('|staff', '|night')
  t.equal(await statusOf('GET', '/orders', { groups: ['night'] }), 200)
  t.equal(await statusOf('GET', '/orders', { groups: ['staff'] }), 403)
})

t.test('the endpoint has one operation, and rejects what AWS rejects', async t => {
  const { endpoint } = await start(t)
  const call = async (target: string, input: object) => {
    const headers = { 'x-amz-target': `VerifiedPermissions.${target}` }
    const response = await fetch(endpoint, { method: 'POST', headers, body: JSON.stringify(input) })
    return [response.status, ((await response.json()) as { __type: string }).__type]
  }
  const valid = {
    policyStoreId: 'PSEXAMPLEabcdefg111111',
    accessToken: pool.signIn(),
    requests: [{ action: { actionType: 'Shop::Action', actionId: 'orders:read' } }]
  }
  const batch = async (input: object) => call('BatchIsAuthorizedWithToken', { ...valid, ...input })
  t.equal((await batch({}))[0], 200)
  t.strictSame(await call('DeletePolicyStore', valid), [400, 'UnknownOperationException'])
  t.strictSame(await batch({ policyStoreId: 'another' }), [400, 'ResourceNotFoundException'])
  const INVALID = [400, 'ValidationException']
  t.strictSame(await batch({ requests: [] }), INVALID)
  t.strictSame(await batch({ requests: Array.from({ length: 31 }, () => valid.requests[0]) }), INVALID)
  for (const accessToken of [
    pool.expired(),
    pool.idToken(),
    `${pool.signIn()}x`,
    undefined,
    (await createTestPool()).signIn()
  ]) {
    t.strictSame(await batch({ accessToken }), INVALID)
  }
  t.strictSame(await batch({ accessToken: undefined, identityToken: pool.signIn() }), INVALID)
  t.equal((await batch({ accessToken: undefined, identityToken: pool.idToken() }))[0], 200)
  t.strictSame(await batch({ requests: null }), [500, 'InternalServerException'])
})

t.test('policies that cannot be parsed are an error, and the application allows nothing', async t => {
  const { store, statusOf } = await start(t)
  store.policies = 'permit (principal, action, resource)'
  t.equal(await statusOf('GET', '/orders', { groups: ['manager'] }), 503)
})

t.test('it starts on its own Cognito and prints tokens', async t => {
  const { port, example } = await startExample(t, 'verified-permissions')
  const [, ada, max] = await example.waitForOutput(/TOKEN=(\S+)[^]*TOKEN=(\S+)/)
  const send = async (method: string, path: string, token = '') =>
    fetch(`http://127.0.0.1:${port}${path}`, { method, headers: { authorization: `Bearer ${token}` } })
  t.strictSame(await (await send('GET', '/orders', ada)).json(), { orders: [], canDelete: false })
  t.equal((await send('DELETE', '/orders/1', ada)).status, 403)
  t.strictSame(await (await send('GET', '/orders', max)).json(), { orders: [], canDelete: true })
  t.equal((await send('DELETE', '/orders/1', max)).status, 204)
  example.kill('SIGINT')
  t.equal(await example.ended, 0)
})

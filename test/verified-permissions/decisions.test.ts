import { setTimeout as pause } from 'node:timers/promises'
import swagger from '@fastify/swagger'
import t from 'tap'
import cognitoAuth, { openapi, verifiedPermissions } from '../../dist/index.js'
import { createTestPool } from '../../dist/testing/index.js'
import { asUser, bearer, emptyApp, pool, statuses } from '../authorization/app.js'
import { logged } from '../verification/app.js'
import {
  buildLogged,
  buildWithStore,
  group,
  optionsFor,
  permit,
  RESOURCE,
  startStore,
  type Result
} from './store.js'

/** Permissions that Cedar policies decide, by the real AWS SDK and a policy store of the tests. */

const STAFF = { sub: 'jane', groups: ['staff'] }

t.test('a policy allows members of a group an action, and nothing else', async t => {
  const store = await startStore(t, permit('staff', 'orders:read'))
  const { app } = await buildWithStore(t, store)
  const statusesOf = async (method: 'GET' | 'DELETE', headers: Record<string, string>) =>
    (await app.inject({ method, url: '/orders', headers })).statusCode
  t.equal(await statusesOf('GET', asUser(STAFF)), 200)
  t.equal(await statusesOf('DELETE', asUser(STAFF)), 403)
  t.equal(await statusesOf('GET', asUser({ groups: ['customers'] })), 403)
  t.equal(await statusesOf('GET', asUser({ groups: [`${pool.userPoolId}|staff`] })), 403)
  t.equal(await statusesOf('GET', bearer(pool.machine())), 403)
  t.equal(await statusesOf('GET', {}), 401)
  t.strictSame((await app.inject({ url: '/me', headers: asUser(STAFF) })).json(), ['orders:read'])
})

t.test('a change of the policies takes effect with the next request', async t => {
  const store = await startStore(t, permit('staff', 'orders:read'))
  const { app } = await buildWithStore(t, store)
  t.strictSame(await statuses(app, '/orders', [asUser(STAFF)]), [200])
  store.store.policies = permit('manager')
  t.strictSame(await statuses(app, '/orders', [asUser(STAFF)]), [403])
  store.store.policies = permit('staff')
  t.strictSame(await statuses(app, '/orders', [asUser(STAFF)]), [200])
  store.store.policies += `forbid (principal == Shop::User::"${pool.userPoolId}|jane", action, resource);`
  t.strictSame(await statuses(app, '/orders', [asUser(STAFF), asUser({ ...STAFF, sub: 'joe' })]), [403, 200])
})

t.test('the call has the access token, the actions and the resource', async t => {
  const store = await startStore(t, permit('staff'))
  const { app } = await buildWithStore(t, store)
  const token = pool.signIn(STAFF)
  t.strictSame(await statuses(app, '/orders', [bearer(token)]), [200])
  t.strictSame(store.calls, [
    {
      policyStoreId: 'PSEXAMPLEabcdefg111111',
      accessToken: token,
      requests: [
        { action: { actionType: 'Shop::Action', actionId: 'orders:read' }, resource: RESOURCE },
        { action: { actionType: 'Shop::Action', actionId: 'orders:delete' }, resource: RESOURCE }
      ]
    }
  ])
})

t.test('namespace and resource are optional', async t => {
  const store = await startStore(t, 'permit (principal, action == Action::"orders:read", resource);')
  const { app } = await buildLogged(t, {
    ...pool.options,
    permissions: verifiedPermissions({
      policyStoreId: 'PSEXAMPLEabcdefg111111',
      permissions: ['orders:read', 'orders:delete'],
      endpoint: store.endpoint
    })
  })
  t.strictSame((await app.inject({ url: '/me', headers: asUser() })).json(), ['orders:read'])
  t.strictSame(store.calls[0]?.requests[0], { action: { actionType: 'Action', actionId: 'orders:read' } })
})

t.test('policies read the claims of an access token in context.token', async t => {
  const store = await startStore(
    t,
    'permit (principal, action, resource) when { context.token.scope.contains("orders/read") };'
  )
  const { app } = await buildWithStore(t, store)
  const machine = (scopes: string[]) => bearer(pool.machine({ scopes }))
  t.strictSame(
    await statuses(app, '/orders', [
      machine(['orders/read', 'orders/write']),
      machine(['orders/write']),
      asUser({ scopes: ['orders/read'] })
    ]),
    [200, 403, 200]
  )
})

t.test('an ID token is sent as one: its claims are attributes of the user', async t => {
  const store = await startStore(
    t,
    'permit (principal, action, resource) when ' +
      '{ principal has email && principal.email like "*@example.com" };'
  )
  const { app } = await buildWithStore(t, store, {}, { tokenUse: null })
  const idToken = pool.idToken({ ...STAFF, email: 'jane@example.com' })
  t.strictSame(
    await statuses(app, '/orders', [
      bearer(idToken),
      bearer(pool.idToken({ email: 'eve@evil.example' })),
      asUser(STAFF)
    ]),
    [200, 403, 403]
  )
  t.equal(store.calls[0]?.identityToken, idToken)
  t.equal(store.calls[0]?.accessToken, undefined)
  t.equal(store.calls[2]?.identityToken, undefined)
})

t.test('more than 30 permissions are requested in calls of 30', async t => {
  const permissions = Array.from({ length: 71 }, (_, index) => `orders:action-${index}`)
  const allowed = ['orders:action-0', 'orders:action-29', 'orders:action-30', 'orders:action-70']
  const store = await startStore(t, allowed.map(action => permit('staff', action)).join('\n'))
  const { app } = await buildWithStore(t, store, { permissions })
  t.strictSame((await app.inject({ url: '/me', headers: asUser(STAFF) })).json(), allowed)
  t.strictSame(
    store.calls.map(({ requests }) => requests.length).sort((a, b) => a - b),
    [11, 30, 30]
  )
  t.strictSame(
    new Set(store.calls.flatMap(({ requests }) => requests.map(({ action }) => action.actionId))),
    new Set(permissions)
  )
})

t.test('as many as 300', async t => {
  const permissions = Array.from({ length: 300 }, (_, index) => `orders:action-${index}`)
  const store = await startStore(t, permit('staff'))
  const { app } = await buildWithStore(t, store, { permissions })
  t.strictSame((await app.inject({ url: '/me', headers: asUser(STAFF) })).json(), permissions)
  t.equal(store.calls.length, 10)
})

t.test('results are matched by the action that they name, in any order', async t => {
  const store = await startStore(t, permit('staff', 'orders:read'))
  const { app } = await buildWithStore(t, store)
  store.change = output => ({ ...output, results: output.results.toReversed() })
  t.strictSame((await app.inject({ url: '/me', headers: asUser(STAFF) })).json(), ['orders:read'])
})

t.test('an action that no policy names is denied', async t => {
  const store = await startStore(t, permit('staff', 'orders:read'))
  const { app } = await buildWithStore(t, store, { permissions: ['orders:reed', 'orders:read'] })
  t.strictSame((await app.inject({ url: '/me', headers: asUser(STAFF) })).json(), ['orders:read'])
})

t.test('an allowed action has no wildcard, and grants no other permission', async t => {
  const store = await startStore(t, permit('staff', 'orders'))
  const { app } = await buildWithStore(t, store, { permissions: ['orders'] })
  t.strictSame((await app.inject({ url: '/me', headers: asUser(STAFF) })).json(), ['orders'])
  t.strictSame(await statuses(app, '/orders', [asUser(STAFF)]), [403])
})

t.test('a permission is not allowed if a policy fails for it: that policy may forbid it', async t => {
  const store = await startStore(
    t,
    `${permit('staff')} forbid (principal, action == Shop::Action::"orders:delete", resource) when ` +
      '{ context.token.suspended == true };'
  )
  const { app, lines } = await buildWithStore(t, store)
  let failed = 0
  store.change = output => {
    const isFailed = ({ decision, errors }: Result) => decision === 'ALLOW' && errors.length > 0
    failed += output.results.filter(isFailed).length
    return output
  }
  t.strictSame((await app.inject({ url: '/me', headers: asUser(STAFF) })).json(), ['orders:read'])
  t.equal(failed, 1, 'Cedar skips the policy and allows')
  t.match(logged(lines, 'policy evaluation failed'), [
    {
      level: 40,
      reqId: String,
      policyStoreId: 'PSEXAMPLEabcdefg111111',
      permission: 'orders:delete',
      permissions: 1,
      reason: /suspended/
    }
  ])
})

t.test('it is called once for a request, and only if permissions are needed', async t => {
  const store = await startStore(t, permit('staff'))
  const { app } = await buildWithStore(t, store)
  app.get('/user', { preHandler: app.requireUser() }, async () => 'in')
  app.get(
    '/twice',
    { preHandler: [app.requirePermissions(['orders:read']), app.requirePermissions(['orders:delete'])] },
    async request => request.allows({ permissions: ['orders:read'] })
  )
  t.strictSame(await statuses(app, '/user', [asUser(STAFF)]), [200])
  t.strictSame(await statuses(app, '/orders', [{}, bearer('x.y.z'), bearer(pool.expired())]), [401, 401, 401])
  t.equal(store.calls.length, 0)
  t.strictSame(await statuses(app, '/twice', [asUser(STAFF)]), [200])
  t.equal(store.calls.length, 1)
})

t.test('the permissions are merged with those of other sources', async t => {
  const store = await startStore(t, permit('staff', 'orders:read'))
  const { app } = await buildLogged(t, {
    ...pool.options,
    permissions: [verifiedPermissions(optionsFor(store)), { staff: ['stock:*'] }]
  })
  t.strictSame((await app.inject({ url: '/me', headers: asUser(STAFF) })).json(), ['orders:read', 'stock:*'])
})

t.test('with ttl, decisions are cached for a token, not for a user', async t => {
  const store = await startStore(t, permit('staff'))
  const { app } = await buildWithStore(t, store, { ttl: 60_000 })
  const [member, other] = [bearer(pool.signIn(STAFF)), bearer(pool.signIn({ ...STAFF, groups: [] }))]
  t.strictSame(await statuses(app, '/orders', [member, other, member, other]), [200, 403, 200, 403])
  t.equal(store.calls.length, 2)
  store.store.policies = permit('manager')
  t.strictSame(await statuses(app, '/orders', [member, bearer(pool.signIn({ ...STAFF, scopes: ['a'] }))]), [
    200,
    403
  ])
})

t.test('for no longer than ttl', async t => {
  const store = await startStore(t, permit('staff'))
  const { app } = await buildWithStore(t, store, { ttl: 500 })
  const member = bearer(pool.signIn(STAFF))
  t.strictSame(await statuses(app, '/orders', [member]), [200])
  store.store.policies = permit('manager')
  await pause(550)
  t.strictSame(await statuses(app, '/orders', [member]), [403])
})

t.test('at most max tokens are cached, and concurrent requests share a call', async t => {
  const store = await startStore(t, permit('staff'))
  const { app } = await buildWithStore(t, store, { ttl: 60_000, max: 2 })
  const member = (sub: string) => asUser({ ...STAFF, sub })
  const [a, b, c] = [member('a'), member('b'), member('c')]
  await Promise.all(Array.from({ length: 5 }, async () => statuses(app, '/orders', [a])))
  t.equal(store.calls.length, 1)
  await statuses(app, '/orders', [b, a, c, a])
  t.equal(store.calls.length, 3)
  await statuses(app, '/orders', [b])
  t.equal(store.calls.length, 4, 'the least recently used is evicted')
})

t.test('by default nothing is cached', async t => {
  const store = await startStore(t, permit('staff'))
  const { app } = await buildWithStore(t, store)
  const member = asUser(STAFF)
  await statuses(app, '/orders', [member, member])
  t.equal(store.calls.length, 2)
})

t.test('with several pools, a source has permissions for the users of its pool', async t => {
  const customers = await createTestPool({ userPoolId: 'eu-west-1_Customers' })
  const store = await startStore(t, 'permit (principal, action, resource);')
  const { app } = await buildLogged(t, {
    userPools: { staff: pool.options, customers: customers.options },
    permissions: [verifiedPermissions(optionsFor(store, { pool: 'staff' })), async () => ['shop:open']]
  })
  const permissionsOf = async (headers: Record<string, string>) =>
    (await app.inject({ url: '/me', headers })).json() as unknown
  t.strictSame(await permissionsOf(customers.authorization()), ['shop:open'])
  t.equal(store.calls.length, 0, 'the token of another pool is not sent')
  t.strictSame(await permissionsOf(asUser()), ['orders:read', 'orders:delete', 'shop:open'])
})

t.test('a source for a pool that is not configured is an error', async t => {
  const permissions = verifiedPermissions({
    ...optionsFor({ endpoint: 'http://127.0.0.1:1' }),
    pool: 'staf'
  })
  await t.rejects(
    async () => {
      await emptyApp(t).register(cognitoAuth, { userPools: { staff: pool.options }, permissions })
    },
    {
      code: 'FST_COGNITO_INVALID_OPTIONS',
      message: /- options\.permissions must be for one of the pools staff; got a source for "staf"$/
    }
  )
  const resolve = async () => null
  await emptyApp(t).register(cognitoAuth, { userPools: { resolve }, permissions })
})

t.test('the OpenAPI document is that of any other source', async t => {
  const store = await startStore(t, permit('staff'))
  const documents = []
  for (const permissions of [verifiedPermissions(optionsFor(store)), { staff: ['orders:read'] }]) {
    const app = emptyApp(t)
    await app.register(swagger, {
      openapi: { components: { securitySchemes: openapi.securitySchemes } },
      transform: openapi.transform
    })
    await app.register(cognitoAuth, { ...pool.options, permissions })
    app.get('/orders', { preHandler: app.requirePermissions(['orders:read']) }, async () => [])
    await app.ready()
    documents.push(app.swagger())
  }
  t.match(documents[0], { paths: { '/orders': { get: { security: Array } } } })
  t.strictSame(documents[0], documents[1])
})

t.test('the groups of policies are those of the pool', async t => {
  const store = await startStore(
    t,
    `permit (principal, action, resource) when { principal in ${group('staff')} };`
  )
  const { app } = await buildWithStore(t, store)
  const users = [asUser(STAFF), asUser({ groups: ['a', 'staff'] }), asUser()]
  t.strictSame(await statuses(app, '/orders', users), [200, 200, 403])
})

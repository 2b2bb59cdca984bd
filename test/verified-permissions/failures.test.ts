import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { RequestListener } from 'node:http'
import { text } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { verifiedPermissions } from '../../dist/index.js'
import { asUser, bearer, pool, statuses } from '../authorization/app.js'
import { freePort } from '../examples/process.js'
import { logged } from '../verification/app.js'
import { buildLogged, buildWithStore, optionsFor, permit, startStore, type Output } from './store.js'

/** Nothing is allowed if Verified Permissions fails: the response is 503, and the log has the reason. */

const STAFF = { sub: 'jane', groups: ['staff'] }

/** A response of the service with an exception. */
function exception (name: string, message: string, status = 400): RequestListener {
  return async (request, response) => {
    await text(request)
    response
      .writeHead(status, { 'content-type': 'application/x-amz-json-1.0' })
      .end(JSON.stringify({ __type: `com.amazonaws.verifiedpermissions#${name}`, message }))
  }
}

const body = (status: number, type: string, content: string): RequestListener =>
  async (request, response) => {
    await text(request)
    response.writeHead(status, { 'content-type': type }).end(content)
  }

/** Asserts that no route allows a request, and returns the descriptions of the error in the log. */
async function assertDenied (t: Test, { app, lines }: Awaited<ReturnType<typeof buildLogged>>) {
  lines.length = 0
  const token = pool.signIn(STAFF)
  for (const url of ['/orders', '/open', '/me']) {
    const response = await app.inject({ url, headers: bearer(token) })
    t.strictSame(
      response.json(),
      {
        statusCode: 503,
        code: 'FST_COGNITO_SOURCE_UNAVAILABLE',
        error: 'Service Unavailable',
        message: 'Permissions are temporarily unavailable. Try again later.'
      },
      url
    )
    t.equal(response.headers['retry-after'], '5')
  }
  const records = logged(lines, 'source failed')
  t.equal(records.length, 3)
  for (const record of records) t.match(record, { level: 50, source: 'permissions', reqId: String })
  for (const part of token.split('.')) t.notOk(lines.join().includes(part), 'the token is not in the log')
  return records.map(({ err }) => err as { name: string, message: string })
}

t.test('exceptions', async t => {
  const exceptions = [
    ['AccessDeniedException', 'not authorized to perform verifiedpermissions:IsAuthorizedWithToken', 400],
    ['ResourceNotFoundException', 'The policy store was not found', 400],
    ['ThrottlingException', 'Rate exceeded', 400],
    ['ValidationException', 'Invalid input', 400],
    ['InternalServerException', 'oh', 500]
  ] as const
  for (const [name, message, status] of exceptions) {
    t.test(name, async t => {
      const store = await startStore(t, permit('staff'))
      const application = await buildWithStore(t, store)
      store.respond = exception(name, message, status)
      for (const error of await assertDenied(t, application)) t.match(error, { name, message })
      store.respond = null
      t.strictSame(await statuses(application.app, '/orders', [asUser(STAFF)]), [200], 'and works again')
    })
  }
})

t.test('the message of an exception is logged without a token that it has', async t => {
  const store = await startStore(t, permit('staff'))
  const application = await buildWithStore(t, store)
  store.respond = async (request, response) => {
    const { accessToken } = JSON.parse(await text(request)) as { accessToken: string }
    exception('ValidationException', `invalid token ${accessToken}`)(request, response)
  }
  for (const error of await assertDenied(t, application)) t.match(error.message, /invalid token \[masked\]/)
})

t.test('an unknown policy store', async t => {
  const store = await startStore(t, permit('staff'))
  const application = await buildWithStore(t, store, { policyStoreId: 'PSEXAMPLEabcdefg222222' })
  for (const error of await assertDenied(t, application)) t.match(error.name, 'ResourceNotFoundException')
})

t.test('tokens of an app client that the identity source does not have', async t => {
  const store = await startStore(t, permit('staff'))
  Object.assign(store.store, { userPool: { ...store.store.userPool, clientIds: ['another'] } })
  const application = await buildWithStore(t, store)
  for (const error of await assertDenied(t, application)) t.match(error.name, 'ValidationException')
})

t.test('an action that the schema of the policy store does not have', async t => {
  const schema = `namespace Shop {
    entity Group;
    entity User in [Group];
    entity Application;
    action "orders:read" appliesTo { principal: [User], resource: [Application] };
  }`
  const store = await startStore(t, permit('staff', 'orders:read'), { schema })
  const application = await buildWithStore(t, store)
  for (const error of await assertDenied(t, application)) t.match(error.name, 'ValidationException')
})

t.test('a throttled call is repeated before the deadline', async t => {
  const store = await startStore(t, permit('staff'))
  const { app } = await buildWithStore(t, store)
  let attempts = 0
  store.respond = (request, response) => {
    attempts++
    store.respond = null
    exception('ThrottlingException', 'Rate exceeded')(request, response)
  }
  t.strictSame(await statuses(app, '/orders', [asUser(STAFF)]), [200])
  t.strictSame([attempts, store.calls.length], [1, 1])
})

t.test('responses that are not those of the service', async t => {
  const json = (content: unknown) => body(200, 'application/x-amz-json-1.0', JSON.stringify(content))
  const action = (actionId: string, actionType = 'Shop::Action') => ({ action: { actionType, actionId } })
  const allow = (request: unknown, errors: unknown = []) => ({ request, decision: 'ALLOW', errors })
  const [read, remove] = [action('orders:read'), action('orders:delete')]
  const responses: [name: string, RequestListener][] = [
    ['HTML', body(200, 'text/html', '<html>')],
    ['a proxy', body(502, 'text/html', '<html>')],
    ['nothing', body(200, 'application/x-amz-json-1.0', '')],
    ['a list', json([])],
    ['null', json(null)],
    ['no results', json({})],
    ['results of another type', json({ results: 'ALLOW' })],
    ['fewer results', json({ results: [allow(read)] })],
    ['more results', json({ results: [allow(read), allow(remove), allow(action('orders:list'))] })],
    ['the same result twice', json({ results: [allow(read), allow(read)] })],
    ['another action', json({ results: [allow(read), allow(action('orders:list'))] })],
    ['another type of action', json({ results: [allow(read), allow(action('orders:delete', 'Action'))] })],
    ['results without a request', json({ results: [allow(undefined), allow(undefined)] })],
    ['results without an action', json({ results: [allow({}), allow({})] })],
    ['no decision', json({ results: [allow(read), { request: remove, errors: [] }] })],
    ['another decision', json({ results: [allow(read), { ...allow(remove), decision: 'allow' }] })],
    ['no errors', json({ results: [allow(read), { request: remove, decision: 'ALLOW' }] })]
  ]
  const store = await startStore(t, permit('staff'))
  for (const [name, respond] of responses) {
    t.test(name, async t => {
      const application = await buildWithStore(t, store)
      store.respond = respond
      await assertDenied(t, application)
    })
  }
})

t.test('a failure of one of several calls fails the request', async t => {
  const permissions = ['orders:read', ...Array.from({ length: 40 }, (_, index) => `orders:action-${index}`)]
  const store = await startStore(t, permit('staff'))
  const application = await buildWithStore(t, store, { permissions })
  store.change = (output: Output) => (output.results.length === 30 ? output : {})
  for (const { message } of await assertDenied(t, application)) {
    t.equal(message, 'unexpected response of Verified Permissions: undefined results')
  }
})

t.test('without a response, requests are denied at the deadline, and the call ends', async t => {
  const store = await startStore(t, permit('staff'))
  const application = await buildWithStore(t, store, { timeout: 300 })
  const closed: Promise<void>[] = []
  store.respond = (request) => {
    closed.push(
      new Promise(resolve => {
        request.socket.once('close', resolve)
      })
    )
  }
  const startedAt = performance.now()
  for (const { message } of await assertDenied(t, application)) t.equal(message, 'no result within 300 ms')
  const took = performance.now() - startedAt
  t.ok(took > 850 && took < 5000, `${took} ms`)
  t.equal(closed.length, 3)
  await Promise.all(closed)
})

t.test('nothing listens at the endpoint', async t => {
  const application = await buildLogged(t, {
    ...pool.options,
    permissions: verifiedPermissions(optionsFor({ endpoint: `http://127.0.0.1:${await freePort()}` }))
  })
  for (const error of await assertDenied(t, application)) t.match(error, { code: 'ECONNREFUSED' })
})

t.test('a failure is not cached', async t => {
  const store = await startStore(t, permit('staff'))
  const { app } = await buildWithStore(t, store, { ttl: 60_000 })
  const member = bearer(pool.signIn(STAFF))
  store.respond = exception('AccessDeniedException', 'no')
  t.strictSame(await statuses(app, '/orders', [member]), [503])
  store.respond = null
  t.strictSame(await statuses(app, '/orders', [member]), [200])
  store.respond = exception('AccessDeniedException', 'no')
  t.strictSame(await statuses(app, '/orders', [member]), [200], 'the decisions are cached')
})

t.test('a token that has expired, which clockTolerance accepts, is a 401 and is not sent', async t => {
  const store = await startStore(t, permit('staff'))
  const { app, lines } = await buildWithStore(t, store, {}, { clockTolerance: 120 })
  app.get('/user', { preHandler: app.requireUser() }, async () => 'in')
  const expired = bearer(pool.expired(STAFF))
  t.strictSame(await statuses(app, '/user', [expired]), [200])
  const response = await app.inject({ url: '/orders', headers: expired })
  t.equal(response.statusCode, 401)
  t.equal(response.json().code, 'FST_COGNITO_INVALID_TOKEN')
  t.match(logged(lines, 'token rejected'), [{ reason: 'expired' }])
  t.equal(logged(lines, 'source failed').length, 0)
  t.equal(store.calls.length, 0)
})

t.test('a user that no guard has set has no token to send', async t => {
  const store = await startStore(t, permit('staff'))
  const { app } = await buildWithStore(t, store)
  app.get('/set', async request => {
    request.currentUser = await app.cognito.verify(pool.signIn(STAFF))
    return request.permissions()
  })
  app.get(
    '/replaced',
    { preHandler: app.requireUser() },
    async request => {
      request.currentUser = await app.cognito.verify(pool.signIn({ ...STAFF, sub: 'joe' }))
      return request.permissions()
    }
  )
  t.strictSame(await statuses(app, '/set', [{}]), [401])
  t.strictSame(await statuses(app, '/replaced', [asUser({ sub: 'eve' })]), [401])
  t.equal(store.calls.length, 0)
})

t.test('a denied request has the event of other sources, without the token; a failure has none', async t => {
  const store = await startStore(t, permit('staff', 'orders:delete'))
  const { app } = await buildWithStore(t, store)
  const events: unknown[] = []
  const listener = (event: unknown) => {
    events.push(event)
  }
  subscribe('fastify-cognito-auth:request-denied', listener)
  t.teardown(() => unsubscribe('fastify-cognito-auth:request-denied', listener))
  const token = pool.signIn(STAFF)
  t.strictSame(await statuses(app, '/orders', [bearer(token)]), [403])
  t.match(events, [{ code: 'FST_COGNITO_INSUFFICIENT_PERMISSIONS', statusCode: 403 }])
  t.notOk(JSON.stringify(events).includes(token.split('.')[2] as string))
  store.respond = exception('AccessDeniedException', 'no')
  t.strictSame(await statuses(app, '/orders', [bearer(token)]), [503])
  t.equal(events.length, 1)
})

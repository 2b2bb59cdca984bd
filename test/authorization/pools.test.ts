import Fastify from 'fastify'
import t, { type Test } from 'tap'
import cognitoAuth, { type CognitoAuthOptions, type SinglePoolOptions } from '../../dist/index.js'
import { createTestPool, type ClaimsToSign, type TestPool } from '../../dist/testing/index.js'
import { bearer, statuses } from './app.js'

const [one, two] = [await createTestPool(), await createTestPool()]

/** Creates a pool whose tokens carry its name. */
function named (pool: TestPool, id: string, clientId: string) {
  const iss = `https://cognito-idp.eu-west-1.amazonaws.com/${id}`
  const options: SinglePoolOptions = {
    userPoolId: id,
    clientId,
    jwks: pool.jwks,
    endpoint: 'https://cognito.invalid'
  }
  const token = (more: { groups?: string[], claims?: ClaimsToSign } = {}) =>
    bearer(pool.signIn({ ...more, claims: { iss, client_id: clientId, ...more.claims } }))
  const idToken = () => bearer(pool.idToken({ claims: { iss, aud: clientId } }))
  return { options, token, idToken, iss }
}

const customers = named(one, 'eu-west-1_Customers', 'shop')
const staff = named(two, 'eu-west-1_Staff', 'desk')

async function build (t: Test, more: Partial<SinglePoolOptions> = {}) {
  const app = Fastify()
  t.teardown(async () => {
    await app.close()
  })
  const options = {
    userPools: { customers: customers.options, staff: { ...staff.options, tokenUse: null } },
    ...more
  } as CognitoAuthOptions
  await app.register(cognitoAuth, options)
  return app
}

t.test('each token is verified by the pool that issued it', async t => {
  const app = await build(t)
  app.get('/', { preHandler: app.requireUser() }, async request => request.currentUser?.pool)
  t.equal((await app.inject({ url: '/', headers: customers.token() })).body, 'customers')
  t.equal((await app.inject({ url: '/', headers: staff.token() })).body, 'staff')
  const foreign = named(two, 'eu-west-1_Foreign', 'desk')
  const crossed = bearer(one.signIn({ claims: { iss: staff.iss, client_id: 'desk' } }))
  const client = bearer(one.signIn({ claims: { iss: customers.iss, client_id: 'desk' } }))
  t.strictSame(
    await statuses(app, '/', [foreign.token(), crossed, client]),
    [401, 401, 401],
    'an unknown issuer, the issuer of one pool and the key of another, the client of another pool'
  )
})

t.test('a token that names no configured pool returns 401', async t => {
  const app = await build(t)
  app.get('/', { preHandler: app.requireUser() }, async () => 'in')
  for (const claims of [
    { iss: undefined },
    { iss: null },
    { iss: [customers.iss] },
    { iss: 7 },
    { iss: '__proto__' }
  ]) {
    t.strictSame(await statuses(app, '/', [customers.token({ claims })]), [401])
  }
  t.strictSame(await statuses(app, '/', [bearer('YQ.YQ.YQ'), bearer('YQ.bnVsbA.YQ')]), [401, 401])
})

t.test('a guard restricted to a pool denies users of other pools, whatever their groups', async t => {
  const app = await build(t)
  app.get('/staff', { preHandler: app.requireGroups(['admin'], { pool: 'staff' }) }, async () => 'in')
  app.get('/all', { preHandler: app.requireGroups(['admin']) }, async () => 'in')
  app.get('/shop', { preHandler: app.requireUser({ clientId: 'shop' }) }, async () => 'in')
  app.get('/id', { preHandler: app.requireUser({ tokenUse: 'id' }) }, async () => 'in')
  const callers = [customers.token({ groups: ['admin'] }), staff.token({ groups: ['admin'] })]
  t.strictSame(await statuses(app, '/staff', callers), [401, 200])
  t.strictSame(await statuses(app, '/all', callers), [200, 200])
  t.strictSame(await statuses(app, '/shop', callers), [200, 401])
  t.strictSame(
    await statuses(app, '/id', [staff.idToken(), customers.idToken(), ...callers]),
    [200, 401, 401, 401]
  )
  t.throws(() => app.requireUser({ pool: 'guests' }), {
    message: /pool must be one of customers, staff; got "guests"/
  })
  t.throws(() => app.requireUser({ pool: 'customers', clientId: 'desk' }), {
    message: /clientId must be one of the app clients in the options; got "desk"/
  })
  t.throws(() => app.requireUser({ pool: 'customers', tokenUse: 'id' }), {
    message: /the options accept only access tokens/
  })
})

t.test('keys and health cover all pools', async t => {
  const app = await build(t)
  t.equal(app.cognito.keys().length, 4)
  t.match(app.cognito.health(), { customers: { status: 'fresh' }, staff: { status: 'fresh' } })
  t.equal((await app.cognito.verify(staff.token().authorization.slice(7), { pool: 'staff' })).pool, 'staff')
  await t.rejects(app.cognito.verify(staff.token().authorization.slice(7), { pool: 'customers' }), {
    code: 'FST_COGNITO_INVALID_TOKEN'
  })
})

t.test('the auth API accepts users of its own pool', async t => {
  const app = await build(t, { routes: { prefix: '/auth', pool: 'staff' } })
  t.equal((await app.inject({ url: '/auth/me', headers: customers.token() })).statusCode, 401)
  t.equal(
    (await app.inject({ url: '/auth/me', headers: staff.idToken() })).statusCode,
    401,
    'access tokens only, whatever tokenUse is'
  )
})

t.test('both forms of AWS issuers, and those of replicas, belong to the pool', async t => {
  const app = Fastify()
  t.teardown(async () => {
    await app.close()
  })
  await app.register(cognitoAuth, { ...customers.options, regions: ['us-east-1'] })
  app.get('/', { preHandler: app.requireUser() }, async () => 'in')
  const issuers = [
    'https://cognito-idp.eu-west-1',
    'https://issuer-cognito-idp.eu-west-1',
    'https://cognito-idp.us-east-1',
    'https://issuer-cognito-idp.us-east-1',
    'https://cognito-idp.us-west-2'
  ]
  const callers = issuers.map(issuer =>
    customers.token({ claims: { iss: `${issuer}.amazonaws.com/eu-west-1_Customers` } })
  )
  t.strictSame(await statuses(app, '/', callers), [200, 200, 200, 200, 401])
})

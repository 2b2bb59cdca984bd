import Fastify from 'fastify'
import t from 'tap'
import cognitoAuth from '../../dist/index.js'
import { createTestPool, type TestPool, type TestPoolOptions } from '../../dist/testing/index.js'
import { assertRefused, buildApp } from '../verification/app.js'

t.test('IDs default to generated ones', async t => {
  t.match(await createTestPool(), {
    userPoolId: 'eu-west-1_TestPool1',
    clientId: 'testclient1example',
    issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_TestPool1'
  })
  t.match(await createTestPool({ region: 'us-east-2' }), {
    userPoolId: 'us-east-2_TestPool1',
    clientId: 'testclient1example'
  })
  t.match(await createTestPool({ userPoolId: 'ap-south-1_Staff' }), {
    clientId: 'clientOfStaff',
    issuer: 'https://cognito-idp.ap-south-1.amazonaws.com/ap-south-1_Staff'
  })
  t.match(await createTestPool({ region: 'cn-north-1' }), {
    issuer: 'https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_TestPool1'
  })
})

t.test('given IDs are in the options and the tokens', async t => {
  const pool = await createTestPool({ userPoolId: 'ap-south-1_Staff', region: 'ap-south-1', clientId: 'web' })
  t.match(pool.options, { userPoolId: 'ap-south-1_Staff', clientId: 'web' })
  const { send } = await buildApp(t, { ...pool.options, tokenUse: null })
  for (const token of [pool.signIn(), pool.idToken(), pool.machine()]) {
    t.match((await send(token)).json(), { clientId: 'web', claims: { iss: pool.issuer } })
  }
})

const mistakes: [TestPoolOptions, RegExp][] = [
  [{ keyhost: true } as TestPoolOptions, /keyhost is not an option; did you mean keyHost/],
  [{ userPoolId: 'Staff' }, /userPoolId must be an AWS Region.*such as eu-west-1_Staff/],
  [{ userPoolId: '' }, /userPoolId must be the ID of a user pool/],
  [
    { userPoolId: 'eu-west-1_Staff', region: 'us-east-1' },
    /userPoolId must be an AWS Region.*such as us-east-1_Staff/
  ],
  [{ region: 'Europe' }, /userPoolId must be an AWS Region/],
  [{ clientId: 'my client' }, /clientId must be/],
  [{ clock: Date.now } as unknown as TestPoolOptions, /clock must be true or false; got a function/]
]

for (const [options, message] of mistakes) {
  t.test(`an invalid option is named: ${String(message)}`, async t => {
    await t.rejects(createTestPool(options), { code: 'FST_COGNITO_INVALID_OPTIONS', message })
  })
}

t.test('several pools of one application, with one clock', async t => {
  const customers = await createTestPool({ userPoolId: 'eu-west-1_Customers' })
  const staff = await createTestPool({ userPoolId: 'eu-west-1_Staff', clock: true })
  const { clock, ...staffOptions } = staff.options
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(cognitoAuth, {
    userPools: { customers: customers.options, staff: staffOptions },
    ...(clock !== undefined && { clock })
  })
  app.get('/me', { preHandler: app.requireUser() }, async request => request.currentUser?.pool)
  app.get('/office', { preHandler: app.requireUser({ pool: 'staff' }) }, async () => 'hello')
  const send = async (url: string, headers: { authorization: string }) => await app.inject({ url, headers })
  const [customer, colleague] = [customers.authorization(), staff.authorization()]
  t.equal((await send('/me', customer)).body, 'customers')
  t.equal((await send('/me', colleague)).body, 'staff')
  t.equal((await send('/office', colleague)).statusCode, 200)
  t.equal((await send('/office', customer)).statusCode, 401)
  staff.advance(3600)
  t.equal((await send('/me', colleague)).statusCode, 401)
})

t.test('pools side by side, one for each part of an application', async t => {
  const [customers, staff] = [
    await createTestPool({ userPoolId: 'eu-west-1_Customers' }),
    await createTestPool({ userPoolId: 'eu-west-1_Staff' })
  ]
  const app = Fastify()
  t.teardown(() => app.close())
  for (const [prefix, pool] of Object.entries({ '/shop': customers, '/office': staff })) {
    app.register(
      async scope => {
        await scope.register(cognitoAuth, pool.options)
        scope.get(
          '/me',
          { preHandler: scope.requireUser() },
          async request => request.currentUser?.claims.iss
        )
      },
      { prefix }
    )
  }
  const send = async (url: string, pool: TestPool) => await app.inject({ url, headers: pool.authorization() })
  t.equal((await send('/shop/me', customers)).body, customers.issuer)
  t.equal((await send('/office/me', staff)).body, staff.issuer)
  t.equal((await send('/shop/me', staff)).statusCode, 401)
  t.equal((await send('/office/me', customers)).statusCode, 401)
})

t.test('a token of another pool is rejected for its issuer, even with a known key', async t => {
  const [customers, staff] = [
    await createTestPool({ userPoolId: 'eu-west-1_Customers' }),
    await createTestPool({ userPoolId: 'eu-west-1_Staff' })
  ]
  const keys = [...customers.jwks.keys, ...staff.jwks.keys]
  const app = await buildApp(t, { ...customers.options, jwks: { keys }, clientId: null })
  t.equal((await app.send(customers.signIn())).statusCode, 200)
  await assertRefused(t, app, staff.signIn(), 'issuer')
})

t.test('each has its own JWKS endpoint', async t => {
  const [customers, staff] = [
    await createTestPool({ userPoolId: 'eu-west-1_Customers', keyHost: true }),
    await createTestPool({ userPoolId: 'eu-west-1_Staff', keyHost: true })
  ]
  t.teardown(async () => {
    await Promise.all([customers.close(), staff.close()])
  })
  await staff.outage('refused')
  const send = async (pool: TestPool) =>
    (await (await buildApp(t, pool.options)).send(pool.signIn())).statusCode
  t.equal(await send(customers), 200)
  t.equal(await send(staff), 503)
})

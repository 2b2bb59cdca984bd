import t from 'tap'
import { createTestPool, type TestPool } from '../../dist/testing/index.js'
import { buildApp } from '../../examples/tenants/app.js'
import { startExample } from './process.js'

t.test('each tenant has its own data and its own administrators', async t => {
  const pools: Record<string, TestPool> = {
    operator: await createTestPool({ userPoolId: 'eu-west-1_Operator' }),
    acme: await createTestPool({ userPoolId: 'eu-west-1_Acme' }),
    // A pool on AWS that belongs to no tenant.
    stranger: await createTestPool({ userPoolId: 'eu-west-1_Stranger' })
  }
  const { operator, acme, stranger } = pools as { operator: TestPool, acme: TestPool, stranger: TestPool }
  const names = new Map([
    [operator.issuer, 'operator'],
    [acme.issuer, 'acme']
  ])
  const app = await buildApp(async issuer => {
    const name = names.get(issuer)
    return name === undefined ? null : { name, ...(pools[name] as TestPool).options }
  })
  t.teardown(() => app.close())
  const send = async (pool: TestPool, groups: string[], method: 'GET' | 'POST', url: string) => {
    const response = await app.inject({ method, url, headers: pool.authorization({ groups }) })
    return { status: response.statusCode, body: response.json() }
  }

  t.equal((await app.inject('/orders')).statusCode, 401)
  t.match(await send(stranger, ['admin'], 'GET', '/orders'), { status: 401 })
  t.match(await send(acme, [], 'POST', '/orders/book'), { status: 403 })
  t.match(await send(acme, ['admin'], 'POST', '/orders/book'), { status: 201 })
  t.match(await send(acme, [], 'GET', '/orders'), { status: 200, body: { tenant: 'acme', orders: ['book'] } })
  t.strictSame((await send(operator, [], 'GET', '/orders')).body, { tenant: 'operator', orders: [] })
  t.match(await send(acme, ['admin'], 'GET', '/tenants'), { status: 401 }, 'administrator of another tenant')
  const { body } = await send(operator, ['admin'], 'GET', '/tenants')
  t.strictSame(new Set(body), new Set(['operator', 'acme']))
})

t.test('it starts on two local Cognitos and prints valid tokens', async t => {
  const { port, example } = await startExample(t, 'tenants')
  const [operator, acme] = [...example.output().matchAll(/TOKEN=(\S+)/g)].map(([, token]) => token as string)
  const statusOf = async (path: string, token = '', method = 'GET') => {
    const headers = { authorization: `Bearer ${token}` }
    return (await fetch(`http://127.0.0.1:${port}${path}`, { method, headers })).status
  }
  t.equal(await statusOf('/orders/book', acme, 'POST'), 201)
  t.equal(await statusOf('/tenants', acme), 401)
  t.equal(await statusOf('/tenants', operator), 200)
  example.kill('SIGINT')
  t.equal(await example.ended, 0)
})

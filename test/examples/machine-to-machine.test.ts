import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { startLocalCognito } from '../../dist/local/index.js'
import { createTestPool } from '../../dist/testing/index.js'
import { buildApp } from '../../examples/machine-to-machine/app.js'
import { machineToken } from '../../examples/machine-to-machine/machine-token.js'
import { startExample } from './process.js'

process.env['NODE_ENV'] = 'test'

t.test('machines with the scope are allowed, others are not', async t => {
  const pool = await createTestPool()
  const app = await buildApp(pool.options)
  t.teardown(() => app.close())
  const statusOf = async (method: 'GET' | 'POST', token: string, payload?: object) => {
    const headers = pool.authorization(token)
    const response = await app.inject({ method, url: '/orders', headers, ...(payload && { payload }) })
    return response.statusCode
  }
  const reader = pool.machine({ scopes: ['orders/read'] })
  const writer = pool.machine({ scopes: ['orders/write'] })

  t.equal((await app.inject('/orders')).statusCode, 401)
  t.equal(await statusOf('GET', pool.machine()), 403)
  t.equal(await statusOf('GET', reader), 200)
  t.equal(await statusOf('POST', reader, { item: 'a book' }), 403)
  t.equal(await statusOf('POST', writer, { item: 'a book' }), 201)
  t.equal(await statusOf('POST', writer, {}), 400)
  t.equal(await statusOf('GET', pool.signIn({ scopes: ['orders/read'] })), 403, 'a user with the scope')
})

/** Starts a token endpoint that counts its requests. */
async function tokenEndpoint (t: Test, result: { status: number, expiresIn: number }) {
  let requests = 0
  const server = createServer((_request, response) => {
    requests++
    response.writeHead(result.status, { 'content-type': 'application/json' })
    response.end(
      result.status === 200
        ? JSON.stringify({ access_token: `token ${requests}`, expires_in: result.expiresIn })
        : JSON.stringify({ error: 'invalid_client' })
    )
  })
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  t.teardown(() => {
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/oauth2/token`
  return { options: { tokenEndpoint: url, clientId: 'id', clientSecret: 'secret' }, requests: () => requests }
}

t.test('a token is requested once, until shortly before it expires', async t => {
  const { options, requests } = await tokenEndpoint(t, { status: 200, expiresIn: 3600 })
  const getToken = machineToken(options)
  t.strictSame(await Promise.all([getToken(), getToken(), getToken()]), ['token 1', 'token 1', 'token 1'])
  t.equal(await getToken(), 'token 1')
  t.equal(requests(), 1)

  const shortLived = machineToken({ ...options, margin: 3600 })
  t.equal(await shortLived(), 'token 2')
  t.equal(await shortLived(), 'token 3', 'it is replaced within the margin')
})

t.test('a failure is not cached', async t => {
  const response = { status: 400, expiresIn: 3600 }
  const getToken = machineToken((await tokenEndpoint(t, response)).options)
  await t.rejects(getToken(), /The token endpoint returned 400: .*invalid_client/)
  response.status = 200
  t.equal(await getToken(), 'token 2')
})

t.test('a scope that the app client may not request is an error', async t => {
  const cognito = await startLocalCognito()
  t.teardown(() => cognito.close())
  const options = { tokenEndpoint: `${cognito.endpoint}/oauth2/token`, ...cognito.machine }
  await t.resolves(machineToken({ ...options, scopes: ['orders/read'] })())
  await t.rejects(machineToken({ ...options, scopes: ['orders/delete'] })(), /invalid_scope/)
})

t.test('it starts on a local Cognito, and the machine calls the API', async t => {
  const { port, example } = await startExample(t, 'machine-to-machine')
  t.match(example.output(), /POST \/orders: 201 \{"id":"1","item":"a book"\}/)
  t.match(example.output(), /GET \/orders: 200 \[\{"id":"1","item":"a book"\}\]/)
  t.equal((await fetch(`http://127.0.0.1:${port}/orders`)).status, 401)
  example.kill('SIGINT')
  t.equal(await example.ended, 0)
})

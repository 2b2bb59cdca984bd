import t from 'tap'
import { connect, type AddressInfo } from 'node:net'
import { createTestPool } from '../../dist/testing/index.js'
import { buildApp } from './app.js'

const pool = await createTestPool()
const { app } = await buildApp(t, pool.options)
const token = pool.signIn()

const send = (authorization?: string) =>
  app.inject({ url: '/me', ...(authorization !== undefined && { headers: { authorization } }) })

const accepted: Record<string, string> = {
  'Bearer and one space': `Bearer ${token}`,
  'bearer in lower case': `bearer ${token}`,
  'BEARER in upper case': `BEARER ${token}`,
  'several spaces after the scheme': `Bearer    ${token}`
}

for (const [label, authorization] of Object.entries(accepted)) {
  t.test(`accepts ${label}`, async t => {
    t.equal((await send(authorization)).statusCode, 200)
  })
}

const malformed: Record<string, string> = {
  'Bearer alone': 'Bearer',
  'Bearer and only spaces': 'Bearer   ',
  'Bearer and a tab': `Bearer\t${token}`,
  'two tokens': `Bearer ${token} ${token}`,
  'two credentials in one header': `Bearer ${token}, Bearer ${token}`,
  'a token with parameters': `Bearer ${token}; a=b`,
  'a token in quotes': `Bearer "${token}"`
}

for (const [label, authorization] of Object.entries(malformed)) {
  t.test(`returns 400 for ${label}`, async t => {
    const response = await send(authorization)
    t.equal(response.statusCode, 400)
    t.equal(response.json().code, 'FST_COGNITO_MALFORMED_CREDENTIALS')
    t.equal(response.headers['www-authenticate'], 'Bearer realm="cognito", error="invalid_request"')
  })
}

const absent: Record<string, string | undefined> = {
  'no header': undefined,
  'an empty header': '',
  'another scheme': 'Basic dXNlcjpwYXNz',
  'another scheme before the word Bearer': `Basic Bearer ${token}`,
  'a scheme that starts like Bearer': `Bearers ${token}`,
  'a token without a scheme': token
}

for (const [label, authorization] of Object.entries(absent)) {
  t.test(`returns 401 without an error code for ${label}`, async t => {
    const response = await send(authorization)
    t.equal(response.statusCode, 401)
    t.equal(response.json().code, 'FST_COGNITO_NO_CREDENTIALS')
    t.equal(response.headers['www-authenticate'], 'Bearer realm="cognito"')
  })
}

/** Returns the status code of a request that no HTTP client would send. */
async function statusOf (port: number, headers: readonly string[]): Promise<number> {
  const socket = connect(port, '127.0.0.1')
  socket.end(['GET /me HTTP/1.1', 'Host: localhost', 'Connection: close', ...headers, '', ''].join('\r\n'))
  let response = ''
  for await (const chunk of socket) response += String(chunk)
  return Number(response.split(' ', 2)[1])
}

t.test('over a socket', async t => {
  const { app } = await buildApp(t, pool.options)
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo

  t.test('one Authorization header is accepted', async t => {
    t.equal(await statusOf(port, [`Authorization: Bearer ${token}`]), 200)
  })

  t.test('returns 400 for two Authorization headers, in either order', async t => {
    t.equal(await statusOf(port, [`Authorization: Bearer ${token}`, `Authorization: Bearer ${token}`]), 400)
    t.equal(
      await statusOf(port, [`Authorization: Bearer ${token}`, 'authorization: Basic dXNlcjpwYXNz']),
      400
    )
    t.equal(
      await statusOf(port, ['Authorization: Basic dXNlcjpwYXNz', `AUTHORIZATION: Bearer ${token}`]),
      400
    )
  })

  t.test('other repeated headers do not matter', async t => {
    t.equal(
      await statusOf(port, [`Authorization: Bearer ${token}`, 'X-Header-Name: 1', 'X-Header-Name: 2']),
      200
    )
  })
})

t.test('extractToken', async t => {
  let given: unknown
  const { app } = await buildApp(t, { ...pool.options, extractToken: () => given as string })
  const responseFor = async (value: unknown) => {
    given = value
    return app.inject({ url: '/me', headers: { authorization: `Bearer ${token}` } })
  }

  t.test('returns the token', async t => {
    t.equal((await responseFor(token)).statusCode, 200)
  })

  t.test('null and undefined mean no credentials, whatever the header', async t => {
    for (const nothing of [null, undefined]) {
      t.equal((await responseFor(nothing)).json().code, 'FST_COGNITO_NO_CREDENTIALS')
    }
  })

  t.test('a value that is not a string, or is empty, returns 400', async t => {
    for (const odd of [[token], { token }, 7, '']) {
      const response = await responseFor(odd)
      t.equal(response.json().code, 'FST_COGNITO_MALFORMED_CREDENTIALS')
      t.equal(response.statusCode, 400)
    }
  })

  t.test('its result is verified like any other token', async t => {
    t.equal((await responseFor('nonsense')).json().code, 'FST_COGNITO_INVALID_TOKEN')
  })

  t.test('receives the request', async t => {
    const { app } = await buildApp(t, {
      ...pool.options,
      extractToken: request => request.headers['x-token'] as string | undefined
    })
    t.equal((await app.inject({ url: '/me', headers: { 'x-token': token } })).statusCode, 200)
  })
})

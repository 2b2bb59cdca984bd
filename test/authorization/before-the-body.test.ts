import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { build, asUser, expired } from './app.js'

const schema = { body: { type: 'object', required: ['count'], properties: { count: { type: 'integer' } } } }
const handler = async () => 'in'

t.test('a request without a valid token is rejected before its body is parsed or validated', async t => {
  const app = await build(t)
  app.post('/preHandler', { schema, preHandler: app.requireUser() }, handler)
  app.post('/preValidation', { schema, preValidation: [app.requireGroups(['admin'])] }, handler)
  app.post('/preParsing', { schema, preParsing: app.requireScopes(['orders/read']) }, handler)
  app.post('/onRequest', { schema, onRequest: app.requireUser() }, handler)
  const bodies = [
    { payload: '{}', type: 'application/json' },
    { payload: '{', type: 'application/json' },
    { payload: 'count', type: 'text/unheard-of' }
  ]
  for (const url of ['/preHandler', '/preValidation', '/preParsing', '/onRequest']) {
    for (const { payload, type } of bodies) {
      for (const headers of [{}, expired()]) {
        const { statusCode } = await app.inject({
          method: 'POST',
          url,
          headers: { ...headers, 'content-type': type },
          payload
        })
        t.equal(statusCode, 401, `${url} ${type} ${payload}`)
      }
    }
  }
})

t.test('the body of an allowed request is validated as usual', async t => {
  const app = await build(t)
  app.post('/', { schema, preHandler: app.requireUser() }, handler)
  t.match((await app.inject({ method: 'POST', url: '/', headers: asUser(), payload: {} })).json(), {
    statusCode: 400,
    code: 'FST_ERR_VALIDATION'
  })
  t.equal(
    (await app.inject({ method: 'POST', url: '/', headers: asUser(), payload: { count: 1 } })).body,
    'in'
  )
})

t.test('authorization runs in the hook that the guard is in', async t => {
  const app = await build(t)
  app.post('/late', { schema, preHandler: app.requireGroups(['admin']) }, handler)
  app.post('/early', { schema, onRequest: app.requireGroups(['admin']) }, handler)
  const send = async (url: string, payload: object) =>
    (await app.inject({ method: 'POST', url, headers: asUser(), payload })).statusCode
  t.equal(await send('/late', { count: 1 }), 403)
  t.equal(await send('/late', {}), 400)
  t.equal(await send('/early', {}), 403)
})

t.test('an optional guard rejects invalid tokens early, and allows requests without a token', async t => {
  const app = await build(t)
  app.post('/', { schema, preHandler: app.optionalUser() }, handler)
  t.equal((await app.inject({ method: 'POST', url: '/', headers: expired(), payload: {} })).statusCode, 401)
  t.equal((await app.inject({ method: 'POST', url: '/', payload: {} })).statusCode, 400)
  t.equal((await app.inject({ method: 'POST', url: '/', payload: { count: 1 } })).statusCode, 200)
})

t.test("a route's own onRequest hooks run before authentication, all other hooks after it", async t => {
  const order: string[] = []
  const record = (name: string) => async () => {
    order.push(name)
  }
  const app = await build(t, {
    extractToken: request => {
      order.push('authentication')
      return request.headers.authorization?.slice('Bearer '.length)
    }
  })
  app.addHook('onRequest', record('onRequest of the scope'))
  app.post(
    '/',
    {
      onRequest: [record('first onRequest'), record('second onRequest')],
      preParsing: record('preParsing'),
      preValidation: record('preValidation'),
      preHandler: [record('preHandler'), app.requireUser()]
    },
    record('handler')
  )
  const early = ['onRequest of the scope', 'first onRequest', 'second onRequest', 'authentication']
  await app.inject({ method: 'POST', url: '/', payload: {} })
  t.strictSame(order.splice(0), early)
  await app.inject({ method: 'POST', url: '/', payload: {}, headers: asUser() })
  t.strictSame(order, [...early, 'preParsing', 'preValidation', 'preHandler', 'handler'])
})

t.test('a single onRequest hook is kept and runs before authentication', async t => {
  const app = await build(t)
  let ran = 0
  app.get(
    '/',
    {
      onRequest: async () => {
        ran++
      },
      preHandler: app.requireUser()
    },
    handler
  )
  t.equal((await app.inject('/')).statusCode, 401)
  t.equal((await app.inject({ url: '/', headers: asUser() })).statusCode, 200)
  t.equal(ran, 2)
})

t.test('a guard in onRequest runs at its position in the list', async t => {
  const app = await build(t)
  const seen: Array<string | undefined> = []
  const recordUser = async (request: { currentUser: { id: string } | null }) => {
    seen.push(request.currentUser?.id)
  }
  app.get('/', { onRequest: [recordUser, app.requireUser(), recordUser] }, handler)
  await app.inject({ url: '/', headers: asUser({ sub: 'jane' }) })
  t.strictSame(seen, [undefined, 'jane'])
})

t.test('an unauthenticated request with a body of 100 MB is rejected before the body is read', async t => {
  const SIZE = 100 * 1024 * 1024
  const app = await build(t)
  let parsed = false
  app.addContentTypeParser(
    'application/octet-stream',
    { parseAs: 'buffer', bodyLimit: SIZE },
    (_request, body, done) => {
      parsed = true
      done(null, body)
    }
  )
  app.post('/', { preHandler: app.requireUser(), bodyLimit: SIZE }, handler)
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { response, sent } = await upload((app.server.address() as AddressInfo).port, SIZE)
  t.match(response, /^HTTP\/1\.1 401 Unauthorized\r\n/)
  t.match(response, /FST_COGNITO_NO_CREDENTIALS/)
  t.notOk(parsed)
  t.ok(sent < SIZE / 2, `responded after ${sent} bytes`)
})

/** Sends a body until the response starts, then stops. */
async function upload (port: number, size: number): Promise<{ response: string, sent: number }> {
  const socket = connect(port, '127.0.0.1')
  const chunk = Buffer.alloc(64 * 1024)
  const response: Buffer[] = []
  let sent = 0
  socket.on('data', data => response.push(data))
  const responded = once(socket, 'data')
  socket.write(
    'POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/octet-stream\r\ncontent-length: ' +
      `${size}\r\n\r\n`
  )
  while (response.length === 0 && sent < size) {
    sent += chunk.length
    if (!socket.write(chunk)) await Promise.race([once(socket, 'drain'), responded])
    await setImmediate()
  }
  await responded
  socket.destroy()
  return { response: Buffer.concat(response).toString(), sent }
}

import { once } from 'node:events'
import { connect, type AddressInfo, type Socket } from 'node:net'
import websocket from '@fastify/websocket'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import WebSocket from 'ws'
import cognitoAuth, {
  closeWhenExpired,
  getCurrentUser,
  memorySessions,
  type SinglePoolOptions
} from '../../dist/index.js'
import { startCognito } from '../api.js'
import { emptyApp, bearer, asUser, pool, expired, type Test } from '../authorization/app.js'
import { Browser, ORIGIN } from '../sessions/application.js'

type Headers = Record<string, string>

/** What the server did with each connection. */
interface Seen {
  opened: number
  messages: string[]
}

async function start (
  t: Test,
  declare: (app: FastifyInstance, seen: Seen) => void,
  options: Partial<SinglePoolOptions> = {}
) {
  const app = emptyApp(t)
  await app.register(websocket)
  await app.register(cognitoAuth, { ...pool.options, ...options })
  const seen: Seen = { opened: 0, messages: [] }
  declare(app, seen)
  return { seen, ...(await connectTo(t, app)) }
}

/** Starts an application, and returns clients of it. */
async function connectTo (t: Test, app: FastifyInstance) {
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const open = (path: string, headers: Headers = {}, protocols: string[] = []) => {
    const client = new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols, { headers })
    t.teardown(() => {
      client.terminate()
    })
    return client
  }
  /** The status code and the headers that answer an upgrade request; 101 if it is allowed. */
  const statusOf = async (path: string, headers: Headers = {}) => {
    const client = open(path, headers)
    client.on('error', () => {})
    return new Promise<{ status: number, challenge: string | undefined }>(resolve => {
      client.once('unexpected-response', (_request, { statusCode, headers }) => {
        resolve({ status: statusCode as number, challenge: headers['www-authenticate'] })
      })
      client.once('open', () => {
        resolve({ status: 101, challenge: undefined })
      })
    })
  }
  return { port, open, statusOf }
}

/** Answers each message with the user's name. */
function declareEcho (app: FastifyInstance, seen: Seen): void {
  const echo = (socket: WebSocket, request: Parameters<typeof getCurrentUser>[0]) => {
    seen.opened++
    socket.on('message', () => {
      socket.send(getCurrentUser(request).username as string)
    })
  }
  app.get('/user', { websocket: true, preHandler: app.requireUser() }, echo)
  app.get('/early', { websocket: true, onRequest: app.requireUser() }, echo)
  app.get('/admin', { websocket: true, preHandler: app.requireGroups(['admin']) }, echo)
}

t.test('without a valid token, or without the group, the upgrade is rejected', async t => {
  const { statusOf, seen } = await start(t, declareEcho)
  for (const path of ['/user', '/early', '/admin']) {
    t.strictSame(await statusOf(path), { status: 401, challenge: 'Bearer realm="cognito"' })
    t.strictSame(await statusOf(path, expired()), {
      status: 401,
      challenge: 'Bearer realm="cognito", error="invalid_token"'
    })
  }
  t.strictSame(await statusOf('/admin', asUser()), { status: 403, challenge: undefined })
  t.equal(seen.opened, 0)
})

t.test('a request with a token is upgraded, and the handler gets the user', async t => {
  const { open, seen } = await start(t, declareEcho)
  for (const path of ['/user', '/early', '/admin']) {
    const client = open(path, asUser({ username: 'jane', groups: ['admin'] }))
    await once(client, 'open')
    client.send('who am I?')
    const [response] = await once(client, 'message')
    t.equal(String(response), 'jane')
  }
  t.equal(seen.opened, 3)
})

t.test('a hook of the scope guards its WebSockets', async t => {
  const { statusOf, seen } = await start(t, (app, seen) => {
    app.register(async scope => {
      scope.addHook('onRequest', scope.requireUser())
      scope.get('/live', { websocket: true }, () => {
        seen.opened++
      })
    })
  })
  t.equal((await statusOf('/live')).status, 401)
  t.equal(seen.opened, 0)
  t.equal((await statusOf('/live', asUser())).status, 101)
})

t.test('a rejected client is disconnected: no connection stays open without a token', async t => {
  const { port } = await start(t, app => {
    app.get('/route', { websocket: true, preHandler: app.requireUser() }, () => {})
    app.register(async scope => {
      scope.addHook('onRequest', scope.requireUser())
      scope.get('/scope', { websocket: true }, () => {})
    })
  })
  for (const path of ['/route', '/scope']) {
    const { socket, firstData } = upgrade(t, port, path)
    t.match(await firstData, /^HTTP\/1.1 401 /)
    await gone(socket)
  }
})

t.test('a browser, which cannot set headers, can send its token in the subprotocol', async t => {
  const { open, statusOf } = await start(t, declareEcho, {
    extractToken: ({ headers }) =>
      headers['sec-websocket-protocol']
        ?.split(/, ?/)
        .find(name => name.startsWith('token.'))
        ?.slice('token.'.length) ?? null
  })
  t.equal((await statusOf('/user', asUser())).status, 401)
  const client = open('/user', {}, ['chat', `token.${pool.signIn()}`])
  await once(client, 'open')
  t.equal(client.protocol, 'chat', 'the server does not send the token back')
})

t.test('a session cookie is accepted from the own origin only', async t => {
  const cognito = await startCognito(t)
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(websocket)
  await app.register(cognitoAuth, {
    ...cognito.options,
    cognito: { timeout: 60_000 },
    routes: { prefix: '/auth', rateLimit: false },
    session: { origin: ORIGIN, store: memorySessions() }
  })
  const seen: Seen = { opened: 0, messages: [] }
  declareEcho(app, seen)
  app.get('/visitors', { websocket: true, preHandler: app.optionalUser() }, () => {
    seen.opened++
  })
  const { open, statusOf } = await connectTo(t, app)
  const jane = new Browser(app)
  const { user } = (await jane.signIn()).json() as { user: { username: string } }
  const cookie = `${jane.cookie?.name}=${jane.cookie?.value}`

  for (const headers of [
    { origin: ORIGIN },
    { origin: ORIGIN, 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'websocket' }
  ]) {
    const client = open('/user', { cookie, ...headers })
    await once(client, 'open')
    client.send('who am I?')
    const [response] = await once(client, 'message')
    t.equal(String(response), user.username)
  }
  t.equal(seen.opened, 2)

  for (const headers of [
    { origin: 'https://evil.example' },
    { origin: ORIGIN, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'websocket' },
    { origin: 'https://shop.example.com', 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'websocket' },
    { origin: 'null' },
    {}
  ]) {
    for (const path of ['/user', '/early', '/admin', '/visitors']) {
      const { status } = await statusOf(path, { cookie, ...headers })
      t.equal(status, 403, `${path} ${JSON.stringify(headers)}`)
    }
  }
  t.equal(seen.opened, 2)
  t.equal((await statusOf('/admin', { cookie, origin: ORIGIN })).status, 403, 'without the group')
  t.equal((await statusOf('/user', { origin: ORIGIN })).status, 401, 'without the cookie')
  t.equal((await statusOf('/visitors', { origin: 'https://evil.example' })).status, 101, 'without the cookie')

  await jane.send('POST', '/auth/logout')
  t.equal((await statusOf('/user', { cookie, origin: ORIGIN })).status, 401, 'after the sign-out')
})

/** A route whose sockets close when their tokens expire, and a token that expires in two or three seconds. */
const expiring = () => bearer(pool.signIn({ claims: { exp: Math.floor(Date.now() / 1000) + 3 } }))

function declareLive (app: FastifyInstance, { messages }: Seen): void {
  app.get('/live', { websocket: true, preHandler: app.requireUser() }, (socket, request) => {
    closeWhenExpired(socket, getCurrentUser(request))
    socket.on('message', message => {
      messages.push(String(message))
    })
    socket.send('welcome')
  })
}

t.test('a connection is closed when its token expires', async t => {
  const { open } = await start(t, declareLive)
  const client = open('/live', expiring())
  const closed = once(client, 'close')
  await once(client, 'message')
  const [code, reason] = await closed
  t.strictSame([code, String(reason)], [4401, 'token expired'])
})

t.test('even if the client keeps sending', async t => {
  const { port, seen } = await start(t, declareLive)
  const { socket, firstData } = upgrade(t, port, '/live', expiring())
  t.match(await firstData, /^HTTP\/1.1 101 /)
  const talking = setInterval(() => {
    socket.write(textFrame('still here'))
  }, 50)
  t.teardown(() => {
    clearInterval(talking)
  })
  await gone(socket)
  const received = seen.messages.length
  t.ok(received > 2)
  t.ok(received < 5000 / 50, 'a second after the close frame it was terminated')
})

/** A client that no library provides: it keeps its side of the connection open. */
function upgrade (
  t: Test,
  port: number,
  path: string,
  headers: Headers = {}
): { socket: Socket, firstData: Promise<string> } {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  t.teardown(() => socket.destroy())
  const lines = Object.entries({
    Host: 'a',
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    ...headers
  })
  socket.write(
    [`GET ${path} HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n')
  )
  return { socket, firstData: once(socket, 'data').then(String) }
}

/** RFC 6455 5.2: a text frame of less than 126 bytes from a client, with a mask of zeros. */
function textFrame (text: string): Buffer {
  return Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)])
}

/** Resolves when the server has closed the connection; writing to it detects that at the latest. */
async function gone (socket: Socket): Promise<void> {
  socket.on('error', () => {}).resume()
  if (!socket.readableEnded && !socket.destroyed) {
    await new Promise<void>(resolve => {
      // The server may reset a connection on which the client keeps sending.
      for (const event of ['end', 'error', 'close']) socket.once(event, () => { resolve() })
    })
  }
}

import { connect as connectHttp2, constants } from 'node:http2'
import { connect, type AddressInfo, type Socket } from 'node:net'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import cognitoAuth from '../../dist/index.js'
import { createTestPool } from '../../dist/testing/index.js'
import { bearer, logLines } from '../api.js'
import { exception, startScripted, type ScriptedResponse, type Call } from '../scripted.js'
import { SUCCESS } from './answers.js'
import { EVERY_ROUTE, REQUESTS, type RouteRequest } from './bodies.js'

/** The audit log on connections that close early. */

const pool = await createTestPool()
const SUB = '6066323d-088a-4915-90e8-c2c69203afb4'
const HEADERS = bearer(pool.signIn({ sub: SUB, groups: ['admin'] }))

interface Options {
  server?: object
  logger?: object
  response?: (call: Call) => ScriptedResponse
  before?: (app: FastifyInstance) => void
}

async function listen (
  t: Test,
  { server = {}, logger: more = {}, response = () => SUCCESS, before }: Options = {}
) {
  const gate = { received: () => {}, open: () => {} }
  const received = () =>
    new Promise<void>(resolve => {
      gate.received = resolve
    })
  let held: Promise<void> | undefined
  const { endpoint, calls } = await startScripted(t, call => {
    gate.received()
    return { ...response(call), ...(held !== undefined && { after: held }) }
  })
  const { lines, logger } = logLines()
  const app = Fastify({ logger: { ...(logger as object), ...more }, forceCloseConnections: true, ...server })
  t.teardown(async () => {
    await app.close()
  })
  before?.(app as FastifyInstance)
  await app.register(cognitoAuth, { ...pool.options, endpoint, routes: EVERY_ROUTE })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const found = () => lines.filter(line => line.includes('"audit"')).map(line => JSON.parse(line))
  const written = async (count: number) => {
    // The SDK retries throttled calls after pauses of a second and more.
    for (let tries = 0; tries < 4000 && found().length < count; tries++) await sleep(5)
  }
  return {
    app: app as FastifyInstance,
    calls,
    port,
    /** Holds Cognito's responses back until they are released. */
    hold: () => {
      held = new Promise(resolve => {
        gate.open = resolve
      })
    },
    release: () => {
      held = undefined
      gate.open()
    },
    received,
    written,
    /** Returns the audit lines, once there are so many, and asserts that no more follow. */
    audit: async (count: number) => {
      await written(count)
      await sleep(50)
      return found()
    }
  }
}

const sleep = async (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))

function text ({ method, url, payload }: RouteRequest, headers: Record<string, string> = HEADERS): string {
  const body = payload === undefined ? '' : JSON.stringify(payload)
  const all = {
    host: 'app',
    ...headers,
    'content-length': String(Buffer.byteLength(body)),
    ...(payload !== undefined && { 'content-type': 'application/json' })
  }
  return `${method} ${url} HTTP/1.1\r\n${Object.entries(all)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n${body}`
}

function dial (port: number, allowHalfOpen = false): Socket {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen })
  socket.on('error', () => {})
  return socket
}

const LEAVING: Record<string, (socket: Socket) => void> = {
  reset: socket => {
    socket.resetAndDestroy()
  },
  'closed in both directions': socket => {
    socket.destroy()
  },
  'closed in one direction': socket => {
    socket.end()
  }
}

const isSignedIn = ({ url }: RouteRequest) => /^\/auth\/(me|admin|password\/change)/.test(url)

const AUDITED = Object.entries(REQUESTS).filter(
  ([, { method, url }]) => method !== 'GET' || url.includes('/admin/')
)

for (const [how, leave] of Object.entries(LEAVING)) {
  t.test(`each route has one line if the connection is ${how} before the response`, async t => {
    const { app, port, hold, release, received, written, audit } = await listen(t)
    const server = app.server
    for (const [index, [, request]] of AUDITED.entries()) {
      hold()
      const reached = received()
      const accepted = new Promise<Socket>(resolve => {
        server.once('connection', resolve)
      })
      const socket = dial(port, how === 'closed in one direction')
      socket.write(text(request))
      await reached
      const closed = new Promise(resolve => {
        accepted.then(socket => {
          socket.once('close', resolve)
        })
      })
      leave(socket)
      await closed
      release()
      socket.destroy()
      await written(index + 1)
    }
    const lines = await audit(AUDITED.length)
    t.strictSame(lines.map(({ action }) => action).sort(), AUDITED.map(([name]) => name).sort())
    for (const line of lines) {
      const actor = isSignedIn(REQUESTS[line.action as keyof typeof REQUESTS]) ? SUB : null
      t.match(
        line,
        { outcome: 'success', clientDisconnected: true, actor, ip: '127.0.0.1', reqId: String },
        line.action
      )
    }
  })
}

t.test('a connection that stays open has a line without clientDisconnected', async t => {
  const { port, audit } = await listen(t)
  const socket = dial(port)
  socket.write(text(REQUESTS.deleteUser))
  const [line] = await audit(1)
  t.match(line, { action: 'deleteUser', outcome: 'success' })
  t.notOk('clientDisconnected' in line)
  t.notOk('responseError' in line)
  socket.destroy()
})

t.test('the second of two requests on one connection, kept alive and pipelined', async t => {
  const { port, hold, release, received, calls, audit } = await listen(t)
  const socket = dial(port)
  socket.write(text(REQUESTS.enableUser))
  await audit(1)
  hold()
  const reached = received()
  socket.write(text(REQUESTS.disableUser) + text(REQUESTS.deleteUser))
  await reached
  while (calls.length < 3) await sleep(5)
  socket.resetAndDestroy()
  await sleep(50)
  release()
  const lines = await audit(3)
  t.match(lines, [
    { action: 'enableUser', outcome: 'success' },
    { outcome: 'success', clientDisconnected: true },
    { outcome: 'success', clientDisconnected: true }
  ])
  t.notOk('clientDisconnected' in lines[0])
  t.strictSame(lines.map(({ action }) => action).sort(), ['deleteUser', 'disableUser', 'enableUser'])
})

t.test('many pipelined requests have a line each, and cause no leak warning', async t => {
  const warnings: Error[] = []
  const onWarning = (warning: Error) => {
    warnings.push(warning)
  }
  process.on('warning', onWarning)
  t.teardown(() => {
    process.off('warning', onWarning)
  })
  const { port, hold, release, received, audit } = await listen(t)
  hold()
  const reached = received()
  const socket = dial(port)
  socket.write(text(REQUESTS.enableUser).repeat(20))
  await reached
  await sleep(50)
  socket.resetAndDestroy()
  await sleep(50)
  release()
  const lines = await audit(20)
  t.equal(lines.length, 20)
  t.ok(lines.every(({ outcome, clientDisconnected }) => outcome === 'success' && clientDisconnected === true))
  t.strictSame(
    warnings.filter(({ name }) => name === 'MaxListenersExceededWarning'),
    []
  )
})

t.test('a rejection by Cognito after the client has disconnected', async t => {
  const { port, hold, release, received, audit } = await listen(t, {
    response: () => exception('TooManyRequestsException')
  })
  hold()
  const reached = received()
  const socket = dial(port)
  socket.write(text(REQUESTS.signIn, {}))
  await reached
  socket.resetAndDestroy()
  await sleep(30)
  release()
  t.match(await audit(1), [
    {
      action: 'signIn',
      outcome: 'FST_COGNITO_UNAVAILABLE',
      clientDisconnected: true,
      user: 'jane@example.com'
    }
  ])
})

t.test('a rejected request has its line if the client did not wait for it', async t => {
  const { port, audit, calls } = await listen(t, {
    before: app => {
      app.addHook('preValidation', async () => sleep(60))
    }
  })
  const socket = dial(port)
  socket.write(text(REQUESTS.deleteUser, bearer(pool.signIn({ sub: SUB }))))
  await sleep(30)
  socket.resetAndDestroy()
  t.match(await audit(1), [
    { action: 'deleteUser', outcome: 'FST_COGNITO_INSUFFICIENT_GROUPS', actor: SUB, clientDisconnected: true }
  ])
  t.strictSame(calls, [])
})

t.test('a client that disconnects before the first hook of the routes', async t => {
  const { port, audit, calls } = await listen(t, {
    before: app => {
      app.addHook('onRequest', async () => sleep(60))
    }
  })
  const socket = dial(port)
  socket.write(text(REQUESTS.deleteUser))
  await sleep(30)
  socket.resetAndDestroy()
  const lines = await audit(1)
  t.equal(calls.at(-1)?.operation, 'AdminDeleteUser')
  t.match(lines, [{ action: 'deleteUser', outcome: 'success', clientDisconnected: true }])
  t.equal(lines.length, 1)
})

t.test('a response of the application to a client that has disconnected', async t => {
  const before = (app: FastifyInstance) => {
    app.addHook('preHandler', async (_request, reply) => {
      await sleep(60)
      return reply.code(403).send({ no: true })
    })
  }
  const { port, audit } = await listen(t, { before })
  const socket = dial(port)
  socket.write(text(REQUESTS.signIn, {}))
  await sleep(30)
  socket.resetAndDestroy()
  t.match(await audit(1), [{ action: 'signIn', outcome: '403', clientDisconnected: true }])
})

t.test(
  'over HTTP/2, a session destroyed before the first hook of the routes has no IP address',
  async t => {
    const { port, audit } = await listen(t, {
      server: { http2: true },
      before: app => {
        app.addHook('onRequest', async () => sleep(100))
      }
    })
    const session = connectHttp2(`http://127.0.0.1:${port}`)
    session.on('error', () => {})
    const stream = session.request({ ':method': 'DELETE', ':path': REQUESTS.deleteUser.url, ...HEADERS })
    stream.on('error', () => {})
    stream.end()
    await sleep(50)
    session.destroy()
    t.match(await audit(1), [
      { action: 'deleteUser', outcome: 'success', clientDisconnected: true, ip: null }
    ])
  }
)

t.test('an operation that fails without a code', async t => {
  const hooks = {
    logMethod (this: unknown, args: unknown[], method: (...args: unknown[]) => void) {
      if (args[1] === 'Cognito request rejected') throw new Error('broken')
      method.apply(this, args)
    }
  }
  const { port, audit } = await listen(t, {
    logger: { hooks },
    response: () => exception('CodeMismatchException')
  })
  const socket = dial(port)
  socket.write(text(REQUESTS.confirmUser))
  t.match(await audit(1), [{ action: 'confirmUser', outcome: '500' }])
  socket.destroy()
})

t.test('a body that is cut off', async t => {
  const { port, audit, calls } = await listen(t)
  const socket = dial(port)
  socket.write(text(REQUESTS.signUp, {}).slice(0, -10))
  await sleep(30)
  socket.resetAndDestroy()
  const lines = await audit(1)
  t.match(lines, [{ action: 'signUp', clientDisconnected: true, actor: null }])
  t.equal(lines.length, 1)
  t.not(lines[0].outcome, 'success')
  t.strictSame(calls, [])
})

t.test('a response that fails after the operation succeeded', async t => {
  const failing = {
    onSend: (app: FastifyInstance) => {
      app.addHook('onSend', async request => {
        if (request.method === 'DELETE') throw new Error('broken')
      })
    },
    preSerialization: (app: FastifyInstance) => {
      app.addHook('preSerialization', async () => {
        throw Object.assign(new Error('broken'), { code: 'BROKEN' })
      })
    },
    onResponse: (app: FastifyInstance) => {
      app.addHook('onResponse', async () => {
        throw new Error('broken')
      })
    }
  }
  const done = async (label: keyof typeof failing, request: RouteRequest) => {
    const { port, audit } = await listen(t, { before: failing[label] })
    const socket = dial(port)
    socket.write(text(request))
    const lines = await audit(1)
    socket.destroy()
    t.equal(lines.length, 1, label)
    return lines[0]
  }
  t.match(await done('onSend', REQUESTS.deleteUser), { outcome: 'success', responseError: '500' })
  t.match(await done('preSerialization', REQUESTS.inviteUser), {
    outcome: 'success',
    responseError: 'BROKEN'
  })
  t.notOk('responseError' in (await done('onResponse', REQUESTS.deleteUser)))
})

t.test('an error of the application in a hook before those of the routes', async t => {
  const { port, audit } = await listen(t, {
    before: app => {
      app.addHook('onRequest', async () => {
        throw Object.assign(new Error('broken'), { code: 'BROKEN' })
      })
    }
  })
  const socket = dial(port)
  socket.write(text(REQUESTS.signIn, {}))
  t.match(await audit(1), [{ action: 'signIn', outcome: 'BROKEN' }])
  socket.destroy()
})

t.test('a timeout response while the operation continues', async t => {
  const { port, hold, release, audit } = await listen(t, { server: { handlerTimeout: 40 } })
  hold()
  const socket = dial(port)
  socket.write(text(REQUESTS.deleteUser))
  t.strictSame(await audit(0), [], 'nothing is logged before it ends')
  await sleep(50)
  release()
  t.match(await audit(1), [
    { action: 'deleteUser', outcome: 'success', responseError: 'FST_ERR_HANDLER_TIMEOUT' }
  ])
  socket.destroy()
})

t.test('a server that closes while the operation continues', async t => {
  const { app, port, hold, release, received, audit } = await listen(t)
  hold()
  const reached = received()
  const socket = dial(port)
  socket.write(text(REQUESTS.enableUser))
  await reached
  const closed = app.close()
  await sleep(30)
  release()
  await closed
  const lines = await audit(1)
  t.equal(lines.length, 1)
  t.match(lines, [{ action: 'enableUser', outcome: String }])
})

t.test(
  'over HTTP/2: a cancelled stream, a destroyed session, and one that stays open',
  async t => {
    const { port, hold, release, received, audit } = await listen(t, { server: { http2: true } })
    const send = () => {
      const session = connectHttp2(`http://127.0.0.1:${port}`)
      session.on('error', () => {})
      const stream = session.request({ ':method': 'DELETE', ':path': REQUESTS.deleteUser.url, ...HEADERS })
      stream.on('error', () => {})
      stream.end()
      stream.resume()
      t.teardown(() => {
        session.destroy()
      })
      return { session, stream }
    }
    const leaves = async (leave: (received: ReturnType<typeof send>) => void) => {
      hold()
      const reached = received()
      const request = send()
      await reached
      leave(request)
      await sleep(50)
      release()
    }
    await leaves(({ stream }) => {
      stream.close(constants.NGHTTP2_CANCEL)
    })
    t.match(await audit(1), [{ outcome: 'success', clientDisconnected: true }])
    await leaves(({ session }) => {
      session.destroy()
    })
    t.match((await audit(2)).slice(1), [{ outcome: 'success', clientDisconnected: true }])
    send()
    const lines = await audit(3)
    t.match(lines[2], { outcome: 'success' })
    t.notOk('clientDisconnected' in lines[2])
    t.equal(lines.length, 3)
  }
)

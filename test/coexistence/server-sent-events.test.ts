import { request, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { setInterval as every, setTimeout as pause } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { closeWhenExpired, getCurrentUser } from '../../dist/index.js'
import { bearer, build, asUser, pool, expired, type Test } from '../authorization/app.js'

const EVENTS = { 'content-type': 'text/event-stream', 'cache-control': 'no-store' }

/** Sends an event every 50 milliseconds, until it is destroyed. */
async function * ticks (onEnd: () => void) {
  try {
    yield * every(50, 'data: tick\n\n')
  } finally {
    onEnd()
  }
}

interface Seen {
  opened: number
  ended: number
}

/** Events sent in both ways: by hand, and as a stream. */
function declare (app: FastifyInstance, seen: Seen): void {
  app.get('/by-hand', { preHandler: app.requireUser() }, (request, reply) => {
    seen.opened++
    reply.hijack()
    reply.raw.writeHead(200, EVENTS)
    reply.raw.write('data: welcome\n\n')
    const timer = setInterval(() => {
      reply.raw.write('data: tick\n\n')
    }, 50)
    reply.raw.once('close', () => {
      seen.ended++
      clearInterval(timer)
    })
    closeWhenExpired(reply.raw, getCurrentUser(request))
  })
  app.get('/stream', { preHandler: app.requireUser() }, async (request, reply) => {
    seen.opened++
    closeWhenExpired(reply.raw, getCurrentUser(request))
    return reply.headers(EVENTS).send(
      Readable.from(
        ticks(() => {
          seen.ended++
        })
      )
    )
  })
}

async function start (t: Test) {
  const app = await build(t)
  const seen: Seen = { opened: 0, ended: 0 }
  declare(app, seen)
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const open = async (path: string, headers: Record<string, string> = {}) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const sent = request({ port, path, headers, agent: false }, resolve).once('error', reject).end()
      t.teardown(() => sent.destroy())
    })
  return { seen, open }
}

const until = async (condition: () => boolean) => {
  while (!condition()) await pause(10)
}

/** A token that expires in two to three seconds. */
const expiring = () => bearer(pool.signIn({ claims: { exp: Math.floor(Date.now() / 1000) + 3 } }))

for (const path of ['/by-hand', '/stream']) {
  t.test(`${path}: a rejected request gets an error response and no event`, async t => {
    const { seen, open } = await start(t)
    for (const headers of [{}, expired()]) {
      const response = await open(path, headers)
      t.equal(response.statusCode, 401)
      t.match(response.headers, { 'content-type': /^application\/json/, 'www-authenticate': /^Bearer/ })
      response.resume()
    }
    t.equal(seen.opened, 0)
  })

  t.test(`${path}: events are sent until the token expires, then the response ends`, async t => {
    const { seen, open } = await start(t)
    const startedAt = Date.now()
    const response = await open(path, expiring())
    t.equal(response.statusCode, 200)
    let text = ''
    response.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
    const complete = await new Promise<boolean>(resolve => {
      response.once('close', () => {
        resolve(response.complete)
      })
    })
    t.ok(complete, 'completely')
    t.match(text, /^(data: \w+\n\n){3,}$/)
    t.ok(Date.now() - startedAt < 5000)
    await until(() => seen.ended === 1)
  })

  t.test(`${path}: a client that disconnects ends it too`, async t => {
    const { seen, open } = await start(t)
    const response = await open(path, asUser())
    response
      .on('error', () => {})
      .once('data', () => {
        response.destroy()
      })
    await until(() => seen.ended === 1)
  })
}

t.test(
  'a client that does not read is disconnected, and later writes are harmless',
  async t => {
    const app = await build(t)
    let closed = 0
    app.get('/', { preHandler: app.requireUser() }, (request, reply) => {
      reply.hijack()
      reply.raw.writeHead(200, EVENTS)
      const write = () => {
        reply.raw.write('data: '.padEnd(100_000, '-'))
      }
      const timer = setInterval(write, 1)
      reply.raw.once('close', () => {
        closed++
        setTimeout(() => {
          write()
          clearInterval(timer)
        }, 50)
      })
      closeWhenExpired(reply.raw, getCurrentUser(request))
    })
    await app.listen({ port: 0, host: '127.0.0.1' })
    const sent = request(
      { port: (app.server.address() as AddressInfo).port, headers: expiring(), agent: false },
      response => {
        response.pause()
      }
    )
    t.teardown(() => sent.destroy())
    sent.on('error', () => {}).end()
    await until(() => closed === 1)
    t.equal((await app.inject('/')).statusCode, 401)
  }
)

import type { ServerResponse } from 'node:http'
import type { Http2ServerResponse } from 'node:http2'
import type { Readable } from 'node:stream'
import websocket from '@fastify/websocket'
import Fastify from 'fastify'
import { closeWhenExpired, getCurrentUser, type Closable, type CurrentUser } from 'fastify-cognito-auth'
import { describe, expect, test } from 'tstyche'
import type { WebSocket } from 'ws'

const app = Fastify()
declare const user: CurrentUser
declare const socket: WebSocket

describe('a connection that closes when its token expires', () => {
  test('is a WebSocket, a response, or any stream', () => {
    expect<Closable>().type.toBeAssignableFrom<WebSocket>()
    expect<Closable>().type.toBeAssignableFrom<ServerResponse>()
    expect<Closable>().type.toBeAssignableFrom<Http2ServerResponse>()
    expect<Closable>().type.toBeAssignableFrom<Readable>()
    expect<Closable>().type.not.toBeAssignableFrom<{ close: () => void }>()
  })

  test('in handlers that have one', () => {
    app.register(websocket)
    app.get('/live', { websocket: true, preHandler: app.requireUser() }, (socket, request) => {
      expect(closeWhenExpired(socket, getCurrentUser(request))).type.toBe<() => void>()
    })
    app.get('/events', { preHandler: app.requireUser() }, (request, reply) => {
      expect(closeWhenExpired).type.toBeCallableWith(reply.raw, getCurrentUser(request))
      expect(closeWhenExpired).type.not.toBeCallableWith(reply, getCurrentUser(request))
      expect(closeWhenExpired).type.not.toBeCallableWith(reply.raw, request.currentUser)
    })
  })

  test('with a clock that returns a number', () => {
    expect(closeWhenExpired).type.toBeCallableWith(socket, user, { clock: Date.now })
    expect(closeWhenExpired).type.toBeCallableWith(socket, { expiresAt: 0 })
    expect(closeWhenExpired).type.not.toBeCallableWith(socket, user, { clock: () => new Date() })
    expect(closeWhenExpired).type.not.toBeCallableWith(socket, user, { code: 4401 })
  })
})

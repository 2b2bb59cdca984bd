import fastifyAuth from '@fastify/auth'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import websocket from '@fastify/websocket'
import { Type } from '@sinclair/typebox'
import Fastify from 'fastify'
import cognitoAuth, { type Guard } from 'fastify-cognito-auth'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { describe, expect, test } from 'tstyche'
import { z } from 'zod'

const app = Fastify()
const handler = async () => 'in'

describe('what a guard asks for', () => {
  test('is a list, or any, all and none', () => {
    expect(app.requireGroups(['admin'])).type.toBe<Guard>()
    expect(app.requireGroups(['admin'] as const)).type.toBe<Guard>()
    expect(app.requireGroups({ any: ['admin', 'staff'] })).type.toBe<Guard>()
    expect(app.requireGroups({ any: ['admin'], all: ['staff'], none: ['suspended'] })).type.toBe<Guard>()
    expect(app.requireScopes({ all: ['orders/read', 'orders/write'] })).type.toBe<Guard>()
    expect(app.requireUser()).type.toBe<Guard>()
    expect(app.optionalUser()).type.toBe<Guard>()
  })

  test('is no bare string, no misspelt key, nothing but names', () => {
    expect(app.requireGroups).type.not.toBeCallableWith('admin')
    expect(app.requireScopes).type.not.toBeCallableWith('orders/read')
    expect(app.requireGroups).type.not.toBeCallableWith({ every: ['admin'] })
    expect(app.requireGroups).type.not.toBeCallableWith({ any: 'admin' })
    expect(app.requireGroups).type.not.toBeCallableWith({ any: undefined })
    expect(app.requireScopes).type.not.toBeCallableWith([1])
    expect(app.requireGroups).type.not.toBeCallableWith()
    expect(app.requireUser).type.not.toBeCallableWith(['admin'])
  })

  test('may be narrowed to a client, a use, a pool', () => {
    expect(app.requireUser({ tokenUse: 'id' })).type.toBe<Guard>()
    expect(app.requireGroups(['admin'], { clientId: 'client1', pool: 'default' })).type.toBe<Guard>()
    expect(app.optionalUser({ clientId: ['client1', 'client2'] })).type.toBe<Guard>()
    expect(app.requireUser).type.not.toBeCallableWith({ tokenUse: 'refresh' })
    expect(app.requireUser).type.not.toBeCallableWith({ clientID: 'client1' })
    expect(app.requireUser).type.not.toBeCallableWith({ clientId: undefined })
  })
})

describe('where a guard stands', () => {
  test('every hook of a route that takes an async one, alone and in a list', () => {
    const guard = app.requireUser()
    expect(app.get).type.toBeCallableWith('/', { onRequest: guard }, handler)
    expect(app.get).type.toBeCallableWith('/', { preParsing: guard }, handler)
    expect(app.get).type.toBeCallableWith('/', { preValidation: guard }, handler)
    expect(app.get).type.toBeCallableWith('/', { preHandler: guard }, handler)
    expect(app.get).type.toBeCallableWith('/', { preHandler: [guard, app.requireGroups(['admin'])] }, handler)
  })

  test('a guard maker that was not called is none', () => {
    expect(app.get).type.not.toBeCallableWith('/', { preHandler: app.requireGroups }, handler)
    expect(app.get).type.not.toBeCallableWith('/', { preHandler: app.requireUser }, handler)
  })

  test('the hooks of a scope', () => {
    expect(app.addHook).type.toBeCallableWith('onRequest', app.optionalUser())
    expect(app.addHook).type.toBeCallableWith('preParsing', app.requireUser())
    expect(app.addHook).type.toBeCallableWith('preValidation', app.requireUser())
    expect(app.addHook).type.toBeCallableWith('preHandler', app.requireGroups(['admin']))
  })

  test('inside @fastify/auth', () => {
    app.register(fastifyAuth)
    app.get(
      '/',
      { preHandler: app.auth([app.requireUser(), app.requireScopes(['orders/read'])], { relation: 'and' }) },
      handler
    )
    app.get(
      '/',
      { onRequest: app.auth([app.requireUser(), [app.requireUser(), app.requireGroups(['admin'])]]) },
      handler
    )
  })

  test('a websocket route', () => {
    app.register(websocket)
    app.get('/', { websocket: true, preHandler: app.requireUser() }, (_socket, request) => {
      expect(request.currentUser?.id).type.toBe<string | undefined>()
    })
  })

  test('the TypeBox type provider, whose types reach the handler', () => {
    const typed = app.withTypeProvider<TypeBoxTypeProvider>()
    typed.post(
      '/',
      {
        schema: { body: Type.Object({ count: Type.Integer() }) },
        onRequest: typed.requireUser(),
        preHandler: [typed.requireGroups(['admin']), typed.requireScopes(['orders/read'])]
      },
      async request => {
        expect(request.body.count).type.toBe<number>()
      }
    )
  })

  test('the Zod type provider, whose types reach the handler', () => {
    const typed = app.withTypeProvider<ZodTypeProvider>()
    typed.post(
      '/',
      {
        schema: { body: z.object({ count: z.number() }) },
        preValidation: typed.optionalUser(),
        preHandler: [typed.requireGroups(['admin']), typed.requireScopes(['orders/read'])]
      },
      async request => {
        expect(request.body.count).type.toBe<number>()
      }
    )
  })

  test('an HTTP/2 server', () => {
    const http2 = Fastify({ http2: true })
    http2.register(cognitoAuth, { userPoolId: 'eu-west-1_AbC123xyz', clientId: 'client1' })
    http2.get('/', { preHandler: http2.requireUser() }, handler)
    http2.get('/', { onRequest: [http2.requireUser(), http2.requireGroups(['admin'])] }, handler)
    http2.addHook('onRequest', http2.optionalUser())
    http2.addHook('preHandler', http2.requireScopes(['orders/read']))
  })

  test('an HTTPS server', () => {
    const https = Fastify({ https: {} })
    https.register(cognitoAuth, { userPoolId: 'eu-west-1_AbC123xyz', clientId: 'client1' })
    https.get('/', { preHandler: https.requireUser() }, handler)
  })
})

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

describe('a requirement of a guard', () => {
  test('is a list, or any, all and none', () => {
    expect(app.requireGroups(['admin'])).type.toBe<Guard>()
    expect(app.requireGroups(['admin'] as const)).type.toBe<Guard>()
    expect(app.requireGroups({ any: ['admin', 'staff'] })).type.toBe<Guard>()
    expect(app.requireGroups({ any: ['admin'], all: ['staff'], none: ['suspended'] })).type.toBe<Guard>()
    expect(app.requireScopes({ all: ['orders/read', 'orders/write'] })).type.toBe<Guard>()
    expect(app.requireUser()).type.toBe<Guard>()
    expect(app.optionalUser()).type.toBe<Guard>()
  })

  test('is not a string, a misspelt key, or a list of other values', () => {
    expect(app.requireGroups).type.not.toBeCallableWith('admin')
    expect(app.requireScopes).type.not.toBeCallableWith('orders/read')
    expect(app.requireGroups).type.not.toBeCallableWith({ every: ['admin'] })
    expect(app.requireGroups).type.not.toBeCallableWith({ any: 'admin' })
    expect(app.requireGroups).type.not.toBeCallableWith({ any: undefined })
    expect(app.requireScopes).type.not.toBeCallableWith([1])
    expect(app.requireGroups).type.not.toBeCallableWith()
    expect(app.requireUser).type.not.toBeCallableWith(['admin'])
  })

  test('can be restricted to an app client, a token use, a pool', () => {
    expect(app.requireUser({ tokenUse: 'id' })).type.toBe<Guard>()
    expect(app.requireGroups(['admin'], { clientId: 'client1', pool: 'default' })).type.toBe<Guard>()
    expect(app.optionalUser({ clientId: ['client1', 'client2'] })).type.toBe<Guard>()
    expect(app.requireUser({ audience: 'https://orders.example.com' })).type.toBe<Guard>()
    expect(app.requireMachine({ audience: ['https://orders.example.com', null] })).type.toBe<Guard>()
    expect(app.requireUser).type.not.toBeCallableWith({ audience: null })
    expect(app.requireUser).type.not.toBeCallableWith({ audience: undefined })
    expect(app.requireUser).type.not.toBeCallableWith({ tokenUse: 'refresh' })
    expect(app.requireUser).type.not.toBeCallableWith({ clientID: 'client1' })
    expect(app.requireUser).type.not.toBeCallableWith({ clientId: undefined })
  })
})

describe('a guard is accepted as', () => {
  test('every hook of a route that can be async, alone and in a list', () => {
    const guard = app.requireUser()
    expect(app.get).type.toBeCallableWith('/', { onRequest: guard }, handler)
    expect(app.get).type.toBeCallableWith('/', { preParsing: guard }, handler)
    expect(app.get).type.toBeCallableWith('/', { preValidation: guard }, handler)
    expect(app.get).type.toBeCallableWith('/', { preHandler: guard }, handler)
    expect(app.get).type.toBeCallableWith('/', { preHandler: [guard, app.requireGroups(['admin'])] }, handler)
  })

  test('but not a guard factory that was not called', () => {
    expect(app.get).type.not.toBeCallableWith('/', { preHandler: app.requireGroups }, handler)
    expect(app.get).type.not.toBeCallableWith('/', { preHandler: app.requireUser }, handler)
  })

  test('a hook of a scope', () => {
    expect(app.addHook).type.toBeCallableWith('onRequest', app.optionalUser())
    expect(app.addHook).type.toBeCallableWith('preParsing', app.requireUser())
    expect(app.addHook).type.toBeCallableWith('preValidation', app.requireUser())
    expect(app.addHook).type.toBeCallableWith('preHandler', app.requireGroups(['admin']))
  })

  test('a function of @fastify/auth', () => {
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

  test('a guard of a WebSocket route', () => {
    app.register(websocket)
    app.get('/', { websocket: true, preHandler: app.requireUser() }, (_socket, request) => {
      expect(request.currentUser?.id).type.toBe<string | undefined>()
    })
  })

  test('a guard with the TypeBox type provider, whose types reach the handler', () => {
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

  test('a guard with the Zod type provider, whose types reach the handler', () => {
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

  test('a guard of an HTTP/2 server', () => {
    const http2 = Fastify({ http2: true })
    http2.register(cognitoAuth, { userPoolId: 'eu-west-1_AbC123xyz', clientId: 'client1' })
    http2.get('/', { preHandler: http2.requireUser() }, handler)
    http2.get('/', { onRequest: [http2.requireUser(), http2.requireGroups(['admin'])] }, handler)
    http2.addHook('onRequest', http2.optionalUser())
    http2.addHook('preHandler', http2.requireScopes(['orders/read']))
  })

  test('a guard of an HTTPS server', () => {
    const https = Fastify({ https: {} })
    https.register(cognitoAuth, { userPoolId: 'eu-west-1_AbC123xyz', clientId: 'client1' })
    https.get('/', { preHandler: https.requireUser() }, handler)
  })
})

import swagger from '@fastify/swagger'
import Fastify from 'fastify'
import { openapi } from 'fastify-cognito-auth'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'
import { describe, expect, test } from 'tstyche'

const app = Fastify()

describe('an OpenAPI description with a domain', () => {
  test('is accepted by @fastify/swagger', () => {
    const { securitySchemes, transform, transformAfter } = openapi.withDomain('https://auth.example.com', {
      scopes: { 'orders/read': 'Read orders' }
    })
    expect(app.register).type.toBeCallableWith(swagger, {
      openapi: { components: { securitySchemes } },
      transform
    })
    expect(app.register).type.toBeCallableWith(swagger, { transform: transformAfter(jsonSchemaTransform) })
  })

  test('takes a URL, and a description for each scope', () => {
    expect(openapi.withDomain).type.toBeCallableWith('https://auth.example.com')
    expect(openapi.withDomain).type.not.toBeCallableWith()
    expect(openapi.withDomain).type.not.toBeCallableWith('https://auth.example.com', {
      scopes: ['orders/read']
    })
    expect(openapi.withDomain).type.not.toBeCallableWith('https://auth.example.com', { scope: {} })
  })
})

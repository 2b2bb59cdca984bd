import swagger from '@fastify/swagger'
import Fastify from 'fastify'
import { memorySessions, openapi } from 'fastify-cognito-auth'
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

describe('an OpenAPI description with sessions', () => {
  test('takes the option of the plugin, and is accepted by @fastify/swagger', () => {
    const session = { origin: 'https://app.example.com', store: memorySessions() }
    const documented = openapi.withSession(session)
    for (const { securitySchemes, transform } of [
      documented,
      documented.withDomain('https://auth.example.com')
    ]) {
      expect(app.register).type.toBeCallableWith(swagger, {
        openapi: { components: { securitySchemes } },
        transform
      })
    }
    expect(openapi.withSession).type.not.toBeCallableWith({})
  })
})

describe('an OpenAPI description with a load balancer', () => {
  test('is accepted by @fastify/swagger, alone and with sessions', () => {
    const session = { origin: 'https://app.example.com', store: memorySessions() }
    for (const { securitySchemes, transform } of [
      openapi.withLoadBalancer(),
      openapi.withLoadBalancer().withDomain('https://auth.example.com'),
      openapi.withSession(session).withLoadBalancer()
    ]) {
      expect(app.register).type.toBeCallableWith(swagger, {
        openapi: { components: { securitySchemes } },
        transform
      })
    }
    expect(openapi.withLoadBalancer).type.not.toBeCallableWith({ arn: 'arn' })
  })
})

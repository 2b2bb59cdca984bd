import Fastify, { type FastifyRequest } from 'fastify'
import cognitoAuth, {
  cognitoGroups,
  getCurrentUser,
  source,
  verifiedPermissions,
  type SourceFunction,
  type CachedSourceFunction,
  type CognitoAuthOptions,
  type CognitoErrorCode,
  type Condition,
  type CurrentUser,
  type Events,
  type Guard,
  type Machine,
  type PermissionMap,
  type User,
  type Source,
  type VerifiedPermissionsOptions
} from 'fastify-cognito-auth'
import { describe, expect, test } from 'tstyche'

const app = Fastify()
declare const request: FastifyRequest

const userPoolId = 'eu-west-1_AbC123xyz'
const clientId = 'client1'
const one = { userPoolId, clientId }

describe('requirePermissions', () => {
  test('takes requirements as the other guards do', () => {
    expect(app.requirePermissions(['orders:read'])).type.toBe<Guard>()
    expect(
      app.requirePermissions({ any: ['orders:read'], all: ['stock:read'], none: ['orders:frozen'] })
    ).type.toBe<Guard>()
    expect(
      app.requirePermissions(['orders:read'], { pool: 'staff', clientId: ['a', 'b'], tokenUse: 'access' })
    ).type.toBe<Guard>()
    expect(app.requirePermissions).type.not.toBeCallableWith('orders:read')
    expect(app.requirePermissions).type.not.toBeCallableWith({ some: ['orders:read'] })
    expect(app.requirePermissions).type.not.toBeCallableWith({ any: undefined })
    expect(app.requirePermissions).type.not.toBeCallableWith()
  })

  test('leaves a user type that narrows by kind', () => {
    app.get('/', { preHandler: app.requirePermissions(['orders:read']) }, async request => {
      const user = getCurrentUser(request)
      if (user.kind === 'user') {
        expect(user).type.toBe<User>()
        expect(user.username).type.toBe<string>()
      } else {
        expect(user).type.toBe<Machine>()
      }
    })
  })
})

describe('a request', () => {
  test('has groups and permissions, as read-only lists', () => {
    expect(request.groups()).type.toBe<Promise<readonly string[]>>()
    expect(request.permissions()).type.toBe<Promise<readonly string[]>>()
  })

  test('checks a condition', () => {
    expect(request.allows({ groups: ['admin'] })).type.toBe<Promise<boolean>>()
    expect(request.allows).type.toBeCallableWith({
      groups: { all: ['admin'] },
      scopes: ['orders/read'],
      permissions: { none: ['orders:frozen'] }
    })
    expect(request.allows).type.toBeCallableWith({} as Condition)
    expect(request.allows).type.toBeCallableWith({
      groups: ['admin'],
      pool: 'staff',
      clientId: ['web', 'mobile'],
      tokenUse: 'id'
    })
    expect(request.allows).type.not.toBeCallableWith({ groups: ['admin'], pool: undefined })
    expect(request.allows).type.not.toBeCallableWith({ groups: ['admin'], tokenUse: 'refresh' })
    expect(request.allows).type.not.toBeCallableWith(['admin'])
    expect(request.allows).type.not.toBeCallableWith({ roles: ['admin'] })
    expect(request.allows).type.not.toBeCallableWith({ groups: 'admin' })
    expect(request.allows).type.not.toBeCallableWith({ groups: undefined })
    expect(request.allows).type.not.toBeCallableWith()
  })
})

describe('groups and permissions', () => {
  test('groups: a source, or a function of the user and the request', () => {
    expect<CognitoAuthOptions>().type.toBeAssignableFrom({ ...one, groups: cognitoGroups() })
    expect<CognitoAuthOptions>().type.toBeAssignableFrom({
      ...one,
      groups: source(async () => ['admin'], { ttl: 1000 })
    })
    app.register(cognitoAuth, { ...one, groups: async (user, request) => [user.id, request.id] })
    app.register(cognitoAuth, { ...one, groups: user => [user.id] })
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({ ...one, groups: { admin: ['orders:*'] } })
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({ ...one, groups: async () => 'admin' })
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({ ...one, groups: [cognitoGroups()] })
  })

  test('permissions: a map, a source, a function, or a list of them', () => {
    const map: PermissionMap = { admin: ['orders:*'] }
    expect<CognitoAuthOptions>().type.toBeAssignableFrom({ ...one, permissions: map })
    expect<CognitoAuthOptions>().type.toBeAssignableFrom({
      ...one,
      permissions: { admin: ['orders:*'] } as const
    })
    expect<CognitoAuthOptions>().type.toBeAssignableFrom({
      ...one,
      permissions: [map, source(async () => ['a']), async () => ['b']]
    })
    app.register(cognitoAuth, { ...one, permissions: async user => [`self:${user.id}`] })
    app.register(cognitoAuth, { userPools: { staff: one }, permissions: { admin: ['orders:*'] } })
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({ ...one, permissions: { admin: 'orders:*' } })
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({ ...one, permissions: ['orders:*'] })
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({
      ...one,
      permissions: async () => new Set(['orders:read'])
    })
  })

  test('a cached source does not receive the request', () => {
    expect(source(async user => [user.id])).type.toBe<Source>()
    expect(source(async (user, request) => [user.id, request.id], { timeout: 500 })).type.toBe<Source>()
    expect(source(async user => [user.id], { ttl: 1000, max: 100, timeout: 500 })).type.toBe<Source>()
    expect(source).type.not.toBeCallableWith(
      async (user: CurrentUser, request: FastifyRequest) => [user.id, request.id],
      { ttl: 1000 }
    )
    expect(source).type.not.toBeCallableWith(async () => ['a'], { max: 100 })
    expect(source).type.not.toBeCallableWith(async () => ['a'], { ttl: '30s' })
    expect(source).type.not.toBeCallableWith(async () => 'a')
    expect<Parameters<SourceFunction>>().type.toBe<[user: CurrentUser, request: FastifyRequest]>()
    expect<Parameters<CachedSourceFunction>>().type.toBe<[user: CurrentUser]>()
  })

  test('cognitoGroups has a default for each option', () => {
    expect(cognitoGroups()).type.toBe<Source>()
    expect(cognitoGroups).type.toBeCallableWith({ ttl: 1000 })
    expect(cognitoGroups).type.toBeCallableWith({ timeout: 1000, max: 10 })
    expect(cognitoGroups).type.not.toBeCallableWith({ refresh: 1000 })
  })
})

describe('verifiedPermissions', () => {
  const required = { policyStoreId: 'PSEXAMPLEabcdefg111111', permissions: ['orders:read'] }

  test('requires a policy store and permissions', () => {
    expect(verifiedPermissions(required)).type.toBe<Source>()
    expect(verifiedPermissions).type.toBeCallableWith({ ...required, permissions: ['orders:read'] as const })
    expect(verifiedPermissions).type.toBeCallableWith({
      ...required,
      namespace: 'Shop',
      resource: { entityType: 'Shop::Application', entityId: 'orders' },
      pool: 'staff',
      region: 'eu-west-1',
      endpoint: 'https://vpce-1a2b.example.com',
      requestHandler: { requestTimeout: 1000 },
      timeout: 1000,
      ttl: 1000,
      max: 100
    })
    expect(verifiedPermissions).type.not.toBeCallableWith()
    expect(verifiedPermissions).type.not.toBeCallableWith({ policyStoreId: 'PSEXAMPLEabcdefg111111' })
    expect(verifiedPermissions).type.not.toBeCallableWith({ permissions: ['orders:read'] })
  })

  test('rejects other types and names', () => {
    expect(verifiedPermissions).type.not.toBeCallableWith({ ...required, permissions: 'orders:read' })
    expect(verifiedPermissions).type.not.toBeCallableWith({ ...required, ttl: '10s' })
    expect(verifiedPermissions).type.not.toBeCallableWith({ ...required, resource: 'orders' })
    expect(verifiedPermissions).type.not.toBeCallableWith({ ...required, resource: { entityType: 'Shop' } })
    expect(verifiedPermissions).type.not.toBeCallableWith({ ...required, pool: undefined })
    expect(verifiedPermissions).type.not.toBeCallableWith({ ...required, actions: [] })
    expect<VerifiedPermissionsOptions['permissions']>().type.toBe<readonly string[]>()
  })

  test('is a source of permissions, alone or among others', () => {
    const permissions = verifiedPermissions(required)
    expect<CognitoAuthOptions>().type.toBeAssignableFrom({ ...one, permissions })
    expect<CognitoAuthOptions>().type.toBeAssignableFrom({ ...one, permissions: [permissions, { a: ['b'] }] })
  })
})

describe('published names and events', () => {
  test('names of errors', () => {
    expect<
      | 'FST_COGNITO_INSUFFICIENT_PERMISSIONS'
      | 'FST_COGNITO_SOURCE_UNAVAILABLE'
      | 'FST_COGNITO_INVALID_SOURCE_RESULT'
      | 'FST_COGNITO_GROUPS_NOT_IN_TOKEN'
      | 'FST_COGNITO_INVALID_TO_USER'
    >().type.toBeAssignableTo<CognitoErrorCode>()
  })

  test('events, which only identify the request', () => {
    expect<Events['fastify-cognito-auth:token-verified']>().type.toBe<{
      user: CurrentUser
      cached: boolean
    }>()
    expect<keyof Events['fastify-cognito-auth:token-rejected']['request']>().type.toBe<
      'id' | 'method' | 'route'
    >()
    expect<keyof Events['fastify-cognito-auth:request-denied']>().type.toBe<
      'code' | 'statusCode' | 'request'
    >()
    expect<Events>().type.not.toHaveProperty('fastify-cognito-auth:none')
  })
})

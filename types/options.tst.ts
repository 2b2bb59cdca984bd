import { Type } from '@sinclair/typebox'
import Fastify from 'fastify'
import cognitoAuth, {
  cognitoAuth as named,
  fromCookie,
  fromHeader,
  optionsFromEnv,
  type AlbOptions,
  type CognitoAuthOptions,
  type ExtractToken,
  type ResolvedPoolOptions,
  type SinglePoolOptions,
  type TokenCacheOptions
} from 'fastify-cognito-auth'
import { createTestPool, type TestPool } from 'fastify-cognito-auth/testing'
import { describe, expect, test } from 'tstyche'

const app = Fastify()
const userPoolId = 'eu-west-1_AbC123xyz'
const clientId = '1h57kf5cpq17m0eml12example'

describe('the plugin', () => {
  test('is the default export and a named one', () => {
    expect(cognitoAuth).type.toBe(named)
    expect(app.register).type.toBeCallableWith(cognitoAuth, { userPoolId, clientId })
    expect(app.register).type.toBeCallableWith(named, { userPoolId, clientId })
  })

  test('requires the pool and the app client', () => {
    expect(app.register).type.not.toBeCallableWith(cognitoAuth)
    expect(app.register).type.not.toBeCallableWith(cognitoAuth, {})
    expect(app.register).type.not.toBeCallableWith(cognitoAuth, { userPoolId })
    expect(app.register).type.not.toBeCallableWith(cognitoAuth, { clientId })
  })

  test('rejects a misspelt option', () => {
    expect(app.register).type.not.toBeCallableWith(cognitoAuth, { userPoolId, clientId, tokenUsage: 'id' })
  })
})

describe('options', () => {
  test('clientId is one, several, or null for any; never undefined', () => {
    expect<CognitoAuthOptions>().type.toBeAssignableFrom({ userPoolId, clientId })
    expect<CognitoAuthOptions>().type.toBeAssignableFrom({ userPoolId, clientId: [clientId] })
    expect<CognitoAuthOptions>().type.toBeAssignableFrom({ userPoolId, clientId: null })
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({ userPoolId, clientId: undefined })
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({
      userPoolId,
      clientId: process.env['CLIENT_ID']
    })
  })

  test('tokenUse is access, id, or null for either', () => {
    expect<SinglePoolOptions['tokenUse']>().type.toBe<'access' | 'id' | null | undefined>()
    expect<CognitoAuthOptions>().type.toBeAssignableFrom({ userPoolId, clientId, tokenUse: null })
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({
      userPoolId,
      clientId,
      tokenUse: 'refresh' as const
    })
  })

  test('clientSecret is a secret, or a list of them', () => {
    const clientSecret = ['new1secret', 'old1secret'] as const
    expect<CognitoAuthOptions>().type.toBeAssignableFrom({ userPoolId, clientId, clientSecret })
    expect<CognitoAuthOptions>().type.toBeAssignableFrom({ userPoolId, clientId, clientSecret: 'secret' })
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({ userPoolId, clientId, clientSecret: null })
  })

  test('audience is a URL, or a list of URLs and null', () => {
    const audience = ['https://orders.example.com', null] as const
    expect<CognitoAuthOptions>().type.toBeAssignableFrom({ userPoolId, clientId, audience })
    expect<CognitoAuthOptions>().type.toBeAssignableFrom({ userPoolId, clientId, audience: audience[0] })
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({ userPoolId, clientId, audience: null })
    const customers = { userPoolId, clientId, audience }
    expect<CognitoAuthOptions>().type.toBeAssignableFrom({ userPools: { customers } })
  })

  test('alb has the ARN of a load balancer, or a list of ARNs, and its app client', () => {
    const arn = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/my-app/50dc6c495c0c9188'
    const alb = { arn, clientId }
    expect<CognitoAuthOptions>().type.toBeAssignableFrom({ userPoolId, clientId, alb })
    expect<CognitoAuthOptions>().type.toBeAssignableFrom({
      userPoolId,
      clientId,
      alb: { arn: [arn] as const, clientId, keys: 'https://keys.example.com' }
    })
    expect<CognitoAuthOptions>().type.toBeAssignableFrom({
      userPools: { customers: { userPoolId, clientId, alb } }
    })
    expect<AlbOptions>().type.not.toBeAssignableFrom(arn)
    expect<AlbOptions>().type.not.toBeAssignableFrom([alb])
    expect<AlbOptions>().type.not.toBeAssignableFrom({ arn })
    expect<AlbOptions>().type.not.toBeAssignableFrom({ clientId })
    expect<AlbOptions>().type.not.toBeAssignableFrom({ ...alb, arn: null })
    expect<AlbOptions>().type.not.toBeAssignableFrom({ ...alb, clientId: [clientId] })
    expect<AlbOptions>().type.not.toBeAssignableFrom({ ...alb, keys: null })
    expect<SinglePoolOptions['alb']>().type.not.toBeAssignableFrom(null)
    expect<ResolvedPoolOptions>().type.not.toHaveProperty('alb')
  })

  test('machine has an app client and its secret, or a list of secrets', () => {
    const machine = { clientId, clientSecret: 'secret' }
    expect<CognitoAuthOptions>().type.toBeAssignableFrom({ userPoolId, clientId, machine })
    expect<CognitoAuthOptions>().type.toBeAssignableFrom({
      userPoolId,
      clientId,
      machine: { ...machine, clientSecret: ['new1secret', 'old1secret'] as const }
    })
    expect<SinglePoolOptions['machine']>().type.not.toBeAssignableFrom({ clientId })
    expect<SinglePoolOptions['machine']>().type.not.toBeAssignableFrom({ ...machine, clientId: [clientId] })
    expect<SinglePoolOptions['machine']>().type.not.toBeAssignableFrom({ ...machine, clientSecret: null })
  })

  test('the errors of wrong values name the option', () => {
    const pool = { userPoolId, clientId }
    const use = (options: SinglePoolOptions) => options
    // @ts-expect-error Property 'arn' is missing in type
    use({ ...pool, alb: { clientId } })
    // @ts-expect-error 'region' does not exist in type 'AlbOptions'
    use({ ...pool, alb: { arn: 'arn', clientId, region: 'eu-west-1' } })
    // @ts-expect-error Type 'null' is not assignable to type 'string | readonly (string | null)[]'
    use({ ...pool, audience: null })
    // @ts-expect-error Type 'null' is not assignable to type 'string'
    use({ ...pool, clientSecret: ['secret', null] })
    // @ts-expect-error Property 'clientSecret' is missing in type
    use({ ...pool, machine: { clientId } })
  })

  test('several pools replace the single one', () => {
    const pool = { userPoolId, clientId }
    expect<CognitoAuthOptions>().type.toBeAssignableFrom({
      userPools: { customers: pool, staff: { ...pool, tokenUse: null } },
      warmUp: 'eager' as const
    })
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({ userPools: { customers: { userPoolId } } })
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({ userPools: [pool] })
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({ ...pool, userPools: { customers: pool } })
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({ ...pool, userPools: { resolve: () => null } })
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({ userPoolId, userPools: { customers: pool } })
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({ clientId, userPools: { customers: pool } })
  })

  test('lists may be read-only', () => {
    const flows = ['USER_SRP_AUTH', 'USER_PASSWORD_AUTH'] as const
    expect<CognitoAuthOptions>().type.toBeAssignableFrom({
      userPoolId,
      clientId: [clientId] as const,
      routes: { signIn: { flows } }
    })
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({
      userPoolId,
      clientId,
      routes: { signIn: { flows: ['PASSWORD'] as const } }
    })
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({
      userPoolId,
      clientId,
      routes: { audit: { level: 'loud' as const } }
    })
  })

  test('toUser returns an object, synchronously', () => {
    expect<CognitoAuthOptions>().type.toBeAssignableFrom({ userPoolId, clientId, toUser: () => ({}) })
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({
      userPoolId,
      clientId,
      toUser: async () => ({})
    })
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({ userPoolId, clientId, toUser: () => 'admin' })
  })

  test('pools may be resolved by issuer', () => {
    const pool = { userPoolId, clientId }
    expect<CognitoAuthOptions>().type.toBeAssignableFrom({ userPools: { resolve: async () => null } })
    expect<CognitoAuthOptions>().type.toBeAssignableFrom({
      userPools: { resolve: async () => ({ ...pool, name: 'acme' }), max: 10, ttl: 1000, timeout: 500 }
    })
    expect<CognitoAuthOptions>().type.toBeAssignableFrom({ userPools: { resolve: () => undefined } })
    app.register(cognitoAuth, {
      userPools: { resolve: async issuer => (issuer.endsWith('_Acme') ? pool : null) }
    })
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({
      userPools: { resolve: async () => ({ userPoolId }) }
    })
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({ userPools: { resolve: async () => 'acme' } })
    expect<CognitoAuthOptions>().type.toBeAssignableFrom({ userPools: { resolve: pool, staff: pool } })
  })

  test('a token cache has a size, or is disabled', () => {
    expect<CognitoAuthOptions['tokenCache']>().type.toBe<TokenCacheOptions | false | undefined>()
  })

  test('unguardedRoutes and verification accept their own values only', () => {
    expect<CognitoAuthOptions['unguardedRoutes']>().type.toBe<'allow' | 'error' | undefined>()
    expect<CognitoAuthOptions['verification']>().type.toBe<'disabled-for-development' | undefined>()
  })

  test('extractToken returns a string, null or undefined, synchronously', () => {
    expect<CognitoAuthOptions>().type.toBeAssignableFrom({ userPoolId, clientId, extractToken: () => null })
    app.register(cognitoAuth, {
      userPoolId,
      clientId,
      extractToken: request => request.headers.authorization
    })
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({
      userPoolId,
      clientId,
      extractToken: async () => 'token'
    })
    const several = [fromHeader(), fromCookie('token'), () => null] as const
    const trustedOrigins = ['https://app.example.com']
    expect<CognitoAuthOptions>().type.toBeAssignableFrom({
      userPoolId,
      clientId,
      extractToken: several,
      trustedOrigins
    })
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({
      userPoolId,
      clientId,
      extractToken: ['token']
    })
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({
      userPoolId,
      clientId,
      trustedOrigins: 'https://app.example.com'
    })
    expect(fromHeader()).type.toBe<ExtractToken>()
    expect(fromCookie('token')).type.toBe<ExtractToken>()
    expect(fromCookie).type.not.toBeCallableWith()
  })

  test('the routes have a prefix, an app client, and attributes as a TypeBox object', () => {
    const attributes = Type.Object({ 'custom:role': Type.String() })
    expect<CognitoAuthOptions>().type.toBeAssignableFrom({ userPoolId, clientId, routes: {} })
    expect<CognitoAuthOptions>().type.toBeAssignableFrom({
      userPoolId,
      clientId: null,
      routes: { prefix: '/auth', clientId, signUp: { attributes } }
    })
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({
      userPoolId,
      clientId,
      routes: { signUp: { attributes: Type.String() } }
    })
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({ userPoolId, clientId, routes: true })
  })
})

describe('the token of a machine', () => {
  test('has the scopes of the argument', () => {
    expect(app.cognito.clientToken()).type.toBe<Promise<string>>()
    expect(app.cognito.clientToken).type.toBeCallableWith({ scopes: ['stock/read'] as const, pool: 'staff' })
    expect(app.cognito.clientToken).type.not.toBeCallableWith(['stock/read'])
    expect(app.cognito.clientToken).type.not.toBeCallableWith({ scopes: 'stock/read' })
    expect(app.cognito.clientToken).type.not.toBeCallableWith({ scope: ['stock/read'] })
    // @ts-expect-error Type 'string' is not assignable to type 'readonly string[]'
    expect(async () => app.cognito.clientToken({ scopes: 'stock/read' })).type.not.toBe<never>()
  })
})

describe('sources of options', () => {
  test('the environment', () => {
    expect(optionsFromEnv()).type.toBe<SinglePoolOptions>()
    expect(optionsFromEnv).type.toBeCallableWith(process.env)
    expect(app.register).type.toBeCallableWith(cognitoAuth, optionsFromEnv())
    expect(app.register).type.toBeCallableWith(cognitoAuth, {
      ...optionsFromEnv(),
      routes: { prefix: '/auth' }
    })
  })

  test('a test pool', async () => {
    const pool = await createTestPool()
    expect(pool).type.toBe<TestPool>()
    expect(app.register).type.toBeCallableWith(cognitoAuth, pool.options)
    expect(pool.signIn({ groups: ['admin'] })).type.toBe<string>()
  })
})

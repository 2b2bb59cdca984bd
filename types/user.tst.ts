import Fastify, { type CognitoUser, type FastifyRequest } from 'fastify'
import {
  errors,
  getCurrentUser,
  openapi,
  type CognitoAuth,
  type CognitoAuthOptions,
  type CognitoErrorCode,
  type CurrentUser,
  type IdentityClaim,
  type RouteRequirements,
  type Machine,
  type User,
  type TokenClaims,
  type TokenUse,
  type ToUser
} from 'fastify-cognito-auth'
import * as schemas from 'fastify-cognito-auth/schemas'
import swagger from '@fastify/swagger'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'
import type { Static } from '@sinclair/typebox'
import { describe, expect, test } from 'tstyche'

const app = Fastify()
declare const request: FastifyRequest
declare const user: CurrentUser

describe('the user', () => {
  test('is null without an allowed user', () => {
    expect(request.currentUser).type.toBe<CurrentUser | null>()
  })

  test('is never null from getCurrentUser', () => {
    expect(getCurrentUser(request)).type.toBe<CurrentUser>()
    Fastify({ http2: true }).get('/', async request => {
      expect(getCurrentUser(request)).type.toBe<CurrentUser>()
    })
  })

  test('is read-only', () => {
    expect<CurrentUser>().type.toBe<Readonly<CurrentUser>>()
    expect(user.groups).type.toBe<readonly string[]>()
    expect(user.scopes).type.toBe<readonly string[]>()
    expect(user.claims['custom:role']).type.toBe<unknown>()
  })

  test('has the identities of federated users in the claims of an ID token', () => {
    const { claims } = user
    if (claims.token_use !== 'id') return
    const { identities = [] } = claims
    expect(identities).type.toBe<IdentityClaim[]>()
    for (const identity of identities) {
      expect(identity.userId).type.toBe<string>()
      expect(identity.providerName).type.toBe<string>()
      expect(identity.providerType).type.toBe<string | null | undefined>()
      expect(identity.issuer).type.toBe<string | null | undefined>()
      expect(identity.primary).type.toBe<string | boolean | undefined>()
      expect(identity.dateCreated).type.toBe<string | number | undefined>()
      expect(identity).type.not.toHaveProperty('provider')
    }
  })

  test('is narrowed by kind', () => {
    if (user.kind === 'user') {
      expect(user).type.toBe<User>()
      expect(user.username).type.toBe<string>()
    } else {
      expect(user).type.toBe<Machine>()
      expect(user.username).type.toBe<null>()
      expect(user.authenticatedAt).type.toBe<null>()
    }
  })

  test('has nullable fields', () => {
    expect(user.id).type.toBe<string>()
    expect(user.kind).type.toBe<'user' | 'machine'>()
    expect(user.username).type.toBe<string | null>()
    expect(user.email).type.toBe<string | null>()
    expect(user.authenticatedAt).type.toBe<number | null>()
    expect(user.sessionId).type.toBe<string | null>()
    expect(user.tokenUse).type.toBe<TokenUse | 'alb'>()
    expect(user.claims).type.toBe<TokenClaims>()
  })

  test('has a profile', () => {
    expect(request.loadProfile()).type.toBe<Promise<Static<typeof schemas.Profile>>>()
    expect(request.loadProfile).type.toBeCallableWith({ fresh: true })
    expect(request.loadProfile).type.not.toBeCallableWith({ stale: true })
  })
})

describe('fields of the application', () => {
  test('do not exist unless merged', () => {
    expect<CurrentUser>().type.not.toHaveProperty('tenant')
    expect<CognitoUser>().type.toBe<{}>()
  })

  test('are returned by toUser, from the user only', () => {
    expect<Parameters<ToUser>>().type.toBe<[user: CurrentUser]>()
    expect<CognitoAuthOptions>().type.toBeAssignableFrom({
      userPoolId: 'eu-west-1_AbC123xyz',
      clientId: 'client1',
      toUser: () => ({})
    })
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({
      userPoolId: 'eu-west-1_AbC123xyz',
      clientId: 'client1',
      toUser: () => null
    })
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({
      userPoolId: 'eu-west-1_AbC123xyz',
      clientId: 'client1',
      toUser: () => 'acme'
    })
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({
      userPoolId: 'eu-west-1_AbC123xyz',
      clientId: 'client1',
      toUser: {}
    })
  })
})

describe('fastify.cognito', () => {
  test('verifies to a user', () => {
    expect(app.cognito).type.toBe<CognitoAuth>()
    expect(app.cognito.verify('token', { tokenUse: 'id' })).type.toBe<Promise<CurrentUser>>()
  })

  test('a sign-in returns tokens or a challenge, distinguished by their keys', async () => {
    const result = await app.cognito.signIn({ username: 'jane', password: 'secret' })
    expect(result).type.toBe<Static<typeof schemas.Tokens> | Static<typeof schemas.Challenge>>()
    if ('challenge' in result) expect(result.parameters).type.toBe<Record<string, string>>()
    else expect(result.accessToken).type.toBe<string>()
  })

  test('an operation takes the body of its route, and the request', () => {
    expect(app.cognito.signIn).type.toBeCallableWith({ username: 'jane', password: 'secret' }, request)
    expect(app.cognito.rateLimited(request).signIn).type.toBe(app.cognito.signIn)
    expect(app.cognito.rateLimited).type.not.toBeCallableWith()
    expect(app.cognito.signIn).type.not.toBeCallableWith({ username: 'jane' })
    expect(app.cognito.signIn).type.toBeCallableWith({
      flow: 'USER_AUTH',
      username: 'jane',
      preferredChallenge: 'EMAIL_OTP'
    })
    expect(app.cognito.signIn).type.not.toBeCallableWith({
      flow: 'USER_SRP_AUTH',
      username: 'jane',
      password: 'secret'
    })
    expect(app.cognito.signIn).type.not.toBeCallableWith({ flow: 'REFRESH_TOKEN_AUTH', username: 'jane' })
    expect(app.cognito.respondToChallenge).type.toBeCallableWith({
      challenge: 'SMS_MFA',
      session: 's',
      username: 'jane',
      responses: { SMS_MFA_CODE: '1' }
    })
    expect(app.cognito.respondToChallenge).type.toBeCallableWith({
      challenge: 'ONE_TO_COME',
      session: 's',
      username: 'jane',
      responses: { ANY: '1' }
    })
    expect(app.cognito.signUp).type.toBeCallableWith({
      email: 'jane@example.com',
      password: 'secret',
      attributes: { name: 'Jane' }
    })
    expect(app.cognito.confirmSignUp({ username: 'jane', code: '123456' })).type.toBe<
      Promise<Static<typeof schemas.ConfirmSignUpResult>>
    >()
    expect(app.cognito.signOut({ refreshToken: 'token' })).type.toBe<Promise<void>>()
  })
})

describe('schemas', () => {
  test('type the bodies of the routes', () => {
    expect<{ username: string, password: string }>().type.toBeAssignableTo<schemas.SignInBody>()
    expect<{ flow: 'CUSTOM_AUTH', username: string }>().type.toBeAssignableTo<schemas.SignInBody>()
    expect<{ username: string }>().type.not.toBeAssignableTo<schemas.SignInBody>()
    expect<Static<typeof schemas.RefreshBody>>().type.toBe<{ refreshToken: string, deviceKey?: string }>()
    expect<Static<typeof schemas.SignOutBody>>().type.toBe<{
      refreshToken?: string
      deviceKey?: string
      everywhere?: boolean
    }>()
    expect<Static<typeof schemas.ConfirmSignUpBody>>().type.toBe<{
      username: string
      code: string
      session?: string
    }>()
  })

  test('type the responses of the routes', () => {
    expect<Static<typeof schemas.Tokens>>().type.toBe<{
      accessToken: string
      idToken: string
      refreshToken?: string
      expiresIn: number
      tokenType: 'Bearer'
      device?: { key: string, groupKey: string }
    }>()
    expect<Static<typeof schemas.SignUpResult>['delivery']>().type.toBe<{
      medium: string
      destination: string
    } | null>()
  })
})

describe('the config of a route', () => {
  test('is typed', () => {
    expect(request.routeOptions.config.cognito).type.toBe<readonly RouteRequirements[] | undefined>()
    expect(app.get).type.toBeCallableWith('/', { config: { public: true } }, async () => 'in')
    expect(app.get).type.not.toBeCallableWith('/', { config: { public: 'yes' } }, async () => 'in')
  })

  test('is accepted by @fastify/swagger, with a transform of the application too', () => {
    app.register(swagger, {
      openapi: { components: { securitySchemes: openapi.securitySchemes } },
      transform: openapi.transform
    })
    app.register(swagger, { transform: openapi.transformAfter(jsonSchemaTransform) })
    app.register(swagger, {
      transform: openapi.transformAfter(({ schema, url }) => ({ schema, url: `/v1${url}` }))
    })
  })
})

describe('errors', () => {
  test('have known codes', () => {
    expect<'FST_COGNITO_NO_CREDENTIALS'>().type.toBeAssignableTo<CognitoErrorCode>()
    expect<'FST_COGNITO_NONE'>().type.not.toBeAssignableTo<CognitoErrorCode>()
    expect(new errors.FST_COGNITO_NO_CREDENTIALS().statusCode).type.toBe<number>()
  })
})

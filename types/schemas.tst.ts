import { Type, type Static } from '@sinclair/typebox'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify from 'fastify'
import { expect, describe, test } from 'tstyche'
import { Type as Type1 } from 'typebox'
import type { TypeBoxTypeProvider as TypeBoxTypeProvider6 } from 'type-provider-typebox-6'
import type { CognitoAuthOptions } from 'fastify-cognito-auth'
import * as schemas from 'fastify-cognito-auth/schemas'

const app = Fastify().withTypeProvider<TypeBoxTypeProvider>()
const { respondToChallengeBody, DefaultAttributes, signInBody, signUpBody, withClientMetadata } = schemas

/** The same attributes in every form. */
const typebox = Type.Object({
  name: Type.String(),
  'custom:age': Type.Optional(Type.Integer()),
  'custom:plan': Type.Union([Type.Literal('free'), Type.Literal('paid')])
})
const typebox1 = Type1.Object({
  name: Type1.String(),
  'custom:age': Type1.Optional(Type1.Integer()),
  'custom:plan': Type1.Union([Type1.Literal('free'), Type1.Literal('paid')])
})
const plain = {
  type: 'object',
  properties: {
    name: { type: 'string', maxLength: 50 },
    'custom:age': { type: 'integer' },
    'custom:plan': { enum: ['free', 'paid'] }
  },
  required: ['name', 'custom:plan'],
  additionalProperties: false
} as const
interface Attributes {
  name: string
  'custom:age'?: number
  'custom:plan': 'free' | 'paid'
}
/** A required attribute cannot be removed. */
interface Patch {
  name?: string
  'custom:age'?: number | null | ''
  'custom:plan'?: 'free' | 'paid'
}

describe('the body of an own route', () => {
  test('is typed by the flows that it allows', () => {
    app.post('/one', { schema: { body: signInBody(['USER_PASSWORD_AUTH']) } }, async ({ body }) => {
      expect(body).type.toBe<{
        flow?: 'USER_PASSWORD_AUTH'
        username: string
        password: string
        deviceKey?: string
      }>()
    })
    app.post(
      '/two',
      { schema: { body: signInBody(['USER_SRP_AUTH', 'USER_PASSWORD_AUTH']) } },
      async ({ body }) => {
        expect(body.username).type.toBe<string>()
        if (body.flow === 'USER_PASSWORD_AUTH') expect(body.password).type.toBe<string>()
        else expect(body.srpA).type.toBe<string>()
      }
    )
    app.post('/any', { schema: { body: signInBody([] as schemas.Flow[]) } }, async ({ body }) => {
      expect(body.username).type.toBe<string>()
    })
  })

  test('is typed for challenges', () => {
    app.post(
      '/challenge',
      { schema: { body: respondToChallengeBody(DefaultAttributes) } },
      async ({ body }) => {
        expect(body.username).type.toBe<string>()
        expect<schemas.RespondToChallengeBody>().type.toBeAssignableFrom(body)
      }
    )
    expect<Static<ReturnType<typeof respondToChallengeBody<typeof plain>>>>().type.toBeAssignableFrom({
      challenge: 'NEW_PASSWORD_REQUIRED' as const,
      session: 's',
      username: 'jane',
      responses: { NEW_PASSWORD: 'p', 'userAttributes.custom:age': 7 }
    })
  })

  test('is accepted by the operation', () => {
    app.post('/in', { schema: { body: schemas.SignInBody } }, async request =>
      request.server.cognito.signIn(request.body, request)
    )
    app.post('/up', { schema: { body: signUpBody(typebox) } }, async request =>
      request.server.cognito.signUp(request.body, request)
    )
    app.patch('/me', { schema: { body: schemas.UpdateProfileBody } }, async request => {
      expect(request.body.phone_number).type.toBe<string | null | undefined>()
      return request.server.cognito.updateProfile({ accessToken: 'a', attributes: request.body }, request)
    })
    app.post('/answer', { schema: { body: schemas.RespondToChallengeBody } }, async request =>
      request.server.cognito.respondToChallenge(request.body, request)
    )
    app.post('/invite', { schema: { body: schemas.InviteUserBody } }, async request =>
      request.server.cognito.inviteUser(request.body, request)
    )
  })

  test('is typed with client metadata', () => {
    const withMetadata = withClientMetadata(signInBody(['USER_SRP_AUTH', 'USER_PASSWORD_AUTH']))
    app.post('/metadata', { schema: { body: withMetadata } }, async request => {
      const { body } = request
      expect(body.clientMetadata).type.toBe<Record<string, string> | undefined>()
      if (body.flow === 'USER_PASSWORD_AUTH') expect(body.password).type.toBe<string>()
      return request.server.cognito.signIn(body, request)
    })
    app.post(
      '/challenge',
      { schema: { body: withClientMetadata(schemas.RespondToChallengeBody) } },
      async request => {
        expect(request.body.clientMetadata).type.toBe<Record<string, string> | undefined>()
        return request.server.cognito.respondToChallenge(request.body, request)
      }
    )
    app.post('/up', { schema: { body: withClientMetadata(signUpBody(typebox)) } }, async request => {
      return request.server.cognito.signUp(request.body, request)
    })
    app.post('/refresh', { schema: { body: withClientMetadata(schemas.RefreshBody) } }, async request => {
      return request.server.cognito.refresh(request.body, request)
    })
  })

  test('is typed by the provider for typebox 1.x too, if it has no attributes', () => {
    Fastify()
      .withTypeProvider<TypeBoxTypeProvider6>()
      .post('/', { schema: { body: schemas.SignInBody } }, async ({ body }) => {
        expect(body.username).type.toBe<string>()
      })
  })
})

describe('attributes', () => {
  test('are accepted as options in every form', () => {
    for (const attributes of [typebox, typebox1, plain]) {
      expect<CognitoAuthOptions>().type.toBeAssignableFrom({
        userPoolId: 'eu-west-1_AbC123xyz',
        clientId: 'client1example',
        routes: { signUp: { attributes }, profile: { writable: attributes } }
      })
    }
    expect<CognitoAuthOptions>().type.not.toBeAssignableFrom({
      userPoolId: 'eu-west-1_AbC123xyz',
      clientId: 'client1example',
      routes: { signUp: { attributes: Type1.String() } }
    })
  })

  test('have the same type in every form', () => {
    expect<schemas.StaticAttributes<typeof typebox>>().type.toBe<Attributes>()
    expect<schemas.StaticAttributes<typeof typebox1>>().type.toBe<Attributes>()
    expect<schemas.StaticAttributes<typeof plain>>().type.toBe<Attributes>()
    expect<
      schemas.StaticAttributes<{ type: 'object', properties: { name: { type: 'string' } } }>
    >().type.toBe<{ name?: string }>()
  })

  test('type the bodies in every form', () => {
    expect<
      NonNullable<Static<ReturnType<typeof signUpBody<typeof typebox>>>['attributes']>
    >().type.toBe<Attributes>()
    expect<
      NonNullable<Static<ReturnType<typeof schemas.inviteUserBody<typeof typebox>>>['attributes']>
    >().type.toBe<Partial<Attributes>>()
    expect<Static<ReturnType<typeof schemas.updateProfileBody<typeof typebox>>>>().type.toBe<Patch>()
    expect<
      NonNullable<Static<ReturnType<typeof signUpBody<typeof typebox1>>>['attributes']>
    >().type.toBe<Attributes>()
    expect<
      NonNullable<Static<ReturnType<typeof schemas.inviteUserBody<typeof typebox1>>>['attributes']>
    >().type.toBe<Partial<Attributes>>()
    expect<Static<ReturnType<typeof schemas.updateProfileBody<typeof typebox1>>>>().type.toBe<Patch>()
    expect<
      NonNullable<Static<ReturnType<typeof signUpBody<typeof plain>>>['attributes']>
    >().type.toBe<Attributes>()
    expect<
      NonNullable<Static<ReturnType<typeof schemas.inviteUserBody<typeof plain>>>['attributes']>
    >().type.toBe<Partial<Attributes>>()
    expect<Static<ReturnType<typeof schemas.updateProfileBody<typeof plain>>>>().type.toBe<Patch>()
  })
})

import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import cognitoAuth, { getCurrentUser, memoryRevocations, openapi, type CognitoAuthOptions } from 'fastify-cognito-auth'

const Text = (description: string) => Type.Object({ message: Type.String() }, { description })

/** The example application: the auth API, a profile, administration, a route for administrators, and one for machines. */
export async function buildApp (options: CognitoAuthOptions, { logger }: Pick<FastifyServerOptions, 'logger'> = {}): Promise<FastifyInstance> {
  const app = Fastify({ logger: logger ?? false }).withTypeProvider<TypeBoxTypeProvider>()

  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'fastify-cognito-auth demo', version: '0.1.0', description: 'Sign in at `POST /api/v1/auth/signin`, then put the access token into Authorize.' },
      tags: [
        { name: 'demo', description: 'What the application itself does' },
        { name: 'sign-up', description: 'Making an account' },
        { name: 'sign-in', description: 'Getting and ending sessions' },
        { name: 'password', description: 'Forgotten, reset, changed' },
        { name: 'profile', description: 'The person who is signed in' },
        { name: 'mfa', description: 'Second factors' },
        { name: 'passkeys', description: 'Signing in without a password' },
        { name: 'devices', description: 'Where people signed in from' },
        { name: 'administration', description: 'For the group admin' }
      ],
      components: { securitySchemes: openapi.securitySchemes }
    },
    transform: openapi.transform
  })
  await app.register(swaggerUi, { routePrefix: '/docs', uiConfig: { persistAuthorization: true } })

  await app.register(cognitoAuth, {
    ...options,
    revocation: memoryRevocations(),
    routes: {
      ...options.routes,
      prefix: '/api/v1/auth',
      totpIssuer: 'fastify-cognito-auth demo',
      admin: { users: { groups: ['admin'] }, groups: { groups: ['admin'] } }
    }
  })

  app.get('/profile', {
    preHandler: app.requireUser(),
    schema: {
      tags: ['demo'],
      summary: 'Who you are',
      response: {
        200: Type.Object({
          id: Type.String(),
          name: Type.Union([Type.String(), Type.Null()]),
          email: Type.Union([Type.String(), Type.Null()]),
          groups: Type.Array(Type.String())
        }, { description: 'The person whose token it is, with name and email from the user pool.' })
      }
    }
  }, async request => {
    const { id, groups } = getCurrentUser(request)
    const { name, email } = await request.loadProfile()
    return { id, name, email, groups: [...groups] }
  })

  app.get('/admin', {
    preHandler: app.requireGroups(['admin']),
    schema: { tags: ['demo'], summary: 'For the group admin', response: { 200: Text('You are an administrator.') } }
  }, async () => ({ message: 'hello, administrator' }))

  app.get('/orders', {
    preHandler: app.requireScopes(['orders/read']),
    schema: { tags: ['demo'], summary: 'For machines with the scope orders/read', response: { 200: Text('The token may read orders.') } }
  }, async request => ({ message: `orders for ${getCurrentUser(request).id}` }))

  app.get('/health', {
    config: { public: true },
    schema: {
      tags: ['demo'],
      summary: 'Whether tokens can be checked',
      response: {
        200: Type.Object({
          status: Type.Literal('ok'),
          keys: Type.Record(Type.String(), Type.String(), { description: 'The state of each pool\'s key set: fresh, stale or empty.' })
        }, { description: 'The application runs.' })
      }
    }
  }, async () => ({
    status: 'ok' as const,
    keys: Object.fromEntries(Object.entries(app.cognito.health()).map(([pool, { status }]) => [pool, status]))
  }))

  return app
}

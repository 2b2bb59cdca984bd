import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import Fastify, { LogController, type FastifyInstance, type FastifyServerOptions } from 'fastify'
import cognitoAuth, {
  getCurrentUser,
  memoryRevocations,
  memorySessions,
  type SinglePoolOptions
} from 'fastify-cognito-auth'
import { describeApi } from './api-docs.js'
import { pages, type PagesOptions } from './pages/register.js'

const Text = (description: string) => Type.Object({ message: Type.String() }, { description })

interface Settings extends Pick<FastifyServerOptions, 'logger'>, PagesOptions {
  /** The origin of the pages, such as `http://localhost:3000`. */
  origin: string
}

/**
 * The example application: pages to sign in, an account and administration; the auth API, a profile, a route
 * for administrators, and one for machines.
 */
export async function buildApp (
  options: SinglePoolOptions,
  { logger, origin, domain, local }: Settings
): Promise<FastifyInstance> {
  // The audit log has a line for each relevant request.
  const logController = new LogController({ disableRequestLogging: true })
  // Names of users and groups in Cognito, which are part of paths, may have 128 characters.
  const routerOptions = { maxParamLength: 256 }
  const app = Fastify({
    logger: logger ?? false,
    logController,
    routerOptions
  }).withTypeProvider<TypeBoxTypeProvider>()

  const session = { origin, store: memorySessions() }
  await describeApi(app, session)

  await app.register(cognitoAuth, {
    ...options,
    revocation: memoryRevocations(),
    session,
    signInPage: { title: 'fastify-cognito-auth demo' },
    ...(domain !== undefined && {
      managedLogin: { domain, ...(local !== null && { providers: ['Google'] }) }
    }),
    routes: {
      ...options.routes,
      prefix: '/api/v1/auth',
      totpIssuer: 'fastify-cognito-auth demo',
      admin: { users: { groups: ['admin'] }, groups: { groups: ['admin'] } }
    }
  })

  await app.register(pages, { local, domain })

  app.get(
    '/profile',
    {
      preHandler: app.requireUser(),
      schema: {
        tags: ['demo'],
        summary: 'Current user',
        response: {
          200: Type.Object(
            {
              id: Type.String(),
              name: Type.Union([Type.String(), Type.Null()]),
              email: Type.Union([Type.String(), Type.Null()]),
              groups: Type.Array(Type.String())
            },
            { description: 'The signed-in user, with the name and email address from the user pool.' }
          )
        }
      }
    },
    async request => {
      const { id, groups } = getCurrentUser(request)
      const { name, email } = await request.loadProfile()
      return { id, name, email, groups: [...groups] }
    }
  )

  app.get(
    '/admin',
    {
      preHandler: app.requireGroups(['admin']),
      schema: {
        tags: ['demo'],
        summary: 'For the group admin',
        response: { 200: Text('You are an administrator.') }
      }
    },
    async () => ({ message: 'hello, administrator' })
  )

  app.get(
    '/orders',
    {
      preHandler: app.requireScopes(['orders/read']),
      schema: {
        tags: ['demo'],
        summary: 'For machines with the scope orders/read',
        response: { 200: Text('The token may read orders.') }
      }
    },
    async request => ({ message: `orders for ${getCurrentUser(request).id}` })
  )

  app.get(
    '/health',
    {
      config: { public: true },
      schema: {
        tags: ['demo'],
        summary: 'Whether tokens can be verified',
        response: {
          200: Type.Object(
            {
              status: Type.Literal('ok'),
              keys: Type.Record(Type.String(), Type.String(), {
                description: "The state of each pool's key set: fresh, stale or empty."
              })
            },
            { description: 'The application is running.' }
          )
        }
      }
    },
    async () => ({
      status: 'ok' as const,
      keys: Object.fromEntries(
        Object.entries(app.cognito.health()).map(([pool, { status }]) => [pool, status])
      )
    })
  )

  return app
}

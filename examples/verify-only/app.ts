import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import cognitoAuth, { getCurrentUser, type CognitoAuthOptions } from 'fastify-cognito-auth'

/**
 * An API that only verifies tokens. Users sign in elsewhere: with Amplify, with managed login, or in another
 * application. Without `routes` the AWS SDK is not loaded, and does not have to be installed.
 */
export async function buildApp (
  options: CognitoAuthOptions,
  { logger = false }: Pick<FastifyServerOptions, 'logger'> = {}
): Promise<FastifyInstance> {
  const app = Fastify({ logger })

  await app.register(cognitoAuth, options)

  app.get('/', async () => ({ message: 'for everyone' }))

  app.get('/hello', { preHandler: app.optionalUser() }, async ({ currentUser }) => ({
    message: currentUser === null ? 'hello' : `hello, ${currentUser.username}`
  }))

  app.get('/me', { preHandler: app.requireUser() }, async request => {
    const { id, username, groups } = getCurrentUser(request)
    return { id, username, groups }
  })

  app.get('/admin', { preHandler: app.requireGroups(['admin']) }, async () => ({
    message: 'hello, administrator'
  }))

  // For a readiness probe: whether the key set of the pool has been fetched.
  app.get('/health', async () => app.cognito.health())

  return app
}

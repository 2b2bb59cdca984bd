import Fastify, { type FastifyInstance } from 'fastify'
import cognitoAuth, { getCurrentUser, type CognitoAuthOptions } from 'fastify-cognito-auth'

/**
 * An application that receives the options of its user pool as an argument: from the environment in
 * production, from a test pool in tests.
 */
export async function buildApp (options: CognitoAuthOptions): Promise<FastifyInstance> {
  const app = Fastify()
  await app.register(cognitoAuth, options)

  app.get('/', async () => ({ message: 'for everybody' }))

  app.get('/profile', { preHandler: app.requireUser() }, async request => {
    const { id, groups } = getCurrentUser(request)
    return { id, groups }
  })

  app.get('/admin', { preHandler: app.requireGroups(['admin']) }, async () => ({
    message: 'hello, administrator'
  }))

  app.get('/orders', { preHandler: app.requireScopes(['orders/read']) }, async request => ({
    for: getCurrentUser(request).kind
  }))

  return app
}

import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import cognitoAuth, { getCurrentUser, type CognitoAuthOptions, type SessionStore } from 'fastify-cognito-auth'

interface Settings extends Pick<FastifyServerOptions, 'logger'> {
  /** The origin of the application, such as `https://app.example.com`. */
  origin: string
  store: SessionStore
}

/** An application whose users sign in with a cookie. Every process with the same store knows the session. */
export async function buildApp (
  options: CognitoAuthOptions,
  { origin, store, logger = false }: Settings
): Promise<FastifyInstance> {
  const app = Fastify({ logger })
  await app.register(cognitoAuth, { ...options, routes: { prefix: '/auth' }, session: { origin, store } })

  app.get('/hello', { preHandler: app.requireUser() }, async request => ({
    user: getCurrentUser(request).username,
    process: process.pid
  }))

  return app
}

import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import cognitoAuth, { getCurrentUser, type SinglePoolOptions } from 'fastify-cognito-auth'

interface Settings extends Pick<FastifyServerOptions, 'logger' | 'trustProxy'> {
  /** The origin of the application, which is that of the load balancer. */
  readonly origin: string
  /** The URL of the user pool's domain. */
  readonly domain: string
}

/** The cookies of the load balancer: shards of one session. */
const COOKIES = [0, 1, 2, 3].map(shard => `AWSELBAuthSessionCookie-${shard}`)

/**
 * Returns an application behind an Application Load Balancer that signs users in. The rules of the load
 * balancer forward `/signed-out`, `/health` and `/api/machines` without a sign-in.
 */
export async function buildApp (
  options: SinglePoolOptions & Required<Pick<SinglePoolOptions, 'alb'>>,
  { origin, domain, logger = false, trustProxy = '10.0.0.0/16' }: Settings
): Promise<FastifyInstance> {
  // The network of the load balancer; both tokens and its cookies are in the headers of each request.
  const app = Fastify({ logger, trustProxy, http: { maxHeaderSize: 65_536 } })

  await app.register(cognitoAuth, options)

  app.get('/', { preHandler: app.requireUser() }, async request => {
    const { username, email, groups } = getCurrentUser(request)
    return { username, email, groups }
  })

  app.get('/admin', { preHandler: app.requireGroups(['admin']) }, async () => ({ message: 'hello' }))

  // Machines have no session of the load balancer: they send a token.
  app.get('/api/machines', { preHandler: app.requireMachine() }, async request => ({
    machine: getCurrentUser(request).clientId
  }))

  // Ends the session of the load balancer in this browser, then the sign-in at Cognito.
  app.post('/sign-out', { preHandler: app.requireUser() }, async (_request, reply) => {
    for (const name of COOKIES) {
      reply.header('set-cookie', `${name}=; Max-Age=0; Path=/; Secure; HttpOnly`)
    }
    const logout = new URL('/logout', domain)
    logout.searchParams.set('client_id', options.alb.clientId)
    logout.searchParams.set('logout_uri', `${origin}/signed-out`)
    return reply.redirect(logout.href, 303)
  })

  app.get('/signed-out', async () => ({ message: 'You have signed out.' }))

  app.get('/health', async () => ({ status: 'ok' }))

  return app
}

import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import cognitoAuth, { getCurrentUser, type ResolvedPoolOptions } from 'fastify-cognito-auth'

export interface Settings extends Pick<FastifyServerOptions, 'logger'> {
  /** How long a tenant's pool is used before it is looked up again, in milliseconds. */
  readonly ttl?: number
}

/**
 * An API for several tenants, each with its own user pool.
 *
 * @param findPool - looks up the pool of an issuer in your list of tenants; null if there is none. The issuer
 * comes from a token that is not verified yet: never build the options from it.
 */
export async function buildApp (
  findPool: (issuer: string) => Promise<ResolvedPoolOptions | null>,
  { ttl = 600_000, logger = false }: Settings = {}
): Promise<FastifyInstance> {
  const app = Fastify({ logger })
  const orders = new Map<string, string[]>()

  await app.register(cognitoAuth, { userPools: { resolve: findPool, ttl } })

  app.get('/orders', { preHandler: app.requireUser() }, async request => {
    // The name of the pool is the tenant, and every key of the data starts with it.
    const { pool } = getCurrentUser(request)
    return { tenant: pool, orders: orders.get(pool) ?? [] }
  })

  app.post<{ Params: { item: string } }>(
    '/orders/:item',
    {
      preHandler: app.requireGroups(['admin'])
    },
    async (request, reply) => {
      const { pool } = getCurrentUser(request)
      orders.set(pool, [...(orders.get(pool) ?? []), request.params.item])
      return reply.code(201).send({ tenant: pool, orders: orders.get(pool) })
    }
  )

  // Only for users of one tenant, such as your own staff.
  app.get('/tenants', { preHandler: app.requireGroups(['admin'], { pool: 'operator' }) }, async () => {
    return Object.keys(app.cognito.health())
  })

  return app
}

import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import cognitoAuth, {
  verifiedPermissions,
  type CognitoAuthOptions,
  type VerifiedPermissionsOptions
} from 'fastify-cognito-auth'

/** The policy store, and where it is. */
export type PolicyStoreOptions = Omit<VerifiedPermissionsOptions, 'permissions' | 'namespace' | 'resource'>

/** An application whose permissions Amazon Verified Permissions decides, by policies.cedar. */
export async function buildApp (
  options: CognitoAuthOptions,
  policyStore: PolicyStoreOptions,
  { logger = false }: Pick<FastifyServerOptions, 'logger'> = {}
): Promise<FastifyInstance> {
  const app = Fastify({ logger })
  await app.register(cognitoAuth, {
    ...options,
    permissions: verifiedPermissions({
      ttl: 10_000,
      ...policyStore,
      permissions: ['orders:read', 'orders:ship', 'orders:delete'],
      namespace: 'Shop',
      resource: { entityType: 'Shop::Application', entityId: 'orders' }
    })
  })

  app.get('/me', { preHandler: app.requireUser() }, async request => ({
    permissions: await request.permissions()
  }))
  app.get('/orders', { preHandler: app.requirePermissions(['orders:read']) }, async request => ({
    orders: [],
    canDelete: await request.allows({ permissions: ['orders:delete'] })
  }))
  app.post(
    '/orders/:id/shipment',
    { preHandler: app.requirePermissions(['orders:ship']) },
    async (_request, reply) => reply.code(204).send()
  )
  app.delete(
    '/orders/:id',
    { preHandler: app.requirePermissions(['orders:delete']) },
    async (_request, reply) => reply.code(204).send()
  )

  return app
}

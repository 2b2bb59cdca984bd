import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import cognitoAuth, { getCurrentUser, type CognitoAuthOptions } from 'fastify-cognito-auth'

/**
 * An API for other services, which get tokens with client credentials (RFC 6749 4.4) and the scopes they
 * need.
 */
export async function buildApp (
  options: CognitoAuthOptions,
  { logger = false }: Pick<FastifyServerOptions, 'logger'> = {}
): Promise<FastifyInstance> {
  const app = Fastify({ logger })
  const orders = new Map<string, { id: string, item: string }>()

  await app.register(cognitoAuth, options)

  // Every route of this scope is for machines: a user's token is rejected, whatever scopes it has.
  await app.register(async machines => {
    machines.addHook('onRequest', app.requireMachine())

    machines.get('/orders', { preHandler: app.requireScopes(['orders/read']) }, async () => {
      return [...orders.values()]
    })

    machines.post<{ Body: { item: string } }>(
      '/orders',
      {
        preHandler: app.requireScopes(['orders/write']),
        schema: {
          body: {
            type: 'object',
            required: ['item'],
            properties: { item: { type: 'string', minLength: 1, maxLength: 100 } }
          }
        }
      },
      async (request, reply) => {
        const order = { id: String(orders.size + 1), item: request.body.item }
        orders.set(order.id, order)
        // The ID of a machine is the ID of its app client.
        request.log.info({ client: getCurrentUser(request).id, order: order.id }, 'order created')
        return reply.code(201).send(order)
      }
    )
  })

  return app
}

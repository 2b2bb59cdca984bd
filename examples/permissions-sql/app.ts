import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import cognitoAuth, { getCurrentUser, source, type CognitoAuthOptions } from 'fastify-cognito-auth'
import type { Database } from 'node-sqlite3-wasm'

interface Settings extends Pick<FastifyServerOptions, 'logger'> {
  /**
   * How long a result of the database is cached, in milliseconds. Changes take effect within this time.
   */
  ttl?: number
}

/** An application whose groups and permissions are in a database. */
export async function buildApp (
  options: CognitoAuthOptions,
  database: Database,
  { ttl = 30_000, logger = false }: Settings = {}
): Promise<FastifyInstance> {
  // A machine has no username. In SQL nothing equals null, so the query returns no rows.
  const names = (query: string, username: string | null) =>
    database.all(query, [username]).map(({ name }) => String(name))

  const app = Fastify({ logger })
  await app.register(cognitoAuth, {
    ...options,
    groups: source(
      async user => names('select "group" as name from authz_groups where username = ?', user.username),
      { ttl }
    ),
    permissions: source(
      async user =>
        names('select permission as name from authz_permissions where username = ?', user.username),
      { ttl }
    )
  })

  app.get('/me', { preHandler: app.requireUser() }, async request => ({
    username: getCurrentUser(request).username,
    groups: await request.groups(),
    permissions: await request.permissions()
  }))
  app.get('/orders', { preHandler: app.requirePermissions(['orders:read']) }, async () => [])
  app.delete(
    '/orders/:id',
    { preHandler: app.requirePermissions(['orders:delete']) },
    async (_request, reply) => reply.code(204).send()
  )
  app.get('/staff', { preHandler: app.requireGroups(['staff']) }, async () => ({
    message: 'hello, colleague'
  }))

  return app
}

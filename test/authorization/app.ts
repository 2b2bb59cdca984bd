import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import cognitoAuth, { type SinglePoolOptions } from '../../dist/index.js'
import { createTestPool } from '../../dist/testing/index.js'

process.env['NODE_ENV'] = 'test'

export interface Test {
  teardown: (fn: () => unknown) => void
}

export const pool = await createTestPool()

/** An empty application, closed when the test ends. */
export function emptyApp (t: Test, options: FastifyServerOptions = {}): FastifyInstance {
  const app = Fastify(options)
  t.teardown(() => app.close())
  return app
}

/** An application with the plugin, configured for the test pool. */
export async function build (t: Test, options: Partial<SinglePoolOptions> = {}): Promise<FastifyInstance> {
  const app = emptyApp(t)
  await app.register(cognitoAuth, { ...pool.options, ...options })
  return app
}

/** An application whose plugin never gets a key: nothing listens at its JWKS endpoint. */
export async function buildWithoutKeys (t: Test): Promise<FastifyInstance> {
  const app = emptyApp(t)
  const { userPoolId, clientId } = pool.options
  await app.register(cognitoAuth, { userPoolId, clientId, jwksUri: 'http://127.0.0.1:1/jwks.json' })
  return app
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

export const asUser = (user: Parameters<typeof pool.signIn>[0] = {}) => pool.authorization(user)

/** Headers with an expired token. */
export const expired = () => bearer(pool.expired())

/** Returns the status codes of one route for several callers, one after the other. */
export async function statuses (
  app: FastifyInstance,
  url: string,
  callers: ReadonlyArray<Record<string, string>>
): Promise<number[]> {
  const results: number[] = []
  for (const headers of callers) results.push((await app.inject({ url, headers })).statusCode)
  return results
}

import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import cognitoAuth, { type SinglePoolOptions } from '../../dist/index.js'
import { createTestPool } from '../../dist/testing/index.js'

process.env['NODE_ENV'] = 'test'

export interface Test {
  teardown: (fn: () => unknown) => void
}

export const pool = await createTestPool()

/** An application with nothing in it, closed when the test ends. */
export function bare (t: Test, options: FastifyServerOptions = {}): FastifyInstance {
  const app = Fastify(options)
  t.teardown(() => app.close())
  return app
}

/** An application with the plugin, for the test pool. */
export async function build (t: Test, options: Partial<SinglePoolOptions> = {}): Promise<FastifyInstance> {
  const app = bare(t)
  await app.register(cognitoAuth, { ...pool.options, ...options })
  return app
}

/** An application whose plugin has no key and gets none: nothing listens where they should be. */
export async function buildDark (t: Test): Promise<FastifyInstance> {
  const app = bare(t)
  const { userPoolId, clientId } = pool.options
  await app.register(cognitoAuth, { userPoolId, clientId, jwksUri: 'http://127.0.0.1:1/jwks.json' })
  return app
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

export const person = (person: Parameters<typeof pool.signIn>[0] = {}) => pool.authorization(person)

/** A caller whose token is good for nothing. */
export const stale = () => bearer(pool.expired())

/** The statuses of one route for several callers, one after the other. */
export async function statuses (
  app: FastifyInstance,
  url: string,
  callers: ReadonlyArray<Record<string, string>>
): Promise<number[]> {
  const answers: number[] = []
  for (const headers of callers) answers.push((await app.inject({ url, headers })).statusCode)
  return answers
}

import Fastify, { type FastifyInstance, type FastifyServerOptions, type InjectOptions } from 'fastify'
import type { Test } from 'tap'
import cognitoAuth, { type SinglePoolOptions } from '../dist/index.js'
import { startLocalCognito, type LocalCognito, type LocalUser } from '../dist/local/index.js'

export { logLines } from './log.js'

/** Shared set-up of the route tests: a running local Cognito, and an application that uses it. */

process.env['NODE_ENV'] = 'test'

export const PASSWORD = 'Correct-horse-7'
export const ADMIN: LocalUser = {
  email: 'admin@example.com',
  password: 'Admin-passw0rd',
  name: 'Ada Admin',
  groups: ['admin']
}
export const USER: LocalUser = { email: 'user@example.com', password: 'User-passw0rd', name: 'Uli User' }

/** Starts a local Cognito that is closed when the test ends. */
export async function startCognito (
  t: Test,
  options: Parameters<typeof startLocalCognito>[0] = {}
): Promise<LocalCognito> {
  const cognito = await startLocalCognito({ users: [ADMIN, USER], ...options })
  t.teardown(async () => {
    await cognito.close()
  })
  return cognito
}

interface AppOptions extends Partial<SinglePoolOptions> {
  server?: FastifyServerOptions
  /** Runs before the plugin is registered. */
  before?: (app: FastifyInstance) => Promise<void> | void
  /** Runs after the plugin is registered: adds routes. */
  after?: (app: FastifyInstance) => Promise<void> | void
}

/**
 * Returns an application with the auth API under `/auth`, without rate limits, and with a route for every
 * user and one for administrators.
 */
export async function buildApi (
  t: Test,
  cognito: { options: SinglePoolOptions },
  { server = {}, before, after, ...options }: AppOptions = {}
): Promise<FastifyInstance> {
  const app = Fastify(server)
  t.teardown(async () => {
    await app.close()
  })
  await before?.(app)
  await app.register(cognitoAuth, {
    ...cognito.options,
    // A busy machine is slow.
    cognito: { timeout: 60_000 },
    routes: { prefix: '/auth', rateLimit: false },
    ...options
  })
  app.get('/profile', { preHandler: app.requireUser() }, async request => request.loadProfile())
  app.get('/admin', { preHandler: app.requireGroups(['admin']) }, async () => 'hello')
  await after?.(app)
  await app.ready()
  return app
}

export function post (
  app: FastifyInstance,
  url: string,
  payload: InjectOptions['payload'],
  headers: Record<string, string> = {}
) {
  return app.inject({ method: 'POST', url, headers, ...(payload !== undefined && { payload }) })
}

export function bearer (token: string): { authorization: string } {
  return { authorization: `Bearer ${token}` }
}

export function newUser (email: string) {
  return { email, password: PASSWORD, attributes: { name: 'Jane Doe', phone_number: '+491711234567' } }
}

/** Signs an existing user in and returns the tokens. */
export async function signIn (
  app: FastifyInstance,
  { email, password }: { email: string, password: string }
): Promise<{ accessToken: string, idToken: string, refreshToken: string }> {
  const response = await post(app, '/auth/signin', { username: email, password })
  if (response.statusCode !== 200) throw new Error(`sign-in returned ${response.statusCode}`)
  return response.json()
}

import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import fastifyCookie from '@fastify/cookie'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import {
  createAuthClient,
  type AuthClient,
  type AuthEvent,
  type SessionsClientOptions,
  type TokensAuthClient,
  type TokensClientOptions
} from '../../dist/client/index.js'
import cognitoAuth, { memorySessions, type CognitoAuthOptions } from '../../dist/index.js'
import { freePort } from '../examples/process.js'
import { startPool, type PoolOptions, type RunningPool } from '../local-pool.js'

process.env['NODE_ENV'] = 'test'

/** An application with the auth API that listens, and clients of it in this process. */
export interface Server {
  readonly app: FastifyInstance
  readonly pool: RunningPool
  readonly origin: string
  /** The requests that the application received, such as `POST /auth/signin`. */
  readonly requests: string[]
  /** The number of calls of an operation of Cognito. */
  callsOf(operation: string): number
  sessionsClient(options?: Partial<SessionsClientOptions>): AuthClient
  tokensClient(options?: Partial<TokensClientOptions>): TokensAuthClient
}

export interface ServerOptions extends PoolOptions {
  readonly routes?: Exclude<CognitoAuthOptions['routes'], undefined>
  /** Runs before the plugin is registered. */
  readonly before?: (app: FastifyInstance) => Promise<unknown> | void
}

/** Starts an application with sessions, on a pool of its own. */
export async function startServer (
  t: Test,
  { routes = {}, before, ...options }: ServerOptions = {}
): Promise<Server> {
  const pool = await startPool(t, options)
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const app = Fastify({ forceCloseConnections: true })
  t.teardown(() => app.close())
  const requests: string[] = []
  app.addHook('onRequest', async ({ method, url }) => {
    if (method !== 'OPTIONS') requests.push(`${method} ${url}`)
  })
  await before?.(app)
  await app.register(fastifyCookie)
  await app.register(cognitoAuth, {
    ...pool.options,
    clock: pool.clock,
    routes: {
      prefix: '/auth',
      rateLimit: false,
      signIn: { flows: ['USER_PASSWORD_AUTH', 'USER_SRP_AUTH', 'USER_AUTH'] },
      ...routes
    },
    session: { origin, store: memorySessions() }
  } as CognitoAuthOptions)
  app.get('/orders', { preHandler: app.requireUser() }, async ({ currentUser }) => ({
    user: currentUser?.id
  }))
  app.get('/public', async ({ headers: { authorization = null, cookie = null } }) => ({
    authorization,
    cookie
  }))
  app.post('/orders', { preHandler: app.requireUser() }, async ({ body }) => body)
  await app.listen({ port, host: 'localhost' })

  const close = <Client extends AuthClient>(client: Client): Client => {
    t.teardown(() => client.close())
    return client
  }
  return {
    app,
    pool,
    origin,
    requests,
    callsOf: operation => pool.requests.filter(call => call.operation === operation).length,
    sessionsClient: (options = {}) => {
      const { fetch } = new Cookies(origin)
      return close(createAuthClient({ prefix: '/auth', baseUrl: origin, fetch, ...options }))
    },
    tokensClient: (options = {}) =>
      close(createAuthClient({ prefix: '/auth', baseUrl: origin, mode: 'tokens', ...options }))
  }
}

/** Keeps cookies and sends the headers of a page, as a browser does. */
export class Cookies {
  value: string | null = null
  readonly #origin: string

  constructor (origin: string) {
    this.#origin = origin
  }

  readonly fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init)
    if (new URL(request.url).origin !== this.#origin) return fetch(request)
    request.headers.set('sec-fetch-site', 'same-origin')
    if (this.value !== null) request.headers.set('cookie', this.value)
    const response = await fetch(request)
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';')
      this.value = pair.endsWith('=') ? null : pair
    }
    return response
  }
}

/** Starts a plain HTTP server, and returns its origin. */
export async function startHttp (t: Test, listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>(resolve => {
    server.listen(0, 'localhost', resolve)
  })
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://localhost:${(server.address() as AddressInfo).port}`
}

/** Adds global values of browsers to this process, until the test ends. */
export function addGlobals (t: Test, values: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(values)) {
    const before = Object.getOwnPropertyDescriptor(globalThis, name)
    Object.defineProperty(globalThis, name, { value, configurable: true })
    t.teardown(() => {
      if (before === undefined) Reflect.deleteProperty(globalThis, name)
      else Object.defineProperty(globalThis, name, before)
    })
  }
}

/** The types of the events of a client, and those still to come. */
export function eventsOf (client: AuthClient): AuthEvent['type'][] {
  const types: AuthEvent['type'][] = []
  client.onChange(({ type }) => types.push(type))
  return types
}

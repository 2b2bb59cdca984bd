import swagger from '@fastify/swagger'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import cognitoAuth, { openapi, type SinglePoolOptions } from '../../dist/index.js'
import { Contract, type Ledger } from './contract.js'

process.env['NODE_ENV'] = 'test'
// For operations that need AWS credentials: no Cognito here checks them.
process.env['AWS_ACCESS_KEY_ID'] = 'proof'
process.env['AWS_SECRET_ACCESS_KEY'] = 'proof'

type RouteOptions = NonNullable<SinglePoolOptions['routes']>

export interface AppSettings {
  options: SinglePoolOptions
  routes?: RouteOptions | undefined
  /** Runs before the plugin is registered. */
  before?: (app: FastifyInstance) => void
  ledger?: Ledger | undefined
}

/**
 * Builds an application with the auth API under `/auth` and its OpenAPI document, as a user of the plugin
 * would.
 */
export async function buildApp (t: Test, { options, routes, before }: AppSettings): Promise<FastifyInstance> {
  const app = Fastify()
  t.teardown(async () => {
    await app.close()
  })
  before?.(app)
  const { session } = options
  const { securitySchemes, transform } = session === undefined ? openapi : openapi.withSession(session)
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'proof', version: '1' },
      components: { securitySchemes }
    },
    transform
  })
  await app.register(cognitoAuth, { ...options, routes: { prefix: '/auth', rateLimit: false, ...routes } })
  await app.ready()
  return app
}

export interface ApiResponse {
  status: number
  body: any
  headers: Headers
}

/**
 * A client that sends requests to the application over HTTP, and validates each response against its
 * document.
 */
export class Visitor {
  readonly #address: string
  readonly #contract: Contract

  constructor (address: string, contract: Contract) {
    this.#address = address
    this.#contract = contract
  }

  post (path: string, body?: unknown, token?: string): Promise<ApiResponse> {
    return this.send('POST', path, body, token)
  }

  get (path: string, token?: string): Promise<ApiResponse> {
    return this.send('GET', path, undefined, token)
  }

  patch (path: string, body: unknown, token?: string): Promise<ApiResponse> {
    return this.send('PATCH', path, body, token)
  }

  put (path: string, body: unknown, token?: string): Promise<ApiResponse> {
    return this.send('PUT', path, body, token)
  }

  delete (path: string, token?: string): Promise<ApiResponse> {
    return this.send('DELETE', path, undefined, token)
  }

  /** @param path - under `/auth` */
  async send (
    method: string,
    path: string,
    body?: unknown,
    token?: string,
    headers: { [name: string]: string } = {}
  ): Promise<ApiResponse> {
    const url = `${this.#address}/auth${path}`
    const response = await fetch(url, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...headers
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) })
    })
    const text = await response.text()
    const passed = {
      status: response.status,
      body: text === '' ? null : JSON.parse(text),
      headers: response.headers
    }
    this.#contract.check(method, url, passed)
    return passed
  }
}

/** Starts an application and a client, which are closed when the test ends. */
export async function visit (t: Test, { ledger, ...settings }: AppSettings): Promise<Visitor> {
  const app = await buildApp(t, settings)
  const contract = new Contract(app, ledger)
  return new Visitor(await app.listen(), contract)
}

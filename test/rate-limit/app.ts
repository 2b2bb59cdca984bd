import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import type { Test as TapTest } from 'tap'
import type { RateLimitOptions } from '../../dist/rate-limit/options.js'
import { openRateLimiter, type AnyRequest } from '../../dist/rate-limit/rate-limiter.js'

/** Shared set-up of the rate-limit tests: limited routes, and attempts at them. */

export type Test = Pick<TapTest, 'teardown'>

export const HERE = '203.0.113.1'
export const ELSEWHERE = '198.51.100.2'

const named = (request: AnyRequest) => (request.body as { username: string }).username

/** Adds two operations on accounts and one without, with one limiter. */
export async function addRoutes (app: FastifyInstance, options: RateLimitOptions = {}): Promise<void> {
  const limiter = await openRateLimiter(options, app.log)
  app.addHook('onClose', async () => limiter.close())
  app.post('/signin', { preHandler: limiter.limit('signIn', named) }, async () => 'in')
  app.post('/forgot', { preHandler: limiter.limit('forgotPassword', named) }, async () => 'sent')
  app.post('/refresh', { preHandler: limiter.limit('refresh', () => null) }, async () => 'new')
}

export function emptyApp (t: Test, server: FastifyServerOptions = {}): FastifyInstance {
  const app = Fastify(server)
  t.teardown(async () => {
    await app.close()
  })
  return app
}

export async function buildLimited (
  t: Test,
  options: RateLimitOptions = {},
  server: FastifyServerOptions = {}
): Promise<FastifyInstance> {
  const app = emptyApp(t, server)
  await addRoutes(app, options)
  return app
}

export interface Attempt {
  url?: string
  username?: string
  from?: string
  headers?: Record<string, string>
}

export function attempt (
  app: FastifyInstance,
  { url = '/signin', username = 'jane', from = HERE, headers = {} }: Attempt = {}
) {
  return app.inject({ method: 'POST', url, payload: { username }, remoteAddress: from, headers })
}

/** Returns the status codes of some attempts, one after the other. */
export async function statuses (
  app: FastifyInstance,
  times: number,
  tried: Attempt | ((index: number) => Attempt) = {}
): Promise<readonly number[]> {
  const responses: number[] = []
  for (let index = 0; index < times; index++) {
    responses.push((await attempt(app, typeof tried === 'function' ? tried(index) : tried)).statusCode)
  }
  return responses
}

/** Returns the rate-limit headers of a response. */
export function limitHeaders ({ headers }: { headers: Record<string, unknown> }): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => /ratelimit|retry-after/.test(name)))
}

/** Replaces the system clock by one that advances only when the test says so. */
export function freezeClock (t: Pick<TapTest, 'intercept'>): { forward: (milliseconds: number) => void } {
  let now = Date.now()
  t.intercept(Date, 'now', { value: () => now })
  return {
    forward: milliseconds => {
      now += milliseconds
    }
  }
}

import type { FastifyHttpOptions } from 'fastify'
import type { Server } from 'node:http'
import type { Test } from 'tap'
import type { PoolOptions, SharedOptions } from '../../dist/index.js'
import {
  createTestLoadBalancer,
  createTestPool,
  type TestLoadBalancerOptions,
  type TestPool
} from '../../dist/testing/index.js'
import { buildApp, logged } from '../verification/app.js'

/** A pool, a load balancer and an application behind it. */
export async function behindLoadBalancer (
  t: Test,
  options: Partial<PoolOptions & SharedOptions> = {},
  { pool: existing, balancer = {}, server = {} }: {
    pool?: TestPool
    balancer?: TestLoadBalancerOptions
    server?: FastifyHttpOptions<Server>
  } = {}
) {
  const pool = existing ?? (await createTestPool({ clock: true }))
  const alb = await createTestLoadBalancer(pool, balancer)
  t.teardown(alb.close)
  const { app, lines, log } = await buildApp(t, { ...pool.options, alb: alb.options, ...options }, server)
  const get = async (headers: Readonly<Record<string, string | undefined>>, url = '/me') =>
    app.inject({ url, headers })
  return { app, pool, alb, lines, log, get }
}

export type Behind = Awaited<ReturnType<typeof behindLoadBalancer>>

/** Asserts that a request is rejected as documented, with the reason in the log and no token anywhere. */
export async function assertRejected (
  t: Test,
  { get, lines }: Pick<Behind, 'get' | 'lines'>,
  headers: Readonly<Record<string, string | undefined>>,
  expected: Readonly<Record<string, unknown>>
): Promise<void> {
  lines.length = 0
  const response = await get(headers)
  t.equal(response.statusCode, 401)
  t.match(response.json(), { code: 'FST_COGNITO_INVALID_TOKEN', message: 'The token is invalid or expired.' })
  t.match(logged(lines, 'token rejected'), [expected])
  const segments = Object.values(headers).flatMap(value => (value ?? '').split('.'))
  for (const segment of segments.filter(({ length }) => length > 40)) {
    t.notOk(lines.some(line => line.includes(segment)), 'no part of the token is logged')
    t.notOk(response.body.includes(segment))
  }
}

/** Returns the headers with another token. */
export const withData = (headers: Readonly<Record<string, string>>, data: string) => ({
  ...headers,
  'x-amzn-oidc-data': data
})

/** Returns the claims of a token. */
export function claimsOf (token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString())
}

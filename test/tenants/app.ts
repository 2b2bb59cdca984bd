import Fastify from 'fastify'
import type { Test } from 'tap'
import cognitoAuth, {
  type CognitoAuthOptions,
  type SinglePoolOptions,
  type ResolvedPoolOptions
} from '../../dist/index.js'
import { createTestPool, type TestPool } from '../../dist/testing/index.js'
import { logged } from '../verification/app.js'

process.env['NODE_ENV'] = 'test'

export const [acme, globex] = (await Promise.all(
  ['eu-west-1_Acme', 'eu-west-1_Globex'].map(userPoolId => createTestPool({ userPoolId }))
)) as [TestPool, TestPool]

/** A value that a resolve function may return, valid or not. */
type Resolved = ResolvedPoolOptions | null

/** An application whose pools are resolved from a map, by issuer; `calls` records every call. */
export async function build (
  t: Pick<Test, 'teardown'>,
  {
    known = new Map(),
    resolve,
    more = {},
    options = {}
  }: {
    known?: Map<string, unknown>
    resolve?: (issuer: string) => unknown
    more?: { max?: number, ttl?: number, timeout?: number }
    options?: Partial<SinglePoolOptions>
  } = {}
) {
  const lines: string[] = []
  const calls: string[] = []
  const app = Fastify({
    logger: {
      level: 'trace',
      stream: {
        write: (line: string) => {
          lines.push(line)
        }
      }
    }
  })
  t.teardown(() => app.close())
  const response = (issuer: string) => {
    calls.push(issuer)
    return (resolve ?? (async (issuer: string) => known.get(issuer) ?? null))(issuer) as Resolved
  }
  await app.register(cognitoAuth, {
    ...options,
    userPools: { resolve: response, ...more }
  } as CognitoAuthOptions)
  app.get('/me', { preHandler: app.requireUser() }, async request => request.currentUser)
  const send = (token: string, url = '/me') =>
    app.inject({ url, headers: { authorization: `Bearer ${token}` } })
  const status = async (token: string, url?: string) => (await send(token, url)).statusCode
  return { app, send, status, calls, known, lines, log: (message: string) => logged(lines, message) }
}

export const both = () =>
  new Map<string, unknown>([
    [acme.issuer, { name: 'acme', ...acme.options }],
    [globex.issuer, globex.options]
  ])

/** A token of an unknown pool. */
export const foreign = (issuer: string): string => acme.signIn({ claims: { iss: issuer } })

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
type Given = ResolvedPoolOptions | null

/** An application whose pools are resolved from a map, by issuer; `asked` records every call. */
export async function build (
  t: Pick<Test, 'teardown'>,
  {
    given = new Map(),
    resolve,
    more = {},
    options = {}
  }: {
    given?: Map<string, unknown>
    resolve?: (issuer: string) => unknown
    more?: { max?: number, ttl?: number, timeout?: number }
    options?: Partial<SinglePoolOptions>
  } = {}
) {
  const lines: string[] = []
  const asked: string[] = []
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
  const answer = (issuer: string) => {
    asked.push(issuer)
    return (resolve ?? (async (issuer: string) => given.get(issuer) ?? null))(issuer) as Given
  }
  await app.register(cognitoAuth, {
    ...options,
    userPools: { resolve: answer, ...more }
  } as CognitoAuthOptions)
  app.get('/me', { preHandler: app.requireUser() }, async request => request.currentUser)
  const ask = (token: string, url = '/me') =>
    app.inject({ url, headers: { authorization: `Bearer ${token}` } })
  const status = async (token: string, url?: string) => (await ask(token, url)).statusCode
  return { app, ask, status, asked, given, lines, log: (message: string) => logged(lines, message) }
}

export const both = () =>
  new Map<string, unknown>([
    [acme.issuer, { name: 'acme', ...acme.options }],
    [globex.issuer, globex.options]
  ])

/** A token of an unknown pool. */
export const foreign = (issuer: string): string => acme.signIn({ claims: { iss: issuer } })

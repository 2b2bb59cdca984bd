import t from 'tap'
import type { FastifyRequest } from 'fastify'
import { createTestPool } from '../../dist/testing/index.js'
import { buildApi } from '../api.js'
import { startScripted } from '../scripted.js'
import { SUCCESS } from './answers.js'
import { REQUESTS } from './bodies.js'

/** Routes use the verified token, whatever extractToken returns later. */

const pool = await createTestPool()
const { endpoint, calls } = await startScripted(t, () => SUCCESS)

const ROUTES = [
  { method: 'GET', url: '/profile' },
  ...Object.values(REQUESTS).filter(
    ({ url }) => url.startsWith('/auth/me') || url === '/auth/password/change'
  ),
  { method: 'PATCH', url: '/auth/me', payload: { email: 'jane@example.com' } },
  { method: 'POST', url: '/auth/signout', payload: { everywhere: true } }
] as const

const first = pool.signIn({ sub: 'jane' })
const later = pool.signIn({ sub: 'victim' })

/** Returns one token on the first call for a request, and another on each later one. */
function changing (): (request: FastifyRequest) => string {
  const seen = new WeakSet<FastifyRequest>()
  return request => {
    if (seen.has(request)) return later
    seen.add(request)
    return first
  }
}

/** Returns the access tokens that Cognito was called with. Calls with AWS credentials have none. */
async function tokensSent (work: () => Promise<unknown>): Promise<unknown[]> {
  calls.length = 0
  await work()
  const own = calls.filter(({ operation }) => !operation.startsWith('Admin'))
  return [...new Set(own.map(({ body }) => body['AccessToken']))]
}

t.test('every route calls Cognito with the token that its guards verified', async t => {
  const app = await buildApi(t, pool, { endpoint, extractToken: changing() })
  t.ok(ROUTES.length > 15, 'there are routes')
  for (const target of ROUTES) {
    const sent = await tokensSent(async () => {
      t.ok((await app.inject(target)).statusCode < 300, `${target.method} ${target.url}`)
    })
    t.strictSame(sent, [first], `${target.method} ${target.url}`)
  }
})

t.test(
  'a token in the body, which is parsed after the guard has run, does not replace the verified one',
  async t => {
    const extractToken = ({ body, headers }: FastifyRequest) => {
      const { name } = (body ?? {}) as { name?: string }
      return name ?? headers.authorization?.slice('Bearer '.length)
    }
    const app = await buildApi(t, pool, { endpoint, extractToken })
    const sent = await tokensSent(async () => {
      const headers = { authorization: `Bearer ${first}` }
      const payload = { name: later }
      const response = await app.inject({ method: 'PATCH', url: '/auth/me', headers, payload })
      t.equal(response.statusCode, 200)
    })
    t.strictSame(sent, [first])
  }
)

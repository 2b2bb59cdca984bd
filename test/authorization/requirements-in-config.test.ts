import type { FastifyInstance, HTTPMethods } from 'fastify'
import t, { type Test } from 'tap'
import { memorySessions, type Guard } from '../../dist/index.js'
import { buildApi } from '../api.js'
import { pool } from './app.js'

/** `config.cognito` of a route has the requirements of its guards, for tools that list or document routes. */

const names = (...any: string[]) => ({ any, all: [], none: [] })

/** Returns an application, and a function that returns `config.cognito` of a route. */
async function start (t: Test, after?: (app: FastifyInstance) => void) {
  let requirements: unknown
  const app = await buildApi(t, pool, {
    // No request gets that far.
    endpoint: 'http://127.0.0.1:1',
    tokenUse: null,
    permissions: { admin: ['orders:*'] },
    routes: {
      prefix: '/auth',
      rateLimit: false,
      admin: { users: { groups: ['support'] }, groups: { groups: ['admin'] } }
    },
    session: { origin: 'https://app.example.com', store: memorySessions(), signInPath: '/login' },
    before: app => {
      app.addHook('onRequest', async request => {
        requirements = request.routeOptions.config.cognito
      })
    },
    ...(after !== undefined && { after })
  })
  return async (url: string, method: HTTPMethods = 'GET') => {
    await app.inject({ url, method: method as 'GET' })
    return requirements
  }
}

t.test('each guard adds its requirements', async t => {
  const expected = {
    requireUser: { user: 'required', session: true },
    optionalUser: { user: 'optional', session: true },
    requireGroups: { user: 'required', session: true, groups: names('admin') },
    requirePermissions: { user: 'required', session: true, permissions: names('orders:read') },
    requireScopes: { user: 'required', session: true, scopes: names('orders/read') },
    // No machine has a session.
    requireMachine: { user: 'required', kind: 'machine' },
    requireRecentSignIn: { user: 'required', session: true, recentSignIn: 300 },
    requireSignIn: { user: 'required', session: true },
    'requireSignIn-maxAge': { user: 'required', session: true, recentSignIn: 60 },
    'requireUser-id': { user: 'required' }
  }
  const requirementsOf = await start(t, app => {
    const guards: Record<keyof typeof expected, Guard> = {
      requireUser: app.requireUser(),
      optionalUser: app.optionalUser(),
      requireGroups: app.requireGroups(['admin']),
      requirePermissions: app.requirePermissions(['orders:read']),
      requireScopes: app.requireScopes(['orders/read']),
      requireMachine: app.requireMachine(),
      requireRecentSignIn: app.requireRecentSignIn(300),
      requireSignIn: app.requireSignIn(),
      'requireSignIn-maxAge': app.requireSignIn({ maxAge: 60 }),
      'requireUser-id': app.requireUser({ tokenUse: 'id' })
    }
    for (const [name, guard] of Object.entries(guards)) {
      app.get(`/${name}`, { preHandler: guard }, async () => 'in')
    }
  })
  for (const [name, requirements] of Object.entries(expected)) {
    t.strictSame(await requirementsOf(`/${name}`), [requirements], name)
  }
})

t.test('the routes of the auth API have the requirements of their guards', async t => {
  const requirementsOf = await start(t)
  const administrator = (group: string) =>
    ({ user: 'required', session: true, kind: 'user', groups: names(group) })
  t.strictSame(await requirementsOf('/auth/me'), [{ user: 'required', session: true }])
  t.strictSame(await requirementsOf('/auth/admin/users'), [administrator('support')])
  t.strictSame(await requirementsOf('/auth/admin/groups'), [administrator('admin')])
  t.equal(await requirementsOf('/auth/signin', 'POST'), undefined)
})

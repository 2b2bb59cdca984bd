import fastifyAuth from '@fastify/auth'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import t, { type Test } from 'tap'
import cognitoAuth, { type SinglePoolOptions, type Guard } from '../../dist/index.js'
import { emptyApp, bearer, build, asUser, pool } from './app.js'

/**
 * When a guard denies a user, `currentUser` is null in hooks, error handlers and other guards of the list.
 */

const TWO_USES = { tokenUse: null } as const
const asyncGroups = { groups: async () => ['clerk'], permissions: { clerk: ['orders:read'] } }

/** Each guard that denies a user with an access token, and the options it needs. */
const DENYING: Record<
  string,
  { options?: Partial<SinglePoolOptions>, make: (app: FastifyInstance) => Guard }
> = {
  groups: { make: app => app.requireGroups(['admin']) },
  'groups from a source': { options: asyncGroups, make: app => app.requireGroups(['admin']) },
  permissions: { options: asyncGroups, make: app => app.requirePermissions(['orders:write']) },
  scopes: { make: app => app.requireScopes(['orders/write']) },
  machine: { make: app => app.requireMachine() },
  'recent sign-in': { make: app => app.requireRecentSignIn(60) },
  narrowed: { options: TWO_USES, make: app => app.requireUser({ tokenUse: 'id' }) },
  'optional, restricted': { options: TWO_USES, make: app => app.optionalUser({ tokenUse: 'id' }) }
}

const denied = () => asUser({ claims: { auth_time: 1 } })

/** Summarizes what a request can do for its user in one line. */
async function abilities (request: FastifyRequest): Promise<string> {
  const codeOf = async (work: () => Promise<unknown>) => {
    try {
      return JSON.stringify(await work())
    } catch (error) {
      return (error as { code: string }).code
    }
  }
  return [
    String(request.currentUser?.id),
    await codeOf(async () => request.groups()),
    await codeOf(async () => request.permissions()),
    await codeOf(async () => request.allows({ groups: { none: ['suspended'] } })),
    await codeOf(async () => request.loadProfile())
  ].join(' ')
}

const NONE =
  'undefined FST_COGNITO_NO_CREDENTIALS FST_COGNITO_NO_CREDENTIALS false FST_COGNITO_NO_CREDENTIALS'

async function buildWatched (t: Test, options: Partial<SinglePoolOptions> = {}) {
  const app = await build(t, options)
  const seen: string[] = []
  app.setErrorHandler(async (error, request, reply) => {
    seen.push(await abilities(request))
    return reply.code((error as { statusCode: number }).statusCode).send('denied')
  })
  app.addHook('onResponse', async request => {
    seen.push(await abilities(request))
  })
  return { app, seen }
}

t.test('a single guard that denies access leaves no user, in any hook', async t => {
  for (const [name, { options, make }] of Object.entries(DENYING)) {
    for (const hook of ['onRequest', 'preParsing', 'preValidation', 'preHandler']) {
      const { app, seen } = await buildWatched(t, options)
      app.get('/', { [hook]: make(app) }, async () => 'in')
      const { statusCode } = await app.inject({ url: '/', headers: denied() })
      t.ok([401, 403].includes(statusCode), `${name} ${hook}`)
      t.strictSame(seen, [NONE, NONE], `${name} ${hook}`)
    }
  }
})

t.test(
  'a guard that denies access before another @fastify/auth function passes leaves no user',
  async t => {
    const apiKey = async () => {}
    for (const [name, { options, make }] of Object.entries(DENYING)) {
      const app = emptyApp(t)
      await app.register(fastifyAuth)
      await app.register(cognitoAuth, { ...pool.options, ...options })
      app.get('/', { preHandler: app.auth([make(app), apiKey]) }, abilities)
      app.get('/all', { preHandler: app.auth([apiKey, make(app)], { run: 'all' }) }, abilities)
      t.equal((await app.inject({ url: '/', headers: denied() })).body, NONE, name)
      t.equal((await app.inject({ url: '/all', headers: denied() })).body, NONE, `${name}, run: all`)
    }
  }
)

t.test('a guard that passes sets the user, whichever other guard of the list denies access', async t => {
  const app = emptyApp(t)
  await app.register(fastifyAuth)
  await app.register(cognitoAuth, pool.options)
  const [open, closed] = [app.requireUser(), app.requireGroups(['admin'])]
  const paths: string[] = []
  for (const [url, list] of [
    ['/first', [open, closed]],
    ['/last', [closed, open]]
  ] as const) {
    for (const run of [undefined, 'all'] as const) {
      const path = paths[paths.push(`${url}${run ?? ''}`) - 1] as string
      app.get(
        path,
        { preHandler: app.auth([...list], run && { run }) },
        async request => request.currentUser?.id
      )
    }
  }
  for (const url of paths) {
    t.equal((await app.inject({ url, headers: asUser({ sub: 'jane' }) })).body, 'jane', url)
  }
})

t.test('the user is set for the hooks after a guard, not for those before it', async t => {
  const app = await build(t, { groups: async () => ['admin'] })
  const seen: unknown[] = []
  const note = async (request: FastifyRequest) => {
    seen.push(request.currentUser?.id ?? null)
  }
  app.get(
    '/',
    { preValidation: note, preHandler: [note, app.requireGroups(['admin']), note] },
    async () => 'in'
  )
  t.equal((await app.inject({ url: '/', headers: asUser({ sub: 'jane' }) })).statusCode, 200)
  t.strictSame(seen, [null, null, 'jane'])
})

t.test("a source may read the request's user", async t => {
  const seen: unknown[] = []
  const app = await build(t, {
    groups: async () => ['clerk'],
    permissions: async (_user, request) => {
      seen.push(request.currentUser, await request.groups(), await request.allows({ groups: ['clerk'] }))
      return ['orders:read']
    }
  })
  app.get(
    '/',
    { preHandler: [app.requirePermissions(['orders:read']), app.requireGroups(['clerk'])] },
    async () => 'in'
  )
  t.equal((await app.inject({ url: '/', headers: asUser() })).body, 'in')
  t.strictSame(seen, [null, ['clerk'], true])
})

t.test('two guards checked concurrently each pass the right user to their source', async t => {
  const waits: Record<string, Promise<unknown>> = {}
  const app = await build(t, {
    groups: async () => ['clerk'],
    permissions: async (_user, request) => {
      await waits['groups']
      return (await request.groups()).map(group => `${group}:read`)
    }
  })
  const [groups, permissions] = [app.requireGroups(['clerk']), app.requirePermissions(['clerk:read'])]
  app.get('/', async (request, reply) => {
    waits['groups'] = groups(request, reply)
    await Promise.all([waits['groups'], permissions(request, reply)])
    return request.currentUser?.id
  })
  t.equal((await app.inject({ url: '/', headers: asUser({ sub: 'jane' }) })).body, 'jane')
})

t.test('loadProfile is never called for another user than the one whose token was verified', async t => {
  const app = await build(t)
  const kim = await app.cognito.verify(pool.signIn({ sub: 'kim' }))
  app.get(
    '/',
    {
      preHandler: [
        app.requireUser(),
        async request => {
          request.currentUser = kim
        }
      ]
    },
    abilities
  )
  t.match(
    (await app.inject({ url: '/', headers: asUser({ sub: 'jane' }) })).body,
    /^kim .* FST_COGNITO_NO_CREDENTIALS$/
  )
})

t.test('a user set by the application has groups, but no profile', async t => {
  const app = await build(t, { groups: async user => [`of ${user.id}`] })
  const jane = await app.cognito.verify(pool.signIn({ sub: 'jane' }))
  app.addHook('onRequest', async request => {
    request.currentUser = jane
  })
  app.get('/', abilities)
  t.equal((await app.inject('/')).body, 'jane ["of jane"] [] true FST_COGNITO_NO_CREDENTIALS')
  const profile = emptyApp(t)
  await profile.register(cognitoAuth, pool.options)
  profile.get('/', async request => request.loadProfile())
  const response = await profile.inject({ url: '/', headers: bearer(pool.signIn()) })
  t.strictSame([response.statusCode, response.headers['www-authenticate']], [401, 'Bearer realm="cognito"'])
})

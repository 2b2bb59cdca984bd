import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { FastifyReply, FastifyRequest } from 'fastify'
import t from 'tap'
import cognitoAuth, { type Condition } from '../../dist/index.js'
import { createTestPool } from '../../dist/testing/index.js'
import { holds } from '../verification/property/subject.js'
import { emptyApp, bearer, build, asUser, pool } from './app.js'

const MAP = { clerk: ['orders:read'], manager: ['orders:*'] }

t.test('a condition is met only when all of its parts are', async t => {
  const app = await build(t, { permissions: MAP })
  let condition: Condition = {}
  app.get('/', { preHandler: app.requireUser() }, async request => ({
    allowed: await request.allows(condition)
  }))
  const allowed = async (required: Condition, headers: Record<string, string>) => {
    condition = required
    return (await app.inject({ url: '/', headers })).json().allowed as boolean
  }
  const manager = asUser({ groups: ['manager'], scopes: ['orders/read'] })
  const clerk = asUser({ groups: ['clerk'], scopes: ['orders/read'] })
  const machine = bearer(pool.machine({ scopes: ['orders/read'] }))
  const table: [Condition, manager: boolean, clerk: boolean, machine: boolean][] = [
    [{ groups: ['manager', 'admin'] }, true, false, false],
    [{ groups: { none: ['manager'] } }, false, true, true],
    [{ scopes: ['orders/read'] }, true, true, true],
    [{ scopes: ['orders/write'] }, false, false, false],
    [{ permissions: ['orders:delete'] }, true, false, false],
    [{ permissions: { any: ['orders:read'], none: ['orders:delete'] } }, false, true, false],
    [{ groups: ['manager'], scopes: ['orders/read'], permissions: ['orders:read'] }, true, false, false],
    [
      { groups: ['clerk', 'manager'], scopes: ['orders/write'], permissions: ['orders:read'] },
      false,
      false,
      false
    ],
    [{ groups: ['admin'], permissions: ['orders:read'] }, false, false, false],
    [{ groups: ['manager'], permissions: ['stock:read'] }, false, false, false]
  ]
  for (const [required, ...expected] of table) {
    t.strictSame(
      [await allowed(required, manager), await allowed(required, clerk), await allowed(required, machine)],
      expected,
      JSON.stringify(required)
    )
  }
})

t.test('without a user no condition is met, and no source is called', async t => {
  let calls = 0
  const app = await build(t, {
    groups: async () => [String(calls++)],
    permissions: async () => [String(calls++)]
  })
  const conditions: Condition[] = [
    { groups: { none: ['suspended'] } },
    { permissions: { none: ['a'] } },
    { scopes: { none: ['a'] } }
  ]
  const handler = async (request: { allows: (condition: Condition) => Promise<boolean> }) =>
    Promise.all(conditions.map(async condition => request.allows(condition)))
  app.get('/open', handler)
  app.get('/optional', { preHandler: app.optionalUser() }, handler)
  t.strictSame((await app.inject('/optional')).json(), [false, false, false])
  t.strictSame(
    (await app.inject({ url: '/open', headers: asUser() })).json(),
    [false, false, false],
    'a route without a guard has no user either'
  )
  t.equal(calls, 0)
  t.strictSame((await app.inject({ url: '/optional', headers: asUser() })).json(), [true, true, true])
})

t.test(
  'a source is called only when the result depends on it, and not again after a guard has called it',
  async t => {
    const loaded: string[] = []
    const app = await build(t, {
      groups: async () => {
        loaded.push('groups')
        return ['clerk']
      },
      permissions: async () => {
        loaded.push('permissions')
        return ['orders:read']
      }
    })
    let condition: Condition = {}
    app.get('/', { preHandler: app.requireUser() }, async request => request.allows(condition))
    app.get(
      '/guarded',
      { preHandler: [app.requirePermissions(['orders:read']), app.requireGroups(['clerk'])] },
      async request => [await request.allows(condition), await request.allows(condition)]
    )
    const loadedFor = async (of: Condition, url = '/') => {
      condition = of
      loaded.length = 0
      t.equal((await app.inject({ url, headers: asUser() })).statusCode, 200)
      return [...loaded]
    }
    t.strictSame(
      await loadedFor({ scopes: ['orders/read'], groups: ['clerk'], permissions: ['orders:read'] }),
      []
    )
    t.strictSame(await loadedFor({ groups: ['manager'], permissions: ['orders:read'] }), ['groups'])
    t.strictSame(await loadedFor({ groups: ['clerk'], permissions: ['orders:read'] }), [
      'groups',
      'permissions'
    ])
    t.strictSame(await loadedFor({ permissions: ['orders:read'] }), ['permissions'])
    t.strictSame(await loadedFor({ groups: ['clerk'], permissions: ['orders:read'] }, '/guarded'), [
      'permissions',
      'groups'
    ])
  }
)

const UNKNOWN =
  'request.allows: the condition must have groups, scopes, permissions, pool, clientId, tokenUse or ' +
  'audience; got'

t.test('an invalid condition throws, with and without a user', async t => {
  const app = await build(t, { permissions: MAP })
  let condition: unknown
  app.get('/', { preHandler: app.optionalUser() }, async request => request.allows(condition as Condition))
  const rejected: [unknown, string][] = [
    [undefined, "request.allows: the condition must be an object such as { groups: ['admin'] }; got nothing"],
    [null, "request.allows: the condition must be an object such as { groups: ['admin'] }; got null"],
    ['admin', 'request.allows: the condition must be an object such as { groups: [\'admin\'] }; got "admin"'],
    [['admin'], `${UNKNOWN} '0'`],
    [{}, `${UNKNOWN} an empty object`],
    [[], `${UNKNOWN} an empty object`],
    [{ group: ['admin'] }, `${UNKNOWN} 'group'`],
    [{ scopes: ['a'], role: ['admin'] }, `${UNKNOWN} 'role'`],
    [{ scopes: ['a'], toString: ['admin'] }, `${UNKNOWN} 'toString'`],
    [
      { scopes: ['a'], groups: undefined },
      "request.allows: the requirement must be a list such as ['admin'], or { any, all, none }; got nothing"
    ],
    [
      { scopes: ['a'], permissions: undefined },
      "request.allows: the requirement must be a list such as ['admin'], or { any, all, none }; got nothing"
    ],
    [
      { groups: ['a'], scopes: undefined },
      "request.allows: the requirement must be a list such as ['admin'], or { any, all, none }; got nothing"
    ],
    [{ groups: 'admin' }, "request.allows: the requirement must be a list, ['admin']; got a string"],
    [{ groups: [] }, 'request.allows: the requirement must be a list of at least one name'],
    [
      { scopes: ['a b'] },
      "request.allows: scopes must be listed separately, as in ['orders/read', 'orders/write']; got 'a b'"
    ],
    [
      { permissions: ['orders:*'] },
      "request.allows: permissions must be written in full, as in ['orders:read'], without *; got " +
        "'orders:*'"
    ]
  ]
  for (const [given, message] of rejected) {
    condition = given
    for (const headers of [{}, asUser()]) {
      t.match(
        (await app.inject({ url: '/', headers })).json(),
        { statusCode: 500, code: 'FST_COGNITO_INVALID_REQUIREMENT', message },
        JSON.stringify(given)
      )
    }
  }
})

t.test('a source that fails or returns an invalid value throws instead of returning false', async t => {
  const app = await build(t, {
    groups: async () => {
      throw new Error('down')
    },
    permissions: async () => 'orders:read' as never
  })
  app.get('/groups', { preHandler: app.requireUser() }, async request =>
    request.allows({ groups: { none: ['suspended'] } })
  )
  app.get('/permissions', { preHandler: app.requireUser() }, async request =>
    request.allows({ permissions: ['orders:read'] })
  )
  const failed = await app.inject({ url: '/groups', headers: asUser() })
  t.strictSame(
    [failed.statusCode, failed.json().code, failed.headers['retry-after']],
    [503, 'FST_COGNITO_SOURCE_UNAVAILABLE', '5']
  )
  const wrong = await app.inject({ url: '/permissions', headers: asUser() })
  t.strictSame([wrong.statusCode, wrong.json().code], [500, 'FST_COGNITO_INVALID_SOURCE_RESULT'])
})

t.test(
  'a condition can be restricted to a pool, an app client or a token use, as guards can',
  async t => {
    const staff = await createTestPool({ userPoolId: 'eu-west-1_Staff0001', clientId: 'staff1client' })
    const app = emptyApp(t)
    const customers = { ...pool.options, clientId: [pool.clientId, 'mobile1client'], tokenUse: null }
    await app.register(cognitoAuth, { userPools: { customers, staff: staff.options } })
    let condition: unknown = {}
    app.get('/', { preHandler: app.optionalUser() }, async request => request.allows(condition as Condition))
    const response = async (required: unknown, headers: Record<string, string>) => {
      condition = required
      return (await app.inject({ url: '/', headers })).json()
    }
    const callers = [
      asUser({ groups: ['admin'] }),
      staff.authorization({ groups: ['admin'] }),
      bearer(pool.idToken({ groups: ['admin'] })),
      asUser({ groups: ['admin'], clientId: 'mobile1client' }),
      staff.authorization(),
      {}
    ]
    const groups = ['admin']
    const table: [Condition, expected: boolean[]][] = [
      [{ groups }, [true, true, true, true, false, false]],
      [{ groups, pool: 'staff' }, [false, true, false, false, false, false]],
      [{ groups, pool: 'customers' }, [true, false, true, true, false, false]],
      [{ groups, tokenUse: 'id' }, [false, false, true, false, false, false]],
      [{ groups, clientId: 'mobile1client' }, [false, false, false, true, false, false]],
      [
        { groups, clientId: [pool.clientId, 'staff1client'], tokenUse: 'access' },
        [true, true, false, false, false, false]
      ],
      [{ pool: 'staff' }, [false, true, false, false, true, false]],
      [
        { pool: 'customers', scopes: { none: ['a'] }, tokenUse: 'access' },
        [true, false, false, true, false, false]
      ]
    ]
    for (const [required, expected] of table) {
      const responses = []
      for (const headers of callers) responses.push(await response(required, headers))
      t.strictSame(responses, expected, JSON.stringify(required))
    }
    const rejected: [unknown, string][] = [
      [{ groups, pol: 'staff' }, `${UNKNOWN} 'pol'`],
      [{ groups, pool: undefined }, 'request.allows: pool must not be undefined'],
      [{ groups, clientId: undefined }, 'request.allows: clientId must not be undefined'],
      [{ groups, tokenUse: undefined }, 'request.allows: tokenUse must not be undefined'],
      [
        { groups, pool: 'stuff' },
        'request.allows: no token can be accepted: pool must be one of customers, staff; got "stuff"'
      ],
      [
        { groups, clientId: 'web' },
        'request.allows: no token can be accepted: clientId must be one of the app clients in the options; ' +
          'got ' +
          '"web"'
      ],
      [
        { groups, pool: 'staff', tokenUse: 'id' },
        'request.allows: no token can be accepted: the options accept only access tokens'
      ]
    ]
    for (const [required, message] of rejected) {
      for (const headers of [{}, asUser()]) {
        t.match(
          await response(required, headers),
          { statusCode: 500, code: 'FST_COGNITO_INVALID_REQUIREMENT', message },
          JSON.stringify(required)
        )
      }
    }
  }
)

const name = fc.constantFrom('a', 'b', 'c', 'a:b', 'a:c', 'A', '__proto__', 'constructor')
const names = fc.array(name, { minLength: 1, maxLength: 3 })
const requirement = fc.oneof(
  names,
  fc
    .record({ any: names, all: names, none: names }, { requiredKeys: [] })
    .filter(required => Object.keys(required).length > 0)
)
const held = fc.array(fc.oneof(name, fc.constantFrom('a:*', '*', 'b:*')), { maxLength: 4 })

t.test('returns what requireGroups, requireScopes and requirePermissions together decide', async t => {
  let [groups, permissions]: [string[], string[]] = [[], []]
  const app = await build(t, { groups: async () => groups, permissions: async () => permissions })
  let work: (request: FastifyRequest, reply: FastifyReply) => Promise<boolean> = async () => false
  app.get('/', { preHandler: app.requireUser() }, async (request, reply) => work(request, reply))
  const responseOf = async (scopes: string[], next: typeof work) => {
    work = next
    return (await app.inject({ url: '/', headers: asUser({ scopes }) })).json() as boolean
  }
  const required = fc
    .record({ groups: requirement, scopes: requirement, permissions: requirement }, { requiredKeys: [] })
    .filter(required => Object.keys(required).length > 0)
  const seen = new Set<boolean>()
  await holds(
    fc.record({
      groups: held,
      permissions: held,
      scopes: fc.array(name, { minLength: 1, maxLength: 4 }),
      required
    }),
    400,
    async ({ required, scopes, ...has }) => {
      ;({ groups, permissions } = has)
      const guards = [
        ...(required.groups === undefined ? [] : [app.requireGroups(required.groups)]),
        ...(required.scopes === undefined ? [] : [app.requireScopes(required.scopes)]),
        ...(required.permissions === undefined ? [] : [app.requirePermissions(required.permissions)])
      ]
      const allowed = await responseOf(scopes, async request => request.allows(required))
      const passed = await responseOf(scopes, async (request, reply) => {
        const verdicts = await Promise.all(
          guards.map(async guard =>
            guard(request, reply).then(
              () => true,
              () => false
            )
          )
        )
        return verdicts.every(Boolean)
      })
      assert.equal(allowed, passed, JSON.stringify({ required, scopes, has }))
      seen.add(allowed)
    }
  )
  t.same(seen, new Set([true, false]))
})

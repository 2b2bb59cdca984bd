import t from 'tap'
import type { TokenRestriction, Requirement } from '../../dist/index.js'
import { bearer, build, asUser, pool, statuses } from './app.js'

/** Returns the status codes of a route with this requirement, for users in these groups. */
async function send (
  t: Parameters<typeof build>[0],
  requirement: Requirement,
  users: ReadonlyArray<readonly string[]>
): Promise<number[]> {
  const app = await build(t)
  app.get('/', { preHandler: app.requireGroups(requirement) }, async () => 'in')
  return statuses(
    app,
    '/',
    users.map(groups => asUser({ groups }))
  )
}

t.test('a list requires any of its groups', async t => {
  t.strictSame(
    await send(t, ['a', 'b'], [['a'], ['b', 'c'], ['a', 'b'], ['c'], []]),
    [200, 200, 200, 403, 403]
  )
})

t.test('any, all and none each require what they say', async t => {
  t.strictSame(await send(t, { any: ['a', 'b'] }, [['a'], ['b'], ['c']]), [200, 200, 403])
  t.strictSame(await send(t, { all: ['a', 'b'] }, [['b', 'a'], ['a'], ['b'], []]), [200, 403, 403, 403])
  t.strictSame(await send(t, { none: ['a', 'b'] }, [['c'], [], ['a'], ['c', 'b']]), [200, 200, 403, 403])
})

t.test('any, all and none combined must all hold', async t => {
  const users = [['a', 'x'], ['b', 'x', 'y'], ['x'], ['a'], ['a', 'x', 'z']]
  t.strictSame(await send(t, { any: ['a', 'b'], all: ['x'], none: ['z'] }, users), [200, 200, 403, 403, 403])
})

t.test('names are compared exactly and case-sensitively', async t => {
  const users = [
    ['admin'],
    ['administrators'],
    ['Admin'],
    ['ADMIN'],
    ['adm'],
    ['admin '],
    ['admin,staff'],
    ['a', 'd', 'm', 'i', 'n']
  ]
  t.strictSame(await send(t, ['admin'], users), [200, 403, 403, 403, 403, 403, 403, 403])
  t.strictSame(
    await send(t, { none: ['admin'] }, [['admin'], ['Admin'], ['administrators']]),
    [403, 200, 200]
  )
})

t.test('names of Object.prototype properties are ordinary group names', async t => {
  for (const name of ['constructor', '__proto__', 'toString', 'length', '0']) {
    t.strictSame(await send(t, [name], [[name], [], ['admin']]), [200, 403, 403], name)
  }
})

t.test('values that only resemble groups grant nothing', async t => {
  const app = await build(t)
  app.get('/', { preHandler: app.requireGroups(['admin']) }, async () => 'in')
  for (const groups of [
    'admin',
    'administrators',
    { 0: 'admin', length: 1 },
    { admin: true },
    [['admin']],
    true,
    null
  ]) {
    const { statusCode } = await app.inject({
      url: '/',
      headers: asUser({ claims: { 'cognito:groups': groups } })
    })
    t.equal(statusCode, 403, JSON.stringify(groups))
  }
})

t.test('changing a list after a guard was created does not change the guard', async t => {
  const app = await build(t)
  const names = ['admin']
  app.get('/', { preHandler: app.requireGroups(names) }, async () => 'in')
  names.push('user')
  t.strictSame(
    await statuses(app, '/', [asUser({ groups: ['user'] }), asUser({ groups: ['admin'] })]),
    [403, 200]
  )
})

t.test('an invalid requirement throws when the guard is created, with a remedy', async t => {
  const app = await build(t)
  const invalid: ReadonlyArray<[unknown, string]> = [
    ['admin', "the requirement must be a list, ['admin']; got a string"],
    [[], 'the requirement must be a list of at least one name'],
    [{}, 'the requirement must have any, all or none; got an empty object. For any user, use requireUser()'],
    [{ every: ['a'] }, "the requirement must have any, all or none; got 'every'"],
    [{ any: ['a'], All: ['b'] }, "the requirement must have any, all or none; got 'All'"],
    [{ any: 'admin' }, 'any must be a list of at least one name'],
    [{ any: ['a'], all: [] }, 'all must be a list of at least one name'],
    [{ any: ['a'], none: undefined }, 'none must be a list of at least one name'],
    [['a', 1], 'the requirement must contain only non-empty strings'],
    [{ none: [''] }, 'none must contain only non-empty strings'],
    [undefined, "the requirement must be a list such as ['admin'], or { any, all, none }; got nothing"],
    [null, "the requirement must be a list such as ['admin'], or { any, all, none }; got null"],
    [
      () => ['admin'],
      "the requirement must be a list such as ['admin'], or { any, all, none }; got a function"
    ]
  ]
  for (const guard of ['requireGroups', 'requireScopes'] as const) {
    for (const [requirement, remedy] of invalid) {
      t.throws(() => app[guard](requirement as Requirement), {
        code: 'FST_COGNITO_INVALID_REQUIREMENT',
        message: `${guard}: ${remedy}`
      })
    }
  }
})

t.test('an invalid scope throws when the guard is created', async t => {
  const app = await build(t)
  for (const scope of ['orders/read orders/write', 'orders/"read"', 'bestellungen/lösen', 'a\nb']) {
    for (const requirement of [[scope], { all: [scope] }, { any: ['a', scope] }, { none: [scope] }]) {
      t.throws(() => app.requireScopes(requirement), {
        code: 'FST_COGNITO_INVALID_REQUIREMENT',
        message:
          "requireScopes: scopes must be listed separately, as in ['orders/read', 'orders/write']; got " +
          `'${scope}'`
      })
    }
  }
})

t.test('a guard restricted to app clients accepts only their tokens', async t => {
  const app = await build(t, { clientId: ['web', 'phone', 'desk'] })
  app.get('/one', { preHandler: app.requireUser({ clientId: 'web' }) }, async () => 'in')
  app.get(
    '/two',
    { preHandler: app.requireGroups(['admin'], { clientId: ['web', 'phone'] }) },
    async () => 'in'
  )
  app.get('/optional', { preHandler: app.optionalUser({ clientId: 'web' }) }, async request => ({
    id: request.currentUser
  }))
  const callers = ['web', 'phone', 'desk'].map(id => asUser({ groups: ['admin'], claims: { client_id: id } }))
  t.strictSame(await statuses(app, '/one', callers), [200, 401, 401])
  t.strictSame(await statuses(app, '/two', callers), [200, 200, 401])
  t.strictSame(await statuses(app, '/optional', callers), [200, 401, 401])
})

t.test('when any app client is accepted, a guard may still require one', async t => {
  const app = await build(t, { clientId: null })
  app.get('/', { preHandler: app.requireUser({ clientId: 'web' }) }, async () => 'in')
  t.strictSame(await statuses(app, '/', [asUser({ claims: { client_id: 'web' } }), asUser()]), [200, 401])
})

t.test('a guard restricted to a token use accepts no other', async t => {
  const app = await build(t, { tokenUse: null })
  app.get('/either', { preHandler: app.requireUser() }, async () => 'in')
  app.get('/id', { preHandler: app.requireUser({ tokenUse: 'id' }) }, async () => 'in')
  app.get('/access', { preHandler: app.requireScopes(['a'], { tokenUse: 'access' }) }, async () => 'in')
  const callers = [asUser({ scopes: ['a'] }), bearer(pool.idToken())]
  t.strictSame(await statuses(app, '/either', callers), [200, 200])
  t.strictSame(await statuses(app, '/id', callers), [401, 200])
  t.strictSame(await statuses(app, '/access', callers), [200, 401])
})

t.test('a guard restricted to the only pool accepts its tokens', async t => {
  const app = await build(t)
  app.get(
    '/',
    { preHandler: app.requireUser({ pool: 'default' }) },
    async request => request.currentUser?.pool
  )
  t.equal((await app.inject({ url: '/', headers: asUser() })).body, 'default')
})

t.test(
  'a restriction that is empty or that no token could meet throws when the guard is created',
  async t => {
    const app = await build(t)
    const invalid: ReadonlyArray<[unknown, string]> = [
      [
        { clientID: 'web' },
        "the token restriction must have pool, clientId, tokenUse or audience; got 'clientID'"
      ],
      [
        { clientId: undefined },
        'clientId must not be undefined; omit it to accept every clientId of the options'
      ],
      [['admin'], 'the token restriction must be { pool, clientId, tokenUse, audience }; got ["admin"]'],
      ['web', 'the token restriction must be { pool, clientId, tokenUse, audience }; got "web"'],
      [null, 'the token restriction must be { pool, clientId, tokenUse, audience }; got null'],
      [
        { clientId: 'web' },
        'no token can be accepted: clientId must be one of the app clients in the options; got "web"'
      ],
      [
        { clientId: [] },
        'no token can be accepted: clientId must be the ID of an app client, or a list of IDs; got ' +
          'an empty list'
      ],
      [
        { clientId: 5 },
        'no token can be accepted: clientId must be the ID of an app client, or a list of IDs; got 5'
      ],
      [
        { tokenUse: 'id' },
        'no token can be accepted: the options accept only access tokens; set options.tokenUse to null to ' +
          'accept both'
      ],
      [
        { tokenUse: 'refresh' },
        "no token can be accepted: tokenUse must be 'access', 'id' or 'alb'; got \"refresh\""
      ],
      [{ pool: 'staff' }, 'no token can be accepted: pool must be one of default; got "staff"']
    ]
    for (const [narrowing, why] of invalid) {
      const rejected = (guard: string) => ({
        code: 'FST_COGNITO_INVALID_REQUIREMENT',
        message: `${guard}: ${why}`
      })
      t.throws(() => app.requireUser(narrowing as TokenRestriction), rejected('requireUser'))
      t.throws(() => app.optionalUser(narrowing as TokenRestriction), rejected('optionalUser'))
      t.throws(() => app.requireGroups(['a'], narrowing as TokenRestriction), rejected('requireGroups'))
      t.throws(() => app.requireScopes(['a'], narrowing as TokenRestriction), rejected('requireScopes'))
    }
  }
)

t.test('requiring scopes of ID tokens, which have none, throws when the guard is created', async t => {
  for (const [options, narrowing] of [
    [{ tokenUse: 'id' }, undefined],
    [{ tokenUse: null }, { tokenUse: 'id' }]
  ] as const) {
    const app = await build(t, options)
    t.throws(() => app.requireScopes(['a'], narrowing), {
      code: 'FST_COGNITO_INVALID_REQUIREMENT',
      message: 'requireScopes: no token can be accepted: ID tokens have no scopes'
    })
  }
})

t.test('when only ID tokens are accepted, a guard that requires access tokens throws', async t => {
  const app = await build(t, { tokenUse: 'id' })
  t.throws(() => app.requireUser({ tokenUse: 'access' }), {
    message: /the options accept only ID tokens; set options\.tokenUse to null/
  })
})

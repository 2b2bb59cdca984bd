import assert from 'node:assert/strict'
import fc from 'fast-check'
import Fastify from 'fastify'
import t from 'tap'
import cognitoAuth from '../../dist/index.js'
import { isGrant, isPermitted, permissionsIn, type PermissionMap } from '../../dist/sources/permission.js'
import { asUser, pool } from '../authorization/app.js'
import { holds } from '../verification/property/subject.js'

/** A granted permission, a required one, and whether the grant covers it. */
const TABLE: readonly [held: string, needs: string, permitted: boolean][] = [
  ['orders:read', 'orders:read', true],
  ['orders', 'orders', true],
  ['orders:read', 'orders:write', false],
  ['orders:read', 'Orders:read', false],
  ['orders:read', 'orders:readall', false],
  ['orders:read', 'orders:read:all', false],
  ['orders:read:all', 'orders:read', false],
  ['orders', 'orders:read', false],
  ['orders:*', 'orders:read', true],
  ['orders:*', 'orders:read:all', true],
  ['orders:read:*', 'orders:read:all', true],
  ['orders:read:*', 'orders:read', false],
  ['orders:*', 'orders', false],
  ['orders:*', 'ordersx:read', false],
  ['orders:*', 'shop:orders:read', false],
  // No wildcards: an empty segment or a wildcard elsewhere grants nothing.
  ['*', 'orders', false],
  ['*', 'orders:read', false],
  ['*:*', 'orders:read', false],
  [':*', 'orders:read', false],
  ['orders:re*', 'orders:read', false],
  ['orders:*:all', 'orders:read:all', false],
  ['*:read', 'orders:read', false],
  ['orders:**', 'orders:read', false],
  ['ord?rs:*', 'orders:read', false],
  ['.*:*', 'orders:read', false]
]

t.test('what a grant covers', async t => {
  for (const [held, needs, permitted] of TABLE) {
    t.equal(isPermitted([held], needs), permitted, `${held} for ${needs}`)
    t.equal(isPermitted(['else:where', held], needs), permitted, `${held} among others for ${needs}`)
  }
  t.equal(isPermitted([], 'orders:read'), false)
})

t.test('valid grants', async t => {
  for (const grant of [
    'orders',
    'orders:read',
    'orders:*',
    'orders:read:*',
    'Größe:ändern',
    '__proto__',
    'constructor:*',
    'a.b/c-d:e'
  ]) {
    t.equal(isGrant(grant), true, grant)
  }
  for (const none of [
    '',
    '*',
    ':*',
    '*:*',
    '*:read',
    'orders:',
    ':read',
    'orders::read',
    'orders:re*',
    'orders:**',
    'orders:*:all',
    'a b',
    'orders: read',
    'orders:read\n',
    1,
    null,
    undefined,
    ['orders:read'],
    {}
  ]) {
    t.equal(isGrant(none), false, String(none))
  }
})

/** Segments that resemble each other, wildcards, and properties of Object.prototype. */
const segment = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      'orders',
      'order',
      'orders2',
      'read',
      'write',
      '__proto__',
      'constructor',
      'toString',
      'length'
    )
  },
  { weight: 2, arbitrary: fc.constantFrom('*', '', '**', 're*', '?', '.', '.*', ' ', '\n') },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 5 }) }
)
const text = fc.array(segment, { minLength: 1, maxLength: 4 }).map(segments => segments.join(':'))
const nameable = segment.filter(isName)
const permission = fc.array(nameable, { minLength: 1, maxLength: 4 }).map(segments => segments.join(':'))

function isName (segment: string): boolean {
  return (
    segment.length > 0 &&
    !segment.includes(':') &&
    !segment.includes('*') &&
    segment.trim() === segment &&
    segment.split(/\s/).length === 1
  )
}

/** The rules again, segment by segment. */
function oracleGrant (grant: string): boolean {
  const segments = grant.split(':')
  const last = segments.pop() as string
  return segments.every(isName) && (isName(last) || (last === '*' && segments.length > 0))
}

function oraclePermitted (held: readonly string[], needs: string): boolean {
  return held.filter(oracleGrant).some(grant => {
    const [granted, wanted] = [grant.split(':'), needs.split(':')]
    const open = granted.at(-1) === '*'
    const fixed = open ? granted.slice(0, -1) : granted
    return (
      fixed.every((segment, i) => segment === wanted[i]) &&
      (open ? wanted.length > fixed.length : wanted.length === fixed.length)
    )
  })
}

t.test('agrees with a simple oracle, for permissions and grants of every kind', async t => {
  await holds(fc.tuple(fc.array(text, { maxLength: 6 }), permission), 5000, async ([held, needs]) => {
    assert.equal(isPermitted(held, needs), oraclePermitted(held, needs), JSON.stringify({ held, needs }))
    for (const grant of held) assert.equal(isGrant(grant), oracleGrant(grant), JSON.stringify(grant))
  })
  t.pass()
})

/** Every name is a valid group name; a map has the given ones and no others. */
const group = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'valueOf',
    'length',
    'admin',
    'staff'
  ),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
)
const grant = fc.oneof(
  permission,
  permission.map(name => `${name}:*`)
)
const map = fc.array(fc.tuple(group, fc.array(grant, { maxLength: 4 })), { maxLength: 5 })

/** Own keys, including `__proto__`, which an assignment would not create. */
const mapOf = (entries: readonly (readonly [string, readonly string[]])[]): PermissionMap =>
  Object.fromEntries(entries)

t.test(
  'a map has the permissions of its own keys, and none of Object.prototype',
  async t => {
    await holds(fc.tuple(map, fc.array(group, { maxLength: 5 })), 2000, async ([entries, groups]) => {
      const plain = new Map(entries)
      assert.deepEqual(
        permissionsIn(mapOf(entries), groups),
        groups.flatMap(name => plain.get(name) ?? [])
      )
    })
    t.pass()
  }
)

const requirement = fc
  .record(
    {
      any: fc.array(permission, { minLength: 1, maxLength: 3 }),
      all: fc.array(permission, { minLength: 1, maxLength: 3 }),
      none: fc.array(permission, { minLength: 1, maxLength: 3 })
    },
    { requiredKeys: [] }
  )
  .filter(needs => Object.keys(needs).length > 0)

t.test('the guard and request.allows agree with the oracle', async t => {
  const seen = new Set<number>()
  await holds(
    fc.tuple(map, fc.array(group, { maxLength: 4 }), requirement),
    200,
    async ([entries, groups, needs]) => {
      const app = Fastify()
      await app.register(cognitoAuth, { ...pool.options, permissions: mapOf(entries) })
      app.get('/', { preHandler: app.requirePermissions(needs) }, async () => 'in')
      app.get('/allows', { preHandler: app.requireUser() }, async request => ({
        allowed: await request.allows({ permissions: needs }),
        held: await request.permissions()
      }))
      const headers = asUser({ groups })
      const [{ statusCode }, response] = [
        await app.inject({ url: '/', headers }),
        await app.inject({ url: '/allows', headers })
      ]
      const plain = new Map(entries)
      const held = [...new Set(groups.flatMap(name => plain.get(name) ?? []))]
      const has = (name: string) => oraclePermitted(held, name)
      const allowed =
        (needs.any?.some(has) ?? true) && (needs.all?.every(has) ?? true) && !(needs.none?.some(has) ?? false)
      assert.equal(statusCode, allowed ? 200 : 403, JSON.stringify({ entries, groups, needs }))
      assert.deepEqual(response.json(), { allowed, held })
      seen.add(statusCode)
      await app.close()
    }
  )
  t.same(seen, new Set([200, 403]), 'some were allowed, some denied')
})

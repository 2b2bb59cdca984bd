import t, { type Test } from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { bearer, buildApi, signIn } from '../api.js'
import { exception, startScripted, type ScriptedResponse } from '../scripted.js'
import { startPool, type RunningPool } from '../local-pool.js'
import { ACCOUNT, USER } from './answers.js'

/** The last administrator cannot be removed by mistake. */

const password = 'Correct-horse-7'
const ADA = { email: 'ada@example.com', password, groups: ['admin', 'readers'] }
const BOB = { email: 'bob@example.com', password, groups: ['readers'] }
const EVE = { email: 'eve@example.com', password, groups: ['admin'] }

const ADMIN = { users: { groups: ['admin'] }, groups: { groups: ['admin'] } }

async function onPool (t: Test, others: object[] = [BOB], admin: object = ADMIN) {
  const cognito = await startPool(t, { users: [ADA, ...(others as (typeof ADA)[])] })
  const app = await buildApi(t, cognito, {
    clock: cognito.clock,
    routes: { prefix: '/auth', rateLimit: false, admin }
  })
  const { accessToken } = await signIn(app, ADA)
  const send = (method: 'POST' | 'PUT' | 'DELETE', url: string) =>
    app.inject({ method, url: `/auth/admin/${url}`, headers: bearer(accessToken) })
  return { cognito, app, send, accessToken }
}

const LAST = { statusCode: 409, code: 'FST_COGNITO_LAST_ADMINISTRATOR' }

/** The requests that take away a user's rights, however the user is addressed, and whether they did. */
const REMOVALS: Record<string, (userRef: string) => ['POST' | 'DELETE', string]> = {
  'removing from the group': userRef => ['DELETE', `groups/admin/members/${userRef}`],
  disabling: userRef => ['POST', `users/${userRef}/disable`],
  deleting: userRef => ['DELETE', `users/${userRef}`]
}

/** States of members who cannot sign in, with the hours since their invitation. */
const CANNOT_SIGN_IN: [status: string, hours?: number][] = [
  ['UNCONFIRMED'],
  ['ARCHIVED'],
  ['COMPROMISED'],
  ['UNKNOWN'],
  ['RESET_REQUIRED'],
  ['SOMETHING_NEW'],
  ['FORCE_CHANGE_PASSWORD', 24 * 8],
  ['FORCE_CHANGE_PASSWORD', 25],
  // Without a date.
  ['FORCE_CHANGE_PASSWORD', Infinity]
]
const CAN_SIGN_IN: typeof CANNOT_SIGN_IN = [
  ['CONFIRMED', 24 * 365],
  ['EXTERNAL_PROVIDER', 24 * 365],
  ['FORCE_CHANGE_PASSWORD', 1]
]

const isTaken = (cognito: RunningPool, { email }: { email: string }): boolean => {
  try {
    const { enabled, groups } = cognito.user(email)
    return !enabled || !groups.includes('admin')
  } catch {
    return true
  }
}

for (const [label, taking] of Object.entries(REMOVALS)) {
  t.test(`${label} the last one is rejected, however addressed, and whatever other groups have`, async t => {
    const { cognito, send } = await onPool(t)
    for (const name of [ADA.email, 'ADA@example.com', cognito.user(ADA.email).sub]) {
      t.match((await send(...taking(name))).json(), LAST, name)
    }
    t.notOk(isTaken(cognito, ADA))
  })

  t.test(`${label} one of two is allowed`, async t => {
    const { cognito, send } = await onPool(t, [EVE])
    t.equal((await send(...taking(EVE.email))).statusCode, 204)
    t.ok(isTaken(cognito, EVE))
    t.match((await send(...taking(ADA.email))).json(), LAST, 'but not the remaining one')
  })

  t.test(`${label} the last enabled one is rejected: disabled users do not count`, async t => {
    const { cognito, send } = await onPool(t, [{ ...EVE, disabled: true }])
    t.match((await send(...taking(ADA.email))).json(), LAST)
    t.equal((await send(...taking(EVE.email))).statusCode, 204, 'the disabled one can be removed')
    t.notOk(isTaken(cognito, ADA))
  })

  t.test(`${label} the last one with force is allowed`, async t => {
    const { cognito, send } = await onPool(t)
    const [method, url] = taking(ADA.email)
    t.match((await send(method, `${url}?force=false`)).json(), LAST)
    t.equal((await send(method, `${url}?force=true`)).statusCode, 204)
    t.ok(isTaken(cognito, ADA))
  })

  t.test(`${label} a user who is not an administrator is allowed`, async t => {
    const { send } = await onPool(t)
    t.equal((await send(...taking(BOB.email))).statusCode, 204)
  })

  t.test(`${label} an unknown user is a 404`, async t => {
    const { send } = await onPool(t)
    t.match((await send(...taking('nobody@example.com'))).json(), {
      statusCode: 404,
      code: 'FST_COGNITO_NOT_FOUND'
    })
  })
}

t.test('each of the configured groups keeps a member', async t => {
  const { cognito, send } = await onPool(t, [{ ...EVE, groups: ['support'] }], {
    users: { groups: ['admin', 'support'] },
    groups: { groups: ['admin'] }
  })
  t.match((await send('POST', `users/${EVE.email}/disable`)).json(), LAST, 'the last member of any of them')
  t.match((await send('DELETE', `users/${ADA.email}`)).json(), LAST)
  cognito.users.change(ADA.email, user => {
    user.groups = ['admin', 'support']
  })
  t.equal((await send('POST', `users/${EVE.email}/disable`)).statusCode, 204)
})

t.test('any other group can lose its last member', async t => {
  const { cognito, send } = await onPool(t)
  for (const { email } of [ADA, BOB]) {
    t.equal((await send('DELETE', `groups/readers/members/${email}`)).statusCode, 204)
  }
  t.strictSame(cognito.user(ADA.email).groups, ['admin'])
  t.equal((await send('DELETE', 'groups/readers')).statusCode, 204)
})

t.test('a configured group cannot be deleted without force, however many members it has', async t => {
  const { cognito, send } = await onPool(t, [EVE])
  t.match((await send('DELETE', 'groups/admin')).json(), LAST)
  t.strictSame(cognito.user(EVE.email).groups, ['admin'])
  t.notOk(cognito.requests.some(({ operation }) => operation === 'DeleteGroup'))
  t.equal((await send('DELETE', 'groups/admin?force=true')).statusCode, 204)
  t.strictSame(cognito.user(EVE.email).groups, [])
})

t.test(
  'without configured administrators there is no last one, and code may remove any user',
  async t => {
    const cognito = await startPool(t, { users: [ADA] })
    const app = await buildApi(t, cognito, { clock: cognito.clock })
    await app.cognito.disableUser({ username: ADA.email })
    t.notOk(cognito.user(ADA.email).enabled)
    t.strictSame(
      cognito.requests.map(({ operation }) => operation),
      ['AdminGetUser', 'AdminDisableUser'],
      'nor are the members listed'
    )
    await app.cognito.removeUserFromGroup({ group: 'admin', username: ADA.email })
    await app.cognito.deleteGroup({ group: 'admin' })
    await app.cognito.deleteUser({ username: ADA.email })
    t.throws(() => cognito.user(ADA.email))
  }
)

t.test('members are found on any page', async t => {
  const pool = await createTestPool()
  const member = (Username: string, Enabled = true) => ({ ...USER, Username, Enabled })
  let members: Record<string, object> = {}
  const groups: Record<string, object> = {
    first: { Groups: [{ GroupName: 'readers' }], NextToken: 'g2' },
    g2: { Groups: [], NextToken: 'g3' },
    g3: { Groups: [{ GroupName: 'admin' }] }
  }
  const { endpoint, calls } = await startScripted(t, ({ operation, body: { NextToken = 'first' } }) => ({
    body:
      operation === 'AdminGetUser'
        ? ACCOUNT
        : (({ AdminListGroupsForUser: groups, ListUsersInGroup: members }[operation] ?? {})[
            NextToken as string
          ] ?? {})
  }))
  const app = await buildApi(t, pool, {
    endpoint,
    routes: { prefix: '/auth', rateLimit: false, admin: ADMIN }
  })
  const disable = async () => {
    calls.length = 0
    const { statusCode } = await app.inject({
      method: 'POST',
      url: '/auth/admin/users/jane/disable',
      headers: pool.authorization({ groups: ['admin'] })
    })
    return {
      statusCode,
      pages: calls
        .filter(({ operation }) => operation === 'ListUsersInGroup')
        .map(({ body }) => body['NextToken'] ?? 'first'),
      done: calls.at(-1)?.operation === 'AdminDisableUser'
    }
  }

  members = {
    first: { Users: [member('jane')], NextToken: 'm2' },
    m2: { NextToken: 'm3' },
    m3: { Users: [member('joe', false), member('jim', false)] }
  }
  t.strictSame(
    await disable(),
    { statusCode: 409, pages: ['first', 'm2', 'm3'], done: false },
    'there is no other member on any page'
  )
  members = {
    first: { Users: [member('jane')], NextToken: 'm2' },
    m2: { Users: [member('joe')], NextToken: 'm3' },
    m3: { Users: [member('jim')] }
  }
  t.strictSame(
    await disable(),
    { statusCode: 204, pages: ['first', 'm2'], done: true },
    'no further page is requested than needed'
  )
  members = { first: { Users: [member('joe', false)] } }
  t.strictSame(
    await disable(),
    { statusCode: 204, pages: ['first'], done: true },
    'a member who left in the meantime does not count'
  )
})

const HOUR = 3_600_000

/** Returns an application in which jane and one other user are administrators. */
async function withOther (t: Test, [UserStatus, hours = 0]: (typeof CANNOT_SIGN_IN)[number], Enabled = true) {
  const pool = await createTestPool()
  const other = {
    ...USER,
    Username: 'joe',
    Enabled,
    UserStatus,
    UserCreateDate: hours === Infinity ? undefined : Math.floor((Date.now() - hours * HOUR) / 1000),
    UserLastModifiedDate: Date.now() / 1000
  }
  const { endpoint, calls } = await startScripted(t, ({ operation }) => ({
    body:
      {
        AdminGetUser: ACCOUNT,
        GetUser: ACCOUNT,
        AdminListGroupsForUser: { Groups: [{ GroupName: 'admin' }] },
        ListUsersInGroup: { Users: [USER, other] }
      }[operation] ?? {}
  }))
  const app = await buildApi(t, pool, {
    endpoint,
    routes: { prefix: '/auth', rateLimit: false, admin: ADMIN }
  })
  const headers = pool.authorization({ groups: ['admin'] })
  const statusOf = async (method: 'POST' | 'DELETE', url: string) =>
    (await app.inject({ method, url: `/auth/${url}`, headers })).statusCode
  return { statusOf, calls }
}

const EVERY_WAY: ['POST' | 'DELETE', string][] = [
  ['DELETE', 'me'],
  ['DELETE', 'admin/users/jane'],
  ['POST', 'admin/users/jane/disable'],
  ['POST', 'admin/users/jane/reset-password'],
  ['DELETE', 'admin/groups/admin/members/jane']
]

t.test('other members count only if they can sign in', async t => {
  for (const other of CANNOT_SIGN_IN) {
    const { statusOf } = await withOther(t, other)
    for (const [method, url] of EVERY_WAY) {
      t.equal(await statusOf(method, url), 409, `${method} ${url} ` + `with ${other.join(' ')}`)
    }
  }
  for (const other of CAN_SIGN_IN) {
    const { statusOf } = await withOther(t, other)
    for (const [method, url] of EVERY_WAY) {
      t.equal(await statusOf(method, url), 204, `${method} ${url} ` + `with ${other.join(' ')}`)
    }
    const { statusOf: besideDisabled } = await withOther(t, other, false)
    t.equal(await besideDisabled('DELETE', 'me'), 409)
  }
})

t.test('with force, all requests succeed', async t => {
  const { statusOf } = await withOther(t, ['UNCONFIRMED'])
  for (const [method, url] of EVERY_WAY) t.equal(await statusOf(method, `${url}?force=true`), 204, url)
})

t.test('the last administrator cannot delete their own account', async t => {
  const { cognito, app, accessToken } = await onPool(t)
  const headers = bearer(accessToken)
  t.match((await app.inject({ method: 'DELETE', url: '/auth/me', headers })).json(), LAST)
  t.match((await app.inject({ method: 'DELETE', url: '/auth/me?force=false', headers })).json(), LAST)
  t.notOk(isTaken(cognito, ADA))
  t.notOk(cognito.requests.some(({ operation }) => operation === 'DeleteUser'))
  await t.rejects(app.cognito.deleteAccount({ accessToken }), { code: LAST.code })
  t.equal((await app.inject({ method: 'DELETE', url: '/auth/me?force=true', headers })).statusCode, 204)
  t.ok(isTaken(cognito, ADA))
})

t.test('other users, and one of two administrators, can delete their own account', async t => {
  const { cognito, app, accessToken } = await onPool(t, [BOB, EVE])
  const bob = await signIn(app, BOB)
  t.equal(
    (await app.inject({ method: 'DELETE', url: '/auth/me', headers: bearer(bob.accessToken) })).statusCode,
    204
  )
  t.equal(
    (await app.inject({ method: 'DELETE', url: '/auth/me', headers: bearer(accessToken) })).statusCode,
    204
  )
  t.ok(isTaken(cognito, ADA))
})

t.test('without configured administrators, deleting an account makes no other call', async t => {
  const cognito = await startPool(t, { users: [ADA] })
  const app = await buildApi(t, cognito, { clock: cognito.clock })
  const { accessToken } = await signIn(app, ADA)
  cognito.requests.length = 0
  t.equal(
    (await app.inject({ method: 'DELETE', url: '/auth/me', headers: bearer(accessToken) })).statusCode,
    204
  )
  t.strictSame(
    cognito.requests.map(({ operation }) => operation),
    ['DeleteUser']
  )
})

t.test(
  'without AWS credentials, users whose token has no administrator group can delete their accounts',
  async t => {
    const pool = await createTestPool()
    const failing = {
      GetUser: { body: ACCOUNT },
      AdminListGroupsForUser: exception('CredentialsProviderError')
    }
    const { endpoint } = await startScripted(t, ({ operation }) => ({
      body: {},
      ...failing[operation as keyof typeof failing]
    }))
    const app = await buildApi(t, pool, {
      endpoint,
      routes: { prefix: '/auth', rateLimit: false, admin: ADMIN }
    })
    const remove = async (groups?: string[]) =>
      (
        await app.inject({
          method: 'DELETE',
          url: '/auth/me',
          headers: pool.authorization(groups === undefined ? {} : { groups })
        })
      ).statusCode
    t.equal(await remove(), 204)
    t.equal(await remove(['readers']), 204)
    t.equal(await remove(['readers', 'admin']), 503)
  }
)

t.test('a group that is deleted during the check protects no user', async t => {
  const pool = await createTestPool()
  let members: ScriptedResponse = exception('ResourceNotFoundException', 'Group not found.')
  const { endpoint } = await startScripted(t, ({ operation }) =>
    operation === 'ListUsersInGroup'
      ? members
      : {
          body:
            { GetUser: ACCOUNT, AdminListGroupsForUser: { Groups: [{ GroupName: 'admin' }] } }[operation] ??
            {}
        }
  )
  const app = await buildApi(t, pool, {
    endpoint,
    routes: { prefix: '/auth', rateLimit: false, admin: ADMIN }
  })
  const remove = async () =>
    (
      await app.inject({
        method: 'DELETE',
        url: '/auth/me',
        headers: pool.authorization({ groups: ['admin'] })
      })
    ).statusCode
  t.equal(await remove(), 204)
  members = exception('TooManyRequestsException')
  t.equal(await remove(), 429)
})

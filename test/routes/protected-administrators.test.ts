import t, { type Test } from 'tap'
import { source, type SinglePoolOptions } from '../../dist/index.js'
import { createTestPool } from '../../dist/testing/index.js'
import { bearer, buildApi } from '../api.js'
import { exception, startScripted, type ScriptedResponse } from '../scripted.js'
import { SUCCESS } from './answers.js'
import { REQUESTS } from './bodies.js'

/** Only group administrators can change members of the groups in routes.admin. */

const pool = await createTestPool()
const ADMIN = { users: { groups: ['support'] }, groups: { groups: ['admin'] } }

/** The routes that change an existing user. */
const CHANGES = [
  'updateUser',
  'confirmUser',
  'setUserPassword',
  'removeUserTotp',
  'enableUser',
  'disableUser',
  'resetUserPassword',
  'signOutUser',
  'revokeUserSession',
  'setUserAuthEventFeedback',
  'linkIdentity',
  'unlinkIdentity',
  'deleteUser'
] as const

/** The routes that remove something, or could be used to take over an account. */
const DESTRUCTIVE = [
  'updateUser',
  'setUserPassword',
  'removeUserTotp',
  'disableUser',
  'resetUserPassword',
  'signOutUser',
  'revokeUserSession',
  'linkIdentity',
  'unlinkIdentity',
  'deleteUser',
  'deleteGroup',
  'addUserToGroup',
  'removeUserFromGroup'
] as const

interface Options extends Partial<SinglePoolOptions> {
  admin?: object
  response?: ScriptedResponse
}

/** Returns an application in which jane is in the given groups. */
async function janeIn (t: Test, groups: string[], { admin = ADMIN, response, ...options }: Options = {}) {
  const pages: Record<string, object> = {
    first: { Groups: [{ GroupName: 'readers' }], NextToken: 'next' },
    next: { Groups: groups.map(GroupName => ({ GroupName })) }
  }
  const { endpoint, calls } = await startScripted(t, ({ operation, body }) =>
    operation === 'AdminListGroupsForUser'
      ? (response ?? { body: pages[(body['NextToken'] ?? 'first') as string] as object })
      : SUCCESS
  )
  const app = await buildApi(t, pool, {
    endpoint,
    routes: { prefix: '/auth', rateLimit: false, admin },
    ...options
  } as never)
  const send = async (name: keyof typeof REQUESTS, token: string, query = '') => {
    calls.length = 0
    const request = REQUESTS[name]
    const { statusCode, body } = await app.inject({
      ...request,
      url: request.url + query,
      headers: bearer(token)
    })
    const changed = calls.some(
      ({ operation }) => !/^(AdminGetUser|AdminListGroupsForUser|ListUsersInGroup)$/.test(operation)
    )
    return { status: statusCode, code: body === '' ? undefined : JSON.parse(body).code, changed }
  }
  return { send, calls }
}

const DENIED = { status: 403, code: 'FST_COGNITO_INSUFFICIENT_GROUPS', changed: false }

t.test('a user administrator cannot change an administrator, even with force', async t => {
  const token = pool.signIn({ groups: ['support'] })
  for (const group of ['admin', 'support']) {
    const { send } = await janeIn(t, [group])
    for (const name of CHANGES) t.strictSame(await send(name, token), DENIED, `${name}, in ${group}`)
    for (const name of ['disableUser', 'deleteUser', 'resetUserPassword'] as const) {
      t.strictSame(await send(name, token, '?force=true'), DENIED, name)
    }
  }
})

t.test('a user administrator changes other users', async t => {
  const token = pool.signIn({ groups: ['support'] })
  const { send, calls } = await janeIn(t, ['editors', 'Admin', 'administrators'])
  for (const name of CHANGES) {
    t.match(await send(name, token), { status: /^20[04]$/, changed: true }, name)
    t.ok(
      calls.every(({ body }) => body['Username'] === undefined || body['Username'] === 'jane'),
      'by the internal username'
    )
  }
})

t.test('a group administrator who is also a user administrator changes administrators', async t => {
  const token = pool.signIn({ groups: ['support', 'admin'] })
  const { send } = await janeIn(t, ['admin'])
  for (const name of CHANGES) {
    const query = ['disableUser', 'deleteUser', 'resetUserPassword'].includes(name) ? '?force=true' : ''
    t.match(await send(name, token, query), { status: /^20[04]$/, changed: true }, name)
  }
})

t.test('without group administrators no user can change administrators', async t => {
  const { send } = await janeIn(t, ['support'], { admin: { users: { groups: ['support'] } } })
  for (const name of CHANGES) {
    t.strictSame(await send(name, pool.signIn({ groups: ['support'] })), DENIED, name)
  }
})

t.test('every user administrator can read administrators', async t => {
  const { send } = await janeIn(t, ['admin'])
  for (const name of ['getUser', 'listUsers'] as const) {
    t.match(await send(name, pool.signIn({ groups: ['support'] })), { status: 200 }, name)
  }
})

t.test("the caller's groups come from the option groups, if set", async t => {
  const groupsNow = source(async user => (user.username === 'ada' ? ['support', 'admin'] : ['support']), {
    ttl: 1000
  })
  const { send } = await janeIn(t, ['admin'], { groups: groupsNow })
  t.strictSame(
    await send('signOutUser', pool.signIn({ username: 'eve', groups: ['support', 'admin'] })),
    DENIED
  )
  t.match(await send('signOutUser', pool.signIn({ username: 'ada' })), { status: 204, changed: true })
})

t.test("if the user's groups are unavailable, nothing is changed", async t => {
  const { send } = await janeIn(t, [], {
    response: exception('InternalErrorException', 'simulated failure', 500),
    cognito: { timeout: 3000 }
  })
  t.match(await send('deleteUser', pool.signIn({ groups: ['support'] })), { status: 503, changed: false })
})

t.test('routes that remove something need a recent sign-in', async t => {
  const { send } = await janeIn(t, [], {
    admin: { users: { groups: ['admin'] }, groups: { groups: ['admin'] } }
  })
  const old = pool.signIn({ groups: ['admin'], claims: { auth_time: Math.floor(Date.now() / 1000) - 301 } })
  for (const name of DESTRUCTIVE) {
    t.strictSame(
      await send(name, old),
      { status: 401, code: 'FST_COGNITO_SIGN_IN_TOO_OLD', changed: false },
      name
    )
  }
  for (const name of [
    'listUsers',
    'getUser',
    'inviteUser',
    'resendInvitation',
    'confirmUser',
    'enableUser',
    'listGroups',
    'createGroup',
    'updateGroup',
    'listUsersInGroup'
  ] as const) {
    t.match(await send(name, old), { status: /^20[014]$/ }, name)
  }
})

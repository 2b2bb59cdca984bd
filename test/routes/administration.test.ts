import t, { type Test } from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { bearer, buildApi, PASSWORD } from '../api.js'
import { startScripted } from '../scripted.js'
import { SHOWN, SHOWN_GROUP, SUCCESS } from './answers.js'
import { REQUESTS, SESSION_ID, type RouteRequest } from './bodies.js'

/** Who may administer what. */

const pool = await createTestPool()

const requestsAt = (path: string) =>
  Object.entries(REQUESTS).filter(([, { url }]) => url.startsWith(`/auth/admin/${path}`))
const PEOPLE = requestsAt('users')
const GROUPS = requestsAt('groups')

async function scripted (t: Test, admin?: object) {
  const { endpoint, calls } = await startScripted(t, () => SUCCESS)
  const app = await buildApi(t, pool, {
    endpoint,
    routes: { prefix: '/auth', rateLimit: false, ...(admin !== undefined && { admin }) }
  })
  const send = async (request: RouteRequest, headers: Record<string, string>) =>
    app.inject({ ...request, headers })
  /** Returns the status codes of all these requests for a user of a group. */
  const statusesFor = async (requests: typeof PEOPLE, groups: string[]) => {
    const headers = bearer(pool.signIn({ groups }))
    const statuses = await Promise.all(
      requests.map(async ([, request]) => (await send(request, headers)).statusCode)
    )
    return [...new Set(statuses.map(status => (status < 300 ? 'done' : status)))]
  }
  return { send, statusesFor, calls }
}

t.test('without the option no administration route exists', async t => {
  const { statusesFor, calls } = await scripted(t)
  t.equal(PEOPLE.length + GROUPS.length, 26, 'there are requests')
  t.strictSame(await statusesFor([...PEOPLE, ...GROUPS], ['admin']), [404])
  t.strictSame(calls, [])
})

t.test('user and group administration are configured separately, and absent by default', async t => {
  const users = await scripted(t, { users: { groups: ['support'] } })
  t.strictSame(await users.statusesFor(PEOPLE, ['support']), ['done'])
  t.strictSame(await users.statusesFor(GROUPS, ['support', 'admin']), [404])
  const groups = await scripted(t, { groups: { groups: ['admin'] } })
  t.strictSame(await groups.statusesFor(GROUPS, ['admin']), ['done'])
  t.strictSame(await groups.statusesFor(PEOPLE, ['admin']), [404])
  const both = await scripted(t, { users: { groups: ['support'] }, groups: { groups: ['admin'] } })
  t.strictSame(await both.statusesFor(PEOPLE, ['support']), ['done'])
  t.strictSame(await both.statusesFor(GROUPS, ['support']), [403], 'a user administrator cannot grant groups')
  t.strictSame(await both.statusesFor(GROUPS, ['admin']), ['done'])
  t.strictSame(await both.statusesFor(PEOPLE, ['admin']), [403])
})

t.test('members of any of the configured groups are allowed', async t => {
  const { statusesFor } = await scripted(t, { users: { groups: ['admin', 'support'] } })
  for (const groups of [['admin'], ['support'], ['readers', 'support']]) {
    t.strictSame(await statusesFor(PEOPLE, groups), ['done'], groups.join())
  }
  for (const groups of [[], ['readers'], ['Admin'], ['admins'], ['admin support'], ['administrators']]) {
    t.strictSame(await statusesFor(PEOPLE, groups), [403], groups.join())
  }
})

t.test('all others are denied', async t => {
  const { send, calls } = await scripted(t, { users: { groups: ['admin'] }, groups: { groups: ['admin'] } })
  const groups = ['admin']
  const rejected: Record<string, [Record<string, string>, number, string]> = {
    'no token': [{}, 401, 'FST_COGNITO_NO_CREDENTIALS'],
    'an invalid token': [bearer('abc'), 401, 'FST_COGNITO_INVALID_TOKEN'],
    'an expired token': [bearer(pool.expired({ groups })), 401, 'FST_COGNITO_INVALID_TOKEN'],
    'an ID token': [bearer(pool.idToken({ groups })), 401, 'FST_COGNITO_INVALID_TOKEN'],
    'a token of another app client': [
      bearer(pool.signIn({ groups, clientId: 'other1client' })),
      401,
      'FST_COGNITO_INVALID_TOKEN'
    ],
    'a machine': [
      bearer(pool.machine({ scopes: ['admin', 'aws.cognito.signin.user.admin'] })),
      403,
      'FST_COGNITO_INSUFFICIENT_GROUPS'
    ],
    'a user without a group': [bearer(pool.signIn()), 403, 'FST_COGNITO_INSUFFICIENT_GROUPS'],
    'a user with a scope named like the group': [
      bearer(pool.signIn({ scopes: ['admin'] })),
      403,
      'FST_COGNITO_INSUFFICIENT_GROUPS'
    ]
  }
  for (const [caller, [headers, statusCode, code]] of Object.entries(rejected)) {
    for (const [name, request] of [...PEOPLE, ...GROUPS]) {
      const response = await send(request, headers)
      t.match(response.json(), { statusCode, code }, `${name}: ${caller}`)
      t.equal(response.headers['cache-control'], 'no-store')
    }
  }
  t.strictSame(calls, [], 'Cognito is not called')
})

t.test('the body of an unauthenticated request is not parsed', async t => {
  const { send } = await scripted(t, { users: { groups: ['admin'] }, groups: { groups: ['admin'] } })
  for (const name of ['inviteUser', 'createGroup', 'updateGroup'] as const) {
    const response = await send(
      { ...REQUESTS[name], payload: '{' as never },
      { 'content-type': 'application/json' }
    )
    t.match(response.json(), { statusCode: 401, code: 'FST_COGNITO_NO_CREDENTIALS' })
  }
})

t.test('the responses of the routes, and their calls to Cognito', async t => {
  const { send, calls } = await scripted(t, { users: { groups: ['admin'] }, groups: { groups: ['admin'] } })
  const UserPoolId = pool.userPoolId
  const DETAILS = {
    ...SHOWN,
    factors: {
      totp: { enabled: false, preferred: false },
      sms: { enabled: false, preferred: false },
      email: { enabled: false, preferred: false },
      passkey: { enabled: false }
    },
    groups: [SHOWN_GROUP]
  }
  const GOOGLE = {
    ProviderName: 'Google',
    ProviderAttributeName: 'Cognito_Subject',
    ProviderAttributeValue: '110169484474386276334'
  }
  const FOUND = ['AdminGetUser', { UserPoolId, Username: 'jane' }]
  const jane = { UserPoolId, Username: 'jane' }
  const editors = { UserPoolId, GroupName: 'editors' }
  const does: Record<string, [number, unknown, unknown[]]> = {
    listUsers: [200, { users: [SHOWN] }, [['ListUsers', { UserPoolId }]]],
    getUser: [200, DETAILS, [FOUND, ['AdminListGroupsForUser', jane]]],
    inviteUser: [201, SHOWN, [['AdminCreateUser', Object]]],
    resendInvitation: [
      200,
      SHOWN,
      [FOUND, ['AdminCreateUser', { ...jane, MessageAction: 'RESEND', DesiredDeliveryMediums: ['EMAIL'] }]]
    ],
    enableUser: [204, '', [['AdminEnableUser', jane]]],
    disableUser: [204, '', [FOUND, ['AdminListGroupsForUser', jane], ['AdminDisableUser', jane]]],
    resetUserPassword: [204, '', [FOUND, ['AdminListGroupsForUser', jane], ['AdminResetUserPassword', jane]]],
    updateUser: [
      200,
      SHOWN,
      [
        FOUND,
        [
          'AdminUpdateUserAttributes',
          {
            ...jane,
            UserAttributes: [
              { Name: 'name', Value: 'Jane' },
              { Name: 'email_verified', Value: 'true' },
              { Name: 'phone_number_verified', Value: 'false' }
            ]
          }
        ],
        FOUND,
        ['AdminDeleteUserAttributes', { ...jane, UserAttributeNames: ['phone_number'] }],
        FOUND
      ]
    ],
    confirmUser: [204, '', [['AdminConfirmSignUp', jane]]],
    setUserPassword: [
      204,
      '',
      [
        FOUND,
        ['AdminSetUserPassword', { ...jane, Password: PASSWORD, Permanent: true }],
        ['AdminUserGlobalSignOut', jane]
      ]
    ],
    removeUserTotp: [
      204,
      '',
      [
        FOUND,
        [
          'AdminSetUserMFAPreference',
          { ...jane, SoftwareTokenMfaSettings: { Enabled: false, PreferredMfa: false } }
        ],
        ['AdminUserGlobalSignOut', jane]
      ]
    ],
    signOutUser: [204, '', [FOUND, ['AdminUserGlobalSignOut', jane]]],
    listUserSessions: [200, { sessions: [] }, [['AdminListUserSessions', jane]]],
    revokeUserSession: [
      204,
      '',
      [
        FOUND,
        ['AdminRevokeUserSession', { ...jane, SessionId: SESSION_ID, RevokeAssociatedSessions: 'LINKED' }]
      ]
    ],
    listUserAuthEvents: [200, { events: [] }, [['AdminListUserAuthEvents', jane]]],
    setUserAuthEventFeedback: [
      204,
      '',
      [['AdminUpdateAuthEventFeedback', { ...jane, EventId: 'event-1', FeedbackValue: 'Invalid' }]]
    ],
    linkIdentity: [
      204,
      '',
      [
        FOUND,
        [
          'AdminLinkProviderForUser',
          {
            UserPoolId,
            DestinationUser: { ProviderName: 'Cognito', ProviderAttributeValue: 'jane' },
            SourceUser: GOOGLE
          }
        ]
      ]
    ],
    unlinkIdentity: [
      204,
      '',
      [
        FOUND,
        ['AdminDisableProviderForUser', { UserPoolId, User: GOOGLE }],
        ['AdminUserGlobalSignOut', jane]
      ]
    ],
    deleteUser: [204, '', [FOUND, ['AdminListGroupsForUser', jane], ['AdminDeleteUser', jane]]],
    listGroups: [200, { groups: [SHOWN_GROUP] }, [['ListGroups', { UserPoolId }]]],
    createGroup: [
      201,
      SHOWN_GROUP,
      [['CreateGroup', { ...editors, Description: 'Editors of articles', Precedence: 1 }]]
    ],
    updateGroup: [
      200,
      SHOWN_GROUP,
      [
        ['GetGroup', editors],
        ['UpdateGroup', { ...editors, Description: 'Editors of articles', Precedence: 0 }]
      ]
    ],
    deleteGroup: [204, '', [['DeleteGroup', editors]]],
    listUsersInGroup: [200, { users: [SHOWN] }, [['ListUsersInGroup', editors]]],
    addUserToGroup: [204, '', [['AdminAddUserToGroup', { ...editors, Username: 'jane' }]]],
    removeUserFromGroup: [204, '', [FOUND, ['AdminRemoveUserFromGroup', { ...editors, Username: 'jane' }]]]
  }
  for (const [name, [status, body, request]] of Object.entries(does)) {
    calls.length = 0
    const response = await send(
      REQUESTS[name as keyof typeof REQUESTS],
      bearer(pool.signIn({ groups: ['admin'] }))
    )
    t.equal(response.statusCode, status, name)
    t.strictSame(response.body === '' ? '' : response.json(), body, name)
    t[name === 'inviteUser' ? 'match' : 'strictSame'](
      calls.map(({ operation, body }) => [operation, body]),
      request,
      name
    )
  }
})

t.test('a user given by email address is addressed by the internal username from then on', async t => {
  const { send, calls } = await scripted(t, { users: { groups: ['admin'] }, groups: { groups: ['admin'] } })
  const email = 'jane%40example.com'
  const headers = bearer(pool.signIn({ groups: ['admin'] }))
  for (const [method, url] of [
    ['GET', `/auth/admin/users/${email}`],
    ['DELETE', `/auth/admin/users/${email}`],
    ['DELETE', `/auth/admin/groups/editors/members/${email}`],
    ...['disable', 'signout', 'invitation', 'reset-password'].map(
      label => ['POST', `/auth/admin/users/${email}/${label}`] as const
    )
  ] as const) {
    calls.length = 0
    t.ok((await send({ method, url }, headers)).statusCode < 300, url)
    t.strictSame(
      calls.map(({ body }) => body['Username']).filter(name => name !== undefined),
      ['jane@example.com', ...calls.slice(1).map(() => 'jane')],
      url
    )
    t.ok(calls.length > 1)
  }
})

t.test('a machine is denied, whatever groups its token or a source gives it', async t => {
  const admin = { users: { groups: ['admin'] }, groups: { groups: ['admin'] } }
  const machine = bearer(pool.machine({ claims: { 'cognito:groups': ['admin'] } }))
  for (const groups of [undefined, async () => ['admin']]) {
    const { endpoint, calls } = await startScripted(t, () => SUCCESS)
    const routes = { prefix: '/auth', rateLimit: false as const, admin }
    const app = await buildApi(t, pool, { endpoint, routes, ...(groups !== undefined && { groups }) })
    for (const [name, request] of [...PEOPLE, ...GROUPS]) {
      const response = await app.inject({ ...request, headers: machine })
      t.equal(response.statusCode, 403, name)
      t.equal(response.json().code, 'FST_COGNITO_USER_REQUIRED', name)
    }
    t.strictSame(calls, [])
  }
})

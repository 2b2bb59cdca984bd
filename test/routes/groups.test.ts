import t, { type Test } from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { bearer, buildApi } from '../api.js'
import { startScripted, type ScriptedResponse } from '../scripted.js'
import { ACCOUNT, GROUP, SHOWN_GROUP } from './answers.js'

/** How administrators change groups. */

const pool = await createTestPool()
const headers = bearer(pool.signIn({ groups: ['admin'] }))
const RoleArn = 'arn:aws:iam::123456789012:role/editors'

async function scripted (t: Test, responses: Record<string, ScriptedResponse> = {}) {
  const { endpoint, calls } = await startScripted(
    t,
    ({ operation }) => responses[operation] ?? { body: { Group: GROUP } }
  )
  const app = await buildApi(t, pool, {
    endpoint,
    routes: {
      prefix: '/auth',
      rateLimit: false,
      admin: { users: { groups: ['admin'] }, groups: { groups: ['admin'] } }
    }
  })
  const send = (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object) =>
    app.inject({ method, url: `/auth/admin/${url}`, headers, ...(payload !== undefined && { payload }) })
  return { send, calls }
}

t.test('an update keeps the role and all omitted fields', async t => {
  const changes: [object, object][] = [
    [{ description: 'New' }, { Description: 'New', Precedence: 1 }],
    [{ description: '' }, { Description: '', Precedence: 1 }],
    [{ precedence: 7 }, { Description: GROUP.Description, Precedence: 7 }],
    [{ precedence: 0 }, { Description: GROUP.Description, Precedence: 0 }],
    [
      { description: 'New', precedence: 7 },
      { Description: 'New', Precedence: 7 }
    ]
  ]
  for (const [change, sent] of changes) {
    const { send, calls } = await scripted(t, { GetGroup: { body: { Group: { ...GROUP, RoleArn } } } })
    const response = await send('PATCH', 'groups/editors', change)
    t.equal(response.statusCode, 200)
    t.strictSame(
      calls.map(({ operation, body }) => [operation, body]),
      [
        ['GetGroup', { UserPoolId: pool.userPoolId, GroupName: 'editors' }],
        ['UpdateGroup', { UserPoolId: pool.userPoolId, GroupName: 'editors', RoleArn, ...sent }]
      ],
      JSON.stringify(change)
    )
  }
})

t.test('an absent field stays absent', async t => {
  const { send, calls } = await scripted(t, { GetGroup: { body: { Group: { GroupName: 'editors' } } } })
  await send('PATCH', 'groups/editors', { precedence: 7 })
  t.strictSame(calls[1]?.body, { UserPoolId: pool.userPoolId, GroupName: 'editors', Precedence: 7 })
})

t.test('a group with a name only', async t => {
  const { send } = await scripted(t, { CreateGroup: { body: { Group: { GroupName: 'editors' } } } })
  t.strictSame((await send('POST', 'groups', { name: 'editors' })).json(), {
    name: 'editors',
    description: null,
    precedence: null,
    createdAt: null,
    updatedAt: null
  })
})

t.test('a malformed group is a 502', async t => {
  for (const body of [{}, { Group: {} }, { Group: { Description: 'x' } }]) {
    const { send } = await scripted(t, { CreateGroup: { body }, UpdateGroup: { body } })
    t.match((await send('POST', 'groups', { name: 'editors' })).json(), {
      statusCode: 502,
      code: 'FST_COGNITO_UNEXPECTED_RESPONSE'
    })
    t.match((await send('PATCH', 'groups/editors', { precedence: 7 })).json(), {
      statusCode: 502,
      code: 'FST_COGNITO_UNEXPECTED_RESPONSE'
    })
  }
  const { send, calls } = await scripted(t, { GetGroup: { body: {} } })
  t.equal(
    (await send('PATCH', 'groups/editors', { precedence: 7 })).statusCode,
    200,
    'but not if only the earlier state is incomplete'
  )
  t.strictSame(calls[1]?.body, { UserPoolId: pool.userPoolId, GroupName: 'editors', Precedence: 7 })
})

t.test('all groups of a user are returned, from any number of pages', async t => {
  const pages: Record<string, object> = {
    first: { Groups: [GROUP], NextToken: 'p2' },
    p2: { NextToken: 'p3' },
    p3: { Groups: [{ ...GROUP, GroupName: 'readers' }] }
  }
  const { endpoint, calls } = await startScripted(t, ({ operation, body: { NextToken = 'first' } }) => ({
    body:
      operation === 'AdminGetUser'
        ? {
            ...ACCOUNT,
            UserMFASettingList: ['SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'],
            PreferredMfaSetting: 'EMAIL_OTP'
          }
        : (pages[NextToken as string] as object)
  }))
  const app = await buildApi(t, pool, {
    endpoint,
    routes: { prefix: '/auth', rateLimit: false, admin: { users: { groups: ['admin'] } } }
  })
  const { groups, factors } = (await app.inject({ url: '/auth/admin/users/jane', headers })).json()
  t.strictSame(groups, [SHOWN_GROUP, { ...SHOWN_GROUP, name: 'readers' }])
  t.strictSame(factors, {
    totp: { enabled: true, preferred: false },
    sms: { enabled: false, preferred: false },
    email: { enabled: true, preferred: true },
    passkey: { enabled: false }
  })
  t.strictSame(
    calls.slice(1).map(({ body }) => body['NextToken']),
    [undefined, 'p2', 'p3']
  )
})

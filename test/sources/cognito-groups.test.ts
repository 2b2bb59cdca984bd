import { setTimeout as pause } from 'node:timers/promises'
import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider'
import t, { type Test } from 'tap'
import cognitoAuth, {
  cognitoGroups,
  type CognitoAuthOptions,
  type SinglePoolOptions
} from '../../dist/index.js'
import { createTestPool } from '../../dist/testing/index.js'
import { bearer, buildApi, logLines, signIn, startCognito, USER } from '../api.js'
import { emptyApp, statuses } from '../authorization/app.js'
import { logged } from '../verification/app.js'
import { exception, startScripted, type ScriptedResponse } from '../scripted.js'

/** Current groups in Cognito, whatever the token says. */

const cognito = await startCognito(t)
const aws = new CognitoIdentityProvider({
  endpoint: cognito.endpoint,
  region: 'eu-west-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' }
})
t.teardown(() => {
  aws.destroy()
})

const membership = { UserPoolId: cognito.userPoolId, Username: USER.email, GroupName: 'admin' }
const addToGroup = async () => aws.adminAddUserToGroup(membership)
const removeFromGroup = async () => aws.adminRemoveUserFromGroup(membership)

async function start (t: Test, groups: NonNullable<CognitoAuthOptions['groups']>) {
  const app = await buildApi(t, cognito, { groups })
  const { accessToken } = await signIn(app, USER)
  return {
    statusOf: async () => (await app.inject({ url: '/admin', headers: bearer(accessToken) })).statusCode
  }
}

t.test(
  'a user added to or removed from a group is so within the ttl, with the same token',
  async t => {
    t.teardown(removeFromGroup)
    const { statusOf } = await start(t, cognitoGroups({ ttl: 1000 }))
    t.equal(await statusOf(), 403)
    await addToGroup()
    t.equal(await statusOf(), 403, 'kept')
    await pause(1050)
    t.equal(await statusOf(), 200)
    await removeFromGroup()
    t.equal(await statusOf(), 200, 'kept')
    await pause(1050)
    t.equal(await statusOf(), 403)
  }
)

t.test('with ttl: 0 a change takes effect immediately', async t => {
  t.teardown(removeFromGroup)
  const { statusOf } = await start(t, cognitoGroups({ ttl: 0 }))
  t.equal(await statusOf(), 403)
  await addToGroup()
  t.equal(await statusOf(), 200)
  await removeFromGroup()
  t.equal(await statusOf(), 403)
})

const pool = await createTestPool()

const SUB = 'c7f2a1de-1c2b-4a3d-9e5f-0a1b2c3d4e5f'

const account = (sub = SUB, Enabled = true): ScriptedResponse => ({
  body: { Username: 'jane', Enabled, UserStatus: 'CONFIRMED', UserAttributes: [{ Name: 'sub', Value: sub }] }
})

/** An application whose Cognito lists these groups, and knows this user. */
async function scripted (
  t: Test,
  response: () => ScriptedResponse,
  { user = account, ...options }: Partial<SinglePoolOptions> & { user?: () => ScriptedResponse } = {}
) {
  const { endpoint, calls } = await startScripted(t, ({ operation }) =>
    operation === 'AdminGetUser' ? user() : response()
  )
  const { lines, logger } = logLines()
  const app = emptyApp(t, { logger })
  await app.register(cognitoAuth, {
    ...pool.options,
    tokenUse: null,
    endpoint,
    cognito: { timeout: 500 },
    groups: cognitoGroups(),
    ...options
  } as CognitoAuthOptions)
  app.get('/', { preHandler: app.requireUser() }, async request => request.groups())
  app.get('/user', { preHandler: app.requireUser() }, async () => 'in')
  app.get('/none', { preHandler: app.requireGroups({ none: ['suspended'] }) }, async () => 'in')
  return { app, calls, lines }
}

const page = (names: string[], NextToken?: string): ScriptedResponse => ({
  body: { Groups: names.map(GroupName => ({ GroupName })), ...(NextToken !== undefined && { NextToken }) }
})

t.test(
  'it uses the internal username, reads every page, and caches the groups for half a minute by ' +
    'default',
  async t => {
    const pages = [page(['a', 'b'], 'next'), page(['c'])]
    const { app, calls } = await scripted(t, () => pages.shift() ?? page(['late']))
    for (const token of [
      pool.signIn({ sub: SUB, username: 'jane' }),
      pool.idToken({ sub: SUB, username: 'jane' })
    ]) {
      t.strictSame((await app.inject({ url: '/', headers: pool.authorization(token) })).json(), [
        'a',
        'b',
        'c'
      ])
    }
    t.strictSame(calls, [
      { operation: 'AdminListGroupsForUser', body: { UserPoolId: pool.userPoolId, Username: 'jane' } },
      {
        operation: 'AdminListGroupsForUser',
        body: { UserPoolId: pool.userPoolId, Username: 'jane', NextToken: 'next' }
      },
      { operation: 'AdminGetUser', body: { UserPoolId: pool.userPoolId, Username: 'jane' } }
    ])
  }
)

t.test('a machine has no groups, and Cognito is not called', async t => {
  const { app, calls } = await scripted(t, () => page(['admin']))
  t.strictSame(
    (
      await app.inject({ url: '/', headers: pool.authorization(pool.machine({ scopes: ['orders/read'] })) })
    ).json(),
    []
  )
  t.equal(calls.length, 0)
})

t.test('a route that needs no groups does not call Cognito', async t => {
  const { app, calls } = await scripted(t, () => page(['admin']))
  t.strictSame(await statuses(app, '/user', [pool.authorization()]), [200])
  t.equal(calls.length, 0)
})

t.test('if Cognito fails, throttles or denies access: 503, with the reason in the log', async t => {
  const responses: [scriptedResponse: ScriptedResponse, code: string][] = [
    [{ status: 500, body: 'oh' }, 'FST_COGNITO_UNAVAILABLE'],
    [exception('TooManyRequestsException'), 'FST_COGNITO_TOO_MANY_REQUESTS'],
    [exception('AccessDeniedException'), 'FST_COGNITO_MISCONFIGURED'],
    [exception('ResourceNotFoundException'), 'FST_COGNITO_MISCONFIGURED']
  ]
  for (const [scriptedResponse, code] of responses) {
    const { app, lines } = await scripted(t, () => scriptedResponse, { cognito: { timeout: 5000 } })
    for (const url of ['/', '/none']) {
      lines.length = 0
      const response = await app.inject({ url, headers: pool.authorization() })
      t.strictSame(
        [response.statusCode, response.json().code, response.headers['retry-after']],
        [503, 'FST_COGNITO_SOURCE_UNAVAILABLE', '5'],
        code
      )
      t.match(logged(lines, 'source failed'), [{ level: 50, source: 'groups', err: { code } }])
    }
  }
})

t.test("if Cognito is unreachable, the response is a 503; the source's own timeout applies", async t => {
  const { app } = await scripted(t, () => page([]), { endpoint: 'http://127.0.0.1:9' })
  t.strictSame(await statuses(app, '/none', [pool.authorization()]), [503])
  const { app: slow, lines } = await scripted(t, () => ({ connection: 'hang' }), {
    groups: cognitoGroups({ timeout: 100 }),
    cognito: { timeout: 60_000 }
  })
  const before = performance.now()
  t.strictSame(await statuses(slow, '/none', [pool.authorization()]), [503])
  t.ok(performance.now() - before < 3000)
  t.match(logged(lines, 'source failed'), [{ err: { message: 'no result within 100 ms' } }])
})

t.test('of two pools, each is called for its own users', async t => {
  const staff = await createTestPool({ userPoolId: 'eu-west-1_Staff' })
  const answering = async (group: string) =>
    startScripted(t, ({ operation }) => (operation === 'AdminGetUser' ? account() : page([group])))
  const [one, other] = [await answering('customer'), await answering('colleague')]
  const app = emptyApp(t)
  await app.register(cognitoAuth, {
    userPools: {
      customers: { ...pool.options, endpoint: one.endpoint },
      staff: { ...staff.options, endpoint: other.endpoint }
    },
    groups: cognitoGroups()
  })
  app.get('/', { preHandler: app.requireUser() }, async request => request.groups())
  const statusWith = async (headers: Record<string, string>) =>
    (await app.inject({ url: '/', headers })).json() as unknown
  t.strictSame(
    [await statusWith(pool.authorization({ sub: SUB })), await statusWith(staff.authorization({ sub: SUB }))],
    [['customer'], ['colleague']]
  )
  t.strictSame(
    [one.calls, other.calls].map(calls => calls.map(({ body }) => body['UserPoolId'])),
    [
      [pool.userPoolId, pool.userPoolId],
      [staff.userPoolId, staff.userPoolId]
    ]
  )
})

/** Responses for a user who no longer exists. */
async function rejects (
  t: Test,
  app: Awaited<ReturnType<typeof scripted>>['app'],
  lines: string[],
  headers: Record<string, string>
) {
  for (const url of ['/', '/none', '/permissions']) {
    lines.length = 0
    const response = await app.inject({ url, headers })
    t.match(response.json(), { statusCode: 401, code: 'FST_COGNITO_INVALID_TOKEN' }, url)
    t.match(response.headers['www-authenticate'], /error="invalid_token"/)
    t.strictSame(logged(lines, 'source failed'), [], 'the source has not failed')
    if (url !== '/') t.match(logged(lines, 'token rejected'), [{ reason: 'user' }])
  }
}

const GONE: Record<string, { list?: () => ScriptedResponse, user?: () => ScriptedResponse }> = {
  deleted: { list: () => exception('UserNotFoundException') },
  'deleted while the groups were read': { user: () => exception('UserNotFoundException') },
  disabled: { user: () => account(SUB, false) },
  'replaced by a user of the same name': { user: () => account('6066323d-088a-4915-90e8-c2c69203afb4') }
}

for (const [label, { list = () => page(['admin']), user = account }] of Object.entries(GONE)) {
  t.test(`the token of a user who was ${label} is rejected`, async t => {
    for (const ttl of [0, 30_000]) {
      const { app, lines, calls } = await scripted(t, list, {
        user,
        cognito: { timeout: 20_000 },
        groups: cognitoGroups({ ttl, timeout: 20_000 }),
        permissions: { admin: ['never'] }
      })
      app.get('/permissions', { preHandler: app.requirePermissions(['never']) }, async () => 'in')
      const headers = pool.authorization({ sub: SUB, username: 'jane' })
      await rejects(t, app, lines, headers)
      const callsBefore = calls.length
      await app.inject({ url: '/none', headers })
      t.equal(calls.length > callsBefore, ttl === 0, 'and is so within the ttl without another call')
    }
  })
}

t.test(
  'with usernames, the token of a deleted user does not get the groups of a new user of that name',
  async t => {
    const byName = await startCognito(t, { users: [] })
    const client = new CognitoIdentityProvider({
      endpoint: byName.endpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' }
    })
    t.teardown(() => {
      client.destroy()
    })
    const { UserPool } = await client.createUserPool({ PoolName: 'usernames' })
    const UserPoolId = UserPool?.Id as string
    const { UserPoolClient } = await client.createUserPoolClient({
      UserPoolId,
      ClientName: 'app',
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH']
    })
    const issuer = byName.options.issuer?.replace(byName.userPoolId, UserPoolId) as string
    const options = {
      ...byName.options,
      userPoolId: UserPoolId,
      clientId: UserPoolClient?.ClientId as string,
      issuer,
      jwksUri: `${issuer}/.well-known/jwks.json`
    }
    const bob = { UserPoolId, Username: 'bob' }
    const Password = 'Bob-passw0rd'
    const make = async () => {
      await client.adminCreateUser({ ...bob, MessageAction: 'SUPPRESS' })
      await client.adminSetUserPassword({ ...bob, Password, Permanent: true })
    }
    await make()
    await client.createGroup({ UserPoolId, GroupName: 'admin' })
    const app = await buildApi(t, { options } as never, { groups: cognitoGroups({ ttl: 0 }) })
    const statusOf = async (token: string) =>
      (await app.inject({ url: '/admin', headers: bearer(token) })).statusCode
    const { accessToken: old } = await signIn(app, { email: 'bob', password: Password })
    t.equal(await statusOf(old), 403)
    await client.adminDeleteUser(bob)
    t.equal(await statusOf(old), 401)
    await make()
    await client.adminAddUserToGroup({ ...bob, GroupName: 'admin' })
    t.equal(await statusOf(old), 401)
    const { accessToken: current } = await signIn(app, { email: 'bob', password: Password })
    t.equal(await statusOf(current), 200)
  }
)

import t, { type Test } from 'tap'
import type { FastifyInstance } from 'fastify'
import type { RouteName } from '../../dist/options/route-names.js'
import { createTestPool } from '../../dist/testing/index.js'
import { bearer, buildApi, logLines, newUser, PASSWORD, post } from '../api.js'
import { exception, startScripted, type ScriptedResponse } from '../scripted.js'
import { SUCCESS } from './answers.js'
import { DEVICE, EVERY_ROUTE, REQUESTS, SESSION, SESSION_ID, username, type RouteRequest } from './bodies.js'

/** The audit log: who did what. */

const pool = await createTestPool()
const HERE = '203.0.113.7'
const SUB = '6066323d-088a-4915-90e8-c2c69203afb4'

async function scripted (
  t: Test,
  response: () => ScriptedResponse = () => SUCCESS,
  { routes = {}, before = (_app: FastifyInstance) => {} } = {}
) {
  const { endpoint } = await startScripted(t, response)
  const { lines, logger } = logLines()
  const app = await buildApi(t, pool, {
    endpoint,
    server: { logger, genReqId: () => 'req-1' },
    routes: { ...EVERY_ROUTE, ...routes },
    before
  })
  /** Returns the audit line of a request, once it has a response. */
  const auditOf = async (
    {
      method,
      url,
      payload
    }: { method: RouteRequest['method'] | 'HEAD', url: string, payload?: object | string },
    headers: Record<string, string> = bearer(pool.signIn({ sub: SUB, groups: ['admin'] }))
  ) => {
    lines.length = 0
    const { statusCode } = await app.inject({
      method,
      url,
      headers,
      remoteAddress: HERE,
      ...(payload !== undefined && { payload })
    })
    // Written when the response is sent.
    await new Promise(setImmediate)
    return {
      statusCode,
      audit: lines
        .map(line => JSON.parse(line))
        .filter(({ msg }) => msg === 'audit')
        .map(({ time, pid, hostname, level, msg, ...audit }) => audit)
    }
  }
  return { app, auditOf, lines }
}

const ABOUT_JANE = { user: 'jane' }
const GOOGLE = { provider: 'Google', identity: '110169484474386276334' }
const NOBODY = { actor: null }

type SessionRoute = 'getSession' | 'endSession' | 'startLogin' | 'finishLogin'

/** The fields in each route's line besides the common ones; null: no line. */
const SAID: Record<Exclude<RouteName, SessionRoute>, object | null> = {
  signUp: { user: username },
  confirmSignUp: { user: username },
  resendConfirmationCode: { user: username },
  signIn: { user: username },
  respondToChallenge: { user: username },
  refresh: {},
  signOut: {},
  forgotPassword: { user: username },
  resetPassword: { user: username },
  changePassword: {},
  getProfile: null,
  updateProfile: {},
  deleteAccount: {},
  sendAttributeCode: {},
  verifyAttribute: {},
  setupTotp: {},
  verifyTotp: {},
  getMfaPreferences: null,
  setMfaPreferences: {},
  startPasskeyRegistration: {},
  completePasskeyRegistration: {},
  listPasskeys: null,
  deletePasskey: { passkey: 'YQ' },
  listDevices: null,
  updateDevice: { device: DEVICE },
  forgetDevice: { device: DEVICE },
  listSessions: null,
  revokeSession: { session: SESSION_ID },
  listAuthEvents: null,
  setAuthEventFeedback: { event: 'event-1' },
  setAuthEventFeedbackByToken: { user: username, event: 'event-1' },
  listUsers: {},
  getUser: ABOUT_JANE,
  inviteUser: { user: username },
  resendInvitation: ABOUT_JANE,
  updateUser: ABOUT_JANE,
  confirmUser: ABOUT_JANE,
  setUserPassword: ABOUT_JANE,
  removeUserTotp: ABOUT_JANE,
  enableUser: ABOUT_JANE,
  disableUser: ABOUT_JANE,
  resetUserPassword: ABOUT_JANE,
  signOutUser: ABOUT_JANE,
  listUserSessions: ABOUT_JANE,
  revokeUserSession: { ...ABOUT_JANE, session: SESSION_ID },
  listUserAuthEvents: ABOUT_JANE,
  setUserAuthEventFeedback: { ...ABOUT_JANE, event: 'event-1' },
  linkIdentity: { ...ABOUT_JANE, ...GOOGLE },
  unlinkIdentity: { ...ABOUT_JANE, ...GOOGLE },
  deleteUser: ABOUT_JANE,
  listGroups: {},
  createGroup: { group: 'editors' },
  updateGroup: { group: 'editors' },
  deleteGroup: { group: 'editors' },
  listUsersInGroup: { group: 'editors' },
  addUserToGroup: { ...ABOUT_JANE, group: 'editors' },
  removeUserFromGroup: { ...ABOUT_JANE, group: 'editors' }
}

const isSignedIn = ({ url }: RouteRequest) => /^\/auth\/(me|admin|password\/change)/.test(url)

t.test(
  'one line per request to a route that changes something or administers, none for own data',
  async t => {
    const { auditOf } = await scripted(t)
    for (const [name, details] of Object.entries(SAID) as [keyof typeof SAID, object | null][]) {
      const { audit, statusCode } = await auditOf(REQUESTS[name])
      t.ok(statusCode < 300, name)
      const actor = isSignedIn(REQUESTS[name]) ? SUB : null
      t.strictSame(
        audit,
        details === null
          ? []
          : [{ action: name, outcome: 'success', actor, ...details, ip: HERE, reqId: 'req-1' }],
        name
      )
    }
  }
)

t.test('a sign-out everywhere is attributed to the user of the token', async t => {
  const { auditOf } = await scripted(t)
  const everywhere = { method: 'POST', url: '/auth/signout', payload: { everywhere: true } } as const
  t.match((await auditOf(everywhere)).audit, [{ action: 'signOut', outcome: 'success', actor: SUB }])
  t.match((await auditOf(everywhere, {})).audit, [
    { action: 'signOut', outcome: 'FST_COGNITO_NO_CREDENTIALS', actor: null }
  ])
})

t.test('a denied request has a line with the reason', async t => {
  const { auditOf } = await scripted(t, () => exception('TooManyRequestsException'))
  const refusals: [string, RouteRequest, Record<string, string>, object][] = [
    ['nobody', REQUESTS.deleteUser, {}, { ...NOBODY, ...ABOUT_JANE, outcome: 'FST_COGNITO_NO_CREDENTIALS' }],
    [
      'an invalid token',
      REQUESTS.deleteUser,
      bearer('abc'),
      { ...NOBODY, ...ABOUT_JANE, outcome: 'FST_COGNITO_INVALID_TOKEN' }
    ],
    [
      'not an administrator',
      REQUESTS.deleteUser,
      bearer(pool.signIn({ sub: SUB })),
      { actor: SUB, ...ABOUT_JANE, outcome: 'FST_COGNITO_INSUFFICIENT_GROUPS' }
    ],
    [
      'a machine',
      REQUESTS.deleteAccount,
      bearer(pool.machine()),
      { actor: pool.clientId, outcome: 'FST_COGNITO_USER_REQUIRED' }
    ],
    [
      'a sign-in that is too old',
      REQUESTS.addUserToGroup,
      bearer(pool.signIn({ sub: SUB, groups: ['admin'], claims: { auth_time: 1 } })),
      { actor: SUB, ...ABOUT_JANE, group: 'editors', outcome: 'FST_COGNITO_SIGN_IN_TOO_OLD' }
    ],
    [
      'an invalid search',
      { method: 'GET', url: '/auth/admin/users?attribute=email' },
      bearer(pool.signIn({ sub: SUB, groups: ['admin'] })),
      { actor: SUB, outcome: 'FST_COGNITO_INVALID_INPUT' }
    ],
    ['a rejection by Cognito', REQUESTS.refresh, {}, { ...NOBODY, outcome: 'FST_COGNITO_TOO_MANY_REQUESTS' }]
  ]
  for (const [label, sent, headers, details] of refusals) {
    const { audit } = await auditOf(sent, headers)
    t.equal(audit.length, 1, label)
    t.match(audit[0], { ip: HERE, reqId: 'req-1', ...details }, label)
  }
})

t.test('a sign-in with another step is not logged as a sign-in', async t => {
  let response: ScriptedResponse = { body: { ChallengeName: 'SMS_MFA', Session: SESSION } }
  const { auditOf } = await scripted(t, () => response)
  for (const step of [REQUESTS.signIn, REQUESTS.respondToChallenge]) {
    t.match((await auditOf(step, {})).audit, [{ outcome: 'challenge', user: username, actor: null }])
  }
  response = SUCCESS
  t.match((await auditOf(REQUESTS.respondToChallenge, {})).audit, [{ outcome: 'success' }])
  response = exception('NotAuthorizedException', 'Incorrect username or password.')
  t.match((await auditOf(REQUESTS.signIn, {})).audit, [
    { outcome: 'FST_COGNITO_WRONG_CREDENTIALS', user: username }
  ])
})

t.test('rate-limited attempts also have lines', async t => {
  const { auditOf } = await scripted(t, () => SUCCESS, {
    routes: { rateLimit: { accountAndIp: { max: 1 } } }
  })
  t.match((await auditOf(REQUESTS.signIn, {})).audit, [{ outcome: 'success' }])
  t.match((await auditOf(REQUESTS.signIn, {})).audit, [
    { outcome: 'FST_COGNITO_TOO_MANY_ATTEMPTS', user: username }
  ])
})

t.test('a body rejected before authentication does not set the subject', async t => {
  const { auditOf } = await scripted(t)
  const json = { 'content-type': 'application/json' }
  const unread: [string, string, Record<string, string>, string][] = [
    ['that ends early', '{"username":"jane"', json, 'FST_ERR_CTP_INVALID_JSON_BODY'],
    [
      'of another type',
      'username=jane',
      { 'content-type': 'application/x-www-form-urlencoded' },
      'FST_ERR_CTP_INVALID_MEDIA_TYPE'
    ],
    [
      'that is too large',
      JSON.stringify({ username: 'jane', password: 'x'.repeat(70_000) }),
      json,
      'FST_ERR_CTP_BODY_TOO_LARGE'
    ],
    ['that is a list', '["jane"]', json, 'FST_COGNITO_INVALID_INPUT'],
    ['that is null', 'null', json, 'FST_COGNITO_INVALID_INPUT'],
    ['with a list as the username', '{"username":["jane"],"password":"x"}', json, 'FST_COGNITO_INVALID_INPUT']
  ]
  for (const [label, payload, headers, outcome] of unread) {
    const { audit } = await auditOf({ method: 'POST', url: '/auth/signin', payload }, headers)
    t.strictSame(audit, [{ action: 'signIn', outcome, actor: null, ip: HERE, reqId: 'req-1' }], label)
  }
  const { audit } = await auditOf({ method: 'PATCH', url: '/auth/me', payload: { name: 'Jane' } }, {})
  t.strictSame(
    audit,
    [
      {
        action: 'updateProfile',
        outcome: 'FST_COGNITO_NO_CREDENTIALS',
        actor: null,
        ip: HERE,
        reqId: 'req-1'
      }
    ],
    'without a token'
  )
})

t.test('a name is truncated and cannot start a log line', async t => {
  const { auditOf, lines } = await scripted(t)
  const userOf = async (name: string) =>
    (await auditOf({ method: 'POST', url: '/auth/password/forgot', payload: { username: name } }, {}))
      .audit[0].user
  t.equal(await userOf('jane\n{"msg":"audit","by":"root"}'), 'jane?{"msg":"audit","by":"root"}')
  t.equal(await userOf('a\r\n\t\u0000\u001B[31m\u007F\u0085\u200B\u202E\uFEFFb'), 'a?????[31m?????b')
  t.equal(await userOf('x'.repeat(5000)), 'x'.repeat(128))
  t.equal(await userOf('Zoë@例え.jp'), 'Zoë@例え.jp')
  t.ok(lines.length > 0 && lines.every(line => line.trim().split('\n').length === 1))
  const { audit } = await auditOf({ method: 'DELETE', url: '/auth/admin/users/a%0Ab' })
  t.match(audit, [{ user: 'a?b', outcome: 'FST_COGNITO_INVALID_INPUT' }], 'nor can a path parameter')
})

t.test('the subject is taken from input only without a signed-in user, or for an administrator', async t => {
  const { auditOf } = await scripted(t)
  t.notOk(
    'group' in (await auditOf(REQUESTS.verifyTotp)).audit[0],
    'the name of an authenticator is not a group'
  )
  t.notOk('group' in (await auditOf(REQUESTS.updateProfile)).audit[0], 'nor is the own one')
  t.equal(
    (await auditOf({ method: 'POST', url: '/auth/signup', payload: newUser('kim@example.com') }, {})).audit[0]
      .user,
    'kim@example.com'
  )
  t.equal(
    (
      await auditOf(
        {
          method: 'POST',
          url: '/auth/signup',
          payload: { username: 'kim', email: 'kim@example.com', password: PASSWORD }
        },
        {}
      )
    ).audit[0].user,
    'kim'
  )
})

t.test('a response that the application sends instead of a route is logged by its status', async t => {
  const before = (app: FastifyInstance) => {
    app.addHook('onRequest', async (request, reply) => {
      if (request.url === '/auth/signin') return reply.code(403).send({ no: true })
      if (request.url === '/auth/refresh') return reply.send('yes')
    })
  }
  const { auditOf } = await scripted(t, () => SUCCESS, { before })
  t.match((await auditOf(REQUESTS.signIn, {})).audit, [{ action: 'signIn', outcome: '403', actor: null }])
  t.match((await auditOf(REQUESTS.refresh, {})).audit, [
    { action: 'refresh', outcome: 'success', actor: null }
  ])
})

t.test('an error without a code is logged by its status', async t => {
  const before = (app: FastifyInstance) => {
    app.addHook('preHandler', async () => {
      throw new Error('broken')
    })
  }
  const { auditOf } = await scripted(t, () => SUCCESS, { before })
  t.match((await auditOf(REQUESTS.signIn, {})).audit, [{ action: 'signIn', outcome: '500' }])
})

t.test('an error handler of the application does not change the line', async t => {
  const before = (app: FastifyInstance) => {
    app.setErrorHandler(async (_error, _request, reply) => reply.code(418).send({ teapot: true }))
  }
  const { auditOf } = await scripted(t, () => exception('NotAuthorizedException'), { before })
  const { statusCode, audit } = await auditOf(REQUESTS.signIn, {})
  t.equal(statusCode, 418)
  t.match(audit, [{ outcome: 'FST_COGNITO_WRONG_CREDENTIALS' }])
})

t.test('HEAD is logged like GET: only for administration', async t => {
  const { auditOf } = await scripted(t)
  t.strictSame((await auditOf({ method: 'HEAD', url: '/auth/me' })).audit, [])
  t.match((await auditOf({ method: 'HEAD', url: '/auth/admin/users' })).audit, [
    { action: 'listUsers', actor: SUB }
  ])
})

t.test("the level is the application's, unless configured", async t => {
  const { endpoint } = await startScripted(t, () => SUCCESS)
  const audited = async (level: 'info' | 'error', audit?: { level: 'info' | 'silent' }) => {
    const { lines, logger } = logLines()
    const app = await buildApi(t, pool, {
      endpoint,
      server: { logger: { ...(logger as object), level } },
      routes: { ...EVERY_ROUTE, ...(audit !== undefined && { audit }) }
    })
    t.equal((await post(app, '/auth/password/forgot', { username })).statusCode, 202)
    await new Promise(setImmediate)
    return lines.filter(line => line.includes('"msg":"audit"')).length
  }
  t.equal(await audited('info'), 1)
  t.equal(await audited('error'), 0)
  t.equal(await audited('error', { level: 'info' }), 1)
  t.equal(await audited('info', { level: 'silent' }), 0)
})

t.test("the application's own routes have no lines", async t => {
  const { app, lines } = await scripted(t)
  t.equal((await post(app, '/auth/nothing', {})).statusCode, 404)
  await app.inject({ url: '/profile', headers: pool.authorization() })
  await new Promise(setImmediate)
  t.notOk(lines.some(line => line.includes('"audit"')))
})

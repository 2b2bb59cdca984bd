import rateLimit from '@fastify/rate-limit'
import Fastify, { type FastifyRequest } from 'fastify'
import t, { type Test } from 'tap'
import cognitoAuth, { memorySessions } from '../../dist/index.js'
import type { RouteName } from '../../dist/options/route-names.js'
import { createTestPool } from '../../dist/testing/index.js'
import { bearer, buildApi, PASSWORD, post } from '../api.js'
import { exception, startScripted } from '../scripted.js'
import { SUCCESS } from './answers.js'
import { ADMINISTRATION, REQUESTS, type RouteRequest } from './bodies.js'

/** The routes that exist, their paths, and the tokens and limits that apply. */

const pool = await createTestPool()

/** The path of each route. */
const ROUTES = {
  signUp: 'POST /signup',
  confirmSignUp: 'POST /signup/confirm',
  resendConfirmationCode: 'POST /signup/resend',
  signIn: 'POST /signin',
  respondToChallenge: 'POST /signin/challenge',
  refresh: 'POST /refresh',
  signOut: 'POST /signout',
  getSession: 'GET /session',
  endSession: 'POST /logout',
  startLogin: 'GET /login',
  finishLogin: 'GET /callback',
  forgotPassword: 'POST /password/forgot',
  resetPassword: 'POST /password/reset',
  changePassword: 'POST /password/change',
  getProfile: 'GET /me',
  updateProfile: 'PATCH /me',
  deleteAccount: 'DELETE /me',
  sendAttributeCode: 'POST /me/attributes/email/code',
  verifyAttribute: 'POST /me/attributes/email/verify',
  setupTotp: 'POST /me/mfa/totp',
  verifyTotp: 'POST /me/mfa/totp/verify',
  getMfaPreferences: 'GET /me/mfa',
  setMfaPreferences: 'PUT /me/mfa',
  startPasskeyRegistration: 'POST /me/passkeys/options',
  completePasskeyRegistration: 'POST /me/passkeys',
  listPasskeys: 'GET /me/passkeys',
  deletePasskey: 'DELETE /me/passkeys/YQ',
  listDevices: 'GET /me/devices',
  updateDevice: 'PUT /me/devices/a_1',
  forgetDevice: 'DELETE /me/devices/a_1',
  listSessions: 'GET /me/sessions',
  revokeSession: 'DELETE /me/sessions/tkn1',
  listAuthEvents: 'GET /me/auth-events',
  setAuthEventFeedback: 'PUT /me/auth-events/event-1/feedback',
  setAuthEventFeedbackByToken: 'POST /auth-events/feedback',
  listUsers: 'GET /admin/users',
  getUser: 'GET /admin/users/jane',
  inviteUser: 'POST /admin/users',
  resendInvitation: 'POST /admin/users/jane/invitation',
  updateUser: 'PATCH /admin/users/jane',
  confirmUser: 'POST /admin/users/jane/confirm',
  setUserPassword: 'PUT /admin/users/jane/password',
  removeUserTotp: 'DELETE /admin/users/jane/mfa/totp',
  enableUser: 'POST /admin/users/jane/enable',
  disableUser: 'POST /admin/users/jane/disable',
  resetUserPassword: 'POST /admin/users/jane/reset-password',
  signOutUser: 'POST /admin/users/jane/signout',
  listUserSessions: 'GET /admin/users/jane/sessions',
  revokeUserSession: 'DELETE /admin/users/jane/sessions/tkn1',
  listUserAuthEvents: 'GET /admin/users/jane/auth-events',
  setUserAuthEventFeedback: 'PUT /admin/users/jane/auth-events/event-1/feedback',
  linkIdentity: 'POST /admin/users/jane/identities',
  unlinkIdentity: 'DELETE /admin/users/jane/identities/Google/1',
  deleteUser: 'DELETE /admin/users/jane',
  listGroups: 'GET /admin/groups',
  createGroup: 'POST /admin/groups',
  updateGroup: 'PATCH /admin/groups/editors',
  deleteGroup: 'DELETE /admin/groups/editors',
  listUsersInGroup: 'GET /admin/groups/editors/members',
  addUserToGroup: 'PUT /admin/groups/editors/members/jane',
  removeUserFromGroup: 'DELETE /admin/groups/editors/members/jane'
} as const satisfies Record<RouteName, string>

const NAMES = Object.keys(ROUTES) as RouteName[]

/** Returns the routes of an application, by requesting each. */
async function servedBy (
  t: Test,
  routes: { include?: RouteName[], exclude?: RouteName[] }
): Promise<RouteName[]> {
  const app = await buildApi(t, pool, {
    endpoint: 'https://cognito.invalid',
    routes: { prefix: '/auth', admin: ADMINISTRATION, ...routes },
    session: { origin: 'https://app.example.com', store: memorySessions() },
    managedLogin: { domain: 'https://auth.example.com' }
  })
  const served: RouteName[] = []
  for (const name of NAMES) {
    const [method, path] = ROUTES[name].split(' ') as [RouteRequest['method'], string]
    const response = await app.inject({
      method,
      url: `/auth${path}`,
      ...(method !== 'GET' && { payload: {} })
    })
    if (response.statusCode !== 404) served.push(name)
  }
  return served
}

t.test('all routes are served by default', async t => {
  t.strictSame(await servedBy(t, {}), NAMES)
})

t.test('only the included routes are served', async t => {
  for (const name of NAMES) t.strictSame(await servedBy(t, { include: [name] }), [name])
  t.strictSame(await servedBy(t, { include: ['refresh', 'signIn', 'signOut'] }), [
    'signIn',
    'refresh',
    'signOut'
  ])
})

t.test('all routes but the excluded ones are served', async t => {
  for (const name of NAMES) {
    t.strictSame(
      await servedBy(t, { exclude: [name] }),
      NAMES.filter(other => other !== name)
    )
  }
})

t.test('an invalid selection throws', async t => {
  const rejected = { code: 'FST_COGNITO_INVALID_OPTIONS' }
  await t.rejects(servedBy(t, { include: ['signIn'], exclude: ['signUp'] }), {
    ...rejected,
    message: /options\.routes\.exclude .*omit one of them/
  })
  await t.rejects(servedBy(t, { include: [] }), { ...rejected, message: 'routes.include' })
  await t.rejects(servedBy(t, { exclude: ['sigIn' as 'signIn'] }), { ...rejected, message: 'routes.exclude' })
})

t.test('routes are served in a scope with its own prefix, for that scope only', async t => {
  const pools = await Promise.all(
    ['customers', 'staff'].map(async name => ({
      name,
      ...(await startScripted(t, () =>
        exception('NotAuthorizedException', 'Incorrect username or password.')
      ))
    }))
  )
  const app = Fastify()
  t.teardown(async () => {
    await app.close()
  })
  for (const { name, endpoint } of pools) {
    await app.register(
      async scope => {
        await scope.register(cognitoAuth, {
          ...pool.options,
          endpoint,
          routes: { prefix: '/auth', rateLimit: false }
        })
        scope.get('/who', { preHandler: scope.requireUser() }, async request => request.currentUser?.id)
      },
      { prefix: `/${name}` }
    )
  }
  await app.ready()
  t.notOk(app.hasDecorator('cognito'))
  t.equal((await post(app, '/auth/signin', { username: 'jane', password: PASSWORD })).statusCode, 404)
  for (const { name, calls } of pools) {
    t.match((await post(app, `/${name}/auth/signin`, { username: 'jane', password: PASSWORD })).json(), {
      statusCode: 401,
      code: 'FST_COGNITO_WRONG_CREDENTIALS'
    })
    t.equal(calls.length, 1, 'each calls its own Cognito')
    t.equal(
      (await app.inject({ url: `/${name}/who`, headers: pool.authorization({ sub: 'c7f2a1de' }) })).body,
      'c7f2a1de'
    )
  }
})

t.test('the token is the one that extractToken returns, and no header is used as well', async t => {
  const { endpoint, calls } = await startScripted(t, () => SUCCESS)
  const extractToken = ({ headers }: FastifyRequest) =>
    /(?:^|; )token=([^;]+)/.exec(headers.cookie ?? '')?.[1]
  const app = await buildApi(t, pool, { endpoint, extractToken })
  const [jane, joe] = [pool.signIn(), pool.signIn()]
  const own = Object.values(REQUESTS).filter(({ url }) => url.startsWith('/auth/me'))
  for (const request of [
    ...own,
    REQUESTS.changePassword,
    { method: 'POST', url: '/auth/signout', payload: { everywhere: true } }
  ] as const) {
    calls.length = 0
    const headers = { ...bearer(joe), cookie: `a=b; token=${jane}` }
    const response = await app.inject({ ...request, headers })
    t.ok(response.statusCode < 300, `${request.method} ${request.url}`)
    // Calls with AWS credentials have no token, and follow one that has.
    const withToken = calls.filter(({ operation }) => !operation.startsWith('Admin'))
    t.ok(withToken.length > 0 && withToken.every(({ body }) => body['AccessToken'] === jane))
    t.match((await app.inject({ ...request, headers: bearer(joe) })).json(), {
      statusCode: 401,
      code: 'FST_COGNITO_NO_CREDENTIALS'
    })
  }
})

t.test("their limits and the application's own limit count separately", async t => {
  const { endpoint } = await startScripted(t, () =>
    exception('NotAuthorizedException', 'Incorrect username or password.')
  )
  const app = await buildApi(t, pool, {
    endpoint,
    routes: { prefix: '/auth', rateLimit: { accountAndIp: { max: 2 } } },
    before: async app => {
      await app.register(rateLimit, { max: 6, timeWindow: 60_000 })
    }
  })
  const attempt = async (username: string) => {
    const { statusCode, headers, body } = await post(app, '/auth/signin', { username, password: PASSWORD })
    return [statusCode, body.includes('FST_COGNITO_TOO_MANY_ATTEMPTS'), headers['x-ratelimit-limit']]
  }
  t.strictSame(await attempt('jane'), [401, false, '6'])
  t.strictSame(await attempt('jane'), [401, false, '6'])
  t.strictSame(await attempt('jane'), [429, true, '2'], 'those of the routes, for this account')
  t.strictSame(await attempt('joe'), [401, false, '6'])
  t.strictSame(await attempt('joe'), [401, false, '6'])
  t.strictSame(await attempt('jim'), [401, false, '6'])
  t.strictSame(await attempt('jim'), [429, false, '6'], "the application's, for this IP address")
})

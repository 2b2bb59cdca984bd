import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import t, { type Test } from 'tap'
import { errors, memoryRevocations, type RevocationStore } from '../../dist/index.js'
import { createTestPool } from '../../dist/testing/index.js'
import { bearer, buildApi, logLines, signIn } from '../api.js'
import { startPool } from '../local-pool.js'
import { exception, startScripted } from '../scripted.js'
import { buildWithSessions } from '../sessions/application.js'
import { ACCOUNT } from './answers.js'
import { ADMINISTRATION, REQUESTS, SESSION_ID, type RouteRequest } from './bodies.js'

/** Where users are signed in, and the end of single sessions. */

const password = 'Correct-horse-7'
const ADA = { email: 'ada@example.com', password, groups: ['admin'] }
const BOB = { email: 'bob@example.com', password }
const routes = { prefix: '/auth', rateLimit: false, admin: ADMINISTRATION } as const

const list = (url = '/auth/me/sessions') => ({ method: 'GET', url }) as const
const end = (id: string, url = '/auth/me/sessions') => ({ method: 'DELETE', url: `${url}/${id}` }) as const
const OF_BOB = '/auth/admin/users/bob@example.com/sessions'

async function build (t: Test, revocation: RevocationStore | null = memoryRevocations()) {
  const cognito = await startPool(t, { users: [ADA, BOB] })
  const app = await buildApi(t, cognito, {
    clock: cognito.clock,
    routes,
    ...(revocation !== null && { revocation })
  })
  const send = async (request: RouteRequest, { accessToken }: { accessToken: string }) =>
    app.inject({ ...request, headers: bearer(accessToken) })
  const isValid = ({ accessToken }: { accessToken: string }) =>
    app.cognito.verify(accessToken).then(
      () => true,
      () => false
    )
  /** Whether Cognito accepts an access token. */
  const isActive = ({ accessToken }: { accessToken: string }) =>
    cognito.api.getUser({ AccessToken: accessToken }).then(
      () => true,
      () => false
    )
  const idOf = async (tokens: { accessToken: string }) => {
    const { sessions } = (await send(list(), tokens)).json()
    return sessions.find(({ current }: { current: boolean }) => current).id as string
  }
  return { app, cognito, send, isValid, isActive, idOf }
}

t.test('users see where they are signed in, and which session is their own', async t => {
  const { app, cognito, send } = await build(t)
  const start = new Date(cognito.clock()).toISOString()
  await signIn(app, BOB)
  cognito.advance(60_000)
  const here = await signIn(app, BOB)
  await signIn(app, ADA)
  const response = await send(list(), here)
  const { sessions, ...rest } = response.json()
  t.strictSame(rest, {})
  const shared = {
    id: /^tkn[a-z0-9]{25}$/,
    type: 'token',
    clientId: cognito.options.clientId,
    device: null,
    ipAddress: '127.0.0.1',
    city: null,
    country: null,
    ssoSessionId: null
  }
  const later = new Date(cognito.clock()).toISOString()
  t.match(sessions, [
    { ...shared, current: false, createdAt: start, lastActiveAt: start },
    { ...shared, current: true, createdAt: later, lastActiveAt: later }
  ])
  t.equal(sessions.length, 2, 'none of another user')
  t.notMatch(response.body, 'origin_jti')
})

t.test('a user ends another session, and stays signed in', async t => {
  const { app, send, isValid, isActive, idOf } = await build(t)
  const [here, there] = [await signIn(app, BOB), await signIn(app, BOB)]
  const ada = await signIn(app, ADA)
  const events: object[] = []
  const listener = (event: unknown) => events.push(event as object)
  subscribe('fastify-cognito-auth:signed-out', listener)
  t.teardown(() => unsubscribe('fastify-cognito-auth:signed-out', listener))
  const response = await send(end(await idOf(there)), here)
  t.strictSame([response.statusCode, response.body], [204, ''])
  t.strictSame([await isActive(here), await isActive(there)], [true, false], 'at Cognito')
  t.strictSame([await isValid(here), await isValid(there), await isValid(ada)], [true, false, true], 'here')
  t.strictSame(events, [{ pool: 'default', everywhere: false }])
  t.equal((await send(list(), here)).json().sessions.length, 1)
})

t.test('it is not known which tokens a session has: all others end here', async t => {
  const { app, send, isValid, isActive, idOf } = await build(t)
  const [here, there, third] = [await signIn(app, BOB), await signIn(app, BOB), await signIn(app, BOB)]
  t.equal((await send(end(await idOf(there)), here)).statusCode, 204)
  t.ok(await isActive(third), 'Cognito ends one')
  t.strictSame([await isValid(here), await isValid(third)], [true, false])
})

t.test('without revocation, Cognito alone rejects the session', async t => {
  const { app, send, isValid, isActive, idOf } = await build(t, null)
  const [here, there] = [await signIn(app, BOB), await signIn(app, BOB)]
  t.equal((await send(end(await idOf(there)), here)).statusCode, 204)
  t.strictSame([await isActive(there), await isValid(there)], [false, true])
})

t.test('users end neither their own session nor those of others', async t => {
  const { app, send, isActive, idOf, isValid } = await build(t)
  const [ada, bob] = [await signIn(app, ADA), await signIn(app, BOB)]
  t.match((await send(end(await idOf(bob)), bob)).json(), {
    statusCode: 400,
    code: 'FST_COGNITO_INVALID_PARAMETER'
  })
  t.match((await send(end(await idOf(ada)), bob)).json(), { statusCode: 404, code: 'FST_COGNITO_NOT_FOUND' })
  t.strictSame([await isActive(ada), await isValid(ada), await isValid(bob)], [true, true, true])
})

t.test('an ID of another form does not reach Cognito', async t => {
  const { app, cognito, send } = await build(t)
  const bob = await signIn(app, BOB)
  cognito.requests.length = 0
  for (const id of ['TKN', 'tkn-1', 'tkn%20', '%00', 'a'.repeat(65)]) {
    t.equal((await send(end(id), bob)).statusCode, 400, id)
  }
  t.strictSame(cognito.requests, [])
})

t.test('an administrator lists the sessions of a user and ends one: all of the user end here', async t => {
  const { app, send, isValid, isActive } = await build(t)
  const [first, second] = [await signIn(app, BOB), await signIn(app, BOB)]
  const ada = await signIn(app, ADA)
  const { sessions } = (await send(list(OF_BOB), ada)).json()
  t.match(sessions, [{ current: false }, { current: false }])
  t.equal((await send(end(sessions[0].id, OF_BOB), ada)).statusCode, 204)
  t.strictSame([await isActive(first), await isActive(second)], [false, true], 'one at Cognito')
  t.strictSame([await isValid(first), await isValid(second), await isValid(ada)], [false, false, true])
  t.match((await send(end(sessions[0].id, OF_BOB), ada)).json(), { code: 'FST_COGNITO_NOT_FOUND' })
  t.match((await send(end(sessions[1].id, '/auth/admin/users/nobody/sessions'), ada)).json(), {
    statusCode: 404,
    code: 'FST_COGNITO_NOT_FOUND'
  })
  t.match((await send(list('/auth/admin/users/nobody/sessions'), ada)).json(), { statusCode: 404 })
})

t.test('cookie sessions also end, except that of the request', async t => {
  const clock = { now: Date.now() }
  const cognito = await startPool(t, { users: [ADA, BOB] })
  const { browser } = await buildWithSessions(t, cognito, { clock: () => clock.now, routes })
  const [here, there] = [browser(), browser()]
  for (const session of [here, there]) t.equal((await session.signIn(BOB)).statusCode, 200)
  const { sessions } = (await there.send('GET', '/auth/me/sessions')).json()
  const { id } = sessions.find(({ current }: { current: boolean }) => current)
  t.equal((await here.send('DELETE', `/auth/me/sessions/${id}`)).statusCode, 204)
  t.equal((await here.send('GET', '/profile')).statusCode, 200)
  t.match((await there.send('GET', '/profile')).json(), { code: 'FST_COGNITO_SESSION_ENDED' })
})

t.test('if the end here fails, it can be repeated although Cognito has ended the session', async t => {
  let isAway = true
  const revocation: RevocationStore = {
    open: async context => {
      const revocations = await memoryRevocations().open(context)
      return {
        isRevoked: user => revocations.isRevoked(user),
        health: () => revocations.health(),
        close: () => revocations.close(),
        revoke: async target => {
          if (isAway) throw new errors.FST_COGNITO_REVOCATIONS_UNAVAILABLE()
          return revocations.revoke(target)
        }
      }
    }
  }
  const { app, send, isValid, idOf } = await build(t, revocation)
  const [here, there] = [await signIn(app, BOB), await signIn(app, BOB)]
  const id = await idOf(there)
  t.match((await send(end(id), here)).json(), {
    statusCode: 503,
    code: 'FST_COGNITO_REVOCATIONS_UNAVAILABLE'
  })
  t.ok(await isValid(there))
  isAway = false
  t.equal((await send(end(id), here)).statusCode, 404)
  t.strictSame([await isValid(here), await isValid(there)], [true, false])
})

const pool = await createTestPool()

async function scripted (t: Test, response: Parameters<typeof startScripted>[1]) {
  const { endpoint, calls } = await startScripted(t, response)
  const { lines, logger } = logLines()
  const app = await buildApi(t, pool, {
    endpoint,
    routes,
    revocation: memoryRevocations(),
    server: { logger }
  })
  const token = pool.signIn({ groups: ['admin'] })
  const send = (request: RouteRequest) => app.inject({ ...request, headers: bearer(token) })
  return { app, send, calls, token, lines }
}

t.test('sessions are returned as Cognito describes them, in pages', async t => {
  const { send, calls, token } = await scripted(t, () => ({
    body: {
      Sessions: [
        {
          SessionId: 'tknb8c4d0e6f2g8h4j0k6m2n8p4q',
          SessionType: 'TOKEN',
          ClientId: '1example23456789',
          CreateDate: 1_767_225_600.117,
          LastActiveDate: 1_767_225_601,
          DeviceType: 'Chrome 125 / macOS 15.0',
          LastIPAddress: '192.0.2.42',
          LastLocation: { City: 'Seattle', Country: 'United States' },
          OriginSessionId: 'ssob8c4d0e6f2g8h4j0k6m2n8p4q',
          IsCurrentSession: true
        },
        {
          SessionId: 'ssob8c4d0e6f2g8h4j0k6m2n8p4q',
          SessionType: 'SSO',
          DeviceType: 'unknown',
          LastLocation: { City: 'unknown', Country: 'unknown' }
        }
      ],
      NextToken: 'after'
    }
  }))
  const unknown = { clientId: null, device: null, ipAddress: null, city: null, country: null }
  t.strictSame((await send(list('/auth/me/sessions?next=before'))).json(), {
    sessions: [
      {
        id: 'tknb8c4d0e6f2g8h4j0k6m2n8p4q',
        type: 'token',
        current: true,
        clientId: '1example23456789',
        device: 'Chrome 125 / macOS 15.0',
        ipAddress: '192.0.2.42',
        city: 'Seattle',
        country: 'United States',
        ssoSessionId: 'ssob8c4d0e6f2g8h4j0k6m2n8p4q',
        createdAt: '2026-01-01T00:00:00.117Z',
        lastActiveAt: '2026-01-01T00:00:01.000Z'
      },
      {
        id: 'ssob8c4d0e6f2g8h4j0k6m2n8p4q',
        type: 'sso',
        current: false,
        ...unknown,
        ssoSessionId: null,
        createdAt: null,
        lastActiveAt: null
      }
    ],
    next: 'after'
  })
  t.strictSame(calls, [{ operation: 'ListUserSessions', body: { AccessToken: token, NextToken: 'before' } }])
})

t.test('the end of a session includes the browser session that it was started from', async t => {
  const { send, calls, token } = await scripted(t, () => ({ body: {} }))
  await send(REQUESTS.revokeSession)
  t.strictSame(calls, [
    {
      operation: 'RevokeUserSession',
      body: { AccessToken: token, SessionId: SESSION_ID, RevokeAssociatedSessions: 'LINKED' }
    }
  ])
})

t.test('the session of the request also ends here, as a part of a browser session', async t => {
  const { app, send, token } = await scripted(t, () => ({ body: {} }))
  t.equal((await send(end('tkn1'))).statusCode, 204)
  t.ok(await app.cognito.verify(token))
  t.equal((await send(end('sso1'))).statusCode, 204)
  await t.rejects(app.cognito.verify(token), { code: 'FST_COGNITO_INVALID_TOKEN' })
})

t.test('a pool without session tracking, or without the feature plan, is named in the log', async t => {
  for (const name of ['OperationNotEnabledException', 'FeatureUnavailableInTierException']) {
    const { send, lines } = await scripted(t, ({ operation }) =>
      operation === 'AdminGetUser' ? { body: ACCOUNT } : exception(name)
    )
    for (const route of ['listSessions', 'revokeSession', 'listUserSessions', 'revokeUserSession'] as const) {
      lines.length = 0
      const response = await send(REQUESTS[route])
      t.match(response.json(), { statusCode: 403, code: 'FST_COGNITO_NOT_ENABLED' }, route)
      t.match(lines.join(''), `"exception":"${name}"`)
    }
  }
})

t.test('a list that is not what Cognito documents is a 502', async t => {
  for (const Sessions of [{}, ['x'], [{}]]) {
    const { send } = await scripted(t, () => ({ body: { Sessions } }))
    t.match((await send(list())).json(), { statusCode: 502, code: 'FST_COGNITO_UNEXPECTED_RESPONSE' })
  }
})

t.test('a user without sessions has an empty list', async t => {
  const { send } = await scripted(t, () => ({ body: {} }))
  t.strictSame((await send(list())).json(), { sessions: [] })
})

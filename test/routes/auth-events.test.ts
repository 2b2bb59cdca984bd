import t, { type Test } from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { bearer, buildApi, logLines, signIn } from '../api.js'
import { startPool } from '../local-pool.js'
import { exception, startScripted } from '../scripted.js'
import { ADMINISTRATION, REQUESTS, type RouteRequest } from './bodies.js'

/** The history of users: sign-ins, and whether it was the user. */

const password = 'Correct-horse-7'
const ADA = { email: 'ada@example.com', password, groups: ['admin'] }
const BOB = { email: 'bob@example.com', password }
const routes = { prefix: '/auth', rateLimit: false, admin: ADMINISTRATION } as const
const OF_BOB = '/auth/admin/users/bob@example.com/auth-events'

async function build (t: Test, threatProtection = true) {
  const cognito = await startPool(t, { users: [ADA, BOB], threatProtection })
  const app = await buildApi(t, cognito, { clock: cognito.clock, routes })
  const send = (request: RouteRequest, { accessToken }: { accessToken: string }) =>
    app.inject({ ...request, headers: bearer(accessToken) })
  return { app, cognito, send }
}

const list = (url = '/auth/me/auth-events') => ({ method: 'GET', url }) as const
const feedback = (id: string, valid: unknown, url = '/auth/me/auth-events') =>
  ({ method: 'PUT', url: `${url}/${id}/feedback`, payload: { valid } }) as const

t.test('users see their own sign-ins, and say that one was not theirs', async t => {
  const { app, cognito, send } = await build(t)
  await app.inject({
    method: 'POST',
    url: '/auth/signin',
    payload: { username: BOB.email, password: 'Wrong-horse-7' }
  })
  const bob = await signIn(app, BOB)
  await signIn(app, ADA)
  const { events, ...rest } = (await send(list(), bob)).json()
  t.strictSame(rest, {})
  t.match(events, [
    {
      id: String,
      type: 'SignIn',
      response: 'pass',
      challenges: [{ name: 'Password', success: true }],
      risk: { decision: 'NoRisk', level: null, compromisedCredentials: false },
      ipAddress: '127.0.0.1',
      device: null,
      city: null,
      country: null,
      feedback: null,
      createdAt: new Date(cognito.clock()).toISOString()
    },
    { type: 'SignIn', response: 'fail', challenges: [{ name: 'Password', success: false }] }
  ])
  t.equal(events.length, 2, 'none of another user')
  t.equal((await send(feedback(events[1].id, false), bob)).statusCode, 204)
  t.equal((await send(feedback(events[0].id, true), bob)).statusCode, 204)
  t.match((await send(list(), bob)).json().events, [{ feedback: 'valid' }, { feedback: 'invalid' }])
  const page = (await send(list('/auth/me/auth-events?limit=1'), bob)).json()
  t.equal(page.events.length, 1)
  t.match((await send(list(`/auth/me/auth-events?limit=1&next=${page.next}`), bob)).json(), {
    events: [{ id: events[1].id }]
  })
})

t.test("users neither read nor rate another user's events", async t => {
  const { app, send } = await build(t)
  const [ada, bob] = [await signIn(app, ADA), await signIn(app, BOB)]
  const [event] = (await send(list(), ada)).json().events
  t.match((await send(feedback(event.id, false), bob)).json(), {
    statusCode: 404,
    code: 'FST_COGNITO_NOT_FOUND'
  })
  t.match((await send(list(OF_BOB), bob)).json(), { statusCode: 403 })
})

t.test('a token that Cognito has revoked reads no history', async t => {
  const { app, cognito, send } = await build(t)
  const bob = await signIn(app, BOB)
  await cognito.api.globalSignOut({ AccessToken: bob.accessToken })
  cognito.requests.length = 0
  for (const request of [list(), feedback('x', false)]) {
    t.match((await send(request, bob)).json(), { statusCode: 401, code: 'FST_COGNITO_INVALID_TOKEN' })
  }
  t.strictSame(
    cognito.requests.map(({ operation }) => operation),
    ['GetUser', 'GetUser']
  )
})

t.test('administrators do both for a user', async t => {
  const { app, send } = await build(t)
  await signIn(app, BOB)
  const ada = await signIn(app, ADA)
  const [event] = (await send(list(OF_BOB), ada)).json().events
  t.equal((await send(feedback(event.id, false, OF_BOB), ada)).statusCode, 204)
  t.match((await send(list(OF_BOB), ada)).json().events, [{ id: event.id, feedback: 'invalid' }])
  t.match((await send(list('/auth/admin/users/nobody/auth-events'), ada)).json(), { statusCode: 404 })
})

/** Reports the latest event of bob, with the feedback token of its email message. */
async function report (
  { app, cognito }: Pick<Awaited<ReturnType<typeof build>>, 'app' | 'cognito'>,
  fields: Record<string, unknown> = {}
) {
  const event = cognito.users.find(BOB.email)?.events.at(-1)
  const payload = {
    username: BOB.email,
    eventId: event?.id,
    feedbackToken: event?.feedbackToken,
    valid: false,
    ...fields
  }
  return app.inject({ method: 'POST', url: '/auth/auth-events/feedback', payload })
}

t.test('a user who is not signed in says that a sign-in was not theirs', async t => {
  const { app, cognito, send } = await build(t)
  const bob = await signIn(app, BOB)
  cognito.requests.length = 0
  const response = await report({ app, cognito })
  t.equal(response.statusCode, 204)
  t.equal(response.body, '')
  t.strictSame(
    cognito.requests.map(({ operation }) => operation),
    ['UpdateAuthEventFeedback']
  )
  t.match((await send(list(), bob)).json().events, [{ feedback: 'invalid' }])
  t.equal((await report({ app, cognito }, { valid: true })).statusCode, 204)
  t.match((await send(list(), bob)).json().events, [{ feedback: 'valid' }])
})

t.test('without the feedback token of the event, every response is the same', async t => {
  const { app, cognito, send } = await build(t)
  const [ada, bob] = [await signIn(app, ADA), await signIn(app, BOB)]
  const [event] = (await send(list(), ada)).json().events
  const responses = []
  for (const fields of [
    { feedbackToken: 'abc' },
    { feedbackToken: cognito.users.find(ADA.email)?.events[0]?.feedbackToken },
    { eventId: event.id },
    { eventId: 'unknown' },
    { username: ADA.email },
    { username: 'nobody@example.com' }
  ]) {
    const { statusCode, body, headers } = await report({ app, cognito }, fields)
    responses.push({ statusCode, body, length: headers['content-length'] })
  }
  t.match(responses[0], { statusCode: 400, body: /FST_COGNITO_INVALID_CODE/ })
  for (const response of responses) t.strictSame(response, responses[0])
  t.match((await send(list(), bob)).json().events, [{ feedback: null }])
})

t.test('the feedback token is not logged', async t => {
  const { lines, logger } = logLines()
  const cognito = await startPool(t, { users: [BOB], threatProtection: true })
  const app = await buildApi(t, cognito, { routes, server: { logger } })
  await signIn(app, BOB)
  const token = cognito.users.find(BOB.email)?.events[0]?.feedbackToken as string
  t.equal((await report({ app, cognito })).statusCode, 204)
  t.equal((await report({ app, cognito }, { eventId: 'unknown' })).statusCode, 400)
  t.ok(lines.some(line => line.includes('UpdateAuthEventFeedback')))
  t.notOk(lines.some(line => line.includes(token)))
})

t.test('a pool without threat protection has no history', async t => {
  const { app, cognito, send } = await build(t, false)
  const bob = await signIn(app, BOB)
  for (const request of [list(), feedback('x', false)]) {
    t.match((await send(request, bob)).json(), { statusCode: 403, code: 'FST_COGNITO_NOT_ENABLED' })
  }
  const unknown = { eventId: 'event-1', feedbackToken: 'abc' }
  t.match((await report({ app, cognito }, unknown)).json(), {
    statusCode: 400,
    code: 'FST_COGNITO_INVALID_CODE'
  })
})

t.test('an invalid ID or feedback does not reach Cognito', async t => {
  const { app, cognito, send } = await build(t)
  const bob = await signIn(app, BOB)
  cognito.requests.length = 0
  for (const [id, valid] of [
    ['a.b', false],
    ['a'.repeat(51), false],
    ['x', 'no'],
    ['x', undefined]
  ] as const) {
    t.equal((await send(feedback(id, valid), bob)).statusCode, 400, id)
  }
  t.strictSame(cognito.requests, [])
})

const pool = await createTestPool()

async function scripted (t: Test, body: object) {
  const { endpoint } = await startScripted(t, ({ operation }) =>
    operation === 'GetUser' && !('Username' in body) ? { body: { Username: 'jane' } } : { body }
  )
  const app = await buildApi(t, pool, { endpoint, routes })
  return app.inject({ ...REQUESTS.listAuthEvents, headers: bearer(pool.signIn()) })
}

t.test('events are returned as Cognito describes them', async t => {
  const event = {
    EventId: 'event-1',
    EventType: 'SignIn',
    EventResponse: 'InProgress',
    EventRisk: { RiskDecision: 'AccountTakeover', RiskLevel: 'High', CompromisedCredentialsDetected: true },
    ChallengeResponses: [{ ChallengeName: 'Mfa', ChallengeResponse: 'Failure' }, {}],
    EventContextData: { IpAddress: '192.0.2.42', DeviceName: 'Phone', City: 'Seattle', Country: 'US' },
    EventFeedback: { FeedbackValue: 'Invalid', Provider: 'Admin' },
    CreationDate: 1_767_225_600
  }
  const response = await scripted(t, { AuthEvents: [event, { EventId: 'event-2', EventType: 'SignUp' }] })
  t.strictSame(response.json().events, [
    {
      id: 'event-1',
      type: 'SignIn',
      response: 'inProgress',
      challenges: [
        { name: 'Mfa', success: false },
        { name: 'unknown', success: false }
      ],
      risk: { decision: 'AccountTakeover', level: 'High', compromisedCredentials: true },
      ipAddress: '192.0.2.42',
      device: 'Phone',
      city: 'Seattle',
      country: 'US',
      feedback: 'invalid',
      createdAt: '2026-01-01T00:00:00.000Z'
    },
    {
      id: 'event-2',
      type: 'SignUp',
      response: null,
      challenges: [],
      risk: { decision: null, level: null, compromisedCredentials: false },
      ipAddress: null,
      device: null,
      city: null,
      country: null,
      feedback: null,
      createdAt: null
    }
  ])
  t.strictSame((await scripted(t, {})).json(), { events: [] })
})

t.test('a response that is not what Cognito documents is a 502', async t => {
  for (const body of [
    { AuthEvents: {} },
    { AuthEvents: [{}] },
    { AuthEvents: [{ EventId: 'event-1' }] },
    { Username: undefined }
  ]) {
    t.match((await scripted(t, body)).json(), { statusCode: 502, code: 'FST_COGNITO_UNEXPECTED_RESPONSE' })
  }
})

t.test('without permission of the server, the log has the operation', async t => {
  const { endpoint } = await startScripted(t, ({ operation }) =>
    operation === 'GetUser' ? { body: { Username: 'jane' } } : exception('AccessDeniedException')
  )
  const app = await buildApi(t, pool, { endpoint, routes })
  const response = await app.inject({ ...REQUESTS.listAuthEvents, headers: bearer(pool.signIn()) })
  t.match(response.json(), { statusCode: 500, code: 'FST_COGNITO_MISCONFIGURED' })
})

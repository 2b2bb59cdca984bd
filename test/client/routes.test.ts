import fastifySwagger from '@fastify/swagger'
import t from 'tap'
import { ROUTES } from '../../dist/client/routes.js'
import { GROUP_ADMINISTRATION, ROUTE_NAMES, USER_ADMINISTRATION } from '../../dist/options/route-names.js'
import { totp } from '../local/totp.js'
import { DEVICE } from '../routes/bodies.js'
import { ADA } from '../local-pool.js'
import { startServer } from './server.js'

/** The routes that the client calls are those of the auth API. */

/** Methods that do more than send one request, by the routes that they call. */
const OTHERS: Readonly<Record<string, string>> = {
  signIn: 'signIn',
  respondToChallenge: 'answerChallenge',
  confirmSignUp: 'confirmSignUp',
  getSession: 'session',
  endSession: 'signOut',
  signOut: 'signOut',
  refresh: 'accessToken',
  deleteAccount: 'deleteAccount',
  startPasskeyRegistration: 'passkeys',
  completePasskeyRegistration: 'passkeys'
}

/** Pages, which the browser navigates to. */
const PAGES = ['startLogin', 'finishLogin']

t.test('the client has a method for every route but those of administration', async t => {
  const { tokensClient } = await startServer(t)
  const client: object = tokensClient()
  const administration: readonly string[] = [...USER_ADMINISTRATION, ...GROUP_ADMINISTRATION]
  const others = [...administration, ...PAGES]
  const names = ROUTE_NAMES.filter(name => !others.includes(name))
  t.ok(names.length > 25)
  for (const name of names) t.ok((OTHERS[name] ?? name) in client, name)
  t.strictSame([...Object.keys(ROUTES), ...Object.keys(OTHERS)].sort(), [...names].sort())
})

t.test('methods and paths are those of the OpenAPI document', async t => {
  const { app } = await startServer(t, {
    before: async app => {
      await app.register(fastifySwagger, { openapi: {} })
    }
  })
  const { paths = {} } = app.swagger() as { paths?: Record<string, Record<string, { operationId?: string }>> }
  const served = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(
      ([method, { operationId = '' }]) =>
        [operationId, `${method.toUpperCase()} ${path.replace('/auth', '').replace(/\{(\w+)\}/g, ':$1')}`] as const
    )
  )
  const byName = Object.fromEntries(served)
  for (const [name, route] of Object.entries(ROUTES)) t.equal(byName[name], route, name)
})

t.test('inputs are in the path, the query or the body', async t => {
  const { sessionsClient, app, pool } = await startServer(t)
  const received: object[] = []
  app.server.prependListener('request', ({ method, url }) => received.push([method, url]))
  const auth = sessionsClient()
  await auth.signIn({ username: ADA.email, password: ADA.password })
  received.length = 0
  await auth.listPasskeys({ limit: 5 })
  await auth.listPasskeys()
  await auth.updateProfile({ name: 'Ada Lovelace' })
  await auth.sendAttributeCode({ name: 'email' })
  const code = pool.mailbox.last(ADA.email)?.code as string
  t.strictSame(await auth.verifyAttribute({ name: 'email', code }), { verified: true })
  await auth.forgetDevice({ key: DEVICE }).catch(() => {})
  t.strictSame(received, [
    ['GET', '/auth/me/passkeys?limit=5'],
    ['GET', '/auth/me/passkeys'],
    ['PATCH', '/auth/me'],
    ['POST', '/auth/me/attributes/email/code'],
    ['POST', '/auth/me/attributes/email/verify'],
    ['DELETE', `/auth/me/devices/${DEVICE}`]
  ])
  t.match(await auth.getProfile(), { name: 'Ada Lovelace' })
})

t.test('no input selects another route', async t => {
  const { sessionsClient, pool, requests } = await startServer(t)
  const auth = sessionsClient()
  await auth.signIn({ username: ADA.email, password: ADA.password })
  requests.length = 0
  for (const id of ['..', '.', '']) {
    await t.rejects(auth.deletePasskey({ id }), { name: 'TypeError', message: /^id must not be empty/ })
  }
  t.strictSame(requests, [])
  for (const id of ['../', '..%2f', '%2e%2e', '..?force=true', '..#', '..\\']) {
    await t.rejects(auth.deletePasskey({ id }), { name: 'AuthClientError' })
  }
  t.ok(requests.every(url => url.startsWith('DELETE /auth/me/passkeys/')))
  t.ok(pool.users.find(ADA.email), 'the account still exists')
})

t.test('feedback on a sign-in, without a session', async t => {
  const { sessionsClient, pool, requests } = await startServer(t, { threatProtection: true })
  const auth = sessionsClient()
  await auth.signIn({ username: ADA.email, password: ADA.password })
  await auth.signOut()
  requests.length = 0
  const [event] = pool.users.find(ADA.email)?.events ?? []
  const feedback = {
    username: ADA.email,
    eventId: event?.id as string,
    feedbackToken: event?.feedbackToken as string,
    valid: false
  }
  t.equal(await auth.setAuthEventFeedbackByToken(feedback), undefined)
  t.match(pool.users.find(ADA.email)?.events, [{ feedback: { value: 'Invalid', provider: 'User' } }])
  await t.rejects(auth.setAuthEventFeedbackByToken({ ...feedback, feedbackToken: 'abc' }), {
    code: 'FST_COGNITO_INVALID_CODE'
  })
  t.strictSame(requests, Array.from({ length: 2 }, () => 'POST /auth/auth-events/feedback'))
})

t.test('passwords and authenticators', async t => {
  const { sessionsClient, pool } = await startServer(t)
  const auth = sessionsClient()
  await auth.forgotPassword({ username: ADA.email })
  const code = pool.mailbox.last(ADA.email)?.code as string
  const [second, third] = ['Second-passw0rd', 'Third-passw0rd']
  t.strictSame(await auth.resetPassword({ username: ADA.email, code, newPassword: second }), { reset: true })
  await auth.signIn({ username: ADA.email, password: second })
  t.equal(await auth.changePassword({ password: second, newPassword: third }), undefined)
  const { secret, ...others } = await auth.setupTotp()
  t.match(others, { uri: /^otpauth:/, qr: /^data:/ })
  t.strictSame(await auth.verifyTotp({ code: totp(secret, pool.clock()) }), { verified: true })
  t.match(await auth.getMfaPreferences(), { totp: { enabled: true } })
  t.match(await auth.setMfaPreferences({ totp: { enabled: false } }), { totp: { enabled: false } })
})

import { setTimeout as pause } from 'node:timers/promises'
import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider'
import t, { type Test } from 'tap'
import cognitoAuth, { cognitoGroups, type CognitoAuthOptions } from '../../dist/index.js'
import { createTestPool } from '../../dist/testing/index.js'
import { bearer, buildApi, logLines, signIn, startCognito, USER } from '../api.js'
import { bare, statuses } from '../authorization/app.js'
import { logged } from '../verification/app.js'
import { exception, startWire, type WireAnswer } from '../wire.js'

/** Groups as Cognito has them now, whatever the token says. */

const cognito = await startCognito(t)
const aws = new CognitoIdentityProvider({ endpoint: cognito.endpoint, region: 'eu-west-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } })
t.teardown(() => { aws.destroy() })

const membership = { UserPoolId: cognito.userPoolId, Username: USER.email, GroupName: 'admin' }
const putIn = async () => aws.adminAddUserToGroup(membership)
const takeOut = async () => aws.adminRemoveUserFromGroup(membership)

async function start (t: Test, groups: NonNullable<CognitoAuthOptions['groups']>) {
  const app = await buildApi(t, cognito, { groups })
  const { accessToken } = await signIn(app, USER)
  return { statusOf: async () => (await app.inject({ url: '/admin', headers: bearer(accessToken) })).statusCode }
}

t.test('who is put into a group, or taken out, is so within the ttl, by the token that they have', async t => {
  t.teardown(takeOut)
  const { statusOf } = await start(t, cognitoGroups({ ttl: 1000 }))
  t.equal(await statusOf(), 403)
  await putIn()
  t.equal(await statusOf(), 403, 'kept')
  await pause(1050)
  t.equal(await statusOf(), 200)
  await takeOut()
  t.equal(await statusOf(), 200, 'kept')
  await pause(1050)
  t.equal(await statusOf(), 403)
})

t.test('with ttl: 0 it is so at once', async t => {
  t.teardown(takeOut)
  const { statusOf } = await start(t, cognitoGroups({ ttl: 0 }))
  t.equal(await statusOf(), 403)
  await putIn()
  t.equal(await statusOf(), 200)
  await takeOut()
  t.equal(await statusOf(), 403)
})

const pool = await createTestPool()

/** An application whose Cognito answers as it is told. */
async function onWire (t: Test, answer: () => WireAnswer, options: Partial<CognitoAuthOptions> = {}) {
  const { endpoint, calls } = await startWire(t, answer)
  const { lines, logger } = logLines()
  const app = bare(t, { logger })
  await app.register(cognitoAuth, { ...pool.options, tokenUse: null, endpoint, cognito: { timeout: 500 }, groups: cognitoGroups(), ...options } as CognitoAuthOptions)
  app.get('/', { preHandler: app.requireUser() }, async request => request.groups())
  app.get('/user', { preHandler: app.requireUser() }, async () => 'in')
  app.get('/none', { preHandler: app.requireGroups({ none: ['suspended'] }) }, async () => 'in')
  return { app, calls, lines }
}

const page = (names: string[], NextToken?: string): WireAnswer => ({ body: { Groups: names.map(GroupName => ({ GroupName })), ...(NextToken !== undefined && { NextToken }) } })

t.test('it asks by the name in the pool, for every page, and keeps the answer for half a minute where nothing else is said', async t => {
  const pages = [page(['a', 'b'], 'next'), page(['c'])]
  const { app, calls } = await onWire(t, () => pages.shift() ?? page(['late']))
  for (const token of [pool.signIn({ sub: 'c7f2', username: 'jane' }), pool.idToken({ sub: 'c7f2', username: 'jane' })]) {
    t.strictSame((await app.inject({ url: '/', headers: pool.authorization(token) })).json(), ['a', 'b', 'c'])
  }
  t.strictSame(calls, [
    { operation: 'AdminListGroupsForUser', body: { UserPoolId: pool.userPoolId, Username: 'jane' } },
    { operation: 'AdminListGroupsForUser', body: { UserPoolId: pool.userPoolId, Username: 'jane', NextToken: 'next' } }
  ])
})

t.test('a machine is in none, and Cognito is not asked', async t => {
  const { app, calls } = await onWire(t, () => page(['admin']))
  t.strictSame((await app.inject({ url: '/', headers: pool.authorization(pool.machine({ scopes: ['orders/read'] })) })).json(), [])
  t.equal(calls.length, 0)
})

t.test('nothing is asked for a route that needs no groups', async t => {
  const { app, calls } = await onWire(t, () => page(['admin']))
  t.strictSame(await statuses(app, '/user', [pool.authorization()]), [200])
  t.equal(calls.length, 0)
})

t.test('where Cognito fails, throttles, forbids, or knows nobody of that name, it is a 503, and the log says why', async t => {
  const answers: [answer: WireAnswer, code: string][] = [
    [{ status: 500, body: 'oh' }, 'FST_COGNITO_UNAVAILABLE'],
    [exception('TooManyRequestsException'), 'FST_COGNITO_TOO_MANY_REQUESTS'],
    [exception('AccessDeniedException'), 'FST_COGNITO_MISCONFIGURED'],
    [exception('UserNotFoundException'), 'FST_COGNITO_NOT_FOUND']
  ]
  for (const [answer, code] of answers) {
    const { app, lines } = await onWire(t, () => answer, { cognito: { timeout: 5000 } })
    for (const url of ['/', '/none']) {
      lines.length = 0
      const response = await app.inject({ url, headers: pool.authorization() })
      t.strictSame([response.statusCode, response.json().code, response.headers['retry-after']], [503, 'FST_COGNITO_SOURCE_UNAVAILABLE', '5'], code)
      t.match(logged(lines, 'source failed'), [{ level: 50, source: 'groups', err: { code } }])
    }
  }
})

t.test('out of reach, it is a 503; and a deadline of its own ends the wait', async t => {
  const { app } = await onWire(t, () => page([]), { endpoint: 'http://127.0.0.1:9' })
  t.strictSame(await statuses(app, '/none', [pool.authorization()]), [503])
  const { app: slow, lines } = await onWire(t, () => ({ silence: 'hang' }), { groups: cognitoGroups({ timeout: 100 }), cognito: { timeout: 5000 } })
  const before = performance.now()
  t.strictSame(await statuses(slow, '/none', [pool.authorization()]), [503])
  t.ok(performance.now() - before < 3000)
  t.match(logged(lines, 'source failed'), [{ err: { message: 'no answer within 100 ms' } }])
})

t.test('of two pools, each is asked about its own people', async t => {
  const staff = await createTestPool({ userPoolId: 'eu-west-1_Staff' })
  const [one, other] = [await startWire(t, () => page(['customer'])), await startWire(t, () => page(['colleague']))]
  const app = bare(t)
  await app.register(cognitoAuth, { userPools: { customers: { ...pool.options, endpoint: one.endpoint }, staff: { ...staff.options, endpoint: other.endpoint } }, groups: cognitoGroups() })
  app.get('/', { preHandler: app.requireUser() }, async request => request.groups())
  const told = async (headers: Record<string, string>) => (await app.inject({ url: '/', headers })).json() as unknown
  t.strictSame([await told(pool.authorization({ sub: 'jane' })), await told(staff.authorization({ sub: 'jane' }))], [['customer'], ['colleague']])
  t.strictSame([one.calls, other.calls].map(calls => calls.map(({ body }) => body['UserPoolId'])), [[pool.userPoolId], [staff.userPoolId]])
})

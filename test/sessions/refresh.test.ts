import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { redisSessions, type SessionOptions, type Sessions, type StoredSession } from '../../dist/index.js'
import { SessionCookie } from '../../dist/sessions/cookie.js'
import { startCognito } from '../api.js'
import { noRedis, startRedis } from '../redis.js'
import { buildWithSessions, storeWith } from './application.js'

const MINUTE = 60_000
/** As long as an access token lives. */
const HOUR = 60 * MINUTE

const ENDED = { statusCode: 401, code: 'FST_COGNITO_SESSION_ENDED' }
const UNAVAILABLE = { statusCode: 503, code: 'FST_COGNITO_UNAVAILABLE' }

interface Setting {
  session?: Partial<SessionOptions>
  pool?: NonNullable<Parameters<typeof startCognito>[1]>['pool']
  cognito?: { timeout: number }
}

/** An application whose clock a test moves, together with the one of Cognito, and a user with a session. */
async function setUp (t: Test, { session = {}, pool, cognito: api = { timeout: 60_000 } }: Setting = {}) {
  const clock = { now: Date.now() }
  const cognito = await startCognito(t, { clock: () => clock.now, ...(pool !== undefined && { pool }) })
  const build = async () => buildWithSessions(t, cognito, { session, clock: () => clock.now, cognito: api })
  const { app, lines, browser } = await build()
  const jane = browser()
  await jane.signIn()
  const refreshes = () =>
    cognito.requests.filter(({ operation }) => operation === 'GetTokensFromRefreshToken').length
  return { clock, cognito, build, app, lines, jane, refreshes, get: () => jane.send('GET', '/profile') }
}

t.test('tokens are refreshed in the last minute of their lifetime', async t => {
  const { clock, refreshes, get } = await setUp(t)
  clock.now += HOUR - MINUTE - 5000
  await get()
  t.equal(refreshes(), 0)
  clock.now += 5000
  const response = await get()
  t.equal(response.statusCode, 200)
  t.notOk('set-cookie' in response.headers)
  t.equal(refreshes(), 1)
  await get()
  clock.now += 58 * MINUTE
  await get()
  t.equal(refreshes(), 1)
})

t.test('many requests refresh once', async t => {
  const { clock, refreshes, get } = await setUp(t)
  clock.now += 2 * HOUR
  const responses = await Promise.all(Array.from({ length: 50 }, get))
  t.ok(responses.every(({ statusCode }) => statusCode === 200))
  t.equal(refreshes(), 1)
})

t.test('refresh tokens that are rotated are used once each', async t => {
  const { clock, refreshes, get } = await setUp(t, { pool: { refreshTokenRotation: { gracePeriod: 0 } } })
  for (let count = 1; count <= 3; count++) {
    clock.now += HOUR
    t.equal((await get()).statusCode, 200)
    t.equal(refreshes(), count)
  }
})

t.test('several processes refresh once', { skip: noRedis }, async t => {
  const redis = await startRedis(t)
  const client = redis.connect()
  await client.ping()
  const { clock, cognito, build, jane, refreshes } = await setUp(t, {
    session: { store: redisSessions({ redis: client }) }
  })
  const others = await Promise.all(Array.from({ length: 3 }, async () => (await build()).browser()))
  for (const other of others) other.cookie = jane.cookie
  const all = [jane, ...others]
  const get = () =>
    Promise.all(all.flatMap(browser => Array.from({ length: 10 }, () => browser.send('GET', '/profile'))))

  clock.now += 2 * HOUR
  cognito.delay('GetTokensFromRefreshToken', 300)
  t.ok((await get()).every(({ statusCode }) => statusCode === 200))
  t.equal(refreshes(), 1)

  clock.now += HOUR - MINUTE / 2
  t.ok(
    (await get()).every(({ statusCode }) => statusCode === 200),
    'without waiting, as the token is valid'
  )
  t.equal(refreshes(), 2)
})

t.test('a process that ended during a refresh delays the others', { skip: noRedis }, async t => {
  const redis = await startRedis(t)
  const client = redis.connect()
  await client.ping()
  const { clock, jane, refreshes, get } = await setUp(t, {
    session: { store: redisSessions({ redis: client }) }
  })
  clock.now += 2 * HOUR
  const [key = ''] = await client.keys('*:session:*')
  const stored = JSON.parse((await client.hget(key, 'session')) ?? '')
  const claimed = { ...stored, refreshingUntil: clock.now + 62_000, version: 1 }
  await client.hset(key, { session: JSON.stringify(claimed), version: '1' })
  const response = get()
  await sleep(200)
  t.equal(refreshes(), 0)
  clock.now += 62_000
  t.equal((await response).statusCode, 200)
  t.equal(refreshes(), 1)
  t.equal((await jane.send('GET', '/profile')).statusCode, 200)
})

t.test('an outage of Cognito signs no user out', async t => {
  const { clock, cognito, refreshes, get } = await setUp(t)
  cognito.fail('GetTokensFromRefreshToken', 'InternalErrorException')
  clock.now += HOUR - MINUTE
  t.equal((await get()).statusCode, 200, 'while the access token is valid')
  const before = refreshes()
  t.equal((await get()).statusCode, 200)
  t.equal(refreshes(), before, 'Cognito is not called again at once')
  clock.now += 5000
  t.equal((await get()).statusCode, 200)
  t.ok(refreshes() > before, 'but after 5 seconds')
  clock.now += MINUTE
  const response = await get()
  t.match(response.json(), UNAVAILABLE)
  t.match(response.headers, { 'retry-after': '5' })
  cognito.restore()
  t.equal((await get()).statusCode, 200)
})

for (const exception of ['NotAuthorizedException', 'RefreshTokenReuseException'] as const) {
  t.test(`a session that Cognito has ended is over: ${exception}`, async t => {
    const { clock, cognito, refreshes, get, jane } = await setUp(t)
    cognito.fail('GetTokensFromRefreshToken', exception)
    clock.now += HOUR
    const response = await get()
    t.match(response.json(), ENDED)
    t.match(response.headers['www-authenticate'], /^Bearer/)
    t.equal(refreshes(), 1)
    cognito.restore()
    t.match((await get()).json(), ENDED)
    t.strictSame((await jane.send('GET', '/auth/session')).json(), { user: null })
    t.equal(refreshes(), 1)
  })
}

t.test('a sign-out during a refresh', async t => {
  await t.test('before Cognito has issued new tokens', async t => {
    const { clock, cognito, get, jane } = await setUp(t)
    clock.now += 2 * HOUR
    cognito.delay('GetTokensFromRefreshToken', 300)
    const { cookie } = jane
    const late = get()
    await sleep(100)
    t.equal((await jane.send('POST', '/auth/logout')).statusCode, 204)
    t.match((await late).json(), ENDED)
    jane.cookie = cookie
    t.match((await get()).json(), ENDED)
  })

  await t.test('after Cognito has issued new tokens, which are revoked', async t => {
    let signOut = async () => {}
    const store = storeWith(sessions => ({
      replace: async (id, session) => {
        if (session.refreshingUntil === 0) await signOut()
        return sessions.replace(id, session)
      }
    }))
    const { clock, cognito, get, jane } = await setUp(t, { session: { store } })
    clock.now += 2 * HOUR
    const { cookie } = jane
    signOut = async () => {
      await jane.send('POST', '/auth/logout')
    }
    t.match((await get()).json(), ENDED)
    jane.cookie = cookie
    t.match((await get()).json(), ENDED)
    t.equal(cognito.requests.filter(({ operation }) => operation === 'RevokeToken').length, 2)
  })
})

t.test('a refresh whose time is over does not undo the one of another process', async t => {
  let sessions: Sessions | undefined
  const store = storeWith(opened => {
    sessions = opened
    return {}
  })
  const { clock, cognito, get, jane } = await setUp(t, { session: { store } })
  /** What another process does meanwhile: it claims the refresh, and completes it with the same tokens. */
  const overtake = async () => {
    const { id } = new SessionCookie(jane.cookie?.value ?? '')
    const stored = (await sessions?.read(id)) as StoredSession
    await sessions?.replace(id, { ...stored, refreshingUntil: 0, version: stored.version + 1 })
  }
  clock.now += HOUR - MINUTE / 2
  cognito.fail('GetTokensFromRefreshToken', async () => {
    await overtake()
    return { status: 400, body: { __type: 'NotAuthorizedException', message: 'Refresh Token has expired' } }
  })
  t.equal((await get()).statusCode, 200, 'its failure does not end the session')
  cognito.fail('GetTokensFromRefreshToken', async () => {
    await overtake()
    return { status: 500, body: { __type: 'InternalErrorException', message: 'simulated' } }
  })
  t.match((await get()).json(), UNAVAILABLE, 'nothing is known about the tokens')
})

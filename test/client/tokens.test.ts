import t, { type Test } from 'tap'
import type { TokenStorage } from '../../dist/client/index.js'
import { totp } from '../local/totp.js'
import { ADA, BOB } from '../local-pool.js'
import { addGlobals, eventsOf, startHttp, startServer } from './server.js'

/** The client with tokens, in Node.js, on a real server. */

const credentials = { username: ADA.email, password: ADA.password }
const HOUR = 3_600_000

/** Sets the clock of the client. It is the real one again when the test ends. */
function setClock (t: Test): { advance(milliseconds: number): void } {
  const { now } = Date
  let passed = 0
  Date.now = () => now() + passed
  t.teardown(() => { Date.now = now })
  return {
    advance: milliseconds => {
      passed += milliseconds
    }
  }
}

class Memory implements TokenStorage {
  readonly items = new Map<string, string>()

  getItem (key: string) {
    return this.items.get(key) ?? null
  }

  setItem (key: string, value: string) {
    this.items.set(key, value)
  }

  removeItem (key: string) {
    this.items.delete(key)
  }
}

t.test('a user signs in, and the requests have the token', async t => {
  const { tokensClient, requests } = await startServer(t, {
    users: [{ ...ADA, groups: ['admin'], attributes: { name: 'Ada Lovelace ✓' } }]
  })
  const auth = tokensClient()
  t.equal(await auth.session(), null)
  t.equal(await auth.accessToken(), null)
  t.equal((await auth.fetch('/orders')).status, 401)
  const events = eventsOf(auth)
  const signedIn = await auth.signIn(credentials)
  t.strictSame(signedIn, {
    user: { id: ADA.sub, username: ADA.sub, email: ADA.email, name: 'Ada Lovelace ✓', groups: ['admin'] },
    expiresAt: null
  })
  t.strictSame(await auth.session(), signedIn)
  t.strictSame(events, ['signed-in'])
  t.match(await (await auth.fetch('/orders')).json(), { user: ADA.sub })
  t.match(await auth.getProfile(), { email: ADA.email })
  t.match(await auth.accessToken(), /^eyJ/)
  t.strictSame(requests, ['GET /orders', 'POST /auth/signin', 'GET /orders', 'GET /auth/me'])
})

t.test('the token is sent to no other origin', async t => {
  const { tokensClient, origin } = await startServer(t, {
    before: app => {
      app.get('/away', (_request, reply) => reply.redirect(away))
    }
  })
  const received: (string | undefined)[] = []
  const away = await startHttp(t, ({ headers }, response) => {
    received.push(headers.authorization)
    response.statusCode = 401
    response.end()
  })
  const auth = tokensClient()
  await auth.signIn(credentials)
  for (const url of [away, new URL('/orders', away), new Request(away), away.replace('http:', '')]) {
    t.equal((await auth.fetch(url)).status, 401)
  }
  t.equal((await auth.fetch('/away')).status, 401, 'after a redirect either')
  t.ok(received.length > 4)
  t.ok(received.every(authorization => authorization === undefined))
  t.match(await (await auth.fetch('/public')).json(), { authorization: /^Bearer eyJ/, cookie: null })
  t.match(await (await auth.fetch(new Request(`${origin}/public`))).json(), { authorization: /^Bearer eyJ/ })
})

t.test('expired tokens are refreshed once for all requests', async t => {
  const { tokensClient, pool, callsOf } = await startServer(t)
  const auth = tokensClient()
  const clock = setClock(t)
  await auth.signIn(credentials)
  const first = await auth.accessToken()
  clock.advance(HOUR)
  pool.advance(HOUR)
  const responses = await Promise.all(Array.from({ length: 20 }, () => auth.fetch('/orders')))
  t.ok(responses.every(({ status }) => status === 200))
  t.equal(callsOf('GetTokensFromRefreshToken'), 1)
  t.not(await auth.accessToken(), first)

  clock.advance(HOUR - 20_000)
  await auth.session()
  t.equal(callsOf('GetTokensFromRefreshToken'), 2, 'in the last seconds of its lifetime, too')
  await auth.session({ fresh: true })
  t.equal(callsOf('GetTokensFromRefreshToken'), 3)
})

t.test('a token that the server rejects is refreshed, and the request is sent again', async t => {
  const { tokensClient, pool, callsOf } = await startServer(t)
  const auth = tokensClient()
  await auth.signIn(credentials)
  pool.advance(HOUR)
  const responses = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      auth.fetch('/orders', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ index })
      })
    )
  )
  const bodies = await Promise.all(responses.map(response => response.json()))
  t.strictSame(bodies, Array.from({ length: 20 }, (_, index) => ({ index })), 'with the same body')
  t.equal(callsOf('GetTokensFromRefreshToken'), 1)
})

t.test('a request is sent at most twice', async t => {
  let sent = 0
  const { tokensClient, callsOf } = await startServer(t, {
    before: app => {
      app.get('/never', async (_request, reply) => {
        sent++
        return reply.code(401).send('who knows')
      })
    }
  })
  const auth = tokensClient()
  await auth.signIn(credentials)
  const response = await auth.fetch('/never')
  t.equal(response.status, 401)
  t.equal(await response.text(), 'who knows')
  t.equal(sent, 2)
  t.equal(callsOf('GetTokensFromRefreshToken'), 1)
})

t.test('a 401 that a new token does not change is not retried', async t => {
  const { tokensClient, pool, callsOf } = await startServer(t)
  const auth = tokensClient()
  await auth.signIn(credentials)
  pool.advance(600_000)
  await t.rejects(auth.setupTotp(), { code: 'FST_COGNITO_SIGN_IN_TOO_OLD', status: 401 })
  t.equal(callsOf('GetTokensFromRefreshToken'), 0)
})

t.test('rotated refresh tokens', async t => {
  const { tokensClient, pool, callsOf } = await startServer(t, { rotation: { gracePeriod: 0 } })
  const auth = tokensClient()
  await auth.signIn(credentials)
  for (let times = 1; times < 4; times++) {
    pool.advance(HOUR)
    t.equal((await auth.fetch('/orders')).status, 200)
    t.equal(callsOf('GetTokensFromRefreshToken'), times)
  }
})

t.test('a rejected refresh token ends the session: one event for any number of requests', async t => {
  const { tokensClient, pool } = await startServer(t)
  const auth = tokensClient()
  await auth.signIn(credentials)
  const events = eventsOf(auth)
  pool.advance(HOUR)
  pool.local.fail('GetTokensFromRefreshToken', 'NotAuthorizedException')
  const responses = await Promise.all(Array.from({ length: 20 }, () => auth.fetch('/orders')))
  t.ok(responses.every(({ status }) => status === 401))
  t.strictSame(events, ['session-ended'])
  t.equal(await auth.session(), null)
  t.equal(await auth.accessToken(), null)
})

t.test('an outage does not end the session', async t => {
  const { tokensClient, pool } = await startServer(t)
  const auth = tokensClient()
  const clock = setClock(t)
  await auth.signIn(credentials)
  const events = eventsOf(auth)
  pool.local.fail('GetTokensFromRefreshToken', 'InternalErrorException', { times: 30 })
  clock.advance(HOUR - 10_000)
  t.equal((await auth.fetch('/orders')).status, 200, 'the token is used while it is valid')
  clock.advance(20_000)
  await t.rejects(auth.fetch('/orders'), { code: 'FST_COGNITO_UNAVAILABLE', status: 503 })
  pool.local.restore()
  t.equal((await auth.fetch('/orders')).status, 200)
  t.strictSame(events, [])
})

t.test('a failed refresh leaves a rejected response as it is', async t => {
  const { tokensClient, pool } = await startServer(t)
  const auth = tokensClient()
  await auth.signIn(credentials)
  pool.advance(HOUR)
  pool.local.fail('GetTokensFromRefreshToken', 'InternalErrorException', { times: 30 })
  t.equal((await auth.fetch('/orders')).status, 401)
  t.not(await auth.session(), null)
})

t.test('signing out', async t => {
  const { tokensClient, callsOf } = await startServer(t)
  const auth = tokensClient()
  await auth.signOut()
  t.equal(callsOf('RevokeToken'), 0, 'does nothing without a user')
  await auth.signIn(credentials)
  const events = eventsOf(auth)
  await auth.signOut()
  t.equal(callsOf('RevokeToken'), 1)
  t.equal(await auth.session(), null)
  t.equal((await auth.fetch('/orders')).status, 401)

  const other = tokensClient()
  await other.signIn(credentials)
  await auth.signIn(credentials)
  await auth.signOut({ everywhere: true })
  t.equal(callsOf('GlobalSignOut'), 1)
  await other.session({ fresh: true })
  t.equal(await other.session(), null)
  t.strictSame(events, ['signed-out', 'signed-in', 'signed-out'])
})

t.test('a user who signs out during an outage is signed out in this browser', async t => {
  const { tokensClient, pool } = await startServer(t)
  const auth = tokensClient()
  await auth.signIn(credentials)
  pool.local.fail('RevokeToken', 'InternalErrorException', { times: 30 })
  await t.rejects(auth.signOut(), { code: 'FST_COGNITO_UNAVAILABLE' })
  t.equal(await auth.session(), null)
})

t.test('a refresh that ends after the sign-out is revoked', async t => {
  const { tokensClient, pool, callsOf } = await startServer(t, { rotation: { gracePeriod: 60 } })
  const auth = tokensClient()
  await auth.signIn(credentials)
  pool.local.delay('GetTokensFromRefreshToken', 300)
  const late = auth.session({ fresh: true })
  while (callsOf('GetTokensFromRefreshToken') === 0) await new Promise(resolve => setTimeout(resolve, 5))
  await auth.signOut()
  t.equal(await late, null)
  t.equal(callsOf('RevokeToken'), 2)
  t.equal(await auth.session(), null)
})

t.test('a request of an earlier user is not sent again as the next one', async t => {
  let orders = 0
  const { tokensClient, pool, origin } = await startServer(t, {
    before: app => {
      app.addHook('onRequest', async ({ url }) => {
        if (url === '/orders') orders++
      })
    }
  })
  let held: Promise<unknown> | null = null
  const auth = tokensClient({
    fetch: async (input, init) => {
      const response = await fetch(input, init)
      if ((input as Request).url === `${origin}/orders`) await held
      return response
    }
  })
  await auth.signIn(credentials)
  pool.advance(HOUR)
  let release = () => {}
  held = new Promise<void>(resolve => { release = resolve })
  const late = auth.fetch('/orders')
  await auth.signIn({ username: BOB.email, password: BOB.password })
  release()
  t.equal((await late).status, 401)
  t.equal(orders, 1)
})

t.test('challenges and sign-ups', async t => {
  const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
  const { tokensClient, pool } = await startServer(t, {
    users: [{ ...ADA, totpSecret: secret, mfa: ['SOFTWARE_TOKEN_MFA'] }]
  })
  const auth = tokensClient()
  const challenge = await auth.signIn(credentials)
  if (!('challenge' in challenge) || challenge.challenge !== 'SOFTWARE_TOKEN_MFA') {
    throw new Error('The result is not the challenge.')
  }
  const signedIn = await auth.answerChallenge(challenge, {
    SOFTWARE_TOKEN_MFA_CODE: totp(secret, pool.clock())
  })
  t.match(signedIn, { user: { id: ADA.sub } })
  const email = 'jane@example.com'
  const { session } = (await auth.signUp({
    email,
    password: 'Correct-horse-9',
    attributes: { name: 'Jane' }
  })) as { session: string }
  const code = pool.mailbox.last(email)?.code as string
  const confirmed = await auth.confirmSignUp({ username: email, code, session })
  t.match(confirmed, { confirmed: true, session: { user: { email } } })
  t.notOk('tokens' in confirmed)
  t.match(await auth.session(), { user: { email } })
})

t.test('devices', async t => {
  const { tokensClient, pool } = await startServer(t, { devices: {} })
  const auth = tokensClient()
  const signedIn = await auth.signIn(credentials)
  t.match(signedIn, { device: { key: /^eu-west-1_/, groupKey: String } })
  await auth.session({ fresh: true })
  const refreshes = pool.requests.filter(({ operation }) => operation === 'GetTokensFromRefreshToken')
  t.match(refreshes, [{ input: { DeviceKey: (signedIn as { device: { key: string } }).device.key } }])
  t.match(await auth.listDevices({ limit: 5 }), { devices: Array })
})

t.test('deleting the account', async t => {
  const { tokensClient, pool, callsOf } = await startServer(t)
  const auth = tokensClient()
  await auth.signIn(credentials)
  const events = eventsOf(auth)
  await auth.deleteAccount({ force: false })
  t.equal(pool.users.find(ADA.email), undefined)
  t.equal(await auth.session(), null)
  t.equal(callsOf('RevokeToken'), 0)
  t.strictSame(events, ['signed-out'])
})

t.test('a storage keeps the refresh token only', async t => {
  const { tokensClient, origin, callsOf } = await startServer(t, { rotation: { gracePeriod: 0 } })
  const storage = new Memory()
  const auth = tokensClient({ storage })
  await auth.signIn(credentials)
  const access = await auth.accessToken()
  t.strictSame([...storage.items.keys()], [`fastify-cognito-auth tokens ${origin}/auth`])
  const stored = JSON.parse([...storage.items.values()][0] as string)
  t.strictSame(Object.keys(stored).sort(), ['generation', 'refreshToken', 'signIn'])
  t.notOk(JSON.stringify(stored).includes(access as string))

  const reloaded = tokensClient({ storage })
  t.match(await reloaded.session(), { user: { id: ADA.sub } }, 'a reload finds the user signed in')
  t.equal(callsOf('GetTokensFromRefreshToken'), 1)
  const rotated = JSON.parse([...storage.items.values()][0] as string)
  t.not(rotated.refreshToken, stored.refreshToken)
  await reloaded.signOut()
  t.equal(storage.items.size, 0)

  storage.setItem(`fastify-cognito-auth tokens ${origin}/auth`, '{broken')
  t.equal(await tokensClient({ storage }).session(), null, 'another value counts as none')
})

t.test('localStorage is used if it is named', async t => {
  const { tokensClient } = await startServer(t)
  const localStorage = new Memory()
  addGlobals(t, { localStorage })
  await tokensClient().signIn(credentials)
  t.equal(localStorage.items.size, 0)
  await tokensClient({ storage: 'localStorage' }).signIn(credentials)
  t.equal(localStorage.items.size, 1)
})

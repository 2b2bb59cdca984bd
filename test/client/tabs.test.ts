import t, { type Test } from 'tap'
import { ADA } from '../local-pool.js'
import { addGlobals, Cookies, eventsOf, startServer } from './server.js'

/** Several tabs of one origin: clients in this process, with what browsers add to Node.js. */

const credentials = { username: ADA.email, password: ADA.password }
const HOUR = 3_600_000

/** The part of Web Locks that the client uses, for Node.js without it (https://www.w3.org/TR/web-locks). */
class Locks {
  readonly #held: { name: string }[] = []
  readonly #queues = new Map<string, Promise<unknown>>()

  request (name: string, run: () => unknown): Promise<unknown> {
    const result = Promise.resolve(this.#queues.get(name)).then(async () => {
      const lock = { name }
      this.#held.push(lock)
      try {
        return await run()
      } finally {
        this.#held.splice(this.#held.indexOf(lock), 1)
      }
    })
    this.#queues.set(name, result.catch(() => {}))
    return result
  }

  async query () {
    return { held: [...this.#held] }
  }
}

/** Makes this process a browser at an origin, until the test ends. */
function browse (t: Test, origin: string, locks: Locks | null = new Locks()): void {
  addGlobals(t, { location: new URL(origin), navigator: locks === null ? {} : { locks } })
}

/** Waits for messages between tabs. */
const delivered = () => new Promise(resolve => setTimeout(resolve, 50))

t.test('outside of a browser, clients do not share their users', async t => {
  const { tokensClient, sessionsClient } = await startServer(t)
  for (const client of [tokensClient, sessionsClient]) {
    const [one, other] = [client(), client()]
    await one.signIn(credentials)
    await delivered()
    t.equal(await other.session(), null)
  }
})

t.test('sessions: other tabs learn of sign-in, sign-out and the end of the session', async t => {
  const { sessionsClient, app, origin } = await startServer(t)
  browse(t, origin)
  const { fetch } = new Cookies(origin)
  const [one, other] = [sessionsClient({ fetch }), sessionsClient({ fetch })]
  t.equal(await other.session(), null)
  const events = [eventsOf(one), eventsOf(other)]
  const session = await one.signIn(credentials)
  await delivered()
  t.strictSame(await other.session(), session)
  await other.signOut()
  await delivered()
  t.equal(await one.session(), null)
  await one.signIn(credentials)
  await delivered()
  await app.cognito.revoke({ user: ADA.sub })
  await Promise.all([one, other, one, other].map(client => client.fetch('/orders')))
  await delivered()
  const expected = ['signed-in', 'signed-out', 'signed-in', 'session-ended']
  t.strictSame(events, [expected, expected], 'each is one event in each tab')
})

t.test('sessions: pages of another origin need tokens', async t => {
  const { sessionsClient, tokensClient, origin } = await startServer(t)
  browse(t, 'https://app.example.com')
  t.throws(() => sessionsClient(), { name: 'TypeError', message: /mode: 'tokens'/ })
  t.doesNotThrow(() => tokensClient())
  browse(t, origin)
  const auth = sessionsClient({ fetch: new Cookies(origin).fetch })
  t.equal(await auth.session(), null)
})

t.test('tokens: a new tab gets the tokens of another one', async t => {
  const { tokensClient, origin, requests } = await startServer(t)
  browse(t, origin)
  const one = tokensClient()
  const other = tokensClient()
  t.equal(await other.session(), null)
  const events = eventsOf(other)
  const session = await one.signIn(credentials)
  await delivered()
  t.strictSame(await other.session(), session)
  t.strictSame(events, ['signed-in'])

  const late = tokensClient()
  const none = eventsOf(late)
  t.strictSame(await late.session(), session)
  t.strictSame(none, [], 'a tab that finds the user signed in has no event')
  t.strictSame(requests, ['POST /auth/signin'])

  const ended = [eventsOf(one), eventsOf(late)]
  await other.signOut()
  await delivered()
  t.strictSame([await one.session(), await late.session()], [null, null])
  t.strictSame(ended, [['signed-out'], ['signed-out']])
})

t.test('tokens: a refresh of another sign-in changes nothing', async t => {
  const { tokensClient, origin } = await startServer(t)
  browse(t, origin)
  const channel = new BroadcastChannel(`fastify-cognito-auth tokens ${origin}/auth`)
  t.teardown(() => channel.close())
  const one = tokensClient()
  await one.signIn(credentials)
  const accessToken = await one.accessToken()
  const [signIn, generation, expiresAt] = ['other', 9, Date.now() + HOUR]
  const tokens = { signIn, generation, accessToken: 'other', idToken: 'a.e30.c', expiresAt }
  channel.postMessage({ type: 'refreshed', tokens })
  await delivered()
  t.equal(await one.accessToken(), accessToken)
})

t.test('tokens: a late response of another tab is an event', async t => {
  const { tokensClient, origin } = await startServer(t)
  browse(t, origin)
  const name = `fastify-cognito-auth tokens ${origin}/auth`
  const channel = new BroadcastChannel(name)
  t.teardown(() => channel.close())
  const one = tokensClient()
  const events = eventsOf(one)
  t.equal(await one.session(), null)
  const source = tokensClient()
  source.close()
  await source.signIn(credentials)
  const accessToken = await source.accessToken()
  const expiresAt = Date.now() + HOUR
  const tokens = { signIn: '1', generation: 0, accessToken, idToken: 'a.e30.c', expiresAt }
  channel.postMessage({ type: 'response', tokens })
  await delivered()
  t.strictSame(events, ['signed-in'])
  channel.postMessage({ type: 'signed-out' })
  await delivered()
  channel.postMessage({ type: 'response', tokens })
  await delivered()
  t.strictSame(events, ['signed-in', 'signed-out'], 'and counts only before a sign-in or sign-out')

  const other = tokensClient()
  channel.postMessage({ type: 'signed-out' })
  await delivered()
  channel.postMessage({ type: 'response', tokens })
  t.equal(await other.session(), null)
})

for (const locks of [new Locks(), null]) {
  t.test(`tokens: ${locks ? 'one refresh for all tabs' : 'a refresh in each tab, without Web Locks'}`, async t => {
    const { tokensClient, origin, pool, callsOf } = await startServer(t, {
      rotation: { gracePeriod: locks ? 0 : 60 }
    })
    browse(t, origin, locks)
    const tabs = [tokensClient(), tokensClient()]
    const [one] = tabs
    await one?.signIn(credentials)
    await delivered()
    const events = tabs.map(eventsOf)
    for (let round = 1; round <= 3; round++) {
      pool.advance(HOUR)
      const responses = await Promise.all(
        tabs.flatMap(tab => Array.from({ length: 20 }, () => tab.fetch('/orders')))
      )
      t.ok(responses.every(({ status }) => status === 200))
      if (locks) t.equal(callsOf('GetTokensFromRefreshToken'), round)
      await delivered()
      const tokens = await Promise.all(tabs.map(tab => tab.accessToken()))
      t.equal(new Set(tokens).size, 1, 'all tabs have the same token')
    }
    t.strictSame(events, [[], []])
  })
}

t.test('tokens: without Web Locks, tabs that refresh at the same time agree on a token', async t => {
  const { tokensClient, origin, pool, callsOf } = await startServer(t, { rotation: { gracePeriod: 60 } })
  // Messages arrive after all responses.
  const late: (() => void)[] = []
  let isLate = false
  class LateChannel extends BroadcastChannel {
    override postMessage (message: unknown): void {
      if (isLate) late.push(() => super.postMessage(message))
      else super.postMessage(message)
    }
  }
  browse(t, origin, null)
  addGlobals(t, { BroadcastChannel: LateChannel })
  const tabs = [tokensClient(), tokensClient(), tokensClient()]
  await tabs[0]?.signIn(credentials)
  await delivered()
  pool.advance(HOUR)
  isLate = true
  const own = await Promise.all(tabs.map(tab => tab.session({ fresh: true }).then(() => tab.accessToken())))
  t.equal(callsOf('GetTokensFromRefreshToken'), 3)
  t.equal(new Set(own).size, 3)
  for (const deliver of late) deliver()
  await delivered()
  const shared = await Promise.all(tabs.map(tab => tab.accessToken()))
  t.equal(new Set(shared).size, 1, 'all tabs have the same token')
  const responses = await Promise.all(tabs.map(tab => tab.fetch('/orders')))
  t.strictSame(responses.map(({ status }) => status), [200, 200, 200])
})

t.test('tokens: without Web Locks, a lost race does not end the session', async t => {
  const { tokensClient, origin, callsOf } = await startServer(t, { rotation: { gracePeriod: 0 } })
  browse(t, origin, null)
  const tabs = [tokensClient(), tokensClient()] as const
  await tabs[0].signIn(credentials)
  await delivered()
  const sessions = await Promise.all(tabs.map(tab => tab.session({ fresh: true })))
  t.equal(callsOf('GetTokensFromRefreshToken'), 2)
  t.match(sessions, [{ user: { id: ADA.sub } }, { user: { id: ADA.sub } }])
})

t.test('tokens: the end of the session is one event in each tab', async t => {
  const { tokensClient, origin, pool } = await startServer(t)
  browse(t, origin)
  const tabs = [tokensClient(), tokensClient()] as const
  await tabs[0].signIn(credentials)
  await delivered()
  const events = tabs.map(eventsOf)
  pool.advance(HOUR)
  pool.local.fail('GetTokensFromRefreshToken', 'NotAuthorizedException')
  await Promise.all(tabs.flatMap(tab => Array.from({ length: 5 }, () => tab.fetch('/orders'))))
  await delivered()
  t.strictSame(events, [['session-ended'], ['session-ended']])
  t.strictSame(await Promise.all(tabs.map(tab => tab.session())), [null, null])
})

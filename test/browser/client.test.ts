import fastifyCors from '@fastify/cors'
import fastifyStatic from '@fastify/static'
import Fastify, { type FastifyInstance } from 'fastify'
import type { BrowserContext, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { startServer, type Server, type ServerOptions } from '../client/server.js'
import { ADA } from '../local-pool.js'
import { openPage, skip } from './chromium.js'
import { virtualAuthenticator } from './virtual-authenticator.js'

/** The client in a real browser: pages of the API's origin with sessions, and of another one with tokens. */

const HOUR = 3_600_000
const SIGN_IN = `auth.signIn({ username: '${ADA.email}', password: '${ADA.password}' })`

const page = (options: string) => `<!doctype html><title>Client</title><script type="module">
  import { createAuthClient } from '/client/index.js'
  window.auth = createAuthClient(${options})
  window.events = []
  auth.onChange(({ type }) => events.push(type))
</script>`

/** Serves the files of the client, and a page that uses it. */
async function servePage (app: FastifyInstance, options: string): Promise<void> {
  await app.register(fastifyStatic, { root: `${process.cwd()}/dist/client`, prefix: '/client/' })
  app.get('/page', (_request, reply) => reply.type('text/html').send(page(options)))
}

async function openTab (context: BrowserContext, url: string): Promise<Page> {
  const tab = await context.newPage()
  await tab.goto(url)
  await tab.waitForFunction('globalThis.auth !== undefined')
  return tab
}

interface Opened extends Server {
  readonly context: BrowserContext
  open(): Promise<Page>
}

/** Starts an application with a page of its own origin, which uses sessions. */
async function startSessions (t: Test, options: ServerOptions = {}): Promise<Opened> {
  const server = await startServer(t, { before: app => servePage(app, "{ prefix: '/auth' }"), ...options })
  const context = (await openPage(t)).context()
  return { ...server, context, open: () => openTab(context, `${server.origin}/page`) }
}

/** Starts an API, and a page of another origin, which uses tokens. */
async function startTokens (t: Test, options: ServerOptions = {}, storage = ''): Promise<Opened> {
  const pages = Fastify({ forceCloseConnections: true })
  t.teardown(() => pages.close())
  const server = await startServer(t, {
    before: async app => {
      await app.register(fastifyCors, {
        origin: /^http:\/\/localhost:\d+$/,
        methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']
      })
    },
    ...options
  })
  await servePage(pages, `{ prefix: '/auth', mode: 'tokens', baseUrl: '${server.origin}'${storage} }`)
  const origin = (await pages.listen({ port: 0, host: '127.0.0.1' })).replace('127.0.0.1', 'localhost')
  const context = (await openPage(t)).context()
  return { ...server, context, open: () => openTab(context, `${origin}/page`) }
}

/** Waits until the events of a tab are these. */
async function expectEvents (t: Test, tab: Page, events: readonly string[]): Promise<void> {
  await tab.waitForFunction(`events.length >= ${events.length}`)
  t.strictSame(await tab.evaluate('events'), events)
}

/** Sends requests at once, and returns the statuses of the responses. */
const STATUSES = 'Promise.all(Array.from({ length: 20 }, async () => (await auth.fetch(\'/orders\')).status))'

/** What scripts find in storages and cookies. */
const KEPT = '[localStorage.length, sessionStorage.length, document.cookie]'

t.test('sessions', { skip }, async t => {
  t.test('a reload finds the user signed in, and other tabs learn of sign-in and sign-out', async t => {
    const { open, context, requests } = await startSessions(t)
    const [first, second] = [await open(), await open()]
    t.equal(await second.evaluate('auth.session()'), null)
    t.match(await first.evaluate(SIGN_IN), { user: { email: ADA.email } })
    await expectEvents(t, second, ['signed-in'])
    t.match(await second.evaluate('auth.session()'), { user: { email: ADA.email } })
    t.match(await context.cookies(), [{ name: 'session', httpOnly: true, sameSite: 'Lax' }])
    t.strictSame(await first.evaluate(KEPT), [0, 0, ''])

    await first.reload()
    await first.waitForFunction('globalThis.auth !== undefined')
    requests.length = 0
    const sessions = await first.evaluate('Promise.all([auth.session(), auth.session(), auth.session()])')
    t.match(sessions, [{ user: { email: ADA.email } }, {}, {}])
    t.strictSame(requests, ['GET /auth/session'])
    t.strictSame(await first.evaluate(STATUSES), Array.from({ length: 20 }, () => 200))

    await second.evaluate('auth.signOut()')
    await expectEvents(t, first, ['signed-out'])
    t.strictSame(await context.cookies(), [])
    t.equal(await first.evaluate('auth.session()'), null)
  })

  t.test('a session that has ended is one event in each tab, for any number of requests', async t => {
    const { open, app } = await startSessions(t)
    const [first, second] = [await open(), await open()]
    await first.evaluate(SIGN_IN)
    await expectEvents(t, second, ['signed-in'])
    await app.cognito.revoke({ user: ADA.sub })
    const statuses = await Promise.all([first.evaluate(STATUSES), second.evaluate(STATUSES)])
    t.ok(statuses.flat().every(status => status === 401))
    await expectEvents(t, first, ['signed-in', 'session-ended'])
    await expectEvents(t, second, ['signed-in', 'session-ended'])
    t.strictSame(await first.evaluate(STATUSES), Array.from({ length: 20 }, () => 401))
    await expectEvents(t, first, ['signed-in', 'session-ended'])
  })

  t.test('a passkey is registered, and signs in', async t => {
    const { open } = await startSessions(t)
    const tab = await open()
    const authenticator = await virtualAuthenticator(tab)
    await tab.evaluate(SIGN_IN)
    t.equal(await tab.evaluate('auth.passkeys.isSupported()'), true)
    await tab.evaluate('auth.passkeys.register()')
    t.equal((await authenticator.credentials()).length, 1)
    const codeOf = (call: string) => tab.evaluate(`${call}.then(() => null, error => error.code)`)
    t.equal(await codeOf('auth.passkeys.register()'), 'PASSKEY_EXISTS')

    await tab.evaluate('auth.signOut()')
    const signedIn = await tab.evaluate(`auth.passkeys.signIn({ username: '${ADA.email}' })`)
    t.match(signedIn, { user: { email: ADA.email } })
    t.equal(await tab.evaluate("auth.fetch('/orders').then(({ status }) => status)"), 200)

    await authenticator.forget()
    t.equal(await codeOf(`auth.passkeys.signIn({ username: '${ADA.email}' })`), 'PASSKEY_CANCELLED')
    t.match(await tab.evaluate('auth.listPasskeys()'), { passkeys: [{ relyingParty: 'localhost' }] })
  })

  t.test('the dialog of the browser ends when the signal aborts', async t => {
    const { open } = await startSessions(t)
    const tab = await open()
    await virtualAuthenticator(tab, { isPresent: false })
    await tab.evaluate(SIGN_IN)
    const name = await tab.evaluate(`
      auth.passkeys.register({ signal: AbortSignal.timeout(2000) }).then(() => null, error => error.name)`)
    t.equal(name, 'TimeoutError')
  })
})

t.test('tokens', { skip }, async t => {
  t.test('a page of another origin: one refresh for all calls of two tabs, with rotation', async t => {
    const { open, pool, callsOf } = await startTokens(t, { rotation: { gracePeriod: 0 } })
    const [first, second] = [await open(), await open()]
    t.match(await first.evaluate(SIGN_IN), { user: { email: ADA.email }, expiresAt: null })
    await expectEvents(t, second, ['signed-in'])
    for (let round = 1; round <= 5; round++) {
      pool.advance(HOUR)
      const statuses = await Promise.all([first.evaluate(STATUSES), second.evaluate(STATUSES)])
      t.strictSame(statuses.flat(), Array.from({ length: 40 }, () => 200))
      t.equal(callsOf('GetTokensFromRefreshToken'), round)
    }
    t.strictSame(await second.evaluate('events'), ['signed-in'])
  })

  t.test('nothing is in a storage or a cookie', async t => {
    const { open, context } = await startTokens(t)
    const tab = await open()
    await tab.evaluate(SIGN_IN)
    await tab.evaluate('auth.session({ fresh: true })')
    t.strictSame(await tab.evaluate(KEPT), [0, 0, ''])
    t.strictSame(await tab.evaluate('indexedDB.databases()'), [])
    t.strictSame(await tab.evaluate('caches.keys()'), [])
    t.strictSame(await context.cookies(), [])
  })

  t.test('a reload and a new tab get the tokens of another tab', async t => {
    const { open, callsOf } = await startTokens(t)
    const first = await open()
    await first.evaluate(SIGN_IN)
    const second = await open()
    t.match(await second.evaluate('auth.session()'), { user: { email: ADA.email } })
    t.strictSame(await second.evaluate('events'), [])
    await first.reload()
    await first.waitForFunction('globalThis.auth !== undefined')
    t.match(await first.evaluate('auth.session()'), { user: { email: ADA.email } })
    t.equal(callsOf('GetTokensFromRefreshToken'), 0)

    await first.evaluate('auth.signOut()')
    await expectEvents(t, second, ['signed-out'])
    t.equal(await second.evaluate("auth.fetch('/orders').then(({ status }) => status)"), 401)
    await second.close()
    await first.reload()
    await first.waitForFunction('globalThis.auth !== undefined')
    t.equal(await first.evaluate('auth.session()'), null)
  })

  t.test('the end of the session is one event in each tab', async t => {
    const { open, pool } = await startTokens(t)
    const [first, second] = [await open(), await open()]
    await first.evaluate(SIGN_IN)
    await expectEvents(t, second, ['signed-in'])
    pool.advance(HOUR)
    pool.local.fail('GetTokensFromRefreshToken', 'NotAuthorizedException')
    await Promise.all([first.evaluate(STATUSES), second.evaluate(STATUSES)])
    await expectEvents(t, first, ['signed-in', 'session-ended'])
    await expectEvents(t, second, ['signed-in', 'session-ended'])
  })

  t.test('localStorage keeps the refresh token if it is named', async t => {
    const rotation = { gracePeriod: 0 }
    const { open, callsOf } = await startTokens(t, { rotation }, ", storage: 'localStorage'")
    const tab = await open()
    await tab.evaluate(SIGN_IN)
    t.equal(await tab.evaluate('localStorage.length'), 1)
    await tab.reload()
    await tab.waitForFunction('globalThis.auth !== undefined')
    t.match(await tab.evaluate('auth.session()'), { user: { email: ADA.email } })
    t.equal(callsOf('GetTokensFromRefreshToken'), 1)
    t.equal(await tab.evaluate("auth.fetch('/orders').then(({ status }) => status)"), 200)
    await tab.evaluate('auth.signOut()')
    t.equal(await tab.evaluate('localStorage.length'), 0)
  })
})

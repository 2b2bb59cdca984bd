import t from 'tap'
import { createAuthClient, type SignInChallenge } from '../../dist/client/index.js'
import { totp } from '../local/totp.js'
import { ADA, BOB } from '../local-pool.js'
import { Cookies, eventsOf, startServer } from './server.js'

/** The client with cookie sessions, in Node.js, on a real server. */

const credentials = { username: ADA.email, password: ADA.password }

t.test('a user signs in, and the session is known without another request', async t => {
  const { sessionsClient, requests, origin } = await startServer(t)
  const cookies = new Cookies(origin)
  const auth = sessionsClient({ fetch: cookies.fetch })
  t.equal(await auth.session(), null)
  const events = eventsOf(auth)
  const signedIn = await auth.signIn(credentials)
  t.match(signedIn, { user: { id: ADA.sub, email: ADA.email, groups: [] }, expiresAt: Number })
  t.notOk(/eyJ/.test(JSON.stringify(signedIn)), 'it has no tokens')
  t.strictSame(await auth.session(), signedIn)
  t.strictSame(requests, ['GET /auth/session', 'POST /auth/signin'])
  t.strictSame(events, ['signed-in'])
  t.match(cookies.value, /^session=/)
  t.match(await (await auth.fetch('/orders')).json(), { user: ADA.sub })
  t.match(await auth.getProfile(), { email: ADA.email })
})

t.test('concurrent calls of session() send one request', async t => {
  const { sessionsClient, requests } = await startServer(t)
  const auth = sessionsClient()
  await Promise.all([auth.session(), auth.session(), auth.session({ fresh: true })])
  t.equal(requests.length, 1)
  await auth.session()
  t.equal(requests.length, 1)
  await auth.session({ fresh: true })
  t.equal(requests.length, 2)
})

t.test('a failed request of the session is repeated', async t => {
  const { sessionsClient, origin } = await startServer(t)
  const cookies = new Cookies(origin)
  let isDown = true
  const auth = sessionsClient({
    fetch: async (...request) => {
      if (isDown) throw new TypeError('fetch failed')
      return cookies.fetch(...request)
    }
  })
  await t.rejects(auth.session(), { code: 'NETWORK_ERROR' })
  isDown = false
  t.equal(await auth.session(), null)
})

t.test('a sign-in that completes first is not undone by an older response', async t => {
  const { sessionsClient, origin } = await startServer(t)
  const cookies = new Cookies(origin)
  let release = () => {}
  const held = new Promise<void>(resolve => { release = resolve })
  const auth = sessionsClient({
    fetch: async (...request) => {
      const response = await cookies.fetch(...request)
      if ((request[0] as Request).url.endsWith('/session')) await held
      return response
    }
  })
  const early = auth.session()
  const signedIn = await auth.signIn(credentials)
  release()
  t.strictSame(await early, signedIn)
  t.strictSame(await auth.session(), signedIn)
})

t.test('challenges lead to a session', async t => {
  const { sessionsClient, pool } = await startServer(t, {
    users: [{ ...ADA, totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', mfa: ['SOFTWARE_TOKEN_MFA'] }]
  })
  const auth = sessionsClient()
  const challenge = (await auth.signIn(credentials)) as SignInChallenge
  t.match(challenge, { challenge: 'SOFTWARE_TOKEN_MFA', session: String, username: ADA.email })
  if (challenge.challenge !== 'SOFTWARE_TOKEN_MFA') throw new Error('The challenge is another one.')
  await t.rejects(auth.answerChallenge(challenge, { SOFTWARE_TOKEN_MFA_CODE: '000000' }), {
    code: 'FST_COGNITO_INVALID_CODE'
  })
  const code = totp('JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', pool.clock())
  t.match(await auth.answerChallenge(challenge, { SOFTWARE_TOKEN_MFA_CODE: code }), { user: { id: ADA.sub } })
  t.match(await auth.session(), { user: { id: ADA.sub } })
})

t.test('a confirmed sign-up signs in with its session', async t => {
  const { sessionsClient, pool } = await startServer(t)
  const auth = sessionsClient()
  const signUp = async (email: string) => {
    const result = await auth.signUp({ email, password: 'Correct-horse-9', attributes: { name: 'Jane' } })
    t.match(result, { confirmed: false })
    const code = pool.mailbox.last(email)?.code as string
    return { username: email, code, session: (result as { session: string }).session }
  }
  const { session: _, ...withoutSession } = await signUp('jo@example.com')
  t.strictSame(await auth.confirmSignUp(withoutSession), { confirmed: true })
  t.equal(await auth.session(), null)
  const confirmed = await auth.confirmSignUp(await signUp('jane@example.com'))
  t.match(confirmed, { confirmed: true, session: { user: { email: 'jane@example.com' } } })
  t.strictSame(await auth.session(), confirmed.session)
})

t.test('signing out', async t => {
  const { sessionsClient, requests, origin } = await startServer(t)
  const cookies = new Cookies(origin)
  const auth = sessionsClient({ fetch: cookies.fetch })
  const other = sessionsClient()
  await other.signIn(credentials)

  await auth.signIn(credentials)
  const events = eventsOf(auth)
  await auth.signOut()
  t.equal(await auth.session(), null)
  t.equal(cookies.value, null)
  t.equal((await auth.fetch('/orders')).status, 401)
  t.equal((await other.fetch('/orders')).status, 200)

  await auth.signIn(credentials)
  requests.length = 0
  await auth.signOut({ everywhere: true })
  t.strictSame(requests, ['POST /auth/signout', 'POST /auth/logout'])
  t.equal((await other.fetch('/orders')).status, 401, 'with `everywhere`, all sessions have ended')
  t.strictSame(events, ['signed-out', 'signed-in', 'signed-out'])
})

t.test('a failed sign-out leaves the user signed in', async t => {
  const { sessionsClient, origin } = await startServer(t)
  const cookies = new Cookies(origin)
  let isDown = false
  const auth = sessionsClient({
    fetch: async (...request) => {
      if (isDown) throw new TypeError('fetch failed')
      return cookies.fetch(...request)
    }
  })
  await auth.signIn(credentials)
  isDown = true
  await t.rejects(auth.signOut(), { code: 'NETWORK_ERROR' })
  t.match(await auth.session(), { user: { id: ADA.sub } })
})

t.test('a session that has ended is one event, for any number of requests', async t => {
  const { sessionsClient, app } = await startServer(t)
  const auth = sessionsClient()
  await auth.signIn(credentials)
  const events = eventsOf(auth)
  await app.cognito.revoke({ user: ADA.sub })
  const responses = await Promise.all(Array.from({ length: 20 }, () => auth.fetch('/orders')))
  t.ok(responses.every(({ status }) => status === 401))
  t.match(await responses[0]?.json(), { code: 'FST_COGNITO_SESSION_ENDED' }, 'the body can be read')
  await t.rejects(auth.getProfile(), { code: 'FST_COGNITO_SESSION_ENDED', status: 401 })
  t.strictSame(events, ['session-ended'])
  t.equal(await auth.session(), null)

  const fresh = sessionsClient()
  const none = eventsOf(fresh)
  t.equal((await fresh.fetch('/orders')).status, 401)
  t.strictSame(none, [], 'a request without a session is none')
})

t.test('a session that is found to have ended, or to be another one, is an event', async t => {
  const { sessionsClient, app, origin } = await startServer(t)
  const cookies = new Cookies(origin)
  const auth = sessionsClient({ fetch: cookies.fetch })
  await auth.signIn(credentials)
  const events = eventsOf(auth)

  await app.cognito.revoke({ user: ADA.sub })
  t.equal(await auth.session({ fresh: true }), null)
  t.strictSame(events, ['session-ended'])

  await sessionsClient({ fetch: cookies.fetch }).signIn(credentials)
  t.match(await auth.session({ fresh: true }), { user: { id: ADA.sub } })
  t.strictSame(events, ['session-ended', 'signed-in'])

  cookies.value = null
  t.equal((await auth.fetch('/orders')).status, 401)
  t.strictSame(events.at(-1), 'session-ended', 'the browser has no cookie any more')
})

t.test('a response to a request of an earlier session does not end the new one', async t => {
  const { sessionsClient, app, origin } = await startServer(t)
  const cookies = new Cookies(origin)
  let held: Promise<unknown> | null = null
  const auth = sessionsClient({
    fetch: async (...request) => {
      const response = await cookies.fetch(...request)
      if (response.status === 401) await held
      return response
    }
  })
  await auth.signIn(credentials)
  const events = eventsOf(auth)
  await app.cognito.revoke({ user: ADA.sub })
  let release = () => {}
  held = new Promise<void>(resolve => { release = resolve })
  const late = auth.fetch('/orders')
  await auth.signIn(credentials)
  release()
  t.equal((await late).status, 401)
  t.strictSame(events, ['signed-in'])
  t.match(await auth.session(), { user: { id: ADA.sub } })
})

t.test('an expired session is requested again', async t => {
  const { sessionsClient, requests } = await startServer(t)
  const auth = sessionsClient()
  await auth.signIn(credentials)
  requests.length = 0
  const { now } = Date
  t.teardown(() => { Date.now = now })
  Date.now = () => now() + 31 * 86_400_000
  await auth.session()
  t.strictSame(requests, ['GET /auth/session'])
})

t.test('deleting the account signs out', async t => {
  const { sessionsClient, pool, origin } = await startServer(t)
  const cookies = new Cookies(origin)
  const auth = sessionsClient({ fetch: cookies.fetch })
  await auth.signIn(credentials)
  const events = eventsOf(auth)
  await auth.deleteAccount()
  t.equal(pool.users.find(ADA.email), undefined)
  t.equal(cookies.value, null)
  t.equal(await auth.session(), null)
  t.strictSame(events, ['signed-out'])
})

t.test('listeners', async t => {
  const { sessionsClient } = await startServer(t)
  const auth = sessionsClient()
  const calls: string[] = []
  const remove = auth.onChange(() => calls.push('removed'))
  auth.onChange(({ type, session }) => calls.push(`${type} ${session?.user.email ?? null}`))
  remove()
  await auth.signIn({ username: BOB.email, password: BOB.password })
  await auth.signOut()
  t.strictSame(calls, ['signed-in bob@example.com', 'signed-out null'])
  auth.close()
  await auth.signIn(credentials)
  t.equal(calls.length, 2, 'there are none after close()')
})

t.test('a server without sessions is an error, and returns no tokens', async t => {
  const { sessionsClient } = await startServer(t)
  const auth = sessionsClient({
    fetch: async (input, init) => {
      const request = new Request(input, init)
      request.headers.delete('x-session')
      return fetch(request)
    }
  })
  await t.rejects(auth.signIn(credentials), { code: 'HTTP_ERROR', message: /needs the option session/ })
})

t.test('options', async t => {
  const create = (options: object) => () => createAuthClient(options as { prefix: string })
  t.throws(create({ prefix: '/auth' }), { name: 'TypeError', message: /baseUrl is required/ })
  for (const prefix of ['auth', '/auth/', '//evil.example', '/a?b', undefined]) {
    const options = { prefix, baseUrl: 'http://localhost' }
    t.throws(create(options), { name: 'TypeError', message: /prefix/ }, String(prefix))
  }
  t.throws(create({ prefix: '/auth', baseUrl: 'https://api.example.com/v1' }), { message: /baseUrl must be/ })
  t.throws(create({ prefix: '/auth', baseUrl: 'api.example.com' }), { name: 'TypeError' })
  t.doesNotThrow(create({ prefix: '', baseUrl: 'https://api.example.com/' }))
})

import { createServer } from 'node:http'
import t from 'tap'
import { errors } from '../../dist/index.js'
import { ADMIN, bearer, signIn, USER } from '../api.js'
import { storeWith } from '../sessions/application.js'
import { GRACE, PAGE, startWithManagedLogin, type Options, type Visitor } from './application.js'

type T = Parameters<typeof startWithManagedLogin>[0]

/** Returns the error that the page of the application gets, and the log. */
async function failing (t: T, options: Options, act: (visitor: Visitor) => Promise<string>) {
  const started = await startWithManagedLogin(t, {
    ...options,
    managedLogin: { errorPath: '/failed', ...options.managedLogin }
  })
  const browser = started.visitor()
  const response = await browser.get(await act(browser))
  t.equal(response.statusCode, 303)
  t.strictSame(browser.flows, [], 'the cookie of the flow is removed')
  t.equal(browser.session, undefined)
  return { ...started, location: response.headers.location }
}

/** A callback with these parameters, for a flow that was started. */
async function respond (
  browser: Visitor,
  parameters: Record<string, string>,
  returnTo = '/account'
): Promise<string> {
  const { headers } = await browser.get(`/auth/login?returnTo=${returnTo}`)
  const state = new URL(headers.location as string).searchParams.get('state') as string
  return `/auth/callback?${new URLSearchParams({ state, ...parameters }).toString()}`
}

const AGAIN = 'returnTo=%2Faccount'

t.test('a user who goes back at the identity provider', async t => {
  const { location } = await failing(t, {}, async browser => {
    const page = await browser.start({ provider: 'Google', returnTo: '/account' })
    return browser.enterClaims(page, { cancel: 'yes' })
  })
  t.equal(location, `/failed?error=cancelled&${AGAIN}`)
})

t.test('a Lambda trigger that refuses the user', async t => {
  const { location } = await failing(
    t,
    {
      cognito: {
        triggers: {
          preSignUp: () => {
            throw new Error('secret reason')
          }
        },
        users: []
      }
    },
    async browser => {
      const page = await browser.start({ provider: 'Google', returnTo: '/account' })
      return browser.enterClaims(page, GRACE)
    }
  )
  t.equal(location, `/failed?error=not_allowed&${AGAIN}`)
})

t.test('a link of accounts at the first sign-in: the second one succeeds', async t => {
  const { visitor } = await startWithManagedLogin(t)
  const browser = visitor()
  const parameters = {
    error: 'server_error',
    error_description: 'Already found an entry for username google_1 '
  }
  const restarted = await browser.get(await respond(browser, parameters))
  const url = new URL(restarted.headers.location as string)
  t.equal(url.pathname, '/oauth2/authorize')
  const again = url.searchParams.get('state') as string
  const failed = await browser.get(
    `/auth/callback?${new URLSearchParams({ ...parameters, state: again }).toString()}`
  )
  t.equal(failed.statusCode, 400, 'it is started again once')
  const third = await browser.start({ returnTo: '/account' })
  t.equal((await browser.get(await browser.enterPassword(third))).headers.location, '/account')
})

t.test('errors of the authorization endpoint', async t => {
  const expected: [Record<string, string>, string][] = [
    [{ error: 'access_denied' }, 'cancelled'],
    [{ error: 'login_required' }, 'login_required'],
    [{ error: 'server_error' }, 'try_again'],
    [{ error: 'temporarily_unavailable' }, 'unavailable'],
    [{ error: 'invalid_scope' }, 'unavailable'],
    [{ error: 'unauthorized_client' }, 'unavailable'],
    [{ error: 'invalid_request' }, 'try_again'],
    [{ error: 'invalid_request', error_description: 'Google Error - invalid_grant' }, 'try_again'],
    [{ error: 'invalid_request', error_description: 'User is disabled.' }, 'not_allowed'],
    [{ error: 'invalid_request', error_description: 'PreSignUp failed with error x.' }, 'not_allowed'],
    [{ error: 'unknown\u0000' }, 'try_again'],
    [{ error: 'toString' }, 'try_again'],
    [{}, 'try_again'],
    [{ code: 'x', id_token: 'y' }, 'try_again'],
    [{ code: 'x', response: 'y' }, 'try_again'],
    [{ code: 'x', iss: 'https://evil.example' }, 'try_again']
  ]
  const { visitor } = await startWithManagedLogin(t, { managedLogin: { errorPath: '/failed' } })
  for (const [parameters, error] of expected) {
    const browser = visitor()
    const { headers } = await browser.get(await respond(browser, parameters))
    t.equal(headers.location, `/failed?error=${error}&${AGAIN}`, JSON.stringify(parameters))
    t.strictSame(browser.flows, [])
  }
  const browser = visitor()
  t.equal((await visitor().get('/auth/callback')).statusCode, 303, 'without parameters')
  const twice = await browser.get(`${await respond(browser, { code: 'x' })}&code=y`)
  t.equal(twice.headers.location, `/failed?error=try_again&${AGAIN}`)
})

t.test('the words of Cognito are logged and not shown', async t => {
  const { visitor, find } = await startWithManagedLogin(t)
  const browser = visitor()
  const { statusCode, body, headers } = await browser.get(
    await respond(browser, {
      error: 'invalid_request',
      error_description: `<script>alert(1)</script>\u001b[31m${'x'.repeat(1000)}`
    })
  )
  t.equal(statusCode, 400)
  t.notMatch(body, /alert|xxx/)
  t.match(body, /The sign-in did not succeed/)
  t.match(headers['content-security-policy'], /^default-src 'none'; style-src 'sha256-/)
  t.match(headers['content-security-policy'], /frame-ancestors 'none'/)
  t.match(headers['content-type'], 'text/html; charset=utf-8')
  t.match(body, 'href="/auth/login?returnTo=%2Faccount"')
  const line = find('sign-in by managed login failed')
  t.match(line, { outcome: 'try_again', error: 'invalid_request', pool: 'default' })
  t.equal(line?.['description'].length, 256)
  t.match(line?.['description'], /^<script>alert\(1\)<\/script>\?\[31mxxx/)
})

t.test('the page of the plugin for errors', async t => {
  const { visitor } = await startWithManagedLogin(t)
  const shown: [string, number, RegExp][] = [
    ['access_denied', 400, /The sign-in was cancelled/],
    ['login_required', 400, /You are not signed in/],
    ['temporarily_unavailable', 503, /not possible at the moment/]
  ]
  for (const [error, status, text] of shown) {
    const browser = visitor()
    const { statusCode, body } = await browser.get(await respond(browser, { error }, '/'))
    t.equal(statusCode, status)
    t.match(body, text)
    t.match(body, 'href="/auth/login"')
  }
})

t.test('with the sign-in page, the error is on it', async t => {
  const { visitor } = await startWithManagedLogin(t, { app: { signInPage: true } })
  const shown: [string, RegExp][] = [
    ['access_denied', /The sign-in was cancelled\./],
    ['invalid_request', /The sign-in failed\./],
    ['temporarily_unavailable', /not possible at the moment/]
  ]
  for (const [error, text] of shown) {
    const browser = visitor()
    const { headers } = await browser.get(await respond(browser, { error }))
    t.match(headers.location, '/auth/sign-in?error=')
    const page = await browser.get(headers.location as string)
    t.equal(page.statusCode, 400)
    t.match(page.body, text)
    t.match(page.body, /name="password"/)
    t.match(page.body, 'returnTo=%2Faccount', 'the user returns to the page')
  }
  for (const error of ['', 'toString', '<script>']) {
    const page = await visitor().get(`/auth/sign-in?error=${encodeURIComponent(error)}`)
    t.equal(page.statusCode, 200)
    t.notMatch(page.body, '<script>')
  }
})

t.test('a code that has expired or was used', async t => {
  const { location } = await failing(t, {}, browser => respond(browser, { code: 'used' }))
  t.equal(location, `/failed?error=expired&${AGAIN}`)
})

t.test('a user who is disabled before the code is exchanged', async t => {
  const { app, visitor } = await startWithManagedLogin(t, {
    managedLogin: { errorPath: '/failed' },
    app: { routes: { prefix: '/auth', admin: { users: { groups: ['admin'] } } } }
  })
  const browser = visitor()
  const callback = await browser.enterPassword(await browser.start({ returnTo: '/account' }))
  const { accessToken } = await signIn(app, ADMIN)
  const { statusCode } = await app.inject({
    method: 'POST',
    url: `/auth/admin/users/${USER.email}/disable`,
    headers: bearer(accessToken)
  })
  t.equal(statusCode, 204)
  t.equal((await browser.get(callback)).headers.location, `/failed?error=expired&${AGAIN}`)
  t.equal(browser.session, undefined)
})

t.test('an app client whose secret is wrong', async t => {
  const { location, find } = await failing(
    t,
    { cognito: { pool: { clientSecret: true } as never }, app: { clientSecret: 'wrong' } },
    browser => respond(browser, { code: 'x' })
  )
  t.equal(location, `/failed?error=unavailable&${AGAIN}`)
  const line = find('managed login misconfigured')
  t.match(line, { level: 50, error: 'invalid_client', pool: 'default' })
})

t.test('a token endpoint that is away, slow, or not of Cognito', async t => {
  let response: { status: number, body: string, type?: string } | 'hang' = { status: 500, body: '' }
  const server = createServer((_request, reply) => {
    if (response === 'hang') return
    const { status, body, type = 'application/json' } = response
    reply.writeHead(status, { 'content-type': type }).end(body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as { port: number }
  const { visitor, lines } = await startWithManagedLogin(t, {
    managedLogin: { domain: `http://127.0.0.1:${port}`, errorPath: '/failed' },
    app: { cognito: { timeout: 300 } }
  })
  const outcome = async () => {
    const browser = visitor()
    const { statusCode, headers } = await browser.get(await respond(browser, { code: 'canary-code' }))
    t.equal(statusCode, 303)
    return new URL(headers.location as string, 'https://a').searchParams.get('error')
  }
  for (response of [
    { status: 500, body: '' },
    { status: 503, body: '<html>', type: 'text/html' },
    { status: 429, body: 'slow down', type: 'text/plain' },
    { status: 200, body: '<html>', type: 'text/html' },
    { status: 200, body: '{' },
    { status: 200, body: ' '.repeat(300_000) },
    { status: 302, body: '' },
    { status: 204, body: '' },
    'hang'
  ] as const) {
    t.equal(await outcome(), 'unavailable', JSON.stringify(response).slice(0, 60))
  }
  for (response of [
    { status: 200, body: '{}' },
    { status: 200, body: 'null' },
    { status: 200, body: '{"access_token":"a","token_type":"Bearer"}' },
    { status: 200, body: '{"access_token":"a","token_type":"Bearer","id_token":"b"}' },
    { status: 200, body: '{"access_token":"a","token_type":"Bearer","id_token":5}' }
  ] as const) {
    t.equal(await outcome(), 'try_again', JSON.stringify(response))
  }
  server.closeAllConnections()
  server.close()
  t.equal(await outcome(), 'unavailable')
  t.notMatch(JSON.stringify(lines), /canary-code/)
})

t.test('sessions that are unavailable', async t => {
  const unavailable = () => Promise.reject(new errors.FST_COGNITO_SESSIONS_UNAVAILABLE())
  let isAway = false
  const store = storeWith(sessions => ({
    create: (...args) => (isAway ? unavailable() : sessions.create(...args)),
    read: id => (isAway ? unavailable() : sessions.read(id))
  }))
  const { visitor } = await startWithManagedLogin(t, { app: { session: { store } } })
  const browser = visitor()
  const callback = await browser.enterPassword(await browser.start({ returnTo: '/account' }))
  isAway = true
  const failed = await browser.get(callback)
  t.equal(failed.statusCode, 503)
  t.match(failed.body, /not possible at the moment/)
  isAway = false
  const other = visitor()
  await other.signIn()
  isAway = true
  const start = await other.get('/auth/login?returnTo=/account')
  t.equal(start.statusCode, 503)
  t.match(start.body, 'href="/auth/login?returnTo=%2Faccount"')
})

t.test('sign-ins are in the audit log', async t => {
  const { visitor, lines } = await startWithManagedLogin(t)
  const audit = () =>
    lines
      .map(line => JSON.parse(line) as Record<string, any>)
      .filter(({ msg, action }) => msg === 'audit' && action === 'finishLogin')
  const browser = visitor()
  await browser.signIn()
  const { user } = (await browser.get('/auth/session')).json()
  t.match(audit(), [{ outcome: 'success', actor: user.id, ip: '127.0.0.1' }])
  const other = visitor()
  await other.get(await respond(other, { error: 'access_denied' }))
  t.match(audit()[1], { outcome: 'cancelled', actor: null })
  t.equal(audit().length, 2)
})

t.test('a callback counts against the rate limit of its address', async t => {
  const { visitor } = await startWithManagedLogin(t, {
    app: { routes: { prefix: '/auth', rateLimit: { ip: { max: 3 } } } }
  })
  const statuses: number[] = []
  for (let request = 0; request < 5; request++) {
    statuses.push((await visitor().get('/auth/callback?state=again.x', PAGE)).statusCode)
  }
  t.strictSame(statuses, [400, 400, 400, 429, 429])
})

import t from 'tap'
import { USER } from '../api.js'
import { CALLBACK, GRACE, PAGE, pathOf, startWithManagedLogin } from './application.js'

t.test('a visitor signs in on the page of Cognito, and returns to the page', async t => {
  const { visitor, cognito } = await startWithManagedLogin(t)
  const browser = visitor()
  const guarded = await browser.get('/account?tab=2')
  t.equal(guarded.headers.location, '/auth/login?returnTo=%2Faccount%3Ftab%3D2')

  const start = await browser.get(guarded.headers.location as string)
  t.equal(start.statusCode, 302)
  t.equal(start.headers['referrer-policy'], 'no-referrer')
  t.equal(start.headers['cache-control'], 'no-store')
  const url = new URL(start.headers.location as string)
  t.equal(url.origin + url.pathname, `${cognito.endpoint}/oauth2/authorize`)
  t.notOk(url.search.includes('+'))
  const { state, nonce, code_challenge: challenge, ...others } = Object.fromEntries(url.searchParams)
  t.strictSame(others, {
    response_type: 'code',
    client_id: cognito.options.clientId,
    redirect_uri: CALLBACK,
    scope: 'openid email profile aws.cognito.signin.user.admin',
    code_challenge_method: 'S256'
  })
  for (const random of [state, nonce, challenge]) t.match(random, /^[\w-]{43}$/)
  t.equal(new Set([state, nonce, challenge]).size, 3)
  const [flow = ''] = browser.flows
  t.match(browser.cookies.get(flow)?.attributes, {
    httpOnly: true,
    secure: true,
    path: '/',
    sameSite: 'Lax',
    maxAge: 600,
    domain: undefined
  })

  const page = await browser.cognito.open(pathOf(url.href))
  const response = await browser.get(await browser.enterPassword(page))
  t.equal(response.statusCode, 303)
  t.equal(response.headers.location, '/account?tab=2')
  t.equal(response.headers['referrer-policy'], 'no-referrer')
  t.match(browser.cookies.get('__Host-Http-session')?.attributes, {
    httpOnly: true,
    secure: true,
    path: '/',
    sameSite: 'Lax',
    maxAge: 2_592_000
  })
  t.equal((await browser.get('/account')).statusCode, 200)
})

t.test('the session works like one of the API', async t => {
  const { visitor } = await startWithManagedLogin(t)
  const browser = visitor()
  await browser.signIn()
  const script = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }
  const session = await browser.get('/auth/session', script)
  t.match(session.json(), { user: { email: USER.email, name: USER.name } })
  t.equal((await browser.get('/auth/me', script)).statusCode, 200)
})

t.test('a user of Google signs in', async t => {
  const { visitor } = await startWithManagedLogin(t)
  const browser = visitor()
  const page = await browser.start({ provider: 'Google', returnTo: '/account' })
  t.match(page.text, /Google/)
  const response = await browser.get(await browser.enterClaims(page, GRACE))
  t.equal(response.headers.location, '/account')
  const { user } = (await browser.get('/auth/session')).json()
  t.equal(user.email, 'grace@example.com')
  t.match(user.username, /^google_1$/i)
})

t.test('the parameters of a sign-in reach Cognito', async t => {
  const { visitor } = await startWithManagedLogin(t)
  const query = { provider: 'COGNITO', hint: 'jane@example.com', lang: 'de', prompt: 'login' }
  const { headers } = await visitor().get(`/auth/login?${new URLSearchParams(query).toString()}`)
  t.match(Object.fromEntries(new URL(headers.location as string).searchParams), {
    identity_provider: 'COGNITO',
    login_hint: 'jane@example.com',
    lang: 'de',
    prompt: 'login'
  })
  const identified = await visitor().get('/auth/login?idpIdentifier=example.com')
  t.equal(new URL(identified.headers.location as string).searchParams.get('idp_identifier'), 'example.com')
})

t.test('a query that is invalid is a 400', async t => {
  const { visitor } = await startWithManagedLogin(t)
  for (const query of [
    'provider=Okta',
    'provider=Google&provider=Okta',
    'returnTo=/a&returnTo=/b',
    'prompt=always',
    'lang=%22%3E',
    'hint=',
    `hint=${'a'.repeat(321)}`,
    'hint=a%0d%0ab',
    `idpIdentifier=${'a'.repeat(65)}`
  ]) {
    const response = await visitor().get(`/auth/login?${query}`)
    t.equal(response.statusCode, 400, query)
    t.equal(response.headers['set-cookie'], undefined)
  }
})

t.test('returnTo of another origin becomes the root', async t => {
  const { visitor } = await startWithManagedLogin(t)
  for (const returnTo of ['https://evil.example', '//evil.example', '/\\evil.example', 'a'.repeat(5000)]) {
    t.equal((await visitor().signIn({ returnTo })).headers.location, '/')
  }
})

t.test('a prefetch, a script and a frame start no sign-in', async t => {
  const { visitor } = await startWithManagedLogin(t)
  const browser = visitor()
  for (let request = 0; request < 34; request++) {
    const prefetch = await browser.get('/auth/login', { ...PAGE, 'sec-purpose': 'prefetch' })
    t.equal(prefetch.statusCode, 204)
    t.equal((await browser.get('/auth/login', { 'sec-fetch-dest': 'empty' })).statusCode, 401)
    t.equal((await browser.get('/auth/login', { ...PAGE, 'sec-fetch-dest': 'iframe' })).statusCode, 401)
  }
  t.strictSame([...browser.cookies], [])
  t.equal((await browser.get('/auth/login', {})).statusCode, 302)
})

t.test('a browser has the cookies of at most five sign-ins', async t => {
  const { visitor } = await startWithManagedLogin(t)
  const browser = visitor()
  for (let visit = 0; visit < 100; visit++) await browser.get('/auth/login?returnTo=/account')
  t.equal(browser.flows.length, 5)
  const long = `/${'a'.repeat(2047)}`
  for (let visit = 0; visit < 100; visit++) {
    await browser.get(`/auth/login?returnTo=${long}`)
    const { length } = [...browser.cookies].map(([name, { value }]) => name + value).join('')
    t.ok(length < 8192, String(length))
  }
  t.equal((await browser.signIn({ returnTo: long })).headers.location, long)
})

t.test('a cookie with another value is removed', async t => {
  const { visitor } = await startWithManagedLogin(t)
  const browser = visitor()
  const names = ['a', 'b', 'c'].map(name => `__Host-Http-login-${name}`)
  const values = ['x', Buffer.from('{}').toString('base64url'), Buffer.from('null').toString('base64url')]
  const cookie = names.map((name, index) => `${name}=${values[index]}`).join('; ')
  const { cookies } = await browser.send({ url: '/auth/login', headers: { ...PAGE, cookie } })
  t.strictSame(cookies.filter(({ value }) => value === '').map(({ name }) => name).sort(), names)
})

t.test('tokens of the code are refreshed like those of the API, with the same scopes', async t => {
  const clock = { now: Date.now() }
  const { visitor, cognito } = await startWithManagedLogin(t, {
    cognito: { clock: () => clock.now },
    app: {
      clock: () => clock.now,
      after: app => {
        const preHandler = app.requireUser()
        app.get('/scopes', { preHandler }, async ({ currentUser }) => currentUser?.scopes)
        app.get('/deny', { preHandler: app.requireScopes(['orders/read']) }, async () => 'in')
      }
    }
  })
  const browser = visitor()
  await browser.signIn()
  const before = (await browser.get('/scopes')).json()
  clock.now += 3_590_000
  t.strictSame((await browser.get('/scopes')).json(), before)
  t.equal(cognito.requests.filter(({ operation }) => operation === 'GetTokensFromRefreshToken').length, 1)
  t.ok(before.includes('aws.cognito.signin.user.admin'))
  t.equal((await browser.get('/deny')).statusCode, 403)
})

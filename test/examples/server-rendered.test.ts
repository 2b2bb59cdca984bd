import t, { type Test } from 'tap'
import { startLocalCognito, type LocalUser } from '../../dist/local/index.js'
import { buildApp } from '../../examples/server-rendered/app.js'
import { openPage, skip } from '../browser/chromium.js'
import { startExample } from './process.js'

process.env['NODE_ENV'] = 'test'

const USER: LocalUser = {
  email: 'user@example.com',
  password: 'User-passw0rd',
  name: 'Uli User',
  groups: ['user']
}

/** Starts the example on a local Cognito, with a client that keeps cookies like a browser. */
async function start (t: Test) {
  const cognito = await startLocalCognito({ users: [USER] })
  const app = await buildApp(cognito.options)
  t.teardown(async () => {
    await app.close()
    await cognito.close()
  })
  const url = await app.listen({ host: 'localhost', port: 0 })
  const cookies = new Map<string, string>()
  const send = async (path: string, form?: Record<string, string>, headers: Record<string, string> = {}) => {
    const response = await fetch(url + path, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(pair => pair.join('=')).join('; '), ...headers },
      ...(form !== undefined && { method: 'POST', body: new URLSearchParams(form) })
    })
    const set = response.headers.getSetCookie()
    for (const cookie of set) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie) as unknown as [string, string, string]
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    const { status } = response
    const location = response.headers.get('location')
    return { status, headers: response.headers, set, location, text: await response.text() }
  }
  const signIn = async () => await send('/signin', { username: USER.email, password: USER.password })
  return { app, cognito, url, cookies, send, signIn }
}

const ACCESS = '__Host-access'

t.test('a user signs in, changes the name, and signs out', async t => {
  const { send, signIn, cookies } = await start(t)
  t.match((await send('/')).text, /<a href="\/signin">/)
  t.match(await send('/profile'), { status: 303, location: '/signin' })
  t.match(await signIn(), { status: 303, location: '/profile' })
  t.match((await send('/')).text, /You are signed in/)
  t.match((await send('/profile')).text, /Uli User, user@example\.com\. Groups: user/)

  t.match(await send('/profile', { name: 'Uli <b>' }), { status: 303, location: '/profile' })
  t.match((await send('/profile')).text, /Uli &lt;b&gt;, /, 'user input is escaped')

  const before = new Map(cookies)
  t.match(await send('/signout', {}), { status: 303, location: '/' })
  t.equal(cookies.size, 0)
  for (const [name, value] of before) cookies.set(name, value)
  t.match(await send('/profile'), { status: 303, location: '/signin' }, 'copied cookies no longer work')
  cookies.delete(ACCESS)
  t.match(await send('/profile'), { status: 303, location: '/signin' })
})

t.test('cookies are hidden from scripts and other sites, and pages are not stored', async t => {
  const { send, signIn } = await start(t)
  const { set } = await signIn()
  t.equal(set.length, 2)
  for (const cookie of set) {
    t.match(cookie, /^__Host-\w+=\S+; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
  }
  for (const path of ['/', '/signin', '/profile', '/nowhere']) {
    const { headers } = await send(path)
    t.equal(headers.get('cache-control'), 'no-store', path)
    t.match(headers.get('content-security-policy'), /default-src 'none'; form-action 'self';/, path)
  }
})

t.test('a wrong password and an incomplete form are rejected', async t => {
  const { send, cookies } = await start(t)
  const { status, text } = await send('/signin', { username: USER.email, password: 'Wrong-passw0rd' })
  t.equal(status, 401)
  t.match(text, /<p role="alert">The username or password is wrong/)
  t.equal((await send('/signin', { username: USER.email })).status, 400)
  t.equal((await send('/profile', { name: 'x' })).status, 303)
  t.equal(cookies.size, 0)
})

t.test('attempts to sign in are limited', async t => {
  const { send, signIn } = await start(t)
  for (let attempt = 0; attempt < 10; attempt++) {
    t.equal((await send('/signin', { username: USER.email, password: 'Wrong-passw0rd' })).status, 401)
  }
  const limited = await signIn()
  t.equal(limited.status, 429)
  t.ok(limited.headers.get('retry-after'))
})

t.test('an expired access token is replaced once the browser has dropped its cookie', async t => {
  const { send, signIn, cookies } = await start(t)
  await signIn()
  cookies.delete(ACCESS)
  const { status, set } = await send('/profile')
  t.equal(status, 200)
  t.match(set[0], new RegExp(`^${ACCESS}=ey`))
  t.ok(cookies.has(ACCESS))
  cookies.delete(ACCESS)
  t.equal((await send('/profile', { name: 'Uli' })).status, 303, 'for a form, too')
  t.match((await send('/profile')).text, /Uli, /)
})

t.test('a session that was ended elsewhere is signed out', async t => {
  const { app, send, signIn, cookies } = await start(t)
  await signIn()
  await app.cognito.signOutEverywhere({ accessToken: cookies.get(ACCESS) as string })
  t.match(await send('/profile'), { status: 303, location: '/signin' })
  cookies.delete(ACCESS)
  t.match(await send('/'), { status: 200, text: /Sign in/ })
  t.equal(cookies.size, 0, 'invalid cookies are removed')
})

t.test('forms of other sites are rejected', async t => {
  const { send, signIn } = await start(t)
  await signIn()
  const others: Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' }
  ]
  for (const headers of others) {
    for (const [path, form] of Object.entries({
      '/profile': { name: 'Mallory' },
      '/signout': {},
      '/signin': { username: USER.email, password: USER.password }
    })) {
      t.equal((await send(path, form, headers)).status, 403, `${path} ${JSON.stringify(headers)}`)
    }
  }
  t.match((await send('/profile')).text, /Uli User/)
})

t.test('without Cognito the page shows a generic error', async t => {
  const { send, cognito, signIn } = await start(t)
  await signIn()
  await cognito.close()
  const { status, text } = await send('/signin', { username: USER.email, password: USER.password })
  t.equal(status, 503)
  t.match(text, /Something went wrong/)
  t.notMatch(text, /ECONN|127\.0\.0\.1/)
})

t.test('it works in a browser', { skip }, async t => {
  const { url } = await start(t)
  const page = await openPage(t)
  await page.goto(`http://localhost:${new URL(url).port}`)
  await page.click('text=Sign in')
  await page.fill('[name=username]', USER.email)
  await page.fill('[name=password]', USER.password)
  await page.click('button')
  await page.waitForURL('**/profile')
  t.equal(await page.evaluate('document.cookie'), '', 'scripts cannot read a token')
  await page.fill('[name=name]', 'Uli Renamed')
  await page.click('text=Save')
  await page.locator('p', { hasText: 'Uli Renamed' }).waitFor()
  await page.click('text=Sign out')
  await page.locator('a', { hasText: 'Sign in' }).waitFor()
  t.strictSame(await page.context().cookies(), [])
})

t.test('it starts on a local Cognito', async t => {
  const { port, example } = await startExample(t, 'server-rendered')
  t.match(example.output(), /user@example\.com \/ User-passw0rd/)
  const response = await fetch(`http://localhost:${port}/signin`)
  t.match(await response.text(), /<form method="post" action="\/signin">/)
  example.kill('SIGINT')
  t.equal(await example.ended, 0)
})

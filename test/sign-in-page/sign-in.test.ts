import t from 'tap'
import { USER } from '../api.js'
import { storeWith } from '../sessions/application.js'
import { startPages } from './visitor.js'

const CREDENTIALS = { username: USER.email, password: USER.password }

t.test('a user signs in and returns to the page that was requested', async t => {
  const { visitor } = await startPages(t, {
    after: app => {
      app.get('/account', { preHandler: app.requireSignIn() }, async () => 'in')
    }
  })
  const jane = visitor()
  const requested = await jane.request('/account?tab=2')
  t.equal(requested.location, '/auth/sign-in?returnTo=%2Faccount%3Ftab%3D2')
  const page = await jane.open(String(requested.location))
  t.match(page, { status: 200, heading: 'Sign in', alert: undefined, errors: {} })
  const signedIn = await jane.submit(page, CREDENTIALS)
  t.match(signedIn, { status: 303, location: '/account?tab=2' })
  t.match(jane.cookies, new Map([['__Host-Http-session', /^[\w-]{64}$/]]))
  t.equal((await jane.request('/account?tab=2')).text, 'in')
})

t.test('a user who is signed in is redirected, unless a new sign-in is required', async t => {
  const { visitor } = await startPages(t)
  const jane = visitor()
  await jane.send('/auth/sign-in', CREDENTIALS)
  t.match(await jane.request('/auth/sign-in?returnTo=/a'), { status: 303, location: '/a' })
  t.match(await jane.request('/auth/sign-in'), { status: 303, location: '/' })
  const page = await jane.request('/auth/sign-in?prompt=login&returnTo=/a')
  t.match(page, { status: 200, heading: 'Sign in' })
  const before = jane.cookies.get('__Host-Http-session')
  t.match(await jane.submit(page, CREDENTIALS), { status: 303, location: '/a' })
  t.not(jane.cookies.get('__Host-Http-session'), before, 'the session is a new one')
})

t.test('a wrong password is a problem of the form', async t => {
  const { visitor, lines } = await startPages(t)
  const jane = visitor()
  const page = await jane.open('/auth/sign-in?returnTo=/a')
  const wrong = await jane.submit(page, { ...CREDENTIALS, password: 'Wrong-passw0rd' })
  t.match(wrong, { status: 401, heading: 'Sign in', alert: /^The name or password is wrong/, errors: {} })
  t.match(wrong.text, '<title>Error: Sign in</title>')
  t.match(wrong.text, `value="${USER.email}"`)
  t.notMatch(wrong.text, 'Wrong-passw0rd', 'a password is never shown again')
  t.notOk('www-authenticate' in wrong.headers)
  t.equal(await jane.user(), null)
  t.match(await jane.submit(wrong, CREDENTIALS), { location: '/a' }, 'returnTo is kept')
  t.match(
    lines.map(line => JSON.parse(line) as { msg: string }).filter(({ msg }) => msg === 'audit'),
    [
      { action: 'signIn', outcome: 'FST_COGNITO_WRONG_CREDENTIALS', user: USER.email },
      { action: 'signIn', outcome: 'success', user: USER.email }
    ]
  )
})

t.test('an empty field is a problem of the field', async t => {
  const { visitor } = await startPages(t)
  const jane = visitor()
  const page = await jane.open('/auth/sign-in')
  const missing = 'Fill in this field.'
  const username = await jane.submit(page, { username: ' ', password: 'x' })
  t.match(username, { status: 400, alert: undefined, errors: { username: missing } })
  t.match(username.text, /aria-describedby="field-username-error"\s+aria-invalid="true" autofocus/)
  t.strictSame((await jane.submit(page, { username: 'a', password: '' })).errors, { password: missing })
  t.strictSame((await jane.submit(page, { username: 'a b', password: 'x' })).errors, {
    username: 'Check this value.'
  })
  t.strictSame((await jane.submit(page, { username: 'a', password: ' x' })).errors, {
    password: 'A password has 2 to 256 characters, and no space at its start or end.'
  })
})

t.test('spaces around a name are removed, as phones add them', async t => {
  const { visitor } = await startPages(t)
  const jane = visitor()
  t.equal((await jane.send('/auth/sign-in', { ...CREDENTIALS, username: ` ${USER.email} ` })).status, 303)
  t.match(await jane.user(), { email: USER.email })
})

t.test('sign-out is a form, and not a link', async t => {
  const { visitor } = await startPages(t)
  const jane = visitor()
  t.match(await jane.open('/auth/sign-out'), { heading: 'Sign in', text: /You are signed out/ })
  await jane.send('/auth/sign-in', CREDENTIALS)
  const page = await jane.open('/auth/sign-out?returnTo=/a')
  t.match(page, { status: 200, heading: 'Sign out' })
  t.match(page.text, '<a href="/a">Not now</a>')
  t.match(await jane.user(), { email: USER.email })
  const signedOut = await jane.send('/auth/sign-out', {})
  t.match(signedOut, { heading: 'Sign in', text: /role="status">You are signed out/ })
  t.equal(await jane.user(), null)
  t.equal(jane.cookies.size, 0)
})

t.test('pages are not stored, framed, or allowed to load anything else', async t => {
  const { visitor } = await startPages(t)
  const jane = visitor()
  const headers = {
    'content-security-policy':
      "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store'
  }
  for (const path of ['sign-in', 'sign-up', 'confirm', 'forgot-password', 'reset-password']) {
    t.match((await jane.request(`/auth/${path}`)).headers, headers, path)
  }
  t.match((await jane.send('/auth/sign-in', {})).headers, headers)
  t.match((await jane.send('/auth/sign-in', CREDENTIALS)).headers, headers)
  const text = (await jane.request('/auth/sign-in?prompt=login')).text
  t.notMatch(text, /<script|<style|style=|\bon\w+=/)
})

t.test('the style sheet is revalidated', async t => {
  const { visitor } = await startPages(t)
  const { text, headers } = await visitor().request('/auth/sign-in/style.css')
  t.match(text, ':root { color-scheme: light dark;')
  t.match(headers, { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'no-cache', etag: /^"[\w-]{22}"$/ })
  const again = await visitor().request('/auth/sign-in/style.css', {
    headers: { 'if-none-match': String(headers['etag']) }
  })
  t.match(again, { status: 304, text: '' })
})

t.test('outages are a message, and the form stays', async t => {
  const down = () => Promise.reject(new Error('down'))
  let isDown = false
  const { cognito, visitor } = await startPages(t, {
    session: {
      store: storeWith(sessions => ({
        create: (...args) => (isDown ? down() : sessions.create(...args)),
        read: id => (isDown ? down() : sessions.read(id))
      }))
    }
  })
  const jane = visitor()
  await jane.send('/auth/sign-in', CREDENTIALS)
  isDown = true
  const unavailable = 'Signing in is not possible at the moment. Try again later.'
  const page = await jane.open('/auth/sign-in')
  t.match(page, { status: 503, heading: 'This page cannot be shown', alert: unavailable })
  t.equal(page.headers['retry-after'], '5')
  const failedSignIn = { status: 503, heading: 'Sign in', alert: unavailable }
  t.match(await jane.send('/auth/sign-in', CREDENTIALS), failedSignIn)
  t.match(await jane.send('/auth/sign-out', {}), { status: 503, heading: 'Sign out', alert: unavailable })
  isDown = false
  cognito.fail('InitiateAuth', 'InternalErrorException')
  t.match(await jane.send('/auth/sign-in', CREDENTIALS), { status: 503, alert: unavailable })
  cognito.fail('InitiateAuth', 'UnexpectedLambdaException')
  const failed = await jane.send('/auth/sign-in', CREDENTIALS)
  t.match(failed, { heading: 'Sign in', alert: /./ })
  t.notMatch(failed.text, /Exception|Cognito|Lambda/)
})

import t from 'tap'
import { createClock, newEmail, PASSWORD } from '../local.js'
import { totp } from '../totp.js'
import { returned } from './browser.js'
import { ADA, addOAuthClient, CHALLENGE, startManaged, title } from './managed.js'

const HOSTILE = '"><script>alert(1)</script>'

t.test('pages have a strict policy, and what is typed is escaped', async t => {
  const managed = await startManaged(t)
  const { browser, page } = await managed.visit({ login_hint: HOSTILE, state: HOSTILE })
  const policy = page.headers.get('content-security-policy') ?? ''
  t.match(policy, /default-src 'none'; style-src 'self'; .*frame-ancestors 'none'/)
  t.notMatch(policy, 'unsafe')
  t.notMatch(page.text, '<script>')
  const wrong = await browser.submit(page, { username: HOSTILE, password: 'Wrong-passw0rd' })
  t.equal(wrong.status, 400)
  t.notMatch(wrong.text, '<script>')
  t.match(wrong.text, /aria-describedby="password-error"\s+aria-invalid="true"/)
  t.match(wrong.text, / id="password-error">Incorrect username or password.<\/p>/)
  const { ClientId } = await addOAuthClient(managed, { ClientName: 'App' })
  t.match((await managed.visit({ client_id: ClientId })).page.text, /<p class="app [\w-]+">App<\/p>/)
  for (const [path, type] of [
    ['style.css', 'text/css'],
    ['passkey.js', 'text/javascript']
  ] as const) {
    t.match((await browser.open(`/managed-login/${path}`)).headers.get('content-type'), type)
  }
})

t.test('a form is accepted from its own page and browser only', async t => {
  const { visit, browser: open, path } = await startManaged(t)
  const { browser, page } = await visit()
  const credentials = { username: ADA, password: PASSWORD }
  const foreign = await browser.submit(page, credentials, { origin: 'https://evil.example.com' })
  t.match(foreign.url, 'invalid_form')
  t.match((await browser.submit(page, { ...credentials, _csrf: 'x' })).url, 'invalid_form')
  t.match((await open().submit(page, credentials)).url, 'invalid_form', 'another browser')
  const { code } = returned(await browser.submit(page, credentials, { origin: new URL(page.url).origin }))
  t.ok(code)
  const large = await browser.request(path({}, '/login'), { method: 'POST', body: 'x'.repeat(2 ** 20 + 1) })
  t.equal(large.status, 400)
})

t.test('a user signs up, confirms and is signed in', async t => {
  const { local, visit } = await startManaged(t)
  const email = newEmail()
  const { browser, page } = await visit(
    { code_challenge: CHALLENGE, code_challenge_method: 'S256' },
    '/signup'
  )
  const values = { username: email, password: 'short', name: HOSTILE, phone_number: '+15550100' }
  const weak = await browser.submit(page, values)
  t.match(weak.text, 'id="password-error"')
  t.notMatch(weak.text, '<script>')
  const confirm = await browser.submit(weak, { ...values, password: PASSWORD })
  t.equal(title(confirm), 'Confirm your account')
  const resent = await browser.submit(confirm, { resend: 'yes' })
  const wrong = await browser.submit(resent, { code: 'x' })
  t.match(wrong.text, 'id="code-error"')
  const response = await browser.submit(wrong, { code: local.mailbox.last(email)?.code ?? '' })
  t.ok(returned(response)['code'])
})

t.test('an unconfirmed user who signs in confirms first', async t => {
  const email = newEmail()
  const { local, signIn } = await startManaged(t, {
    users: [{ email, password: PASSWORD, name: 'Bob', confirmed: false }]
  })
  const { browser, page } = await signIn({}, email)
  t.equal(title(page), 'Confirm your account')
  const login = await browser.submit(page, { code: local.mailbox.last(email)?.code ?? '' })
  t.match(login.text, 'The account is confirmed')
  t.ok(returned(await browser.submit(login, { username: email, password: PASSWORD }))['code'])
})

t.test('a forgotten password is reset by a code', async t => {
  const { local, visit, browser: open } = await startManaged(t)
  const { browser, page } = await visit({}, '/forgotPassword')
  const confirm = await browser.submit(page, { username: ADA })
  const password = 'New-passw0rd'
  const wrong = await browser.submit(confirm, { code: '000000x', password })
  t.match(wrong.text, 'aria-invalid')
  t.match((await open().open(confirm.url)).url, '/forgotPassword?', 'a step belongs to its browser')
  const login = await browser.submit(wrong, { code: local.mailbox.last(ADA)?.code ?? '', password })
  t.match(login.text, 'The password was changed')
  t.ok(returned(await browser.submit(login, { username: ADA, password }))['code'])
  const unknown = await browser.submit(await browser.follow(login, 'Forgot your password?'), {
    username: newEmail()
  })
  t.equal(title(unknown), 'Set a new password', 'a user that does not exist looks the same')
})

t.test('wrong passwords lock the user out, here as in the API', async t => {
  const { clock } = createClock()
  const { signIn } = await startManaged(t, { clock })
  for (let attempt = 0; attempt < 5; attempt++) await signIn({}, ADA, 'Wrong-passw0rd')
  t.match((await signIn()).page.text, 'Password attempts exceeded')
})

t.test('MFA: an authenticator is set up, and is due from then on', async t => {
  const { local, signIn, api, ClientId } = await startManaged(t, { pool: { mfa: 'required' } })
  const { browser, page } = await signIn()
  t.equal(title(page), 'Set up a second factor')
  t.match(page.text, '<svg')
  const secret = /<code>(\w+)<\/code>/.exec(page.text)?.[1] as string
  const wrong = await browser.submit(page, { code: '000000' })
  t.match(wrong.text, 'Code mismatch')
  t.ok(returned(await browser.submit(wrong, { code: totp(secret, Date.now()) }))['code'])
  const second = await signIn({ prompt: 'login' })
  t.equal(title(second.page), 'Enter the code')
  local.advance(30_000)
  t.ok(returned(await second.browser.submit(second.page, { code: local.totp(ADA) }))['code'])
  const third = await signIn()
  let shown = third.page
  for (let attempt = 0; attempt < 3; attempt++) shown = await third.browser.submit(shown, { code: 'x' })
  t.equal(title(shown), 'Sign in', 'a challenge accepts three wrong answers')
  t.match((await third.browser.open(third.page.url)).text, 'The sign-in has expired')
  await t.rejects(
    api.initiateAuth({ ClientId, AuthFlow: 'USER_SRP_AUTH', AuthParameters: { USERNAME: ADA } }),
    { name: 'InvalidParameterException' },
    'the flows of the app client are for the API'
  )
})

t.test('an invited user sets a new password', async t => {
  const { api, local, signIn } = await startManaged(t)
  const Username = newEmail()
  await api.adminCreateUser({
    UserPoolId: local.userPoolId,
    Username,
    TemporaryPassword: PASSWORD,
    UserAttributes: [{ Name: 'email', Value: Username }]
  })
  const { browser, page } = await signIn({}, Username)
  t.equal(title(page), 'Set a new password')
  const more = Object.fromEntries(
    [...page.text.matchAll(/name="(userAttributes\.\w+)"/g)].map(([, name]) => [
      name,
      name?.includes('phone') ? '+15550100' : 'Ada'
    ])
  )
  t.match((await browser.submit(page, { password: 'short', ...more })).text, 'password-error')
  t.ok(returned(await browser.submit(page, { password: 'Other-passw0rd', ...more }))['code'])
})

t.test('triggers run, and one that refuses shows its own words', async t => {
  const received: string[] = []
  const triggers = {
    preTokenGeneration: (event: any) => {
      received.push(event.triggerSource)
      return event
    },
    preAuthentication: (event: any) => {
      if (event.request.validationData.allowed !== 'yes' && received.length > 0) {
        throw new Error('Closed today')
      }
      return event
    }
  }
  const managed = await startManaged(t, { triggers }, { AllowedOAuthFlows: ['implicit'] })
  t.ok(returned((await managed.signIn({ response_type: 'token' })).page)['access_token'])
  t.same(received, ['TokenGeneration_HostedAuth'])
  t.match((await managed.signIn({ response_type: 'token' })).page.text, 'Closed today.')
})

import t from 'tap'
import { newEmail, PASSWORD } from '../local.js'
import { returned, type Browser } from './browser.js'
import { ADA, addOAuthClient, SIGNED_OUT, startManaged, title } from './managed.js'

const managed = await startManaged(t)
const { api, local, path, visit, signIn } = managed
const UserPoolId = local.userPoolId

/** Sends a form with the CSRF token and these fields alone. */
async function send (browser: Browser, url: string, fields: Record<string, string> = {}) {
  const body = new URLSearchParams({ _csrf: browser.cookies.get('XSRF-TOKEN') ?? '', ...fields })
  return await browser.open(url, { method: 'POST', body })
}

t.test('a form without its fields is shown again', async t => {
  for (const [name, expected] of [
    ['/login', 'Sign in'],
    ['/signup', 'Create an account'],
    ['/forgotPassword', 'Reset your password']
  ] as const) {
    const { browser } = await visit({}, name)
    const shown = await send(browser, path({}, name))
    t.same([shown.status, title(shown)], [400, expected])
    t.match(shown.text, 'class="alert ')
  }
  const { browser, page } = await visit({}, '/forgotPassword')
  const reset = await send(browser, (await browser.submit(page, { username: ADA })).url)
  t.same([reset.status, title(reset)], [400, 'Set a new password'])
  const email = newEmail()
  const values = { username: email, password: PASSWORD, name: 'Bob', phone_number: '+15550100' }
  const signUp = await visit({}, '/signup')
  const confirm = await signUp.browser.submit(signUp.page, values)
  const unconfirmed = await send(signUp.browser, confirm.url)
  t.same([unconfirmed.status, title(unconfirmed)], [400, 'Confirm your account'])
  const challenge = await send(signUp.browser, confirm.url.replace('/confirm', '/challenge'))
  t.match(challenge.text, 'The challenge CONFIRM accepts no response.')
})

t.test('a form without the CSRF token is not accepted', async t => {
  const { browser } = await visit()
  const body = new URLSearchParams({ username: ADA, password: PASSWORD })
  t.match((await browser.open(path({}, '/login'), { method: 'POST', body })).url, '/error?error=invalid_form')
})

t.test('a form whose step has ended starts again', async t => {
  const { browser } = await visit()
  for (const name of ['/challenge', '/confirm', '/confirmforgotPassword']) {
    const shown = await send(browser, path({ step: 'gone' }, name))
    t.same([new URL(shown.url).pathname, title(shown)], ['/login', 'Sign in'], name)
    t.match(shown.text, 'The sign-in has expired. Start again.')
  }
  t.equal(new URL((await browser.open(path({}, '/confirm'))).url).pathname, '/login')
  const { browser: other, page } = await visit({}, '/forgotPassword')
  const reset = await other.submit(page, { username: ADA })
  const challenge = await other.open(reset.url.replace('/confirmforgotPassword', '/challenge'))
  t.match(challenge.text, 'The sign-in has expired', 'the step of another page')
})

t.test('an error without a name', async t => {
  const { browser } = await visit()
  const shown = await browser.open('/error')
  t.equal(shown.status, 400)
  t.match(shown.text, 'Something went wrong.')
})

t.test('a user whose password was reset sets a new one', async t => {
  const email = newEmail()
  const values = { username: email, password: PASSWORD, name: 'Bob', phone_number: '+15550100' }
  const { browser, page } = await visit({}, '/signup')
  const confirm = await browser.submit(page, values)
  await browser.submit(confirm, { code: local.mailbox.last(email)?.code ?? '' })
  await api.adminResetUserPassword({ UserPoolId, Username: email })
  const shown = await signIn({}, email)
  t.equal(title(shown.page), 'Set a new password')
  t.notMatch(shown.page.text, 'It was sent to')
  const { code = '' } = local.mailbox.last(email) ?? {}
  const login = await shown.browser.submit(shown.page, { code, password: 'Other-passw0rd' })
  t.match(login.text, 'The password was changed')
  t.ok(returned((await signIn({}, email, 'Other-passw0rd')).page)['code'])
})

t.test('an app client can reveal that a user does not exist', async t => {
  const { ClientId } = await addOAuthClient(managed, { PreventUserExistenceErrors: 'LEGACY' })
  const { browser, page } = await visit({ client_id: ClientId }, '/forgotPassword')
  const shown = await browser.submit(page, { username: newEmail() })
  t.same([shown.status, title(shown)], [400, 'Reset your password'])
  t.match(shown.text, ' id="username-error">Username/client id combination not found.</p>')
})

t.test('an app client without providers and URLs to sign out', async t => {
  const { UserPoolClient } = await api.createUserPoolClient({
    UserPoolId,
    ClientName: 'few',
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthFlows: ['code'],
    CallbackURLs: ['http://localhost:3000/callback']
  })
  const clientId = UserPoolClient?.ClientId as string
  const { browser, page } = await visit({ client_id: clientId })
  t.match(returned(page), { error: 'invalid_scope' }, 'it has no scopes either')
  const url = `/logout?${new URLSearchParams({ client_id: clientId, logout_uri: SIGNED_OUT })}`
  t.match((await browser.open(url)).url, 'error=redirect_mismatch')
  const { SupportedIdentityProviders: _none, ...settings } = UserPoolClient ?? {}
  const { CreationDate: _created, LastModifiedDate: _modified, ...rest } = settings
  await api.updateUserPoolClient({ ...rest, UserPoolId, ClientId: clientId, AllowedOAuthScopes: ['openid'] })
  t.ok(returned((await signIn({ client_id: clientId })).page)['code'], 'users of the pool sign in')
})

t.test('a public app client has no client credentials', async t => {
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: managed.ClientId })
  const response = await fetch(`${local.endpoint}/oauth2/token`, { method: 'POST', body })
  t.equal(response.status, 400)
  t.same(await response.json(), { error: 'unauthorized_client' })
})

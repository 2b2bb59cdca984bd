import t from 'tap'
import { newEmail, PASSWORD } from '../local.js'
import { SoftwareAuthenticator } from '../../protocol/software-authenticator.js'
import { Browser, returned, unescaped, type Shown } from './browser.js'
import { startManaged, title } from './managed.js'
import { startPasskeys } from './passkey-pool.js'

function optionsOf ({ text }: Shown) {
  return JSON.parse(unescaped(/name="options" value="([^"]*)"/.exec(text)?.[1] ?? ''))
}

/** Adds a passkey on the page for it. */
async function add (browser: Browser, page: Shown, authenticator: SoftwareAuthenticator) {
  const credential = JSON.stringify(authenticator.create(optionsOf(page)))
  return await browser.submit(page, { CREDENTIAL: credential })
}

t.test('after a sign-up the user may add a passkey, and signs in with it', async t => {
  const { local, origin, path } = await startPasskeys(t)
  const authenticator = new SoftwareAuthenticator(origin)
  const signUp = async () => {
    const email = newEmail()
    const browser = new Browser(origin)
    const confirm = await browser.submit(await browser.open(path('/signup')), {
      username: email,
      password: PASSWORD
    })
    const page = await browser.submit(confirm, { code: local.mailbox.last(email)?.code ?? '' })
    t.equal(new URL(page.url).pathname, '/passkeys/add')
    t.equal(title(page), 'Add a passkey')
    return { email, browser, page }
  }
  const skipping = await signUp()
  t.ok(returned(await skipping.browser.submit(skipping.page, { skip: 'yes' }))['code'])
  t.match((await skipping.browser.open(path('/oauth2/authorize', { prompt: 'none' }))).location, 'code=')

  const { email, browser, page } = await signUp()
  const wrong = await browser.submit(page, { CREDENTIAL: '{' })
  t.equal(wrong.status, 400)
  t.match(wrong.text, 'role="alert"')
  t.ok(returned(await add(browser, wrong, authenticator))['code'])

  const another = new Browser(origin)
  const choice = await another.submit(await another.open(path()), { username: email })
  t.equal(title(choice), 'Choose how to sign in')
  t.match(choice.text, /Password<[\s\S]*Code by email<[\s\S]*Passkey</)
  const challenged = await another.submit(choice, { ANSWER: 'WEB_AUTHN' })
  t.equal(title(challenged), 'Use your passkey')
  t.match(challenged.text, 'Back to sign in')
  const credential = JSON.stringify(authenticator.get(optionsOf(challenged)))
  t.ok(returned(await another.submit(challenged, { CREDENTIAL: credential }))['code'])
})

t.test('the link to add a passkey signs in first, and uses the session of the browser', async t => {
  const { origin, path, byPassword } = await startPasskeys(t)
  const authenticator = new SoftwareAuthenticator(origin)
  const browser = new Browser(origin)
  const page = await byPassword(browser, '/passkeys/add')
  t.equal(title(page), 'Add a passkey')
  t.ok(returned(await add(browser, page, authenticator))['code'])
  const again = await browser.open(path('/passkeys/add'))
  t.equal(title(again), 'Add a passkey')
  t.equal(optionsOf(again).excludeCredentials.length, 1)
  t.ok(returned(await browser.submit(again, { skip: 'yes' }))['code'])
  const { status, url } = await new Browser(origin).submit(again, { skip: 'yes' })
  t.same([status, new URL(url).pathname], [400, '/error'], 'another browser')
})

t.test('only a user who is signed in adds a passkey, and with a credential', async t => {
  const { origin, path, byPassword } = await startPasskeys(t)
  const browser = new Browser(origin)
  await browser.open(path('/login'))
  const send = async () =>
    await browser.open(path('/passkeys/add'), {
      method: 'POST',
      body: new URLSearchParams({ _csrf: browser.cookies.get('XSRF-TOKEN') ?? '' })
    })
  t.equal(title(await send()), 'Sign in')
  await byPassword(browser)
  const shown = await send()
  t.same([shown.status, title(shown)], [400, 'Add a passkey'])
  t.match(shown.text, 'The credential is not JSON.')
})

t.test('a sign-in without a sign-up offers no passkey', async t => {
  const { origin, byPassword } = await startPasskeys(t)
  t.ok(returned(await byPassword(new Browser(origin)))['code'])
})

t.test('pages with passkeys are at localhost, not at an IP address', async t => {
  const { browser, origin, path, ClientId } = await startPasskeys(t)
  const { location } = await browser().request(path())
  t.equal(location, origin + path())
  const { location: own } = await browser().request(path('/oauth2/authorize', { client_id: ClientId }))
  t.match(own, /^\/login\?/, 'a pool without passkeys')
})

t.test('the classic hosted UI, a pool or an app client may not have passkeys', async t => {
  const { api, UserPoolId, origin, path, ClientId } = await startPasskeys(t)
  const browser = new Browser(origin)
  t.match((await browser.open(path('/passkeys/add', { client_id: ClientId }))).url, 'error=no_passkeys')
  await api.createUserPoolDomain({ UserPoolId, Domain: 'classic', ManagedLoginVersion: 1 })
  t.match((await browser.open(path('/passkeys/add'))).url, 'error=no_passkeys')
  const page = await browser.open(path('/oauth2/authorize', { lang: 'de', prompt: 'none' }))
  t.equal(title(page), 'Sign in', 'the page has neither prompt nor other languages')
  t.match(page.text, 'name="password"', 'the page has no choice of factors')
  await api.updateUserPoolDomain({ UserPoolId, Domain: 'classic', ManagedLoginVersion: 2 })
  t.match((await browser.open(path())).url, 'error=unavailable')
})

t.test('custom challenges are not for pages, as in Cognito', async t => {
  const received: string[] = []
  const note = (event: any) => {
    received.push(event.triggerSource)
    return event
  }
  const triggers = { defineAuthChallenge: note, createAuthChallenge: note, verifyAuthChallengeResponse: note }
  const { signIn } = await startManaged(t, { triggers }, { ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH'] })
  const { page } = await signIn()
  t.ok(returned(page)['code'], 'the password is enough')
  t.same(received, [])
})

import type { Page } from 'playwright-core'
import t from 'tap'
import { openPage, skip } from '../../browser/chromium.js'
import { virtualAuthenticator } from '../../browser/virtual-authenticator.js'
import { newEmail, PASSWORD } from '../local.js'
import { startApp } from './app.js'
import { addOAuthClient, exchange, startManaged } from './managed.js'
import { startPasskeys } from './passkey-pool.js'

/** Collects what a page reports as errors: scripts that fail, and what its policy blocks. */
function problemsOf (page: Page): string[] {
  const problems: string[] = []
  page.on('console', message => {
    if (message.type() === 'error') problems.push(`${message.text()} ${message.location().url}`)
  })
  page.on('pageerror', error => problems.push(error.message))
  return problems
}

t.test('in a browser: sign up, confirm, sign out, sign in, and sign in with Google', { skip }, async t => {
  const app = await startApp(t)
  const [redirectUri, signedOut] = [`${app}/callback`, `${app}/signed-out`]
  const managed = await startManaged(t)
  const { api, local, path } = managed
  await api.createIdentityProvider({
    UserPoolId: local.userPoolId,
    ProviderName: 'Google',
    ProviderType: 'Google',
    ProviderDetails: { client_id: 'g', client_secret: 's', authorize_scopes: 'openid' },
    AttributeMapping: { username: 'sub', email: 'email', name: 'name', phone_number: 'phone' }
  })
  const { ClientId: clientId } = await addOAuthClient(managed, {
    CallbackURLs: [redirectUri],
    LogoutURLs: [signedOut],
    SupportedIdentityProviders: ['COGNITO', 'Google']
  })
  const named = { client_id: clientId, redirect_uri: redirectUri }
  const start = local.endpoint + path(named)
  const page = await openPage(t)
  const problems = problemsOf(page)
  const tokens = async () => {
    await page.waitForURL(`${redirectUri}?**`)
    const code = new URL(page.url()).searchParams.get('code') ?? ''
    return await exchange(managed, code, named)
  }

  const email = newEmail()
  await page.goto(start)
  await page.getByRole('link', { name: 'Create an account' }).click()
  await page.getByLabel('Email address').fill(email)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByLabel('Name', { exact: true }).fill('Ann')
  await page.getByLabel('Phone number').fill('+15550100')
  await page.getByRole('button', { name: 'Sign up' }).click()
  await page.getByLabel('Code').fill(local.mailbox.last(email)?.code ?? '')
  await page.getByRole('button', { name: 'Confirm account' }).click()
  t.equal((await tokens()).status, 200)

  const signOut = new URLSearchParams({ client_id: clientId, logout_uri: signedOut }).toString()
  await page.goto(`${local.endpoint}/logout?${signOut}`)
  t.equal(page.url(), signedOut)
  await page.goto(start)
  await page.getByLabel('Email address').fill(email)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  t.equal((await tokens()).status, 200)

  await page.goto(`${start}&prompt=login`)
  const font = await page.evaluate("getComputedStyle(document.querySelector('h1')).fontSize")
  t.equal(font, '24px', 'the style sheet is applied')
  await page.getByRole('link', { name: 'Continue with Google' }).click()
  await page.getByLabel('User ID at Google').fill('123')
  await page.getByLabel('Email').fill('ann@gmail.example.com')
  await page.getByLabel('Name', { exact: true }).fill('Ann')
  await page.getByLabel('Phone').fill('+15550101')
  await page.getByRole('button', { name: 'Continue' }).click()
  t.equal((await tokens()).status, 200)
  t.same(problems, [])
})

t.test('in a browser: a passkey is added after the sign-up, and signs in', { skip }, async t => {
  const app = await startApp(t)
  const redirectUri = `${app}/callback`
  const { local, origin, path } = await startPasskeys(t, { CallbackURLs: [redirectUri] })
  const start = (name?: string) => local.endpoint + path(name, { redirect_uri: redirectUri })
  const page = await openPage(t)
  const problems = problemsOf(page)
  const authenticator = await virtualAuthenticator(page)
  const email = newEmail()
  await page.goto(start('/signup'))
  t.equal(new URL(page.url()).origin, origin)
  await page.getByLabel('Email address').fill(email)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign up' }).click()
  await page.getByLabel('Code').fill(local.mailbox.last(email)?.code ?? '')
  await page.getByRole('button', { name: 'Confirm account' }).click()
  await page.getByRole('button', { name: 'Create a passkey' }).click()
  await page.waitForURL(`${redirectUri}?code=**`)
  t.equal((await authenticator.credentials()).length, 1)

  await page.context().clearCookies()
  const signIn = async () => {
    await page.goto(start())
    await page.getByLabel('Email address').fill(email)
    await page.getByRole('button', { name: 'Next' }).click()
    await page.getByRole('button', { name: 'Passkey' }).click()
  }
  await signIn()
  await page.waitForURL(`${redirectUri}?code=**`)
  t.same(problems, [])

  await page.context().clearCookies()
  await authenticator.forget()
  await signIn()
  await page.getByText('The passkey could not be used. Try again.').waitFor()
  await page.getByRole('link', { name: 'Back to sign in' }).click()
  await page.getByLabel('Email address').waitFor()
})

t.test('in a browser without JavaScript: every page but those for passkeys', { skip }, async t => {
  const app = await startApp(t)
  const redirectUri = `${app}/callback`
  const { local, path, Username } = await startPasskeys(t, { CallbackURLs: [redirectUri] })
  const page = await openPage(t, {
    javaScriptEnabled: false,
    colorScheme: 'dark',
    viewport: { width: 375, height: 700 }
  })
  await page.goto(local.endpoint + path('/passkeys/add', { redirect_uri: redirectUri, lang: 'de' }))
  await page.getByLabel('E-Mail-Adresse').fill(Username)
  await page.getByRole('button', { name: 'Weiter' }).click()
  await page.getByRole('button', { name: 'Code per E-Mail' }).click()
  await page.getByLabel('Code').fill(local.mailbox.last(Username)?.code ?? '')
  await page.getByRole('button', { name: 'Anmelden' }).click()
  await page.locator('noscript > .alert').waitFor()
  await page.getByRole('button', { name: 'Nicht jetzt' }).click()
  await page.waitForURL(`${redirectUri}?code=**`)
})

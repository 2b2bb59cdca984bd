import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { checkAccessibility } from '../browser/axe.js'
import { hasFullBrowser, skip, type PageOptions } from '../browser/chromium.js'
import { virtualAuthenticator } from '../browser/virtual-authenticator.js'
import { freePort } from '../examples/process.js'
import { ADA, startPool } from '../local-pool.js'
import { openPages } from './chromium.js'
import { buildPages } from './visitor.js'

/** Passkeys in Chromium, with a virtual authenticator. */

const ROUTES = {
  prefix: '/auth',
  rateLimit: false as const,
  signIn: { flows: ['USER_PASSWORD_AUTH' as const, 'USER_AUTH' as const] }
}

async function start (t: Test, routes: object = {}, browser: PageOptions = {}) {
  const port = await freePort()
  const cognito = await startPool(t, {
    relyingParty: { id: 'localhost', origins: [`http://localhost:${port}`] }
  })
  const opened = await openPages(t, cognito, {
    port,
    browser: { reducedMotion: 'reduce', ...browser },
    clock: cognito.clock,
    routes: { ...ROUTES, ...routes },
    signInPage: { passkeys: true }
  })
  const { page, origin } = opened
  return {
    ...opened,
    cognito,
    authenticator: await virtualAuthenticator(page),
    signIn: async () => {
      await page.goto(`${origin}/auth/sign-in?prompt=login&returnTo=/account`)
      await page.getByLabel('Email address').fill(ADA.email)
      await page.getByLabel('Password').fill(ADA.password)
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    }
  }
}

const offer = (page: Page) => page.getByRole('heading', { name: 'Add a passkey' }).waitFor()
const create = (page: Page) => page.getByRole('button', { name: 'Create a passkey' }).click()

t.test('a user adds a passkey after the sign-in, and signs in with it', { skip }, async t => {
  const { page, origin, problems, authenticator, signIn } = await start(t, {}, { isFullBrowser: true })
  const hasPdfViewer = await page.evaluate('navigator.pdfViewerEnabled')
  t.equal(hasPdfViewer, hasFullBrowser, 'the headless shell has no PDF viewer')
  await signIn()
  await offer(page)
  await checkAccessibility(t, page, 'the page to add a passkey')
  await create(page)
  await page.waitForURL(`${origin}/account`)
  t.equal((await authenticator.credentials()).length, 1)

  await t.test('the browser offers it in the field of the name', async () => {
    await page.context().clearCookies()
    await page.goto(`${origin}/account`)
    await page.getByLabel('Email address').focus()
    await page.waitForURL(`${origin}/account`)
  })

  await t.test('by a button', async t => {
    await page.context().clearCookies()
    await page.evaluate('localStorage.clear()')
    await page.goto(`${origin}/account`)
    await checkAccessibility(t, page, 'the page to sign in with a passkey')
    await page.getByLabel('Email address').fill(ADA.email)
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.waitForURL(`${origin}/account`)
  })

  await t.test('a second passkey of the same authenticator is not needed', async t => {
    await page.goto(`${origin}/auth/sign-in/passkey?returnTo=/account`)
    await create(page)
    await page.waitForURL(`${origin}/account`)
    t.equal((await authenticator.credentials()).length, 1)
  })
  // Browsers request an icon, which the application lacks.
  t.strictSame(problems.filter(text => !text.includes('404')), [])

  await t.test('without a passkey, the page shows an error', async () => {
    await authenticator.forget()
    await page.context().clearCookies()
    await page.evaluate('localStorage.clear()')
    await page.goto(`${origin}/account`)
    await page.getByLabel('Email address').fill(ADA.email)
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.getByText('The passkey could not be used. Try again.').waitFor()
  })
})

t.test('a user who declines is not offered a passkey again', { skip }, async t => {
  const { page, origin, signIn } = await start(t)
  await signIn()
  await offer(page)
  await page.getByRole('link', { name: 'Not now' }).click()
  await page.waitForURL(`${origin}/account`)
  await signIn()
  await page.waitForURL(`${origin}/account`)
})

t.test('a passkey requires a recent sign-in', { skip }, async t => {
  const { page, origin, cognito, signIn } = await start(t)
  await signIn()
  await offer(page)
  cognito.advance(301_000)
  await create(page)
  await page.waitForURL(`${origin}/auth/sign-in?prompt=login&returnTo=%2Faccount`)
})

t.test('a limit is a message with the time', { skip }, async t => {
  const { page, origin } = await start(t, { rateLimit: { accountAndIp: { max: 1 } } })
  await page.goto(`${origin}/auth/sign-in`)
  await page.getByLabel('Email address').fill('joan@example.com')
  const button = page.getByRole('button', { name: 'Sign in with a passkey' })
  await button.click()
  await page.getByText('The passkey could not be used. Try again.').waitFor()
  await button.click()
  await page.getByText('Too many attempts. Try again in 15 minutes.').waitFor()
})

t.test('without JavaScript', { skip }, async t => {
  const cognito = await startPool(t)
  const { page, origin } = await openPages(t, cognito, {
    browser: { javaScriptEnabled: false },
    clock: cognito.clock,
    routes: ROUTES,
    signInPage: { passkeys: true }
  })
  await page.goto(`${origin}/account`)
  t.equal(await page.getByText('Sign in with a passkey').isVisible(), false)
  await page.getByLabel('Email address').fill(ADA.email)
  await page.getByLabel('Password').fill(ADA.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL(`${origin}/account`)
  await page.goto(`${origin}/auth/sign-in/passkey`)
  await page.locator('noscript > .notice').waitFor()
})

t.test('the page to add a passkey is for users who are signed in', async t => {
  const signInPage = { passkeys: true }
  const { visitor } = await buildPages(t, await startPool(t), { routes: ROUTES, signInPage })
  const shown = await visitor().request('/auth/sign-in/passkey?returnTo=/a')
  t.match(shown, { status: 303, location: '/auth/sign-in?returnTo=%2Fa' })
  const { headers, text } = await visitor().open('/auth/sign-in')
  t.match(headers['content-security-policy'], "script-src 'self'; connect-src 'self'; ")
  t.match(text, '<script src="/auth/sign-in/passkeys.js" type="module"></script>')
  t.match(text, 'autocomplete="username webauthn"')
  const script = await visitor().request('/auth/sign-in/passkeys.js')
  t.match(script.headers, { 'content-type': 'text/javascript; charset=utf-8' })
})

t.test('passkeys need the routes that they use', async t => {
  const cognito = await startPool(t)
  const build = (exclude: string[]) =>
    buildPages(t, cognito, {
      routes: { ...ROUTES, exclude: exclude as never },
      signInPage: { passkeys: true }
    })
  const { visitor } = await build(['respondToChallenge'])
  t.notMatch((await visitor().open('/auth/sign-in')).text, 'data-passkeys')
  const { visitor: other } = await build(['completePasskeyRegistration'])
  const { email: username, password } = ADA
  const values = { username, password, offerPasskey: 'yes' }
  t.match(await other().send('/auth/sign-in', values), { status: 303, location: '/' })
})

t.test('the name that a passkey is kept with is that of the pool', async t => {
  for (const [name, expected] of [['email', ADA.email], ['username', ADA.sub]] as const) {
    const { visitor } = await buildPages(t, await startPool(t), {
      routes: ROUTES,
      signInPage: { passkeys: true, username: name }
    })
    const jane = visitor()
    const { email: username, password } = ADA
    const offered = await jane.send('/auth/sign-in', { username, password, offerPasskey: 'yes' })
    t.match(offered.text, `data-username="${expected}"`)
  }
})

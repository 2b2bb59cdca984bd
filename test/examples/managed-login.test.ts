import t, { type Test } from 'tap'
import { startLocalCognito } from '../../dist/local/index.js'
import { buildApp } from '../../examples/managed-login/app.js'
import { openPage, skip } from '../browser/chromium.js'
import { freePort, startExample } from './process.js'

process.env['NODE_ENV'] = 'test'

const USER = { email: 'user@example.com', password: 'User-passw0rd', name: 'Uli User' }

/** Starts the example on a local Cognito. */
async function start (t: Test): Promise<string> {
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const cognito = await startLocalCognito({
    users: [USER],
    pool: {
      callbackURLs: [`${origin}/auth/callback`],
      logoutURLs: [`${origin}/`],
      identityProviders: ['Google']
    }
  })
  const app = await buildApp(cognito.options, { origin, domain: cognito.endpoint })
  t.teardown(async () => {
    await app.close()
    await cognito.close()
  })
  await app.listen({ host: 'localhost', port })
  return origin
}

t.test('a user signs in and out in a browser', { skip }, async t => {
  const origin = await start(t)
  const page = await openPage(t)
  await page.goto(`${origin}/`)
  await page.getByRole('link', { name: 'Sign in', exact: true }).click()
  await page.fill('[name=username]', USER.email)
  await page.fill('[name=password]', USER.password)
  await page.keyboard.press('Enter')
  await page.getByText('Uli User').waitFor()
  t.equal(page.url(), `${origin}/account`)
  t.equal(await page.evaluate('document.cookie'), '', 'scripts cannot read a cookie')
  await page.reload()
  await page.getByText('Uli User').waitFor()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('link', { name: 'Sign in', exact: true }).click()
  await page.locator('[name=password]').waitFor()
  t.match(page.url(), '/login?', 'managed login asks for the password again')
})

t.test('five tabs, and the back button', { skip }, async t => {
  const origin = await start(t)
  const first = await openPage(t)
  const tabs = [first]
  for (let tab = 1; tab < 5; tab++) tabs.push(await first.context().newPage())
  for (const tab of tabs) {
    await tab.goto(`${origin}/account`)
    await tab.locator('[name=password]').waitFor()
  }
  for (const tab of tabs.reverse()) {
    await tab.fill('[name=username]', USER.email)
    await tab.fill('[name=password]', USER.password)
    await tab.keyboard.press('Enter')
    await tab.getByText('Uli User').waitFor()
  }
  for (const tab of tabs) {
    await tab.reload()
    await tab.getByText('Uli User').waitFor()
  }
  await first.goBack()
  await first.locator('[name=password]').waitFor()
  await first.fill('[name=username]', USER.email)
  await first.fill('[name=password]', USER.password)
  await first.keyboard.press('Enter')
  await first.getByText('Uli User').waitFor()
  t.equal(first.url(), `${origin}/account`)
  const flows = (await first.context().cookies()).filter(({ name }) => name.startsWith('login-'))
  t.ok(flows.length <= 5)
})

t.test('a user of Google signs in, or cancels', { skip }, async t => {
  const origin = await start(t)
  const page = await openPage(t)
  await page.goto(`${origin}/`)
  await page.getByRole('link', { name: 'Sign in with Google' }).click()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByText('You have cancelled the sign-in.').waitFor()
  await page.goto(`${origin}/`)
  await page.getByRole('link', { name: 'Sign in with Google' }).click()
  await page.fill('[name=sub]', '1')
  await page.fill('[name=email]', 'grace@example.com')
  await page.fill('[name=name]', 'Grace')
  await page.fill('[name=phone_number]', '+15550123')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByText('grace@example.com').waitFor()
  t.equal(page.url(), `${origin}/account`)
})

t.test('it starts on a local Cognito', async t => {
  const { port, example } = await startExample(t, 'managed-login')
  t.match(example.output(), /ada@example\.com \/ Ada-passw0rd/)
  const response = await fetch(`http://localhost:${port}/`)
  t.match(await response.text(), /Sign in with Google/)
  example.kill('SIGINT')
  t.equal(await example.ended, 0)
})

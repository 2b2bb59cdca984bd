import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { startLocalCognito } from '../../dist/local/index.js'
import { buildApp } from '../../examples/demo/app.js'
import { users } from '../../examples/demo/guide.js'
import { checkAccessibility, STILL } from '../browser/axe.js'
import { openPage, skip } from '../browser/chromium.js'
import { freePort } from './process.js'

process.env['NODE_ENV'] = 'test'

const [ADMIN, USER] = users as [(typeof users)[number], (typeof users)[number]]
const NEW = { email: 'new@example.com', password: 'New-passw0rd' }

/** Starts the demo on a local Cognito. */
async function start (t: Test): Promise<string> {
  const origin = `http://localhost:${await freePort()}`
  const auth = `${origin}/api/v1/auth`
  const local = await startLocalCognito({
    users,
    pool: { callbackURLs: [`${auth}/callback`], logoutURLs: [`${origin}/`], identityProviders: ['Google'] }
  })
  const app = await buildApp(local.options, {
    origin,
    domain: local.endpoint,
    local: { mailbox: local.mailbox, users }
  })
  t.teardown(async () => {
    await app.close()
    await local.close()
  })
  await app.listen({ host: 'localhost', port: Number(new URL(origin).port) })
  return origin
}

async function signIn (page: Page, { email, password }: { email: string, password: string }): Promise<void> {
  await page.getByRole('link', { name: 'Sign in', exact: true }).click()
  await page.fill('[name=username]', email)
  await page.fill('[name=password]', password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Your account' }).waitFor()
}

t.test('a newcomer signs in and out', { skip }, async t => {
  const origin = await start(t)
  const page = await openPage(t)
  await page.goto(origin)
  await signIn(page, USER)
  await page.getByText(USER.name).waitFor()
  t.equal(await page.getByRole('link', { name: 'Users' }).count(), 0, 'administration is for administrators')
  t.equal((await page.goto(`${origin}/users`))?.status(), 403)
  await page.getByRole('heading', { name: 'Error' }).waitFor()
  await page.goto(`${origin}/security`)
  await page.getByRole('heading', { name: 'A sensitive page' }).waitFor()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('link', { name: 'Sign in', exact: true }).waitFor()
  t.equal((await page.context().cookies()).filter(({ name }) => name === 'session').length, 0)
})

t.test('managed login, also with the page that replaces Google', { skip }, async t => {
  const origin = await start(t)
  const page = await openPage(t)
  await page.goto(origin)
  await page.getByRole('link', { name: /managed\s+login/ }).click()
  await page.fill('[name=username]', USER.email)
  await page.fill('[name=password]', USER.password)
  await page.keyboard.press('Enter')
  await page.getByText(USER.name).waitFor()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('link', { name: /Continue with\s+Google/ }).click()
  await page.fill('[name=sub]', '1')
  await page.fill('[name=email]', 'grace@example.com')
  await page.fill('[name=name]', 'Grace')
  await page.fill('[name=phone_number]', '+15550123')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByText('grace@example.com').waitFor()
  t.equal(page.url(), `${origin}/account`)
})

t.test('an administrator disables a user and enables the user again', { skip }, async t => {
  const origin = await start(t)
  const page = await openPage(t)
  await page.goto(origin)
  await signIn(page, ADMIN)
  await page.getByRole('link', { name: 'Users' }).click()
  await page.getByRole('button', { name: `Disable ${USER.email}` }).click()
  await page.getByRole('cell', { name: 'disabled' }).waitFor()
  await page.getByRole('button', { name: `Enable ${USER.email}` }).click()
  await page.getByRole('button', { name: `Disable ${USER.email}` }).waitFor()
  await page.getByRole('button', { name: `Sign out ${USER.email}` }).click()
  await page.getByRole('heading', { name: 'Users' }).waitFor()
  t.equal(page.url(), `${origin}/users`)
})

t.test('codes arrive in the mailbox', { skip }, async t => {
  const origin = await start(t)
  const page = await openPage(t)
  await page.goto(origin)
  const mailbox = page.frameLocator('iframe')
  await mailbox.getByText('No messages yet').waitFor()
  const response = await fetch(`${origin}/api/v1/auth/signup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...NEW, attributes: { name: 'New', phone_number: '+15550123' } })
  })
  t.equal(response.status, 201)
  t.match(await mailbox.getByRole('listitem').first().textContent(), /^\d{6}\s*sign up, to new@example.com/)
})

t.test('the pages are accessible, in light and dark, and fit on a phone', { skip }, async t => {
  const origin = await start(t)
  const page = await openPage(t, STILL)
  const check = (name: string) => checkAccessibility(t, page, name)
  await page.goto(origin)
  await check('home')
  await page.goto(`${origin}/mailbox`)
  await check('mailbox')
  await page.goto(origin)
  await signIn(page, ADMIN)
  await check('account')
  await page.goto(origin)
  await check('home of a user')
  await page.goto(`${origin}/users`)
  await check('users')
})

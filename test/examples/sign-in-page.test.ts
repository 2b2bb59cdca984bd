import t from 'tap'
import { buildApp } from '../../examples/sign-in-page/app.js'
import { startCognito, USER } from '../api.js'
import { openPage, skip } from '../browser/chromium.js'
import { freePort, startExample } from './process.js'

t.test('a user signs in on the page of the plugin, and out', { skip }, async t => {
  const cognito = await startCognito(t)
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const app = await buildApp({ ...cognito.options, cognito: { timeout: 60_000 } }, { origin })
  t.teardown(() => app.close())
  await app.listen({ host: 'localhost', port })
  const page = await openPage(t, { javaScriptEnabled: false })
  await page.goto(origin)
  await page.getByRole('link', { name: 'Sign in' }).click()
  await page.getByLabel('Email address').fill(USER.email)
  await page.getByLabel('Password').fill(USER.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL(`${origin}/account`)
  await page.getByText('Your user ID is').waitFor()
  await page.goto(origin)
  await page.getByRole('link', { name: 'Your account' }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByText('You are signed out.').waitFor()
  await page.goto(`${origin}/account`)
  t.equal(page.url(), `${origin}/auth/sign-in?returnTo=%2Faccount`)
})

t.test('it starts on a local Cognito', async t => {
  const { port, example } = await startExample(t, 'sign-in-page')
  t.match(example.output(), /ada@example\.com \/ Ada-passw0rd/)
  const response = await fetch(`http://localhost:${port}/auth/sign-in`)
  t.match(await response.text(), /<h1>Sign in<\/h1>/)
  example.kill('SIGINT')
  t.equal(await example.ended, 0)
})

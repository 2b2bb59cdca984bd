import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { startLocalCognito } from '../../dist/local/index.js'
import { buildApp } from '../../examples/spa/app.js'
import { openPage, skip } from '../browser/chromium.js'
import { startExample } from './process.js'

process.env['NODE_ENV'] = 'test'

const USER = { email: 'user@example.com', password: 'User-passw0rd', name: 'Uli User' }

const cognito = await startLocalCognito({ users: [USER] })
const app = await buildApp(cognito.options)
const url = await app.listen({ host: '127.0.0.1', port: 0 })
t.teardown(async () => {
  await app.close()
  await cognito.close()
})

/** Opens the page of the example in a browser. */
async function open (t: Test) {
  const page = await openPage(t)
  const violations: string[] = []
  page.on('console', message => {
    if (/Content Security Policy/i.test(message.text())) violations.push(message.text())
  })
  await page.goto(url)
  return { page, violations }
}

async function signIn (page: Page, { email, password } = USER) {
  await page.fill('#sign-in [name=username]', email)
  await page.fill('#sign-in [name=password]', password)
  await page.click('#sign-in button')
}

const notesOn = async (page: Page) => await page.locator('#notes li').allTextContents()

t.test('a user signs up, confirms, uses the page and signs out', { skip }, async t => {
  const { page, violations } = await open(t)
  for (const [name, value] of Object.entries({
    name: 'Jane Doe',
    email: 'jane@example.com',
    phone: '+491711234567',
    password: 'Jane-passw0rd'
  })) {
    await page.fill(`#sign-up [name=${name}]`, value)
  }
  await page.click('#sign-up button')
  await page.fill('#confirm [name=code]', '000000')
  await page.click('#confirm button')
  await page.locator('#message', { hasText: 'The code' }).waitFor()
  await page.fill('#confirm [name=code]', cognito.mailbox.last('jane@example.com')?.code as string)
  await page.click('#confirm button')
  await page.waitForSelector('#signed-in:not([hidden])')
  t.equal(await page.textContent('#name'), 'Jane Doe')

  await page.fill('#add-note [name=text]', 'buy milk')
  await page.click('#add-note button')
  await page.waitForSelector('#notes li')
  t.strictSame(await notesOn(page), ['buy milk'])

  await page.click('#sign-out')
  await page.waitForSelector('#signed-out:not([hidden])')
  t.strictSame(violations, [], 'the page itself complies with its policy')
})

t.test('the tokens are in memory only', { skip }, async t => {
  const { page } = await open(t)
  await signIn(page)
  await page.waitForSelector('#signed-in:not([hidden])')
  const kept = await page.evaluate('[localStorage.length, sessionStorage.length, document.cookie]')
  t.strictSame(kept, [0, 0, ''])
  t.strictSame(await page.context().cookies(), [])
  await page.reload()
  await page.waitForSelector('#signed-out:not([hidden])')
})

t.test('a wrong password shows an error and does not sign in', { skip }, async t => {
  const { page } = await open(t)
  await signIn(page, { ...USER, password: 'Wrong-passw0rd' })
  await page.locator('#message', { hasText: 'password is wrong' }).waitFor()
  t.equal(await page.isHidden('#signed-in'), true)
})

t.test('user input is escaped, and an injected script does not run', { skip }, async t => {
  const { page } = await open(t)
  await signIn(page)
  await page.waitForSelector('#signed-in:not([hidden])')
  await page.fill('#add-note [name=text]', '<img src=x onerror="window.injected = true">')
  await page.click('#add-note button')
  await page.waitForSelector('#notes li')
  t.strictSame(await notesOn(page), ['<img src=x onerror="window.injected = true">'])
  t.equal(await page.locator('#notes img').count(), 0)

  await t.rejects(page.evaluate("document.body.innerHTML = '<b>x</b>'"), /TrustedHTML/)
  await page.evaluate(`{
    const link = document.createElement('a')
    link.setAttribute('href', 'javascript:window.injected = true')
    document.body.append(link)
    link.click()
  }`)
  t.equal(await page.evaluate('window.injected'), undefined)
})

t.test('requests that find the token expired share one refresh, and are sent again', { skip }, async t => {
  const { page } = await open(t)
  await signIn(page)
  await page.waitForSelector('#signed-in:not([hidden])')
  const sent: string[] = []
  page.on('request', request => {
    sent.push(new URL(request.url()).pathname)
  })
  // The server rejects a valid token as expired.
  await page.route('**/api/notes', async (route, request) => {
    const isFirst = sent.filter(path => path === '/auth/refresh').length === 0
    const headers = isFirst ? { ...(await request.allHeaders()), authorization: 'Bearer e30.e30.AAAA' } : {}
    await route.continue(isFirst ? { headers } : {})
  })
  await page.evaluate(`import('/session.js').then(({ request }) =>
    Promise.all([request('GET', '/api/notes'), request('POST', '/api/notes', { text: 'twice' })]))`)
  t.equal(sent.filter(path => path === '/auth/refresh').length, 1)
  t.equal(sent.filter(path => path === '/api/notes').length, 4)
})

t.test('a session that was ended elsewhere shows the sign-in forms', { skip }, async t => {
  const { page } = await open(t)
  await signIn(page)
  await page.waitForSelector('#signed-in:not([hidden])')
  const tokens = await app.cognito.signIn({ username: USER.email, password: USER.password })
  if (!('accessToken' in tokens)) throw new Error('no token')
  await app.cognito.signOutEverywhere({ accessToken: tokens.accessToken })
  await page.fill('#add-note [name=text]', 'too late')
  await page.click('#add-note button')
  await page.waitForSelector('#signed-out:not([hidden])')
  t.match(await page.textContent('#message'), /Sign in again/)
})

t.test('the page has no inline script or style, and uses no other origin', async t => {
  const html = await readFile('examples/spa/public/index.html', 'utf8')
  t.notMatch(html, /\son\w+=|<style|style=|https?:|<script(?![^>]*\ssrc=)/)
})

t.test('it starts on a local Cognito, serves the page, and prints the codes', async t => {
  const { port, example } = await startExample(t, 'spa')
  const url = `http://127.0.0.1:${port}`
  const response = await fetch(url)
  t.equal(response.status, 200)
  const policy = response.headers.get('content-security-policy') ?? ''
  t.match(policy, /default-src 'none'; script-src 'self';/)
  t.notMatch(policy, /unsafe|\*/)
  const signUp = await fetch(`${url}/auth/signup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      email: 'jane@example.com',
      password: 'Jane-passw0rd',
      attributes: { name: 'Jane Doe', phone_number: '+491711234567' }
    })
  })
  t.equal(signUp.status, 201)
  await example.waitForOutput(/The code for jane@example.com is \d{6}/)
  example.kill('SIGINT')
  t.equal(await example.ended, 0)
})

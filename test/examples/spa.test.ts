import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify from 'fastify'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { startLocalCognito } from '../../dist/local/index.js'
import { buildApp, servePage } from '../../examples/spa/app.js'
import { buildPage } from '../../examples/spa/build-page.js'
import { checkAccessibility, STILL } from '../browser/axe.js'
import { openPage, skip } from '../browser/chromium.js'
import { freePort, startExample } from './process.js'

process.env['NODE_ENV'] = 'test'

const USER = { email: 'user@example.com', password: 'User-passw0rd', name: 'Uli User' }

/** Sign-ins of a user are limited. */
const OTHER = { email: 'other@example.com', password: 'Other-passw0rd', name: 'Otto Other' }

const pool = { refreshTokenRotation: { gracePeriod: 10 } }
const cognito = await startLocalCognito({ users: [USER, OTHER], pool })
const origin = `http://localhost:${await freePort()}`
const folder = await mkdtemp(join(tmpdir(), 'spa-'))
const [page, tokensPage] = [join(folder, 'sessions'), join(folder, 'tokens')] as const
await buildPage(page)
await buildPage(tokensPage, origin)

const tokens = Fastify({ forceCloseConnections: true })
await tokens.register(servePage, { page: tokensPage, api: origin })
await tokens.listen({ host: 'localhost', port: 0 })
const tokensOrigin = `http://localhost:${(tokens.server.address() as AddressInfo).port}`

const app = await buildApp(cognito.options, { origin, page, tokensOrigin })
await app.listen({ host: 'localhost', port: Number(new URL(origin).port) })
t.teardown(async () => {
  await Promise.all([app.close(), tokens.close(), cognito.close()])
  await rm(folder, { recursive: true })
})

/** Opens a page in a browser. */
async function open (t: Test, url: string) {
  const page = await openPage(t, STILL)
  const violations: string[] = []
  page.on('console', message => {
    if (/Content Security Policy/i.test(message.text())) violations.push(message.text())
  })
  await page.goto(url)
  await page.waitForSelector('#sign-in:not([hidden])')
  return { page, violations }
}

async function signIn (page: Page, { email, password } = USER) {
  await page.fill('#sign-in [name=username]', email)
  await page.fill('#sign-in [name=password]', password)
  await page.click('#sign-in form button')
}

async function signedIn (t: Test, url: string, user = USER): Promise<Page> {
  const { page } = await open(t, url)
  await signIn(page, user)
  await page.waitForSelector('#notes:not([hidden])')
  return page
}

async function addNote (page: Page, text: string) {
  await page.fill('#notes [name=text]', text)
  await page.click('#notes form button')
}

const notesOn = async (page: Page) => await page.locator('#note-list li').allTextContents()

for (const [mode, url, label] of [
  ['sessions', origin, 'Session cookie'],
  ['tokens', tokensOrigin, 'Tokens in memory']
] as const) {
  t.test(`${mode}: a user signs up, confirms, uses the page and signs out`, { skip }, async t => {
    const { page, violations } = await open(t, url)
    t.equal(await page.textContent('#mode'), label)
    await page.click('#to-sign-up')
    const email = `jane-${mode}@example.com`
    for (const [name, value] of Object.entries({
      name: 'Jane Doe',
      email,
      phone: '+491711234567',
      password: 'Jane-passw0rd'
    })) {
      await page.fill(`#sign-up [name=${name}]`, value)
    }
    await page.click('#sign-up form button')
    await page.fill('#confirm [name=code]', '000000')
    await page.click('#confirm button')
    await page.locator('#message', { hasText: 'The code is wrong' }).waitFor()
    await page.fill('#confirm [name=code]', cognito.mailbox.last(email)?.code as string)
    await page.click('#confirm button')
    await page.waitForSelector('#notes:not([hidden])')
    t.equal(await page.textContent('#user'), 'Jane Doe')

    await addNote(page, 'buy milk')
    await page.waitForSelector('#note-list li')
    t.strictSame(await notesOn(page), ['buy milk'])

    await page.click('#sign-out')
    await page.waitForSelector('#sign-in:not([hidden])')
    t.strictSame(await notesOn(page), [])
    t.strictSame(violations, [], 'the page itself complies with its policy')
  })

  t.test(`${mode}: a reload finds the user signed in, and a sign-out is one of all tabs`, { skip }, async t => {
    const page = await signedIn(t, url)
    t.strictSame(
      await page.evaluate('[localStorage.length, sessionStorage.length, document.cookie]'),
      [0, 0, '']
    )
    const cookies = (await page.context().cookies()).map(({ name, httpOnly }) => ({ name, httpOnly }))
    t.strictSame(cookies, mode === 'sessions' ? [{ name: 'session', httpOnly: true }] : [])
    const other = await page.context().newPage()
    await other.goto(url)
    await other.waitForSelector('#notes:not([hidden])')
    await page.reload()
    await page.waitForSelector('#notes:not([hidden])')
    t.equal(await page.textContent('#user'), USER.name)
    await page.click('#sign-out-everywhere')
    await page.waitForSelector('#sign-in:not([hidden])')
    await other.waitForSelector('#sign-in:not([hidden])')
  })

  t.test(`${mode}: a session that was ended elsewhere shows the sign-in form`, { skip }, async t => {
    const page = await signedIn(t, url)
    const other = await signedIn(t, url)
    await other.click('#sign-out-everywhere')
    await other.waitForSelector('#sign-in:not([hidden])')
    if (mode === 'tokens') {
      // The server's clock is the real one: it rejects a valid token as expired.
      await page.route('**/api/notes', async (route, request) => {
        const headers = { ...(await request.allHeaders()), authorization: 'Bearer e30.e30.AAAA' }
        await route.continue(request.method() === 'OPTIONS' ? {} : { headers })
      })
    }
    await addNote(page, 'too late')
    await page.waitForSelector('#sign-in:not([hidden])')
    await page.locator('#message', { hasText: 'Your session has ended. Sign in again.' }).waitFor()
  })

  t.test(`${mode}: axe finds nothing, also at the width of a phone`, { skip }, async t => {
    const { page } = await open(t, url)
    await checkAccessibility(t, page, 'sign-in')
    await page.click('#to-sign-up')
    await checkAccessibility(t, page, 'sign-up')
    await page.click('#to-sign-in')
    await signIn(page, { ...USER, password: 'Wrong-passw0rd' })
    await page.locator('#message', { hasText: 'password is wrong' }).waitFor()
    await checkAccessibility(t, page, 'wrong password')
    await signIn(page)
    await page.waitForSelector('#notes:not([hidden])')
    await addNote(page, 'a'.repeat(200))
    await page.waitForSelector('#note-list li')
    await checkAccessibility(t, page, 'notes')
  })
}

t.test('user input is escaped, and an injected script does not run', { skip }, async t => {
  const page = await signedIn(t, origin, OTHER)
  const text = '<img src=x onerror="window.injected = true">'
  await addNote(page, text)
  await page.locator('#note-list li', { hasText: text }).waitFor()
  t.equal(await page.locator('#note-list img').count(), 0)

  await t.rejects(page.evaluate("document.body.innerHTML = '<b>x</b>'"), /TrustedHTML/)
  await page.evaluate(`{
    const link = document.createElement('a')
    link.setAttribute('href', 'javascript:window.injected = true')
    document.body.append(link)
    link.click()
  }`)
  t.equal(await page.evaluate('window.injected'), undefined)
})

t.test('the page has no inline script or style, and the API of another origin is the only one', async t => {
  const html = await readFile(join(page, 'index.html'), 'utf8')
  t.match(html, /<script type="module" crossorigin src="\/assets\//)
  t.notMatch(html, /\son\w+=|<style|style=|https?:|<script(?![^>]*\ssrc=)/)
  for (const [url, connect] of [
    [origin, "connect-src 'self';"],
    [tokensOrigin, `connect-src 'self' ${origin};`]
  ] as const) {
    const policy = (await fetch(url)).headers.get('content-security-policy') ?? ''
    t.match(policy, /default-src 'none'; script-src 'self';/)
    t.ok(policy.includes(connect))
    t.notMatch(policy, /unsafe|\*/)
  }
})

t.test('it starts on a local Cognito, serves both pages, and prints the codes', async t => {
  process.env['TOKENS_PORT'] = '0'
  const { port, example } = await startExample(t, 'spa')
  const [, tokensUrl = ''] = await example.waitForOutput(/or (http:\S+) \(tokens/)
  const url = `http://localhost:${port}`
  for (const page of [url, tokensUrl]) t.match(await (await fetch(page)).text(), /<title>Notes<\/title>/)
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
  t.notOk((await readdir('examples/spa')).includes('dist'), 'it writes nothing into the example')
})

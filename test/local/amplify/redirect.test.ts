import { readFileSync } from 'node:fs'
import { request as send } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { openPage, skip } from '../../browser/chromium.js'
import { createCertificate } from '../../certificate.js'
import { PASSWORD, start, user } from '../local.js'
import { startApp } from './app.js'
import { configurationOf } from './calls.js'

/** `signInWithRedirect` of Amplify, which only uses https, by a proxy that terminates TLS. */

const ADA = 'ada@example.com'
const SIGNED_OUT = 'User needs to be authenticated to call this API.'
const SCOPES = ['openid', 'email', 'profile', 'aws.cognito.signin.user.admin']

/** Starts a proxy that terminates TLS and keeps every header. The target may be set later. */
async function startProxy (t: Test) {
  const { key, certificate } = createCertificate(t, 'localhost')
  const proxy = { domain: '', target: '', requests: [] as string[] }
  const options = { key: readFileSync(key), cert: readFileSync(certificate) }
  const server = createServer(options, (incoming, response) => {
    const { method = '', url = '', headers } = incoming
    proxy.requests.push(`${method} ${url.replace(/\?.*/, '')}`)
    const outgoing = send(proxy.target + url, { method, headers }, upstream => {
      response.writeHead(upstream.statusCode ?? 502, upstream.headers)
      upstream.pipe(response)
    })
    outgoing.on('error', () => response.destroy())
    incoming.pipe(outgoing)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.close()
    server.closeAllConnections()
  })
  proxy.domain = `localhost:${(server.address() as AddressInfo).port}`
  return proxy
}

/** An application in a browser, whose user signs in on the pages of managed login. */
async function open (t: Test) {
  const app = await startApp(t)
  const proxy = await startProxy(t)
  const urls = [app.url]
  const { local } = await start(t, {
    users: [user(ADA)],
    domain: proxy.domain,
    pool: { callbackURLs: urls, logoutURLs: urls, identityProviders: ['Google'] }
  })
  proxy.target = local.endpoint
  app.configuration = configurationOf(local, {
    oauth: {
      domain: proxy.domain,
      scopes: SCOPES,
      redirectSignIn: urls,
      redirectSignOut: urls,
      responseType: 'code'
    }
  })
  const page = await openPage(t, { ignoreHTTPSErrors: true })
  await page.goto(app.url)
  return { local, app, proxy, page, origin: `https://${proxy.domain}` }
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

async function fillIn (page: Page, password = PASSWORD) {
  await page.getByLabel('Email address').fill(ADA)
  await page.getByLabel('Password').fill(password)
  await button(page, 'Sign in').click()
}

/** Waits for what the application shows of the user. */
const shows = (page: Page, text: string) => page.locator('output', { hasText: text }).waitFor()

async function tokens (page: Page, input = '{}') {
  const text = (await page.evaluate(`call('fetchAuthSession', ${input})`)) as string
  return JSON.parse(text).value.tokens
}

t.test('Amplify signs in and out on the pages of managed login', { skip }, async t => {
  const { local, app, proxy, page, origin } = await open(t)
  const signIn = () => button(page, 'Sign in').click()
  await shows(page, SIGNED_OUT)
  await signIn()
  await page.waitForURL(`${origin}/login?**`)
  t.match(Object.fromEntries(new URL(page.url()).searchParams), {
    client_id: local.clientId,
    redirect_uri: app.url,
    response_type: 'code',
    scope: SCOPES.join(' '),
    state: /^\w{32}-2f63617274$/,
    code_challenge: /^[\w-]{43}$/,
    code_challenge_method: 'S256'
  })
  await fillIn(page, 'Wrong-passw0rd')
  await page.getByText('Incorrect username or password.').waitFor()
  await fillIn(page)
  await shows(page, `Signed in as ${ADA}`)
  t.equal(page.url(), app.url, 'Amplify has removed the code')
  t.equal(await page.title(), '/cart')
  t.ok(proxy.requests.includes('OPTIONS /oauth2/token'))
  t.equal(proxy.requests.at(-1), 'POST /oauth2/token')
  const { accessToken, idToken } = await tokens(page)
  const { sub } = local.users.find(ADA) ?? {}
  t.match(accessToken.payload, { iss: local.issuer, sub, client_id: local.clientId, token_use: 'access' })
  t.strictSame(accessToken.payload.scope.split(' ').sort(), [...SCOPES].sort())
  t.match(idToken.payload, { iss: local.issuer, sub, aud: local.clientId, email: ADA })
  const renewed = await tokens(page, '{ forceRefresh: true }')
  t.not(renewed.accessToken.payload.jti, accessToken.payload.jti)
  t.equal(renewed.accessToken.payload.origin_jti, accessToken.payload.origin_jti)
  t.equal(renewed.accessToken.payload.scope, accessToken.payload.scope)

  // Without its tokens, the application signs in by the session of managed login, without a page.
  await page.evaluate('localStorage.clear()')
  await page.reload()
  await shows(page, SIGNED_OUT)
  proxy.requests.length = 0
  await signIn()
  await shows(page, `Signed in as ${ADA}`)
  t.notOk(proxy.requests.includes('GET /login'))

  await button(page, 'Sign out').click()
  await shows(page, SIGNED_OUT)
  t.equal(page.url(), app.url)
  t.equal(proxy.requests.at(-1), 'GET /logout')
  t.equal(local.requests.filter(({ operation }) => operation === 'RevokeToken').length, 1)
  t.equal(await tokens(page), undefined)
  await signIn()
  await page.getByLabel('Password').waitFor()
})

t.test('Amplify signs in with Google', { skip }, async t => {
  const { local, page } = await open(t)
  await button(page, 'Sign in with Google').click()
  await page.getByLabel('User ID at Google').fill('123')
  await page.getByLabel('Email', { exact: true }).fill('ann@gmail.example.com')
  await page.getByLabel('Name', { exact: true }).fill('Ann')
  await page.getByLabel('Phone').fill('+15550101')
  await button(page, 'Continue').click()
  await shows(page, 'Signed in as ann@gmail.example.com')
  const { idToken } = await tokens(page)
  t.match(idToken.payload, {
    'cognito:username': 'Google_123',
    'cognito:groups': [`${local.userPoolId}_Google`],
    identities: [{ providerName: 'Google', userId: '123' }]
  })
})

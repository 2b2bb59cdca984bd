import Fastify from 'fastify'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import cognitoAuth from '../../dist/index.js'
import { freePort } from '../examples/process.js'
import { startPool } from '../local-pool.js'
import { openPage, skip } from './chromium.js'
import { virtualAuthenticator } from './virtual-authenticator.js'

process.env['NODE_ENV'] = 'test'

/** Passkeys in a real browser, on a page of the application, with a virtual authenticator. */

const JANE = { email: 'jane@example.com', password: 'Jane-passw0rd' }

/** As docs/mfa.md shows it. */
const PAGE = `<!doctype html><title>Passkeys</title><script>
async function ask (path, body, accessToken) {
  const response = await fetch('/auth' + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(accessToken && { authorization: 'Bearer ' + accessToken }) },
    body: JSON.stringify(body)
  })
  return { status: response.status, body: await response.json() }
}
async function enrol (accessToken) {
  const { body: { options } } = await ask('/me/passkeys/options', {}, accessToken)
  const credential = await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
  return ask('/me/passkeys', { credential: credential.toJSON() }, accessToken)
}
async function signIn (username) {
  const { body: challenge } = await ask('/signin', { flow: 'USER_AUTH', username, preferredChallenge: 'WEB_AUTHN' })
  const request = JSON.parse(challenge.parameters.CREDENTIAL_REQUEST_OPTIONS)
  const credential = await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(request) })
  return ask('/signin/challenge', { challenge: 'WEB_AUTHN', session: challenge.session, username, responses: { CREDENTIAL: JSON.stringify(credential.toJSON()) } })
}
</script>`

/** Starts an application that serves the page, and opens it as Jane. */
async function open (t: Test) {
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const cognito = await startPool(t, {
    users: [JANE],
    relyingParty: { id: 'localhost', origins: [origin] }
  })
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(cognitoAuth, {
    ...cognito.options,
    clock: cognito.clock,
    routes: { prefix: '/auth', signIn: { flows: ['USER_PASSWORD_AUTH', 'USER_AUTH'] } }
  })
  app.get('/', (_request, reply) => reply.type('text/html').send(PAGE))
  await app.listen({ port, host: 'localhost' })
  const page = await openPage(t)
  const authenticator = await virtualAuthenticator(page)
  await page.goto(origin)
  const signedIn = await app.inject({
    method: 'POST',
    url: '/auth/signin',
    payload: { username: JANE.email, password: JANE.password }
  })
  return { app, page, authenticator, accessToken: (signedIn.json() as { accessToken: string }).accessToken }
}

interface ApiResponse {
  status: number
  body: { created?: boolean, accessToken?: string, code?: string }
}

const run = async (page: Page, expression: string) => (await page.evaluate(expression)) as ApiResponse

t.test('a page registers a passkey and signs in with it', { skip }, async t => {
  const { app, page, authenticator, accessToken } = await open(t)
  t.strictSame(await run(page, `enrol('${accessToken}')`), { status: 201, body: { created: true } })
  t.equal((await authenticator.credentials()).length, 1)

  const { status, body } = await run(page, `signIn('${JANE.email}')`)
  t.equal(status, 200)
  const headers = { authorization: `Bearer ${body.accessToken}` }
  t.match((await app.inject({ url: '/auth/me', headers })).json(), { email: JANE.email })

  const listed = (await app.inject({ url: '/auth/me/passkeys', headers })).json()
  t.match(listed.passkeys, [{ relyingParty: 'localhost' }])
  t.equal(
    (await app.inject({ method: 'DELETE', url: `/auth/me/passkeys/${listed.passkeys[0].id}`, headers }))
      .statusCode,
    204
  )
  t.strictSame((await app.inject({ url: '/auth/me/passkeys', headers })).json(), { passkeys: [] })
})

t.test('an unregistered passkey cannot sign in', { skip }, async t => {
  const { page, authenticator, accessToken } = await open(t)
  await run(page, `enrol('${accessToken}')`)
  await authenticator.forget()
  await t.rejects(run(page, `signIn('${JANE.email}')`), /NotAllowedError/)
})

t.test('an authenticator registers one passkey per account', { skip }, async t => {
  const { page, accessToken } = await open(t)
  await run(page, `enrol('${accessToken}')`)
  await t.rejects(
    run(page, `enrol('${accessToken}')`),
    /InvalidStateError/,
    'the options exclude existing passkeys'
  )
})

import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import type { SinglePoolOptions } from '../../dist/index.js'
import { createTestPool, type TestPool } from '../../dist/testing/index.js'
import { buildWithSessions } from '../sessions/application.js'
import { PAGE, Visitor } from './application.js'

/** Responses of a token endpoint: the tokens of other users, sign-ins, app clients and pools. */

const pool = await createTestPool()
const otherPool = await createTestPool({ userPoolId: 'eu-west-1_Other1234' })

const SUB = '285d0f7f-3c75-4769-952b-e4954e900449'

interface Received {
  authorization: string | undefined
  form: URLSearchParams
}

/** Claims of a test: undefined ones are left out. */
type Claims = Record<string, unknown>

interface Issued {
  id?: Claims
  access?: Claims
  by?: TestPool
  accessBy?: TestPool
  status?: number
  raw?: (body: Record<string, unknown>) => Record<string, unknown>
}

const received: Received[] = []

async function startTokenEndpoint (t: Test, issued: () => Issued & { nonce: string }): Promise<string> {
  const server = createServer(async (request: IncomingMessage, reply) => {
    received.push({
      authorization: request.headers.authorization,
      form: new URLSearchParams(await text(request))
    })
    const { status = 200, nonce, id, access, by = pool, accessBy = by, raw = body => body } = issued()
    const user = { sub: SUB, username: 'ada' }
    const body = {
      id_token: by.idToken({ ...user, claims: { nonce, ...id } as never }),
      access_token: accessBy.signIn({ ...user, claims: { ...access } as never }),
      refresh_token: 'refresh',
      token_type: 'Bearer',
      expires_in: 3600
    }
    reply.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(raw(body)))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`
}

interface Started {
  issued: Issued
  /** Starts a sign-in, and returns the response of the callback. */
  complete: (query?: string) => Promise<{ location: string, browser: Visitor }>
  find: (text: string) => Record<string, any> | undefined
  lines: string[]
}

/** Options of the plugin, and `managedLogin.resource`. */
interface StartOptions {
  resource?: string
  audience?: NonNullable<SinglePoolOptions['audience']>
  [option: string]: unknown
}

async function start (t: Test, { resource, ...options }: StartOptions = {}): Promise<Started> {
  const started: { issued: Issued } = { issued: {} }
  let nonce = ''
  const domain = await startTokenEndpoint(t, () => ({ nonce, ...started.issued }))
  const { app, lines } = await buildWithSessions(t, pool, {
    endpoint: 'https://cognito.invalid',
    managedLogin: { domain, errorPath: '/failed', ...(resource !== undefined && { resource }) },
    ...options
  })
  return Object.assign(started, {
    lines,
    find: (text: string) =>
      lines.map(line => JSON.parse(line) as Record<string, any>).findLast(({ msg }) => msg === text),
    complete: async (query = '') => {
      const browser = new Visitor(app, { endpoint: domain })
      const { headers } = await browser.get(`/auth/login?${query}`)
      const { searchParams } = new URL(headers.location as string)
      nonce = searchParams.get('nonce') as string
      const state = searchParams.get('state') as string
      received.length = 0
      const response = await browser.get(`/auth/callback?code=canary-code&state=${state}`, PAGE)
      const [{ form }] = received as [Received]
      const challenge = createHash('sha256').update(form.get('code_verifier') as string).digest('base64url')
      t.equal(challenge, searchParams.get('code_challenge'), 'the verifier is sent')
      return { location: response.headers.location as string, browser }
    }
  })
}

t.test('the code is exchanged with the verifier and the callback', async t => {
  const { complete } = await start(t)
  const { location, browser } = await complete()
  t.equal(location, '/')
  t.ok(browser.session)
  const [{ form, authorization }] = received as [Received]
  const { code_verifier: verifier, ...others } = Object.fromEntries(form)
  t.match(verifier, /^[\w-]{43}$/)
  t.strictSame(others, {
    grant_type: 'authorization_code',
    client_id: pool.clientId,
    code: 'canary-code',
    redirect_uri: 'https://app.example.com/auth/callback'
  })
  t.equal(authorization, undefined)
})

t.test('a client with a secret authenticates, also with a + in it', async t => {
  const { complete } = await start(t, { clientSecret: 'a+b' })
  await complete()
  const [{ form, authorization = '' }] = received as [Received]
  t.equal(form.get('client_id'), null)
  const [scheme, credentials = ''] = authorization.split(' ')
  t.equal(scheme, 'Basic')
  t.equal(Buffer.from(credentials, 'base64').toString(), `${pool.clientId}:a%2Bb`)
})

t.test('the other secret is tried for invalid_client only, with the same code', async t => {
  const started = await start(t, { clientSecret: ['new1secret', 'old1secret'] })
  const { complete } = started
  const secretsSent = () =>
    received.map(({ authorization = '', form }) => {
      t.equal(form.get('code'), 'canary-code')
      return Buffer.from(authorization.replace('Basic ', ''), 'base64').toString().split(':')[1]
    })
  for (const error of ['invalid_grant', 'invalid_request', 'unauthorized_client']) {
    started.issued = { status: 400, raw: () => ({ error }) }
    t.match((await complete()).location, /^\/failed/)
    t.strictSame(secretsSent(), ['new1secret'], error)
  }
  started.issued = { status: 400, raw: () => null as never }
  t.equal((await complete()).location, '/failed?error=unavailable')
  t.strictSame(secretsSent(), ['new1secret'])
  for (const status of [400, 401]) {
    started.issued = { status, raw: () => ({ error: 'invalid_client' }) }
    t.equal((await complete()).location, '/failed?error=unavailable')
    t.strictSame(secretsSent(), ['new1secret', 'old1secret'])
  }
})

t.test('tokens that are rejected', async t => {
  const started = await start(t)
  const { complete, find } = started
  const hour = Math.floor(Date.now() / 1000) + 3600
  const rejected: [string, Issued, RegExp][] = [
    ['another nonce', { id: { nonce: 'x'.repeat(43) } }, /OAUTH_JWT_CLAIM_COMPARISON_FAILED/],
    ['no nonce', { id: { nonce: undefined } }, /OAUTH_/],
    ['another issuer', { id: { iss: 'https://evil.example' } }, /OAUTH_JWT_CLAIM_COMPARISON_FAILED/],
    ['another app client', { id: { aud: 'another' } }, /OAUTH_JWT_CLAIM_COMPARISON_FAILED/],
    ['an expired ID token', { id: { exp: hour - 7200 } }, /OAUTH_JWT_TIMESTAMP_CHECK_FAILED/],
    ['an access token in place of the ID token', { id: { token_use: 'access' } }, /token claims/],
    ['an ID token in place of the access token', { access: { token_use: 'id' } }, /token claims/],
    ['the access token of another user', { access: { sub: 'another' } }, /of different users/],
    ['the access token of another client', { access: { client_id: 'another' } }, /token client/],
    [
      'the access token of a machine',
      { access: { username: undefined, sub: pool.clientId } },
      /different users/
    ],
    ['an expired access token', { access: { exp: hour - 7200 } }, /token expired/],
    ['the hash of another access token', { id: { at_hash: 'x'.repeat(22) } }, /at_hash does not match/],
    ['the access token of another pool', { accessBy: otherPool }, /token unknown-key/],
    ['tokens of another pool', { by: otherPool }, /OAUTH_JWT_CLAIM_COMPARISON_FAILED/],
    [
      'a signature of another pool',
      { by: otherPool, id: { iss: pool.issuer, aud: pool.clientId } },
      /token unknown-key/
    ],
    [
      'no signature',
      { raw: body => ({ ...body, id_token: `${String(body['id_token']).split('.').slice(0, 2).join('.')}.` }) },
      /OAUTH_|token/
    ],
    [
      'the algorithm none',
      {
        raw: body => {
          const [, payload] = String(body['id_token']).split('.')
          const header = Buffer.from('{"alg":"none"}').toString('base64url')
          return { ...body, id_token: `${header}.${payload}.` }
        }
      },
      /OAUTH_|token/
    ],
    ['no ID token', { raw: ({ id_token: _, ...body }) => body }, /OAUTH_INVALID_RESPONSE/],
    ['another type of token', { raw: body => ({ ...body, token_type: 'mac' }) }, /OAUTH_UNSUPPORTED_OPERATION/]
  ]
  for (const [name, issued, reason] of rejected) {
    started.issued = issued
    const { location, browser } = await complete()
    t.equal(location, '/failed?error=try_again', name)
    t.equal(browser.session, undefined)
    t.match(find('sign-in by managed login failed')?.['reason'], reason, name)
  }
  started.issued = {}
  t.equal((await complete()).location, '/')
  t.notMatch(started.lines.join(), /canary-code|eyJ/)
})

t.test('an access token that is not for the requested resource', async t => {
  const resource = 'https://orders.example.com'
  const started = await start(t, { audience: [resource, 'https://stock.example.com', null], resource })
  for (const aud of [undefined, 'https://stock.example.com', pool.clientId]) {
    started.issued = { access: { aud } }
    const { location, browser } = await started.complete()
    t.equal(location, '/failed?error=try_again')
    t.equal(browser.session, undefined)
    t.equal(
      started.find('sign-in by managed login failed')?.['reason'],
      'the access token is for another resource',
      `aud ${aud}`
    )
  }
  started.issued = { access: { aud: 'https://evil.example' } }
  await started.complete()
  t.equal(started.find('sign-in by managed login failed')?.['reason'], 'token audience')
  for (const aud of [resource, [resource, 'https://stock.example.com']]) {
    started.issued = { access: { aud } }
    t.equal((await started.complete()).location, '/')
  }
})

t.test('an ID token with the hash of its access token', async t => {
  const started = await start(t)
  started.issued = {
    raw: body => {
      const digest = createHash('sha256').update(String(body['access_token'])).digest()
      const hash = digest.subarray(0, 16).toString('base64url')
      const claims = { nonce: nonceOf(body), at_hash: hash }
      return { ...body, id_token: pool.idToken({ sub: SUB, claims }) }
    }
  }
  t.equal((await started.complete()).location, '/')
})

function nonceOf (body: Record<string, unknown>): string {
  const [, payload = ''] = String(body['id_token']).split('.')
  return (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { nonce: string }).nonce
}

t.test('a response without a refresh token', async t => {
  const started = await start(t)
  started.issued = { raw: ({ refresh_token: _, ...body }) => body }
  const { location, browser } = await started.complete()
  t.equal(location, '/')
  t.ok(browser.session, 'a session without a refresh token lasts as long as its access token')
})

t.test('with prompt=login, the user has to have signed in again', async t => {
  const started = await start(t)
  const now = Math.floor(Date.now() / 1000)
  started.issued = { id: { auth_time: now - 120 } }
  t.equal((await started.complete()).location, '/')
  t.equal((await started.complete('prompt=login')).location, '/failed?error=try_again')
  t.equal(started.find('sign-in by managed login failed')?.['reason'], 'the user has not signed in again')
  started.issued = { id: { auth_time: undefined } }
  t.equal((await started.complete('prompt=select_account%20login')).location, '/failed?error=try_again')
  started.issued = { id: { auth_time: now } }
  t.equal((await started.complete('prompt=login')).location, '/')
})

t.test('keys that cannot be fetched', async t => {
  const { jwks: _jwks, ...options } = pool.options
  const { complete } = await start(t, { ...options, jwks: undefined, jwksUri: 'http://127.0.0.1:9/jwks.json' })
  t.equal((await complete()).location, '/failed?error=unavailable')
})

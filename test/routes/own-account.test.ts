import t from 'tap'
import { OWN_ACCOUNT } from '../../dist/options/route-names.js'
import { createTestPool } from '../../dist/testing/index.js'
import { bearer, buildApi, PASSWORD } from '../api.js'
import { startScripted } from '../scripted.js'
import { SUCCESS } from './answers.js'
import { REQUESTS } from './bodies.js'

/** The tokens that the routes of the user's own account accept. */

const pool = await createTestPool()

const OWN = Object.entries(REQUESTS).filter(
  ([, { url }]) => url.startsWith('/auth/me') || url === '/auth/password/change'
)

const ROUTES = [
  ...OWN.map(([, request]) => request),
  ...['/auth/me', '/auth/me/mfa', '/auth/me/passkeys', '/auth/me/devices'].map(url => ({
    method: 'HEAD' as const,
    url
  })),
  { method: 'PATCH', url: '/auth/me', payload: { email: 'jane@example.com' } },
  { method: 'POST', url: '/auth/password/change', payload: { newPassword: PASSWORD } },
  { method: 'POST', url: '/auth/signout', payload: { everywhere: true } }
] as const

const { endpoint, calls } = await startScripted(t, () => SUCCESS)

t.test('doctor knows the routes that need the scope', async t => {
  t.strictSame([...OWN_ACCOUNT].sort(), OWN.map(([name]) => name).sort())
})

t.test(
  "a user's access token of the pool and its app client, with Cognito's scope, is accepted",
  async t => {
    const app = await buildApi(t, pool, { endpoint })
    t.ok(ROUTES.length > 20, 'there are routes')
    for (const request of ROUTES) {
      t.ok(
        (await app.inject({ ...request, headers: bearer(pool.signIn()) })).statusCode < 300,
        `${request.method} ${request.url}`
      )
    }
  }
)

t.test('all other tokens are rejected', async t => {
  const app = await buildApi(t, pool, { endpoint })
  calls.length = 0
  const machine = { statusCode: 403, code: 'FST_COGNITO_USER_REQUIRED', challenge: undefined }
  const scope = {
    statusCode: 403,
    code: 'FST_COGNITO_INSUFFICIENT_SCOPE',
    challenge: 'Bearer realm="cognito", error="insufficient_scope"'
  }
  const invalid = {
    statusCode: 401,
    code: 'FST_COGNITO_INVALID_TOKEN',
    challenge: 'Bearer realm="cognito", error="invalid_token"'
  }
  const none = { statusCode: 401, code: 'FST_COGNITO_NO_CREDENTIALS', challenge: 'Bearer realm="cognito"' }
  const rejected: Record<string, { headers: Record<string, string>, refusal: typeof none | typeof machine }> =
    {
      'a machine': {
        headers: bearer(pool.machine({ scopes: ['aws.cognito.signin.user.admin'] })),
        refusal: machine
      },
      'a user whose token came from another authentication function': {
        headers: bearer(pool.signIn({ scopes: ['openid', 'email'] })),
        refusal: scope
      },
      'an ID token': { headers: bearer(pool.idToken()), refusal: invalid },
      'a token of another app client': {
        headers: bearer(pool.signIn({ clientId: 'other1client' })),
        refusal: invalid
      },
      'an invalid token': { headers: bearer('abc'), refusal: invalid },
      'an expired token': { headers: bearer(pool.expired()), refusal: invalid },
      'no token': { headers: {}, refusal: none },
      'a token in a cookie': { headers: { cookie: `token=${pool.signIn()}` }, refusal: none }
    }
  for (const request of ROUTES) {
    for (const [
      caller,
      {
        headers,
        refusal: { statusCode, code, challenge }
      }
    ] of Object.entries(rejected)) {
      const response = await app.inject({ ...request, headers })
      const label = `${request.method} ${request.url}: ${caller}`
      t.equal(response.statusCode, statusCode, label)
      if (request.method !== 'HEAD') t.equal(response.json().code, code, label)
      t.equal(response.headers['www-authenticate'], challenge, label)
      t.equal(response.headers['cache-control'], 'no-store')
    }
  }
  t.strictSame(calls, [], 'Cognito is not called')
})

t.test('the body of a request without a valid token is not parsed', async t => {
  const app = await buildApi(t, pool, { endpoint })
  for (const { method, url } of ROUTES.filter(route => 'payload' in route && route.url !== '/auth/signout')) {
    const response = await app.inject({
      method,
      url,
      headers: { 'content-type': 'application/json' },
      payload: '{'
    })
    t.match(response.json(), { statusCode: 401, code: 'FST_COGNITO_NO_CREDENTIALS' })
  }
})

t.test('the accepted tokens do not depend on those that the application accepts elsewhere', async t => {
  for (const options of [
    { tokenUse: 'id' as const },
    { tokenUse: null },
    {
      clientId: null,
      routes: { prefix: '/auth', rateLimit: false as const, clientId: pool.options.clientId }
    }
  ]) {
    const app = await buildApi(t, pool, { endpoint, ...options })
    for (const request of ROUTES) {
      t.equal((await app.inject({ ...request, headers: bearer(pool.idToken()) })).statusCode, 401)
      t.equal(
        (await app.inject({ ...request, headers: bearer(pool.signIn({ clientId: 'other1client' })) }))
          .statusCode,
        401
      )
      t.ok((await app.inject({ ...request, headers: bearer(pool.signIn()) })).statusCode < 300)
    }
  }
})

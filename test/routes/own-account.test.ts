import t from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { bearer, buildApi, PASSWORD } from '../api.js'
import { startWire } from '../wire.js'
import { SUCCESS } from './answers.js'
import { REQUESTS } from './bodies.js'

/** Whose token opens the routes of one's own account. */

const pool = await createTestPool()

const ROUTES = [
  ...Object.values(REQUESTS).filter(
    ({ url }) => url.startsWith('/auth/me') || url === '/auth/password/change'
  ),
  ...['/auth/me', '/auth/me/mfa', '/auth/me/passkeys', '/auth/me/devices'].map(url => ({
    method: 'HEAD' as const,
    url
  })),
  { method: 'PATCH', url: '/auth/me', payload: { email: 'jane@example.com' } },
  { method: 'POST', url: '/auth/password/change', payload: { newPassword: PASSWORD } },
  { method: 'POST', url: '/auth/signout', payload: { everywhere: true } }
] as const

const { endpoint, calls } = await startWire(t, () => SUCCESS)

t.test(
  "a person's access token of the pool and its app client, with the scope that Cognito asks for",
  async t => {
    const app = await buildApi(t, pool, { endpoint })
    t.ok(ROUTES.length > 20, 'there is something to look at')
    for (const asked of ROUTES) {
      t.ok(
        (await app.inject({ ...asked, headers: bearer(pool.signIn()) })).statusCode < 300,
        `${asked.method} ${asked.url}`
      )
    }
  }
)

t.test('no other', async t => {
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
  const refused: Record<string, { headers: Record<string, string>, refusal: typeof none | typeof machine }> =
    {
      'a machine': {
        headers: bearer(pool.machine({ scopes: ['aws.cognito.signin.user.admin'] })),
        refusal: machine
      },
      'a person whose token came by another way in': {
        headers: bearer(pool.signIn({ scopes: ['openid', 'email'] })),
        refusal: scope
      },
      'an ID token': { headers: bearer(pool.idToken()), refusal: invalid },
      'a token of another app client': {
        headers: bearer(pool.signIn({ clientId: 'other1client' })),
        refusal: invalid
      },
      'a token that is none': { headers: bearer('abc'), refusal: invalid },
      'a token that is over': { headers: bearer(pool.expired()), refusal: invalid },
      'no token at all': { headers: {}, refusal: none },
      'a token in a cookie': { headers: { cookie: `token=${pool.signIn()}` }, refusal: none }
    }
  for (const asked of ROUTES) {
    for (const [
      who,
      {
        headers,
        refusal: { statusCode, code, challenge }
      }
    ] of Object.entries(refused)) {
      const answer = await app.inject({ ...asked, headers })
      const what = `${asked.method} ${asked.url}: ${who}`
      t.equal(answer.statusCode, statusCode, what)
      if (asked.method !== 'HEAD') t.equal(answer.json().code, code, what)
      t.equal(answer.headers['www-authenticate'], challenge, what)
      t.equal(answer.headers['cache-control'], 'no-store')
    }
  }
  t.strictSame(calls, [], 'Cognito heard nothing')
})

t.test("nor a body, before the token is known to be good: a stranger's is not read", async t => {
  const app = await buildApi(t, pool, { endpoint })
  for (const { method, url } of ROUTES.filter(route => 'payload' in route && route.url !== '/auth/signout')) {
    const answer = await app.inject({
      method,
      url,
      headers: { 'content-type': 'application/json' },
      payload: '{'
    })
    t.match(answer.json(), { statusCode: 401, code: 'FST_COGNITO_NO_CREDENTIALS' })
  }
})

t.test('whatever tokens the application takes elsewhere', async t => {
  for (const options of [
    { tokenUse: 'id' as const },
    { tokenUse: null },
    {
      clientId: null,
      routes: { prefix: '/auth', rateLimit: false as const, clientId: pool.options.clientId }
    }
  ]) {
    const app = await buildApi(t, pool, { endpoint, ...options })
    for (const asked of ROUTES) {
      t.equal((await app.inject({ ...asked, headers: bearer(pool.idToken()) })).statusCode, 401)
      t.equal(
        (await app.inject({ ...asked, headers: bearer(pool.signIn({ clientId: 'other1client' })) }))
          .statusCode,
        401
      )
      t.ok((await app.inject({ ...asked, headers: bearer(pool.signIn()) })).statusCode < 300)
    }
  }
})

import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { LightMyRequestResponse } from 'fastify'
import type { Test } from 'tap'
import type { CognitoAuthOptions, CurrentUser } from '../../../dist/index.js'
import { buildApp, createSigner } from '../app.js'
import { createOracle, groupsOf, scopesOf } from './oracle.js'

/** The clock stands still, so that a seed produces the same tokens tomorrow. Milliseconds since the epoch. */
const NOW = 1_800_000_000_000
export const SECONDS = NOW / 1000

export const CLIENT = 'testclient1example'
const POOL = 'eu-west-1_TestPool1'
export const ISSUER = `https://cognito-idp.eu-west-1.amazonaws.com/${POOL}`
const ISSUERS = [ISSUER, `https://issuer-cognito-idp.eu-west-1.amazonaws.com/${POOL}`]

/** The pool's real key: Cognito could have signed whatever the properties sign with it. */
export const signer = createSigner()
const jwks = { keys: [signer.jwk] }
export const options: CognitoAuthOptions = {
  userPoolId: POOL,
  clientId: CLIENT,
  tokenUse: null,
  jwks,
  clock: () => NOW
}

/** The claims that Cognito writes into an access token, and into an ID token. */
export const accessClaims = {
  iss: ISSUER,
  sub: 'c7f2',
  token_use: 'access',
  client_id: CLIENT,
  username: 'jane',
  scope: 'openid orders/read',
  'cognito:groups': ['admin', 'user'],
  auth_time: SECONDS - 60,
  iat: SECONDS - 60,
  exp: SECONDS + 3600
}
export const idClaims = {
  iss: ISSUER,
  sub: 'c7f2',
  token_use: 'id',
  aud: CLIENT,
  'cognito:username': 'jane',
  email: 'jane@example.com',
  'cognito:groups': ['admin', 'user'],
  auth_time: SECONDS - 60,
  iat: SECONDS - 60,
  exp: SECONDS + 3600
}

export const validToken = (claims: object = accessClaims) =>
  signer.sign(signer.header, JSON.stringify(claims))

/**
 * Checks a property for many random inputs, always the same ones. A failure is printed with its seed and
 * path. PROPERTY_SEED tries others, PROPERTY_RUNS multiplies their number.
 */
export async function holds<Input> (
  input: fc.Arbitrary<Input>,
  numRuns: number,
  check: (input: Input) => Promise<void>
): Promise<void> {
  const { PROPERTY_SEED: seed = '20270115', PROPERTY_RUNS: times = '1' } = process.env
  await fc.assert(fc.asyncProperty(input, check), { seed: Number(seed), numRuns: numRuns * Number(times) })
}

/** Asserts a response that a client can cause, and the common error format. */
export function assertAnswer ({ statusCode, headers, body }: LightMyRequestResponse): void {
  assert.ok([200, 400, 401, 403].includes(statusCode), `status ${statusCode}: ${body}`)
  if (statusCode === 200) return
  const error = JSON.parse(body)
  assert.deepEqual(Object.keys(error).sort(), ['code', 'error', 'message', 'statusCode'])
  assert.equal(error.statusCode, statusCode)
  assert.match(error.code, /^FST_COGNITO_[A-Z_]+$/)
  if (statusCode !== 403) assert.match(String(headers['www-authenticate']), /^Bearer realm="cognito"/)
}

/** An application with guarded routes, beside an oracle. */
export async function startSubject (t: Pick<Test, 'teardown'>) {
  const { app, lines } = await buildApp(t, options)
  app.get('/admin', { preHandler: app.requireGroups(['admin']) }, async () => 'hello')
  app.get('/orders', { preHandler: app.requireScopes(['orders/read']) }, async () => [])
  const oracle = createOracle({ jwks, issuers: ISSUERS, clientId: CLIENT, now: NOW })

  const send = async (url: string, authorization: string) => {
    const response = await app.inject({ url, headers: { authorization } })
    assertAnswer(response)
    return response
  }

  /**
   * Returns the user of a token, by the service. All rejections are alike, and contain neither the reason nor
   * the token.
   */
  const verified = async (token: string): Promise<CurrentUser | null> =>
    app.cognito.verify(token).catch((error: unknown) => {
      const { code, message, statusCode } = error as Error & { code?: unknown, statusCode?: unknown }
      assert.deepEqual(
        { code, message, statusCode },
        { code: 'FST_COGNITO_INVALID_TOKEN', message: 'The token is invalid or expired.', statusCode: 401 }
      )
      return null
    })

  /**
   * Uses a token in every way, twice: an accepted token is accepted by the oracle too, and grants no more
   * than its claims.
   */
  async function verdict (token: string): Promise<CurrentUser | null> {
    const payload = await oracle(token)
    const user = await verified(token)
    assert.ok(user === null || payload !== null, `accepted, but rejected by the oracle: ${token}`)
    const responses = [
      await send('/me', `Bearer ${token}`),
      await send('/me', `Bearer ${token}`),
      await send('/admin', `Bearer ${token}`),
      await send('/orders', `Bearer ${token}`)
    ]
    const statuses = responses.map(({ statusCode }) => statusCode)
    if (user === null || payload === null) {
      assert.ok(
        statuses.every(status => status === 400 || status === 401),
        `rejected by the service, and by the guards ${statuses}: ${token}`
      )
    } else {
      assert.deepEqual(statuses, [
        200,
        200,
        groupsOf(payload).includes('admin') ? 200 : 403,
        scopesOf(payload).includes('orders/read') ? 200 : 403
      ])
      assert.deepEqual(
        responses.slice(0, 2).map(response => response.json()),
        Array(2).fill(JSON.parse(JSON.stringify(user)))
      )
      assert.deepEqual(user.groups, groupsOf(payload))
      assert.deepEqual(user.scopes, scopesOf(payload))
      assert.deepEqual(user.claims, payload)
    }
    assertUntouched(token)
    return user
  }

  function assertUntouched (token: string): void {
    assert.deepEqual(
      Reflect.ownKeys(Object.prototype).length,
      PROTOTYPE_KEYS,
      'Object.prototype is unchanged'
    )
    const parts = token.split('.').filter(({ length }) => length > 20)
    assert.deepEqual(
      lines.filter(line => parts.some(part => line.includes(part))),
      [],
      'no part of a token is logged'
    )
    lines.length = 0
  }

  return { app, send, verified, verdict }
}

const PROTOTYPE_KEYS = Reflect.ownKeys(Object.prototype).length

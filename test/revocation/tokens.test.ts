import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import cognitoAuth, { memoryRevocations } from '../../dist/index.js'
import { createTestPool } from '../../dist/testing/index.js'
import { bearer, logLines } from '../api.js'

/** Tokens with a valid signature that were revoked. */

process.env['NODE_ENV'] = 'test'

const pool = await createTestPool({ clock: true })
const now = () => pool.clock() / 1000
const DAY = 86_400

async function build (t: Test, options: object = {}) {
  const { lines, logger } = logLines()
  const app = Fastify({ logger })
  t.teardown(async () => {
    await app.close()
  })
  await app.register(cognitoAuth, { ...pool.options, revocation: memoryRevocations(), ...options })
  app.get('/', { preHandler: app.requireUser() }, async () => 'in')
  const send = async (token: string) => (await app.inject({ url: '/', headers: bearer(token) })).statusCode
  return { app, send, lines }
}

t.test('tokens of sign-ins up to that time are rejected, later ones are accepted', async t => {
  const { app, send } = await build(t)
  const sub = 'c7f2a1de'
  const signedIn = (ago: number) => pool.signIn({ sub, claims: { auth_time: now() - ago } })
  const before = [signedIn(0), signedIn(1), signedIn(30 * DAY)]
  await app.cognito.revoke({ user: sub })
  for (const token of before) t.equal(await send(token), 401)
  t.equal(
    await send(pool.signIn({ sub, claims: { auth_time: now() - 60, iat: now() } })),
    401,
    'a token refreshed from one belongs to that sign-in'
  )
  t.equal(await send(pool.signIn()), 200, 'another user')
  pool.advance(1)
  t.equal(await send(pool.signIn({ sub })), 200)
  t.equal(await send(before[0] as string), 401)
})

t.test('a token that was accepted before is rejected from then on, cached or not', async t => {
  for (const options of [{}, { tokenCache: false }, { verification: 'disabled-for-development' }]) {
    const { app, send } = await build(t, options)
    const token = pool.signIn({ sub: 'c7f2a1de' })
    t.equal(await send(token), 200)
    t.equal(await send(token), 200)
    await app.cognito.revoke({ user: 'c7f2a1de' })
    t.equal(await send(token), 401, JSON.stringify(options))
    await t.rejects(app.cognito.verify(token), { code: 'FST_COGNITO_INVALID_TOKEN' })
  }
})

t.test('ID tokens are revoked by session and by user', async t => {
  const { app, send } = await build(t, { tokenUse: null })
  const caller = { sub: 'c7f2a1de', claims: { origin_jti: 'session-1' } }
  await app.cognito.revoke({ session: 'session-1' })
  t.equal(await send(pool.idToken(caller)), 401)
  t.equal(await send(pool.idToken({ sub: 'c7f2a1de' })), 200)
  await app.cognito.revoke({ user: 'c7f2a1de' })
  t.equal(await send(pool.idToken({ sub: 'c7f2a1de' })), 401)
})

t.test('a revoked session rejects its tokens, and no other session of the user', async t => {
  const { app, send } = await build(t)
  const sub = 'c7f2a1de'
  const [here, refreshed, there] = [
    pool.signIn({ sub, claims: { origin_jti: 'session-1' } }),
    pool.signIn({ sub, claims: { origin_jti: 'session-1' } }),
    pool.signIn({ sub, claims: { origin_jti: 'session-2' } })
  ]
  await app.cognito.revoke({ session: 'session-1' })
  t.strictSame(await Promise.all([here, refreshed, there].map(send)), [401, 401, 200])
})

t.test('for tokens without a session, the token itself is revoked', async t => {
  const { app, send } = await build(t)
  const token = (jti: string) => pool.signIn({ sub: 'c7f2a1de', claims: { origin_jti: undefined, jti } })
  await app.cognito.revoke({ session: 'token-1' })
  t.strictSame(await Promise.all([token('token-1'), token('token-2')].map(send)), [401, 200])
  t.equal(await send(pool.signIn({ claims: { origin_jti: 'session-1', jti: 'token-1' } })), 200)
})

t.test('a machine is revoked by client ID, for tokens issued up to that time', async t => {
  const { app, send } = await build(t)
  const token = pool.machine()
  t.equal(await send(token), 200)
  await app.cognito.revoke({ user: pool.clientId })
  t.equal(await send(token), 401)
  pool.advance(1)
  t.equal(await send(pool.machine()), 200)
  t.equal(await send(token), 401)
})

t.test('the client gets a generic error, the log has the reason', async t => {
  const { app, lines } = await build(t)
  const token = pool.signIn({ sub: 'c7f2a1de' })
  await app.cognito.revoke({ user: 'c7f2a1de' })
  const response = await app.inject({ url: '/', headers: bearer(token) })
  t.strictSame(response.json(), {
    statusCode: 401,
    code: 'FST_COGNITO_INVALID_TOKEN',
    error: 'Unauthorized',
    message: 'The token is invalid or expired.'
  })
  t.equal(response.headers['www-authenticate'], 'Bearer realm="cognito", error="invalid_token"')
  t.ok(lines.some(line => line.includes('"reason":"revoked"')))
  t.notOk(lines.some(line => line.includes(token)))
})

t.test('a token whose key must be fetched is checked for revocation too', async t => {
  const host = await createTestPool({ keyHost: true, clock: true })
  t.teardown(host.close)
  const { app, send } = await build(t, { ...host.options, jwks: undefined })
  const token = host.signIn({ sub: 'c7f2a1de' })
  await app.cognito.revoke({ user: 'c7f2a1de' })
  t.equal(await send(token), 401, 'the first token, which causes a key fetch')
  t.equal(host.requests, 1)
  t.equal(await send(host.signIn()), 200)
})

t.test('revoke rejects if the store cannot write, and publishes nothing', async t => {
  const { app } = await build(t, {
    revocation: {
      open: async () => ({
        isRevoked: () => false,
        revoke: async () => {
          throw new Error('no connection')
        },
        health: () => ({ status: 'disconnected', entries: 0 }),
        close: async () => {}
      })
    }
  })
  const published: unknown[] = []
  const listener = (message: unknown) => published.push(message)
  subscribe('fastify-cognito-auth:revoked', listener)
  t.teardown(() => unsubscribe('fastify-cognito-auth:revoked', listener))
  await t.rejects(app.cognito.revoke({ user: 'c7f2a1de' }), {
    code: 'FST_COGNITO_REVOCATIONS_UNAVAILABLE',
    statusCode: 503
  })
  t.strictSame(published, [])
})

t.test('without the option, revoke throws', async t => {
  const { app, send } = await build(t, { revocation: undefined })
  await t.rejects(app.cognito.revoke({ user: 'c7f2a1de' }), { code: 'FST_COGNITO_REVOCATION_NOT_CONFIGURED' })
  t.equal(await send(pool.signIn({ sub: 'c7f2a1de' })), 200)
})

t.test('revoke rejects input that names no session and no user, and names the field', async t => {
  const revoked: object[] = []
  const revocation = {
    open: async () => ({
      isRevoked: () => false,
      revoke: async (target: object) => {
        revoked.push(target)
      },
      health: () => ({ status: 'local' as const, entries: 0 }),
      close: async () => {}
    })
  }
  const { app } = await build(t, { revocation })
  const invalid: [unknown, RegExp][] = [
    [undefined, /the argument must be \{ session \} or \{ user \}; got undefined/],
    [null, /got null/],
    ['jane', /got a string of 4 characters/],
    [[], /got an array/],
    [{}, /the argument must have session or user; got neither/],
    [{ userId: 'x' }, /the argument may have session, user and except only; got 'userId'/],
    [{ session: 'a', user: 'b' }, /got both/],
    [{ session: 'a', user: undefined }, /got both/],
    [{ ['k'.repeat(100) + '\u0000']: 'x' }, /; got 'k{40}'/],
    [{ 'a\nb': 'x' }, /; got 'a\?b'/]
  ]
  for (const field of ['session', 'user']) {
    for (const [value, got] of [
      [null, 'null'],
      [undefined, 'undefined'],
      ['', 'a string of 0'],
      [' x', 'a string of 2'],
      ['\n', 'a string of 1'],
      [7, 'number'],
      [{}, 'object'],
      [['x'], 'an array'],
      ['x'.repeat(257), 'a string of 257']
    ] as const) {
      invalid.push([
        { [field]: value },
        new RegExp(`${field} must be an ID of 1 to 256 characters .*got ${got}`)
      ])
    }
  }
  for (const [target, message] of invalid) {
    await t.rejects(
      app.cognito.revoke(target as never),
      { code: 'FST_COGNITO_INVALID_INPUT', message },
      JSON.stringify(target)
    )
  }
  t.strictSame(revoked, [])
  await app.cognito.revoke({ session: 'x'.repeat(256) })
  t.equal(revoked.length, 1)
})

t.test('two registrations that share a store reject together', async t => {
  const shared = memoryRevocations()
  const [first, second, other] = [
    await build(t, { revocation: shared }),
    await build(t, { revocation: shared }),
    await build(t)
  ]
  const token = pool.signIn({ sub: 'c7f2a1de' })
  await first.app.cognito.revoke({ user: 'c7f2a1de' })
  t.strictSame([await first.send(token), await second.send(token), await other.send(token)], [401, 401, 200])
})

t.test('nothing is kept longer than a token can live', async t => {
  const revocation = memoryRevocations()
  const { app } = await build(t, { revocation })
  for (let day = 1; day <= 5; day++) {
    for (let i = 0; i < 100; i++) await app.cognito.revoke({ session: `${day}-${i}` })
    pool.advance(DAY + 300)
  }
  const { health } = await revocation.open({ log: app.log, clock: pool.clock })
  t.equal(health().entries, 100)
})

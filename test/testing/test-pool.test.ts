import t, { type Test } from 'tap'
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import type { CognitoAuthOptions } from '../../dist/index.js'
import { createTestPool } from '../../dist/testing/index.js'
import { assertRefused, buildApp, seconds } from '../verification/app.js'

const pool = await createTestPool()
const statusOf = async (t: Test, options: CognitoAuthOptions, token: string) =>
  (await (await buildApp(t, options)).send(token)).statusCode

t.test('its options are accepted by register, and its tokens by the application', async t => {
  const { app } = await buildApp(t, pool.options)
  const response = await app.inject({ url: '/me', headers: pool.authorization({ groups: ['admin'] }) })
  t.equal(response.statusCode, 200)
  t.same(response.json().groups, ['admin'])
})

t.test('its tokens are accepted by another library', async t => {
  const keys = createLocalJWKSet(pool.jwks as unknown as Parameters<typeof createLocalJWKSet>[0])
  for (const token of [pool.signIn(), pool.idToken(), pool.machine()]) {
    const { payload } = await jwtVerify(token, keys, {
      issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_TestPool1',
      algorithms: ['RS256']
    })
    t.ok((payload.exp as number) > seconds() + 3500)
  }
})

t.test('signIn sets the given claims of the user', async t => {
  t.match(
    decodeJwt(
      pool.signIn({
        sub: 'c7f2',
        username: 'jane',
        groups: ['a'],
        scopes: ['x/y', 'x/z'],
        claims: { device_key: 'd' }
      })
    ),
    {
      sub: 'c7f2',
      username: 'jane',
      'cognito:groups': ['a'],
      scope: 'x/y x/z',
      device_key: 'd',
      token_use: 'access',
      client_id: 'testclient1example'
    }
  )
})

t.test('signIn defaults to what Cognito would write', async t => {
  const claims = decodeJwt(pool.signIn())
  t.equal(claims['username'], claims.sub)
  t.equal(claims['scope'], 'aws.cognito.signin.user.admin')
  t.notOk('cognito:groups' in claims)
  t.not(claims.sub, decodeJwt(pool.signIn()).sub)
})

t.test('a user without scopes has no scope claim, and is allowed', async t => {
  const token = pool.signIn({ scopes: [] })
  t.notOk('scope' in decodeJwt(token))
  const { send } = await buildApp(t, pool.options)
  t.equal((await send(token)).statusCode, 200)
})

t.test('claims override those of Cognito; undefined omits one', async t => {
  const claims = decodeJwt(pool.signIn({ sub: 'a', claims: { sub: 'b', origin_jti: undefined } }))
  t.equal(claims.sub, 'b')
  t.notOk('origin_jti' in claims)
})

t.test('idToken sets the given claims of the user', async t => {
  t.match(
    decodeJwt(
      pool.idToken({
        sub: 'c7f2',
        username: 'jane',
        groups: ['a'],
        email: 'a@example.com',
        name: 'Jane',
        claims: { 'custom:role': 'x' }
      })
    ),
    {
      sub: 'c7f2',
      'cognito:username': 'jane',
      'cognito:groups': ['a'],
      email: 'a@example.com',
      name: 'Jane',
      'custom:role': 'x',
      token_use: 'id',
      aud: 'testclient1example'
    }
  )
  const { sub, ...made } = decodeJwt(pool.idToken())
  t.match(made, { 'cognito:username': sub, email: 'jane@example.com', email_verified: true })
})

t.test('machine returns a token without username, session or groups', async t => {
  const claims = decodeJwt(pool.machine({ scopes: ['orders/read'], claims: { version: 3 } }))
  t.match(claims, {
    sub: 'testclient1example',
    client_id: 'testclient1example',
    scope: 'orders/read',
    version: 3
  })
  for (const name of ['username', 'origin_jti', 'cognito:groups']) t.notOk(name in claims)
  t.equal(decodeJwt(pool.machine())['version'], 2)
  t.notOk('scope' in decodeJwt(pool.machine()))
})

t.test('tokens of another app client of the pool', async t => {
  t.match(decodeJwt(pool.signIn({ clientId: 'mobile' })), { client_id: 'mobile' })
  t.match(decodeJwt(pool.idToken({ clientId: 'mobile' })), { aud: 'mobile' })
  t.match(decodeJwt(pool.machine({ clientId: 'batch' })), { client_id: 'batch', sub: 'batch' })
  for (const token of [
    pool.signIn({ clientId: 'other' }),
    pool.idToken({ clientId: 'other' }),
    pool.machine({ clientId: 'other' })
  ]) {
    t.equal(await statusOf(t, { ...pool.options, tokenUse: null }, token), 401)
    t.equal(await statusOf(t, { ...pool.options, tokenUse: null, clientId: 'other' }, token), 200)
  }
})

t.test('expired() returns a token that expired a minute ago and is otherwise valid', async t => {
  const token = pool.expired({ groups: ['admin'] })
  const {
    iat,
    exp,
    auth_time: authTime
  } = decodeJwt(token) as { iat: number, exp: number, auth_time: number }
  t.same([exp - iat, exp - authTime], [3600, 3600], 'it was valid for an hour')
  t.ok(Math.abs(seconds() - 60 - exp) <= 1)
  const app = await buildApp(t, pool.options)
  await assertRefused(t, app, token, 'expired')
  const { send } = await buildApp(t, { ...pool.options, clockTolerance: 120 })
  t.same((await send(token)).json().groups, ['admin'], 'it would be accepted if it had not expired')
  t.equal(decodeJwt(pool.expired({ claims: { exp: 7 } })).exp, 7)
})

t.test('authorization accepts a user, a token, or nothing', async t => {
  const { app } = await buildApp(t, pool.options)
  const send = async (headers: { authorization: string }) =>
    (await app.inject({ url: '/me', headers })).json()
  t.match(await send(pool.authorization({ sub: 'jane' })), { id: 'jane', kind: 'user' })
  t.match(await send(pool.authorization(pool.machine({ scopes: ['orders/read'] }))), {
    kind: 'machine',
    scopes: ['orders/read']
  })
  t.match(await send(pool.authorization()), { kind: 'user', groups: [] })
})

t.test('sign signs any payload with any header', async t => {
  const token = pool.sign({ any: 'thing' }, { alg: 'HS256', typ: 'odd' })
  t.same(decodeJwt(token), { any: 'thing' })
  t.match(decodeProtectedHeader(token), { alg: 'HS256', typ: 'odd', kid: pool.jwks.keys[0]?.['kid'] })
})

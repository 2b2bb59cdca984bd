import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { Type } from '@sinclair/typebox'
import t, { type Test } from 'tap'
import { memoryRevocations } from '../../dist/index.js'
import { bearer, buildApi, post, signIn } from '../api.js'
import { startPool } from '../local-pool.js'
import { ADMINISTRATION } from './bodies.js'

/** How administrators change users. */

const password = 'Correct-horse-7'
const ADA = { email: 'ada@example.com', password, groups: ['admin'] }
const BOB = {
  email: 'bob@example.com',
  password,
  phone: '+491711234567',
  mfa: ['SOFTWARE_TOKEN_MFA' as const]
}
const EVE = { email: 'eve@example.com', password, status: 'UNCONFIRMED' as const }
const JOE = { email: 'joe@example.com', password }

const attributes = Type.Object({
  name: Type.Optional(Type.String()),
  email: Type.Optional(Type.String()),
  phone_number: Type.Optional(Type.String()),
  'custom:tenant': Type.Optional(Type.Integer())
})

async function start (t: Test, admin: object = { ...ADMINISTRATION, attributes }) {
  const cognito = await startPool(t, { users: [ADA, BOB, EVE, JOE], customAttributes: ['custom:tenant'] })
  const app = await buildApi(t, cognito, {
    clock: cognito.clock,
    revocation: memoryRevocations(),
    routes: { prefix: '/auth', rateLimit: false, admin }
  })
  const { accessToken } = await signIn(app, ADA)
  const send = (method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, payload?: object) =>
    app.inject({
      method,
      url: `/auth/admin/users${url}`,
      headers: bearer(accessToken),
      ...(payload !== undefined && { payload })
    })
  return { cognito, app, send }
}

function listen (t: Test, name: string): object[] {
  const received: object[] = []
  const listener = (message: unknown) => {
    received.push(message as object)
  }
  subscribe(`fastify-cognito-auth:${name}`, listener)
  t.teardown(() => {
    unsubscribe(`fastify-cognito-auth:${name}`, listener)
  })
  return received
}

t.test('administrators set, change and remove attributes that only they may write', async t => {
  const { cognito, app, send } = await start(t)
  const addresses = listen(t, 'contact-changed')
  t.match((await send('POST', '', { email: 'kim@example.com', attributes: { 'custom:tenant': 7 } })).json(), {
    attributes: { 'custom:tenant': '7' }
  })
  const change = async (body: object) => (await send('PATCH', `/${JOE.email}`, body)).json()
  t.match(await change({ attributes: { 'custom:tenant': 8, name: 'Joe' } }), {
    name: 'Joe',
    attributes: { 'custom:tenant': '8' }
  })
  t.notOk('custom:tenant' in (await change({ attributes: { 'custom:tenant': null } })).attributes)
  t.match(await change({ attributes: { email: 'joseph@example.com' }, emailVerified: true }), {
    email: 'joseph@example.com',
    emailVerified: true
  })
  t.strictSame(addresses, [
    { pool: 'default', user: cognito.user('joseph@example.com').sub, attribute: 'email', verified: true }
  ])
  for (const body of [
    {},
    { attributes: {} },
    { attributes: { nickname: 'x' } },
    { attributes: { 'custom:tenant': '8' } },
    { attributes: { sub: 'x' } }
  ]) {
    t.equal((await send('PATCH', `/${ADA.email}`, body)).statusCode, 400, JSON.stringify(body))
  }
  t.equal((await send('PATCH', '/nobody@example.com', { emailVerified: true })).statusCode, 404)
  const stranger = await post(app, '/auth/signup', {
    email: 'zoe@example.com',
    password,
    attributes: { 'custom:tenant': 7 }
  })
  t.match(
    stranger.json(),
    { statusCode: 400, code: 'FST_COGNITO_INVALID_INPUT' },
    'they cannot be written at sign-up'
  )
})

t.test('without routes.admin.attributes the attributes are those of the sign-up', async t => {
  const { send } = await start(t, ADMINISTRATION)
  t.equal((await send('PATCH', `/${JOE.email}`, { attributes: { name: 'Joe' } })).statusCode, 200)
  t.equal((await send('PATCH', `/${JOE.email}`, { attributes: { 'custom:tenant': '7' } })).statusCode, 400)
})

t.test('a sign-up is confirmed without a code', async t => {
  const { app, send } = await start(t)
  t.equal((await post(app, '/auth/signin', { username: EVE.email, password })).statusCode, 401)
  t.equal((await send('POST', `/${EVE.email}/confirm`)).statusCode, 204)
  await signIn(app, EVE)
  t.match((await send('POST', `/${EVE.email}/confirm`)).json(), {
    statusCode: 409,
    code: 'FST_COGNITO_INVALID_USER_STATUS'
  })
})

t.test('a password is set, permanently or temporarily, and ends the sessions', async t => {
  const { cognito, app, send } = await start(t)
  const changed = listen(t, 'password-changed')
  const { accessToken, refreshToken } = await signIn(app, JOE)
  cognito.advance(2000)
  const other = 'Battery-staple-8'
  t.equal((await send('PUT', `/${JOE.email}/password`, { password: other, permanent: true })).statusCode, 204)
  t.equal((await app.inject({ url: '/profile', headers: bearer(accessToken) })).statusCode, 401)
  t.equal((await post(app, '/auth/refresh', { refreshToken })).statusCode, 401)
  cognito.advance(2000)
  await signIn(app, { ...JOE, password: other })
  t.strictSame(changed, [{ pool: 'default', user: cognito.user(JOE.email).sub }])
  t.equal((await send('PUT', `/${JOE.email}/password`, { password: 'Another-one-9' })).statusCode, 204)
  t.match((await post(app, '/auth/signin', { username: JOE.email, password: 'Another-one-9' })).json(), {
    challenge: 'NEW_PASSWORD_REQUIRED'
  })
  t.match((await send('PUT', `/${JOE.email}/password`, { password: 'short' })).json(), {
    statusCode: 400,
    code: 'FST_COGNITO_PASSWORD_POLICY'
  })
})

t.test('a lost authenticator is removed', async t => {
  const { cognito, app, send } = await start(t)
  const changed = listen(t, 'mfa-changed')
  t.match((await post(app, '/auth/signin', { username: BOB.email, password })).json(), {
    challenge: 'SOFTWARE_TOKEN_MFA'
  })
  t.equal((await send('DELETE', `/${BOB.email}/mfa/totp`)).statusCode, 204)
  await signIn(app, BOB)
  t.strictSame(changed, [{ pool: 'default', user: cognito.user(BOB.email).sub }])
})

t.test(
  'routes.admin.attributes requires user administrators and writable attributes',
  async t => {
    const cognito = await startPool(t, {})
    const starts = (admin: object) => buildApi(t, cognito, { routes: { prefix: '/auth', admin } as never })
    await t.rejects(
      starts({ groups: { groups: ['admin'] }, attributes }),
      /routes\.admin\.attributes requires the option routes\.admin\.users/
    )
    await t.rejects(
      starts({ users: { groups: ['admin'] }, attributes: Type.Object({ sub: Type.String() }) }),
      /routes\.admin\.attributes\.properties\.sub is not an attribute/
    )
  }
)

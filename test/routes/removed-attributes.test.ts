import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { Type } from '@sinclair/typebox'
import swagger from '@fastify/swagger'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import cognitoAuth, { openapi } from '../../dist/index.js'
import { updateProfileBody } from '../../dist/schemas/index.js'
import { createTestPool } from '../../dist/testing/index.js'
import { bearer, buildApi, logLines, signIn } from '../api.js'
import { exception, startScripted } from '../scripted.js'
import type { PoolOptions } from '../local-pool.js'
import { startPool } from '../local-pool.js'
import { SUCCESS } from './answers.js'
import { ADMINISTRATION } from './bodies.js'

/** Attributes set to null or to an empty text are removed. */

const password = 'Correct-horse-7'
const ADA = {
  email: 'ada@example.com',
  phone: '+491711234567',
  password,
  groups: ['admin'],
  attributes: { name: 'Ada', nickname: 'A' }
}
const BOB = { email: 'bob@example.com', password }

const writable = Type.Object({
  name: Type.String({ minLength: 1 }),
  nickname: Type.Optional(Type.String({ minLength: 2 })),
  email: Type.Optional(Type.String({ format: 'email' })),
  phone_number: Type.Optional(Type.String()),
  locale: Type.Optional(Type.Union([Type.Literal('de'), Type.Literal('en')])),
  zoneinfo: Type.Optional(Type.Integer())
})

interface Setting extends PoolOptions {
  routes?: object
  server?: object
}

async function start (t: Test, { routes = {}, server = {}, ...options }: Setting = {}) {
  const running = await startPool(t, { users: [ADA, BOB], ...options })
  const app = await buildApi(t, running, {
    clock: running.clock,
    server,
    routes: { prefix: '/auth', rateLimit: false, profile: { writable }, admin: ADMINISTRATION, ...routes }
  })
  const { accessToken } = await signIn(app, ADA)
  running.requests.length = 0
  const send = (method: 'GET' | 'PATCH', url: string, payload?: object) =>
    app.inject({ method, url: `/auth${url}`, headers: bearer(accessToken), ...(payload && { payload }) })
  const changes = () =>
    running.requests
      .filter(({ operation }) => /UserAttributes$/.test(operation))
      .map(({ operation, input: { AccessToken, UserPoolId, Username, ...body } }) => [operation, body])
  return { running, app, accessToken, send, changes }
}

function listen (t: Test): object[] {
  const received: object[] = []
  const listener = (message: unknown) => {
    received.push(message as object)
  }
  subscribe('fastify-cognito-auth:contact-changed', listener)
  t.teardown(() => {
    unsubscribe('fastify-cognito-auth:contact-changed', listener)
  })
  return received
}

const REFUSED = { statusCode: 400, code: 'FST_COGNITO_INVALID_PARAMETER' }
const INVALID = { statusCode: 400, code: 'FST_COGNITO_INVALID_INPUT' }

for (const nothing of [null, '']) {
  t.test(`${JSON.stringify(nothing)} removes an attribute`, async t => {
    const { send, changes } = await start(t)
    const response = await send('PATCH', '/me', { phone_number: nothing, nickname: nothing })
    t.strictSame([response.statusCode, response.json()], [200, { deliveries: [] }])
    t.strictSame(changes(), [['DeleteUserAttributes', { UserAttributeNames: ['phone_number', 'nickname'] }]])
    const { attributes } = (await send('GET', '/me')).json()
    t.equal(attributes.name, 'Ada')
    for (const name of ['phone_number', 'nickname']) t.notOk(name in attributes)
  })

  t.test(`${JSON.stringify(nothing)} leaves the other attributes`, async t => {
    const { send } = await start(t)
    const change = async (payload: object) => (await send('PATCH', '/me', payload)).statusCode
    t.equal(await change({ phone_number: '+491711234567' }), 200)
    t.equal(await change({ phone_number: nothing, name: 'Another' }), 200)
    t.equal(await change({ phone_number: nothing }), 200, 'even if it is not set')
    const { name, attributes } = (await send('GET', '/me')).json()
    t.strictSame([name, 'phone_number' in attributes], ['Another', false])
  })
}

t.test('a body may set some and remove others: the removal comes last', async t => {
  const { send, changes } = await start(t, { routes: { clientMetadata: true } })
  const clientMetadata = { locale: 'de' }
  const body = { nickname: null, email: 'new@example.com', phone_number: '', zoneinfo: 0, clientMetadata }
  t.match((await send('PATCH', '/me', body)).json(), { deliveries: [{ attribute: 'email' }] })
  t.strictSame(changes(), [
    [
      'UpdateUserAttributes',
      {
        UserAttributes: [
          { Name: 'email', Value: 'new@example.com' },
          { Name: 'zoneinfo', Value: '0' }
        ],
        ClientMetadata: clientMetadata
      }
    ],
    ['DeleteUserAttributes', { UserAttributeNames: ['nickname', 'phone_number'] }]
  ])
})

t.test('a required attribute cannot be removed, and a value is validated by its own schema', async t => {
  const { send, changes } = await start(t)
  const invalid = {
    'body/name must be string': { name: null },
    'body/name must NOT have fewer than 1 characters': { name: '' },
    'body/nickname must NOT have fewer than 2 characters': { nickname: 'x' },
    'body/email must match format "email"': { email: 'x' },
    'body/zoneinfo must be integer': { zoneinfo: '7' },
    'body/locale must be equal to constant': { locale: 'fr' },
    'body must NOT have fewer than 1 properties': {},
    "body must not have 'custom:role'": { 'custom:role': null }
  }
  for (const [message, body] of Object.entries(invalid)) {
    t.match((await send('PATCH', '/me', body)).json(), { ...INVALID, message }, JSON.stringify(body))
  }
  t.strictSame(changes(), [])
})

t.test('an attribute that the user pool requires is not removed: 400, and earlier changes stay', async t => {
  const { running, send, changes } = await start(t, { requiredAttributes: ['nickname'] })
  const received = listen(t)
  t.match((await send('PATCH', '/me', { nickname: null })).json(), REFUSED)
  const email = 'new@example.com'
  t.match((await send('PATCH', '/me', { nickname: null, phone_number: null, email })).json(), REFUSED)
  t.match(running.user(email).attributes, { nickname: 'A', phone_number: ADA.phone, email })
  t.equal(changes().length, 3)
  t.match(received, [{ attribute: 'email' }])
  t.strictSame([received.length, 'removed' in (received[0] as object)], [1, false])
})

t.test('if setting fails, nothing is removed', async t => {
  const { running, send, changes } = await start(t)
  const received = listen(t)
  const response = await send('PATCH', '/me', { email: BOB.email, phone_number: null })
  t.match(response.json(), { statusCode: 409, code: 'FST_COGNITO_USERNAME_EXISTS' })
  t.strictSame(
    changes().map(([operation]) => operation),
    ['UpdateUserAttributes']
  )
  t.strictSame([running.user(ADA.email).attributes['phone_number'], received], [ADA.phone, []])
})

t.test('a failed removal is not a success', async t => {
  const { running, send } = await start(t)
  running.local.fail('DeleteUserAttributes', exception('InternalErrorException', 'x', 500))
  t.match((await send('PATCH', '/me', { name: 'Eva', nickname: null })).json(), {
    statusCode: 503,
    code: 'FST_COGNITO_UNAVAILABLE'
  })
  running.local.restore()
  running.local.fail(
    'DeleteUserAttributes',
    exception('NotAuthorizedException', 'Access Token has been revoked'),
    { times: 1 }
  )
  const revoked = (await send('PATCH', '/me', { nickname: null })).json()
  t.match(revoked, { statusCode: 401, code: 'FST_COGNITO_INVALID_TOKEN' })
  const words = 'A client attempted to write unauthorized attribute'
  running.local.fail('DeleteUserAttributes', exception('NotAuthorizedException', words), { times: 1 })
  t.match((await send('PATCH', '/me', { nickname: null })).json(), REFUSED)
})

t.test('removing an address needs a recent sign-in, like setting one', async t => {
  const { running, send, changes } = await start(t)
  running.advance(301_000)
  for (const [name, value] of [
    ['phone_number', null],
    ['phone_number', ''],
    ['email', null]
  ] as const) {
    const response = await send('PATCH', '/me', { [name]: value })
    t.match(response.json(), { statusCode: 401, code: 'FST_COGNITO_SIGN_IN_TOO_OLD' })
  }
  t.strictSame(changes(), [])
  t.equal((await send('PATCH', '/me', { nickname: null })).statusCode, 200)
})

t.test('a removed address is published, audited, and no longer verified', async t => {
  const { lines, logger } = logLines()
  const { running, send } = await start(t, { server: { logger } })
  const received = listen(t)
  const { sub } = running.user(ADA.email)
  t.match((await send('GET', '/me')).json(), { email: ADA.email, emailVerified: true })
  t.equal((await send('PATCH', '/me', { email: null, phone_number: '' })).statusCode, 200)
  const message = { pool: 'default', user: sub, verified: false, removed: true }
  t.strictSame(received, [
    { ...message, attribute: 'email' },
    { ...message, attribute: 'phone_number' }
  ])
  t.match((await send('GET', '/me')).json(), { email: null, emailVerified: false })
  const audit = lines.map(line => JSON.parse(line)).filter(({ msg }) => msg === 'audit')
  t.match(audit.at(-1), { action: 'updateProfile', outcome: 'success', actor: sub })
})

t.test('a cached profile is reloaded after a change', async t => {
  const { running, app, accessToken, send } = await start(t)
  const profile = async () => (await app.inject({ url: '/profile', headers: bearer(accessToken) })).json()
  t.match(await profile(), { emailVerified: true, attributes: { nickname: 'A' } })
  await send('PATCH', '/me', { nickname: null })
  t.notOk('nickname' in (await profile()).attributes)
  await send('PATCH', '/me', { email: 'new@example.com' })
  t.match(await profile(), { email: 'new@example.com', emailVerified: false })
  const code = running.mailbox.last('new@example.com')?.code as string
  await app.cognito.verifyAttribute({ accessToken, name: 'email', code })
  t.match(await profile(), { emailVerified: true })
})

t.test('fastify.cognito.updateProfile behaves the same', async t => {
  const { app, accessToken, changes } = await start(t)
  const update = (attributes: Record<string, unknown>) =>
    app.cognito.updateProfile({ accessToken, attributes })
  const updated = await update({ nickname: null, phone_number: '', name: undefined, locale: 'de' })
  t.strictSame(updated, { deliveries: [] })
  t.strictSame(changes(), [
    ['UpdateUserAttributes', { UserAttributes: [{ Name: 'locale', Value: 'de' }] }],
    ['DeleteUserAttributes', { UserAttributeNames: ['nickname', 'phone_number'] }]
  ])
  for (const nothing of [{}, { name: undefined }]) {
    await t.rejects(update(nothing), { ...INVALID, message: 'Send at least one attribute to change.' })
  }
  t.equal(changes().length, 2)
})

t.test('null attributes are omitted from a new account', async t => {
  const pool = await createTestPool()
  const { endpoint, calls } = await startScripted(t, () => SUCCESS)
  const app = await buildApi(t, pool, { endpoint })
  const attributes = { name: null, nickname: undefined, locale: 'de' }
  await app.cognito.signUp({ email: BOB.email, password, attributes })
  t.strictSame(calls[0]?.body['UserAttributes'], [
    { Name: 'email', Value: BOB.email },
    { Name: 'locale', Value: 'de' }
  ])
})

t.test("an own route with Fastify's default Ajv converts no value to null", async t => {
  const app = Fastify()
  t.teardown(async () => {
    await app.close()
  })
  app.patch('/', { schema: { body: updateProfileBody(writable) } }, async request => request.body)
  const payloads = [
    { zoneinfo: 0 },
    { zoneinfo: null },
    { zoneinfo: '' },
    { nickname: null },
    { nickname: '' }
  ]
  for (const payload of payloads) {
    t.strictSame((await app.inject({ method: 'PATCH', url: '/', payload })).json(), payload)
  }
})

t.test('OpenAPI documents attributes as nullable where they can be removed', async t => {
  const pool = await createTestPool()
  const app = Fastify()
  t.teardown(async () => {
    await app.close()
  })
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', components: { securitySchemes: openapi.securitySchemes } },
    transform: openapi.transform
  })
  const routes = { profile: { writable } }
  await app.register(cognitoAuth, { ...pool.options, endpoint: 'http://127.0.0.1:9', routes })
  await app.ready()
  const { patch } = app.swagger().paths?.['/me'] as {
    patch: { requestBody: { content: Record<string, object> } }
  }
  t.match(patch.requestBody.content['application/json'], {
    schema: {
      properties: {
        name: { type: 'string' },
        nickname: { anyOf: [{ enum: [null, ''] }, { type: 'string' }] }
      }
    }
  })
})

t.test('administrators remove attributes with null or an empty text', async t => {
  const { running, send, changes } = await start(t)
  const received = listen(t)
  for (const nothing of [null, '']) {
    const response = await send('PATCH', `/admin/users/${ADA.email}`, { attributes: { phone_number: nothing } })
    t.equal(response.statusCode, 200)
    t.notOk('phone_number' in response.json().attributes)
  }
  const removal = ['AdminDeleteUserAttributes', { UserAttributeNames: ['phone_number'] }]
  t.strictSame(changes(), [removal, removal])
  const { sub: user } = running.user(ADA.email)
  const message = { pool: 'default', user, attribute: 'phone_number', verified: false, removed: true }
  t.strictSame(received, [message, message])
})

t.test("an administrator's change that fails halfway is an error, and publishes what was set", async t => {
  const { running, send, changes } = await start(t, { requiredAttributes: ['name'] })
  const received = listen(t)
  const attributes = { name: null, phone_number: '+491719999999' }
  t.match((await send('PATCH', `/admin/users/${ADA.email}`, { attributes })).json(), REFUSED)
  const operations = changes().map(([operation]) => operation)
  t.strictSame(operations, ['AdminUpdateUserAttributes', 'AdminDeleteUserAttributes'])
  t.match(received, [{ attribute: 'phone_number', verified: false }])
  t.notOk('removed' in (received[0] as object))
  t.match(running.user(ADA.email).attributes, { name: 'Ada', phone_number: '+491719999999' })
})

t.test('a removed address cannot be verified in the same request', async t => {
  const { app, send, changes } = await start(t)
  const bodies = {
    email: { attributes: { email: null }, emailVerified: true },
    phone_number: { attributes: { phone_number: '' }, phoneNumberVerified: true }
  }
  for (const [name, body] of Object.entries(bodies)) {
    const message = `${name} must not be both removed and verified.`
    t.match((await send('PATCH', `/admin/users/${ADA.email}`, body)).json(), { ...INVALID, message })
  }
  await t.rejects(app.cognito.updateUser({ username: ADA.email }), INVALID)
  t.strictSame(changes(), [])
})

t.test('an ID token without an email address has no verified one', async t => {
  const pool = await createTestPool()
  const app = await buildApi(t, pool, { endpoint: 'http://127.0.0.1:9', tokenUse: 'id' })
  const verified = async (email: string | null) => {
    const token = pool.idToken({ claims: { email, email_verified: true } })
    return (await app.inject({ url: '/profile', headers: bearer(token) })).json().emailVerified
  }
  t.strictSame([await verified('jane@example.com'), await verified(null)], [true, false])
})

import t, { type Test } from 'tap'
import { Type as Type1 } from 'typebox'
import { Type } from '@sinclair/typebox'
import { createTestPool } from '../../dist/testing/index.js'
import { buildApi, newUser, PASSWORD } from '../api.js'
import { startScripted } from '../scripted.js'
import { SUCCESS } from './answers.js'
import { BODIES, challenge, EVERY_ROUTE, send, type Sent } from './bodies.js'

/**
 * Callers can write what the application allows, and nothing else: other keys are rejected before Cognito is
 * called.
 */

const pool = await createTestPool()
const token = pool.signIn({ groups: ['admin'] })

async function scripted (t: Test, more: object = {}) {
  const { endpoint, calls } = await startScripted(t, () => SUCCESS)
  const app = await buildApi(t, pool, { endpoint, routes: { ...EVERY_ROUTE, ...more } })
  return { app, calls }
}

t.test('every body is valid as it is, a precondition of the next tests', async t => {
  const { app } = await scripted(t)
  for (const [label, { body, ...route }] of Object.entries(BODIES)) {
    t.ok((await send(app, route, JSON.stringify(body), token)).statusCode < 300, label)
  }
})

t.test('every route rejects an unknown key', async t => {
  const { app, calls } = await scripted(t)
  calls.length = 0
  const strange = [
    'custom:role',
    'email_verified',
    'cognito:groups',
    'constructor',
    'toString',
    'role',
    'SECRET_HASH',
    'SecretHash',
    'ClientMetadata',
    'clientMetadata',
    'clientId',
    'accessToken',
    'AnalyticsMetadata',
    'UserContextData',
    'userAttributes'
  ]
  for (const [label, { body, ...route }] of Object.entries(BODIES)) {
    for (const key of strange) {
      const response = await send(app, route, JSON.stringify({ ...body, [key]: 'x' }), token)
      t.match(
        response.json(),
        { statusCode: 400, code: 'FST_COGNITO_INVALID_INPUT', message: `body must not have '${key}'` },
        `${label}: ${key}`
      )
    }
    const prototype = JSON.stringify(body).replace('{', '{"__proto__":{"a":1},')
    t.match(
      (await send(app, route, prototype, token)).json(),
      { statusCode: 400, code: 'FST_ERR_CTP_INVALID_JSON_BODY' },
      `${label}: __proto__`
    )
  }
  t.strictSame(calls, [], 'Cognito is not called')
  t.equal(({} as { a?: number }).a, undefined, 'and no prototype changed')
})

t.test('attributes that users may not write are rejected in every body with attributes', async t => {
  const { app, calls } = await scripted(t)
  calls.length = 0
  const attributes = [
    'custom:role',
    'custom:department',
    'email_verified',
    'phone_number_verified',
    'cognito:groups',
    'sub',
    'identities',
    'nickname',
    'constructor'
  ]
  const places: [string, (name: string) => Sent, (name: string) => string][] = [
    [
      'sign-up',
      name => ({
        method: 'POST',
        url: '/auth/signup',
        body: { email: 'jane@example.com', password: PASSWORD, attributes: { name: 'Jane', [name]: 'x' } }
      }),
      name => `body/attributes must not have '${name}'`
    ],
    [
      'invitation',
      name => ({
        method: 'POST',
        url: '/auth/admin/users',
        body: { email: 'jane@example.com', attributes: { name: 'Jane', [name]: 'x' } }
      }),
      name => `body/attributes must not have '${name}'`
    ],
    [
      'profile',
      name => ({ method: 'PATCH', url: '/auth/me', body: { name: 'Jane', [name]: 'x' } }),
      name => `body must not have '${name}'`
    ],
    [
      'first password',
      name => challenge('NEW_PASSWORD_REQUIRED', { NEW_PASSWORD: PASSWORD, [`userAttributes.${name}`]: 'x' }),
      name => `body/responses must not have 'userAttributes.${name}'`
    ],
    [
      'unknown challenge',
      name => challenge('NEW_PASSWORD_REQUIRED_2', { [`userAttributes.${name}`]: 'x' }),
      name => `body/responses must not have 'userAttributes.${name}'`
    ],
    [
      'another challenge',
      name => challenge('EMAIL_OTP', { EMAIL_OTP_CODE: '123456', [`userAttributes.${name}`]: 'x' }),
      name => `body/responses must not have 'userAttributes.${name}'`
    ]
  ]
  for (const [where, bodyWith, message] of places) {
    for (const name of attributes) {
      const { body, ...route } = bodyWith(name)
      const response = await send(app, route, JSON.stringify(body), token)
      t.match(
        response.json(),
        { statusCode: 400, code: 'FST_COGNITO_INVALID_INPUT', message: message(name).slice(0, 60) },
        `${where}: ${name}`
      )
    }
  }
  t.strictSame(calls, [])
})

t.test("a challenge response cannot contain the server's parameters", async t => {
  const { app, calls } = await scripted(t)
  calls.length = 0
  for (const { body, ...route } of Object.values(BODIES).filter(
    ({ url }) => url === '/auth/signin/challenge'
  )) {
    for (const key of ['USERNAME', 'SECRET_HASH', 'ClientMetadata', 'constructor', 'x', 'X'.repeat(65)]) {
      const responses = { ...(body['responses'] as object), [key]: 'x' }
      const response = await send(app, route, JSON.stringify({ ...body, responses }), token)
      t.match(
        response.json(),
        { statusCode: 400, message: `body/responses must not have '${key.slice(0, 40)}'` },
        `${String(body['challenge'])}: ${key}`
      )
    }
    const prototype = JSON.stringify(body).replace(
      '"responses":{',
      '"responses":{"__proto__":{"USERNAME":"x"},'
    )
    t.equal((await send(app, route, prototype, token)).statusCode, 400)
  }
  t.strictSame(calls, [])
})

/** The same attributes in every form that the options accept; none has additionalProperties: false. */
const FORMS = {
  'as a TypeBox object': Type.Object({
    name: Type.String({ maxLength: 50 }),
    'custom:department': Type.Union([Type.Literal('sales'), Type.Literal('support')]),
    'custom:age': Type.Optional(Type.Integer({ minimum: 0 })),
    'custom:news': Type.Optional(Type.Boolean())
  }),
  'as an object of typebox 1.x': Type1.Object({
    name: Type1.String({ maxLength: 50 }),
    'custom:department': Type1.Union([Type1.Literal('sales'), Type1.Literal('support')]),
    'custom:age': Type1.Optional(Type1.Integer({ minimum: 0 })),
    'custom:news': Type1.Optional(Type1.Boolean())
  }),
  'as JSON Schema': {
    $id: 'attributes',
    type: 'object',
    properties: {
      name: { type: 'string', maxLength: 50, 'x-order': 1 },
      'custom:department': { enum: ['sales', 'support'] },
      'custom:age': { type: 'integer', minimum: 0 },
      'custom:news': { type: 'boolean' }
    },
    required: ['name', 'custom:department'],
    additionalProperties: true
  } as const
}

for (const [form, attributes] of Object.entries(FORMS)) {
  t.test(`an application's own attributes, ${form}`, async t => {
    const { app, calls } = await scripted(t, { signUp: { attributes }, profile: { writable: attributes } })
    const good = { name: 'Jane', 'custom:department': 'sales', 'custom:age': 42, 'custom:news': false }
    const WRITTEN = { name: 'Jane', 'custom:department': 'sales', 'custom:age': '42', 'custom:news': 'false' }
    const prefixed = (values: object) =>
      Object.fromEntries(Object.entries(values).map(([name, value]) => [`userAttributes.${name}`, value]))
    const listed = (list: unknown) =>
      Object.fromEntries((list as { Name: string, Value: string }[]).map(({ Name, Value }) => [Name, Value]))
    const places: Record<string, (values: object) => Sent> = {
      'at sign-up': attributes => ({
        method: 'POST',
        url: '/auth/signup',
        body: { ...newUser('jane@example.com'), attributes: attributes as Record<string, unknown> }
      }),
      'with a first password': values =>
        challenge('NEW_PASSWORD_REQUIRED', { NEW_PASSWORD: PASSWORD, ...prefixed(values) }),
      'in an invitation': values => ({
        method: 'POST',
        url: '/auth/admin/users',
        body: { username: 'jane', attributes: values }
      }),
      'in a profile': values => ({
        method: 'PATCH',
        url: '/auth/me',
        body: values as Record<string, unknown>
      })
    }

    for (const [where, bodyOf] of Object.entries(places)) {
      t.test(`are written ${where}, as text`, async t => {
        calls.length = 0
        const { body, ...route } = bodyOf(good)
        t.ok((await send(app, route, JSON.stringify(body), token)).statusCode < 300)
        const { UserAttributes, ChallengeResponses } = calls[0]?.body as Record<string, object>
        t.match(
          UserAttributes === undefined ? ChallengeResponses : listed(UserAttributes),
          UserAttributes === undefined ? prefixed(WRITTEN) : WRITTEN
        )
      })

      t.test(`have their types ${where}`, async t => {
        calls.length = 0
        for (const wrong of [
          { 'custom:department': 'board' },
          { 'custom:department': 7 },
          { 'custom:age': '42' },
          { 'custom:age': -1 },
          { 'custom:news': 'yes' },
          { name: 'x'.repeat(51) },
          { phone_number: '+491711234567' },
          { name: ['Jane'] },
          { name: null }
        ]) {
          const { body, ...route } = bodyOf({ ...good, ...wrong })
          const response = await send(app, route, JSON.stringify(body), token)
          t.match(
            response.json(),
            { statusCode: 400, code: 'FST_COGNITO_INVALID_INPUT' },
            JSON.stringify(wrong)
          )
          t.ok(response.json().message.includes(Object.keys(wrong)[0]), 'the message names it')
        }
        t.strictSame(calls, [])
      })
    }

    t.test('are required if their schema says so', async t => {
      calls.length = 0
      for (const missing of ['name', 'custom:department']) {
        const { [missing]: _, ...values } = good as Record<string, unknown>
        const { body, ...route } = {
          method: 'POST' as const,
          url: '/auth/signup',
          body: { ...newUser('jane@example.com'), attributes: values }
        }
        const response = await send(app, route, JSON.stringify(body), token)
        t.match(response.json(), {
          statusCode: 400,
          message: `body/attributes must have required property '${missing}'`
        })
      }
      t.strictSame(calls, [])
      const { 'custom:age': _, 'custom:news': __, ...values } = good
      const response = await send(
        app,
        { method: 'POST', url: '/auth/signup' },
        JSON.stringify({ ...newUser('jane@example.com'), attributes: values }),
        token
      )
      t.equal(response.statusCode, 201)
    })
  })
}

t.test(
  'attributes that define identity or rights cannot be configured as writable',
  async t => {
    for (const name of ['email_verified', 'cognito:groups', 'sub', 'identities', '__proto__']) {
      const attributes = Type.Object(Object.fromEntries([[name, Type.String()]]))
      await t.rejects(
        scripted(t, { signUp: { attributes } }),
        { code: 'FST_COGNITO_INVALID_OPTIONS', message: 'routes.signUp.attributes' },
        name
      )
      await t.rejects(
        scripted(t, { profile: { writable: attributes } }),
        { code: 'FST_COGNITO_INVALID_OPTIONS', message: 'routes.profile.writable' },
        name
      )
    }
  }
)

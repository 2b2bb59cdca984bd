import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import swagger from '@fastify/swagger'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import cognitoAuth, { memoryRevocations, openapi } from '../../dist/index.js'
import { ConfirmSignUpBody, RefreshBody, signInBody, withClientMetadata } from '../../dist/schemas/index.js'
import { createTestPool } from '../../dist/testing/index.js'
import { bearer, buildApi, logLines } from '../api.js'
import { exception, startScripted, type ScriptedResponse } from '../scripted.js'
import { OPERATIONS, requestViolations, SHAPES } from '../service-model.js'
import { SUCCESS } from './answers.js'
import { BODIES, BODILESS, DEVICE, EVERY_ROUTE, send, username, type RouteRequest } from './bodies.js'

const pool = await createTestPool()
const token = pool.signIn({ groups: ['admin'] })

/** The operations that accept ClientMetadata, according to AWS's service model. */
const accepts = (operation: string) =>
  SHAPES[OPERATIONS[operation]?.input as string]?.members?.['ClientMetadata'] !== undefined

/** Machines get their tokens from the token endpoint. */
const NEVER_CALLED = ['GetClientToken']

const METADATA = { locale: 'de-DE', 'campaign.id': 'spring sale' }

const BODILESS_ONES = ['sendAttributeCode', 'resendInvitation', 'confirmUser', 'resetUserPassword'] as const

/** Every request that calls one of these operations, by name. */
const REQUESTS: Record<string, RouteRequest> = {
  ...Object.fromEntries(
    Object.entries(BODIES).map(([name, { method, url, body }]) => {
      return [name, { method, url, payload: body }]
    })
  ),
  ...Object.fromEntries(BODILESS_ONES.map(name => [name, BODILESS[name]])),
  'the response to a sign-in with AWS credentials': {
    method: 'POST',
    url: '/auth/signin/challenge',
    payload: {
      challenge: 'EMAIL_OTP',
      session: `next.${Buffer.from('{"admin":true}').toString('base64url')}.session-of-20-characters`,
      username,
      responses: { EMAIL_OTP_CODE: '1' }
    }
  }
}

/** Routes whose operation does not accept it. */
const WITHOUT = new Set([
  'signOut',
  'changePassword',
  'verifyAttribute',
  'verifyTotp',
  'setMfaPreferences',
  'completePasskeyRegistration',
  'updateDevice',
  'setUserPassword',
  'createGroup',
  'updateGroup',
  'setAuthEventFeedback',
  'setAuthEventFeedbackByToken',
  'setUserAuthEventFeedback',
  'linkIdentity'
])

interface Setting {
  on?: boolean
  response?: ScriptedResponse
  [option: string]: unknown
}

async function scripted (t: Test, { on = true, response = SUCCESS, ...more }: Setting = {}) {
  const { endpoint, calls } = await startScripted(t, () => response)
  const routes = { ...EVERY_ROUTE, ...(on && { clientMetadata: true }) }
  const app = await buildApi(t, pool, { endpoint, routes, ...more })
  return { app, calls }
}

const withMetadata = ({ payload }: RouteRequest, clientMetadata: unknown = METADATA) =>
  JSON.stringify({ ...payload, clientMetadata })

t.test('with the option on, every operation that accepts client metadata receives it', async t => {
  const { app, calls } = await scripted(t)
  const sent = new Set<string>()
  for (const [name, request] of Object.entries(REQUESTS).filter(([name]) => !WITHOUT.has(name))) {
    calls.length = 0
    const response = await send(app, request, withMetadata(request), token)
    t.ok(response.statusCode < 300, `${name}: ${response.body}`)
    const those = calls.filter(({ operation }) => accepts(operation))
    t.ok(those.length > 0, `${name} calls one`)
    for (const { operation, body } of those) {
      t.strictSame(body['ClientMetadata'], METADATA, `${name}: ${operation}`)
      sent.add(operation)
    }
    for (const { operation, body } of calls) {
      if (!accepts(operation)) t.notOk('ClientMetadata' in body, `${name}: ${operation}`)
      const violations = requestViolations(operation, body)
      t.strictSame(
        violations.filter(text => !/'challengeName' failed to satisfy constraint/.test(text)),
        [],
        name
      )
    }
  }
  const operations = Object.keys(OPERATIONS).filter(name => accepts(name) && !NEVER_CALLED.includes(name))
  t.strictSame([...sent].sort(), operations.sort(), 'all of the service model')
})

t.test('it may be omitted or empty', async t => {
  const { app, calls } = await scripted(t)
  for (const [name, request] of Object.entries(REQUESTS)) {
    calls.length = 0
    const payload = request.payload === undefined ? undefined : JSON.stringify(request.payload)
    t.ok((await send(app, request, payload, token)).statusCode < 300, name)
    t.notOk(
      calls.some(({ body }) => 'ClientMetadata' in body),
      name
    )
  }
  calls.length = 0
  const body = '{"refreshToken":"abc","clientMetadata":{}}'
  const empty = await send(app, BODIES['refresh'] as RouteRequest, body, token)
  t.equal(empty.statusCode, 200)
  t.strictSame(calls[0]?.body['ClientMetadata'], {})
})

t.test('routes without a body accept nothing, an empty object, and no other property', async t => {
  const { app } = await scripted(t)
  for (const name of BODILESS_ONES) {
    const { method, url } = BODILESS[name]
    t.ok((await app.inject({ method, url, headers: bearer(token) })).statusCode < 300, name)
    for (const body of ['', '{}', 'null']) {
      t.ok((await send(app, { method, url }, body, token)).statusCode < 300, `${name} ${body}`)
    }
    for (const body of ['{"x":1}', '[]', '"x"', '{"clientMetadata":null}']) {
      const response = await send(app, { method, url }, body, token)
      t.match(response.json(), { statusCode: 400, code: 'FST_COGNITO_INVALID_INPUT' }, `${name} ${body}`)
    }
  }
})

t.test('without the option every route rejects it', async t => {
  for (const more of [{}, { routes: { ...EVERY_ROUTE, clientMetadata: false } }]) {
    const { app, calls } = await scripted(t, { on: false, ...more })
    for (const [name, request] of Object.entries(REQUESTS)) {
      calls.length = 0
      const response = await send(app, request, withMetadata(request), token)
      t.match(
        response.json(),
        {
          statusCode: 400,
          code: 'FST_COGNITO_INVALID_INPUT',
          message: "body must not have 'clientMetadata'"
        },
        name
      )
      t.notOk(
        calls.some(({ operation }) => accepts(operation)),
        name
      )
    }
  }
})

t.test('with the option, routes whose operation does not accept it still reject it', async t => {
  const { app, calls } = await scripted(t)
  for (const name of WITHOUT) {
    const response = await send(
      app,
      REQUESTS[name] as RouteRequest,
      withMetadata(REQUESTS[name] as RouteRequest),
      token
    )
    t.match(response.json(), { statusCode: 400, message: "body must not have 'clientMetadata'" }, name)
  }
  t.strictSame(calls, [])
})

const many = (length: number) => Object.fromEntries(Array.from({ length }, (_, index) => [`k${index}`, 'x']))

const ACCEPTED: Record<string, object> = {
  'the maximum number of entries': many(32),
  'the longest name': { ['n'.repeat(128)]: 'x' },
  'the longest value': { k: 'x'.repeat(8192) },
  'the largest size': { k0: 'x'.repeat(8192), k1: 'x'.repeat(8188) },
  'names in any script': { 'Größe 尺寸': '🎉\n' },
  'names that resemble a prototype': { prototypes: 'x', Constructor: 'x', toString: 'x' }
}

const REFUSED: Record<string, unknown> = {
  'too many entries': many(33),
  'a name that is too long': { [`SECRET${'n'.repeat(123)}`]: 'x' },
  'an empty name': { '': 'SECRET' },
  'a name with a control character': { 'SECRET\n': 'x' },
  'a value that is too long': { SECRET: 'x'.repeat(8193) },
  'a size that is too large': { SECRET0: 'x'.repeat(8192), SECRET1: 'x'.repeat(8192) },
  'a size that is too large in bytes': { SECRET: 'é'.repeat(8190), k: 'xxxx' },
  'a value that is not a string': { SECRET: 1 },
  'a value that is null': { SECRET: null },
  'a value that is an object': { SECRET: {} },
  'a list': ['SECRET'],
  'a string': 'SECRET',
  null: null,
  'the name __proto__': { constructor: 'SECRET' },
  'another name of a prototype': { prototype: 'SECRET' }
}

/** Input that the schema alone rejects, whatever the application's Ajv options. */
const BY_SCHEMA = [
  'too many entries',
  'a name that is too long',
  'an empty name',
  'a name with a control character',
  'a value that is too long',
  'a value that is an object',
  'the name __proto__',
  'another name of a prototype'
]

const FORM = /clientMetadata must be an object of at most 32 strings/

t.test('a route accepts it within the limits, and repeats nothing of it', async t => {
  const { lines, logger } = logLines()
  const { app, calls } = await scripted(t, { server: { logger } })
  const names = ['signUp', 'USER_PASSWORD_AUTH', 'the response to EMAIL_OTP', 'updateProfile', 'confirmUser']
  for (const name of names) {
    const request = REQUESTS[name] as RouteRequest
    for (const [label, metadata] of Object.entries(ACCEPTED)) {
      const { statusCode } = await send(app, request, withMetadata(request, metadata), token)
      t.ok(statusCode < 300, `${name}: ${label}`)
    }
    calls.length = 0
    for (const [label, metadata] of Object.entries(REFUSED)) {
      const response = await send(app, request, withMetadata(request, metadata), token)
      const expected = { statusCode: 400, code: 'FST_COGNITO_INVALID_INPUT', message: FORM }
      t.match(response.json(), expected, `${name}: ${label}`)
      t.notMatch(response.body, /SECRET/, `${name}: ${label}`)
    }
    const prototype = withMetadata(request, { a: 'x' }).replace('{"a":"x"}', '{"__proto__":"SECRET"}')
    t.equal((await send(app, request, prototype, token)).statusCode, 400, name)
  }
  t.notOk(calls.some(({ operation }) => accepts(operation)))
  t.notMatch(lines.join(''), /SECRET/)
})

/** The operations of `fastify.cognito` that accept it. */
const INPUTS: Record<string, object> = {
  signUp: { email: username, password: 'Correct-horse-7' },
  confirmSignUp: { username, code: '1' },
  resendConfirmationCode: { username },
  signIn: { username, password: 'Correct-horse-7' },
  respondToChallenge: {
    challenge: 'EMAIL_OTP',
    username,
    session: 'x'.repeat(20),
    responses: { EMAIL_OTP_CODE: '1' }
  },
  refresh: { refreshToken: 'abc', deviceKey: DEVICE },
  forgotPassword: { username },
  resetPassword: { username, code: '1', newPassword: 'Correct-horse-7' },
  updateProfile: { accessToken: 'a', attributes: { name: 'Jane' } },
  sendAttributeCode: { accessToken: 'a', name: 'email' },
  inviteUser: { username },
  resendInvitation: { username },
  updateUser: { username, attributes: { name: 'Jane' } },
  confirmUser: { username },
  resetUserPassword: { username }
}

t.test('operations of fastify.cognito always accept it, within the same limits', async t => {
  const { app, calls } = await scripted(t, { on: false })
  const cognito = app.cognito as unknown as Record<string, (input: object) => Promise<unknown>>
  for (const [name, input] of Object.entries(INPUTS)) {
    for (const [label, clientMetadata] of Object.entries(ACCEPTED)) {
      calls.length = 0
      await cognito[name]?.({ ...input, clientMetadata })
      const last = calls.find(({ operation }) => accepts(operation))
      t.strictSame(last?.body['ClientMetadata'], clientMetadata, `${name}: ${label}`)
    }
    calls.length = 0
    const prototype = JSON.parse('{"__proto__":"SECRET"}')
    const rejected = { ...REFUSED, 'a prototype': prototype, 'no value': { SECRET: undefined } }
    for (const [label, clientMetadata] of Object.entries(rejected)) {
      const error = (await cognito[name]?.({ ...input, clientMetadata }).catch(error => error)) as Error
      t.match(error, { code: 'FST_COGNITO_INVALID_INPUT', message: FORM }, `${name}: ${label}`)
      t.notMatch(error.message, /SECRET/)
    }
    t.strictSame(calls, [], `${name} calls nothing`)
    await cognito[name]?.({ ...input, clientMetadata: undefined })
  }
})

t.test('a response with invalid client metadata sets up no factor', async t => {
  const { app, calls } = await scripted(t)
  const request = BODIES['the response to MFA_SETUP'] as RouteRequest
  const large = { k0: 'x'.repeat(8192), k1: 'x'.repeat(8192) }
  const body = JSON.stringify({ ...BODIES['the response to MFA_SETUP']?.body, clientMetadata: large })
  t.equal((await send(app, request, body, token)).statusCode, 400)
  t.strictSame(calls, [])
})

t.test('the sign-in that follows a confirmation receives it too', async t => {
  const { app, calls } = await scripted(t)
  const request = REQUESTS['confirmSignUp'] as RouteRequest
  await send(app, request, withMetadata(request), token)
  t.strictSame(
    calls.map(({ operation, body }) => [operation, body['ClientMetadata']]),
    [
      ['ConfirmSignUp', METADATA],
      ['InitiateAuth', METADATA]
    ]
  )
})

t.test('no log line, error or event contains it, whatever Cognito returns', async t => {
  const events: unknown[] = []
  const names = [
    'signed-up',
    'signed-in',
    'password-changed',
    'contact-changed',
    'signed-out',
    'revoked'
  ].map(name => `fastify-cognito-auth:${name}`)
  const listener = (message: unknown) => {
    events.push(message)
  }
  for (const name of names) subscribe(name, listener)
  t.teardown(() => {
    for (const name of names) unsubscribe(name, listener)
  })
  const SECRET = { SECRETNAME: 'SECRETVALUE' }
  const responses = [
    SUCCESS,
    exception('InvalidParameterException', 'SECRETNAME'),
    exception('UserLambdaValidationException', 'x'),
    { status: 500, body: 'SECRETVALUE' }
  ]
  for (const response of responses) {
    const { lines, logger } = logLines()
    const { app, calls } = await scripted(t, {
      response,
      server: { logger },
      revocation: memoryRevocations()
    })
    for (const [name, request] of Object.entries(REQUESTS).filter(([name]) => !WITHOUT.has(name))) {
      const { body, statusCode } = await send(app, request, withMetadata(request, SECRET), token)
      if (statusCode >= 400) t.notMatch(body, /SECRET(NAME|VALUE)/, name)
    }
    t.match(JSON.stringify(calls), /SECRETVALUE/)
    t.ok(lines.length > 50)
    t.notMatch(lines.join(''), /SECRET(NAME|VALUE)/)
  }
  t.ok(events.length > 0)
  t.notMatch(JSON.stringify(events), /SECRET(NAME|VALUE)/)
})

t.test('OpenAPI documents it only if the option is on', async t => {
  for (const clientMetadata of [true, false]) {
    const app = Fastify()
    t.teardown(async () => {
      await app.close()
    })
    await app.register(swagger, {
      openapi: { openapi: '3.1.0', components: { securitySchemes: openapi.securitySchemes } },
      transform: openapi.transform
    })
    const routes = { ...EVERY_ROUTE, clientMetadata }
    await app.register(cognitoAuth, { ...pool.options, endpoint: 'http://127.0.0.1:9', routes })
    await app.ready()
    const paths = Object.values(app.swagger().paths as object)
    const operations = paths.flatMap(path => Object.values(path as object)) as {
      operationId: string
      requestBody?: object
      responses: Record<string, object>
    }[]
    const documented = operations.filter(({ requestBody = {} }) =>
      JSON.stringify(requestBody).includes('"clientMetadata"')
    )
    t.strictSame(
      documented.map(({ operationId }) => operationId).sort(),
      clientMetadata
        ? [
            'confirmSignUp',
            'confirmUser',
            'forgotPassword',
            'inviteUser',
            'refresh',
            'resendConfirmationCode',
            'resendInvitation',
            'resetPassword',
            'resetUserPassword',
            'respondToChallenge',
            'sendAttributeCode',
            'signIn',
            'signUp',
            'updateProfile',
            'updateUser'
          ]
        : []
    )
    for (const { operationId, responses } of documented) {
      for (const status of [400, 413, 415]) t.ok(responses[status], `${operationId} ${status}`)
    }
  }
})

t.test('an own route accepts it with its schema', async t => {
  const { endpoint, calls } = await startScripted(t, () => SUCCESS)
  const app = Fastify().withTypeProvider<TypeBoxTypeProvider>()
  t.teardown(async () => {
    await app.close()
  })
  await app.register(cognitoAuth, { ...pool.options, endpoint })
  const body = withClientMetadata(signInBody(['USER_PASSWORD_AUTH', 'USER_SRP_AUTH']))
  app.post('/in', { schema: { body } }, async request => app.cognito.signIn(request.body, request))
  app.post('/refresh', { schema: { body: withClientMetadata(RefreshBody) } }, async request => {
    return app.cognito.refresh(request.body, request)
  })
  app.post('/alone', { schema: { body: withClientMetadata(RefreshBody) } }, async () => 'in')
  const payloads = {
    '/in': { flow: 'USER_SRP_AUTH', username, srpA: 'a1' },
    '/refresh': { refreshToken: 'abc' }
  }
  for (const [url, payload] of Object.entries(payloads)) {
    calls.length = 0
    const sent = async (clientMetadata: object) =>
      (await app.inject({ method: 'POST', url, payload: { ...payload, clientMetadata } })).statusCode
    t.equal(await sent(METADATA), 200)
    t.strictSame(calls[0]?.body['ClientMetadata'], METADATA)
    t.equal(await sent({ k: [] }), 400)
  }
  const alone = async (clientMetadata: unknown) =>
    (
      await app.inject({
        method: 'POST',
        url: '/alone',
        payload: { refreshToken: 'abc', clientMetadata } as object
      })
    ).statusCode
  for (const [label, metadata] of Object.entries(ACCEPTED)) t.equal(await alone(metadata), 200, label)
  for (const label of BY_SCHEMA) t.equal(await alone(REFUSED[label]), 400, label)
  t.notOk('clientMetadata' in ConfirmSignUpBody.properties, 'the given schema is not modified')
})

t.test('the option is true or false', async t => {
  await t.rejects(scripted(t, { routes: { ...EVERY_ROUTE, clientMetadata: 'yes' } }), {
    code: 'FST_COGNITO_INVALID_OPTIONS',
    message: /options\.routes\.clientMetadata must be true or false; got "yes"/
  })
})

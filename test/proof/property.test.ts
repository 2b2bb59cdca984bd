import assert from 'node:assert/strict'
import AjvCompiler from '@fastify/ajv-compiler'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { holds } from '../verification/property/subject.js'
import { exception, startScripted, type ScriptedResponse, type Call } from '../scripted.js'
import { OPERATIONS, requestViolations } from '../service-model.js'
import { buildApp } from './application.js'
import { almostFitting, fitting, unexpectedKey, unexpectedText, type Schema } from './arbitraries.js'
import { Contract } from './contract.js'
import { ADMINISTRATION } from './scenarios/steps.js'

/** Random requests to the auth API, and random responses of Cognito. */

interface Route {
  id: string
  method: string
  url: string
  body: Schema | undefined
  params: Schema | undefined
  querystring: Schema | undefined
}

const FLOWS = [
  'USER_PASSWORD_AUTH',
  'USER_AUTH',
  'USER_SRP_AUTH',
  'CUSTOM_AUTH',
  'ADMIN_USER_PASSWORD_AUTH'
] as const
const RUNS = 40
/** The status for a path that is unknown, or too long. */
const NO_SUCH_ROUTE = [404, 414]
const MOST_CALLS = 8
/** In bytes. */
const BODY_LIMIT = 64 * 1024
const pool = await createTestPool()
const token = pool.signIn({ groups: ['admin'] })

const UNDECLARED = ['SomethingNewException', 'ThrottlingException', '__proto__', 'toString', '']

/** Misconfigurations of the application are a 500: see openapi.test.ts. */
const OWN_MISTAKES = /^(ResourceNotFound|InvalidUserPoolConfiguration|Invalid(Email|Sms)Role\w+)Exception$/

const DELIVERY = { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'j***@e***' }

const ATTRIBUTES = [
  { Name: 'sub', Value: 'c7f2a1de' },
  { Name: 'email', Value: 'jane@example.com' }
]
const ACCOUNT = {
  Username: 'jane',
  Enabled: true,
  UserStatus: 'CONFIRMED',
  UserCreateDate: 1_700_000_000,
  UserLastModifiedDate: 1_700_000_000
}
const PERSON = { ...ACCOUNT, Attributes: ATTRIBUTES }
const GROUP = {
  GroupName: 'editors',
  Description: 'Editors of articles',
  Precedence: 1,
  CreationDate: 1_700_000_000,
  LastModifiedDate: 1_700_000_000
}
const CREDENTIAL = {
  CredentialId: 'YQ',
  FriendlyCredentialName: 'Passkey',
  RelyingPartyId: 'localhost',
  CreatedAt: 1_700_000_000
}
const DEVICE = {
  DeviceKey: 'eu-west-1_c7f2a1de',
  DeviceAttributes: [{ Name: 'device_name', Value: 'laptop' }],
  DeviceCreateDate: 1_700_000_000
}

/** Valid members of responses. */
const GOOD: Record<string, unknown> = {
  ...ACCOUNT,
  UserMFASettingList: ['SOFTWARE_TOKEN_MFA'],
  PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA',
  User: PERSON,
  Users: [PERSON],
  Group: GROUP,
  Groups: [GROUP],
  CredentialCreationOptions: { challenge: 'YQ', rp: { id: 'localhost' } },
  Credentials: [CREDENTIAL],
  Devices: [DEVICE],
  UserConfirmationNecessary: true,
  NextToken: 'next',
  PaginationToken: 'next',
  AuthenticationResult: {
    AccessToken: 'a.b.c',
    IdToken: 'a.b.c',
    RefreshToken: 'a.b.c.d.e',
    ExpiresIn: 3600,
    TokenType: 'Bearer'
  },
  ChallengeName: 'MFA_SETUP',
  ChallengeParameters: { MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA"]', USER_ID_FOR_SRP: 'jane' },
  Session: 'a-session-of-more-than-20-characters',
  AvailableChallenges: ['PASSWORD'],
  CodeDeliveryDetails: DELIVERY,
  CodeDeliveryDetailsList: [DELIVERY],
  UserSub: 'c7f2a1de',
  UserConfirmed: false,
  SecretCode: 'ABCDEFGH',
  Status: 'SUCCESS',
  UserAttributes: ATTRIBUTES
}

/** A valid value, or another value in place of it or of one of its members, at any depth. */
function perhaps (good: unknown): fc.Arbitrary<unknown> {
  const members = typeof good === 'object' ? Object.entries(good as object) : []
  const spoiled = members.map(([name, member]) =>
    fc
      .oneof(fc.jsonValue(), ...(typeof member === 'object' ? [perhaps(member)] : []))
      .map(value => Object.assign(structuredClone(good) as object, { [name]: value }))
  )
  return fc.oneof(
    { weight: 6, arbitrary: fc.constant(good) },
    { weight: 1, arbitrary: fc.jsonValue() },
    { weight: 1, arbitrary: fc.oneof(fc.jsonValue(), ...spoiled) }
  )
}

const body = fc.record(
  Object.fromEntries(Object.entries(GOOD).map(([name, good]) => [name, perhaps(good)])),
  { requiredKeys: [] }
)

/** The responses of an operation. */
type Answering = (operation: string) => ScriptedResponse

const exceptions: fc.Arbitrary<Answering> = fc
  .tuple(fc.nat(), fc.string({ unit: 'binary' }))
  .map(([index, message]) => operation => {
    const names = [
      ...(OPERATIONS[operation]?.errors ?? []).filter(name => !OWN_MISTAKES.test(name)),
      ...UNDECLARED
    ]
    return exception(names[index % names.length] as string, message)
  })

const responses: fc.Arbitrary<Answering> = fc.oneof(
  { weight: 6, arbitrary: body.map(body => () => ({ body })) },
  { weight: 5, arbitrary: exceptions },
  {
    weight: 1,
    arbitrary: fc
      .oneof(
        fc.jsonValue().map(value => JSON.stringify(value)),
        fc.string(),
        fc.constant('<html>')
      )
      .map(body => () => ({ body }))
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom<ScriptedResponse>(
        { status: 500, body: 'oh' },
        { status: 404, body: {} },
        { connection: 'reset' },
        { status: 302 },
        { body: '' }
      )
      .map(response => () => response)
  }
)

/** The routes, as they are registered. */
async function start (t: Test) {
  const routes: Route[] = []
  const calls: Call[] = []
  let response: Answering = () => ({})
  const cognito = await startScripted(t, call => {
    calls.push(call)
    const given = response(call.operation)
    // Every list ends.
    return calls.length > MOST_CALLS && typeof given.body === 'object'
      ? { ...given, body: { ...given.body, NextToken: undefined } }
      : given
  })
  const app = await buildApp(t, {
    options: { ...pool.options, endpoint: cognito.endpoint, cognito: { timeout: 100 } },
    routes: { signIn: { flows: [...FLOWS] }, clientMetadata: true, ...ADMINISTRATION },
    before: app =>
      app.addHook('onRoute', ({ method, url, schema }) => {
        if (schema?.operationId !== undefined && method !== 'HEAD') {
          routes.push({
            id: schema.operationId as string,
            method: String(method),
            url,
            ...(schema as Pick<Route, 'body' | 'params' | 'querystring'>)
          })
        }
      })
  })
  const contract = new Contract(app)
  const send = async ({ method, url }: Pick<Route, 'method' | 'url'>, payload?: string) => {
    calls.length = 0
    const { statusCode: status, body } = await app.inject({
      method: method as 'POST',
      url,
      headers: {
        authorization: `Bearer ${token}`,
        ...(payload !== undefined && { 'content-type': 'application/json' })
      },
      ...(payload !== undefined && { payload })
    })
    const received = { status, body: body === '' ? null : JSON.parse(body) }
    if (!NO_SUCH_ROUTE.includes(status)) contract.check(method, url, received)
    return received
  }
  return {
    routes,
    calls,
    send,
    cognitoAnswers: (next: Answering) => {
      response = next
    }
  }
}

const compile = AjvCompiler()(
  {},
  { customOptions: { strict: false, coerceTypes: false, removeAdditional: false, useDefaults: false } }
)

/** Whether the schema alone accepts a text. */
function oracle (schema: Schema): (text: string) => boolean {
  const isValid = compile({ schema, method: '', url: '' }) as unknown as (data: unknown) => boolean
  return text => {
    try {
      // An empty body is no body, which is validated as null.
      return isValid(text === '' ? null : JSON.parse(text))
    } catch {
      return false
    }
  }
}

/** Rules that no schema expresses: at least one of two members, or two that go together. */
const BEYOND_SCHEMAS = new RegExp(
  `^(${[
    'Send an? (email address|refreshToken), ',
    'email and attributes\\.email must be equal',
    'A search requires attribute, ',
    'body/passkey requires another enabled factor',
    'Send at least one attribute',
    '(email|phone_number) must not be both removed and verified'
  ].join('|')})`
)

/** Challenges that are newer than the service model are passed on. */
const NEW_CHALLENGE = /at 'challengeName' failed to satisfy constraint: Member must satisfy enum value set/

/**
 * So are passwords of one character, which no pool accepts: Cognito's rejection is reported as a policy
 * violation.
 */
const SHORT_PASSWORD = /at '\w*[pP]assword' failed to satisfy constraint: .+ pattern: \^\[\\S\]\+\.\*\[\\S\]\+\$$/

const isMeant = (violation: string) => !NEW_CHALLENGE.test(violation) && !SHORT_PASSWORD.test(violation)

/** Path parameters without a pattern of their own. */
const PARAMS: Record<string, string> = {
  name: 'email',
  id: 'YQ',
  key: 'eu-west-1_c7f2a1de',
  username: 'jane',
  group: 'editors',
  sessionId: 'tkn1',
  eventId: 'event-1',
  provider: 'Google',
  userId: '1'
}

/** Texts that cannot be a path parameter: they lead to another route. */
const NO_PART = /^\.{0,2}$/

/** Returns the URL of a request. */
function at (
  { method, url }: Route,
  params: Record<string, unknown> = {},
  query: readonly (readonly [string, string])[] = []
) {
  const path = url.replace(/:(\w+)/g, (_part, name: string) =>
    encodeURIComponent(String(params[name] ?? PARAMS[name]))
  )
  return {
    method,
    url: query.length === 0 ? path : `${path}?${new URLSearchParams(query as [string, string][])}`
  }
}

/** Values for a schema whose values are sent as text. */
function texts (schema: Schema | undefined): fc.Arbitrary<Record<string, unknown>> {
  const given =
    schema === undefined ? fc.constant({}) : (fitting(schema) as fc.Arbitrary<Record<string, unknown>>)
  return given.filter(values => !Object.values(values).some(value => NO_PART.test(String(value))))
}

/** A search with both its parts, more often than at random. */
function searching (query: Record<string, unknown>): Record<string, unknown> {
  const { attribute, equals, startsWith, ...page } = query
  const value = equals === undefined ? { startsWith } : { equals }
  return attribute === undefined || (equals ?? startsWith) === undefined
    ? page
    : { attribute, ...value, ...page }
}

const asText = (values: Record<string, unknown>) =>
  Object.entries(values).map(([name, value]) => [name, String(value)] as const)

const INVALID = new Set([
  'FST_COGNITO_INVALID_INPUT',
  'FST_ERR_CTP_INVALID_JSON_BODY',
  'FST_ERR_CTP_EMPTY_JSON_BODY'
])

t.test('a body that does not match its schema is rejected, and Cognito is not called', async t => {
  const { routes, calls, send } = await start(t)
  for (const route of routes.filter(({ body }) => body !== undefined)) {
    const fits = oracle(route.body as Schema)
    let rejected = 0
    await holds(almostFitting(route.body as Schema), RUNS, async text => {
      const { status, body } = await send(at(route), text)
      if (fits(text)) return
      rejected++
      assert.deepEqual(calls, [])
      if (Buffer.byteLength(text) > BODY_LIMIT) return assert.equal(status, 413)
      assert.equal(status, 400, `${status} ${JSON.stringify(body)}`)
      assert.ok(INVALID.has(body.code), body.code)
      assert.ok(body.message.length < 300)
    })
    t.ok(rejected > RUNS / 2, `${route.id}: ${rejected} were rejected`)
  }
})

t.test(
  'a valid request calls AWS with valid input, and every response of Cognito is handled as ' +
    'documented',
  async t => {
    const { routes, calls, send, cognitoAnswers } = await start(t)
    for (const route of routes) {
      const text =
        route.body === undefined
          ? fc.constant(undefined)
          : fitting(route.body).map(body => JSON.stringify(body))
      const query = fc.oneof(texts(route.querystring), texts(route.querystring).map(searching))
      let count = 0
      await holds(
        fc.tuple(text, fc.array(responses, { minLength: 1, maxLength: 3 }), texts(route.params), query),
        RUNS,
        async ([text, given, params, query]) => {
          let next = 0
          cognitoAnswers(operation => (given[next++ % given.length] as Answering)(operation))
          const { status, body } = await send(at(route, params, asText(query)), text)
          assert.ok(status < 500 || status === 502 || status === 503, String(status))
          if (body?.code === 'FST_COGNITO_INVALID_INPUT') assert.match(body.message, BEYOND_SCHEMAS)
          const [first] = calls
          if (first === undefined) return
          count++
          assert.deepEqual(requestViolations(first.operation, first.body).filter(isMeant), [])
        }
      )
      t.ok(count > RUNS / 4, `${route.id}: Cognito was called ${count} times`)
    }
  }
)

t.test(
  'a path parameter that does not match its schema is rejected, and Cognito is not called',
  async t => {
    const { routes, calls, send } = await start(t)
    for (const route of routes.filter(({ params }) => params !== undefined)) {
      const fits = oracle(route.params as Schema)
      const names = Object.keys(route.params?.properties as object)
      let rejected = 0
      await holds(
        fc.tuple(
          fc.constantFrom(...names),
          fc.oneof(unexpectedKey, unexpectedText).filter(text => !NO_PART.test(text))
        ),
        RUNS,
        async ([name, text]) => {
          const params = Object.fromEntries(
            names.map(other => [other, other === name ? text : (PARAMS[other] as string)])
          )
          const { status } = await send(at(route, params), route.body && '{}')
          if (fits(JSON.stringify(params)) && !NO_SUCH_ROUTE.includes(status)) return
          rejected++
          assert.ok(status === 400 || NO_SUCH_ROUTE.includes(status), String(status))
          assert.deepEqual(calls, [])
        }
      )
      t.ok(rejected > RUNS / 8, `${route.id}: ${rejected} were rejected`)
    }
  }
)

t.test('any query calls Cognito with valid input, and nothing without authorization', async t => {
  const { routes, calls, send } = await start(t)
  for (const route of routes.filter(({ querystring }) => querystring !== undefined)) {
    const known = Object.keys(route.querystring?.properties as object)
    let rejected = 0
    await holds(
      fc.tuple(
        texts(route.querystring),
        fc.array(fc.tuple(fc.oneof(fc.constantFrom(...known), unexpectedKey), unexpectedText), {
          minLength: 1,
          maxLength: 2
        })
      ),
      RUNS,
      async ([fits, strange]) => {
        const query = [...asText(fits), ...strange]
        const names = query.map(([name]) => name)
        const { status } = await send(at(route, {}, query), route.body && '{}')
        if (names.some(name => !known.includes(name)) || new Set(names).size < names.length) {
          rejected++
          assert.equal(status, 400)
          assert.deepEqual(calls, [])
        }
        for (const { operation, body } of calls) assert.deepEqual(requestViolations(operation, body), [])
      }
    )
    t.ok(rejected > RUNS / 8, `${route.id}: ${rejected} were rejected`)
  }
})

import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { bearer, buildApi } from '../api.js'
import { startScripted } from '../scripted.js'
import { BODIES, BODILESS, DEVICE, EVERY_ROUTE, send, username, type Sent } from './bodies.js'

/** The limits of a caller's input, on every route. */

const pool = await createTestPool()
const token = pool.signIn({ groups: ['admin'] })

async function scripted (t: Test) {
  const { endpoint, calls } = await startScripted(t, () => ({ body: { Status: 'SUCCESS' } }))
  const app = await buildApi(t, pool, { endpoint, routes: EVERY_ROUTE })
  return { app, calls }
}

/** A body is parsed for every method except GET. */
const EVERY = [
  ...Object.entries(BODIES),
  ...Object.entries(BODILESS)
    .filter(([, { method }]) => method !== 'GET')
    .map(([label, route]) => [label, { ...route, body: {} }] as const)
]

t.test('a body is JSON of at most 64 KiB', async t => {
  const { app, calls } = await scripted(t)
  for (const [label, { body, ...route }] of EVERY) {
    const large = await send(app, route, JSON.stringify({ ...body, x: 'x'.repeat(64 * 1024) }), token)
    t.match(large.json(), { statusCode: 413, code: 'FST_ERR_CTP_BODY_TOO_LARGE' }, label)
    t.equal(large.headers['cache-control'], 'no-store')
    const padded = await send(app, route, JSON.stringify({ ...body, x: 1 }).padEnd(64 * 1024), token)
    t.not(padded.statusCode, 413, `${label}: 64 KiB are accepted`)
    // A route without a body succeeds.
    if (label in BODILESS) calls.length = 0
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/xml',
      'application/vnd.api+json',
      'multipart/form-data; boundary=x',
      'application/octet-stream'
    ]) {
      t.match(
        (await send(app, route, JSON.stringify(body), token, type)).json(),
        { statusCode: 415, code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE' },
        `${label}: ${type}`
      )
    }
  }
  t.strictSame(calls, [], 'Cognito is not called')
})

t.test('a body is an object', async t => {
  const { app, calls } = await scripted(t)
  for (const [label, { body, ...route }] of Object.entries(BODIES)) {
    for (const nothing of ['{', '{]', '\u0000', 'undefined', '{"username":}', 'NaN', '\uFEFF']) {
      const response = await send(app, route, nothing, token)
      t.match(
        response.json(),
        { statusCode: 400, code: 'FST_ERR_CTP_INVALID_JSON_BODY' },
        `${label}: ${JSON.stringify(nothing)}`
      )
    }
    for (const value of [null, [], [body], 'text', 7, true]) {
      const response = await send(app, route, JSON.stringify(value), token)
      t.match(
        response.json(),
        { statusCode: 400, code: 'FST_COGNITO_INVALID_INPUT', message: 'body must be object' },
        `${label}: ${JSON.stringify(value).slice(0, 20)}`
      )
    }
    const without = await app.inject({ ...route, headers: { authorization: `Bearer ${token}` } })
    t.match(without.json(), { statusCode: 400, message: 'body must be object' }, `${label}: without a body`)
    t.match((await send(app, route, '{}', token)).json(), { statusCode: 400 }, `${label}: an empty one`)
  }
  t.strictSame(calls, [])
})

t.test('a request without a body may have any content type', async t => {
  const { app, calls } = await scripted(t)
  const bodiless = Object.entries(BODILESS).filter(([, { method }]) => method !== 'GET')
  for (const [label, { method, url }] of bodiless) {
    for (const type of [
      'application/x-www-form-urlencoded',
      'text/plain;charset=UTF-8',
      'application/merge-patch+json'
    ]) {
      for (const length of [{}, { 'content-length': '0' }]) {
        calls.length = 0
        const { statusCode } = await app.inject({
          method,
          url,
          headers: { ...bearer(token), 'content-type': type, ...length }
        })
        t.not(statusCode, 415, `${label}: ${type}`)
        t.ok(calls.length > 0, 'it succeeds')
      }
    }
  }
})

t.test('an empty body counts as no body, whatever the content type', async t => {
  const { app, calls } = await scripted(t)
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  /** Sent over a socket: `inject` sends no chunks. */
  const send = async ({ method, url }: { method: string, url: string }, headers: Record<string, string>) => {
    const sent = request({
      port,
      host: '127.0.0.1',
      method,
      path: url,
      agent: false,
      headers: { ...bearer(token), ...headers }
    })
    sent.end()
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    return { status: response.statusCode, body: await text(response) }
  }
  const forms = [
    { 'content-type': 'application/json', 'content-length': '0' },
    { 'content-type': 'application/json; charset=utf-8', 'transfer-encoding': 'chunked' }
  ]
  for (const [label, route] of EVERY) {
    const takesNone = label in BODILESS
    for (const headers of forms) {
      calls.length = 0
      const { status, body } = await send(route, headers)
      if (takesNone) t.ok(status !== 400 && calls.length > 0, `${label} accepts no body: ${body}`)
      else {
        t.match(
          JSON.parse(body),
          { statusCode: 400, code: 'FST_COGNITO_INVALID_INPUT', message: 'body must be object' },
          label
        )
      }
    }
  }
})

t.test('a body is nested at most 32 levels deep', async t => {
  const { app, calls } = await scripted(t)
  const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
  for (const [label, { body, ...route }] of EVERY) {
    for (const levels of [32, 6000]) {
      const deep = JSON.stringify({ ...body, x: 'deep' }).replace('"deep"', nested(levels))
      t.match(
        (await send(app, route, deep, token)).json(),
        {
          statusCode: 400,
          code: 'FST_COGNITO_INVALID_INPUT',
          message: 'The request must not be nested deeper than 32 levels.'
        },
        label
      )
    }
  }
  const passkey = (levels: number) =>
    send(app, BODIES['completePasskeyRegistration'] as Sent, `{"credential":{"id":${nested(levels)}}}`, token)
  t.equal((await passkey(31)).statusCode, 400)
  t.strictSame(calls, [], 'Cognito is not called')
  t.equal((await passkey(30)).statusCode, 201)
})

const PROOF = {
  'responses.PASSWORD_CLAIM_SIGNATURE': 2048,
  'responses.PASSWORD_CLAIM_SECRET_BLOCK': 8192,
  'responses.TIMESTAMP': 64
}

/** The maximum length of each text, by its path. */
const LONGEST: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  signUp: {
    username: 128,
    email: 254,
    password: 256,
    'attributes.email': 254,
    'attributes.name': 2048,
    'attributes.phone_number': 16
  },
  confirmSignUp: { username: 128, code: 64, session: 4096 },
  resendConfirmationCode: { username: 128 },
  USER_PASSWORD_AUTH: { username: 128, password: 256, deviceKey: 55 },
  ADMIN_USER_PASSWORD_AUTH: { username: 128, password: 256, deviceKey: 55 },
  USER_SRP_AUTH: { username: 128, srpA: 2048, deviceKey: 55 },
  CUSTOM_AUTH: { username: 128, srpA: 2048, deviceKey: 55 },
  USER_AUTH: { username: 128, password: 256, srpA: 2048, deviceKey: 55 },
  'the response to SMS_MFA': {
    username: 128,
    session: 4096,
    'responses.SMS_MFA_CODE': 64,
    'responses.DEVICE_KEY': 55
  },
  'the response to SMS_OTP': { 'responses.SMS_OTP_CODE': 64, 'responses.DEVICE_KEY': 55 },
  'the response to EMAIL_OTP': { 'responses.EMAIL_OTP_CODE': 64, 'responses.DEVICE_KEY': 55 },
  'the response to SOFTWARE_TOKEN_MFA': {
    'responses.SOFTWARE_TOKEN_MFA_CODE': 64,
    'responses.DEVICE_KEY': 55
  },
  'the response to MFA_SETUP': { 'responses.FRIENDLY_DEVICE_NAME': 131 },
  'the response to NEW_PASSWORD_REQUIRED': {
    'responses.NEW_PASSWORD': 256,
    'responses.userAttributes~name': 2048
  },
  'the response to PASSWORD_VERIFIER': { ...PROOF, 'responses.DEVICE_KEY': 55 },
  'the response to CUSTOM_CHALLENGE': { 'responses.ANSWER': 2048 },
  'the response to SELECT_CHALLENGE': {
    'responses.ANSWER': 64,
    'responses.PASSWORD': 256,
    'responses.SRP_A': 2048,
    'responses.CREDENTIAL': 32_768
  },
  'the response to PASSWORD': { 'responses.PASSWORD': 256 },
  'the response to PASSWORD_SRP': { 'responses.SRP_A': 2048 },
  'the response to WEB_AUTHN': { 'responses.CREDENTIAL': 32_768 },
  'the response to DEVICE_SRP_AUTH': { 'responses.DEVICE_KEY': 55, 'responses.SRP_A': 2048 },
  'the response to DEVICE_PASSWORD_VERIFIER': { 'responses.DEVICE_KEY': 55, ...PROOF },
  'the response to ONE_THAT_IS_NEW': {
    username: 128,
    session: 4096,
    challenge: 64,
    'responses.ANYTHING': 32_768
  },
  refresh: { refreshToken: 8192, deviceKey: 55 },
  signOut: { refreshToken: 8192, deviceKey: 55 },
  forgotPassword: { username: 128 },
  resetPassword: { username: 128, code: 64, newPassword: 256 },
  changePassword: { password: 256, newPassword: 256 },
  updateProfile: { email: 254, name: 2048, phone_number: 16 },
  verifyAttribute: { code: 64 },
  verifyTotp: { name: 131 },
  updateDevice: { 'confirm.name': 1024, 'confirm.passwordVerifier': 8192, 'confirm.salt': 1024 },
  inviteUser: {
    username: 128,
    email: 254,
    temporaryPassword: 256,
    'attributes.email': 254,
    'attributes.name': 2048,
    'attributes.phone_number': 16
  },
  updateUser: { 'attributes.email': 254, 'attributes.name': 2048, 'attributes.phone_number': 16 },
  setUserPassword: { password: 256 },
  createGroup: { name: 128, description: 2048 },
  updateGroup: { description: 2048 },
  setAuthEventFeedbackByToken: { username: 128, eventId: 50, feedbackToken: 8192 },
  linkIdentity: { provider: 32, userId: 256 }
}

/** Returns a text of this length in the form that the path requires. */
function textFor (path: string, length: number): string {
  if (path.endsWith('email')) return `${'a'.repeat(64)}@${'b.'.repeat(90)}`.padEnd(length, 'c')
  if (path === 'deviceKey' || path.endsWith('DEVICE_KEY')) return 'a_'.padEnd(length, 'a')
  if (path.endsWith('phone_number')) return '+4'.padEnd(length, '1')
  return 'A'.repeat(length)
}

function withText (body: object, path: string, text: string): Record<string, unknown> {
  const [first = '', ...rest] = path.split('.')
  const value =
    rest.length === 0 ? text : withText((body as Record<string, object>)[first] ?? {}, rest.join('.'), text)
  return { ...body, [first.replace('~', '.')]: value }
}

t.test('every text has a maximum length', async t => {
  t.strictSame(
    Object.keys(BODIES).filter(name => LONGEST[name] === undefined),
    [
      'the response to SELECT_MFA_TYPE',
      'setMfaPreferences',
      'completePasskeyRegistration',
      'setAuthEventFeedback',
      'setUserAuthEventFeedback'
    ],
    'routes without a text of their own'
  )
  const { app, calls } = await scripted(t)
  for (const [label, texts] of Object.entries(LONGEST)) {
    const { body, ...route } = BODIES[label] as (typeof BODIES)[string]
    for (const [path, most] of Object.entries(texts)) {
      calls.length = 0
      // A sign-up accepts only one of two email addresses.
      const { email: _, ...others } = body as { email?: string }
      const sendText = (length: number) =>
        send(
          app,
          route,
          JSON.stringify(
            withText(
              path === 'attributes.email' && 'email' in body ? { ...others, username } : body,
              path,
              textFor(path, length)
            )
          ),
          token
        )
      t.match(
        (await sendText(most + 1)).json(),
        {
          statusCode: 400,
          code: 'FST_COGNITO_INVALID_INPUT',
          message: `body/${path.replace('.', '/').replace('~', '.')}`
        },
        `${label}: ${path} of ${most + 1}`
      )
      t.strictSame(calls, [])
      await sendText(most)
      t.ok(calls.length > 0, `${label}: ${path} of ${most} is passed on`)
    }
  }
})

t.test('lists and objects have a maximum size', async t => {
  const { app, calls } = await scripted(t)
  const { body, ...route } = BODIES['the response to ONE_THAT_IS_NEW'] as (typeof BODIES)[string]
  const responses = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`ANSWER_${index}`, 'x']))
  t.match((await send(app, route, JSON.stringify({ ...body, responses: responses(17) }), token)).json(), {
    statusCode: 400,
    message: 'body/responses'
  })
  t.strictSame(calls, [])
  await send(app, route, JSON.stringify({ ...body, responses: responses(16) }), token)
  t.equal(calls.length, 1)
})

t.test('a text has the form that Cognito accepts', async t => {
  const { app, calls } = await scripted(t)
  const invalid: [string, string, unknown][] = [
    ['USER_PASSWORD_AUTH', 'username', 'a b'],
    ['USER_PASSWORD_AUTH', 'username', ''],
    ['USER_PASSWORD_AUTH', 'username', '\uD800'],
    ['USER_PASSWORD_AUTH', 'username', 'a\u0000'],
    ['USER_PASSWORD_AUTH', 'password', ''],
    ['USER_PASSWORD_AUTH', 'password', ' ab'],
    ['USER_SRP_AUTH', 'srpA', 'xyz'],
    ['signUp', 'password', 'ab '],
    ['resetPassword', 'newPassword', 'a\nb'],
    ['changePassword', 'newPassword', '\tab'],
    ['changePassword', 'password', ' '],
    ['confirmSignUp', 'code', '12 34'],
    ['confirmSignUp', 'code', ''],
    ['confirmSignUp', 'session', 'short'],
    ['refresh', 'refreshToken', ''],
    ['refresh', 'refreshToken', 'ä'],
    ['setAuthEventFeedbackByToken', 'username', 'a b'],
    ['setAuthEventFeedbackByToken', 'eventId', 'a.b'],
    ['setAuthEventFeedbackByToken', 'feedbackToken', 'a b'],
    ['setAuthEventFeedbackByToken', 'feedbackToken', ''],
    ['setAuthEventFeedbackByToken', 'valid', 'no'],
    ['signOut', 'everywhere', 'yes'],
    ['signOut', 'everywhere', 1],
    ['updateProfile', 'email', 'jane'],
    ['updateProfile', 'phone_number', '0171'],
    ['updateProfile', 'name', 1],
    ['USER_PASSWORD_AUTH', 'deviceKey', 'jane'],
    ['refresh', 'deviceKey', 'eu-west-1_xyz'],
    ['signOut', 'deviceKey', ''],
    ['verifyTotp', 'code', '12345'],
    ['verifyTotp', 'code', '1234567'],
    ['verifyTotp', 'code', 'abcdef'],
    ['verifyTotp', 'name', ''],
    ['setMfaPreferences', 'totp', true],
    ['setMfaPreferences', 'sms', {}],
    ['setMfaPreferences', 'email', { enabled: 'true' }],
    ['setMfaPreferences', 'totp', { enabled: true, preferred: 1 }],
    ['setMfaPreferences', 'totp', { enabled: true, secret: 'x' }],
    ['completePasskeyRegistration', 'credential', '{}'],
    ['completePasskeyRegistration', 'credential', ['a']],
    ['completePasskeyRegistration', 'credential', null],
    ['updateDevice', 'remembered', 'yes'],
    ['updateDevice', 'confirm', { name: 'a', salt: 'YQ==' }],
    ['updateDevice', 'confirm', { passwordVerifier: 'YQ==', salt: '' }],
    ['updateDevice', 'confirm', { passwordVerifier: 'YQ==', salt: 'YQ==', key: 'x' }],
    ['inviteUser', 'delivery', ['PIGEON']],
    ['inviteUser', 'delivery', 'EMAIL'],
    ['inviteUser', 'delivery', ['SMS', 'SMS']],
    ['inviteUser', 'emailVerified', 'true'],
    ['inviteUser', 'phoneNumberVerified', 1],
    ['inviteUser', 'temporaryPassword', ' ab'],
    ['inviteUser', 'attributes', { email_verified: true }],
    ['createGroup', 'name', 'a b'],
    ['createGroup', 'name', ''],
    ['createGroup', 'precedence', -1],
    ['createGroup', 'precedence', 2 ** 31],
    ['createGroup', 'precedence', 1.5],
    ['updateGroup', 'precedence', '1'],
    ['updateGroup', 'description', null],
    ['USER_AUTH', 'preferredChallenge', 'MAGIC'],
    ['the response to ONE_THAT_IS_NEW', 'challenge', 'lower_case'],
    ['the response to SMS_MFA', 'session', 'a'.repeat(19)]
  ]
  for (const [label, field, value] of invalid) {
    const { body, ...route } = BODIES[label] as (typeof BODIES)[string]
    const response = await send(app, route, JSON.stringify({ ...body, [field]: value }), token)
    t.match(
      response.json(),
      { statusCode: 400, code: 'FST_COGNITO_INVALID_INPUT', message: `body/${field}` },
      `${label}: ${field} ${JSON.stringify(value)}`
    )
  }
  t.strictSame(calls, [])
})

t.test('an empty change is rejected', async t => {
  const { app, calls } = await scripted(t)
  for (const label of ['updateProfile', 'setMfaPreferences', 'updateDevice', 'updateGroup']) {
    const { method, url } = BODIES[label] as (typeof BODIES)[string]
    t.match(
      (await send(app, { method, url }, '{}', token)).json(),
      {
        statusCode: 400,
        code: 'FST_COGNITO_INVALID_INPUT',
        message: 'body must NOT have fewer than 1 properties'
      },
      label
    )
  }
  t.strictSame(calls, [])
})

t.test('path parameters have the form that Cognito accepts', async t => {
  const { app, calls } = await scripted(t)
  const invalid: [string, 'username' | 'group' | 'key' | 'id', readonly string[]][] = [
    ['/admin/users/:', 'username', ['a%20b', '%00', '%0A', '%E2%80%8B']],
    ['/admin/groups/editors/members/:', 'username', ['a%20b', '%00']],
    ['/admin/groups/:', 'group', ['a%20b', '%7F']],
    ['/me/devices/:', 'key', ['laptop', 'eu-west-1_XYZ', `${DEVICE}${'0'.repeat(20)}`, '..%2fx', '_']],
    ['/me/passkeys/:', 'id', ['a%2Bb', 'YQ==', 'a.b', '%E2%82%AC', '..%2fx']]
  ]
  for (const [path, name, texts] of invalid) {
    for (const text of texts) {
      const response = await app.inject({
        method: 'DELETE',
        url: `/auth${path.replace(':', text)}`,
        headers: bearer(token)
      })
      t.match(
        response.json(),
        { statusCode: 400, code: 'FST_COGNITO_INVALID_INPUT', message: `params/${name}` },
        `${path} ${text}`
      )
    }
  }
  t.strictSame(calls, [])
})

t.test('the name of an attribute is one that a code can be sent to', async t => {
  const { app, calls } = await scripted(t)
  for (const name of [
    'name',
    'custom:role',
    'sub',
    '__proto__',
    'email%00',
    'EMAIL',
    '..%2f..%2fsignout',
    'x'.repeat(90)
  ]) {
    for (const [rest, body] of [
      ['code', undefined],
      ['verify', '{"code":"123456"}']
    ] as const) {
      const response = await send(
        app,
        { method: 'POST', url: `/auth/me/attributes/${name}/${rest}` },
        body ?? '{}',
        token
      )
      t.match(
        response.json(),
        { statusCode: 400, code: 'FST_COGNITO_INVALID_INPUT', message: 'params/name' },
        `${name} ${rest}`
      )
    }
  }
  t.strictSame(calls, [])
})

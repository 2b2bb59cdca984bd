import { Validator } from '@seriousme/openapi-schema-validator'
import t, { type Test } from 'tap'
import { memorySessions } from '../../dist/index.js'
import { exception } from '../scripted.js'
import { OPERATIONS } from '../service-model.js'
import { DeviceSecret } from '../protocol/device-secret.js'
import { SoftwareAuthenticator } from '../protocol/software-authenticator.js'
import { buildApp, visit } from './application.js'
import { authenticatorCode } from './authenticator.js'
import { Ledger, validatorOf, type Schema } from './contract.js'
import {
  ADMINISTERING,
  BY_TOKEN,
  DEVICE,
  REQUESTS,
  SETTING,
  NEW_USER,
  type Request,
  type Sender
} from './requests.js'
import {
  ADA,
  ADMINISTRATION,
  FORBIDDEN,
  JANE,
  JOE,
  LAST,
  newUser,
  NOT_FOUND,
  OTHER_PASSWORD,
  PASSWORD,
  signedIn
} from './scenarios/steps.js'
import type { Setting } from './subject.js'
import { openLocal } from './local.js'

/**
 * Every response in the document is tested, and every observed response is documented, by operation and
 * status.
 */

const FLOWS = ['USER_PASSWORD_AUTH' as const, 'ADMIN_USER_PASSWORD_AUTH' as const]
const ledger = new Ledger()

type RouteOptions = Parameters<typeof visit>[1]['routes']

async function open (t: Test, setting: Setting = SETTING, routes: RouteOptions = {}) {
  const pool = await openLocal(t, { flows: FLOWS, ...setting })
  const api = await visit(t, {
    options: { ...pool.options, cognito: { timeout: 60_000 }, jwksCache: { timeout: 30_000 } },
    routes: { signIn: { flows: FLOWS }, ...ADMINISTRATION, ...routes },
    ledger
  })
  return { ...pool, api }
}

t.test('the document is valid, and so are its examples', async t => {
  const { options } = await openLocal(t, {})
  const app = await buildApp(t, {
    options: { ...options, session: { origin: 'https://app.example.com', store: memorySessions() } },
    routes: {
      signIn: {
        flows: ['USER_PASSWORD_AUTH', 'ADMIN_USER_PASSWORD_AUTH', 'USER_SRP_AUTH', 'CUSTOM_AUTH', 'USER_AUTH']
      },
      ...ADMINISTRATION
    }
  })
  const document = JSON.parse(JSON.stringify(app.swagger()))
  const { valid, errors } = await new Validator().validate(structuredClone(document))
  t.strictSame(errors ?? [], [])
  t.ok(valid)
  t.match(document, {
    components: { securitySchemes: { cognitoSession: { in: 'cookie' } } },
    paths: { '/auth/me': { get: { security: [{ cognito: [] }, { cognitoSession: [] }] } } }
  })
  const examples = withExamples(document).flatMap(schema =>
    (schema.examples ?? []).map(example => ({ schema, example }))
  )
  t.ok(examples.length > 20)
  for (const { schema, example } of examples) t.ok(validatorOf(schema)(example), JSON.stringify(example))
})

/** Returns every schema in a document that has examples. */
function withExamples (part: unknown): Schema[] {
  if (typeof part !== 'object' || part === null) return []
  return [
    ...(Array.isArray((part as Schema).examples) ? [part as Schema] : []),
    ...Object.values(part).flatMap(withExamples)
  ]
}

t.test('every public operation succeeds', async t => {
  const { api, codeFor, running } = await open(t)
  const username = NEW_USER.email
  await api.post('/signup', newUser(NEW_USER))
  await api.post('/signup/resend', { username })
  await api.post('/signup/confirm', { username, code: await codeFor(username) })
  const { session } = (await api.post('/signin', { username: JOE.email, password: JOE.password })).body
  await api.post('/signin/challenge', {
    challenge: 'NEW_PASSWORD_REQUIRED',
    session,
    username: JOE.email,
    responses: { NEW_PASSWORD: OTHER_PASSWORD }
  })
  await api.post('/password/forgot', { username })
  await api.post('/password/reset', { username, code: await codeFor(username), newPassword: OTHER_PASSWORD })
  const { refreshToken, device } = await signedIn(api, { ...NEW_USER, password: OTHER_PASSWORD })
  const [event] = running.user(username).events
  await api.post('/auth-events/feedback', {
    username,
    eventId: event?.id,
    feedbackToken: event?.feedbackToken,
    valid: false
  })
  await api.post('/refresh', { refreshToken, deviceKey: device.key })
  await api.post('/signout', { refreshToken })
})

t.test("every operation on the user's own account succeeds", async t => {
  const { api, codeFor, now } = await open(t)
  const { accessToken, device } = await signedIn(api, JANE)
  await api.post('/password/change', { password: PASSWORD, newPassword: OTHER_PASSWORD }, accessToken)
  await api.patch('/me', { name: 'Another' }, accessToken)
  await api.get('/me', accessToken)
  await api.post('/me/attributes/email/code', undefined, accessToken)
  await api.post('/me/attributes/email/verify', { code: await codeFor(JANE.email) }, accessToken)
  const { secret } = (await api.post('/me/mfa/totp', undefined, accessToken)).body
  await api.post('/me/mfa/totp/verify', { code: await authenticatorCode(secret, now) }, accessToken)
  await api.get('/me/mfa', accessToken)
  await api.put('/me/mfa', { totp: { enabled: false } }, accessToken)
  const { options } = (await api.post('/me/passkeys/options', undefined, accessToken)).body
  const credential = new SoftwareAuthenticator().create(options)
  await api.post('/me/passkeys', { credential }, accessToken)
  await api.get('/me/passkeys', accessToken)
  await api.delete(`/me/passkeys/${credential.id}`, accessToken)
  const {
    verifierConfig: { PasswordVerifier: passwordVerifier, Salt: salt }
  } = new DeviceSecret({ DeviceKey: device.key, DeviceGroupKey: device.groupKey })
  await api.put(`/me/devices/${device.key}`, { confirm: { passwordVerifier, salt } }, accessToken)
  await api.get('/me/devices', accessToken)
  await api.delete(`/me/devices/${device.key}`, accessToken)
  await signedIn(api, { ...JANE, password: OTHER_PASSWORD })
  const { sessions } = (await api.get('/me/sessions', accessToken)).body
  const other = sessions.find(({ current }: { current: boolean }) => !current)
  await api.delete(`/me/sessions/${other.id}`, accessToken)
  const { events } = (await api.get('/me/auth-events', accessToken)).body
  await api.put(`/me/auth-events/${events[0].id}/feedback`, { valid: true }, accessToken)
  await api.delete('/me', accessToken)
})

const JIM = 'jim@example.com'

t.test('every administrative operation succeeds', async t => {
  const { api } = await open(t)
  const { accessToken } = await signedIn(api, ADA)
  const of = (suffix: string) => `/admin/users/${NEW_USER.email}${suffix}`
  const member = `/admin/groups/readers/members/${NEW_USER.email}`
  await api.get('/admin/users', accessToken)
  await api.post('/admin/users', { email: NEW_USER.email, emailVerified: true }, accessToken)
  await api.get(of(''), accessToken)
  for (const suffix of ['/invitation', '/disable', '/enable', '/signout']) {
    await api.post(of(suffix), undefined, accessToken)
  }
  await api.patch(of(''), { attributes: { name: 'Another', phone_number: null } }, accessToken)
  await api.put(of('/password'), { password: OTHER_PASSWORD }, accessToken)
  await api.delete(of('/mfa/totp'), accessToken)
  await signedIn(api, JANE)
  const ofJane = `/admin/users/${JANE.email}/sessions`
  const { sessions } = (await api.get(ofJane, accessToken)).body
  await api.delete(`${ofJane}/${sessions[0].id}`, accessToken)
  const history = `/admin/users/${JANE.email}/auth-events`
  const { events } = (await api.get(history, accessToken)).body
  await api.put(`${history}/${events[0].id}/feedback`, { valid: false }, accessToken)
  await api.post(of('/identities'), { provider: 'Google', userId: '1' }, accessToken)
  await api.delete(of('/identities/Google/1'), accessToken)
  await api.post('/signup', { email: JIM, password: PASSWORD })
  await api.post(`/admin/users/${JIM}/confirm`, undefined, accessToken)
  await api.post('/admin/groups', { name: 'readers' }, accessToken)
  await api.get('/admin/groups', accessToken)
  await api.patch('/admin/groups/readers', { precedence: 1 }, accessToken)
  await api.put(member, undefined, accessToken)
  await api.get('/admin/groups/readers/members', accessToken)
  await api.delete(member, accessToken)
  await api.delete('/admin/groups/readers', accessToken)
  await api.delete(of(''), accessToken)
  await api.post(`/admin/users/${JANE.email}/reset-password`, undefined, accessToken)
})

t.test('every operation with a name or an ID returns 404 for an unknown one', async t => {
  const { api } = await open(t)
  const { accessToken } = await signedIn(api, ADA)
  for (const [method, path, body] of [
    ['DELETE', '/me/passkeys/YQ'],
    ['PUT', `/me/devices/${DEVICE}`, { remembered: true }],
    ['DELETE', `/me/devices/${DEVICE}`],
    ['DELETE', '/me/sessions/tkn1'],
    ['DELETE', `/admin/users/${JANE.email}/sessions/tkn1`],
    ['PUT', '/me/auth-events/event-1/feedback', { valid: false }],
    ['PUT', `/admin/users/${JANE.email}/auth-events/event-1/feedback`, { valid: false }],
    ['DELETE', `/admin/users/${JANE.email}/identities/Google/1`],
    ['PATCH', '/admin/groups/readers', { precedence: 1 }],
    ['DELETE', '/admin/groups/readers'],
    ['GET', '/admin/groups/readers/members'],
    ['PUT', `/admin/groups/readers/members/${JANE.email}`],
    ['DELETE', `/admin/groups/readers/members/${JANE.email}`]
  ] as const) {
    t.match(await api.send(method, path, body, accessToken), NOT_FOUND, `${method} ${path}`)
  }
})

t.test('every operation that could remove the last administrator returns 409', async t => {
  const { api } = await open(t, { accounts: [ADA] })
  const { accessToken } = await signedIn(api, ADA)
  for (const [method, path] of [
    ['POST', `/admin/users/${ADA.email}/disable`],
    ['DELETE', `/admin/users/${ADA.email}`],
    ['POST', `/admin/users/${ADA.email}/reset-password`],
    ['DELETE', `/admin/groups/admin/members/${ADA.email}`],
    ['DELETE', '/admin/groups/admin'],
    ['DELETE', '/me']
  ] as const) {
    t.match(await api.send(method, path, undefined, accessToken), LAST, `${method} ${path}`)
  }
})

const BODIES = [
  ...[
    '/signup',
    '/signup/confirm',
    '/signup/resend',
    '/signin',
    '/signin/challenge',
    '/refresh',
    '/signout',
    '/password/forgot',
    '/password/reset',
    '/auth-events/feedback',
    '/password/change',
    '/me/attributes/email/verify',
    '/me/mfa/totp/verify',
    '/me/passkeys',
    '/admin/users',
    '/admin/groups'
  ].map(path => ['POST', path] as const),
  ['POST', `/admin/users/${JANE.email}/identities`] as const,
  ...['/me', '/admin/groups/editors', `/admin/users/${JANE.email}`].map(path => ['PATCH', path] as const),
  ...[
    '/me/mfa',
    `/me/devices/${DEVICE}`,
    '/me/auth-events/event-1/feedback',
    `/admin/users/${JANE.email}/password`,
    `/admin/users/${JANE.email}/auth-events/event-1/feedback`
  ].map(path => ['PUT', path] as const)
]

t.test('every operation rejects a body that is malformed, too large or against the schema', async t => {
  const { api } = await open(t)
  const { accessToken } = await signedIn(api, ADA)
  for (const [method, path] of BODIES) {
    t.equal((await api.send(method, path, '{"unknown":1}', accessToken)).status, 400)
    t.equal((await api.send(method, path, '{', accessToken)).status, 400)
    t.equal((await api.send(method, path, `"${'x'.repeat(65 * 1024)}"`, accessToken)).status, 413)
    t.equal(
      (
        await api.send(method, path, 'a=b', accessToken, {
          'content-type': 'application/x-www-form-urlencoded'
        })
      ).status,
      415
    )
  }
  t.equal((await api.post('/me/attributes/nickname/code', undefined, accessToken)).status, 400)
  for (const path of ['/me/sessions', `/admin/users/${JANE.email}/sessions`]) {
    t.equal((await api.get(`${path}?next=`, accessToken)).status, 400)
    t.equal((await api.delete(`${path}/TKN`, accessToken)).status, 400)
  }
  for (const path of ['/me/auth-events', `/admin/users/${JANE.email}/auth-events`]) {
    t.equal((await api.get(`${path}?limit=0`, accessToken)).status, 400)
  }
  const cognito = `/admin/users/${JANE.email}/identities/Cognito/1`
  t.equal((await api.delete(cognito, accessToken)).status, 400)
})

t.test(
  'every operation with a token rejects one that is missing, malformed or not allowed ' +
    'takes one',
  async t => {
    const { api } = await open(t, { ...SETTING, accounts: [JANE] })
    const { accessToken } = await signedIn(api, JANE)
    for (const { operation, send } of BY_TOKEN) {
      t.equal((await send({ api, refreshToken: '' })).status, 401, operation)
      t.equal((await send({ api, refreshToken: '', accessToken: 'a b' })).status, 400, operation)
    }
    for (const { operation, send } of ADMINISTERING) {
      t.match(await send({ api, refreshToken: '', accessToken }), FORBIDDEN, operation)
    }
  }
)

t.test('every rate-limited operation documents 429', async t => {
  const once = { max: 1, timeWindow: 900_000 }
  for (const request of REQUESTS.filter(({ isLimited }) => isLimited)) {
    const { api } = await open(t, SETTING, { rateLimit: { accountAndIp: once, ip: once } })
    const sender = request.operation.endsWith('InitiateAuth')
      ? { api, refreshToken: '' }
      : { api, ...(await signedIn(api, ADA)) }
    await request.send(sender)
    const { status, body, headers } = await request.send(sender)
    t.match(
      { status, code: body.code },
      { status: 429, code: 'FST_COGNITO_TOO_MANY_ATTEMPTS' },
      request.operation
    )
    t.ok(Number(headers.get('retry-after')) > 0)
  }
})

/** Misconfigurations of the application: a 500, which no document lists. */
const OWN_MISTAKES = new Set([
  'InvalidEmailRoleAccessPolicyException',
  'InvalidSmsRoleAccessPolicyException',
  'InvalidSmsRoleTrustRelationshipException',
  'InvalidUserPoolConfigurationException',
  'ResourceNotFoundException'
])

t.test('every exception that AWS declares has the documented response', async t => {
  // Side by side, as the SDK waits before a retry.
  t.jobs = 8
  for (const request of REQUESTS) {
    t.test(request.operation, { buffered: true }, async t => {
      const { api, running } = await open(t, request.setting)
      const sender: Sender = {
        api,
        ...(request.setting === undefined ? await signedIn(api, ADA) : { refreshToken: '' })
      }
      for (const name of declaredBy(request)) {
        running.local.fail(request.operation, exception(name))
        const before = running.requests.length
        const { status } = await request.send(sender)
        t.ok(
          running.requests.slice(before).some(({ operation }) => operation === request.operation),
          `${request.operation}: ${name} is a ${status}`
        )
      }
      running.local.fail(request.operation, { body: '<html>' })
      t.equal((await request.send(sender)).status, 502, `${request.operation}: a malformed response`)
      running.local.fail(request.operation, { connection: 'reset' })
      t.equal((await request.send(sender)).status, 503, `${request.operation}: no response`)
    })
  }
})

function declaredBy ({ operation, cannot = {} }: Request): string[] {
  return (OPERATIONS[operation]?.errors ?? []).filter(
    name => !OWN_MISTAKES.has(name) && !Object.hasOwn(cannot, name)
  )
}

t.test('every documented response is tested, and every observed one is documented', async t => {
  for (const line of ledger.lines) t.comment(line)
  t.strictSame(ledger.unseen, [], 'documented, and never observed')
  t.strictSame(ledger.undocumented, [], 'observed, and not documented')
})

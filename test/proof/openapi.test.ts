import { readFile } from 'node:fs/promises'
import { Validator } from '@seriousme/openapi-schema-validator'
import t, { type Test } from 'tap'
import { exception } from '../wire.js'
import { buildApp, visit } from './application.js'
import { Ledger, validatorOf, type Schema } from './contract.js'
import { REQUESTS, type Request, type Sender } from './requests.js'
import { JANE, JOE, newcomer, OTHER_PASSWORD, PASSWORD, signedIn } from './scenarios/steps.js'
import type { Setting } from './subject.js'
import { openWire } from './wire.js'

/** Nothing that the document promises is untested, and nothing that happens is undocumented: by operation and status. */

const FLOWS = ['USER_PASSWORD_AUTH', 'ADMIN_USER_PASSWORD_AUTH'] as const
const ledger = new Ledger()

type RouteOptions = Parameters<typeof visit>[1]['routes']

async function open (t: Test, setting: Setting = {}, routes: RouteOptions = {}) {
  const pool = await openWire(t, { people: [JANE], flows: FLOWS, ...setting })
  const api = await visit(t, { options: { ...pool.options, cognito: { timeout: 10_000 } }, routes: { signIn: { flows: [...FLOWS] }, ...routes }, ledger })
  return { ...pool, api }
}

t.test('the document is valid, and so are its examples', async t => {
  const { options } = await openWire(t, {})
  const app = await buildApp(t, { options, routes: { signIn: { flows: ['USER_PASSWORD_AUTH', 'ADMIN_USER_PASSWORD_AUTH', 'USER_SRP_AUTH', 'CUSTOM_AUTH', 'USER_AUTH'] } } })
  const document = JSON.parse(JSON.stringify(app.swagger()))
  const { valid, errors } = await new Validator().validate(structuredClone(document))
  t.strictSame(errors ?? [], [])
  t.ok(valid)
  const examples = withExamples(document).flatMap(schema => (schema.examples ?? []).map(example => ({ schema, example })))
  t.ok(examples.length > 20)
  for (const { schema, example } of examples) t.ok(validatorOf(schema)(example), JSON.stringify(example))
})

/** Every schema in a document that gives examples of itself. */
function withExamples (part: unknown): Schema[] {
  if (typeof part !== 'object' || part === null) return []
  return [...(Array.isArray((part as Schema).examples) ? [part as Schema] : []), ...Object.values(part).flatMap(withExamples)]
}

t.test('every operation succeeds', async t => {
  const { api, codeFor } = await open(t, { people: [JANE, { ...JOE, invited: true }] })
  const stranger = { ...JANE, email: 'stranger@example.com' }
  const username = stranger.email
  await api.post('/signup', newcomer(stranger))
  await api.post('/signup/resend', { username })
  await api.post('/signup/confirm', { username, code: await codeFor(username) })
  const { session } = (await api.post('/signin', { username: JOE.email, password: JOE.password })).body
  await api.post('/signin/challenge', { challenge: 'NEW_PASSWORD_REQUIRED', session, username: JOE.email, responses: { NEW_PASSWORD: OTHER_PASSWORD } })
  await api.post('/password/forgot', { username })
  await api.post('/password/reset', { username, code: await codeFor(username), newPassword: PASSWORD })
  const { accessToken, refreshToken } = await signedIn(api, stranger)
  await api.post('/refresh', { refreshToken })
  await api.post('/password/change', { password: PASSWORD, newPassword: OTHER_PASSWORD }, accessToken)
  await api.patch('/me', { name: 'Another' }, accessToken)
  await api.get('/me', accessToken)
  await api.post('/me/attributes/email/code', undefined, accessToken)
  await api.post('/me/attributes/email/verify', { code: await codeFor(username) }, accessToken)
  await api.post('/signout', { refreshToken: (await signedIn(api, { ...stranger, password: OTHER_PASSWORD })).refreshToken })
  await api.delete('/me', accessToken)
})

const BODIES = [
  ...['/signup', '/signup/confirm', '/signup/resend', '/signin', '/signin/challenge', '/refresh', '/signout', '/password/forgot', '/password/reset', '/password/change', '/me/attributes/email/verify'].map(path => ['POST', path] as const),
  ['PATCH', '/me'] as const
]

t.test('a body that is none, too large or not as described is refused by every operation', async t => {
  const { api } = await open(t)
  const { accessToken } = await signedIn(api, JANE)
  for (const [method, path] of BODIES) {
    t.equal((await api.ask(method, path, '{"unknown":1}', accessToken)).status, 400)
    t.equal((await api.ask(method, path, '{', accessToken)).status, 400)
    t.equal((await api.ask(method, path, `"${'x'.repeat(65 * 1024)}"`, accessToken)).status, 413)
    t.equal((await api.ask(method, path, 'a=b', accessToken, { 'content-type': 'application/x-www-form-urlencoded' })).status, 415)
  }
  t.equal((await api.post('/me/attributes/nickname/code', undefined, accessToken)).status, 400)
})

t.test('a token that is missing or malformed is refused by every operation that takes one', async t => {
  const { api } = await open(t)
  for (const [method, path] of [...BODIES.slice(-3), ['GET', '/me'], ['DELETE', '/me'], ['POST', '/me/attributes/email/code']] as const) {
    const body = method === 'GET' || method === 'DELETE' || path.endsWith('/code') ? undefined : {}
    t.equal((await api.ask(method, path, body)).status, 401)
    t.equal((await api.ask(method, path, body, undefined, { authorization: 'Bearer a b' })).status, 400)
  }
})

t.test('every operation that is limited says so', async t => {
  const once = { max: 1, timeWindow: 900_000 }
  for (const request of REQUESTS.filter(({ operation, setting }) => setting === undefined && !['GetUser', 'UpdateUserAttributes', 'DeleteUser'].includes(operation))) {
    const { api } = await open(t, {}, { rateLimit: { accountAndAddress: once, address: once } })
    const sender = request.operation.endsWith('InitiateAuth') ? { api, accessToken: '', refreshToken: '' } : { api, ...await signedIn(api, JANE) }
    await request.ask(sender)
    const { status, body, headers } = await request.ask(sender)
    t.match({ status, code: body.code }, { status: 429, code: 'FST_COGNITO_TOO_MANY_TRIES' }, request.operation)
    t.ok(Number(headers.get('retry-after')) > 0)
  }
})

interface Model { operations: Record<string, { errors: string[] }> }
const { operations } = JSON.parse(await readFile('test/service-model/cognito-idp.json', 'utf8')) as Model

/** Mistakes of the application's own set-up: a 500, which no document promises to anybody. */
const OWN_MISTAKES = new Set([
  'InvalidEmailRoleAccessPolicyException', 'InvalidSmsRoleAccessPolicyException', 'InvalidSmsRoleTrustRelationshipException', 'InvalidUserPoolConfigurationException', 'ResourceNotFoundException'
])

t.test('every exception that AWS declares is answered as documented', async t => {
  await Promise.all(REQUESTS.map(async request => {
    const { api, wire } = await open(t, request.setting)
    const sender: Sender = { api, ...(request.setting === undefined ? await signedIn(api, JANE) : { accessToken: '', refreshToken: '' }) }
    for (const name of declaredBy(request)) {
      wire.always(request.operation, exception(name))
      const before = wire.calls.length
      const { status } = await request.ask(sender)
      t.ok(wire.calls.slice(before).some(({ operation }) => operation === request.operation), `${request.operation}: ${name} is a ${status}`)
    }
    wire.always(request.operation, { body: '<html>' })
    t.equal((await request.ask(sender)).status, 502, `${request.operation}: what is no answer`)
    wire.always(request.operation, { silence: 'reset' })
    t.equal((await request.ask(sender)).status, 503, `${request.operation}: no answer`)
  }))
})

function declaredBy ({ operation }: Request): string[] {
  return (operations[operation]?.errors ?? []).filter(name => !OWN_MISTAKES.has(name))
}

t.test('nothing that is documented is untested, and nothing that was seen is undocumented', async t => {
  for (const line of ledger.lines) t.comment(line)
  t.strictSame(ledger.unseen, [], 'documented, and never seen')
  t.strictSame(ledger.undocumented, [], 'seen, and not documented')
})

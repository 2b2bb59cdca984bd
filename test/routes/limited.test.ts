import t, { type Test } from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { bearer, buildApi, newcomer, PASSWORD, post } from '../api.js'
import { startWire } from '../wire.js'
import { SUCCESS } from './answers.js'
import { ADMINISTRATION, REQUESTS, type Asked } from './bodies.js'

/** Which routes count tries, and on what. */

const pool = await createTestPool()

async function onWire (t: Test, rateLimit: object = { accountAndAddress: { max: 1 } }) {
  const { endpoint, calls } = await startWire(t, () => SUCCESS)
  const app = await buildApi(t, pool, { endpoint, routes: { prefix: '/auth', rateLimit, admin: ADMINISTRATION } })
  const token = pool.signIn({ groups: ['admin'] })
  const ask = async ({ method, url, payload }: Asked, as = token) => (await app.inject({ method, url, headers: bearer(as), ...(payload !== undefined && { payload }) })).statusCode
  return { app, ask, calls }
}

const ADDRESS: Asked = { method: 'PATCH', url: '/auth/me', payload: { email: 'joan@example.com' } }

/** Where a guess could be right, or a message goes out. */
const COUNTED: Record<string, Asked> = {
  ...Object.fromEntries((['signUp', 'confirmSignUp', 'resendCode', 'signIn', 'answerChallenge', 'forgotPassword', 'resetPassword', 'changePassword', 'sendAttributeCode', 'verifyAttribute', 'verifyTotp'] as const).map(name => [name, REQUESTS[name]])),
  'a new address': ADDRESS,
  'a new number': { ...ADDRESS, payload: { phone_number: '+491711234567' } }
}

t.test('tries are counted on one account where a guess could be right, or a message goes out', async t => {
  for (const [what, asked] of Object.entries(COUNTED)) {
    const { ask, calls } = await onWire(t)
    t.ok(await ask(asked) < 300, what)
    calls.length = 0
    t.equal(await ask(asked), 429, what)
    t.strictSame(calls, [], 'Cognito heard nothing of it')
  }
})

t.test('and nowhere else', async t => {
  const counted = new Set<string>([...Object.keys(COUNTED), 'updateProfile'])
  for (const [what, asked] of Object.entries(REQUESTS).filter(([name]) => !counted.has(name))) {
    const { ask } = await onWire(t)
    for (let i = 0; i < 3; i++) t.ok(await ask(asked) < 300, what)
  }
})

t.test('a profile without an address in it is changed as often as one likes', async t => {
  const { ask } = await onWire(t)
  t.ok(await ask(ADDRESS) < 300)
  for (let i = 0; i < 3; i++) t.ok(await ask({ ...ADDRESS, payload: { name: `Jane ${i}` } }) < 300)
  t.equal(await ask({ ...ADDRESS, payload: { name: 'Jane', email: 'june@example.com' } }), 429, 'other addresses count together, beside whatever else')
  t.ok(await ask(ADDRESS, pool.signIn()) < 300, "another person's do not")
})

t.test('a sign-in that is too old counts for nothing', async t => {
  const { ask } = await onWire(t)
  const [sub, old] = ['c7f2a1de', { auth_time: Math.floor(Date.now() / 1000) - 3600 }]
  for (let i = 0; i < 3; i++) t.equal(await ask(ADDRESS, pool.signIn({ sub, claims: old })), 401)
  t.ok(await ask(ADDRESS, pool.signIn({ sub })) < 300)
})

t.test('sign-ups count by where a code goes, whatever the username', async t => {
  const phone = '+491711234567'
  const same: [string, (index: number) => object][] = [
    ['the email', index => ({ username: `made-up-${index}`, email: 'jane@example.com', password: PASSWORD })],
    ['the email among the attributes', index => ({ username: `made-up-${index}`, password: PASSWORD, attributes: { email: 'jane@example.com' } })],
    ['the email, in either place', index => index === 0 ? { email: 'jane@example.com', password: PASSWORD } : { username: 'x', password: PASSWORD, attributes: { email: 'JANE@example.com' } }],
    ['the number', index => ({ username: `made-up-${index}`, password: PASSWORD, attributes: { phone_number: phone } })],
    ['the number, before the email', index => ({ email: `made-up-${index}@example.com`, password: PASSWORD, attributes: { phone_number: phone } })],
    ['the username, where there is neither', () => ({ username: 'jane', password: PASSWORD })]
  ]
  for (const [what, bodyOf] of same) {
    const { app } = await onWire(t)
    const statuses: number[] = []
    for (let i = 0; i < 3; i++) statuses.push((await post(app, '/auth/signup', bodyOf(i))).statusCode)
    t.strictSame(statuses, [201, 429, 429], what)
  }
  const { app } = await onWire(t)
  for (let i = 0; i < 3; i++) t.equal((await post(app, '/auth/signup', { ...newcomer(`jane-${i}@example.com`), attributes: { phone_number: `+49171123456${i}` } })).statusCode, 201, 'another address counts by itself')
})

t.test('a sign-up that names nobody counts by where it comes from alone, and asks Cognito nothing', async t => {
  const { app, calls } = await onWire(t, { address: { max: 2 } })
  const statuses: number[] = []
  for (let i = 0; i < 3; i++) statuses.push((await post(app, '/auth/signup', { password: PASSWORD })).statusCode)
  t.strictSame(statuses, [400, 400, 429])
  t.strictSame(calls, [])
})

t.test('two addresses at a sign-up are one too many', async t => {
  const { app, calls } = await onWire(t)
  const wrong = await post(app, '/auth/signup', { email: 'jane@example.com', password: PASSWORD, attributes: { email: 'mallory@example.com' } })
  t.match(wrong.json(), { statusCode: 400, code: 'FST_COGNITO_INVALID_INPUT', message: 'email and attributes.email are two addresses: send one.' })
  t.strictSame(calls, [])
  t.equal((await post(app, '/auth/signup', { email: 'kim@example.com', password: PASSWORD, attributes: { email: 'kim@example.com' } })).statusCode, 201, 'one, said twice, is one')
  t.strictSame(calls[0]?.body['UserAttributes'], [{ Name: 'email', Value: 'kim@example.com' }])
})

import t, { type Test } from 'tap'
import { buildApi, newUser, PASSWORD, post } from '../api.js'
import type { Flow } from '../../dist/schemas/index.js'
import type { PoolOptions } from '../local-pool.js'
import { startPool } from '../local-pool.js'
import { SESSION } from './bodies.js'

const email = 'jane@example.com'

async function api (t: Test, flows: Flow[], options: PoolOptions = {}) {
  const cognito = await startPool(t, { firstFactors: ['PASSWORD', 'EMAIL_OTP'], ...options })
  const app = await buildApi(t, cognito, { routes: { prefix: '/auth', rateLimit: false, signIn: { flows } } })
  return { app, cognito }
}

t.test('with USER_AUTH, users sign up without a password', async t => {
  const { app, cognito } = await api(t, ['USER_PASSWORD_AUTH', 'USER_AUTH'])
  const { statusCode, body } = await post(app, '/auth/signup', { email })
  t.equal(statusCode, 201)
  t.notOk('Password' in (cognito.requests[0]?.input ?? {}), 'Cognito receives none')
  const { session } = JSON.parse(body)
  const code = cognito.mailbox.last(email)?.code
  const confirmed = await post(app, '/auth/signup/confirm', { username: email, code, session })
  t.match(confirmed.json(), { confirmed: true, tokens: { tokenType: 'Bearer' } })
  t.equal((await post(app, '/auth/signup', newUser('joe@example.com'))).statusCode, 201, 'or with one')
})

t.test('Cognito decides whether the user pool allows it', async t => {
  const { app } = await api(t, ['USER_AUTH'], { firstFactors: ['PASSWORD'], malformed: true })
  const response = await post(app, '/auth/signup', { email })
  t.match(response.json(), { statusCode: 400, code: 'FST_COGNITO_PASSWORD_POLICY' })
})

t.test('without USER_AUTH a password is required, and Cognito is not called', async t => {
  const { app, cognito } = await api(t, ['USER_PASSWORD_AUTH', 'USER_SRP_AUTH'])
  const missing = { statusCode: 400, code: 'FST_COGNITO_INVALID_INPUT', message: /password/ }
  t.match((await post(app, '/auth/signup', { email })).json(), missing)
  await t.rejects(app.cognito.signUp({ email }), missing)
  t.strictSame(cognito.requests, [])
  t.match(await app.cognito.signUp({ email, password: PASSWORD }), { confirmed: false })
})

t.test('without USER_AUTH a confirmation returns no tokens, whatever session is sent', async t => {
  const { app, cognito } = await api(t, ['USER_PASSWORD_AUTH', 'USER_SRP_AUTH'])
  const body = { username: email, code: '123456', session: SESSION }
  const rejected = { statusCode: 400, code: 'FST_COGNITO_INVALID_INPUT', message: /session/ }
  t.match((await post(app, '/auth/signup/confirm', body)).json(), rejected)
  await t.rejects(app.cognito.confirmSignUp(body), rejected)
  t.strictSame(cognito.requests, [], 'the code is not used up')
})

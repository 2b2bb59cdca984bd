import t, { type Test } from 'tap'
import { buildApi, newUser, PASSWORD, post } from '../api.js'
import type { Flow } from '../../dist/schemas/index.js'
import type { WireOptions } from '../wire/options.js'
import { startWireCognito } from '../wire/server.js'
import { SESSION } from './bodies.js'

const email = 'jane@example.com'

type Factors = NonNullable<WireOptions['firstFactors']>

async function api (t: Test, flows: Flow[], factors: Factors = ['PASSWORD', 'EMAIL_OTP']) {
  const wire = await startWireCognito(t, { firstFactors: factors })
  const app = await buildApi(t, wire, { routes: { prefix: '/auth', rateLimit: false, signIn: { flows } } })
  return { app, wire }
}

t.test('with USER_AUTH, users sign up without a password', async t => {
  const { app, wire } = await api(t, ['USER_PASSWORD_AUTH', 'USER_AUTH'])
  const { statusCode, body } = await post(app, '/auth/signup', { email })
  t.equal(statusCode, 201)
  t.notOk('Password' in (wire.calls[0]?.body ?? {}), 'Cognito receives none')
  const { session } = JSON.parse(body)
  const { code } = wire.mailbox.last(email)
  const confirmed = await post(app, '/auth/signup/confirm', { username: email, code, session })
  t.match(confirmed.json(), { confirmed: true, tokens: { tokenType: 'Bearer' } })
  t.equal((await post(app, '/auth/signup', newUser('joe@example.com'))).statusCode, 201, 'or with one')
})

t.test('Cognito decides whether the user pool allows it', async t => {
  const { app } = await api(t, ['USER_AUTH'], ['PASSWORD'])
  const response = await post(app, '/auth/signup', { email })
  t.match(response.json(), { statusCode: 400, code: 'FST_COGNITO_INVALID_PARAMETER' })
})

t.test('without USER_AUTH a password is required, and Cognito is not called', async t => {
  const { app, wire } = await api(t, ['USER_PASSWORD_AUTH', 'USER_SRP_AUTH'])
  const missing = { statusCode: 400, code: 'FST_COGNITO_INVALID_INPUT', message: /password/ }
  t.match((await post(app, '/auth/signup', { email })).json(), missing)
  await t.rejects(app.cognito.signUp({ email }), missing)
  t.strictSame(wire.calls, [])
  t.match(await app.cognito.signUp({ email, password: PASSWORD }), { confirmed: false })
})

t.test('nor does a confirmation return tokens there, whatever session is sent', async t => {
  const { app, wire } = await api(t, ['USER_PASSWORD_AUTH', 'USER_SRP_AUTH'])
  const body = { username: email, code: '123456', session: SESSION }
  const rejected = { statusCode: 400, code: 'FST_COGNITO_INVALID_INPUT', message: /session/ }
  t.match((await post(app, '/auth/signup/confirm', body)).json(), rejected)
  await t.rejects(app.cognito.confirmSignUp(body), rejected)
  t.strictSame(wire.calls, [], 'the code is not used up')
})

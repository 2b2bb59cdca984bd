import t, { type Test } from 'tap'
import { createHash } from 'node:crypto'
import type { RequestRecord, Respond } from '../../dist/local/index.js'
import { bearer, buildApi, post } from '../api.js'
import { DeviceSecret } from '../protocol/device-secret.js'
import { ADA, SECRET, startPool, type PoolOptions } from '../local-pool.js'
import { SrpSignIn } from '../protocol/srp-exchange.js'
import { challenge } from './bodies.js'

/** SRP with a Cognito that returns no Session: the secret block identifies the sign-in. */

async function api (t: Test, options: PoolOptions = {}) {
  const cognito = await startPool(t, { users: [ADA], ...options })
  for (const operation of ['InitiateAuth', 'RespondToAuthChallenge']) {
    cognito.local.fail(operation, withoutSession)
  }
  const flows = ['USER_SRP_AUTH' as const, 'USER_PASSWORD_AUTH' as const]
  const app = await buildApi(t, cognito, { routes: { prefix: '/auth', rateLimit: false, signIn: { flows } } })
  const startSignIn = async () => {
    const srp = new SrpSignIn(cognito.options)
    const started = (await post(app, '/auth/signin', { username: ADA.email, srpA: srp.A })).json()
    return { ...started, proof: srp.proof(ADA.password, started.parameters) }
  }
  const respond = (name: string, responses: object, step: { session?: string, username?: string } = {}) => {
    const {
      body: { session, ...body }
    } = challenge(name, responses as Record<string, unknown>)
    return post(app, '/auth/signin/challenge', { ...body, username: ADA.email, ...step })
  }
  const last = () => cognito.requests.at(-1)?.input as object
  return { app, cognito, startSignIn, respond, last }
}

/** Challenges of SRP come without a Session: Cognito recognizes the secret block. */
async function withoutSession (_call: RequestRecord, respond: Respond) {
  const { body } = await respond()
  const { Session, ...rest } = body
  return { body: /VERIFIER/.test(String(body['ChallengeName'])) ? rest : body }
}

t.test('a password is proved without a session', async t => {
  const { startSignIn, respond, last } = await api(t)
  const question = await startSignIn()
  t.match(question, { challenge: 'PASSWORD_VERIFIER', parameters: { USER_ID_FOR_SRP: ADA.sub } })
  const response = await respond('PASSWORD_VERIFIER', question.proof, { username: ADA.sub })
  t.match(response.json(), { tokenType: 'Bearer' })
  t.notOk('Session' in last(), 'Cognito receives none')
})

t.test('or with the one that carries the internal username, which a client secret needs', async t => {
  const { startSignIn, respond, last } = await api(t, { clientSecret: SECRET })
  const question = await startSignIn()
  const { statusCode } = await respond('PASSWORD_VERIFIER', question.proof)
  t.equal(statusCode, 401, 'the email address alone is not enough')
  const again = await startSignIn()
  t.match(again.session, /^[\w.-]{20,}$/)
  const response = await respond('PASSWORD_VERIFIER', again.proof, { session: again.session })
  t.match(response.json(), { tokenType: 'Bearer' })
  t.match(last(), { ChallengeResponses: { USERNAME: ADA.sub } })
  t.notOk('Session' in last(), "the plugin's own state is not sent to Cognito")
})

t.test('a wrong proof is a wrong password', async t => {
  const { startSignIn, respond } = await api(t)
  const question = await startSignIn()
  const wrong = { ...question.proof, PASSWORD_CLAIM_SIGNATURE: createHash('sha256').digest('base64') }
  const response = await respond('PASSWORD_VERIFIER', wrong, { username: ADA.sub })
  t.match(response.json(), { statusCode: 401, code: 'FST_COGNITO_WRONG_CREDENTIALS' })
})

t.test('a device proves its secret without a session', async t => {
  const { app, startSignIn, respond, last } = await api(t, { devices: {} })
  const question = await startSignIn()
  const first = (await respond('PASSWORD_VERIFIER', question.proof, { session: question.session })).json()
  const device = new DeviceSecret({ DeviceKey: first.device.key, DeviceGroupKey: first.device.groupKey })
  const {
    verifierConfig: { PasswordVerifier: passwordVerifier, Salt: salt }
  } = device
  const confirm = { confirm: { passwordVerifier, salt } }
  const url = `/auth/me/devices/${device.key}`
  await app.inject({ method: 'PUT', url, headers: bearer(first.accessToken), payload: confirm })

  const { session, proof: passwordProof } = await startSignIn()
  const responses = { ...passwordProof, DEVICE_KEY: device.key }
  const step = (await respond('PASSWORD_VERIFIER', responses, { session })).json()
  t.equal(step.challenge, 'DEVICE_SRP_AUTH')
  const opened = (await respond('DEVICE_SRP_AUTH', device.opening(), { session: step.session })).json()
  t.equal(opened.challenge, 'DEVICE_PASSWORD_VERIFIER')
  const proof = device.proof(opened.parameters)
  const response = await respond('DEVICE_PASSWORD_VERIFIER', proof, { username: ADA.sub })
  t.match(response.json(), { tokenType: 'Bearer' })
  t.notOk('Session' in last())
})

t.test('a challenge that always has a session in Cognito needs it', async t => {
  const { respond, cognito } = await api(t)
  cognito.requests.length = 0
  const challengeResponses = { EMAIL_OTP: { EMAIL_OTP_CODE: '1' }, MFA_SETUP: { EMAIL: ADA.email } }
  for (const [name, responses] of Object.entries(challengeResponses)) {
    const response = await respond(name, responses)
    t.match(response.json(), { statusCode: 400, message: "body must have required property 'session'" }, name)
  }
  t.strictSame(cognito.requests, [])
})

import t, { type Test } from 'tap'
import { createHash, randomBytes } from 'node:crypto'
import { bearer, buildApi, post } from '../api.js'
import { ADA, SECRET } from '../wire/client.js'
import { DeviceSecret } from '../wire/device-secret.js'
import type { WireOptions } from '../wire/options.js'
import { startWireCognito } from '../wire/server.js'
import { srpProof } from '../wire/srp.js'
import { challenge } from './bodies.js'

/** SRP with a Cognito that returns no Session: the secret block identifies the sign-in. */

const TIMESTAMP = 'Tue Mar 5 09:07:01 UTC 2024'

async function api (t: Test, options: WireOptions = {}) {
  const wire = await startWireCognito(t, { users: [ADA], srpWithoutSession: true, ...options })
  const flows = ['USER_SRP_AUTH' as const, 'USER_PASSWORD_AUTH' as const]
  const app = await buildApi(t, wire, { routes: { prefix: '/auth', rateLimit: false, signIn: { flows } } })
  const asked = async () => {
    const begin = { username: ADA.email, srpA: randomBytes(32).toString('hex') }
    return (await post(app, '/auth/signin', begin)).json()
  }
  const respond = (name: string, responses: object, step: { session?: string, username?: string } = {}) => {
    const {
      body: { session, ...body }
    } = challenge(name, responses as Record<string, unknown>)
    return post(app, '/auth/signin/challenge', { ...body, username: ADA.email, ...step })
  }
  const last = () => wire.calls.at(-1)?.body as object
  return { app, wire, asked, respond, last }
}

interface Question {
  parameters: Record<string, string>
}

const proofOf = ({ parameters: { SECRET_BLOCK: secretBlock = '' } }: Question) => ({
  PASSWORD_CLAIM_SECRET_BLOCK: secretBlock,
  PASSWORD_CLAIM_SIGNATURE: srpProof({ password: ADA.password, secretBlock, timestamp: TIMESTAMP }),
  TIMESTAMP
})

t.test('a password is proved without a session', async t => {
  const { asked, respond, last } = await api(t)
  const question = await asked()
  t.match(question, { challenge: 'PASSWORD_VERIFIER', parameters: { USER_ID_FOR_SRP: ADA.sub } })
  const response = await respond('PASSWORD_VERIFIER', proofOf(question), { username: ADA.sub })
  t.match(response.json(), { tokenType: 'Bearer' })
  t.notOk('Session' in last(), 'Cognito receives none')
})

t.test('or with the one that carries the internal username, which a client secret needs', async t => {
  const { asked, respond, last } = await api(t, { clientSecret: SECRET })
  const question = await asked()
  const { statusCode } = await respond('PASSWORD_VERIFIER', proofOf(question))
  t.equal(statusCode, 401, 'the email address alone is not enough')
  const again = await asked()
  t.match(again.session, /^[\w.-]{20,}$/)
  const response = await respond('PASSWORD_VERIFIER', proofOf(again), { session: again.session })
  t.match(response.json(), { tokenType: 'Bearer' })
  t.match(last(), { ChallengeResponses: { USERNAME: ADA.sub } })
  t.notOk('Session' in last(), "the plugin's own state is not sent to Cognito")
})

t.test('a wrong proof is a wrong password', async t => {
  const { asked, respond } = await api(t)
  const question = await asked()
  const wrong = { ...proofOf(question), PASSWORD_CLAIM_SIGNATURE: createHash('sha256').digest('base64') }
  const response = await respond('PASSWORD_VERIFIER', wrong, { username: ADA.sub })
  t.match(response.json(), { statusCode: 401, code: 'FST_COGNITO_WRONG_CREDENTIALS' })
})

t.test('a device proves its secret without a session', async t => {
  const { app, asked, respond, last } = await api(t, { devices: {} })
  const question = await asked()
  const first = (await respond('PASSWORD_VERIFIER', proofOf(question), { session: question.session })).json()
  const device = new DeviceSecret({ DeviceKey: first.device.key, DeviceGroupKey: first.device.groupKey })
  const {
    verifierConfig: { PasswordVerifier: passwordVerifier, Salt: salt }
  } = device
  const confirm = { confirm: { passwordVerifier, salt } }
  const url = `/auth/me/devices/${device.key}`
  await app.inject({ method: 'PUT', url, headers: bearer(first.accessToken), payload: confirm })

  const { session, parameters } = await asked()
  const responses = { ...proofOf({ parameters }), DEVICE_KEY: device.key }
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
  const { respond, wire } = await api(t)
  wire.calls.length = 0
  const answers = { EMAIL_OTP: { EMAIL_OTP_CODE: '1' }, MFA_SETUP: { EMAIL: ADA.email } }
  for (const [name, responses] of Object.entries(answers)) {
    const response = await respond(name, responses)
    t.match(response.json(), { statusCode: 400, message: "body must have required property 'session'" }, name)
  }
  t.strictSame(wire.calls, [])
})

import Fastify from 'fastify'
import t, { type Test } from 'tap'
import cognitoAuth from '../../dist/index.js'
import { createTestPool } from '../../dist/testing/index.js'
import { bearer, buildApi } from '../api.js'
import { startScripted } from '../scripted.js'
import { PASSKEY } from './answers.js'
import { REQUESTS, type RouteRequest } from './bodies.js'

/** Passkeys: the calls to Cognito, and the responses. */

const pool = await createTestPool()

async function scripted (t: Test, body: object = {}) {
  const { endpoint, calls } = await startScripted(t, () => ({ body }))
  const app = await buildApi(t, pool, { endpoint })
  const token = pool.signIn()
  const send = ({ method, url, payload }: RouteRequest) =>
    app.inject({ method, url, headers: bearer(token), ...(payload !== undefined && { payload }) })
  return { send, calls, token, app, endpoint }
}

t.test('the registration options are those of Cognito', async t => {
  const options = {
    challenge: 'aGVsbG8',
    rp: { id: 'example.com', name: 'Example' },
    user: { id: 'YQ', name: 'jane', displayName: 'jane' },
    timeout: 60_000,
    excludeCredentials: [],
    pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
    authenticatorSelection: { requireResidentKey: true, userVerification: 'preferred' },
    attestation: null
  }
  const { send, calls, token } = await scripted(t, { CredentialCreationOptions: options })
  t.strictSame((await send(REQUESTS.startPasskeyRegistration)).json(), { options })
  t.strictSame(calls, [{ operation: 'StartWebAuthnRegistration', body: { AccessToken: token } }])
})

t.test('malformed options are a 502', async t => {
  for (const body of [
    {},
    { CredentialCreationOptions: 'x' },
    { CredentialCreationOptions: ['x'] },
    { CredentialCreationOptions: 7 }
  ]) {
    const { send } = await scripted(t, body)
    t.match(
      (await send(REQUESTS.startPasskeyRegistration)).json(),
      { statusCode: 502, code: 'FST_COGNITO_UNEXPECTED_RESPONSE' },
      JSON.stringify(body)
    )
  }
})

t.test('Cognito receives the credential unchanged', async t => {
  const credential = {
    id: 'YQ',
    rawId: 'YQ',
    type: 'public-key',
    authenticatorAttachment: null,
    clientExtensionResults: { credProps: { rk: true } },
    response: {
      clientDataJSON: 'e30',
      attestationObject: 'o2M',
      transports: ['internal', 'hybrid'],
      publicKeyAlgorithm: -7
    }
  }
  const { send, calls, token } = await scripted(t)
  const response = await send({ ...REQUESTS.completePasskeyRegistration, payload: { credential } })
  t.equal(response.statusCode, 201)
  t.strictSame(response.json(), { created: true })
  t.strictSame(calls, [
    { operation: 'CompleteWebAuthnRegistration', body: { AccessToken: token, Credential: credential } }
  ])
})

t.test('the list has what identifies a passkey to a user', async t => {
  const { send, calls, token } = await scripted(t, {
    Credentials: [PASSKEY, { CredentialId: 'Yg', RelyingPartyId: 'example.com' }]
  })
  t.strictSame((await send(REQUESTS.listPasskeys)).json(), {
    passkeys: [
      { id: 'YQ', name: 'iCloud', relyingParty: 'example.com', createdAt: '2026-01-01T00:00:00.000Z' },
      { id: 'Yg', name: null, relyingParty: 'example.com', createdAt: null }
    ]
  })
  t.strictSame(calls, [{ operation: 'ListWebAuthnCredentials', body: { AccessToken: token } }])
})

t.test('a malformed list is a 502', async t => {
  for (const body of [{ Credentials: {} }, { Credentials: ['x'] }, { Credentials: [{}] }]) {
    const { send } = await scripted(t, body)
    t.match(
      (await send(REQUESTS.listPasskeys)).json(),
      { statusCode: 502, code: 'FST_COGNITO_UNEXPECTED_RESPONSE' },
      JSON.stringify(body)
    )
  }
})

t.test('a passkey is deleted by its ID', async t => {
  const { send, calls, token } = await scripted(t)
  t.equal((await send({ method: 'DELETE', url: '/auth/me/passkeys/a-B_9' })).statusCode, 204)
  t.strictSame(calls, [
    { operation: 'DeleteWebAuthnCredential', body: { AccessToken: token, CredentialId: 'a-B_9' } }
  ])
})

t.test('however long its ID is, if the application allows such paths', async t => {
  const { endpoint, calls } = await scripted(t)
  const app = Fastify({ routerOptions: { maxParamLength: 1400 } })
  t.teardown(async () => {
    await app.close()
  })
  await app.register(cognitoAuth, { ...pool.options, endpoint, routes: { prefix: '/auth' } })
  const remove = (length: number) =>
    app.inject({
      method: 'DELETE',
      url: `/auth/me/passkeys/${'a'.repeat(length)}`,
      headers: pool.authorization()
    })
  t.equal((await remove(1364)).statusCode, 204)
  t.match((await remove(1365)).json(), {
    statusCode: 400,
    code: 'FST_COGNITO_INVALID_INPUT',
    message: 'params/id'
  })
  t.equal(calls.length, 1)
})

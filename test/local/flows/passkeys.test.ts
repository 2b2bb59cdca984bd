import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import t, { type Test } from 'tap'
import { isoBase64URL, isoCBOR } from '@simplewebauthn/server/helpers'
import type { PublicKeyCredentialCreationOptionsJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import type { PoolOptions } from './client.js'
import { ADA, BOB, refusal, start } from './client.js'
import { raw } from '../local.js'
import { selfSigned } from '../../../dist/local/pool/certificate.js'
import { SoftwareAuthenticator } from '../../protocol/software-authenticator.js'

interface Pair {
  publicKey: KeyObject
  privateKey: KeyObject
}

const NOT_FOUND = refusal('WebAuthnChallengeNotFoundException')

async function signedIn (t: Test, options: PoolOptions = {}) {
  const { api, signIn, ...started } = await start(t, options)
  const AccessToken = (await signIn(ADA)).AuthenticationResult?.AccessToken as string
  const startRegistration = async () =>
    (await api.startWebAuthnRegistration({ AccessToken }))
      .CredentialCreationOptions as unknown as PublicKeyCredentialCreationOptionsJSON
  const complete = (credential: RegistrationResponseJSON, token = AccessToken) =>
    api.completeWebAuthnRegistration({ AccessToken: token, Credential: credential as never })
  const list = async (page = {}) => await api.listWebAuthnCredentials({ AccessToken, ...page })
  return { ...started, api, signIn, AccessToken, startRegistration, complete, list }
}

t.test('a passkey is registered and signs in', async t => {
  const { cognito, initiate, respond, startRegistration, complete, list } = await signedIn(t)
  const authenticator = new SoftwareAuthenticator()
  const options = await startRegistration()
  t.strictSame(
    { ...options, challenge: undefined },
    {
      challenge: undefined,
      rp: { id: 'localhost', name: 'localhost' },
      user: { id: Buffer.from(ADA.sub).toString('base64url'), name: ADA.sub, displayName: ADA.sub },
      pubKeyCredParams: [
        { alg: -7, type: 'public-key' },
        { alg: -257, type: 'public-key' }
      ],
      timeout: 60_000,
      excludeCredentials: [],
      authenticatorSelection: {
        residentKey: 'required',
        requireResidentKey: true,
        userVerification: 'preferred'
      }
    }
  )
  const credential = authenticator.create(options)
  await complete(credential)
  t.strictSame((await list()).Credentials, [
    {
      CredentialId: credential.id,
      FriendlyCredentialName: 'Passkey',
      RelyingPartyId: 'localhost',
      AuthenticatorAttachment: 'platform',
      AuthenticatorTransports: ['internal'],
      CreatedAt: new Date(cognito.clock())
    }
  ])
  const USERNAME = ADA.email
  const challenged = await initiate('USER_AUTH', { USERNAME, PREFERRED_CHALLENGE: 'WEB_AUTHN' })
  const request = JSON.parse(challenged.ChallengeParameters?.['CREDENTIAL_REQUEST_OPTIONS'] as string)
  const CREDENTIAL = JSON.stringify(authenticator.get(request))
  t.ok((await respond('WEB_AUTHN', challenged, USERNAME, { CREDENTIAL })).AuthenticationResult)
})

t.test('the options exclude the passkeys that the user has', async t => {
  const authenticator = new SoftwareAuthenticator()
  const { cognito, startRegistration } = await signedIn(t, {
    users: [
      { ...ADA, passkeys: [authenticator] },
      { ...BOB, passkeys: [new SoftwareAuthenticator()] }
    ]
  })
  const options = await startRegistration()
  t.strictSame(
    options.excludeCredentials,
    cognito.liveUser(ADA.email).passkeys.map(({ id }) => ({ id, type: 'public-key' }))
  )
  t.throws(
    () => {
      authenticator.create(options)
    },
    { name: 'InvalidStateError' }
  )
})

t.test('a challenge is accepted once, and only the newest one', async t => {
  const { startRegistration, complete, list } = await signedIn(t)
  const authenticator = new SoftwareAuthenticator()
  const [older, newer] = [await startRegistration(), await startRegistration()]
  await t.rejects(complete(authenticator.create(older)), NOT_FOUND)
  const credential = authenticator.create(newer)
  const responses = await Promise.allSettled([complete(credential), complete(credential)])
  t.strictSame(responses.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  await t.rejects(complete(credential), NOT_FOUND)
  t.equal((await list()).Credentials?.length, 1)
})

t.test('a challenge expires after the timeout of its options', async t => {
  const { cognito, startRegistration, complete } = await signedIn(t)
  const authenticator = new SoftwareAuthenticator()
  const credential = authenticator.create(await startRegistration())
  cognito.advance(60_000)
  await t.rejects(complete(credential), NOT_FOUND)
  const inTime = authenticator.create(await startRegistration())
  cognito.advance(59_999)
  await complete(inTime)
})

t.test('a challenge belongs to one user and one app client', async t => {
  const { cognito, api, signIn, startRegistration, complete } = await signedIn(t)
  const { UserPoolClient } = await api.createUserPoolClient({
    UserPoolId: cognito.options.userPoolId,
    ClientName: 'other',
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH']
  })
  const credential = new SoftwareAuthenticator().create(await startRegistration())
  const bob = (await signIn(BOB)).AuthenticationResult?.AccessToken as string
  await t.rejects(complete(credential, bob), NOT_FOUND)
  const elsewhere = await api.initiateAuth({
    AuthFlow: 'USER_PASSWORD_AUTH',
    ClientId: UserPoolClient?.ClientId,
    AuthParameters: { USERNAME: ADA.email, PASSWORD: ADA.password }
  })
  await t.rejects(
    complete(credential, elsewhere.AuthenticationResult?.AccessToken),
    refusal('WebAuthnClientMismatchException')
  )
  await complete(credential)
})

t.test('the origin must be an allowed one', async t => {
  const { startRegistration, complete } = await signedIn(t, {
    relyingParty: { id: 'example.com', origins: [] }
  })
  for (const origin of ['http://example.com', 'https://example.org', 'https://notexample.com']) {
    const credential = new SoftwareAuthenticator(origin).create(await startRegistration())
    await t.rejects(complete(credential), refusal('WebAuthnOriginNotAllowedException'), origin)
  }
  for (const origin of ['https://example.com', 'https://app.example.com:8443']) {
    await complete(new SoftwareAuthenticator(origin).create(await startRegistration()))
  }
})

t.test('the relying party must be that of the pool', async t => {
  const { startRegistration, complete } = await signedIn(t)
  const options = await startRegistration()
  await t.rejects(
    complete(new SoftwareAuthenticator().create({ ...options, rp: { id: 'example.com', name: '' } })),
    refusal('WebAuthnRelyingPartyMismatchException')
  )
})

t.test('malformed credentials are rejected', async t => {
  const { cognito, AccessToken, startRegistration, complete, list } = await signedIn(t)
  const NOT_SUPPORTED = refusal('WebAuthnCredentialNotSupportedException')
  const { response, ...credential } = new SoftwareAuthenticator().create(await startRegistration())
  const parts = isoCBOR.decodeFirst<Map<string, string>>(isoBase64URL.toBuffer(response.attestationObject))
  const attestationObject = isoBase64URL.fromBuffer(isoCBOR.encode(parts.set('fmt', 'compound')))
  await t.rejects(complete({ ...credential, response: { ...response, attestationObject } }), NOT_SUPPORTED)
  const next = new SoftwareAuthenticator().create(await startRegistration())
  await t.rejects(complete({ ...next, rawId: 'AAAA' }), NOT_SUPPORTED)
  await startRegistration()
  await t.rejects(complete({} as never), refusal('InvalidParameterException'))
  t.match(await raw(cognito, 'CompleteWebAuthnRegistration', { AccessToken, Credential: 'a' }), {
    status: 400,
    body: { __type: 'InvalidParameterException' }
  })
  t.strictSame((await list()).Credentials, [])
})

t.test('user verification is optional, user presence is required', async t => {
  const { startRegistration, complete } = await signedIn(t)
  const authenticator = new SoftwareAuthenticator()
  authenticator.verifiesUser = false
  await complete(authenticator.create(await startRegistration()))
})

t.test('a user has at most 20 passkeys', async t => {
  const passkeys = Array.from({ length: 19 }, () => new SoftwareAuthenticator())
  const { startRegistration, complete } = await signedIn(t, { users: [{ ...ADA, passkeys }] })
  await complete(new SoftwareAuthenticator().create(await startRegistration()))
  await t.rejects(startRegistration(), refusal('LimitExceededException'))
})

t.test('a pool without passkeys rejects their operations', async t => {
  const { startRegistration, complete } = await signedIn(t, { firstFactors: ['PASSWORD'] })
  await t.rejects(startRegistration(), refusal('WebAuthnNotEnabledException'))
  await t.rejects(complete({} as never), refusal('WebAuthnNotEnabledException'))
})

type Registration = RegistrationResponseJSON
type Value = Parameters<typeof isoCBOR.encode>[0]

const partsOf = ({ response }: Registration) =>
  isoCBOR.decodeFirst<Map<string, Value>>(isoBase64URL.toBuffer(response.attestationObject))

/** The credential with another attestation object. */
const withObject = ({ response, ...credential }: Registration, object: Uint8Array): Registration => ({
  ...credential,
  response: { ...response, attestationObject: Buffer.from(object).toString('base64url') }
})

/** The credential with another part of its attestation object. */
const withPart = (credential: Registration, name: string, value: Value): Registration =>
  withObject(credential, isoCBOR.encode(partsOf(credential).set(name, value)))

const UNSUPPORTED = refusal('WebAuthnCredentialNotSupportedException', 'The credential is not supported.')

t.test('a passkey with an RSA key signs in', async t => {
  const { initiate, respond, startRegistration, complete } = await signedIn(t)
  const authenticator = new SoftwareAuthenticator()
  authenticator.algorithm = 'RS256'
  await complete(authenticator.create(await startRegistration()))
  const USERNAME = ADA.email
  const challenge = await initiate('USER_AUTH', { USERNAME, PREFERRED_CHALLENGE: 'WEB_AUTHN' })
  const options = JSON.parse(challenge.ChallengeParameters?.['CREDENTIAL_REQUEST_OPTIONS'] ?? '')
  const CREDENTIAL = JSON.stringify(authenticator.get(options))
  t.ok((await respond('WEB_AUTHN', challenge, USERNAME, { CREDENTIAL })).AuthenticationResult)
})

t.test('a packed attestation is signed by the passkey itself or by a certificate', async t => {
  const { startRegistration, complete, list } = await signedIn(t)
  const authenticator = new SoftwareAuthenticator()
  authenticator.attestation = 'self'
  await complete(authenticator.create(await startRegistration()))
  const forged = authenticator.create({ ...(await startRegistration()), excludeCredentials: [] })
  const signed = partsOf(forged).get('attStmt') as Map<string, Uint8Array>
  const statement = new Map<string, Value>([
    ['alg', -7],
    ['sig', Buffer.from(signed.get('sig') ?? []).reverse()]
  ])
  await t.rejects(complete(withPart(forged, 'attStmt', statement)), UNSUPPORTED)

  const [pair, other] = [0, 1].map(() => generateKeyPairSync('rsa', { modulusLength: 2048 })) as [Pair, Pair]
  const certificate = selfSigned({ kid: 'a', jwk: {}, ...pair }, 'Authenticator', Date.now())
  const certified = new SoftwareAuthenticator()
  certified.attestation = { certificate, privateKey: pair.privateKey }
  await complete(certified.create(await startRegistration()))
  const another = new SoftwareAuthenticator()
  another.attestation = { certificate, privateKey: other.privateKey }
  await t.rejects(complete(another.create(await startRegistration())), UNSUPPORTED, 'signed by another key')
  t.equal((await list()).Credentials?.length, 2)
})

t.test('other attestation formats are accepted with any statement', async t => {
  const { startRegistration, complete, list } = await signedIn(t)
  const statement = new Map<string, Value>([
    ['ver', '2.0'],
    ['x5c', [Buffer.alloc(300), Buffer.alloc(20)]],
    ['flags', [true, false, null, -1, 1000, 70000]]
  ])
  const credential = withPart(new SoftwareAuthenticator().create(await startRegistration()), 'fmt', 'tpm')
  await complete(withPart(credential, 'attStmt', statement))
  t.equal((await list()).Credentials?.length, 1)
})

t.test('CBOR that Web Authentication does not use is not supported', async t => {
  const { startRegistration, complete, list } = await signedIn(t)
  for (const [label, hex] of Object.entries({
    'a tag': 'c001',
    'a list of indefinite length': '9f01ff',
    'a number of eight bytes': '1b0000000000000001',
    'bytes that end too early': '58ff00',
    undefined: 'f7',
    'a floating-point number': 'f93c00',
    nothing: ''
  })) {
    const credential = new SoftwareAuthenticator().create(await startRegistration())
    await t.rejects(complete(withObject(credential, Buffer.from(hex, 'hex'))), UNSUPPORTED, label)
  }
  t.strictSame((await list()).Credentials, [])
})

t.test('malformed authenticator data and unsupported keys are rejected', async t => {
  const { startRegistration, complete, list } = await signedIn(t)
  // 37 bytes of header, 18 before the credential ID, and its 32.
  const key = (data: Uint8Array, value: Value) =>
    Buffer.concat([data.subarray(0, 37 + 18 + 32), isoCBOR.encode(value)])
  const none = (data: Uint8Array) =>
    Buffer.concat([data.subarray(0, 32), Buffer.of(0x05), data.subarray(33, 37)])
  for (const [label, change] of Object.entries({
    'too short': (data: Uint8Array) => data.subarray(0, 36),
    'a key that is no map': (data: Uint8Array) => key(data, 1),
    'a key for EdDSA': (data: Uint8Array) =>
      key(
        data,
        new Map([
          [1, 1],
          [3, -8],
          [-1, 6]
        ])
      ),
    'no credential': none
  })) {
    const credential = new SoftwareAuthenticator().create(await startRegistration())
    const data = partsOf(credential).get('authData') as Uint8Array
    await t.rejects(complete(withPart(credential, 'authData', change(data))), UNSUPPORTED, label)
  }
  t.strictSame((await list()).Credentials, [])
})

t.test('the credential must be a newly created one of a user who is present', async t => {
  const { startRegistration, complete, list } = await signedIn(t)
  const { response, ...credential } = new SoftwareAuthenticator().create(await startRegistration())
  const clientData = JSON.parse(Buffer.from(response.clientDataJSON, 'base64url').toString())
  const asserted = Buffer.from(JSON.stringify({ ...clientData, type: 'webauthn.get' })).toString('base64url')
  await t.rejects(
    complete({ ...credential, response: { ...response, clientDataJSON: asserted } }),
    UNSUPPORTED
  )
  const absent = new SoftwareAuthenticator().create(await startRegistration())
  const data = Buffer.from(partsOf(absent).get('authData') as Uint8Array)
  data.writeUInt8(data.readUInt8(32) & ~0x01, 32)
  await t.rejects(complete(withPart(absent, 'authData', data)), UNSUPPORTED)
  t.strictSame((await list()).Credentials, [])
})

t.test('a cross-platform authenticator, and one without transports', async t => {
  const { startRegistration, complete, list } = await signedIn(t)
  const { response, ...credential } = new SoftwareAuthenticator().create(await startRegistration())
  const { transports: _transports, ...without } = response
  await complete({ ...credential, authenticatorAttachment: 'cross-platform', response: without })
  const [roaming] = (await list()).Credentials ?? []
  t.match(roaming, {
    FriendlyCredentialName: 'Roaming passkey',
    AuthenticatorAttachment: 'cross-platform',
    AuthenticatorTransports: []
  })
  const unknown = new SoftwareAuthenticator().create(await startRegistration())
  delete unknown.authenticatorAttachment
  await complete(unknown)
  const [, second] = (await list()).Credentials ?? []
  t.equal(second?.FriendlyCredentialName, 'Passkey')
  t.notOk('AuthenticatorAttachment' in (second ?? {}))
})

t.test('with required user verification, an unverified user is rejected', async t => {
  const { cognito, api, startRegistration, complete } = await signedIn(t)
  await api.setUserPoolMfaConfig({
    UserPoolId: cognito.options.userPoolId,
    WebAuthnConfiguration: { RelyingPartyId: 'localhost', UserVerification: 'required' }
  })
  const authenticator = new SoftwareAuthenticator()
  authenticator.verifiesUser = false
  const options = await startRegistration()
  t.equal(options.authenticatorSelection?.userVerification, 'required')
  await t.rejects(complete(authenticator.create(options)), UNSUPPORTED)
  authenticator.verifiesUser = true
  await complete(authenticator.create(await startRegistration()))
})

t.test('the relying party of a pool without settings for passkeys is localhost', async t => {
  const { api } = await start(t)
  const { UserPool } = await api.createUserPool({
    PoolName: 'passkeys',
    Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] } }
  })
  const UserPoolId = UserPool?.Id
  const { UserPoolClient } = await api.createUserPoolClient({
    UserPoolId,
    ClientName: 'client',
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH']
  })
  const named = { UserPoolId, Username: 'ada' }
  await api.adminCreateUser(named)
  await api.adminSetUserPassword({ ...named, Password: ADA.password, Permanent: true })
  const { AuthenticationResult } = await api.initiateAuth({
    ClientId: UserPoolClient?.ClientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: 'ada', PASSWORD: ADA.password }
  })
  const AccessToken = AuthenticationResult?.AccessToken
  const { CredentialCreationOptions } = await api.startWebAuthnRegistration({ AccessToken })
  t.match(CredentialCreationOptions, {
    rp: { id: 'localhost' },
    authenticatorSelection: { userVerification: 'preferred' }
  })
})

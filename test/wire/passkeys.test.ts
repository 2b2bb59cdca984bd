import t, { type Test } from 'tap'
import { isoBase64URL, isoCBOR } from '@simplewebauthn/server/helpers'
import type { PublicKeyCredentialCreationOptionsJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import type { WireOptions } from './options.js'
import { ADA, BOB, raw, refusal, start } from './client.js'
import { SoftwareAuthenticator } from './software-authenticator.js'

const NOT_FOUND = refusal('WebAuthnChallengeNotFoundException')

async function signedIn (t: Test, options: WireOptions = {}) {
  const { api, signIn, ...started } = await start(t, options)
  const AccessToken = (await signIn(ADA)).AuthenticationResult?.AccessToken as string
  const begin = async () => (await api.startWebAuthnRegistration({ AccessToken })).CredentialCreationOptions as unknown as PublicKeyCredentialCreationOptionsJSON
  const complete = (credential: RegistrationResponseJSON, token = AccessToken) => api.completeWebAuthnRegistration({ AccessToken: token, Credential: credential as never })
  const list = async (page = {}) => await api.listWebAuthnCredentials({ AccessToken, ...page })
  return { ...started, api, signIn, AccessToken, begin, complete, list }
}

t.test('a passkey is made, and signs in', async t => {
  const { wire, initiate, respond, begin, complete, list } = await signedIn(t)
  const authenticator = new SoftwareAuthenticator()
  const options = await begin()
  t.strictSame({ ...options, challenge: undefined }, {
    challenge: undefined,
    rp: { id: 'localhost', name: 'localhost' },
    user: { id: Buffer.from(ADA.sub).toString('base64url'), name: ADA.sub, displayName: ADA.sub },
    pubKeyCredParams: [{ alg: -7, type: 'public-key' }, { alg: -257, type: 'public-key' }],
    timeout: 60_000,
    excludeCredentials: [],
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'preferred' }
  })
  const credential = authenticator.create(options)
  await complete(credential)
  t.strictSame((await list()).Credentials, [{
    CredentialId: credential.id,
    FriendlyCredentialName: 'Passkey',
    RelyingPartyId: 'localhost',
    AuthenticatorAttachment: 'platform',
    AuthenticatorTransports: ['internal'],
    CreatedAt: new Date(wire.clock())
  }])
  const USERNAME = ADA.email
  const asked = await initiate('USER_AUTH', { USERNAME, PREFERRED_CHALLENGE: 'WEB_AUTHN' })
  const answer = authenticator.get(JSON.parse(asked.ChallengeParameters?.['CREDENTIAL_REQUEST_OPTIONS'] as string))
  t.ok((await respond('WEB_AUTHN', asked, USERNAME, { CREDENTIAL: JSON.stringify(answer) })).AuthenticationResult)
})

t.test('who has passkeys is told to use another authenticator', async t => {
  const authenticator = new SoftwareAuthenticator()
  const { wire, begin } = await signedIn(t, { users: [{ ...ADA, passkeys: [authenticator] }, { ...BOB, passkeys: [new SoftwareAuthenticator()] }] })
  const options = await begin()
  t.strictSame(options.excludeCredentials, wire.person(ADA.email).passkeys.map(({ id }) => ({ id, type: 'public-key' })))
  t.throws(() => { authenticator.create(options) }, { name: 'InvalidStateError' })
})

t.test('a challenge works once, and the newest only', async t => {
  const { begin, complete, list } = await signedIn(t)
  const authenticator = new SoftwareAuthenticator()
  const [older, newer] = [await begin(), await begin()]
  await t.rejects(complete(authenticator.create(older)), NOT_FOUND)
  const credential = authenticator.create(newer)
  const answers = await Promise.allSettled([complete(credential), complete(credential)])
  t.strictSame(answers.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  await t.rejects(complete(credential), NOT_FOUND)
  t.equal((await list()).Credentials?.length, 1)
})

t.test('and as long as a browser was told to wait', async t => {
  const { wire, begin, complete } = await signedIn(t)
  const authenticator = new SoftwareAuthenticator()
  const credential = authenticator.create(await begin())
  wire.advance(60_000)
  await t.rejects(complete(credential), NOT_FOUND)
  const inTime = authenticator.create(await begin())
  wire.advance(59_999)
  await complete(inTime)
})

t.test('it is of one person and one client', async t => {
  const { api, signIn, begin, complete } = await signedIn(t, { otherClientId: 'otherclient2' })
  const credential = new SoftwareAuthenticator().create(await begin())
  const bob = (await signIn(BOB)).AuthenticationResult?.AccessToken as string
  await t.rejects(complete(credential, bob), NOT_FOUND)
  const elsewhere = await api.initiateAuth({ AuthFlow: 'USER_PASSWORD_AUTH', ClientId: 'otherclient2', AuthParameters: { USERNAME: ADA.email, PASSWORD: ADA.password } })
  await t.rejects(complete(credential, elsewhere.AuthenticationResult?.AccessToken), refusal('WebAuthnClientMismatchException'))
  await complete(credential)
})

t.test('the origin is one of those that are allowed', async t => {
  const origins = ['https://app.example.com']
  const { begin, complete } = await signedIn(t, { relyingParty: { id: 'example.com', origins } })
  const authenticator = new SoftwareAuthenticator('https://example.com')
  await t.rejects(async () => complete(authenticator.create(await begin())), refusal('WebAuthnOriginNotAllowedException'))
  origins.push('https://example.com')
  await complete(authenticator.create(await begin()))
})

t.test('the relying party is this one', async t => {
  const { begin, complete } = await signedIn(t)
  const options = await begin()
  await t.rejects(complete(new SoftwareAuthenticator().create({ ...options, rp: { id: 'example.com', name: '' } })), refusal('WebAuthnRelyingPartyMismatchException'))
})

t.test('a credential that is not in order', async t => {
  const { wire, AccessToken, begin, complete, list } = await signedIn(t)
  const NOT_SUPPORTED = refusal('WebAuthnCredentialNotSupportedException')
  const { response, ...credential } = new SoftwareAuthenticator().create(await begin())
  const parts = isoCBOR.decodeFirst<Map<string, string>>(isoBase64URL.toBuffer(response.attestationObject))
  const attestationObject = isoBase64URL.fromBuffer(isoCBOR.encode(parts.set('fmt', 'compound')))
  await t.rejects(complete({ ...credential, response: { ...response, attestationObject } }), NOT_SUPPORTED)
  const next = new SoftwareAuthenticator().create(await begin())
  await t.rejects(complete({ ...next, rawId: 'AAAA' }), NOT_SUPPORTED)
  await begin()
  await t.rejects(complete({} as never), refusal('InvalidParameterException'))
  t.match(await raw(wire, 'CompleteWebAuthnRegistration', { AccessToken, Credential: 'a' }), { status: 400, __type: 'InvalidParameterException' })
  t.strictSame((await list()).Credentials, [])
})

t.test('a person need not be verified, only present', async t => {
  const { begin, complete } = await signedIn(t)
  const authenticator = new SoftwareAuthenticator()
  authenticator.verifiesUser = false
  await complete(authenticator.create(await begin()))
})

t.test('a person has twenty at most', async t => {
  const passkeys = Array.from({ length: 19 }, () => new SoftwareAuthenticator())
  const { begin, complete } = await signedIn(t, { users: [{ ...ADA, passkeys }] })
  await complete(new SoftwareAuthenticator().create(await begin()))
  await t.rejects(begin(), refusal('LimitExceededException'))
})

t.test('a pool that does not offer them has none', async t => {
  const { begin, complete } = await signedIn(t, { firstFactors: ['PASSWORD'] })
  await t.rejects(begin(), refusal('WebAuthnNotEnabledException'))
  await t.rejects(complete({} as never), refusal('WebAuthnNotEnabledException'))
})

import t, { type Test } from 'tap'
import type { PoolOptions } from './client.js'
import { ADA, BOB, refusal, start } from './client.js'
import type { Passkey } from '../../../dist/local/pool/records.js'
import { SoftwareAuthenticator } from '../../protocol/software-authenticator.js'

const USERNAME = ADA.email
const INVALID = refusal('NotAuthorizedException', 'Invalid passkey.')

/** Registers a passkey, and returns functions that start a challenge and respond to it. */
async function withPasskey (t: Test, options: PoolOptions = {}) {
  const authenticator = new SoftwareAuthenticator()
  const started = await start(t, { users: [{ ...ADA, passkeys: [authenticator] }], ...options })
  const startChallenge = () => started.initiate('USER_AUTH', { USERNAME, PREFERRED_CHALLENGE: 'WEB_AUTHN' })
  const credential = ({ ChallengeParameters = {} }: Awaited<ReturnType<typeof startChallenge>>) =>
    authenticator.get(JSON.parse(ChallengeParameters['CREDENTIAL_REQUEST_OPTIONS'] as string))
  const sendCredential = (
    challenged: Awaited<ReturnType<typeof startChallenge>>,
    credential: object | string
  ) =>
    started.respond('WEB_AUTHN', challenged, USERNAME, {
      CREDENTIAL: typeof credential === 'string' ? credential : JSON.stringify(credential)
    })
  return { ...started, authenticator, startChallenge, credential, sendCredential }
}

t.test('a passkey signs in, as the preferred or the selected challenge', async t => {
  const { cognito, initiate, respond, startChallenge, credential, sendCredential } = await withPasskey(t)
  const challenged = await startChallenge()
  const options = JSON.parse(challenged.ChallengeParameters?.['CREDENTIAL_REQUEST_OPTIONS'] as string)
  const [{ id, transports }] = cognito.liveUser(USERNAME).passkeys as [Passkey]
  t.strictSame(
    { ...options, challenge: undefined },
    {
      challenge: undefined,
      rpId: 'localhost',
      timeout: 180_000,
      userVerification: 'preferred',
      allowCredentials: [{ type: 'public-key', id, transports }]
    }
  )
  t.ok((await sendCredential(challenged, credential(challenged))).AuthenticationResult)
  const chosen = await respond('SELECT_CHALLENGE', await initiate('USER_AUTH', { USERNAME }), USERNAME, {
    ANSWER: 'WEB_AUTHN'
  })
  t.equal(chosen.ChallengeName, 'WEB_AUTHN')
  t.ok((await sendCredential(chosen, credential(chosen))).AuthenticationResult)
})

t.test('a credential for another challenge is rejected', async t => {
  const { startChallenge, credential, sendCredential } = await withPasskey(t)
  const [challenged, other] = [await startChallenge(), await startChallenge()]
  await t.rejects(sendCredential(other, credential(challenged)), INVALID)
  await t.rejects(sendCredential(challenged, '{}'), refusal('InvalidParameterException'))
  await t.rejects(sendCredential(challenged, 'null'), refusal('InvalidParameterException'))
  await t.rejects(sendCredential(challenged, '{'), refusal('InvalidParameterException'))
  t.ok(
    (await sendCredential(challenged, credential(challenged))).AuthenticationResult,
    'a malformed credential leaves the challenge valid'
  )
})

t.test('the signature is verified', async t => {
  const { startChallenge, credential, sendCredential } = await withPasskey(t)
  const challenged = await startChallenge()
  const { response, ...created } = credential(challenged)
  const other = await startChallenge()
  await t.rejects(
    sendCredential(challenged, {
      ...created,
      response: { ...response, signature: credential(other).response.signature }
    }),
    INVALID
  )
})

t.test('the origin and the relying party are verified', async t => {
  const { authenticator, startChallenge, credential, sendCredential } = await withPasskey(t)
  authenticator.origin = 'http://127.0.0.1:3000'
  const elsewhere = await startChallenge()
  await t.rejects(sendCredential(elsewhere, credential(elsewhere)), INVALID)
  authenticator.origin = 'http://localhost:3000'
  const challenged = await startChallenge()
  t.ok((await sendCredential(challenged, credential(challenged))).AuthenticationResult)

  const { cognito, ...other } = await withPasskey(t)
  const [passkey] = cognito.liveUser(USERNAME).passkeys as [Passkey]
  Object.assign(passkey, other.authenticator.enrol('example.com', ''))
  const foreign = await other.startChallenge()
  const options = JSON.parse(foreign.ChallengeParameters?.['CREDENTIAL_REQUEST_OPTIONS'] as string)
  await t.rejects(
    other.sendCredential(foreign, other.authenticator.get({ ...options, rpId: 'example.com' })),
    INVALID
  )
})

t.test('a signature counter that decreases is rejected', async t => {
  const { cognito, startChallenge, credential, sendCredential } = await withPasskey(t)
  const [first, second] = [await startChallenge(), await startChallenge()]
  const earlier = credential(first)
  t.ok((await sendCredential(second, credential(second))).AuthenticationResult)
  await t.rejects(sendCredential(first, earlier), INVALID)
  t.equal(cognito.liveUser(USERNAME).passkeys[0]?.counter, 2)
})

t.test('a passkey of another user is rejected', async t => {
  const authenticator = new SoftwareAuthenticator()
  const { cognito, startChallenge, sendCredential } = await withPasskey(t, {
    users: [
      { ...ADA, passkeys: [new SoftwareAuthenticator()] },
      { ...BOB, passkeys: [authenticator] }
    ]
  })
  const challenged = await startChallenge()
  const options = JSON.parse(challenged.ChallengeParameters?.['CREDENTIAL_REQUEST_OPTIONS'] as string)
  const id = cognito.liveUser(BOB.email).passkeys[0]?.id as string
  await t.rejects(
    sendCredential(
      challenged,
      authenticator.get({ ...options, allowCredentials: [{ type: 'public-key', id }] })
    ),
    INVALID
  )
})

t.test('each passkey of a user signs in', async t => {
  const authenticators = [new SoftwareAuthenticator(), new SoftwareAuthenticator()]
  const { cognito, startChallenge, sendCredential } = await withPasskey(t, {
    users: [{ ...ADA, passkeys: authenticators }]
  })
  for (const authenticator of authenticators) {
    const challenged = await startChallenge()
    const credential = authenticator.get(
      JSON.parse(challenged.ChallengeParameters?.['CREDENTIAL_REQUEST_OPTIONS'] as string)
    )
    t.ok((await sendCredential(challenged, credential)).AuthenticationResult)
  }
  t.strictSame(
    cognito.liveUser(USERNAME).passkeys.map(({ counter }) => counter),
    [1, 1]
  )
})

t.test('user verification is optional, user presence is required', async t => {
  const { authenticator, startChallenge, credential, sendCredential } = await withPasskey(t)
  authenticator.verifiesUser = false
  const challenged = await startChallenge()
  t.ok((await sendCredential(challenged, credential(challenged))).AuthenticationResult)
})

t.test('an authenticator without a signature counter stays at 0', async t => {
  const { cognito, authenticator, startChallenge, credential, sendCredential } = await withPasskey(t)
  authenticator.counts = false
  for (let times = 0; times < 2; times++) {
    const challenge = await startChallenge()
    t.ok((await sendCredential(challenge, credential(challenge))).AuthenticationResult)
  }
  t.equal(cognito.liveUser(USERNAME).passkeys[0]?.counter, 0)
})

t.test('malformed authenticator data is rejected', async t => {
  const { startChallenge, credential, sendCredential } = await withPasskey(t)
  for (const authenticatorData of ['AAAA', undefined]) {
    const challenge = await startChallenge()
    const { response, ...created } = credential(challenge)
    await t.rejects(
      sendCredential(challenge, { ...created, response: { ...response, authenticatorData } }),
      INVALID
    )
  }
})

t.test('with user verification, a passkey can count as two factors', async t => {
  const authenticator = new SoftwareAuthenticator()
  const mfa = ['SOFTWARE_TOKEN_MFA' as const]
  const { cognito, api, initiate, startChallenge, sendCredential } = await withPasskey(t, {
    users: [{ ...ADA, mfa, passkeys: [authenticator] }]
  })
  const available = async () => (await initiate('USER_AUTH', { USERNAME })).AvailableChallenges
  t.notOk((await available())?.includes('WEB_AUTHN'), 'a user with a second factor has a password')
  await api.setUserPoolMfaConfig({
    UserPoolId: cognito.options.userPoolId,
    WebAuthnConfiguration: {
      RelyingPartyId: 'localhost',
      UserVerification: 'required',
      FactorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION'
    }
  })
  t.notOk((await available())?.includes('WEB_AUTHN'), 'the user has to enable it')
  const named = { UserPoolId: cognito.options.userPoolId, Username: USERNAME }
  const prefer = (settings: object) => api.adminSetUserMFAPreference({ ...named, ...settings })
  const alone = { WebAuthnMfaSettings: { Enabled: true } }
  await t.rejects(prefer(alone), { message: 'WebAuthn MFA requires enabling an additional MFA setting.' })
  await prefer({ ...alone, SoftwareTokenMfaSettings: { Enabled: true } })
  t.strictSame((await api.adminGetUser(named)).UserMFASettingList, [
    'SOFTWARE_TOKEN_MFA',
    'WEB_AUTHN_MFA'
  ])
  t.ok((await available())?.includes('WEB_AUTHN'))
  const challenge = await startChallenge()
  const created = authenticator.get(
    JSON.parse(challenge.ChallengeParameters?.['CREDENTIAL_REQUEST_OPTIONS'] as string)
  )
  t.ok((await sendCredential(challenge, created)).AuthenticationResult?.AccessToken)
})

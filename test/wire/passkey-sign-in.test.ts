import t, { type Test } from 'tap'
import type { WireOptions } from './options.js'
import { ADA, BOB, refusal, start } from './client.js'
import type { Passkey } from './passkey.js'
import { SoftwareAuthenticator } from './software-authenticator.js'

const USERNAME = ADA.email
const INVALID = refusal('NotAuthorizedException', 'Invalid passkey.')

/** Somebody with a passkey, and what a browser says to the challenge that is put. */
async function withPasskey (t: Test, options: WireOptions = {}) {
  const authenticator = new SoftwareAuthenticator()
  const started = await start(t, { users: [{ ...ADA, passkeys: [authenticator] }], ...options })
  const ask = () => started.initiate('USER_AUTH', { USERNAME, PREFERRED_CHALLENGE: 'WEB_AUTHN' })
  const credential = ({ ChallengeParameters = {} }: Awaited<ReturnType<typeof ask>>) => authenticator.get(JSON.parse(ChallengeParameters['CREDENTIAL_REQUEST_OPTIONS'] as string))
  const answer = (asked: Awaited<ReturnType<typeof ask>>, credential: object | string) =>
    started.respond('WEB_AUTHN', asked, USERNAME, { CREDENTIAL: typeof credential === 'string' ? credential : JSON.stringify(credential) })
  return { ...started, authenticator, ask, credential, answer }
}

t.test('a passkey signs in, at once or by choice', async t => {
  const { wire, initiate, respond, ask, credential, answer } = await withPasskey(t)
  const asked = await ask()
  const options = JSON.parse(asked.ChallengeParameters?.['CREDENTIAL_REQUEST_OPTIONS'] as string)
  const [{ id, transports }] = wire.person(USERNAME).passkeys as [Passkey]
  t.strictSame({ ...options, challenge: undefined }, {
    challenge: undefined, rpId: 'localhost', timeout: 180_000, userVerification: 'preferred', allowCredentials: [{ type: 'public-key', id, transports }]
  })
  t.ok((await answer(asked, credential(asked))).AuthenticationResult)
  const chosen = await respond('SELECT_CHALLENGE', await initiate('USER_AUTH', { USERNAME }), USERNAME, { ANSWER: 'WEB_AUTHN' })
  t.equal(chosen.ChallengeName, 'WEB_AUTHN')
  t.ok((await answer(chosen, credential(chosen))).AuthenticationResult)
})

t.test('it answers the challenge that was put, and no other', async t => {
  const { ask, credential, answer } = await withPasskey(t)
  const [asked, other] = [await ask(), await ask()]
  await t.rejects(answer(other, credential(asked)), INVALID)
  await t.rejects(answer(asked, '{}'), refusal('InvalidParameterException'))
  await t.rejects(answer(asked, 'null'), refusal('InvalidParameterException'))
  await t.rejects(answer(asked, '{'), refusal('InvalidParameterException'))
  t.ok((await answer(asked, credential(asked))).AuthenticationResult, 'what is malformed leaves the challenge open')
})

t.test('the signature is checked', async t => {
  const { ask, credential, answer } = await withPasskey(t)
  const asked = await ask()
  const { response, ...made } = credential(asked)
  const other = await ask()
  await t.rejects(answer(asked, { ...made, response: { ...response, signature: credential(other).response.signature } }), INVALID)
})

t.test('so are the origin and the relying party', async t => {
  const { authenticator, ask, credential, answer } = await withPasskey(t, { relyingParty: { id: 'localhost', origins: ['http://localhost:3000'] } })
  const elsewhere = await ask()
  await t.rejects(answer(elsewhere, credential(elsewhere)), INVALID)
  authenticator.origin = 'http://localhost:3000'
  const asked = await ask()
  t.ok((await answer(asked, credential(asked))).AuthenticationResult)

  const { wire, ...other } = await withPasskey(t)
  const [passkey] = wire.person(USERNAME).passkeys as [Passkey]
  Object.assign(passkey, other.authenticator.enrol('example.com', ''))
  const foreign = await other.ask()
  const options = JSON.parse(foreign.ChallengeParameters?.['CREDENTIAL_REQUEST_OPTIONS'] as string)
  await t.rejects(other.answer(foreign, other.authenticator.get({ ...options, rpId: 'example.com' })), INVALID)
})

t.test('an authenticator that counts backwards is a copy', async t => {
  const { wire, ask, credential, answer } = await withPasskey(t)
  const [first, second] = [await ask(), await ask()]
  const earlier = credential(first)
  t.ok((await answer(second, credential(second))).AuthenticationResult)
  await t.rejects(answer(first, earlier), INVALID)
  t.equal(wire.person(USERNAME).passkeys[0]?.counter, 2)
})

t.test("another person's passkey does not sign in", async t => {
  const authenticator = new SoftwareAuthenticator()
  const { wire, ask, answer } = await withPasskey(t, { users: [{ ...ADA, passkeys: [new SoftwareAuthenticator()] }, { ...BOB, passkeys: [authenticator] }] })
  const asked = await ask()
  const options = JSON.parse(asked.ChallengeParameters?.['CREDENTIAL_REQUEST_OPTIONS'] as string)
  const id = wire.person(BOB.email).passkeys[0]?.id as string
  await t.rejects(answer(asked, authenticator.get({ ...options, allowCredentials: [{ type: 'public-key', id }] })), INVALID)
})

t.test('of several, any signs in', async t => {
  const authenticators = [new SoftwareAuthenticator(), new SoftwareAuthenticator()]
  const { wire, ask, answer } = await withPasskey(t, { users: [{ ...ADA, passkeys: authenticators }] })
  for (const authenticator of authenticators) {
    const asked = await ask()
    const credential = authenticator.get(JSON.parse(asked.ChallengeParameters?.['CREDENTIAL_REQUEST_OPTIONS'] as string))
    t.ok((await answer(asked, credential)).AuthenticationResult)
  }
  t.strictSame(wire.person(USERNAME).passkeys.map(({ counter }) => counter), [1, 1])
})

t.test('a person need not be verified, only present', async t => {
  const { authenticator, ask, credential, answer } = await withPasskey(t)
  authenticator.verifiesUser = false
  const asked = await ask()
  t.ok((await answer(asked, credential(asked))).AuthenticationResult)
})

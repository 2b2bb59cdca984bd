import t, { type Test } from 'tap'
import { ADA, BOB } from '../local-pool.js'
import { SoftwareAuthenticator } from '../protocol/software-authenticator.js'
import { addGlobals, startServer } from './server.js'

/** Passkeys in Node.js, with an authenticator in place of the browser's. test/browser has a real browser. */

const credentials = { username: ADA.email, password: ADA.password }

type Ceremony = (options: { publicKey: never, signal?: AbortSignal }) => Promise<unknown>

/** Adds the browser's API for passkeys to this process, until the test ends. */
function addApi (t: Test, ceremonies: { create: Ceremony, get: Ceremony }): void {
  const json = <Value>(value: Value) => value
  const api = { parseCreationOptionsFromJSON: json, parseRequestOptionsFromJSON: json }
  addGlobals(t, { PublicKeyCredential: api, navigator: { credentials: ceremonies } })
}

function addAuthenticator (t: Test, origin: string): void {
  const authenticator = new SoftwareAuthenticator(origin)
  const credential = (json: object) => ({ toJSON: () => json })
  addApi(t, {
    create: async ({ publicKey, signal }) => {
      signal?.throwIfAborted()
      return credential(authenticator.create(publicKey))
    },
    get: async ({ publicKey, signal }) => {
      signal?.throwIfAborted()
      return credential(authenticator.get(publicKey))
    }
  })
}

t.test('a passkey is registered and signs in, in both modes', async t => {
  const server = await startServer(t)
  for (const mode of ['sessionsClient', 'tokensClient'] as const) {
    addAuthenticator(t, server.origin)
    const auth = server[mode]()
    await auth.signIn(credentials)
    t.equal(auth.passkeys.isSupported(), true)
    await auth.passkeys.register()
    await t.rejects(auth.passkeys.register(), { code: 'PASSKEY_EXISTS', status: null, cause: Error })
    const { passkeys } = await auth.listPasskeys()
    t.equal(passkeys.length, 1)

    const other = server[mode]()
    t.match(await other.passkeys.signIn({ username: ADA.email }), { user: { id: ADA.sub } })
    t.match(await other.session(), { user: { id: ADA.sub } })
    await auth.deletePasskey({ id: passkeys[0]?.id as string })
    t.strictSame((await auth.listPasskeys()).passkeys, [])
  }
})

t.test('a user without a passkey gets the challenge of another factor', async t => {
  const { sessionsClient, origin } = await startServer(t)
  addAuthenticator(t, origin)
  const challenge = await sessionsClient().passkeys.signIn({ username: BOB.email })
  t.match(challenge, { challenge: 'SELECT_CHALLENGE', username: BOB.email })
})

t.test('a device without the passkey, and a user who cancels', async t => {
  const { sessionsClient, origin } = await startServer(t)
  addAuthenticator(t, origin)
  const auth = sessionsClient()
  await auth.signIn(credentials)
  await auth.passkeys.register()
  addAuthenticator(t, origin)
  await t.rejects(auth.passkeys.signIn({ username: ADA.email }), { code: 'PASSKEY_CANCELLED' })
})

t.test('an aborted ceremony rejects with the reason', async t => {
  const { sessionsClient } = await startServer(t)
  const controller = new AbortController()
  const abort: Ceremony = async ({ signal }) => {
    controller.abort()
    signal?.throwIfAborted()
  }
  addApi(t, { create: abort, get: abort })
  const auth = sessionsClient()
  await auth.signIn(credentials)
  const { signal } = controller
  await t.rejects(auth.passkeys.register({ signal }), { name: 'AbortError' })
  await t.rejects(auth.passkeys.register({ signal }), { name: 'AbortError' }, 'before it, too')
})

t.test('another error of the browser', async t => {
  const { sessionsClient } = await startServer(t)
  const fail: Ceremony = async () => {
    throw new DOMException('The relying party ID is not a suffix.', 'SecurityError')
  }
  addApi(t, { create: fail, get: fail })
  const auth = sessionsClient()
  await auth.signIn(credentials)
  await t.rejects(auth.passkeys.register(), {
    code: 'PASSKEYS_UNSUPPORTED',
    cause: { name: 'SecurityError' }
  })
})

t.test('without passkeys in the browser, no request is sent', async t => {
  const { sessionsClient, requests } = await startServer(t)
  const { passkeys } = sessionsClient()
  t.equal(passkeys.isSupported(), false)
  await t.rejects(passkeys.register(), { code: 'PASSKEYS_UNSUPPORTED' })
  await t.rejects(passkeys.signIn({ username: ADA.email }), { code: 'PASSKEYS_UNSUPPORTED' })
  t.strictSame(requests, [])
})

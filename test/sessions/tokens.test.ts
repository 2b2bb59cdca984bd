import t, { type Test } from 'tap'
import type { Revocations, SessionOptions } from '../../dist/index.js'
import { createTestPool } from '../../dist/testing/index.js'
import { startScripted, type Call, type ScriptedResponse } from '../scripted.js'
import { buildWithSessions, storeWith } from './application.js'

/** Tokens that Cognito rarely issues, and tokens that become invalid before they expire. */

const HOUR = 3600
const PAYLOAD = { username: 'jane@example.com', password: 'Correct-horse-7' }
const REJECTED = {
  status: 400,
  body: { __type: 'NotAuthorizedException', message: 'Refresh Token has expired' }
}

interface Setting {
  /** Replaces the response of Cognito. */
  respond?: (call: Call, tokens: Record<string, unknown>) => ScriptedResponse | undefined
  session?: Partial<SessionOptions>
  revocation?: { open: () => Promise<Revocations> }
}

async function setUp (t: Test, { respond, session = {}, revocation }: Setting = {}) {
  const pool = await createTestPool({ clock: true, keyHost: true })
  t.teardown(() => pool.close())
  const tokens = () => ({
    AccessToken: pool.signIn({ sub: 'jane' }),
    IdToken: pool.idToken({ sub: 'jane' }),
    RefreshToken: 'refresh',
    ExpiresIn: HOUR
  })
  const { endpoint, calls } = await startScripted(
    t,
    call => respond?.(call, tokens()) ?? { body: { AuthenticationResult: tokens() } }
  )
  const build = () =>
    buildWithSessions(t, pool, { endpoint, session, ...(revocation !== undefined && { revocation }) })
  const { browser, lines } = await build()
  const jane = browser()
  const signIn = (payload: object = PAYLOAD) =>
    jane.send('POST', '/auth/signin', { headers: { 'x-session': 'cookie' }, payload })
  const inputs = (operation: string) =>
    calls.filter(call => call.operation === operation).map(({ body }) => body)
  const getSession = async () => (await jane.send('GET', '/auth/session')).json()
  return { pool, build, jane, signIn, getSession, inputs, lines }
}

t.test('a session without a refresh token ends with its access token', async t => {
  const { pool, jane, signIn, getSession, inputs } = await setUp(t, {
    respond: (_call, { RefreshToken: _, ...tokens }) => ({ body: { AuthenticationResult: tokens } })
  })
  t.match((await signIn()).json(), { user: { id: 'jane', email: 'jane@example.com', name: null } })
  pool.advance(HOUR)
  t.strictSame(await getSession(), { user: null })
  t.strictSame(inputs('GetTokensFromRefreshToken'), [])
  await signIn()
  t.equal((await jane.send('POST', '/auth/logout')).statusCode, 204)
  t.strictSame(inputs('RevokeToken'), [])
})

t.test('a refresh includes the key of the device', async t => {
  const device = { DeviceKey: 'eu-west-1_a1b2', DeviceGroupKey: 'group' }
  const { pool, signIn, getSession, inputs } = await setUp(t, {
    respond: ({ body }, tokens) => {
      const { AuthParameters } = body as { AuthParameters?: Record<string, string> }
      return AuthParameters === undefined || 'DEVICE_KEY' in AuthParameters
        ? undefined
        : { body: { AuthenticationResult: { ...tokens, NewDeviceMetadata: device } } }
    }
  })
  await signIn()
  pool.advance(HOUR)
  t.match(await getSession(), { user: { id: 'jane' } })
  await signIn({ ...PAYLOAD, deviceKey: 'eu-west-1_5c6d' })
  pool.advance(HOUR)
  t.match(await getSession(), { user: { id: 'jane' } })
  t.strictSame(
    inputs('GetTokensFromRefreshToken').map(input => input['DeviceKey']),
    ['eu-west-1_a1b2', 'eu-west-1_5c6d']
  )
})

t.test('a refresh that returns no expiry is an unexpected response', async t => {
  const { pool, jane, signIn } = await setUp(t, {
    respond: ({ operation }, tokens) =>
      operation === 'GetTokensFromRefreshToken'
        ? { body: { AuthenticationResult: { ...tokens, AccessToken: 'a.e30.c' } } }
        : undefined
  })
  await signIn()
  pool.advance(HOUR)
  t.match((await jane.send('GET', '/auth/session')).json(), {
    statusCode: 502,
    code: 'FST_COGNITO_UNEXPECTED_RESPONSE'
  })
})

t.test('a refresh that returns the token of another pool ends the session', async t => {
  const other = await createTestPool({ userPoolId: 'eu-west-1_Other' })
  t.teardown(() => other.close())
  const { pool, signIn, getSession, inputs } = await setUp(t, {
    respond: ({ operation }, tokens) =>
      operation === 'GetTokensFromRefreshToken'
        ? { body: { AuthenticationResult: { ...tokens, AccessToken: other.signIn() } } }
        : undefined
  })
  await signIn()
  pool.advance(HOUR)
  t.strictSame(await getSession(), { user: null })
  t.strictSame(await getSession(), { user: null })
  t.equal(inputs('GetTokensFromRefreshToken').length, 1)
})

t.test('a token whose key was removed is refreshed', async t => {
  let isRejected = false
  const { pool, build, jane, signIn, inputs } = await setUp(t, {
    session: { store: sharedStore() },
    respond: ({ operation }) =>
      isRejected && operation === 'GetTokensFromRefreshToken' ? REJECTED : undefined
  })
  await signIn()
  pool.rotateKeys()
  pool.removeKey()
  // An application that has no key yet, and fetches the new one.
  const fresh = (await build()).browser()
  fresh.cookie = jane.cookie
  t.match((await fresh.send('GET', '/auth/session')).json(), { user: { id: 'jane' } })
  t.equal(inputs('GetTokensFromRefreshToken').length, 1)
  t.match((await fresh.send('GET', '/auth/session')).json(), { user: { id: 'jane' } })
  t.equal(inputs('GetTokensFromRefreshToken').length, 1)

  pool.rotateKeys()
  pool.removeKey()
  isRejected = true
  const other = (await build()).browser()
  other.cookie = jane.cookie
  t.strictSame((await other.send('GET', '/auth/session')).json(), { user: null })
})

t.test('a rejected token that cannot be refreshed ends no session', async t => {
  let isUnavailable = true
  const { pool, build, jane, signIn } = await setUp(t, {
    session: { store: sharedStore() },
    respond: ({ operation }) =>
      isUnavailable && operation === 'GetTokensFromRefreshToken'
        ? { status: 500, body: { __type: 'InternalErrorException', message: 'simulated' } }
        : undefined
  })
  await signIn()
  pool.rotateKeys()
  pool.removeKey()
  const fresh = (await build()).browser()
  fresh.cookie = jane.cookie
  t.match((await fresh.send('GET', '/auth/session')).json(), {
    statusCode: 503,
    code: 'FST_COGNITO_UNAVAILABLE'
  })
  isUnavailable = false
  pool.advance(5)
  t.match((await fresh.send('GET', '/auth/session')).json(), { user: { id: 'jane' } })
})

t.test('a key set that cannot be fetched ends no session', async t => {
  const { pool, build, jane, signIn, getSession, inputs } = await setUp(t, {
    session: { store: sharedStore() }
  })
  await signIn()
  await pool.outage('refused')
  const fresh = (await build()).browser()
  fresh.cookie = jane.cookie
  t.match((await fresh.send('GET', '/auth/session')).json(), {
    statusCode: 503,
    code: 'FST_COGNITO_KEYS_UNAVAILABLE'
  })
  pool.advance(HOUR)
  const other = (await build()).browser()
  other.cookie = jane.cookie
  t.match((await other.send('GET', '/auth/session')).json(), { code: 'FST_COGNITO_KEYS_UNAVAILABLE' })
  await pool.restore()
  t.match(await getSession(), { user: { id: 'jane' } })
  t.equal(inputs('GetTokensFromRefreshToken').length, 1)
})

t.test('a revocation of another process ends the session', async t => {
  let revoked = false
  const revocations: Revocations = {
    isRevoked: () => revoked,
    revoke: async () => {},
    health: () => ({ status: 'synced', entries: 0 }),
    close: async () => {}
  }
  const { signIn, getSession, inputs } = await setUp(t, { revocation: { open: async () => revocations } })
  await signIn()
  revoked = true
  t.strictSame(await getSession(), { user: null })
  revoked = false
  t.strictSame(await getSession(), { user: null })
  t.equal(inputs('RevokeToken').length, 1, 'it ends at Cognito, too')
})

t.test('a use that cannot be recorded is logged', async t => {
  const { pool, jane, signIn, lines } = await setUp(t, {
    session: { store: storeWith(() => ({ touch: async () => Promise.reject(new Error('write failed')) })) }
  })
  await signIn()
  pool.advance(120)
  await jane.send('GET', '/profile')
  await new Promise(setImmediate)
  t.match(lines.join(), /write failed.*session not extended/)
})

/** A store in memory that several applications share. */
function sharedStore (): NonNullable<SessionOptions['store']> {
  let opened: ReturnType<NonNullable<SessionOptions['store']>['open']> | undefined
  const store = storeWith(() => ({}))
  return { open: context => (opened ??= store.open(context)) }
}

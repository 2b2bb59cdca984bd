import t, { type Test } from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { buildApi, PASSWORD } from '../api.js'
import { startScripted, type ScriptedResponse } from '../scripted.js'

/** The results of the functions of `fastify.cognito`, which no schema of a route completes. */

const pool = await createTestPool()
const accessToken = pool.signIn()
const USER = {
  Username: 'jane',
  UserAttributes: [{ Name: 'sub', Value: 'c7f2a1de-1c2b-4a3d-9e5f-0a1b2c3d4e5f' }],
  Enabled: true,
  UserStatus: 'CONFIRMED'
}

/** Returns the functions, of which Cognito responds to each operation with the same body. */
async function cognito (t: Test, body: ScriptedResponse['body'] = {}) {
  const { endpoint } = await startScripted(t, ({ operation }) => ({
    body: operation === 'AdminGetUser' || operation === 'GetUser' ? USER : body
  }))
  return (await buildApi(t, pool, { endpoint })).cognito
}

t.test('results of completed requests', async t => {
  const { forgotPassword, resetPassword, verifyAttribute, ...rest } = await cognito(t, { Status: 'SUCCESS' })
  const code = '123456'
  t.strictSame(await forgotPassword({ username: 'jane' }), { accepted: true })
  t.strictSame(await resetPassword({ username: 'jane', code, newPassword: PASSWORD }), { reset: true })
  t.strictSame(await verifyAttribute({ accessToken, name: 'email', code }), { verified: true })
  t.strictSame(await rest.verifyTotp({ accessToken, code }), { verified: true })
  const credential = { id: 'x' } as never
  t.strictSame(await rest.completePasskeyRegistration({ accessToken, credential }), { created: true })
})

t.test('a list that Cognito omits is empty, and has no next page', async t => {
  const functions = await cognito(t)
  const { listDevices, listPasskeys, listGroups, listUsers, listUsersInGroup, listUserAuthEvents } = functions
  t.strictSame(await listDevices({ accessToken }), { devices: [] })
  t.strictSame(await listPasskeys({ accessToken }), { passkeys: [] })
  t.strictSame(await listGroups({}), { groups: [] })
  t.strictSame(await listUsers({}), { users: [] })
  t.strictSame(await listUsersInGroup({ group: 'editors' }), { users: [] })
  t.strictSame(await listUserAuthEvents({ username: 'jane' }), { events: [] })
})

t.test('the factors of a user without configured factors', async t => {
  const { getMfaPreferences } = await cognito(t)
  t.match(await getMfaPreferences({ accessToken }), { totp: { enabled: false }, configured: [] })
})

t.test('the next page of a list', async t => {
  const functions = await cognito(t, { NextToken: 'n', PaginationToken: 'p' })
  const { listDevices, listPasskeys, listGroups, listUsers, listUsersInGroup, listUserAuthEvents } = functions
  t.strictSame(await listDevices({ accessToken }), { devices: [], next: 'p' })
  t.strictSame(await listPasskeys({ accessToken }), { passkeys: [], next: 'n' })
  t.strictSame(await listGroups({}), { groups: [], next: 'n' })
  t.strictSame(await listUsers({}), { users: [], next: 'p' })
  t.strictSame(await listUsersInGroup({ group: 'editors' }), { users: [], next: 'n' })
  t.strictSame(await listUserAuthEvents({ username: 'jane' }), { events: [], next: 'n' })
})

t.test('a response without its result is rejected', async t => {
  const { setupTotp, startPasskeyRegistration, sendAttributeCode } = await cognito(t)
  const incomplete = { code: 'FST_COGNITO_UNEXPECTED_RESPONSE', statusCode: 502 }
  await t.rejects(setupTotp({ accessToken, account: 'jane' }), incomplete)
  await t.rejects(startPasskeyRegistration({ accessToken }), incomplete)
  await t.rejects(sendAttributeCode({ accessToken, name: 'email' }), incomplete)
  for (const event of [{}, { EventId: 'event-1' }, { EventType: 'SignIn' }]) {
    const { listUserAuthEvents } = await cognito(t, { AuthEvents: [event] })
    await t.rejects(listUserAuthEvents({ username: 'jane' }), incomplete)
  }
})

t.test('an update of the profile only removes attributes if there are some', async t => {
  const { endpoint, calls } = await startScripted(t, () => ({ body: {} }))
  const { updateProfile } = (await buildApi(t, pool, { endpoint })).cognito
  const update = async (attributes: Record<string, string | null>) => {
    calls.length = 0
    await updateProfile({ accessToken, attributes })
    return calls.map(({ operation }) => operation)
  }
  t.strictSame(await update({ name: 'Jane' }), ['UpdateUserAttributes'])
  t.strictSame(await update({ name: '' }), ['DeleteUserAttributes'])
  t.strictSame(await update({ name: null, locale: 'de' }), ['UpdateUserAttributes', 'DeleteUserAttributes'])
})

import t from 'tap'
import { addUser, createClock, signIn, start } from './local.js'

const { clock, forward } = createClock()
const started = await start(t, { clock })
const { local, api } = started
const UserPoolId = local.userPoolId
const ClientId = local.clientId
const NONE = { name: 'ResourceNotFoundException', message: 'Session does not exist.' }
const REVOKED = { name: 'NotAuthorizedException', message: 'Access Token has been revoked' }

/** A user with two sessions, the second one of ten seconds later. */
async function twice () {
  const Username = await addUser(started)
  const first = await signIn(started, Username)
  const firstAt = new Date(clock())
  forward(10)
  const second = await signIn(started, Username)
  return { named: { UserPoolId, Username }, first, second, firstAt, secondAt: new Date(clock()) }
}

t.test('a user lists the active sessions', async t => {
  const { named, first, second, firstAt, secondAt } = await twice()
  const { Sessions = [] } = await api.listUserSessions({ AccessToken: second.AccessToken })
  const shared = { SessionType: 'TOKEN', ClientId, LastIPAddress: '127.0.0.1' }
  t.strictSame(Sessions, [
    {
      ...shared,
      SessionId: Sessions[0]?.SessionId,
      CreateDate: firstAt,
      LastActiveDate: firstAt,
      IsCurrentSession: false
    },
    {
      ...shared,
      SessionId: Sessions[1]?.SessionId,
      CreateDate: secondAt,
      LastActiveDate: secondAt,
      IsCurrentSession: true
    }
  ])
  for (const { SessionId } of Sessions) t.match(SessionId, /^tkn[a-z0-9]{25}$/)
  t.not(Sessions[0]?.SessionId, Sessions[1]?.SessionId)

  forward(10)
  await api.getTokensFromRefreshToken({ ClientId, RefreshToken: first.RefreshToken })
  const ofAdministrator = await api.adminListUserSessions(named)
  const asDescribed = Sessions.map(({ IsCurrentSession: _current, ...session }) => session)
  t.strictSame(ofAdministrator.Sessions, [
    { ...asDescribed[0], LastActiveDate: new Date(clock()), IsCurrentSession: false },
    { ...asDescribed[1], IsCurrentSession: false }
  ])
})

t.test('a user revokes another session, not the current one', async t => {
  const { first, second } = await twice()
  const { AccessToken } = second
  const { Sessions = [] } = await api.listUserSessions({ AccessToken })
  const [other, current] = Sessions.map(({ SessionId }) => SessionId)
  await t.rejects(api.revokeUserSession({ AccessToken, SessionId: current }), {
    name: 'InvalidParameterException',
    message: 'The current session cannot be revoked.'
  })
  await api.revokeUserSession({ AccessToken, SessionId: other })
  await t.rejects(api.getUser({ AccessToken: first.AccessToken }), REVOKED)
  await t.rejects(api.getTokensFromRefreshToken({ ClientId, RefreshToken: first.RefreshToken }), {
    name: 'NotAuthorizedException',
    message: 'Refresh Token has been revoked'
  })
  t.match((await api.listUserSessions({ AccessToken })).Sessions, [{ SessionId: current }])
  await t.rejects(api.revokeUserSession({ AccessToken, SessionId: other }), NONE, 'it is revoked already')
})

t.test("a user cannot revoke another user's session", async t => {
  const { second } = await twice()
  const { named } = await twice()
  const [session] = (await api.adminListUserSessions(named)).Sessions ?? []
  const { AccessToken } = second
  await t.rejects(api.revokeUserSession({ AccessToken, SessionId: session?.SessionId }), NONE)
  t.equal((await api.adminListUserSessions(named)).Sessions?.length, 2)
})

t.test('an administrator revokes a session', async t => {
  const { named, first, second } = await twice()
  const [session] = (await api.adminListUserSessions(named)).Sessions ?? []
  await api.adminRevokeUserSession({ ...named, SessionId: session?.SessionId })
  await t.rejects(api.getUser({ AccessToken: first.AccessToken }), REVOKED)
  t.ok((await api.getUser({ AccessToken: second.AccessToken })).Username)
  await t.rejects(api.adminRevokeUserSession({ ...named, SessionId: 'tkn' }), NONE)
  await t.rejects(api.adminListUserSessions({ UserPoolId, Username: 'nobody@example.com' }), {
    name: 'UserNotFoundException'
  })
})

t.test('a pool that does not track sessions has no list of them', async t => {
  const { named, second } = await twice()
  const { AccessToken } = second
  const TokenSession = { MaxPerUser: 20 }
  const setTracking = (UserSessionTracking: 'ENABLED' | 'DISABLED') =>
    api.setUserPoolSessionConfiguration({ UserPoolId, UserSessionTracking, TokenSession })
  await setTracking('DISABLED')
  const SessionId = 'tkn'
  for (const call of [
    () => api.listUserSessions({ AccessToken }),
    () => api.revokeUserSession({ AccessToken, SessionId }),
    () => api.adminListUserSessions(named),
    () => api.adminRevokeUserSession({ ...named, SessionId })
  ]) {
    await t.rejects(call(), { name: 'OperationNotEnabledException' })
  }
  t.ok((await api.getUser({ AccessToken })).Username, 'the session goes on')
  await setTracking('ENABLED')
  t.equal((await api.listUserSessions({ AccessToken })).Sessions?.length, 2)
})

t.test('a session that has expired is not active', async t => {
  const { named, second } = await twice()
  forward(30 * 86400 - 10)
  const { Sessions = [] } = await api.adminListUserSessions(named)
  t.equal(Sessions.length, 1)
  forward(10)
  t.strictSame((await api.adminListUserSessions(named)).Sessions, [])
  await t.rejects(
    api.adminRevokeUserSession({ ...named, SessionId: Sessions[0]?.SessionId }),
    NONE
  )
  await t.rejects(
    api.getTokensFromRefreshToken({ ClientId, RefreshToken: second.RefreshToken }),
    { name: 'NotAuthorizedException', message: 'Refresh Token has expired' }
  )
})

import t, { type Test } from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { bearer, buildApi, PASSWORD } from '../api.js'
import { startScripted } from '../scripted.js'
import { SUCCESS } from './answers.js'
import { ADMINISTRATION, REQUESTS, type RouteRequest } from './bodies.js'

/** Operations with which a stolen access token could take over an account need a recent sign-in. */

const pool = await createTestPool({ clock: true })
const HOUR = 3600

/** Administration that removes something, or could be used to take over an account. */
const DESTRUCTIVE = [
  'updateUser',
  'setUserPassword',
  'removeUserTotp',
  'disableUser',
  'resetUserPassword',
  'signOutUser',
  'revokeUserSession',
  'linkIdentity',
  'unlinkIdentity',
  'deleteUser',
  'deleteGroup',
  'addUserToGroup',
  'removeUserFromGroup'
] as const

const READING: Record<string, RouteRequest> = {
  'a new email address': { method: 'PATCH', url: '/auth/me', payload: { email: 'mallory@example.com' } },
  'a new phone number': { method: 'PATCH', url: '/auth/me', payload: { phone_number: '+491711234567' } },
  'an address with another attribute': {
    method: 'PATCH',
    url: '/auth/me',
    payload: { name: 'Jane', email: 'mallory@example.com' }
  },
  'deleting the account': { method: 'DELETE', url: '/auth/me' },
  'a password for a user who has none': {
    method: 'POST',
    url: '/auth/password/change',
    payload: { newPassword: PASSWORD }
  },
  'an authenticator': REQUESTS.setupTotp,
  'its first code': REQUESTS.verifyTotp,
  'changing MFA factors': REQUESTS.setMfaPreferences,
  'the options for a passkey': REQUESTS.startPasskeyRegistration,
  'a new passkey': REQUESTS.completePasskeyRegistration,
  'deleting a passkey': REQUESTS.deletePasskey,
  'a device that replaces the MFA code': REQUESTS.updateDevice,
  ...Object.fromEntries(DESTRUCTIVE.map(name => [name, REQUESTS[name]]))
}

const OTHER: Record<string, RouteRequest> = {
  'a new name': { method: 'PATCH', url: '/auth/me', payload: { name: 'Jane' } },
  'the profile': { method: 'GET', url: '/auth/me' },
  'a password with the current one': {
    method: 'POST',
    url: '/auth/password/change',
    payload: { password: PASSWORD, newPassword: PASSWORD }
  },
  'a code for the current address': { method: 'POST', url: '/auth/me/attributes/email/code' },
  'verifying the address': {
    method: 'POST',
    url: '/auth/me/attributes/email/verify',
    payload: { code: '123456' }
  },
  'reading MFA factors': REQUESTS.getMfaPreferences,
  'the passkeys': REQUESTS.listPasskeys,
  'the devices': REQUESTS.listDevices,
  'forgetting a device': REQUESTS.forgetDevice,
  'the sign-ins': REQUESTS.listAuthEvents,
  'feedback on a sign-in': REQUESTS.setAuthEventFeedback,
  'the sessions': REQUESTS.listSessions,
  'ending another session': REQUESTS.revokeSession,
  ...Object.fromEntries(
    Object.entries(REQUESTS).filter(
      ([name, { url }]) =>
        url.startsWith('/auth/admin/') && !(DESTRUCTIVE as readonly string[]).includes(name)
    )
  )
}

t.test('the lists below have every route for signed-in users', async t => {
  const known = new Set(
    [...Object.values(READING), ...Object.values(OTHER)].map(({ method, url }) => `${method} ${url}`)
  )
  const signedIn = Object.values(REQUESTS).filter(({ url }) =>
    /^\/auth\/(me|admin|password\/change)/.test(url)
  )
  t.strictSame(
    signedIn.filter(({ method, url }) => !known.has(`${method} ${url}`)),
    []
  )
})

async function scripted (t: Test, routes: object = {}) {
  const { endpoint, calls } = await startScripted(t, () => SUCCESS)
  const app = await buildApi(t, pool, {
    endpoint,
    routes: { prefix: '/auth', rateLimit: false, admin: ADMINISTRATION, ...routes }
  })
  /** Sends a request with a token that was refreshed since a sign-in so many seconds ago. */
  const send = (request: RouteRequest, ago: number, claims: object = {}) => {
    const now = Math.floor(pool.clock() / 1000)
    return app.inject({
      ...request,
      headers: bearer(pool.signIn({ groups: ['admin'], claims: { auth_time: now - ago, ...claims } }))
    })
  }
  return { send, calls, app }
}

const tooOld = (seconds: number) => ({
  challenge: `Bearer realm="cognito", error="insufficient_user_authentication", max_age=${seconds}`,
  body: {
    statusCode: 401,
    code: 'FST_COGNITO_SIGN_IN_TOO_OLD',
    error: 'Unauthorized',
    message: 'A more recent sign-in is required. Sign in again.'
  }
})

for (const [label, request] of Object.entries(READING)) {
  t.test(`${label} needs a sign-in within the last five minutes`, async t => {
    const { send, calls } = await scripted(t)
    for (const ago of [301, HOUR, 86_400 * 30]) {
      const response = await send(request, ago)
      t.strictSame(response.json(), tooOld(300).body, `${ago} seconds ago`)
      t.equal(response.headers['www-authenticate'], tooOld(300).challenge)
    }
    t.strictSame(calls, [], 'Cognito is not called')
    for (const ago of [0, 299, 300]) {
      calls.length = 0
      t.ok((await send(request, ago)).statusCode < 300, `${ago} seconds ago`)
      t.ok(calls.length > 0, 'Cognito is called')
    }
  })

  t.test(`${label}: the application configures the maximum age`, async t => {
    const { send } = await scripted(t, { maxAuthAge: 60 })
    t.equal((await send(request, 61)).headers['www-authenticate'], tooOld(60).challenge)
    t.ok((await send(request, 60)).statusCode < 300)
  })

  t.test(`${label} rejects a token without auth_time`, async t => {
    const { send, calls } = await scripted(t)
    t.match((await send(request, 0, { auth_time: undefined })).json(), {
      statusCode: 401,
      code: 'FST_COGNITO_SIGN_IN_TOO_OLD'
    })
    t.strictSame(calls, [])
  })
}

for (const [label, request] of Object.entries(OTHER)) {
  t.test(`${label} does not`, async t => {
    const { send, calls } = await scripted(t)
    t.ok((await send(request, 86_400 * 30)).statusCode < 300)
    t.ok(calls.length > 0)
  })
}

t.test('an invalid body is reported first, and an invalid token before everything', async t => {
  const { send, app } = await scripted(t)
  t.equal(
    (await send({ method: 'PATCH', url: '/auth/me', payload: { email: 'jane' } }, HOUR)).statusCode,
    400
  )
  t.match((await app.inject({ method: 'DELETE', url: '/auth/me' })).json(), {
    statusCode: 401,
    code: 'FST_COGNITO_NO_CREDENTIALS'
  })
  t.match((await app.inject({ method: 'DELETE', url: '/auth/me', headers: bearer('abc') })).json(), {
    statusCode: 401,
    code: 'FST_COGNITO_INVALID_TOKEN'
  })
  t.equal((await send({ method: 'PUT', url: '/auth/me/mfa', payload: { totp: true } }, HOUR)).statusCode, 400)
})

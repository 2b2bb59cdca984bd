import type { Scenario } from '../scenario.js'
import { asAda, invitation, UNKNOWN_USER, accounts, ZOE } from './administrator.js'
import {
  ADA,
  ADMINISTRATION,
  credentials,
  DONE,
  FORBIDDEN,
  INVALID_REFRESH_TOKEN,
  INVALID_TOKEN,
  JANE,
  JOE,
  LAST,
  NOT_FOUND,
  OTHER_PASSWORD,
  signedIn,
  WRONG_CREDENTIALS
} from './steps.js'

const routes = ADMINISTRATION

/** How an administrator manages users. */
export const users: readonly Scenario[] = [
  {
    name: 'a disabled user cannot sign in, and can again once enabled',
    needs: ['disabled users'],
    setting: { accounts },
    routes,
    async run (t, at) {
      const { get, does } = await asAda(at)
      t.match(await does('disable'), DONE)
      t.match((await get(JANE.email)).body, { enabled: false })
      t.match(await at.api.post('/signin', credentials(JANE)), WRONG_CREDENTIALS)
      t.match(await does('enable'), DONE)
      t.match((await get(JANE.email)).body, { enabled: true })
      await signedIn(at.api, JANE)
      for (const action of ['enable', 'disable']) {
        t.match(await does(action, { email: UNKNOWN_USER }), NOT_FOUND)
      }
    }
  },
  {
    name: 'disabling, signing out or deleting a user ends all sessions',
    needs: ['refresh'],
    setting: { accounts: [...accounts, ZOE] },
    routes,
    async run (t, at) {
      const { api } = at
      const { does, deletes } = await asAda(at)
      const sessions = await Promise.all([JANE, JOE, ZOE, JOE].map(person => signedIn(api, person)))
      const responses = [await does('disable', JANE), await does('signout', JOE), await deletes(ZOE)]
      for (const response of responses) t.match(response, DONE)
      for (const { accessToken, refreshToken } of sessions) {
        t.match(await api.post('/refresh', { refreshToken }), INVALID_REFRESH_TOKEN)
        t.match(await api.get('/me', accessToken), { status: 401 })
      }
    }
  },
  {
    name: 'a user whose password was reset sets a new one with the code that is sent',
    needs: ['reset by an administrator'],
    setting: { accounts },
    routes,
    async run (t, at) {
      const { api, pool } = at
      const { get, does } = await asAda(at)
      t.match(await does('reset-password'), DONE)
      t.match((await get(JANE.email)).body, { status: 'RESET_REQUIRED' })
      t.match(await api.post('/signin', credentials(JANE)), WRONG_CREDENTIALS)
      const code = await pool.codeFor(JANE.email)
      t.match(
        await api.post('/password/reset', { username: JANE.email, code, newPassword: OTHER_PASSWORD }),
        { status: 200, body: { reset: true } }
      )
      await signedIn(api, { ...JANE, password: OTHER_PASSWORD })
      t.match(await does('reset-password', { email: UNKNOWN_USER }), NOT_FOUND)
    }
  },
  {
    name: 'a user whom an administrator signed out can sign in again',
    needs: ['sign-out by an administrator'],
    setting: { accounts },
    routes,
    async run (t, at) {
      const { does } = await asAda(at)
      const { accessToken } = await signedIn(at.api, JANE)
      t.match(await does('signout'), DONE)
      t.match(await at.api.get('/me', accessToken), INVALID_TOKEN)
      t.match(await at.api.get('/me', (await signedIn(at.api, JANE)).accessToken), { status: 200 })
      t.match(await does('signout', { email: UNKNOWN_USER }), NOT_FOUND)
    }
  },
  {
    name: 'a deleted user is gone',
    setting: { accounts },
    routes,
    async run (t, at) {
      const { api } = at
      const { get, deletes } = await asAda(at)
      const { accessToken } = await signedIn(api, JANE)
      t.match(await deletes(JANE), DONE)
      t.match(await get(JANE.email), NOT_FOUND)
      t.match(await api.post('/signin', credentials(JANE)), WRONG_CREDENTIALS)
      t.match(await api.get('/me', accessToken), { status: 401 })
      t.match(await deletes(JANE), NOT_FOUND)
      await signedIn(api, JOE)
    }
  },
  {
    name: 'the last administrator cannot be disabled or deleted, except with force',
    setting: { accounts: [ADA, { ...JANE, groups: ['admin'] }] },
    routes,
    async run (t, at) {
      const { api } = at
      const { get, does, deletes } = await asAda(at)
      t.match(await does('disable', JANE), DONE, 'Ada remains')
      t.match(await does('disable', ADA), LAST, 'Jane could not sign in')
      t.match(await deletes(ADA), LAST)
      t.match((await get(ADA.email)).body, { enabled: true })
      t.match(await deletes(ADA, '?force=false'), LAST)
      t.match(await deletes(ADA, '?force=true'), DONE)
      t.match(await api.post('/signin', credentials(ADA)), WRONG_CREDENTIALS)
    }
  },
  {
    name: 'user administration is limited to members of the configured group',
    setting: { accounts: [{ ...ADA, groups: ['support'] }, { ...JOE, groups: ['editors'] }, JANE] },
    routes: { admin: { users: { groups: ['admin', 'support'] }, groups: { groups: ['admin'] } } },
    async run (t, at) {
      const { api } = at
      const { accessToken: support, get } = await asAda(at)
      t.match(await get(JANE.email), { status: 200 })
      t.match(await api.get('/admin/groups', support), FORBIDDEN, 'whose groups are administered separately')
      for (const { accessToken } of [await signedIn(api, JOE), await signedIn(api, JANE)]) {
        t.match(await api.get('/admin/users', accessToken), FORBIDDEN)
        t.match(await api.post('/admin/users', invitation, accessToken), FORBIDDEN)
        t.match(await api.delete(`/admin/users/${ADA.email}?force=true`, accessToken), FORBIDDEN)
      }
      t.match(await api.get('/admin/users'), { status: 401, body: { code: 'FST_COGNITO_NO_CREDENTIALS' } })
      t.match(await get(ADA.email), { status: 200 })
    }
  }
]

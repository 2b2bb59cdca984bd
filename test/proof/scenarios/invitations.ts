import type { Test } from 'tap'
import type { At, Scenario } from '../scenario.js'
import { asAda, invitation, UNKNOWN_USER, accounts, ZOE } from './administrator.js'
import {
  ADMINISTRATION,
  credentials,
  JANE,
  NOT_FOUND,
  OTHER_PASSWORD,
  PASSWORD_REFUSED,
  signedIn,
  TOKENS,
  WRONG_CREDENTIALS
} from './steps.js'

const routes = ADMINISTRATION

/** Signs in with the temporary password, and sets a new one. */
async function firstSignIn (t: Test, { api }: At, password: string) {
  const started = await api.post('/signin', credentials({ ...ZOE, password }))
  t.match(started, { status: 200, body: { challenge: 'NEW_PASSWORD_REQUIRED' } })
  return api.post('/signin/challenge', {
    challenge: 'NEW_PASSWORD_REQUIRED',
    session: started.body.session,
    username: ZOE.email,
    responses: { NEW_PASSWORD: OTHER_PASSWORD }
  })
}

/** How an administrator invites users. */
export const invitations: readonly Scenario[] = [
  {
    name: 'an invited user signs in with the password that was sent, and sets a new one',
    needs: ['new password', 'invitations'],
    setting: { accounts },
    routes,
    async run (t, at) {
      const { accessToken } = await asAda(at)
      const invited = await at.api.post('/admin/users', invitation, accessToken)
      t.match(invited, {
        status: 201,
        body: {
          email: ZOE.email,
          emailVerified: true,
          name: ZOE.name,
          status: 'FORCE_CHANGE_PASSWORD',
          enabled: true
        }
      })
      const { status, body } = await firstSignIn(t, at, await at.pool.codeFor(ZOE.email))
      t.match({ status, body }, { status: 200, body: TOKENS })
      t.match((await at.api.get('/me', body.accessToken)).body, {
        id: invited.body.id,
        name: ZOE.name,
        attributes: { phone_number: ZOE.phone }
      })
    }
  },
  {
    name: 'a user invited with a password chosen by the administrator signs in with it',
    needs: ['new password'],
    setting: { accounts },
    routes,
    async run (t, at) {
      const { accessToken } = await asAda(at)
      t.match(
        await at.api.post(
          '/admin/users',
          { ...invitation, temporaryPassword: ZOE.password, delivery: [] },
          accessToken
        ),
        { status: 201, body: { status: 'FORCE_CHANGE_PASSWORD' } }
      )
      t.match(await firstSignIn(t, at, ZOE.password), { status: 200, body: TOKENS })
    }
  },
  {
    name: 'an invitation with a weak password is rejected',
    needs: ['password policy on invitation'],
    setting: { accounts },
    routes,
    async run (t, at) {
      const { accessToken, get } = await asAda(at)
      t.match(
        await at.api.post('/admin/users', { ...invitation, temporaryPassword: 'weak' }, accessToken),
        PASSWORD_REFUSED
      )
      t.match(await get(ZOE.email), NOT_FOUND)
    }
  },
  {
    name: 'a user cannot be invited twice',
    setting: { accounts },
    routes,
    async run (t, at) {
      const { accessToken } = await asAda(at)
      t.match(
        await at.api.post(
          '/admin/users',
          { email: JANE.email, attributes: { name: 'Another', phone_number: ZOE.phone } },
          accessToken
        ),
        { status: 409, body: { code: 'FST_COGNITO_USERNAME_EXISTS' } }
      )
      await signedIn(at.api, JANE)
    }
  },
  {
    name: 'an invitation is resent with a new password, but not once it was accepted',
    needs: ['new password', 'invitations', 'resent invitations'],
    setting: { accounts },
    routes,
    async run (t, at) {
      const { accessToken, does } = await asAda(at)
      await at.api.post('/admin/users', invitation, accessToken)
      const first = await at.pool.codeFor(ZOE.email)
      t.match(await does('invitation', ZOE), {
        status: 200,
        body: { email: ZOE.email, status: 'FORCE_CHANGE_PASSWORD' }
      })
      t.match(await at.api.post('/signin', credentials({ ...ZOE, password: first })), WRONG_CREDENTIALS)
      t.match(await firstSignIn(t, at, await at.pool.codeFor(ZOE.email)), { status: 200, body: TOKENS })
      t.match(await does('invitation', ZOE), {
        status: 409,
        body: { code: 'FST_COGNITO_INVALID_USER_STATUS' }
      })
      t.match(await does('invitation', { email: UNKNOWN_USER }), NOT_FOUND)
    }
  }
]

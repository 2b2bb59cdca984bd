import type { Scenario } from '../scenario.js'
import {
  credentials,
  INVALID_CODE,
  JANE,
  JOE,
  MINUTE,
  otherThan,
  signedIn,
  TOO_OLD,
  WRONG_CREDENTIALS
} from './steps.js'

const accounts = [JANE, JOE]
const NEW_EMAIL = 'jane.doe@example.com'

export const profile: readonly Scenario[] = [
  {
    name: 'a changed name is in the profile',
    setting: { accounts },
    async run (t, { api }) {
      const { accessToken } = await signedIn(api, JANE)
      t.match(await api.patch('/me', { name: 'Jane Roe' }, accessToken), {
        status: 200,
        body: { deliveries: [] }
      })
      t.match(await api.get('/me', accessToken), {
        status: 200,
        body: { name: 'Jane Roe', email: JANE.email }
      })
    }
  },
  {
    name: 'a changed email address is verified with the code sent to it',
    needs: ['attribute verification'],
    setting: { accounts },
    async run (t, { api, pool }) {
      const { accessToken } = await signedIn(api, JANE)
      t.match(await api.patch('/me', { email: NEW_EMAIL }, accessToken), {
        status: 200,
        body: { deliveries: [{ attribute: 'email', medium: 'EMAIL', destination: 'j***@e***' }] }
      })
      const code = await pool.codeFor(NEW_EMAIL)
      t.match(
        await api.post('/me/attributes/email/verify', { code: otherThan(code) }, accessToken),
        INVALID_CODE
      )
      t.match(await api.post('/me/attributes/email/verify', { code }, accessToken), {
        status: 200,
        body: { verified: true }
      })
      t.match(await api.get('/me', accessToken), { body: { email: NEW_EMAIL, emailVerified: true } })
    }
  },
  {
    name: 'a verification code is resent on request',
    needs: ['attribute verification', 'resent attribute codes'],
    setting: { accounts },
    async run (t, { api, pool }) {
      const { accessToken } = await signedIn(api, JANE)
      await api.patch('/me', { email: NEW_EMAIL }, accessToken)
      t.match(await api.post('/me/attributes/email/code', undefined, accessToken), {
        status: 200,
        body: { delivery: { medium: 'EMAIL', destination: 'j***@e***' } }
      })
      t.match(
        await api.post('/me/attributes/email/verify', { code: await pool.codeFor(NEW_EMAIL) }, accessToken),
        { status: 200 }
      )
    }
  },
  {
    name: 'an address of another user is rejected',
    needs: ['unique addresses'],
    setting: { accounts },
    async run (t, { api }) {
      const { accessToken } = await signedIn(api, JANE)
      t.match(await api.patch('/me', { email: JOE.email }, accessToken), {
        status: 409,
        body: { code: 'FST_COGNITO_USERNAME_EXISTS' }
      })
    }
  },
  {
    name: 'changes that could take over an account need a recent sign-in',
    needs: ['adjustable clock'],
    setting: { accounts },
    async run (t, { api, pool }) {
      const { accessToken } = await signedIn(api, JANE)
      pool.forward(6 * MINUTE)
      t.match(await api.patch('/me', { email: NEW_EMAIL }, accessToken), TOO_OLD)
      t.match(await api.patch('/me', { phone_number: '+491711234569' }, accessToken), TOO_OLD)
      t.match(await api.delete('/me', accessToken), TOO_OLD)
      t.match(await api.patch('/me', { name: 'Jane Roe' }, accessToken), { status: 200 })
    }
  },
  {
    name: 'a deleted account is gone',
    needs: ["deletion of the user's own account"],
    setting: { accounts },
    async run (t, { api }) {
      const { accessToken } = await signedIn(api, JANE)
      t.match(await api.delete('/me', accessToken), { status: 204, body: null })
      t.match(await api.post('/signin', credentials(JANE)), WRONG_CREDENTIALS)
      t.match(await api.get('/me', accessToken), { status: 401 })
      await signedIn(api, JOE)
    }
  }
]

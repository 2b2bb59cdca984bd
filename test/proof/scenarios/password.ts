import type { Scenario } from '../scenario.js'
import {
  credentials,
  HOUR,
  INVALID_CODE,
  JANE,
  OTHER_PASSWORD,
  otherThan,
  PASSWORD_REFUSED,
  signedIn,
  WRONG_CREDENTIALS
} from './steps.js'

const accounts = [JANE]
const changed = { ...JANE, password: OTHER_PASSWORD }
const forgot = { username: JANE.email }

export const password: readonly Scenario[] = [
  {
    name: 'a user who forgot the password sets a new one with a code',
    setting: { accounts },
    async run (t, { api, pool }) {
      t.match(await api.post('/password/forgot', forgot), { status: 202, body: { accepted: true } })
      const code = await pool.codeFor(JANE.email)
      t.match(await api.post('/password/reset', { ...forgot, code, newPassword: OTHER_PASSWORD }), {
        status: 200,
        body: { reset: true }
      })
      t.match(await api.post('/signin', credentials(JANE)), WRONG_CREDENTIALS)
      await signedIn(api, changed)
    }
  },
  {
    name: 'a wrong code does not reset the password',
    setting: { accounts },
    async run (t, { api, pool }) {
      await api.post('/password/forgot', forgot)
      const code = otherThan(await pool.codeFor(JANE.email))
      t.match(
        await api.post('/password/reset', { ...forgot, code, newPassword: OTHER_PASSWORD }),
        INVALID_CODE
      )
      await signedIn(api, JANE)
    }
  },
  {
    name: 'a password reset code is valid for an hour',
    needs: ['adjustable clock'],
    setting: { accounts },
    async run (t, { api, pool }) {
      await api.post('/password/forgot', forgot)
      pool.forward(1.1 * HOUR)
      t.match(
        await api.post('/password/reset', {
          ...forgot,
          code: await pool.codeFor(JANE.email),
          newPassword: OTHER_PASSWORD
        }),
        INVALID_CODE
      )
      await signedIn(api, JANE)
    }
  },
  {
    name: 'a weak password is rejected with a valid code',
    needs: ['password policy on reset'],
    setting: { accounts },
    async run (t, { api, pool }) {
      await api.post('/password/forgot', forgot)
      const code = await pool.codeFor(JANE.email)
      t.match(await api.post('/password/reset', { ...forgot, code, newPassword: 'weak' }), PASSWORD_REFUSED)
      await signedIn(api, JANE)
    }
  },
  {
    name: 'requesting a reset for an unknown user reveals nothing',
    needs: ['hidden accounts'],
    setting: { accounts },
    async run (t, { api, pool }) {
      const known = await api.post('/password/forgot', forgot)
      const unknown = await api.post('/password/forgot', { username: 'nobody@example.com' })
      t.strictSame([unknown.status, unknown.body], [known.status, known.body])
      const code = otherThan(await pool.codeFor(JANE.email))
      const wrong = await api.post('/password/reset', { ...forgot, code, newPassword: OTHER_PASSWORD })
      t.strictSame(
        (
          await api.post('/password/reset', {
            username: 'nobody@example.com',
            code,
            newPassword: OTHER_PASSWORD
          })
        ).body,
        wrong.body
      )
    }
  },
  {
    name: 'a signed-in user changes the password',
    setting: { accounts },
    async run (t, { api }) {
      const { accessToken } = await signedIn(api, JANE)
      t.match(
        await api.post(
          '/password/change',
          { password: JANE.password, newPassword: OTHER_PASSWORD },
          accessToken
        ),
        { status: 204, body: null }
      )
      t.match(await api.post('/signin', credentials(JANE)), WRONG_CREDENTIALS)
      await signedIn(api, changed)
    }
  },
  {
    name: 'a weak password does not replace the current one',
    needs: ['password policy'],
    setting: { accounts },
    async run (t, { api }) {
      const { accessToken } = await signedIn(api, JANE)
      t.match(
        await api.post('/password/change', { password: JANE.password, newPassword: 'weak' }, accessToken),
        PASSWORD_REFUSED
      )
      await signedIn(api, JANE)
    }
  },
  {
    name: 'changing the password needs the current one',
    needs: ['wrong password message'],
    setting: { accounts },
    async run (t, { api }) {
      const { accessToken } = await signedIn(api, JANE)
      t.match(
        await api.post(
          '/password/change',
          { password: 'Not-it-at-all-1', newPassword: OTHER_PASSWORD },
          accessToken
        ),
        WRONG_CREDENTIALS
      )
      t.match(await api.post('/password/change', { password: JANE.password, newPassword: OTHER_PASSWORD }), {
        status: 401,
        body: { code: 'FST_COGNITO_NO_CREDENTIALS' }
      })
      await signedIn(api, JANE)
    }
  },
  {
    name: 'a reused password is rejected as such',
    needs: ['password history'],
    setting: { accounts, passwordHistory: 2 },
    async run (t, { api }) {
      const { accessToken } = await signedIn(api, JANE)
      await api.post(
        '/password/change',
        { password: JANE.password, newPassword: OTHER_PASSWORD },
        accessToken
      )
      t.match(
        await api.post(
          '/password/change',
          { password: OTHER_PASSWORD, newPassword: JANE.password },
          accessToken
        ),
        {
          ...PASSWORD_REFUSED,
          body: { message: /used before/ }
        }
      )
    }
  }
]

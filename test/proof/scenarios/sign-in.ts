import type { Scenario } from '../scenario.js'
import { credentials, JANE, MINUTE, signedIn, TOKENS, WRONG_CREDENTIALS } from './steps.js'

const accounts = [JANE]
const WRONG = { ...JANE, password: 'Not-it-at-all-1' }

/** Sign-in with a password. */
export const signIn: readonly Scenario[] = [
  {
    name: 'a wrong password and an unknown username are rejected alike',
    setting: { accounts },
    async run (t, { api }) {
      const wrong = await api.post('/signin', credentials(WRONG))
      t.match(wrong, WRONG_CREDENTIALS)
      t.equal(wrong.headers.get('www-authenticate'), 'Bearer realm="cognito"')
      t.strictSame(
        (await api.post('/signin', credentials({ ...JANE, email: 'nobody@example.com' }))).body,
        wrong.body
      )
    }
  },
  {
    name: 'after five wrong passwords the right one is rejected for a while',
    needs: ['lockout', 'adjustable clock'],
    setting: { accounts },
    async run (t, { api, pool }) {
      for (let tries = 0; tries < 5; tries++) {
        t.match(await api.post('/signin', credentials(WRONG)), WRONG_CREDENTIALS)
      }
      t.match(await api.post('/signin', credentials(JANE)), WRONG_CREDENTIALS)
      pool.forward(15 * MINUTE)
      await signedIn(api, JANE)
    }
  },
  {
    name: 'the server signs a user in with its own AWS credentials',
    needs: ['sign-in with AWS credentials'],
    setting: { accounts, flows: ['ADMIN_USER_PASSWORD_AUTH'] },
    async run (t, { api }) {
      t.match(await api.post('/signin', credentials(WRONG)), WRONG_CREDENTIALS)
      const { status, body } = await api.post('/signin', credentials(JANE))
      t.match({ status, body }, { status: 200, body: TOKENS })
      t.match(await api.get('/me', body.accessToken), { status: 200, body: { email: JANE.email } })
    }
  }
]

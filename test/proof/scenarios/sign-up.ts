import type { Scenario } from '../scenario.js'
import {
  credentials,
  HOUR,
  INVALID_CODE,
  JANE,
  JOE,
  newUser,
  otherThan,
  PASSWORD_REFUSED,
  signedIn,
  TOKENS,
  WRONG_CREDENTIALS
} from './steps.js'

const ACCEPTED = { status: 202, body: { accepted: true } }

export const signUp: readonly Scenario[] = [
  {
    name: 'a new user signs up, confirms and signs in, and the profile has the given attributes',
    async run (t, { api, pool }) {
      const made = await api.post('/signup', newUser(JANE))
      t.match(made, {
        status: 201,
        body: {
          sub: /^[0-9a-f-]{36}$/,
          confirmed: false,
          delivery: { medium: 'EMAIL', destination: 'j***@e***' }
        }
      })
      t.strictSame(
        (await api.post('/signup/confirm', { username: JANE.email, code: await pool.codeFor(JANE.email) }))
          .body,
        { confirmed: true }
      )
      const { status, body } = await api.post('/signin', credentials(JANE))
      t.match({ status, body }, { status: 200, body: TOKENS })
      t.match(await api.get('/me', body.accessToken), {
        status: 200,
        body: {
          id: made.body.sub,
          name: JANE.name,
          email: JANE.email,
          attributes: { phone_number: JANE.phone }
        }
      })
    }
  },
  {
    name: 'an unconfirmed user cannot sign in, and the response does not reveal the reason',
    async run (t, { api }) {
      await api.post('/signup', newUser(JANE))
      const early = await api.post('/signin', credentials(JANE))
      t.match(early, WRONG_CREDENTIALS)
      t.strictSame((await api.post('/signin', credentials(JOE))).body, early.body)
    }
  },
  {
    name: 'a wrong code is rejected alike for unconfirmed, confirmed and unknown users',
    needs: ['sign-up codes'],
    setting: { accounts: [JOE] },
    async run (t, { api, pool }) {
      await api.post('/signup', newUser(JANE))
      const code = otherThan(await pool.codeFor(JANE.email))
      const wrong = await api.post('/signup/confirm', { username: JANE.email, code })
      t.match(wrong, INVALID_CODE)
      for (const username of [JOE.email, 'nobody@example.com']) {
        t.strictSame((await api.post('/signup/confirm', { username, code })).body, wrong.body)
      }
      t.match(await api.post('/signin', credentials(JANE)), WRONG_CREDENTIALS)
    }
  },
  {
    name: 'a code is valid for a day, and a resent code for another',
    needs: ['sign-up codes', 'resent codes', 'adjustable clock'],
    async run (t, { api, pool }) {
      await api.post('/signup', newUser(JANE))
      const code = await pool.codeFor(JANE.email)
      pool.forward(25 * HOUR)
      t.match(await api.post('/signup/confirm', { username: JANE.email, code }), INVALID_CODE)
      t.match(await api.post('/signup/resend', { username: JANE.email }), ACCEPTED)
      t.match(
        await api.post('/signup/confirm', { username: JANE.email, code: await pool.codeFor(JANE.email) }),
        { status: 200 }
      )
    }
  },
  {
    name: 'anyone may request a new code, with the same response',
    needs: ['resent codes'],
    setting: { accounts: [JOE] },
    async run (t, { api }) {
      await api.post('/signup', newUser(JANE))
      for (const username of [JANE.email, JOE.email, 'nobody@example.com']) {
        t.match(await api.post('/signup/resend', { username }), ACCEPTED)
      }
    }
  },
  {
    name: 'a weak password creates no account',
    needs: ['password policy'],
    async run (t, { api }) {
      t.match(await api.post('/signup', { ...newUser(JANE), password: 'weak' }), PASSWORD_REFUSED)
      t.match(await api.post('/signup', newUser(JANE)), { status: 201 })
    }
  },
  {
    name: 'an existing username is a conflict',
    setting: { accounts: [JANE] },
    async run (t, { api }) {
      t.match(await api.post('/signup', newUser(JANE)), {
        status: 409,
        body: { code: 'FST_COGNITO_USERNAME_EXISTS' }
      })
      await signedIn(api, JANE)
    }
  },
  {
    name: 'with hidden accounts, an existing username gets the same response as a new one',
    setting: { accounts: [JANE] },
    routes: { signUp: { hideExistingUsers: true } },
    async run (t, { api }) {
      const taken = await api.post('/signup', newUser(JANE))
      t.equal(taken.status, 201)
      t.strictSame((await api.post('/signup', newUser(JOE))).body, taken.body)
    }
  },
  {
    name: 'the session of a sign-up signs the user in after confirmation',
    needs: ['sign-up codes', 'sign-in after confirming'],
    setting: { flows: ['USER_AUTH', 'USER_PASSWORD_AUTH'], firstFactors: ['PASSWORD', 'EMAIL_OTP'] },
    async run (t, { api, pool }) {
      const { session } = (await api.post('/signup', newUser(JANE))).body
      t.type(session, 'string')
      const confirmed = await api.post('/signup/confirm', {
        username: JANE.email,
        code: await pool.codeFor(JANE.email),
        session
      })
      t.match(confirmed, { status: 200, body: { confirmed: true, tokens: TOKENS } })
      t.match(await api.get('/me', confirmed.body.tokens.accessToken), {
        status: 200,
        body: { email: JANE.email, emailVerified: true }
      })
    }
  },
  {
    name: 'without the session the confirmation signs nobody in',
    needs: ['sign-up codes', 'sign-in after confirming'],
    setting: { flows: ['USER_AUTH', 'USER_PASSWORD_AUTH'], firstFactors: ['PASSWORD', 'EMAIL_OTP'] },
    async run (t, { api, pool }) {
      await api.post('/signup', newUser(JANE))
      t.strictSame(
        (await api.post('/signup/confirm', { username: JANE.email, code: await pool.codeFor(JANE.email) }))
          .body,
        { confirmed: true }
      )
    }
  }
]

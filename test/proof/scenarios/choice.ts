import { SrpSignIn } from '../../protocol/srp-exchange.js'
import type { At, Scenario } from '../scenario.js'
import type { Setting } from '../subject.js'
import { INVALID_CODE, JANE, JOE, otherThan, TOKENS, WRONG_CREDENTIALS } from './steps.js'

const username = JANE.email
const CHOICE: Setting = {
  accounts: [JANE, JOE],
  flows: ['USER_AUTH', 'USER_PASSWORD_AUTH'],
  firstFactors: ['PASSWORD', 'EMAIL_OTP']
}

/** Starts a sign-in in which the user chooses the first factor. */
async function startSignIn ({ api }: At, more: object = {}) {
  const { status, body } = await api.post('/signin', { flow: 'USER_AUTH', username, ...more })
  return { status, body }
}

async function respond ({ api }: At, challenge: string, session: string, responses: object) {
  const { status, body } = await api.post('/signin/challenge', { challenge, session, username, responses })
  return { status, body }
}

const SIGNED_IN = { status: 200, body: TOKENS }

/** USER_AUTH: the user chooses a password, a code or a passkey. */
export const choice: readonly Scenario[] = [
  {
    name: 'a user who chooses a code by email is sent one, and needs no password',
    needs: ['choice of the first factor', 'passwordless email codes'],
    setting: CHOICE,
    async run (t, at) {
      const first = await startSignIn(at)
      t.match(first, { status: 200, body: { challenge: 'SELECT_CHALLENGE' } })
      t.ok(['PASSWORD', 'EMAIL_OTP'].every(name => first.body.availableChallenges.includes(name)))
      const chosen = await respond(at, 'SELECT_CHALLENGE', first.body.session, { ANSWER: 'EMAIL_OTP' })
      t.match(chosen, {
        status: 200,
        body: { challenge: 'EMAIL_OTP', parameters: { CODE_DELIVERY_DELIVERY_MEDIUM: 'EMAIL' } }
      })
      const code = await at.pool.codeFor(JANE.email)
      t.match(
        await respond(at, 'EMAIL_OTP', chosen.body.session, { EMAIL_OTP_CODE: otherThan(code) }),
        INVALID_CODE
      )
      t.match(await respond(at, 'EMAIL_OTP', chosen.body.session, { EMAIL_OTP_CODE: code }), SIGNED_IN)
    }
  },
  {
    name: 'with email as the preferred challenge, a code is sent without a choice',
    needs: ['choice of the first factor', 'passwordless email codes'],
    setting: CHOICE,
    async run (t, at) {
      const first = await startSignIn(at, { preferredChallenge: 'EMAIL_OTP' })
      t.match(first, { status: 200, body: { challenge: 'EMAIL_OTP' } })
      t.match(
        await respond(at, 'EMAIL_OTP', first.body.session, {
          EMAIL_OTP_CODE: await at.pool.codeFor(JANE.email)
        }),
        SIGNED_IN
      )
    }
  },
  {
    name: 'a user who chooses the password sends it with the choice',
    needs: ['choice of the first factor'],
    setting: CHOICE,
    async run (t, at) {
      const { session } = (await startSignIn(at)).body
      t.match(
        await respond(at, 'SELECT_CHALLENGE', session, { ANSWER: 'PASSWORD', PASSWORD: JANE.password }),
        SIGNED_IN
      )
    }
  },
  {
    name: 'a user who sends the password with the first request is signed in',
    needs: ['choice of the first factor'],
    setting: CHOICE,
    async run (t, at) {
      t.match(await startSignIn(at, { preferredChallenge: 'PASSWORD', password: JANE.password }), SIGNED_IN)
      t.match(
        await startSignIn(at, { preferredChallenge: 'PASSWORD', password: 'Not-it-at-all-1' }),
        WRONG_CREDENTIALS
      )
    }
  },
  {
    name: 'a user who chooses a code by SMS is sent one',
    needs: ['choice of the first factor', 'passwordless SMS codes'],
    setting: { ...CHOICE, firstFactors: ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP'] },
    async run (t, at) {
      const { session } = (await startSignIn(at)).body
      const chosen = await respond(at, 'SELECT_CHALLENGE', session, { ANSWER: 'SMS_OTP' })
      t.match(chosen, {
        status: 200,
        body: { challenge: 'SMS_OTP', parameters: { CODE_DELIVERY_DELIVERY_MEDIUM: 'SMS' } }
      })
      t.match(
        await respond(at, 'SMS_OTP', chosen.body.session, {
          SMS_OTP_CODE: await at.pool.codeFor(JANE.phone)
        }),
        SIGNED_IN
      )
    }
  },
  {
    name: 'a user with a passkey signs in with it',
    needs: ['choice of the first factor', 'passkeys'],
    setting: {
      ...CHOICE,
      accounts: [{ ...JANE, passkey: 'passkey-of-jane' }],
      firstFactors: ['PASSWORD', 'WEB_AUTHN']
    },
    async run (t, at) {
      const first = await startSignIn(at, { preferredChallenge: 'WEB_AUTHN' })
      t.match(first, {
        status: 200,
        body: { challenge: 'WEB_AUTHN', parameters: { CREDENTIAL_REQUEST_OPTIONS: String } }
      })
      t.match(
        await respond(at, 'WEB_AUTHN', first.body.session, {
          CREDENTIAL: at.pool.passkeyAnswer(first.body.parameters)
        }),
        SIGNED_IN
      )
    }
  },
  {
    name: 'a user who chooses SRP proves the password without sending it',
    needs: ['choice of the first factor', 'SRP'],
    setting: CHOICE,
    async run (t, at) {
      const { session } = (await startSignIn(at)).body
      const srp = new SrpSignIn(at.pool.options)
      const chosen = await respond(at, 'SELECT_CHALLENGE', session, { ANSWER: 'PASSWORD_SRP', SRP_A: srp.A })
      t.match(chosen, { status: 200, body: { challenge: 'PASSWORD_VERIFIER' } })
      const { session: next, parameters } = chosen.body
      t.match(await respond(at, 'PASSWORD_VERIFIER', next, srp.proof(JANE.password, parameters)), SIGNED_IN)
    }
  },
  {
    name: 'a session belongs to one user: with another username it accepts no other code',
    needs: ['choice of the first factor', 'passwordless email codes'],
    setting: CHOICE,
    async run (t, { api, pool }) {
      const started = async (username: string) =>
        (await api.post('/signin', { flow: 'USER_AUTH', username, preferredChallenge: 'EMAIL_OTP' })).body
          .session
      const session = await started(JANE.email)
      await started(JOE.email)
      const responses = { EMAIL_OTP_CODE: await pool.codeFor(JOE.email) }
      for (const username of [JANE.email, JOE.email]) {
        t.ok(
          (await api.post('/signin/challenge', { challenge: 'EMAIL_OTP', session, username, responses }))
            .status >= 400
        )
      }
    }
  }
]

import { SrpSignIn } from '../../protocol/srp-exchange.js'
import type { Scenario } from '../scenario.js'
import { JANE, TOKENS, WRONG_CREDENTIALS } from './steps.js'

const username = JANE.email
const SIGNED_IN = { status: 200, body: TOKENS }

/**
 * Flows whose responses come from the user's device, or from the application's triggers: values are passed on
 * unchanged.
 */
export const deviceSide: readonly Scenario[] = [
  {
    name: 'a user signs in with SRP, without sending the password',
    needs: ['SRP'],
    setting: { accounts: [JANE], flows: ['USER_SRP_AUTH'] },
    async run (t, { api, pool }) {
      const srp = new SrpSignIn(pool.options)
      const started = await api.post('/signin', { username, srpA: srp.A })
      t.match(started, {
        status: 200,
        body: {
          challenge: 'PASSWORD_VERIFIER',
          parameters: { SALT: String, SRP_B: String, SECRET_BLOCK: String, USER_ID_FOR_SRP: String }
        }
      })
      const { session, parameters } = started.body
      const { status, body } = await api.post('/signin/challenge', {
        challenge: 'PASSWORD_VERIFIER',
        session,
        username,
        responses: srp.proof(JANE.password, parameters)
      })
      t.match({ status, body }, SIGNED_IN)
      t.match(await api.get('/me', body.accessToken), { status: 200, body: { email: JANE.email } })
    }
  },
  {
    name: 'an SRP proof of a wrong password is rejected like a wrong password',
    needs: ['SRP', 'SRP proof'],
    setting: { accounts: [JANE], flows: ['USER_SRP_AUTH'] },
    async run (t, { api, pool }) {
      const srp = new SrpSignIn(pool.options)
      const { session, parameters } = (await api.post('/signin', { username, srpA: srp.A })).body
      t.match(
        await api.post('/signin/challenge', {
          challenge: 'PASSWORD_VERIFIER',
          session,
          username,
          responses: srp.proof('Not-it-at-all-1', parameters)
        }),
        WRONG_CREDENTIALS
      )
    }
  },
  {
    name: 'a custom challenge is repeated until the answer is right',
    needs: ['custom challenge'],
    setting: { accounts: [{ ...JANE, customAnswer: 'blue' }], flows: ['CUSTOM_AUTH'] },
    async run (t, { api }) {
      const response = (session: string, ANSWER: string) =>
        api.post('/signin/challenge', {
          challenge: 'CUSTOM_CHALLENGE',
          session,
          username,
          responses: { ANSWER }
        })
      const first = await api.post('/signin', { username })
      t.match(first, { status: 200, body: { challenge: 'CUSTOM_CHALLENGE' } })
      const again = await response(first.body.session, 'red')
      t.match(again, { status: 200, body: { challenge: 'CUSTOM_CHALLENGE' } })
      t.match(await response(again.body.session, 'blue'), SIGNED_IN)
    }
  },
  {
    name: 'a custom challenge can follow SRP',
    needs: ['custom challenge', 'SRP'],
    setting: { accounts: [{ ...JANE, customAnswer: 'blue' }], flows: ['CUSTOM_AUTH'] },
    async run (t, { api, pool }) {
      const srp = new SrpSignIn(pool.options)
      const { session, parameters, challenge } = (await api.post('/signin', { username, srpA: srp.A })).body
      t.equal(challenge, 'PASSWORD_VERIFIER')
      const proved = await api.post('/signin/challenge', {
        challenge,
        session,
        username,
        responses: srp.proof(JANE.password, parameters)
      })
      t.match(proved, { status: 200, body: { challenge: 'CUSTOM_CHALLENGE' } })
      t.match(
        await api.post('/signin/challenge', {
          challenge: 'CUSTOM_CHALLENGE',
          session: proved.body.session,
          username,
          responses: { ANSWER: 'blue' }
        }),
        SIGNED_IN
      )
    }
  }
]

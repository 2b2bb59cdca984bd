import type { Scenario } from '../scenario.js'
import {
  credentials,
  INVALID_SESSION,
  JANE,
  OTHER_PASSWORD,
  PASSWORD_REFUSED,
  signedIn,
  TOKENS
} from './steps.js'

const INVITED = { ...JANE, invited: true as const }
const response = (session: string, responses: object = {}) => ({
  challenge: 'NEW_PASSWORD_REQUIRED',
  session,
  username: JANE.email,
  responses: { NEW_PASSWORD: OTHER_PASSWORD, ...responses }
})
const CHALLENGE = { status: 200, body: { challenge: 'NEW_PASSWORD_REQUIRED', session: String } }

async function chooses (
  t: Parameters<Scenario['run']>[0],
  { api }: Parameters<Scenario['run']>[1]
): Promise<void> {
  const started = await api.post('/signin', credentials(JANE))
  t.match(started, CHALLENGE)
  t.notOk('USER_ID_FOR_SRP' in started.body.parameters, 'parameters for the server are not passed on')
  const { session } = started.body
  const { status, body } = await api.post('/signin/challenge', response(session))
  t.match({ status, body }, { status: 200, body: TOKENS })
  t.match(await api.get('/me', body.accessToken), { status: 200, body: { email: JANE.email } })
}

/** A weak password is rejected, and the session remains valid. */
async function refused (
  t: Parameters<Scenario['run']>[0],
  { api }: Parameters<Scenario['run']>[1]
): Promise<void> {
  const { session } = (await api.post('/signin', credentials(JANE))).body
  t.match(await api.post('/signin/challenge', response(session, { NEW_PASSWORD: 'weak' })), PASSWORD_REFUSED)
  t.match(await api.post('/signin/challenge', response(session)), { status: 200, body: TOKENS })
}

/** The first sign-in of users whom an administrator has invited. */
export const newPassword: readonly Scenario[] = [
  {
    name: 'an invited user sets a password',
    needs: ['new password'],
    setting: { accounts: [INVITED] },
    async run (t, at) {
      await chooses(t, at)
      await signedIn(at.api, { ...JANE, password: OTHER_PASSWORD })
    }
  },
  {
    name: 'a weak password is rejected, and the session accepts another one',
    needs: ['new password', 'password policy'],
    setting: { accounts: [INVITED] },
    run: refused
  },
  {
    name: 'an invited user sets a password when the server signs in with AWS credentials',
    needs: ['new password', 'sign-in with AWS credentials', 'challenges with AWS credentials'],
    setting: { accounts: [INVITED], flows: ['ADMIN_USER_PASSWORD_AUTH'] },
    run: chooses
  },
  {
    name: 'a weak password is rejected when the server signs in with AWS credentials',
    needs: [
      'new password',
      'password policy',
      'sign-in with AWS credentials',
      'challenges with AWS credentials'
    ],
    setting: { accounts: [INVITED], flows: ['ADMIN_USER_PASSWORD_AUTH'] },
    run: refused
  },
  {
    name: 'an invited user adds required attributes that the invitation lacked',
    needs: ['new password', 'missing attributes'],
    setting: {
      accounts: [{ email: JANE.email, password: JANE.password, phone: JANE.phone, invited: true }],
      requiredAttributes: ['name']
    },
    async run (t, { api }) {
      const {
        body: { session, parameters }
      } = await api.post('/signin', credentials(JANE))
      t.strictSame(JSON.parse(parameters.requiredAttributes), ['userAttributes.name'])
      t.match(await api.post('/signin/challenge', response(session)), {
        status: 400,
        body: { code: 'FST_COGNITO_INVALID_PARAMETER' }
      })
      const { status, body } = await api.post(
        '/signin/challenge',
        response(session, { 'userAttributes.name': 'Jane Doe' })
      )
      t.match({ status, body }, { status: 200, body: TOKENS })
      t.match(await api.get('/me', body.accessToken), { body: { name: 'Jane Doe' } })
    }
  },
  {
    name: 'a session is valid once, and for three minutes',
    needs: ['new password', 'adjustable clock'],
    setting: { accounts: [INVITED] },
    async run (t, { api, pool }) {
      const late = (await api.post('/signin', credentials(JANE))).body.session
      pool.forward(181_000)
      t.match(await api.post('/signin/challenge', response(late)), INVALID_SESSION)
      const { session } = (await api.post('/signin', credentials(JANE))).body
      t.match(await api.post('/signin/challenge', response(session)), { status: 200, body: TOKENS })
      t.match(await api.post('/signin/challenge', response(session)), INVALID_SESSION)
    }
  }
]

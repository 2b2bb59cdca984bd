import type { Test } from 'tap'
import { authenticatorCode } from '../authenticator.js'
import type { At, Scenario } from '../scenario.js'
import { credentials, INVALID_CODE, JANE, MINUTE, OTHER_PASSWORD, otherThan, TOKENS } from './steps.js'

/** Responds to a challenge as Jane, always with her email address. */
async function response ({ api }: At, challenge: string, session: string, responses: Record<string, string>) {
  const { status, body } = await api.post('/signin/challenge', {
    challenge,
    session,
    username: JANE.email,
    responses
  })
  return { status, body }
}

/** The first step, with the password; returns the session of the second. */
async function startSignIn (
  t: Test,
  { api }: At,
  challenge: string
): Promise<{ session: string, parameters: Record<string, string>, totp?: { secret: string, uri: string } }> {
  const first = await api.post('/signin', credentials(JANE))
  t.match(first, { status: 200, body: { challenge, session: String } })
  return first.body
}

/** A code that was sent: a wrong one keeps the session valid, the right one signs in. */
async function byCode (t: Test, at: At, challenge: string, session: string, address: string): Promise<void> {
  const name = `${challenge}_CODE`
  const code = await at.pool.codeFor(address)
  t.match(await response(at, challenge, session, { [name]: otherThan(code) }), INVALID_CODE)
  t.match(await response(at, challenge, session, { [name]: code }), { status: 200, body: TOKENS })
}

async function byAuthenticator (t: Test, at: At, session: string): Promise<void> {
  const code = await authenticatorCode(at.pool.authenticatorOf(JANE.email), at.pool.now)
  t.match(
    await response(at, 'SOFTWARE_TOKEN_MFA', session, { SOFTWARE_TOKEN_MFA_CODE: otherThan(code) }),
    INVALID_CODE
  )
  t.match(await response(at, 'SOFTWARE_TOKEN_MFA', session, { SOFTWARE_TOKEN_MFA_CODE: code }), {
    status: 200,
    body: TOKENS
  })
}

/** Sets up an authenticator during the sign-in; its codes are requested from then on. */
async function setsUp (
  t: Test,
  at: At,
  { session, totp }: { session: string, totp?: { secret: string, uri: string } },
  password: string
): Promise<void> {
  const { secret, uri } = totp as { secret: string, uri: string }
  t.match(uri, `secret=${secret}`)
  const code = async () => authenticatorCode(secret, at.pool.now)
  t.match(
    await response(at, 'MFA_SETUP', session, { SOFTWARE_TOKEN_MFA_CODE: otherThan(await code()) }),
    INVALID_CODE
  )
  t.match(await response(at, 'MFA_SETUP', session, { SOFTWARE_TOKEN_MFA_CODE: await code() }), {
    status: 200,
    body: TOKENS
  })
  at.pool.forward(MINUTE)
  const next = await at.api.post('/signin', { username: JANE.email, password })
  t.match(next.body, { challenge: 'SOFTWARE_TOKEN_MFA' })
  t.match(
    await response(at, 'SOFTWARE_TOKEN_MFA', next.body.session, { SOFTWARE_TOKEN_MFA_CODE: await code() }),
    { status: 200, body: TOKENS }
  )
}

export const secondFactor: readonly Scenario[] = [
  {
    name: 'a user with an authenticator needs its code',
    needs: ['authenticator'],
    setting: { accounts: [{ ...JANE, mfa: ['SOFTWARE_TOKEN_MFA'] }] },
    async run (t, at) {
      await byAuthenticator(t, at, (await startSignIn(t, at, 'SOFTWARE_TOKEN_MFA')).session)
    }
  },
  {
    name: 'so does a user whom the server signs in with AWS credentials',
    needs: ['authenticator', 'sign-in with AWS credentials', 'challenges with AWS credentials'],
    setting: { accounts: [{ ...JANE, mfa: ['SOFTWARE_TOKEN_MFA'] }], flows: ['ADMIN_USER_PASSWORD_AUTH'] },
    async run (t, at) {
      await byAuthenticator(t, at, (await startSignIn(t, at, 'SOFTWARE_TOKEN_MFA')).session)
    }
  },
  {
    name: 'a user who must have an MFA factor and has none sets up an authenticator while signing in',
    needs: ['authenticator setup', 'adjustable clock'],
    setting: { accounts: [JANE], mfaRequired: true },
    async run (t, at) {
      await setsUp(t, at, await startSignIn(t, at, 'MFA_SETUP'), JANE.password)
    }
  },
  {
    name: 'an invited user sets a password, then sets up an authenticator',
    needs: ['new password', 'authenticator setup', 'adjustable clock'],
    setting: { accounts: [{ ...JANE, invited: true }], mfaRequired: true },
    async run (t, at) {
      const { session } = await startSignIn(t, at, 'NEW_PASSWORD_REQUIRED')
      const next = await response(at, 'NEW_PASSWORD_REQUIRED', session, { NEW_PASSWORD: OTHER_PASSWORD })
      t.match(next, { status: 200, body: { challenge: 'MFA_SETUP' } })
      await setsUp(t, at, next.body, OTHER_PASSWORD)
    }
  },
  {
    name: 'a user with email MFA is sent a code after the password',
    needs: ['email MFA'],
    setting: { accounts: [{ ...JANE, mfa: ['EMAIL_OTP'] }] },
    async run (t, at) {
      const { session, parameters } = await startSignIn(t, at, 'EMAIL_OTP')
      t.match(parameters, { CODE_DELIVERY_DELIVERY_MEDIUM: 'EMAIL', CODE_DELIVERY_DESTINATION: 'j***@e***' })
      await byCode(t, at, 'EMAIL_OTP', session, JANE.email)
    }
  },
  {
    name: 'a user with SMS MFA is sent a code after the password',
    needs: ['SMS MFA'],
    setting: { accounts: [{ ...JANE, mfa: ['SMS_MFA'] }] },
    async run (t, at) {
      const { session } = await startSignIn(t, at, 'SMS_MFA')
      await byCode(t, at, 'SMS_MFA', session, JANE.phone)
    }
  },
  {
    name: 'a user with several MFA factors chooses one',
    needs: ['MFA factor choice', 'authenticator', 'SMS MFA'],
    setting: { accounts: [{ ...JANE, mfa: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'] }] },
    async run (t, at) {
      const choose = async (factor: string) => {
        const { session, parameters } = await startSignIn(t, at, 'SELECT_MFA_TYPE')
        t.strictSame(JSON.parse(parameters['MFAS_CAN_CHOOSE'] as string).sort(), [
          'SMS_MFA',
          'SOFTWARE_TOKEN_MFA'
        ])
        const chosen = await response(at, 'SELECT_MFA_TYPE', session, { ANSWER: factor })
        t.match(chosen, { status: 200, body: { challenge: factor } })
        return chosen.body.session
      }
      await byCode(t, at, 'SMS_MFA', await choose('SMS_MFA'), JANE.phone)
      await byAuthenticator(t, at, await choose('SOFTWARE_TOKEN_MFA'))
    }
  }
]

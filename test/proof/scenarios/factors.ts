import type { Test } from 'tap'
import { authenticatorCode, strictCode } from '../authenticator.js'
import { readQrCode } from '../qr-code.js'
import type { At, Scenario } from '../scenario.js'
import type { Setting } from '../subject.js'
import { credentials, INVALID_CODE, JANE, MINUTE, otherThan, signedIn, TOKENS, TOO_OLD } from './steps.js'

const AUTHENTICATORS: Setting = { accounts: [JANE], offers: ['SOFTWARE_TOKEN_MFA'] }
const OFF = { enabled: false, preferred: false }
const NONE = { totp: OFF, sms: OFF, email: OFF, passkey: { enabled: false } }
const SIGNED_IN = { status: 200, body: TOKENS }
const MISSING = { status: 400, body: { code: 'FST_COGNITO_MFA_FACTOR_NOT_FOUND' } }

const startSignIn = ({ api }: At) => api.post('/signin', credentials(JANE))

const respond = ({ api }: At, challenge: string, session: string, responses: object) =>
  api.post('/signin/challenge', { challenge, session, username: JANE.email, responses })

/** Signs in with a password and a TOTP code, which must be requested. */
async function byCode (t: Test, at: At, code: string) {
  const started = await startSignIn(at)
  t.match(started, { status: 200, body: { challenge: 'SOFTWARE_TOKEN_MFA' } })
  return respond(at, 'SOFTWARE_TOKEN_MFA', started.body.session, { SOFTWARE_TOKEN_MFA_CODE: code })
}

/** Sets up an authenticator; returns a function for its current code. */
async function enrol (t: Test, { api, pool }: At, accessToken: string): Promise<() => Promise<string>> {
  const {
    status,
    body: { secret }
  } = await api.post('/me/mfa/totp', undefined, accessToken)
  t.equal(status, 200)
  const code = () => authenticatorCode(secret, pool.now)
  t.match(await api.post('/me/mfa/totp/verify', { code: await code(), name: 'phone' }, accessToken), {
    status: 200,
    body: { verified: true }
  })
  return code
}

/** MFA factors that users set after signing in. */
export const factors: readonly Scenario[] = [
  {
    name: 'a user who sets up an authenticator needs its codes from then on, until it is disabled',
    needs: ['authenticator'],
    setting: AUTHENTICATORS,
    async run (t, at) {
      const { api, pool } = at
      const { accessToken } = await signedIn(api, JANE)
      const read = async () => {
        const { configured: _configured, ...factors } = (await api.get('/me/mfa', accessToken)).body
        return factors
      }
      t.strictSame(await read(), NONE)
      const {
        body: { secret, uri, qr }
      } = await api.post('/me/mfa/totp', undefined, accessToken)
      t.match(uri, new RegExp(`^otpauth://totp/[^?]+:jane%40example\\.com\\?secret=${secret}&issuer=`))
      t.equal(readQrCode(qr), uri)
      const verify = (code: string) => api.post('/me/mfa/totp/verify', { code }, accessToken)
      t.match(await verify(otherThan(await authenticatorCode(secret, pool.now))), INVALID_CODE)
      t.match(await startSignIn(at), SIGNED_IN, 'no code is requested before it is verified')
      t.strictSame((await verify(await authenticatorCode(secret, pool.now))).body, { verified: true })
      t.strictSame(await read(), {
        ...NONE,
        totp: { enabled: true, preferred: true }
      })
      t.match(await startSignIn(at), { status: 200, body: { challenge: 'SOFTWARE_TOKEN_MFA' } })
      t.match(await api.put('/me/mfa', { totp: { enabled: false } }, accessToken), {
        status: 200,
        body: NONE
      })
      t.match(await startSignIn(at), SIGNED_IN)
    }
  },
  {
    name: 'a TOTP code is accepted once, including the one that verified the authenticator',
    needs: ['authenticator', 'one-time TOTP codes', 'adjustable clock'],
    setting: AUTHENTICATORS,
    async run (t, at) {
      const code = await enrol(t, at, (await signedIn(at.api, JANE)).accessToken)
      t.match(await byCode(t, at, await code()), INVALID_CODE)
      at.pool.forward(MINUTE)
      t.match(await byCode(t, at, otherThan(await code())), INVALID_CODE)
      t.match(await byCode(t, at, await code()), SIGNED_IN)
      t.match(await byCode(t, at, await code()), INVALID_CODE)
    }
  },
  {
    name: 'the secret of an authenticator is accepted by strict authenticators',
    needs: ['authenticator', 'byte-aligned secrets'],
    setting: AUTHENTICATORS,
    async run (t, { api, pool }) {
      const { accessToken } = await signedIn(api, JANE)
      for (let times = 0; times < 8; times++) {
        const { secret } = (await api.post('/me/mfa/totp', undefined, accessToken)).body
        t.match(await strictCode(secret, pool.now()), /^\d{6}$/)
      }
    }
  },
  {
    name: 'an authenticator that was never set up can be neither verified nor enabled',
    needs: ['authenticator'],
    setting: AUTHENTICATORS,
    async run (t, { api }) {
      const { accessToken } = await signedIn(api, JANE)
      t.ok((await api.post('/me/mfa/totp/verify', { code: '123456' }, accessToken)).status >= 400)
      t.match(await api.put('/me/mfa', { totp: { enabled: true, preferred: true } }, accessToken), MISSING)
      t.match((await api.get('/me/mfa', accessToken)).body, NONE)
    }
  },
  {
    name: 'of several MFA factors the preferred one is requested; without one, the user chooses',
    needs: ['authenticator', 'SMS MFA', 'MFA factor choice'],
    setting: { accounts: [JANE], offers: ['SOFTWARE_TOKEN_MFA', 'SMS_MFA'] },
    async run (t, at) {
      const { api } = at
      const { accessToken } = await signedIn(api, JANE)
      await enrol(t, at, accessToken)
      const prefers = async (wanted: object, challenge: string) => {
        t.match(await api.put('/me/mfa', wanted, accessToken), {
          status: 200,
          body: { totp: { enabled: true }, sms: { enabled: true } }
        })
        t.match(await startSignIn(at), { status: 200, body: { challenge } })
      }
      await prefers({ sms: { enabled: true } }, 'SOFTWARE_TOKEN_MFA')
      await prefers({ totp: { enabled: true, preferred: false } }, 'SELECT_MFA_TYPE')
      await prefers({ sms: { enabled: true, preferred: true } }, 'SMS_MFA')
    }
  },
  {
    name: 'a user who prefers email MFA is sent a code',
    needs: ['email MFA'],
    setting: { accounts: [JANE], offers: ['EMAIL_OTP'] },
    async run (t, at) {
      const { api, pool } = at
      const { accessToken } = await signedIn(api, JANE)
      t.match(await api.put('/me/mfa', { email: { enabled: true, preferred: true } }, accessToken), {
        body: { ...NONE, email: { enabled: true, preferred: true } }
      })
      const started = await startSignIn(at)
      t.match(started.body, { challenge: 'EMAIL_OTP' })
      t.match(
        await respond(at, 'EMAIL_OTP', started.body.session, {
          EMAIL_OTP_CODE: await pool.codeFor(JANE.email)
        }),
        SIGNED_IN
      )
    }
  },
  {
    name: 'changing MFA factors needs a recent sign-in',
    needs: ['authenticator', 'adjustable clock'],
    setting: AUTHENTICATORS,
    async run (t, { api, pool }) {
      const { accessToken } = await signedIn(api, JANE)
      pool.forward(6 * MINUTE)
      t.match(await api.post('/me/mfa/totp', undefined, accessToken), TOO_OLD)
      t.match(await api.post('/me/mfa/totp/verify', { code: '123456' }, accessToken), TOO_OLD)
      t.match(await api.put('/me/mfa', { totp: { enabled: false } }, accessToken), TOO_OLD)
      t.match(await api.get('/me/mfa', accessToken), { status: 200 })
    }
  }
]

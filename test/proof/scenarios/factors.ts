import type { Test } from 'tap'
import { authenticatorCode, strictCode } from '../authenticator.js'
import { readQrCode } from '../qr-code.js'
import type { At, Scenario } from '../scenario.js'
import type { Setting } from '../subject.js'
import { credentials, INVALID_CODE, JANE, MINUTE, otherThan, signedIn, TOKENS, TOO_OLD } from './steps.js'

const AUTHENTICATORS: Setting = { people: [JANE], offers: ['SOFTWARE_TOKEN_MFA'] }
const OFF = { enabled: false, preferred: false }
const NONE = { totp: OFF, sms: OFF, email: OFF }
const SIGNED_IN = { status: 200, body: TOKENS }
const MISSING = { status: 400, body: { code: 'FST_COGNITO_MFA_FACTOR_NOT_FOUND' } }

const begin = ({ api }: At) => api.post('/signin', credentials(JANE))

const answer = ({ api }: At, challenge: string, session: string, responses: object) =>
  api.post('/signin/challenge', { challenge, session, username: JANE.email, responses })

/** Signs in by password and a code of the authenticator, which has to be asked for. */
async function byCode (t: Test, at: At, code: string) {
  const asked = await begin(at)
  t.match(asked, { status: 200, body: { challenge: 'SOFTWARE_TOKEN_MFA' } })
  return answer(at, 'SOFTWARE_TOKEN_MFA', asked.body.session, { SOFTWARE_TOKEN_MFA_CODE: code })
}

/** Sets an authenticator up; gives what it shows, at any time. */
async function enrol (t: Test, { api, pool }: At, accessToken: string): Promise<() => Promise<string>> {
  const {
    status,
    body: { secret }
  } = await api.post('/me/mfa/totp', undefined, accessToken)
  t.equal(status, 200)
  const code = () => authenticatorCode(secret, pool.now())
  t.match(await api.post('/me/mfa/totp/verify', { code: await code(), name: 'phone' }, accessToken), {
    status: 200,
    body: { verified: true }
  })
  return code
}

/** Second factors, as people choose them once they are signed in. */
export const factors: readonly Scenario[] = [
  {
    name: 'who sets up an authenticator is asked for its codes from then on, until they turn it off',
    needs: ['authenticator'],
    setting: AUTHENTICATORS,
    async run (t, at) {
      const { api, pool } = at
      const { accessToken } = await signedIn(api, JANE)
      t.strictSame((await api.get('/me/mfa', accessToken)).body, NONE)
      const {
        body: { secret, uri, qr }
      } = await api.post('/me/mfa/totp', undefined, accessToken)
      t.match(uri, new RegExp(`^otpauth://totp/[^?]+:jane%40example\\.com\\?secret=${secret}&issuer=`))
      t.equal(readQrCode(qr), uri)
      const verify = (code: string) => api.post('/me/mfa/totp/verify', { code }, accessToken)
      t.match(await verify(otherThan(await authenticatorCode(secret, pool.now()))), INVALID_CODE)
      t.match(await begin(at), SIGNED_IN, 'nothing is asked for before it is verified')
      t.strictSame((await verify(await authenticatorCode(secret, pool.now()))).body, { verified: true })
      t.strictSame((await api.get('/me/mfa', accessToken)).body, {
        ...NONE,
        totp: { enabled: true, preferred: true }
      })
      t.match(await begin(at), { status: 200, body: { challenge: 'SOFTWARE_TOKEN_MFA' } })
      t.match(await api.put('/me/mfa', { totp: { enabled: false } }, accessToken), {
        status: 200,
        body: NONE
      })
      t.match(await begin(at), SIGNED_IN)
    }
  },
  {
    name: 'a code of an authenticator is good once, that which set it up too',
    needs: ['authenticator', 'codes taken once', 'clock'],
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
    name: 'the secret of an authenticator is one that strict authenticators take too',
    needs: ['authenticator', 'whole secrets'],
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
    name: 'an authenticator that was never set up can be neither verified nor turned on',
    needs: ['authenticator'],
    setting: AUTHENTICATORS,
    async run (t, { api }) {
      const { accessToken } = await signedIn(api, JANE)
      t.ok((await api.post('/me/mfa/totp/verify', { code: '123456' }, accessToken)).status >= 400)
      t.match(await api.put('/me/mfa', { totp: { enabled: true, preferred: true } }, accessToken), MISSING)
      t.strictSame((await api.get('/me/mfa', accessToken)).body, NONE)
    }
  },
  {
    name: 'of several second factors the preferred one is asked for, and where none is, which',
    needs: ['authenticator', 'codes by SMS', 'choice of a factor'],
    setting: { people: [JANE], offers: ['SOFTWARE_TOKEN_MFA', 'SMS_MFA'] },
    async run (t, at) {
      const { api } = at
      const { accessToken } = await signedIn(api, JANE)
      await enrol(t, at, accessToken)
      const prefers = async (wanted: object, challenge: string) => {
        t.match(await api.put('/me/mfa', wanted, accessToken), {
          status: 200,
          body: { totp: { enabled: true }, sms: { enabled: true } }
        })
        t.match(await begin(at), { status: 200, body: { challenge } })
      }
      await prefers({ sms: { enabled: true } }, 'SOFTWARE_TOKEN_MFA')
      await prefers({ totp: { enabled: true, preferred: false } }, 'SELECT_MFA_TYPE')
      await prefers({ sms: { enabled: true, preferred: true } }, 'SMS_MFA')
    }
  },
  {
    name: 'who prefers codes by email is sent one',
    needs: ['codes by email'],
    setting: { people: [JANE], offers: ['EMAIL_OTP'] },
    async run (t, at) {
      const { api, pool } = at
      const { accessToken } = await signedIn(api, JANE)
      t.match(await api.put('/me/mfa', { email: { enabled: true, preferred: true } }, accessToken), {
        body: { ...NONE, email: { enabled: true, preferred: true } }
      })
      const asked = await begin(at)
      t.match(asked.body, { challenge: 'EMAIL_OTP' })
      t.match(
        await answer(at, 'EMAIL_OTP', asked.body.session, { EMAIL_OTP_CODE: await pool.codeFor(JANE.email) }),
        SIGNED_IN
      )
    }
  },
  {
    name: 'second factors are changed by who signed in of late',
    needs: ['authenticator', 'clock'],
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

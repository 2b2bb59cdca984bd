import type { Test } from 'tap'
import { DeviceSecret } from '../../protocol/device-secret.js'
import type { At, Scenario } from '../scenario.js'
import type { Setting } from '../subject.js'
import {
  credentials,
  DONE,
  INVALID_REFRESH_TOKEN,
  INVALID_SESSION,
  JANE,
  JOE,
  MINUTE,
  NOT_FOUND,
  signedIn,
  TOKENS,
  TOO_OLD,
  WRONG_CREDENTIALS
} from './steps.js'

const accounts = [JANE, JOE]
const KEPT: Setting = { accounts, devices: 'kept' }
const NO_DEVICE = 'eu-west-1_c7f2a1de-1c2b-4a3d-9e5f-0a1b2c3d4e5f'
const SIGNED_IN = { status: 200, body: TOKENS }

/** What a client sends to register a device's secret. */
function confirmation (
  { verifierConfig: { PasswordVerifier: passwordVerifier, Salt: salt } }: DeviceSecret,
  name = 'laptop'
) {
  return { name, passwordVerifier, salt }
}

/** Jane, signed in on a new device whose key came with her tokens. */
async function fromNewDevice ({ api }: At) {
  const { device, ...tokens } = await signedIn(api, JANE)
  const secret = new DeviceSecret({ DeviceKey: device.key, DeviceGroupKey: device.groupKey })
  const confirm = () =>
    api.put(`/me/devices/${device.key}`, { confirm: confirmation(secret) }, tokens.accessToken)
  const list = async () => (await api.get('/me/devices', tokens.accessToken)).body.devices
  return { ...tokens, device, secret, confirm, list }
}

/** Signs in with a device key, and proves the device's secret. */
async function byDevice (t: Test, { api }: At, deviceKey: string, secret: DeviceSecret) {
  const started = await api.post('/signin', { ...credentials(JANE), deviceKey })
  t.match(started, { status: 200, body: { challenge: 'DEVICE_SRP_AUTH' } })
  const response = (challenge: string, session: string, responses: object) =>
    api.post('/signin/challenge', { challenge, session, username: JANE.email, responses })
  const opened = await response('DEVICE_SRP_AUTH', started.body.session, secret.opening())
  t.match(opened, {
    status: 200,
    body: {
      challenge: 'DEVICE_PASSWORD_VERIFIER',
      parameters: { SRP_B: String, SALT: String, SECRET_BLOCK: String }
    }
  })
  return response('DEVICE_PASSWORD_VERIFIER', opened.body.session, secret.proof(opened.body.parameters))
}

export const devices: readonly Scenario[] = [
  {
    name:
      'a confirmed device proves itself at the next sign-in, refreshes its own session, and is ' +
      'forgotten',
    needs: ['devices'],
    setting: KEPT,
    async run (t, at) {
      const { api, pool } = at
      const { accessToken, refreshToken, device, secret, confirm, list } = await fromNewDevice(at)
      t.strictSame(await list(), [])
      t.match(await confirm(), { status: 200, body: { confirmationNecessary: false } })
      const now = new Date(pool.now()).toISOString()
      t.strictSame(await list(), [
        {
          key: device.key,
          name: 'laptop',
          remembered: true,
          lastIpAddress: '127.0.0.1',
          createdAt: now,
          lastUsedAt: now
        }
      ])

      const { status, body } = await byDevice(t, at, device.key, secret)
      t.match({ status, body }, SIGNED_IN)
      t.notOk('device' in body, 'it is already known')
      t.match(await api.post('/refresh', { refreshToken }), INVALID_REFRESH_TOKEN)
      t.match(await api.post('/refresh', { refreshToken, deviceKey: device.key }), { status: 200 })

      t.match(await api.delete(`/me/devices/${device.key}`, accessToken), DONE)
      t.strictSame(await list(), [])
      t.match(await api.post('/signin', { ...credentials(JANE), deviceKey: device.key }), WRONG_CREDENTIALS)
      t.match(await api.post('/signin', credentials(JANE)), SIGNED_IN)
    }
  },
  {
    name: 'a device without its secret does not sign in',
    needs: ['devices'],
    setting: KEPT,
    async run (t, at) {
      const { device, confirm } = await fromNewDevice(at)
      await confirm()
      t.match(
        await byDevice(
          t,
          at,
          device.key,
          new DeviceSecret({ DeviceKey: device.key, DeviceGroupKey: device.groupKey })
        ),
        INVALID_SESSION
      )
    }
  },
  {
    name: 'a device is remembered if the user agrees, and is not challenged otherwise',
    needs: ['devices'],
    setting: { accounts, devices: 'remembered on request' },
    async run (t, at) {
      const { accessToken, device, confirm, list } = await fromNewDevice(at)
      t.match(await confirm(), { status: 200, body: { confirmationNecessary: true } })
      const confirmationFor = async (remembered: boolean) => {
        t.match(await at.api.put(`/me/devices/${device.key}`, { remembered }, accessToken), {
          status: 200,
          body: { confirmationNecessary: false }
        })
        t.match(await list(), [{ remembered }])
        return (await at.api.post('/signin', { ...credentials(JANE), deviceKey: device.key })).body
      }
      t.match(await list(), [{ remembered: false }])
      t.match(await confirmationFor(true), { challenge: 'DEVICE_SRP_AUTH' })
      t.match(await confirmationFor(false), TOKENS)
    }
  },
  {
    name: 'a device is confirmed and remembered in one step',
    needs: ['devices'],
    setting: { accounts, devices: 'remembered on request' },
    async run (t, at) {
      const { accessToken, device, secret, list } = await fromNewDevice(at)
      const both = { confirm: confirmation(secret), remembered: true }
      t.match(await at.api.put(`/me/devices/${device.key}`, both, accessToken), {
        status: 200,
        body: { confirmationNecessary: false }
      })
      t.match(await list(), [{ remembered: true }])
      t.match(await byDevice(t, at, device.key, secret), SIGNED_IN)
    }
  },
  {
    name: 'a remembered device replaces the MFA code',
    needs: ['devices', 'email MFA'],
    setting: { accounts: [{ ...JANE, mfa: ['EMAIL_OTP'] }], devices: 'kept' },
    async run (t, at) {
      const { api, pool } = at
      const started = await api.post('/signin', credentials(JANE))
      t.match(started.body, { challenge: 'EMAIL_OTP' })
      const responses = { EMAIL_OTP_CODE: await pool.codeFor(JANE.email) }
      const { accessToken, device } = (
        await api.post('/signin/challenge', {
          challenge: 'EMAIL_OTP',
          session: started.body.session,
          username: JANE.email,
          responses
        })
      ).body
      const secret = new DeviceSecret({ DeviceKey: device.key, DeviceGroupKey: device.groupKey })
      await api.put(`/me/devices/${device.key}`, { confirm: confirmation(secret) }, accessToken)
      t.match(await byDevice(t, at, device.key, secret), SIGNED_IN)
      t.match(
        (await api.post('/signin', credentials(JANE))).body,
        { challenge: 'EMAIL_OTP' },
        'any other device still needs the code'
      )
    }
  },
  {
    name: 'an unknown device, or one of another user, is not found, and does not sign in',
    needs: ['devices'],
    setting: KEPT,
    async run (t, at) {
      const { device, confirm, list } = await fromNewDevice(at)
      await confirm()
      const joe = (await signedIn(at.api, JOE)).accessToken
      for (const key of [NO_DEVICE, device.key]) {
        t.match(await at.api.put(`/me/devices/${key}`, { remembered: true }, joe), NOT_FOUND)
        t.match(await at.api.delete(`/me/devices/${key}`, joe), NOT_FOUND)
        t.match(await at.api.post('/signin', { ...credentials(JOE), deviceKey: key }), WRONG_CREDENTIALS)
      }
      t.equal((await list()).length, 1)
    }
  },
  {
    name: 'a device is confirmed once, and only with the token that it was issued with',
    needs: ['devices'],
    setting: KEPT,
    async run (t, at) {
      const { accessToken, secret, confirm, list } = await fromNewDevice(at)
      const REFUSED = { status: 400, body: { code: 'FST_COGNITO_INVALID_PARAMETER' } }
      t.match(
        await at.api.put(`/me/devices/${NO_DEVICE}`, { confirm: confirmation(secret) }, accessToken),
        REFUSED
      )
      t.match(await confirm(), { status: 200 })
      t.match(await confirm(), REFUSED)
      t.equal((await list()).length, 1)
    }
  },
  {
    name: 'devices are listed in pages',
    needs: ['devices'],
    setting: KEPT,
    async run (t, at) {
      const first = await fromNewDevice(at)
      await first.confirm()
      const second = await fromNewDevice(at)
      await second.confirm()
      const page = async (query: string) =>
        (await at.api.get(`/me/devices?limit=1${query}`, first.accessToken)).body
      const { next, devices } = await page('')
      const rest = await page(`&next=${encodeURIComponent(next)}`)
      t.strictSame(
        [...devices, ...rest.devices].map(({ key }) => key).sort(),
        [first.device.key, second.device.key].sort()
      )
      t.notOk('next' in rest)
    }
  },
  {
    name: 'signing out everywhere with the refresh token of a device passes the device key',
    needs: ['devices'],
    setting: KEPT,
    async run (t, at) {
      const { refreshToken, device, accessToken } = await fromNewDevice(at)
      t.match(await at.api.post('/signout', { everywhere: true, refreshToken }), INVALID_REFRESH_TOKEN)
      t.match(await at.api.get('/me', accessToken), { status: 200 })
      t.match(await at.api.post('/signout', { everywhere: true, refreshToken, deviceKey: device.key }), DONE)
      t.match(await at.api.get('/me', accessToken), { status: 401 })
    }
  },
  {
    name: 'confirming a device needs a recent sign-in, forgetting one does not',
    needs: ['devices', 'adjustable clock'],
    setting: KEPT,
    async run (t, at) {
      const { accessToken, device, confirm, list } = await fromNewDevice(at)
      await confirm()
      at.pool.forward(6 * MINUTE)
      t.match(await confirm(), TOO_OLD)
      t.match(await at.api.put(`/me/devices/${device.key}`, { remembered: true }, accessToken), TOO_OLD)
      t.match(await at.api.delete(`/me/devices/${device.key}`, accessToken), DONE)
      t.strictSame(await list(), [])
    }
  },
  {
    name: 'a pool without device tracking says so, and issues no device keys',
    needs: ['errors of disabled features'],
    setting: { accounts },
    async run (t, { api }) {
      const { accessToken, ...tokens } = await signedIn(api, JANE)
      t.notOk('device' in tokens)
      const REFUSED = { status: 400, body: { code: 'FST_COGNITO_INVALID_PARAMETER' } }
      t.match(await api.get('/me/devices', accessToken), REFUSED)
      t.match(await api.put(`/me/devices/${NO_DEVICE}`, { remembered: true }, accessToken), REFUSED)
      t.match(await api.delete(`/me/devices/${NO_DEVICE}`, accessToken), REFUSED)
    }
  }
]

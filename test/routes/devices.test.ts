import t, { type Test } from 'tap'
import { createTestPool } from '../../dist/testing/index.js'
import { bearer, buildApi, post } from '../api.js'
import { startScripted } from '../scripted.js'
import { DEVICE, REQUESTS, username, type RouteRequest } from './bodies.js'

/** Devices: the calls to Cognito, and the responses. */

const pool = await createTestPool()

async function scripted (t: Test, body: object = {}) {
  const { endpoint, calls } = await startScripted(t, () => ({ body }))
  const app = await buildApi(t, pool, { endpoint })
  const token = pool.signIn()
  const send = ({ method, url, payload }: RouteRequest) =>
    app.inject({ method, url, headers: bearer(token), ...(payload !== undefined && { payload }) })
  return { send, calls, token, app }
}

const update = (payload: Record<string, unknown>): RouteRequest => ({
  method: 'PUT',
  url: `/auth/me/devices/${DEVICE}`,
  payload
})
const VERIFIER = { passwordVerifier: 'djE=', salt: 'c2E=' }

t.test('a device is confirmed, and the response says whether the user must decide', async t => {
  for (const [metadataOf, confirmationNecessary] of [
    [true, true],
    [false, false],
    [undefined, false]
  ]) {
    const { send, calls, token } = await scripted(t, { UserConfirmationNecessary: metadataOf })
    t.strictSame((await send(update({ confirm: { ...VERIFIER, name: 'laptop' } }))).json(), {
      confirmationNecessary
    })
    t.strictSame(calls, [
      {
        operation: 'ConfirmDevice',
        body: {
          AccessToken: token,
          DeviceKey: DEVICE,
          DeviceName: 'laptop',
          DeviceSecretVerifierConfig: { PasswordVerifier: 'djE=', Salt: 'c2E=' }
        }
      }
    ])
  }
})

t.test('a device may have no name', async t => {
  const { send, calls } = await scripted(t)
  await send(update({ confirm: VERIFIER }))
  t.notOk('DeviceName' in (calls[0]?.body ?? {}))
})

t.test('the user decides whether it is remembered', async t => {
  for (const [remembered, DeviceRememberedStatus] of [
    [true, 'remembered'],
    [false, 'not_remembered']
  ]) {
    const { send, calls, token } = await scripted(t)
    t.strictSame((await send(update({ remembered }))).json(), { confirmationNecessary: false })
    t.strictSame(calls, [
      {
        operation: 'UpdateDeviceStatus',
        body: { AccessToken: token, DeviceKey: DEVICE, DeviceRememberedStatus }
      }
    ])
  }
})

t.test('both in one request: no second decision of the user', async t => {
  const { send, calls } = await scripted(t, { UserConfirmationNecessary: true })
  t.strictSame((await send(update({ confirm: VERIFIER, remembered: true }))).json(), {
    confirmationNecessary: false
  })
  t.strictSame(
    calls.map(({ operation }) => operation),
    ['ConfirmDevice', 'UpdateDeviceStatus']
  )
})

t.test('the list has what identifies a device to a user', async t => {
  const attribute = (Name: string, Value: string) => ({ Name, Value })
  const { send, calls, token } = await scripted(t, {
    Devices: [
      {
        DeviceKey: DEVICE,
        DeviceAttributes: [
          attribute('device_name', 'laptop'),
          attribute('dev:device_remembered_status', 'remembered'),
          attribute('last_ip_used', '203.0.113.7'),
          attribute('dev:device_arn', 'arn:secret')
        ],
        DeviceCreateDate: 1_767_225_600,
        DeviceLastAuthenticatedDate: 1_767_225_601
      },
      { DeviceKey: 'a_1', DeviceAttributes: [attribute('dev:device_remembered_status', 'not_remembered')] },
      { DeviceKey: 'a_2' }
    ]
  })
  const unknown = { name: null, remembered: false, lastIpAddress: null, createdAt: null, lastUsedAt: null }
  t.strictSame((await send(REQUESTS.listDevices)).json(), {
    devices: [
      {
        key: DEVICE,
        name: 'laptop',
        remembered: true,
        lastIpAddress: '203.0.113.7',
        createdAt: '2026-01-01T00:00:00.000Z',
        lastUsedAt: '2026-01-01T00:00:01.000Z'
      },
      { key: 'a_1', ...unknown },
      { key: 'a_2', ...unknown }
    ]
  })
  t.strictSame(calls, [{ operation: 'ListDevices', body: { AccessToken: token } }])
})

t.test('a malformed list is a 502', async t => {
  for (const body of [{ Devices: {} }, { Devices: ['x'] }, { Devices: [{}] }]) {
    const { send } = await scripted(t, body)
    t.match(
      (await send(REQUESTS.listDevices)).json(),
      { statusCode: 502, code: 'FST_COGNITO_UNEXPECTED_RESPONSE' },
      JSON.stringify(body)
    )
  }
})

t.test('a device is forgotten by its key', async t => {
  const { send, calls, token } = await scripted(t)
  t.equal((await send(REQUESTS.forgetDevice)).statusCode, 204)
  t.strictSame(calls, [{ operation: 'ForgetDevice', body: { AccessToken: token, DeviceKey: DEVICE } }])
})

t.test(
  'tokens name their new device, and refreshing sends the device key to Cognito',
  async t => {
    const tokens = { AccessToken: 'a', IdToken: 'b', ExpiresIn: 3600 }
    const metadata: [object, object][] = [
      [
        { NewDeviceMetadata: { DeviceKey: DEVICE, DeviceGroupKey: '-AbCdEfGh' } },
        { device: { key: DEVICE, groupKey: '-AbCdEfGh' } }
      ],
      [{ NewDeviceMetadata: { DeviceKey: DEVICE } }, {}],
      [{ NewDeviceMetadata: { DeviceGroupKey: '-AbCdEfGh' } }, {}],
      [{ NewDeviceMetadata: {} }, {}],
      [{}, {}]
    ]
    for (const [metadataOf, shown] of metadata) {
      const { app, calls } = await scripted(t, { AuthenticationResult: { ...tokens, ...metadataOf } })
      t.strictSame((await post(app, '/auth/signin', { username, password: 'x', deviceKey: DEVICE })).json(), {
        accessToken: 'a',
        idToken: 'b',
        expiresIn: 3600,
        tokenType: 'Bearer',
        ...shown
      })
      await post(app, '/auth/refresh', { refreshToken: 'abc', deviceKey: DEVICE })
      await post(app, '/auth/signout', { refreshToken: 'abc', deviceKey: DEVICE, everywhere: true })
      t.match(calls, [
        { operation: 'InitiateAuth', body: { AuthParameters: { DEVICE_KEY: DEVICE } } },
        { operation: 'GetTokensFromRefreshToken', body: { DeviceKey: DEVICE } },
        { operation: 'GetTokensFromRefreshToken', body: { DeviceKey: DEVICE } },
        { operation: 'GlobalSignOut', body: { AccessToken: /^a$/ } }
      ])
    }
  }
)

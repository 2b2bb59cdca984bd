import t, { type Test } from 'tap'
import { decodeJwt } from 'jose'
import type { NewDeviceMetadataType } from '@aws-sdk/client-cognito-identity-provider'
import type { WireOptions } from './options.js'
import { ADA, BOB, refusal, start } from './client.js'
import { DeviceSecret } from './device-secret.js'

const NO_DEVICE = refusal('ResourceNotFoundException', 'Device does not exist.')

async function signedIn (t: Test, options: WireOptions = {}) {
  const started = await start(t, { devices: {}, ...options })
  const result = (await started.signIn(ADA)).AuthenticationResult
  return { ...started, AccessToken: result?.AccessToken as string, metadata: result?.NewDeviceMetadata as NewDeviceMetadataType }
}

async function withDevice (t: Test, options: WireOptions = {}) {
  const started = await signedIn(t, options)
  const { api, AccessToken, metadata } = started
  const secret = new DeviceSecret(metadata)
  const DeviceKey = secret.key
  const confirmed = await api.confirmDevice({ AccessToken, DeviceKey, DeviceName: 'Laptop', DeviceSecretVerifierConfig: secret.verifierConfig })
  const attributes = async () => Object.fromEntries((await api.getDevice({ AccessToken, DeviceKey })).Device?.DeviceAttributes?.map(({ Name, Value }) => [Name, Value]) ?? [])
  return { ...started, secret, DeviceKey, confirmed, attributes }
}

t.test('each sign-in without a device is given the key of a new one, and its tokens name it', async t => {
  const { signIn, AccessToken, metadata } = await signedIn(t)
  t.match(metadata, { DeviceKey: /^eu-west-1_[0-9a-f-]{36}$/, DeviceGroupKey: /^-[\w-]{8}$/ })
  t.equal(decodeJwt(AccessToken)['device_key'], metadata.DeviceKey)
  t.not((await signIn(ADA)).AuthenticationResult?.NewDeviceMetadata?.DeviceKey, metadata.DeviceKey)
})

t.test('a pool that keeps no devices gives none', async t => {
  const { api, signIn } = await start(t)
  const { AccessToken, NewDeviceMetadata } = (await signIn(ADA)).AuthenticationResult ?? {}
  t.equal(NewDeviceMetadata, undefined)
  t.notOk('device_key' in decodeJwt(AccessToken as string))
  const DeviceKey = 'eu-west-1_c7f2a1de-1c2b-4a3d-9e5f-0a1b2c3d4e5f'
  const NO_DEVICES = refusal('InvalidParameterException')
  await t.rejects(api.listDevices({ AccessToken }), NO_DEVICES)
  await t.rejects(api.confirmDevice({ AccessToken, DeviceKey }), NO_DEVICES)
  await t.rejects(api.getDevice({ AccessToken, DeviceKey }), NO_DEVICES)
  await t.rejects(api.forgetDevice({ AccessToken, DeviceKey }), NO_DEVICES)
  await t.rejects(api.updateDeviceStatus({ AccessToken, DeviceKey }), NO_DEVICES)
})

t.test('a device is confirmed, and remembered with that', async t => {
  const { wire, api, AccessToken, DeviceKey, confirmed, attributes } = await withDevice(t)
  t.equal(confirmed.UserConfirmationNecessary, false)
  const now = new Date(wire.clock()).toISOString()
  t.match((await api.getDevice({ AccessToken, DeviceKey })).Device, { DeviceKey, DeviceCreateDate: now, DeviceLastModifiedDate: now, DeviceLastAuthenticatedDate: now })
  t.match(await attributes(), { device_name: 'Laptop', device_status: 'valid', last_ip_used: /^[\d.]+$/, 'dev:device_remembered_status': 'remembered', 'dev:device_owner': ADA.sub })
  await t.rejects(api.confirmDevice({ AccessToken, DeviceKey, DeviceSecretVerifierConfig: { PasswordVerifier: 'AAAA', Salt: 'AAAA' } }), refusal('DeviceKeyExistsException'))
})

t.test('or only where the person says so', async t => {
  const { wire, api, AccessToken, DeviceKey, confirmed, attributes } = await withDevice(t, { devices: { userOptIn: true } })
  t.equal(confirmed.UserConfirmationNecessary, true)
  t.match(await attributes(), { 'dev:device_remembered_status': 'not_remembered' })
  wire.advance(1000)
  await api.updateDeviceStatus({ AccessToken, DeviceKey, DeviceRememberedStatus: 'remembered' })
  t.match(await attributes(), { 'dev:device_remembered_status': 'remembered' })
  t.strictSame((await api.getDevice({ AccessToken, DeviceKey })).Device?.DeviceLastModifiedDate, new Date(wire.clock()))
  await api.updateDeviceStatus({ AccessToken, DeviceKey, DeviceRememberedStatus: 'not_remembered' })
  t.match(await attributes(), { 'dev:device_remembered_status': 'not_remembered' })
})

t.test('the device is the one that the token was given to, and its secret is in order', async t => {
  const { api, signIn, AccessToken, metadata: { DeviceKey } } = await signedIn(t)
  const { verifierConfig: DeviceSecretVerifierConfig } = new DeviceSecret({ DeviceKey, DeviceGroupKey: '-abcdefgh' })
  const other = (await signIn(ADA)).AuthenticationResult?.AccessToken
  await t.rejects(api.confirmDevice({ AccessToken: other, DeviceKey, DeviceSecretVerifierConfig }), refusal('InvalidParameterException', 'Invalid device key given.'))
  await t.rejects(api.confirmDevice({ AccessToken, DeviceKey }), refusal('InvalidParameterException', /PasswordVerifier/))
  await t.rejects(api.confirmDevice({ AccessToken, DeviceKey, DeviceSecretVerifierConfig: { ...DeviceSecretVerifierConfig, Salt: 'not base64' } }), refusal('InvalidParameterException', /Salt/))
  await t.rejects(api.getDevice({ AccessToken, DeviceKey }), NO_DEVICE, 'nothing was kept')
})

t.test('devices are listed by the page', async t => {
  const { api, signIn, AccessToken, DeviceKey } = await withDevice(t)
  const keys = [DeviceKey]
  for (let more = 0; more < 2; more++) {
    const { AccessToken: token, NewDeviceMetadata = {} } = (await signIn(ADA)).AuthenticationResult ?? {}
    const secret = new DeviceSecret(NewDeviceMetadata)
    await api.confirmDevice({ AccessToken: token, DeviceKey: secret.key, DeviceSecretVerifierConfig: secret.verifierConfig })
    keys.push(secret.key)
  }
  const first = await api.listDevices({ AccessToken, Limit: 2 })
  const second = await api.listDevices({ AccessToken, Limit: 2, PaginationToken: first.PaginationToken })
  t.strictSame([first, second].map(({ Devices = [] }) => Devices.map(({ DeviceKey }) => DeviceKey)), [keys.slice(0, 2), keys.slice(2)])
  t.equal(second.PaginationToken, undefined)
  await t.rejects(api.listDevices({ AccessToken, PaginationToken: 'abc' }), refusal('InvalidParameterException'))
})

t.test('a device is forgotten', async t => {
  const { api, AccessToken, DeviceKey } = await withDevice(t)
  await api.forgetDevice({ AccessToken, DeviceKey })
  t.strictSame((await api.listDevices({ AccessToken })).Devices, [])
  for (const again of [api.getDevice({ AccessToken, DeviceKey }), api.forgetDevice({ AccessToken, DeviceKey }), api.updateDeviceStatus({ AccessToken, DeviceKey, DeviceRememberedStatus: 'remembered' })]) {
    await t.rejects(again, NO_DEVICE)
  }
})

t.test("nobody sees another person's device", async t => {
  const { api, signIn, DeviceKey } = await withDevice(t)
  const AccessToken = (await signIn(BOB)).AuthenticationResult?.AccessToken
  await t.rejects(api.getDevice({ AccessToken, DeviceKey }), NO_DEVICE)
  t.strictSame((await api.listDevices({ AccessToken })).Devices, [])
})

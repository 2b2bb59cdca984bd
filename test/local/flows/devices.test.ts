import t, { type Test } from 'tap'
import { decodeJwt } from 'jose'
import type { NewDeviceMetadataType } from '@aws-sdk/client-cognito-identity-provider'
import type { PoolOptions } from './client.js'
import { ADA, BOB, refusal, start } from './client.js'
import { DeviceSecret } from '../../protocol/device-secret.js'

const NO_DEVICE = refusal('ResourceNotFoundException', 'Device does not exist.')

async function signedIn (t: Test, options: PoolOptions = {}) {
  const started = await start(t, { devices: {}, ...options })
  const result = (await started.signIn(ADA)).AuthenticationResult
  return {
    ...started,
    AccessToken: result?.AccessToken as string,
    metadata: result?.NewDeviceMetadata as NewDeviceMetadataType
  }
}

async function withDevice (t: Test, options: PoolOptions = {}) {
  const started = await signedIn(t, options)
  const { api, AccessToken, metadata } = started
  const secret = new DeviceSecret(metadata)
  const DeviceKey = secret.key
  const confirmed = await api.confirmDevice({
    AccessToken,
    DeviceKey,
    DeviceName: 'Laptop',
    DeviceSecretVerifierConfig: secret.verifierConfig
  })
  const attributes = async () =>
    Object.fromEntries(
      (await api.getDevice({ AccessToken, DeviceKey })).Device?.DeviceAttributes?.map(({ Name, Value }) => [
        Name,
        Value
      ]) ?? []
    )
  return { ...started, secret, DeviceKey, confirmed, attributes }
}

t.test('each sign-in without a device returns a new device key, which the tokens contain', async t => {
  const { signIn, AccessToken, metadata } = await signedIn(t)
  t.match(metadata, { DeviceKey: /^eu-west-1_[0-9a-f-]{36}$/, DeviceGroupKey: /^-[\w-]{8}$/ })
  t.equal(decodeJwt(AccessToken)['device_key'], metadata.DeviceKey)
  t.not((await signIn(ADA)).AuthenticationResult?.NewDeviceMetadata?.DeviceKey, metadata.DeviceKey)
})

t.test('a pool without device tracking returns no device key', async t => {
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

t.test('ConfirmDevice remembers a device', async t => {
  const { cognito, api, AccessToken, DeviceKey, confirmed, attributes } = await withDevice(t)
  t.equal(confirmed.UserConfirmationNecessary, false)
  const now = new Date(cognito.clock()).toISOString()
  t.match((await api.getDevice({ AccessToken, DeviceKey })).Device, {
    DeviceKey,
    DeviceCreateDate: now,
    DeviceLastModifiedDate: now,
    DeviceLastAuthenticatedDate: now
  })
  t.match(await attributes(), {
    device_name: 'Laptop',
    device_status: 'valid',
    last_ip_used: /^[\d.]+$/,
    'dev:device_remembered_status': 'remembered',
    'dev:device_owner': ADA.sub
  })
  await t.rejects(
    api.confirmDevice({
      AccessToken,
      DeviceKey,
      DeviceSecretVerifierConfig: { PasswordVerifier: 'AAAA', Salt: 'AAAA' }
    }),
    refusal('DeviceKeyExistsException')
  )
})

t.test('with opt-in, a device is remembered after UpdateDeviceStatus', async t => {
  const { cognito, api, AccessToken, DeviceKey, confirmed, attributes } = await withDevice(t, {
    devices: { userOptIn: true }
  })
  t.equal(confirmed.UserConfirmationNecessary, true)
  t.match(await attributes(), { 'dev:device_remembered_status': 'not_remembered' })
  cognito.advance(1000)
  await api.updateDeviceStatus({ AccessToken, DeviceKey, DeviceRememberedStatus: 'remembered' })
  t.match(await attributes(), { 'dev:device_remembered_status': 'remembered' })
  t.strictSame(
    (await api.getDevice({ AccessToken, DeviceKey })).Device?.DeviceLastModifiedDate,
    new Date(cognito.clock())
  )
  await api.updateDeviceStatus({ AccessToken, DeviceKey, DeviceRememberedStatus: 'not_remembered' })
  t.match(await attributes(), { 'dev:device_remembered_status': 'not_remembered' })
})

t.test('ConfirmDevice rejects the token of another device and a malformed secret', async t => {
  const {
    api,
    signIn,
    AccessToken,
    metadata: { DeviceKey }
  } = await signedIn(t)
  const { verifierConfig: DeviceSecretVerifierConfig } = new DeviceSecret({
    DeviceKey,
    DeviceGroupKey: '-abcdefgh'
  })
  const other = (await signIn(ADA)).AuthenticationResult?.AccessToken
  await t.rejects(
    api.confirmDevice({ AccessToken: other, DeviceKey, DeviceSecretVerifierConfig }),
    refusal('InvalidParameterException', 'Invalid device key given.')
  )
  await t.rejects(
    api.confirmDevice({ AccessToken, DeviceKey }),
    refusal('InvalidParameterException', /PasswordVerifier/)
  )
  await t.rejects(
    api.confirmDevice({
      AccessToken,
      DeviceKey,
      DeviceSecretVerifierConfig: { ...DeviceSecretVerifierConfig, Salt: 'not base64' }
    }),
    refusal('InvalidParameterException', /Salt/)
  )
  await t.rejects(api.getDevice({ AccessToken, DeviceKey }), NO_DEVICE, 'the device was not confirmed')
})

t.test('ListDevices returns pages', async t => {
  const { api, signIn, AccessToken, DeviceKey } = await withDevice(t)
  const keys = [DeviceKey]
  for (let more = 0; more < 2; more++) {
    const { AccessToken: token, NewDeviceMetadata = {} } = (await signIn(ADA)).AuthenticationResult ?? {}
    const secret = new DeviceSecret(NewDeviceMetadata)
    await api.confirmDevice({
      AccessToken: token,
      DeviceKey: secret.key,
      DeviceSecretVerifierConfig: secret.verifierConfig
    })
    keys.push(secret.key)
  }
  const first = await api.listDevices({ AccessToken, Limit: 2 })
  const second = await api.listDevices({ AccessToken, Limit: 2, PaginationToken: first.PaginationToken })
  t.strictSame(
    [first, second].map(({ Devices = [] }) => Devices.map(({ DeviceKey }) => DeviceKey)),
    [keys.slice(0, 2), keys.slice(2)]
  )
  t.equal(second.PaginationToken, undefined)
  await t.rejects(
    api.listDevices({ AccessToken, PaginationToken: 'abc' }),
    refusal('InvalidParameterException')
  )
})

t.test('ForgetDevice removes a device', async t => {
  const { api, AccessToken, DeviceKey } = await withDevice(t)
  await api.forgetDevice({ AccessToken, DeviceKey })
  t.strictSame((await api.listDevices({ AccessToken })).Devices, [])
  for (const again of [
    api.getDevice({ AccessToken, DeviceKey }),
    api.forgetDevice({ AccessToken, DeviceKey }),
    api.updateDeviceStatus({ AccessToken, DeviceKey, DeviceRememberedStatus: 'remembered' })
  ]) {
    await t.rejects(again, NO_DEVICE)
  }
})

t.test('a user cannot see devices of other users', async t => {
  const { api, signIn, DeviceKey } = await withDevice(t)
  const AccessToken = (await signIn(BOB)).AuthenticationResult?.AccessToken
  await t.rejects(api.getDevice({ AccessToken, DeviceKey }), NO_DEVICE)
  t.strictSame((await api.listDevices({ AccessToken })).Devices, [])
})

t.test('an administrator lists, changes and forgets devices', async t => {
  const { cognito, api, AccessToken, DeviceKey } = await withDevice(t)
  const named = { UserPoolId: cognito.options.userPoolId, Username: ADA.email }
  const { Device } = await api.getDevice({ AccessToken, DeviceKey })
  t.strictSame((await api.adminGetDevice({ ...named, DeviceKey })).Device, Device)
  t.strictSame((await api.adminListDevices(named)).Devices, [Device])

  cognito.advance(1000)
  const DeviceRememberedStatus = 'not_remembered'
  await api.adminUpdateDeviceStatus({ ...named, DeviceKey, DeviceRememberedStatus })
  const changed = (await api.adminGetDevice({ ...named, DeviceKey })).Device
  t.match(
    changed?.DeviceAttributes?.find(({ Name }) => Name === 'dev:device_remembered_status'),
    { Value: 'not_remembered' }
  )
  t.strictSame(changed?.DeviceLastModifiedDate, new Date(cognito.clock()))

  await api.adminForgetDevice({ ...named, DeviceKey })
  t.strictSame((await api.adminListDevices(named)).Devices, [])
  await t.rejects(api.adminGetDevice({ ...named, DeviceKey }), NO_DEVICE)
  await t.rejects(api.adminForgetDevice({ ...named, DeviceKey }), NO_DEVICE)
})

t.test('an administrator finds no devices in a pool that does not track them', async t => {
  const { cognito, api } = await start(t)
  const named = { UserPoolId: cognito.options.userPoolId, Username: ADA.email }
  await t.rejects(
    api.adminListDevices(named),
    refusal('InvalidParameterException', 'Device tracking is not enabled for the user pool.')
  )
})

import type {
  AdminForgetDeviceRequest,
  AdminGetDeviceRequest,
  AdminGetDeviceResponse,
  AdminListDevicesRequest,
  AdminListDevicesResponse,
  AdminUpdateDeviceStatusRequest,
  ConfirmDeviceRequest,
  ConfirmDeviceResponse,
  DeviceType,
  ForgetDeviceRequest,
  GetDeviceRequest,
  GetDeviceResponse,
  ListDevicesRequest,
  ListDevicesResponse,
  UpdateDeviceStatusRequest
} from '@aws-sdk/client-cognito-identity-provider'
import { tokenOwner, type TokenOwner } from '../pool/access-token.js'
import { promptsToRemember, deviceOf, tracksDevices } from '../pool/devices.js'
import { CognitoException, invalidParameter } from '../pool/exception.js'
import type { Device, User } from '../pool/records.js'
import type { UserPool } from '../pool/user-pool.js'
import type { UserPools } from '../pool/user-pools.js'
import type { Valid } from '../protocol/types.js'
import { attributeList } from './output.js'
import { namedUser } from './lookup.js'
import { pageOf, type PageInput } from './page.js'

/**
 * Confirms the device that the access token was issued to. It is remembered at once, unless the user has to
 * opt in.
 */
export function confirmDevice (pools: UserPools, input: Valid<ConfirmDeviceRequest>): ConfirmDeviceResponse {
  const { pool, user, session } = ownerOfDevices(pools, input.AccessToken)
  const { DeviceKey: key, DeviceName: name, DeviceSecretVerifierConfig: secret = {} } = input
  const { deviceKey, deviceGroupKey: groupKey } = session
  if (groupKey === undefined || deviceKey !== key) throw invalidParameter('Invalid device key given.')
  if (user.devices.some(device => device.key === key)) {
    throw new CognitoException('DeviceKeyExistsException', 'Device already exists.')
  }
  const now = pool.now()
  const device: Device = {
    key,
    groupKey,
    ...(name !== undefined && { name }),
    verifier: hexadecimal(secret.PasswordVerifier, 'PasswordVerifier'),
    salt: hexadecimal(secret.Salt, 'Salt'),
    remembered: !promptsToRemember(pool),
    createdAt: now,
    modifiedAt: now,
    usedAt: now
  }
  pool.users.save(user, { devices: [...user.devices, device] })
  return { UserConfirmationNecessary: promptsToRemember(pool) }
}

export function updateDeviceStatus (pools: UserPools, input: Valid<UpdateDeviceStatusRequest>): void {
  const { pool, user } = ownerOfDevices(pools, input.AccessToken)
  changeStatus(pool, user, input)
}

export function getDevice (pools: UserPools, input: Valid<GetDeviceRequest>): GetDeviceResponse {
  const { user } = ownerOfDevices(pools, input.AccessToken as string)
  return { Device: describeDevice(deviceOf(user, input.DeviceKey), user) }
}

export function listDevices (pools: UserPools, input: Valid<ListDevicesRequest>): ListDevicesResponse {
  return devicePage(ownerOfDevices(pools, input.AccessToken).user, input)
}

export function forgetDevice (pools: UserPools, input: Valid<ForgetDeviceRequest>): void {
  const { pool, user } = ownerOfDevices(pools, input.AccessToken as string)
  forget(pool, user, input.DeviceKey)
}

export function adminGetDevice (
  pools: UserPools,
  input: Valid<AdminGetDeviceRequest>
): AdminGetDeviceResponse {
  const { user } = namedUserOfDevices(pools, input)
  return { Device: describeDevice(deviceOf(user, input.DeviceKey), user) }
}

export function adminListDevices (
  pools: UserPools,
  input: Valid<AdminListDevicesRequest>
): AdminListDevicesResponse {
  return devicePage(namedUserOfDevices(pools, input).user, input)
}

export function adminUpdateDeviceStatus (
  pools: UserPools,
  input: Valid<AdminUpdateDeviceStatusRequest>
): void {
  const { pool, user } = namedUserOfDevices(pools, input)
  changeStatus(pool, user, input)
}

export function adminForgetDevice (pools: UserPools, input: Valid<AdminForgetDeviceRequest>): void {
  const { pool, user } = namedUserOfDevices(pools, input)
  forget(pool, user, input.DeviceKey)
}

function ownerOfDevices (pools: UserPools, token: string): TokenOwner {
  const owner = tokenOwner(pools, token)
  checkTracking(owner.pool)
  return owner
}

function namedUserOfDevices (pools: UserPools, input: { UserPoolId: string, Username: string }) {
  const named = namedUser(pools, input)
  checkTracking(named.pool)
  return named
}

function checkTracking (pool: UserPool): void {
  if (!tracksDevices(pool)) throw invalidParameter('Device tracking is not enabled for the user pool.')
}

type StatusInput = Pick<Valid<AdminUpdateDeviceStatusRequest>, 'DeviceKey' | 'DeviceRememberedStatus'>

function changeStatus (
  pool: UserPool,
  user: User,
  { DeviceKey, DeviceRememberedStatus: status }: StatusInput
): void {
  const device = deviceOf(user, DeviceKey)
  if (status !== undefined) device.remembered = status === 'remembered'
  device.modifiedAt = pool.now()
  pool.users.save(user)
}

function forget (pool: UserPool, user: User, key: string): void {
  const device = deviceOf(user, key)
  pool.users.save(user, { devices: user.devices.filter(other => other !== device) })
}

function devicePage (user: User, input: PageInput): ListDevicesResponse {
  const { items, next } = pageOf(user.devices, input, {
    list: ['devices', user.sub],
    keyOf: ({ key }) => key
  })
  return { Devices: items.map(device => describeDevice(device, user)), PaginationToken: next }
}

function hexadecimal (base64: string | undefined, name: string): string {
  if (base64 === undefined || !/^[A-Za-z\d+/]+={0,2}$/.test(base64)) {
    throw invalidParameter(`Invalid ${name} given.`)
  }
  return Buffer.from(base64, 'base64').toString('hex')
}

function describeDevice (
  { key, name, remembered, createdAt, modifiedAt, usedAt }: Device,
  { sub }: User
): DeviceType {
  return {
    DeviceKey: key,
    DeviceAttributes: attributeList({
      device_status: 'valid',
      ...(name !== undefined && { device_name: name }),
      'dev:device_owner': sub,
      last_ip_used: '127.0.0.1',
      'dev:device_remembered_status': remembered ? 'remembered' : 'not_remembered'
    }),
    DeviceCreateDate: new Date(createdAt),
    DeviceLastModifiedDate: new Date(modifiedAt),
    DeviceLastAuthenticatedDate: new Date(usedAt)
  }
}

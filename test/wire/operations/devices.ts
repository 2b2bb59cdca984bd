import type {
  ConfirmDeviceRequest, ConfirmDeviceResponse, DeviceType, ForgetDeviceRequest, GetDeviceRequest, GetDeviceResponse, ListDevicesRequest, ListDevicesResponse,
  UpdateDeviceStatusRequest
} from '@aws-sdk/client-cognito-identity-provider'
import { attributeList } from '../attributes.js'
import { deviceOf, type Device, type NewDevice } from '../devices.js'
import { page } from '../page.js'
import type { Pool } from '../pool.js'
import { invalidParameter, Refusal } from '../refusal.js'
import { integer } from '../srp-group.js'
import type { Person } from '../users.js'

/** Confirms the device that the access token was given to. It is remembered at once, unless the person is to be asked. */
export async function confirmDevice (pool: Pool, { AccessToken = '', DeviceKey, DeviceName: name, DeviceSecretVerifierConfig: secret = {} }: ConfirmDeviceRequest): Promise<ConfirmDeviceResponse> {
  const { person, device, userOptIn } = await ownerOfDevices(pool, AccessToken)
  if (device === undefined || device.key !== DeviceKey) throw invalidParameter('Invalid device key given.')
  if (person.devices.some(({ key }) => key === DeviceKey)) throw new Refusal('DeviceKeyExistsException', 'Device already exists.')
  const now = new Date(pool.now())
  person.devices.push({
    ...device,
    name,
    verifier: numberOf(secret.PasswordVerifier, 'PasswordVerifier'),
    salt: numberOf(secret.Salt, 'Salt'),
    remembered: !userOptIn,
    createdAt: now,
    changedAt: now,
    usedAt: now
  })
  return { UserConfirmationNecessary: userOptIn }
}

export async function updateDeviceStatus (pool: Pool, { AccessToken = '', DeviceKey = '', DeviceRememberedStatus: status }: UpdateDeviceStatusRequest): Promise<object> {
  const { person } = await ownerOfDevices(pool, AccessToken)
  const device = deviceOf(person, DeviceKey)
  if (status !== undefined) device.remembered = status === 'remembered'
  device.changedAt = new Date(pool.now())
  return {}
}

export async function getDevice (pool: Pool, { AccessToken = '', DeviceKey = '' }: GetDeviceRequest): Promise<GetDeviceResponse> {
  const { person } = await ownerOfDevices(pool, AccessToken)
  return { Device: described(deviceOf(person, DeviceKey), person) }
}

export async function listDevices (pool: Pool, { AccessToken = '', Limit: limit, PaginationToken: token }: ListDevicesRequest): Promise<ListDevicesResponse> {
  const { person } = await ownerOfDevices(pool, AccessToken)
  const { items, next } = page(person.devices, { limit, token, of: 'ListDevices' })
  return { Devices: items.map(device => described(device, person)), PaginationToken: next }
}

export async function forgetDevice (pool: Pool, { AccessToken = '', DeviceKey = '' }: ForgetDeviceRequest): Promise<object> {
  const { person } = await ownerOfDevices(pool, AccessToken)
  const device = deviceOf(person, DeviceKey)
  person.devices = person.devices.filter(other => other !== device)
  return {}
}

async function ownerOfDevices (pool: Pool, accessToken: string): Promise<{ person: Person, device: NewDevice | undefined, userOptIn: boolean }> {
  const owner = await pool.owner(accessToken)
  const { devices } = pool.settings
  if (devices === undefined) throw invalidParameter('Device tracking is not enabled for this user pool.')
  return { ...owner, userOptIn: devices.userOptIn ?? false }
}

function numberOf (base64: string | undefined, name: string): bigint {
  if (base64 === undefined || !/^[A-Za-z\d+/]+={0,2}$/.test(base64)) throw invalidParameter(`Invalid ${name} given.`)
  return integer(Buffer.from(base64, 'base64'))
}

function described ({ key, name, remembered, createdAt, changedAt, usedAt }: Device, { sub }: Person): DeviceType {
  return {
    DeviceKey: key,
    DeviceAttributes: attributeList({
      device_status: 'valid',
      ...(name !== undefined && { device_name: name }),
      'dev:device_owner': sub,
      last_ip_used: '127.0.0.1',
      'dev:device_remembered_status': remembered ? 'remembered' : 'not_remembered'
    }),
    DeviceCreateDate: createdAt,
    DeviceLastModifiedDate: changedAt,
    DeviceLastAuthenticatedDate: usedAt
  }
}

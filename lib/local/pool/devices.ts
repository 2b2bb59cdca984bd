import { randomBytes, randomUUID } from 'node:crypto'
import { orNotFound } from './exception.js'
import type { Device, User } from './records.js'
import type { UserPool } from './user-pool.js'

/** The keys that a sign-in returns to a device that has none. */
export interface NewDevice {
  key: string
  groupKey: string
}

/** A device key has the form `Region_UUID`. */
export function createDevice (pool: UserPool): NewDevice {
  return {
    key: `${pool.environment.region}_${randomUUID()}`,
    groupKey: `-${randomBytes(6).toString('base64url')}`
  }
}

export function tracksDevices ({ settings }: UserPool): boolean {
  return settings.DeviceConfiguration !== undefined
}

/** Whether a remembered device replaces the second factor. */
export function trustsDevices ({ settings }: UserPool): boolean {
  return settings.DeviceConfiguration?.ChallengeRequiredOnNewDevice === true
}

/** Whether a device is remembered only if the user opts in. */
export function promptsToRemember ({ settings }: UserPool): boolean {
  return settings.DeviceConfiguration?.DeviceOnlyRememberedOnUserPrompt === true
}

/**
 * Returns the device with this key.
 *
 * @throws ResourceNotFoundException
 */
export function deviceOf ({ devices }: User, key: string): Device {
  return orNotFound(devices.find(device => device.key === key), 'Device does not exist.')
}

/** Returns the device that a sign-in comes from, if it names one and the pool tracks devices. */
export function signInDevice (pool: UserPool, user: User, key: string | undefined): Device | undefined {
  return key === undefined || !tracksDevices(pool) ? undefined : deviceOf(user, key)
}

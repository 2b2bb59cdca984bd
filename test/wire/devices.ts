import { randomBytes, randomUUID } from 'node:crypto'
import type { Settings } from './options.js'
import { Refusal } from './refusal.js'
import type { Person } from './users.js'

/** What a sign-in tells a device that has no key yet. */
export interface NewDevice { key: string, groupKey: string }

/** A device that was confirmed. */
export interface Device extends NewDevice {
  name: string | undefined
  /** Of its secret, by SRP. */
  verifier: bigint
  salt: bigint
  remembered: boolean
  createdAt: Date
  changedAt: Date
  usedAt: Date
}

/** In the form `Region_UUID`. */
export function newDevice (userPoolId: string): NewDevice {
  return { key: `${userPoolId.split('_')[0]}_${randomUUID()}`, groupKey: `-${randomBytes(6).toString('base64url')}` }
}

/** A person's device by its key. Throws where there is none: AWS says so also to a sign-in that names it. */
export function deviceOf ({ devices }: Person, key: string): Device {
  const device = devices.find(device => device.key === key)
  if (device === undefined) throw new Refusal('ResourceNotFoundException', 'Device does not exist.')
  return device
}

/** The device that a sign-in comes from. Undefined where it named none, or the pool keeps none. */
export function comingFrom (person: Person, deviceKey: string | undefined, { devices }: Settings): Device | undefined {
  return devices === undefined || deviceKey === undefined ? undefined : deviceOf(person, deviceKey)
}

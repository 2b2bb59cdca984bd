import { createHmac, randomBytes } from 'node:crypto'
import type { Device } from './devices.js'
import { invalidParameter } from './refusal.js'
import { checkSrpA, claimOf } from './srp.js'
import { integer, masked, modulo, N, power, publicOf, scrambler, sharedKey, bytes } from './srp-group.js'

/** The server's side of proving a device. */

/** What the server keeps between its two challenges. */
export interface DeviceExchange { A: bigint, b: bigint, B: bigint, secretBlock: string }

export function openExchange (srpA: string, { verifier }: Device): DeviceExchange {
  checkSrpA(srpA)
  const A = BigInt(`0x${srpA}`)
  // RFC 5054 section 2.5.4: with such a value anybody could prove anything.
  if (A % N === 0n) throw invalidParameter('SRP_A is a multiple of N')
  const b = integer(randomBytes(32))
  return { A, b, B: modulo(masked(verifier) + publicOf(b)), secretBlock: randomBytes(1200).toString('base64') }
}

/** What DEVICE_PASSWORD_VERIFIER says. */
export function exchangeParameters ({ B, secretBlock }: DeviceExchange, { key, salt }: Device): Record<string, string> {
  return { SRP_B: B.toString(16), SALT: bytes(salt).toString('hex'), SECRET_BLOCK: secretBlock, DEVICE_KEY: key }
}

/** Whether the responses prove the device's secret. */
export function isDeviceProved (responses: Record<string, string>, { A, b, B, secretBlock }: DeviceExchange, device: Device): boolean {
  const { signature, block, timestamp } = claimOf(responses)
  const u = scrambler(A, B)
  const key = sharedKey(power(A * power(device.verifier, u), b), u)
  return block === secretBlock && signature === deviceSignature(key, device, block, timestamp)
}

/** PASSWORD_CLAIM_SIGNATURE: the group key stands where the pool stands for a person's password. */
export function deviceSignature (sharedKey: Buffer, { groupKey, key }: Pick<Device, 'groupKey' | 'key'>, secretBlock: string, timestamp: string): string {
  return createHmac('sha256', sharedKey).update(groupKey).update(key).update(Buffer.from(secretBlock, 'base64')).update(timestamp).digest('base64')
}

/** The server's side of the Secure Remote Password protocol, for passwords and for devices. */
import { createHmac, randomBytes } from 'node:crypto'
import { isSame } from '../compare.js'
import { invalidParameter } from '../exception.js'
import { required } from '../parameters.js'
import type { Device } from '../records.js'
import {
  bytes,
  integer,
  maskVerifier,
  modulo,
  N,
  power,
  privateKey,
  publicOf,
  scrambler,
  sharedKey
} from './group.js'

/** The state of the server between its challenge and the response. Numbers are in hexadecimal. */
export interface Exchange {
  A: string
  b: string
  B: string
  verifier: string
  salt: string
  secretBlock: string
}

/** The exchange of a password. The user's name, without the pool's, is part of the proof. */
export interface PasswordProof extends Exchange {
  identity: string
}

export type DeviceProof = Exchange

const hex = (value: bigint) => value.toString(16)
const number = (value: string) => BigInt(`0x${value}`)

/** Starts the proof of a password. A user without one, or one that does not exist, cannot complete it. */
export function startPasswordProof (
  srpA: string,
  identity: string,
  password: string | undefined,
  salt = integer(randomBytes(16))
): PasswordProof {
  const secret = password ?? randomBytes(32).toString('base64')
  return { ...exchange(srpA, publicOf(privateKey(salt, identity, secret)), salt), identity }
}

export function startDeviceProof (srpA: string, { verifier, salt }: Device): DeviceProof {
  return exchange(srpA, number(verifier), number(salt))
}

function exchange (srpA: string, verifier: bigint, salt: bigint): Exchange {
  const A = publicValue(srpA)
  const b = integer(randomBytes(32))
  const B = modulo(maskVerifier(verifier) + publicOf(b))
  const secretBlock = randomBytes(1200).toString('base64')
  return { A: hex(A), b: hex(b), B: hex(B), verifier: hex(verifier), salt: hex(salt), secretBlock }
}

/**
 * Parses the public value A of a client.
 *
 * @throws InvalidParameterException for a value that would prove any password (RFC 5054 section 2.5.4)
 */
function publicValue (srpA: string): bigint {
  if (!/^[0-9a-f]+$/i.test(srpA)) throw invalidParameter('SRP_A is not a hexadecimal number')
  const A = number(srpA)
  if (A % N === 0n) throw invalidParameter('SRP_A is a multiple of N')
  return A
}

/** The parameters of PASSWORD_VERIFIER and DEVICE_PASSWORD_VERIFIER. */
export function proofParameters ({ B, salt, secretBlock }: Exchange): Record<string, string> {
  return { SRP_B: B, SALT: bytes(number(salt)).toString('hex'), SECRET_BLOCK: secretBlock }
}

/** As AWS requires it: `Tue Mar 5 09:07:01 UTC 2024`, the day without a leading zero. */
const TIMESTAMP =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [1-9]\d? \d\d:\d\d:\d\d UTC \d{4}$/

/**
 * Returns whether the responses prove a secret.
 *
 * @param names - the names that are signed before the secret block: the pool and the user, or the group and
 * the device
 */
export function provesSecret (
  responses: Record<string, string>,
  exchange: Exchange,
  names: readonly string[]
): boolean {
  const signature = required(responses, 'PASSWORD_CLAIM_SIGNATURE')
  const block = required(responses, 'PASSWORD_CLAIM_SECRET_BLOCK')
  const timestamp = required(responses, 'TIMESTAMP')
  if (!TIMESTAMP.test(timestamp)) {
    throw invalidParameter('TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.')
  }
  const { A, b, B, verifier, secretBlock } = exchange
  const u = scrambler(number(A), number(B))
  const key = sharedKey(power(number(A) * power(number(verifier), u), number(b)), u)
  const hmac = createHmac('sha256', key)
  for (const name of names) hmac.update(name)
  const expected = hmac.update(Buffer.from(secretBlock, 'base64')).update(timestamp).digest('base64')
  return block === secretBlock && isSame(signature, expected)
}

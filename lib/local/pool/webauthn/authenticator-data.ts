import { createHash } from 'node:crypto'
import { decodeCbor, type Cbor } from './cbor.js'

const FLAGS = { present: 0x01, verified: 0x04, credential: 0x40 }
const HEADER = 37

/** Authenticator data (Web Authentication, section 6.1). */
export interface AuthenticatorData {
  rpIdHash: Buffer
  userPresent: boolean
  userVerified: boolean
  counter: number
  credential?: { id: string, publicKey: Map<number | string, Cbor> }
}

/** Parses authenticator data. Throws if it is malformed. */
export function parseAuthenticatorData (bytes: Buffer): AuthenticatorData {
  if (bytes.length < HEADER) throw new TypeError('The authenticator data is too short')
  const flags = bytes.readUInt8(32)
  return {
    rpIdHash: bytes.subarray(0, 32),
    userPresent: (flags & FLAGS.present) !== 0,
    userVerified: (flags & FLAGS.verified) !== 0,
    counter: bytes.readUInt32BE(33),
    ...((flags & FLAGS.credential) !== 0 && { credential: credentialOf(bytes) })
  }
}

function credentialOf (bytes: Buffer): NonNullable<AuthenticatorData['credential']> {
  // 16 bytes are the model of the authenticator.
  const start = HEADER + 16 + 2
  const end = start + bytes.readUInt16BE(HEADER + 16)
  const publicKey = decodeCbor(bytes, end).value
  if (!(publicKey instanceof Map)) throw new TypeError('The public key is malformed')
  return { id: bytes.subarray(start, end).toString('base64url'), publicKey }
}

/** Returns whether the data is for a relying party. */
export function isForRelyingParty ({ rpIdHash }: AuthenticatorData, id: string): boolean {
  return createHash('sha256').update(id).digest().equals(rpIdHash)
}

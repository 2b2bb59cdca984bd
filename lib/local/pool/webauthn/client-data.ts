import { createHash } from 'node:crypto'
import { invalidParameter } from '../exception.js'

/** The client data of a ceremony (Web Authentication, section 5.8.1). */
export interface ClientData {
  type: string
  challenge: string
  origin: string
  /** The SHA-256 hash of the JSON text, which is signed. */
  hash: Buffer
}

/** Parses `response.clientDataJSON` of a credential in JSON. */
export function parseClientData (credential: unknown): ClientData {
  try {
    const bytes = bytesOf(memberOf(credential, 'response'), 'clientDataJSON')
    const { type, challenge, origin } = JSON.parse(bytes.toString()) as Record<string, unknown>
    const hash = createHash('sha256').update(bytes).digest()
    return { type: String(type), challenge: String(challenge), origin: String(origin), hash }
  } catch {
    throw invalidParameter('The credential is not in the JSON form of Web Authentication.')
  }
}

/** Returns a member that has bytes in base64url. Throws if it is none. */
export function bytesOf (object: unknown, name: string): Buffer {
  const value = memberOf(object, name)
  if (typeof value !== 'string') throw new TypeError(`${name} is missing`)
  return Buffer.from(value, 'base64url')
}

export function memberOf (object: unknown, name: string): unknown {
  return typeof object === 'object' && object !== null ? (object as Record<string, unknown>)[name] : undefined
}

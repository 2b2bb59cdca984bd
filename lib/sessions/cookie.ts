import { hash, randomBytes } from 'node:crypto'
import { KEY_LENGTH } from './encryption.js'

const ID_LENGTH = 16

/** What the cookie of a session contains. */
export interface SessionCookie {
  /** The value of the cookie: the ID of the session and the key of its tokens. */
  readonly value: string
  /** The ID of the session in the store. A copy of the store does not contain the ID in the cookie. */
  readonly id: string
  /** The key that the tokens are encrypted with. It is in no other place than the cookie. */
  readonly key: Buffer
}

/** Creates the cookie of a new session. */
export function newCookie (): SessionCookie {
  return fromBytes(randomBytes(ID_LENGTH + KEY_LENGTH))
}

const FORM = /^[\w-]{64}$/

/** Reads a cookie. Null if its value has another form. */
export function parseCookie (value: string): SessionCookie | null {
  return FORM.test(value) ? fromBytes(Buffer.from(value, 'base64url')) : null
}

function fromBytes (bytes: Buffer): SessionCookie {
  return {
    value: bytes.toString('base64url'),
    id: hash('sha256', bytes.subarray(0, ID_LENGTH), 'base64url'),
    key: bytes.subarray(ID_LENGTH)
  }
}

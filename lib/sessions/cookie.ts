import { hash, randomBytes } from 'node:crypto'
import { KEY_LENGTH } from './encryption.js'

const ID_LENGTH = 16

/** The cookie of a session. */
export class SessionCookie {
  /** The value of the cookie: the ID of the session and the key of its tokens. */
  readonly value: string
  /** The ID of the session in the store: a hash, so that a copy of the store does not reveal the cookie. */
  readonly id: string

  constructor (value: string, id = idOf(value)) {
    this.value = value
    this.id = id
  }

  /** The key that the tokens are encrypted with. It is only in the cookie. */
  get key (): Buffer {
    return bytesOf(this.value).subarray(ID_LENGTH)
  }
}

/** Creates the cookie of a new session. */
export function newCookie (): SessionCookie {
  return new SessionCookie(randomBytes(ID_LENGTH + KEY_LENGTH).toString('base64url'))
}

const FORM = /^[\w-]{64}$/

/** Returns whether a value has the form of a session cookie. */
export function isCookieForm (value: string): boolean {
  return FORM.test(value)
}

function idOf (value: string): string {
  return hash('sha256', bytesOf(value).subarray(0, ID_LENGTH), 'base64url')
}

function bytesOf (value: string): Buffer {
  return Buffer.from(value, 'base64url')
}

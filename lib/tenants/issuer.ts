import { isDevelopment } from '../development.js'
import { isPlainHttp } from '../pool/loopback.js'

/** The issuers of AWS have about 80 characters. */
const MAX_LENGTH = 256

/** Printable ASCII characters of a URL without quotes, spaces, a query or a fragment. */
const ISSUER_URL = /^https?:\/\/[\w.~:/[\]@!$&'()*+,;=%-]+$/

/**
 * Returns whether the `iss` of an unverified token may be that of a pool: a short, normalized https URL
 * without a username, a query or a fragment. Plain http is accepted for emulators, in development.
 */
export function isIssuer (iss: unknown): iss is string {
  if (typeof iss !== 'string' || iss.length > MAX_LENGTH || !ISSUER_URL.test(iss) || !URL.canParse(iss)) {
    return false
  }
  const { href, protocol, username, password } = new URL(iss)
  if ((href !== iss && href !== `${iss}/`) || username !== '' || password !== '') return false
  return protocol === 'https:' || (isPlainHttp(iss) && isDevelopment())
}

import { verify, type JsonWebKey, type KeyObject } from 'node:crypto'
import type { Cbor } from './cbor.js'

/** The algorithms that passkeys may have, as COSE numbers them. */
export const ES256 = -7
export const RS256 = -257

type Fields = Map<number | string, Cbor>

const text = (value: Cbor | undefined) => (value as Buffer).toString('base64url')

/** Converts a public key of COSE (RFC 9053) to a JWK. Throws for other keys than ES256 and RS256. */
export function toJwk (key: Fields): { jwk: JsonWebKey, algorithm: number } {
  const algorithm = key.get(3)
  if (algorithm === ES256 && key.get(1) === 2 && key.get(-1) === 1) {
    return { algorithm, jwk: { kty: 'EC', crv: 'P-256', x: text(key.get(-2)), y: text(key.get(-3)) } }
  }
  if (algorithm === RS256 && key.get(1) === 3) {
    return { algorithm, jwk: { kty: 'RSA', n: text(key.get(-1)), e: text(key.get(-2)) } }
  }
  throw new TypeError('The algorithm of the public key is not supported')
}

/** Returns whether a signature of these bytes was made with the key. */
export function isSignature (key: KeyObject, bytes: Buffer, signature: Buffer): boolean {
  return verify('sha256', bytes, key, signature)
}

/**
 * The group and the hashes that Cognito uses for the Secure Remote Password protocol (RFC 5054; the base is
 * 2).
 */
import { createHash, getDiffieHellman, hkdfSync } from 'node:crypto'

const group = getDiffieHellman('modp15')
export const N = integer(group.getPrime())
const G = integer(group.getGenerator())
const K = integer(sha256(bytes(N), bytes(G)))

/** Returns the base to the exponent, modulo N. As it starts at the highest bit, factors of 2 are fast. */
export function power (base: bigint, exponent: bigint): bigint {
  const factor = modulo(base)
  let result = 1n
  for (const bit of exponent.toString(2)) {
    result = (result * result) % N
    if (bit === '1') result = (result * factor) % N
  }
  return result
}

export const publicOf = (secret: bigint) => power(G, secret)

/** Returns a value modulo N that is never negative. */
export const modulo = (value: bigint) => ((value % N) + N) % N

/** Returns x of RFC 5054 section 2.4. */
export function privateKey (salt: bigint, identity: string, password: string): bigint {
  return integer(sha256(bytes(salt), sha256(Buffer.from(`${identity}:${password}`))))
}

/** Returns k * v, which hides the verifier in the server's public value. */
export const maskVerifier = (verifier: bigint) => modulo(K * verifier)

/** Returns u of RFC 5054 section 2.6. */
export const scrambler = (A: bigint, B: bigint) => integer(sha256(bytes(A), bytes(B)))

/** Returns the key that both sides sign with. */
export function sharedKey (premaster: bigint, u: bigint): Buffer {
  return Buffer.from(hkdfSync('sha256', bytes(premaster), bytes(u), 'Caldera Derived Key', 16))
}

/**
 * Returns a value in big-endian bytes, with a zero byte before a first bit that is set: Java's form of a
 * positive number.
 */
export function bytes (value: bigint): Buffer {
  const hex = value.toString(16)
  const even = hex.length % 2 === 1 ? `0${hex}` : hex
  return Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, 'hex')
}

export function integer (bytes: Uint8Array): bigint {
  return BigInt(`0x0${Buffer.from(bytes).toString('hex')}`)
}

function sha256 (...parts: Uint8Array[]): Buffer {
  return createHash('sha256').update(Buffer.concat(parts)).digest()
}

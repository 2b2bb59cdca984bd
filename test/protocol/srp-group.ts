import { createHash, getDiffieHellman, hkdfSync } from 'node:crypto'

/**
 * The Secure Remote Password protocol with the group and the hashes that Cognito has for it (RFC 5054; the
 * base is 2).
 */

const group = getDiffieHellman('modp15')
export const N = integer(group.getPrime())
const G = integer(group.getGenerator())
const K = integer(sha256(bytes(N), bytes(G)))

/** Base to the exponent, modulo N. */
export function power (base: bigint, exponent: bigint): bigint {
  let result = 1n
  for (let square = modulo(base), rest = exponent; rest > 0n; rest >>= 1n, square = (square * square) % N) {
    if (rest & 1n) result = (result * square) % N
  }
  return result
}

export const publicOf = (secret: bigint) => power(G, secret)

/** Never negative. */
export const modulo = (value: bigint) => ((value % N) + N) % N

/** x of RFC 5054 section 2.4. */
export function privateKey (salt: bigint, identity: string, password: string): bigint {
  return integer(sha256(bytes(salt), sha256(Buffer.from(`${identity}:${password}`))))
}

/** k * v, which hides the verifier in the server's public value. */
export const masked = (verifier: bigint) => modulo(K * verifier)

/** u of RFC 5054 section 2.6. */
export const scrambler = (A: bigint, B: bigint) => integer(sha256(bytes(A), bytes(B)))

/** The key that both sides sign with. */
export function sharedKey (premaster: bigint, u: bigint): Buffer {
  return Buffer.from(hkdfSync('sha256', bytes(premaster), bytes(u), 'Caldera Derived Key', 16))
}

/**
 * Big-endian and positive in two's complement: a zero byte precedes a first bit that is set.
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

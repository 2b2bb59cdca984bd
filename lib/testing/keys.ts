import {
  createPrivateKey,
  createPublicKey,
  generatePrime,
  randomUUID,
  sign,
  type KeyObject
} from 'node:crypto'
import { promisify } from 'node:util'
import { TEST_KEY_ID } from '../pool/test-keys.js'

/** A public key of a key set. */
export type PublishedKey = Readonly<Record<string, unknown>>

/** A signing key. */
export interface SigningKey {
  readonly kid: string
  /** Returns the signature of a token's first two segments, in base64url. */
  readonly sign: (input: string) => string
  readonly jwk: PublishedKey
}

/** Creates another key, in less than a millisecond. */
type MakeKey = () => SigningKey

/** The generators of keys: one for access tokens, one for ID tokens. */
export interface KeyMakers {
  readonly access: MakeKey
  readonly id: MakeKey
}

/** The usual public exponent of RSA, as used by AWS and by the first test pool of a process. */
const FIRST_EXPONENT = 65_537n

let makers: Promise<KeyMakers> | undefined

/**
 * An RSA key takes 50 to 300 ms to generate. A pool needs two keys, and four with a rotation, so that tests
 * would wait for seconds. Instead, a process generates the primes of two keys and derives further keys with
 * different exponents. A key does not verify the signatures of another, so pools are separate, as on AWS. One
 * private key reveals the others, but all of them stay in this process. Keys that are part of the package
 * would be faster, but everyone could sign with them.
 */
export function keyMakers (): Promise<KeyMakers> {
  makers ??= Promise.all([keyMaker(), keyMaker()]).then(([access, id]) => ({ access, id }))
  return makers
}

/**
 * Returns a generator of keys with the same modulus: two primes of 1024 bits whose highest two bits are set,
 * so that their product has 2048 bits.
 */
async function keyMaker (): Promise<MakeKey> {
  const prime = promisify(generatePrime) as unknown as (
    size: number,
    options: { bigint: true }
  ) => Promise<bigint>
  const [p, q] = await Promise.all([prime(1024, { bigint: true }), prime(1024, { bigint: true })])
  const totient = (p - 1n) * (q - 1n)
  const fixed = { kty: 'RSA', n: text(p * q), p: text(p), q: text(q), qi: text(inverse(q, p)) }
  let e = FIRST_EXPONENT - 2n
  return () => {
    // RFC 8017 3.1: the exponent must share no factor with p - 1 and q - 1.
    do e += 2n
    while (commonDivisor(totient, e) !== 1n)
    const d = inverse(e, totient)
    const jwk = { ...fixed, e: text(e), d: text(d), dp: text(d % (p - 1n)), dq: text(d % (q - 1n)) }
    return signingKey(createPrivateKey({ format: 'jwk', key: jwk }))
  }
}

function signingKey (privateKey: KeyObject): SigningKey {
  const kid = `${TEST_KEY_ID}${randomUUID()}`
  return {
    kid,
    sign: input => sign('RSA-SHA256', Buffer.from(input), privateKey).toString('base64url'),
    jwk: { ...createPublicKey(privateKey).export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' }
  }
}

function commonDivisor (a: bigint, b: bigint): bigint {
  return b === 0n ? a : commonDivisor(b, a % b)
}

/** Returns the inverse of `value` modulo `modulus`, by the extended Euclidean algorithm. */
function inverse (value: bigint, modulus: bigint): bigint {
  let [rest, nextRest] = [modulus, value % modulus]
  let [factor, nextFactor] = [0n, 1n]
  while (nextRest > 0n) {
    const quotient = rest / nextRest
    ;[rest, nextRest] = [nextRest, rest - quotient * nextRest]
    ;[factor, nextFactor] = [nextFactor, factor - quotient * nextFactor]
  }
  return (factor + modulus) % modulus
}

function text (value: bigint): string {
  const hex = value.toString(16)
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').toString('base64url')
}

import { createHash, createPublicKey } from 'node:crypto'

/** A public key of a key set that may verify tokens. */
export interface SigningKey {
  readonly kty: 'RSA'
  readonly kid: string
  readonly n: string
  readonly e: string
}

/** RSA keys below this size are rejected (RFC 8725 3.5, NIST SP 800-131A). */
const MIN_MODULUS_BITS = 2048

/** Key IDs are opaque. Only those that fit into a log line and a URI component are accepted. */
const KID = /^[\x21-\x7E]{1,256}$/
const PRIVATE_PARTS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

/**
 * Keys whose private key is public, by RFC 7638 thumbprint. The first is part of the npm package
 * cognito-local, so everyone who installs it can sign tokens.
 */
const PUBLISHED_KEYS = new Set(['jS8J3RuOy291lpsiFe2NfKV6VkdfMF4Q_840qOLXAjs'])

/**
 * Returns the key of an entry of a key set.
 *
 * @throws Error with the reason if the key must not be used: another type or use, too weak, private, or
 * published
 */
export function signingKey (entry: unknown): SigningKey {
  if (typeof entry !== 'object' || entry === null) throw new Error('not an object')
  const jwk = entry as Record<string, unknown>
  const { kty, kid, n, e, use, alg, key_ops: operations } = jwk
  if (typeof kid !== 'string' || !KID.test(kid)) throw new Error('kid is missing or invalid')
  if (kty !== 'RSA') throw new Error('kty is not RSA')
  if (use !== undefined && use !== 'sig') throw new Error('use is not sig')
  if (alg !== undefined && alg !== 'RS256') throw new Error('alg is not RS256')
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify'))) {
    throw new Error('key_ops does not include verify')
  }
  if (PRIVATE_PARTS.some(part => part in jwk)) throw new Error('the key has private parameters')
  if (typeof n !== 'string' || typeof e !== 'string') throw new Error('n or e is not a string')
  const key = canonicalKey(n, e)
  if (PUBLISHED_KEYS.has(thumbprint(key))) throw new Error('the private key is published')
  return { kty, kid, n: key.n, e: key.e }
}

/** Returns the modulus and exponent of a key in canonical form. Throws if the key is too weak. */
function canonicalKey (n: string, e: string): Pick<SigningKey, 'n' | 'e'> {
  const key = createPublicKey({ format: 'jwk', key: { kty: 'RSA', n, e } })
  const { modulusLength, publicExponent } = key.asymmetricKeyDetails as {
    modulusLength: number
    publicExponent: bigint
  }
  if (modulusLength < MIN_MODULUS_BITS) throw new Error(`the modulus has fewer than ${MIN_MODULUS_BITS} bits`)
  if (publicExponent < 3n || publicExponent % 2n === 0n) {
    throw new Error('the exponent is even or less than 3')
  }
  return key.export({ format: 'jwk' }) as Pick<SigningKey, 'n' | 'e'>
}

/** RFC 7638: the SHA-256 of the key's required members, in order, in base64url. */
function thumbprint ({ n, e }: Pick<SigningKey, 'n' | 'e'>): string {
  return createHash('sha256')
    .update(JSON.stringify({ e, kty: 'RSA', n }))
    .digest('base64url')
}

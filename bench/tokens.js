import { generateKeyPair, randomBytes, randomUUID, sign } from 'node:crypto'
import { promisify } from 'node:util'

export const pool = {
  userPoolId: 'eu-west-1_BenchPool',
  clientId: '1h57kf5cpq17m0eml12example',
  issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_BenchPool'
}

/** Long enough for the longest run, in seconds. */
const LIFETIME = 24 * 60 * 60

/** Node.js's thread pool has four threads, so further concurrent signatures would only wait. */
const SIGNATURES_AT_ONCE = 4

/**
 * Creates the two keys of a pool, as on AWS: one signs access tokens. The other is for ID tokens, and here it
 * is only a key that does not match.
 */
export async function createKeys () {
  const [access, id] = await Promise.all([createKey(), createKey()])
  return { ...access, jwks: { keys: [id.jwk, access.jwk] } }
}

/** Returns access tokens as Cognito issues them for a user, about 955 bytes each. */
export async function signTokens (key, count) {
  const tokens = []
  const signer = async () => {
    while (tokens.length < count) {
      const index = tokens.push(null) - 1
      tokens[index] = await signToken(key)
    }
  }
  await Promise.all(Array.from({ length: SIGNATURES_AT_ONCE }, signer))
  return tokens
}

/**
 * Returns tokens with the same header and claims and an invalid signature. Its first bytes change, not its
 * length or its encoding.
 */
export function forge (token) {
  const start = token.lastIndexOf('.') + 1
  return token.slice(0, start) + 'AAAA' + token.slice(start + 4)
}

/** Returns three segments of random base64url, as long as a token. */
export function junk () {
  return [60, 396, 256].map(bytes => randomBytes(bytes).toString('base64url')).join('.')
}

async function signToken ({ kid, privateKey }) {
  const time = Math.floor(Date.now() / 1000)
  const input = [
    { kid, alg: 'RS256' },
    {
      sub: randomUUID(),
      iss: pool.issuer,
      client_id: pool.clientId,
      origin_jti: randomUUID(),
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin',
      auth_time: time,
      exp: time + LIFETIME,
      iat: time,
      jti: randomUUID(),
      username: 'jane.doe'
    }
  ]
    .map(part => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  const signature = await promisify(sign)('RSA-SHA256', Buffer.from(input), privateKey)
  return `${input}.${signature.toString('base64url')}`
}

async function createKey () {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  const kid = randomUUID()
  return { kid, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' } }
}

import { assertSupportedParameters, decodeSegment, MAX_TOKEN_LENGTH } from '../header.js'
import { tokenRejection } from '../token-rejection.js'

/** A well-formed token of a load balancer. Nothing in it is verified. */
export interface AlbToken {
  readonly kid: string
  /** The ARN of the load balancer. */
  readonly signer: unknown
  /** The app client that the user signed in to. */
  readonly client: unknown
  readonly iss: unknown
  /** When the token expires, in seconds since the epoch. */
  readonly exp: number
  /** The payload, as encoded in the token. */
  readonly payload: string
  /** The text that is signed: the first two segments with their padding. */
  readonly signed: string
  /** R and S, of 32 bytes each. */
  readonly signature: Buffer
}

/**
 * Base64url with padding (RFC 4648 5), which load balancers write and JWS does not allow. The unused bits of
 * the last character are zero, so that no other text has the same bytes.
 */
const SEGMENT = /^(?:[\w-]{4})*(?:[\w-][AQgw]==|[\w-]{2}[AEIMQUYcgkosw048]=)?$/

/** The form of key IDs, which are part of the URL of the key. */
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

/** RFC 7518 3.4: the length of an ES256 signature, in bytes. A signature in DER has another one. */
const SIGNATURE_LENGTH = 64

/**
 * Splits a token of a load balancer, and checks the parts of its header whose values are not configured. The
 * load balancer accepts claims of up to 11 KB, which the limit leaves room for.
 *
 * @throws FST_COGNITO_INVALID_TOKEN
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html
 */
export function parseAlbToken (token: string): AlbToken {
  if (token.length > MAX_TOKEN_LENGTH) {
    throw tokenRejection('too-long', {
      length: token.length,
      limit: MAX_TOKEN_LENGTH,
      expected: `at most ${MAX_TOKEN_LENGTH} characters`
    })
  }
  const segments = token.split('.')
  const [header = '', payload = '', encoded = ''] = segments
  if (segments.length !== 3 || !segments.every(segment => segment !== '' && SEGMENT.test(segment))) {
    throw tokenRejection('malformed')
  }
  const signature = Buffer.from(encoded, 'base64url')
  if (signature.length !== SIGNATURE_LENGTH) throw tokenRejection('malformed')
  return { ...parseHeader(header), payload, signed: `${header}.${payload}`, signature }
}

function parseHeader (segment: string): Pick<AlbToken, 'kid' | 'signer' | 'client' | 'iss' | 'exp'> {
  const decoded = decodeSegment(segment)
  if (typeof decoded !== 'object' || decoded === null || Array.isArray(decoded)) {
    throw tokenRejection('malformed')
  }
  const { alg, kid, typ, signer, client, iss, exp, ...others } = decoded as Record<string, unknown>
  if (alg !== 'ES256') throw tokenRejection('algorithm', { kid, expected: 'ES256', received: alg })
  if (typeof kid !== 'string' || !UUID.test(kid)) {
    throw tokenRejection('header', { expected: 'a kid that is a UUID', received: kid })
  }
  if (typ !== undefined && !(typeof typ === 'string' && typ.toLowerCase() === 'jwt')) {
    throw tokenRejection('header', { kid, expected: 'no typ, or JWT', received: typ })
  }
  assertSupportedParameters(others, kid)
  if (!Number.isSafeInteger(exp)) {
    throw tokenRejection('header', { kid, expected: 'an exp in whole seconds', received: exp })
  }
  return { kid, signer, client, iss, exp: exp as number }
}

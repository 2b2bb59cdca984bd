import { isUtf8 } from 'node:buffer'
import { tokenRejection } from './token-rejection.js'

/**
 * The default of the option `maxTokenLength`, in characters. Most tokens have about 1,000; with a hundred
 * groups, or the claims of a pre-token-generation trigger, 8,000 to 14,000.
 */
export const MAX_TOKEN_LENGTH = 16_384

/** The accepted media types of a JWT (RFC 7519 5.1, RFC 9068 2.1). Cognito itself sets none. */
const TYPES = new Set(['jwt', 'at+jwt', 'application/at+jwt'])

/** Parameters that change what is signed, or that a recipient must understand. */
const UNSUPPORTED = ['crit', 'b64', 'zip', 'enc'] as const

export const BASE64URL = /^[A-Za-z0-9_-]+$/

/** The header and payload segments of a well-formed token. */
export interface Segments {
  readonly header: string
  readonly payload: string
}

/**
 * Splits a token into its three segments and checks that each is canonical base64url. The alphabet is checked
 * when the segments are decoded.
 *
 * @param limit - the maximum length of the token, in characters
 * @throws FST_COGNITO_INVALID_TOKEN
 */
export function segmentsOf (token: string, limit: number): Segments {
  assertLength(token, limit)
  const first = token.indexOf('.')
  const second = token.indexOf('.', first + 1)
  if (first === -1 || second === -1 || token.indexOf('.', second + 1) !== -1) {
    throw tokenRejection('malformed')
  }
  if (
    !isCanonical(token, 0, first) ||
    !isCanonical(token, first + 1, second) ||
    !isCanonical(token, second + 1, token.length)
  ) {
    throw tokenRejection('malformed')
  }
  return { header: token.slice(0, first), payload: token.slice(first + 1, second) }
}

/**
 * Checks the length of a token, before any of it is decoded.
 *
 * @throws FST_COGNITO_INVALID_TOKEN
 */
export function assertLength ({ length }: string, limit: number): void {
  if (length > limit) {
    throw tokenRejection('too-long', {
      length,
      limit,
      expected: `at most ${limit} characters (maxTokenLength)`
    })
  }
}

/**
 * Returns whether a segment is the only encoding of its bytes (RFC 4648 3.5). Decoders ignore the unused bits
 * of the last character, so that a token with another encoding would not match a list of tokens.
 */
function isCanonical (token: string, start: number, end: number): boolean {
  const length = end - start
  const last = token[end - 1] as string
  switch (length % 4) {
    case 0:
      return length > 0
    case 2:
      return 'AQgw'.includes(last)
    case 3:
      return 'AEIMQUYcgkosw048'.includes(last)
    default:
      return false
  }
}

/**
 * Checks the header of a token, which must be RS256 without parameters that change the meaning of the
 * signature, and returns its key ID. The header is not verified yet.
 *
 * @throws FST_COGNITO_INVALID_TOKEN
 */
export function keyIdOf (header: string): string {
  const { alg, kid, typ, ...others } = parseHeader(header)
  if (alg !== 'RS256') throw tokenRejection('algorithm', { kid, expected: 'RS256', received: alg })
  if (typeof kid !== 'string') throw tokenRejection('header', { expected: 'a kid', received: kid })
  if (typ !== undefined && !(typeof typ === 'string' && TYPES.has(typ.toLowerCase()))) {
    throw tokenRejection('header', { kid, expected: 'no typ, JWT or at+jwt', received: typ })
  }
  assertSupportedParameters(others, kid)
  return kid
}

/**
 * RFC 7515 4.1.11: a token with an unknown critical parameter is rejected. RFC 7797 and 7516 change what is
 * signed.
 *
 * @throws FST_COGNITO_INVALID_TOKEN
 */
export function assertSupportedParameters (parameters: object, kid: string): void {
  const unsupported = UNSUPPORTED.find(name => name in parameters)
  if (unsupported !== undefined) {
    throw tokenRejection('header', {
      kid,
      expected: `none of ${UNSUPPORTED.join(', ')}`,
      received: unsupported
    })
  }
}

/**
 * The first six bits of `{`. Most values that are not tokens are rejected here, since a failing JSON.parse is
 * slow: it creates an error with a stack.
 */
const OBJECT_PREFIX = 'e'

function parseHeader (segment: string): Record<string, unknown> {
  const header =
    segment.startsWith(OBJECT_PREFIX) && BASE64URL.test(segment) ? decodeSegment(segment) : undefined
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw tokenRejection('malformed')
  }
  return header as Record<string, unknown>
}

/** Decodes the JSON of a segment, without verification. Undefined if it is not JSON. */
export function decodeSegment (segment: string): unknown {
  const bytes = Buffer.from(segment, 'base64url')
  if (!isUtf8(bytes)) return undefined
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}

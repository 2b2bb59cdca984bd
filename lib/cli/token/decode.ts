import { nestingExceeds } from '../../cognito/nesting.js'
import { BASE64URL, decodeSegment } from '../../verification/header.js'

/** A token, decoded and not verified. */
export interface DecodedToken {
  /** The kind of token, such as `an access token of a user`. */
  readonly kind: string
  readonly header: Readonly<Record<string, unknown>>
  readonly payload: Readonly<Record<string, unknown>>
}

/** A text that cannot be decoded, with the reason, as a sentence. */
export interface Undecodable {
  readonly problem: string
}

/** The deepest nesting that is printed, as in verification. */
const MAX_LEVELS = 32

/** Decodes a token, without verification. */
export function decodeToken (token: string): DecodedToken | Undecodable {
  const segments = token.split('.')
  if (segments.length === 5) {
    return {
      problem:
        'It is encrypted (JWE), as the refresh tokens of Cognito are: only Cognito can decrypt it. APIs ' +
        'accept access tokens.'
    }
  }
  const [header = '', payload = '', signature = ''] = segments
  if (segments.length !== 3 || signature === '') {
    return {
      problem:
        'It is not a JWT, which has three parts with a dot between them. It may be truncated, or a code or ' +
        'session.'
    }
  }
  const decoded = { header: objectIn(header), payload: objectIn(payload) }
  if (decoded.header === undefined) return { problem: malformedPart('header') }
  if (decoded.payload === undefined) return { problem: malformedPart('payload') }
  return { kind: kindOf(decoded.payload), header: decoded.header, payload: decoded.payload }
}

function malformedPart (part: string): string {
  return `Its ${part} is not a JSON object in base64url, or is nested deeper than ${MAX_LEVELS} levels.`
}

function objectIn (segment: string): Record<string, unknown> | undefined {
  const value = BASE64URL.test(segment) ? decodeSegment(segment) : undefined
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject && !nestingExceeds(value, MAX_LEVELS) ? (value as Record<string, unknown>) : undefined
}

function kindOf ({ token_use: use, username }: Readonly<Record<string, unknown>>): string {
  if (use === 'id') return 'an ID token of a user'
  if (use !== 'access') return 'a JWT without the claim token_use of Cognito'
  return username === undefined ? 'an access token of a machine' : 'an access token of a user'
}

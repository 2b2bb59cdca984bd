import { decodeSegment } from '../verification/header.js'

/** The claims that are read. */
interface UnverifiedClaims {
  readonly iss?: string
  readonly sub?: string
  readonly origin_jti?: string
  readonly jti?: string
  readonly exp?: number
  readonly email?: string
  readonly name?: string
  readonly 'cognito:groups'?: readonly string[]
}

/**
 * Decodes the claims of an access token without verifying it. Only for tokens that Cognito has just issued or
 * accepted.
 */
export function decodeUnverified (accessToken: string): UnverifiedClaims {
  const claims = decodeSegment(accessToken.split('.')[1] ?? '')
  return typeof claims === 'object' && claims !== null ? claims : {}
}

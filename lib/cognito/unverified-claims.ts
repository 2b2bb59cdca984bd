import { decodeSegment } from '../verification/header.js'

/** As far as they are read here. */
interface UnverifiedClaims {
  readonly iss?: string
  readonly sub?: string
  readonly origin_jti?: string
  readonly jti?: string
  readonly 'cognito:groups'?: readonly string[]
}

/**
 * The claims of an access token that Cognito itself has just given or taken: nothing else says that it is
 * good.
 */
export function decodeUnverified (accessToken: string): UnverifiedClaims {
  const claims = decodeSegment(accessToken.split('.')[1] ?? '')
  return typeof claims === 'object' && claims !== null ? claims : {}
}

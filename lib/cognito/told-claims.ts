import { decoded } from '../verification/header.js'

/** As far as they are read here. */
interface ToldClaims {
  readonly iss?: string
  readonly sub?: string
  readonly origin_jti?: string
  readonly jti?: string
  readonly 'cognito:groups'?: readonly string[]
}

/** The claims of an access token that Cognito itself has just given or taken: nothing else says that it is good. */
export function claimsOf (accessToken: string): ToldClaims {
  const claims = decoded(accessToken.split('.')[1] ?? '')
  return typeof claims === 'object' && claims !== null ? claims : {}
}

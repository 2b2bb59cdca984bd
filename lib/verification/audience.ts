import type { AccessTokenClaims, CognitoClaims, TokenClaims } from '../user/claims.js'
import { tokenRejection } from './token-rejection.js'

/**
 * The audiences of accepted access tokens: Cognito writes the claim `aud` for a resource that was requested
 * (RFC 8707). Null among them means tokens without the claim.
 */
export type Audiences = ReadonlySet<string | null>

/** Returns whether a token is an access token for one of the audiences. */
export function matchesAudience (audiences: Audiences, claims: AccessTokenClaims | TokenClaims): boolean {
  if (claims.token_use !== 'access') return false
  return claims.aud === undefined
    ? audiences.has(null)
    : audiencesOf(claims).some(audience => audiences.has(audience))
}

/** Returns the audiences of an access token: Cognito writes one, RFC 7519 4.1.3 allows a list. */
export function audiencesOf ({ aud = [] }: AccessTokenClaims): readonly string[] {
  return typeof aud === 'string' ? [aud] : aud
}

/** Returns the error for a token that is not for one of the audiences. */
export function audienceRejection (audiences: Audiences, { aud }: CognitoClaims): Error {
  return tokenRejection('audience', {
    expected: Array.from(audiences, audience => audience ?? 'no aud'),
    received: Array.isArray(aud) ? aud.join(', ') : aud
  })
}

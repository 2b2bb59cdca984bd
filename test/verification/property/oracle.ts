import { createLocalJWKSet, errors, jwtVerify, type JSONWebKeySet, type JWTPayload } from 'jose'

/** The values that the oracle compares a token with. */
export interface Expected {
  readonly jwks: { readonly keys: readonly object[] }
  readonly issuers: readonly string[]
  readonly clientId: string
  /** In milliseconds since the epoch. */
  readonly now: number
}

/**
 * Returns the claims of a token that is valid according to the RFCs, or null. It shares no code with the
 * package: jose, pinned to RS256, and explicit checks of what jose leaves to its caller.
 */
export function createOracle ({
  jwks,
  issuers,
  clientId,
  now
}: Expected): (token: string) => Promise<JWTPayload | null> {
  const keys = createLocalJWKSet(jwks as JSONWebKeySet)
  return async token => {
    if (!isCompact(token)) return null
    try {
      const { payload, protectedHeader } = await jwtVerify(token, keys, {
        algorithms: ['RS256'],
        issuer: [...issuers],
        requiredClaims: ['iss', 'sub', 'exp', 'iat', 'token_use'],
        clockTolerance: 0,
        currentDate: new Date(now)
      })
      return 'crit' in protectedHeader || !isForUs(payload, clientId) ? null : payload
    } catch (error) {
      // Any other error is a mistake of the test, and must not pass for a rejection.
      if (error instanceof errors.JOSEError) return null
      throw error
    }
  }
}

/** RFC 7515 section 7.1, in the canonical encoding only: jose's decoder accepts several. */
function isCompact (token: string): boolean {
  const segments = token.split('.')
  return (
    segments.length === 3 &&
    segments.every(segment => Buffer.from(segment, 'base64url').toString('base64url') === segment)
  )
}

/** Cognito's rules: token use and app client. */
function isForUs (payload: JWTPayload, clientId: string): boolean {
  if (typeof payload.sub !== 'string' || payload.sub === '') return false
  if (payload['token_use'] === 'access') return payload['client_id'] === clientId
  return payload['token_use'] === 'id' && payload.aud === clientId
}

/** The groups of the claims: a list of strings, or none. */
export function groupsOf (payload: JWTPayload): readonly string[] {
  const groups = payload['cognito:groups']
  return Array.isArray(groups) && groups.every(group => typeof group === 'string') ? groups : []
}

/** RFC 6749 section 3.3: separated by single spaces, in access tokens only. */
export function scopesOf (payload: JWTPayload): readonly string[] {
  const { scope } = payload
  return payload['token_use'] === 'access' &&
    typeof scope === 'string' &&
    scope.split(' ').every(name => /^[!#-[\]-~]+$/.test(name))
    ? scope.split(' ')
    : []
}

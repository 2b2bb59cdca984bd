import type { AccessTokenClaims, IdTokenClaims, TokenClaims } from './claims.js'

/** What a token of a user pool is for. */
export type TokenUse = 'access' | 'id'

/**
 * Who sent the request, as their verified token says. Frozen, deep.
 *
 * Times are in milliseconds since the epoch, as `new Date()` takes them; the token's own, in seconds, stand in `claims`.
 */
export interface CurrentUser {
  /** The `sub` of the token: the person's id, or the client id of a machine. */
  readonly id: string
  /** `machine` for a client-credentials token, `person` for every other. */
  readonly kind: 'person' | 'machine'
  /** The name in the pool; null for a machine. */
  readonly username: string | null
  /** Only ID tokens carry it; `await request.loadProfile()` has it for access tokens. */
  readonly email: string | null
  /** Only ID tokens carry it; `await request.loadProfile()` has it for access tokens. */
  readonly name: string | null
  /** `cognito:groups`; empty where the token has none. */
  readonly groups: readonly string[]
  /** The scopes of an access token; empty for an ID token. */
  readonly scopes: readonly string[]
  /** The app client that the token was issued to: `client_id` of an access token, `aud` of an ID token. */
  readonly clientId: string
  /** The name of the pool it came from; `default` where there is only one. */
  readonly pool: string
  readonly tokenUse: TokenUse
  /** `origin_jti`: one sign-in and all that was refreshed from it; null where the pool does not write it. */
  readonly sessionId: string | null
  /** When the person typed their password, in milliseconds; null for a machine. */
  readonly authenticatedAt: number | null
  /** When the token ends, in milliseconds. */
  readonly expiresAt: number
  /** Every claim of the token. */
  readonly claims: TokenClaims
}

/** A user from the claims of a token that was verified. */
export function userFromClaims (claims: TokenClaims, pool: string): CurrentUser {
  return deepFreeze({
    id: claims.sub,
    ...(claims.token_use === 'access' ? fromAccessToken(claims) : fromIdToken(claims)),
    groups: claims['cognito:groups'] ?? [],
    pool,
    tokenUse: claims.token_use,
    sessionId: claims.origin_jti ?? null,
    expiresAt: claims.exp * 1000,
    claims
  })
}

function fromAccessToken (claims: AccessTokenClaims) {
  const { username = null, scope, client_id: clientId, auth_time: authTime } = claims
  return {
    // A person's access token has client_id and scopes too: only the name tells the two apart.
    kind: username === null ? 'machine' as const : 'person' as const,
    username,
    email: null,
    name: null,
    scopes: scope?.split(' ') ?? [],
    clientId,
    authenticatedAt: username === null || authTime === undefined ? null : authTime * 1000
  }
}

function fromIdToken (claims: IdTokenClaims) {
  return {
    kind: 'person' as const,
    username: claims['cognito:username'],
    email: claims.email ?? null,
    name: claims.name ?? null,
    scopes: [],
    clientId: claims.aud,
    authenticatedAt: claims.auth_time * 1000
  }
}

/** No request may change what a later one sees; claims are JSON, so there is no cycle. */
function deepFreeze<T extends object> (value: T): T {
  for (const part of Object.values(value)) {
    if (typeof part === 'object' && part !== null) deepFreeze(part)
  }
  return Object.freeze(value)
}

import type { CurrentUser, TokenUse } from '../user/current-user.js'
import { tokenRejection } from '../verification/token-rejection.js'

/** The accepted tokens of one pool. */
export interface AcceptedPoolTokens {
  /** Null for any app client of the pool. */
  readonly clientIds: ReadonlySet<string> | null
  /** Null for both uses. */
  readonly tokenUse: TokenUse | null
}

/** The accepted tokens, by the name of the pool. */
export type AcceptedTokensByPool = ReadonlyMap<string, AcceptedPoolTokens>

/**
 * The accepted tokens for pools that are resolved while the application runs. That the token's own pool
 * accepts it is checked when the token is verified.
 */
export class AcceptedTenantTokens {
  /** Null for any pool. */
  readonly pool: string | null
  readonly clientIds: ReadonlySet<string> | null
  readonly tokenUse: TokenUse | null

  constructor ({
    pool = null,
    clientIds = null,
    tokenUse = null
  }: Partial<AcceptedPoolTokens & { pool: string | null }> = {}) {
    this.pool = pool
    this.clientIds = clientIds
    this.tokenUse = tokenUse
  }
}

/** The accepted tokens. */
export type AcceptedTokens = AcceptedTokensByPool | AcceptedTenantTokens

/** Returns whether it is known that only ID tokens are accepted. */
export function acceptsOnlyIdTokens (accepted: AcceptedTokens): boolean {
  return accepted instanceof AcceptedTenantTokens
    ? accepted.tokenUse === 'id'
    : [...accepted.values()].every(({ tokenUse }) => tokenUse === 'id')
}

/** The part of a restriction that a token does not meet. */
type Mismatch = 'pool' | 'client' | 'token-use'

/** Returns why a user's token is not accepted, or null if it is. */
export function rejectionReason (user: CurrentUser, accepted: AcceptedTokens): Mismatch | null {
  const tokens = acceptedTokensOf(user, accepted)
  if (tokens === undefined) return 'pool'
  if (tokens.clientIds !== null && !tokens.clientIds.has(user.clientId)) return 'client'
  if (tokens.tokenUse !== null && user.tokenUse !== tokens.tokenUse) return 'token-use'
  return null
}

/** The app client whose access tokens sessions have, and its pool. */
export interface SessionTokens {
  readonly pool: string
  readonly clientId: string
}

/** Returns whether the access tokens of sessions are accepted. */
export function acceptsSessions (accepted: AcceptedTokens, session: SessionTokens): boolean {
  const tokens = acceptedTokensOf(session, accepted)
  if (tokens === undefined || tokens.tokenUse === 'id') return false
  return tokens.clientIds === null || tokens.clientIds.has(session.clientId)
}

/** The accepted tokens of a user's pool; undefined if there are none. */
function acceptedTokensOf (
  { pool }: Pick<CurrentUser, 'pool'>,
  accepted: AcceptedTokens
): AcceptedPoolTokens | undefined {
  if (!(accepted instanceof AcceptedTenantTokens)) return accepted.get(pool)
  return accepted.pool === null || accepted.pool === pool ? accepted : undefined
}

/** Returns the error for a token that is not accepted. Its log line has the accepted and the actual value. */
export function rejectionError (reason: Mismatch, user: CurrentUser, accepted: AcceptedTokens): Error {
  const { pool, clientId, tokenUse } = user
  // The pool is accepted: the app client or the use is not.
  const tokens = acceptedTokensOf(user, accepted) as AcceptedPoolTokens
  switch (reason) {
    case 'pool':
      return tokenRejection(reason, { expected: poolsOf(accepted), received: pool })
    case 'client':
      return tokenRejection(reason, {
        expected: [...(tokens.clientIds as ReadonlySet<string>)],
        received: clientId
      })
    case 'token-use':
      return tokenRejection(reason, { expected: tokens.tokenUse as TokenUse, received: tokenUse })
  }
}

function poolsOf (accepted: AcceptedTokens): string | string[] {
  return accepted instanceof AcceptedTenantTokens ? (accepted.pool as string) : [...accepted.keys()]
}

import type { CurrentUser, TokenUse } from '../user/current-user.js'
import { audienceRejection, isFor, type Audiences } from '../verification/audience.js'
import { tokenRejection } from '../verification/token-rejection.js'

/** The accepted tokens of one pool. */
export interface AcceptedPoolTokens {
  /** Null for any app client of the pool. */
  readonly clientIds: ReadonlySet<string> | null
  /** Null for both uses. */
  readonly tokenUse: TokenUse | null
  /** Null if guards do not check the audience. */
  readonly audiences: Audiences | null
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
  readonly audiences: Audiences | null

  constructor ({
    pool = null,
    clientIds = null,
    tokenUse = null,
    audiences = null
  }: Partial<AcceptedPoolTokens & { pool: string | null }> = {}) {
    this.pool = pool
    this.clientIds = clientIds
    this.tokenUse = tokenUse
    this.audiences = audiences
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
type Mismatch = 'pool' | 'client' | 'token-use' | 'audience'

/** Returns why a user's token is not accepted, or null if it is. */
export function rejectionReason (user: CurrentUser, accepted: AcceptedTokens): Mismatch | null {
  const tokens = acceptedTokensOf(user, accepted)
  if (tokens === undefined) return 'pool'
  if (tokens.clientIds !== null && !tokens.clientIds.has(user.clientId)) return 'client'
  if (tokens.tokenUse !== null && user.tokenUse !== tokens.tokenUse) return 'token-use'
  if (tokens.audiences !== null && !isFor(tokens.audiences, user.claims)) return 'audience'
  return null
}

/** The app client whose access tokens sessions have, and its pool. */
export interface SessionTokens {
  readonly pool: string
  readonly clientId: string
  /** The resource that is requested at the sign-in. Null if none is. */
  readonly resource: string | null
}

/** Returns whether the access tokens of sessions are accepted. */
export function acceptsSessions (accepted: AcceptedTokens, session: SessionTokens): boolean {
  const tokens = acceptedTokensOf(session, accepted)
  if (tokens === undefined || tokens.tokenUse === 'id') return false
  if (tokens.clientIds !== null && !tokens.clientIds.has(session.clientId)) return false
  const { audiences } = tokens
  return audiences === null || [session.resource, session.clientId].some(name => audiences.has(name))
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
    case 'audience':
      return audienceRejection(tokens.audiences as Audiences, user.claims)
  }
}

function poolsOf (accepted: AcceptedTokens): string | string[] {
  return accepted instanceof AcceptedTenantTokens ? (accepted.pool as string) : [...accepted.keys()]
}

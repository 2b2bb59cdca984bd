import type { AccessTokenClaims, CognitoClaims } from '../user/claims.js'
import type { AnyTokenUse, CurrentUser, TokenUse, User } from '../user/current-user.js'
import { audienceRejection, matchesAudience, type Audiences } from '../verification/audience.js'
import { tokenRejection } from '../verification/token-rejection.js'

/** The accepted tokens of one pool. */
export interface AcceptedPoolTokens {
  /** Null for any app client of the pool. */
  readonly clientIds: ReadonlySet<string> | null
  /** Null for both uses of Cognito's tokens. */
  readonly tokenUse: AnyTokenUse | null
  /** Whether tokens of the load balancer are accepted besides those of `tokenUse`. */
  readonly alb?: boolean
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
  readonly tokenUse: AnyTokenUse | null
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

/** Returns whether access tokens are accepted. A load balancer sends one with its own token. */
export function acceptsAccessTokens (accepted: AcceptedTokens): boolean {
  return acceptsBearerTokens(accepted, 'access') || acceptsLoadBalancers(accepted)
}

/** Returns whether tokens of this use are accepted by themselves. */
export function acceptsBearerTokens (accepted: AcceptedTokens, use: TokenUse): boolean {
  const all = accepted instanceof AcceptedTenantTokens ? [accepted] : [...accepted.values()]
  return all.some(({ tokenUse }) => tokenUse === null || tokenUse === use)
}

/** Returns whether tokens of load balancers are accepted. */
export function acceptsLoadBalancers (accepted: AcceptedTokens): boolean {
  if (accepted instanceof AcceptedTenantTokens) return false
  return [...accepted.values()].some(({ tokenUse, alb }) => alb === true || tokenUse === 'alb')
}

/** The part of a restriction that a token does not meet. */
type Mismatch = 'pool' | 'client' | 'token-use' | 'audience'

/** Returns why a user's token is not accepted, or null if it is. */
export function rejectionReason (user: CurrentUser, accepted: AcceptedTokens): Mismatch | null {
  const tokens = acceptedTokensOf(user, accepted)
  if (tokens === undefined) return 'pool'
  if (tokens.clientIds !== null && !tokens.clientIds.has(user.clientId)) return 'client'
  if (!acceptsUse(user, tokens)) return 'token-use'
  if (tokens.audiences === null) return null
  const claims = claimsOf(user)
  if (claims === null) return 'token-use'
  return matchesAudience(tokens.audiences, claims) ? null : 'audience'
}

function acceptsUse (user: CurrentUser, { tokenUse, alb }: AcceptedPoolTokens): boolean {
  if (user.tokenUse !== 'alb') return tokenUse === null || tokenUse === user.tokenUse
  // With the access token that it sends, a load balancer is accepted where access tokens are.
  return alb === true || tokenUse === 'alb' || (tokenUse === 'access' && claimsOf(user) !== null)
}

/** Returns the claims of the token that Cognito issued to a user. Null if a load balancer sent none. */
export function claimsOf (user: CurrentUser): AccessTokenClaims | CognitoClaims | null {
  const { claims } = user
  if (claims.token_use !== undefined) return claims
  return (user as User).accessTokenClaims ?? null
}

/** The expected token in the log, if a load balancer sent no access token to a route that needs one. */
const WITH_ACCESS_TOKEN = 'access, or x-amzn-oidc-accesstoken besides x-amzn-oidc-data'

/**
 * Asserts that a load balancer sent the access token of the user, which has the groups and scopes.
 *
 * @throws FST_COGNITO_INVALID_TOKEN
 */
export function assertAccessToken (user: CurrentUser): void {
  if (claimsOf(user) !== null) return
  throw tokenRejection('token-use', { expected: WITH_ACCESS_TOKEN, received: user.tokenUse })
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
  if (tokens === undefined || tokens.tokenUse === 'id' || tokens.tokenUse === 'alb') return false
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

/** Messages for clients with a session cookie: they did not send the token that the route does not accept. */
const SESSION_MESSAGES: Readonly<Record<Mismatch, string>> = {
  pool: 'This route does not accept the session cookie. Send a token of a user pool that it accepts.',
  client: 'This route does not accept the session cookie. Send a token of an app client that it accepts.',
  'token-use': 'This route does not accept the session cookie. Send an ID token.',
  audience: 'This route does not accept the session cookie. Send a token for an audience that it accepts.'
}

/** Returns the error for a token that is not accepted. Its log line has the accepted and the actual value. */
export function rejectionError (
  reason: Mismatch,
  { user, session }: { readonly user: CurrentUser, readonly session?: object | undefined },
  accepted: AcceptedTokens
): Error {
  const rejection = rejectionOf(reason, user, accepted)
  return session === undefined ? rejection : Object.assign(rejection, { message: SESSION_MESSAGES[reason] })
}

function rejectionOf (reason: Mismatch, user: CurrentUser, accepted: AcceptedTokens): Error {
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
      return tokenRejection(reason, {
        expected:
          tokenUse === 'alb' && tokens.tokenUse !== 'id' ? WITH_ACCESS_TOKEN : String(tokens.tokenUse),
        received: tokenUse
      })
    case 'audience':
      return audienceRejection(tokens.audiences as Audiences, claimsOf(user) as CognitoClaims)
  }
}

function poolsOf (accepted: AcceptedTokens): string | string[] {
  return accepted instanceof AcceptedTenantTokens ? (accepted.pool as string) : [...accepted.keys()]
}

import type { CognitoUser } from 'fastify'
import type {
  AccessTokenClaims,
  CognitoClaims,
  IdTokenClaims,
  LoadBalancerClaims,
  TokenClaims
} from './claims.js'

/** The use of a token of Cognito: `access` or `id`, from the claim `token_use`. */
export type TokenUse = 'access' | 'id'

/** The use of a token of Cognito, or `alb` for a token that a load balancer signed, with the option `alb`. */
export type AnyTokenUse = TokenUse | 'alb'

declare module 'fastify' {
  /** The fields that `toUser` adds to `currentUser`. Declare yours by merging into this interface. */
  interface CognitoUser {}
}

/** The fields that users and machines have in common. */
interface BaseUser extends CognitoUser {
  /** The `sub` of the token: the ID of the user, or the client ID of the machine. */
  readonly id: string
  /** The claim `cognito:groups`. Empty if the token has none, or if it is not a list of names. */
  readonly groups: readonly string[]
  /**
   * The claim `scope` of an access token. Empty for an ID token, and if the claim is not a list of scopes
   * separated by single spaces.
   */
  readonly scopes: readonly string[]
  /** The app client that the token was issued to: `client_id` of an access token, `aud` of an ID token. */
  readonly clientId: string
  /** The name of the token's pool. `default` if there is only one. */
  readonly pool: string
  readonly tokenUse: AnyTokenUse
  /**
   * The claim `origin_jti`: the ID of the session, which refreshed tokens keep. Null if the token has none.
   */
  readonly sessionId: string | null
  /** When the token expires, in milliseconds since the epoch. */
  readonly expiresAt: number
  /** All claims of the token. */
  readonly claims: TokenClaims
}

/** A user who has signed in. */
export interface User extends BaseUser {
  /** Distinguishes users from machines. */
  readonly kind: 'user'
  /** The username in the pool. */
  readonly username: string
  /**
   * From ID tokens only; for access tokens use `await request.loadProfile()`. Null if the claim is not a
   * string.
   */
  readonly email: string | null
  /**
   * From ID tokens only; for access tokens use `await request.loadProfile()`. Null if the claim is not a
   * string.
   */
  readonly name: string | null
  /** When the user signed in, in milliseconds since the epoch. Null if the token does not include it. */
  readonly authenticatedAt: number | null
  /**
   * The claims of the access token that a load balancer sent with its own token: groups, scopes, `sessionId`
   * and `authenticatedAt` are from it. Null if it sent none. Only if `tokenUse` is `alb`.
   */
  readonly accessTokenClaims?: AccessTokenClaims | null
}

/** An app client that obtained a token with the client credentials grant (RFC 6749 4.4). */
export interface Machine extends BaseUser {
  /** Distinguishes machines from users. */
  readonly kind: 'machine'
  /** A machine has no username. */
  readonly username: null
  /** A machine has no email address. */
  readonly email: null
  /** A machine has no name. */
  readonly name: null
  /** A machine does not sign in. */
  readonly authenticatedAt: null
}

/**
 * The user or machine of a verified token. Deeply frozen.
 *
 * Times are in milliseconds since the epoch, as `new Date()` accepts them. The times in `claims` are in
 * seconds.
 */
export type CurrentUser = User | Machine

/** Adds fields to a user before it is frozen. */
export type ExtendUser = (user: CurrentUser) => void

const EMPTY: readonly string[] = Object.freeze([])

/**
 * Returns the user or machine of verified claims. The claims are frozen already.
 *
 * @param extendUser - adds the fields of the option `toUser`
 */
export function userFromClaims (claims: CognitoClaims, pool: string, extendUser?: ExtendUser): CurrentUser {
  const user = claims.token_use === 'access' ? fromAccessToken(claims, pool) : fromIdToken(claims, pool)
  Object.freeze(user.scopes)
  extendUser?.(user)
  return Object.freeze(user)
}

/** A verified token of a load balancer. */
export interface LoadBalancerToken {
  readonly claims: LoadBalancerClaims & TokenClaims
  /** The app client that the user signed in to, from the header of the token. */
  readonly clientId: string
  /** When the verified claims expire, in seconds since the epoch. */
  readonly exp: number
  /** The claims of the verified access token that came with it. Null without one. */
  readonly access: AccessTokenClaims | null
}

/**
 * Returns the user of a token that a load balancer signed. The claims are frozen already.
 *
 * @param extendUser - adds the fields of the option `toUser`
 */
export function userFromLoadBalancer (
  { claims, clientId, exp, access }: LoadBalancerToken,
  pool: string,
  extendUser?: ExtendUser
): CurrentUser {
  const user: User = {
    kind: 'user',
    username: claims.username,
    email: stringClaim(claims.email),
    name: stringClaim(claims.name),
    authenticatedAt: access === null ? null : timeClaim(access.auth_time),
    id: claims.sub,
    groups: access === null ? EMPTY : groupsClaim(access),
    scopes: access === null ? EMPTY : scopesClaim(access),
    clientId,
    pool,
    tokenUse: 'alb',
    sessionId: access?.origin_jti ?? null,
    expiresAt: exp * 1000,
    claims,
    accessTokenClaims: access
  }
  Object.freeze(user.scopes)
  extendUser?.(user)
  return Object.freeze(user)
}

// The objects are written out without a spread, so that V8 creates them with their final shape: this runs for
// every new token.

function fromAccessToken (claims: AccessTokenClaims, pool: string): CurrentUser {
  // A user's access token has client_id and scope too. Only the username distinguishes the two.
  return claims.username === undefined
    ? machineFromAccessToken(claims, pool)
    : userFromAccessToken(claims, claims.username, pool)
}

function userFromAccessToken (claims: AccessTokenClaims, username: string, pool: string): User {
  return {
    kind: 'user',
    username,
    email: null,
    name: null,
    authenticatedAt: timeClaim(claims.auth_time),
    id: claims.sub,
    groups: groupsClaim(claims),
    scopes: scopesClaim(claims),
    clientId: claims.client_id,
    pool,
    tokenUse: claims.token_use,
    sessionId: claims.origin_jti ?? null,
    expiresAt: claims.exp * 1000,
    claims
  }
}

function machineFromAccessToken (claims: AccessTokenClaims, pool: string): Machine {
  return {
    kind: 'machine',
    username: null,
    email: null,
    name: null,
    authenticatedAt: null,
    id: claims.sub,
    groups: groupsClaim(claims),
    scopes: scopesClaim(claims),
    clientId: claims.client_id,
    pool,
    tokenUse: claims.token_use,
    sessionId: claims.origin_jti ?? null,
    expiresAt: claims.exp * 1000,
    claims
  }
}

function fromIdToken (claims: IdTokenClaims, pool: string): CurrentUser {
  return {
    kind: 'user',
    username: claims['cognito:username'],
    email: stringClaim(claims.email),
    name: stringClaim(claims.name),
    authenticatedAt: timeClaim(claims.auth_time),
    id: claims.sub,
    groups: groupsClaim(claims),
    scopes: EMPTY,
    clientId: claims.aud,
    pool,
    tokenUse: claims.token_use,
    sessionId: claims.origin_jti ?? null,
    expiresAt: claims.exp * 1000,
    claims
  }
}

/** RFC 6749 3.3: names separated by exactly one space. */
const SCOPES = /^[\x21\x23-\x5B\x5D-\x7E]+(?: [\x21\x23-\x5B\x5D-\x7E]+)*$/

/** Returns the scopes. A claim that is not in the form that Cognito writes grants none, not even in part. */
function scopesClaim ({ scope }: AccessTokenClaims): readonly string[] {
  return typeof scope === 'string' && SCOPES.test(scope) ? scope.split(' ') : EMPTY
}

/** Returns the groups. The list is the claim itself, which is frozen. */
function groupsClaim ({ 'cognito:groups': groups }: AccessTokenClaims | IdTokenClaims): readonly string[] {
  return Array.isArray(groups) && groups.every(isString) ? groups : EMPTY
}

function isString (value: unknown): value is string {
  return typeof value === 'string'
}

function stringClaim (claim: unknown): string | null {
  return isString(claim) ? claim : null
}

/**
 * Returns a time in milliseconds, or null for a value that is not a time, which is never a recent sign-in.
 */
function timeClaim (claim: unknown): number | null {
  return Number.isSafeInteger(claim) && (claim as number) >= 0 ? (claim as number) * 1000 : null
}

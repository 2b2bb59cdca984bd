import type { CognitoUser } from 'fastify'
import type { AccessTokenClaims, IdTokenClaims, TokenClaims } from './claims.js'

/** What a token of a user pool is for. */
export type TokenUse = 'access' | 'id'

declare module 'fastify' {
  /** The fields that `toUser` adds to `currentUser`: merge yours into it. */
  interface CognitoUser {}
}

/** What the tokens of people and machines have in common. */
interface BaseUser extends CognitoUser {
  /** The `sub` of the token: the person's id, or the client id of a machine. */
  readonly id: string
  /** `cognito:groups`; empty where the token has none, or anything but a list of names. */
  readonly groups: readonly string[]
  /**
   * `scope` of an access token; empty for an ID token, and where the claim is not scopes separated by single
   * spaces.
   */
  readonly scopes: readonly string[]
  /** The app client that the token was issued to: `client_id` of an access token, `aud` of an ID token. */
  readonly clientId: string
  /** The name of the pool it came from; `default` where there is only one. */
  readonly pool: string
  readonly tokenUse: TokenUse
  /** `origin_jti`: one sign-in and all that was refreshed from it; null where the pool does not write it. */
  readonly sessionId: string | null
  /** When the token ends, in milliseconds. */
  readonly expiresAt: number
  /** Every claim of the token. */
  readonly claims: TokenClaims
}

/** Somebody who signed in. */
export interface User extends BaseUser {
  /** Tells users from machines. */
  readonly kind: 'user'
  /** The name in the pool. */
  readonly username: string
  /**
   * Only ID tokens have it, `await request.loadProfile()` for access tokens. Null too where a trigger wrote
   * something other than text.
   */
  readonly email: string | null
  /**
   * Only ID tokens have it, `await request.loadProfile()` for access tokens. Null too where a trigger wrote
   * something other than text.
   */
  readonly name: string | null
  /** When the user signed in, in milliseconds; null where the token has no time there. */
  readonly authenticatedAt: number | null
}

/** An app client that speaks for itself, by client credentials. */
export interface Machine extends BaseUser {
  /** Tells machines from users. */
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
 * Who sent the request, as their verified token says. Frozen, deep.
 *
 * Times are in milliseconds since the epoch, as `new Date()` takes them; the token's own, in seconds, stand
 * in `claims`.
 */
export type CurrentUser = User | Machine

/** Adds fields to a user before it is frozen. */
export type ExtendUser = (user: CurrentUser) => void

const EMPTY: readonly string[] = Object.freeze([])

/**
 * A user from the claims of a token that was verified; the claims are frozen already.
 *
 * @param extendUser - adds what the application adds
 */
export function userFromClaims (claims: TokenClaims, pool: string, extendUser?: ExtendUser): CurrentUser {
  const user = claims.token_use === 'access' ? fromAccessToken(claims, pool) : fromIdToken(claims, pool)
  Object.freeze(user.scopes)
  extendUser?.(user)
  return Object.freeze(user)
}

// Each written out, without a spread: V8 gives an object its shape at once then, and this is done for every
// token that was never seen.

function fromAccessToken (claims: AccessTokenClaims, pool: string): CurrentUser {
  // A person's access token has client_id and scopes too: only the name tells the two apart.
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

/** What is not of the form that Cognito writes grants nothing, not even in part. */
function scopesClaim ({ scope }: AccessTokenClaims): readonly string[] {
  return typeof scope === 'string' && SCOPES.test(scope) ? scope.split(' ') : EMPTY
}

/** The same. The list is the claim itself, which is frozen. */
function groupsClaim ({ 'cognito:groups': groups }: AccessTokenClaims | IdTokenClaims): readonly string[] {
  return Array.isArray(groups) && groups.every(isString) ? groups : EMPTY
}

function isString (value: unknown): value is string {
  return typeof value === 'string'
}

function stringClaim (claim: unknown): string | null {
  return isString(claim) ? claim : null
}

/** In milliseconds, or null for what is no time: a sign-in of then is never a recent one. */
function timeClaim (claim: unknown): number | null {
  return Number.isSafeInteger(claim) && (claim as number) >= 0 ? (claim as number) * 1000 : null
}

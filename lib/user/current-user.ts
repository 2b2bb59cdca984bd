import type { CognitoUser } from 'fastify'
import type { AccessTokenClaims, IdTokenClaims, TokenClaims } from './claims.js'
import type { Complete } from './completion.js'

/** What a token of a user pool is for. */
export type TokenUse = 'access' | 'id'

declare module 'fastify' {
  /** The fields that `toUser` adds to `currentUser`: merge yours into it. */
  interface CognitoUser {}
}

/** What the tokens of people and machines have in common. */
interface Caller extends CognitoUser {
  /** The `sub` of the token: the person's id, or the client id of a machine. */
  readonly id: string
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
  /** When the token ends, in milliseconds. */
  readonly expiresAt: number
  /** Every claim of the token. */
  readonly claims: TokenClaims
}

/** Somebody who signed in. */
export interface Person extends Caller {
  readonly kind: 'person'
  /** The name in the pool. */
  readonly username: string
  /** Only ID tokens carry it; `await request.loadProfile()` has it for access tokens. */
  readonly email: string | null
  /** Only ID tokens carry it; `await request.loadProfile()` has it for access tokens. */
  readonly name: string | null
  /** When they typed their password, in milliseconds; null where the token does not say. */
  readonly authenticatedAt: number | null
}

/** An app client that speaks for itself, by client credentials. */
export interface Machine extends Caller {
  readonly kind: 'machine'
  readonly username: null
  readonly email: null
  readonly name: null
  readonly authenticatedAt: null
}

/**
 * Who sent the request, as their verified token says. Frozen, deep.
 *
 * Times are in milliseconds since the epoch, as `new Date()` takes them; the token's own, in seconds, stand in `claims`.
 */
export type CurrentUser = Person | Machine

const NOTHING: readonly string[] = Object.freeze([])

/**
 * A user from the claims of a token that was verified; the claims are frozen already.
 *
 * @param complete - adds what the application adds
 */
export function userFromClaims (claims: TokenClaims, pool: string, complete?: Complete): CurrentUser {
  const user = claims.token_use === 'access' ? fromAccessToken(claims, pool) : fromIdToken(claims, pool)
  Object.freeze(user.scopes)
  complete?.(user)
  return Object.freeze(user)
}

// Each written out, without a spread: V8 gives an object its shape at once then, and this is done for every token that was never seen.

function fromAccessToken (claims: AccessTokenClaims, pool: string): CurrentUser {
  // A person's access token has client_id and scopes too: only the name tells the two apart.
  return claims.username === undefined ? machine(claims, pool) : person(claims, claims.username, pool)
}

function person (claims: AccessTokenClaims, username: string, pool: string): Person {
  return {
    kind: 'person',
    username,
    email: null,
    name: null,
    authenticatedAt: claims.auth_time === undefined ? null : claims.auth_time * 1000,
    id: claims.sub,
    groups: claims['cognito:groups'] ?? NOTHING,
    scopes: claims.scope?.split(' ') ?? NOTHING,
    clientId: claims.client_id,
    pool,
    tokenUse: claims.token_use,
    sessionId: claims.origin_jti ?? null,
    expiresAt: claims.exp * 1000,
    claims
  }
}

function machine (claims: AccessTokenClaims, pool: string): Machine {
  return {
    kind: 'machine',
    username: null,
    email: null,
    name: null,
    authenticatedAt: null,
    id: claims.sub,
    groups: claims['cognito:groups'] ?? NOTHING,
    scopes: claims.scope?.split(' ') ?? NOTHING,
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
    kind: 'person',
    username: claims['cognito:username'],
    email: claims.email ?? null,
    name: claims.name ?? null,
    authenticatedAt: claims.auth_time * 1000,
    id: claims.sub,
    groups: claims['cognito:groups'] ?? NOTHING,
    scopes: NOTHING,
    clientId: claims.aud,
    pool,
    tokenUse: claims.token_use,
    sessionId: claims.origin_jti ?? null,
    expiresAt: claims.exp * 1000,
    claims
  }
}

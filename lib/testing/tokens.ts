import { randomUUID } from 'node:crypto'
import type { SigningKey } from './keys.js'
import type { PoolNames } from './options.js'

/**
 * Claims that a token is given over and above, or instead of, those that Cognito writes. `undefined` leaves
 * one out.
 */
export type ClaimsToSign = Readonly<Record<string, unknown>>

/** Who signs in to a test pool; what is left out is made up. */
export interface TestUser {
  /** Default: another one each time. */
  readonly sub?: string
  /** Default: the `sub`. */
  readonly username?: string
  /** Default: none. */
  readonly groups?: readonly string[]
  /** Of an access token. Default `aws.cognito.signin.user.admin`, what Cognito's API gives. */
  readonly scopes?: readonly string[]
  /** Of an ID token. Default `jane@example.com`. */
  readonly email?: string
  /** Of an ID token. Default: none. */
  readonly name?: string
  /** The app client that the token is issued to. Default: the pool's. */
  readonly clientId?: string
  /** Claims as they are to stand in the token; times among them are in seconds since the epoch. */
  readonly claims?: ClaimsToSign
}

/** A machine that has signed in by client credentials. */
export interface TestMachine {
  /** Default: none. */
  readonly scopes?: readonly string[]
  /** The app client that the machine is. Default: the pool's. */
  readonly clientId?: string
  /** Claims as they are to stand in the token; times among them are in seconds since the epoch. */
  readonly claims?: ClaimsToSign
}

/** An hour, as in Cognito's own default, in seconds. */
export const LIFETIME = 3600

/**
 * The claims of tokens as Cognito writes them.
 * @see
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-with-identity-providers.html
 */
export function accessClaims (user: TestUser, pool: PoolNames, time: number): ClaimsToSign {
  const {
    sub = randomUUID(),
    groups,
    scopes = ['aws.cognito.signin.user.admin'],
    clientId = pool.clientId,
    claims
  } = user
  return {
    ...common(sub, pool, time),
    'cognito:groups': groups,
    token_use: 'access',
    client_id: clientId,
    scope: scopeClaim(scopes),
    username: user.username ?? sub,
    ...claims
  }
}

export function idClaims (user: TestUser, pool: PoolNames, time: number): ClaimsToSign {
  const {
    sub = randomUUID(),
    groups,
    email = 'jane@example.com',
    name,
    clientId = pool.clientId,
    claims
  } = user
  return {
    ...common(sub, pool, time),
    'cognito:groups': groups,
    token_use: 'id',
    aud: clientId,
    'cognito:username': user.username ?? sub,
    email,
    email_verified: true,
    name,
    ...claims
  }
}

export function machineClaims (
  { scopes = [], claims, clientId }: TestMachine,
  pool: PoolNames,
  time: number
): ClaimsToSign {
  const client = clientId ?? pool.clientId
  return {
    ...common(client, pool, time),
    origin_jti: undefined,
    token_use: 'access',
    client_id: client,
    scope: scopeClaim(scopes),
    version: 2,
    ...claims
  }
}

function common (sub: string, { issuer }: PoolNames, time: number): ClaimsToSign {
  return {
    sub,
    iss: issuer,
    origin_jti: randomUUID(),
    event_id: randomUUID(),
    jti: randomUUID(),
    auth_time: time,
    iat: time,
    exp: time + LIFETIME
  }
}

/** Without scopes there is no claim: an empty one is none that RFC 6749 3.3 knows. */
function scopeClaim (scopes: readonly string[]): string | undefined {
  return scopes.length > 0 ? scopes.join(' ') : undefined
}

/** A token in the compact form (RFC 7515 3.1). `header` goes over the right one. */
export function signedToken (key: SigningKey, claims: ClaimsToSign, header: ClaimsToSign): string {
  const input = `${encode({ kid: key.kid, alg: 'RS256', ...header })}.${encode(claims)}`
  return `${input}.${key.sign(input)}`
}

function encode (part: ClaimsToSign): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}

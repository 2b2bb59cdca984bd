import { randomUUID } from 'node:crypto'
import type { SigningKey } from './keys.js'
import type { PoolNames } from './options.js'

/** Claims that are added to those that Cognito writes, or replace them. `undefined` removes a claim. */
export type ClaimsToSign = Readonly<Record<string, unknown>>

/**
 * The user who signs in to a test pool. Missing values have defaults.
 *
 * @example
 * ```ts
 * import { createTestPool, type TestUser } from 'fastify-cognito-auth/testing'
 *
 * const admin: TestUser = { username: 'jane', groups: ['admin'], claims: { 'custom:tenant': 'acme' } }
 * const token = (await createTestPool()).signIn(admin)
 * ```
 */
export interface TestUser {
  /** The ID of the user. Defaults to a new one each time. */
  readonly sub?: string
  /** The username. Defaults to the `sub`. */
  readonly username?: string
  /** The groups of the user. Defaults to none. */
  readonly groups?: readonly string[]
  /**
   * The scopes of an access token. Defaults to `aws.cognito.signin.user.admin`, as in sign-ins with the
   * Cognito API.
   */
  readonly scopes?: readonly string[]
  /** The email address in an ID token. Defaults to `jane@example.com`. */
  readonly email?: string
  /** The name in an ID token. Defaults to none. */
  readonly name?: string
  /** The ID of the app client that the token is issued to. Defaults to that of the pool. */
  readonly clientId?: string
  /** The audience of an access token, `aud`: the URL of an API (RFC 8707). Defaults to none. */
  readonly audience?: string
  /** Further claims. Times are in seconds since the epoch. */
  readonly claims?: ClaimsToSign
}

/**
 * An app client that obtains a token with the client credentials grant.
 *
 * @example
 * ```ts
 * import { createTestPool, type TestMachine } from 'fastify-cognito-auth/testing'
 *
 * const importer: TestMachine = { scopes: ['orders/write'] }
 * const token = (await createTestPool()).machine(importer)
 * ```
 */
export interface TestMachine {
  /** The scopes of the access token. Defaults to none. */
  readonly scopes?: readonly string[]
  /** The ID of the app client. Defaults to that of the pool. */
  readonly clientId?: string
  /** Further claims. Times are in seconds since the epoch. */
  readonly claims?: ClaimsToSign
}

/** The lifetime of tokens, in seconds: one hour, the default of Cognito. */
export const LIFETIME = 3600

/**
 * Returns the claims of an access token, as Cognito writes them.
 *
 * @see
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-with-identity-providers.html
 */
export function accessClaims (user: TestUser, pool: PoolNames, time: number): ClaimsToSign {
  const {
    sub = randomUUID(),
    groups,
    scopes = ['aws.cognito.signin.user.admin'],
    clientId = pool.clientId,
    audience,
    claims
  } = user
  return {
    ...common(sub, pool, time),
    'cognito:groups': groups,
    token_use: 'access',
    aud: audience,
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

/** Without scopes the claim is omitted: RFC 6749 3.3 does not allow an empty one. */
function scopeClaim (scopes: readonly string[]): string | undefined {
  return scopes.length > 0 ? scopes.join(' ') : undefined
}

/**
 * Returns a token in the compact serialization (RFC 7515 3.1). `header` overrides the parameters of the
 * header.
 */
export function signedToken (key: SigningKey, claims: ClaimsToSign, header: ClaimsToSign): string {
  const input = `${encode({ kid: key.kid, alg: 'RS256', ...header })}.${encode(claims)}`
  return `${input}.${key.sign(input)}`
}

function encode (part: ClaimsToSign): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}

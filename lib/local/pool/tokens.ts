import { createHash, randomUUID } from 'node:crypto'
import { readableAttributes } from './attributes.js'
import { identitiesOf } from './identities.js'
import { sign, type Claims } from './keys.js'
import type { AppClient, Attributes, Session, User } from './records.js'
import { tokenLifetime } from './settings.js'
import { changedClaims, changedScopes, tokenChanges, type TokenChanges } from './triggers/token-generation.js'
import type { UserPool } from './user-pool.js'

/** The scope that operations with an access token need. Tokens of an API sign-in have no other. */
export const SELF_SERVICE = 'aws.cognito.signin.user.admin'

export interface Tokens {
  accessToken: string
  idToken: string
  /** The lifetime of the access token, in seconds. */
  expiresIn: number
}

/** Why tokens are issued, as `triggerSource` of the trigger for token generation names it. */
export type TokenSource =
  'Authentication' | 'HostedAuth' | 'NewPasswordChallenge' | 'AuthenticateDevice' | 'RefreshTokens'

interface Request {
  source: TokenSource
  clientMetadata?: Record<string, string> | undefined
  /** More claims of the ID token. */
  idClaims?: Claims
}

/** Issues an access token and an ID token of a session. */
export async function issueTokens (
  pool: UserPool,
  client: AppClient,
  user: User,
  session: Session,
  { source, clientMetadata, idClaims = {} }: Request
): Promise<Tokens> {
  const groups = groupConfiguration(pool, user)
  const scopes = session.scope.split(' ')
  const isManaged = session.managedLogin === true
  const changes = await tokenChanges(pool, client, user, { source, groups, scopes, clientMetadata })
  pool.sessions.touch(session)
  const iat = Math.floor(pool.now() / 1000)
  const expiresIn = tokenLifetime(client, 'AccessToken')
  const groupNames = changes?.groups?.groupsToOverride ?? groups.groupsToOverride
  const shared = sharedClaims(pool, client, session, iat, groupNames)
  const access = {
    ...accessClaims(client, user, session),
    ...shared,
    scope: changedScopes(scopes, changes?.access ?? {}).join(' '),
    exp: iat + expiresIn,
    ...(isManaged && { version: 2 })
  }
  const keys = await pool.signingKeys()
  const accessToken = sign(keys.access, applyChanges(access, changes, 'access'))
  const id = {
    ...profileClaims(user, client, scopes),
    ...shared,
    ...roleClaims(changes?.groups ?? groups),
    ...idTokenClaims(client, user, session, idClaims),
    ...(isManaged && { at_hash: halfHash(accessToken) }),
    exp: iat + tokenLifetime(client, 'IdToken')
  }
  return { accessToken, idToken: sign(keys.id, applyChanges(id, changes, 'id')), expiresIn }
}

function accessClaims (client: AppClient, user: User, session: Session): Claims {
  return {
    client_id: client.id,
    token_use: 'access',
    jti: randomUUID(),
    username: user.username,
    ...(session.resource !== undefined && { aud: session.resource }),
    ...(session.deviceKey !== undefined && { device_key: session.deviceKey })
  }
}

function idTokenClaims (client: AppClient, user: User, session: Session, more: Claims): Claims {
  return {
    'cognito:username': user.username,
    ...(session.nonce !== undefined && { nonce: session.nonce }),
    ...more,
    aud: client.id,
    token_use: 'id',
    jti: randomUUID()
  }
}

/** `at_hash` (OpenID Connect Core 1.0 section 3.1.3.6). */
function halfHash (token: string): string {
  return createHash('sha256').update(token).digest().subarray(0, 16).toString('base64url')
}

function applyChanges (claims: Claims, changes: TokenChanges | undefined, token: 'id' | 'access'): Claims {
  return changes === undefined ? claims : changedClaims(claims, changes[token])
}

function sharedClaims (
  pool: UserPool,
  { settings }: AppClient,
  session: Session,
  iat: number,
  groups: string[]
): Claims {
  return {
    sub: session.sub,
    ...(groups.length > 0 && { 'cognito:groups': groups }),
    iss: pool.issuer,
    ...(settings.EnableTokenRevocation !== false && { origin_jti: session.id }),
    event_id: session.eventId,
    auth_time: session.authTime,
    iat
  }
}

/**
 * Returns the attributes that scopes allow. `email` and `phone` limit them to their own, unless `profile`
 * allows all; without them `openid` allows all as well (Developer Guide, OAuth 2.0 scopes).
 */
export function attributesOfScopes (attributes: Attributes, scopes: readonly string[]): Attributes {
  const limits = { email: 'email', phone: 'phone_number' }
  const granted = Object.entries(limits).flatMap(([scope, name]) => (scopes.includes(scope) ? [name] : []))
  if (granted.length === 0 || scopes.includes('profile')) return attributes
  const names = ['sub', ...granted.flatMap(name => [name, `${name}_verified`])]
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => names.includes(name)))
}

/** `*_verified` are booleans; every other attribute stays a string. */
function profileClaims (user: User, client: AppClient, scopes: readonly string[]): Claims {
  const attributes = Object.entries(attributesOfScopes(readableAttributes(user, client), scopes))
  const identities = identitiesOf(user).map(({ primary, dateCreated, ...identity }) => ({
    ...identity,
    primary: String(primary),
    dateCreated: String(dateCreated)
  }))
  return {
    ...Object.fromEntries(
      attributes.map(([name, value]) => [name, name.endsWith('_verified') ? value === 'true' : value])
    ),
    ...(identities.length > 0 && { identities })
  }
}

function groupConfiguration (pool: UserPool, { groups }: User) {
  const records = pool.groups.values().filter(({ name }) => groups.includes(name))
  const byPrecedence = records
    .filter(({ roleArn }) => roleArn !== undefined)
    .toSorted((a, b) => (a.precedence ?? Infinity) - (b.precedence ?? Infinity))
  const roles = byPrecedence.map(({ roleArn }) => roleArn as string)
  return {
    groupsToOverride: records.map(({ name }) => name),
    iamRolesToOverride: roles,
    preferredRole: roles[0] ?? null
  }
}

function roleClaims ({
  iamRolesToOverride: roles = [],
  preferredRole
}: {
  iamRolesToOverride?: string[]
  preferredRole?: string | null
}): Claims {
  return {
    ...(roles.length > 0 && { 'cognito:roles': roles }),
    ...(preferredRole && { 'cognito:preferred_role': preferredRole })
  }
}

/** Issues an access token of an app client itself (client credentials, RFC 6749 section 4.4). */
export async function issueClientToken (
  pool: UserPool,
  client: AppClient,
  scopes: readonly string[]
): Promise<{ accessToken: string, expiresIn: number }> {
  const keys = await pool.signingKeys()
  const iat = Math.floor(pool.now() / 1000)
  const expiresIn = tokenLifetime(client, 'AccessToken')
  const accessToken = sign(keys.access, {
    sub: client.id,
    token_use: 'access',
    scope: scopes.join(' '),
    auth_time: iat,
    iss: pool.issuer,
    exp: iat + expiresIn,
    iat,
    version: 2,
    jti: randomUUID(),
    client_id: client.id
  })
  return { accessToken, expiresIn }
}

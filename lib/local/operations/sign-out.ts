import { createHash } from 'node:crypto'
import type {
  AdminListUserSessionsRequest,
  AdminListUserSessionsResponse,
  AdminRevokeUserSessionRequest,
  GlobalSignOutRequest,
  ListUserSessionsRequest,
  ListUserSessionsResponse,
  RevokeTokenRequest,
  RevokeUserSessionRequest,
  SessionDescriptionType
} from '@aws-sdk/client-cognito-identity-provider'
import { checkSessionTracking } from '../pool/session-tracking.js'
import { tokenOwner } from '../pool/access-token.js'
import { checkSecret } from '../pool/app-client.js'
import { CognitoException, orNotFound, invalidParameter } from '../pool/exception.js'
import type { Session, User } from '../pool/records.js'
import type { UserPool } from '../pool/user-pool.js'
import type { UserPools } from '../pool/user-pools.js'
import type { Valid } from '../protocol/types.js'
import { namedUser } from './lookup.js'

/** Ends the session of a refresh token. An unknown token is not an error (RFC 7009 section 2.2). */
export function revokeToken (pools: UserPools, input: Valid<RevokeTokenRequest>): void {
  const { pool, client } = pools.client(input.ClientId, { otherwise: 'UnauthorizedException' })
  checkSecret(client, input.ClientSecret)
  if (client.settings.EnableTokenRevocation === false) {
    throw new CognitoException(
      'UnsupportedOperationException',
      'Token revocation is not enabled for this client.'
    )
  }
  const known = pool.sessions.find(input.Token)
  if (known === undefined) {
    if (input.Token.split('.').length !== 3) return
    throw new CognitoException('UnsupportedTokenTypeException', 'Unsupported token type')
  }
  if (known.session.clientId !== client.id) {
    throw new CognitoException('UnauthorizedException', 'The token was not issued to this client.')
  }
  pool.sessions.revoke(known.session)
}

export function globalSignOut (pools: UserPools, input: Valid<GlobalSignOutRequest>): void {
  const { pool, user } = tokenOwner(pools, input.AccessToken)
  pool.sessions.revokeAll(user)
}

export function listUserSessions (
  pools: UserPools,
  input: Valid<ListUserSessionsRequest>
): ListUserSessionsResponse {
  const { pool, user, session: current } = tokenOwner(pools, input.AccessToken)
  const sessions = describeSessions(pool, user)
  return {
    Sessions: sessions.map(session => ({
      ...session,
      IsCurrentSession: session.SessionId === sessionId(current.id)
    }))
  }
}

export function adminListUserSessions (
  pools: UserPools,
  input: Valid<AdminListUserSessionsRequest>
): AdminListUserSessionsResponse {
  const { pool, user } = namedUser(pools, input)
  return { Sessions: describeSessions(pool, user).map(session => ({ ...session, IsCurrentSession: false })) }
}

/** Revokes another session of the user than that of the access token. */
export function revokeUserSession (pools: UserPools, input: Valid<RevokeUserSessionRequest>): void {
  const { pool, user, session } = tokenOwner(pools, input.AccessToken)
  if (sessionId(session.id) === input.SessionId) {
    throw invalidParameter('The current session cannot be revoked.')
  }
  pool.sessions.revoke(activeSession(pool, user, input.SessionId))
}

export function adminRevokeUserSession (pools: UserPools, input: Valid<AdminRevokeUserSessionRequest>): void {
  const { pool, user } = namedUser(pools, input)
  pool.sessions.revoke(activeSession(pool, user, input.SessionId))
}

function activeSessions (pool: UserPool, { sub }: User): Session[] {
  checkSessionTracking(pool)
  return pool.sessions.ofUser(sub).filter(({ revoked, expiresAt }) => !revoked && expiresAt > pool.now())
}

/** The ID of a token session in AWS's form: 28 lower-case letters and digits that start with `tkn`. */
function sessionId (id: string): string {
  const hash = createHash('sha256').update(id).digest('hex')
  return `tkn${BigInt(`0x${hash}`).toString(36).slice(-25)}`
}

function activeSession (pool: UserPool, user: User, id: string): Session {
  const session = activeSessions(pool, user).find(session => sessionId(session.id) === id)
  return orNotFound(session, 'Session does not exist.')
}

function describeSessions (pool: UserPool, user: User): SessionDescriptionType[] {
  return activeSessions(pool, user).map(({ id, clientId, authTime, activeAt }) => ({
    SessionId: sessionId(id),
    SessionType: 'TOKEN',
    ClientId: clientId,
    CreateDate: new Date(authTime * 1000),
    LastActiveDate: new Date(activeAt),
    LastIPAddress: '127.0.0.1'
  }))
}

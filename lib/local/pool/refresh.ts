import { CognitoException, disabled, notAuthorized } from './exception.js'
import type { AppClient, Session, User } from './records.js'
import { rotates } from './settings.js'
import { issueTokens, type Tokens } from './tokens.js'
import type { UserPool } from './user-pool.js'

export interface RefreshRequest {
  refreshToken: string
  deviceKey?: string | undefined
  clientMetadata?: Record<string, string> | undefined
  /** Checks the user before anything is revealed about the session. */
  check?: (user: User) => void
}

/** Issues new tokens for a refresh token, and a new refresh token if the app client rotates them. */
export async function refresh (
  pool: UserPool,
  client: AppClient,
  { refreshToken, deviceKey, clientMetadata, check }: RefreshRequest
): Promise<{ tokens: Tokens, refreshToken?: string }> {
  const { session, usedAt, user } = find(pool, client, refreshToken)
  check?.(user)
  if (session.deviceKey !== undefined && session.deviceKey !== deviceKey) {
    throw notAuthorized('Invalid Refresh Token')
  }
  if (!user.enabled) throw disabled()
  if (session.revoked) throw notAuthorized('Refresh Token has been revoked')
  if (session.expiresAt <= pool.now()) throw notAuthorized('Refresh Token has expired')
  if (usedAt !== null) checkReuse(pool, client, session, usedAt)
  const next = rotates(client) ? { refreshToken: pool.sessions.rotate(session, refreshToken) } : {}
  const tokens = await issueTokens(pool, client, user, session, { source: 'RefreshTokens', clientMetadata })
  return { tokens, ...next }
}

function find (
  pool: UserPool,
  client: AppClient,
  refreshToken: string
): { session: Session, usedAt: number | null, user: User } {
  const found = pool.sessions.find(refreshToken)
  const user = found && pool.users.find(found.session.sub)
  if (found === undefined || user === undefined || found.session.clientId !== client.id) {
    throw notAuthorized('Invalid Refresh Token')
  }
  return { ...found, user }
}

/** A token that was exchanged is valid for the grace period; after it, its use ends the session. */
function checkReuse (pool: UserPool, { settings }: AppClient, session: Session, usedAt: number): void {
  const grace = (settings.RefreshTokenRotation?.RetryGracePeriodSeconds ?? 0) * 1000
  if (pool.now() - usedAt < grace) return
  pool.sessions.revoke(session)
  throw new CognitoException('RefreshTokenReuseException', 'Refresh token reuse detected')
}

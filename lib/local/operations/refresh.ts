import { checkSecret, clientOf, rotates } from '../app-client.js'
import { context, type Fields } from '../emulator.js'
import type { AppClient, RefreshTokenRotation, User } from '../records.js'
import { CognitoException, disabled, notAuthorized } from '../exception.js'
import { optionalText, text } from '../input.js'
import { isOf, personTokens } from '../tokens.js'
import type { Session } from '../sessions.js'
import type { Parts } from '../parts.js'

const invalidRefreshToken = () => notAuthorized('Invalid Refresh Token')

export async function getTokensFromRefreshToken (parts: Parts, body: Fields): Promise<Fields> {
  const { client } = await clientOf(parts, body)
  checkSecret(client, optionalText(body, 'ClientSecret'))
  return await refreshed(parts, client, text(body, 'RefreshToken'))
}

/** New tokens for a refresh token; and a new one of those, where the client rotates them. */
export async function refreshed (parts: Parts, client: AppClient, refreshToken: string, check?: (user: User) => void): Promise<Fields> {
  const found = parts.sessions.find(refreshToken)
  if (found === undefined || found.session.clientId !== client.ClientId) throw invalidRefreshToken()
  const { session, usedAt } = found
  const pool = await parts.pools.getUserPool(context, client.UserPoolId)
  const user = await pool.getUserByUsername(context, session.username)
  if (!isOf(session, user)) throw invalidRefreshToken()
  check?.(user)
  if (!user.Enabled) throw disabled()
  if (session.revoked || session.expiresAt <= parts.now()) throw invalidRefreshToken()
  if (usedAt !== undefined) await checkReuse(parts, client, session, usedAt)
  const tokens = personTokens(parts.signer, user, await pool.listUserGroupMembership(context, user), client, session)
  if (!rotates(client)) return { AuthenticationResult: tokens }
  return { AuthenticationResult: { ...tokens, RefreshToken: await parts.sessions.rotate(session, refreshToken) } }
}

/** A token used before is good for the grace period; afterwards someone has stolen it, and the session ends. */
async function checkReuse (parts: Parts, client: AppClient, session: Session, usedAt: number): Promise<void> {
  // Only a client that rotates, or did once, has tokens that were used.
  const { RetryGracePeriodSeconds: grace } = client.RefreshTokenRotation as RefreshTokenRotation
  if (parts.now() - usedAt < grace * 1000) return
  await parts.sessions.revoke(session)
  throw new CognitoException('RefreshTokenReuseException', 'Refresh token reuse detected')
}

import { context, type Fields, type Pool } from './emulator.js'
import type { AppClient, User } from './records.js'
import { disabled, notAuthorized, passwordResetRequired, userNotFound } from './exception.js'
import { text } from './input.js'
import { verify, type Claims } from './keys.js'
import { SELF_SERVICE } from './tokens.js'
import type { Parts } from './parts.js'

export interface Authenticated { client: AppClient, pool: Pool, user: User }

/** The user whose access token a request carries. cognito-local would only decode it. */
export async function authenticated (parts: Parts, body: Fields): Promise<Authenticated> {
  const claims = verify(parts.signer.keys.access, text(body, 'AccessToken'))
  const client = claims && await parts.pools.getAppClient(context, String(claims['client_id']))
  if (!claims || !client) throw notAuthorized('Invalid Access Token')
  checkClaims(parts, claims)
  const pool = await parts.pools.getUserPool(context, client.UserPoolId)
  const user = await pool.getUserByUsername(context, String(claims['sub']))
  if (user === null) throw userNotFound()
  if (!user.Enabled) throw disabled()
  if (parts.sessions.isRevoked(claims['origin_jti'])) throw notAuthorized('Access Token has been revoked')
  if (user.UserStatus === 'RESET_REQUIRED') throw passwordResetRequired()
  return { client, pool, user }
}

// The signature is ours, so issuer and token_use are what we wrote: only access tokens have this key.
function checkClaims (parts: Parts, claims: Claims): void {
  if (Number(claims['exp']) * 1000 <= parts.now()) throw notAuthorized('Access Token has expired')
  if (!String(claims['scope']).split(' ').includes(SELF_SERVICE)) throw notAuthorized('Access Token does not have required scopes')
}

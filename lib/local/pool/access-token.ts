import { disabled, notAuthorized, passwordResetRequired, userNotFound } from './exception.js'
import { unverifiedClaims, verify, type Claims } from './keys.js'
import type { AppClient, Session, User } from './records.js'
import { SELF_SERVICE } from './tokens.js'
import type { UserPool } from './user-pool.js'
import type { UserPools } from './user-pools.js'

/** The user that an access token is for. */
export interface TokenOwner {
  pool: UserPool
  client: AppClient
  user: User
  session: Session
}

/** Verifies an access token and returns its user. Throws NotAuthorizedException unless it is valid. */
export function tokenOwner (pools: UserPools, token: string, scope = SELF_SERVICE): TokenOwner {
  const { pool, claims } = verifyToken(pools, token)
  const client = pool.clients.get(String(claims['client_id']))
  if (client === undefined) throw notAuthorized('Invalid Access Token')
  if (Number(claims['exp']) * 1000 <= pool.now()) throw notAuthorized('Access Token has expired')
  if (!String(claims['scope']).split(' ').includes(scope)) {
    throw notAuthorized('Access Token does not have required scopes')
  }
  const user = pool.users.find(String(claims['sub']))
  if (user === undefined) throw userNotFound()
  if (!user.enabled) throw disabled()
  const session = sessionOf(pool, claims)
  if (session?.revoked !== false) throw notAuthorized('Access Token has been revoked')
  if (user.status === 'RESET_REQUIRED') throw passwordResetRequired()
  return { pool, client, user, session }
}

/** Only access tokens are signed with this key, but tests may sign others with it. */
function verifyToken (pools: UserPools, token: string): { pool: UserPool, claims: Claims } {
  const id = String(unverifiedClaims(token)?.['iss']).split('/').at(-1)
  const pool = pools.all().find(pool => pool.id === id)
  const claims = pool?.keys && verify(pool.keys.access, token)
  if (pool === undefined || claims?.['iss'] !== pool.issuer || claims['token_use'] !== 'access') {
    throw notAuthorized('Invalid Access Token')
  }
  return { pool, claims }
}

/** Tokens of clients without revocation have no `origin_jti`. */
function sessionOf (pool: UserPool, claims: Claims): Session | undefined {
  if (typeof claims['origin_jti'] === 'string') return pool.sessions.get(claims['origin_jti'])
  return pool.sessions.ofUser(String(claims['sub'])).find(({ eventId }) => eventId === claims['event_id'])
}

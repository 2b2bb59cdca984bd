import type { AppClient, User } from '../pool/records.js'
import { tokenLifetime } from '../pool/settings.js'
import { issueTokens, type Tokens } from '../pool/tokens.js'
import type { HttpResponse } from '../protocol/http.js'
import type { UserPool } from '../pool/user-pool.js'
import { keepSignedIn, type SignedIn } from './browser-session.js'
import { toCallback } from './callback.js'
import type { SignInRequest } from './sign-in-request.js'
import { stateOf, type Grant } from './state.js'

/** How long a code is valid, in milliseconds. */
const CODE_LIFETIME = 5 * 60 * 1000

interface Completion {
  /** Whether the browser is signed in from now on. */
  isNew?: boolean
  /** A nonce that was not requested. */
  nonce?: string
}

/** Completes a request to sign in with a code, or with tokens (RFC 6749 sections 4.1.2 and 4.2.2). */
export async function complete (
  { pool, client, callback, scope, codeChallenge, resource, ...request }: SignInRequest,
  { user, authTime }: SignedIn,
  { isNew = false, nonce = request.nonce }: Completion = {}
): Promise<HttpResponse> {
  const grant: Grant = {
    clientId: client.id,
    redirectUri: callback.redirectUri,
    sub: user.sub,
    scope,
    authTime,
    ...(nonce !== undefined && { nonce }),
    ...(codeChallenge !== undefined && { codeChallenge }),
    ...(resource !== undefined && { resource })
  }
  const parameters =
    callback.responseType === 'code'
      ? { code: stateOf(pool).grants.add(grant, CODE_LIFETIME) }
      : await implicit(pool, client, user, grant)
  const response = toCallback(callback, parameters)
  const cookies = isNew ? keepSignedIn(pool, client, { user, authTime }) : []
  return { ...response, headers: { ...response.headers, 'set-cookie': cookies } }
}

/** The implicit grant has no refresh token. */
async function implicit (
  pool: UserPool,
  client: AppClient,
  user: User,
  grant: Grant
): Promise<Record<string, string>> {
  const { tokens } = await openSession(pool, client, user, grant)
  return {
    access_token: tokens.accessToken,
    ...(hasIdToken(grant) && { id_token: tokens.idToken }),
    token_type: 'Bearer',
    expires_in: String(tokens.expiresIn)
  }
}

/** Opens the session of a grant, and issues its tokens. */
export async function openSession (
  pool: UserPool,
  client: AppClient,
  user: User,
  { sub, scope, authTime, nonce, resource }: Grant
): Promise<{ tokens: Tokens, refreshToken: string }> {
  const optional = { ...(nonce !== undefined && { nonce }), ...(resource !== undefined && { resource }) }
  const { session, refreshToken } = pool.sessions.open(
    { clientId: client.id, sub, scope, authTime, managedLogin: true, ...optional },
    tokenLifetime(client, 'RefreshToken') * 1000
  )
  return { tokens: await issueTokens(pool, client, user, session, { source: 'HostedAuth' }), refreshToken }
}

export function hasIdToken ({ scope }: { scope: string }): boolean {
  return scope.split(' ').includes('openid')
}

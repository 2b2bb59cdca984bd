import { digest } from '../pool/compare.js'
import { CognitoException } from '../pool/exception.js'
import type { AppClient } from '../pool/records.js'
import { refresh } from '../pool/refresh.js'
import { issueClientToken, type Tokens } from '../pool/tokens.js'
import type { UserPools } from '../pool/user-pools.js'
import type { HttpResponse, HttpRequest } from '../protocol/http.js'
import { authenticatedClient, type ClientAuthentication } from './client.js'
import { hasIdToken, openSession } from './complete.js'
import { OAuthError } from './errors.js'
import { stateOf } from './state.js'

type GrantType = (
  authentication: ClientAuthentication,
  form: URLSearchParams
) => Promise<Record<string, unknown>>

const GRANT_TYPES: Readonly<Record<string, GrantType>> = {
  authorization_code: byCode,
  refresh_token: byRefreshToken,
  client_credentials: byCredentials
}

/** The token endpoint (RFC 6749 section 3.2). */
export async function token (pools: UserPools, { headers, body }: HttpRequest): Promise<HttpResponse> {
  const form = new URLSearchParams(await body())
  const type = form.get('grant_type')
  if (type === null) throw new OAuthError('invalid_request')
  if (!Object.hasOwn(GRANT_TYPES, type)) throw new OAuthError('unsupported_grant_type')
  const authentication = authenticatedClient(pools, headers.authorization, form)
  const tokens = await (GRANT_TYPES[type] as GrantType)(authentication, form)
  return {
    status: 200,
    headers: { pragma: 'no-cache' },
    body: { ...tokens, token_type: 'Bearer' }
  }
}

/** A code is valid once, and for the app client that requested it (RFC 6749 section 4.1.3). */
async function byCode ({ pool, client }: ClientAuthentication, form: URLSearchParams) {
  checkFlow(client, 'code')
  const [code, redirectUri] = [form.get('code'), form.get('redirect_uri')]
  if (code === null || redirectUri === null) throw new OAuthError('invalid_request')
  const grant = stateOf(pool).grants.take(code)
  const user = grant && pool.users.find(grant.sub)
  if (grant === undefined || user?.enabled !== true) throw new OAuthError('invalid_grant')
  const verifier = form.get('code_verifier')
  const challenge = verifier === null ? undefined : digest(verifier)
  const isOurs =
    grant.clientId === client.id && grant.redirectUri === redirectUri && grant.codeChallenge === challenge
  if (!isOurs) throw new OAuthError('invalid_grant')
  const { tokens, refreshToken } = await orInvalidGrant(openSession(pool, client, user, grant))
  return { ...tokenResponse(tokens, grant), refresh_token: refreshToken }
}

/** Refresh tokens of the API are rejected here; those of this endpoint are accepted by both. */
async function byRefreshToken ({ pool, client }: ClientAuthentication, form: URLSearchParams) {
  const given = form.get('refresh_token')
  if (given === null) throw new OAuthError('invalid_request')
  const session = pool.sessions.find(given)?.session
  if (session?.managedLogin !== true) throw new OAuthError('invalid_grant')
  const { tokens, refreshToken } = await orInvalidGrant(refresh(pool, client, { refreshToken: given }))
  return {
    ...tokenResponse(tokens, session),
    ...(refreshToken !== undefined && { refresh_token: refreshToken })
  }
}

/** Client credentials (RFC 6749 section 4.4). */
async function byCredentials ({ pool, client }: ClientAuthentication, form: URLSearchParams) {
  if (client.secrets.length === 0) throw new OAuthError('unauthorized_client')
  checkFlow(client, 'client_credentials')
  const { accessToken, expiresIn } = await issueClientToken(pool, client, scopesOf(client, form.get('scope')))
  return { access_token: accessToken, expires_in: expiresIn }
}

function checkFlow ({ settings }: AppClient, flow: 'code' | 'client_credentials'): void {
  const { AllowedOAuthFlowsUserPoolClient: allowsOAuth, AllowedOAuthFlows: flows = [] } = settings
  if (allowsOAuth !== true || !flows.includes(flow)) throw new OAuthError('unauthorized_client')
}

function tokenResponse ({ accessToken, idToken, expiresIn }: Tokens, granted: { scope: string }) {
  return {
    ...(hasIdToken(granted) && { id_token: idToken }),
    access_token: accessToken,
    expires_in: expiresIn
  }
}

async function orInvalidGrant<Result> (issuing: Promise<Result>): Promise<Result> {
  return await issuing.catch((error: unknown) => {
    throw error instanceof CognitoException ? new OAuthError('invalid_grant') : error
  })
}

/** Returns the requested scopes, or else all scopes of the app client. */
function scopesOf ({ settings }: AppClient, requested: string | null): string[] {
  const allowed = settings.AllowedOAuthScopes ?? []
  const scopes = requested?.split(' ').filter(Boolean) ?? allowed
  if (scopes.length === 0 || !scopes.every(scope => allowed.includes(scope))) {
    throw new OAuthError('invalid_scope')
  }
  return scopes
}

import { CognitoException } from '../pool/exception.js'
import type { UserPool } from '../pool/user-pool.js'
import type { UserPools } from '../pool/user-pools.js'
import { exceptionResponse } from './api.js'
import type { HttpResponse, HttpRequest } from './http.js'

const PATH = /^\/([^/]+)\/\.well-known\/(jwks\.json|openid-configuration)$/

/** Handles requests for the key set and the discovery document of a pool. */
export async function wellKnown (
  pools: UserPools,
  { method, path }: HttpRequest
): Promise<HttpResponse | undefined> {
  const [, id, document] = PATH.exec(path) ?? []
  if (id === undefined || (method !== 'GET' && method !== 'HEAD')) return undefined
  try {
    const pool = pools.get(id)
    const body = document === 'jwks.json' ? await keySet(pool) : configuration(pool)
    return {
      status: 200,
      headers: { 'content-type': 'application/json', 'access-control-allow-origin': '*' },
      body
    }
  } catch (error) {
    if (!(error instanceof CognitoException)) throw error
    return exceptionResponse(error)
  }
}

async function keySet (pool: UserPool) {
  const keys = await pool.signingKeys()
  await pool.environment.store.saved()
  return { keys: [keys.access.jwk, keys.id.jwk] }
}

/** As Cognito's, it has no `code_challenge_methods_supported`. */
function configuration ({ issuer, environment: { endpoint } }: UserPool) {
  return {
    authorization_endpoint: `${endpoint}/oauth2/authorize`,
    end_session_endpoint: `${endpoint}/logout`,
    id_token_signing_alg_values_supported: ['RS256'],
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    response_types_supported: ['code', 'token'],
    revocation_endpoint: `${endpoint}/oauth2/revoke`,
    scopes_supported: ['openid', 'email', 'phone', 'profile'],
    subject_types_supported: ['public'],
    token_endpoint: `${endpoint}/oauth2/token`,
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    userinfo_endpoint: `${endpoint}/oauth2/userInfo`
  }
}

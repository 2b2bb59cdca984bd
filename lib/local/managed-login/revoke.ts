import { CognitoException } from '../pool/exception.js'
import type { UserPools } from '../pool/user-pools.js'
import { createCall } from '../protocol/call.js'
import type { HttpResponse, HttpRequest } from '../protocol/http.js'
import { authenticatedClient } from './client.js'
import { OAuthError } from './errors.js'

/** OAuth errors by the exceptions of RevokeToken. */
const ERRORS: Readonly<Record<string, string>> = {
  UnsupportedTokenTypeException: 'unsupported_token_type',
  UnauthorizedException: 'unauthorized_client',
  UnsupportedOperationException: 'invalid_request',
  InvalidParameterException: 'invalid_request'
}

/** The revocation endpoint (RFC 7009): RevokeToken with a form. */
export async function revoke (pools: UserPools, { headers, body }: HttpRequest): Promise<HttpResponse> {
  const form = new URLSearchParams(await body())
  const token = form.get('token')
  if (!token) throw new OAuthError('invalid_request')
  const { client, secret } = authenticatedClient(pools, headers.authorization, form)
  try {
    await createCall(pools)('RevokeToken', { ClientId: client.id, Token: token, ClientSecret: secret })
  } catch (error) {
    throw error instanceof CognitoException ? new OAuthError(ERRORS[error.name]) : error
  }
  return { status: 200 }
}

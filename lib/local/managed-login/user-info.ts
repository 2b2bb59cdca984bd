import { tokenOwner } from '../pool/access-token.js'
import { readableAttributes } from '../pool/attributes.js'
import { attributesOfScopes } from '../pool/tokens.js'
import type { UserPools } from '../pool/user-pools.js'
import type { HttpResponse, HttpRequest } from '../protocol/http.js'

/** `/oauth2/userInfo`: attributes as texts, also `email_verified`, and no groups. */
export async function userInfo (pools: UserPools, { headers }: HttpRequest): Promise<HttpResponse> {
  const token = /^Bearer +([\w.-]+)$/i.exec(headers.authorization ?? '')?.[1]
  if (token === undefined) {
    return errorResponse(400, 'invalid_request', 'Bad OAuth2 request at UserInfo Endpoint')
  }
  try {
    const { client, user, session } = tokenOwner(pools, token, 'openid')
    const attributes = attributesOfScopes(readableAttributes(user, client), session.scope.split(' '))
    return { status: 200, body: { ...attributes, username: user.username } }
  } catch {
    const reason = 'Access token is expired, disabled, or deleted, or the user has globally signed out.'
    return errorResponse(401, 'invalid_token', reason)
  }
}

function errorResponse (status: number, error: string, description: string): HttpResponse {
  return {
    status,
    headers: { 'www-authenticate': `Bearer error="${error}", error_description="${description}"` },
    body: { error, error_description: description }
  }
}

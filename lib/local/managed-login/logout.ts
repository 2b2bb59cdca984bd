import type { HttpResponse } from '../protocol/http.js'
import { forgetBrowser } from './browser-session.js'
import { redirect } from './callback.js'
import { PageError } from './errors.js'
import { readSignInRequest } from './sign-in-request.js'
import { clientOf } from './version.js'
import type { Visit } from './visit.js'

/**
 * `/logout`: signs the browser out, and redirects to `logout_uri`, or with `redirect_uri` to another sign-in.
 * It is not RP-initiated logout: it has no `post_logout_redirect_uri`, and revokes no tokens.
 */
export async function logout (visit: Visit): Promise<HttpResponse> {
  const { pools, query } = visit
  const found = clientOf(pools, query.get('client_id'))
  if (found === undefined) throw new PageError('invalid_client')
  const { pool, client } = found
  const target = query.get('logout_uri')
  if (target === null && !query.has('redirect_uri')) throw new PageError('invalid_request')
  const allowed = client.settings.LogoutURLs ?? []
  if (target !== null && !allowed.includes(target)) throw new PageError('redirect_mismatch')
  const location = target ?? `/oauth2/authorize?${readSignInRequest(visit).query}`
  return redirect(location, forgetBrowser(pool, visit))
}

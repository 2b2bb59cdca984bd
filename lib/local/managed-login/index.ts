/**
 * Managed login: the OAuth endpoints and the pages that users sign in on.
 *
 * On AWS each pool has a domain of its own. Here all pools share the URL of the server,
 * `http://127.0.0.1:PORT`, and the app client of a request names the pool, because the ID of an app client is
 * unique. So the domain of every pool is `local.endpoint` (`local.options.endpoint`), without a path. Any
 * other loopback name with that port works as well, and passkeys need `http://localhost:PORT`. The cookie of
 * a signed-in browser has the pool in its name.
 *
 * - `sign-in-request.ts` reads the request to sign in. Every page carries it in its query and reads it again.
 * - `visit.ts` is a browser's request for a page, with its cookies and the CSRF check of its form.
 * - `authorize.ts` starts; `login.ts`, `challenge.ts`, `sign-up.ts` and others are the pages; `complete.ts`
 * ends with a code or tokens.
 * - `federation.ts` redirects to the simulated provider of `identity-provider.ts` and handles its response.
 * - `html.ts` escapes every value; `page.ts` is the frame of every page, and its forms; `texts/` has the
 * texts of each language, `languages.ts` selects them.
 * - `version.ts` distinguishes managed login and the classic hosted UI; `branding.ts` reads the look of an
 * app client, and `style.ts` writes it as CSS.
 */
import type { UserPools } from '../pool/user-pools.js'
import type { HttpResponse, HttpRequest } from '../protocol/http.js'
import { submitAddPasskey, showAddPasskey } from './add-passkey.js'
import { image, noIcon, passkeyScript, style } from './assets.js'
import { authorize } from './authorize.js'
import { redirect } from './callback.js'
import { submitChallenge, showChallenge } from './challenge.js'
import { confirmUser } from './confirm-user.js'
import { confirm, resendCode, showConfirm } from './confirm.js'
import { errorPage } from './error-page.js'
import { CallbackError, callbackError, OAuthError, PageError } from './errors.js'
import { providerResponse } from './federation.js'
import {
  confirmForgotPassword,
  forgotPassword,
  showConfirmForgotPassword,
  showForgotPassword
} from './forgot-password.js'
import { submitProvider, showProvider } from './identity-provider.js'
import { login, showLogin } from './login.js'
import { logout } from './logout.js'
import { toRelyingParty } from './relying-party.js'
import { revoke } from './revoke.js'
import { showSignUp, signUp } from './sign-up.js'
import { token } from './token.js'
import { userInfo } from './user-info.js'
import { readVisit, type Visit } from './visit.js'

type Endpoint = (pools: UserPools, request: HttpRequest) => Promise<HttpResponse>

/** An endpoint for browsers. */
function forBrowsers (show: (visit: Visit) => Promise<HttpResponse>): Endpoint {
  return async (pools, request) =>
    toRelyingParty(pools, request) ?? (await show(await readVisit(pools, request)))
}

/** The endpoints of managed login, by method and path. */
const ENDPOINTS = new Map<string, Endpoint>([
  ['POST /oauth2/token', token],
  ['POST /oauth2/revoke', revoke],
  ['GET /oauth2/userInfo', userInfo],
  ['GET /oauth2/authorize', forBrowsers(authorize)],
  ['GET /oauth2/idpresponse', forBrowsers(providerResponse)],
  ['GET /login', forBrowsers(showLogin)],
  ['POST /login', forBrowsers(login)],
  ['GET /challenge', forBrowsers(showChallenge)],
  ['POST /challenge', forBrowsers(submitChallenge)],
  ['GET /signup', forBrowsers(showSignUp)],
  ['POST /signup', forBrowsers(signUp)],
  ['GET /confirm', forBrowsers(showConfirm)],
  ['POST /confirm', forBrowsers(confirm)],
  ['GET /resendcode', forBrowsers(showConfirm)],
  ['POST /resendcode', forBrowsers(resendCode)],
  ['GET /confirmUser', forBrowsers(confirmUser)],
  ['GET /forgotPassword', forBrowsers(showForgotPassword)],
  ['POST /forgotPassword', forBrowsers(forgotPassword)],
  ['GET /confirmforgotPassword', forBrowsers(showConfirmForgotPassword)],
  ['POST /confirmforgotPassword', forBrowsers(confirmForgotPassword)],
  ['GET /passkeys/add', forBrowsers(showAddPasskey)],
  ['POST /passkeys/add', forBrowsers(submitAddPasskey)],
  ['GET /identity-provider', forBrowsers(showProvider)],
  ['POST /identity-provider', forBrowsers(submitProvider)],
  ['GET /logout', forBrowsers(logout)],
  ['GET /error', forBrowsers(errorPage)],
  ['GET /managed-login/style.css', style],
  ['GET /managed-login/passkey.js', passkeyScript],
  ['GET /managed-login/image', image],
  ['GET /favicon.ico', noIcon]
])

/** Handles requests of managed login. Returns undefined for other paths. */
export async function managedLogin (
  pools: UserPools,
  request: HttpRequest
): Promise<HttpResponse | undefined> {
  const endpoint = ENDPOINTS.get(`${request.method} ${request.path}`)
  if (endpoint === undefined) return undefined
  try {
    return await endpoint(pools, request).catch(errorResponse)
  } finally {
    await pools.environment.store.saved()
  }
}

/** AWS returns status 400 for every error of the OAuth endpoints, also for a wrong client secret. */
function errorResponse (error: unknown): HttpResponse {
  if (error instanceof OAuthError) return { status: 400, body: { error: error.message } }
  if (error instanceof CallbackError) return callbackError(error)
  if (error instanceof PageError) {
    return redirect(`/error?${new URLSearchParams({ error: error.message }).toString()}`)
  }
  throw error
}

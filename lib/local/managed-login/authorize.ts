import type { HttpResponse } from '../protocol/http.js'
import { signedIn } from './browser-session.js'
import { redirect } from './callback.js'
import { complete } from './complete.js'
import { CallbackError } from './errors.js'
import { allowsOwnUsers, OWN_PROVIDER, providersOf, type Provider } from './providers.js'
import { startProvider } from './federation.js'
import { readSignInRequest, type SignInRequest } from './sign-in-request.js'
import type { Visit } from './visit.js'

/** `/oauth2/authorize`: a code for a user who is signed in, otherwise a page or an identity provider. */
export async function authorize (visit: Visit): Promise<HttpResponse> {
  const request = readSignInRequest(visit)
  const { pool, prompts, callback } = request
  const known = signedIn(pool, visit)
  const provider = providerOf(request)
  if (known !== undefined && !prompts.includes('login') && provider === undefined) {
    return await complete(request, known)
  }
  if (prompts.includes('none')) throw new CallbackError(callback, 'login_required')
  if (provider !== undefined) return startProvider(visit, request, provider)
  return redirect(`/login?${request.query}`)
}

/**
 * Returns the identity provider to redirect to directly: the requested one, or the only one of the app
 * client.
 */
function providerOf (request: SignInRequest): Provider | undefined {
  const { pool, client, callback, provider: name, providerIdentifier: identifier, prompts } = request
  const providers = providersOf(pool, client)
  const [only, ...others] = providers
  const isOwn = allowsOwnUsers(client)
  if (name === undefined && identifier === undefined) {
    const isOnly = !isOwn && others.length === 0 && !prompts.includes('none')
    return isOnly ? only : undefined
  }
  if (name === OWN_PROVIDER && isOwn) return undefined
  const provider = providers.find(provider =>
    name === undefined ? provider.identifiers.some(one => one === identifier) : provider.name === name
  )
  if (provider === undefined) {
    const description = 'Login option is not available. Please try another one'
    throw new CallbackError(callback, 'invalid_request', description)
  }
  return prompts.includes('none') ? undefined : provider
}

import { calculatePKCECodeChallenge } from 'oauth4webapi'
import type { PendingFlow, Flow } from './flow.js'
import type { ManagedLoginSettings } from './settings.js'

/** The parameters of a sign-in that the page may set. */
export interface SignInParameters {
  /** The identity provider to redirect to directly. */
  readonly provider?: string | undefined
  /** An identifier of an identity provider, such as the domain of its users' email addresses. */
  readonly idpIdentifier?: string | undefined
  /** The username to fill in. */
  readonly hint?: string | undefined
  /** The language of the pages, such as `de`. */
  readonly lang?: string | undefined
  /** Whether the user has to sign in again (`login`), or must not be prompted (`none`). */
  readonly prompt?: string | undefined
}

/**
 * Returns the URL of Cognito that a sign-in starts at.
 *
 * It always has a state, a nonce and a PKCE challenge. Cognito does not announce PKCE, and the ID token of a
 * first sign-in with a social provider has a nonce even if none was requested.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
 */
export async function authorizationUrl (
  { domain, clientId, callbackUrl, scopes, resource }: ManagedLoginSettings,
  { state, pending: { nonce, codeVerifier } }: Flow & { pending: PendingFlow },
  { provider, idpIdentifier, hint, lang, prompt }: SignInParameters
): Promise<string> {
  const parameters = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: callbackUrl,
    scope: scopes.join(' '),
    resource: resource ?? undefined,
    state,
    nonce,
    code_challenge: await calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
    identity_provider: provider,
    idp_identifier: idpIdentifier,
    login_hint: hint,
    lang,
    prompt
  }
  const given = Object.entries(parameters).filter(
    (parameter): parameter is [string, string] => parameter[1] !== undefined
  )
  // Spaces are `%20` and not `+`, which some versions of Cognito take literally.
  return `${domain}/oauth2/authorize?${new URLSearchParams(given).toString().replaceAll('+', '%20')}`
}

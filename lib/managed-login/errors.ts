import type { AuthorizationResponseError } from 'oauth4webapi'

/**
 * Why a sign-in by managed login failed, for the page that shows it:
 *
 * - `cancelled`: the user went back, or denied consent at the identity provider
 * - `expired`: the sign-in took longer than ten minutes, or the browser keeps no cookies
 * - `not_allowed`: the user may not sign in: disabled, or denied by a Lambda trigger
 * - `login_required`: `prompt=none`, and no user is signed in at Cognito
 * - `try_again`: something else went wrong once
 * - `unavailable`: Cognito is unavailable, or the app client is not configured for this sign-in
 */
export type ManagedLoginError =
  | 'cancelled'
  | 'expired'
  | 'not_allowed'
  | 'login_required'
  | 'try_again'
  | 'unavailable'

/** A sign-in that failed. The details are for the log, and not for the user. */
export class SignInFailure extends Error {
  readonly reason: ManagedLoginError
  /** Whether the application or the user pool has to be configured differently. */
  readonly isMisconfiguration: boolean
  readonly details: Readonly<Record<string, string | undefined>>

  constructor (
    reason: ManagedLoginError,
    details: Readonly<Record<string, string | undefined>> = {},
    isMisconfiguration = false
  ) {
    super(reason)
    this.reason = reason
    this.details = details
    this.isMisconfiguration = isMisconfiguration
  }
}

/** The error of a sign-in that Cognito completes if it is started again. */
export class RepeatSignIn extends Error {}

/** The reasons of errors of the authorization endpoint (RFC 6749 4.1.2.1, OpenID Connect Core 3.1.2.6). */
const REASONS: Readonly<Record<string, ManagedLoginError>> = {
  access_denied: 'cancelled',
  login_required: 'login_required',
  interaction_required: 'login_required',
  account_selection_required: 'login_required',
  consent_required: 'login_required',
  temporarily_unavailable: 'unavailable',
  server_error: 'try_again',
  invalid_request: 'try_again'
}

/** Errors that the configuration of the app client causes. */
const MISCONFIGURATION: ReadonlySet<string> = new Set([
  'unauthorized_client',
  'invalid_client',
  'invalid_scope',
  'unsupported_response_type'
])

/** Patterns of Cognito's error descriptions, since its error codes do not distinguish these cases. */
const DESCRIPTIONS: readonly [RegExp, ManagedLoginError][] = [
  [/access_denied|cancel/i, 'cancelled'],
  [/ failed with error /, 'not_allowed'],
  [/user is disabled/i, 'not_allowed']
]

/** The length of a description in the log, in characters. */
const LOGGED_LENGTH = 256

/**
 * Returns the failure for an error of the authorization endpoint.
 *
 * A first sign-in whose trigger links the account to an existing one fails with "Already found an entry for
 * username"; the second one succeeds.
 */
export function failureOf (response: AuthorizationResponseError): SignInFailure | RepeatSignIn {
  const { error, error_description: text = '' } = response
  if (/already found an entry for username/i.test(text)) return new RepeatSignIn()
  const description = forLog(text)
  if (MISCONFIGURATION.has(error)) {
    return new SignInFailure('unavailable', { error: forLog(error), description }, true)
  }
  const reason =
    DESCRIPTIONS.find(([pattern]) => pattern.test(text))?.[1] ??
    (Object.hasOwn(REASONS, error) ? REASONS[error] : undefined)
  return new SignInFailure(reason ?? 'try_again', { error: forLog(error), description })
}

/** Bounds a value of the query, and removes control characters. */
export function forLog (value: string): string {
  return value.slice(0, LOGGED_LENGTH).replace(/\p{C}/gu, '?')
}

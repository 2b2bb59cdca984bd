import type { CognitoErrorCode } from '../errors.js'

/** Codes of errors that only the developer of the server sees. */
type StartupErrorCode =
  | 'FST_COGNITO_INVALID_OPTIONS'
  | 'FST_COGNITO_DEVELOPMENT_ONLY'
  | 'FST_COGNITO_MISSING_DEPENDENCY'
  | 'FST_COGNITO_ALREADY_REGISTERED'
  | 'FST_COGNITO_INVALID_REQUIREMENT'
  | 'FST_COGNITO_UNGUARDED_ROUTE'
  | 'FST_COGNITO_GUARD_REMOVED'
  | 'FST_COGNITO_REVOCATION_NOT_CONFIGURED'
  | 'FST_COGNITO_INVALID_TO_USER'
  | 'FST_COGNITO_GROUPS_NOT_IN_TOKEN'
  | 'FST_COGNITO_LOCAL_COGNITO'

/**
 * The `code` of an error of the client: that of the auth API (`docs/errors.md`), or one of
 *
 * - `NETWORK_ERROR`: no response was received. `cause` is the error of `fetch`.
 * - `HTTP_ERROR`: the response is not of the auth API, such as that of a proxy. `status` is its status.
 * - `PASSKEYS_UNSUPPORTED`: the browser cannot create or use passkeys on this page.
 * - `PASSKEY_CANCELLED`: the user cancelled, or has no passkey for this account on the device.
 * - `PASSKEY_EXISTS`: the authenticator already has a passkey of the account.
 */
export type AuthClientErrorCode =
  | Exclude<CognitoErrorCode, StartupErrorCode>
  | 'NETWORK_ERROR'
  | 'HTTP_ERROR'
  | 'PASSKEYS_UNSUPPORTED'
  | 'PASSKEY_CANCELLED'
  | 'PASSKEY_EXISTS'

interface ErrorDetails {
  status?: number | null
  retryAfter?: number | null
  cause?: unknown
}

/**
 * The error of every method of the client. Distinguish errors by `code`; `message` is in English. It contains
 * no tokens, passwords or codes.
 *
 * @example
 * ```ts
 * import { AuthClientError, createAuthClient } from 'fastify-cognito-auth/client'
 *
 * const auth = createAuthClient({ prefix: '/auth' })
 * try {
 *   await auth.signIn({ username: 'jane@example.com', password: 'correct-Horse-7' })
 * } catch (error) {
 *   if (error instanceof AuthClientError && error.retryAfter !== null) {
 *     console.log(`Try again in ${error.retryAfter} seconds.`)
 *   }
 * }
 * ```
 */
export class AuthClientError extends Error {
  /** `AuthClientError`. */
  override readonly name = 'AuthClientError'
  /** The error code. */
  readonly code: AuthClientErrorCode
  /** The status of the response, null without one. */
  readonly status: number | null
  /** The time to wait before another attempt, in seconds, from the header `Retry-After`. Null without one. */
  readonly retryAfter: number | null

  constructor (
    code: AuthClientErrorCode,
    message: string,
    { status = null, retryAfter = null, cause }: ErrorDetails = {}
  ) {
    super(message, { cause })
    this.code = code
    this.status = status
    this.retryAfter = retryAfter
  }
}

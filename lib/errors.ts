import createError, { type FastifyErrorConstructor } from '@fastify/error'

/** A class of errors with a code and a status. The arguments of its constructor are parts of the message. */
type ErrorClass<Args extends string[]> = FastifyErrorConstructor<{ code: string, statusCode: number }, Args>

/** Creates the class of a startup error. Its errors have a stack, which leads to the line to correct. */
function startupError<Args extends string[] = []> (code: string, message: string): ErrorClass<Args> {
  return createError<Args>(code, message, 500) as ErrorClass<Args>
}

/** Creates the class of an error response. Its errors have no stack, which makes many of them cheap. */
function requestError<Args extends string[] = []> (
  code: string,
  message: string,
  statusCode: number
): ErrorClass<Args> {
  return createError<Args>(code, message, statusCode, Error, false) as ErrorClass<Args>
}

/**
 * All errors of this package, by code, with message and HTTP status. They are documented in `docs/errors.md`.
 * Messages are constant or include values of the application's configuration, never values that a caller
 * sent.
 *
 * @example
 * ```ts
 * import { errors } from 'fastify-cognito-auth'
 *
 * app.setErrorHandler((error, request, reply) => {
 *   if (error instanceof errors.FST_COGNITO_NO_CREDENTIALS) return reply.redirect('/welcome')
 *   throw error
 * })
 * ```
 */
export const errors = {
  // Startup: for the developer of the application.
  FST_COGNITO_INVALID_OPTIONS: startupError<[string]>(
    'FST_COGNITO_INVALID_OPTIONS',
    'Invalid options of fastify-cognito-auth:\n%s'
  ),
  FST_COGNITO_DEVELOPMENT_ONLY: startupError<[string]>(
    'FST_COGNITO_DEVELOPMENT_ONLY',
    '%s is for development only; for development, set NODE_ENV to "development" or "test" (unset counts ' +
      'as production).'
  ),
  FST_COGNITO_MISSING_DEPENDENCY: startupError<[string, string]>(
    'FST_COGNITO_MISSING_DEPENDENCY',
    '%s requires a package that is not installed; run npm install %s'
  ),
  FST_COGNITO_ALREADY_REGISTERED: startupError(
    'FST_COGNITO_ALREADY_REGISTERED',
    'request.currentUser already exists, from this plugin in the same scope or a parent, or from the ' +
      'application; register the plugin once per scope, and not in a parent of such a scope.'
  ),
  FST_COGNITO_INVALID_REQUIREMENT: startupError<[string, string]>(
    'FST_COGNITO_INVALID_REQUIREMENT',
    '%s: %s'
  ),
  FST_COGNITO_UNGUARDED_ROUTE: startupError<[string]>(
    'FST_COGNITO_UNGUARDED_ROUTE',
    "unguardedRoutes: 'error' found routes without a guard: %s. Add a guard or config: { public: true } to " +
      'each, or config: { public: false } if a hook of its scope or @fastify/auth guards it.'
  ),
  FST_COGNITO_GUARD_REMOVED: startupError<[string]>(
    'FST_COGNITO_GUARD_REMOVED',
    'The onRoute hook of another plugin removed the guards of these routes: %s. Make it keep the existing ' +
      'hooks of a route.'
  ),
  FST_COGNITO_REVOCATION_NOT_CONFIGURED: startupError(
    'FST_COGNITO_REVOCATION_NOT_CONFIGURED',
    'Revocation requires the option revocation or session; set revocation to memoryRevocations(), or to ' +
      'redisRevocations({ ... }) for several processes.'
  ),
  FST_COGNITO_INVALID_TO_USER: startupError(
    'FST_COGNITO_INVALID_TO_USER',
    'toUser failed; it must synchronously return an object of plain data, without fields of currentUser.'
  ),
  FST_COGNITO_GROUPS_NOT_IN_TOKEN: startupError(
    'FST_COGNITO_GROUPS_NOT_IN_TOKEN',
    'The option groups is set, so currentUser.groups is not available; use await request.groups() or ' +
      'request.allows({ groups }).'
  ),
  FST_COGNITO_LOCAL_COGNITO: startupError<[string]>(
    'FST_COGNITO_LOCAL_COGNITO',
    'The local Cognito cannot start: %s'
  ),

  // Authentication and authorization.
  FST_COGNITO_NO_CREDENTIALS: requestError('FST_COGNITO_NO_CREDENTIALS', 'Authentication is required.', 401),
  FST_COGNITO_INVALID_TOKEN: requestError(
    'FST_COGNITO_INVALID_TOKEN',
    'The token is invalid or expired.',
    401
  ),
  FST_COGNITO_MALFORMED_CREDENTIALS: requestError(
    'FST_COGNITO_MALFORMED_CREDENTIALS',
    'Send one Authorization header, of the form "Bearer <token>".',
    400
  ),
  FST_COGNITO_CROSS_SITE_REQUEST: requestError(
    'FST_COGNITO_CROSS_SITE_REQUEST',
    'Cross-site requests are not allowed.',
    403
  ),
  FST_COGNITO_SESSION_ENDED: requestError(
    'FST_COGNITO_SESSION_ENDED',
    'The session has ended. Sign in again.',
    401
  ),
  FST_COGNITO_SESSIONS_UNAVAILABLE: requestError(
    'FST_COGNITO_SESSIONS_UNAVAILABLE',
    'Sessions are temporarily unavailable. Try again later.',
    503
  ),
  FST_COGNITO_GUARD_NOT_RUN: requestError(
    'FST_COGNITO_GUARD_NOT_RUN',
    'The server is not configured correctly. Its log has the cause.',
    500
  ),
  FST_COGNITO_INSUFFICIENT_SCOPE: requestError(
    'FST_COGNITO_INSUFFICIENT_SCOPE',
    'The token lacks a required scope.',
    403
  ),
  FST_COGNITO_INSUFFICIENT_GROUPS: requestError(
    'FST_COGNITO_INSUFFICIENT_GROUPS',
    'You are not allowed to do this.',
    403
  ),
  FST_COGNITO_INSUFFICIENT_PERMISSIONS: requestError(
    'FST_COGNITO_INSUFFICIENT_PERMISSIONS',
    'You are not allowed to do this.',
    403
  ),
  FST_COGNITO_SOURCE_UNAVAILABLE: requestError(
    'FST_COGNITO_SOURCE_UNAVAILABLE',
    'Permissions are temporarily unavailable. Try again later.',
    503
  ),
  FST_COGNITO_INVALID_SOURCE_RESULT: requestError(
    'FST_COGNITO_INVALID_SOURCE_RESULT',
    'The server is not configured correctly. Its log has the cause.',
    500
  ),
  FST_COGNITO_MACHINE_REQUIRED: requestError(
    'FST_COGNITO_MACHINE_REQUIRED',
    'Only tokens of machines are accepted.',
    403
  ),
  FST_COGNITO_SIGN_IN_TOO_OLD: requestError(
    'FST_COGNITO_SIGN_IN_TOO_OLD',
    'A more recent sign-in is required. Sign in again.',
    401
  ),
  FST_COGNITO_USER_REQUIRED: requestError(
    'FST_COGNITO_USER_REQUIRED',
    'Only tokens of users are accepted.',
    403
  ),
  FST_COGNITO_REVOCATIONS_UNAVAILABLE: requestError(
    'FST_COGNITO_REVOCATIONS_UNAVAILABLE',
    'Tokens cannot be verified at the moment. Try again later.',
    503
  ),
  FST_COGNITO_POOLS_UNAVAILABLE: requestError(
    'FST_COGNITO_POOLS_UNAVAILABLE',
    'Tokens cannot be verified at the moment. Try again later.',
    503
  ),
  FST_COGNITO_KEYS_UNAVAILABLE: requestError(
    'FST_COGNITO_KEYS_UNAVAILABLE',
    'Tokens cannot be verified at the moment. Try again later.',
    503
  ),

  // The auth API.
  FST_COGNITO_WRONG_CREDENTIALS: requestError(
    'FST_COGNITO_WRONG_CREDENTIALS',
    'The username or password is wrong, or the account must be confirmed or its password reset first.',
    401
  ),
  FST_COGNITO_USERNAME_EXISTS: requestError(
    'FST_COGNITO_USERNAME_EXISTS',
    'The account already exists.',
    409
  ),
  FST_COGNITO_PASSWORD_POLICY: requestError<[string]>(
    'FST_COGNITO_PASSWORD_POLICY',
    'The password does not meet the policy of the user pool: %s.',
    400
  ),
  FST_COGNITO_SIGN_UP_DENIED: requestError<[string]>(
    'FST_COGNITO_SIGN_UP_DENIED',
    'The sign-up was denied: %s',
    403
  ),
  FST_COGNITO_INVALID_SESSION: requestError(
    'FST_COGNITO_INVALID_SESSION',
    'The session of the sign-in is invalid or has expired. Sign in again.',
    401
  ),
  FST_COGNITO_MFA_FACTOR_NOT_FOUND: requestError(
    'FST_COGNITO_MFA_FACTOR_NOT_FOUND',
    'The account does not have this MFA factor.',
    400
  ),
  FST_COGNITO_CONFLICT: requestError(
    'FST_COGNITO_CONFLICT',
    'The account was changed at the same time. Try again.',
    409
  ),
  FST_COGNITO_PASSKEY_REJECTED: requestError(
    'FST_COGNITO_PASSKEY_REJECTED',
    'The passkey was rejected: the registration has expired, is for another site, or the authenticator ' +
      'is not supported. Start again.',
    400
  ),
  FST_COGNITO_NOT_FOUND: requestError('FST_COGNITO_NOT_FOUND', 'The resource was not found.', 404),
  FST_COGNITO_GROUP_EXISTS: requestError('FST_COGNITO_GROUP_EXISTS', 'The group already exists.', 409),
  FST_COGNITO_INVALID_USER_STATUS: requestError(
    'FST_COGNITO_INVALID_USER_STATUS',
    'The status of the account does not allow this.',
    409
  ),
  FST_COGNITO_LAST_ADMINISTRATOR: requestError(
    'FST_COGNITO_LAST_ADMINISTRATOR',
    'This would remove the last administrator who can sign in. Send force=true to do it anyway.',
    409
  ),
  FST_COGNITO_INVALID_CODE: requestError(
    'FST_COGNITO_INVALID_CODE',
    'The code is wrong or has expired.',
    400
  ),
  FST_COGNITO_INVALID_REFRESH_TOKEN: requestError(
    'FST_COGNITO_INVALID_REFRESH_TOKEN',
    'The refresh token is invalid or expired. Sign in again.',
    401
  ),
  FST_COGNITO_REFRESH_TOKEN_REUSED: requestError(
    'FST_COGNITO_REFRESH_TOKEN_REUSED',
    'The refresh token has already been used. Sign in again.',
    401
  ),
  FST_COGNITO_SIGN_UP_DISABLED: requestError(
    'FST_COGNITO_SIGN_UP_DISABLED',
    'Sign-up is disabled. Ask an administrator for an account.',
    403
  ),
  FST_COGNITO_INVALID_INPUT: requestError<[string]>('FST_COGNITO_INVALID_INPUT', '%s', 400),
  FST_COGNITO_INVALID_PARAMETER: requestError(
    'FST_COGNITO_INVALID_PARAMETER',
    'The user pool rejected a value. Check that all required values are present and in the required format.',
    400
  ),
  FST_COGNITO_NOT_ENABLED: requestError(
    'FST_COGNITO_NOT_ENABLED',
    'The user pool is not configured for this.',
    403
  ),
  FST_COGNITO_SDK_TOO_OLD: requestError(
    'FST_COGNITO_SDK_TOO_OLD',
    'The server does not support this.',
    501
  ),
  FST_COGNITO_FORBIDDEN: requestError('FST_COGNITO_FORBIDDEN', 'The request was denied.', 403),
  FST_COGNITO_CODE_DELIVERY_FAILED: requestError(
    'FST_COGNITO_CODE_DELIVERY_FAILED',
    'The code could not be delivered. Try again later.',
    503
  ),
  FST_COGNITO_TOO_MANY_REQUESTS: requestError(
    'FST_COGNITO_TOO_MANY_REQUESTS',
    'Too many requests. Try again later.',
    429
  ),
  FST_COGNITO_TOO_MANY_ATTEMPTS: requestError(
    'FST_COGNITO_TOO_MANY_ATTEMPTS',
    'Too many attempts. Try again later.',
    429
  ),
  FST_COGNITO_NO_AWS_CREDENTIALS: requestError(
    'FST_COGNITO_NO_AWS_CREDENTIALS',
    'The service is temporarily unavailable. Try again later.',
    503
  ),
  FST_COGNITO_UNAVAILABLE: requestError(
    'FST_COGNITO_UNAVAILABLE',
    'The sign-in service is unavailable. Try again later.',
    503
  ),
  FST_COGNITO_MISCONFIGURED: requestError(
    'FST_COGNITO_MISCONFIGURED',
    'The server is not configured correctly. Its log has the cause.',
    500
  ),
  FST_COGNITO_UNEXPECTED_RESPONSE: requestError(
    'FST_COGNITO_UNEXPECTED_RESPONSE',
    'The sign-in service returned an unexpected response.',
    502
  )
} as const

/** The `code` of an error of this package. */
export type CognitoErrorCode = keyof typeof errors

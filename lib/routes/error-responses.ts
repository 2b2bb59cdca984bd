/** The error responses of every route that calls Cognito, for OpenAPI. */
export const COGNITO_ERRORS = {
  403:
    'A web application firewall or a Lambda trigger denied the request, or the user pool is not ' +
    'configured for it.',
  429: 'Too many requests; retry after `Retry-After`.',
  502: 'Cognito returned an unexpected response.',
  503: 'Cognito is unavailable; retry after `Retry-After`.'
} as const

/** The error responses of every route with a body. */
export const BODY_ERRORS = {
  ...COGNITO_ERRORS,
  400: 'The body is not valid, or the user pool rejected a value in it.',
  413: 'The body is larger than 64 KiB.',
  415: 'The body is not JSON.'
} as const

/** The 403 of the routes for the user's own account. */
export const SELF_SERVICE_FORBIDDEN =
  'The token is that of a machine, or lacks the scope aws.cognito.signin.user.admin; or a firewall denied ' +
  'the request.'

/** The error responses of every route of administration. */
export const ADMINISTRATION_ERRORS = {
  ...COGNITO_ERRORS,
  400: 'The request is not valid, or the user pool rejected a value in it.',
  403: 'The user is not in a group of administrators, or the user pool is not configured for this.',
  409: 'The status of the account does not allow this.'
} as const

/** The error responses of the routes of administration with a user in their path. */
export const USER_ERRORS = { ...ADMINISTRATION_ERRORS, 404: 'The user was not found.' } as const

/** The 409 of routes that could leave a group of administrators without a member that can sign in. */
export const LAST_ADMINISTRATOR =
  'The user is the last administrator, or the status of the account does not allow this.'

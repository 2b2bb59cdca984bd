/** What any route that asks Cognito can answer besides success, for documents. */
export const ASKED = {
  403: "A web application firewall or a trigger of the user pool's refused the request, or the pool is not set up for it.",
  429: 'Too many requests; `Retry-After` says when to come back.',
  502: 'Cognito gave an answer that was not expected.',
  503: 'Cognito is out of reach; `Retry-After` says when to come back.'
} as const

/** The same of one that takes a body. */
export const ANY = {
  ...ASKED,
  400: 'The body is not as described, or the user pool refused a value in it.',
  413: 'The body is larger than 64 KiB.',
  415: 'The body is not JSON.'
} as const

/** What is forbidden to a token that is good, where it is about the person's own account. */
export const FORBIDDEN = "The token is a machine's, or lacks the scope aws.cognito.signin.user.admin; or a firewall refused the request."

/** What any route of administration can answer besides success. */
export const ADMINISTRATION = {
  ...ASKED,
  400: 'The request is not as described, or the user pool refused a value in it.',
  403: 'The token is not of a group that may do this, or the pool is not set up for it.',
  409: 'The account is not in a state for this.'
} as const

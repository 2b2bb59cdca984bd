/** What any route that takes a body and asks Cognito can answer besides success, for documents. */
export const ANY = {
  400: 'The body is not as described, or the user pool refused a value in it.',
  413: 'The body is larger than 64 KiB.',
  415: 'The body is not JSON.',
  429: 'Too many requests; `Retry-After` says when to come back.',
  502: 'Cognito gave an answer that was not expected.',
  503: 'Cognito is out of reach; `Retry-After` says when to come back.'
} as const

import { headersFor } from '../authorization/error-headers.js'
import type { CognitoErrorCode } from '../errors.js'
import type { SignInPageText } from '../options/sign-in-page-texts.js'
import type { Visit } from './visit.js'

/** A problem of a form or of one of its fields, as shown to users. */
export interface Problem {
  readonly status: number
  readonly message: string
  /** The name of the field. Without one, the problem belongs to the whole form. */
  readonly field?: string
}

/** The names of the fields that errors of an operation belong to. */
export interface ProblemFields {
  readonly username?: string
  readonly password?: string
  readonly code?: string
}

interface OwnError extends Error {
  readonly code: CognitoErrorCode
  readonly statusCode: number
  /** The field that is missing or invalid. */
  readonly field?: string
  readonly headers?: { readonly 'retry-after'?: number }
}

/** The texts of errors, by code. Other errors are shown as an error of the server. */
const TEXTS: { readonly [Code in CognitoErrorCode]?: SignInPageText } = {
  FST_COGNITO_WRONG_CREDENTIALS: 'wrongCredentials',
  FST_COGNITO_INVALID_SESSION: 'stepExpired',
  FST_COGNITO_SIGN_UP_DISABLED: 'signUpDisabled',
  FST_COGNITO_INVALID_INPUT: 'valueRejected',
  FST_COGNITO_INVALID_PARAMETER: 'valueRejected',
  FST_COGNITO_CONFLICT: 'tryAgain',
  FST_COGNITO_FORBIDDEN: 'notAllowed',
  FST_COGNITO_CROSS_SITE_REQUEST: 'otherSite',
  FST_COGNITO_CODE_DELIVERY_FAILED: 'codeNotSent',
  FST_COGNITO_UNAVAILABLE: 'unavailable',
  FST_COGNITO_SESSIONS_UNAVAILABLE: 'unavailable',
  FST_COGNITO_KEYS_UNAVAILABLE: 'unavailable',
  FST_COGNITO_REVOCATIONS_UNAVAILABLE: 'unavailable'
}

/** The reasons of FST_COGNITO_PASSWORD_POLICY. */
const PASSWORD_REASONS: readonly (readonly [RegExp, SignInPageText])[] = [
  [/not long enough/, 'passwordTooShort'],
  [/too long/, 'passwordTooLong'],
  [/uppercase/, 'passwordNeedsUppercase'],
  [/lowercase/, 'passwordNeedsLowercase'],
  [/numeric/, 'passwordNeedsNumber'],
  [/symbol/, 'passwordNeedsSymbol'],
  [/used before/, 'passwordUsedBefore'],
  [/space/, 'passwordInvalid']
]

/** Returns the problem for an error of an operation, and sets the headers of the error on the reply. */
export function problemOf (visit: Visit, error: unknown, fields: ProblemFields = {}): Problem {
  if (!isOwn(error)) throw error
  const { code, statusCode: status, field } = error
  const { 'retry-after': retryAfter } = headersFor(error)
  const { reply } = visit
  // The limiter has set the header already, if the error is its own.
  if (retryAfter !== undefined && !reply.hasHeader('retry-after')) reply.header('retry-after', retryAfter)
  const problem = (message: string, name?: string): Problem => ({
    status,
    message,
    ...(name !== undefined && { field: name })
  })
  if (field !== undefined) return problem(fieldMessage(visit, field), field)
  if (code === 'FST_COGNITO_PASSWORD_POLICY') {
    // The user pool requires a password, although the form does not.
    const isMissing = fields.password !== undefined && visit.secret(fields.password) === ''
    if (isMissing) return problem(visit.t('fieldMissing'), fields.password)
    const [, text = 'passwordRejected'] = PASSWORD_REASONS.find(([form]) => form.test(error.message)) ?? []
    return problem(visit.t(text), fields.password)
  }
  if (code === 'FST_COGNITO_INVALID_CODE') return problem(visit.t('codeWrong'), fields.code)
  if (code === 'FST_COGNITO_USERNAME_EXISTS') return problem(visit.t('accountExists'), fields.username)
  if (code === 'FST_COGNITO_SIGN_UP_DENIED') {
    // The explanation of the application's own Lambda trigger.
    return problem(visit.t('signUpDenied', error.message.replace(/^.*?: /, '')))
  }
  if (status === 429) return problem(visit.t('tooManyAttempts', waitingTime(visit)))
  return problem(visit.t(TEXTS[code] ?? 'failed'))
}

/** Returns whether an error is from this package. */
export function isOwn (error: unknown): error is OwnError {
  const { code } = error as { code?: unknown }
  return typeof code === 'string' && code.startsWith('FST_COGNITO_')
}

const EMAIL = 'jane@example.com'
export const PHONE = '+491711234567'

/** Returns the message for a field that is missing or malformed. */
function fieldMessage (visit: Visit, name: string): string {
  if (visit.field(name) === '') return visit.t('fieldMissing')
  if (/password$/i.test(name)) return visit.t('passwordInvalid')
  if (/code$/i.test(name)) return visit.t('codeWrong')
  if (/email$/i.test(name)) return visit.t('emailInvalid', EMAIL)
  if (/phone_number$/i.test(name)) return visit.t('phoneInvalid', PHONE)
  return visit.t('fieldInvalid')
}

/** Returns the time of the header `retry-after` in words, such as `in 12 minutes`. */
function waitingTime ({ reply, pages: { settings } }: Visit): string {
  const minutes = Math.max(1, Math.ceil(Number(reply.getHeader('retry-after')) / 60))
  return new Intl.RelativeTimeFormat(settings.lang).format(minutes, 'minute')
}

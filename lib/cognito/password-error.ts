import type { CognitoErrorCode } from '../errors.js'
import type { ErrorContext } from './exceptions.js'

/** Operations that set a password. For others, a password in an invalid form is a wrong password. */
const SETTING_PASSWORD: ReadonlySet<ErrorContext> = new Set<ErrorContext>([
  'SignUp',
  'ConfirmForgotPassword',
  'ChangePassword',
  'AdminCreateUser',
  'AdminSetUserPassword',
  'RespondToAuthChallenge',
  'AdminRespondToAuthChallenge'
])

/** The part of an InvalidParameterException about a password: its form is validated before the policy. */
const FAILED_CONSTRAINT =
  /\bat '[\w.]*?(previous_?)?(?:(?:new|proposed|temporary)_?)?password' failed([^;]*)/gi

/** The messages of Cognito about a new password. */
const POLICY = /^(?:invalid password\b|password (?:did not|does not|not|must|too)\b)/i

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/greater than or equal to/i, 'Password not long enough'],
  [/less than or equal to/i, 'Password too long'],
  // The pattern `^[\S]+.*[\S]+$` needs two characters.
  [/regular expression/i, 'Password must have at least 2 characters, and must not begin or end with space']
]

/**
 * Returns the error of a password validation message, or undefined if the message is not about a password.
 */
export function passwordErrorCode (context: ErrorContext, message: string): CognitoErrorCode | undefined {
  if (SETTING_PASSWORD.has(context) && POLICY.test(message)) return 'FST_COGNITO_PASSWORD_POLICY'
  const failures = [...message.matchAll(FAILED_CONSTRAINT)]
  if (failures.length === 0) return undefined
  const isNew = SETTING_PASSWORD.has(context) && failures.some(([, previous]) => previous === undefined)
  return isNew ? 'FST_COGNITO_PASSWORD_POLICY' : 'FST_COGNITO_WRONG_CREDENTIALS'
}

/**
 * Returns the requirement that the password does not meet, in the words of Cognito. It never includes the
 * password.
 */
export function passwordErrorReason (message: string): string | undefined {
  const rules = [...message.matchAll(FAILED_CONSTRAINT)].map(([, , rule]) => rule).join()
  return REASONS.find(([pattern]) => pattern.test(rules))?.[1]
}

import { errors, type CognitoErrorCode } from '../errors.js'
import { boundedText } from '../describe-error.js'
import {
  errorCodeFor,
  type Operation,
  type EnumerationSafeOperation,
  type ErrorContext
} from './exceptions.js'
import { passwordErrorCode, passwordErrorReason } from './password-error.js'
import {
  REASON_BY_EXCEPTION,
  misconfigurationIn,
  LATER_STEPS,
  triggerIn,
  type Misconfiguration
} from './misconfiguration.js'

/**
 * What a quiet operation must not tell: exceptions that say something of an account, or that there is none.
 */
const DISCLOSING_EXCEPTIONS: Readonly<Record<EnumerationSafeOperation, ReadonlySet<string>>> = {
  ResendConfirmationCode: new Set([
    'CodeDeliveryFailureException',
    'InvalidParameterException',
    'LimitExceededException',
    'NotAuthorizedException',
    'UserLambdaValidationException',
    'UserNotFoundException'
  ]),
  ForgotPassword: new Set([
    'CodeDeliveryFailureException',
    'InvalidParameterException',
    'LimitExceededException',
    'NotAuthorizedException',
    'UserLambdaValidationException',
    'UserNotConfirmedException',
    'UserNotFoundException'
  ]),
  SignUp: new Set([
    'AliasExistsException',
    'CodeDeliveryFailureException',
    'LimitExceededException',
    'UsernameExistsException'
  ])
}

/** Whether a failure is one that a quiet operation passes over. */
export function disclosesAccount (operation: EnumerationSafeOperation, failure: Failure): boolean {
  const { code, exception, trigger } = failure
  // The account is made: an answer of its own would say that it is new.
  if (operation === 'SignUp' && trigger === 'PostConfirmation') return true
  return code !== 'FST_COGNITO_MISCONFIGURED' && DISCLOSING_EXCEPTIONS[operation].has(exception)
}

/** What Cognito, the SDK or the network threw, as far as it may be known. */
export interface Failure {
  readonly code: CognitoErrorCode
  /** The exception's name. Its message is left behind: it can repeat what was sent. */
  readonly exception: string
  readonly requestId: string | null
  /** The cause in words, where the application's operator can remove it. */
  readonly reason: string | null
  /** The Lambda trigger that failed. */
  readonly trigger: string | null
}

/** What an exception means, in this package's own words. */
export function failureOf (context: ErrorContext, error: unknown): Failure {
  const {
    name = 'Error',
    message = '',
    code: systemCode,
    $metadata
  } = error as {
    name?: string
    message?: string
    code?: unknown
    $metadata?: { requestId?: string, httpStatusCode?: number }
  }
  const requestId = $metadata?.requestId
  const trigger = triggerIn(name, message)
  const misconfiguration =
    misconfigurationIn(context, name, message) ?? postConfirmationFailure(context, trigger)
  const isOutage = isNetworkError(systemCode) || isServerError($metadata?.httpStatusCode)
  const code =
    misconfiguration?.code ??
    codeFromMessage(context, name, message) ??
    errorCodeFor(context, name) ??
    (isOutage ? 'FST_COGNITO_UNAVAILABLE' : 'FST_COGNITO_UNEXPECTED_RESPONSE')
  return {
    code,
    exception: boundedText(typeof systemCode === 'string' ? systemCode : name),
    requestId: requestId === undefined ? null : boundedText(requestId),
    reason:
      misconfiguration?.reason ??
      (OPERATOR_CODES.has(code) ? REASON_BY_EXCEPTION.get(name) : undefined) ??
      null,
    trigger
  }
}

/** A sign-up that is confirmed at once runs the trigger too. The account exists then: it was not refused. */
function postConfirmationFailure (context: ErrorContext, trigger: string | null): Misconfiguration | null {
  if (context !== 'SignUp' || trigger !== 'PostConfirmation') return null
  const reason = 'the account was made, but the PostConfirmation trigger failed after it'
  return { code: 'FST_COGNITO_UNEXPECTED_RESPONSE', reason }
}

/** Codes whose cause is in the configuration of the application, the user pool or AWS. */
const OPERATOR_CODES: ReadonlySet<CognitoErrorCode> = new Set<CognitoErrorCode>([
  'FST_COGNITO_MISCONFIGURED',
  'FST_COGNITO_NOT_ENABLED',
  'FST_COGNITO_NO_AWS_CREDENTIALS'
])

/** Operations that have done their work when the PostConfirmation trigger runs. */
const SUCCEEDS_BEFORE_TRIGGER: ReadonlySet<Operation> = new Set([
  'ConfirmSignUp',
  'AdminConfirmSignUp',
  'ConfirmForgotPassword'
])

/** Whether the operation was done all the same: only the trigger that runs after it failed. */
export function hasSucceeded (operation: Operation, { trigger }: Failure): boolean {
  return trigger === 'PostConfirmation' && SUCCEEDS_BEFORE_TRIGGER.has(operation)
}

/** Where one exception has two meanings, only its message tells them apart. */
function codeFromMessage (
  context: ErrorContext,
  name: string,
  message: string
): CognitoErrorCode | undefined {
  if (name === 'NotAuthorizedException') {
    if (/unauthorized attribute/i.test(message)) return 'FST_COGNITO_INVALID_PARAMETER'
    // Wrong codes lock an account that is there: for one that is not, a code is only ever wrong.
    if (LATER_STEPS.has(context) && /attempts/i.test(message)) {
      return context === 'PasswordChallenge' ? 'FST_COGNITO_WRONG_CREDENTIALS' : 'FST_COGNITO_INVALID_CODE'
    }
    if (context === 'ChangePassword' && /username or password/i.test(message)) {
      return 'FST_COGNITO_WRONG_CREDENTIALS'
    }
  }
  if (name === 'InvalidParameterException') {
    const code = passwordErrorCode(context, message)
    if (code !== undefined) return code
  }
  // A factor that is to be asked for and was never set up: "User has not verified software token mfa", "User
  // does not have delivery config set ...".
  if (
    context === 'SetUserMFAPreference' &&
    name === 'InvalidParameterException' &&
    /has not|does not have/i.test(message)
  ) {
    return 'FST_COGNITO_MFA_FACTOR_NOT_FOUND'
  }
  if (name === 'ResourceNotFoundException') {
    // The pool itself, or its app client, is the application's to name.
    if (/user pool/i.test(message)) return 'FST_COGNITO_MISCONFIGURED'
    // The device that a caller named: as if they had named a wrong account.
    if (/device/i.test(message) && errorCodeFor(context, name) === 'FST_COGNITO_MISCONFIGURED') {
      return errorCodeFor(context, 'NotAuthorizedException')
    }
  }
  return undefined
}

/** Cognito, or a gateway before it, that fails: by whatever name, or as a page of HTML. */
function isServerError (status = 0): boolean {
  return status >= 500
}

/** System errors of Node's: no route to Cognito, rather than an answer from it. */
function isNetworkError (code: unknown): boolean {
  return typeof code === 'string' && /^(E[A-Z]+|UND_ERR_[A-Z_]+)$/.test(code)
}

/** What Cognito says a password lacks, as far as it is one of its known sentences. */
const PASSWORD_POLICY =
  /^(?:Password (?:did not conform with|does not conform to) (?:password )?policy: )?(Password (?:not long enough|must have [a-z]+ characters|must not [a-z ]+))$/

/** What a trigger of the application's own said: its words stand between Cognito's. */
const LAMBDA_ERROR = /^\w+ failed with error (.*?)\.?$/s
const LAMBDA_MESSAGE_LENGTH = 200

/** The error to throw for a failure. */
export function errorOf ({ code, exception }: Failure, error: unknown): Error {
  const { message } = error as Error
  if (code === 'FST_COGNITO_PASSWORD_POLICY') {
    return new errors.FST_COGNITO_PASSWORD_POLICY(passwordReason(exception, message))
  }
  if (code === 'FST_COGNITO_SIGN_UP_DENIED') {
    const explanation = LAMBDA_ERROR.exec(message)?.[1] ?? ''
    return new errors.FST_COGNITO_SIGN_UP_DENIED(
      explanation.slice(0, LAMBDA_MESSAGE_LENGTH).replace(/\p{C}/gu, ' ').trim() || 'no reason was given'
    )
  }
  return new (errors[code] as new () => Error)()
}

function passwordReason (exception: string, message: string): string {
  if (exception === 'PasswordHistoryPolicyViolationException') return 'it was used before'
  return PASSWORD_POLICY.exec(message)?.[1] ?? passwordErrorReason(message) ?? 'choose another'
}

/** Whether the application's operator has to act on a failure, rather than the caller. */
export function isOperatorError ({ code, reason }: Failure): boolean {
  return (
    reason !== null ||
    OPERATOR_CODES.has(code) ||
    code === 'FST_COGNITO_UNAVAILABLE' ||
    code === 'FST_COGNITO_UNEXPECTED_RESPONSE'
  )
}

import { errors, type CognitoErrorCode } from '../errors.js'
import { boundedText } from '../describe-error.js'
import type { Operation } from './api-operation.js'
import { errorCodeFor, type ErrorContext } from './exceptions.js'
import { releaseOf, requiredRelease } from './sdk-releases.js'
import { triggerIn } from './lambda-trigger.js'
import { passwordErrorCode, passwordErrorReason } from './password-error.js'
import {
  REASON_BY_EXCEPTION,
  misconfigurationIn,
  LATER_STEPS,
  type Misconfiguration
} from './misconfiguration.js'

/** The description of an error of Cognito, the SDK or the network, without secrets. */
export interface Failure {
  readonly code: CognitoErrorCode
  /** The name of the exception. Its message is not kept, since it can contain input. */
  readonly exception: string
  readonly requestId: string | null
  /** The cause, if the operator of the application can fix it. */
  readonly reason: string | null
  /** The Lambda trigger that failed. */
  readonly trigger: string | null
}

/** Converts an exception to an error code of this package. */
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

/**
 * A sign-up that is confirmed automatically runs this trigger too. The account exists then, so the sign-up
 * was not denied.
 */
function postConfirmationFailure (context: ErrorContext, trigger: string | null): Misconfiguration | null {
  if (context !== 'SignUp' || trigger !== 'PostConfirmation') return null
  const reason = 'the account was created, but the PostConfirmation trigger failed after it'
  return { code: 'FST_COGNITO_UNEXPECTED_RESPONSE', reason }
}

/** Codes whose cause is in the configuration of the application, the user pool or AWS. */
const OPERATOR_CODES: ReadonlySet<CognitoErrorCode> = new Set<CognitoErrorCode>([
  'FST_COGNITO_MISCONFIGURED',
  'FST_COGNITO_NOT_ENABLED',
  'FST_COGNITO_NO_AWS_CREDENTIALS'
])

/** Operations that are complete when the PostConfirmation trigger runs. */
const SUCCEEDS_BEFORE_TRIGGER: ReadonlySet<Operation> = new Set([
  'ConfirmSignUp',
  'AdminConfirmSignUp',
  'ConfirmForgotPassword'
])

/** Returns whether the operation succeeded and only the trigger that runs after it failed. */
export function hasSucceeded (operation: Operation, { trigger }: Failure): boolean {
  return trigger === 'PostConfirmation' && SUCCEEDS_BEFORE_TRIGGER.has(operation)
}

/** Returns the error code of an exception with several meanings, which only its message distinguishes. */
function codeFromMessage (
  context: ErrorContext,
  name: string,
  message: string
): CognitoErrorCode | undefined {
  if (name === 'NotAuthorizedException') {
    if (/unauthorized attribute/i.test(message)) return 'FST_COGNITO_INVALID_PARAMETER'
    // Wrong codes lock an existing account. For an unknown account, the code is always wrong.
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
  if (context === 'SetUserMFAPreference' && /webauthn mfa .*not enabled|FactorConfiguration/i.test(message)) {
    return 'FST_COGNITO_NOT_ENABLED'
  }
  // An MFA factor that is to be enabled but was never set up: "User has not verified software token mfa",
  // "User does not have delivery config set ...".
  if (
    context === 'SetUserMFAPreference' &&
    name === 'InvalidParameterException' &&
    /has not|does not have/i.test(message)
  ) {
    return 'FST_COGNITO_MFA_FACTOR_NOT_FOUND'
  }
  if (name === 'ResourceNotFoundException') {
    // The user pool or app client, which the application configures.
    if (/user pool/i.test(message)) return 'FST_COGNITO_MISCONFIGURED'
    // The device, which the caller names: the error is that of an unknown account.
    if (/device/i.test(message) && errorCodeFor(context, name) === 'FST_COGNITO_MISCONFIGURED') {
      return errorCodeFor(context, 'NotAuthorizedException')
    }
  }
  return undefined
}

/** Returns whether Cognito failed, or a gateway in front of it, which may respond with an HTML page. */
function isServerError (status = 0): boolean {
  return status >= 500
}

/** Returns whether a code is a system error of Node.js or undici: Cognito was not reached. */
function isNetworkError (code: unknown): boolean {
  return typeof code === 'string' && /^(E[A-Z]+|UND_ERR_[A-Z_]+)$/.test(code)
}

/** The messages of Cognito that name the requirement that a password does not meet. */
const PASSWORD_POLICY =
  /^(?:Password (?:did not conform with|does not conform to) (?:password )?policy: )?(Password (?:not long enough|must have [a-z]+ characters|must not [a-z ]+))$/

/** The message of the application's own Lambda trigger, which Cognito includes in its message. */
const LAMBDA_ERROR = /^\w+ failed with error (.*?)\.?$/s
const LAMBDA_MESSAGE_LENGTH = 200

/** Returns the failure of an operation that the installed release of the AWS SDK does not have. */
export function missingOperation (operation: Operation): Failure {
  return missingExport(operation, releaseOf(operation))
}

/** Returns the failure of a feature that the installed release of the AWS SDK does not have. */
export function missingExport (feature: string, release: string): Failure {
  return {
    code: 'FST_COGNITO_SDK_TOO_OLD',
    exception: 'MissingOperation',
    requestId: null,
    reason: requiredRelease(feature, release),
    trigger: null
  }
}

/** Returns the error to throw for a failure. */
export function errorOf ({ code, exception }: Failure, error: unknown): Error {
  if (code === 'FST_COGNITO_SDK_TOO_OLD') return new errors.FST_COGNITO_SDK_TOO_OLD()
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

/** Returns whether the operator of the application has to act on a failure, rather than the caller. */
export function isOperatorError ({ code, reason }: Failure): boolean {
  return (
    reason !== null ||
    OPERATOR_CODES.has(code) ||
    code === 'FST_COGNITO_UNAVAILABLE' ||
    code === 'FST_COGNITO_UNEXPECTED_RESPONSE'
  )
}

import { errors, type CognitoErrorCode } from '../errors.js'
import { boundedText } from '../foreign-error.js'
import { meaningOf, type Operation, type QuietOperation, type Situation } from './exceptions.js'
import { codeOfPasswordFault, passwordFaultIn } from './password-fault.js'
import { REASONS, reasonIn, STEPS, triggerIn, type Reason } from './reasons.js'

/**
 * What a quiet operation must not tell: exceptions that say something of an account, or that there is none.
 */
const ABOUT_THE_ACCOUNT: Readonly<Record<QuietOperation, ReadonlySet<string>>> = {
  ResendConfirmationCode: new Set([
    'CodeDeliveryFailureException', 'InvalidParameterException', 'LimitExceededException', 'NotAuthorizedException', 'UserLambdaValidationException', 'UserNotFoundException'
  ]),
  ForgotPassword: new Set([
    'CodeDeliveryFailureException', 'InvalidParameterException', 'LimitExceededException', 'NotAuthorizedException', 'UserLambdaValidationException',
    'UserNotConfirmedException', 'UserNotFoundException'
  ]),
  SignUp: new Set(['AliasExistsException', 'CodeDeliveryFailureException', 'LimitExceededException', 'UsernameExistsException'])
}

/** Whether a failure is one that a quiet operation passes over. */
export function isAboutTheAccount (operation: QuietOperation, failure: Failure): boolean {
  const { code, exception, trigger } = failure
  // The account is made: an answer of its own would say that it is new.
  if (operation === 'SignUp' && trigger === 'PostConfirmation') return true
  return code !== 'FST_COGNITO_MISCONFIGURED' && ABOUT_THE_ACCOUNT[operation].has(exception)
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
export function failureOf (situation: Situation, thrown: unknown): Failure {
  const { name = 'Error', message = '', code: systemCode, $metadata } = thrown as
    { name?: string, message?: string, code?: unknown, $metadata?: { requestId?: string, httpStatusCode?: number } }
  const requestId = $metadata?.requestId
  const trigger = triggerIn(name, message)
  const found = reasonIn(situation, name, message) ?? late(situation, trigger)
  const isOutage = isNetworkError(systemCode) || isServerError($metadata?.httpStatusCode)
  const code = found?.code ?? special(situation, name, message) ?? meaningOf(situation, name) ??
    (isOutage ? 'FST_COGNITO_UNAVAILABLE' : 'FST_COGNITO_UNEXPECTED_RESPONSE')
  return {
    code,
    exception: boundedText(typeof systemCode === 'string' ? systemCode : name),
    requestId: requestId === undefined ? null : boundedText(requestId),
    reason: found?.reason ?? (HAVE_REASONS.has(code) ? REASONS.get(name) : undefined) ?? null,
    trigger
  }
}

/** A sign-up that is confirmed at once runs the trigger too. The account exists then: it was not refused. */
function late (situation: Situation, trigger: string | null): Reason | null {
  if (situation !== 'SignUp' || trigger !== 'PostConfirmation') return null
  const reason = 'the account was made, but the PostConfirmation trigger failed after it'
  return { code: 'FST_COGNITO_UNEXPECTED_RESPONSE', reason }
}

/** Codes whose cause is in the configuration of the application, the user pool or AWS. */
const HAVE_REASONS: ReadonlySet<CognitoErrorCode> = new Set<CognitoErrorCode>([
  'FST_COGNITO_MISCONFIGURED', 'FST_COGNITO_NOT_ENABLED', 'FST_COGNITO_NO_AWS_CREDENTIALS'
])

/** Operations that have done their work when the PostConfirmation trigger runs. */
const BEFORE_THE_TRIGGER: ReadonlySet<Operation> = new Set([
  'ConfirmSignUp', 'AdminConfirmSignUp', 'ConfirmForgotPassword'
])

/** Whether the operation was done all the same: only the trigger that runs after it failed. */
export function isDone (operation: Operation, { trigger }: Failure): boolean {
  return trigger === 'PostConfirmation' && BEFORE_THE_TRIGGER.has(operation)
}

/** Where one exception has two meanings, only its message tells them apart. */
function special (situation: Situation, name: string, message: string): CognitoErrorCode | undefined {
  if (name === 'NotAuthorizedException') {
    if (/unauthorized attribute/i.test(message)) return 'FST_COGNITO_INVALID_PARAMETER'
    // Wrong codes lock an account that is there: for one that is not, a code is only ever wrong.
    if (STEPS.has(situation) && /attempts/i.test(message)) return situation === 'PasswordChallenge' ? 'FST_COGNITO_WRONG_CREDENTIALS' : 'FST_COGNITO_INVALID_CODE'
    if (situation === 'ChangePassword' && /username or password/i.test(message)) return 'FST_COGNITO_WRONG_CREDENTIALS'
  }
  if (name === 'InvalidParameterException') {
    const code = codeOfPasswordFault(situation, message)
    if (code !== undefined) return code
  }
  // A factor that is to be asked for and was never set up: "User has not verified software token mfa", "User
  // does not have delivery config set ...".
  if (situation === 'SetUserMFAPreference' && name === 'InvalidParameterException' && /has not|does not have/i.test(message)) return 'FST_COGNITO_MFA_FACTOR_NOT_FOUND'
  if (name === 'ResourceNotFoundException') {
    // The pool itself, or its app client, is the application's to name.
    if (/user pool/i.test(message)) return 'FST_COGNITO_MISCONFIGURED'
    // The device that a caller named: as if they had named a wrong account.
    if (/device/i.test(message) && meaningOf(situation, name) === 'FST_COGNITO_MISCONFIGURED') return meaningOf(situation, 'NotAuthorizedException')
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
const PASSWORD_POLICY = /^(?:Password (?:did not conform with|does not conform to) (?:password )?policy: )?(Password (?:not long enough|must have [a-z]+ characters|must not [a-z ]+))$/

/** What a trigger of the application's own said: its words stand between Cognito's. */
const LAMBDA_REFUSAL = /^\w+ failed with error (.*?)\.?$/s
const LAMBDA_WORDS = 200

/** The error to throw for a failure. */
export function errorOf ({ code, exception }: Failure, thrown: unknown): Error {
  const { message } = thrown as Error
  if (code === 'FST_COGNITO_PASSWORD_POLICY') return new errors.FST_COGNITO_PASSWORD_POLICY(lacking(exception, message))
  if (code === 'FST_COGNITO_SIGN_UP_DENIED') {
    const words = LAMBDA_REFUSAL.exec(message)?.[1] ?? ''
    return new errors.FST_COGNITO_SIGN_UP_DENIED(words.slice(0, LAMBDA_WORDS).replace(/\p{C}/gu, ' ').trim() || 'no reason was given')
  }
  return new (errors[code] as new () => Error)()
}

function lacking (exception: string, message: string): string {
  if (exception === 'PasswordHistoryPolicyViolationException') return 'it was used before'
  return PASSWORD_POLICY.exec(message)?.[1] ?? passwordFaultIn(message) ?? 'choose another'
}

/** Whether the application's operator has to act on a failure, rather than the caller. */
export function isOurs ({ code, reason }: Failure): boolean {
  return reason !== null || HAVE_REASONS.has(code) ||
    code === 'FST_COGNITO_UNAVAILABLE' || code === 'FST_COGNITO_UNEXPECTED_RESPONSE'
}

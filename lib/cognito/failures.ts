import { errors, type CognitoErrorCode } from '../errors.js'
import { meaningOf, type QuietOperation, type Situation } from './exceptions.js'

/** What a quiet operation must not tell: exceptions that say something of an account, or that there is none. */
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
export function isAboutTheAccount (operation: QuietOperation, { code, exception }: Failure): boolean {
  return code !== 'FST_COGNITO_MISCONFIGURED' && ABOUT_THE_ACCOUNT[operation].has(exception)
}

/** What Cognito, the SDK or the network threw, as far as it may be known. */
export interface Failure {
  readonly code: CognitoErrorCode
  /** The exception's name. Its message is left behind: it can repeat what was sent. */
  readonly exception: string
  readonly requestId: string | null
}

/** What an exception means, in this package's own words. */
export function failureOf (situation: Situation, thrown: unknown): Failure {
  const { name = 'Error', message = '', code, $metadata } = thrown as
    { name?: string, message?: string, code?: unknown, $metadata?: { requestId?: string, httpStatusCode?: number } }
  const exception = typeof code === 'string' ? code : name
  return {
    code: special(situation, name, message) ?? meaningOf(situation, name) ??
      (isNetworkError(code) || isServerError($metadata?.httpStatusCode) ? 'FST_COGNITO_UNAVAILABLE' : 'FST_COGNITO_UPSTREAM'),
    exception,
    requestId: $metadata?.requestId ?? null
  }
}

/** The first step of a sign-in has shown that the secret is right: at a later one it is the caller's name that does not fit. */
const STEPS: ReadonlySet<Situation> = new Set(['RespondToAuthChallenge', 'AdminRespondToAuthChallenge', 'PasswordChallenge'])

/** Where one exception has two meanings, only its message tells them apart. */
function special (situation: Situation, name: string, message: string): CognitoErrorCode | undefined {
  if (name === 'NotAuthorizedException') {
    // The client's secret is the application's to set; no caller can mend it.
    if (!STEPS.has(situation) && /secret[ _]?hash|client secret/i.test(message)) return 'FST_COGNITO_MISCONFIGURED'
    if (/unauthorized attribute/i.test(message)) return 'FST_COGNITO_PARAMETER_REFUSED'
    // Wrong codes lock an account that is there: for one that is not, a code is only ever wrong.
    if (STEPS.has(situation) && /attempts/i.test(message)) return situation === 'PasswordChallenge' ? 'FST_COGNITO_WRONG_CREDENTIALS' : 'FST_COGNITO_INVALID_CODE'
    if (situation === 'ChangePassword' && /username or password/i.test(message)) return 'FST_COGNITO_WRONG_CREDENTIALS'
  }
  if (name === 'InvalidParameterException' && /not enabled for (this|the) client/i.test(message)) return 'FST_COGNITO_NOT_ENABLED'
  // A factor that is to be asked for and was never set up: "User has not verified software token mfa", "User does not have delivery config set ...".
  if (situation === 'SetUserMFAPreference' && name === 'InvalidParameterException' && /has not|does not have/i.test(message)) return 'FST_COGNITO_FACTOR_MISSING'
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
const PASSWORD_POLICY = /^Password (?:did not conform with|does not conform to) (?:password )?policy: (Password (?:not long enough|must have [a-z]+ characters|must not [a-z ]+))$/

/** What a trigger of the application's own said: its words stand between Cognito's. */
const LAMBDA_REFUSAL = /^\w+ failed with error (.*?)\.?$/s
const LAMBDA_WORDS = 200

/** The error to throw for a failure. */
export function errorOf ({ code, exception }: Failure, thrown: unknown): Error {
  const { message } = thrown as Error
  if (code === 'FST_COGNITO_PASSWORD_REFUSED') return new errors.FST_COGNITO_PASSWORD_REFUSED(lacking(exception, message))
  if (code === 'FST_COGNITO_SIGN_UP_REFUSED') {
    const words = LAMBDA_REFUSAL.exec(message)?.[1] ?? ''
    return new errors.FST_COGNITO_SIGN_UP_REFUSED(words.slice(0, LAMBDA_WORDS).replace(/\p{C}/gu, ' ').trim() || 'no reason was given')
  }
  return new (errors[code] as new () => Error)()
}

function lacking (exception: string, message: string): string {
  if (exception === 'PasswordHistoryPolicyViolationException') return 'it was used before'
  return PASSWORD_POLICY.exec(message)?.[1] ?? 'choose another'
}

/** Whether a failure is the application's or Cognito's to mend, rather than the caller's. */
export function isOurs (code: CognitoErrorCode): boolean {
  return code === 'FST_COGNITO_MISCONFIGURED' || code === 'FST_COGNITO_NOT_ENABLED' || code === 'FST_COGNITO_NO_AWS_CREDENTIALS' ||
    code === 'FST_COGNITO_UNAVAILABLE' || code === 'FST_COGNITO_UPSTREAM'
}

import { errors, type CognitoErrorCode } from '../errors.js'

/** The operations of Cognito's API that are called from here. */
export type Operation =
  | 'SignUp' | 'ConfirmSignUp' | 'ResendConfirmationCode'
  | 'InitiateAuth' | 'GetTokensFromRefreshToken' | 'RevokeToken' | 'GlobalSignOut' | 'GetUser'

/** Operations that answer every account alike, and none. */
export type QuietOperation = 'ResendConfirmationCode'

/** What a quiet operation must not tell: exceptions that say something of an account, or that there is none. */
const ABOUT_THE_ACCOUNT: Readonly<Record<QuietOperation, ReadonlySet<string>>> = {
  ResendConfirmationCode: new Set([
    'CodeDeliveryFailureException', 'InvalidParameterException', 'LimitExceededException', 'NotAuthorizedException', 'UserNotFoundException'
  ])
}

/** Whether a failure is one that a quiet operation passes over. */
export function isAboutTheAccount (operation: QuietOperation, { code, exception }: Failure): boolean {
  return code !== 'FST_COGNITO_MISCONFIGURED' && ABOUT_THE_ACCOUNT[operation].has(exception)
}

type Codes = Readonly<Record<string, CognitoErrorCode>>

/** What an exception means wherever it comes from, by its name: the status tells nothing, it is 400 for nearly all. */
const ANYWHERE: Codes = {
  CodeDeliveryFailureException: 'FST_COGNITO_CODE_DELIVERY_FAILED',
  ForbiddenException: 'FST_COGNITO_FORBIDDEN',
  InternalErrorException: 'FST_COGNITO_UNAVAILABLE',
  InvalidParameterException: 'FST_COGNITO_PARAMETER_REFUSED',
  InvalidUserPoolConfigurationException: 'FST_COGNITO_MISCONFIGURED',
  LimitExceededException: 'FST_COGNITO_TOO_MANY_REQUESTS',
  ResourceNotFoundException: 'FST_COGNITO_MISCONFIGURED',
  TooManyRequestsException: 'FST_COGNITO_TOO_MANY_REQUESTS',
  UnsupportedOperationException: 'FST_COGNITO_NOT_ENABLED',
  UserLambdaValidationException: 'FST_COGNITO_FORBIDDEN',
  // What the SDK itself throws, and what Node does beneath it.
  TimeoutError: 'FST_COGNITO_UNAVAILABLE',
  AbortError: 'FST_COGNITO_UNAVAILABLE'
}

/** What depends on an account means one thing only: which accounts there are is nobody's business. */
const SIGN_IN: Codes = {
  NotAuthorizedException: 'FST_COGNITO_WRONG_CREDENTIALS',
  UserNotFoundException: 'FST_COGNITO_WRONG_CREDENTIALS',
  // Cognito says these two before it looks at the password.
  UserNotConfirmedException: 'FST_COGNITO_WRONG_CREDENTIALS',
  PasswordResetRequiredException: 'FST_COGNITO_WRONG_CREDENTIALS',
  LimitExceededException: 'FST_COGNITO_WRONG_CREDENTIALS'
}

const CONFIRM: Codes = {
  AliasExistsException: 'FST_COGNITO_USERNAME_EXISTS',
  CodeMismatchException: 'FST_COGNITO_INVALID_CODE',
  ExpiredCodeException: 'FST_COGNITO_INVALID_CODE',
  LimitExceededException: 'FST_COGNITO_INVALID_CODE',
  NotAuthorizedException: 'FST_COGNITO_INVALID_CODE',
  TooManyFailedAttemptsException: 'FST_COGNITO_INVALID_CODE',
  UserNotFoundException: 'FST_COGNITO_INVALID_CODE'
}

const SESSION: Codes = {
  NotAuthorizedException: 'FST_COGNITO_INVALID_TOKEN',
  PasswordResetRequiredException: 'FST_COGNITO_INVALID_TOKEN',
  UserNotConfirmedException: 'FST_COGNITO_INVALID_TOKEN',
  UserNotFoundException: 'FST_COGNITO_INVALID_TOKEN'
}

const BY_OPERATION: Readonly<Record<Operation, Codes>> = {
  SignUp: {
    InvalidPasswordException: 'FST_COGNITO_PASSWORD_REFUSED',
    NotAuthorizedException: 'FST_COGNITO_SIGN_UP_DISABLED',
    UsernameExistsException: 'FST_COGNITO_USERNAME_EXISTS'
  },
  ConfirmSignUp: CONFIRM,
  ResendConfirmationCode: {},
  InitiateAuth: SIGN_IN,
  GetTokensFromRefreshToken: {
    NotAuthorizedException: 'FST_COGNITO_INVALID_REFRESH_TOKEN',
    RefreshTokenReuseException: 'FST_COGNITO_REFRESH_TOKEN_REUSED',
    UserNotFoundException: 'FST_COGNITO_INVALID_REFRESH_TOKEN'
  },
  RevokeToken: {
    UnauthorizedException: 'FST_COGNITO_INVALID_REFRESH_TOKEN',
    UnsupportedTokenTypeException: 'FST_COGNITO_INVALID_REFRESH_TOKEN'
  },
  GlobalSignOut: SESSION,
  GetUser: SESSION
}

/** What Cognito, the SDK or the network threw, as far as it may be known. */
export interface Failure {
  readonly code: CognitoErrorCode
  /** The exception's name. Its message is left behind: it can repeat what was sent. */
  readonly exception: string
  readonly requestId: string | null
}

/** What an exception of an operation means in this package's own words. */
export function failureOf (operation: Operation, thrown: unknown): Failure {
  const { name = 'Error', message = '', code, $metadata } = thrown as
    { name?: string, message?: string, code?: unknown, $metadata?: { requestId?: string } }
  const exception = typeof code === 'string' ? code : name
  return {
    code: special(operation, name, message) ?? BY_OPERATION[operation][name] ?? ANYWHERE[name] ?? (isNetworkError(code) ? 'FST_COGNITO_UNAVAILABLE' : 'FST_COGNITO_UPSTREAM'),
    exception,
    requestId: $metadata?.requestId ?? null
  }
}

/** Where one exception has two meanings, only its message tells them apart. */
function special (operation: Operation, name: string, message: string): CognitoErrorCode | undefined {
  if (name === 'NotAuthorizedException') {
    // The client's secret is the application's to set; no caller can mend it.
    if (/secret[ _]?hash|client secret/i.test(message)) return 'FST_COGNITO_MISCONFIGURED'
    if (operation === 'SignUp' && /unauthorized attribute/i.test(message)) return 'FST_COGNITO_PARAMETER_REFUSED'
  }
  if (name === 'InvalidParameterException' && /not enabled for this client/i.test(message)) return 'FST_COGNITO_NOT_ENABLED'
  return undefined
}

/** System errors of Node's: no route to Cognito, rather than an answer from it. */
function isNetworkError (code: unknown): boolean {
  return typeof code === 'string' && /^(E[A-Z]+|UND_ERR_[A-Z_]+)$/.test(code)
}

/** What Cognito says a password lacks, as far as it is one of its known sentences. */
const PASSWORD_POLICY = /^Password did not conform with (?:password )?policy: (Password (?:not long enough|must have [a-z]+ characters|must not [a-z ]+))$/

/** The error to throw for a failure. */
export function errorOf (failure: Failure, thrown: unknown): Error {
  if (failure.code === 'FST_COGNITO_PASSWORD_REFUSED') {
    const lacking = PASSWORD_POLICY.exec((thrown as Error).message)?.[1]
    return new errors.FST_COGNITO_PASSWORD_REFUSED(lacking ?? 'choose another')
  }
  return new (errors[failure.code] as new () => Error)()
}

/** Whether a failure is the application's or Cognito's to mend, rather than the caller's. */
export function isOurs (code: CognitoErrorCode): boolean {
  return code === 'FST_COGNITO_MISCONFIGURED' || code === 'FST_COGNITO_NOT_ENABLED' ||
    code === 'FST_COGNITO_UNAVAILABLE' || code === 'FST_COGNITO_UPSTREAM'
}

import { errors, type CognitoErrorCode } from '../errors.js'

/** The operations of Cognito's API that are called from here. */
export type Operation =
  | 'SignUp' | 'ConfirmSignUp' | 'ResendConfirmationCode'
  | 'InitiateAuth' | 'AdminInitiateAuth' | 'RespondToAuthChallenge' | 'AdminRespondToAuthChallenge'
  | 'GetTokensFromRefreshToken' | 'RevokeToken' | 'GlobalSignOut'
  | 'ForgotPassword' | 'ConfirmForgotPassword' | 'ChangePassword'
  | 'GetUser' | 'UpdateUserAttributes' | 'GetUserAttributeVerificationCode' | 'VerifyUserAttribute' | 'DeleteUser'
  | 'AssociateSoftwareToken' | 'VerifySoftwareToken'

/** What an exception means can depend on more than the operation. */
export type Situation = Operation | 'PasswordChallenge'

/** Operations that answer every account alike, and none. */
export type QuietOperation = 'ResendConfirmationCode' | 'ForgotPassword' | 'SignUp'

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

type Codes = Readonly<Record<string, CognitoErrorCode>>

/** What an exception means wherever it comes from, by its name: the status tells nothing, it is 400 for nearly all. */
const ANYWHERE: Codes = {
  AliasExistsException: 'FST_COGNITO_USERNAME_EXISTS',
  CodeDeliveryFailureException: 'FST_COGNITO_CODE_DELIVERY_FAILED',
  CodeMismatchException: 'FST_COGNITO_INVALID_CODE',
  ConcurrentModificationException: 'FST_COGNITO_CONFLICT',
  EnableSoftwareTokenMFAException: 'FST_COGNITO_INVALID_CODE',
  ExpiredCodeException: 'FST_COGNITO_INVALID_CODE',
  ForbiddenException: 'FST_COGNITO_FORBIDDEN',
  InternalErrorException: 'FST_COGNITO_UNAVAILABLE',
  InvalidEmailRoleAccessPolicyException: 'FST_COGNITO_MISCONFIGURED',
  InvalidParameterException: 'FST_COGNITO_PARAMETER_REFUSED',
  InvalidPasswordException: 'FST_COGNITO_PASSWORD_REFUSED',
  InvalidSmsRoleAccessPolicyException: 'FST_COGNITO_MISCONFIGURED',
  InvalidSmsRoleTrustRelationshipException: 'FST_COGNITO_MISCONFIGURED',
  InvalidUserPoolConfigurationException: 'FST_COGNITO_MISCONFIGURED',
  LimitExceededException: 'FST_COGNITO_TOO_MANY_REQUESTS',
  MFAMethodNotFoundException: 'FST_COGNITO_FACTOR_MISSING',
  // Also of a replica in another Region, which cannot do everything.
  OperationNotEnabledException: 'FST_COGNITO_NOT_ENABLED',
  PasswordHistoryPolicyViolationException: 'FST_COGNITO_PASSWORD_REFUSED',
  ResourceNotFoundException: 'FST_COGNITO_MISCONFIGURED',
  SoftwareTokenMFANotFoundException: 'FST_COGNITO_FACTOR_MISSING',
  TooManyFailedAttemptsException: 'FST_COGNITO_TOO_MANY_REQUESTS',
  TooManyRequestsException: 'FST_COGNITO_TOO_MANY_REQUESTS',
  UnsupportedOperationException: 'FST_COGNITO_NOT_ENABLED',
  UserLambdaValidationException: 'FST_COGNITO_FORBIDDEN',
  // What any service of AWS's says, what the SDK itself throws, IAM, and what Node does beneath it.
  ThrottlingException: 'FST_COGNITO_TOO_MANY_REQUESTS',
  AccessDeniedException: 'FST_COGNITO_MISCONFIGURED',
  CredentialsProviderError: 'FST_COGNITO_NO_AWS_CREDENTIALS',
  ExpiredTokenException: 'FST_COGNITO_MISCONFIGURED',
  UnrecognizedClientException: 'FST_COGNITO_MISCONFIGURED',
  AbortError: 'FST_COGNITO_UNAVAILABLE',
  TimeoutError: 'FST_COGNITO_UNAVAILABLE'
}

/** Where a 429 could be told from the answer for another account, only this package's own limiter gives one. */
const NEVER_429: Codes = { ThrottlingException: 'FST_COGNITO_UNAVAILABLE', TooManyRequestsException: 'FST_COGNITO_UNAVAILABLE' }

/** What depends on an account means one thing only: which accounts there are is nobody's business. */
const SIGN_IN: Codes = {
  ...NEVER_429,
  LimitExceededException: 'FST_COGNITO_WRONG_CREDENTIALS',
  NotAuthorizedException: 'FST_COGNITO_WRONG_CREDENTIALS',
  // Cognito says these two before it looks at the password.
  PasswordResetRequiredException: 'FST_COGNITO_WRONG_CREDENTIALS',
  UserNotConfirmedException: 'FST_COGNITO_WRONG_CREDENTIALS',
  UserNotFoundException: 'FST_COGNITO_WRONG_CREDENTIALS',
  // A trigger that runs before the sign-in sees existing people only.
  UserLambdaValidationException: 'FST_COGNITO_WRONG_CREDENTIALS'
}

/** A code of somebody's who is not there, or in no state to use one, is a wrong code. */
const CODE: Codes = {
  ...NEVER_429,
  LimitExceededException: 'FST_COGNITO_INVALID_CODE',
  NotAuthorizedException: 'FST_COGNITO_INVALID_CODE',
  TooManyFailedAttemptsException: 'FST_COGNITO_INVALID_CODE',
  UserNotConfirmedException: 'FST_COGNITO_INVALID_CODE',
  UserNotFoundException: 'FST_COGNITO_INVALID_CODE'
}

/** The session between two steps of a sign-in. */
const CHALLENGE: Codes = {
  NotAuthorizedException: 'FST_COGNITO_INVALID_SESSION',
  PasswordResetRequiredException: 'FST_COGNITO_INVALID_SESSION',
  UserNotConfirmedException: 'FST_COGNITO_INVALID_SESSION',
  UserNotFoundException: 'FST_COGNITO_INVALID_SESSION'
}

/** Somebody's own access token. */
const ACCESS_TOKEN: Codes = {
  NotAuthorizedException: 'FST_COGNITO_INVALID_TOKEN',
  PasswordResetRequiredException: 'FST_COGNITO_INVALID_TOKEN',
  UserNotConfirmedException: 'FST_COGNITO_INVALID_TOKEN',
  UserNotFoundException: 'FST_COGNITO_INVALID_TOKEN'
}

const REFRESH_TOKEN: Codes = {
  NotAuthorizedException: 'FST_COGNITO_INVALID_REFRESH_TOKEN',
  RefreshTokenReuseException: 'FST_COGNITO_REFRESH_TOKEN_REUSED',
  UnauthorizedException: 'FST_COGNITO_INVALID_REFRESH_TOKEN',
  UnsupportedTokenTypeException: 'FST_COGNITO_INVALID_REFRESH_TOKEN',
  UserNotFoundException: 'FST_COGNITO_INVALID_REFRESH_TOKEN'
}

const BY_SITUATION: Readonly<Record<Situation, Codes>> = {
  SignUp: {
    NotAuthorizedException: 'FST_COGNITO_SIGN_UP_DISABLED',
    UserLambdaValidationException: 'FST_COGNITO_SIGN_UP_REFUSED',
    UsernameExistsException: 'FST_COGNITO_USERNAME_EXISTS'
  },
  ConfirmSignUp: CODE,
  ResendConfirmationCode: NEVER_429,
  InitiateAuth: SIGN_IN,
  AdminInitiateAuth: SIGN_IN,
  RespondToAuthChallenge: CHALLENGE,
  AdminRespondToAuthChallenge: CHALLENGE,
  PasswordChallenge: SIGN_IN,
  AssociateSoftwareToken: CHALLENGE,
  VerifySoftwareToken: CHALLENGE,
  GetTokensFromRefreshToken: REFRESH_TOKEN,
  RevokeToken: REFRESH_TOKEN,
  GlobalSignOut: ACCESS_TOKEN,
  ForgotPassword: NEVER_429,
  ConfirmForgotPassword: CODE,
  ChangePassword: ACCESS_TOKEN,
  GetUser: ACCESS_TOKEN,
  UpdateUserAttributes: ACCESS_TOKEN,
  GetUserAttributeVerificationCode: ACCESS_TOKEN,
  VerifyUserAttribute: ACCESS_TOKEN,
  DeleteUser: ACCESS_TOKEN
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
    code: special(situation, name, message) ?? meant(BY_SITUATION[situation], name) ?? meant(ANYWHERE, name) ??
      (isNetworkError(code) || isServerError($metadata?.httpStatusCode) ? 'FST_COGNITO_UNAVAILABLE' : 'FST_COGNITO_UPSTREAM'),
    exception,
    requestId: $metadata?.requestId ?? null
  }
}

/** By own keys only: whoever answers in Cognito's place names exceptions as they like. */
function meant (codes: Codes, name: string): CognitoErrorCode | undefined {
  return Object.hasOwn(codes, name) ? codes[name] : undefined
}

/** The first step of a sign-in has shown that the secret is right: at a later one it is the caller's name that does not fit. */
const STEPS: ReadonlySet<Situation> = new Set(['RespondToAuthChallenge', 'AdminRespondToAuthChallenge', 'PasswordChallenge'])

/** Where one exception has two meanings, only its message tells them apart. */
function special (situation: Situation, name: string, message: string): CognitoErrorCode | undefined {
  if (name === 'NotAuthorizedException') {
    // The client's secret is the application's to set; no caller can mend it.
    if (!STEPS.has(situation) && /secret[ _]?hash|client secret/i.test(message)) return 'FST_COGNITO_MISCONFIGURED'
    if (/unauthorized attribute/i.test(message)) return 'FST_COGNITO_PARAMETER_REFUSED'
    if (situation === 'ChangePassword' && /username or password/i.test(message)) return 'FST_COGNITO_WRONG_CREDENTIALS'
  }
  if (name === 'InvalidParameterException' && /not enabled for (this|the) client/i.test(message)) return 'FST_COGNITO_NOT_ENABLED'
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

import type { CognitoErrorCode } from '../errors.js'

/** The operations of the Cognito API that are called. */
export type Operation =
  | 'SignUp'
  | 'ConfirmSignUp'
  | 'ResendConfirmationCode'
  | 'InitiateAuth'
  | 'AdminInitiateAuth'
  | 'RespondToAuthChallenge'
  | 'AdminRespondToAuthChallenge'
  | 'GetTokensFromRefreshToken'
  | 'RevokeToken'
  | 'GlobalSignOut'
  | 'ForgotPassword'
  | 'ConfirmForgotPassword'
  | 'ChangePassword'
  | 'GetUser'
  | 'UpdateUserAttributes'
  | 'DeleteUserAttributes'
  | 'GetUserAttributeVerificationCode'
  | 'VerifyUserAttribute'
  | 'DeleteUser'
  | 'AssociateSoftwareToken'
  | 'VerifySoftwareToken'
  | 'SetUserMFAPreference'
  | 'StartWebAuthnRegistration'
  | 'CompleteWebAuthnRegistration'
  | 'ListWebAuthnCredentials'
  | 'DeleteWebAuthnCredential'
  | 'ConfirmDevice'
  | 'UpdateDeviceStatus'
  | 'ListDevices'
  | 'ForgetDevice'
  | 'AdminUpdateUserAttributes'
  | 'AdminDeleteUserAttributes'
  | 'AdminConfirmSignUp'
  | 'AdminSetUserPassword'
  | 'AdminSetUserMFAPreference'
  | 'ListUsers'
  | 'AdminGetUser'
  | 'AdminCreateUser'
  | 'AdminEnableUser'
  | 'AdminDisableUser'
  | 'AdminResetUserPassword'
  | 'AdminUserGlobalSignOut'
  | 'AdminDeleteUser'
  | 'ListGroups'
  | 'GetGroup'
  | 'CreateGroup'
  | 'UpdateGroup'
  | 'DeleteGroup'
  | 'ListUsersInGroup'
  | 'AdminListGroupsForUser'
  | 'AdminAddUserToGroup'
  | 'AdminRemoveUserFromGroup'

/** Context for exceptions whose meaning depends on more than the operation. */
export type ErrorContext =
  Operation | 'PasswordChallenge' | 'AuthenticatorByToken' | 'SessionOfRefreshToken' | 'CurrentUser'

/**
 * Operations that must not be repeated, because the second call fails or has a further effect. Operations
 * that read or set values may be repeated.
 */
const NON_IDEMPOTENT: ReadonlySet<Operation> = new Set<Operation>([
  'SignUp',
  'ConfirmSignUp',
  'ResendConfirmationCode',
  'ForgotPassword',
  'ConfirmForgotPassword',
  'ChangePassword',
  'RespondToAuthChallenge',
  'AdminRespondToAuthChallenge',
  'GetTokensFromRefreshToken',
  'AssociateSoftwareToken',
  'VerifySoftwareToken',
  'GetUserAttributeVerificationCode',
  'VerifyUserAttribute',
  'UpdateUserAttributes',
  'DeleteUser',
  'StartWebAuthnRegistration',
  'CompleteWebAuthnRegistration',
  'DeleteWebAuthnCredential',
  'ConfirmDevice',
  'ForgetDevice',
  'AdminCreateUser',
  'AdminConfirmSignUp',
  'AdminSetUserPassword',
  'AdminUpdateUserAttributes',
  'AdminResetUserPassword',
  'AdminDeleteUser',
  'CreateGroup',
  'DeleteGroup'
])

export function isNonIdempotent (operation: Operation): boolean {
  return NON_IDEMPOTENT.has(operation)
}

/** Operations that answer every account alike, and none. */
export type EnumerationSafeOperation = 'ResendConfirmationCode' | 'ForgotPassword' | 'SignUp'

type Codes = Readonly<Record<string, CognitoErrorCode>>

/**
 * The error codes of exceptions that mean the same for all operations, by name. The status of nearly all
 * exceptions is 400.
 */
const DEFAULT_CODES: Codes = {
  AliasExistsException: 'FST_COGNITO_USERNAME_EXISTS',
  CodeDeliveryFailureException: 'FST_COGNITO_CODE_DELIVERY_FAILED',
  CodeMismatchException: 'FST_COGNITO_INVALID_CODE',
  ConcurrentModificationException: 'FST_COGNITO_CONFLICT',
  EnableSoftwareTokenMFAException: 'FST_COGNITO_INVALID_CODE',
  ExpiredCodeException: 'FST_COGNITO_INVALID_CODE',
  FeatureUnavailableInTierException: 'FST_COGNITO_NOT_ENABLED',
  ForbiddenException: 'FST_COGNITO_FORBIDDEN',
  InternalErrorException: 'FST_COGNITO_UNAVAILABLE',
  InvalidEmailRoleAccessPolicyException: 'FST_COGNITO_MISCONFIGURED',
  InvalidParameterException: 'FST_COGNITO_INVALID_PARAMETER',
  InvalidPasswordException: 'FST_COGNITO_PASSWORD_POLICY',
  InvalidSmsRoleAccessPolicyException: 'FST_COGNITO_MISCONFIGURED',
  InvalidSmsRoleTrustRelationshipException: 'FST_COGNITO_MISCONFIGURED',
  InvalidUserPoolConfigurationException: 'FST_COGNITO_MISCONFIGURED',
  LimitExceededException: 'FST_COGNITO_TOO_MANY_REQUESTS',
  MFAMethodNotFoundException: 'FST_COGNITO_MFA_FACTOR_NOT_FOUND',
  // Also of a replica in another Region, which cannot do everything.
  OperationNotEnabledException: 'FST_COGNITO_NOT_ENABLED',
  PasswordHistoryPolicyViolationException: 'FST_COGNITO_PASSWORD_POLICY',
  RequestEntityTooLargeException: 'FST_COGNITO_INVALID_PARAMETER',
  ResourceNotFoundException: 'FST_COGNITO_MISCONFIGURED',
  SerializationException: 'FST_COGNITO_INVALID_PARAMETER',
  SoftwareTokenMFANotFoundException: 'FST_COGNITO_MFA_FACTOR_NOT_FOUND',
  TooManyFailedAttemptsException: 'FST_COGNITO_TOO_MANY_REQUESTS',
  TooManyRequestsException: 'FST_COGNITO_TOO_MANY_REQUESTS',
  UnsupportedOperationException: 'FST_COGNITO_NOT_ENABLED',
  UserLambdaValidationException: 'FST_COGNITO_FORBIDDEN',
  ValidationException: 'FST_COGNITO_INVALID_PARAMETER',
  WebAuthnConfigurationMissingException: 'FST_COGNITO_NOT_ENABLED',
  WebAuthnNotEnabledException: 'FST_COGNITO_NOT_ENABLED',
  // Exceptions of all AWS services, of the SDK, of IAM and of Node.js.
  ThrottlingException: 'FST_COGNITO_TOO_MANY_REQUESTS',
  AccessDeniedException: 'FST_COGNITO_MISCONFIGURED',
  CredentialsProviderError: 'FST_COGNITO_NO_AWS_CREDENTIALS',
  ExpiredTokenException: 'FST_COGNITO_MISCONFIGURED',
  InvalidSignatureException: 'FST_COGNITO_MISCONFIGURED',
  MissingAuthenticationTokenException: 'FST_COGNITO_MISCONFIGURED',
  UnrecognizedClientException: 'FST_COGNITO_MISCONFIGURED',
  AbortError: 'FST_COGNITO_UNAVAILABLE',
  TimeoutError: 'FST_COGNITO_UNAVAILABLE'
}

/**
 * Operations whose 429 could reveal that an account exists: only the plugin's own rate limiter responds with
 * 429.
 */
const NO_429: Codes = {
  ThrottlingException: 'FST_COGNITO_UNAVAILABLE',
  TooManyRequestsException: 'FST_COGNITO_UNAVAILABLE'
}

/** Exceptions about an account have one meaning only, so that accounts cannot be enumerated. */
const SIGN_IN: Codes = {
  ...NO_429,
  LimitExceededException: 'FST_COGNITO_WRONG_CREDENTIALS',
  NotAuthorizedException: 'FST_COGNITO_WRONG_CREDENTIALS',
  // Cognito throws these two before it checks the password.
  PasswordResetRequiredException: 'FST_COGNITO_WRONG_CREDENTIALS',
  TooManyFailedAttemptsException: 'FST_COGNITO_WRONG_CREDENTIALS',
  UserNotConfirmedException: 'FST_COGNITO_WRONG_CREDENTIALS',
  UserNotFoundException: 'FST_COGNITO_WRONG_CREDENTIALS',
  // A trigger that runs before the sign-in is only called for existing users.
  UserLambdaValidationException: 'FST_COGNITO_WRONG_CREDENTIALS'
}

/** For a user that does not exist or cannot use a code, the error is that of a wrong code. */
const CODE: Codes = {
  ...NO_429,
  // The format of a code is checked before it is sent, so this is about the status of the account.
  InvalidParameterException: 'FST_COGNITO_INVALID_CODE',
  LimitExceededException: 'FST_COGNITO_INVALID_CODE',
  NotAuthorizedException: 'FST_COGNITO_INVALID_CODE',
  PasswordResetRequiredException: 'FST_COGNITO_INVALID_CODE',
  TooManyFailedAttemptsException: 'FST_COGNITO_INVALID_CODE',
  UserNotConfirmedException: 'FST_COGNITO_INVALID_CODE',
  UserNotFoundException: 'FST_COGNITO_INVALID_CODE'
}

/** The session between two steps of a sign-in. */
const CHALLENGE: Codes = {
  ...NO_429,
  LimitExceededException: 'FST_COGNITO_INVALID_CODE',
  NotAuthorizedException: 'FST_COGNITO_INVALID_SESSION',
  PasswordResetRequiredException: 'FST_COGNITO_INVALID_SESSION',
  TooManyFailedAttemptsException: 'FST_COGNITO_INVALID_CODE',
  UserNotConfirmedException: 'FST_COGNITO_INVALID_SESSION',
  UserNotFoundException: 'FST_COGNITO_INVALID_SESSION'
}

/** Operations with the access token of the user. */
const ACCESS_TOKEN: Codes = {
  NotAuthorizedException: 'FST_COGNITO_INVALID_TOKEN',
  PasswordResetRequiredException: 'FST_COGNITO_INVALID_TOKEN',
  UserNotConfirmedException: 'FST_COGNITO_INVALID_TOKEN',
  UserNotFoundException: 'FST_COGNITO_INVALID_TOKEN'
}

/** Setting up an authenticator. */
const AUTHENTICATOR: Codes = {
  ...ACCESS_TOKEN,
  SoftwareTokenMFANotFoundException: 'FST_COGNITO_NOT_ENABLED'
}

const PASSKEY: Codes = {
  ...ACCESS_TOKEN,
  ResourceNotFoundException: 'FST_COGNITO_NOT_FOUND',
  WebAuthnChallengeNotFoundException: 'FST_COGNITO_PASSKEY_REJECTED',
  WebAuthnClientMismatchException: 'FST_COGNITO_PASSKEY_REJECTED',
  WebAuthnCredentialNotSupportedException: 'FST_COGNITO_PASSKEY_REJECTED',
  WebAuthnOriginNotAllowedException: 'FST_COGNITO_PASSKEY_REJECTED',
  WebAuthnRelyingPartyMismatchException: 'FST_COGNITO_PASSKEY_REJECTED'
}

const NEW_PASSKEY: Codes = {
  ...PASSKEY,
  // Twenty passkeys, and no more: waiting does not help.
  LimitExceededException: 'FST_COGNITO_INVALID_USER_STATUS'
}

const DEVICE: Codes = {
  ...ACCESS_TOKEN,
  DeviceKeyExistsException: 'FST_COGNITO_INVALID_PARAMETER',
  ResourceNotFoundException: 'FST_COGNITO_NOT_FOUND',
  UsernameExistsException: 'FST_COGNITO_INVALID_PARAMETER'
}

/**
 * Operations with AWS credentials: the exception is about the status of the account, not about the caller's
 * token.
 */
const ADMINISTRATION: Codes = {
  GroupExistsException: 'FST_COGNITO_GROUP_EXISTS',
  NotAuthorizedException: 'FST_COGNITO_INVALID_USER_STATUS',
  PasswordResetRequiredException: 'FST_COGNITO_INVALID_USER_STATUS',
  PreconditionNotMetException: 'FST_COGNITO_INVALID_USER_STATUS',
  ResourceNotFoundException: 'FST_COGNITO_NOT_FOUND',
  UnsupportedUserStateException: 'FST_COGNITO_INVALID_USER_STATUS',
  UsernameExistsException: 'FST_COGNITO_USERNAME_EXISTS',
  UserNotConfirmedException: 'FST_COGNITO_INVALID_USER_STATUS',
  UserNotFoundException: 'FST_COGNITO_NOT_FOUND'
}

const REFRESH_TOKEN: Codes = {
  NotAuthorizedException: 'FST_COGNITO_INVALID_REFRESH_TOKEN',
  RefreshTokenReuseException: 'FST_COGNITO_REFRESH_TOKEN_REUSED',
  UnauthorizedException: 'FST_COGNITO_INVALID_REFRESH_TOKEN',
  UnsupportedTokenTypeException: 'FST_COGNITO_INVALID_REFRESH_TOKEN',
  UserNotFoundException: 'FST_COGNITO_INVALID_REFRESH_TOKEN'
}

/** A sign-out must not be answered before the session of the refresh token is known. */
const SESSION_OF_REFRESH_TOKEN: Codes = {
  ...REFRESH_TOKEN,
  ...NO_429,
  ForbiddenException: 'FST_COGNITO_UNAVAILABLE',
  LimitExceededException: 'FST_COGNITO_UNAVAILABLE'
}

/** Operations of the server about the user of a token. */
const CURRENT_USER: Codes = {
  UserNotFoundException: 'FST_COGNITO_INVALID_TOKEN'
}

const CODES_BY_CONTEXT: Readonly<Record<ErrorContext, Codes>> = {
  SignUp: {
    NotAuthorizedException: 'FST_COGNITO_SIGN_UP_DISABLED',
    UserLambdaValidationException: 'FST_COGNITO_SIGN_UP_DENIED',
    UsernameExistsException: 'FST_COGNITO_USERNAME_EXISTS'
  },
  ConfirmSignUp: CODE,
  ResendConfirmationCode: NO_429,
  InitiateAuth: SIGN_IN,
  AdminInitiateAuth: SIGN_IN,
  RespondToAuthChallenge: CHALLENGE,
  AdminRespondToAuthChallenge: CHALLENGE,
  PasswordChallenge: SIGN_IN,
  AssociateSoftwareToken: CHALLENGE,
  VerifySoftwareToken: CHALLENGE,
  GetTokensFromRefreshToken: REFRESH_TOKEN,
  SessionOfRefreshToken: SESSION_OF_REFRESH_TOKEN,
  RevokeToken: REFRESH_TOKEN,
  GlobalSignOut: ACCESS_TOKEN,
  ForgotPassword: NO_429,
  ConfirmForgotPassword: CODE,
  ChangePassword: ACCESS_TOKEN,
  GetUser: ACCESS_TOKEN,
  UpdateUserAttributes: ACCESS_TOKEN,
  DeleteUserAttributes: ACCESS_TOKEN,
  GetUserAttributeVerificationCode: ACCESS_TOKEN,
  VerifyUserAttribute: ACCESS_TOKEN,
  DeleteUser: ACCESS_TOKEN,
  AuthenticatorByToken: AUTHENTICATOR,
  SetUserMFAPreference: ACCESS_TOKEN,
  CurrentUser: CURRENT_USER,
  StartWebAuthnRegistration: NEW_PASSKEY,
  CompleteWebAuthnRegistration: NEW_PASSKEY,
  ListWebAuthnCredentials: PASSKEY,
  DeleteWebAuthnCredential: PASSKEY,
  ConfirmDevice: DEVICE,
  UpdateDeviceStatus: DEVICE,
  ListDevices: DEVICE,
  ForgetDevice: DEVICE,
  ListUsers: ADMINISTRATION,
  AdminGetUser: ADMINISTRATION,
  AdminCreateUser: ADMINISTRATION,
  AdminEnableUser: ADMINISTRATION,
  AdminUpdateUserAttributes: ADMINISTRATION,
  AdminDeleteUserAttributes: ADMINISTRATION,
  AdminConfirmSignUp: ADMINISTRATION,
  AdminSetUserPassword: ADMINISTRATION,
  AdminSetUserMFAPreference: ADMINISTRATION,
  AdminDisableUser: ADMINISTRATION,
  AdminResetUserPassword: ADMINISTRATION,
  AdminUserGlobalSignOut: ADMINISTRATION,
  AdminDeleteUser: ADMINISTRATION,
  ListGroups: ADMINISTRATION,
  GetGroup: ADMINISTRATION,
  CreateGroup: ADMINISTRATION,
  UpdateGroup: ADMINISTRATION,
  DeleteGroup: ADMINISTRATION,
  ListUsersInGroup: ADMINISTRATION,
  AdminListGroupsForUser: ADMINISTRATION,
  AdminAddUserToGroup: ADMINISTRATION,
  AdminRemoveUserFromGroup: ADMINISTRATION
}

/**
 * Returns the error code of an exception in a context, if it is known. Only own keys are read, since an
 * endpoint may return any exception name.
 */
export function errorCodeFor (context: ErrorContext, exception: string): CognitoErrorCode | undefined {
  const codes = Object.hasOwn(CODES_BY_CONTEXT[context], exception)
    ? CODES_BY_CONTEXT[context]
    : DEFAULT_CODES
  return Object.hasOwn(codes, exception) ? codes[exception] : undefined
}

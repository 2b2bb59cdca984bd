import type { CognitoErrorCode } from '../errors.js'

/** The operations of Cognito's API that are called from here. */
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

/** What an exception means can depend on more than the operation. */
export type ErrorContext =
  Operation | 'PasswordChallenge' | 'AuthenticatorByToken' | 'SessionOfRefreshToken' | 'CurrentUser'

/**
 * What must not be done twice: the second time it fails, or does more. Looking, and setting what is so then,
 * can be.
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
 * What an exception means wherever it comes from, by its name: the status tells nothing, it is 400 for nearly
 * all.
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
  // What any service of AWS's says, what the SDK itself throws, IAM, and what Node does beneath it.
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
 * Where a 429 could be told from the answer for another account, only this package's own limiter gives one.
 */
const NO_429: Codes = {
  ThrottlingException: 'FST_COGNITO_UNAVAILABLE',
  TooManyRequestsException: 'FST_COGNITO_UNAVAILABLE'
}

/** What depends on an account means one thing only: which accounts there are is nobody's business. */
const SIGN_IN: Codes = {
  ...NO_429,
  LimitExceededException: 'FST_COGNITO_WRONG_CREDENTIALS',
  NotAuthorizedException: 'FST_COGNITO_WRONG_CREDENTIALS',
  // Cognito says these two before it looks at the password.
  PasswordResetRequiredException: 'FST_COGNITO_WRONG_CREDENTIALS',
  TooManyFailedAttemptsException: 'FST_COGNITO_WRONG_CREDENTIALS',
  UserNotConfirmedException: 'FST_COGNITO_WRONG_CREDENTIALS',
  UserNotFoundException: 'FST_COGNITO_WRONG_CREDENTIALS',
  // A trigger that runs before the sign-in sees existing people only.
  UserLambdaValidationException: 'FST_COGNITO_WRONG_CREDENTIALS'
}

/** A code of somebody's who is not there, or in no state to use one, is a wrong code. */
const CODE: Codes = {
  ...NO_429,
  // The form of a code is checked before it is sent: what is left is the account's state.
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

/** Somebody's own access token. */
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
 * The server's own credentials are at work: what is refused is the account's state, not the caller's token.
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

/** The server asks about the user of a token. */
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
 * What an exception means in a situation, where it is known. By own keys only: whoever answers in Cognito's
 * place names exceptions as they like.
 */
export function errorCodeFor (context: ErrorContext, exception: string): CognitoErrorCode | undefined {
  const codes = Object.hasOwn(CODES_BY_CONTEXT[context], exception)
    ? CODES_BY_CONTEXT[context]
    : DEFAULT_CODES
  return Object.hasOwn(codes, exception) ? codes[exception] : undefined
}

import type { CognitoErrorCode } from '../errors.js'
import type { Operation } from './api-operation.js'

/** Context for exceptions whose meaning depends on more than the operation. */
export type ErrorContext =
  Operation | 'PasswordChallenge' | 'AuthenticatorByToken' | 'SessionOfRefreshToken' | 'CurrentUser'

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
  // Also thrown by a replica in another Region, which does not offer every operation.
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
  UserPoolAddOnNotEnabledException: 'FST_COGNITO_NOT_ENABLED',
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

/** The first step of a sign-in. Exceptions about the account have one code, against enumeration of users. */
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

/**
 * Operations with a code. If the user does not exist or cannot use a code, the error is that of a wrong code.
 */
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

/** Feedback with the token of an email message, which reveals nothing without that token. */
const FEEDBACK_TOKEN: Codes = {
  ...CODE,
  ResourceNotFoundException: 'FST_COGNITO_INVALID_CODE',
  // AWS does not document whether the user is looked up before this.
  UserPoolAddOnNotEnabledException: 'FST_COGNITO_INVALID_CODE'
}

/** Further steps of a sign-in, with the session of the previous one. */
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

/** The setup of an authenticator app with an access token. */
const AUTHENTICATOR: Codes = {
  ...ACCESS_TOKEN,
  SoftwareTokenMFANotFoundException: 'FST_COGNITO_NOT_ENABLED'
}

/** Operations on passkeys. */
const PASSKEY: Codes = {
  ...ACCESS_TOKEN,
  ResourceNotFoundException: 'FST_COGNITO_NOT_FOUND',
  WebAuthnChallengeNotFoundException: 'FST_COGNITO_PASSKEY_REJECTED',
  WebAuthnClientMismatchException: 'FST_COGNITO_PASSKEY_REJECTED',
  WebAuthnCredentialNotSupportedException: 'FST_COGNITO_PASSKEY_REJECTED',
  WebAuthnOriginNotAllowedException: 'FST_COGNITO_PASSKEY_REJECTED',
  WebAuthnRelyingPartyMismatchException: 'FST_COGNITO_PASSKEY_REJECTED'
}

/** The registration of a passkey. */
const NEW_PASSKEY: Codes = {
  ...PASSKEY,
  // A user can have twenty passkeys: waiting does not help.
  LimitExceededException: 'FST_COGNITO_INVALID_USER_STATUS'
}

/** Operations on devices. */
const DEVICE: Codes = {
  ...ACCESS_TOKEN,
  DeviceKeyExistsException: 'FST_COGNITO_INVALID_PARAMETER',
  ResourceNotFoundException: 'FST_COGNITO_NOT_FOUND',
  UsernameExistsException: 'FST_COGNITO_INVALID_PARAMETER'
}

/** Operations on the sessions that Cognito tracks. */
const USER_SESSION: Codes = {
  ...ACCESS_TOKEN,
  ResourceNotFoundException: 'FST_COGNITO_NOT_FOUND'
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

/** Operations with a refresh token. */
const REFRESH_TOKEN: Codes = {
  NotAuthorizedException: 'FST_COGNITO_INVALID_REFRESH_TOKEN',
  RefreshTokenReuseException: 'FST_COGNITO_REFRESH_TOKEN_REUSED',
  UnauthorizedException: 'FST_COGNITO_INVALID_REFRESH_TOKEN',
  UnsupportedTokenTypeException: 'FST_COGNITO_INVALID_REFRESH_TOKEN',
  UserNotFoundException: 'FST_COGNITO_INVALID_REFRESH_TOKEN'
}

/** For a sign-out, which fails if the session of the refresh token cannot be determined. */
const SESSION_OF_REFRESH_TOKEN: Codes = {
  ...REFRESH_TOKEN,
  ...NO_429,
  ForbiddenException: 'FST_COGNITO_UNAVAILABLE',
  LimitExceededException: 'FST_COGNITO_UNAVAILABLE'
}

/** Operations with AWS credentials on the user of an access token. */
const CURRENT_USER: Codes = {
  UserNotFoundException: 'FST_COGNITO_INVALID_TOKEN'
}

/** The token of an app client: the application requests it, so each failure is for its operator. */
const CLIENT_TOKEN: Codes = {
  ...NO_429,
  FeatureUnavailableInTierException: 'FST_COGNITO_MISCONFIGURED',
  ForbiddenException: 'FST_COGNITO_MISCONFIGURED',
  InvalidParameterException: 'FST_COGNITO_MISCONFIGURED',
  LimitExceededException: 'FST_COGNITO_UNAVAILABLE',
  NotAuthorizedException: 'FST_COGNITO_MISCONFIGURED',
  OperationNotEnabledException: 'FST_COGNITO_MISCONFIGURED',
  UnauthorizedException: 'FST_COGNITO_MISCONFIGURED',
  UserLambdaValidationException: 'FST_COGNITO_MISCONFIGURED'
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
  GetClientToken: CLIENT_TOKEN,
  GlobalSignOut: ACCESS_TOKEN,
  ForgotPassword: NO_429,
  ConfirmForgotPassword: CODE,
  ChangePassword: ACCESS_TOKEN,
  GetUser: ACCESS_TOKEN,
  GetUserAuthFactors: ACCESS_TOKEN,
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
  ListUserSessions: USER_SESSION,
  RevokeUserSession: USER_SESSION,
  UpdateAuthEventFeedback: FEEDBACK_TOKEN,
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
  AdminListUserSessions: ADMINISTRATION,
  AdminRevokeUserSession: ADMINISTRATION,
  AdminListUserAuthEvents: ADMINISTRATION,
  AdminUpdateAuthEventFeedback: ADMINISTRATION,
  AdminLinkProviderForUser: ADMINISTRATION,
  AdminDisableProviderForUser: ADMINISTRATION,
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

/** What callers receive when Cognito responds with an exception. */

/** For all operations, unless the operation has another. */
const ANYWHERE: Record<string, [number, string]> = {
  FeatureUnavailableInTierException: [403, 'FST_COGNITO_NOT_ENABLED'],
  ForbiddenException: [403, 'FST_COGNITO_FORBIDDEN'],
  InternalErrorException: [503, 'FST_COGNITO_UNAVAILABLE'],
  InvalidEmailRoleAccessPolicyException: [500, 'FST_COGNITO_MISCONFIGURED'],
  InvalidLambdaResponseException: [502, 'FST_COGNITO_UNEXPECTED_RESPONSE'],
  InvalidSmsRoleAccessPolicyException: [500, 'FST_COGNITO_MISCONFIGURED'],
  InvalidSmsRoleTrustRelationshipException: [500, 'FST_COGNITO_MISCONFIGURED'],
  InvalidUserPoolConfigurationException: [500, 'FST_COGNITO_MISCONFIGURED'],
  OperationNotEnabledException: [403, 'FST_COGNITO_NOT_ENABLED'],
  InvalidParameterException: [400, 'FST_COGNITO_INVALID_PARAMETER'],
  ResourceNotFoundException: [500, 'FST_COGNITO_MISCONFIGURED'],
  TooManyRequestsException: [429, 'FST_COGNITO_TOO_MANY_REQUESTS'],
  UnexpectedLambdaException: [502, 'FST_COGNITO_UNEXPECTED_RESPONSE'],
  UserLambdaValidationException: [403, 'FST_COGNITO_FORBIDDEN'],
  RequestEntityTooLargeException: [400, 'FST_COGNITO_INVALID_PARAMETER'],
  SerializationException: [400, 'FST_COGNITO_INVALID_PARAMETER'],
  SomethingNewException: [502, 'FST_COGNITO_UNEXPECTED_RESPONSE'],
  ValidationException: [400, 'FST_COGNITO_INVALID_PARAMETER']
}

const INVALID_CODE: [number, string] = [400, 'FST_COGNITO_INVALID_CODE']
const WRONG: [number, string] = [401, 'FST_COGNITO_WRONG_CREDENTIALS']
const ACCEPTED: [number, undefined] = [202, undefined]
const THROTTLED: [number, string] = [429, 'FST_COGNITO_TOO_MANY_REQUESTS']
const PASSWORD_REFUSED: [number, string] = [400, 'FST_COGNITO_PASSWORD_POLICY']
const TAKEN: [number, string] = [409, 'FST_COGNITO_USERNAME_EXISTS']
const NO_FACTOR: [number, string] = [400, 'FST_COGNITO_MFA_FACTOR_NOT_FOUND']

/** Where only the plugin's own rate limiter returns 429. */
const NOT_THROTTLED = { TooManyRequestsException: [503, 'FST_COGNITO_UNAVAILABLE'] as [number, string] }

const SIGN_IN = {
  ...ANYWHERE,
  ...NOT_THROTTLED,
  LimitExceededException: WRONG,
  NotAuthorizedException: WRONG,
  PasswordResetRequiredException: WRONG,
  TooManyFailedAttemptsException: WRONG,
  UnsupportedOperationException: [403, 'FST_COGNITO_NOT_ENABLED'] as [number, string],
  UserLambdaValidationException: WRONG,
  UserNotConfirmedException: WRONG,
  UserNotFoundException: WRONG
}

const CODE = {
  ...ANYWHERE,
  ...NOT_THROTTLED,
  CodeMismatchException: INVALID_CODE,
  ExpiredCodeException: INVALID_CODE,
  InvalidParameterException: INVALID_CODE,
  LimitExceededException: INVALID_CODE,
  NotAuthorizedException: INVALID_CODE,
  PasswordResetRequiredException: INVALID_CODE,
  TooManyFailedAttemptsException: INVALID_CODE,
  UserNotFoundException: INVALID_CODE
}

const of = (code: string, status = 401): [number, string] => [status, code]

/** Responses that mean the access token or the session is no longer valid. */
const ended = (code: string) => ({
  NotAuthorizedException: of(code),
  PasswordResetRequiredException: of(code),
  UserNotConfirmedException: of(code),
  UserNotFoundException: of(code)
})

const CHALLENGE = {
  ...ANYWHERE,
  ...NOT_THROTTLED,
  LimitExceededException: INVALID_CODE,
  TooManyFailedAttemptsException: INVALID_CODE,
  ...ended('FST_COGNITO_INVALID_SESSION'),
  AliasExistsException: TAKEN,
  CodeMismatchException: INVALID_CODE,
  ExpiredCodeException: INVALID_CODE,
  InvalidPasswordException: PASSWORD_REFUSED,
  MFAMethodNotFoundException: NO_FACTOR,
  PasswordHistoryPolicyViolationException: PASSWORD_REFUSED,
  SoftwareTokenMFANotFoundException: NO_FACTOR
}

const OWN = { ...ANYWHERE, ...ended('FST_COGNITO_INVALID_TOKEN') }

/** Missing permissions of the server's AWS credentials are for the application to fix. */
const BY_IAM = {
  AccessDeniedException: of('FST_COGNITO_MISCONFIGURED', 500),
  ExpiredTokenException: of('FST_COGNITO_MISCONFIGURED', 500),
  UnrecognizedClientException: of('FST_COGNITO_MISCONFIGURED', 500)
}

const NOT_FOUND = of('FST_COGNITO_NOT_FOUND', 404)
const WRONG_STATE = of('FST_COGNITO_INVALID_USER_STATUS', 409)
const PASSKEY_REFUSED = of('FST_COGNITO_PASSKEY_REJECTED', 400)
const NOT_ENABLED = of('FST_COGNITO_NOT_ENABLED', 403)
const REFUSED = of('FST_COGNITO_INVALID_PARAMETER', 400)

const PASSKEY = {
  ...OWN,
  LimitExceededException: THROTTLED,
  ResourceNotFoundException: NOT_FOUND,
  WebAuthnChallengeNotFoundException: PASSKEY_REFUSED,
  WebAuthnClientMismatchException: PASSKEY_REFUSED,
  WebAuthnConfigurationMissingException: NOT_ENABLED,
  WebAuthnCredentialNotSupportedException: PASSKEY_REFUSED,
  WebAuthnNotEnabledException: NOT_ENABLED,
  WebAuthnOriginNotAllowedException: PASSKEY_REFUSED,
  WebAuthnRelyingPartyMismatchException: PASSKEY_REFUSED
}

const DEVICE = { ...OWN, ResourceNotFoundException: NOT_FOUND }

const USER_SESSION = { ...OWN, ResourceNotFoundException: NOT_FOUND }

const ADMINISTRATION = {
  ...ANYWHERE,
  ...BY_IAM,
  NotAuthorizedException: WRONG_STATE,
  ResourceNotFoundException: NOT_FOUND,
  UserNotFoundException: NOT_FOUND
}

const HISTORY = { ...ADMINISTRATION, UserPoolAddOnNotEnabledException: NOT_ENABLED }

/**
 * The status and the error code of each exception of each operation, and of each use of an operation. Without
 * a code, the response is that of a success.
 */
export const EXPECTED = {
  SignUp: {
    ...ANYWHERE,
    CodeDeliveryFailureException: [503, 'FST_COGNITO_CODE_DELIVERY_FAILED'],
    InvalidPasswordException: PASSWORD_REFUSED,
    LimitExceededException: THROTTLED,
    NotAuthorizedException: [403, 'FST_COGNITO_SIGN_UP_DISABLED'],
    UserLambdaValidationException: [403, 'FST_COGNITO_SIGN_UP_DENIED'],
    UsernameExistsException: TAKEN
  },
  ConfirmSignUp: { ...CODE, AliasExistsException: TAKEN },
  ResendConfirmationCode: {
    ...ANYWHERE,
    ...NOT_THROTTLED,
    CodeDeliveryFailureException: ACCEPTED,
    InvalidParameterException: ACCEPTED,
    LimitExceededException: ACCEPTED,
    NotAuthorizedException: ACCEPTED,
    UserLambdaValidationException: ACCEPTED,
    UserNotFoundException: ACCEPTED
  },
  InitiateAuth: SIGN_IN,
  AdminInitiateAuth: { ...SIGN_IN, ...BY_IAM, MFAMethodNotFoundException: NO_FACTOR },
  RespondToAuthChallenge: CHALLENGE,
  AdminRespondToAuthChallenge: { ...CHALLENGE, ...BY_IAM },
  PasswordChallenge: { ...CHALLENGE, ...SIGN_IN },
  VerifySoftwareToken: {
    ...ANYWHERE,
    ...NOT_THROTTLED,
    ...ended('FST_COGNITO_INVALID_SESSION'),
    CodeMismatchException: INVALID_CODE,
    EnableSoftwareTokenMFAException: INVALID_CODE,
    SoftwareTokenMFANotFoundException: NO_FACTOR
  },
  GetTokensFromRefreshToken: {
    ...ANYWHERE,
    NotAuthorizedException: of('FST_COGNITO_INVALID_REFRESH_TOKEN'),
    RefreshTokenReuseException: of('FST_COGNITO_REFRESH_TOKEN_REUSED'),
    UserNotFoundException: of('FST_COGNITO_INVALID_REFRESH_TOKEN')
  },
  RevokeToken: {
    ...ANYWHERE,
    UnauthorizedException: of('FST_COGNITO_INVALID_REFRESH_TOKEN'),
    UnsupportedOperationException: [403, 'FST_COGNITO_NOT_ENABLED'],
    UnsupportedTokenTypeException: of('FST_COGNITO_INVALID_REFRESH_TOKEN')
  },
  GlobalSignOut: OWN,
  ForgotPassword: {
    ...ANYWHERE,
    ...NOT_THROTTLED,
    CodeDeliveryFailureException: ACCEPTED,
    InvalidParameterException: ACCEPTED,
    LimitExceededException: ACCEPTED,
    NotAuthorizedException: ACCEPTED,
    UserLambdaValidationException: ACCEPTED,
    UserNotConfirmedException: ACCEPTED,
    UserNotFoundException: ACCEPTED
  },
  ConfirmForgotPassword: {
    ...CODE,
    InvalidPasswordException: PASSWORD_REFUSED,
    PasswordHistoryPolicyViolationException: PASSWORD_REFUSED,
    UserNotConfirmedException: INVALID_CODE
  },
  ChangePassword: {
    ...OWN,
    InvalidPasswordException: PASSWORD_REFUSED,
    LimitExceededException: THROTTLED,
    PasswordHistoryPolicyViolationException: PASSWORD_REFUSED
  },
  GetUser: OWN,
  UpdateUserAttributes: {
    ...OWN,
    AliasExistsException: TAKEN,
    CodeDeliveryFailureException: [503, 'FST_COGNITO_CODE_DELIVERY_FAILED'],
    CodeMismatchException: INVALID_CODE,
    ExpiredCodeException: INVALID_CODE
  },
  GetUserAttributeVerificationCode: {
    ...OWN,
    CodeDeliveryFailureException: [503, 'FST_COGNITO_CODE_DELIVERY_FAILED'],
    LimitExceededException: THROTTLED
  },
  VerifyUserAttribute: {
    ...OWN,
    AliasExistsException: TAKEN,
    CodeMismatchException: INVALID_CODE,
    ExpiredCodeException: INVALID_CODE,
    LimitExceededException: THROTTLED
  },
  DeleteUser: { ...OWN, ConcurrentModificationException: of('FST_COGNITO_CONFLICT', 409) },
  AssociateSoftwareToken: {
    ...ANYWHERE,
    ...NOT_THROTTLED,
    ...ended('FST_COGNITO_INVALID_SESSION'),
    ConcurrentModificationException: of('FST_COGNITO_CONFLICT', 409),
    SoftwareTokenMFANotFoundException: NO_FACTOR
  },
  'AssociateSoftwareToken with an access token': {
    ...OWN,
    ConcurrentModificationException: of('FST_COGNITO_CONFLICT', 409),
    SoftwareTokenMFANotFoundException: NOT_ENABLED
  },
  'VerifySoftwareToken with an access token': {
    ...OWN,
    CodeMismatchException: INVALID_CODE,
    EnableSoftwareTokenMFAException: INVALID_CODE,
    SoftwareTokenMFANotFoundException: NOT_ENABLED
  },
  SetUserMFAPreference: OWN,
  StartWebAuthnRegistration: { ...PASSKEY, LimitExceededException: WRONG_STATE },
  CompleteWebAuthnRegistration: { ...PASSKEY, LimitExceededException: WRONG_STATE },
  ListWebAuthnCredentials: PASSKEY,
  DeleteWebAuthnCredential: PASSKEY,
  ConfirmDevice: {
    ...DEVICE,
    DeviceKeyExistsException: REFUSED,
    InvalidPasswordException: PASSWORD_REFUSED,
    UsernameExistsException: REFUSED
  },
  UpdateDeviceStatus: DEVICE,
  ListDevices: DEVICE,
  ForgetDevice: DEVICE,
  ListUserSessions: USER_SESSION,
  RevokeUserSession: USER_SESSION,
  UpdateAuthEventFeedback: {
    ...CODE,
    ResourceNotFoundException: INVALID_CODE,
    UserPoolAddOnNotEnabledException: INVALID_CODE
  },
  ListUsers: ADMINISTRATION,
  AdminGetUser: ADMINISTRATION,
  AdminCreateUser: {
    ...ADMINISTRATION,
    CodeDeliveryFailureException: of('FST_COGNITO_CODE_DELIVERY_FAILED', 503),
    InvalidPasswordException: PASSWORD_REFUSED,
    PreconditionNotMetException: WRONG_STATE,
    UnsupportedUserStateException: WRONG_STATE,
    UsernameExistsException: TAKEN
  },
  AdminUpdateUserAttributes: {
    ...ADMINISTRATION,
    AliasExistsException: of('FST_COGNITO_USERNAME_EXISTS', 409)
  },
  AdminDeleteUserAttributes: ADMINISTRATION,
  AdminConfirmSignUp: {
    ...ADMINISTRATION,
    LimitExceededException: THROTTLED,
    TooManyFailedAttemptsException: THROTTLED
  },
  AdminSetUserPassword: {
    ...ADMINISTRATION,
    InvalidPasswordException: PASSWORD_REFUSED,
    PasswordHistoryPolicyViolationException: PASSWORD_REFUSED
  },
  AdminSetUserMFAPreference: {
    ...ADMINISTRATION,
    PasswordResetRequiredException: WRONG_STATE,
    UserNotConfirmedException: WRONG_STATE
  },
  AdminEnableUser: ADMINISTRATION,
  AdminDisableUser: ADMINISTRATION,
  AdminResetUserPassword: { ...ADMINISTRATION, LimitExceededException: THROTTLED },
  AdminUserGlobalSignOut: ADMINISTRATION,
  AdminListUserSessions: ADMINISTRATION,
  AdminRevokeUserSession: ADMINISTRATION,
  AdminListUserAuthEvents: HISTORY,
  AdminUpdateAuthEventFeedback: HISTORY,
  AdminLinkProviderForUser: {
    ...ADMINISTRATION,
    AliasExistsException: TAKEN,
    LimitExceededException: THROTTLED
  },
  AdminDisableProviderForUser: { ...ADMINISTRATION, AliasExistsException: TAKEN },
  AdminDeleteUser: ADMINISTRATION,
  ListGroups: ADMINISTRATION,
  GetGroup: ADMINISTRATION,
  CreateGroup: {
    ...ADMINISTRATION,
    GroupExistsException: of('FST_COGNITO_GROUP_EXISTS', 409),
    LimitExceededException: THROTTLED
  },
  UpdateGroup: ADMINISTRATION,
  DeleteGroup: ADMINISTRATION,
  ListUsersInGroup: ADMINISTRATION,
  AdminListGroupsForUser: ADMINISTRATION,
  AdminAddUserToGroup: ADMINISTRATION,
  AdminRemoveUserFromGroup: ADMINISTRATION
} satisfies Record<string, Record<string, [number, string | undefined]>>

/** An operation, or a use of it. */
export type Situation = keyof typeof EXPECTED

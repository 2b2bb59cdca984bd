/** The operations of the Cognito API that the plugin calls. */
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
  | 'GetClientToken'
  | 'GlobalSignOut'
  | 'ForgotPassword'
  | 'ConfirmForgotPassword'
  | 'ChangePassword'
  | 'GetUser'
  | 'GetUserAuthFactors'
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
  | 'ListUserSessions'
  | 'RevokeUserSession'
  | 'UpdateAuthEventFeedback'
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
  | 'AdminListUserSessions'
  | 'AdminRevokeUserSession'
  | 'AdminListUserAuthEvents'
  | 'AdminUpdateAuthEventFeedback'
  | 'AdminLinkProviderForUser'
  | 'AdminDisableProviderForUser'
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
  'RevokeUserSession',
  'AdminCreateUser',
  'AdminConfirmSignUp',
  'AdminSetUserPassword',
  'AdminUpdateUserAttributes',
  'AdminResetUserPassword',
  'AdminRevokeUserSession',
  'AdminLinkProviderForUser',
  'AdminDisableProviderForUser',
  'AdminDeleteUser',
  'CreateGroup',
  'DeleteGroup'
])

/** Returns whether an operation must not be repeated if its response is lost. */
export function isNonIdempotent (operation: Operation): boolean {
  return NON_IDEMPOTENT.has(operation)
}

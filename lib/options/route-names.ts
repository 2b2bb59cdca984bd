/** The routes that administer the users of a pool. */
export const USER_ADMINISTRATION = [
  'listUsers',
  'getUser',
  'inviteUser',
  'resendInvitation',
  'updateUser',
  'confirmUser',
  'setUserPassword',
  'removeUserTotp',
  'enableUser',
  'disableUser',
  'resetUserPassword',
  'signOutUser',
  'listUserSessions',
  'revokeUserSession',
  'listUserAuthEvents',
  'setUserAuthEventFeedback',
  'linkIdentity',
  'unlinkIdentity',
  'deleteUser'
] as const

/** The routes that administer the groups of a pool and their members. */
export const GROUP_ADMINISTRATION = [
  'listGroups',
  'createGroup',
  'updateGroup',
  'deleteGroup',
  'listUsersInGroup',
  'addUserToGroup',
  'removeUserFromGroup'
] as const

/**
 * The routes of users' own accounts, whose access token needs the scope `aws.cognito.signin.user.admin`.
 */
export const OWN_ACCOUNT = [
  'changePassword',
  'getProfile',
  'updateProfile',
  'deleteAccount',
  'sendAttributeCode',
  'verifyAttribute',
  'setupTotp',
  'verifyTotp',
  'getMfaPreferences',
  'setMfaPreferences',
  'startPasskeyRegistration',
  'completePasskeyRegistration',
  'listPasskeys',
  'deletePasskey',
  'listDevices',
  'updateDevice',
  'forgetDevice',
  'listSessions',
  'revokeSession',
  'listAuthEvents',
  'setAuthEventFeedback'
] as const

/** The names of all routes of the auth API, as in OpenAPI and `fastify.cognito`. */
export const ROUTE_NAMES = [
  'signUp',
  'confirmSignUp',
  'resendConfirmationCode',
  'signIn',
  'respondToChallenge',
  'refresh',
  'signOut',
  'getSession',
  'endSession',
  'startLogin',
  'finishLogin',
  'forgotPassword',
  'resetPassword',
  ...OWN_ACCOUNT,
  'setAuthEventFeedbackByToken',
  ...USER_ADMINISTRATION,
  ...GROUP_ADMINISTRATION
] as const

/** The name of a route of the auth API. */
export type RouteName = (typeof ROUTE_NAMES)[number]

/** Routes that administer the people of a pool. */
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
  'deleteUser'
] as const

/** Routes that administer its groups, and who is in them. */
export const GROUP_ADMINISTRATION = [
  'listGroups',
  'createGroup',
  'updateGroup',
  'deleteGroup',
  'listUsersInGroup',
  'addUserToGroup',
  'removeUserFromGroup'
] as const

/** The routes of the auth API, by the names that OpenAPI and `fastify.cognito` know them by. */
export const ROUTE_NAMES = [
  'signUp',
  'confirmSignUp',
  'resendConfirmationCode',
  'signIn',
  'respondToChallenge',
  'refresh',
  'signOut',
  'forgotPassword',
  'resetPassword',
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
  ...USER_ADMINISTRATION,
  ...GROUP_ADMINISTRATION
] as const

/** The name of a route of the auth API. */
export type RouteName = (typeof ROUTE_NAMES)[number]

/** The routes of the auth API, by the names that OpenAPI and `fastify.cognito` know them by. */
export const ROUTE_NAMES = [
  'signUp', 'confirmSignUp', 'resendCode',
  'signIn', 'answerChallenge', 'refresh', 'signOut',
  'forgotPassword', 'resetPassword', 'changePassword',
  'getProfile', 'updateProfile', 'deleteAccount', 'sendAttributeCode', 'verifyAttribute'
] as const

export type RouteName = typeof ROUTE_NAMES[number]

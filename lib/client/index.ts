/** The client of the auth API, for browsers. It has no dependencies. */
export { createAuthClient } from './create-auth-client.js'
export { AuthClientError, type AuthClientErrorCode } from './error.js'
export type {
  AuthClient,
  AuthClientOptions,
  AuthEvent,
  AuthPasskeys,
  AuthRoutes,
  ChallengeResponses,
  RequestOptions,
  Session,
  SessionsClientOptions,
  SessionUser,
  SignedIn,
  SignedOut,
  SignInChallenge,
  TokensAuthClient,
  TokensClientOptions,
  TokenStorage
} from './types.js'

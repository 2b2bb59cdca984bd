/** Why a message is sent, as the trigger for custom messages names it. */
export type MessageSource =
  | 'SignUp'
  | 'AdminCreateUser'
  | 'ResendCode'
  | 'ForgotPassword'
  | 'UpdateUserAttribute'
  | 'VerifyUserAttribute'
  | 'Authentication'

/** The event that a Lambda trigger of Cognito receives and returns. */
export interface TriggerEvent {
  /** The version of the event, such as `1`. */
  version: string
  /** Why the trigger runs, such as `PreSignUp_SignUp`. */
  triggerSource: string
  /** The AWS Region. */
  region: string
  /** The ID of the user pool. */
  userPoolId: string
  /** The user's name in the pool. */
  userName: string
  /** The app client of the request, and the AWS SDK. */
  callerContext: { awsSdkVersion: string, clientId: string }
  /** The input of the trigger, such as `userAttributes`. */
  request: Record<string, any>
  /** The output of the trigger. */
  response: Record<string, any>
}

/**
 * A Lambda trigger as a function: it returns the event with its result in `response`, or throws an error.
 *
 * @example
 * ```ts
 * import type { Trigger } from 'fastify-cognito-auth/local'
 *
 * const preSignUp: Trigger = event => {
 *   event.response['autoConfirmUser'] = true
 *   return event
 * }
 * ```
 */
export type Trigger = (event: TriggerEvent) => TriggerEvent | Promise<TriggerEvent>

/**
 * A trigger of token generation with the version of its event: `V1_0` for ID tokens, `V2_0` and `V3_0` for
 * both.
 */
export interface VersionedTrigger {
  /** The version of the event. */
  version: 'V1_0' | 'V2_0' | 'V3_0'
  /** The function. */
  handler: Trigger
}

/**
 * The functions that run in place of Lambda triggers, in every pool.
 *
 * @example
 * ```ts
 * import type { Triggers } from 'fastify-cognito-auth/local'
 *
 * const triggers: Triggers = {
 *   preTokenGeneration: {
 *     version: 'V2_0',
 *     handler: event => {
 *       const accessTokenGeneration = { claimsToAddOrOverride: { tenant: 'acme' } }
 *       event.response['claimsAndScopeOverrideDetails'] = { accessTokenGeneration }
 *       return event
 *     }
 *   }
 * }
 * ```
 */
export interface Triggers {
  /** Runs before a sign-up, an invitation and the first sign-in with a provider. */
  preSignUp?: Trigger
  /** Runs after a sign-up or a new password is confirmed. */
  postConfirmation?: Trigger
  /** Runs before a sign-in. */
  preAuthentication?: Trigger
  /** Runs after a sign-in. */
  postAuthentication?: Trigger
  /** A function receives the version that the pool's LambdaConfig names, or else `V1_0`. */
  preTokenGeneration?: Trigger | VersionedTrigger
  /** Returns the text of a message. */
  customMessage?: Trigger
  /** Returns a user that the pool does not have, at a sign-in or a forgotten password. */
  userMigration?: Trigger
  /** Decides which challenge of custom authentication is next. */
  defineAuthChallenge?: Trigger
  /** Creates a challenge of custom authentication. */
  createAuthChallenge?: Trigger
  /** Verifies the response to a challenge of custom authentication. */
  verifyAuthChallengeResponse?: Trigger
}

export type TriggerName = keyof Triggers

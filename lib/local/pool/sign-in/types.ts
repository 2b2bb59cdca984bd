import type { Challenge } from '../challenges.js'
import type { AppClient, User } from '../records.js'
import type { Tokens } from '../tokens.js'
import type { UserPool } from '../user-pool.js'

/** A sign-in in progress. */
export interface SignIn {
  pool: UserPool
  client: AppClient
  /** Undefined for a user that does not exist, where the app client hides that. */
  user: User | undefined
  /** The user's name in the pool, or a generated one. */
  username: string
  /** The parameters of the request: AuthParameters or ChallengeResponses. */
  parameters: Record<string, string>
  /** ClientMetadata of RespondToAuthChallenge. Triggers do not receive that of InitiateAuth by this name. */
  clientMetadata?: Record<string, string> | undefined
  /** The state of the last challenge. */
  state: Partial<Challenge>
  /** Whether the device has proved itself. */
  deviceProved?: boolean
}

/** A sign-in whose user exists: every step after the first factor. */
export type KnownSignIn = SignIn & { user: User }

/** A challenge to respond to. */
export interface ChallengeStep {
  name: string
  parameters: Record<string, string>
  session: string
  /** Only in choice-based sign-ins. */
  available?: string[]
}

/** The end of a sign-in. */
export interface TokenStep {
  tokens: Tokens
  refreshToken: string
  newDevice?: { key: string, groupKey: string }
}

/** The end of a sign-in of managed login, which issues tokens later. */
export interface UserStep {
  user: User
}

export type Step = ChallengeStep | TokenStep | UserStep

/** Handles the response to a challenge: returns the next step, or throws. */
export type ChallengeHandler = (signIn: SignIn, challenge: Challenge) => Step | Promise<Step>

export function isChallenge (step: Step): step is ChallengeStep {
  return 'session' in step
}

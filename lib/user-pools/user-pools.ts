import type { FastifyBaseLogger } from 'fastify'
import type { AcceptedTokens } from '../authorization/accepted-tokens.js'
import type { Cognito } from '../cognito/open-cognito.js'
import type { Lazy } from '../lazy.js'
import type { Settings } from '../options/settings.js'
import type { Revocations } from '../revocation/revocations.js'
import type { CurrentUser } from '../user/current-user.js'
import type { KeySet } from '../verification/key-set.js'
import type { PoolSource, VerifierPool } from '../verification/verifier.js'

/** The user pools of a registration: fixed, or resolved while the application runs. */
export interface UserPools {
  /** The tokens that guards accept. */
  readonly acceptedTokens: AcceptedTokens
  /** The fixed pools. */
  readonly verifierPools: readonly VerifierPool[]
  /** The source of pools that are not fixed. */
  readonly source: PoolSource | null
  /** The Cognito API of the pool that users sign in to. */
  readonly api: Pick<Lazy<Cognito>, 'get'>
  /** The key sets of the pools in use, by name. */
  keySets(): ReadonlyMap<string, Pick<KeySet, 'keys' | 'health'>>
  /** The Cognito API of a fixed pool. */
  readonly cognitoIn: (pool: string) => Promise<Cognito>
  /** The Cognito API of a user's own pool. */
  cognitoOf(user: CurrentUser): Promise<Cognito>
  /**
   * Fetches key sets before the first token, depending on the option `warmUp`.
   *
   * @throws FST_COGNITO_KEYS_UNAVAILABLE if they are required and cannot be fetched
   */
  warmUp(): Promise<void>
  /**
   * Prepares sources that call Cognito, so that they fail at startup and not at a request.
   *
   * @throws FST_COGNITO_MISSING_DEPENDENCY without the AWS SDK
   */
  prepareSources(): Promise<void>
  close(): Promise<void>
}

/** The dependencies of user pools. */
export interface Dependencies {
  readonly settings: Settings
  /** The key sets of the fixed pools, by name. */
  readonly keySets: ReadonlyMap<string, KeySet>
  readonly revocations: Pick<Revocations, 'isRevoked' | 'revoke'> | null
  readonly log: FastifyBaseLogger
}

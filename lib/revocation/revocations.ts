import type { FastifyBaseLogger } from 'fastify'
import { errors } from '../errors.js'
import { publish } from '../events.js'
import { withCause } from '../describe-error.js'
import type { CurrentUser } from '../user/current-user.js'

/**
 * The tokens to revoke: those of one session (`currentUser.sessionId`), or all tokens that a user
 * (`currentUser.id`) has at this moment.
 */
export type RevocationTarget =
  | { readonly session: string }
  | {
    readonly user: string
    /** The session that stays signed in. */
    readonly except?: string
  }

/** The state of a revocation store. */
export interface RevocationHealth {
  /**
   * `local`: the revocations of this process only. `synced`: the revocations of all processes.
   * `disconnected`: the revocations of other processes may be missing.
   */
  readonly status: 'local' | 'synced' | 'disconnected'
  /** The number of sessions and users whose tokens are revoked at the moment. */
  readonly entries: number
}

/** The revocations of an application: sessions and users whose tokens are rejected before they expire. */
export interface Revocations {
  /**
   * Returns whether a verified token is revoked. It is called for every request, so it reads the memory of
   * this process only.
   *
   * @throws FST_COGNITO_REVOCATIONS_UNAVAILABLE if it is unknown
   */
  isRevoked(user: CurrentUser): boolean
  /**
   * Revokes tokens.
   *
   * @throws FST_COGNITO_REVOCATIONS_UNAVAILABLE if not every process can be notified
   */
  revoke(target: RevocationTarget): Promise<void>
  /** Returns the state of the revocations, for `cognito.health()`. */
  health(): RevocationHealth
  /** Closes the store. Called once, when the application closes. */
  close(): Promise<void>
}

/** Revokes tokens and publishes the event `revoked`. */
export async function revoke (
  revocations: Pick<Revocations, 'revoke'>,
  target: RevocationTarget
): Promise<void> {
  try {
    await revocations.revoke(target)
  } catch (error) {
    throw storeError(error)
  }
  publish('fastify-cognito-auth:revoked', target)
}

/** Returns the error to throw for an error of a store, which may be the application's own. */
export function storeError (error: unknown): unknown {
  const isOwn = Object.hasOwn(errors, String((error as { code?: unknown } | null | undefined)?.code))
  return isOwn ? error : withCause(new errors.FST_COGNITO_REVOCATIONS_UNAVAILABLE(), error)
}

/**
 * The option `revocation`: a store of revocations.
 *
 * @example
 * ```ts
 * import { memoryRevocations, type RevocationStore, type RevocationTarget } from 'fastify-cognito-auth'
 *
 * // Logs each revocation.
 * const store: RevocationStore = {
 *   async open (context) {
 *     const revocations = await memoryRevocations().open(context)
 *     const revoke = async (target: RevocationTarget) => {
 *       context.log.info(target, 'revoked')
 *       await revocations.revoke(target)
 *     }
 *     return { ...revocations, revoke }
 *   }
 * }
 * ```
 */
export interface RevocationStore {
  /** Opens the store. Called by the plugin, once for each registration. */
  open(context: { readonly log: FastifyBaseLogger, readonly clock: () => number }): Promise<Revocations>
}

import type { FastifyBaseLogger } from 'fastify'
import { errors } from '../errors.js'
import { publish } from '../events.js'
import { withCause } from '../describe-error.js'
import type { CurrentUser } from '../user/current-user.js'

/**
 * Whose tokens are refused from now on: those of one sign-in (`currentUser.sessionId`), or all that somebody
 * (`currentUser.id`) has at this moment.
 */
export type RevocationTarget =
  | { readonly session: string }
  | {
    readonly user: string
    /** The session that stays signed in. */
    readonly except?: string
  }

/** How a store of revocations is doing. */
export interface RevocationHealth {
  /**
   * `local`: this process has its own, and asks nobody. `synced`: it knows what all know. `disconnected`:
   * it may not.
   */
  readonly status: 'local' | 'synced' | 'disconnected'
  /** How many sessions and people are revoked at the moment. */
  readonly entries: number
}

/** What was signed out while its tokens still verify. */
export interface Revocations {
  /**
   * Asked of every verified token, so it looks into this process's memory and nowhere else.
   *
   * @throws FST_COGNITO_REVOCATIONS_UNAVAILABLE where it cannot be known, and is not to be guessed
   */
  isRevoked(user: CurrentUser): boolean
  /**
   * Refuses those tokens from here on.
   *
   * @throws FST_COGNITO_REVOCATIONS_UNAVAILABLE where that can't be promised of every process
   */
  revoke(target: RevocationTarget): Promise<void>
  /** Returns the state of the revocations, for `cognito.health()`. */
  health(): RevocationHealth
  /** Called once, when the application closes. */
  close(): Promise<void>
}

/** Revokes, and publishes it. */
export async function revoke (revocations: Revocations, target: RevocationTarget): Promise<void> {
  try {
    await revocations.revoke(target)
  } catch (error) {
    throw storeError(error)
  }
  publish('fastify-cognito-auth:revoked', target)
}

/** The error to throw for what a store threw: a store of the application's own may throw anything. */
export function storeError (error: unknown): unknown {
  const isOwn = Object.hasOwn(errors, String((error as { code?: unknown } | null | undefined)?.code))
  return isOwn ? error : withCause(new errors.FST_COGNITO_REVOCATIONS_UNAVAILABLE(), error)
}

/** The option `revocation`: where it is kept who was signed out. */
export interface RevocationStore {
  /** Called by the plugin, once for each registration. */
  open(context: { readonly log: FastifyBaseLogger, readonly clock: () => number }): Promise<Revocations>
}

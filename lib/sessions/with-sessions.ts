import type { Revocations } from '../revocation/revocations.js'
import type { Sessions } from './store.js'

/**
 * Combines revocations with sessions: a user whose tokens are revoked loses the sessions too. Without the
 * option `revocation`, tokens outside of sessions stay valid until they expire.
 */
export function withSessions (
  revocations: Revocations | null,
  sessions: Sessions
): Pick<Revocations, 'isRevoked' | 'revoke'> {
  return {
    isRevoked: user => revocations?.isRevoked(user) ?? false,
    revoke: async target => {
      // Each is tried, even if the other fails.
      await Promise.all([revocations?.revoke(target), sessions.deleteAll(target)])
    }
  }
}

import { RevokedEntries } from './entries.js'
import type { RevocationStore } from './revocations.js'

/**
 * Revocations in this process's own memory: a sign-out is honoured here at once, and nowhere else. For one process; they are gone
 * when it ends.
 *
 * ```ts
 * await app.register(cognitoAuth, { ..., revocation: memoryRevocations() })
 * ```
 */
export function memoryRevocations (): RevocationStore {
  const entries = new RevokedEntries()
  return {
    open: async ({ clock }) => ({
      isRevoked: user => entries.isRevoked(user),
      revoke: async target => {
        entries.prune(clock())
        entries.add(target, clock())
      },
      health: () => ({ status: 'local', entries: entries.size }),
      close: async () => {}
    })
  }
}

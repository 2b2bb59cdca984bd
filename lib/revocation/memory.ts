import { RevokedEntries } from './entries.js'
import type { RevocationStore } from './revocations.js'

/**
 * Returns a store that keeps revocations in the memory of this process, for applications that run as a single
 * process. A sign-out takes effect at once. Revocations are lost when the process ends.
 *
 * @example
 * ```ts
 * import cognitoAuth, { memoryRevocations } from 'fastify-cognito-auth'
 *
 * await app.register(cognitoAuth, {
 *   userPoolId: 'eu-west-1_AbC123xyz',
 *   clientId: '1h57kf5cpq17m0eml12example',
 *   revocation: memoryRevocations()
 * })
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

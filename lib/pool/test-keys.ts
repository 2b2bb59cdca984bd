/** The prefix of the key IDs of test pools (`fastify-cognito-auth/testing`), by which they are recognized. */
export const TEST_KEY_ID = 'fastify-cognito-auth-test-'

/** Returns whether a key set belongs to a test pool. */
export function areTestKeys (keys: readonly unknown[]): boolean {
  return keys.some(key => String((key as { kid?: unknown } | null)?.kid).startsWith(TEST_KEY_ID))
}

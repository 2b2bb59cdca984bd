import { createKeys, forge, junk, pool, signTokens } from './tokens.js'
import { startKeyHost } from './key-host.js'

/**
 * Creates what all measurements share: a pool with its JWKS endpoint, and for each case as many tokens as the
 * longest run of one process needs. Every process starts with an empty cache, so all of them can get the same
 * tokens.
 */
export async function createTraffic (count) {
  const key = await createKeys()
  const [tokens, keyHost] = await Promise.all([signTokens(key, count), startKeyHost(key.jwks)])
  return {
    pool: { ...pool, keyHost: keyHost.origin },
    jwks: key.jwks,
    tokens: {
      seen: tokens[0],
      new: tokens,
      forged: tokens.map(forge),
      junk: Array.from({ length: count }, junk)
    },
    close: () => keyHost.close()
  }
}

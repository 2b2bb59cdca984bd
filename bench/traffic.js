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
  const cases = {
    new: tokens,
    first: tokens,
    forged: tokens.map(forge),
    junk: Array.from({ length: count }, junk)
  }
  return {
    pool: { ...pool, keyHost: keyHost.origin },
    jwks: key.jwks,
    tokens,
    /** Returns a function that returns the headers of the next requests to a new server. */
    headersFor ({ name }) {
      let sent = 0
      return length =>
        Array.from({ length }, () => {
          const token = name === 'seen' ? tokens[0] : cases[name][sent++]
          return { authorization: `Bearer ${token}` }
        })
    },
    close: () => keyHost.close()
  }
}

import fastifyJwt from '@fastify/jwt'
import Fastify from 'fastify'
import buildGetJwks from 'get-jwks'
import type { CompiledKey, CompiledKeys, SkippedKey } from './compiled-keys.js'
import { signingKey, type SigningKey } from './jwk.js'

/**
 * Creates a verifier for each usable key of a key set. For the reasons see
 * `docs/decisions/0002-verification.md`.
 *
 * @param previous - the verifiers of the previous key set. Those of unchanged keys are reused, so that cached
 * tokens stay valid
 * @param onSkipped - called with the skipped entries, also if there are none
 */
export async function compileKeys (
  entries: readonly unknown[],
  { previous, onSkipped }: { previous: CompiledKeys, onSkipped: (skipped: readonly SkippedKey[]) => void }
): Promise<CompiledKeys> {
  const { keys, skipped } = usableKeys(entries)
  onSkipped(skipped)
  const lookup = createKeyLookup(keys)
  const compiled = new Map<string, CompiledKey>()
  // A separate Fastify instance, so that @fastify/jwt does not decorate the application.
  const host = Fastify()
  for (const key of keys) {
    const before = previous.get(key.kid)
    if (before?.key.n === key.n && before.key.e === key.e) {
      compiled.set(key.kid, before)
      continue
    }
    const publicKey = await lookup(key.kid)
    host.register(async scope => {
      await scope.register(fastifyJwt, {
        // A static key: fast-jwt then prepares it once, and verifies synchronously.
        secret: { public: publicKey },
        // Claims, including times, are checked by checkClaims only, which is stricter and uses the configured
        // clock.
        verify: { algorithms: ['RS256'], ignoreExpiration: true, ignoreNotBefore: true, cache: false }
      })
      compiled.set(key.kid, { key, check: token => scope.jwt.verify(token) })
    })
  }
  await host.ready()
  return compiled
}

function usableKeys (entries: readonly unknown[]): {
  keys: readonly SigningKey[]
  skipped: readonly SkippedKey[]
} {
  const keys = new Map<string, SigningKey>()
  const duplicates = new Set<string>()
  const skipped: SkippedKey[] = []
  for (const [index, entry] of entries.entries()) {
    try {
      const key = signingKey(entry)
      if (keys.has(key.kid)) duplicates.add(key.kid)
      keys.set(key.kid, key)
    } catch (error) {
      skipped.push({ index, reason: (error as Error).message })
    }
  }
  // Two keys with the same ID are ambiguous: neither is used.
  for (const kid of duplicates) {
    keys.delete(kid)
    skipped.push({ kid, reason: 'two keys have this kid' })
  }
  return { keys: [...keys.values()], skipped }
}

/** Returns get-jwks with the loaded keys in its cache, so that it never uses the network. */
function createKeyLookup (keys: readonly SigningKey[]): (kid: string) => Promise<string> {
  const domain = 'https://keys.invalid/'
  const source = buildGetJwks({ max: Math.max(keys.length, 1), issuersWhitelist: [domain] })
  for (const key of keys) {
    source.cache.set(source.generateCacheKey('RS256', key.kid, domain), Promise.resolve(key) as never)
  }
  return kid => source.getPublicKey({ domain, alg: 'RS256', kid })
}

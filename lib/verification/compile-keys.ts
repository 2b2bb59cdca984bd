import fastifyJwt from '@fastify/jwt'
import Fastify from 'fastify'
import buildGetJwks from 'get-jwks'
import { signingKey, type SigningKey } from './jwk.js'

/**
 * Checks a token's form, algorithm and signature with one key. Gives its payload, or throws what the library
 * throws.
 */
export type CheckSignature = (token: string) => unknown

interface CompiledKey {
  readonly key: SigningKey
  readonly check: CheckSignature
}

/** What of a key set is not used, by its place or its key id, and why. */
export interface SkippedKey {
  readonly index?: number
  readonly kid?: string
  readonly reason: string
}

/** By key id. Swapped whole, so that no request ever sees half of two key sets. */
export type CompiledKeys = ReadonlyMap<string, CompiledKey>

/**
 * Makes a verifier for each fit key of a set. `docs/decisions/0002-verification.md` says why in this way.
 *
 * @param previous - what is in it already is not made again: whoever holds its check can tell that the key is
 * still there
 * @param onSkipped - called with the entries that are skipped, if only with none
 */
export async function compileKeys (
  entries: readonly unknown[],
  { previous, onSkipped }: { previous: CompiledKeys, onSkipped: (skipped: readonly SkippedKey[]) => void }
): Promise<CompiledKeys> {
  const { keys, skipped } = usableKeys(entries)
  onSkipped(skipped)
  const lookup = createKeyLookup(keys)
  const compiled = new Map<string, CompiledKey>()
  // An instance of our own: what @fastify/jwt decorates is never the application's, before or after start-up.
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
        // What the claims say, times included, is judged by checkClaims alone: stricter, and by the clock of
        // the options.
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
  // Of two keys under one id nobody can say which is meant: neither is used.
  for (const kid of duplicates) {
    keys.delete(kid)
    skipped.push({ kid, reason: 'two keys have this kid' })
  }
  return { keys: [...keys.values()], skipped }
}

/**
 * get-jwks over the keys in hand. It finds all it is asked for in its cache, so it never asks the network.
 */
function createKeyLookup (keys: readonly SigningKey[]): (kid: string) => Promise<string> {
  const domain = 'https://keys.invalid/'
  const source = buildGetJwks({ max: Math.max(keys.length, 1), issuersWhitelist: [domain] })
  for (const key of keys) {
    source.cache.set(source.generateCacheKey('RS256', key.kid, domain), Promise.resolve(key) as never)
  }
  return kid => source.getPublicKey({ domain, alg: 'RS256', kid })
}

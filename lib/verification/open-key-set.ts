import type { FastifyBaseLogger } from 'fastify'
import { errors } from '../errors.js'
import { NO_KEYS, type CompiledKeys, type SkippedKey } from './compiled-keys.js'
import { fetchJwks } from './fetch-jwks.js'
import { FixedKeySet } from './fixed-key-set.js'
import type { KeySet, KeySetTimes } from './key-set.js'
import { RemoteKeySet } from './remote-key-set.js'

/**
 * Opens the key set of a pool: that of the option `jwks`, or that at `jwksUri`.
 *
 * @throws FST_COGNITO_INVALID_OPTIONS if none of the keys in `jwks` is usable
 */
export async function openKeySet ({
  jwks,
  jwksUri,
  times,
  log,
  pool
}: {
  jwks: readonly unknown[] | null
  jwksUri: string
  times: KeySetTimes
  log: FastifyBaseLogger
  /** The name of the pool. */
  pool: string
}): Promise<KeySet> {
  const onSkipped = skippedKeysLogger(log)
  if (jwks === null) {
    const load = async (previous: CompiledKeys, signal: AbortSignal) => {
      const [{ compileKeys }, entries] = await Promise.all([
        loadCompiler(),
        fetchJwks(jwksUri, { timeout: times.timeout, signal })
      ])
      return compileKeys(entries, { previous, onSkipped })
    }
    return new RemoteKeySet({ load, times, log: log.child({ jwksUri: withoutQuery(jwksUri) }), pool })
  }
  const { compileKeys } = await loadCompiler()
  const keys = await compileKeys(jwks, { previous: NO_KEYS, onSkipped })
  if (keys.size === 0) {
    throw new errors.FST_COGNITO_INVALID_OPTIONS(
      '- options.jwks must have a usable key; the log message "JWKS keys skipped" has the reasons'
    )
  }
  return new FixedKeySet(keys)
}

/** `@fastify/jwt` and `get-jwks` take a while to load: with the first keys, not while applications start. */
async function loadCompiler (): Promise<typeof import('./compile-keys.js')> {
  return import('./compile-keys.js')
}

/** Warns once for each change of the skipped keys, not at every fetch. */
function skippedKeysLogger (log: FastifyBaseLogger): (skipped: readonly SkippedKey[]) => void {
  let reported = '[]'
  return skipped => {
    const report = JSON.stringify(skipped)
    if (report !== reported && skipped.length > 0) log.warn({ skipped }, 'JWKS keys skipped')
    reported = report
  }
}

/** The key set of a pool, with its URL. */
export interface LocatedKeySet {
  /** The pool's name. */
  readonly pool: string
  readonly jwksUri: string
  readonly keySet: KeySet
}

/**
 * Fetches key sets before the first token.
 *
 * @throws FST_COGNITO_KEYS_UNAVAILABLE with every key set that could not be fetched, and the reason
 */
export async function requireKeys (located: readonly LocatedKeySet[]): Promise<void> {
  await Promise.all(located.map(async ({ keySet }) => keySet.warmUp()))
  const missing = located.flatMap(({ pool, jwksUri, keySet }) => {
    const { status, lastError } = keySet.health()
    return status === 'empty' ? [`- pool ${pool}: ${withoutQuery(jwksUri)}: ${lastError}`] : []
  })
  if (missing.length === 0) return
  const error = new errors.FST_COGNITO_KEYS_UNAVAILABLE()
  error.message =
    "warmUp: 'required': the key sets could not be fetched; check the URLs and the network, or use " +
    `'eager' to start without keys:\n${missing.join('\n')}`
  throw error
}

/** Returns a URL without its query, which may contain a secret. */
function withoutQuery (url: string): string {
  const { origin, pathname } = new URL(url)
  return origin + pathname
}

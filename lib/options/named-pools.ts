import type { CognitoAuthOptions, PoolOptions, ResolvedPoolsOptions } from './options.js'

/** A pool of the options, with its name and path. */
export interface NamedPool {
  readonly name: string
  readonly options: PoolOptions
  /** The prefix of its fields in error messages: empty, or such as `userPools.staff.` */
  readonly path: string
}

/** The name of the only pool. */
const DEFAULT_POOL_NAME = 'default'

/**
 * Returns whether pools are resolved while the application runs. A pool may have the name `resolve`: then it
 * is an object.
 */
export function hasResolver (options: CognitoAuthOptions): options is ResolvedPoolsOptions {
  return 'userPools' in options && typeof (options.userPools as { resolve?: unknown }).resolve === 'function'
}

/** Returns the pools of the options. None if they are resolved while the application runs. */
export function namedPools (options: CognitoAuthOptions): readonly NamedPool[] {
  if (hasResolver(options)) return []
  return 'userPools' in options
    ? Object.entries(options.userPools).map(([name, options]) => ({
      name,
      options,
      path: `userPools.${name}.`
    }))
    : [{ name: DEFAULT_POOL_NAME, options, path: '' }]
}

/** The options of a pool that are URLs. */
export const URL_FIELDS = ['issuer', 'jwksUri', 'endpoint'] as const

/** Returns the pool that the auth API uses: the named one, or the first. Undefined for an unknown name. */
export function apiPoolOf (pools: readonly NamedPool[], name: string | undefined): NamedPool | undefined {
  return name === undefined ? pools[0] : pools.find(pool => pool.name === name)
}

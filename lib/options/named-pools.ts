import type { CognitoAuthOptions, PoolOptions, ResolvedPoolsOptions } from './options.js'

/** A pool among the options: what it is called, and where in them it stands. */
export interface NamedPool {
  readonly name: string
  readonly options: PoolOptions
  /** What the names of its fields begin with in an error: nothing, or `userPools.staff.` */
  readonly path: string
}

/** What the only pool is called. */
const DEFAULT_POOL_NAME = 'default'

/**
 * Whether pools are found while the application runs. A pool among several may be called `resolve`: then it
 * is an object.
 */
export function hasResolver (options: CognitoAuthOptions): options is ResolvedPoolsOptions {
  return 'userPools' in options && typeof (options.userPools as { resolve?: unknown }).resolve === 'function'
}

/** The pools of the options, one or several; none where they are found while the application runs. */
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

/** The fields of a pool that are addresses. */
export const URL_FIELDS = ['issuer', 'jwksUri', 'endpoint'] as const

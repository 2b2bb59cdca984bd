import type { CognitoAuthOptions, PoolOptions, ResolvedPoolsOptions } from './options.js'

/** A pool among the options: what it is called, and where in them it stands. */
export interface NamedPool {
  readonly name: string
  readonly options: PoolOptions
  /** What the names of its fields begin with in an error: nothing, or `userPools.staff.` */
  readonly path: string
}

/** What the only pool is called. */
const ONLY = 'default'

/**
 * Whether pools are found while the application runs. A pool among several may be called `resolve`: then it
 * is an object.
 */
export function areResolved (given: CognitoAuthOptions): given is ResolvedPoolsOptions {
  return 'userPools' in given && typeof (given.userPools as { resolve?: unknown }).resolve === 'function'
}

/** The pools of the options, one or several; none where they are found while the application runs. */
export function namedPools (given: CognitoAuthOptions): readonly NamedPool[] {
  if (areResolved(given)) return []
  return 'userPools' in given
    ? Object.entries(given.userPools).map(([name, options]) => ({ name, options, path: `userPools.${name}.` }))
    : [{ name: ONLY, options: given, path: '' }]
}

/** The fields of a pool that are addresses. */
export const ADDRESSES = ['issuer', 'jwksUri', 'endpoint'] as const

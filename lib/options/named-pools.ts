import type { CognitoAuthOptions, PoolOptions } from './schema.js'

/** A pool among the options: what it is called, and where in them it stands. */
export interface NamedPool {
  readonly name: string
  readonly options: PoolOptions
  /** What the names of its fields begin with in an error: nothing, or `userPools.staff.` */
  readonly path: string
}

/** What the only pool is called. */
const ONLY = 'default'

/** The pools of the options, one or several. */
export function namedPools (given: CognitoAuthOptions): readonly NamedPool[] {
  return 'userPools' in given
    ? Object.entries(given.userPools).map(([name, options]) => ({ name, options, path: `userPools.${name}.` }))
    : [{ name: ONLY, options: given, path: '' }]
}

/** The fields of a pool that are addresses. */
export const ADDRESSES = ['issuer', 'jwksUri', 'endpoint'] as const

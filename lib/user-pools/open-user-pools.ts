import { fixedPools } from './fixed-pools.js'
import { resolvedPools } from './resolved-pools.js'
import type { Dependencies, UserPools } from './user-pools.js'

/** Returns the user pools of a registration. */
export function openUserPools (dependencies: Dependencies): UserPools {
  const { resolving } = dependencies.settings
  return resolving === null ? fixedPools(dependencies) : resolvedPools(dependencies, resolving)
}

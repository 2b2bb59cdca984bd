import { fixedPools } from './fixed-pools.js'
import type { Dependencies, UserPools } from './user-pools.js'

/** Returns the user pools of a registration. */
export async function openUserPools (dependencies: Dependencies): Promise<UserPools> {
  const { resolving } = dependencies.settings
  if (resolving === null) return fixedPools(dependencies)
  const { resolvedPools } = await import('./resolved-pools.js')
  return resolvedPools(dependencies, resolving)
}

import type { FastifyBaseLogger } from 'fastify'
import type { Cognito } from '../cognito/open-cognito.js'
import { closeIfLoaded, type Lazy } from '../lazy.js'
import type { Settings } from '../options/settings.js'
import type { KeySet } from '../verification/key-set.js'
import { requireKeys } from '../verification/open-key-set.js'
import { lazyCognito, openPoolKeySet, toVerifierPool } from './open-pool.js'
import type { Dependencies, UserPools } from './user-pools.js'

/** Opens the key sets of the fixed pools, by name. */
export async function openKeySets (
  settings: Settings,
  log: FastifyBaseLogger
): Promise<ReadonlyMap<string, KeySet>> {
  return new Map(
    await Promise.all(
      settings.pools.map(
        async poolSettings =>
          [poolSettings.pool.name, await openPoolKeySet(poolSettings, settings, log)] as const
      )
    )
  )
}

/** Returns the user pools of the options. */
export function fixedPools ({ settings, keySets, revocations, log }: Dependencies): UserPools {
  const { pools, apiPool, warmUp } = settings
  const keySetIn = (name: string) => keySets.get(name) as KeySet
  const cognito = new Map(
    pools.map(
      poolSettings => [poolSettings.pool.name, lazyCognito(poolSettings, settings, revocations, log)] as const
    )
  )
  const cognitoIn = (name: string) => cognito.get(name) as Lazy<Cognito>
  return {
    acceptedTokens: new Map(
      pools.map(({ pool, clientIds, tokenUse, audiences, alb }) => [
        pool.name,
        { clientIds, tokenUse, audiences, ...(alb !== null && { alb: true }) }
      ])
    ),
    verifierPools: pools.map(poolSettings =>
      toVerifierPool(poolSettings, settings, keySetIn(poolSettings.pool.name))
    ),
    source: null,
    api: cognitoIn(apiPool as string),
    keySets: () => keySets,
    cognitoIn: name => cognitoIn(name).get(),
    cognitoOf: user => cognitoIn(user.pool).get(),
    warmUp: async () => {
      const located = pools.map(({ pool: { name, jwksUri } }) => ({
        pool: name,
        jwksUri,
        keySet: keySetIn(name)
      }))
      if (warmUp === 'required') await requireKeys(located)
      // Not awaited.
      if (warmUp === 'eager') for (const { keySet } of located) keySet.warmUp()
    },
    prepareSources: () => prepare(cognito.values()),
    close: async () => {
      for (const keySet of keySets.values()) keySet.close()
      await Promise.all(Array.from(cognito.values(), closeIfLoaded))
    }
  }
}

/** Loads the AWS SDK, so that a source that calls Cognito fails at startup without it, not at a request. */
async function prepare (pools: Iterable<Lazy<Cognito>>): Promise<void> {
  for (const pool of pools) {
    const cognito = await pool.get()
    await cognito.prepare()
    // Not awaited: without AWS credentials, the search on the network takes seconds.
    cognito.findCredentials()
  }
}

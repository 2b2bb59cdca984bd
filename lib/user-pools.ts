import type { FastifyBaseLogger } from 'fastify'
import { AcceptedTenantTokens, type AcceptedTokens } from './authorization/accepted-tokens.js'
import type { Cognito } from './cognito/open-cognito.js'
import { errors } from './errors.js'
import { closeIfLoaded, type Lazy } from './lazy.js'
import { openPoolKeySet, lazyCognito, toVerifierPool } from './open-pool.js'
import { loadSdk } from './optional-dependencies.js'
import { resolvedPoolSettings, type PoolSettings } from './options/pool-settings.js'
import type { ResolvingSettings, Settings } from './options/settings.js'
import type { Revocations } from './revocation/revocations.js'
import { LeasedKeySet } from './tenants/leased-key-set.js'
import type { Lease } from './tenants/lease.js'
import { Resolver } from './tenants/resolver.js'
import { TenantPools } from './tenants/tenant-pools.js'
import type { TenantPool } from './tenants/tenants.js'
import type { CurrentUser } from './user/current-user.js'
import type { KeySet } from './verification/key-set.js'
import { requireKeys } from './verification/open-key-set.js'
import type { PoolSource, VerifierPool } from './verification/verifier.js'

/** The user pools of a registration: fixed, or found while the application runs. */
export interface UserPools {
  /** Which tokens guards accept. */
  readonly acceptedTokens: AcceptedTokens
  /** The fixed pools. */
  readonly verifierPools: readonly VerifierPool[]
  /** The source of pools that are not fixed. */
  readonly source: PoolSource | null
  /** The Cognito API of the pool that users sign in to. */
  readonly api: Pick<Lazy<Cognito>, 'get'>
  /** The key sets of the pools in use, by name. */
  keySets(): ReadonlyMap<string, Pick<KeySet, 'keys' | 'health'>>
  /** The Cognito API of a user's own pool. */
  cognitoOf(user: CurrentUser): Promise<Cognito>
  /**
   * Fetches key sets before the first token, depending on the option `warmUp`.
   *
   * @throws FST_COGNITO_KEYS_UNAVAILABLE if they are required and cannot be fetched
   */
  warmUp(): Promise<void>
  /**
   * Prepares sources that call Cognito, so that they fail at start-up and not at a request.
   *
   * @throws FST_COGNITO_MISSING_DEPENDENCY without the AWS SDK
   */
  prepareSources(): Promise<void>
  close(): Promise<void>
}

interface Dependencies {
  readonly settings: Settings
  /** Of the fixed pools, by name. */
  readonly keySets: ReadonlyMap<string, KeySet>
  readonly revocations: Revocations | null
  readonly log: FastifyBaseLogger
}

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

export function userPools (dependencies: Dependencies): UserPools {
  const { resolving } = dependencies.settings
  return resolving === null ? fixedPools(dependencies) : resolvedPools(dependencies, resolving)
}

function fixedPools ({ settings, keySets, revocations, log }: Dependencies): UserPools {
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
      pools.map(({ pool, clientIds, tokenUse }) => [pool.name, { clientIds, tokenUse }])
    ),
    verifierPools: pools.map(poolSettings =>
      toVerifierPool(poolSettings, settings, keySetIn(poolSettings.pool.name))
    ),
    source: null,
    api: cognitoIn(apiPool as string),
    keySets: () => keySets,
    cognitoOf: user => cognitoIn(user.pool).get(),
    warmUp: async () => {
      const located = pools.map(({ pool: { name, jwksUri } }) => ({
        pool: name,
        jwksUri,
        keySet: keySetIn(name)
      }))
      if (warmUp === 'required') await requireKeys(located)
      // Not waited for.
      if (warmUp === 'eager') for (const { keySet } of located) keySet.warmUp()
    },
    prepareSources: () => prepare(cognito.values()),
    close: async () => {
      for (const keySet of keySets.values()) keySet.close()
      await Promise.all(Array.from(cognito.values(), closeIfLoaded))
    }
  }
}

/** Makes a source that calls Cognito fail at start-up, and not at a request, if the AWS SDK is missing. */
async function prepare (pools: Iterable<Lazy<Cognito>>): Promise<void> {
  for (const pool of pools) {
    const cognito = await pool.get()
    await cognito.prepare()
    // Not awaited: without AWS credentials, the search on the network takes seconds.
    cognito.findCredentials()
  }
}

interface Tenant extends TenantPool {
  readonly cognito: Lazy<Cognito>
}

/** How long requests under way may use the Cognito API of a pool that was removed, in milliseconds. */
const CLOSING = 60_000

const NO_API_POOL =
  '- options.userPools.resolve cannot be combined with operations of fastify.cognito; register the plugin ' +
  'again in another scope, with the userPoolId and clientId of a pool'

function resolvedPools (
  { settings, revocations, log }: Dependencies,
  { resolve, timeout, max, ttl }: ResolvingSettings
): UserPools {
  const { times, sourcesCallCognito } = settings
  const open = async (poolSettings: PoolSettings, lease: Lease): Promise<Tenant> => {
    const keySet = new LeasedKeySet(await openPoolKeySet(poolSettings, settings, log), lease)
    const cognito = lazyCognito(poolSettings, settings, revocations, log)
    const verifierPool = {
      ...toVerifierPool(poolSettings, settings, keySet),
      tokenUse: poolSettings.tokenUse
    }
    const close = () => {
      keySet.close()
      setTimeout(closeIfLoaded, CLOSING, cognito).unref()
    }
    return { verifierPool, keySet, cognito, close }
  }
  const tenants = new TenantPools({
    resolver: new Resolver({ resolve, timeout, log }),
    parse: options => resolvedPoolSettings(options, sourcesCallCognito),
    open,
    max,
    times: { ttl, staleFor: times.staleFor, retry: times.cooldown },
    cooldown: times.cooldown,
    log
  })
  return {
    acceptedTokens: new AcceptedTenantTokens(),
    verifierPools: [],
    source: tenants,
    api: {
      get: async () => {
        throw new errors.FST_COGNITO_INVALID_OPTIONS(NO_API_POOL)
      }
    },
    keySets: () => new Map(tenants.all.map(([name, { keySet }]) => [name, keySet])),
    cognitoOf: async user => (await tenants.find(user.claims.iss)).cognito.get(),
    warmUp: async () => {},
    prepareSources: async () => {
      await loadSdk('A source of groups in Cognito')
    },
    close: async () => {
      const open = tenants.all.map(([, { cognito }]) => cognito)
      tenants.close()
      await Promise.all(open.map(closeIfLoaded))
    }
  }
}

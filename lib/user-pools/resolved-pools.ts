import { AcceptedTenantTokens } from '../authorization/accepted-tokens.js'
import type { Cognito } from '../cognito/open-cognito.js'
import { errors } from '../errors.js'
import { closeIfLoaded, type Lazy } from '../lazy.js'
import { loadSdk } from '../optional-dependencies.js'
import type { PoolSettings } from '../options/pool-settings.js'
import { resolvedPoolSettings } from '../options/resolved-pool-settings.js'
import type { ResolvingSettings } from '../options/settings.js'
import { LeasedKeySet } from '../tenants/leased-key-set.js'
import type { Lease } from '../tenants/lease.js'
import { Resolver } from '../tenants/resolver.js'
import { TenantPools } from '../tenants/tenant-pools.js'
import type { TenantPool } from '../tenants/tenants.js'
import { lazyCognito, openPoolKeySet, toVerifierPool } from './open-pool.js'
import type { Dependencies, UserPools } from './user-pools.js'

interface Tenant extends TenantPool {
  readonly cognito: Lazy<Cognito>
}

/** How long pending requests may use the Cognito API of a removed pool, in milliseconds. */
const CLOSE_DELAY = 60_000

const NO_API_POOL =
  '- options.userPools.resolve cannot be combined with operations of fastify.cognito; register the plugin ' +
  'again in another scope, with the userPoolId and clientId of a pool'

/** Returns the user pools that `userPools.resolve` returns while the application runs. */
export function resolvedPools (
  dependencies: Dependencies,
  { resolve, timeout, max, ttl }: ResolvingSettings
): UserPools {
  const {
    settings: { times, sourcesCallCognito },
    log
  } = dependencies
  const tenants = new TenantPools({
    resolver: new Resolver({ resolve, timeout, log }),
    parse: options => resolvedPoolSettings(options, sourcesCallCognito),
    open: (poolSettings, lease) => openTenant(dependencies, poolSettings, lease),
    max,
    times: { ttl, staleFor: times.staleFor, retry: times.cooldown },
    cooldown: times.cooldown,
    log
  })
  return {
    acceptedTokens: new AcceptedTenantTokens(),
    verifierPools: [],
    source: tenants,
    api: { get: noFixedPool },
    cognitoIn: noFixedPool,
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

async function noFixedPool (): Promise<never> {
  throw new errors.FST_COGNITO_INVALID_OPTIONS(NO_API_POOL)
}

async function openTenant (
  { settings, revocations, log }: Dependencies,
  poolSettings: PoolSettings,
  lease: Lease
): Promise<Tenant> {
  const keySet = new LeasedKeySet(await openPoolKeySet(poolSettings, settings, log), lease)
  const cognito = lazyCognito(poolSettings, settings, revocations, log)
  const verifierPool = {
    ...toVerifierPool(poolSettings, settings, keySet),
    tokenUse: poolSettings.tokenUse,
    requiresAudience: true
  }
  const close = () => {
    keySet.close()
    setTimeout(closeIfLoaded, CLOSE_DELAY, cognito).unref()
  }
  return { verifierPool, keySet, cognito, close }
}

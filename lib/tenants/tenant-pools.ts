import { isDeepStrictEqual } from 'node:util'
import type { FastifyBaseLogger } from 'fastify'
import { LRUCache } from 'lru-cache'
import { errors } from '../errors.js'
import { MissBudget } from '../verification/miss-budget.js'
import { tokenRejection } from '../verification/token-rejection.js'
import type { PoolSource, VerifierPool } from '../verification/verifier.js'
import { isIssuer } from './issuer.js'
import { Lease, type LeaseTimes } from './lease.js'
import type { Resolver } from './resolver.js'
import { Tenants, type Tenant, type TenantPool, type TenantSettings } from './tenants.js'

interface Dependencies<Settings, Pool> {
  readonly resolver: Pick<Resolver, 'resolve'>
  /**
   * Returns the settings of the options that `resolve` has returned.
   *
   * @throws FST_COGNITO_INVALID_OPTIONS, FST_COGNITO_DEVELOPMENT_ONLY
   */
  readonly parse: (options: unknown) => Settings
  /** @param lease - how long the pool may be used */
  readonly open: (settings: Settings, lease: Lease) => Promise<Pool>
  /** The number of pools that are kept. */
  readonly max: number
  readonly times: LeaseTimes
  /** The time for which an issuer without a pool is cached, in milliseconds. */
  readonly cooldown: number
  readonly log: FastifyBaseLogger
}

/** The number of unknown issuers that `resolve` is called for within one cooldown, or concurrently. */
const MAX_UNKNOWN_ISSUERS = 20

/** The number of issuers without a pool that are cached. */
const MAX_REJECTED_ISSUERS = 1000

/**
 * The user pools that `userPools.resolve` returns. It is called once for each issuer, and again when the
 * `ttl` of the pool has passed.
 */
export class TenantPools<Settings extends TenantSettings, Pool extends TenantPool> implements PoolSource {
  readonly #dependencies: Dependencies<Settings, Pool>
  readonly #tenants: Tenants<Settings, Pool>
  /** The errors of issuers that have no usable pool. */
  readonly #rejected: LRUCache<string, () => Error>
  /** The pending calls, by issuer: concurrent tokens wait for one call. */
  readonly #loading = new Map<string, Promise<Tenant<Settings, Pool>>>()
  readonly #resolving = new Set<Promise<unknown>>()
  readonly #misses: MissBudget
  #closed = false

  constructor (dependencies: Dependencies<Settings, Pool>) {
    this.#dependencies = dependencies
    this.#misses = new MissBudget(dependencies.cooldown, MAX_UNKNOWN_ISSUERS)
    this.#rejected = new LRUCache({ max: MAX_REJECTED_ISSUERS, ttl: dependencies.cooldown })
    this.#tenants = new Tenants(dependencies.max)
  }

  /** The pools in use, by name. */
  get all (): readonly (readonly [name: string, pool: Pool])[] {
    return this.#tenants.all
  }

  of (issuer: unknown): VerifierPool | Promise<VerifierPool> {
    const tenant = this.#tenants.use(issuer)
    return tenant === undefined
      ? this.#find(issuer).then(({ pool }) => pool.verifierPool)
      : tenant.pool.verifierPool
  }

  /**
   * Returns the pool of an issuer.
   *
   * @throws FST_COGNITO_INVALID_TOKEN if it has none, FST_COGNITO_MISCONFIGURED if its options cannot be
   * used, FST_COGNITO_POOLS_UNAVAILABLE if `resolve` fails
   */
  async find (issuer: string): Promise<Pool> {
    return (this.#tenants.use(issuer) ?? (await this.#find(issuer))).pool
  }

  close (): void {
    this.#closed = true
    this.#tenants.clear()
  }

  async #find (issuer: unknown): Promise<Tenant<Settings, Pool>> {
    if (!isIssuer(issuer)) {
      throw tokenRejection('issuer', {
        iss: issuer,
        expected: 'the issuer of a user pool',
        received: issuer
      })
    }
    const waiting =
      this.#loading.get(issuer) ??
      this.#load(issuer).finally(() => {
        this.#loading.delete(issuer)
      })
    this.#loading.set(issuer, waiting)
    return waiting
  }

  async #load (issuer: string): Promise<Tenant<Settings, Pool>> {
    const known = this.#tenants.get(issuer)
    if (known !== undefined) await this.#renew(known)
    const tenant = this.#tenants.use(issuer)
    if (tenant !== undefined) return tenant
    if (this.#tenants.get(issuer) !== undefined) throw new errors.FST_COGNITO_POOLS_UNAVAILABLE()
    const rejected = this.#rejected.get(issuer)
    if (rejected !== undefined) throw rejected()
    return this.#resolveWithinBudget(issuer)
  }

  /**
   * Calls `resolve` within the budget for unknown issuers. Otherwise waits until a pending call gives one
   * back.
   */
  async #resolveWithinBudget (issuer: string): Promise<Tenant<Settings, Pool>> {
    while (!this.#misses.take()) {
      if (this.#resolving.size === 0) throw unknownIssuer(issuer)
      await Promise.race(this.#resolving)
    }
    const tenant = this.#resolve(issuer)
    const settled = tenant
      .catch(() => {})
      .finally(() => {
        this.#resolving.delete(settled)
      })
    this.#resolving.add(settled)
    return tenant
  }

  async #resolve (issuer: string): Promise<Tenant<Settings, Pool>> {
    const options = await this.#callResolver(issuer)
    const tenant = options === null ? null : await this.#accept(issuer, options)
    if (tenant === null) {
      this.#rejected.set(issuer, () => unknownIssuer(issuer))
      throw unknownIssuer(issuer)
    }
    this.#misses.giveBack()
    return tenant
  }

  async #callResolver (issuer: string): Promise<unknown> {
    try {
      if (this.#closed) throw new errors.FST_COGNITO_POOLS_UNAVAILABLE()
      return await this.#dependencies.resolver.resolve(issuer)
    } catch (error) {
      this.#misses.giveBack()
      throw error
    }
  }

  /**
   * Opens the returned pool, in place of the issuer's previous one. Returns null if it has another issuer.
   *
   * @throws FST_COGNITO_MISCONFIGURED
   */
  async #accept (issuer: string, options: unknown): Promise<Tenant<Settings, Pool> | null> {
    const { parse, log } = this.#dependencies
    try {
      // A copy, so that later changes of the application's object have no effect.
      const copy: unknown = structuredClone(options)
      const settings = parse(copy)
      if (!settings.pool.issuers.includes(issuer)) {
        log.error(
          { issuer, received: settings.pool.issuers },
          'userPools.resolve returned a pool of another issuer'
        )
        return null
      }
      return this.#unchangedTenant(issuer, copy) ?? (await this.#open(issuer, copy, settings))
    } catch (error) {
      if (this.#closed) throw new errors.FST_COGNITO_POOLS_UNAVAILABLE()
      log.error(
        { issuer, reason: (error as Error).message },
        'userPools.resolve returned invalid options'
      )
      this.#rejected.set(issuer, () => new errors.FST_COGNITO_MISCONFIGURED())
      throw new errors.FST_COGNITO_MISCONFIGURED()
    }
  }

  /** Returns the pool in use, if it was opened with the same options. */
  #unchangedTenant (issuer: string, options: unknown): Tenant<Settings, Pool> | undefined {
    const tenant = this.#tenants.get(issuer)
    return tenant !== undefined && isDeepStrictEqual(tenant.options, options) ? tenant : undefined
  }

  async #open (issuer: string, options: unknown, settings: Settings): Promise<Tenant<Settings, Pool>> {
    const lease = new Lease(this.#dependencies.times, () => {
      this.#renew(tenant)
    })
    const pool = await this.#dependencies.open(settings, lease)
    const tenant: Tenant<Settings, Pool> = { issuer, options, settings, lease, pool, renewing: null }
    try {
      // A pool on AWS has two issuers: of two concurrent calls, the first opens the pool for both.
      const unchanged = this.#unchangedTenant(issuer, options)
      if (unchanged === undefined) this.#add(tenant)
      else pool.close()
      return unchanged ?? tenant
    } catch (error) {
      pool.close()
      throw error
    }
  }

  #add (tenant: Tenant<Settings, Pool>): void {
    if (this.#closed) throw new errors.FST_COGNITO_POOLS_UNAVAILABLE()
    this.#tenants.add(tenant)
  }

  /** Calls `resolve` again for a pool in use. Concurrent calls share one. Never rejects. */
  #renew (tenant: Tenant<Settings, Pool>): Promise<void> {
    tenant.renewing ??= this.#resolveAgain(tenant).finally(() => {
      tenant.renewing = null
    })
    return tenant.renewing
  }

  async #resolveAgain (tenant: Tenant<Settings, Pool>): Promise<void> {
    const { issuer, lease } = tenant
    try {
      const options = await this.#dependencies.resolver.resolve(issuer)
      // It may have been removed or replaced in the meantime.
      if (!this.#tenants.has(tenant)) return
      const next = options === null ? null : await this.#accept(issuer, options)
      if (next !== null) return next.lease.renew()
      this.#tenants.remove(issuer)
      this.#rejected.set(issuer, () => unknownIssuer(issuer))
    } catch {
      lease.extend()
    }
  }
}

function unknownIssuer (issuer: string): Error {
  return tokenRejection('issuer', {
    iss: issuer,
    expected: 'an issuer that userPools.resolve returns a pool for',
    received: issuer
  })
}

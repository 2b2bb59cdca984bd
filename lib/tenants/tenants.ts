import { LRUCache } from 'lru-cache'
import { errors } from '../errors.js'
import type { KeySet } from '../verification/key-set.js'
import type { VerifierPool } from '../verification/verifier.js'
import type { Lease } from './lease.js'

/** The validated options of a pool. */
export interface TenantSettings {
  readonly pool: { readonly name: string, readonly issuers: readonly string[] }
}

/** An open pool. */
export interface TenantPool {
  readonly verifierPool: VerifierPool
  readonly keySet: Pick<KeySet, 'keys' | 'health'>
  close(): void
}

/** A pool in use. */
export interface Tenant<Settings, Pool> {
  /** The issuer that `resolve` was called with. */
  readonly issuer: string
  readonly options: unknown
  readonly settings: Settings
  readonly lease: Lease
  readonly pool: Pool
  renewing: Promise<void> | null
}

/**
 * The pools in use, by issuer and by name. If there are more than `max`, the least recently used pool is
 * removed and closed.
 */
export class Tenants<Settings extends TenantSettings, Pool extends TenantPool> {
  readonly #tenants: LRUCache<string, Tenant<Settings, Pool>>
  readonly #byIssuer = new Map<string, Tenant<Settings, Pool>>()
  readonly #byName = new Map<string, Tenant<Settings, Pool>>()

  /** @param max - the number of pools that are kept */
  constructor (max: number) {
    this.#tenants = new LRUCache({
      max,
      dispose: tenant => {
        this.#remove(tenant)
      }
    })
  }

  /** The pools in use, by name. */
  get all (): readonly (readonly [name: string, pool: Pool])[] {
    return Array.from(this.#byName, ([name, { pool }]) => [name, pool] as const)
  }

  /** Returns the pool of an issuer, even if its lease has ended. */
  get (issuer: string): Tenant<Settings, Pool> | undefined {
    return this.#byIssuer.get(issuer)
  }

  /** Returns the pool of an issuer and marks it as used. Undefined without a pool whose lease is current. */
  use (issuer: unknown): Tenant<Settings, Pool> | undefined {
    const tenant = this.#byIssuer.get(issuer as string)
    if (tenant === undefined || !tenant.lease.isCurrent) return undefined
    this.#tenants.get(tenant.issuer)
    return tenant
  }

  /** Returns whether a pool is still in use, and was not replaced. */
  has ({ settings, lease }: Tenant<Settings, Pool>): boolean {
    return this.#byName.get(settings.pool.name)?.lease === lease
  }

  /**
   * Adds a pool, in place of the previous one of its issuer.
   *
   * @throws FST_COGNITO_INVALID_OPTIONS if the pool of another issuer has its name
   */
  add (tenant: Tenant<Settings, Pool>): void {
    const {
      issuer,
      settings: {
        pool: { name, issuers }
      }
    } = tenant
    const previous = this.#byIssuer.get(issuer)
    const namesake = this.#byName.get(name)
    if (namesake !== undefined && namesake !== previous) {
      throw new errors.FST_COGNITO_INVALID_OPTIONS(
        `- options.name must be unique, and the pool of ${namesake.issuer} has it already; got "${name}"`
      )
    }
    if (previous !== undefined) this.#tenants.delete(previous.issuer)
    for (const each of issuers) if (!this.#byIssuer.has(each)) this.#byIssuer.set(each, tenant)
    this.#byName.set(name, tenant)
    this.#tenants.set(issuer, tenant)
  }

  /** Removes and closes the pool that was opened for an issuer. */
  remove (issuer: string): void {
    this.#tenants.delete(issuer)
  }

  /** Removes and closes all pools. */
  clear (): void {
    this.#tenants.clear()
  }

  #remove (tenant: Tenant<Settings, Pool>): void {
    tenant.lease.end()
    const { name, issuers } = tenant.settings.pool
    for (const issuer of issuers) if (this.#byIssuer.get(issuer) === tenant) this.#byIssuer.delete(issuer)
    this.#byName.delete(name)
    tenant.pool.close()
  }
}

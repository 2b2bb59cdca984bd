import type { DomainDescriptionType } from '@aws-sdk/client-cognito-identity-provider'
import type { AppClient } from '../pool/records.js'
import type { UserPool } from '../pool/user-pool.js'
import type { UserPools } from '../pool/user-pools.js'
import type { Table } from '../store/table.js'

/** Returns the app client of an ID, with its pool. */
export function clientOf (
  pools: UserPools,
  id: string | null
): { pool: UserPool, client: AppClient } | undefined {
  const pool = pools.all().find(({ clients }) => id !== null && clients.has(id))
  const client = pool?.clients.get(id as string)
  return pool === undefined || client === undefined ? undefined : { pool, client }
}

/** The versions of the pool's domains: 2 for managed login, 1 for the classic hosted UI. */
function versions ({ id, environment }: UserPool): number[] {
  const domains: Table<DomainDescriptionType> = environment.store.table('domains')
  return domains
    .values()
    .filter(({ UserPoolId }) => UserPoolId === id)
    .map(({ ManagedLoginVersion = 1 }) => ManagedLoginVersion)
}

/**
 * Returns whether the pool has the classic hosted UI: it has no passkeys, no other choice than the password,
 * no `prompt`, and is in English. A pool without a domain has managed login.
 */
export function isClassic (pool: UserPool): boolean {
  const all = versions(pool)
  return all.length > 0 && !all.includes(2)
}

/** Returns whether pages need a branding style of the app client: those of a domain with managed login. */
export function needsBranding (pool: UserPool): boolean {
  return versions(pool).includes(2)
}

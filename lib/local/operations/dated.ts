import type { UserPool } from '../pool/user-pool.js'
import type { Table } from '../store/table.js'

/** A record whose settings AWS describes together with when it was created and modified. */
export interface Dated<Settings> {
  settings: Settings
  createdAt: number
  modifiedAt: number
}

/** Adds a record, or changes the settings of one. */
export function putDated<Settings> (
  pool: UserPool,
  table: Table<Dated<Settings>>,
  key: string,
  settings: Settings
): Dated<Settings> {
  const now = pool.now()
  return table.put(key, { settings, createdAt: table.get(key)?.createdAt ?? now, modifiedAt: now })
}

/** Describes a record as AWS does. */
export function describeDated<Settings> ({ settings, createdAt, modifiedAt }: Dated<Settings>) {
  return { ...settings, CreationDate: new Date(createdAt), LastModifiedDate: new Date(modifiedAt) }
}

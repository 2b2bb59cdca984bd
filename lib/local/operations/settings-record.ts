import type { UserPool } from '../pool/user-pool.js'
import type { Table } from '../store/table.js'

/** A record whose settings AWS describes together with when it was created and modified. */
export interface SettingsRecord<Settings> {
  settings: Settings
  createdAt: number
  modifiedAt: number
}

/** Adds a record, or changes the settings of one. */
export function putSettings<Settings> (
  pool: UserPool,
  table: Table<SettingsRecord<Settings>>,
  key: string,
  settings: Settings
): SettingsRecord<Settings> {
  const now = pool.now()
  return table.put(key, { settings, createdAt: table.get(key)?.createdAt ?? now, modifiedAt: now })
}

/** Describes a record as AWS does. */
export function describeSettings<Settings> ({ settings, createdAt, modifiedAt }: SettingsRecord<Settings>) {
  return { ...settings, CreationDate: new Date(createdAt), LastModifiedDate: new Date(modifiedAt) }
}

import { randomBytes } from 'node:crypto'
import type { Database } from 'node-sqlite3-wasm'

/**
 * Creates the tables of the Python package `auth-middleware`, unless they exist. The package looks users up
 * by the username in the token.
 */
const TABLES = `
  create table if not exists authz_groups (id varchar(27) primary key, username varchar(500), "group" varchar(100));
  create table if not exists authz_permissions (id varchar(27) primary key, username varchar(500), permission varchar(100));
  create index if not exists authz_groups_username on authz_groups (username);
  create index if not exists authz_permissions_username on authz_permissions (username);
`

export function makeTables (database: Database): void {
  database.exec(TABLES)
}

/** The groups and permissions of a user. */
interface Grant {
  permissions?: readonly string[]
  groups?: readonly string[]
}

/** Grants permissions to a user, and adds the user to groups. */
export function grant (database: Database, username: string, { permissions = [], groups = [] }: Grant): void {
  for (const permission of permissions) {
    database.run('insert into authz_permissions (id, username, permission) values (?, ?, ?)', [
      newId(),
      username,
      permission
    ])
  }
  for (const group of groups) {
    database.run('insert into authz_groups (id, username, "group") values (?, ?, ?)', [
      newId(),
      username,
      group
    ])
  }
}

/** Returns 27 characters, the size of the column. */
function newId (): string {
  return randomBytes(20).toString('base64url')
}

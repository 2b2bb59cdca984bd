import { randomUUID } from 'node:crypto'
import type { Attributes, User, UserStatus } from './records.js'
import { writeAttributes } from './attribute-changes.js'
import type { UserPool } from './user-pool.js'

interface NewUser {
  username: string
  attributes: Attributes
  status: UserStatus
  password?: string | undefined
  groups?: string[]
}

/**
 * Returns a new user, not saved. If users sign in with an email address or phone number, their username is
 * their `sub`.
 */
export function createUser (
  pool: UserPool,
  { username, attributes, status, password, groups = [] }: NewUser
): User {
  const sub = randomUUID()
  const now = pool.now()
  const user: User = {
    username: pool.settings.UsernameAttributes === undefined ? username : sub,
    sub,
    status,
    enabled: true,
    ...(password !== undefined && { password }),
    formerPasswords: [],
    attributes: {},
    groups,
    factors: [],
    codes: {},
    devices: [],
    passkeys: [],
    identities: [],
    events: [],
    createdAt: now,
    modifiedAt: now
  }
  writeAttributes(user, attributes)
  return user
}

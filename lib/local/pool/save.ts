import type { User } from './records.js'
import type { UserPool } from './user-pool.js'

/** Saves changes of a user that count as a modification. */
export function save (pool: UserPool, user: User, changes: Partial<User> = {}): User {
  return pool.users.save(user, { ...changes, modifiedAt: pool.now() })
}

import type { Pool } from '../pool.js'
import { Refusal, userNotFound } from '../refusal.js'
import type { Person } from '../users.js'

/** What an administrator's request names. */

export function checkPool ({ userPoolId }: Pool, id: string | undefined): void {
  if (id !== userPoolId) throw new Refusal('ResourceNotFoundException', `User pool ${id} does not exist.`)
}

export function named (pool: Pool, { UserPoolId, Username = '' }: { UserPoolId: string | undefined, Username: string | undefined }): Person {
  checkPool(pool, UserPoolId)
  const person = pool.users.find(Username)
  if (person === null) throw userNotFound()
  return person
}

import type { User } from './records.js'
import type { UserPool } from './user-pool.js'

/** Returns the identities of a user as the attribute `identities` has them. */
export function identitiesOf ({ identities }: User) {
  return identities.map(({ providerName, userId, primary, createdAt }) => ({
    userId,
    providerName,
    providerType: providerName,
    issuer: null,
    primary,
    dateCreated: createdAt
  }))
}

/** Returns the user that a provider's user is linked to. */
export function linkedUser (pool: UserPool, providerName: string, userId: string): User | undefined {
  return pool.users
    .all()
    .find(({ identities }) =>
      identities.some(link => link.providerName === providerName && link.userId === userId)
    )
}

/** Finds the users and app clients that requests name. */
import { checkSecretHash } from '../pool/app-client.js'
import { orNotFound, userNotFound } from '../pool/exception.js'
import type { AppClient, User } from '../pool/records.js'
import type { UserPool } from '../pool/user-pool.js'
import type { UserPools } from '../pool/user-pools.js'

/**
 * Returns the user that an administrator's request names.
 *
 * @throws UserNotFoundException
 */
export function namedUser (
  pools: UserPools,
  { UserPoolId, Username }: { UserPoolId: string, Username: string }
): { pool: UserPool, user: User } {
  const pool = pools.get(UserPoolId)
  const user = pool.users.find(Username)
  if (user === undefined) throw userNotFound()
  return { pool, user }
}

/** Returns the app client that an administrator's request names together with its pool. */
export function namedClient (
  pools: UserPools,
  { UserPoolId, ClientId }: { UserPoolId: string, ClientId: string }
): { pool: UserPool, client: AppClient } {
  const pool = pools.get(UserPoolId)
  const client = orNotFound(pool.clients.get(ClientId), `User pool client ${ClientId} does not exist.`)
  return { pool, client }
}

interface ClientRequest {
  ClientId: string
  Username: string
  SecretHash?: string | undefined
}

/** Returns the app client of a request and its user, if there is one, after the secret hash is checked. */
export function clientAndUser (
  pools: UserPools,
  { ClientId, Username, SecretHash }: ClientRequest
): { pool: UserPool, client: AppClient, user: User | undefined } {
  const { pool, client } = pools.client(ClientId)
  const user = pool.users.find(Username)
  checkSecretHash(client, SecretHash, Username, user)
  return { pool, client, user }
}

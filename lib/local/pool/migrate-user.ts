import { userNotFound } from './exception.js'
import { deliver } from './messages.js'
import { deliveryBy } from './delivery.js'
import { createUser } from './new-user.js'
import type { AppClient, Attributes, User, UserStatus } from './records.js'
import { runTrigger } from './triggers/run.js'
import type { UserPool } from './user-pool.js'

/**
 * Creates a user that the pool does not have, if the trigger for user migration returns it.
 *
 * @param password - undefined if the user has forgotten it
 * @param clientMetadata - ClientMetadata of the request, which is validation data at a sign-in
 */
export async function migrateUser (
  pool: UserPool,
  client: AppClient,
  name: string,
  password: string | undefined,
  clientMetadata: Record<string, string> = {}
): Promise<User | undefined> {
  const source = password === undefined ? 'ForgotPassword' : 'Authentication'
  const response = await runTrigger(pool, 'userMigration', {
    source,
    userName: name,
    clientId: client.id,
    request: password === undefined ? { clientMetadata } : { password, validationData: clientMetadata },
    response: {
      userAttributes: null,
      finalUserStatus: null,
      messageAction: null,
      desiredDeliveryMediums: null,
      forceAliasCreation: null
    }
  }).catch(() => {
    throw userNotFound(`Exception migrating user in app client ${client.id}`)
  })
  const attributes: unknown = response?.['userAttributes']
  if (typeof attributes !== 'object' || attributes === null) return undefined
  return await createMigratedUser(pool, client, name, password, response as Record<string, any>)
}

async function createMigratedUser (
  pool: UserPool,
  client: AppClient,
  name: string,
  password: string | undefined,
  response: Record<string, any>
): Promise<User> {
  const { username: _username, ...attributes } = response['userAttributes'] as Attributes
  const status: UserStatus = response['finalUserStatus'] === 'CONFIRMED' ? 'CONFIRMED' : 'RESET_REQUIRED'
  const final = password === undefined ? 'CONFIRMED' : status
  const user = pool.users.save(createUser(pool, { username: name, attributes, status: final, password }))
  const { email } = user.attributes
  if (response['messageAction'] !== 'SUPPRESS' && email !== undefined) {
    await deliver(pool, user, deliveryBy('email', email), {
      source: 'AdminCreateUser',
      code: password ?? '',
      clientId: client.id
    })
  }
  return user
}

import { groupNames, mfaSettings, poolSettings } from '../pool/settings.js'
import { localCognitoError } from './error.js'
import type { LocalCognitoOptions, LocalUser } from './options.js'
import { attributeList } from './operations/output.js'
import type { LocalPoolOptions } from './pool-options.js'
import { secretHash } from './pool/app-client.js'
import type { Call } from './protocol/call.js'
import type { SeededPool } from './seeded-pool.js'
import { ensureProviders, localClientSettings } from './seed-client.js'
import type { Table } from './store/table.js'
import { ensureGroup, updatePool } from './update-pool.js'

const KEY = 'pool'

/** Creates the pool of the options at the first start, and changes it to the options at later ones. */
export async function seed (
  table: Table<SeededPool>,
  call: Call,
  { users = [], pool }: LocalCognitoOptions
): Promise<SeededPool> {
  const known = table.get(KEY)
  const seeded = known ?? table.put(KEY, await createPool(call, pool))
  if (known !== undefined && pool !== undefined) await updatePool(call, seeded, pool)
  for (const [index, user] of users.entries()) {
    try {
      await addUser(call, seeded, user)
    } catch (cause) {
      throw localCognitoError(`users[${index}]: ${(cause as Error).message}`, cause)
    }
  }
  return seeded
}

async function createPool (call: Call, options: LocalPoolOptions = {}): Promise<SeededPool> {
  const { UserPool } = (await call('CreateUserPool', { ...poolSettings(options) })) as {
    UserPool: { Id: string }
  }
  const UserPoolId = UserPool.Id
  if ((options.mfa !== undefined && options.mfa !== 'off') || options.passkeys !== undefined) {
    await call('SetUserPoolMfaConfig', { UserPoolId, ...mfaSettings(options) })
  }
  const machine = await createMachine(call, UserPoolId)
  await ensureProviders(call, UserPoolId, options)
  const client = await createClient(call, { ...localClientSettings(UserPoolId, options) })
  for (const GroupName of groupNames(options)) await call('CreateGroup', { UserPoolId, GroupName })
  return {
    userPoolId: UserPoolId,
    clientId: client.ClientId,
    ...(client.ClientSecret !== undefined && { clientSecret: client.ClientSecret }),
    machine
  }
}

interface CreatedClient {
  ClientId: string
  ClientSecret?: string
}

async function createClient (call: Call, settings: Record<string, unknown>): Promise<CreatedClient> {
  const { UserPoolClient } = (await call('CreateUserPoolClient', settings)) as {
    UserPoolClient: CreatedClient
  }
  return UserPoolClient
}

async function createMachine (call: Call, UserPoolId: string): Promise<SeededPool['machine']> {
  await call('CreateResourceServer', {
    UserPoolId,
    Identifier: 'orders',
    Name: 'orders',
    Scopes: [
      { ScopeName: 'read', ScopeDescription: 'See orders' },
      { ScopeName: 'write', ScopeDescription: 'Change orders' }
    ]
  })
  const client = await createClient(call, {
    UserPoolId,
    ClientName: 'machine',
    GenerateSecret: true,
    // By the API, GetClientToken, and by the token endpoint.
    ExplicitAuthFlows: ['ALLOW_CLIENT_TOKEN_AUTH'],
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthFlows: ['client_credentials'],
    AllowedOAuthScopes: ['orders/read', 'orders/write']
  })
  return { clientId: client.ClientId, clientSecret: client.ClientSecret as string }
}

const PHONE_NUMBER = '+15555550100'

async function addUser (
  call: Call,
  { userPoolId: UserPoolId, clientId: ClientId, clientSecret }: SeededPool,
  user: LocalUser
): Promise<void> {
  const named = { UserPoolId, Username: user.email }
  const known = await call('AdminGetUser', named).catch(() => undefined)
  if (known !== undefined) return
  const attributes = { email: user.email, name: user.name, phone_number: user.phone_number ?? PHONE_NUMBER }
  if (user.confirmed ?? true) {
    // This sends no code, so that the mailbox starts empty.
    const UserAttributes = attributeList({ ...attributes, email_verified: 'true' })
    await call('AdminCreateUser', {
      ...named,
      TemporaryPassword: user.password,
      MessageAction: 'SUPPRESS',
      UserAttributes
    })
    await call('AdminSetUserPassword', { ...named, Password: user.password, Permanent: true })
  } else {
    const SecretHash = clientSecret && secretHash(clientSecret, user.email, ClientId)
    await call('SignUp', {
      ClientId,
      SecretHash,
      Username: user.email,
      Password: user.password,
      UserAttributes: attributeList(attributes)
    })
  }
  for (const GroupName of user.groups ?? []) {
    await ensureGroup(call, UserPoolId, GroupName)
    await call('AdminAddUserToGroup', { ...named, GroupName })
  }
}

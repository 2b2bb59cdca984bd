import type { Sdk } from '../optional-dependencies.js'
import type { CreateUserPoolOptions } from '../pool/create-options.js'
import { createUserPool } from '../pool/create-user-pool.js'
import { errors } from '../errors.js'
import { adaptPool, ensureGroup } from './adapt-pool.js'
import { secretHash } from './app-client.js'
import { context } from './emulator.js'
import type { Furniture } from './furniture.js'
import type { Attribute } from './records.js'
import type { LocalCognitoOptions, LocalUser } from './options.js'
import type { Call } from './router.js'
import type { JsonStore } from './store.js'

/** @internal */
export async function furnish (sdk: Sdk, endpoint: string, store: JsonStore, call: Call, { users = [], pool }: LocalCognitoOptions): Promise<Furniture> {
  let furniture = store.read<Furniture>('Furniture')
  if (furniture === undefined) {
    furniture = await makeFurniture(sdk, endpoint, call, pool)
    await store.set(context, 'Furniture', furniture)
  } else if (pool !== undefined) {
    await adaptPool(call, furniture, pool)
  }
  for (const [index, user] of users.entries()) {
    try {
      await addUser(call, furniture, user)
    } catch (cause) {
      const error = new errors.FST_COGNITO_LOCAL_COGNITO(`users[${index}]: ${(cause as Error).message}`)
      error.cause = cause
      throw error
    }
  }
  return furniture
}

async function makeFurniture (sdk: Sdk, endpoint: string, call: Call, options: CreateUserPoolOptions | undefined): Promise<Furniture> {
  const client = new sdk.CognitoIdentityProviderClient({
    region: 'local', endpoint, credentials: { accessKeyId: 'local', secretAccessKey: 'local' }
  })
  try {
    const pool = await createUserPool(client, options)
    return { ...pool, machine: await addMachine(call, pool.userPoolId) }
  } finally {
    client.destroy()
  }
}

async function addMachine (call: Call, UserPoolId: string): Promise<Furniture['machine']> {
  await call('CreateResourceServer', {
    UserPoolId,
    Identifier: 'orders',
    Name: 'orders',
    Scopes: [{ ScopeName: 'read', ScopeDescription: 'See orders' }, { ScopeName: 'write', ScopeDescription: 'Change orders' }]
  })
  const { UserPoolClient } = await call('CreateUserPoolClient', {
    UserPoolId,
    ClientName: 'machine',
    GenerateSecret: true,
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthFlows: ['client_credentials'],
    AllowedOAuthScopes: ['orders/read', 'orders/write']
  }) as { UserPoolClient: { ClientId: string, ClientSecret: string } }
  return { clientId: UserPoolClient.ClientId, clientSecret: UserPoolClient.ClientSecret }
}

const PHONE_NUMBER = '+15555550100'

async function addUser (call: Call, { userPoolId: UserPoolId, clientId: ClientId, clientSecret }: Furniture, user: LocalUser): Promise<void> {
  const them = { UserPoolId, Username: user.email }
  if (await call('AdminGetUser', them).then(() => true, () => false)) return
  const attributes = { email: user.email, name: user.name, phone_number: user.phone_number ?? PHONE_NUMBER }
  if (user.confirmed ?? true) {
    // No code is sent this way, so that the mailbox starts empty.
    const UserAttributes = attributeList({ ...attributes, email_verified: 'true' })
    await call('AdminCreateUser', { ...them, TemporaryPassword: user.password, MessageAction: 'SUPPRESS', UserAttributes })
    await call('AdminSetUserPassword', { ...them, Password: user.password, Permanent: true })
  } else {
    const SecretHash = clientSecret && secretHash(clientSecret, user.email + ClientId)
    await call('SignUp', { ClientId, SecretHash, Username: user.email, Password: user.password, UserAttributes: attributeList(attributes) })
  }
  for (const GroupName of user.groups ?? []) await addToGroup(call, { ...them, GroupName })
}

function attributeList (attributes: Record<string, string>): Attribute[] {
  return Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }))
}

async function addToGroup (call: Call, member: { UserPoolId: string, Username: string, GroupName: string }): Promise<void> {
  const { UserPoolId, GroupName } = member
  await ensureGroup(call, UserPoolId, GroupName)
  await call('AdminAddUserToGroup', member)
}

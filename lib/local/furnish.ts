import type { Sdk } from '../optional.js'
import { createUserPool } from '../pool/create-user-pool.js'
import { errors } from '../errors.js'
import { context } from './emulator.js'
import type { Attribute } from './records.js'
import type { LocalUser } from './options.js'
import type { Call } from './router.js'
import type { JsonStore } from './store.js'

/** What a local Cognito has in it at its first start, and the same at every later one. */
export interface Furniture {
  userPoolId: string
  /** A public app client, for people. */
  clientId: string
  /** An app client for machines, which may have the scopes `orders/read` and `orders/write`. */
  machine: { clientId: string, clientSecret: string }
}

export async function furnish (sdk: Sdk, endpoint: string, store: JsonStore, call: Call, users: readonly LocalUser[]): Promise<Furniture> {
  let furniture = store.read<Furniture>('Furniture')
  if (furniture === undefined) {
    furniture = await makeFurniture(sdk, endpoint, call)
    await store.set(context, 'Furniture', furniture)
  }
  for (const [index, user] of users.entries()) {
    try {
      await addUser(call, furniture, user)
    } catch (cause) {
      const error = new errors.FST_COGNITO_LOCAL(`users[${index}]: ${(cause as Error).message}`)
      error.cause = cause
      throw error
    }
  }
  return furniture
}

async function makeFurniture (sdk: Sdk, endpoint: string, call: Call): Promise<Furniture> {
  const client = new sdk.CognitoIdentityProviderClient({
    region: 'local', endpoint, credentials: { accessKeyId: 'local', secretAccessKey: 'local' }
  })
  try {
    const { userPoolId, clientId } = await createUserPool(client)
    return { userPoolId, clientId, machine: await addMachine(call, userPoolId) }
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

async function addUser (call: Call, { userPoolId: UserPoolId, clientId: ClientId }: Furniture, user: LocalUser): Promise<void> {
  const them = { UserPoolId, Username: user.email }
  const attributes = { email: user.email, name: user.name, phone_number: user.phone_number ?? PHONE_NUMBER }
  try {
    if (user.confirmed ?? true) {
      // No code is sent this way, so that the mailbox starts empty.
      const UserAttributes = attributeList({ ...attributes, email_verified: 'true' })
      await call('AdminCreateUser', { ...them, TemporaryPassword: user.password, MessageAction: 'SUPPRESS', UserAttributes })
      await call('AdminSetUserPassword', { ...them, Password: user.password, Permanent: true })
    } else {
      await call('SignUp', { ClientId, Username: user.email, Password: user.password, UserAttributes: attributeList(attributes) })
    }
  } catch (error) {
    if ((error as { code?: string }).code === 'UsernameExistsException') return
    throw error
  }
  for (const GroupName of user.groups ?? []) await addToGroup(call, { ...them, GroupName })
}

function attributeList (attributes: Record<string, string>): Attribute[] {
  return Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }))
}

async function addToGroup (call: Call, member: { UserPoolId: string, Username: string, GroupName: string }): Promise<void> {
  const { UserPoolId, GroupName } = member
  await call('GetGroup', { UserPoolId, GroupName }).catch(async () => await call('CreateGroup', { UserPoolId, GroupName }))
  await call('AdminAddUserToGroup', member)
}

/**
 * The parts of cognito-local that the local Cognito is built from, loaded only
 * here and only when one starts. The types below say as much of them as is used:
 * its own need the AWS SDK v2's.
 */
import { loadingError, type Sdk } from '../optional-dependencies.js'
import { attributeOf, type AppClient, type Contact, type Group, type PoolOptions, type User } from './records.js'
import type { JsonStoreFactory } from './store.js'

export interface Pool {
  readonly options: PoolOptions
  updateOptions (ctx: Context, options: PoolOptions): Promise<void>
  getUserByUsername (ctx: Context, username: string): Promise<User | null>
  getGroupByGroupName (ctx: Context, name: string): Promise<Group | null>
  listGroups (ctx: Context): Promise<readonly Group[]>
  listUsers (ctx: Context): Promise<readonly User[]>
  listUserGroupMembership (ctx: Context, user: User): Promise<readonly string[]>
  saveUser (ctx: Context, user: User): Promise<void>
  saveAppClient (ctx: Context, client: AppClient): Promise<void>
}

export interface Pools {
  getUserPool (ctx: Context, id: string): Promise<Pool>
  getAppClient (ctx: Context, id: string): Promise<AppClient | null>
}

export interface Delivery { AttributeName: Contact, DeliveryMedium: 'EMAIL' | 'SMS', Destination: string }

/** What cognito-local's operations are given to work with. */
export interface Services {
  clock: { get: () => Date }
  cognito: Pools
  config: object
  messages: {
    deliver (ctx: Context, source: string, clientId: string | null, userPoolId: string, user: User, code: string, metadata: unknown, delivery: Delivery): Promise<void>
  }
  triggers: { enabled: () => boolean }
}

export type Fields = Record<string, unknown>
export type Router = (operation: string) => (ctx: Context, body: Fields) => Promise<Fields>

interface Logger { debug: () => void, info: () => void, warn: () => void, error: () => void, child: () => Logger }
export interface Context { logger: Logger }

const nothing = () => {}
const silent: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing, child: () => silent }

/** cognito-local logs passwords and tokens, so it is given a logger that drops everything. */
export const context: Context = { logger: silent }

interface PoolFactory { create: (ctx: Context, clients: unknown, options: PoolOptions) => Promise<Pool> }
interface PoolsFactory { create: (ctx: Context, defaults: object) => Promise<Pools> }

export interface Emulator {
  Router: (services: Services) => Router
  CognitoServiceFactoryImpl: new (folder: string, stores: JsonStoreFactory, pools: PoolFactory) => PoolsFactory
  UserPoolServiceFactoryImpl: new (clock: Services['clock'], stores: JsonStoreFactory) => PoolFactory
}

/**
 * Load cognito-local, and check that the AWS SDK is there too.
 * Throws FST_COGNITO_MISSING_DEPENDENCY where either is not installed.
 */
export async function loadEmulator (): Promise<Emulator & { sdk: Sdk }> {
  process.env['AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE'] ??= '1'
  try {
    // One by one: esbuild takes no other form for optional.
    const router = await import('cognito-local/lib/server/Router.js')
    const pools = await import('cognito-local/lib/services/cognitoService.js')
    const pool = await import('cognito-local/lib/services/userPoolService.js')
    const sdk = await import('@aws-sdk/client-cognito-identity-provider')
    return { ...router, ...pools, ...pool, sdk } as unknown as Emulator & { sdk: Sdk }
  } catch (cause) {
    throw loadingError(cause, 'The local Cognito', 'cognito-local@5.3.0 @aws-sdk/client-cognito-identity-provider')
  }
}

/** Open the pools of a folder, each found by email whatever its case, as pools made today are on AWS. */
export async function openPools (emulator: Emulator, folder: string, stores: JsonStoreFactory, clock: Services['clock']): Promise<Pools> {
  const plain = new emulator.UserPoolServiceFactoryImpl(clock, stores)
  const factory: PoolFactory = { create: async (ctx, clients, options) => amend(await plain.create(ctx, clients, options)) }
  return await new emulator.CognitoServiceFactoryImpl(folder, stores, factory).create(context, {})
}

function amend (pool: Pool): Pool {
  const exact = pool.getUserByUsername.bind(pool)
  pool.getUserByUsername = async (ctx, username) => await exact(ctx, username) ?? await byEmail(pool, username)
  return pool
}

async function byEmail (pool: Pool, username: string): Promise<User | null> {
  const { UsernameAttributes, UsernameConfiguration } = pool.options
  if (!UsernameAttributes?.includes('email') || UsernameConfiguration?.CaseSensitive === true) return null
  const email = username.toLowerCase()
  const users = await pool.listUsers(context)
  return users.find(user => attributeOf(user, 'email')?.toLowerCase() === email) ?? null
}

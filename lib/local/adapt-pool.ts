import { errors } from '../errors.js'
import type { CreateUserPoolOptions } from '../pool/create-options.js'
import { clientSettings, customNames, groupNames, mfaSettings, poolSettings } from '../pool/settings.js'
import type { Furniture } from './furniture.js'
import type { PoolOptions } from './records.js'
import type { Call } from './router.js'

/** Make the pool that a folder has as the options say. Throws FST_COGNITO_LOCAL_COGNITO where it can't be. */
export async function adaptPool (call: Call, furniture: Furniture, options: CreateUserPoolOptions): Promise<void> {
  checkSecret(furniture, options)
  const { userPoolId: UserPoolId, clientId: ClientId } = furniture
  try {
    await call('UpdateUserPool', { UserPoolId, ...poolSettings(options) })
    await call('SetUserPoolMfaConfig', { UserPoolId, ...mfaSettings(options) })
    await addAttributes(call, UserPoolId, options)
    await call('UpdateUserPoolClient', { ClientId, RefreshTokenRotation: { Feature: 'DISABLED' }, ...clientSettings(UserPoolId, options) })
    for (const GroupName of groupNames(options)) await ensureGroup(call, UserPoolId, GroupName)
  } catch (cause) {
    const error = new errors.FST_COGNITO_LOCAL_COGNITO(`pool: the folder's can't be so: ${(cause as Error).message}`)
    error.cause = cause
    throw error
  }
}

/** A client is made with a secret or without one, and stays so. */
function checkSecret ({ clientSecret: secret }: Furniture, { clientSecret: wanted = secret !== undefined }: CreateUserPoolOptions): void {
  if (wanted === (secret !== undefined)) return
  throw new errors.FST_COGNITO_LOCAL_COGNITO(`pool.clientSecret: the app client in the folder was made ${wanted ? 'without' : 'with'} one, and that can't be changed; delete the folder to start afresh.`)
}

async function addAttributes (call: Call, UserPoolId: string, options: CreateUserPoolOptions): Promise<void> {
  const { UserPool } = await call('DescribeUserPool', { UserPoolId }) as { UserPool: PoolOptions }
  const missing = customNames(options).filter(name => !UserPool.SchemaAttributes.some(known => known.Name === `custom:${name}`))
  if (missing.length === 0) return
  await call('AddCustomAttributes', { UserPoolId, CustomAttributes: missing.map(Name => ({ Name, AttributeDataType: 'String', Mutable: true })) })
}

export async function ensureGroup (call: Call, UserPoolId: string, GroupName: string): Promise<void> {
  await call('GetGroup', { UserPoolId, GroupName }).catch(async () => await call('CreateGroup', { UserPoolId, GroupName }))
}

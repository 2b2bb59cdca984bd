import { customNames, groupNames, mfaSettings, poolSettings } from '../pool/settings.js'
import { localCognitoError } from './error.js'
import type { LocalPoolOptions } from './pool-options.js'
import type { Call } from './protocol/call.js'
import { ensureProviders, localClientSettings } from './seed-client.js'
import type { SeededPool } from './seeded-pool.js'

/**
 * Changes the pool in a folder to the options.
 *
 * @throws FST_COGNITO_LOCAL_COGNITO if it cannot be changed to them
 */
export async function updatePool (call: Call, seeded: SeededPool, options: LocalPoolOptions): Promise<void> {
  checkSecret(seeded, options)
  const { userPoolId: UserPoolId, clientId: ClientId } = seeded
  try {
    const {
      UsernameAttributes: _names,
      UsernameConfiguration: _case,
      Schema: _schema,
      ...settings
    } = poolSettings(options)
    // These two depend on each other: MFA is switched off first, or on last.
    await call('UpdateUserPool', { UserPoolId, ...settings })
    await call('SetUserPoolMfaConfig', { UserPoolId, ...mfaSettings(options) })
    await addAttributes(call, UserPoolId, options)
    await ensureProviders(call, UserPoolId, options)
    const { GenerateSecret: _secret, ...client } = localClientSettings(UserPoolId, options)
    await call('UpdateUserPoolClient', { RefreshTokenRotation: { Feature: 'DISABLED' }, ...client, ClientId })
    for (const GroupName of groupNames(options)) await ensureGroup(call, UserPoolId, GroupName)
  } catch (cause) {
    throw localCognitoError(
      `pool: the pool in the folder cannot be changed: ${(cause as Error).message}`,
      cause
    )
  }
}

/** An app client is created with a secret or without one, and stays so. */
function checkSecret (
  { clientSecret: secret }: SeededPool,
  { clientSecret: wanted = secret !== undefined }: LocalPoolOptions
): void {
  if (wanted === (secret !== undefined)) return
  throw localCognitoError(
    `pool.clientSecret: the app client in the folder was created ${wanted ? 'without' : 'with'} a secret, ` +
      'which cannot be changed; delete the folder to start afresh.'
  )
}

async function addAttributes (call: Call, UserPoolId: string, options: LocalPoolOptions): Promise<void> {
  const { UserPool } = (await call('DescribeUserPool', { UserPoolId })) as {
    UserPool: { SchemaAttributes: { Name: string }[] }
  }
  const missing = customNames(options).filter(
    name => !UserPool.SchemaAttributes.some(({ Name }) => Name === `custom:${name}`)
  )
  if (missing.length === 0) return
  const CustomAttributes = missing.map(Name => ({ Name, AttributeDataType: 'String', Mutable: true }))
  await call('AddCustomAttributes', { UserPoolId, CustomAttributes })
}

export async function ensureGroup (call: Call, UserPoolId: string, GroupName: string): Promise<void> {
  await call('GetGroup', { UserPoolId, GroupName }).catch(
    async () => await call('CreateGroup', { UserPoolId, GroupName })
  )
}

import { loadSdk, type Sdk } from '../optional-dependencies.js'
import type { CreatedUserPool, CreateUserPoolOptions } from './create-options.js'
import { clientSettings, groupNames, mfaSettings, poolSettings } from './settings.js'

/** The method of an AWS SDK client that is used. Declared here so that types compile without the SDK. */
export interface CognitoClient {
  send(command: any): Promise<any>
}

/**
 * Creates a user pool, an app client and groups with the recommended settings for this package, on AWS or
 * on a local Cognito. The settings are explained in `docs/user-pool.md`.
 *
 * @param client - a `CognitoIdentityProviderClient` of the AWS SDK; on AWS its credentials need
 * `cognito-idp:CreateUserPool`, `CreateUserPoolClient`, `CreateGroup`, and for `mfa` `SetUserPoolMfaConfig`
 * @throws the error of the AWS SDK. Its message includes what was created before, to delete or to complete
 * @throws FST_COGNITO_MISSING_DEPENDENCY if the AWS SDK is not installed
 */
export async function createUserPool (
  client: CognitoClient,
  options: CreateUserPoolOptions = {}
): Promise<CreatedUserPool> {
  const sdk = await loadSdk('createUserPool')
  const created: string[] = []
  try {
    const { UserPool } = await client.send(new sdk.CreateUserPoolCommand(poolSettings(options)))
    const userPoolId = UserPool?.Id as string
    created.push(`user pool ${userPoolId}`)
    await setMfa(sdk, client, userPoolId, options)
    const { UserPoolClient } = await client.send(
      new sdk.CreateUserPoolClientCommand(clientSettings(userPoolId, options))
    )
    const { ClientId, ClientSecret } = UserPoolClient as { ClientId: string, ClientSecret?: string }
    created.push(`app client ${ClientId}`)
    for (const GroupName of groupNames(options)) {
      await client.send(new sdk.CreateGroupCommand({ UserPoolId: userPoolId, GroupName }))
      created.push(`group ${GroupName}`)
    }
    return {
      userPoolId,
      clientId: ClientId,
      ...(ClientSecret !== undefined && { clientSecret: ClientSecret })
    }
  } catch (error) {
    if (created.length > 0) {
      (error as Error).message += ` (Created before the failure: ${created.join(', ')}.)`
    }
    throw error
  }
}

/** AWS accepts MFA factors other than SMS only after the pool is created. */
async function setMfa (
  { SetUserPoolMfaConfigCommand }: Sdk,
  client: CognitoClient,
  UserPoolId: string,
  options: CreateUserPoolOptions
): Promise<void> {
  const settings = mfaSettings(options)
  if (settings.MfaConfiguration === 'OFF') return
  await client.send(new SetUserPoolMfaConfigCommand({ UserPoolId, ...settings }))
}

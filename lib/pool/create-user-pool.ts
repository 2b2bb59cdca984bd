import { loadSdk } from '../optional-dependencies.js'
import type { CognitoClient, CreatedUserPool, CreateUserPoolOptions } from './create-options.js'
import { planUserPool } from './plan.js'
import { createdBy, runPlan, type Progress } from './run-plan.js'

/**
 * Creates a user pool, an app client and groups with the recommended settings for this package, on AWS or
 * on a local Cognito. The settings are explained in `docs/user-pool.md`.
 *
 * @example
 * ```ts
 * import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'
 * import { createUserPool } from 'fastify-cognito-auth'
 *
 * const client = new CognitoIdentityProviderClient({ region: 'eu-west-1' })
 * const { userPoolId, clientId } = await createUserPool(client, { name: 'my-app', mfa: 'optional' })
 * ```
 *
 * @param client - a `CognitoIdentityProviderClient` of the AWS SDK; on AWS its credentials need
 * `cognito-idp:CreateUserPool`, `CreateUserPoolClient`, `CreateGroup`, for `mfa` and `passkeys`
 * `SetUserPoolMfaConfig`, for `resourceServers` `CreateResourceServer`, and for `domain`
 * `CreateUserPoolDomain` and `CreateManagedLoginBranding`
 * @returns the IDs of the user pool and its app client
 * @throws the error of the AWS SDK. Its message includes what was created before, to delete or to complete
 * @throws FST_COGNITO_MISSING_DEPENDENCY if the AWS SDK is not installed
 */
export async function createUserPool (
  client: CognitoClient,
  options: CreateUserPoolOptions = {}
): Promise<CreatedUserPool> {
  const sdk = await loadSdk('createUserPool')
  let progress: Progress = { done: [], ids: { userPoolId: '', clientId: '' } }
  try {
    await runPlan(sdk, client, planUserPool(options), made => {
      progress = made
    })
  } catch (error) {
    const created = progress.done.flatMap(request => createdBy(request, progress.ids) ?? [])
    if (created.length > 0) {
      (error as Error).message += ` (Created before the failure: ${created.join(', ')}.)`
    }
    throw error
  }
  const { ids, clientSecret } = progress
  return { ...ids, ...(clientSecret !== undefined && { clientSecret }) }
}

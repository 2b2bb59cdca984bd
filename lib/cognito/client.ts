import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'
import { loadSdk, type Sdk } from '../optional.js'

/** How long a connection may take to open, in milliseconds. */
const CONNECTION_TIMEOUT = 2000

/** A client of the SDK's, and the module that its commands come from. */
export interface Connection {
  readonly sdk: Sdk
  readonly client: CognitoIdentityProviderClient
}

/**
 * Loads the AWS SDK and makes a client of it. Only what asks Cognito itself calls this: verifying tokens never does.
 *
 * @param region - of the pool; an emulator's has none, and takes any
 * @throws FST_COGNITO_MISSING_DEPENDENCY where the SDK is not installed
 */
export async function connect ({ region, endpoint }: { region: string | null, endpoint: string | undefined }): Promise<Connection> {
  const sdk = await loadSdk('Speaking to Cognito (routes, profiles)')
  const client = new sdk.CognitoIdentityProviderClient({
    region: region ?? 'us-east-1',
    ...(endpoint !== undefined && { endpoint }),
    requestHandler: { connectionTimeout: CONNECTION_TIMEOUT }
  })
  const standard = client.config.retryStrategy
  client.config.retryStrategy = async () => sparing(await standard() as RetryStrategy)
  return { sdk, client }
}

type RetryStrategy = Extract<Awaited<ReturnType<CognitoIdentityProviderClient['config']['retryStrategy']>>, { recordSuccess: unknown }>

/**
 * The SDK's own strategy: three attempts with backoff, for throttling, 5xx and the network. It would try again after
 * LimitExceededException too, which in Cognito is mostly a limit of one account's: another try only uses it up further.
 */
function sparing (standard: RetryStrategy): RetryStrategy {
  return {
    acquireInitialRetryToken: scope => standard.acquireInitialRetryToken(scope),
    refreshRetryTokenForRetry: async (token, info) => {
      if ((info.error as Error | undefined)?.name === 'LimitExceededException') throw info.error
      return standard.refreshRetryTokenForRetry(token, info)
    },
    recordSuccess: token => { standard.recordSuccess(token) }
  }
}

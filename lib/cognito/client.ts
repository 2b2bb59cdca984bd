import type { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider'
import { loadSdk } from '../optional.js'

/** How long a connection may take to open, in milliseconds. */
const CONNECTION_TIMEOUT = 2000

/**
 * Loads the AWS SDK and makes a client of it. Only what asks Cognito itself calls this: verifying tokens never does.
 *
 * @param region - of the pool; an emulator's has none, and takes any
 * @throws FST_COGNITO_MISSING_DEPENDENCY where the SDK is not installed
 */
export async function createClient ({ region, endpoint }: { region: string | null, endpoint: string | undefined }): Promise<CognitoIdentityProvider> {
  const sdk = await loadSdk('Speaking to Cognito (routes, profiles)')
  return new sdk.CognitoIdentityProvider({
    region: region ?? 'us-east-1',
    ...(endpoint !== undefined && { endpoint }),
    requestHandler: { connectionTimeout: CONNECTION_TIMEOUT }
  })
}

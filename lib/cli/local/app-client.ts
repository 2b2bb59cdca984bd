import type { LocalCognito } from '../../local/index.js'

/** The settings of an app client for managed login. */
export interface AppClientSettings {
  CallbackURLs?: string[]
  LogoutURLs?: string[]
  AllowedOAuthFlows?: string[]
  AllowedOAuthScopes?: string[]
}

/** Returns the settings of the app client of the local Cognito, which may have been read from a folder. */
export async function appClientSettings (local: LocalCognito): Promise<AppClientSettings> {
  const { endpoint, userPoolId, clientId } = local
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.DescribeUserPoolClient',
      authorization: 'AWS4-HMAC-SHA256 Credential=local'
    },
    body: JSON.stringify({ UserPoolId: userPoolId, ClientId: clientId })
  })
  const { UserPoolClient } = (await response.json()) as { UserPoolClient: AppClientSettings }
  return UserPoolClient
}

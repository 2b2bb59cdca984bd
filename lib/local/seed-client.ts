import type { CreateUserPoolClientCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import { clientSettings } from '../pool/settings.js'
import type { LocalPoolOptions } from './pool-options.js'
import type { Call } from './protocol/call.js'

/** Returns the settings of the app client: those of `createUserPool()`, SRP, and the identity providers. */
export function localClientSettings (
  UserPoolId: string,
  options: LocalPoolOptions
): CreateUserPoolClientCommandInput {
  const { ExplicitAuthFlows: flows = [], ...settings } = clientSettings(UserPoolId, options)
  const { identityProviders = [] } = options
  return {
    ...settings,
    // SRP is the default of Amplify and other clients in browsers.
    ExplicitAuthFlows: [...flows, 'ALLOW_USER_SRP_AUTH'],
    ...(settings.SupportedIdentityProviders !== undefined && {
      SupportedIdentityProviders: [...settings.SupportedIdentityProviders, ...identityProviders]
    })
  }
}

/** Providers whose type is their name. The type of all others is OIDC. */
const SOCIAL = ['Facebook', 'Google', 'LoginWithAmazon', 'SignInWithApple']

/** The attributes that the pool requires, by claims with the same names. */
const MAPPING = {
  username: 'sub',
  email: 'email',
  email_verified: 'email_verified',
  name: 'name',
  phone_number: 'phone_number'
}

/** Creates the identity providers that the pool does not have. */
export async function ensureProviders (
  call: Call,
  UserPoolId: string,
  { identityProviders = [] }: LocalPoolOptions
): Promise<void> {
  for (const ProviderName of identityProviders) {
    const isSocial = SOCIAL.includes(ProviderName)
    const ProviderDetails = {
      client_id: 'local',
      client_secret: 'local',
      authorize_scopes: 'openid email profile',
      ...(!isSocial && { attributes_request_method: 'GET', oidc_issuer: 'https://idp.example.com' })
    }
    await call('DescribeIdentityProvider', { UserPoolId, ProviderName }).catch(
      async () =>
        await call('CreateIdentityProvider', {
          UserPoolId,
          ProviderName,
          ProviderType: isSocial ? ProviderName : 'OIDC',
          ProviderDetails,
          AttributeMapping: MAPPING
        })
    )
  }
}

/** The authentication flows that an app client allows. */
import type { ExplicitAuthFlowsType, UserPoolClientType } from '@aws-sdk/client-cognito-identity-provider'

/** The names before 2019, without `ALLOW_`. */
const OLD_NAMES: Readonly<Record<string, ExplicitAuthFlowsType>> = {
  ADMIN_NO_SRP_AUTH: 'ALLOW_ADMIN_USER_PASSWORD_AUTH',
  USER_PASSWORD_AUTH: 'ALLOW_USER_PASSWORD_AUTH',
  CUSTOM_AUTH_FLOW_ONLY: 'ALLOW_CUSTOM_AUTH'
}

/** The flows of an app client without a list (API Reference, CreateUserPoolClient, ExplicitAuthFlows). */
const DEFAULTS: readonly ExplicitAuthFlowsType[] = [
  'ALLOW_REFRESH_TOKEN_AUTH',
  'ALLOW_USER_SRP_AUTH',
  'ALLOW_CUSTOM_AUTH'
]

/** Returns the flows that an app client allows, by their present names. */
export function flowsOf ({ ExplicitAuthFlows: flows = [] }: UserPoolClientType): ExplicitAuthFlowsType[] {
  if (flows.length === 0) return [...DEFAULTS]
  const renamed = flows.map(flow => OLD_NAMES[flow] ?? flow)
  const areOld = oldNames({ ExplicitAuthFlows: flows }).length > 0
  const implied = flows.includes('CUSTOM_AUTH_FLOW_ONLY') ? (['ALLOW_REFRESH_TOKEN_AUTH'] as const) : DEFAULTS
  return [...new Set(areOld ? [...renamed, ...implied] : renamed)]
}

/** Returns the flows of an app client that have their old names. */
export function oldNames ({ ExplicitAuthFlows: flows = [] }: UserPoolClientType): readonly string[] {
  return flows.filter(flow => flow in OLD_NAMES)
}

/** Returns whether an app client is for machines only, which do not refresh tokens. */
export function isMachine ({ AllowedOAuthFlows: grants = [], ...client }: UserPoolClientType): boolean {
  const flows = client.ExplicitAuthFlows as readonly string[] | undefined
  return grants.includes('client_credentials') || flows?.includes('ALLOW_CLIENT_TOKEN_AUTH') === true
}

/** Returns whether refresh tokens rotate. */
export function rotates ({ RefreshTokenRotation: rotation }: UserPoolClientType): boolean {
  return rotation?.Feature === 'ENABLED'
}

import type {
  GetUserPoolClientSessionConfigurationRequest,
  GetUserPoolClientSessionConfigurationResponse,
  GetUserPoolSessionConfigurationRequest,
  GetUserPoolSessionConfigurationResponse,
  SetUserPoolClientSessionConfigurationRequest,
  SetUserPoolSessionConfigurationRequest
} from '@aws-sdk/client-cognito-identity-provider'
import { POOL, sessionConfigurations as configurations } from '../pool/session-tracking.js'
import type { UserPools } from '../pool/user-pools.js'
import type { Valid } from '../protocol/types.js'
import { namedClient } from './lookup.js'

/** The lifetime of a session of managed login, in minutes. */
const DEFAULT_SSO_SESSION = 60

export function getUserPoolClientSessionConfiguration (
  pools: UserPools,
  input: Valid<GetUserPoolClientSessionConfigurationRequest>
): GetUserPoolClientSessionConfigurationResponse {
  const { pool, client } = namedClient(pools, input)
  const known = configurations(pool).get(client.id) as
    GetUserPoolClientSessionConfigurationResponse | undefined
  return known ?? { ...input, SSOSession: { MaxValidityMinutes: DEFAULT_SSO_SESSION } }
}

export function setUserPoolClientSessionConfiguration (
  pools: UserPools,
  input: Valid<SetUserPoolClientSessionConfigurationRequest>
): GetUserPoolClientSessionConfigurationResponse {
  const { pool, client } = namedClient(pools, input)
  return configurations(pool).put(client.id, input)
}

export function getUserPoolSessionConfiguration (
  pools: UserPools,
  input: Valid<GetUserPoolSessionConfigurationRequest>
): GetUserPoolSessionConfigurationResponse {
  return configurations(pools.get(input.UserPoolId)).get(POOL) ?? { UserPoolId: input.UserPoolId }
}

export function setUserPoolSessionConfiguration (
  pools: UserPools,
  input: Valid<SetUserPoolSessionConfigurationRequest>
): GetUserPoolSessionConfigurationResponse {
  return configurations(pools.get(input.UserPoolId)).put(POOL, input)
}

import type {
  CreateIdentityProviderRequest,
  CreateIdentityProviderResponse,
  DeleteIdentityProviderRequest,
  DescribeIdentityProviderRequest,
  GetIdentityProviderByIdentifierRequest,
  IdentityProviderType,
  ListIdentityProvidersRequest,
  ListIdentityProvidersResponse,
  UpdateIdentityProviderRequest
} from '@aws-sdk/client-cognito-identity-provider'
import { CognitoException, orNotFound } from '../pool/exception.js'
import type { UserPool } from '../pool/user-pool.js'
import type { UserPools } from '../pool/user-pools.js'
import type { Table } from '../store/table.js'
import type { Valid } from '../protocol/types.js'
import { describeSettings, putSettings, type SettingsRecord } from './settings-record.js'
import { pageOf } from './page.js'

type Provider = SettingsRecord<Omit<IdentityProviderType, 'CreationDate' | 'LastModifiedDate'>>

export function createIdentityProvider (
  pools: UserPools,
  input: Valid<CreateIdentityProviderRequest>
): CreateIdentityProviderResponse {
  const pool = pools.get(input.UserPoolId)
  const providers = identityProviders(pool)
  if (providers.has(input.ProviderName)) {
    throw new CognitoException(
      'DuplicateProviderException',
      `${input.ProviderName} already exists in user pool ${pool.id}.`
    )
  }
  const settings = { AttributeMapping: { username: 'sub' }, IdpIdentifiers: [], ...input }
  return { IdentityProvider: describeSettings(putSettings(pool, providers, input.ProviderName, settings)) }
}

export function describeIdentityProvider (
  pools: UserPools,
  input: Valid<DescribeIdentityProviderRequest>
): CreateIdentityProviderResponse {
  return { IdentityProvider: describeSettings(getProvider(pools.get(input.UserPoolId), input.ProviderName)) }
}

export function getIdentityProviderByIdentifier (
  pools: UserPools,
  input: Valid<GetIdentityProviderByIdentifierRequest>
): CreateIdentityProviderResponse {
  const provider = identityProviders(pools.get(input.UserPoolId))
    .values()
    .find(({ settings }) => settings.IdpIdentifiers?.includes(input.IdpIdentifier))
  return { IdentityProvider: describeSettings(orNotFound(provider, 'Identity provider does not exist.')) }
}

/** Omitted settings stay unchanged. */
export function updateIdentityProvider (
  pools: UserPools,
  input: Valid<UpdateIdentityProviderRequest>
): CreateIdentityProviderResponse {
  const pool = pools.get(input.UserPoolId)
  const settings = { ...getProvider(pool, input.ProviderName).settings, ...input }
  const changed = putSettings(pool, identityProviders(pool), input.ProviderName, settings)
  return { IdentityProvider: describeSettings(changed) }
}

export function deleteIdentityProvider (
  pools: UserPools,
  input: Valid<DeleteIdentityProviderRequest>
): void {
  const pool = pools.get(input.UserPoolId)
  getProvider(pool, input.ProviderName)
  identityProviders(pool).delete(input.ProviderName)
}

export function listIdentityProviders (
  pools: UserPools,
  input: Valid<ListIdentityProvidersRequest>
): ListIdentityProvidersResponse {
  const all = identityProviders(pools.get(input.UserPoolId)).values().map(describeSettings)
  const { items, next } = pageOf(all, input, {
    list: ['identity providers', input.UserPoolId],
    keyOf: ({ ProviderName }) => String(ProviderName)
  })
  return {
    Providers: items.map(({ ProviderName, ProviderType, CreationDate, LastModifiedDate }) => ({
      ProviderName,
      ProviderType,
      CreationDate,
      LastModifiedDate
    })),
    NextToken: next
  }
}

function identityProviders (pool: UserPool): Table<Provider> {
  return pool.table('identity-providers')
}

function getProvider (pool: UserPool, name: string): Provider {
  return orNotFound(identityProviders(pool).get(name), `Identity provider ${name} does not exist.`)
}

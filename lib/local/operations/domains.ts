import type {
  CreateUserPoolDomainRequest,
  CreateUserPoolDomainResponse,
  DeleteUserPoolDomainRequest,
  DescribeUserPoolDomainRequest,
  DescribeUserPoolDomainResponse,
  DomainDescriptionType,
  UpdateUserPoolDomainRequest
} from '@aws-sdk/client-cognito-identity-provider'
import { invalidParameter, notFound } from '../pool/exception.js'
import type { UserPool } from '../pool/user-pool.js'
import type { UserPools } from '../pool/user-pools.js'
import type { Table } from '../store/table.js'
import type { Valid } from '../protocol/types.js'

const CLOUDFRONT = 'd111111abcdef8.cloudfront.net'

type DomainInput = Valid<CreateUserPoolDomainRequest>

/** A pool has one prefix domain and one custom domain at most. */
export function createUserPoolDomain (pools: UserPools, input: DomainInput): CreateUserPoolDomainResponse {
  const pool = pools.get(input.UserPoolId)
  if (domainsOf(pools).has(input.Domain)) {
    throw invalidParameter('Domain already associated with another user pool.')
  }
  const kind = kindOf(input)
  if (pool.settings[kind] !== undefined) throw invalidParameter('User pool already has a domain configured.')
  pool.update({ settings: Object.assign(pool.settings, { [kind]: input.Domain }) })
  return saveDomain(pools, pool, input)
}

export function describeUserPoolDomain (
  pools: UserPools,
  input: Valid<DescribeUserPoolDomainRequest>
): DescribeUserPoolDomainResponse {
  return { DomainDescription: domainsOf(pools).get(input.Domain) ?? {} }
}

export function updateUserPoolDomain (
  pools: UserPools,
  input: Valid<UpdateUserPoolDomainRequest>
): CreateUserPoolDomainResponse {
  const pool = pools.get(input.UserPoolId)
  checkDomain(pools, input)
  return saveDomain(pools, pool, input)
}

export function deleteUserPoolDomain (pools: UserPools, input: Valid<DeleteUserPoolDomainRequest>): void {
  const pool = pools.get(input.UserPoolId)
  checkDomain(pools, input)
  domainsOf(pools).delete(input.Domain)
  const { Domain, CustomDomain, ...settings } = pool.settings
  const kept = {
    ...(Domain && Domain !== input.Domain && { Domain }),
    ...(CustomDomain && CustomDomain !== input.Domain && { CustomDomain })
  }
  pool.update({ settings: { ...settings, ...kept } })
}

function domainsOf ({ environment: { store } }: UserPools): Table<DomainDescriptionType> {
  return store.table('domains')
}

function checkDomain (
  pools: UserPools,
  { UserPoolId, Domain }: { UserPoolId: string, Domain: string }
): void {
  if (domainsOf(pools).get(Domain)?.UserPoolId !== UserPoolId) {
    throw notFound('No such domain or user pool exists.')
  }
}

function kindOf ({ CustomDomainConfig }: DomainInput): 'Domain' | 'CustomDomain' {
  return CustomDomainConfig === undefined ? 'Domain' : 'CustomDomain'
}

function saveDomain (pools: UserPools, pool: UserPool, input: DomainInput): CreateUserPoolDomainResponse {
  const { Domain, CustomDomainConfig, ManagedLoginVersion = 1, Routing } = input
  const { accountId, region } = pools.environment
  domainsOf(pools).put(Domain, {
    UserPoolId: pool.id,
    AWSAccountId: accountId,
    Domain,
    S3Bucket: `aws-cognito-prod-${region}-assets`,
    CloudFrontDistribution: CLOUDFRONT,
    Version: String(pool.now()),
    Status: 'ACTIVE',
    CustomDomainConfig: CustomDomainConfig ?? ({} as DomainDescriptionType['CustomDomainConfig']),
    ManagedLoginVersion,
    ...(Routing !== undefined && { Routing })
  })
  return { ManagedLoginVersion, CloudFrontDomain: CustomDomainConfig && CLOUDFRONT }
}

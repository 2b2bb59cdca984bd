import type {
  GetProvisionedLimitRequest,
  GetProvisionedLimitResponse,
  LimitType,
  UpdateProvisionedLimitRequest,
  UpdateProvisionedLimitResponse
} from '@aws-sdk/client-cognito-identity-provider'
import { CognitoException, orNotFound, invalidParameter } from '../pool/exception.js'
import type { UserPools } from '../pool/user-pools.js'
import type { Valid } from '../protocol/types.js'
import type { Table } from '../store/table.js'

/**
 * The default rates of the categories of API operations, in requests per second (Developer Guide, Quotas in
 * Amazon Cognito).
 */
const DEFAULTS: ReadonlyMap<string, number> = new Map([
  ['ClientAuthentication', 150],
  ['UserAccountRecovery', 30],
  ['UserAuthentication', 120],
  ['UserCreation', 50],
  ['UserFederation', 25],
  ['UserList', 30],
  ['UserPoolClientRead', 15],
  ['UserPoolClientUpdate', 15],
  ['UserPoolRead', 15],
  ['UserPoolResourceRead', 20],
  ['UserPoolResourceUpdate', 15],
  ['UserPoolUpdate', 15],
  ['UserRead', 120],
  ['UserResourceRead', 50],
  ['UserResourceUpdate', 25],
  ['UserToken', 120],
  ['UserUpdate', 25]
])

/** The categories whose rate Service Quotas can increase. */
const ADJUSTABLE = [
  'UserAuthentication',
  'UserCreation',
  'UserFederation',
  'UserRead',
  'UserResourceRead',
  'UserToken'
]
/** The quota of an adjustable category, as a multiple of the default. On AWS it is that of the account. */
const QUOTA_FACTOR = 10

type Definition = Valid<GetProvisionedLimitRequest>['LimitDefinition']

export function getProvisionedLimit (
  pools: UserPools,
  { LimitDefinition }: Valid<GetProvisionedLimitRequest>
): GetProvisionedLimitResponse {
  return { Limit: describeLimit(pools, categoryOf(LimitDefinition)) }
}

/** Sets the rate of a category for every user pool. The rate is described, and requests are not limited. */
export function updateProvisionedLimit (
  pools: UserPools,
  { LimitDefinition, RequestedLimitValue: value }: Valid<UpdateProvisionedLimitRequest>
): UpdateProvisionedLimitResponse {
  const category = categoryOf(LimitDefinition)
  const least = defaultOf(category)
  const most = ADJUSTABLE.includes(category) ? least * QUOTA_FACTOR : least
  if (value < least) {
    throw invalidParameter(`RequestedLimitValue must be at least the default limit of ${category}, ${least}.`)
  }
  if (value > most) {
    throw new CognitoException(
      'ServiceQuotaExceededException',
      `RequestedLimitValue must be at most the account's quota of ${category}, ${most}.`
    )
  }
  limitsOf(pools).put(category, value)
  return { Limit: describeLimit(pools, category) }
}

function categoryOf ({ Attributes: { Category, ...others } }: Definition): string {
  if (Category === undefined || Object.keys(others).length > 0) {
    throw invalidParameter('The attributes of an API_CATEGORY limit must be Category alone.')
  }
  return Category
}

/**
 * Returns the default limit of an API category.
 *
 * @throws ResourceNotFoundException
 */
function defaultOf (category: string): number {
  return orNotFound(DEFAULTS.get(category), `The API category ${category} does not exist.`)
}

function describeLimit (pools: UserPools, Category: string): LimitType {
  const FreeLimitValue = defaultOf(Category)
  return {
    LimitDefinition: { LimitClass: 'API_CATEGORY', Attributes: { Category } },
    ProvisionedLimitValue: limitsOf(pools).get(Category) ?? FreeLimitValue,
    FreeLimitValue
  }
}

/** Limits belong to the account, not to a user pool. */
function limitsOf ({ environment }: UserPools): Table<number> {
  return environment.store.table('provisioned-limits')
}

import type {
  AddCustomAttributesRequest,
  CreateUserPoolRequest,
  CreateUserPoolResponse,
  DeleteUserPoolRequest,
  DescribeUserPoolRequest,
  DescribeUserPoolResponse,
  ListUserPoolsRequest,
  ListUserPoolsResponse,
  UpdateUserPoolRequest,
  UserPoolType
} from '@aws-sdk/client-cognito-identity-provider'
import { invalidParameter } from '../pool/exception.js'
import { checkPoolSettings } from '../pool/pool-checks.js'
import { newPoolSettings, updatedPoolSettings } from '../pool/pool-settings.js'
import { withCustom } from '../pool/schema-settings.js'
import { schemaOf } from '../pool/settings.js'
import type { UserPool } from '../pool/user-pool.js'
import type { UserPools } from '../pool/user-pools.js'
import type { Valid } from '../protocol/types.js'
import { pageOf } from './page.js'

export function createUserPool (
  pools: UserPools,
  input: Valid<CreateUserPoolRequest>
): CreateUserPoolResponse {
  const settings = newPoolSettings(input)
  checkPoolSettings(settings, settings.SmsConfiguration !== undefined)
  return { UserPool: describePool(pools.create(settings, {})) }
}

export function describeUserPool (
  pools: UserPools,
  input: Valid<DescribeUserPoolRequest>
): DescribeUserPoolResponse {
  return { UserPool: describePool(pools.get(input.UserPoolId)) }
}

export function updateUserPool (
  pools: UserPools,
  { UserPoolId, ...given }: Valid<UpdateUserPoolRequest>
): void {
  const pool = pools.get(UserPoolId)
  const settings = updatedPoolSettings(pool.settings, given)
  const { softwareToken = false, email } = pool.factors
  checkPoolSettings(settings, settings.SmsConfiguration !== undefined || softwareToken || email !== undefined)
  pool.update({ settings })
}

export function deleteUserPool (pools: UserPools, input: Valid<DeleteUserPoolRequest>): void {
  const { settings } = pools.get(input.UserPoolId)
  if (settings.DeletionProtection === 'ACTIVE') {
    throw invalidParameter(
      'The user pool cannot be deleted because deletion protection is activated. ' +
        'Deletion protection must be inactivated first.'
    )
  }
  if (settings.Domain !== undefined || settings.CustomDomain !== undefined) {
    throw invalidParameter(
      'User pool cannot be deleted. It has a domain configured that should be deleted first.'
    )
  }
  pools.delete(input.UserPoolId)
}

export function listUserPools (pools: UserPools, input: Valid<ListUserPoolsRequest>): ListUserPoolsResponse {
  const { items, next } = pageOf(pools.all(), input, { list: ['user pools'], keyOf: ({ id }) => id })
  return {
    UserPools: items.map(({ id, record, settings: { Name, LambdaConfig } }) => ({
      Id: id,
      Name,
      LambdaConfig,
      LastModifiedDate: new Date(record.modifiedAt),
      CreationDate: new Date(record.createdAt)
    })),
    NextToken: next
  }
}

export function addCustomAttributes (pools: UserPools, input: Valid<AddCustomAttributesRequest>): void {
  const pool = pools.get(input.UserPoolId)
  const SchemaAttributes = withCustom(schemaOf(pool.settings), input.CustomAttributes)
  pool.update({ settings: Object.assign(pool.settings, { SchemaAttributes }) })
}

function describePool (pool: UserPool): UserPoolType {
  const { id, arn, settings, record, users } = pool
  return {
    Id: id,
    ...settings,
    LastModifiedDate: new Date(record.modifiedAt),
    CreationDate: new Date(record.createdAt),
    EstimatedNumberOfUsers: users.size,
    Arn: arn
  }
}

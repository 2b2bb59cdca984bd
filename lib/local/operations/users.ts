/** Operations of administrators on users. */
import type {
  AdminDeleteUserAttributesRequest,
  AdminDeleteUserRequest,
  AdminGetUserAuthFactorsRequest,
  AdminGetUserAuthFactorsResponse,
  AdminGetUserRequest,
  AdminGetUserResponse,
  AdminUpdateUserAttributesRequest,
  ListUsersRequest,
  ListUsersResponse
} from '@aws-sdk/client-cognito-identity-provider'
import { changeAttributes, removeAttributes } from '../pool/attribute-changes.js'
import { checkExisting, checkKnown } from '../pool/attributes.js'
import { invalidParameter } from '../pool/exception.js'
import { save } from '../pool/save.js'
import { userFilter } from '../pool/user-filter.js'
import type { UserPools } from '../pool/user-pools.js'
import type { Valid } from '../protocol/types.js'
import {
  allAttributes,
  attributeList,
  attributeRecord,
  configuredFactors,
  describedAccount,
  describedFactors,
  describedUser
} from './output.js'
import { namedUser } from './lookup.js'
import { pageOf } from './page.js'

type UserRequest = Valid<AdminDeleteUserRequest>

export function adminGetUser (pools: UserPools, input: Valid<AdminGetUserRequest>): AdminGetUserResponse {
  const { user } = namedUser(pools, input)
  return {
    ...describedAccount(user),
    UserAttributes: attributeList(allAttributes(user)),
    ...describedFactors(user)
  }
}

export function adminGetUserAuthFactors (
  pools: UserPools,
  input: Valid<AdminGetUserAuthFactorsRequest>
): AdminGetUserAuthFactorsResponse {
  const { pool, user } = namedUser(pools, input)
  return {
    Username: user.username,
    ...describedFactors(user),
    ConfiguredUserAuthFactors: configuredFactors(pool, user)
  }
}

export function listUsers (pools: UserPools, input: Valid<ListUsersRequest>): ListUsersResponse {
  const pool = pools.get(input.UserPoolId)
  const found = pool.users.all().filter(userFilter(input.Filter))
  const names = input.AttributesToGet
  const { items, next } = pageOf(found, input, {
    list: ['users', pool.id, input.Filter ?? ''],
    keyOf: ({ username }) => username
  })
  const users = items.map(describedUser).map(user => {
    if (names === undefined || names.length === 0) return user
    const attributes = user.Attributes.filter(({ Name = '' }) => names.includes(Name))
    // The API Reference: an error unless every user in the result has the attribute.
    if (attributes.length < new Set(names).size) {
      throw invalidParameter('One or more requested attributes do not exist.')
    }
    return { ...user, Attributes: attributes }
  })
  return { Users: users, PaginationToken: next }
}

export async function adminUpdateUserAttributes (
  pools: UserPools,
  input: Valid<AdminUpdateUserAttributesRequest>
): Promise<void> {
  const { pool, user } = namedUser(pools, input)
  const changes = attributeRecord(input.UserAttributes)
  checkKnown(Object.keys(changes), pool.settings)
  await changeAttributes(pool, user, changes, { clientMetadata: input.ClientMetadata })
}

export function adminDeleteUserAttributes (
  pools: UserPools,
  input: Valid<AdminDeleteUserAttributesRequest>
): void {
  const { pool, user } = namedUser(pools, input)
  checkExisting(input.UserAttributeNames, pool.settings)
  removeAttributes(pool, user, input.UserAttributeNames)
}

export function adminEnableUser (pools: UserPools, input: UserRequest): void {
  const { pool, user } = namedUser(pools, input)
  save(pool, user, { enabled: true })
}

/** Also ends every session of the user. */
export function adminDisableUser (pools: UserPools, input: UserRequest): void {
  const { pool, user } = namedUser(pools, input)
  pool.sessions.revokeAll(user)
  save(pool, user, { enabled: false })
}

export function adminDeleteUser (pools: UserPools, input: UserRequest): void {
  const { pool, user } = namedUser(pools, input)
  pool.users.delete(user)
}

export function adminUserGlobalSignOut (pools: UserPools, input: UserRequest): void {
  const { pool, user } = namedUser(pools, input)
  pool.sessions.revokeAll(user)
}

import type { ListUsersRequest, ListUsersResponse, UserType } from '@aws-sdk/client-cognito-identity-provider'
import { page } from '../page.js'
import type { Pool } from '../pool.js'
import { invalidParameter } from '../refusal.js'
import { userFilter } from '../user-filter.js'
import { checkPool } from './administered.js'
import { userOf } from './shown.js'

export function listUsers (pool: Pool, { UserPoolId, AttributesToGet: names, Limit: limit, PaginationToken: token, Filter: filter = '' }: ListUsersRequest): ListUsersResponse {
  checkPool(pool, UserPoolId)
  const found = pool.users.all().filter(userFilter(filter)).map(userOf)
  const users = names === undefined ? found : found.map(user => withOnly(user, names))
  const { items, next } = page(users, { limit, token, of: `ListUsers ${filter}` })
  return { Users: items, PaginationToken: next }
}

/** AWS shows some attributes only where everybody that is found has them. */
function withOnly ({ Attributes = [], ...user }: UserType, names: readonly string[]): UserType {
  const attributes = Attributes.filter(({ Name = '' }) => names.includes(Name))
  if (attributes.length < new Set(names).size) throw invalidParameter('One or more requested attributes do not exist.')
  return { ...user, Attributes: attributes }
}

import type {
  AdminAddUserToGroupRequest, AdminListGroupsForUserRequest, AdminListGroupsForUserResponse, AdminRemoveUserFromGroupRequest, ListUsersInGroupRequest, ListUsersInGroupResponse
} from '@aws-sdk/client-cognito-identity-provider'
import { page } from '../page.js'
import type { Pool } from '../pool.js'
import { named } from './administered.js'
import { described, groupNamed } from './groups.js'
import { userOf } from './shown.js'

export function adminAddUserToGroup (pool: Pool, body: AdminAddUserToGroupRequest): object {
  const { name } = groupNamed(pool, body)
  const person = named(pool, body)
  person.groups = [...person.groups.filter(group => group !== name), name]
  return {}
}

/** Who is not in the group is no error. */
export function adminRemoveUserFromGroup (pool: Pool, body: AdminRemoveUserFromGroupRequest): object {
  const { name } = groupNamed(pool, body)
  const person = named(pool, body)
  person.groups = person.groups.filter(group => group !== name)
  return {}
}

export function adminListGroupsForUser (pool: Pool, { Limit: limit, NextToken: token, ...body }: AdminListGroupsForUserRequest): AdminListGroupsForUserResponse {
  const person = named(pool, body)
  const groups = pool.groups.all().filter(({ name }) => person.groups.includes(name))
  const { items, next } = page(groups, { limit, token, of: `AdminListGroupsForUser ${person.sub}` })
  return { Groups: items.map(group => described(pool, group)), NextToken: next }
}

export function listUsersInGroup (pool: Pool, { Limit: limit, NextToken: token, ...body }: ListUsersInGroupRequest): ListUsersInGroupResponse {
  const group = groupNamed(pool, body)
  const { items, next } = page(pool.groups.membersOf(group), { limit, token, of: `ListUsersInGroup ${group.name}` })
  return { Users: items.map(userOf), NextToken: next }
}

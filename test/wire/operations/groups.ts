import type {
  CreateGroupRequest, CreateGroupResponse, DeleteGroupRequest, GetGroupRequest, GetGroupResponse, GroupType, ListGroupsRequest, ListGroupsResponse, UpdateGroupRequest,
  UpdateGroupResponse
} from '@aws-sdk/client-cognito-identity-provider'
import type { Group } from '../groups.js'
import { page } from '../page.js'
import type { Pool } from '../pool.js'
import { Refusal } from '../refusal.js'
import { checkPool } from './administered.js'

export function createGroup (pool: Pool, { UserPoolId, GroupName: name = '', Description: description, Precedence: precedence, RoleArn: roleArn }: CreateGroupRequest): CreateGroupResponse {
  checkPool(pool, UserPoolId)
  if (pool.groups.find(name) !== undefined) throw new Refusal('GroupExistsException', 'A group with the name already exists.')
  return { Group: described(pool, pool.groups.put({ name, description, precedence, roleArn })) }
}

export function getGroup (pool: Pool, body: GetGroupRequest): GetGroupResponse {
  return { Group: described(pool, groupNamed(pool, body)) }
}

export function listGroups (pool: Pool, { UserPoolId, Limit: limit, NextToken: token }: ListGroupsRequest): ListGroupsResponse {
  checkPool(pool, UserPoolId)
  const { items, next } = page(pool.groups.all(), { limit, token, of: 'ListGroups' })
  return { Groups: items.map(group => described(pool, group)), NextToken: next }
}

/** What the request leaves out stays as it is. */
export function updateGroup (pool: Pool, body: UpdateGroupRequest): UpdateGroupResponse {
  const group = groupNamed(pool, body)
  const { Description = group.description, Precedence = group.precedence, RoleArn = group.roleArn } = body
  Object.assign(group, { description: Description, precedence: Precedence, roleArn: RoleArn, changedAt: new Date(pool.now()) })
  return { Group: described(pool, group) }
}

export function deleteGroup (pool: Pool, body: DeleteGroupRequest): object {
  pool.groups.delete(groupNamed(pool, body))
  return {}
}

export function groupNamed (pool: Pool, { UserPoolId, GroupName = '' }: { UserPoolId: string | undefined, GroupName: string | undefined }): Group {
  checkPool(pool, UserPoolId)
  const group = pool.groups.find(GroupName)
  if (group === undefined) throw new Refusal('ResourceNotFoundException', 'Group not found.')
  return group
}

export function described ({ userPoolId }: Pool, { name, description, precedence, roleArn, createdAt, changedAt }: Group): GroupType {
  return { GroupName: name, UserPoolId: userPoolId, Description: description, Precedence: precedence, RoleArn: roleArn, CreationDate: createdAt, LastModifiedDate: changedAt }
}

import type {
  AdminAddUserToGroupRequest,
  AdminListGroupsForUserRequest,
  AdminListGroupsForUserResponse,
  CreateGroupRequest,
  CreateGroupResponse,
  DeleteGroupRequest,
  GetGroupRequest,
  GetGroupResponse,
  GroupType,
  ListGroupsRequest,
  ListGroupsResponse,
  ListUsersInGroupRequest,
  ListUsersInGroupResponse,
  UpdateGroupRequest,
  UpdateGroupResponse
} from '@aws-sdk/client-cognito-identity-provider'
import { CognitoException, orNotFound } from '../pool/exception.js'
import type { Group, User } from '../pool/records.js'
import type { UserPool } from '../pool/user-pool.js'
import type { UserPools } from '../pool/user-pools.js'
import type { Valid } from '../protocol/types.js'
import { describedUser } from './output.js'
import { namedUser } from './lookup.js'
import { pageOf, type PageInput } from './page.js'

export function createGroup (pools: UserPools, input: Valid<CreateGroupRequest>): CreateGroupResponse {
  const pool = pools.get(input.UserPoolId)
  const name = input.GroupName
  if (pool.groups.has(name)) {
    throw new CognitoException('GroupExistsException', 'A group with the name already exists.')
  }
  const now = pool.now()
  const group = pool.groups.put(name, { name, ...changes(input), createdAt: now, modifiedAt: now })
  return { Group: describeGroup(pool, group) }
}

export function getGroup (pools: UserPools, input: Valid<GetGroupRequest>): GetGroupResponse {
  const { pool, group } = namedGroup(pools, input)
  return { Group: describeGroup(pool, group) }
}

/** Omitted settings stay unchanged. */
export function updateGroup (pools: UserPools, input: Valid<UpdateGroupRequest>): UpdateGroupResponse {
  const { pool, group } = namedGroup(pools, input)
  const changed = { ...group, ...changes(input), modifiedAt: pool.now() }
  return { Group: describeGroup(pool, pool.groups.put(group.name, changed)) }
}

export function deleteGroup (pools: UserPools, input: Valid<DeleteGroupRequest>): void {
  const { pool, group } = namedGroup(pools, input)
  pool.groups.delete(group.name)
  for (const user of membersOf(pool, group)) removeFromGroup(pool, user, group)
}

export function listGroups (pools: UserPools, input: Valid<ListGroupsRequest>): ListGroupsResponse {
  const pool = pools.get(input.UserPoolId)
  return groupPage(pool, pool.groups.values(), '', input)
}

export function adminListGroupsForUser (
  pools: UserPools,
  input: Valid<AdminListGroupsForUserRequest>
): AdminListGroupsForUserResponse {
  const { pool, user } = namedUser(pools, input)
  const groups = pool.groups.values().filter(({ name }) => user.groups.includes(name))
  return groupPage(pool, groups, user.sub, input)
}

export function listUsersInGroup (
  pools: UserPools,
  input: Valid<ListUsersInGroupRequest>
): ListUsersInGroupResponse {
  const { pool, group } = namedGroup(pools, input)
  const { items, next } = pageOf(membersOf(pool, group), input, {
    list: ['members', pool.id, group.name],
    keyOf: ({ username }) => username
  })
  return { Users: items.map(describedUser), NextToken: next }
}

export function adminAddUserToGroup (pools: UserPools, input: Valid<AdminAddUserToGroupRequest>): void {
  const { name } = namedGroup(pools, input).group
  const { pool, user } = namedUser(pools, input)
  if (!user.groups.includes(name)) pool.users.save(user, { groups: [...user.groups, name] })
}

/** Succeeds if the user is not in the group. */
export function adminRemoveUserFromGroup (pools: UserPools, input: Valid<AdminAddUserToGroupRequest>): void {
  const { group } = namedGroup(pools, input)
  const { pool, user } = namedUser(pools, input)
  removeFromGroup(pool, user, group)
}

function membersOf (pool: UserPool, { name }: Group): User[] {
  return pool.users.all().filter(({ groups }) => groups.includes(name))
}

function removeFromGroup (pool: UserPool, user: User, { name }: Group): void {
  pool.users.save(user, { groups: user.groups.filter(other => other !== name) })
}

function changes ({
  Description,
  Precedence,
  RoleArn
}: Pick<CreateGroupRequest, 'Description' | 'Precedence' | 'RoleArn'>): Partial<Group> {
  return {
    ...(Description !== undefined && { description: Description }),
    ...(Precedence !== undefined && { precedence: Precedence }),
    ...(RoleArn !== undefined && { roleArn: RoleArn })
  }
}

function groupPage (pool: UserPool, groups: readonly Group[], owner: string, input: PageInput) {
  const { items, next } = pageOf(groups, input, {
    list: ['groups', pool.id, owner],
    keyOf: ({ name }) => name
  })
  return { Groups: items.map(group => describeGroup(pool, group)), NextToken: next }
}

function namedGroup (pools: UserPools, { UserPoolId, GroupName }: { UserPoolId: string, GroupName: string }) {
  const pool = pools.get(UserPoolId)
  return { pool, group: orNotFound(pool.groups.get(GroupName), 'Group not found.') }
}

function describeGroup (
  { id }: UserPool,
  { name, description, precedence, roleArn, createdAt, modifiedAt }: Group
): GroupType {
  return {
    GroupName: name,
    UserPoolId: id,
    Description: description,
    RoleArn: roleArn,
    Precedence: precedence,
    LastModifiedDate: new Date(modifiedAt),
    CreationDate: new Date(createdAt)
  }
}

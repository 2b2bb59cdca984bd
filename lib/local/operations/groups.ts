import { describedGroup, describedUser } from '../described.js'
import { context, type Fields, type Pool } from '../emulator.js'
import { CognitoException, invalidParameter, notFound } from '../exception.js'
import { isWithin, optionalText, text } from '../input.js'
import { namedUser } from '../named-user.js'
import { pageOf } from '../page.js'
import type { Group } from '../records.js'
import type { Operation, Parts } from '../parts.js'

/** cognito-local overwrites a group that is there, and its members are gone. */
export async function createGroup (parts: Parts, body: Fields): Promise<Fields> {
  const pool = await parts.pools.getUserPool(context, text(body, 'UserPoolId'))
  checkGroup(body)
  if (await pool.getGroupByGroupName(context, text(body, 'GroupName')) !== null) {
    throw new CognitoException('GroupExistsException', 'A group with the name already exists.')
  }
  return await parts.delegate('CreateGroup', body)
}

export async function getGroup (parts: Parts, body: Fields): Promise<Fields> {
  const { pool, group } = await namedGroup(parts, body)
  return { Group: describedGroup(group, pool.options.Id) }
}

/** What is not said stays as it is. */
export async function updateGroup (parts: Parts, body: Fields): Promise<Fields> {
  await namedGroup(parts, body)
  checkGroup(body)
  return await parts.delegate('UpdateGroup', body)
}

export async function deleteGroup (parts: Parts, body: Fields): Promise<Fields> {
  await namedGroup(parts, body)
  return await parts.delegate('DeleteGroup', body)
}

export async function listGroups (parts: Parts, body: Fields): Promise<Fields> {
  const pool = await parts.pools.getUserPool(context, text(body, 'UserPoolId'))
  return groupPage(await pool.listGroups(context), pool, body)
}

export async function adminListGroupsForUser (parts: Parts, body: Fields): Promise<Fields> {
  const { pool, user } = await namedUser(parts, body)
  const groups = await pool.listGroups(context)
  return groupPage(groups.filter(group => isIn(group, user.Username)), pool, body)
}

export async function listUsersInGroup (parts: Parts, body: Fields): Promise<Fields> {
  const { pool, group } = await namedGroup(parts, body)
  const members = (await pool.listUsers(context)).filter(({ Username }) => isIn(group, Username))
  const { items, next } = pageOf(members, ({ Username }) => Username, body, 'NextToken')
  return { Users: items.map(user => describedUser(user)), ...next }
}

/** An operation of cognito-local's on a user and a group, both of which are looked up here. */
export function onMember (operation: string): Operation {
  return async (parts, body) => {
    await namedGroup(parts, body)
    const { user } = await namedUser(parts, body)
    return await parts.delegate(operation, { ...body, Username: user.Username })
  }
}

function isIn ({ members = [] }: Group, username: string): boolean {
  return members.includes(username)
}

function groupPage (groups: readonly Group[], pool: Pool, body: Fields): Fields {
  const { items, next } = pageOf(groups, ({ GroupName }) => GroupName, body, 'NextToken')
  return { Groups: items.map(group => describedGroup(group, pool.options.Id)), ...next }
}

async function namedGroup (parts: Parts, body: Fields): Promise<{ pool: Pool, group: Group }> {
  const pool = await parts.pools.getUserPool(context, text(body, 'UserPoolId'))
  const group = await pool.getGroupByGroupName(context, text(body, 'GroupName'))
  if (group === null) throw notFound('Group not found.')
  return { pool, group }
}

/** The API Reference of CreateGroup: no spaces among it. */
const NAME = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u
const LONGEST_DESCRIPTION = 2048
const LAST_PRECEDENCE = 2 ** 31 - 1

function checkGroup (body: Fields): void {
  const constraints: [string, boolean, string][] = [
    ['groupName', NAME.test(text(body, 'GroupName')), 'Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+, and have length less than or equal to 128'],
    ['description', (optionalText(body, 'Description') ?? '').length <= LONGEST_DESCRIPTION, `Member must have length less than or equal to ${LONGEST_DESCRIPTION}`],
    ['precedence', isWithin(body['Precedence'] ?? 0, 0, LAST_PRECEDENCE), `Member must have value between 0 and ${LAST_PRECEDENCE}`]
  ]
  const broken = constraints.find(([, holds]) => !holds)
  if (broken !== undefined) throw invalidParameter(`1 validation error detected: Value at '${broken[0]}' failed to satisfy constraint: ${broken[2]}`)
}

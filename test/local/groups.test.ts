import t from 'tap'
import { addUser, raw, signIn, start, tokens } from './local.js'

const started = await start(t)
const { local, api } = started
const UserPoolId = local.userPoolId

const groupNotFound = { name: 'ResourceNotFoundException', message: 'Group not found.' }
const userNotFound = { name: 'UserNotFoundException', message: 'User does not exist.' }
const groupsIn = async (email: string) => (await signIn(started, email)).access['cognito:groups']
const subOf = async (Username: string) =>
  (await api.adminGetUser({ UserPoolId, Username })).Username as string

/** Creates a group with these members, and returns its name. */
async function group (GroupName: string, ...members: string[]): Promise<string> {
  await api.createGroup({ UserPoolId, GroupName })
  for (const Username of members) await api.adminAddUserToGroup({ UserPoolId, GroupName, Username })
  return GroupName
}

t.test('a group is created, read and updated', async t => {
  const { Group: created } = await api.createGroup({
    UserPoolId,
    GroupName: 'editors',
    Description: 'Who may edit',
    Precedence: 5,
    RoleArn: 'arn:aws:iam::1:role/editors'
  })
  t.match(created, {
    GroupName: 'editors',
    UserPoolId,
    Description: 'Who may edit',
    Precedence: 5,
    RoleArn: 'arn:aws:iam::1:role/editors',
    CreationDate: Date,
    LastModifiedDate: Date
  })
  const { Group: shown } = await api.getGroup({ UserPoolId, GroupName: 'editors' })
  t.same(shown, created)
  const { Group: changed } = await api.updateGroup({
    UserPoolId,
    GroupName: 'editors',
    Description: 'Who edits',
    Precedence: 0
  })
  t.match(changed, { Description: 'Who edits', Precedence: 0, RoleArn: 'arn:aws:iam::1:role/editors' })
  await api.updateGroup({ UserPoolId, GroupName: 'editors', Precedence: 3 })
  t.match(
    (await api.getGroup({ UserPoolId, GroupName: 'editors' })).Group,
    { Description: 'Who edits', Precedence: 3 },
    'members that are left out do not change'
  )
})

t.test('only ListUsersInGroup returns the members of a group', async t => {
  const GroupName = await group('told', await addUser(started))
  for (const [operation, field] of [
    ['GetGroup', 'Group'],
    ['ListGroups', 'Groups']
  ] as const) {
    const { body } = await raw(local, operation, { UserPoolId, GroupName })
    t.notMatch(JSON.stringify(body[field]), /members/)
  }
})

t.test('invalid groups are rejected', async t => {
  const wrong: [string, object][] = [
    ['groupName', { GroupName: 'with spaces' }],
    ['groupName', { GroupName: 'x'.repeat(129) }],
    ['groupName', {}],
    ['description', { GroupName: 'x', Description: 'x'.repeat(2049) }],
    ['precedence', { GroupName: 'x', Precedence: -1 }]
  ]
  for (const [field, body] of wrong) {
    t.match(await raw(local, 'CreateGroup', { UserPoolId, ...body }), {
      status: 400,
      body: { __type: 'InvalidParameterException', message: new RegExp(`at '${field}'`) }
    })
  }
  for (const Precedence of [1.5, 2 ** 31]) {
    const response = await raw(local, 'CreateGroup', { UserPoolId, GroupName: 'x', Precedence })
    t.match(response, { status: 400, body: { __type: 'SerializationException' } })
  }
  await t.rejects(api.updateGroup({ UserPoolId, GroupName: 'admin', Precedence: -1 }), {
    name: 'InvalidParameterException'
  })
  await t.resolves(
    api.createGroup({ UserPoolId, GroupName: 'Größe:1', Description: '', Precedence: 2 ** 31 - 1 })
  )
})

t.test('users are added and removed by email address and sub, and tokens contain the groups', async t => {
  const email = await addUser(started)
  const sub = await subOf(email)
  const GroupName = await group('readers')
  for (const Username of [email, sub, email.toUpperCase()]) {
    await api.adminAddUserToGroup({ UserPoolId, GroupName, Username })
    t.same(await groupsIn(email), ['readers'])
    t.same(
      (await api.adminListGroupsForUser({ UserPoolId, Username })).Groups?.map(({ GroupName }) => GroupName),
      ['readers']
    )
    t.same(
      (await api.listUsersInGroup({ UserPoolId, GroupName })).Users?.map(({ Username }) => Username),
      [sub]
    )
    await api.adminRemoveUserFromGroup({ UserPoolId, GroupName, Username })
    t.equal(await groupsIn(email), undefined)
  }
})

t.test('adding a member twice and removing a user who is not a member have no effect', async t => {
  const email = await addUser(started)
  const GroupName = await group('once', email, email)
  t.equal((await api.listUsersInGroup({ UserPoolId, GroupName })).Users?.length, 1)
  await t.resolves(api.adminRemoveUserFromGroup({ UserPoolId, GroupName, Username: await addUser(started) }))
  t.equal((await api.listUsersInGroup({ UserPoolId, GroupName })).Users?.length, 1)
})

t.test('a deleted group has no members', async t => {
  const email = await addUser(started)
  const GroupName = await group('gone', email)
  const { RefreshToken, access } = await signIn(started, email)
  t.same(access['cognito:groups'], ['gone'])
  await api.deleteGroup({ UserPoolId, GroupName })
  t.same((await api.adminListGroupsForUser({ UserPoolId, Username: email })).Groups, [])
  const refreshed = tokens(await api.getTokensFromRefreshToken({ ClientId: local.clientId, RefreshToken }))
  t.equal(refreshed.access['cognito:groups'], undefined)
  await group(GroupName)
  t.same(
    (await api.listUsersInGroup({ UserPoolId, GroupName })).Users,
    [],
    'a new group of the same name is empty'
  )
})

t.test('ListUsersInGroup returns users as ListUsers does', async t => {
  const email = await addUser(started)
  const GroupName = await group('described', email)
  const { Users } = await api.listUsersInGroup({ UserPoolId, GroupName })
  const { Users: listed } = await api.listUsers({ UserPoolId, Filter: `email = "${email}"` })
  t.same(Users, listed)
})

t.test('ListUsersInGroup returns pages', async t => {
  const usernames = [await addUser(started), await addUser(started), await addUser(started)]
  const [ada = ''] = usernames
  for (const name of ['page1', 'page2', 'page3']) await group(name, ...usernames)
  const lists: [
    string,
    (page: object) => Promise<{ items: number | undefined, NextToken?: string | undefined }>
  ][] = [
    [
      'ListUsersInGroup',
      async page => {
        const { Users, NextToken } = await api.listUsersInGroup({ UserPoolId, GroupName: 'page1', ...page })
        return { items: Users?.length, NextToken }
      }
    ],
    [
      'AdminListGroupsForUser',
      async page => {
        const { Groups, NextToken } = await api.adminListGroupsForUser({ UserPoolId, Username: ada, ...page })
        return { items: Groups?.length, NextToken }
      }
    ]
  ]
  for (const [operation, list] of lists) {
    const first = await list({ Limit: 2 })
    const second = await list({ Limit: 2, NextToken: first.NextToken })
    t.same([first.items, second.items, second.NextToken], [2, 1, undefined], operation)
    await t.rejects(list({ Limit: 61 }), { name: 'InvalidParameterException' }, operation)
    await t.rejects(list({ NextToken: 'x' }), { name: 'InvalidParameterException' }, operation)
  }
})

t.test('ListGroups returns pages', async t => {
  const names: (string | undefined)[] = []
  let NextToken: string | undefined
  do {
    const page = await api.listGroups({ UserPoolId, Limit: 3, NextToken })
    t.ok(page.Groups?.length && page.Groups.length <= 3)
    names.push(...(page.Groups?.map(({ GroupName }) => GroupName) ?? []))
    NextToken = page.NextToken
  } while (NextToken !== undefined)
  t.same(
    names,
    (await api.listGroups({ UserPoolId })).Groups?.map(({ GroupName }) => GroupName)
  )
  t.equal(new Set(names).size, names.length)
  t.ok(names.length > 6)
})

t.test('a missing group is not found', async t => {
  const GroupName = 'nothing'
  const Username = await addUser(started)
  await t.rejects(api.getGroup({ UserPoolId, GroupName }), groupNotFound)
  await t.rejects(api.updateGroup({ UserPoolId, GroupName, Precedence: 1 }), groupNotFound)
  await t.rejects(api.deleteGroup({ UserPoolId, GroupName }), groupNotFound)
  await t.rejects(api.listUsersInGroup({ UserPoolId, GroupName }), groupNotFound)
  await t.rejects(api.adminAddUserToGroup({ UserPoolId, GroupName, Username }), groupNotFound)
  await t.rejects(api.adminRemoveUserFromGroup({ UserPoolId, GroupName, Username }), groupNotFound)
})

t.test('a missing user is not found', async t => {
  const GroupName = 'admin'
  const Username = 'nobody@example.com'
  await t.rejects(api.adminAddUserToGroup({ UserPoolId, GroupName, Username }), userNotFound)
  await t.rejects(api.adminRemoveUserFromGroup({ UserPoolId, GroupName, Username }), userNotFound)
  await t.rejects(api.adminListGroupsForUser({ UserPoolId, Username }), userNotFound)
})

t.test('an ID token has the roles of groups, and prefers that of the lowest precedence', async t => {
  const email = await addUser(started)
  const role = (name: string) => `arn:aws:iam::1:role/${name}`
  for (const [GroupName, more] of [
    ['roles-none', {}],
    ['roles-last', { RoleArn: role('last') }],
    ['roles-second', { RoleArn: role('second'), Precedence: 2 }],
    ['roles-first', { RoleArn: role('first'), Precedence: 1 }],
    ['roles-later', { RoleArn: role('later') }]
  ] as const) {
    await api.createGroup({ UserPoolId, GroupName, ...more })
    await api.adminAddUserToGroup({ UserPoolId, GroupName, Username: email })
  }
  const { id, access } = await signIn(started, email)
  t.strictSame(id['cognito:roles'], [role('first'), role('second'), role('last'), role('later')])
  t.equal(id['cognito:preferred_role'], role('first'))
  t.notOk('cognito:roles' in access || 'cognito:preferred_role' in access)
})

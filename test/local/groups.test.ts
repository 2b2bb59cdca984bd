import t from 'tap'
import { addUser, raw, signIn, start, tokens } from './local.js'

const started = await start(t)
const { local, api } = started
const UserPoolId = local.userPoolId

const notFound = { name: 'ResourceNotFoundException', message: 'Group not found.' }
const nobody = { name: 'UserNotFoundException', message: 'User does not exist.' }
const groupsIn = async (email: string) => (await signIn(started, email)).access['cognito:groups']
const subOf = async (Username: string) =>
  (await api.adminGetUser({ UserPoolId, Username })).Username as string

/** A group of its own for one test, and people in it. */
async function group (GroupName: string, ...members: string[]): Promise<string> {
  await api.createGroup({ UserPoolId, GroupName })
  for (const Username of members) await api.adminAddUserToGroup({ UserPoolId, GroupName, Username })
  return GroupName
}

t.test('a group is made, shown and changed', async t => {
  const { Group: made } = await api.createGroup({
    UserPoolId,
    GroupName: 'editors',
    Description: 'Who may edit',
    Precedence: 5,
    RoleArn: 'arn:aws:iam::1:role/editors'
  })
  t.match(made, {
    GroupName: 'editors',
    UserPoolId,
    Description: 'Who may edit',
    Precedence: 5,
    RoleArn: 'arn:aws:iam::1:role/editors',
    CreationDate: Date,
    LastModifiedDate: Date
  })
  const { Group: shown } = await api.getGroup({ UserPoolId, GroupName: 'editors' })
  t.same(shown, made)
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
    'what is not said stays'
  )
})

t.test('its members are told by ListUsersInGroup alone', async t => {
  const GroupName = await group('told', await addUser(started))
  for (const [operation, field] of [
    ['GetGroup', 'Group'],
    ['ListGroups', 'Groups']
  ] as const) {
    const { body } = await raw(local, operation, { UserPoolId, GroupName })
    t.notMatch(JSON.stringify(body[field]), /members/)
  }
})

t.test("what can't be a group is refused", async t => {
  const wrong: [string, object][] = [
    ['groupName', { GroupName: 'with spaces' }],
    ['groupName', { GroupName: 'x'.repeat(129) }],
    ['groupName', {}],
    ['description', { GroupName: 'x', Description: 'x'.repeat(2049) }],
    ['precedence', { GroupName: 'x', Precedence: -1 }],
    ['precedence', { GroupName: 'x', Precedence: 1.5 }],
    ['precedence', { GroupName: 'x', Precedence: 2 ** 31 }]
  ]
  for (const [field, body] of wrong) {
    t.match(await raw(local, 'CreateGroup', { UserPoolId, ...body }), {
      status: 400,
      body: { __type: 'InvalidParameterException', message: new RegExp(`at '${field}'`) }
    })
  }
  await t.rejects(api.updateGroup({ UserPoolId, GroupName: 'admin', Precedence: -1 }), {
    name: 'InvalidParameterException'
  })
  await t.resolves(
    api.createGroup({ UserPoolId, GroupName: 'Größe:1', Description: '', Precedence: 2 ** 31 - 1 })
  )
})

t.test('people are put into it and taken out, by email and by sub, and their tokens say so', async t => {
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

t.test('putting somebody in twice is once, and taking out who is not in is no error', async t => {
  const email = await addUser(started)
  const GroupName = await group('once', email, email)
  t.equal((await api.listUsersInGroup({ UserPoolId, GroupName })).Users?.length, 1)
  await t.resolves(api.adminRemoveUserFromGroup({ UserPoolId, GroupName, Username: await addUser(started) }))
  t.equal((await api.listUsersInGroup({ UserPoolId, GroupName })).Users?.length, 1)
})

t.test("a group that is deleted is nobody's any more", async t => {
  const email = await addUser(started)
  const GroupName = await group('gone', email)
  const { RefreshToken, access } = await signIn(started, email)
  t.same(access['cognito:groups'], ['gone'])
  await api.deleteGroup({ UserPoolId, GroupName })
  t.same((await api.adminListGroupsForUser({ UserPoolId, Username: email })).Groups, [])
  const refreshed = tokens(await api.getTokensFromRefreshToken({ ClientId: local.clientId, RefreshToken }))
  t.equal(refreshed.access['cognito:groups'], undefined)
  await group(GroupName)
  t.same((await api.listUsersInGroup({ UserPoolId, GroupName })).Users, [], 'made again, it is empty')
})

t.test('what is said of a member is what a list of users says', async t => {
  const email = await addUser(started)
  const GroupName = await group('described', email)
  const { Users } = await api.listUsersInGroup({ UserPoolId, GroupName })
  const { Users: listed } = await api.listUsers({ UserPoolId, Filter: `email = "${email}"` })
  t.same(Users, listed)
})

t.test('page by page', async t => {
  const people = [await addUser(started), await addUser(started), await addUser(started)]
  const [ada = ''] = people
  for (const name of ['page1', 'page2', 'page3']) await group(name, ...people)
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

t.test('every group of the pool, page by page', async t => {
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

t.test('a group that is not there', async t => {
  const GroupName = 'nothing'
  const Username = await addUser(started)
  await t.rejects(api.getGroup({ UserPoolId, GroupName }), notFound)
  await t.rejects(api.updateGroup({ UserPoolId, GroupName, Precedence: 1 }), notFound)
  await t.rejects(api.deleteGroup({ UserPoolId, GroupName }), notFound)
  await t.rejects(api.listUsersInGroup({ UserPoolId, GroupName }), notFound)
  await t.rejects(api.adminAddUserToGroup({ UserPoolId, GroupName, Username }), notFound)
  await t.rejects(api.adminRemoveUserFromGroup({ UserPoolId, GroupName, Username }), notFound)
})

t.test('a member who is not there', async t => {
  const GroupName = 'admin'
  const Username = 'nobody@example.com'
  await t.rejects(api.adminAddUserToGroup({ UserPoolId, GroupName, Username }), nobody)
  await t.rejects(api.adminRemoveUserFromGroup({ UserPoolId, GroupName, Username }), nobody)
  await t.rejects(api.adminListGroupsForUser({ UserPoolId, Username }), nobody)
})

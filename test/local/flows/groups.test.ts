import t, { type Test } from 'tap'
import { decodeJwt } from 'jose'
import type { PoolOptions } from './client.js'
import { ADA, BOB, refusal, start } from './client.js'

const NO_GROUP = refusal('ResourceNotFoundException', 'Group not found.')

async function pool (t: Test, options: PoolOptions = {}) {
  const started = await start(t, options)
  const { userPoolId: UserPoolId } = started.cognito.options
  const groupsOf = async () =>
    decodeJwt((await started.signIn(ADA)).AuthenticationResult?.AccessToken as string)['cognito:groups']
  return {
    ...started,
    UserPoolId,
    groupsOf,
    group: (GroupName: string) => ({ UserPoolId, GroupName }),
    member: (GroupName: string, Username = ADA.email) => ({ UserPoolId, GroupName, Username })
  }
}

t.test('a group is created, read and updated', async t => {
  const { cognito, api, group } = await pool(t)
  const created = new Date(cognito.clock())
  const editors = {
    ...group('editors'),
    Description: 'Who writes',
    Precedence: 0,
    RoleArn: 'arn:aws:iam::123456789012:role/editor'
  }
  t.strictSame((await api.createGroup(editors)).Group, {
    ...editors,
    CreationDate: created,
    LastModifiedDate: created
  })
  t.strictSame((await api.getGroup(group('editors'))).Group, {
    ...editors,
    CreationDate: created,
    LastModifiedDate: created
  })
  await t.rejects(
    api.createGroup(group('editors')),
    refusal('GroupExistsException', 'A group with the name already exists.')
  )
  cognito.advance(1000)
  const changed = {
    ...editors,
    Description: 'Who edits',
    CreationDate: created,
    LastModifiedDate: new Date(cognito.clock())
  }
  t.strictSame(
    (await api.updateGroup({ ...group('editors'), Description: 'Who edits' })).Group,
    changed,
    'the rest stays as it is'
  )
  t.strictSame((await api.getGroup(group('editors'))).Group, changed)
})

t.test('a missing group and a missing user pool are not found', async t => {
  const { api, group, member } = await pool(t)
  await t.rejects(api.getGroup(group('editors')), NO_GROUP)
  await t.rejects(api.updateGroup(group('editors')), NO_GROUP)
  await t.rejects(api.deleteGroup(group('editors')), NO_GROUP)
  await t.rejects(api.listUsersInGroup(group('editors')), NO_GROUP)
  await t.rejects(api.adminAddUserToGroup(member('editors')), NO_GROUP)
  await t.rejects(api.adminRemoveUserFromGroup(member('editors')), NO_GROUP)
  const UserPoolId = 'eu-west-1_Other'
  const NO_POOL = refusal('ResourceNotFoundException', 'User pool eu-west-1_Other does not exist.')
  await t.rejects(api.listGroups({ UserPoolId }), NO_POOL)
  await t.rejects(api.createGroup({ UserPoolId, GroupName: 'a' }), NO_POOL)
  await t.rejects(api.adminListGroupsForUser({ UserPoolId, Username: ADA.email }), NO_POOL)
})

t.test('access tokens contain the groups of the user', async t => {
  const { api, group, member, groupsOf } = await pool(t)
  await api.createGroup(group('editors'))
  t.equal(await groupsOf(), undefined)
  await api.adminAddUserToGroup(member('editors'))
  await api.adminAddUserToGroup(member('editors', ADA.sub))
  t.strictSame(await groupsOf(), ['editors'], 'once')
  await api.adminRemoveUserFromGroup(member('editors'))
  await api.adminRemoveUserFromGroup(member('editors'))
  t.equal(await groupsOf(), undefined)
  await t.rejects(
    api.adminAddUserToGroup(member('editors', 'nobody@example.com')),
    refusal('UserNotFoundException', 'User does not exist.')
  )
  await t.rejects(
    api.adminRemoveUserFromGroup(member('editors', 'nobody@example.com')),
    refusal('UserNotFoundException')
  )
})

t.test('deleting a group removes it from its members', async t => {
  const { api, UserPoolId, group, groupsOf } = await pool(t, {
    users: [{ ...ADA, groups: ['admin', 'editors'] }, BOB]
  })
  t.strictSame(await groupsOf(), ['admin', 'editors'])
  await api.deleteGroup(group('editors'))
  t.strictSame(await groupsOf(), ['admin'])
  await api.createGroup(group('editors'))
  t.match(
    (await api.adminListGroupsForUser({ UserPoolId, Username: ADA.email })).Groups,
    { length: 1 },
    'also where one of its name comes again'
  )
})

t.test('groups, members and groups of a user are listed in pages', async t => {
  const { api, UserPoolId, group } = await pool(t, {
    users: [
      { ...ADA, groups: ['a', 'b', 'c'] },
      { ...BOB, groups: ['a', 'd'] }
    ]
  })
  const names = ({ Groups = [] }: { Groups?: { GroupName?: string | undefined }[] | undefined }) =>
    Groups.map(({ GroupName }) => GroupName)
  const first = await api.listGroups({ UserPoolId, Limit: 3 })
  const rest = await api.listGroups({ UserPoolId, Limit: 3, NextToken: first.NextToken })
  t.strictSame([names(first), names(rest), rest.NextToken], [['a', 'b', 'c'], ['d'], undefined])

  const hers = { UserPoolId, Username: ADA.sub, Limit: 2 }
  const some = await api.adminListGroupsForUser(hers)
  const next = await api.adminListGroupsForUser({ ...hers, NextToken: some.NextToken })
  t.strictSame([names(some), names(next), next.NextToken], [['a', 'b'], ['c'], undefined])

  const one = await api.listUsersInGroup({ ...group('a'), Limit: 1 })
  const two = await api.listUsersInGroup({ ...group('a'), Limit: 1, NextToken: one.NextToken })
  t.match(
    [one.Users, two.Users],
    [
      [{ Username: ADA.sub, UserStatus: 'CONFIRMED' }],
      [{ Attributes: [{ Name: 'sub' }, { Name: 'email', Value: BOB.email }] }]
    ]
  )
  t.equal(two.NextToken, undefined)
  t.strictSame((await api.listUsersInGroup(group('d'))).Users?.length, 1)

  await t.rejects(api.listGroups({ UserPoolId, NextToken: 'abc' }), refusal('InvalidParameterException'))
  await t.rejects(
    api.adminListGroupsForUser({ ...hers, Username: 'nobody@example.com' }),
    refusal('UserNotFoundException')
  )
})

import t from 'tap'
import { USER_MEMBERS, addUser, newEmail, raw, start } from './local.js'

const started = await start(t)
const { local, api } = started

/** Creates a pool with users of these usernames. */
async function poolOf (...usernames: string[]): Promise<string> {
  const { UserPool } = await api.createUserPool({ PoolName: 'listed' })
  const UserPoolId = UserPool?.Id as string
  for (const Username of usernames) await add(UserPoolId, Username)
  return UserPoolId
}

const add = async (UserPoolId: string, Username: string, attributes: Record<string, string> = {}) =>
  await api.adminCreateUser({
    UserPoolId,
    Username,
    MessageAction: 'SUPPRESS',
    UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }))
  })
const list = async (UserPoolId: string, more: object = {}) => {
  const { Users, PaginationToken } = await api.listUsers({ UserPoolId, ...more })
  return { names: Users?.map(({ Username }) => Username), PaginationToken }
}

t.test('a user has the members that AWS returns, and no others', async t => {
  const Username = await addUser(started)
  const { Users = [] } = await api.listUsers({ UserPoolId: local.userPoolId })
  const user = Users[0] ?? {}
  t.same(Object.keys(user).sort(), USER_MEMBERS)
  t.match(user, { Enabled: true, UserStatus: 'CONFIRMED', UserCreateDate: Date, UserLastModifiedDate: Date })
  const attributes = Object.fromEntries(user.Attributes?.map(({ Name, Value }) => [Name, Value]) ?? [])
  t.match(attributes, { email: Username, email_verified: 'true', name: 'Ada', sub: user.Username })

  const { body } = await raw(local, 'ListUsers', { UserPoolId: local.userPoolId })
  const [onTheWire] = body['Users'] as { UserCreateDate: number }[]
  t.ok(Math.abs(Number(onTheWire?.UserCreateDate) - Date.now() / 1000) < 60, 'dates are seconds since 1970')
})

t.test('pages contain every user once', async t => {
  const UserPoolId = await poolOf('a', 'b', 'c', 'd', 'e')
  const first = await list(UserPoolId, { Limit: 2 })
  const second = await list(UserPoolId, { Limit: 2, PaginationToken: first.PaginationToken })
  const third = await list(UserPoolId, { Limit: 2, PaginationToken: second.PaginationToken })
  t.same([first.names, second.names, third.names], [['a', 'b'], ['c', 'd'], ['e']])
  t.equal(third.PaginationToken, undefined, 'the last page has no token')
  t.equal(
    (await list(UserPoolId, { Limit: 5 })).PaginationToken,
    undefined,
    'a last page that is full has no token either'
  )
})

t.test('no user is skipped when others are deleted between two pages', async t => {
  const UserPoolId = await poolOf('a', 'b', 'c', 'd', 'e')
  const { PaginationToken } = await list(UserPoolId, { Limit: 2 })
  await api.adminDeleteUser({ UserPoolId, Username: 'a' })
  await api.adminDeleteUser({ UserPoolId, Username: 'b' })
  t.same((await list(UserPoolId, { PaginationToken })).names, ['c', 'd', 'e'])
  for (const Username of ['f', 'g']) await add(UserPoolId, Username)
  const { PaginationToken: before } = await list(UserPoolId, { Limit: 1 })
  await api.adminDeleteUser({ UserPoolId, Username: 'd' })
  t.same(
    (await list(UserPoolId, { PaginationToken: before })).names,
    ['e', 'f', 'g'],
    'the one that was next as well'
  )
})

t.test('Limit is at most 60', async t => {
  const UserPoolId = await poolOf(...Array.from({ length: 61 }, (_, number) => `p${number}`))
  t.equal((await list(UserPoolId)).names?.length, 60)
  t.equal((await list(UserPoolId, { Limit: 60 })).names?.length, 60)
  t.equal((await list(UserPoolId, { Limit: 0 })).names?.length, 60)
  const wrong: [unknown, string][] = [
    [61, 'InvalidParameterException'],
    [1.5, 'SerializationException'],
    ['5', 'SerializationException']
  ]
  for (const [Limit, __type] of wrong) {
    t.match(await raw(local, 'ListUsers', { UserPoolId, Limit }), { status: 400, body: { __type } })
  }
})

t.test('an invalid pagination token is rejected', async t => {
  const UserPoolId = await poolOf('a')
  for (const PaginationToken of [
    'x',
    Buffer.from('x a').toString('base64url'),
    Buffer.from('1').toString('base64url')
  ]) {
    t.match(await raw(local, 'ListUsers', { UserPoolId, PaginationToken }), {
      status: 400,
      body: { __type: 'InvalidParameterException', message: 'Invalid pagination token given.' }
    })
  }
})

t.test('a filter has pages', async t => {
  const UserPoolId = await poolOf('ada', 'bob', 'ann', 'amy')
  const Filter = 'username ^= "a"'
  const { names, PaginationToken } = await list(UserPoolId, { Filter, Limit: 2 })
  t.same(names, ['ada', 'ann'])
  t.same((await list(UserPoolId, { Filter, Limit: 2, PaginationToken })).names, ['amy'])
})

t.test('AttributesToGet selects attributes that every user must have', async t => {
  const UserPoolId = await poolOf()
  await add(UserPoolId, 'ada', { name: 'Ada', email: newEmail() })
  await add(UserPoolId, 'bob', { name: 'Bob' })
  const names = async (AttributesToGet: string[], Filter?: string) =>
    (await api.listUsers({ UserPoolId, AttributesToGet, Filter })).Users?.map(({ Attributes }) =>
      Attributes?.map(({ Name }) => Name)
    )
  t.same(await names(['name']), [['name'], ['name']])
  t.same(await names(['email'], 'username = "ada"'), [['email']])
  t.same(
    await names([]),
    [
      ['sub', 'name', 'email'],
      ['sub', 'name']
    ],
    'none is all'
  )
  const refused = {
    name: 'InvalidParameterException',
    message: 'One or more requested attributes do not exist.'
  }
  await t.rejects(names(['email']), refused)
  await t.rejects(names(['shoesize']), refused)
})

t.test('a missing user pool is not found', async t => {
  await t.rejects(api.listUsers({ UserPoolId: 'local_nothing' }), { name: 'ResourceNotFoundException' })
})

import t from 'tap'
import { raw, start } from './local.js'

const { local, api } = await start(t)
const { UserPool } = await api.createUserPool({
  PoolName: 'searched',
  Schema: [{ Name: 'role', AttributeDataType: 'String', Mutable: true }]
})
const UserPoolId = UserPool?.Id as string

async function add (Username: string, attributes: Record<string, string>): Promise<string> {
  const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }))
  const { User } = await api.adminCreateUser({
    UserPoolId,
    Username,
    MessageAction: 'SUPPRESS',
    UserAttributes
  })
  return User?.Attributes?.find(({ Name }) => Name === 'sub')?.Value as string
}

const ada = await add('ada', {
  email: 'ada@example.com',
  phone_number: '+15550100',
  name: 'Ada Lovelace',
  given_name: 'Ada',
  family_name: 'Lovelace',
  preferred_username: 'countess'
})
await add('bob', { email: 'bob@example.com', name: 'Robert "Bob" \\o/', 'custom:role': 'admin' })
await api.adminSetUserPassword({ UserPoolId, Username: 'bob', Password: 'Passw0rd!', Permanent: true })
await api.adminDisableUser({ UserPoolId, Username: 'bob' })

const search = async (Filter: string) =>
  (await api.listUsers({ UserPoolId, Filter })).Users?.map(({ Username }) => Username)

t.test('every searchable attribute', async t => {
  const filters: [string, string[]][] = [
    ['username = "ada"', ['ada']],
    ['email = "ada@example.com"', ['ada']],
    ['phone_number = "+15550100"', ['ada']],
    ['name = "Ada Lovelace"', ['ada']],
    ['given_name = "Ada"', ['ada']],
    ['family_name = "Lovelace"', ['ada']],
    ['preferred_username = "countess"', ['ada']],
    [`sub = "${ada}"`, ['ada']],
    ['cognito:user_status = "FORCE_CHANGE_PASSWORD"', ['ada']],
    ['cognito:user_status = "confirmed"', ['bob']],
    ['status = "Enabled"', ['ada']],
    ['status = "Disabled"', ['bob']],
    ['status = "disabled"', []],
    ['username = "ADA"', []],
    ['name = "Ada"', []]
  ]
  for (const [filter, names] of filters) t.same(await search(filter), names, filter)
})

t.test('^= finds values by prefix', async t => {
  t.same(await search('email ^= "ada@"'), ['ada'])
  t.same(await search('cognito:user_status ^= "conf"'), ['bob'])
  t.same(await search('email ^= "da@"'), [])
  t.same(await search('given_name ^= ""'), ['ada'], 'users without a value do not match')
})

t.test('white space in a filter is ignored', async t => {
  for (const filter of ['username="ada"', ' username  =\t"ada" ', 'username^="ad"']) {
    t.same(await search(filter), ['ada'], filter)
  }
  t.same(await search(''), ['ada', 'bob'], 'an empty filter returns every user')
})

t.test('quotation marks and backslashes in a value are escaped by a backslash', async t => {
  t.same(await search('name = "Robert \\"Bob\\" \\\\o/"'), ['bob'])
  t.same(await search('name ^= "Robert \\""'), ['bob'])
  t.same(await search('name = "x\\" or name ^= \\""'), [])
})

t.test('invalid filters are rejected', async t => {
  const filters = [
    'ada',
    'username',
    'username = ada',
    "username = 'ada'",
    'username = "ada',
    'username = "a"da"',
    'username = "a\\da"',
    'username == "ada"',
    'username != "ada"',
    'username = "ada" and name = "Ada"',
    '= "ada"',
    'username = "ada\\"'
  ]
  for (const filter of filters) {
    await t.rejects(
      search(filter),
      { name: 'InvalidParameterException', message: 'Error while parsing filter' },
      filter
    )
  }
})

t.test('other attributes are not searchable', async t => {
  for (const name of ['custom:role', 'nickname', 'Email', 'constructor', '__proto__', 'Password']) {
    await t.rejects(
      search(`${name} = "admin"`),
      { name: 'InvalidParameterException', message: `Invalid search attribute: ${name}` },
      name
    )
  }
})

t.test('a filter that is not a string is rejected', async t => {
  t.match(await raw(local, 'ListUsers', { UserPoolId, Filter: 5 }), {
    status: 400,
    body: { __type: 'SerializationException' }
  })
})

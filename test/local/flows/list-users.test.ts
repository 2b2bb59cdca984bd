import t, { type Test } from 'tap'
import type { ListUsersRequest } from '@aws-sdk/client-cognito-identity-provider'
import { ADA, BOB, refusal, start } from './client.js'

const USERS = [
  {
    ...ADA,
    attributes: {
      name: 'Ada "the" King',
      family_name: 'King',
      given_name: 'Ada',
      preferred_username: 'ada',
      'custom:role': 'x'
    }
  },
  { ...BOB, status: 'FORCE_CHANGE_PASSWORD' as const, disabled: true, attributes: { name: 'Bob\\Builder' } },
  { email: 'Adam@example.com', attributes: { name: 'Adam' } }
]
const [ADAS, BOBS, ADAMS] = [ADA.email, BOB.email, 'Adam@example.com']

async function pool (t: Test) {
  const { cognito, api } = await start(t, { users: USERS, customAttributes: ['custom:role'] })
  const { userPoolId: UserPoolId } = cognito.options
  const list = (request: Partial<ListUsersRequest> = {}) => api.listUsers({ UserPoolId, ...request })
  const emails = async (Filter: string) =>
    (await list({ Filter })).Users?.map(
      ({ Attributes = [] }) => Attributes.find(({ Name }) => Name === 'email')?.Value
    )
  return { cognito, api, list, emails }
}

t.test('ListUsers returns every user', async t => {
  const { cognito, list } = await pool(t)
  const { Users = [], PaginationToken } = await list()
  const now = new Date(cognito.clock()).toISOString()
  t.match(Users, [
    {
      Username: ADA.sub,
      Enabled: true,
      UserStatus: 'CONFIRMED',
      UserCreateDate: now,
      UserLastModifiedDate: now
    },
    { Enabled: false, UserStatus: 'FORCE_CHANGE_PASSWORD' },
    { Enabled: true, UserStatus: 'CONFIRMED' }
  ])
  t.match(Users[0]?.Attributes?.slice(0, 2), [
    { Name: 'sub', Value: ADA.sub },
    { Name: 'email', Value: ADA.email }
  ])
  t.equal(PaginationToken, undefined)
})

t.test('ListUsers returns pages', async t => {
  const { list } = await pool(t)
  const first = await list({ Limit: 2 })
  t.equal(first.Users?.length, 2)
  const second = await list({ Limit: 2, PaginationToken: first.PaginationToken })
  t.match(second.Users, [{ Attributes: [{ Name: 'sub' }, { Name: 'email', Value: ADAMS }] }])
  t.equal(second.Users?.length, 1)
  t.equal(second.PaginationToken, undefined)
  t.equal((await list({ Limit: 0 })).Users?.length, 3)
  await t.rejects(list({ PaginationToken: 'abc' }), refusal('InvalidParameterException'))
})

t.test('Limit is at most 60', async t => {
  const { list } = await pool(t)
  await t.rejects(list({ Limit: 61 }), refusal('InvalidParameterException', /at 'limit'/))
})

const FOUND: Record<string, string[]> = {
  [`username = "${ADA.sub}"`]: [ADAS],
  [`sub = "${ADA.sub}"`]: [ADAS],
  'email ^= "ada"': [ADAS],
  'email = "ada"': [],
  'phone_number ^= "+49"': [ADAS],
  'name ^= "Ada"': [ADAS, ADAMS],
  'name ^= "ada"': [],
  'name = "Ada \\"the\\" King"': [ADAS],
  'name = "Bob\\\\Builder"': [BOBS],
  'given_name = "Ada"': [ADAS],
  'family_name="King"': [ADAS],
  'family_name = ""': [],
  'preferred_username = "ada"': [ADAS],
  'cognito:user_status = "force_change_password"': [BOBS],
  'status = "Disabled"': [BOBS],
  'status = "disabled"': [],
  ' status  =  "Enabled" ': [ADAS, ADAMS],
  '': [ADAS, BOBS, ADAMS]
}

t.test('filters', async t => {
  const { emails } = await pool(t)
  for (const [filter, expected] of Object.entries(FOUND)) t.strictSame(await emails(filter), expected, filter)
})

t.test('invalid filters', async t => {
  const { emails } = await pool(t)
  const PARSING = refusal('InvalidParameterException', 'Error while parsing filter')
  for (const filter of [
    'email',
    'email = ada',
    'email = "ada',
    'email = "a"b"',
    'email = "a\\b"',
    'email ~ "a"',
    'email = "a" or email = "b"',
    '= "a"'
  ]) {
    await t.rejects(emails(filter), PARSING, filter)
  }
  for (const name of ['custom:role', 'email_verified', 'address', 'constructor']) {
    await t.rejects(
      emails(`${name} = "x"`),
      refusal('InvalidParameterException', `Invalid search attribute: ${name}`)
    )
  }
})

t.test('AttributesToGet selects attributes that every user must have', async t => {
  const { list } = await pool(t)
  t.strictSame(
    (await list({ AttributesToGet: ['email'] })).Users?.map(({ Attributes }) => Attributes),
    [ADAS, BOBS, ADAMS].map(Value => [{ Name: 'email', Value }])
  )
  await t.rejects(
    list({ AttributesToGet: ['phone_number'] }),
    refusal('InvalidParameterException', 'One or more requested attributes do not exist.')
  )
  t.strictSame(
    (await list({ AttributesToGet: ['phone_number'], Filter: 'name ^= "Ada "' })).Users?.map(
      ({ Attributes }) => Attributes
    ),
    [[{ Name: 'phone_number', Value: ADA.phone }]]
  )
})

t.test('ListUsers returns users of the requested pool only', async t => {
  const { list } = await pool(t)
  await t.rejects(list({ UserPoolId: 'eu-west-1_Other' }), refusal('ResourceNotFoundException'))
})

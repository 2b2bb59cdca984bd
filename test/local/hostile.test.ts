import { request } from 'node:http'
import t from 'tap'
import { OPERATIONS } from '../../dist/local/protocol/service-model.js'
import { addClient, attributes, raw, signIn, start, user } from './local.js'

const started = await start(t, { users: [user('ada@example.com', { groups: ['admin'] })] })
const { local, api } = started
const UserPoolId = local.userPoolId
const ClientId = local.clientId

const post = async (body: string, headers: Record<string, string>) => {
  const response = await fetch(local.endpoint, { method: 'POST', body, headers })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}
const amz = 'application/x-amz-json-1.1'

t.test('requests that are not for the API are a 400', async t => {
  const target = 'AWSCognitoIdentityProviderService.GetUser'
  t.match(await post('{}', { 'content-type': amz }), {
    status: 400,
    body: { __type: 'UnknownOperationException' }
  })
  t.match(await post('{}', { 'content-type': amz, 'x-amz-target': 'GetUser' }), {
    status: 400,
    body: { __type: 'UnknownOperationException' }
  })
  t.match(
    await post('{}', { 'content-type': 'text/plain', 'x-amz-target': target }),
    { status: 400, body: { __type: 'SerializationException' } },
    'a content type that browsers send across origins'
  )
  const response = await fetch(local.endpoint, { method: 'POST', headers: { 'x-amz-target': target } })
  t.equal(response.status, 400)
  for (const body of ['', '{', 'null', '[]', '"x"', '5']) {
    t.match(
      await raw(local, 'GetUser', body),
      { status: 400, body: { __type: 'SerializationException', message: 'The body must be a JSON object.' } },
      body
    )
  }
})

t.test('a body of more than a megabyte is refused', async t => {
  t.match(await raw(local, 'SignUp', 'x'.repeat(1024 * 1024 + 1)), {
    status: 400,
    body: { __type: 'SerializationException', message: /larger than 1048576 bytes/ }
  })
})

t.test('a name that is not an operation is an unknown operation', async t => {
  for (const operation of ['__proto__', 'constructor', 'toString']) {
    t.match(
      await raw(local, operation, {}),
      { status: 400, body: { __type: 'UnknownOperationException' } },
      operation
    )
  }
})

t.test('fields of the wrong type are refused, and nothing is stored', async t => {
  const wrong: [string, object][] = [
    ['SignUp', { ClientId, Username: { a: 1 }, Password: 'Passw0rd!' }],
    ['SignUp', { ClientId, Username: 'x@example.com', Password: 5 }],
    ['SignUp', { ClientId, Username: 'x@example.com', Password: 'Passw0rd!', UserAttributes: 'abc' }],
    ['SignUp', { ClientId, Username: 'x@example.com', Password: 'Passw0rd!', UserAttributes: [null] }],
    [
      'SignUp',
      {
        ClientId,
        Username: 'x@example.com',
        Password: 'Passw0rd!',
        UserAttributes: [{ Name: 'name', Value: 5 }]
      }
    ],
    ['InitiateAuth', { ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: ['a'] }],
    [
      'InitiateAuth',
      { ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME: {}, PASSWORD: 'x' } }
    ],
    ['CreateGroup', { UserPoolId, GroupName: ['x'] }],
    ['CreateUserPoolClient', { UserPoolId, ClientName: 'x', ExplicitAuthFlows: 'ALLOW_USER_PASSWORD_AUTH' }],
    ['GetUser', { AccessToken: 5 }]
  ]
  for (const [operation, body] of wrong) {
    t.match(
      await raw(local, operation, body),
      { status: 400, body: { __type: 'SerializationException' } },
      JSON.stringify(body)
    )
  }
  t.equal((await api.listUsers({ UserPoolId })).Users?.length, 1)
})

t.test('no operation returns a 500 if a member is missing', async t => {
  const { local } = await start(t)
  const ids = { ClientId: local.clientId, UserPoolId: local.userPoolId }
  for (const operation of Object.keys(OPERATIONS)) {
    for (const body of [
      {},
      { ClientId: null, UserPoolId: null },
      { ClientId: 'constructor', UserPoolId: 'constructor', Username: 'constructor' },
      ids
    ]) {
      const { status } = await raw(local, operation, body)
      t.ok(status === 200 || status === 400, `${operation} ${JSON.stringify(body)} ${status}`)
    }
  }
})

t.test('a request without a required member is a 400', async t => {
  t.match(await raw(local, 'AdminDeleteUserAttributes', { UserPoolId, Username: 'ada@example.com' }), {
    status: 400,
    body: { __type: 'InvalidParameterException', message: /at 'userAttributeNames'/ }
  })
})

t.test('a client that disconnects during a request has no effect', async t => {
  const { port } = new URL(local.endpoint)
  await new Promise<void>(resolve => {
    const sending = request({
      port,
      host: '127.0.0.1',
      method: 'POST',
      headers: { 'content-type': amz, 'x-amz-target': 'x.SignUp', 'content-length': '1000' }
    })
    sending.on('error', () => resolve())
    sending.write('{"Cli', () => sending.destroy(new Error('gone')))
  })
  t.ok(await signIn(started, 'ada@example.com'))
})

t.test('a group that exists is not created again, and keeps its members', async t => {
  await t.rejects(api.createGroup({ UserPoolId, GroupName: 'admin' }), {
    name: 'GroupExistsException',
    message: 'A group with the name already exists.'
  })
  const { Groups } = await api.adminListGroupsForUser({ UserPoolId, Username: 'ADA@example.com' })
  t.same(
    Groups?.map(({ GroupName }) => GroupName),
    ['admin']
  )
  await t.rejects(api.adminListGroupsForUser({ UserPoolId, Username: 'nobody@example.com' }), {
    name: 'UserNotFoundException'
  })
})

t.test('administrators cannot create invalid users', async t => {
  const create = async (more: Record<string, string>) =>
    await api.adminCreateUser({
      UserPoolId,
      Username: 'eve@example.com',
      MessageAction: 'SUPPRESS',
      UserAttributes: attributes(more)
    })
  for (const more of [{ sub: 'mine' }, { nothing: 'x' }, { phone_number: '12' }]) {
    await t.rejects(create(more as unknown as Record<string, string>), { name: 'InvalidParameterException' })
  }
  await t.rejects(
    api.adminCreateUser({ UserPoolId, Username: 'ADA@example.com', MessageAction: 'SUPPRESS' }),
    { name: 'UsernameExistsException' }
  )
})

t.test('in a case-sensitive pool, usernames of different case are different users', async t => {
  const { UserPool } = await api.createUserPool({
    PoolName: 'strict',
    UsernameAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: true }
  })
  const client = await addClient(started, { UserPoolId: UserPool?.Id, PreventUserExistenceErrors: 'LEGACY' })
  const signUp = async (Username: string) =>
    await api.signUp({ ClientId: client.ClientId, Username, Password: 'Passw0rd!' })
  await signUp('ada@example.com')
  await t.resolves(signUp('ADA@example.com'))
})

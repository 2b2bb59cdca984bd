import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tmpdir } from 'node:os'
import t from 'tap'
import { startLocalCognito } from '../../dist/local/index.js'
import { PASSWORD, attributes, raw, sdkClient, signIn, start, tokens, user } from './local.js'

t.test('a named folder brings everything back but the signing keys', async t => {
  const folder = t.testdir()
  const users = [user('ada@example.com', { groups: ['admin'] })]
  const first = await startLocalCognito({ folder, users })
  const { AccessToken, RefreshToken } = await signIn(
    { local: first, api: sdkClient(first.endpoint) },
    'ada@example.com'
  )
  await sdkClient(first.endpoint).adminUpdateUserAttributes({
    UserPoolId: first.userPoolId,
    Username: 'ada@example.com',
    UserAttributes: [{ Name: 'name', Value: 'Lovelace' }]
  })
  const port = Number(new URL(first.endpoint).port)
  await first.close()
  t.ok(existsSync(folder), 'close keeps it')

  const { local, api } = await start(t, { folder, users, port })
  t.same([local.userPoolId, local.clientId, local.machine], [first.userPoolId, first.clientId, first.machine])
  const { UserPoolClient } = await api.describeUserPoolClient({
    UserPoolId: local.userPoolId,
    ClientId: local.clientId
  })
  t.type(UserPoolClient?.CreationDate, Date)
  await t.rejects(api.getUser({ AccessToken }), {
    name: 'NotAuthorizedException',
    message: 'Invalid Access Token'
  })
  const refreshed = tokens(await api.getTokensFromRefreshToken({ ClientId: local.clientId, RefreshToken }))
  t.match(
    refreshed.id,
    { name: 'Lovelace', 'cognito:groups': ['admin'] },
    'users that are there are left as they are'
  )
})

t.test('a temporary folder is gone after close, and after a start that failed', async t => {
  const usual = tmpdir()
  t.teardown(() => {
    process.env['TMPDIR'] = usual
  })
  const temporary = (process.env['TMPDIR'] = t.testdir())
  const local = await startLocalCognito()
  t.equal(readdirSync(temporary).length, 1)
  await local.close()
  t.same(readdirSync(temporary), [])
  await t.rejects(startLocalCognito({ users: [user('a@example.com', { password: 'x' })] }))
  t.same(readdirSync(temporary), [])
})

t.test('close waits for what is being written', async t => {
  const folder = t.testdir()
  const local = await startLocalCognito({ folder })
  const pending = Array.from(
    { length: 20 },
    async (_, n) =>
      await raw(local, 'SignUp', {
        ClientId: local.clientId,
        Username: `p${n}@example.com`,
        Password: PASSWORD,
        UserAttributes: attributes()
      }).catch(() => {})
  )
  await new Promise(resolve => local.mailbox.on('message', resolve))
  await local.close()
  const saved = readFileSync(join(folder, 'pools', `${local.userPoolId}.json`), 'utf8')
  await new Promise(resolve => setTimeout(resolve, 50))
  t.equal(readFileSync(join(folder, 'pools', `${local.userPoolId}.json`), 'utf8'), saved)
  t.ok(JSON.parse(saved))
  await Promise.all(pending)
})

t.test('a file that is no JSON is named', async t => {
  const folder = t.testdir()
  writeFileSync(join(folder, 'local.json'), '{"Sess')
  await t.rejects(startLocalCognito({ folder }), {
    code: 'FST_COGNITO_LOCAL_COGNITO',
    message: /local\.json cannot be read; delete its folder to start afresh\./,
    cause: SyntaxError
  })
})

t.test('refresh tokens are not kept as they are', async t => {
  const folder = t.testdir()
  const started = await start(t, { folder, users: [user('ada@example.com')] })
  const { RefreshToken } = await signIn(started, 'ada@example.com')
  const files = [join(folder, 'local.json'), join(folder, 'pools', `${started.local.userPoolId}.json`)].map(
    file => readFileSync(file, 'utf8')
  )
  t.notOk(files.some(file => file.includes(RefreshToken)))
})

t.test('a pool and its users, made and deleted, under names that objects have', async t => {
  const { api } = await start(t)
  const { UserPool } = await api.createUserPool({ PoolName: 'plain' })
  const UserPoolId = UserPool?.Id as string
  await api.adminCreateUser({
    UserPoolId,
    Username: '__proto__',
    TemporaryPassword: PASSWORD,
    MessageAction: 'SUPPRESS'
  })
  t.equal((await api.listUsers({ UserPoolId })).Users?.[0]?.Username, '__proto__')
  await t.rejects(api.adminGetUser({ UserPoolId, Username: 'constructor' }), {
    name: 'UserNotFoundException'
  })
  await api.adminDeleteUser({ UserPoolId, Username: '__proto__' })
  t.same((await api.listUsers({ UserPoolId })).Users, [])
  await api.deleteUserPool({ UserPoolId })
  await t.rejects(api.describeUserPool({ UserPoolId }), { name: 'ResourceNotFoundException' })
  const empty = await api.createUserPool({ PoolName: 'empty' })
  await t.resolves(api.deleteUserPool({ UserPoolId: empty.UserPool?.Id }))
})

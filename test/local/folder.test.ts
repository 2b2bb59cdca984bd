import { spawnSync } from 'node:child_process'
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tmpdir } from 'node:os'
import t from 'tap'
import { startLocalCognito } from '../../dist/local/index.js'
import { PASSWORD, attributes, raw, sdkClient, signIn, start, tokens, user } from './local.js'

t.test('a folder restores everything, including the signing keys', async t => {
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
  t.ok(await api.getUser({ AccessToken }))
  const refreshed = tokens(await api.getTokensFromRefreshToken({ ClientId: local.clientId, RefreshToken }))
  t.match(refreshed.id, { name: 'Lovelace', 'cognito:groups': ['admin'] }, 'existing users are not changed')
})

const JOURNAL = 'cognito.jsonl'

t.test('without a folder, nothing is written', async t => {
  const usual = tmpdir()
  t.teardown(() => {
    process.env['TMPDIR'] = usual
  })
  const temporary = (process.env['TMPDIR'] = t.testdir())
  const local = await startLocalCognito()
  t.same(readdirSync(temporary), [])
  await local.close()
  await t.rejects(startLocalCognito({ users: [user('a@example.com', { password: 'x' })] }))
  t.same(readdirSync(temporary), [])
})

t.test('close waits for pending writes', async t => {
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
  const saved = readFileSync(join(folder, JOURNAL), 'utf8')
  await new Promise(resolve => setTimeout(resolve, 50))
  t.equal(readFileSync(join(folder, JOURNAL), 'utf8'), saved)
  for (const line of saved.trimEnd().split('\n')) t.ok(JSON.parse(line))
  await Promise.all(pending)
})

t.test('a line that is not JSON is reported', async t => {
  const folder = t.testdir({ [JOURNAL]: '{"Sess\n' })
  await t.rejects(startLocalCognito({ folder }), {
    code: 'FST_COGNITO_LOCAL_COGNITO',
    message: /cognito\.jsonl cannot be read; delete its folder to start afresh\./,
    cause: SyntaxError
  })
})

t.test('a crash in the middle of a write loses that write only', async t => {
  const folder = t.testdir()
  const first = await startLocalCognito({ folder, users: [user('ada@example.com')] })
  await first.close()
  appendFileSync(join(folder, JOURNAL), '[["seeded","pool",{"userPoolId":"us-ea')
  const { local, api } = await start(t, { folder })
  t.equal(local.userPoolId, first.userPoolId)
  t.ok(await api.adminGetUser({ UserPoolId: local.userPoolId, Username: 'ada@example.com' }))
})

t.test('a folder is used by one local Cognito at a time', async t => {
  const folder = t.testdir()
  const local = await startLocalCognito({ folder })
  const inUse = {
    code: 'FST_COGNITO_LOCAL_COGNITO',
    message: /is used by another local Cognito \(process \d+\)/
  }
  await t.rejects(startLocalCognito({ folder }), inUse)
  await local.close()
  t.notOk(existsSync(join(folder, 'lock')))
  writeFileSync(join(folder, 'lock'), String(process.ppid))
  await t.rejects(startLocalCognito({ folder }), inUse, 'another process')
  const ended = spawnSync(process.execPath, ['-e', '0']).pid
  writeFileSync(join(folder, 'lock'), String(ended))
  await start(t, { folder })
})

t.test('deletions are restored at the next start', async t => {
  const folder = t.testdir()
  const users = [user('ada@example.com'), user('bob@example.com')]
  const first = await startLocalCognito({ folder, users })
  const { userPoolId: UserPoolId } = first
  const api = sdkClient(first.endpoint)
  await api.adminDeleteUser({ UserPoolId, Username: 'ada@example.com' })
  const { UserPool } = await api.createUserPool({ PoolName: 'other' })
  await api.deleteUserPool({ UserPoolId: UserPool?.Id })
  api.destroy()
  await first.close()
  const { local, api: later } = await start(t, { folder })
  t.strictSame(
    local.users.all().map(({ attributes }) => attributes['email']),
    ['bob@example.com']
  )
  const { UserPools } = await later.listUserPools({ MaxResults: 10 })
  t.strictSame(
    UserPools?.map(({ Id }) => Id),
    [UserPoolId]
  )
})

t.test('a lock without a running process is replaced', async t => {
  const folder = t.testdir()
  for (const owner of [String(process.pid), '-1', '0', 'nobody', '']) {
    writeFileSync(join(folder, 'lock'), owner)
    const local = await startLocalCognito({ folder })
    t.equal(readFileSync(join(folder, 'lock'), 'utf8'), String(process.pid), owner)
    await local.close()
  }
})

t.test('a folder that cannot be used is reported', async t => {
  const folder = t.testdir({ file: '', 'not-a-file': { [JOURNAL]: {} } })
  const cannot = (path: string, reason: string, code: string) => ({
    code: 'FST_COGNITO_LOCAL_COGNITO',
    message: new RegExp(`${path} ${reason}`),
    cause: { code }
  })
  await t.rejects(
    startLocalCognito({ folder: join(folder, 'file') }),
    cannot('file', 'cannot be created or written\\.$', 'EEXIST')
  )
  await t.rejects(
    startLocalCognito({ folder: join(folder, 'file', 'below') }),
    cannot('below', 'cannot be created or written\\.$', 'ENOTDIR')
  )
  await t.rejects(
    startLocalCognito({ folder: join(folder, 'not-a-file') }),
    cannot('cognito\\.jsonl', 'cannot be read; delete its folder to start afresh\\.$', 'EISDIR')
  )
  t.notOk(existsSync(join(folder, 'not-a-file', 'lock')), 'the lock is released')
})

t.test('refresh tokens are not stored in plain text', async t => {
  const folder = t.testdir()
  const started = await start(t, { folder, users: [user('ada@example.com')] })
  const { RefreshToken } = await signIn(started, 'ada@example.com')
  t.notOk(readFileSync(join(folder, JOURNAL), 'utf8').includes(RefreshToken))
})

t.test('a pool and users with names of object properties are stored and deleted', async t => {
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

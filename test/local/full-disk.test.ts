import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { returned } from './managed-login/browser.js'
import { ADA, exchange, post, startManaged } from './managed-login/managed.js'
import { newEmail, PASSWORD, raw, signIn, start, user } from './local.js'

/** The writes of this process fail where a file would be longer than a number of bytes. */
function limitFiles (bytes: number | 'unlimited'): void {
  execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:`])
}

// With a listener, the signal of a write that fails does not end the process.
process.on('SIGXFSZ', () => {})
t.teardown(() => limitFiles('unlimited'))

const ERROR = { __type: 'InternalErrorException', message: 'EFBIG: file too large, write' }
const lengthOf = (folder: string) => statSync(join(folder, 'cognito.jsonl')).size

/** Runs a function while the folder accepts only a few more bytes. */
async function whileFull<Result> (folder: string, run: () => Promise<Result>, rest = 0): Promise<Result> {
  limitFiles(lengthOf(folder) + rest)
  try {
    return await run()
  } finally {
    limitFiles('unlimited')
  }
}

const startWithFolder = async (t: Test) => {
  const folder = t.testdir()
  return { folder, managed: await startManaged(t, { folder }) }
}

t.test('/oauth2/revoke responds with a 500, and the next write has the revocation', async t => {
  const { folder, managed } = await startWithFolder(t)
  const { ClientId, local } = managed
  const { page } = await managed.signIn()
  const { refresh_token: token } = (await exchange(managed, returned(page)['code'])).body
  const revoke = async () => await post(managed, '/oauth2/revoke', { client_id: ClientId, token })
  t.match(await whileFull(folder, revoke), { status: 500, body: ERROR })
  t.equal((await revoke()).status, 200)
  await local.close()
  const { api } = await start(t, { folder })
  await t.rejects(api.getTokensFromRefreshToken({ ClientId, RefreshToken: token }), {
    name: 'NotAuthorizedException',
    message: 'Refresh Token has been revoked'
  })
})

t.test('/oauth2/token responds with a 500, which a script of another origin can read', async t => {
  const { folder, managed } = await startWithFolder(t)
  const { page } = await managed.signIn()
  const code = returned(page)['code']
  const ORIGIN = 'http://localhost:5173'
  const response = await whileFull(
    folder,
    async () => await exchange(managed, code, {}, { origin: ORIGIN })
  )
  t.match(response, { status: 500, body: ERROR })
  t.equal(response.headers.get('access-control-allow-origin'), '*')
})

t.test('pages respond with a 500', async t => {
  const { folder, managed } = await startWithFolder(t)
  for (const password of ['Wrong-horse-9', PASSWORD]) {
    const { browser, page } = await managed.visit()
    const shown = await whileFull(folder, async () => await browser.submit(page, { username: ADA, password }))
    t.strictSame([shown.status, JSON.parse(shown.text)], [500, ERROR])
  }
})

t.test('the key set responds with a 500', async t => {
  const { folder, managed } = await startWithFolder(t)
  const { local, api } = managed
  const { UserPool } = await api.createUserPool({ PoolName: 'other' })
  const keySet = async ({ endpoint }: { endpoint: string }) => {
    const response = await fetch(`${endpoint}/${UserPool?.Id}/.well-known/jwks.json`)
    return { status: response.status, body: (await response.json()) as object }
  }
  t.strictSame(await whileFull(folder, async () => await keySet(local)), { status: 500, body: ERROR })
  const served = await keySet(local)
  t.equal(served.status, 200)
  await local.close()
  t.strictSame(await keySet((await start(t, { folder })).local), served)
})

t.test('the upload of an import job responds with a 500', async t => {
  const { folder, managed } = await startWithFolder(t)
  const { UserImportJob } = await managed.api.createUserImportJob({
    UserPoolId: managed.local.userPoolId,
    JobName: 'import',
    CloudWatchLogsRoleArn: 'arn:aws:iam::123456789012:role/logs'
  })
  const headers = { 'x-amz-server-side-encryption': 'aws:kms' }
  const upload = async () =>
    await fetch(UserImportJob?.PreSignedUrl as string, { method: 'PUT', headers, body: 'name' })
  const failed = await whileFull(folder, upload)
  t.strictSame([failed.status, await failed.json()], [500, ERROR])
  t.equal((await upload()).status, 200)
})

t.test('an operation responds with a 500, and no part of its write stays', async t => {
  const { folder, managed } = await startWithFolder(t)
  const { local, api } = managed
  const { userPoolId: UserPoolId } = local
  const [kept, deleted] = [newEmail(), newEmail()]
  const create = async (Username: string) =>
    await raw(local, 'AdminCreateUser', { UserPoolId, Username, MessageAction: 'SUPPRESS' })
  const length = lengthOf(folder)
  t.match(await whileFull(folder, async () => await create(kept), 10), { status: 500, body: ERROR })
  t.equal(lengthOf(folder), length)
  await create(deleted)
  const remove = async () => await raw(local, 'AdminDeleteUser', { UserPoolId, Username: deleted })
  t.match(await whileFull(folder, remove), { status: 500, body: ERROR })
  t.equal((await api.listUsers({ UserPoolId })).Users?.length, 2)
  await local.close()
  const again = await start(t, { folder, users: [user(ADA)] })
  t.ok(await again.api.adminGetUser({ UserPoolId, Username: kept }))
  await t.rejects(again.api.adminGetUser({ UserPoolId, Username: deleted }), {
    name: 'UserNotFoundException'
  })
})

t.test('of concurrent calls, each whose changes are not written fails', async t => {
  const { folder, managed } = await startWithFolder(t)
  const signIns = async () =>
    await Promise.allSettled([1, 2, 3].map(async () => await signIn(managed, ADA)))
  const calls = await whileFull(folder, signIns)
  t.strictSame(
    calls.map(({ status }) => status),
    ['rejected', 'rejected', 'rejected']
  )
})

import type { CreateUserPoolCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import t from 'tap'
import { createClock, otherThan, PASSWORD, start } from './local.js'

const { clock, forward } = createClock()
const started = await start(t, { clock })
const { local, api } = started
const UserPoolId = local.userPoolId
const job = { UserPoolId, JobName: 'import', CloudWatchLogsRoleArn: 'arn:aws:iam::123456789012:role/import' }
const { CSVHeader = [] } = await api.getCSVHeader({ UserPoolId })

const line = (values: Record<string, string>) => CSVHeader.map(name => values[name] ?? '').join(',')
const row = (email: string, more: Record<string, string> = {}) =>
  line({
    name: 'Ada',
    email,
    email_verified: 'true',
    phone_number: '+15550100',
    'cognito:username': email,
    'cognito:mfa_enabled': 'false',
    ...more
  })

async function upload (url = '', body = '', headers = { 'x-amz-server-side-encryption': 'aws:kms' }) {
  const { status } = await fetch(url, { method: 'PUT', body, headers })
  return status
}

async function create () {
  const { UserImportJob } = await api.createUserImportJob(job)
  return { JobId: UserImportJob?.JobId, url: UserImportJob?.PreSignedUrl, UserImportJob }
}

t.test('users are imported from a file and set a password with a code', async t => {
  const { JobId, url, UserImportJob } = await create()
  t.match(UserImportJob, { ...job, Status: 'Created', CreationDate: Date, ImportedUsers: 0 })
  await t.rejects(api.startUserImportJob({ UserPoolId, JobId }), {
    name: 'PreconditionNotMetException',
    message: 'File has not been uploaded for import job.'
  })
  const rows = [
    row('ada@example.com', { name: '"Lovelace, ""Ada"""' }),
    row('ada@example.com'),
    row('bob@example.com', { email_verified: 'false' }),
    row('carol@example.com', { phone_number: 'none' }),
    row('dan@example.com').slice(1)
  ]
  t.equal(await upload(url, [CSVHeader.join(','), ...rows].join('\r\n')), 200)
  t.match(await api.startUserImportJob({ UserPoolId, JobId }), { UserImportJob: { Status: 'Pending' } })
  t.match((await api.describeUserImportJob({ UserPoolId, JobId })).UserImportJob, {
    Status: 'Succeeded',
    ImportedUsers: 2,
    SkippedUsers: 1,
    FailedUsers: 2,
    CompletionMessage: 'Line 5: Invalid phone number format.'
  })
  const Username = 'ada@example.com'
  const { UserStatus, UserAttributes = [] } = await api.adminGetUser({ UserPoolId, Username })
  t.equal(UserStatus, 'RESET_REQUIRED')
  t.equal(UserAttributes.find(({ Name }) => Name === 'name')?.Value, 'Lovelace, "Ada"')

  const ClientId = local.clientId
  const signIn = async () => {
    const AuthParameters = { USERNAME: Username, PASSWORD }
    return await api.initiateAuth({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters })
  }
  await t.rejects(signIn(), { name: 'PasswordResetRequiredException' })
  await api.forgotPassword({ ClientId, Username })
  const { code } = local.mailbox.last(Username) ?? {}
  const reset = { ClientId, Username, Password: PASSWORD }
  await t.rejects(api.confirmForgotPassword({ ...reset, ConfirmationCode: otherThan(code) }))
  await api.confirmForgotPassword({ ...reset, ConfirmationCode: code })
  t.ok((await signIn()).AuthenticationResult)
})

t.test('the columns of a file are those of the pool', async t => {
  for (const file of ['', 'email\nada@example.com', '"', CSVHeader.slice(1).join()]) {
    const { JobId, url } = await create()
    t.equal(await upload(url, file), 200)
    await api.startUserImportJob({ UserPoolId, JobId })
    const described = await api.describeUserImportJob({ UserPoolId, JobId })
    t.match(described.UserImportJob, { Status: 'Failed', ImportedUsers: 0, CompletionMessage: /header/ })
  }
})

t.test('a URL is for one job, and for 15 minutes', async t => {
  const { url = '' } = await create()
  const other = await create()
  t.equal(await upload(url, 'x', {} as never), 403)
  t.equal(await upload(`${url}0`, 'x'), 403)
  t.equal(await upload(url.replace(/import-[^?]+/, String(other.JobId)), 'x'), 403)
  t.equal(await upload(url.replace(UserPoolId, 'us-east-1_AbCdEf123'), 'x'), 403)
  forward(15 * 60)
  t.equal(await upload(url, 'x'), 403)
})

t.test('jobs are listed, stopped, and expire', async t => {
  const [{ JobId }, newest] = [await create(), await create()]
  const { UserImportJobs, PaginationToken } = await api.listUserImportJobs({ UserPoolId, MaxResults: 1 })
  t.match(UserImportJobs, [{ JobId: newest.JobId }])
  const next = await api.listUserImportJobs({ UserPoolId, MaxResults: 1, PaginationToken })
  t.match(next.UserImportJobs, [{ JobId }])
  t.match(await api.stopUserImportJob({ UserPoolId, JobId }), { UserImportJob: { Status: 'Stopped' } })
  const stopped = { name: 'PreconditionNotMetException' }
  await t.rejects(api.stopUserImportJob({ UserPoolId, JobId }), stopped)
  await t.rejects(api.startUserImportJob({ UserPoolId, JobId }), stopped)
  await t.rejects(api.describeUserImportJob({ UserPoolId, JobId: 'import-none' }), {
    name: 'ResourceNotFoundException'
  })
  await t.rejects(api.createUserImportJob({ ...job, PasswordHashingAlgorithm: 'BCRYPT' }), {
    name: 'InvalidParameterException'
  })
  forward(24 * 3600)
  const expired = await api.describeUserImportJob({ UserPoolId, JobId: newest.JobId })
  t.equal(expired.UserImportJob?.Status, 'Expired')
})

/** Imports the rows of a file into a new pool, and returns the job. */
async function importInto (settings: Partial<CreateUserPoolCommandInput>, ...rows: Record<string, string>[]) {
  const { Id = '' } = (await api.createUserPool({ PoolName: 'other', ...settings })).UserPool ?? {}
  const { CSVHeader: columns = [] } = await api.getCSVHeader({ UserPoolId: Id })
  const { UserImportJob } = await api.createUserImportJob({ ...job, UserPoolId: Id })
  const lines = rows.map(row => columns.map(name => row[name] ?? '').join(','))
  await upload(UserImportJob?.PreSignedUrl, [columns.join(','), ...lines].join('\n'))
  const named = { UserPoolId: Id, JobId: UserImportJob?.JobId }
  await api.startUserImportJob(named)
  return { UserPoolId: Id, job: (await api.describeUserImportJob(named)).UserImportJob }
}

const EMAIL = { email: 'ada@example.com', email_verified: 'true' }
const PHONE = { phone_number: '+15550101', phone_number_verified: 'true' }

t.test('without usernames, users are created by their email address or phone number', async t => {
  for (const [UsernameAttributes, Username] of [
    [['email'], EMAIL.email],
    [['phone_number'], PHONE.phone_number]
  ] as const) {
    const imported = await importInto({ UsernameAttributes: [...UsernameAttributes] }, { ...EMAIL, ...PHONE })
    t.match(imported.job, { Status: 'Succeeded', ImportedUsers: 1, FailedUsers: 0 })
    const { UserPoolId } = imported
    const { UserAttributes = [] } = await api.adminGetUser({ UserPoolId, Username })
    t.match(Object.fromEntries(UserAttributes.map(({ Name, Value }) => [Name, Value])), EMAIL)
  }
})

t.test('rows that cannot be imported', async t => {
  const failures: [Record<string, string>, string][] = [
    [{ ...EMAIL, ...PHONE }, 'Line 2: cognito:username is missing.'],
    [
      { ...EMAIL, 'cognito:username': 'ada', 'cognito:mfa_enabled': 'true' },
      'Line 2: MFA requires a phone number.'
    ],
    [
      { ...EMAIL, nickname: ',', 'cognito:username': 'ada' },
      'Line 2: The row does not have the same number of values as the header.'
    ]
  ]
  for (const [row, CompletionMessage] of failures) {
    const { job } = await importInto({}, row)
    t.match(job, { Status: 'Succeeded', ImportedUsers: 0, FailedUsers: 1, CompletionMessage })
  }
})

t.test('a user with MFA has codes by SMS', async t => {
  const row = { ...PHONE, 'cognito:username': 'ada', 'cognito:mfa_enabled': 'TRUE' }
  const { UserPoolId } = await importInto({}, row)
  const { UserMFASettingList } = await api.adminGetUser({ UserPoolId, Username: 'ada' })
  t.strictSame(UserMFASettingList, ['SMS_MFA'])
})

t.test('a file needs the signature of its job', async t => {
  const { url = '' } = await create()
  t.equal(await upload(url.split('?')[0], CSVHeader.join(',')), 403)
  t.equal(await upload(url.replace(/X-Amz-Signature=\w+/, 'X-Amz-Signature=0'), CSVHeader.join(',')), 403)
  t.equal(await upload(url, CSVHeader.join(',')), 200)
})

import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { once } from 'node:events'
import { promisify } from 'node:util'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { CHECKS } from '../../../dist/cli/doctor/checks/index.js'
import { covered } from '../../examples/process.js'
import { run } from '../cli.js'
import { createGoodPool, doctor, startLocal, type GoodPool } from './good-pool.js'
import { runCommand } from './run-command.js'
import { schemaErrors } from './schema.js'

const local = await startLocal(t)

/** Breaks many settings of the pool. */
async function breakPool (pool: GoodPool): Promise<void> {
  await pool.updateClient({
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_ADMIN_USER_PASSWORD_AUTH'],
    PreventUserExistenceErrors: 'LEGACY',
    EnableTokenRevocation: false,
    WriteAttributes: ['email', 'custom:role'],
    AllowedOAuthFlows: ['implicit'],
    AllowedOAuthScopes: ['email'],
    CallbackURLs: ['https://app.example.com/callback', 'http://localhost:3000/callback'],
    LogoutURLs: [],
    SupportedIdentityProviders: ['Google'],
    AccessTokenValidity: 600
  })
  await pool.updateMfa({ MfaConfiguration: 'OFF', SoftwareTokenMfaConfiguration: { Enabled: false } })
  await pool.updatePool({
    MfaConfiguration: 'OFF',
    UserPoolTier: 'ESSENTIALS',
    UserPoolAddOns: { AdvancedSecurityMode: 'AUDIT' },
    UserAttributeUpdateSettings: undefined,
    AccountRecoverySetting: undefined,
    Policies: { PasswordPolicy: { MinimumLength: 6 } }
  })
}

t.test('a misconfigured pool has no findings after the printed commands are run', async t => {
  const pool = await createGoodPool(t, local)
  await breakPool(pool)
  const file = pool.optionsFile()
  const { code, stdout } = await doctor('--options', file)
  t.equal(code, 1)
  t.match(stdout, /\nerror existence: Errors of sign-in and password reset reveal whether a user exists\.\n/)
  const commands = stdout.split('\n').filter(line => line.startsWith('aws '))
  t.equal(commands.length, 3, 'one command for each operation')
  for (const command of commands) await runCommand(command)
  const mended = await doctor('--options', file, '--strict')
  t.equal(mended.code, 0, mended.stdout)
  t.match(mended.stdout, /\n0 errors, 0 warnings, 0 infos, \d+ passed, 2 not checked\n$/)
  const { UserPool } = await pool.api.describeUserPool(pool.ids)
  t.match(UserPool, {
    Name: 'users',
    DeletionProtection: 'ACTIVE',
    VerificationMessageTemplate: { EmailMessage: "It's {####}", EmailSubject: 'Bestätigung' }
  })
})

t.test('--only and --except select the checks, and the changes of the commands', async t => {
  const pool = await createGoodPool(t, local)
  await breakPool(pool)
  const only = await pool.doctor('--only', 'existence, revocation', '--only', 'logs')
  t.strictSame(
    only.report.findings.map(({ id }) => id),
    ['existence', 'revocation']
  )
  t.strictSame(only.report.passed, ['logs'])
  t.match(only.report.commands, [{ ids: ['existence', 'revocation'] }])
  await runCommand(String(only.report.commands[0]?.command))
  const { UserPoolClient } = await pool.api.describeUserPoolClient(pool.ids)
  t.match(UserPoolClient, { PreventUserExistenceErrors: 'ENABLED', AccessTokenValidity: 600 })
  const except = await pool.doctor('--except', 'flows-fit')
  t.notOk(except.report.findings.some(({ id }) => id === 'flows-fit'))
})

t.test('warnings change the exit code only with --strict', async t => {
  const pool = await createGoodPool(t, local)
  await pool.updateClient({ EnableTokenRevocation: false })
  t.equal((await pool.doctor()).code, 0)
  t.equal((await pool.doctor('--strict')).code, 1)
})

t.test('a check that lacks a permission is skipped, and the permission is reported', async t => {
  const pool = await createGoodPool(t, local)
  const operations = [...new Set(local.requests.map(({ operation }) => operation))]
  await pool.doctor()
  const before = local.requests.length
  await pool.doctor()
  const read = [...new Set(local.requests.slice(before).map(({ operation }) => operation))]
  t.ok(operations.length > 0 && read.length > 10, read.join())
  for (const operation of read) {
    local.fail(operation, 'AccessDeniedException')
    const { code, report } = await pool.doctor()
    local.restore()
    t.strictSame(report.findings, [], operation)
    t.ok(report.notChecked.length > 0, operation)
    for (const { id, permissions } of report.notChecked) {
      if (id === 'waf' && operation !== 'DescribeUserPool') continue
      t.strictSame(permissions, [`cognito-idp:${operation}`], operation)
    }
    t.equal(code, 0)
  }
  local.fail('*', 'AccessDeniedException')
  t.teardown(() => local.restore())
  const { code, report } = await pool.doctor()
  t.equal(code, 3, 'nothing could be checked')
  t.equal(report.notChecked.length, CHECKS.length - 1, 'all but token-real, which is skipped')
  const { stdout } = await doctor('--options', pool.optionsFile(), '--only', 'mfa-off,mfa-sms-only')
  t.match(
    stdout,
    /Not checked\n {2}mfa-off, mfa-sms-only: needs the permission cognito-idp:GetUserPoolMfaConfig\n/
  )
})

t.test('a failed request is not a finding, and the exit code is 3', async t => {
  const pool = await createGoodPool(t, local)
  t.teardown(() => local.restore())
  local.fail('GetLogDeliveryConfiguration', 'InvalidParameterException')
  const { code, report } = await pool.doctor()
  t.equal(code, 3)
  t.match(report.notChecked.find(({ id }) => id === 'logs'), {
    permissions: [],
    reason: /^GetLogDeliveryConfiguration: InvalidParameterException: /
  })
  await pool.updateClient({ PreventUserExistenceErrors: 'LEGACY' })
  t.equal((await pool.doctor()).code, 1, 'a finding is more')
  local.restore()
  local.fail('GetUserPoolSessionConfiguration', {
    status: 400,
    body: { __type: 'FeatureUnavailableInTierException', message: 'simulated' }
  })
  const { report: other } = await pool.doctor()
  const { reason } = other.notChecked.find(({ id }) => id === 'session-tracking') ?? {}
  t.match(reason, /FeatureUnavailableInTierException/)
  const { stdout } = await doctor('--options', pool.optionsFile(), '--only', 'session-tracking,existence')
  t.match(stdout, /session-tracking: GetUserPoolSessionConfiguration: FeatureUnavailableInTierException\n/)
})

t.test('if the first request fails, no check runs', async t => {
  const pool = await createGoodPool(t, local)
  t.teardown(() => local.restore())
  local.fail('DescribeUserPool', 'NotAuthorizedException')
  const before = local.requests.length
  const { code, stdout, stderr } = await doctor('--options', pool.optionsFile())
  t.strictSame([code, stdout], [3, ''])
  t.equal(
    stderr,
    'error: The user pool could not be read: DescribeUserPool: NotAuthorizedException: A failure of the ' +
      'test.\n'
  )
  t.equal(local.requests.length, before + 1)
})

t.test('Ctrl-C stops the command', async t => {
  const pool = await createGoodPool(t, local)
  const { code, stderr } = await run(['doctor', '--options', pool.optionsFile()], AbortSignal.abort())
  t.strictSame([code, stderr], [3, 'error: Stopped.\n'])
})

t.test('without --options, the checks that need it are skipped', async t => {
  const pool = await createGoodPool(t, local)
  const args = ['--user-pool-id', pool.userPoolId, '--client-id', pool.clientId, '--endpoint', local.endpoint]
  const { code, stdout, stderr } = await doctor(...args)
  t.strictSame([code, stderr], [0, ''])
  t.match(stdout, /client-secret-fits.*: compares the pool with the options of the plugin: use --options\n/)
  t.match(stdout, /domain.*: is about managed login: use --options with managedLogin, or --domain\n/)
  const hosted = await doctor(...args, '--domain', pool.domain, '--json')
  t.equal(hosted.code, 0)
  t.ok((JSON.parse(hosted.stdout) as { passed: string[] }).passed.includes('branding'))
  const elsewhere = await doctor(...args, '--domain', 'https://login.example.com/', '--only', 'domain')
  t.match(elsewhere.stdout, /expected at login\.example\.com/)
})

t.test('the output of --json conforms to the published schema', async t => {
  const pool = await createGoodPool(t, local)
  await breakPool(pool)
  local.fail('ListUserPoolReplicas', 'AccessDeniedException')
  t.teardown(() => local.restore())
  const args = ['--client-id', 'x', '--endpoint', local.endpoint]
  const outputs = [
    await pool.doctor(),
    await doctor('--json', '--user-pool-id', 'x'),
    await doctor('--json', '--user-pool-id', pool.userPoolId, ...args)
  ]
  t.strictSame(
    outputs.map(({ code }) => code),
    [1, 2, 1]
  )
  for (const { stdout } of outputs) {
    t.equal(stdout.split('\n').length, 2, 'one line')
    t.equal(schemaErrors(stdout), null)
  }
  const report = JSON.parse(String(outputs[0]?.stdout)) as { findings: { severity: string }[] }
  t.ok(report.findings.length > 10)
  for (const wrong of [{ ...report, more: 1 }, { ...report, passed: undefined }, { error: {} }]) {
    t.ok(schemaErrors(JSON.stringify(wrong)), 'the schema is closed')
  }
})

t.test('no output contains a secret', async t => {
  const pool = await createGoodPool(t, local)
  await breakPool(pool)
  const added = await pool.api.addUserPoolClientSecret(pool.ids)
  const secrets = [
    pool.clientSecret,
    String(added.ClientSecretDescriptor?.ClientSecretValue),
    'google-canary-secret'
  ]
  const file = pool.optionsFile()
  const broken = { 'options.mjs': `throw new Error('secret=${pool.clientSecret}')` }
  const mistake = join(t.testdir(broken), 'options.mjs')
  const outputs = [
    await doctor('--options', file),
    await doctor('--options', file, '--json'),
    await doctor('--options', mistake),
    await doctor('--options', mistake, '--json')
  ]
  for (const { code, stdout, stderr } of outputs) {
    t.ok(code === 1 || code === 2)
    for (const secret of secrets) t.notOk((stdout + stderr).includes(secret))
  }
})

t.test('settings in a command are quoted for the shell', async t => {
  const pool = await createGoodPool(t, local)
  const EmailMessage = 'Don\'t "share" {####}! $HOME `id` \\ 日本\n%s'
  await pool.updatePool({
    VerificationMessageTemplate: { EmailMessage, EmailSubject: "'" },
    UserAttributeUpdateSettings: undefined
  })
  const { report } = await pool.doctor()
  const command = String(report.commands[0]?.command)
  t.match(command, /^[\x20-\x7e]+$/, 'printable ASCII')
  t.notMatch(command, /!/)
  await runCommand(command)
  const { UserPool } = await pool.api.describeUserPool(pool.ids)
  t.match(UserPool?.VerificationMessageTemplate, { EmailMessage, EmailSubject: "'" })
  t.strictSame((await pool.doctor()).report.findings, [])
})

t.test('--policy prints an IAM policy with the least privileges', async t => {
  const { code, stdout, stderr } = await doctor('--policy', '--user-pool-id', 'eu-west-1_AbC123xyz')
  t.strictSame([code, stderr], [0, ''])
  const policy = JSON.parse(stdout) as { Statement: { Action: string[], Resource: string }[] }
  t.strictSame(policy.Statement[0]?.Resource, 'arn:aws:cognito-idp:eu-west-1:*:userpool/eu-west-1_AbC123xyz')
  t.strictSame(policy.Statement.slice(1), [
    {
      Effect: 'Allow',
      Action: ['wafv2:GetWebACL', 'wafv2:GetWebACLForResource'],
      Resource: [
        'arn:aws:wafv2:eu-west-1:*:*/webacl/*/*',
        'arn:aws:cognito-idp:eu-west-1:*:userpool/eu-west-1_AbC123xyz'
      ]
    },
    { Effect: 'Allow', Action: ['cognito-idp:DescribeUserPoolDomain'], Resource: '*' }
  ])
  const pool = await createGoodPool(t, local)
  const before = local.requests.length
  await pool.doctor()
  const called = new Set(local.requests.slice(before).map(({ operation }) => `cognito-idp:${operation}`))
  const actions = policy.Statement.flatMap(({ Action }) => Action).filter(action => !/WebACL/.test(action))
  t.strictSame(actions.toSorted(), [...called].toSorted())
  t.ok(policy.Statement[0]?.Action.includes('cognito-idp:GetWebACLForResource'))
  t.strictSame(JSON.parse((await doctor('--policy', '--only', 'existence')).stdout), {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['cognito-idp:DescribeUserPoolClient'],
        Resource: 'arn:aws:cognito-idp:*:*:userpool/*'
      }
    ]
  })
  const china = await doctor('--policy', '--only', 'logs', '--user-pool-id', 'cn-north-1_AbC123xyz')
  t.match(china.stdout, /"arn:aws-cn:cognito-idp:cn-north-1:\*:userpool\/cn-north-1_AbC123xyz"/)
})

const FILES = {
  'empty.mjs': '',
  'wrong.mjs': "export default { userPoolId: 'eu-west-1_AbC123xyz', clientid: 'x' }",
  'any.mjs': "export default { userPoolId: 'eu-west-1_AbC123xyz', clientId: null }",
  'promise.mjs': "export default Promise.resolve({ userPoolId: 'eu-west-1_AbC123xyz', clientId: 'x1' })",
  'resolver.mjs': 'export default { userPools: { resolve: () => null } }',
  'throws.mjs': "throw new TypeError('no configuration')"
}
const AWS = ['--user-pool-id', 'eu-west-1_AbC123xyz', '--client-id', 'x1']

const MISTAKES: [string[], RegExp][] = [
  [[], /^error: --user-pool-id is missing, or --options with an ID\.\n$/],
  [AWS.slice(0, 2), /^error: --client-id is missing: the ID of the app client to check\.\n$/],
  [['--user-pool-id', 'pool'], /^error: --user-pool-id must be an ID such as .*; got "pool"\n$/],
  [
    ['--user-pool-id', 'local_1', '--client-id', 'x1'],
    /^error: --region is missing: local_1 does not begin with a Region\.\n$/
  ],
  [[...AWS, '--domain', 'a b'], /^error: --domain must be a domain such as auth\.example\.com; got "a b"\n$/],
  [[...AWS, '--endpoint', 'x'], /^error: --endpoint must be a URL such as http:.*; got "x"\n$/],
  [
    [...AWS, '--only', 'existance'],
    /^error: --only: there is no check "existance"; did you mean existence\?\n$/
  ],
  [[...AWS, '--except', 'x,y'], /^error: --except: there is no check "x"; docs\/doctor\.md lists them\n$/],
  [[...AWS, '--only', 'logs', '--except', 'logs'], /^error: --only and --except leave no check\.\n$/],
  [[...AWS, '--only', 'flows-fit'], /^error: flows-fit compares the pool .*: use --options\.\n$/],
  [['--options', 'missing.mjs'], /^error: missing\.mjs does not exist\.\n$/],
  [['--options', 'empty.mjs'], /must have the plugin's options as its default export\.\n$/],
  [['--options', 'wrong.mjs'], /wrong\.mjs: .*clientid.*did you mean clientId\?/s],
  [['--options', 'throws.mjs'], /could not be loaded: TypeError: no configuration\n$/],
  [['--options', 'any.mjs'], /^error: --client-id is missing/],
  [['--options', 'resolver.mjs'], /^error: --user-pool-id is missing/],
  [
    ['--options', 'promise.mjs', '--user-pool-id', 'eu-west-1_Other0000'],
    /^error: --options has no user pool eu-west-1_Other0000\.\n$/
  ]
]

t.test('mistakes are usage errors', async t => {
  const folder = t.testdir(FILES)
  for (const [args, message] of MISTAKES) {
    const words = args.map(word => (word in FILES ? join(folder, word) : word))
    const { code, stdout, stderr } = await doctor(...words)
    t.strictSame([code, stdout], [2, ''], args.join(' '))
    t.match(stderr, message)
  }
})

t.test('of several pools in the options, the pool of the auth API is checked, or the given one', async t => {
  const pool = await createGoodPool(t, local)
  const other = await createGoodPool(t, local)
  const options = ({ options: { userPoolId, clientId, clientSecret, endpoint } }: GoodPool) => ({
    userPoolId,
    clientId,
    clientSecret,
    issuer: `${endpoint}/${userPoolId}`,
    endpoint
  })
  const file = join(t.testdir({}), 'options.mjs')
  const routes = { signIn: { flows: ['USER_AUTH'] } }
  const userPools = { staff: options(pool), users: options(other) }
  writeFileSync(
    file,
    `export default ${JSON.stringify({ userPools, routes: { ...routes, pool: 'users' } })}`
  )
  const api = JSON.parse((await doctor('--options', file, '--json')).stdout) as { userPoolId: string }
  t.equal(api.userPoolId, other.userPoolId)
  const named = await doctor('--options', file, '--user-pool-id', pool.userPoolId, '--json')
  t.match(JSON.parse(named.stdout), { userPoolId: pool.userPoolId, findings: [] })
})

t.test('--region and --profile are in requests and in the commands', async t => {
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(String(request.headers.authorization))
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' })
    response.end(JSON.stringify({ __type: 'ResourceNotFoundException', message: 'No such pool.' }))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.teardown(() => server.close())
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const args = ['--endpoint', endpoint, '--region', 'eu-central-1', '--profile', "it's mine"]
  const { code, stdout } = await doctor(...AWS, ...args)
  t.equal(code, 1)
  t.match(requests[0], /Credential=local\/\d+\/eu-central-1\/cognito-idp\//, 'no real credentials')
  t.ok(
    stdout.includes(
      "aws cognito-idp list-user-pools --region eu-central-1 --profile 'it'\\''s mine' " +
        `--endpoint-url ${endpoint} --cli-input-json `
    ),
    stdout
  )
})

t.test('a long value is truncated, and a style that cannot be read is skipped', async t => {
  const pool = await createGoodPool(t, local)
  t.teardown(() => local.restore())
  const CallbackURLs = Array.from({ length: 30 }, (_, index) => `https://host${index}.example.com/callback`)
  await pool.updateClient({ CallbackURLs })
  const { stdout } = await doctor('--options', pool.optionsFile(), '--only', 'callbacks')
  t.match(stdout, /host0\.example\.com.*\.\.\. \(\d+ characters\)\n/)
  local.fail('DescribeManagedLoginBrandingByClient', 'InvalidParameterException')
  const { report } = await pool.doctor('--only', 'branding')
  t.match(report.notChecked, [{ id: 'branding', reason: /InvalidParameterException/ }])
})

t.test('the text of a finding lists the numbers of its commands', async t => {
  const pool = await createGoodPool(t, local)
  const { api, ids, userPoolId: UserPoolId, domain: Domain } = pool
  const { ManagedLoginBranding: style } = await api.describeManagedLoginBrandingByClient(ids)
  const ManagedLoginBrandingId = style?.ManagedLoginBrandingId
  await api.deleteManagedLoginBranding({ UserPoolId, ManagedLoginBrandingId })
  await api.updateUserPoolDomain({ UserPoolId, Domain, ManagedLoginVersion: 1 })
  const { stdout } = await doctor('--options', pool.optionsFile(), '--only', 'classic-pages')
  t.match(stdout, /It requires the plan Essentials\. Commands 1 and 2\.\n/)
})

t.test('a run that is stopped prints no report', async t => {
  const pool = await createGoodPool(t, local)
  const { code, stdout, stderr } = await run(['doctor', '--options', pool.optionsFile()])
  t.strictSame([code, stdout], [3, ''])
  t.match(stderr, /Stopped\./)
})

t.test('an app client other than that of the plugin', async t => {
  const pool = await createGoodPool(t, local)
  const { UserPoolClient } = await pool.api.createUserPoolClient({
    UserPoolId: pool.userPoolId,
    ClientName: 'other'
  })
  const args = ['--client-id', String(UserPoolClient?.ClientId), '--only', 'flows-fit,client-secret-fits']
  t.match((await pool.doctor(...args)).report, { findings: [], clientId: UserPoolClient?.ClientId })
  const file = join(t.testdir({}), 'options.mjs')
  const clientId = [pool.clientId, UserPoolClient?.ClientId]
  writeFileSync(
    file,
    `export default ${JSON.stringify({ userPoolId: pool.userPoolId, clientId, issuer: local.issuer })}`
  )
  const { code, stderr } = await doctor('--options', file)
  t.equal(code, 2)
  t.match(stderr, /--client-id is missing/)
})

t.test('a pool whose ID has no Region, at an endpoint', async t => {
  const { endpoint } = local
  const ids = ['--user-pool-id', 'local_Missing1', '--client-id', '1missing2missing3missing']
  const { code, stdout } = await doctor(...ids, '--endpoint', endpoint)
  t.equal(code, 1)
  t.match(stdout, /pool-reachable/)
  const file = join(t.testdir({}), 'options.mjs')
  const [userPoolId, clientId] = ['local_Missing1', '1missing2missing3missing']
  const options = { userPoolId, clientId, endpoint, issuer: `${endpoint}/local_Missing1` }
  writeFileSync(file, `export default ${JSON.stringify(options)}`)
  t.match(await doctor('--options', file, '--client-id', clientId), { code: 1, stdout: /pool-reachable/ })
})

t.test('without the AWS SDK, the command names the package to install', async t => {
  const without = (name: string) =>
    `data:text/javascript,${encodeURIComponent(`
  import { register } from 'node:module'
  register('data:text/javascript,' + encodeURIComponent(\`
    export async function resolve (specifier, context, next) {
      if (specifier !== '${name}') return next(specifier, context)
      throw Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' })
    }
  \`))
`)}`
  const failed = await promisify(execFile)(
    process.execPath,
    [
      '--import',
      without('@aws-sdk/client-cognito-identity-provider'),
      'modules/cli/index.js',
      'doctor',
      ...['--user-pool-id', 'eu-west-1_AbC123xyz', '--client-id', 'client']
    ],
    { env: covered }
  ).then(
    () => null,
    (error: { code: number, stderr: string }) => error
  )
  t.equal(failed?.code, 3)
  t.match(failed?.stderr, /npm install @aws-sdk\/client-cognito-identity-provider/)
})

import { execFileSync } from 'node:child_process'
import { chmod, readFile, rm, stat, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { parseEnv } from 'node:util'
import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider'
import Fastify from 'fastify'
import t from 'tap'
import cognitoAuth, { optionsFromEnv } from '../../dist/index.js'
import { createdPool } from '../../dist/cli/create-pool/created.js'
import { startLocalCognito } from '../../dist/local/index.js'
import { run, start, type Result } from './cli.js'

process.env['NODE_ENV'] = 'test'

const PASSWORD = 'Passw0rd!'
const LIVE = new AbortController().signal
const SHOP = ['--name', 'shop', '--passkeys', 'example.com']
const CALLBACK = 'http://localhost:3000/callback'

const local = await startLocalCognito()
t.teardown(local.close)
const api = new CognitoIdentityProvider({
  region: 'us-east-1',
  endpoint: local.endpoint,
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' }
})
t.teardown(() => api.destroy())
const TARGET = ['--region', 'us-east-1', '--endpoint', local.endpoint]

interface Created {
  userPoolId: string
  clientId: string
  region: string
  clientSecret: string
  envFile: string | null
  managedLoginDomain: string | null
  readSecret: string | null
  next: string
}

async function createPool (...args: string[]): Promise<Result> {
  return await run(['create-pool', ...TARGET, ...args], LIVE, Readable.from([]))
}

async function created (...args: string[]): Promise<Created> {
  const { code, stdout, stderr } = await createPool('--json', '--yes', ...args)
  if (code !== 0) throw new Error(stderr)
  return JSON.parse(stdout) as Created
}

async function countPools (): Promise<number> {
  return (await api.listUserPools({ MaxResults: 60 })).UserPools?.length ?? 0
}

t.test('creates the pool of every option', async t => {
  const style = join(t.testdir({ 'style.json': '{"components":{}}' }), 'style.json')
  const pool = await created(
    ...['--name', 'shop', '--mfa', 'optional', '--passwordless', '--passkeys', 'localhost'],
    ...['--callback-url', CALLBACK, '--sign-out-url', 'http://localhost:3000/', '--domain', 'my-shop'],
    ...['--branding', style, '--group', 'staff', '--resource-server', 'orders=read,write'],
    '--deletion-protection'
  )
  const { userPoolId: UserPoolId, clientId: ClientId } = pool
  t.match(pool, { region: 'us-east-1', clientSecret: 'none', envFile: null, readSecret: null })
  t.equal(pool.managedLoginDomain, local.endpoint)
  t.match(await api.describeUserPool({ UserPoolId }), {
    UserPool: {
      Name: 'shop',
      Domain: 'my-shop',
      DeletionProtection: 'ACTIVE',
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP', 'WEB_AUTHN'] } }
    }
  })
  t.match(await api.getUserPoolMfaConfig({ UserPoolId }), {
    MfaConfiguration: 'OPTIONAL',
    SoftwareTokenMfaConfiguration: { Enabled: true },
    WebAuthnConfiguration: { RelyingPartyId: 'localhost', UserVerification: 'preferred' }
  })
  t.match(await api.describeUserPoolClient({ UserPoolId, ClientId }), {
    UserPoolClient: {
      ClientName: 'shop-app',
      ClientSecret: undefined,
      CallbackURLs: [CALLBACK],
      LogoutURLs: ['http://localhost:3000/'],
      AllowedOAuthScopes: [
        ...['openid', 'email', 'profile', 'aws.cognito.signin.user.admin'],
        ...['orders/read', 'orders/write']
      ]
    }
  })
  t.match(await api.describeManagedLoginBrandingByClient({ UserPoolId, ClientId }), {
    ManagedLoginBranding: { Settings: { components: {} }, UseCognitoProvidedValues: false }
  })
  t.match(await api.describeUserPoolDomain({ Domain: 'my-shop' }), {
    DomainDescription: { ManagedLoginVersion: 2 }
  })
  t.match((await api.listGroups({ UserPoolId })).Groups, [{ GroupName: 'staff' }])
})

t.test('the settings in the file work with the plugin: a user signs up and in', async t => {
  const envFile = join(t.testdir(), '.env')
  const result = await createPool('--yes', '--client-secret', '--env-file', envFile)
  t.equal(result.code, 0)
  t.equal((await stat(envFile)).mode & 0o777, 0o600)
  const env = parseEnv(await readFile(envFile, 'utf8')) as Record<string, string>
  t.strictSame(Object.keys(env).sort(), [
    'AWS_COGNITO_APP_CLIENT_ID',
    'AWS_COGNITO_APP_CLIENT_SECRET',
    'AWS_COGNITO_USER_POOL_ID',
    'AWS_COGNITO_USER_POOL_REGION'
  ])
  const { AWS_COGNITO_USER_POOL_ID: id = '', AWS_COGNITO_APP_CLIENT_SECRET: secret = '' } = env
  t.match(secret, /^\w{40,}$/)
  t.notOk((result.stdout + result.stderr).includes(secret), 'the secret is not printed')
  t.match(result.stdout, `clientSecret: only in ${envFile}\n`)
  t.match(result.stdout, `\nNext\nnpx fastify-cognito-auth doctor --user-pool-id ${id} --client-id `)
  t.match(result.stderr, `Created user pool ${id}.\nCreated app client `)

  const app = Fastify()
  t.teardown(async () => await app.close())
  await app.register(cognitoAuth, {
    ...optionsFromEnv(env),
    issuer: `${local.endpoint}/${id}`,
    endpoint: local.endpoint,
    // A busy machine is slow.
    cognito: { timeout: 60_000 },
    routes: { prefix: '/auth' }
  })
  const post = async (url: string, payload: object) => await app.inject({ method: 'POST', url, payload })
  const username = 'ada@example.com'
  const attributes = { email: username, name: 'Ada', phone_number: '+15555550100' }
  const signUp = await post('/auth/signup', { password: PASSWORD, username, attributes })
  t.equal(signUp.statusCode, 201, signUp.body)
  const code = local.mailbox.last(username)?.code
  t.equal((await post('/auth/signup/confirm', { username, code })).statusCode, 200)
  const signIn = await post('/auth/signin', { username, password: PASSWORD })
  t.match(signIn.json(), { accessToken: String })
})

t.test('a client secret without a file is not shown, and can be read with the printed command', async t => {
  const pool = await created('--client-secret')
  t.equal(pool.clientSecret, 'not shown')
  t.match(pool.readSecret, /^aws cognito-idp describe-user-pool-client --region \S+ .*--user-pool-id \S+ --client-id \S+ --query /)
  const managed = ['--domain', 'secret-pool', '--callback-url', CALLBACK]
  const text = await createPool('--yes', '--client-secret', ...managed)
  t.match(text.stdout, /\nclientSecret: not shown\. To read it: aws cognito-idp describe-user-pool-client /)
  t.match(text.stdout, `managedLogin.domain: ${local.endpoint}\n`)
  for (const { UserPoolId, ClientId } of [{ UserPoolId: pool.userPoolId, ClientId: pool.clientId }]) {
    const { UserPoolClient } = await api.describeUserPoolClient({ UserPoolId, ClientId })
    t.notOk(JSON.stringify(pool).includes(UserPoolClient?.ClientSecret ?? ''))
  }
})

t.test('a file that exists is refused before anything is created, and replaced with --force', async t => {
  const folder = t.testdir({ '.env': 'OTHER=1\n' })
  const [path, link] = [join(folder, '.env'), join(folder, 'link')]
  await chmod(path, 0o644)
  await symlink(path, link)
  const before = await countPools()
  for (const file of [path, link]) {
    const { code, stderr } = await createPool('--yes', '--env-file', file)
    t.equal(code, 2)
    t.equal(stderr, `error: ${file} exists; --force replaces it.\n`)
  }
  const missing = await createPool('--yes', '--env-file', join(folder, 'none', '.env'))
  t.match([missing.code, missing.stderr], [2, /^error: .*none\/\.env cannot be written \(ENOENT\)\.\n$/])
  t.equal(await countPools(), before)

  t.match(await created('--env-file', link, '--force'), { envFile: link })
  t.match(await readFile(link, 'utf8'), /^AWS_COGNITO_USER_POOL_ID=/)
  t.equal(await readFile(path, 'utf8'), 'OTHER=1\n', 'the target of a link is not changed')
  await created('--env-file', path, '--force')
  t.equal((await stat(path)).mode & 0o777, 0o600)
})

t.test('a file that cannot be written afterwards is reported', async t => {
  const folder = t.testdir({ sub: {} })
  local.delay('CreateGroup', 500)
  t.teardown(() => local.restore())
  const running = createPool('--yes', '--env-file', join(folder, 'sub', '.env'), '--force', '--client-secret')
  await new Promise(resolve => setTimeout(resolve, 200))
  await rm(join(folder, 'sub'), { recursive: true })
  const { code, stdout, stderr } = await running
  t.equal(code, 3)
  t.match(stderr, /\.env could not be written \(ENOENT\)\.\n/)
  t.match(stdout, /The user pool is created\nuserPoolId: [^]*clientSecret: not shown/)
})

t.test('without a terminal, it does not ask', async t => {
  const before = await countPools()
  const { code, stdout, stderr } = await createPool()
  t.strictSame([code, stdout], [2, ''])
  t.equal(stderr, 'error: There is no terminal to ask on; --yes creates the pool without asking.\n')
  const program = start(t, ['create-pool', ...TARGET])
  t.equal((await program.ended).code, 2)
  t.equal(await countPools(), before)
})

const linux = { skip: process.platform !== 'linux' && 'script(1) has other options' }

t.test('on a terminal, it asks', linux, async t => {
  const before = await countPools()
  for (const [typed, code, message] of [
    ['n', 3, /Nothing was created\./],
    ['', 3, /Nothing was created\./],
    ['yes', 0, /The user pool is created/]
  ] as const) {
    const program = start(t, ['create-pool', ...TARGET, '--profile', 'default'], { isTerminal: true })
    await program.waitForOutput(
      /In http:\S+, profile default: user pool users, app client users-app, group admin, group user\.\s+Create them\? \[y\/N\] /
    )
    program.type(`${typed}\r`)
    const result = await program.ended
    t.equal(result.code, code, result.stdout)
    t.match(result.stdout, message)
  }
  t.equal(await countPools(), before + 1)
})

/** A terminal in this process. */
function terminal (text?: string) {
  const stdin = Object.assign(new PassThrough(), { isTTY: true })
  if (text !== undefined) stdin.write(text)
  return stdin
}

t.test('only y and yes are agreement', async t => {
  const before = await countPools()
  for (const typed of ['no\n', ' y\n', 'yessir\n', 'y'.repeat(200)]) {
    const { code, stderr } = await run(['create-pool', ...TARGET], LIVE, terminal(typed))
    t.equal(code, 3)
    t.match(stderr, /error: Nothing was created\.\n$/)
  }
  const stopped = await run(['create-pool', ...TARGET], AbortSignal.abort(), terminal())
  t.match([stopped.code, stopped.stderr], [3, /error: Stopped\. Nothing was created\.\n$/])
  t.equal(await countPools(), before)
  const declined = await run(['create-pool', '--region', 'eu-west-1', ...SHOP], LIVE, terminal('n\n'))
  t.match(declined.stderr, /^In eu-west-1: user pool shop, app client shop-app, group admin, group user\.\nCreate/)
  const agreed = await run(['create-pool', '--json', ...TARGET], LIVE, terminal('Y\r\n'))
  t.equal(agreed.code, 0)
})

t.test('managed login has a domain of AWS', async t => {
  const domainIn = (region: string) =>
    createdPool({
      progress: {
        done: [{ operation: 'CreateUserPoolDomain', input: { UserPoolId: 'x', Domain: 'shop' } }],
        ids: { userPoolId: 'x', clientId: 'y' }
      },
      values: { region },
      isSaved: false
    }).managedLoginDomain
  t.equal(domainIn('eu-west-1'), 'https://shop.auth.eu-west-1.amazoncognito.com')
  t.equal(domainIn('us-gov-west-1'), 'https://shop.auth-fips.us-gov-west-1.amazoncognito.com')
})

t.test('Ctrl-C before the first request', async t => {
  const file = join(t.testdir(), '.env')
  const stopped = await run(['create-pool', '--yes', '--env-file', file, ...TARGET])
  t.strictSame(stopped, { code: 3, stdout: '', stderr: 'error: Stopped\nNothing was created.\n' })
  await t.rejects(stat(file), { code: 'ENOENT' })
})

const PRINT_ARGUMENTS = 'aws () { node -p "JSON.stringify(process.argv.slice(1))" -- "$@"; }'

/** Runs a printed command of the AWS CLI with the SDK. */
async function runAws (line: string): Promise<unknown> {
  const args = JSON.parse(
    execFileSync('sh', ['-c', `${PRINT_ARGUMENTS}\n${line}`], { encoding: 'utf8' })
  ) as string[]
  const [service, operation = '', ...options] = args
  t.equal(service, 'cognito-idp')
  const values = Object.fromEntries(
    options.flatMap((name, index) => (index % 2 === 0 ? [[name.slice(2), options[index + 1]]] : []))
  )
  const { region, profile: _profile, 'endpoint-url': endpoint, 'cli-input-json': json, ...rest } = values
  t.strictSame([region, endpoint], ['us-east-1', local.endpoint])
  const pascal = (name: string) => name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())
  const input: unknown =
    json === undefined
      ? Object.fromEntries(Object.entries(rest).map(([name, value]) => [pascal(name), value]))
      : JSON.parse(json)
  const method = operation.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
  return await (api as unknown as Record<string, (input: unknown) => Promise<unknown>>)[method]?.(input)
}

const COMPLETE = 'To complete it instead, after the cause is corrected:'

const commandsAfter = (text: string, heading: string) =>
  (text.split(`${heading}\n`)[1] ?? '').split('\n').filter((line, index, all) =>
    all.slice(0, index + 1).every(line => line.startsWith('  '))
  )

t.test('a failure halfway: what was created, how to complete it, and how to remove it', async t => {
  const managed = ['--domain', 'halfway', '--callback-url', CALLBACK]
  const options = ['--group', "it's", '--group', 'b', ...managed]
  const more = ['--client-secret', '--deletion-protection', '--mfa', 'optional']
  const file = join(t.testdir(), '.env')
  local.fail('CreateGroup', 'LimitExceededException', { message: 'too many' })
  const { code, stdout, stderr } = await createPool('--yes', '--env-file', file, ...options, ...more)
  t.strictSame([code, stdout], [3, ''])
  const { AWS_COGNITO_USER_POOL_ID: UserPoolId = '', AWS_COGNITO_APP_CLIENT_SECRET: secret = '' } = parseEnv(
    await readFile(file, 'utf8')
  ) as Record<string, string>
  t.match(secret, /^\w{40,}$/)
  t.notOk(stderr.includes(secret))
  t.match(stderr, /error: CreateGroup failed: LimitExceededException: too many\nCreated before, and not removed:\n/)
  t.match(stderr, `  user pool ${UserPoolId}\n  app client `)
  t.match(stderr, '\n  domain halfway\n  branding style\nThe file of --env-file has the IDs')
  local.restore()
  for (const line of commandsAfter(stderr, COMPLETE)) await runAws(line)
  t.match((await api.listGroups({ UserPoolId })).Groups?.length, 2)
  const removal = commandsAfter(stderr, 'To remove it:')
  t.equal(removal.length, 3)
  for (const line of removal) await runAws(line)
  await t.rejects(api.describeUserPool({ UserPoolId }), { name: 'ResourceNotFoundException' })
})

t.test('a rejected first request creates nothing', async t => {
  t.teardown(() => local.restore())
  local.fail('CreateUserPool', 'NotAuthorizedException', { message: 'no' })
  const { code, stderr } = await createPool('--yes')
  t.strictSame(
    [code, stderr],
    [3, 'error: CreateUserPool failed: NotAuthorizedException: no\nNothing was created.\n']
  )
  const refused = await run(['create-pool', '--yes', '--region=eu-west-1', '--endpoint=http://127.0.0.1:9'], LIVE)
  t.match([refused.code, refused.stderr], [3, /ECONNREFUSED[^\n]*\nNothing was created\.\n$/])
})

t.test('a request without a response may have created a pool', async t => {
  t.teardown(() => local.restore())
  local.fail('CreateUserPool', { connection: 'reset' })
  const { code, stderr } = await createPool('--yes', '--profile', 'my profile')
  t.equal(code, 3)
  t.match(stderr, /\nAWS may have received CreateUserPool\. Before you repeat the command, check: aws .*\n$/)
  t.match(stderr, / list-user-pools --region us-east-1 --profile 'my profile' --endpoint-url \S+ --max-results 60\n$/)
  t.notMatch(stderr, 'Nothing was created')
})

t.test('Ctrl-C between two requests', async t => {
  t.teardown(() => local.restore())
  local.delay('CreateUserPoolClient', 500)
  const stop = new AbortController()
  const running = run(['create-pool', '--yes', ...TARGET], stop.signal)
  await new Promise(resolve => setTimeout(resolve, 300))
  stop.abort()
  const { code, stdout, stderr } = await running
  t.strictSame([code, stdout], [3, ''])
  t.match(stderr, /error: Stopped\nCreated before, and not removed:\n {2}user pool us-east-1_\w+\n {2}app client \w+\nTo /)
  t.equal(commandsAfter(stderr, COMPLETE).length, 2)
})

t.test('without a Region', async t => {
  const variables = ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']
  const before = Object.fromEntries(variables.map(name => [name, process.env[name]]))
  t.teardown(() => {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) Reflect.deleteProperty(process.env, name)
      else process.env[name] = value
    }
  })
  for (const name of variables) Reflect.deleteProperty(process.env, name)
  process.env['AWS_CONFIG_FILE'] = process.env['AWS_SHARED_CREDENTIALS_FILE'] = '/dev/null'
  t.strictSame(await run(['create-pool', '--yes', '--endpoint', local.endpoint], LIVE), {
    code: 2,
    stdout: '',
    stderr: 'error: --region is missing, and neither AWS_REGION nor the profile has a Region.\n'
  })
})

t.test('--dry-run prints the requests, and sends none', async t => {
  local.requests.length = 0
  const { code, stdout } = await createPool('--dry-run', ...SHOP)
  t.equal(code, 0)
  const requests = JSON.parse(stdout) as { operation: string, input: Record<string, unknown> }[]
  t.strictSame(
    requests.map(({ operation }) => operation),
    ['CreateUserPool', 'SetUserPoolMfaConfig', 'CreateUserPoolClient', 'CreateGroup', 'CreateGroup']
  )
  t.match(requests[2]?.input, { UserPoolId: '<UserPoolId>', ClientName: 'shop-app', GenerateSecret: false })
  t.match(stdout, /^\[\n {2}\{\n {4}"operation": "CreateUserPool"/, 'it can be read')
  const { stdout: line } = await createPool('--dry-run', '--json', ...SHOP)
  t.strictSame(JSON.parse(line), { requests })
  t.equal(local.requests.length, 0)

  await created(...SHOP)
  const sent = local.requests.map(({ operation, input }) => ({ operation, input }))
  const ids = { UserPoolId: '<UserPoolId>' }
  t.strictSame(
    sent.map(({ operation, input }) => ({
      operation,
      input: { ...input, ...('UserPoolId' in (input as object) && ids) }
    })),
    requests,
    'they are the requests that are sent'
  )
})

const MISTAKES: [string[], RegExp][] = [
  [['--mfa', 'maybe'], /^--mfa must be 'off', 'optional' or 'required'; got "maybe"$/],
  [['--name', '<'], /^--name must be a name of up to 128 letters/],
  [['--passkeys', 'https://x.com', '--mfa', 'on'], /^--mfa must be [^\n]*\n--passkeys must be a domain[^\n]*$/],
  [['--passkeys', 'example.com', '--mfa', 'required'], /^--passkeys cannot be combined with --mfa required/],
  [['--passwordless', '--mfa', 'required'], /^--passwordless cannot be combined with --mfa required/],
  [['--domain', 'my-aws', '--callback-url', CALLBACK], /^--domain must be a prefix of lowercase letters/],
  [['--domain', 'shop'], /^--domain is for managed login; --callback-url is missing$/],
  [['--sign-out-url', CALLBACK], /^--sign-out-url is for managed login; --callback-url is missing$/],
  [['--branding', 'package.json'], /^--branding is for the pages of --domain, which is missing$/],
  [['--branding', 'none.json', '--domain', 'shop'], /^none\.json does not exist\.$/],
  [['--callback-url', 'http://example.com'], /^--callback-url must be a URL with https/],
  [['--resource-server', 'orders'], /^--resource-server must be an identifier and its scopes, such as/],
  [['--resource-server', 'orders=a b'], /^--resource-server must be an identifier and its scopes, such as/],
  [['--group', 'a b'], /^--group must be a name without spaces/],
  [['--dry-run', '--cdk'], /^--dry-run and --cdk cannot be combined\.$/],
  [['--terraform', '--env-file', '.env'], /^--terraform creates nothing, so there is no --env-file\.$/],
  [['--yes', '--endpoint', 'x'], /^--endpoint must be a URL/]
]

for (const [args, message] of MISTAKES) {
  t.test(`${args.join(' ')} is wrong usage`, async t => {
    local.requests.length = 0
    const { code, stdout, stderr } = await run(['create-pool', '--region', 'eu-west-1', ...args], LIVE)
    t.strictSame([code, stdout], [2, ''])
    t.match(stderr.replace(/^error: /, '').trimEnd(), message)
    t.equal(local.requests.length, 0)
  })
}

import { transformSync } from 'esbuild'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import { run } from './cli.js'

type Json = Record<string, unknown>
interface Request { operation: string, input: Json }

/** Templates of Terraform and TypeScript. */
const [TEMPLATE, DIRECTIVE] = ['$' + '{b}', '%{d}']

const style = JSON.stringify({ components: { [`a ${TEMPLATE}`]: { c: [1, true, DIRECTIVE] } } })
const branding = join(t.testdir({ 'style.json': style }), 'style.json')

/** Command lines, each with other options. */
const POOLS: string[][] = [
  [],
  ['--name', 'a pool', '--mfa', 'required', '--client-secret', '--group', `it's-"${TEMPLATE}`],
  ['--passwordless', '--mfa', 'optional', '--deletion-protection'],
  ['--passkeys', 'example.com'],
  [
    ...['--domain', 'my-shop', '--callback-url', 'https://shop.example.com/callback'],
    ...['--sign-out-url', 'https://shop.example.com/', '--callback-url', `https://example.com/?a=${TEMPLATE}`],
    ...['--resource-server', 'orders=read,write', '--resource-server', 'https://api.example.com/v1=all']
  ],
  [
    ...['--domain', 'my-shop', '--callback-url', 'https://shop.example.com/callback', '--branding', branding],
    ...['--passkeys', 'shop.example.com', '--passwordless', '--mfa', 'optional', '--group', 'a']
  ]
]

async function print (format: string, options: string[]): Promise<string> {
  const { code, stdout } = await run(['create-pool', ...options, format])
  if (code !== 0) throw new Error(stdout)
  return stdout
}

async function requests (options: string[]): Promise<Request[]> {
  return JSON.parse(await print('--dry-run', options)) as Request[]
}

const upper = (name: string) => name.charAt(0).toUpperCase() + name.slice(1)

/** Returns the resources of a stack, by evaluating it with constructs that only remember their properties. */
function evaluateStack (code: string): { type: string, props: Json }[] {
  const resources: { type: string, props: Json }[] = []
  const recorder = (type: string) =>
    class {
      readonly ref = `${type}.ref`
      constructor (_scope: unknown, _id: string, props: Json) {
        resources.push({ type, props: JSON.parse(JSON.stringify(props)) as Json })
      }

      readonly node = { addDependency: () => {} }
    }
  const constructs = new Proxy({}, { get: (_, type: string) => recorder(type) })
  const modules: Record<string, unknown> = {
    'aws-cdk-lib': { Stack: class {}, CfnOutput: class {} },
    'aws-cdk-lib/aws-cognito': constructs
  }
  const exports: Record<string, new () => unknown> = {}
  const js = transformSync(code, { loader: 'ts', format: 'cjs' }).code
  const module = { exports }
  runInNewContext(js, { module, exports, require: (name: string) => modules[name] })
  const [Stack] = Object.values(module.exports)
  if (Stack === undefined) throw new Error('no stack')
  return [new Stack()].flatMap(() => resources)
}

const CDK_NAMES: Record<string, string> = {
  userPoolName: 'PoolName',
  callbackUrLs: 'CallbackURLs',
  logoutUrLs: 'LogoutURLs',
  webAuthnRelyingPartyId: 'WebAuthnRelyingPartyID'
}

function fromCdk (value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromCdk)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [CDK_NAMES[name] ?? upper(name), fromCdk(part)])
  )
}

const IDS: Record<string, string> = {
  'CfnUserPool.ref': '<UserPoolId>',
  'CfnUserPoolClient.ref': '<ClientId>',
  'aws_cognito_user_pool.users.id': '<UserPoolId>',
  'aws_cognito_user_pool_client.app.id': '<ClientId>'
}

/** Replaces references to resources by the placeholders of the requests. */
function withIds (input: Json): Json {
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [name, IDS[String(value)] ?? value])
  )
}

/** What CloudFormation sends for a resource. */
function cloudFormation (type: string, props: Json): Request[] {
  const { settings, ...rest } = props
  const input = withIds({ ...(fromCdk(rest) as Json), ...(settings !== undefined && { Settings: settings }) })
  if (type === 'CfnUserPoolClient') return [{ operation: 'CreateUserPoolClient', input }]
  const name = type.slice(3).replace(/^UserPool(?!Domain)/, '')
  if (type !== 'CfnUserPool') return [{ operation: `Create${name}`, input }]
  const { EnabledMfas, WebAuthnRelyingPartyID, WebAuthnUserVerification, MfaConfiguration, ...pool } = input
  const UserPoolId = '<UserPoolId>'
  const createsFactors = EnabledMfas !== undefined || WebAuthnRelyingPartyID !== undefined
  return [
    { operation: 'CreateUserPool', input: { ...pool, MfaConfiguration: 'OFF' } },
    ...(createsFactors
      ? [
          {
            operation: 'SetUserPoolMfaConfig',
            input: {
              UserPoolId,
              MfaConfiguration,
              SoftwareTokenMfaConfiguration: { Enabled: EnabledMfas !== undefined },
              ...(WebAuthnRelyingPartyID !== undefined && {
                WebAuthnConfiguration: {
                  RelyingPartyId: WebAuthnRelyingPartyID,
                  UserVerification: WebAuthnUserVerification
                }
              })
            }
          }
        ]
      : [])
  ]
}

/** Parses the subset of HCL that the command prints: blocks, and arguments on one line. */
function parseHcl (text: string): Json {
  const lines = text.split('\n').map(line => line.trim()).filter(line => line !== '')
  const block = (): Json => {
    const body: Json = {}
    for (let line = lines.shift(); line !== undefined && line !== '}'; line = lines.shift()) {
      const [, argument, value] = /^(\w+) += (.*)$/.exec(line) ?? []
      const [, name = ''] = /^(.*?) \{\}?$/.exec(line) ?? []
      if (argument !== undefined) body[argument] = expression(value as string)
      else body[name] = [...((body[name] as Json[] | undefined) ?? []), line.endsWith('{}') ? {} : block()]
    }
    return body
  }
  const expression = (value: string): unknown => {
    const [, json] = /^jsonencode\((.*)\)$/.exec(value) ?? []
    const unescape = (text: string) => JSON.parse(text.replace(/([$%])\1\{/g, '$1{')) as unknown
    if (json !== undefined) return unescape(json)
    return /^["[\d]|^(true|false)$/.test(value) && !value.startsWith('[aws_') ? unescape(value) : value
  }
  return { ...block() }
}

const TERRAFORM_NAMES: Record<string, string> = {
  callback_urls: 'CallbackURLs',
  logout_urls: 'LogoutURLs',
  allowed_oauth_flows: 'AllowedOAuthFlows',
  allowed_oauth_scopes: 'AllowedOAuthScopes',
  allowed_oauth_flows_user_pool_client: 'AllowedOAuthFlowsUserPoolClient',
  recovery_mechanism: 'RecoveryMechanisms',
  scope: 'Scopes'
}
const LISTS = new Set(['recovery_mechanism', 'scope', 'schema'])

/** What the provider makes of a block: an object, or a list where the API has one. */
function fromTerraform (block: Json): Json {
  return Object.fromEntries(
    Object.entries(block).map(([name, value]) => {
      const isBlocks = Array.isArray(value) && value.some(item => typeof item === 'object')
      const converted = isBlocks ? (value as Json[]).map(fromTerraform) : value
      const key = TERRAFORM_NAMES[name] ?? name.split('_').map(upper).join('')
      return [key, isBlocks && !LISTS.has(name) ? (converted as Json[])[0] : converted]
    })
  )
}

const TERRAFORM_OPERATIONS: Record<string, string> = {
  aws_cognito_user_pool_client: 'CreateUserPoolClient',
  aws_cognito_resource_server: 'CreateResourceServer',
  aws_cognito_user_pool_domain: 'CreateUserPoolDomain',
  aws_cognito_managed_login_branding: 'CreateManagedLoginBranding',
  aws_cognito_user_group: 'CreateGroup'
}

/** What the Terraform provider sends for a resource. */
function terraform (type: string, block: Json): Request[] {
  const { depends_on: _, settings, ...args } = block
  const { Name, ...input } = withIds(fromTerraform(args))
  if (type === 'aws_cognito_user_pool') return terraformPool({ ...input, PoolName: Name })
  const names: Json =
    type === 'aws_cognito_user_pool_client'
      ? { ClientName: Name }
      : type === 'aws_cognito_user_group'
        ? { GroupName: Name }
        : { ...(Name !== undefined && { Name }) }
  return [
    {
      operation: TERRAFORM_OPERATIONS[type] as string,
      input: { ...input, ...names, ...(settings !== undefined && { Settings: settings }) }
    }
  ]
}

function terraformPool (input: Json): Request[] {
  const { SoftwareTokenMfaConfiguration, WebAuthnConfiguration, MfaConfiguration, ...pool } = input
  const { PasswordPolicy, SignInPolicy, Schema, ...rest } = pool
  const createsFactors = SoftwareTokenMfaConfiguration !== undefined || WebAuthnConfiguration !== undefined
  return [
    {
      operation: 'CreateUserPool',
      input: {
        ...rest,
        Policies: { PasswordPolicy, ...(SignInPolicy !== undefined && { SignInPolicy }) },
        Schema: (Schema as Json[]).map(({ StringAttributeConstraints, ...attribute }) => attribute),
        MfaConfiguration: 'OFF'
      }
    },
    ...(createsFactors
      ? [
          {
            operation: 'SetUserPoolMfaConfig',
            input: {
              UserPoolId: '<UserPoolId>',
              MfaConfiguration,
              SoftwareTokenMfaConfiguration: SoftwareTokenMfaConfiguration ?? { Enabled: false },
              ...(WebAuthnConfiguration !== undefined && { WebAuthnConfiguration })
            }
          }
        ]
      : [])
  ]
}

const sorted = (list: Request[]) =>
  list
    .map(({ operation, input }) => ({ operation, input: Object.fromEntries(Object.entries(input).sort()) }))
    .sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))

for (const options of POOLS) {
  t.test(`the same pool as requests, CDK and Terraform: ${options.join(' ')}`, async t => {
    const expected = sorted(await requests(options))
    t.ok(expected.length >= 3)
    const stack = evaluateStack(await print('--cdk', options))
    t.strictSame(sorted(stack.flatMap(({ type, props }) => cloudFormation(type, props))), expected)

    const document = parseHcl(await print('--terraform', options))
    const resources = Object.entries(document).flatMap(([name, blocks]) => {
      const [, type] = /^resource "(\w+)"/.exec(name) ?? []
      return type === undefined ? [] : (blocks as Json[]).map(block => ({ type, block }))
    })
    t.strictSame(sorted(resources.flatMap(({ type, block }) => terraform(type, block))), expected)
  })
}

t.test('the app client is created after the resource servers whose scopes it has', async t => {
  const options = ['--callback-url', 'https://a.example.com/', '--resource-server', 'orders=read']
  t.match(await print('--cdk', options), /client\.node\.addDependency\(server\)\n/)
  t.match(await print('--terraform', options), /depends_on = \[aws_cognito_resource_server\.server\]\n/)
})

t.test('with --json, the code is in an object', async t => {
  for (const format of ['--cdk', '--terraform']) {
    const { code } = JSON.parse(await print(format, ['--json'])) as { code: string }
    t.equal(`${code}\n`, await print(format, []))
  }
})

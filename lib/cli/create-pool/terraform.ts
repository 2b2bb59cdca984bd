import type { Operations, PlannedRequest } from '../../pool/plan.js'
import { inputsOf, numberedName, withoutIds } from './template.js'

/** An expression in place of a value. */
class Expression {
  readonly text: string

  constructor (text: string) {
    this.text = text
  }
}

const POOL = { user_pool_id: new Expression('aws_cognito_user_pool.users.id') }
const CLIENT = { client_id: new Expression('aws_cognito_user_pool_client.app.id') }

/**
 * Returns Terraform resources with the pool, for version 6 of the AWS provider.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cognito_user_pool
 */
export function terraformCode (requests: readonly PlannedRequest[]): string {
  const { pool, mfa, client, ...parts } = inputsOf(requests)
  const servers = parts.servers.map((_, index) => numberedName('server', index))
  return [
    'terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws", version = "~> 6.0" }\n  }\n}',
    resource('aws_cognito_user_pool', 'users', {
      ...poolArguments(pool),
      ...mfaArguments(mfa)
    }),
    ...parts.servers.map((input, index) =>
      resource('aws_cognito_resource_server', numberedName('server', index), {
        ...POOL,
        ...convert(withoutIds(input))
      })
    ),
    resource('aws_cognito_user_pool_client', 'app', {
      ...POOL,
      ...clientArguments(withoutIds(client)),
      ...(servers.length > 0 && {
        depends_on: new Expression(
          `[${servers.map(name => `aws_cognito_resource_server.${name}`).join(', ')}]`
        )
      })
    }),
    ...parts.domains.map(input =>
      resource('aws_cognito_user_pool_domain', 'login', { ...POOL, ...convert(withoutIds(input)) })
    ),
    ...parts.styles.map(input => {
      const { Settings, ...rest } = withoutIds(input)
      return resource('aws_cognito_managed_login_branding', 'login', {
        ...POOL,
        ...CLIENT,
        ...convert(rest),
        ...(Settings !== undefined && { settings: new Expression(`jsonencode(${hcl(Settings)})`) })
      })
    }),
    ...parts.groups.map(({ GroupName }, index) =>
      resource('aws_cognito_user_group', numberedName('group', index), { ...POOL, name: GroupName })
    ),
    'output "user_pool_id" {\n  value = aws_cognito_user_pool.users.id\n}',
    'output "client_id" {\n  value = aws_cognito_user_pool_client.app.id\n}'
  ].join('\n\n')
}

function poolArguments (input: Operations['CreateUserPool']): Record<string, unknown> {
  const { PoolName, Policies, Schema, ...rest } = input
  return {
    name: PoolName,
    ...convert(rest),
    ...convert({ ...Policies }),
    // Without the empty block, each plan would replace the pool.
    schema: Schema?.map(attribute => ({ ...convert(attribute), string_attribute_constraints: {} }))
  }
}

function mfaArguments (input?: Operations['SetUserPoolMfaConfig']): Record<string, unknown> {
  if (input === undefined) return {}
  const { MfaConfiguration, SoftwareTokenMfaConfiguration: totp, WebAuthnConfiguration: passkeys } = input
  return {
    mfa_configuration: MfaConfiguration,
    ...(totp?.Enabled === true && { software_token_mfa_configuration: convert(totp) }),
    ...(passkeys !== undefined && { web_authn_configuration: convert(passkeys) })
  }
}

function clientArguments (input: object): Record<string, unknown> {
  const { client_name: name, ...rest } = convert(input)
  return { name, ...rest }
}

/** Names of blocks of which there are several. */
const NAMES: Readonly<Record<string, string>> = { RecoveryMechanisms: 'recovery_mechanism', Scopes: 'scope' }

/** Converts the names of properties to those of the provider. */
function convert (value: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [NAMES[name] ?? snake(name), convertedValue(part)])
  )
}

function convertedValue (value: unknown): unknown {
  if (Array.isArray(value)) return value.map(convertedValue)
  return typeof value === 'object' && value !== null ? convert(value) : value
}

function snake (name: string): string {
  return name
    .replace('OAuth', 'Oauth')
    .replace('URLs', 'Urls')
    .replace(/(?<=.)[A-Z]/g, '_$&')
    .toLowerCase()
}

function resource (type: string, name: string, args: Readonly<Record<string, unknown>>): string {
  return `resource "${type}" "${name}" ${body(args, '')}`
}

/** Objects are nested blocks, and lists of objects are several of them. */
function body (args: Readonly<Record<string, unknown>>, indent: string): string {
  const inner = `${indent}  `
  const known = Object.entries(args).filter(([, value]) => value !== undefined)
  const lines = known.flatMap(([name, value]) => {
    const blocks = blocksOf(value)?.map(block => `${inner}${name} ${body(block, inner)}`)
    return blocks ?? `${inner}${name} = ${hcl(value)}`
  })
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${indent}}`
}

function blocksOf (value: unknown): readonly Record<string, unknown>[] | undefined {
  const isBlock = (item: unknown): item is Record<string, unknown> =>
    typeof item === 'object' && item !== null && !Array.isArray(item) && !(item instanceof Expression)
  if (isBlock(value)) return [value]
  return Array.isArray(value) && value.length > 0 && value.every(isBlock) ? value : undefined
}

/** Returns an expression. JSON is HCL, except for templates. */
function hcl (value: unknown): string {
  return value instanceof Expression
    ? value.text
    : JSON.stringify(value).replace(/[$%]\{/g, match => match.charAt(0) + match)
}

import type { Operations, PlannedRequest } from '../../pool/plan.js'
import { code } from '../code.js'
import { inputsOf, numberedName, withoutIds } from './template.js'

/** Code in place of a value. */
class Reference {
  readonly expression: string

  constructor (expression: string) {
    this.expression = expression
  }
}

/** Properties whose name is not that of the API with a lowercase first letter. */
const NAMES: Readonly<Record<string, string>> = {
  PoolName: 'userPoolName',
  CallbackURLs: 'callbackUrLs',
  LogoutURLs: 'logoutUrLs',
  WebAuthnRelyingPartyID: 'webAuthnRelyingPartyId'
}

const POOL = new Reference('pool.ref')
const CLIENT = new Reference('client.ref')

/**
 * Returns an AWS CDK stack with the pool. Its L1 constructs have the properties of CloudFormation, which are
 * those of the API.
 *
 * @see https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_cognito-readme.html
 */
export function cdkCode (requests: readonly PlannedRequest[]): string {
  const { pool, mfa, client, ...parts } = inputsOf(requests)
  const servers = parts.servers.map((_, index) => numberedName('server', index))
  const statements = [
    construct('pool', 'CfnUserPool', 'UserPool', properties({ ...pool, ...mfaProperties(mfa) })),
    ...parts.servers.map((input, index) =>
      construct(servers[index], 'CfnUserPoolResourceServer', numberedName('ResourceServer', index), {
        userPoolId: POOL,
        ...properties(withoutIds(input))
      })
    ),
    construct('client', 'CfnUserPoolClient', 'Client', {
      userPoolId: POOL,
      ...properties(withoutIds(client))
    }),
    ...servers.map(server => `client.node.addDependency(${server})`),
    ...parts.domains.map(input =>
      construct(undefined, 'CfnUserPoolDomain', 'Domain', {
        userPoolId: POOL,
        ...properties(withoutIds(input))
      })
    ),
    ...parts.styles.map(input => {
      const { Settings: settings, ...rest } = withoutIds(input)
      return construct(undefined, 'CfnManagedLoginBranding', 'Branding', {
        userPoolId: POOL,
        clientId: CLIENT,
        ...properties(rest),
        ...(settings !== undefined && { settings })
      })
    }),
    ...parts.groups.map((input, index) =>
      construct(undefined, 'CfnUserPoolGroup', numberedName('Group', index), {
        userPoolId: POOL,
        ...properties(withoutIds(input))
      })
    ),
    "new CfnOutput(this, 'UserPoolId', { value: pool.ref })",
    "new CfnOutput(this, 'ClientId', { value: client.ref })"
  ]
  const classes = new Set(statements.flatMap(text => /new (Cfn(?!Output)\w+)/.exec(text)?.[1] ?? []))
  return [
    "import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib'",
    `import {\n  ${[...classes].sort().join(',\n  ')}\n} from 'aws-cdk-lib/aws-cognito'`,
    "import type { Construct } from 'constructs'",
    '',
    '/** A user pool for fastify-cognito-auth. */',
    'export class UserPoolStack extends Stack {',
    '  constructor (scope: Construct, id: string, props?: StackProps) {',
    '    super(scope, id, props)',
    ...statements.map(text => text.replace(/^/gm, '    ')),
    '  }',
    '}'
  ].join('\n')
}

function construct (name: string | undefined, type: string, id: string, props: object): string {
  const variable = name === undefined ? '' : `const ${name} = `
  return `${variable}new ${type}(this, '${id}', ${codeWithReferences(props)})`
}

/** References are the only values without quotes. */
function codeWithReferences (props: object): string {
  const marked = Object.entries(props).map(([name, value]) =>
    value instanceof Reference ? [name, `\u0000${value.expression}\u0000`] : [name, value as unknown]
  )
  return code(Object.fromEntries(marked)).replace(/'\\u0000(.*?)\\u0000'/g, '$1')
}

/** The properties of CloudFormation for SetUserPoolMfaConfig. */
function mfaProperties (input?: Operations['SetUserPoolMfaConfig']): object {
  if (input === undefined) return {}
  const { MfaConfiguration, SoftwareTokenMfaConfiguration: totp, WebAuthnConfiguration: passkeys } = input
  return {
    MfaConfiguration,
    ...(totp?.Enabled === true && { EnabledMfas: ['SOFTWARE_TOKEN_MFA'] }),
    ...(passkeys !== undefined && {
      WebAuthnRelyingPartyID: passkeys.RelyingPartyId,
      WebAuthnUserVerification: passkeys.UserVerification
    })
  }
}

/** Converts the names of properties to those of L1 constructs. */
function properties (value: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [NAMES[name] ?? lowerFirst(name), convert(part)])
  )
}

function convert (value: unknown): unknown {
  if (Array.isArray(value)) return value.map(convert)
  return typeof value === 'object' && value !== null ? properties(value) : value
}

function lowerFirst (name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  CognitoIdentityProvider,
  type CreateUserPoolCommandInput,
  type SetUserPoolMfaConfigCommandInput,
  type UpdateUserPoolClientCommandInput,
  type UpdateUserPoolCommandInput
} from '@aws-sdk/client-cognito-identity-provider'
import type { Test } from 'tap'
import type { SinglePoolOptions } from '../../../dist/index.js'
import { startLocalCognito, type LocalCognito } from '../../../dist/local/index.js'
import type { Report } from '../../../dist/cli/doctor/report-schema.js'
import { run, type Result } from '../cli.js'

process.env['NODE_ENV'] = 'test'

const INDEX = pathToFileURL('modules/index.js').href
const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555'
export const SMS = {
  SnsCallerArn: 'arn:aws:iam::123456789012:role/sms',
  ExternalId: 'sms'
}

type PluginOptions = Partial<SinglePoolOptions>

let count = 0

/** A pool and an app client without any finding, on a local Cognito, and options of the plugin that fit. */
export class GoodPool {
  readonly local: LocalCognito
  readonly api: CognitoIdentityProvider
  readonly userPoolId: string
  readonly domain: string
  clientId = ''
  clientSecret = ''
  /** What the module with the options exports, without the session, which has a function. */
  options: PluginOptions = {}
  readonly #t: Test

  constructor (t: Test, local: LocalCognito, userPoolId: string) {
    this.#t = t
    this.local = local
    this.api = sdkClient(local)
    this.userPoolId = userPoolId
    this.domain = `auth-${count++}.example.com`
  }

  get ids () {
    return { UserPoolId: this.userPoolId, ClientId: this.clientId }
  }

  /** Changes settings of the pool, and keeps all others. */
  async updatePool (changes: Partial<UpdateUserPoolCommandInput>): Promise<void> {
    const { UserPool = {} } = await this.api.describeUserPool(this.ids)
    const { Name, AdminCreateUserConfig: { UnusedAccountValidityDays: _, ...invitations } = {} } = UserPool
    const kept = { ...UserPool, AdminCreateUserConfig: invitations, PoolName: Name }
    for (const name of READ_ONLY) delete (kept as Record<string, unknown>)[name]
    await this.api.updateUserPool({ ...kept, ...changes, UserPoolId: this.userPoolId })
  }

  /** Changes settings of the app client, and keeps all others. */
  async updateClient (changes: Partial<UpdateUserPoolClientCommandInput>): Promise<void> {
    const { UserPoolClient = {} } = await this.api.describeUserPoolClient(this.ids)
    const { ClientSecret: _, CreationDate, LastModifiedDate, ...kept } = UserPoolClient
    await this.api.updateUserPoolClient({ ...kept, ...changes, ...this.ids })
  }

  async updateMfa (changes: Partial<SetUserPoolMfaConfigCommandInput>): Promise<void> {
    await this.api.setUserPoolMfaConfig({ UserPoolId: this.userPoolId, ...changes })
  }

  /**
   * Writes the module for `--options`, and returns its path.
   *
   * @param code - what else the module does
   */
  optionsFile (code = ''): string {
    const text = JSON.stringify(this.options, null, 2).replace(/\}$/, '')
    const module = `${code}import { memorySessions } from ${JSON.stringify(INDEX)}
export default ${text},
  session: { origin: 'https://app.example.com', store: memorySessions() }
}
`
    const path = join(this.#t.testdir({}), `options-${count++}.mjs`)
    writeFileSync(path, module)
    return path
  }

  /** Runs the doctor with the options. */
  async doctor (...args: string[]): Promise<Result & { report: Report }> {
    const result = await doctor('--options', this.optionsFile(), '--json', ...args)
    return { ...result, report: JSON.parse(result.stdout) as Report }
  }
}

/** Settings that are described, and cannot be updated. */
const READ_ONLY = [
  'Id',
  'Name',
  'Arn',
  'CreationDate',
  'LastModifiedDate',
  'SchemaAttributes',
  'UsernameAttributes',
  'UsernameConfiguration',
  'Domain',
  'CustomDomain',
  'EstimatedNumberOfUsers',
  'SmsVerificationMessage',
  'EmailVerificationMessage',
  'EmailVerificationSubject'
]

/** Runs the command, which nothing stops. */
export async function doctor (...args: string[]): Promise<Result> {
  return await run(['doctor', ...args], new AbortController().signal)
}

/** Starts the local Cognito of a test file. */
export async function startLocal (t: Test): Promise<LocalCognito> {
  const local = await startLocalCognito()
  t.teardown(async () => {
    await local.close()
  })
  return local
}

export function sdkClient ({ endpoint }: LocalCognito): CognitoIdentityProvider {
  return new CognitoIdentityProvider({
    region: 'us-east-1',
    endpoint,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' }
  })
}

/** Creates a pool with the settings that the doctor recommends. */
export async function createGoodPool (
  t: Test,
  local: LocalCognito,
  settings: Partial<CreateUserPoolCommandInput> = {}
): Promise<GoodPool> {
  const api = sdkClient(local)
  const { UserPool } = await api.createUserPool({ ...POOL, ...settings })
  const pool = new GoodPool(t, local, UserPool?.Id as string)
  t.teardown(() => {
    api.destroy()
    pool.api.destroy()
  })
  const { userPoolId: UserPoolId, domain } = pool
  await api.setUserPoolMfaConfig({
    UserPoolId,
    MfaConfiguration: 'OPTIONAL',
    SoftwareTokenMfaConfiguration: { Enabled: true },
    WebAuthnConfiguration: { RelyingPartyId: 'example.com' }
  })
  await api.createUserPoolDomain({
    UserPoolId,
    Domain: domain,
    ManagedLoginVersion: 2,
    CustomDomainConfig: { CertificateArn: CERTIFICATE, SecurityPolicy: 'TLS_V1_2_2021' }
  })
  await api.createIdentityProvider({
    UserPoolId,
    ProviderName: 'Google',
    ProviderType: 'Google',
    ProviderDetails: {
      client_id: 'google',
      client_secret: 'google-canary-secret',
      authorize_scopes: 'openid email profile'
    },
    AttributeMapping: { username: 'sub', email: 'email', email_verified: 'email_verified', name: 'name' }
  })
  await createClient(pool)
  await api.createManagedLoginBranding({ ...pool.ids, UseCognitoProvidedValues: true })
  await api.setRiskConfiguration({
    UserPoolId,
    CompromisedCredentialsRiskConfiguration: { Actions: { EventAction: 'BLOCK' } }
  })
  await api.setLogDeliveryConfiguration({
    UserPoolId,
    LogConfigurations: [
      {
        LogLevel: 'ERROR',
        EventSource: 'userNotification',
        CloudWatchLogsConfiguration: {
          LogGroupArn: 'arn:aws:logs:us-east-1:123456789012:log-group:/aws/vendedlogs/users'
        }
      }
    ]
  })
  await api.setUserPoolSessionConfiguration({
    UserPoolId,
    UserSessionTracking: 'ENABLED',
    TokenSession: { MaxPerUser: 20 }
  })
  return pool
}

const POOL: CreateUserPoolCommandInput = {
  PoolName: 'users',
  UsernameAttributes: ['email'],
  UsernameConfiguration: { CaseSensitive: false },
  AutoVerifiedAttributes: ['email'],
  UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
  Policies: {
    PasswordPolicy: { MinimumLength: 12, TemporaryPasswordValidityDays: 3, PasswordHistorySize: 5 },
    SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] }
  },
  Schema: [
    { Name: 'email', AttributeDataType: 'String', Required: true, Mutable: true },
    { Name: 'birthdate', AttributeDataType: 'String', Mutable: false },
    { Name: 'role', AttributeDataType: 'String', Mutable: true }
  ],
  AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
  EmailConfiguration: {
    EmailSendingAccount: 'DEVELOPER',
    SourceArn: 'arn:aws:ses:us-east-1:123456789012:identity/example.com'
  },
  VerificationMessageTemplate: { EmailMessage: "It's {####}", EmailSubject: 'Bestätigung' },
  IssuerConfiguration: { Type: 'UPDATED' },
  UserPoolTier: 'PLUS',
  UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' },
  DeletionProtection: 'ACTIVE'
}

async function createClient (pool: GoodPool): Promise<void> {
  const { api, userPoolId, domain, local } = pool
  const { UserPoolClient } = await api.createUserPoolClient({
    UserPoolId: userPoolId,
    ClientName: 'app',
    GenerateSecret: true,
    ExplicitAuthFlows: ['ALLOW_USER_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    PreventUserExistenceErrors: 'ENABLED',
    EnableTokenRevocation: true,
    EnablePropagateAdditionalUserContextData: true,
    WriteAttributes: ['email', 'name', 'phone_number'],
    AccessTokenValidity: 60,
    RefreshTokenValidity: 30,
    TokenValidityUnits: { AccessToken: 'minutes', RefreshToken: 'days' },
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthFlows: ['code'],
    AllowedOAuthScopes: ['openid', 'email', 'profile', 'aws.cognito.signin.user.admin'],
    CallbackURLs: ['https://app.example.com/auth/callback'],
    LogoutURLs: ['https://app.example.com/'],
    SupportedIdentityProviders: ['COGNITO', 'Google']
  })
  pool.clientId = UserPoolClient?.ClientId as string
  pool.clientSecret = UserPoolClient?.ClientSecret as string
  pool.options = {
    userPoolId,
    clientId: pool.clientId,
    clientSecret: pool.clientSecret,
    // The keys of one pool: those of each would have to be created, which takes longest.
    issuer: local.issuer,
    endpoint: local.endpoint,
    routes: { prefix: '/auth', signIn: { flows: ['USER_AUTH', 'USER_SRP_AUTH'] } },
    managedLogin: { domain: `https://${domain}`, providers: ['Google'] }
  }
}

import type {
  CreateUserPoolClientCommandInput,
  CreateUserPoolCommandInput,
  UserPoolType
} from '@aws-sdk/client-cognito-identity-provider'
import t from 'tap'
import { PASSWORD, start } from './local.js'

const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555'

type ClientSettings = Omit<CreateUserPoolClientCommandInput, 'UserPoolId'>

const VERIFICATION = {
  EmailVerificationMessage: 'The verification code to your new account is {####}',
  EmailVerificationSubject: 'Verify your new account',
  SmsVerificationMessage: 'The verification code to your new account is {####}',
  VerificationMessageTemplate: {
    DefaultEmailOption: 'CONFIRM_WITH_CODE' as const,
    EmailMessage: 'The verification code to your new account is {####}',
    EmailSubject: 'Verify your new account',
    SmsMessage: 'The verification code to your new account is {####}'
  }
}

/** What `new UserPool(stack, 'Pool')` of aws-cdk-lib 2 emits. CloudFormation adds the name. */
const CDK_POOL: CreateUserPoolCommandInput = {
  PoolName: 'Pool',
  AccountRecoverySetting: {
    RecoveryMechanisms: [
      { Name: 'verified_phone_number', Priority: 1 },
      { Name: 'verified_email', Priority: 2 }
    ]
  },
  AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
  ...VERIFICATION
}

const SCOPES = ['profile', 'phone', 'email', 'openid', 'aws.cognito.signin.user.admin']

/** What `pool.addClient('Client')` emits. */
const CDK_CLIENT: ClientSettings = {
  ClientName: 'Client',
  AllowedOAuthFlows: ['implicit', 'code'],
  AllowedOAuthFlowsUserPoolClient: true,
  AllowedOAuthScopes: SCOPES,
  CallbackURLs: ['https://example.com'],
  SupportedIdentityProviders: ['COGNITO']
}

/** The request of `resource "aws_cognito_user_pool"` of the Terraform provider with a name only. */
const TERRAFORM_POOL: CreateUserPoolCommandInput = { PoolName: 'pool', DeletionProtection: 'INACTIVE' }

/** The request of `resource "aws_cognito_user_pool_client"` with a name and a pool only. */
const TERRAFORM_CLIENT: ClientSettings = { ClientName: 'client' }

for (const { tool, pool, client } of [
  { tool: 'AWS CDK', pool: CDK_POOL, client: CDK_CLIENT },
  { tool: 'Terraform', pool: TERRAFORM_POOL, client: TERRAFORM_CLIENT }
]) {
  t.test(`the default settings of ${tool}`, async t => {
    const { api } = await start(t)
    const { Id: UserPoolId = '' } = (await api.createUserPool(pool)).UserPool ?? {}
    const described = await api.describeUserPool({ UserPoolId })
    const { PoolName, ...settings } = pool
    t.match(described.UserPool, { Name: PoolName, ...settings })
    t.match(await api.getUserPoolMfaConfig({ UserPoolId }), { MfaConfiguration: 'OFF' })

    const { ClientId } = (await api.createUserPoolClient({ UserPoolId, ...client })).UserPoolClient ?? {}
    const { UserPoolClient } = await api.describeUserPoolClient({ UserPoolId, ClientId })
    t.match(UserPoolClient, { ...client, RefreshTokenValidity: 30, EnableTokenRevocation: true })

    await api.createUserPoolDomain({ UserPoolId, Domain: 'my-domain' })
    t.match(await api.describeUserPoolDomain({ Domain: 'my-domain' }), {
      DomainDescription: { UserPoolId, Status: 'ACTIVE' }
    })
    const CustomDomainConfig = { CertificateArn: CERTIFICATE }
    await api.createUserPoolDomain({ UserPoolId, Domain: 'auth.example.com', CustomDomainConfig })
    t.match(await api.describeUserPool({ UserPoolId }), { UserPool: { CustomDomain: 'auth.example.com' } })
    await api.deleteUserPoolDomain({ UserPoolId, Domain: 'auth.example.com' })
    await t.rejects(api.createUserPoolDomain({ UserPoolId, Domain: 'auth..example' }), /at 'domain' failed/)
    await api.createGroup({ UserPoolId, GroupName: 'admin' })
    t.match(await api.getGroup({ UserPoolId, GroupName: 'admin' }), { Group: { GroupName: 'admin' } })

    const named = { UserPoolId, Username: 'ada' }
    await api.adminCreateUser({ ...named, MessageAction: 'SUPPRESS' })
    await api.adminSetUserPassword({ ...named, Password: PASSWORD, Permanent: true })
    t.match(await api.adminGetUser(named), { UserStatus: 'CONFIRMED' })

    await api.deleteGroup({ UserPoolId, GroupName: 'admin' })
    await api.deleteUserPoolDomain({ UserPoolId, Domain: 'my-domain' })
    await api.deleteUserPoolClient({ UserPoolId, ClientId })
    await api.deleteUserPool({ UserPoolId })
  })
}

/**
 * Settings that are optional in Terraform and not computed. If a response had them although they were never
 * set, each plan would remove them; for some, it would replace the pool.
 */
const NOT_COMPUTED: (keyof UserPoolType)[] = [
  'AliasAttributes',
  'AutoVerifiedAttributes',
  'DeviceConfiguration',
  'SmsAuthenticationMessage',
  'UserAttributeUpdateSettings',
  'UserPoolAddOns',
  'UsernameAttributes',
  'UsernameConfiguration'
]

t.test('Terraform finds no difference after it created a pool', async t => {
  const { api } = await start(t)
  const created = (await api.createUserPool(TERRAFORM_POOL)).UserPool
  const { UserPool } = await api.describeUserPool({ UserPoolId: created?.Id })
  t.strictSame(UserPool, created)
  for (const name of NOT_COMPUTED) t.equal(UserPool?.[name], undefined, name)
  t.strictSame([UserPool?.LambdaConfig, UserPool?.DeletionProtection], [{}, 'INACTIVE'])
  const { $metadata, ...mfa } = await api.getUserPoolMfaConfig({ UserPoolId: created?.Id })
  t.strictSame(mfa, { MfaConfiguration: 'OFF' })
})

/** What the AWS CDK emits for a pool with most of its options. */
const CDK_POOL_WITH_OPTIONS: CreateUserPoolCommandInput = {
  PoolName: 'Pool',
  AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
  AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
  AutoVerifiedAttributes: ['email'],
  DeletionProtection: 'ACTIVE',
  DeviceConfiguration: { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: true },
  Policies: {
    PasswordPolicy: { MinimumLength: 12 },
    SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] }
  },
  Schema: [
    { Mutable: true, Name: 'name', Required: true },
    {
      AttributeDataType: 'String',
      Mutable: true,
      Name: 'team',
      StringAttributeConstraints: { MaxLength: '20', MinLength: '1' }
    },
    {
      AttributeDataType: 'Number',
      Name: 'age',
      NumberAttributeConstraints: { MaxValue: '100', MinValue: '1' }
    },
    { AttributeDataType: 'DateTime', Name: 'joined' },
    { AttributeDataType: 'Boolean', Name: 'active' }
  ],
  UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
  UserPoolTier: 'PLUS',
  UsernameAttributes: ['email'],
  UsernameConfiguration: { CaseSensitive: false },
  ...VERIFICATION
}

/** What the AWS CDK emits for an app client with most of its options. */
const CDK_CLIENT_WITH_OPTIONS: ClientSettings = {
  ClientName: 'Client',
  AccessTokenValidity: 30,
  AllowedOAuthFlows: ['code'],
  AllowedOAuthFlowsUserPoolClient: true,
  AllowedOAuthScopes: [...SCOPES, 'orders/read'],
  AuthSessionValidity: 5,
  CallbackURLs: ['https://app.example.com/callback'],
  EnableTokenRevocation: true,
  ExplicitAuthFlows: [
    'ALLOW_USER_PASSWORD_AUTH',
    'ALLOW_ADMIN_USER_PASSWORD_AUTH',
    'ALLOW_CUSTOM_AUTH',
    'ALLOW_USER_SRP_AUTH',
    'ALLOW_USER_AUTH'
  ],
  IdTokenValidity: 60,
  LogoutURLs: ['https://app.example.com'],
  PreventUserExistenceErrors: 'ENABLED',
  ReadAttributes: ['custom:team', 'email', 'email_verified'],
  RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 30 },
  RefreshTokenValidity: 86400,
  SupportedIdentityProviders: ['COGNITO'],
  TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'minutes' },
  WriteAttributes: ['email']
}

t.test('most options of AWS CDK', async t => {
  const { api } = await start(t)
  const { Id: UserPoolId = '' } = (await api.createUserPool(CDK_POOL_WITH_OPTIONS)).UserPool ?? {}
  // CloudFormation sends `MfaConfiguration` and `EnabledMfas` on their own.
  await api.setUserPoolMfaConfig({
    UserPoolId,
    MfaConfiguration: 'OPTIONAL',
    SoftwareTokenMfaConfiguration: { Enabled: true }
  })
  const { PoolName, Schema, ...settings } = CDK_POOL_WITH_OPTIONS
  const { UserPool } = await api.describeUserPool({ UserPoolId })
  t.match(UserPool, { Name: PoolName, ...settings, MfaConfiguration: 'OPTIONAL' })
  for (const { Name, ...attribute } of Schema ?? []) {
    const known = UserPool?.SchemaAttributes?.find(other => [Name, `custom:${Name}`].includes(other.Name))
    t.match(known, attribute)
  }
  const Scopes = [{ ScopeName: 'read', ScopeDescription: 'Read' }]
  await api.createResourceServer({ UserPoolId, Identifier: 'orders', Name: 'orders', Scopes })
  const created = await api.createUserPoolClient({
    UserPoolId,
    GenerateSecret: true,
    ...CDK_CLIENT_WITH_OPTIONS
  })
  const { ClientId } = created.UserPoolClient ?? {}
  const { UserPoolClient } = await api.describeUserPoolClient({ UserPoolId, ClientId })
  t.match(UserPoolClient, { ...CDK_CLIENT_WITH_OPTIONS, ClientSecret: /^\w{51}$/ })
  await t.rejects(api.deleteUserPool({ UserPoolId }), { name: 'InvalidParameterException' })
})

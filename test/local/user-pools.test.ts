import type {
  CreateUserPoolCommandInput,
  ExplicitAuthFlowsType,
  SchemaAttributeType
} from '@aws-sdk/client-cognito-identity-provider'
import t from 'tap'
import { raw, start } from './local.js'

const started = await start(t, { region: 'eu-west-1', accountId: '210987654321' })
const { local, api } = started

const invalid = (message: string | RegExp) => ({ name: 'InvalidParameterException', message })
const create = async (more: Partial<CreateUserPoolCommandInput> = {}) =>
  (await api.createUserPool({ PoolName: 'pool', ...more })).UserPool ?? {}

t.test('IDs and ARNs have the form of AWS', async t => {
  const { Id: UserPoolId, Arn } = await create()
  t.match(UserPoolId, /^eu-west-1_[A-Za-z0-9]{9}$/)
  t.equal(Arn, `arn:aws:cognito-idp:eu-west-1:210987654321:userpool/${UserPoolId}`)
  const { UserPoolClient } = await api.createUserPoolClient({ UserPoolId, ClientName: 'client' })
  t.match(UserPoolClient?.ClientId, /^[a-z0-9]{26}$/)
})

t.test('every response has a request ID', async t => {
  const { $metadata } = await api.listUserPools({ MaxResults: 1 })
  t.match($metadata.requestId, /^[0-9a-f-]{36}$/)
  const error = await t.rejects(api.describeUserPool({ UserPoolId: 'eu-west-1_FooBar123' }), {
    name: 'ResourceNotFoundException',
    message: 'User pool eu-west-1_FooBar123 does not exist.'
  })
  t.ok(error)
})

t.test('pools and app clients are listed in pages', async t => {
  const { local, api } = await start(t)
  const UserPoolId = local.userPoolId
  for (let n = 0; n < 3; n++) await api.createUserPool({ PoolName: `pool ${n}` })
  const pools = await api.listUserPools({ MaxResults: 3 })
  t.equal(pools.UserPools?.length, 3)
  const morePools = await api.listUserPools({ MaxResults: 3, NextToken: pools.NextToken })
  t.strictSame([morePools.UserPools?.length, morePools.NextToken], [1, undefined])

  const clients = await api.listUserPoolClients({ UserPoolId, MaxResults: 1 })
  const moreClients = await api.listUserPoolClients({
    UserPoolId,
    MaxResults: 1,
    NextToken: clients.NextToken
  })
  const ids = [clients, moreClients].map(({ UserPoolClients = [] }) => UserPoolClients.map(c => c.ClientId))
  t.strictSame(ids.flat().toSorted(), [local.clientId, local.machine.clientId].toSorted())
  t.strictSame([ids.map(page => page.length), moreClients.NextToken], [[1, 1], undefined])
})

const STANDARD =
  'You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute email'

const rejected: Record<string, [SchemaAttributeType, string | RegExp]> = {
  'an unknown type': [
    { Name: 'team', AttributeDataType: 'Banana' as 'String' },
    /'Banana' at 'schema\.1\.member\.attributeDataType'.+: Member must satisfy enum value set: /
  ],
  'no type': [
    { Name: 'team' },
    'Invalid AttributeDataType input, consider using the provided AttributeDataType enum.'
  ],
  'no name': [{ AttributeDataType: 'String' }, 'Invalid AttributeName input, attribute names are required.'],
  'a required custom attribute': [
    { Name: 'team', AttributeDataType: 'String', Required: true },
    'Required custom attributes are not supported currently.'
  ],
  'another type of a standard attribute': [{ Name: 'email', AttributeDataType: 'Number' }, STANDARD],
  'a standard attribute for developers only': [
    { Name: 'email', AttributeDataType: 'String', DeveloperOnlyAttribute: true },
    STANDARD
  ],
  'a length that is not a number': [
    { Name: 'email', AttributeDataType: 'String', StringAttributeConstraints: { MinLength: 'x' } },
    'Invalid StringAttributeConstraints for schema attribute email'
  ],
  'a value that is not a number': [
    { Name: 'updated_at', AttributeDataType: 'Number', NumberAttributeConstraints: { MaxValue: 'x' } },
    'Invalid NumberAttributeConstraints for schema attribute updated_at'
  ],
  'a length over 2048': [
    { Name: 'email', AttributeDataType: 'String', StringAttributeConstraints: { MaxLength: '2049' } },
    'user.email: String attributes cannot have a length of more than 2048'
  ],
  'lengths in the wrong order': [
    {
      Name: 'email',
      AttributeDataType: 'String',
      StringAttributeConstraints: { MinLength: '2', MaxLength: '1' }
    },
    'user.email: Max length cannot be less than min length.'
  ],
  'values in the wrong order': [
    {
      Name: 'updated_at',
      AttributeDataType: 'Number',
      NumberAttributeConstraints: { MinValue: '2', MaxValue: '1' }
    },
    'user.updated_at: Max value cannot be less than min value.'
  ]
}

for (const [label, [attribute, message]] of Object.entries(rejected)) {
  t.test(`a schema with ${label}`, async t => {
    await t.rejects(create({ Schema: [attribute] }), invalid(message))
  })
}

t.test('50 custom attributes at most', async t => {
  const Schema = Array.from({ length: 50 }, (_, index) => ({
    Name: `a${index}`,
    AttributeDataType: 'String' as const
  }))
  const { Id: UserPoolId } = await create({ Schema: Schema.slice(1) })
  await api.addCustomAttributes({ UserPoolId, CustomAttributes: Schema.slice(0, 1) })
  const last = { Name: 'last', AttributeDataType: 'String' as const }
  await t.rejects(
    api.addCustomAttributes({ UserPoolId, CustomAttributes: [last] }),
    invalid('Custom attributes per user pool exceed the maximum of 50.')
  )
  await t.rejects(
    create({ Schema: [...Schema, last] }),
    invalid(/at 'schema' failed .+: Member must have length less than or equal to 50$/)
  )
})

t.test('bounds of a standard attribute', async t => {
  const StringAttributeConstraints = { MinLength: '5', MaxLength: '50' }
  const email = { Name: 'email', AttributeDataType: 'String' as const, Required: true }
  const { Id: UserPoolId = '', SchemaAttributes = [] } = await create({
    Schema: [
      { ...email, StringAttributeConstraints },
      { Name: 'name', AttributeDataType: 'String' }
    ]
  })
  const named = (name: string) => SchemaAttributes.find(({ Name }) => Name === name)
  t.match(named('email'), { ...email, Mutable: true, StringAttributeConstraints })
  t.match(named('name'), { StringAttributeConstraints: { MinLength: '0', MaxLength: '2048' } })
  await t.rejects(
    api.adminCreateUser({
      UserPoolId,
      Username: 'ada',
      UserAttributes: [{ Name: 'email', Value: 'a@b.' }]
    }),
    invalid('Attributes did not conform to the schema: email: String must be at least 5 characters long')
  )
})

t.test('an attribute for developers only', async t => {
  const attribute = { Name: 'team', AttributeDataType: 'String' as const, DeveloperOnlyAttribute: true }
  const { Id: UserPoolId, SchemaAttributes } = await create({ Schema: [attribute] })
  t.match(SchemaAttributes?.at(-1), { Name: 'dev:custom:team', DeveloperOnlyAttribute: true })
  await t.rejects(
    api.addCustomAttributes({ UserPoolId, CustomAttributes: [attribute] }),
    invalid('custom:team: Existing attribute already has name dev:custom:team.')
  )
})

t.test('settings that exclude each other', async t => {
  const names = { UsernameAttributes: ['email' as const], AliasAttributes: ['email' as const] }
  await t.rejects(create(names), invalid(/Only one of/))
  await t.rejects(create({ Policies: { PasswordPolicy: { MinimumLength: 3 } } }), invalid(/minimumLength/))
  await t.rejects(create({ MfaConfiguration: 'OPTIONAL' }), invalid(/SMS configuration/))
})

t.test('UpdateUserPool returns settings to their defaults', async t => {
  const template = { DefaultEmailOption: 'CONFIRM_WITH_LINK' as const, EmailSubject: 'Hello' }
  const PasswordPolicy = { MinimumLength: 12, RequireSymbols: true }
  const { Id: UserPoolId, ...created } = await create({
    VerificationMessageTemplate: { ...template, EmailMessage: 'Code: {####}', SmsMessage: 'Code: {####}' },
    Policies: { PasswordPolicy }
  })
  t.match(created, {
    EmailVerificationSubject: 'Hello',
    EmailVerificationMessage: 'Code: {####}',
    SmsVerificationMessage: 'Code: {####}',
    Policies: { PasswordPolicy: { ...PasswordPolicy, RequireNumbers: false } }
  })
  await api.updateUserPool({ UserPoolId })
  const { UserPool } = await api.describeUserPool({ UserPoolId })
  t.match(UserPool, {
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: false, UnusedAccountValidityDays: 7 },
    EmailConfiguration: { EmailSendingAccount: 'COGNITO_DEFAULT' },
    VerificationMessageTemplate: { DefaultEmailOption: 'CONFIRM_WITH_CODE' },
    AccountRecoverySetting: {
      RecoveryMechanisms: [{ Name: 'verified_phone_number' }, { Name: 'verified_email' }]
    },
    Policies: { PasswordPolicy: { MinimumLength: 8, RequireSymbols: true, RequireNumbers: true } }
  })
  t.equal(UserPool?.EmailVerificationSubject, undefined)
})

t.test('the number of users, and deletion protection', async t => {
  const { Id: UserPoolId } = await create({ DeletionProtection: 'ACTIVE' })
  for (const Username of ['ada', 'bob']) await api.adminCreateUser({ UserPoolId, Username })
  const { UserPool } = await api.describeUserPool({ UserPoolId })
  t.match(UserPool, { EstimatedNumberOfUsers: 2, DeletionProtection: 'ACTIVE' })
  await t.rejects(api.deleteUserPool({ UserPoolId }), invalid(/deletion protection is activated/))
  await api.updateUserPool({ UserPoolId, DeletionProtection: 'INACTIVE' })
  await api.deleteUserPool({ UserPoolId })
})

t.test('an app client that the pool does not allow', async t => {
  const client = { UserPoolId: local.userPoolId, ClientName: 'client' }
  await t.rejects(
    api.createUserPoolClient({ ...client, ReadAttributes: ['custom:none'] }),
    invalid('Invalid read attributes specified while creating a client')
  )
  await t.rejects(api.createUserPoolClient({ ...client, AllowedOAuthScopes: ['none/read'] }), {
    name: 'ScopeDoesNotExistException'
  })
  const flows = async (...names: string[]) =>
    await api.createUserPoolClient({ ...client, ExplicitAuthFlows: names as ExplicitAuthFlowsType[] })
  await t.rejects(flows('ALLOW_MAGIC'), invalid(/Member must satisfy enum value set/))
  await t.rejects(flows('ADMIN_NO_SRP_AUTH', 'ALLOW_CUSTOM_AUTH'), invalid(/old .+ and the new names/))
  await t.rejects(
    api.createUserPoolClient({ ...client, AllowedOAuthFlows: ['code'], AllowedOAuthScopes: ['openid'] }),
    invalid(/CallbackURLs can not be empty/)
  )
})

t.test('a web page of another origin can call it', async t => {
  const preflight = await fetch(local.endpoint, {
    method: 'OPTIONS',
    headers: {
      origin: 'http://localhost:5173',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type,x-amz-target'
    }
  })
  t.equal(preflight.status, 200)
  t.equal(preflight.headers.get('access-control-allow-origin'), '*')
  t.equal(preflight.headers.get('access-control-allow-headers'), 'content-type,x-amz-target')
  const response = await fetch(local.endpoint, {
    method: 'POST',
    headers: { origin: 'http://localhost:5173' }
  })
  t.equal(response.headers.get('access-control-allow-origin'), '*')
  t.match(response.headers.get('access-control-expose-headers'), /x-amzn-RequestId/)
  const limited = await start(t, { origins: ['http://localhost:5173'] })
  for (const [origin, allowed] of [
    ['http://localhost:5173', 'http://localhost:5173'],
    ['http://localhost:8080', null]
  ] as const) {
    const { headers } = await fetch(limited.local.endpoint, { method: 'POST', headers: { origin } })
    t.equal(headers.get('access-control-allow-origin'), allowed)
  }
})

t.test('a resource server that does not exist is named', async t => {
  const named = { UserPoolId: local.userPoolId, Identifier: 'none' }
  await t.rejects(api.describeResourceServer(named), {
    name: 'ResourceNotFoundException',
    message: 'Resource server none does not exist.'
  })
  t.equal((await raw(local, 'DescribeResourceServer', named)).status, 400)
})

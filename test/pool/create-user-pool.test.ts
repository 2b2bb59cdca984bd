import t from 'tap'
import type { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider'
import { createUserPool } from '../../dist/local/index.js'
import { PASSWORD, attributes, start, tokens } from '../local/local.js'

const { local, api } = await start(t)

async function described ({ userPoolId, clientId }: { userPoolId: string, clientId: string }) {
  const { UserPool: pool = {} } = await api.describeUserPool({ UserPoolId: userPoolId })
  const { UserPoolClient: client = {} } = await api.describeUserPoolClient({
    UserPoolId: userPoolId,
    ClientId: clientId
  })
  const { Groups = [] } = await api.listGroups({ UserPoolId: userPoolId })
  return { pool, client, groups: Groups.map(({ GroupName }) => GroupName).sort() }
}

t.test('creates a pool, an app client and groups as documented', async t => {
  const made = await createUserPool(api)
  t.same(Object.keys(made), ['userPoolId', 'clientId'], 'without a secret')
  const { pool, client, groups } = await described(made)
  t.match(pool, {
    Name: 'users',
    UsernameAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: false },
    AutoVerifiedAttributes: ['email'],
    UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
    Policies: {
      PasswordPolicy: {
        MinimumLength: 8,
        RequireUppercase: true,
        RequireLowercase: true,
        RequireNumbers: true,
        RequireSymbols: true
      }
    },
    AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: false }
  })
  const required = pool.SchemaAttributes?.filter(
    ({ Required, Name }) => Required === true && Name !== 'sub'
  ).map(({ Name }) => Name)
  t.same(required?.sort(), ['email', 'name', 'phone_number'])
  t.match(
    pool.SchemaAttributes?.find(({ Name }) => Name === 'custom:role'),
    { Mutable: true, Required: false }
  )
  t.match(client, {
    ClientName: 'users-app',
    PreventUserExistenceErrors: 'ENABLED',
    EnableTokenRevocation: true,
    AccessTokenValidity: 60,
    IdTokenValidity: 60,
    RefreshTokenValidity: 30,
    TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'days' }
  })
  t.same(client.ExplicitAuthFlows, [
    'ALLOW_USER_PASSWORD_AUTH',
    'ALLOW_ADMIN_USER_PASSWORD_AUTH',
    'ALLOW_REFRESH_TOKEN_AUTH'
  ])
  t.same(client.WriteAttributes, ['email', 'name', 'phone_number'], 'users cannot assign themselves a role')
  t.ok(client.ReadAttributes?.includes('custom:role'))
  t.same(groups, ['admin', 'user'])
})

t.test('the options replace the defaults', async t => {
  const made = await createUserPool(api, {
    name: 'customers',
    clientName: 'shop',
    clientSecret: true,
    selfSignUp: false,
    passwordPolicy: { minLength: 12, uppercase: false, lowercase: false, numbers: false, symbols: false },
    groups: ['buyers'],
    customAttributes: ['plan', 'tier']
  })
  const { pool, client, groups } = await described(made)
  t.equal(made.clientSecret, client.ClientSecret)
  t.match(pool, {
    Name: 'customers',
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    Policies: {
      PasswordPolicy: {
        MinimumLength: 12,
        RequireUppercase: false,
        RequireLowercase: false,
        RequireNumbers: false,
        RequireSymbols: false
      }
    }
  })
  t.equal(client.ClientName, 'shop')
  t.same(groups, ['buyers'])
  t.same(
    pool.SchemaAttributes?.map(({ Name }) => Name).filter(name => name?.startsWith('custom:')),
    ['custom:plan', 'custom:tier']
  )
  t.ok(client.ReadAttributes?.includes('custom:tier'))
})

t.test('creates an app client with rotation, and without the flow that AWS rejects beside it', async t => {
  const made = await createUserPool(api, { refreshTokenRotation: { gracePeriod: 20 } })
  const { client } = await described(made)
  t.same(client.RefreshTokenRotation, { Feature: 'ENABLED', RetryGracePeriodSeconds: 20 })
  t.notOk(client.ExplicitAuthFlows?.includes('ALLOW_REFRESH_TOKEN_AUTH'))
})

t.test('configures MFA factors and passwordless sign-in', async t => {
  const mfaOf = async ({ userPoolId }: { userPoolId: string }) =>
    api.getUserPoolMfaConfig({ UserPoolId: userPoolId })
  t.match(await mfaOf(await createUserPool(api, { mfa: 'optional' })), {
    MfaConfiguration: 'OPTIONAL',
    SoftwareTokenMfaConfiguration: { Enabled: true }
  })
  t.match(await mfaOf(await createUserPool(api, { mfa: 'required' })), { MfaConfiguration: 'ON' })
  t.match(await mfaOf(await createUserPool(api)), { MfaConfiguration: 'OFF' })

  const { pool, client } = await described(await createUserPool(api, { passwordless: true }))
  t.same(pool.Policies?.SignInPolicy?.AllowedFirstAuthFactors, ['PASSWORD', 'EMAIL_OTP'])
  t.ok(client.ExplicitAuthFlows?.includes('ALLOW_USER_AUTH'))
})

t.test('configures passkeys, managed login and resource servers', async t => {
  const made = await createUserPool(api, {
    passkeys: { relyingPartyId: 'example.com', userVerification: 'required' },
    callbackURLs: ['https://example.com/callback'],
    domain: 'my-domain',
    resourceServers: [{ identifier: 'orders', name: 'Orders', scopes: { read: 'See orders' } }]
  })
  const { userPoolId: UserPoolId, clientId: ClientId } = made
  const { pool, client } = await described(made)
  t.same(pool.Policies?.SignInPolicy?.AllowedFirstAuthFactors, ['PASSWORD', 'WEB_AUTHN'])
  t.ok(client.ExplicitAuthFlows?.includes('ALLOW_USER_AUTH'))
  t.same(client.AllowedOAuthScopes?.at(-1), 'orders/read')
  t.match(await api.getUserPoolMfaConfig({ UserPoolId }), {
    MfaConfiguration: 'OFF',
    WebAuthnConfiguration: { RelyingPartyId: 'example.com', UserVerification: 'required' }
  })
  t.match(await api.describeResourceServer({ UserPoolId, Identifier: 'orders' }), {
    ResourceServer: { Name: 'Orders', Scopes: [{ ScopeName: 'read', ScopeDescription: 'See orders' }] }
  })
  t.match(await api.describeUserPoolDomain({ Domain: 'my-domain' }), {
    DomainDescription: { UserPoolId, ManagedLoginVersion: 2 }
  })
  t.match(await api.describeManagedLoginBrandingByClient({ UserPoolId, ClientId }), {
    ManagedLoginBranding: { UseCognitoProvidedValues: true }
  })
})

t.test('users can sign up and in with the pool', async t => {
  const { clientId: ClientId } = await createUserPool(api)
  const Username = 'ada@example.com'
  await api.signUp({ ClientId, Username, Password: PASSWORD, UserAttributes: attributes() })
  await api.confirmSignUp({ ClientId, Username, ConfirmationCode: local.mailbox.last(Username)?.code })
  const response = await api.initiateAuth({
    ClientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: Username, PASSWORD }
  })
  t.equal(tokens(response).access['client_id'], ClientId)
})

t.test('deletion protection is enabled on request', async t => {
  const sent: Record<string, unknown>[] = []
  const recorder = {
    send: async (command: { input: Record<string, unknown> }) => {
      sent.push(command.input)
      return await api.send(command as never)
    }
  }
  await createUserPool(recorder as unknown as CognitoIdentityProvider, { deletionProtection: true })
  await createUserPool(recorder as unknown as CognitoIdentityProvider)
  t.same(sent.map(input => input['DeletionProtection']).filter(Boolean), ['ACTIVE', 'INACTIVE'])
})

t.test('a failure halfway reports what was created', async t => {
  const error: Error = await createUserPool(api, {
    mfa: 'optional',
    groups: ['admin', 'admin'],
    callbackURLs: ['https://example.com/callback'],
    domain: 'halfway',
    resourceServers: [{ identifier: 'orders', scopes: { read: 'See orders' } }]
  }).then(
    () => {
      throw new Error('made')
    },
    error => error
  )
  t.equal(error.name, 'GroupExistsException')
  t.match(
    error.message,
    /^A group with the name already exists\. \(Created before the failure: user pool us-east-1_\w+, resource server orders, app client \w+, domain halfway, branding style, group admin\.\)$/
  )
})

t.test('a failure at the start does not', async t => {
  const failing = {
    send: async () => {
      throw new Error('AccessDenied')
    }
  }
  await t.rejects(createUserPool(failing as unknown as CognitoIdentityProvider), {
    message: /^AccessDenied$/
  })
})

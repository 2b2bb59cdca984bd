import t from 'tap'
import { addClient, addUser, secretHash, signIn, start, PASSWORD } from './local.js'

const started = await start(t)
const { local, api } = started
const UserPoolId = local.userPoolId
const ClientId = local.clientId
const MISSING = { name: 'ResourceNotFoundException' }

t.test('identity providers', async t => {
  const ProviderName = 'Google'
  const ProviderDetails = { client_id: 'id', client_secret: 'secret', authorize_scopes: 'openid email' }
  const provider = { UserPoolId, ProviderName, ProviderType: 'Google' as const, ProviderDetails }
  const { IdentityProvider } = await api.createIdentityProvider({ ...provider, IdpIdentifiers: ['g'] })
  t.match(IdentityProvider, { ...provider, AttributeMapping: { username: 'sub' }, CreationDate: Date })
  await t.rejects(api.createIdentityProvider(provider), { name: 'DuplicateProviderException' })
  const byIdentifier = await api.getIdentityProviderByIdentifier({ UserPoolId, IdpIdentifier: 'g' })
  t.equal(byIdentifier.IdentityProvider?.ProviderName, ProviderName)
  const AttributeMapping = { email: 'email', username: 'sub' }
  await api.updateIdentityProvider({ UserPoolId, ProviderName, AttributeMapping })
  const described = await api.describeIdentityProvider({ UserPoolId, ProviderName })
  t.match(described.IdentityProvider, { AttributeMapping, ProviderDetails })
  t.match((await api.listIdentityProviders({ UserPoolId })).Providers, [{ ProviderName }])
  await t.rejects(api.getIdentityProviderByIdentifier({ UserPoolId, IdpIdentifier: 'none' }), {
    name: 'ResourceNotFoundException',
    message: 'Identity provider does not exist.'
  })
  await api.createIdentityProvider({ ...provider, ProviderName: 'Second' })
  const { Providers, NextToken } = await api.listIdentityProviders({ UserPoolId, MaxResults: 1 })
  t.match(Providers, [{ ProviderName }])
  const next = await api.listIdentityProviders({ UserPoolId, MaxResults: 1, NextToken })
  t.match(next.Providers, [{ ProviderName: 'Second' }])
  t.equal(next.NextToken, undefined)
  await api.deleteIdentityProvider({ UserPoolId, ProviderName: 'Second' })
  await api.deleteIdentityProvider({ UserPoolId, ProviderName })
  await t.rejects(api.describeIdentityProvider({ UserPoolId, ProviderName }), MISSING)
  await t.rejects(api.deleteIdentityProvider({ UserPoolId, ProviderName }), MISSING)
})

t.test('a domain', async t => {
  const Domain = 'my-pool'
  await api.createUserPoolDomain({ UserPoolId, Domain })
  await t.rejects(api.createUserPoolDomain({ UserPoolId, Domain }), { name: 'InvalidParameterException' })
  await t.rejects(api.createUserPoolDomain({ UserPoolId, Domain: 'second' }), {
    name: 'InvalidParameterException'
  })
  const { DomainDescription } = await api.describeUserPoolDomain({ Domain })
  t.match(DomainDescription, { Domain, UserPoolId, Status: 'ACTIVE', ManagedLoginVersion: 1 })
  t.equal((await api.describeUserPool({ UserPoolId })).UserPool?.Domain, Domain)
  await api.updateUserPoolDomain({ UserPoolId, Domain, ManagedLoginVersion: 2 })
  t.equal((await api.describeUserPoolDomain({ Domain })).DomainDescription?.ManagedLoginVersion, 2)
  await t.rejects(api.deleteUserPool({ UserPoolId }), { name: 'InvalidParameterException' })
  await api.deleteUserPoolDomain({ UserPoolId, Domain })
  t.strictSame((await api.describeUserPoolDomain({ Domain })).DomainDescription, {})
  t.equal((await api.describeUserPool({ UserPoolId })).UserPool?.Domain, undefined)
  await t.rejects(api.deleteUserPoolDomain({ UserPoolId, Domain }), MISSING)
})

t.test('a prefix domain and a custom domain', async t => {
  const Domain = 'my-prefix'
  const custom = {
    UserPoolId,
    Domain: 'auth-example',
    CustomDomainConfig: { CertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/1' },
    Routing: { Failover: { SecondaryRegion: 'eu-west-1', PrimaryRoute53HealthCheckId: 'health-check' } }
  }
  t.equal((await api.createUserPoolDomain({ UserPoolId, Domain })).CloudFrontDomain, undefined)
  const { CloudFrontDomain } = await api.createUserPoolDomain(custom)
  t.match(CloudFrontDomain, /\.cloudfront\.net$/)
  t.match((await api.describeUserPoolDomain({ Domain: custom.Domain })).DomainDescription, {
    ...custom,
    CloudFrontDistribution: CloudFrontDomain
  })
  const domains = async () => {
    const { UserPool } = await api.describeUserPool({ UserPoolId })
    return [UserPool?.Domain, UserPool?.CustomDomain]
  }
  t.strictSame(await domains(), [Domain, custom.Domain])
  await api.deleteUserPoolDomain({ UserPoolId, Domain })
  t.strictSame(await domains(), [undefined, custom.Domain])
  await api.createUserPoolDomain({ UserPoolId, Domain })
  await api.deleteUserPoolDomain({ UserPoolId, Domain: custom.Domain })
  t.strictSame(await domains(), [Domain, undefined])
  await api.deleteUserPoolDomain({ UserPoolId, Domain })
})

t.test('a branding style', async t => {
  const created = await api.createManagedLoginBranding({
    UserPoolId,
    ClientId,
    UseCognitoProvidedValues: true
  })
  const { ManagedLoginBrandingId } = created.ManagedLoginBranding ?? {}
  await t.rejects(api.createManagedLoginBranding({ UserPoolId, ClientId }), {
    name: 'ManagedLoginBrandingExistsException'
  })
  const Settings = { colors: { background: 'white' } }
  await api.updateManagedLoginBranding({
    UserPoolId,
    ManagedLoginBrandingId,
    UseCognitoProvidedValues: false,
    Settings
  })
  const byClient = await api.describeManagedLoginBrandingByClient({ UserPoolId, ClientId })
  t.match(byClient.ManagedLoginBranding, {
    ManagedLoginBrandingId,
    UseCognitoProvidedValues: false,
    Settings
  })
  await api.deleteManagedLoginBranding({ UserPoolId, ManagedLoginBrandingId })
  await t.rejects(api.describeManagedLoginBrandingByClient({ UserPoolId, ClientId }), {
    name: 'ResourceNotFoundException',
    message: 'ManagedLoginBranding does not exist.'
  })
  await t.rejects(api.describeManagedLoginBranding({ UserPoolId, ManagedLoginBrandingId }), MISSING)
})

t.test('terms', async t => {
  const terms = {
    UserPoolId,
    ClientId,
    TermsName: 'terms-of-use',
    TermsSource: 'LINK' as const,
    Enforcement: 'NONE' as const,
    Links: { 'cognito:default': 'https://example.com/terms' }
  }
  const { TermsId = '' } = (await api.createTerms(terms)).Terms ?? {}
  await t.rejects(api.createTerms(terms), { name: 'TermsExistsException' })
  const Links = { 'cognito:default': 'https://example.com/new' }
  await api.updateTerms({ UserPoolId, TermsId, Links })
  t.match((await api.describeTerms({ UserPoolId, TermsId })).Terms, { TermsName: terms.TermsName, Links })
  t.match((await api.listTerms({ UserPoolId })).Terms, [{ TermsId }])
  const byClient = { UserPoolId, ClientId, TermsName: terms.TermsName }
  t.match((await api.describeTermsByClient(byClient)).Terms, { TermsId, Links })

  const { Links: _links, ...withoutLinks } = terms
  const policy = (await api.createTerms({ ...withoutLinks, TermsName: 'privacy-policy' })).Terms
  t.strictSame(policy?.Links, {})
  const { Terms, NextToken } = await api.listTerms({ UserPoolId, MaxResults: 1 })
  t.match(Terms, [{ TermsId }])
  const next = await api.listTerms({ UserPoolId, MaxResults: 1, NextToken })
  t.match(next.Terms, [{ TermsId: policy?.TermsId, TermsName: 'privacy-policy', Enforcement: 'NONE' }])
  t.equal(next.NextToken, undefined)

  await api.deleteTerms({ UserPoolId, TermsId })
  await t.rejects(api.describeTerms({ UserPoolId, TermsId }), MISSING)
  await t.rejects(api.describeTermsByClient(byClient), {
    name: 'ResourceNotFoundException',
    message: 'Terms do not exist.'
  })
})

t.test('tags', async t => {
  const ResourceArn = (await api.describeUserPool({ UserPoolId })).UserPool?.Arn
  await api.tagResource({ ResourceArn, Tags: { team: 'a', stage: 'test' } })
  await api.tagResource({ ResourceArn, Tags: { team: 'b' } })
  t.strictSame((await api.listTagsForResource({ ResourceArn })).Tags, { team: 'b', stage: 'test' })
  await api.untagResource({ ResourceArn, TagKeys: ['team'] })
  t.strictSame((await api.listTagsForResource({ ResourceArn })).Tags, { stage: 'test' })
  t.strictSame((await api.describeUserPool({ UserPoolId })).UserPool?.UserPoolTags, { stage: 'test' })
})

t.test('risk and log delivery', async t => {
  t.strictSame((await api.describeRiskConfiguration({ UserPoolId })).RiskConfiguration, { UserPoolId })
  t.strictSame((await api.describeRiskConfiguration({ UserPoolId, ClientId })).RiskConfiguration, {
    UserPoolId,
    ClientId
  })
  const CompromisedCredentialsRiskConfiguration = { Actions: { EventAction: 'BLOCK' as const } }
  await api.setRiskConfiguration({ UserPoolId, CompromisedCredentialsRiskConfiguration })
  const ofClient = await api.describeRiskConfiguration({ UserPoolId, ClientId })
  t.match(ofClient.RiskConfiguration, { CompromisedCredentialsRiskConfiguration, LastModifiedDate: Date })
  const nothing = await api.getLogDeliveryConfiguration({ UserPoolId })
  t.strictSame(nothing.LogDeliveryConfiguration, { UserPoolId, LogConfigurations: [] })
  const LogConfigurations = [{ LogLevel: 'ERROR' as const, EventSource: 'userNotification' as const }]
  await api.setLogDeliveryConfiguration({ UserPoolId, LogConfigurations })
  t.match(await api.getLogDeliveryConfiguration({ UserPoolId }), {
    LogDeliveryConfiguration: { LogConfigurations }
  })
})

t.test('secrets of an app client are rotated', async t => {
  const client = await addClient(started, { GenerateSecret: true })
  const named = { UserPoolId, ClientId: client.ClientId }
  const USERNAME = await addUser(started)
  const signIn = async (ClientSecret: string) => {
    const SECRET_HASH = secretHash({ ...client, ClientSecret }, USERNAME)
    const AuthParameters = { USERNAME, PASSWORD, SECRET_HASH }
    return await api.initiateAuth({
      ClientId: client.ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters
    })
  }
  const { ClientSecretDescriptor: added } = await api.addUserPoolClientSecret(named)
  const secret = added?.ClientSecretValue ?? ''
  await t.rejects(api.addUserPoolClientSecret(named), { name: 'LimitExceededException' })
  t.ok((await signIn(client.ClientSecret)).AuthenticationResult)
  t.ok((await signIn(secret)).AuthenticationResult)
  const { ClientSecrets = [] } = await api.listUserPoolClientSecrets(named)
  t.equal(ClientSecrets.length, 2)
  t.notOk(ClientSecrets.some(descriptor => 'ClientSecretValue' in descriptor))
  await api.deleteUserPoolClientSecret({ ...named, ClientSecretId: ClientSecrets[0]?.ClientSecretId })
  await t.rejects(signIn(client.ClientSecret), { name: 'NotAuthorizedException' })
  t.ok((await signIn(secret)).AuthenticationResult)
  const last = { ...named, ClientSecretId: ClientSecrets[1]?.ClientSecretId }
  await t.rejects(api.deleteUserPoolClientSecret(last), { name: 'InvalidParameterException' })
})

t.test('links to identity providers', async t => {
  const Username = await addUser(started)
  const SourceUser = {
    ProviderName: 'Google',
    ProviderAttributeName: 'Cognito_Subject',
    ProviderAttributeValue: '42'
  }
  const DestinationUser = { ProviderName: 'Cognito', ProviderAttributeValue: Username }
  await api.adminLinkProviderForUser({ UserPoolId, SourceUser, DestinationUser })
  const { UserAttributes = [] } = await api.adminGetUser({ UserPoolId, Username })
  const identities = UserAttributes.find(({ Name }) => Name === 'identities')?.Value ?? '[]'
  t.match(JSON.parse(identities), [{ providerName: 'Google', userId: '42' }])
  await t.rejects(api.adminLinkProviderForUser({ UserPoolId, SourceUser, DestinationUser }), {
    name: 'InvalidParameterException'
  })
  await t.rejects(
    api.adminLinkProviderForUser({
      UserPoolId,
      SourceUser: { ProviderName: 'Google', ProviderAttributeName: 'Cognito_Subject' },
      DestinationUser
    }),
    { name: 'InvalidParameterException', message: 'The source user has no provider or value.' }
  )
  for (const other of [{ ProviderName: 'Cognito' }, { ...DestinationUser, ProviderAttributeValue: 'none' }]) {
    const link = { UserPoolId, SourceUser, DestinationUser: other }
    await t.rejects(api.adminLinkProviderForUser(link), { name: 'UserNotFoundException' })
  }
  await api.adminDisableProviderForUser({ UserPoolId, User: SourceUser })
  await t.rejects(api.adminDisableProviderForUser({ UserPoolId, User: SourceUser }), {
    name: 'UserNotFoundException'
  })
})

t.test('events of a user, with threat protection', async t => {
  const pool = await start(t)
  const named = { UserPoolId: pool.local.userPoolId, Username: await addUser(pool) }
  await t.rejects(pool.api.adminListUserAuthEvents(named), {
    name: 'UserPoolAddOnNotEnabledException'
  })
  const UserPoolAddOns = { AdvancedSecurityMode: 'AUDIT' as const }
  await pool.api.updateUserPool({ UserPoolId: named.UserPoolId, UserPoolAddOns })
  const AuthParameters = { USERNAME: named.Username, PASSWORD }
  await pool.api.initiateAuth({
    ClientId: pool.local.clientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters
  })
  const { AuthEvents = [] } = await pool.api.adminListUserAuthEvents(named)
  t.match(AuthEvents[0], { EventType: 'SignIn', EventResponse: 'Pass', CreationDate: Date })
  const EventId = AuthEvents[0]?.EventId
  await pool.api.adminUpdateAuthEventFeedback({ ...named, EventId, FeedbackValue: 'Valid' })
  const updated = await pool.api.adminListUserAuthEvents(named)
  t.match(updated.AuthEvents?.[0]?.EventFeedback, { FeedbackValue: 'Valid', Provider: 'Admin' })
})

t.test('a user of the pool itself is disabled', async t => {
  const Username = await addUser(started)
  const User = { ProviderName: 'Cognito', ProviderAttributeName: 'x', ProviderAttributeValue: Username }
  await api.adminDisableProviderForUser({ UserPoolId, User })
  t.equal((await api.adminGetUser({ UserPoolId, Username })).Enabled, false)
})

t.test('events are listed in pages, and feedback is on one of them', async t => {
  const pool = await start(t)
  const named = { UserPoolId: pool.local.userPoolId, Username: await addUser(pool) }
  const UserPoolAddOns = { AdvancedSecurityMode: 'AUDIT' as const }
  await pool.api.updateUserPool({ UserPoolId: named.UserPoolId, UserPoolAddOns })
  for (let sign = 0; sign < 2; sign++) await signIn(pool, named.Username)
  const all = (await pool.api.adminListUserAuthEvents(named)).AuthEvents ?? []
  const { AuthEvents, NextToken } = await pool.api.adminListUserAuthEvents({ ...named, MaxResults: 1 })
  t.strictSame(AuthEvents, all.slice(0, 1))
  const next = await pool.api.adminListUserAuthEvents({ ...named, MaxResults: 1, NextToken })
  t.strictSame([next.AuthEvents, next.NextToken], [all.slice(1), undefined])
  const feedback = { ...named, EventId: 'none', FeedbackValue: 'Valid' as const }
  await t.rejects(pool.api.adminUpdateAuthEventFeedback(feedback), {
    name: 'ResourceNotFoundException',
    message: 'Event does not exist.'
  })
})

t.test('resource servers', async t => {
  const Scopes = [{ ScopeName: 'read', ScopeDescription: 'Read' }]
  const server = { UserPoolId, Identifier: 'books', Name: 'books', Scopes }
  t.match((await api.createResourceServer(server)).ResourceServer, server)
  await t.rejects(api.createResourceServer(server), {
    name: 'InvalidParameterException',
    message: `books already exists in user pool ${UserPoolId}.`
  })
  const changed = { ...server, Name: 'library', Scopes: [{ ScopeName: 'lend', ScopeDescription: 'Lend' }] }
  t.match((await api.updateResourceServer(changed)).ResourceServer, changed)
  const named = { UserPoolId, Identifier: 'books' }
  t.match((await api.describeResourceServer(named)).ResourceServer, changed)
  await api.updateResourceServer({ ...named, Name: 'library' })
  t.strictSame((await api.describeResourceServer(named)).ResourceServer?.Scopes, [])

  const { ResourceServers, NextToken } = await api.listResourceServers({ UserPoolId, MaxResults: 1 })
  t.match(ResourceServers, [{ Identifier: 'orders' }])
  const next = await api.listResourceServers({ UserPoolId, MaxResults: 1, NextToken })
  t.match(next.ResourceServers, [{ Identifier: 'books', Name: 'library' }])
  t.equal(next.NextToken, undefined)

  await api.deleteResourceServer(named)
  await t.rejects(api.deleteResourceServer(named), MISSING)
  await t.rejects(api.updateResourceServer({ ...named, Name: 'library' }), MISSING)
})

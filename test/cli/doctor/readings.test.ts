import t from 'tap'
import * as sdk from '@aws-sdk/client-cognito-identity-provider'
import { memorySessions, type CognitoAuthOptions } from '../../../dist/index.js'
import { OWN_ACCOUNT } from '../../../dist/options/route-names.js'
import { settingsFrom } from '../../../dist/options/settings.js'
import { ApiCaller } from '../../../dist/cli/doctor/caller.js'
import { CHECKS } from '../../../dist/cli/doctor/checks/index.js'
import type { CheckContext, Finding } from '../../../dist/cli/doctor/check.js'
import { commandsFor } from '../../../dist/cli/doctor/propose.js'
import { readAll } from '../../../dist/cli/doctor/read-pool.js'
import type { Readings } from '../../../dist/cli/doctor/reads.js'
import type { Plugin, Target } from '../../../dist/cli/doctor/target.js'

/**
 * Checks of responses that the local Cognito does not return: AWS leaves out lists that are empty, and older
 * pools lack settings that are newer.
 */

process.env['NODE_ENV'] = 'test'

const NOTHING: Readings = {
  pool: {},
  client: {},
  secrets: [],
  mfa: {},
  domains: [],
  style: false,
  resourceServers: [],
  providers: [],
  risk: {},
  logs: [],
  sessions: {},
  replicas: [],
  keys: [],
  token: { rejection: null, kind: 'an access token of a user', problem: null, expires: undefined },
  webAcl: null
}

const TARGET: Target = {
  userPoolId: 'eu-west-1_AbC123xyz',
  clientId: '1h57kf5cpq17m0eml12example',
  region: 'eu-west-1',
  endpoint: undefined,
  profile: undefined,
  domain: null,
  plugin: null,
  token: null
}

const NOW = Date.parse('2026-11-01T00:00:00Z')

/** Returns the plugin with options, as the command reads them from a module. */
async function pluginWith (options: object = {}): Promise<Plugin> {
  const poolOptions = { userPoolId: TARGET.userPoolId, clientId: TARGET.clientId }
  const settings = await settingsFrom({ ...poolOptions, ...options } as CognitoAuthOptions)
  const [pool] = settings.pools
  if (pool === undefined) throw new Error('no pool')
  return {
    settings,
    pool,
    poolOptions,
    routes: settings.routes,
    session: settings.session,
    managedLogin: settings.managedLogins[0] ?? null,
    isApiClient: true
  }
}

function examine (
  id: string,
  readings: Partial<Readings> = {},
  { plugin = null, target = {} }: { plugin?: Plugin | null, target?: Partial<Target> } = {}
): readonly Finding[] {
  const check = CHECKS.find(check => check.id === id)
  if (check === undefined) throw new Error(`no check ${id}`)
  const context: CheckContext = { target: { ...TARGET, ...target, plugin }, plugin, now: NOW }
  return check.examine({ ...NOTHING, ...readings }, context)
}

/** The settings that the commands of a finding change, for a pool or an app client that has none. */
function changes (findings: readonly Finding[]): object[] {
  return findings.flatMap(({ proposals = [] }) =>
    proposals.map(proposal => ('update' in proposal ? proposal.change({} as never) : proposal.input))
  )
}

const found = (findings: readonly Finding[]) => findings.map(({ found }) => found)

t.test('every check accepts a pool and an app client without any setting', async t => {
  for (const plugin of [null, await pluginWith(), await pluginWith({ routes: {} })]) {
    for (const { id } of CHECKS) {
      const findings = examine(id, {}, { plugin, target: { domain: 'https://auth.example.com' } })
      for (const finding of findings) {
        t.match(finding, { found: /\.$/, fix: /\.$/ }, id)
        t.notMatch(finding.found + finding.fix, /undefined|NaN|null/, id)
      }
      for (const change of changes(findings)) t.type(change, 'object', id)
    }
  }
})

t.test('the old names of flows', async t => {
  const old = { ExplicitAuthFlows: ['ADMIN_NO_SRP_AUTH'] } as const
  t.match(examine('flows-too-many', { client: { ...old, ExplicitAuthFlows: [...old.ExplicitAuthFlows] } }), [
    { found: 'The app client has old names of flows: ADMIN_NO_SRP_AUTH.' }
  ])
  t.strictSame(
    examine('refresh-conflict', { client: { ExplicitAuthFlows: ['CUSTOM_AUTH_FLOW_ONLY'] } }),
    [],
    'they imply refresh tokens'
  )
})

t.test('an app client of machines does not refresh tokens', async t => {
  const flows = { ExplicitAuthFlows: ['ALLOW_CLIENT_TOKEN_AUTH' as never] }
  for (const client of [flows, { AllowedOAuthFlows: ['client_credentials' as const] }]) {
    t.strictSame(examine('refresh-conflict', { client }), [])
    t.strictSame(examine('refresh-too-long', { client }), [])
  }
})

t.test('lifetimes of tokens, by the defaults of AWS', async t => {
  t.strictSame(examine('access-token-long'), [])
  t.strictSame(examine('refresh-too-long'), [])
  t.strictSame(found(examine('access-token-long', { client: { AccessTokenValidity: 5 } })), [
    'Access tokens are valid for 300 minutes.'
  ])
  t.strictSame(
    examine('access-token-long', { client: { TokenValidityUnits: { AccessToken: 'minutes' } } }),
    []
  )
  const long = { client: { RefreshTokenValidity: 100, TokenValidityUnits: {} } }
  t.strictSame(found(examine('refresh-too-long', long)), ['Refresh tokens are valid for 100 days.'])
  t.match(changes(examine('refresh-too-long', long)), [
    { RefreshTokenValidity: 30 * 24 * 3600, TokenValidityUnits: { RefreshToken: 'seconds' } }
  ])
  const plugin = await pluginWith({
    routes: {},
    session: { origin: 'https://app.example.com', store: memorySessions(), absolute: 90_000 }
  })
  t.strictSame(found(examine('refresh-too-long', {}, { plugin })), [
    'Refresh tokens are valid for 30 days, and sessions for 90000 seconds.'
  ])
})

t.test('session tracking', async t => {
  t.strictSame(examine('session-tracking', { pool: { UserPoolTier: 'LITE' } }), [])
  t.match(changes(examine('session-tracking')), [
    { UserSessionTracking: 'ENABLED', TokenSession: { MaxPerUser: 20 } }
  ])
})

t.test('the age of client secrets', async t => {
  const date = (text: string) => ({ ClientSecretId: text, ClientSecretCreateDate: new Date(text) })
  t.strictSame(examine('client-secret-old', { secrets: [date('2026-01-01')] }), [])
  t.strictSame(found(examine('client-secret-old', { secrets: [date('2025-01-01')] })), [
    'The secret of the app client is older than a year.'
  ])
  const two = examine('client-secret-old', { secrets: [date('2026-05-01'), date('2026-01-01')] })
  t.match(changes(two), [{ ClientSecretId: '2026-01-01' }])
})

t.test('secrets and flows that the plugin needs', async t => {
  const plugin = await pluginWith({ routes: {} })
  t.strictSame(found(examine('client-secret-fits', { client: { ClientSecret: 'x' } }, { plugin })), [
    'The app client has a secret, and the plugin has none.'
  ])
  t.strictSame(examine('client-secret-fits', {}, { plugin }), [])
  t.strictSame(examine('client-secret-fits', {}, { plugin: { ...plugin, isApiClient: false } }), [])
  const withSecret = await pluginWith({ routes: {}, clientSecret: 'abcdefghijklmnop1234' })
  t.strictSame(found(examine('client-secret-fits', {}, { plugin: withSecret })), [
    'The app client has no secret, and the plugin has one.'
  ])
})

const [OWN, NEW, WRONG] = ['a'.repeat(26), 'b'.repeat(26), 'c'.repeat(26)] as const
const TWO = [{ ClientSecretId: '1' }, { ClientSecretId: '2' }]

const SECRETS: [string, string | string[], object[], [string | undefined, RegExp][]][] = [
  ['the secret', OWN, [{}], []],
  ['another secret', WRONG, [{}], [[undefined, /^clientSecret of the plugin is not the secret/]]],
  ['the new secret, and the old one is not deleted', NEW, TWO, [['info', /it is the other one, or wrong/]]],
  ['the old secret, in a rotation', OWN, TWO, []],
  ['both secrets', [NEW, OWN], TWO, []],
  ['a deleted secret in second place', [OWN, WRONG], [{}], [['info', /only the first of clientSecret/]]],
  ['a missing secret in first place', [NEW, OWN], [{}], [['warning', /only the second of clientSecret/]]],
  ['two wrong secrets', [NEW, WRONG], [{}], [[undefined, /^None of the secrets/]]],
  ['two secrets, one of them wrong', [NEW, WRONG], TWO, [['warning', /at least one of those/]]]
]

for (const [name, clientSecret, secrets, expected] of SECRETS) {
  t.test(`the values of secrets are compared: ${name}`, async t => {
    const plugin = await pluginWith({ routes: {}, clientSecret })
    const findings = examine('client-secret-fits', { client: { ClientSecret: OWN }, secrets }, { plugin })
    t.match(
      findings.map(({ severity, found }) => [severity, found]),
      expected
    )
    t.equal(findings.length, expected.length)
    for (const secret of [OWN, NEW, WRONG]) t.notOk(JSON.stringify(findings).includes(secret))
  })
}

t.test('MFA', async t => {
  const optional = { mfa: { MfaConfiguration: 'OPTIONAL' as const } }
  t.strictSame(examine('mfa-off', optional), [])
  const plugin = await pluginWith({ routes: { include: ['signIn'] } })
  t.match(found(examine('mfa-off', optional, { plugin })), [/does not serve the routes to set it up/])
  t.strictSame(examine('mfa-off', { mfa: { MfaConfiguration: 'ON' } }, { plugin }), [])
  const sms = { SmsMfaConfiguration: {}, MfaConfiguration: 'ON' as const }
  t.match(changes(examine('mfa-sms-only', { mfa: sms })), [{ MfaConfiguration: 'ON' }])
  for (const other of [
    { EmailMfaConfiguration: {} },
    { SoftwareTokenMfaConfiguration: { Enabled: true } },
    { WebAuthnConfiguration: { FactorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION' as const } }
  ]) {
    t.strictSame(examine('mfa-sms-only', { mfa: { ...sms, ...other } }), [])
  }
})

t.test('the relying party of passkeys', async t => {
  const pool = { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['WEB_AUTHN' as const] } } }
  const plugin = await pluginWith({
    routes: { signIn: { flows: ['USER_AUTH'] } },
    session: { origin: 'https://app.example.com', store: memorySessions() },
    managedLogin: { domain: 'https://auth.example.net' }
  })
  t.match(examine('passkey-rp', { pool }, { plugin }), [
    { found: 'Passkeys of the pool do not work at app.example.com.', fix: /Set RelyingPartyId to app/ }
  ])
  const custom = { pool: { ...pool, CustomDomain: 'auth.example.net' } }
  t.match(examine('passkey-rp', custom, { plugin }), [
    { fix: /the domain that app\.example\.com and auth\.example\.net have in common/, console: /Passkey/ }
  ])
})

t.test('recovery, sign-up and passwords', async t => {
  const recovery = (...names: ('verified_email' | 'verified_phone_number' | 'admin_only')[]) => ({
    pool: {
      AccountRecoverySetting: {
        RecoveryMechanisms: names.map((Name, index) => ({ Name, Priority: names.length - index }))
      }
    }
  })
  const plugin = await pluginWith({ routes: {} })
  t.strictSame(examine('recovery', recovery('verified_phone_number', 'verified_email')), [])
  t.strictSame(examine('recovery', recovery('admin_only')), [])
  t.match(found(examine('recovery', recovery('admin_only'), { plugin })), [/^Only administrators can reset/])
  const closed = { pool: { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } } }
  t.match(found(examine('self-signup', closed, { plugin })), [/^Only administrators can create users/])
  t.strictSame(examine('self-signup', {}, { plugin }), [])
  const without = await pluginWith({ routes: { include: ['signIn'] } })
  t.match(changes(examine('self-signup', {}, { plugin: without })), [
    { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } }
  ])
  t.strictSame(examine('self-signup', closed, { plugin: without }), [])
  const weak = { MinimumLength: 6, TemporaryPasswordValidityDays: 30 }
  t.match(examine('password-policy', { pool: { Policies: { PasswordPolicy: { MinimumLength: 8 } } } }), [
    { severity: 'info', found: 'Earlier passwords may be used again.' }
  ])
  const known = { Policies: { PasswordPolicy: { ...weak, PasswordHistorySize: 5 } } }
  t.match(examine('password-policy', { pool: known }), [
    { fix: 'Set MinimumLength to 8 or more. Set TemporaryPasswordValidityDays to 7 or less.' }
  ])
  t.match(found(examine('password-policy', { pool: { Policies: { PasswordPolicy: weak } } })), [
    'Passwords may have 6 characters. Temporary passwords are valid for 30 days. ' +
      'Earlier passwords may be used again.'
  ])
})

t.test('key sets and issuers', async t => {
  const url = 'https://keys.example.com/jwks.json'
  t.match(examine('keys-reachable', { keys: [{ url, problem: 'timed out' }] }), [
    { found: 'The key set cannot be fetched: timed out.', fix: /keys\.example\.com/ }
  ])
  const plugin = await pluginWith({ issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC123xyz' })
  const updated = { pool: { IssuerConfiguration: { Type: 'UPDATED' as const } } }
  t.match(examine('keys-reachable', updated, { plugin }), [{ fix: /Remove issuer from the options/ }])
  t.strictSame(examine('keys-reachable', updated), [])
})

t.test('domains and SMS', async t => {
  const domains = [{ Domain: 'shop' }]
  const pool = { Domain: 'shop' }
  const target = { domain: 'https://auth.example.com' }
  t.match(found(examine('domain', { pool, domains }, { target })), [
    /^Managed login is expected at auth\.example\.com, and the pool has /,
    'The domain shop is not active.'
  ])
  t.match(found(examine('sms-sender', { mfa: { SmsMfaConfiguration: {} } })), [/has no SMS configuration/])
  const failure = { SmsConfigurationFailure: 'denied', EmailConfigurationFailure: 'denied' }
  t.match(examine('sms-sender', { pool: failure }), [{ console: /SMS$/ }, { console: /Email$/ }])
})

t.test('compromised passwords are blocked, and other settings of risk stay', async t => {
  const pool = { UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' as const } }
  t.match(changes(examine('threat-protection', { pool })), [
    { CompromisedCredentialsRiskConfiguration: { Actions: { EventAction: 'BLOCK' } } }
  ])
  const RiskExceptionConfiguration = { BlockedIPRangeList: ['192.0.2.0/24'] }
  const risk = { ClientId: TARGET.clientId, RiskExceptionConfiguration }
  t.match(changes(examine('threat-protection', { pool, risk })), [risk])
})

t.test('attributes that providers write, and contacts', async t => {
  const client = { SupportedIdentityProviders: ['Google'] }
  const providers = [
    { name: 'Google', mapping: { 'custom:plan': 'plan' } },
    { name: 'Other', mapping: { 'custom:x': 'x' } }
  ]
  const findings = examine('mapped-not-writable', { client, providers })
  t.match(findings, [{ found: 'Google writes custom:plan, which the app client may not write.' }])
  t.match(changes(findings), [{ WriteAttributes: ['custom:plan'] }])
  const pool = { UsernameAttributes: ['phone_number' as const] }
  t.match(examine('unverified-change', { pool }), [
    { found: 'A new phone number takes effect before it is verified.', console: /SMS$/, proposals: undefined }
  ])
  const both = { UsernameAttributes: ['email' as const, 'phone_number' as const] }
  const withoutSms = examine('unverified-change', { pool: both })
  t.match(withoutSms, [{ fix: /^Add email to .*\. For the phone number, create an IAM role for SMS/ }])
  t.match(changes(withoutSms), [{ AutoVerifiedAttributes: ['email'] }])
  const SmsConfiguration = { SnsCallerArn: 'arn:aws:iam::123456789012:role/sms' }
  const withSms = examine('unverified-change', { pool: { ...both, SmsConfiguration } })
  t.match(changes(withSms), [{ AutoVerifiedAttributes: ['email', 'phone_number'] }])
  t.match(withSms, [{ console: undefined }])
})

t.test('refresh tokens that rotate', async t => {
  const client = {
    ExplicitAuthFlows: ['ALLOW_USER_AUTH' as const, 'ALLOW_REFRESH_TOKEN_AUTH' as const],
    RefreshTokenRotation: { Feature: 'ENABLED' as const }
  }
  const [finding] = examine('refresh-conflict', { client })
  t.equal(finding?.found, 'Refresh tokens rotate, and the app client allows ALLOW_REFRESH_TOKEN_AUTH.')
  const [proposal] = finding?.proposals ?? []
  t.ok(proposal !== undefined && 'update' in proposal)
  if (proposal === undefined || !('update' in proposal)) return
  t.strictSame(proposal.change(client as never), { ExplicitAuthFlows: ['ALLOW_USER_AUTH'] })
})

t.test('a secret without a date, and the issuer of another pool', async t => {
  const secrets = [{ ClientSecretId: 'a' }, { ClientSecretId: 'b' }]
  t.match(examine('client-secret-old', { secrets }), [
    { read: { 'ClientSecrets.ClientSecretCreateDate': [null, null] } }
  ])
  const target = { userPoolId: 'eu-west-1_Other1234' }
  t.match(examine('keys-reachable', {}, { plugin: await pluginWith(), target }), [
    { read: { 'UserPool.IssuerConfiguration': null } }
  ])
  t.strictSame(examine('replicas', { replicas: [{ RegionName: 'eu-west-1' }] }), [])
  t.match(found(examine('replicas', { replicas: [{}, { RegionName: 'us-east-1' }] }))[0], /us-east-1/)
})

t.test('classic pages', async t => {
  const config = { CertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/a' }
  const domains = [{ Domain: 'shop' }, { Domain: 'auth.example.com', CustomDomainConfig: config }]
  const findings = examine('classic-pages', { domains, style: true })
  t.strictSame(changes(findings).length, 2)
  t.match(changes(findings)[1], { CustomDomainConfig: config, ManagedLoginVersion: 2 })
  t.equal(changes(examine('classic-pages', { domains })).length, 4, 'with the style of the app client')
  t.strictSame(examine('classic-pages', { domains: [{ Domain: 'shop', ManagedLoginVersion: 2 }] }), [])
})

t.test('scopes of resource servers', async t => {
  const orders = { Identifier: 'orders', Scopes: [{ ScopeName: 'read', ScopeDescription: 'Read' }] }
  const resourceServers = [orders, { Identifier: 'x' }]
  const client = { AllowedOAuthScopes: ['openid', 'orders/read', 'orders/write'] }
  const findings = examine('scopes', { resourceServers, client })
  t.match(found(findings)[0], /orders\/write/)
  const [proposal] = findings[0]?.proposals ?? []
  if (proposal === undefined || !('update' in proposal)) throw new Error('no change')
  t.strictSame(proposal.change(client as never), { AllowedOAuthScopes: ['openid', 'orders/read'] })
  const plugin = await pluginWith({
    routes: {},
    session: { origin: 'https://app.example.com', store: memorySessions() },
    managedLogin: { domain: 'https://auth.example.com', scopes: ['openid', 'orders/read', 'x/y'] }
  })
  const openid = { AllowedOAuthScopes: ['openid'] }
  const missing = examine('scopes', { resourceServers, client: openid }, { plugin })
  t.match(found(missing)[0], /^AllowedOAuthScopes lacks orders\/read, x\/y, aws\.cognito\.signin/)
})

t.test("each route of the user's own account needs its scope", async t => {
  const client = { AllowedOAuthScopes: ['openid'] }
  for (const name of OWN_ACCOUNT) {
    const plugin = await pluginWith({
      routes: { include: [name] },
      session: { origin: 'https://app.example.com', store: memorySessions() },
      managedLogin: { domain: 'https://auth.example.com', scopes: ['openid'] }
    })
    t.match(found(examine('scopes', { client }, { plugin }))[0], /lacks aws\.cognito\.signin\.user\.admin/, name)
  }
})

t.test('URLs that never match', async t => {
  const target = { domain: 'https://auth.example.com' }
  const findings = examine('callbacks', { client: { CallbackURLs: ['https://*.example.com/'] } }, { target })
  t.match(findings, [{ fix: 'Replace URLs that never match by the exact URLs of the pages.' }])
})

t.test('loopback URLs beside others', async t => {
  const pool = { DeletionProtection: 'ACTIVE' as const }
  const [loopback, own] = ['http://localhost:3000/callback', 'https://app.example.com/callback']
  const both = { CallbackURLs: [loopback, own], LogoutURLs: [loopback] }
  const findings = examine('callbacks-dev', { pool, client: both })
  const [proposal] = findings[0]?.proposals ?? []
  if (proposal === undefined || !('update' in proposal)) throw new Error('no change')
  t.strictSame(proposal.change(both as never), { CallbackURLs: [own], LogoutURLs: [] })
  t.match(examine('callbacks-dev', { pool, client: { CallbackURLs: [loopback] } }), [{ console: /Login pages/ }])
})

t.test('the plan of the pool', async t => {
  const LambdaArn = 'arn:aws:lambda:eu-west-1:123456789012:function:a'
  const trigger = { LambdaVersion: 'V2_0' as const, LambdaArn }
  const lite = { UserPoolTier: 'LITE' as const, LambdaConfig: { PreTokenGenerationConfig: trigger } }
  const client = { ExplicitAuthFlows: ['ALLOW_USER_AUTH' as const] }
  const target = { domain: 'https://auth.example.com' }
  t.strictSame(found(examine('tier', { pool: lite, client }, { target })), [
    'The plan LITE does not have USER_AUTH, managed login, claims in access tokens.'
  ])
  const plugin = await pluginWith({ routes: {} })
  t.strictSame(examine('tier', { pool: { UserPoolTier: 'LITE' } }, { plugin }), [])
  const audited = { pool: { UserPoolAddOns: { AdvancedSecurityMode: 'AUDIT' as const } } }
  t.strictSame(found(examine('tier', audited)), ['The plan ESSENTIALS does not have threat protection.'])
  const old = { pool: { LambdaConfig: { PreTokenGeneration: LambdaArn } } }
  t.match(examine('trigger-versions', old, { plugin: await pluginWith() }), [
    { read: { 'UserPool.LambdaConfig.PreTokenGenerationConfig': null } }
  ])
  t.strictSame(examine('trigger-versions', old, { plugin: await pluginWith({ tokenUse: 'id' }) }), [])
  t.strictSame(examine('trigger-versions', { pool: lite }, { plugin: await pluginWith() }), [])
})

t.test('the command for a pool that is older than its settings', async t => {
  const pool = {
    EstimatedNumberOfUsers: 100,
    AdminCreateUserConfig: { UnusedAccountValidityDays: 5 },
    SmsVerificationMessage: 'Your code is {####}'
  }
  const [finding] = examine('deletion', { pool })
  if (finding === undefined) throw new Error('no finding')
  const commands = commandsFor([{ id: 'deletion', finding }], { pool }, TARGET)
  t.match(JSON.stringify(commands), /UnusedAccountValidityDays/)
  t.match(JSON.stringify(commands), /Your code is/)
  const bare = JSON.stringify(commandsFor([{ id: 'deletion', finding }], { pool: {} }, TARGET))
  t.match(bare, /update-user-pool/)
  const newer = {
    ...pool,
    Policies: { PasswordPolicy: { TemporaryPasswordValidityDays: 7 } },
    VerificationMessageTemplate: { SmsMessage: 'Code: {####}' }
  }
  const text = JSON.stringify(commandsFor([{ id: 'deletion', finding }], { pool: newer }, TARGET))
  t.notMatch(text, /UnusedAccountValidityDays/)
  t.notMatch(text, /Your code is/)
  t.match(text, /Code: /)
})

t.test('lists are read to their last page, and other errors are not hidden', async t => {
  const { signal } = new AbortController()
  const responses = [
    { UserPoolReplicas: [{ RegionName: 'us-east-1' }], NextToken: 'next' },
    { UserPoolReplicas: [{ RegionName: 'us-west-2' }] }
  ]
  const client = { send: async () => responses.shift() }
  const caller = new ApiCaller({ sdk, client: client as never }, { signal, onCall: () => {} })
  t.match((await readAll(['replicas'], caller, TARGET)).get('replicas'), {
    value: [{ RegionName: 'us-east-1' }, { RegionName: 'us-west-2' }]
  })
  const responsesTo: Record<string, object> = {
    DescribeUserPoolCommand: { UserPool: { Domain: 'shop' } },
    ListIdentityProvidersCommand: { Providers: [{}] }
  }
  const empty = { send: async (command: object) => responsesTo[command.constructor.name] ?? {} }
  const names = ['providers', 'logs', 'domains', 'risk', 'client', 'secrets', 'resourceServers'] as const
  const readings = await readAll(
    names,
    new ApiCaller({ sdk, client: empty as never }, { signal, onCall: () => {} }),
    TARGET
  )
  t.strictSame(names.map(name => readings.get(name)), [
    { kind: 'read', value: [{ name: '', mapping: {} }] },
    { kind: 'read', value: [] },
    { kind: 'read', value: [{ Domain: 'shop' }] },
    { kind: 'read', value: {} },
    { kind: 'read', value: {} },
    { kind: 'read', value: [] },
    { kind: 'read', value: [] }
  ])
  const broken = { signal, call: async () => { throw new TypeError('simulated') } }
  await t.rejects(readAll(['pool'], broken as never, TARGET), { name: 'TypeError', message: 'simulated' })
})

t.test('an operation that the AWS SDK does not have is unavailable', async t => {
  const { signal } = new AbortController()
  const older = { ...sdk, ListUserPoolReplicasCommand: undefined }
  const client = { send: async () => ({ UserPool: {} }) }
  const caller = new ApiCaller({ sdk: older as never, client: client as never }, { signal, onCall: () => {} })
  const readings = await readAll(['pool', 'replicas'], caller, TARGET)
  t.match(readings.get('replicas'), {
    kind: 'unavailable',
    reason: /has no ListUserPoolReplicas: install a newer version/
  })
})

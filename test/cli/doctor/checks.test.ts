import t from 'tap'
import { CHECKS } from '../../../dist/cli/doctor/checks/index.js'
import { createGoodPool, SMS, startLocal, type GoodPool } from './good-pool.js'
import { runCommand } from './run-command.js'

const local = await startLocal(t)

t.test('a pool with the recommended settings has no finding', async t => {
  const pool = await createGoodPool(t, local)
  const { code, report, stderr } = await pool.doctor('--strict')
  t.strictSame([code, report.findings, stderr], [0, [], ''])
  t.strictSame(
    report.notChecked,
    [{ id: 'waf', permissions: [], reason: `${local.endpoint} has no AWS WAF` }],
    'the local Cognito is no AWS WAF'
  )
  t.strictSame(report.skipped, [{ id: 'token-real', reason: 'verifies a token: use --token-file' }])
  const others = CHECKS.map(({ id }) => id).filter(id => id !== 'waf' && id !== 'token-real')
  t.strictSame(report.passed, others)
})

interface Case {
  id: string
  /** Distinguishes several cases of a check. */
  what?: string
  /** Breaks one setting of a good pool, or of the plugin's options. */
  break: (pool: GoodPool) => Promise<void> | void
  /** Settings that a pool is created with. */
  settings?: Parameters<typeof createGoodPool>[2]
  /** A part of what is found. */
  found: RegExp
  /** Whether the commands of the report mend the pool. Otherwise there is no command. */
  mended: boolean
  /** Changes the options of the plugin after the commands, as their findings say. */
  deploy?: (pool: GoodPool) => void
  /** Defaults to the severity of the check. */
  severity?: string
}

/** Changes responses to DescribeUserPool, for what cannot be set. */
function changePoolResponse (changes: object): void {
  local.fail('DescribeUserPool', async (_call, respond) => {
    const { status, body } = await respond()
    return { status, body: { UserPool: { ...(body['UserPool'] as object), ...changes } } }
  })
}

const routes = { prefix: '/auth', signIn: { flows: ['USER_AUTH', 'USER_SRP_AUTH'] as const } }

const CASES: Case[] = [
  {
    id: 'keys-reachable',
    break: pool => {
      pool.options = { ...pool.options, jwksUri: `${local.endpoint}/us-east-1_None/.well-known/jwks.json` }
    },
    found: /cannot be fetched: the JWKS endpoint responded with 400/,
    mended: false
  },
  {
    id: 'issuer-original',
    break: pool => pool.updatePool({ IssuerConfiguration: { Type: 'ORIGINAL' } }),
    found: /original issuer/,
    mended: false
  },
  {
    id: 'replicas',
    break: async ({ api, userPoolId: UserPoolId }) => {
      await api.createUserPoolReplica({ UserPoolId, RegionName: 'eu-west-1' })
    },
    found: /replicas in eu-west-1 are rejected/,
    mended: false
  },
  {
    id: 'tier',
    break: pool => pool.updatePool({ UserPoolTier: 'ESSENTIALS' }),
    found: /ESSENTIALS does not have threat protection/,
    mended: true
  },
  {
    id: 'tier',
    what: 'Lite',
    break: pool =>
      pool.updatePool({
        UserPoolTier: 'LITE',
        LambdaConfig: {
          PreTokenGenerationConfig: {
            LambdaVersion: 'V2_0',
            LambdaArn: 'arn:aws:lambda:us-east-1:123456789012:function:claims'
          }
        }
      }),
    found: /LITE does not have USER_AUTH, managed login, claims in access tokens, threat protection/,
    mended: true
  },
  {
    id: 'deletion',
    break: async pool => {
      await pool.updatePool({ DeletionProtection: 'INACTIVE' })
      changePoolResponse({ EstimatedNumberOfUsers: 11 })
    },
    found: /about 11 users/,
    mended: true
  },
  {
    id: 'client-secret-fits',
    break: pool => {
      const { clientSecret: _, ...options } = pool.options as { clientSecret: string }
      pool.options = options
    },
    found: /has a secret, and the plugin has none/,
    mended: false
  },
  {
    id: 'client-secret-fits',
    what: 'another secret',
    break: pool => {
      pool.options = { ...pool.options, clientSecret: 'wrongcanarysecret000000' } as typeof pool.options
    },
    found: /^clientSecret of the plugin is not the secret of the app client\.$/,
    mended: false
  },
  {
    id: 'client-secret-old',
    what: 'two secrets',
    break: async pool => {
      const { ClientSecretDescriptor: added } = await pool.api.addUserPoolClientSecret(pool.ids)
      const clientSecret = [String(added?.ClientSecretValue), pool.clientSecret] as const
      pool.options = { ...pool.options, clientSecret }
    },
    deploy: pool => {
      const [clientSecret = ''] = [(pool.options as { clientSecret: string[] }).clientSecret].flat()
      pool.options = { ...pool.options, clientSecret }
    },
    found: /two secrets/,
    mended: true
  },
  {
    id: 'flows-fit',
    break: pool =>
      pool.updateClient({ ExplicitAuthFlows: ['ALLOW_USER_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] }),
    found: /does not allow ALLOW_USER_SRP_AUTH/,
    mended: true
  },
  {
    id: 'flows-too-many',
    what: 'of callers without AWS credentials',
    break: pool =>
      pool.updateClient({
        ExplicitAuthFlows: [
          'ALLOW_USER_AUTH',
          'ALLOW_USER_SRP_AUTH',
          'ALLOW_REFRESH_TOKEN_AUTH',
          'ALLOW_USER_PASSWORD_AUTH'
        ]
      }),
    found: /allows ALLOW_USER_PASSWORD_AUTH, which is not used/,
    mended: true
  },
  {
    id: 'flows-too-many',
    break: pool =>
      pool.updateClient({
        ExplicitAuthFlows: [
          'ALLOW_USER_AUTH',
          'ALLOW_USER_SRP_AUTH',
          'ALLOW_REFRESH_TOKEN_AUTH',
          'ALLOW_ADMIN_USER_PASSWORD_AUTH'
        ]
      }),
    severity: 'info',
    found: /allows ALLOW_ADMIN_USER_PASSWORD_AUTH, which is not used/,
    mended: true
  },
  {
    id: 'refresh-conflict',
    break: pool => pool.updateClient({ ExplicitAuthFlows: ['ALLOW_USER_AUTH', 'ALLOW_USER_SRP_AUTH'] }),
    found: /does not allow ALLOW_REFRESH_TOKEN_AUTH/,
    mended: true
  },
  {
    id: 'rotation-grace',
    break: pool =>
      pool.updateClient({
        ExplicitAuthFlows: ['ALLOW_USER_AUTH', 'ALLOW_USER_SRP_AUTH'],
        RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 }
      }),
    found: /invalid as soon as it was used/,
    mended: true
  },
  {
    id: 'existence',
    break: pool => pool.updateClient({ PreventUserExistenceErrors: 'LEGACY' }),
    found: /reveal whether a user exists/,
    mended: true
  },
  {
    id: 'revocation',
    break: pool => pool.updateClient({ EnableTokenRevocation: false }),
    found: /cannot be revoked/,
    mended: true
  },
  {
    id: 'writable-attributes',
    break: pool => pool.updateClient({ WriteAttributes: ['email', 'name', 'custom:role', 'email_verified'] }),
    found: /^Users can write custom:role, email_verified\.$/,
    mended: true
  },
  {
    id: 'writable-attributes',
    what: 'federated',
    severity: 'warning',
    break: async pool => {
      const AttributeMapping = { username: 'sub', 'custom:role': 'groups' }
      const provider = { UserPoolId: pool.userPoolId, ProviderName: 'Google' }
      await pool.api.updateIdentityProvider({ ...provider, AttributeMapping })
      await pool.updateClient({ WriteAttributes: ['email', 'custom:role'] })
    },
    found: /An identity provider writes custom:role, and so can users/,
    mended: false
  },
  {
    id: 'writable-attributes',
    what: 'all standard attributes',
    break: pool => pool.updateClient({ WriteAttributes: undefined }),
    found: /all standard attributes/,
    mended: true
  },
  {
    id: 'mapped-not-writable',
    break: async ({ api, userPoolId: UserPoolId }) => {
      const AttributeMapping = { username: 'sub', email: 'email', given_name: 'given_name' }
      await api.updateIdentityProvider({ UserPoolId, ProviderName: 'Google', AttributeMapping })
    },
    found: /Google writes given_name, which the app client may not write/,
    mended: true
  },
  {
    id: 'mapped-not-writable',
    what: 'immutable',
    break: async ({ api, userPoolId: UserPoolId }) => {
      const AttributeMapping = { username: 'sub', birthdate: 'birthdate' }
      await api.updateIdentityProvider({ UserPoolId, ProviderName: 'Google', AttributeMapping })
    },
    found: /Google writes birthdate, which cannot be changed after sign-up/,
    mended: false
  },
  {
    id: 'unverified-change',
    break: pool => pool.updatePool({ UserAttributeUpdateSettings: undefined }),
    found: /A new email address takes effect before it is verified/,
    mended: true
  },
  {
    id: 'case-sensitive',
    settings: { UsernameConfiguration: { CaseSensitive: true } },
    break: () => {},
    found: /case-sensitive/,
    mended: false
  },
  {
    id: 'self-signup',
    break: pool => pool.updatePool({ AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } }),
    found: /Only administrators can create users, and the plugin serves POST \/signup/,
    mended: false
  },
  {
    id: 'recovery',
    break: pool => pool.updatePool({ AccountRecoverySetting: undefined }),
    found: /by SMS first/,
    mended: true
  },
  {
    id: 'recovery',
    what: 'administrators only',
    break: pool =>
      pool.updatePool({
        AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'admin_only', Priority: 1 }] }
      }),
    found: /Only administrators can reset a password/,
    mended: true
  },
  {
    id: 'password-policy',
    break: pool =>
      pool.updatePool({
        Policies: {
          PasswordPolicy: { MinimumLength: 6, TemporaryPasswordValidityDays: 30 },
          SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] }
        }
      }),
    found: /have 6 characters.* valid for 30 days.* used again/,
    mended: true
  },
  {
    id: 'mfa-off',
    break: pool => pool.updateMfa({ MfaConfiguration: 'OFF' }),
    found: /MFA is off/,
    mended: true
  },
  {
    id: 'mfa-off',
    what: 'not offered',
    break: pool => {
      const exclude = ['setupTotp', 'verifyTotp', 'setMfaPreferences'] as const
      pool.options = { ...pool.options, routes: { ...routes, exclude } }
    },
    found: /does not serve the routes to set it up/,
    mended: false
  },
  {
    id: 'mfa-sms-only',
    break: pool =>
      pool.updateMfa({
        SoftwareTokenMfaConfiguration: { Enabled: false },
        SmsMfaConfiguration: { SmsConfiguration: SMS }
      }),
    found: /SMS is the only MFA factor/,
    mended: true
  },
  {
    id: 'passkey-rp',
    break: pool => pool.updateMfa({ WebAuthnConfiguration: { RelyingPartyId: 'example.org' } }),
    found: /Passkeys of example\.org do not work at app\.example\.com, auth-\d+\.example\.com/,
    mended: false
  },
  {
    id: 'passkey-rp',
    what: 'one host',
    break: async pool => {
      const { managedLogin: _, ...options } = pool.options
      pool.options = options
      await pool.updateMfa({ WebAuthnConfiguration: { RelyingPartyId: 'auth.example.com' } })
    },
    found: /Passkeys of auth\.example\.com do not work at app\.example\.com/,
    mended: true
  },
  {
    id: 'passkey-factor',
    break: pool =>
      pool.updatePool({
        Policies: {
          PasswordPolicy: { MinimumLength: 12, TemporaryPasswordValidityDays: 3, PasswordHistorySize: 5 },
          SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD'] }
        }
      }),
    found: /does not allow passkeys/,
    mended: true
  },
  {
    id: 'threat-protection',
    what: 'audit',
    break: pool => pool.updatePool({ UserPoolAddOns: { AdvancedSecurityMode: 'AUDIT' } }),
    found: /only logs/,
    mended: true
  },
  {
    id: 'threat-protection',
    what: 'off',
    severity: 'info',
    break: pool => pool.updatePool({ UserPoolAddOns: undefined }),
    found: /is off/,
    mended: false
  },
  {
    id: 'threat-protection',
    what: 'passwords',
    break: async ({ api, userPoolId: UserPoolId }) => {
      await api.setRiskConfiguration({
        UserPoolId,
        CompromisedCredentialsRiskConfiguration: { Actions: { EventAction: 'NO_ACTION' } }
      })
    },
    found: /are not blocked/,
    mended: true
  },
  {
    id: 'user-context',
    break: pool => pool.updateClient({ EnablePropagateAdditionalUserContextData: false }),
    found: /does not accept the IP address/,
    mended: true
  },
  {
    id: 'domain',
    break: pool => {
      pool.options = { ...pool.options, managedLogin: { domain: 'https://login.example.com' } }
    },
    found: /expected at login\.example\.com, and the pool has auth-\d+\.example\.com/,
    mended: false
  },
  {
    id: 'domain',
    what: 'none',
    break: async pool => {
      await pool.api.deleteUserPoolDomain({ UserPoolId: pool.userPoolId, Domain: pool.domain })
      const prefix = `my-app-${pool.userPoolId.slice(-4).toLowerCase()}`
      const domain = `https://${prefix}.auth.us-east-1.amazoncognito.com`
      pool.options = { ...pool.options, managedLogin: { domain } }
    },
    found: /The pool has no domain/,
    mended: true
  },
  {
    id: 'branding',
    break: async ({ api, ids, userPoolId: UserPoolId }) => {
      const { ManagedLoginBranding } = await api.describeManagedLoginBrandingByClient(ids)
      const { ManagedLoginBrandingId } = ManagedLoginBranding ?? {}
      await api.deleteManagedLoginBranding({ UserPoolId, ManagedLoginBrandingId })
    },
    found: /no style/,
    mended: true
  },
  {
    id: 'classic-pages',
    break: async ({ api, domain: Domain, userPoolId: UserPoolId }) => {
      const { DomainDescription } = await api.describeUserPoolDomain({ Domain })
      const { CustomDomainConfig } = DomainDescription ?? {}
      await api.updateUserPoolDomain({ UserPoolId, Domain, CustomDomainConfig, ManagedLoginVersion: 1 })
    },
    found: /classic hosted UI/,
    mended: true
  },
  {
    id: 'domain-tls',
    break: async ({ api, domain: Domain, userPoolId: UserPoolId }) => {
      const { DomainDescription } = await api.describeUserPoolDomain({ Domain })
      const { CertificateArn } = DomainDescription?.CustomDomainConfig ?? {}
      const CustomDomainConfig = { CertificateArn }
      await api.updateUserPoolDomain({ UserPoolId, Domain, CustomDomainConfig, ManagedLoginVersion: 2 })
    },
    found: /accepts TLS 1\.0/,
    mended: true
  },
  {
    id: 'oauth-on',
    break: pool => pool.updateClient({ AllowedOAuthFlowsUserPoolClient: false }),
    found: /are off/,
    mended: true
  },
  {
    id: 'oauth-on',
    what: 'no code grant',
    break: pool => pool.updateClient({ AllowedOAuthFlows: undefined }),
    found: /does not allow the authorization code grant/,
    mended: true
  },
  {
    id: 'implicit',
    break: pool => pool.updateClient({ AllowedOAuthFlows: ['code', 'implicit'] }),
    found: /implicit grant/,
    mended: true
  },
  {
    id: 'callbacks',
    break: pool =>
      pool.updateClient({ CallbackURLs: ['https://app.example.com/callback', 'https://*.example.com/x'] }),
    found: /lacks https:\/\/app\.example\.com\/auth\/callback\. https:\/\/\*\.example\.com\/x never matches/,
    mended: true
  },
  {
    id: 'callbacks-dev',
    break: pool =>
      pool.updateClient({
        CallbackURLs: ['https://app.example.com/auth/callback', 'http://localhost:3000/auth/callback']
      }),
    found: /may return to http:\/\/localhost:3000/,
    mended: true
  },
  {
    id: 'signout-urls',
    break: pool => pool.updateClient({ LogoutURLs: ['https://app.example.com/goodbye'] }),
    found: /LogoutURLs lacks https:\/\/app\.example\.com\//,
    mended: true
  },
  {
    id: 'scopes',
    break: pool => pool.updateClient({ AllowedOAuthScopes: ['openid', 'email', 'profile'] }),
    found: /lacks aws\.cognito\.signin\.user\.admin/,
    mended: true
  },
  {
    id: 'scopes',
    what: 'no resource server',
    break: async pool => {
      const server = { UserPoolId: pool.userPoolId, Identifier: 'gone' }
      await pool.api.createResourceServer({
        ...server,
        Name: 'gone',
        Scopes: [{ ScopeName: 'read', ScopeDescription: 'Read' }]
      })
      await pool.updateClient({
        AllowedOAuthScopes: ['openid', 'email', 'profile', 'aws.cognito.signin.user.admin', 'gone/read']
      })
      await pool.api.deleteResourceServer(server)
    },
    found: /^No resource server has the scope gone\/read\.$/,
    mended: true
  },
  {
    id: 'providers',
    break: pool => pool.updateClient({ SupportedIdentityProviders: ['COGNITO'] }),
    found: /lacks Google/,
    mended: true
  },
  {
    id: 'providers',
    what: 'not created',
    break: pool => {
      const domain = `https://${pool.domain}`
      pool.options = { ...pool.options, managedLogin: { domain, providers: ['Google', 'Okta'] } }
    },
    found: /no identity provider Okta, which the plugin offers/,
    mended: false
  },
  {
    id: 'providers',
    what: 'deleted',
    break: async pool => {
      pool.options = { ...pool.options, managedLogin: { domain: `https://${pool.domain}` } }
      await pool.api.deleteIdentityProvider({ UserPoolId: pool.userPoolId, ProviderName: 'Google' })
    },
    found: /^The pool has no identity provider Google\.$/,
    mended: true
  },
  {
    id: 'access-token-long',
    break: pool => pool.updateClient({ AccessTokenValidity: 120 }),
    found: /valid for 120 minutes/,
    mended: true
  },
  {
    id: 'refresh-too-long',
    break: pool => pool.updateClient({ RefreshTokenValidity: 60 }),
    found: /valid for 60 days, and sessions for 30 days/,
    mended: true
  },
  {
    id: 'session-tracking',
    break: async ({ api, userPoolId: UserPoolId }) => {
      const TokenSession = { MaxPerUser: 5 }
      await api.setUserPoolSessionConfiguration({ UserPoolId, UserSessionTracking: 'DISABLED', TokenSession })
    },
    found: /not tracked/,
    mended: true
  },
  {
    id: 'trigger-versions',
    break: pool =>
      pool.updatePool({
        LambdaConfig: {
          PreTokenGenerationConfig: {
            LambdaVersion: 'V1_0',
            LambdaArn: 'arn:aws:lambda:us-east-1:123456789012:function:claims'
          }
        }
      }),
    found: /V1_0/,
    mended: false
  },
  {
    id: 'email-sender',
    break: pool => pool.updatePool({ EmailConfiguration: { EmailSendingAccount: 'COGNITO_DEFAULT' } }),
    found: /default sender/,
    mended: false
  },
  {
    id: 'sms-sender',
    break: pool =>
      pool.updatePool({
        AutoVerifiedAttributes: ['email', 'phone_number'],
        UserAttributeUpdateSettings: {
          AttributesRequireVerificationBeforeUpdate: ['email', 'phone_number']
        }
      }),
    found: /no SMS configuration/,
    mended: false
  },
  {
    id: 'sms-sender',
    what: 'failure',
    break: () => changePoolResponse({ SmsConfigurationFailure: 'SNSSandbox' }),
    found: /cannot be sent: SNSSandbox/,
    mended: false
  },
  {
    id: 'logs',
    break: async ({ api, userPoolId: UserPoolId }) => {
      await api.setLogDeliveryConfiguration({ UserPoolId, LogConfigurations: [] })
    },
    found: /not logged/,
    mended: false
  }
]

for (const { id, what, settings, found, mended, deploy, severity, ...broken } of CASES) {
  t.test(`only ${id} is found${what === undefined ? '' : ` (${what})`}`, async t => {
    const pool = await createGoodPool(t, local, settings)
    t.teardown(() => local.restore())
    await broken.break(pool)
    const { report, code } = await pool.doctor()
    const expected = severity ?? CHECKS.find(check => check.id === id)?.severity
    t.strictSame(
      report.findings.map(finding => [finding.id, finding.severity]),
      [[id, expected]]
    )
    t.match(report.findings[0]?.found, found)
    t.strictSame(report.notChecked.map(({ id }) => id), ['waf'])
    t.equal(code, expected === 'error' ? 1 : 0)
    t.equal(report.commands.length > 0, mended, 'commands')
    if (!mended) return
    for (const { command, ids } of report.commands) {
      t.strictSame(ids, [id])
      await runCommand(command)
    }
    deploy?.(pool)
    t.strictSame((await pool.doctor()).report.findings, [], 'the commands mend it')
  })
}

t.test('a pool or an app client that does not exist is the only finding', async t => {
  const good = await createGoodPool(t, local)
  const { options } = good
  good.options = { ...options, clientId: '1missing2missing3missing' }
  const client = await good.doctor()
  t.strictSame([client.code, client.report.findings.map(({ id }) => id)], [1, ['client-exists']])
  const others = client.report.notChecked.filter(({ id }) => id !== 'waf')
  t.ok(others.every(({ reason }) => reason?.endsWith('does not exist')))
  t.match(await runCommand(String(client.report.commands[0]?.command)), {
    UserPoolClients: [{ ClientId: good.clientId }]
  })
  good.options = { ...options, userPoolId: 'us-east-1_Missing00' } as typeof options
  const pool = await good.doctor()
  t.strictSame([pool.code, pool.report.findings.map(({ id }) => id)], [1, ['pool-reachable']])
  t.ok((await runCommand(String(pool.report.commands[0]?.command))) !== undefined)
})

t.test('there is a case for every check', async t => {
  const covered = new Set([
    ...CASES.map(({ id }) => id),
    'client-exists',
    'pool-reachable',
    // In files of their own.
    'token-real',
    'waf'
  ])
  t.strictSame(
    CHECKS.map(({ id }) => id).filter(id => !covered.has(id)),
    []
  )
})

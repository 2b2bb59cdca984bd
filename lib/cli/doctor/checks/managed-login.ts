/** The domain and the pages of managed login. */
import type { DomainDescriptionType, UserPoolType } from '@aws-sdk/client-cognito-identity-provider'
import { isPlainHttp } from '../../../pool/loopback.js'
import { defineCheck, type Proposal } from '../check.js'
import type { Target } from '../target.js'

/** A domain that Cognito hosts: a prefix of its own. */
const PREFIX_DOMAIN = /^([a-z0-9-]+)\.auth(?:-fips)?\.([a-z0-9-]+)\.amazoncognito\.com$/

/** The pages of a domain without a version are the classic ones. */
const CLASSIC = 1
const MANAGED = 2

/** Returns the hosts of a pool's domains. */
function hostsOf ({ Domain: prefix, CustomDomain: custom }: UserPoolType, region: string): readonly string[] {
  return [
    ...(custom === undefined ? [] : [custom]),
    ...(prefix === undefined ? [] : [`${prefix}.auth.${region}.amazoncognito.com`])
  ]
}

export const domain = defineCheck({
  id: 'domain',
  severity: 'error',
  title: 'The pool has the domain of managed login',
  when: 'the pool has no domain, the domain is not active, or it is not that of the option `managedLogin`',
  why: 'The sign-in pages cannot be reached.',
  needs: 'managed-login',
  reads: ['pool', 'domains'],
  examine: ({ pool, domains }, { target }) => {
    const wanted = new URL(String(target.domain))
    const hosts = hostsOf(pool, target.region)
    const { Domain = null, CustomDomain = null } = pool
    const read = { 'UserPool.Domain': Domain, 'UserPool.CustomDomain': CustomDomain }
    if (hosts.length === 0) {
      const proposal = createDomain(wanted.hostname, target)
      return [
        {
          read,
          found: 'The pool has no domain.',
          fix:
            `Create the domain ${wanted.hostname}, then run doctor again: the app client needs a style, ` +
            'too.',
          ...(proposal === undefined ? { console: 'Branding > Domain' } : { proposals: [proposal] })
        }
      ]
    }
    const inactive = domains.filter(({ Status }) => Status !== 'ACTIVE')
    return [
      ...(isPlainHttp(wanted.origin) || hosts.includes(wanted.hostname)
        ? []
        : [
            {
              read,
              found: `Managed login is expected at ${wanted.hostname}, and the pool has ${hosts.join(', ')}.`,
              fix: `Set managedLogin.domain to https://${hosts[0]}, or change the domain of the pool.`,
              console: 'Branding > Domain'
            }
          ]),
      ...inactive.map(({ Domain: name, Status }) => ({
        read: { [`DomainDescription.Status of ${name}`]: Status ?? null },
        found: `The domain ${name} is not active.`,
        fix: 'Wait until it is active, and check its certificate and its DNS record.',
        console: 'Branding > Domain'
      }))
    ]
  }
})

/** Returns the command for a domain that Cognito hosts. Others need a certificate. */
function createDomain (host: string, { userPoolId: UserPoolId, region }: Target): Proposal | undefined {
  const [, prefix, at] = PREFIX_DOMAIN.exec(host) ?? []
  if (prefix === undefined || at !== region) return undefined
  return {
    run: 'CreateUserPoolDomain',
    input: { UserPoolId, Domain: prefix, ManagedLoginVersion: MANAGED }
  }
}

/** Returns a change of a domain. UpdateUserPoolDomain replaces its settings. */
function updateDomain (
  { Domain, ManagedLoginVersion, CustomDomainConfig, Routing }: DomainDescriptionType,
  { userPoolId: UserPoolId }: Target,
  change: object
): Proposal {
  const config = CustomDomainConfig?.CertificateArn === undefined ? {} : { CustomDomainConfig }
  return {
    run: 'UpdateUserPoolDomain',
    input: { UserPoolId, Domain, ManagedLoginVersion, ...config, Routing, ...change }
  }
}

function createStyle ({ userPoolId: UserPoolId, clientId: ClientId }: Target): Proposal {
  return {
    run: 'CreateManagedLoginBranding',
    input: { UserPoolId, ClientId, UseCognitoProvidedValues: true }
  }
}

export const branding = defineCheck({
  id: 'branding',
  severity: 'error',
  title: 'The app client has a style of managed login',
  when: 'the domain has the version 2 of managed login, and the app client has no style',
  why:
    'The pages show "Login pages unavailable". An app client that is created by the API, CDK or Terraform ' +
    'has no style.',
  needs: 'managed-login',
  // Without the app client there is no style either.
  reads: ['domains', 'client', 'style'],
  examine: ({ domains, style }, { target }) => {
    if (style || domains.every(({ ManagedLoginVersion: version }) => version !== MANAGED)) return []
    return [
      {
        read: { ManagedLoginBranding: null },
        found: 'The app client has no style of managed login.',
        fix: 'Create a style with the values of Cognito.',
        proposals: [createStyle(target)]
      }
    ]
  }
})

export const classicPages = defineCheck({
  id: 'classic-pages',
  severity: 'warning',
  title: 'The pages are those of managed login',
  when: 'the domain has the version 1, the classic hosted UI',
  why: 'The classic pages ignore `prompt` and `lang`, and have no passkeys.',
  needs: 'managed-login',
  reads: ['domains', 'style'],
  examine: ({ domains, style }, { target }) =>
    domains
      .filter(({ ManagedLoginVersion: version = CLASSIC }) => version === CLASSIC)
      .map(classic => ({
        read: { 'DomainDescription.ManagedLoginVersion': classic.ManagedLoginVersion ?? null },
        found: `The domain ${classic.Domain} has the classic hosted UI.`,
        fix:
          'Set ManagedLoginVersion to 2, with a style for the app client. It requires the plan Essentials.',
        proposals: [
          ...(style ? [] : [createStyle(target)]),
          updateDomain(classic, target, { ManagedLoginVersion: MANAGED })
        ]
      }))
})

export const domainTls = defineCheck({
  id: 'domain-tls',
  severity: 'warning',
  title: 'The custom domain requires TLS 1.2',
  when: 'the custom domain has no `SecurityPolicy`, or `TLS_V1`',
  why: 'TLS 1.0 and 1.1 have known weaknesses, and are prohibited since RFC 8996.',
  reads: ['domains'],
  examine: ({ domains }, { target }) =>
    domains.flatMap(domain => {
      const { CustomDomainConfig: config, Domain: name } = domain
      const policy = config?.SecurityPolicy ?? 'TLS_V1'
      if (config?.CertificateArn === undefined || policy !== 'TLS_V1') return []
      return [
        {
          read: { 'DomainDescription.CustomDomainConfig.SecurityPolicy': config.SecurityPolicy ?? null },
          found: `The domain ${name} accepts TLS 1.0.`,
          fix: 'Set SecurityPolicy to TLS_V1_2_2021.',
          proposals: [
            updateDomain(domain, target, {
              CustomDomainConfig: { ...config, SecurityPolicy: 'TLS_V1_2_2021' }
            })
          ]
        }
      ]
    })
})

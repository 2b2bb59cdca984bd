/** The OAuth settings of the app client, for managed login. */
import type { OAuthFlowType } from '@aws-sdk/client-cognito-identity-provider'
import { isLoopback } from '../../../pool/loopback.js'
import { OWN_ACCOUNT } from '../../../options/route-names.js'
import { changeClient, defineCheck, type CheckContext } from '../check.js'

const read = (settings: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [`UserPoolClient.${name}`, value ?? null])
  )

/** Returns the URLs, with those of the plugin. The code grant requires one. */
function withCallback (urls: readonly string[] = [], { plugin }: CheckContext): string[] {
  return [...new Set([...urls, ...(plugin?.managedLogin == null ? [] : [plugin.managedLogin.callbackUrl])])]
}

export const oauthOn = defineCheck({
  id: 'oauth-on',
  severity: 'error',
  title: 'The app client allows the authorization code grant',
  when: '`AllowedOAuthFlowsUserPoolClient` is false, or `AllowedOAuthFlows` lacks `code`',
  why: 'Managed login shows the error `unauthorized_client`.',
  needs: 'managed-login',
  reads: ['client'],
  examine: ({ client }, context) => {
    const { AllowedOAuthFlowsUserPoolClient, AllowedOAuthFlows = [] } = client
    const hasCode = AllowedOAuthFlows.includes('code')
    if (AllowedOAuthFlowsUserPoolClient === true && hasCode) return []
    return [
      {
        read: read({ AllowedOAuthFlowsUserPoolClient, AllowedOAuthFlows }),
        found: hasCode
          ? 'The OAuth grants of the app client are off.'
          : 'The app client does not allow the authorization code grant.',
        fix: 'Set AllowedOAuthFlowsUserPoolClient to true, and add code to AllowedOAuthFlows.',
        proposals: [
          changeClient(({ CallbackURLs, AllowedOAuthFlows: flows = [] }) => ({
            AllowedOAuthFlowsUserPoolClient: true,
            AllowedOAuthFlows: [...new Set<OAuthFlowType>([...flows, 'code'])],
            CallbackURLs: withCallback(CallbackURLs, context)
          }))
        ]
      }
    ]
  }
})

export const implicit = defineCheck({
  id: 'implicit',
  severity: 'warning',
  title: 'The app client does not allow the implicit grant',
  when: '`AllowedOAuthFlows` has `implicit`',
  why: 'Tokens are in URLs then, in histories and logs. RFC 9700 2.1.2 advises against it.',
  reads: ['client'],
  examine: ({ client: { AllowedOAuthFlows = [] } }, context) => {
    if (!AllowedOAuthFlows.includes('implicit')) return []
    return [
      {
        read: read({ AllowedOAuthFlows }),
        found: 'The app client allows the implicit grant.',
        fix: 'Remove implicit from AllowedOAuthFlows, and use code.',
        proposals: [
          changeClient(({ CallbackURLs, AllowedOAuthFlows: flows = [] }) => ({
            AllowedOAuthFlows: [
              ...new Set<OAuthFlowType>([...flows.filter(flow => flow !== 'implicit'), 'code'])
            ],
            CallbackURLs: withCallback(CallbackURLs, context)
          }))
        ]
      }
    ]
  }
})

/** Returns whether Cognito never accepts a URL: it compares exactly, and allows http for loopback only. */
function neverMatches (url: string): boolean {
  return url.includes('*') || (url.startsWith('http:') && !isLoopbackUrl(url))
}

function isLoopbackUrl (url: string): boolean {
  return URL.canParse(url) && url.startsWith('http') && isLoopback(new URL(url).hostname)
}

export const callbacks = defineCheck({
  id: 'callbacks',
  severity: 'error',
  title: 'Managed login may return to the application',
  when:
    "`CallbackURLs` lacks the plugin's `<origin><prefix>/callback`, or has a URL that never matches: one " +
    'with `*`, or with http for another host than this machine',
  why: "Sign-ins end on Cognito's error page, `redirect_mismatch`, and the application is not called.",
  needs: 'managed-login',
  reads: ['client'],
  examine: ({ client: { CallbackURLs = [] } }, context) => {
    const missing = withCallback([], context).filter(url => !CallbackURLs.includes(url))
    const useless = CallbackURLs.filter(neverMatches)
    if (missing.length === 0 && useless.length === 0) return []
    return [
      {
        read: read({ CallbackURLs }),
        found: [
          ...missing.map(url => `CallbackURLs lacks ${url}.`),
          ...useless.map(url => `${url} never matches.`)
        ].join(' '),
        fix: [
          ...(missing.length > 0 ? [`Add ${missing.join(', ')} to CallbackURLs.`] : []),
          ...(useless.length > 0 ? ['Replace URLs that never match by the exact URLs of the pages.'] : [])
        ].join(' '),
        proposals: [
          changeClient(({ CallbackURLs: urls = [] }) => ({
            CallbackURLs: withCallback(urls.filter(url => !useless.includes(url)), context)
          }))
        ]
      }
    ]
  }
})

export const callbacksDev = defineCheck({
  id: 'callbacks-dev',
  severity: 'warning',
  title: 'A production pool does not return to a developer machine',
  when: 'the pool has deletion protection, and `CallbackURLs` or `LogoutURLs` has a loopback URL',
  why: 'Another program on the machine of a user can receive the authorization code.',
  reads: ['pool', 'client'],
  examine: ({ pool, client: { CallbackURLs = [], LogoutURLs = [] } }, { plugin }) => {
    const own = plugin?.managedLogin?.callbackUrl ?? ''
    if (pool.DeletionProtection !== 'ACTIVE' || isLoopbackUrl(own)) return []
    const found = [...new Set([...CallbackURLs, ...LogoutURLs])].filter(isLoopbackUrl)
    if (found.length === 0) return []
    const without = (urls: readonly string[] = []) => urls.filter(url => !found.includes(url))
    return [
      {
        read: read({ CallbackURLs, LogoutURLs }),
        found: `Managed login may return to ${found.join(', ')}.`,
        fix: 'Remove the loopback URLs, and use an app client of its own for development.',
        ...(without(CallbackURLs).length > 0
          ? {
              proposals: [
                changeClient(settings => ({
                  CallbackURLs: without(settings.CallbackURLs),
                  LogoutURLs: without(settings.LogoutURLs)
                }))
              ]
            }
          : { console: 'Applications > App clients > Login pages' })
      }
    ]
  }
})

export const signoutUrls = defineCheck({
  id: 'signout-urls',
  severity: 'error',
  title: 'Managed login may return after a sign-out',
  when: "`LogoutURLs` lacks the plugin's `<origin><signedOutPath>`",
  why: "A sign-out ends on Cognito's error page.",
  needs: 'managed-login',
  reads: ['client'],
  examine: ({ client: { LogoutURLs = [] } }, { plugin }) => {
    const { managedLogin = null } = plugin ?? {}
    if (managedLogin === null || LogoutURLs.includes(managedLogin.signedOutUrl)) return []
    return [
      {
        read: read({ LogoutURLs }),
        found: `LogoutURLs lacks ${managedLogin.signedOutUrl}.`,
        fix: `Add ${managedLogin.signedOutUrl} to LogoutURLs.`,
        proposals: [
          changeClient(({ LogoutURLs: urls = [] }) => ({ LogoutURLs: [...urls, managedLogin.signedOutUrl] }))
        ]
      }
    ]
  }
})

/** The scope that operations on the user's own account require. */
const OWN_ACCOUNT_SCOPE = 'aws.cognito.signin.user.admin'

const STANDARD = ['openid', 'email', 'phone', 'profile', OWN_ACCOUNT_SCOPE]

export const scopes = defineCheck({
  id: 'scopes',
  severity: 'error',
  title: 'The app client allows the scopes that are requested',
  when:
    '`AllowedOAuthScopes` lacks `openid` or a scope of `managedLogin.scopes`, lacks ' +
    '`aws.cognito.signin.user.admin` while routes of `/me` are served, or has a scope of a resource server ' +
    'that does not exist',
  why: 'Cognito responds with `invalid_scope`, or the routes of the user respond with an error.',
  needs: 'managed-login',
  reads: ['client', 'resourceServers'],
  examine: ({ client: { AllowedOAuthScopes = [] }, resourceServers }, { plugin }) => {
    const isOwnServed = OWN_ACCOUNT.some(name => plugin?.routes?.isServed(name) === true)
    const wanted = new Set([
      'openid',
      ...(plugin?.managedLogin?.scopes ?? []),
      ...(isOwnServed ? [OWN_ACCOUNT_SCOPE] : [])
    ])
    const known = new Set(
      resourceServers.flatMap(({ Identifier, Scopes = [] }) =>
        Scopes.map(({ ScopeName }) => `${Identifier}/${ScopeName}`)
      )
    )
    const missing = [...wanted].filter(scope => !AllowedOAuthScopes.includes(scope))
    const addable = missing.filter(scope => STANDARD.includes(scope) || known.has(scope))
    const unknown = AllowedOAuthScopes.filter(scope => !STANDARD.includes(scope) && !known.has(scope))
    const problems = [
      ...(missing.length === 0 ? [] : [`AllowedOAuthScopes lacks ${missing.join(', ')}.`]),
      ...unknown.map(scope => `No resource server has the scope ${scope}.`)
    ]
    if (problems.length === 0) return []
    return [
      {
        read: read({ AllowedOAuthScopes }),
        found: problems.join(' '),
        fix: 'Add the scopes that are requested, and remove those that do not exist.',
        proposals: [
          changeClient(({ AllowedOAuthScopes: scopes = [] }) => ({
            AllowedOAuthScopes: [...scopes.filter(scope => !unknown.includes(scope)), ...addable]
          }))
        ]
      }
    ]
  }
})

export const providers = defineCheck({
  id: 'providers',
  severity: 'error',
  title: 'The app client has the identity providers that are offered',
  when:
    '`SupportedIdentityProviders` lacks a provider of `managedLogin.providers`, or has one that does not ' +
    'exist',
  why: 'A sign-in with this provider ends on an error page.',
  needs: 'managed-login',
  reads: ['client', 'providers'],
  examine: ({ client: { SupportedIdentityProviders = [] }, providers }, { plugin }) => {
    const known = ['COGNITO', ...providers.map(({ name }) => name)]
    const missing = (plugin?.managedLogin?.providers ?? []).filter(
      name => !SupportedIdentityProviders.includes(name)
    )
    const uncreated = missing.filter(name => !known.includes(name))
    const addable = missing.filter(name => known.includes(name))
    const unknown = SupportedIdentityProviders.filter(name => !known.includes(name))
    return [
      ...(addable.length + unknown.length === 0
        ? []
        : [
            {
              read: read({ SupportedIdentityProviders }),
              found: [
                ...(addable.length === 0 ? [] : [`The app client lacks ${addable.join(', ')}.`]),
                ...(unknown.length === 0 ? [] : [`The pool has no identity provider ${unknown.join(', ')}.`])
              ].join(' '),
              fix: 'Correct SupportedIdentityProviders.',
              proposals: [
                changeClient(({ SupportedIdentityProviders: names = [] }) => ({
                  SupportedIdentityProviders: [
                    ...names.filter(name => !unknown.includes(name)),
                    ...addable
                  ]
                }))
              ]
            }
          ]),
      ...uncreated.map(name => ({
        read: read({ SupportedIdentityProviders }),
        found: `The pool has no identity provider ${name}, which the plugin offers.`,
        fix: `Create the identity provider ${name}, or remove it from managedLogin.providers.`,
        console: 'Authentication > Social and external providers'
      }))
    ]
  }
})

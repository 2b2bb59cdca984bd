import type { ManagedLoginSettings } from '../managed-login/settings.js'
import { isPlainHttp } from '../pool/loopback.js'
import { describeUrl, describeValue } from './describe-value.js'
import { namedPools, type NamedPool } from './named-pools.js'
import type { CognitoAuthOptions } from './options.js'
import type { PoolSettings } from './pool-settings.js'
import { optionError } from './option-error.js'

const DEFAULT_SCOPES = ['openid', 'email', 'profile', 'aws.cognito.signin.user.admin']

/**
 * Returns the settings of managed login of each pool that has it, that of the auth API first. The options are
 * valid.
 *
 * @param pools - the settings of the pools
 * @param paths.apiPool - the name of the pool of the auth API, whose paths do not have its name
 * @param paths.prefix - the prefix of the auth API, with that of the scope of the plugin
 * @param paths.signInPath - the path of the sign-in page, which shows errors. Null without the page
 */
export function managedLoginSettings (
  options: CognitoAuthOptions,
  pools: readonly PoolSettings[],
  { apiPool, prefix, signInPath }: { apiPool: string | null, prefix: string, signInPath: string | null }
): readonly ManagedLoginSettings[] {
  const { session, routes } = options
  if (session === undefined || routes === undefined) return []
  const all = namedPools(options).flatMap(({ name, options: { managedLogin } }, index) => {
    if (managedLogin === undefined) return []
    const { domain, providers = [], scopes = DEFAULT_SCOPES, resource = null } = managedLogin
    const { errorPath, signedOutPath = '/' } = managedLogin
    const { pool, apiClientId, clientSecrets } = pools[index] as PoolSettings
    const suffix = name === apiPool ? '' : `/${name}`
    return {
      pool: name,
      issuers: pool.issuers,
      clientId: apiClientId as string,
      clientSecrets,
      domain: new URL(domain).origin,
      providers: ['COGNITO', ...providers],
      scopes,
      resource,
      callbackUrl: `${session.origin}${prefix}/callback${suffix}`,
      loginPath: `${prefix}/login${suffix}`,
      errorPath: errorPath ?? signInPath,
      signedOutPath,
      signedOutUrl: session.origin + signedOutPath
    }
  })
  return all.sort((one, other) => Number(other.pool === apiPool) - Number(one.pool === apiPool))
}

/** Returns the paths of the domains that are plain http, for development only. */
export function plainHttpDomains (pools: readonly NamedPool[]): readonly string[] {
  return pools.flatMap(({ path, options: { managedLogin } }) =>
    managedLogin?.domain.startsWith('http:') === true ? [`${path}managedLogin.domain`] : []
  )
}

/** Returns the errors of the option `managedLogin` that its schema does not find. */
export function managedLoginErrors (
  options: CognitoAuthOptions,
  pools: readonly NamedPool[],
  apiPool: NamedPool | undefined
): readonly string[] {
  return pools.flatMap(pool => {
    const { path, options: poolOptions } = pool
    const { managedLogin, clientId } = poolOptions
    if (managedLogin === undefined) return []
    const { domain, scopes = DEFAULT_SCOPES } = managedLogin
    const field = `${path}managedLogin`
    const ids = [clientId].flat()
    const isKnown = pool === apiPool && options.routes?.clientId !== undefined
    return [
      ...(options.session === undefined
        ? [optionError(field, 'requires the option session, which keeps users signed in')]
        : []),
      ...(clientId !== null && (ids.length === 1 || isKnown)
        ? []
        : [
            optionError(
              `${path}clientId`,
              'must be the ID of one app client with managedLogin, unless routes.clientId is set; got ' +
                describeValue([], clientId)
            )
          ]),
      ...(isDomain(domain)
        ? []
        : [
            optionError(
              `${field}.domain`,
              'must be a URL without a path that starts with https:// (or, in development, http:// for this ' +
                `machine); got ${URL.canParse(domain) ? describeUrl(domain) : describeValue([], domain)}`
            )
          ]),
      ...(scopes.includes('openid')
        ? []
        : [optionError(`${field}.scopes`, "must include 'openid', which ID tokens require")])
    ]
  })
}

function isDomain (text: string): boolean {
  if (!URL.canParse(text)) return false
  const { origin, protocol } = new URL(text)
  return [origin, `${origin}/`].includes(text) && (protocol === 'https:' || isPlainHttp(text))
}

import { assertDevelopment } from '../development.js'
import type { RevocationStore } from '../revocation/revocations.js'
import type { PermissionMap } from '../sources/permission.js'
import { callsCognito, Source, type SourceFunction } from '../sources/source.js'
import type { ManagedLoginSettings } from '../managed-login/settings.js'
import type { SessionSettings } from '../sessions/settings.js'
import type { ToUser } from '../user/user-extension.js'
import type { ExtractToken } from '../verification/credential.js'
import { firstOf } from '../verification/extractors.js'
import { MAX_TOKEN_LENGTH } from '../verification/header.js'
import type { KeySetTimes } from '../verification/key-set.js'
import { plainHttpKeys } from './alb-settings.js'
import { managedLoginSettings, plainHttpDomains } from './managed-login-settings.js'
import { hasResolver, namedPools } from './named-pools.js'
import type { CognitoAuthOptions, ResolveOptions, ResolvePool } from './options.js'
import { plainHttpFields, poolSettings, type PoolSettings } from './pool-settings.js'
import type { RouteFeatures, RouteSettings } from './route-settings.js'
import { isPlainOrigin, sessionSettings } from './session-settings.js'
import { signInPageSettings, type SignInPageSettings } from './sign-in-page-settings.js'
import { validateOptions } from './validate-options.js'

/** The settings of the resolver of pools, with all defaults. Times are in milliseconds. */
export interface ResolvingSettings {
  readonly resolve: ResolvePool
  readonly max: number
  readonly ttl: number
  readonly timeout: number
}

/** The validated options, with all defaults. */
export interface Settings {
  /** None if they are resolved while the application runs. */
  readonly pools: readonly PoolSettings[]
  /** The settings of the resolver of pools. Null if the pools are fixed. */
  readonly resolving: ResolvingSettings | null
  readonly times: KeySetTimes
  readonly warmUp: 'lazy' | 'eager' | 'required'
  /** The maximum number of verified tokens in the cache. Null without a cache. */
  readonly tokenCache: { readonly max: number } | null
  /** The maximum length of a token, in characters. */
  readonly maxTokenLength: number
  readonly clockTolerance: number
  readonly clock: () => number
  readonly extractToken: ExtractToken | undefined
  readonly trustedOrigins: ReadonlySet<string>
  readonly failOnUnguardedRoutes: boolean
  readonly verifySignatures: boolean
  /** Whether a source of groups or permissions calls the Cognito API. */
  readonly sourcesCallCognito: boolean
  /** The source of groups. Null if they come from the token. */
  readonly groups: Source | null
  readonly permissions: readonly (Source | PermissionMap)[]
  readonly toUser: ToUser | undefined
  readonly revocation: RevocationStore | null
  /** The timeout of a call to the Cognito API, in milliseconds. */
  readonly timeout: number
  /** The request handler of the AWS SDK. Undefined for the default. */
  readonly requestHandler: object | undefined
  readonly routes: RouteSettings | null
  readonly session: SessionSettings | null
  /** Managed login of the pools that have it. */
  readonly managedLogins: readonly ManagedLoginSettings[]
  readonly signInPage: SignInPageSettings | null
  /**
   * The name of the pool that operations of the auth API use. Null if pools are resolved while the
   * application runs.
   */
  readonly apiPool: string | null
  /** Descriptions of settings that are allowed in development only. Each is logged as a warning. */
  readonly developmentOnly: readonly string[]
}

const DEFAULT_TOKEN_CACHE = { max: 10_000 }

/**
 * Validates the options of the plugin and returns them with all defaults.
 *
 * @param scopePrefix - the prefix of the scope that the plugin is registered in
 * @throws FST_COGNITO_INVALID_OPTIONS with all errors at once, FST_COGNITO_DEVELOPMENT_ONLY for settings that
 * are not allowed in this environment
 */
export async function settingsFrom (options: CognitoAuthOptions, scopePrefix = ''): Promise<Settings> {
  await validateOptions(options)
  const developmentOnly = developmentOnlyIn(options)
  for (const feature of developmentOnly) assertDevelopment(feature)
  const pools = namedPools(options)
  const apiPool = options.routes?.pool ?? pools[0]?.name ?? null
  const settingsOfPools = pools.map(pool =>
    poolSettings(pool, pool.name === apiPool ? options.routes?.clientId : undefined)
  )
  const prefix = scopePrefix + (options.routes?.prefix ?? '')
  const signInPath = options.signInPage === undefined ? null : `${prefix}/sign-in`
  const managedLogins = managedLoginSettings(options, settingsOfPools, { apiPool, prefix, signInPath })
  const features = { hasSessions: options.session !== undefined, hasManagedLogin: managedLogins.length > 0 }
  const loginPath = managedLogins.find(({ pool }) => pool === apiPool)?.loginPath
  return {
    pools: settingsOfPools,
    resolving: hasResolver(options) ? resolvingSettings(options.userPools) : null,
    times: timesFrom(options.jwksCache),
    warmUp: options.warmUp ?? 'lazy',
    tokenCache: options.tokenCache === false ? null : (options.tokenCache ?? DEFAULT_TOKEN_CACHE),
    maxTokenLength: options.maxTokenLength ?? MAX_TOKEN_LENGTH,
    clockTolerance: options.clockTolerance ?? 0,
    clock: options.clock ?? Date.now,
    extractToken: extractorFrom(options.extractToken),
    trustedOrigins: new Set(options.trustedOrigins),
    failOnUnguardedRoutes: options.unguardedRoutes === 'error',
    verifySignatures: options.verification === undefined,
    sourcesCallCognito: callsCognito([options.groups, options.permissions].flat()),
    groups: options.groups === undefined ? null : toSource(options.groups),
    permissions: permissionsFrom(options.permissions),
    toUser: options.toUser,
    revocation: options.revocation ?? null,
    timeout: options.cognito?.timeout ?? 5000,
    requestHandler: options.cognito?.requestHandler,
    routes: await routeSettingsFrom(options.routes, features),
    session: options.session === undefined ? null : sessionSettings(options.session, signInPath ?? loginPath),
    managedLogins,
    signInPage: options.signInPage === undefined ? null : signInPageSettings(options.signInPage),
    apiPool,
    developmentOnly
  }
}

/** The schemas of attributes are loaded only here. */
async function routeSettingsFrom (
  routes: CognitoAuthOptions['routes'],
  features: RouteFeatures
): Promise<RouteSettings | null> {
  if (routes === undefined) return null
  const { routeSettings } = await import('./route-settings.js')
  return routeSettings(routes, features)
}

function resolvingSettings ({
  resolve,
  max = 1000,
  ttl = 600_000,
  timeout = 3000
}: ResolveOptions): ResolvingSettings {
  return { resolve, max, ttl, timeout }
}

function permissionsFrom (
  permissions: CognitoAuthOptions['permissions']
): readonly (Source | PermissionMap)[] {
  if (permissions === undefined) return []
  const parts = (Array.isArray(permissions) ? permissions : [permissions]) as readonly (
    PermissionMap | Source | SourceFunction
  )[]
  return parts.map(part => (typeof part === 'function' ? toSource(part) : part))
}

function extractorFrom (extractToken: CognitoAuthOptions['extractToken']): ExtractToken | undefined {
  return extractToken === undefined || typeof extractToken === 'function'
    ? extractToken
    : firstOf(extractToken)
}

function toSource (source: Source | SourceFunction): Source {
  return typeof source === 'function' ? new Source({ by: 'user', load: source }) : source
}

/** With defaults instead of a spread, so that undefined counts as omitted. */
function timesFrom ({
  maxAge = 600_000,
  staleFor = 86_400_000,
  cooldown = 30_000,
  timeout = 3000
}: CognitoAuthOptions['jwksCache'] = {}): KeySetTimes {
  return { maxAge, staleFor, cooldown, timeout }
}

function developmentOnlyIn (options: CognitoAuthOptions): readonly string[] {
  const pools = namedPools(options)
  const httpFields = [
    ...pools.flatMap(plainHttpFields),
    ...plainHttpDomains(pools),
    ...pools.flatMap(plainHttpKeys)
  ]
  return [
    ...(httpFields.length > 0 ? [`Plain http (${httpFields.join(', ')})`] : []),
    ...(options.session !== undefined && isPlainOrigin(options.session.origin)
      ? ['Plain http (session.origin)']
      : []),
    ...(options.verification !== undefined ? ["verification: 'disabled-for-development'"] : [])
  ]
}

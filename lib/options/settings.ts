import type { TObject } from '@sinclair/typebox'
import { assertDevelopment } from '../development.js'
import { errors } from '../errors.js'
import { isPlainHttp } from '../pool/loopback.js'
import { describePool, type Pool } from '../pool/pool.js'
import type { RateLimitOptions } from '../rate-limit/options.js'
import type { RevocationStore } from '../revocation/revocations.js'
import { closedAttributes } from '../schemas/attributes.js'
import type { Flow } from '../schemas/sign-in.js'
import { DefaultAttributes } from '../schemas/sign-up.js'
import type { PermissionMap } from '../sources/permission.js'
import { callsCognito, Source, type SourceFunction } from '../sources/source.js'
import type { ToUser } from '../user/user-extension.js'
import type { TokenUse } from '../user/current-user.js'
import type { ExtractToken } from '../verification/credential.js'
import { firstOf } from '../verification/extractors.js'
import { MAX_TOKEN_LENGTH } from '../verification/header.js'
import type { KeySetTimes } from '../verification/key-set.js'
import { missingEndpoint } from './api-endpoint.js'
import { crossFieldErrors, poolErrors } from './cross-field-errors.js'
import { validationErrors } from './validation-errors.js'
import { URL_FIELDS, hasResolver, namedPools, type NamedPool } from './named-pools.js'
import { GROUP_ADMINISTRATION, USER_ADMINISTRATION, type RouteName } from './route-names.js'
import type { CognitoAuthOptions, ResolvedPoolOptions, ResolveOptions, ResolvePool } from './options.js'
import { MultiplePoolsSchema, SinglePoolSchema, ResolvedPoolSchema, ResolvedPoolsSchema } from './schema.js'

export type { RouteName }

/** One pool, every default in place. */
export interface PoolSettings {
  readonly pool: Pool
  readonly clientIds: ReadonlySet<string> | null
  /** The app client that calls the Cognito API. Null if the options do not determine it. */
  readonly apiClientId: string | null
  readonly clientSecret: string | undefined
  readonly tokenUse: TokenUse | null
  readonly endpoint: string | undefined
  /** Why the API cannot be called, as a line of an error message. Null if it can. */
  readonly missingEndpoint: string | null
  readonly jwks: readonly unknown[] | null
}

/** How pools are found while the application runs, every default in place. Times are in milliseconds. */
export interface ResolvingSettings {
  readonly resolve: ResolvePool
  readonly max: number
  readonly ttl: number
  readonly timeout: number
}

/** The options once they are known to be right, with every default in place. */
export interface Settings {
  /** None if they are resolved while the application runs. */
  readonly pools: readonly PoolSettings[]
  /** How pools are resolved while the application runs. Null if they are fixed. */
  readonly resolving: ResolvingSettings | null
  readonly times: KeySetTimes
  readonly warmUp: 'lazy' | 'eager' | 'required'
  /** How many verified tokens are kept; null for none. */
  readonly tokenCache: { readonly max: number } | null
  /** How many characters a token may have. */
  readonly maxTokenLength: number
  readonly clockTolerance: number
  readonly clock: () => number
  readonly extractToken: ExtractToken | undefined
  readonly trustedOrigins: ReadonlySet<string>
  readonly failOnUnguardedRoutes: boolean
  readonly verifySignatures: boolean
  /** Whether a source of groups or permissions calls the Cognito API. */
  readonly sourcesCallCognito: boolean
  /** Null: the claim of the token. */
  readonly groups: Source | null
  readonly permissions: readonly (Source | PermissionMap)[]
  readonly toUser: ToUser | undefined
  readonly revocation: RevocationStore | null
  /** How long one call to the Cognito API may take, in milliseconds. */
  readonly timeout: number
  /** Of the AWS SDK's client; undefined: the default. */
  readonly requestHandler: object | undefined
  readonly routes: RouteSettings | null
  /**
   * The name of the pool that operations of the auth API use. Null if pools are resolved while the
   * application runs.
   */
  readonly apiPool: string | null
  /** Descriptions of settings that are allowed in development only. Each is logged as a warning. */
  readonly developmentOnly: readonly string[]
}

/** The auth API, every default in place. */
export interface RouteSettings {
  readonly prefix: string
  readonly isServed: (name: RouteName) => boolean
  /** The attributes that users may set at sign-up, and those that they may change later. */
  readonly signUpAttributes: TObject
  readonly profileAttributes: TObject
  /** The attributes that administrators may set. */
  readonly adminAttributes: TObject
  readonly hideExistingUsers: boolean
  /** Whether bodies may carry client metadata. */
  readonly clientMetadata: boolean
  readonly flows: readonly Flow[]
  /**
   * The groups whose members may administer users, and those whose members may administer groups. Empty if
   * those routes are not served.
   */
  readonly userAdministrators: readonly string[]
  readonly groupAdministrators: readonly string[]
  /** Of the audit log; undefined: the application's. */
  readonly auditLevel: string | undefined
  /** In seconds. */
  readonly maxAuthAge: number
  readonly signOutOthersOnPasswordChange: boolean
  /** Null: none. */
  readonly rateLimit: RateLimitOptions | null
  /** Null: the pool's id. */
  readonly totpIssuer: string | null
}

const DEFAULT_TOKEN_CACHE = { max: 10_000 }

/**
 * The settings that options mean.
 *
 * @throws FST_COGNITO_INVALID_OPTIONS with all errors at once, FST_COGNITO_DEVELOPMENT_ONLY for settings that
 * are not allowed in this environment
 */
export function settingsFrom (options: CognitoAuthOptions): Settings {
  validateOptions(options)
  const developmentOnly = developmentOnlyIn(options)
  for (const feature of developmentOnly) assertDevelopment(feature)
  const pools = namedPools(options)
  const apiPool = options.routes?.pool ?? pools[0]?.name ?? null
  return {
    pools: pools.map(pool =>
      poolSettings(pool, pool.name === apiPool ? options.routes?.clientId : undefined)
    ),
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
    routes: options.routes === undefined ? null : routeSettings(options.routes),
    apiPool,
    developmentOnly
  }
}

function validateOptions (options: CognitoAuthOptions): void {
  const invalid = validationErrors(schemaFor(options), options)
  const problems = invalid.length > 0 ? invalid : crossFieldErrors(options)
  if (problems.length > 0) throw new errors.FST_COGNITO_INVALID_OPTIONS(problems.join('\n'))
}

function schemaFor (options: unknown): TObject {
  if (typeof options !== 'object' || options === null || !('userPools' in options)) return SinglePoolSchema
  const { resolve } = (options.userPools ?? {}) as { resolve?: unknown }
  // A pool with that name would be an object; any other value is meant as a function.
  return resolve !== undefined && typeof resolve !== 'object' ? ResolvedPoolsSchema : MultiplePoolsSchema
}

function resolvingSettings ({
  resolve,
  max = 1000,
  ttl = 600_000,
  timeout = 3000
}: ResolveOptions): ResolvingSettings {
  return { resolve, max, ttl, timeout }
}

/**
 * The settings of one pool from options that `userPools.resolve` returned.
 *
 * @param callsApi - whether the Cognito API is called for other reasons than a request to the auth API
 * @throws FST_COGNITO_INVALID_OPTIONS naming every mistake, FST_COGNITO_DEVELOPMENT_ONLY
 */
export function resolvedPoolSettings (input: unknown, callsApi: boolean): PoolSettings {
  const invalid = validationErrors(ResolvedPoolSchema, input)
  if (invalid.length > 0) throw new errors.FST_COGNITO_INVALID_OPTIONS(invalid.join('\n'))
  const { name, ...options } = input as ResolvedPoolOptions
  const pool: NamedPool = { name: name ?? options.userPoolId, options, path: '' }
  const problems = [...poolErrors(pool), ...(callsApi ? [missingEndpoint(pool) ?? []].flat() : [])]
  if (problems.length > 0) throw new errors.FST_COGNITO_INVALID_OPTIONS(problems.join('\n'))
  const httpFields = plainHttpFields(pool)
  if (httpFields.length > 0) assertDevelopment(`Plain http (${httpFields.join(', ')})`)
  return poolSettings(pool, undefined)
}

function poolSettings (namedPool: NamedPool, apiClientId: string | undefined): PoolSettings {
  const { name, options } = namedPool
  const { clientId, clientSecret, tokenUse = 'access', endpoint, jwks } = options
  const [only, ...more] = [clientId].flat()
  return {
    pool: describePool({ name, ...options }),
    clientIds: clientId === null ? null : new Set([clientId].flat()),
    apiClientId: apiClientId ?? (more.length === 0 ? (only as string | null) : null),
    clientSecret,
    tokenUse,
    endpoint,
    missingEndpoint: missingEndpoint(namedPool),
    jwks: jwks?.keys ?? null
  }
}

function routeSettings ({
  prefix = '',
  include,
  exclude,
  signUp,
  signIn,
  profile,
  clientMetadata = false,
  admin = {},
  audit,
  maxAuthAge = 300,
  signOutOthersOnPasswordChange = true,
  rateLimit = {},
  totpIssuer
}: NonNullable<CognitoAuthOptions['routes']>): RouteSettings {
  const userAdministrators = admin.users?.groups ?? []
  const groupAdministrators = admin.groups?.groups ?? []
  const withoutAdministrators = new Set<RouteName>([
    ...(userAdministrators.length === 0 ? USER_ADMINISTRATION : []),
    ...(groupAdministrators.length === 0 ? GROUP_ADMINISTRATION : [])
  ])
  return {
    prefix,
    isServed: name =>
      !withoutAdministrators.has(name) && (include?.includes(name) ?? !(exclude ?? []).includes(name)),
    userAdministrators,
    groupAdministrators,
    auditLevel: audit?.level,
    signUpAttributes: closedAttributes(signUp?.attributes ?? DefaultAttributes),
    adminAttributes: closedAttributes(admin.attributes ?? signUp?.attributes ?? DefaultAttributes),
    profileAttributes: closedAttributes(profile?.writable ?? DefaultAttributes),
    hideExistingUsers: signUp?.hideExistingUsers ?? false,
    clientMetadata,
    flows: signIn?.flows ?? ['USER_PASSWORD_AUTH'],
    maxAuthAge,
    signOutOthersOnPasswordChange,
    rateLimit: rateLimit === false ? null : rateLimit,
    totpIssuer: totpIssuer ?? null
  }
}

function permissionsFrom (
  permissions: CognitoAuthOptions['permissions']
): readonly (Source | PermissionMap)[] {
  if (permissions === undefined) return []
  const parts = (Array.isArray(permissions) ? permissions : [permissions]) as readonly (
    PermissionMap | Source | SourceFunction
  )[]
  return parts.map(part => (typeof part === 'function' ? new Source(part) : part))
}

function extractorFrom (extractToken: CognitoAuthOptions['extractToken']): ExtractToken | undefined {
  return extractToken === undefined || typeof extractToken === 'function'
    ? extractToken
    : firstOf(extractToken)
}

function toSource (source: Source | SourceFunction): Source {
  return typeof source === 'function' ? new Source(source) : source
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
  const httpFields = namedPools(options).flatMap(plainHttpFields)
  return [
    ...(httpFields.length > 0 ? [`Plain http (${httpFields.join(', ')})`] : []),
    ...(options.verification !== undefined ? ["verification: 'disabled-for-development'"] : [])
  ]
}

/** The fields of a pool that are plain http. */
function plainHttpFields ({ path, options }: NamedPool): readonly string[] {
  return URL_FIELDS.filter(field => options[field] !== undefined && isPlainHttp(options[field])).map(
    field => path + field
  )
}

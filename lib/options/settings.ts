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
import { asksCognito, Source, type SourceFunction } from '../sources/source.js'
import type { ToUser } from '../user/completion.js'
import type { TokenUse } from '../user/current-user.js'
import type { ExtractToken } from '../verification/credential.js'
import { firstOf } from '../verification/extractors.js'
import { MAX_TOKEN_LENGTH } from '../verification/header.js'
import type { KeySetTimes } from '../verification/key-set.js'
import { missingEndpoint } from './api-endpoint.js'
import { contradictionsIn, poolMistakes } from './contradictions.js'
import { mistakesIn } from './mistakes.js'
import { ADDRESSES, areResolved, namedPools, type NamedPool } from './named-pools.js'
import { GROUP_ADMINISTRATION, USER_ADMINISTRATION, type RouteName } from './route-names.js'
import type { CognitoAuthOptions, ResolvedPoolOptions, ResolveOptions, ResolvePool } from './options.js'
import { MultiplePoolsSchema, SinglePoolSchema, ResolvedPoolSchema, ResolvedPoolsSchema } from './schema.js'

export type { RouteName }

/** One pool, every default in place. */
export interface PoolSettings {
  readonly pool: Pool
  readonly clientIds: ReadonlySet<string> | null
  /** The app client that speaks to Cognito's API; null where the options leave open which. */
  readonly apiClientId: string | null
  readonly clientSecret: string | undefined
  readonly tokenUse: TokenUse | null
  readonly endpoint: string | undefined
  /** Why its API cannot be called, in a line of an options' error; null where it can. */
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
  /** None where they are found while the application runs. */
  readonly pools: readonly PoolSettings[]
  /** How pools are found while the application runs; null where they are fixed. */
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
  /** Whether a source of groups or permissions asks Cognito's API. */
  readonly sourcesAskCognito: boolean
  /** Null: the claim of the token. */
  readonly groups: Source | null
  readonly permissions: readonly (Source | PermissionMap)[]
  readonly toUser: ToUser | undefined
  readonly revocation: RevocationStore | null
  /** How long one call to Cognito's API may take, in milliseconds. */
  readonly timeout: number
  /** Of the AWS SDK's client; undefined: the default. */
  readonly requestHandler: object | undefined
  readonly routes: RouteSettings | null
  /**
   * The name of the pool that operations of the API speak to where nothing says which; null where pools are
   * found later.
   */
  readonly apiPool: string | null
  /** What here may start in development only, in words; each is warned of. */
  readonly developmentOnly: readonly string[]
}

/** The auth API, every default in place. */
export interface RouteSettings {
  readonly prefix: string
  readonly serves: (name: RouteName) => boolean
  /** What people may write at sign-up, and what later. */
  readonly attributes: TObject
  readonly writable: TObject
  /** What administrators may write. */
  readonly administered: TObject
  readonly hideExistingUsers: boolean
  /** Whether bodies may carry client metadata. */
  readonly clientMetadata: boolean
  readonly flows: readonly Flow[]
  /** The groups whose members may administer people, and groups; none where nobody may. */
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

const CACHED_TOKENS = { max: 10_000 }

/**
 * The settings that options mean.
 *
 * @throws FST_COGNITO_INVALID_OPTIONS naming every mistake at once, FST_COGNITO_DEVELOPMENT_ONLY for what may
 * not start here
 */
export function settingsFrom (given: CognitoAuthOptions): Settings {
  assertRight(given)
  const developmentOnly = developmentOnlyIn(given)
  for (const what of developmentOnly) assertDevelopment(what)
  const pools = namedPools(given)
  const apiPool = given.routes?.pool ?? pools[0]?.name ?? null
  return {
    pools: pools.map(pool => poolSettings(pool, pool.name === apiPool ? given.routes?.clientId : undefined)),
    resolving: areResolved(given) ? resolvingSettings(given.userPools) : null,
    times: timesFrom(given.jwksCache),
    warmUp: given.warmUp ?? 'lazy',
    tokenCache: given.tokenCache === false ? null : given.tokenCache ?? CACHED_TOKENS,
    maxTokenLength: given.maxTokenLength ?? MAX_TOKEN_LENGTH,
    clockTolerance: given.clockTolerance ?? 0,
    clock: given.clock ?? Date.now,
    extractToken: extractorFrom(given.extractToken),
    trustedOrigins: new Set(given.trustedOrigins),
    failOnUnguardedRoutes: given.unguardedRoutes === 'error',
    verifySignatures: given.verification === undefined,
    sourcesAskCognito: asksCognito([given.groups, given.permissions].flat()),
    groups: given.groups === undefined ? null : asSource(given.groups),
    permissions: permissionsFrom(given.permissions),
    toUser: given.toUser,
    revocation: given.revocation ?? null,
    timeout: given.cognito?.timeout ?? 5000,
    requestHandler: given.cognito?.requestHandler,
    routes: given.routes === undefined ? null : routeSettings(given.routes),
    apiPool,
    developmentOnly
  }
}

function assertRight (given: CognitoAuthOptions): void {
  const wrong = mistakesIn(schemaFor(given), given)
  const mistakes = wrong.length > 0 ? wrong : contradictionsIn(given)
  if (mistakes.length > 0) throw new errors.FST_COGNITO_INVALID_OPTIONS(mistakes.join('\n'))
}

function schemaFor (given: unknown): TObject {
  if (typeof given !== 'object' || given === null || !('userPools' in given)) return SinglePoolSchema
  const { resolve } = (given.userPools ?? {}) as { resolve?: unknown }
  // A pool of that name is an object; whatever else stands there was meant to be a function.
  return resolve !== undefined && typeof resolve !== 'object' ? ResolvedPoolsSchema : MultiplePoolsSchema
}

function resolvingSettings (
  { resolve, max = 1000, ttl = 600_000, timeout = 3000 }: ResolveOptions
): ResolvingSettings {
  return { resolve, max, ttl, timeout }
}

/**
 * The settings of one pool from options that `userPools.resolve` returned.
 *
 * @param callsApi - whether Cognito's API is called without being asked by a request
 * @throws FST_COGNITO_INVALID_OPTIONS naming every mistake, FST_COGNITO_DEVELOPMENT_ONLY
 */
export function resolvedPoolSettings (given: unknown, callsApi: boolean): PoolSettings {
  const wrong = mistakesIn(ResolvedPoolSchema, given)
  if (wrong.length > 0) throw new errors.FST_COGNITO_INVALID_OPTIONS(wrong.join('\n'))
  const { name, ...options } = given as ResolvedPoolOptions
  const pool: NamedPool = { name: name ?? options.userPoolId, options, path: '' }
  const mistakes = [...poolMistakes(pool), ...(callsApi ? [missingEndpoint(pool) ?? []].flat() : [])]
  if (mistakes.length > 0) throw new errors.FST_COGNITO_INVALID_OPTIONS(mistakes.join('\n'))
  const plain = plainAddresses(pool)
  if (plain.length > 0) assertDevelopment(`Plain http (${plain.join(', ')})`)
  return poolSettings(pool, undefined)
}

function poolSettings (named: NamedPool, apiClientId: string | undefined): PoolSettings {
  const { name, options } = named
  const { clientId, clientSecret, tokenUse = 'access', endpoint, jwks } = options
  const [only, ...more] = [clientId].flat()
  return {
    pool: describePool({ name, ...options }),
    clientIds: clientId === null ? null : new Set([clientId].flat()),
    apiClientId: apiClientId ?? (more.length === 0 ? only as string | null : null),
    clientSecret,
    tokenUse,
    endpoint,
    missingEndpoint: missingEndpoint(named),
    jwks: jwks?.keys ?? null
  }
}

function routeSettings ({
  prefix = '', include, exclude, signUp, signIn, profile, clientMetadata = false, admin = {}, audit,
  maxAuthAge = 300, signOutOthersOnPasswordChange = true, rateLimit = {}, totpIssuer
}: NonNullable<CognitoAuthOptions['routes']>): RouteSettings {
  const userAdministrators = admin.users?.groups ?? []
  const groupAdministrators = admin.groups?.groups ?? []
  const closedToAll = new Set<RouteName>([
    ...(userAdministrators.length === 0 ? USER_ADMINISTRATION : []),
    ...(groupAdministrators.length === 0 ? GROUP_ADMINISTRATION : [])
  ])
  return {
    prefix,
    serves: name => !closedToAll.has(name) && (include?.includes(name) ?? !(exclude ?? []).includes(name)),
    userAdministrators,
    groupAdministrators,
    auditLevel: audit?.level,
    attributes: closedAttributes(signUp?.attributes ?? DefaultAttributes),
    administered: closedAttributes(admin.attributes ?? signUp?.attributes ?? DefaultAttributes),
    writable: closedAttributes(profile?.writable ?? DefaultAttributes),
    hideExistingUsers: signUp?.hideExistingUsers ?? false,
    clientMetadata,
    flows: signIn?.flows ?? ['USER_PASSWORD_AUTH'],
    maxAuthAge,
    signOutOthersOnPasswordChange,
    rateLimit: rateLimit === false ? null : rateLimit,
    totpIssuer: totpIssuer ?? null
  }
}

function permissionsFrom (given: CognitoAuthOptions['permissions']): readonly (Source | PermissionMap)[] {
  if (given === undefined) return []
  const parts = (Array.isArray(given) ? given : [given]) as readonly (PermissionMap | Source | SourceFunction)[]
  return parts.map(part => typeof part === 'function' ? new Source(part) : part)
}

function extractorFrom (given: CognitoAuthOptions['extractToken']): ExtractToken | undefined {
  return given === undefined || typeof given === 'function' ? given : firstOf(given)
}

function asSource (given: Source | SourceFunction): Source {
  return typeof given === 'function' ? new Source(given) : given
}

/** By defaults, not by spreading: what is given as undefined counts as left out. */
function timesFrom ({ maxAge = 600_000, staleFor = 86_400_000, cooldown = 30_000, timeout = 3000 }: CognitoAuthOptions['jwksCache'] = {}): KeySetTimes {
  return { maxAge, staleFor, cooldown, timeout }
}

function developmentOnlyIn (given: CognitoAuthOptions): readonly string[] {
  const plain = namedPools(given).flatMap(plainAddresses)
  return [
    ...(plain.length > 0 ? [`Plain http (${plain.join(', ')})`] : []),
    ...(given.verification !== undefined ? ["verification: 'disabled-for-development'"] : [])
  ]
}

/** The fields of a pool that are plain http. */
function plainAddresses ({ path, options }: NamedPool): readonly string[] {
  return ADDRESSES
    .filter(field => options[field] !== undefined && isPlainHttp(options[field]))
    .map(field => path + field)
}
